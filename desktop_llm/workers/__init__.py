"""Threads between the window and what it waits for: engine processes and the store. PySide6.QtCore only."""
