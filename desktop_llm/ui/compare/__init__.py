"""Compare: the same question to several checkpoints, their answers side by side."""
