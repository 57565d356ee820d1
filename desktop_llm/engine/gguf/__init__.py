"""GGUF files through llama.cpp: loading, reading, tokens, and writing them from checkpoints."""
