"""The person's own files turned into examples to train on, and what is wrong with them. Knows no torch and no Qt."""

from desktop_llm.documents.check_up import read_corpus
from desktop_llm.documents.corpus import load_corpus, load_texts
from desktop_llm.documents.held_out import split_held_out

__all__ = ["load_corpus", "load_texts", "read_corpus", "split_held_out"]
