"""Everything that touches torch and transformers. Runs in a child process (or a headless command). Knows no Qt."""
