"""The window's frame: sidebar, places, command palette, settings. What happens in a place is left to the place."""
