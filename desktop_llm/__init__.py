"""Desktop LLM: pick, chat with, train and compare language models in one window."""

__version__ = "0.1.0"
