"""Help: the glossary, the few pages, and the explanation of a word where it stands."""
