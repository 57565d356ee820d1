"""Settings: what holds for every place."""
