"""The person's own files turned into clean text, and what is wrong with them. Knows no torch and no Qt."""

from desktop_llm.documents.check_up import load_documents, load_texts, read_corpus, read_texts
from desktop_llm.documents.corpus import load_corpus
from desktop_llm.documents.held_out import split_held_out

__all__ = ["load_corpus", "load_documents", "load_texts", "read_corpus", "read_texts", "split_held_out"]
