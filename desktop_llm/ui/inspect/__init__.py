"""Look inside: how surprised models are by a text, what they would say next, where they look, what they are made of."""
