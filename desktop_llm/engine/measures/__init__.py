"""What answers are worth: figures of texts with their intervals. Knows no model and no torch."""
