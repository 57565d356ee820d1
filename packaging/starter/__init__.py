"""The starter checkpoints: their training text, their tokenizer, and the recipe that builds them from nothing.

Run it with `python packaging/build_starter.py`. This folder is on the path as `starter` (not as
`packaging.starter`, because `packaging` is also a library that transformers needs).
"""
