"""Widgets, written by hand. No torch, no SQL, no network."""
