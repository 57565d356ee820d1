"""The person's own files turned into clean text, and what is wrong with them. Knows no torch and no Qt."""
