"""The whole application: the real window, the real engine, the starter checkpoints."""
