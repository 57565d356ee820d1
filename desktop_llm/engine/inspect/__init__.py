"""Looking inside a model: the answers to the requests of `core.inspect_messages`. `looking` is the way in."""
