"""The Chat place.

`place.ChatPlace` puts it together: header with the model picker, one of three pages, the drawer "More", and the list
for the sidebar. `talk.Talk` is the conversation that is open and the only one here that asks the engines; `answering`
follows one generation into the store. Pages: `chat_page` (welcome, `transcript`, `composer`), `continue_page` for
models that only go on writing, `gaps_page` for models that fill gaps; `cannot_page` stands where a model can not be
used. `shelf` stands between the list and the store.
"""
