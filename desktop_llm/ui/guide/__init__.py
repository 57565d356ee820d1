"""The guide: a few sentences laid over the real controls, for the first ten minutes."""
