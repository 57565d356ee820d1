"""An answer's Markdown as a column of widgets, safe against whatever a model may write.

`source` cuts the text into pieces (prose, code, tables, formulas) without a parser, so that nothing hostile reaches one
in full; `prose` turns a piece of prose into our own HTML through markdown-it; `formulas` draws TeX; `blocks`,
`code_block` and `table_block` are the widgets; `view.MarkdownView` is the column that others use. Nothing is ever
loaded from disk or network for an answer, raw HTML is shown as text, and links are opened only after asking (`links`).
"""
