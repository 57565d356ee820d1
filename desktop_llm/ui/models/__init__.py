"""Models: what is on this computer, whether it fits, and what can be done with it."""
