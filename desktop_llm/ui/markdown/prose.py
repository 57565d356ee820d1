"""Prose to HTML of our own: markdown-it reads, this writes the small part of HTML that Qt's text documents draw.

Nothing of the source reaches the HTML unescaped, no address reaches it but those of links that `links.is_openable`
lets through, and an image is written as its words. Formulas become `formula:` pictures, which only `ProseBlock` knows.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from html import escape

from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.dollarmath import dollarmath_plugin
from mdit_py_plugins.texmath import texmath_plugin

from desktop_llm.ui.look.theme import has_cjk
from desktop_llm.ui.markdown.ink import Ink
from desktop_llm.ui.markdown.links import is_openable
from desktop_llm.ui.markdown.source import Grid, break_runs

MAX_NESTING = 20
_HEADING_PX = {"h1": 20, "h2": 18, "h3": 16}


@lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    made = MarkdownIt("commonmark", {"html": False, "breaks": True, "maxNesting": MAX_NESTING})
    made.enable(["table", "strikethrough"])
    dollarmath_plugin(made, allow_space=False, allow_digits=False, double_inline=True)
    texmath_plugin(made, delimiters="brackets")
    return made


class Html:
    """HTML with the formulas that its `formula:N` pictures stand for."""

    def __init__(self, ink: Ink) -> None:
        self.ink = ink
        self.formulas: list[tuple[str, bool]] = []
        self._out: list[str] = []

    def text(self) -> str:
        return "".join(self._out)

    def write(self, *parts: str) -> None:
        self._out.extend(parts)

    def formula(self, tex: str, displayed: bool) -> None:
        """A picture of a formula; the block that shows the HTML makes it."""
        self.formulas.append((tex, displayed))
        self.write(f'<img src="formula:{len(self.formulas) - 1}" style="vertical-align:middle">')


def prose_html(text: str, ink: Ink) -> Html:
    """HTML of a piece of prose."""
    html = Html(ink)
    _write_blocks(_parser().parse(text), html)
    return html


def plain_html(text: str, ink: Ink) -> Html:
    """HTML of text that is shown as it stands."""
    html = Html(ink)
    html.write(_paragraph(ink), _escaped(text).replace("\n", "<br>"), "</p>")
    return html


def formula_html(tex: str, ink: Ink) -> Html:
    """HTML of a displayed formula."""
    html = Html(ink)
    html.write('<p style="margin:4px 0 4px 0">')
    html.formula(tex, displayed=True)
    html.write("</p>")
    return html


def grid_html(grid: Grid, rows: Sequence[str], ink: Ink, columns: int, with_head: bool, fixed: bool) -> Html:
    """HTML of some rows of a table.

    Args:
        grid: Where header and rule come from.
        rows: The body rows to write.
        ink: What to write with.
        columns: How many columns at most.
        with_head: Whether the header row is written.
        fixed: Equal widths, so that the parts of a table that was cut stand under each other.
    """
    html = Html(ink)
    tokens = _parser().parse("\n".join([grid.header, grid.rule, *rows]))
    _write_table(tokens, html, columns, with_head, fixed)
    return html


def _escaped(text: str) -> str:
    return escape(break_runs(text), quote=True)


def _paragraph(ink: Ink, bottom: int = 8) -> str:
    return f'<p style="margin:0 0 {bottom}px 0; line-height:{ink.line_px}px">'


def _write_blocks(tokens: Sequence[Token], html: Html) -> None:
    ink = html.ink
    at = lists = 0
    while at < len(tokens):
        token = tokens[at]
        kind = token.type
        if kind == "table_open":
            end = _end_of(tokens, at, "table_close")
            _write_table(tokens[at : end + 1], html, 12, with_head=True, fixed=False)
            at = end + 1
            continue
        if kind == "inline":
            _write_inline(token.children or [], html)
        elif kind == "paragraph_open":
            html.write("" if token.hidden else _paragraph(ink))
        elif kind == "paragraph_close":
            html.write("" if token.hidden else "</p>")
        elif kind == "heading_open":
            size = round(_HEADING_PX.get(token.tag, 15) * ink.factor)
            html.write(
                f'<p style="margin:{8 if at else 0}px 0 6px 0; font-size:{size}px; font-weight:600;'
                f' line-height:{round(size * 1.5)}px">'
            )
        elif kind == "heading_close":
            html.write("</p>")
        elif kind in {"bullet_list_open", "ordered_list_open"}:
            start = token.attrGet("start")
            numbered = f' start="{int(start)}"' if isinstance(start, int | str) and str(start).isdigit() else ""
            lists += 1
            margin = "margin:0 0 8px 0" if lists == 1 else "margin:0"
            html.write(f'<{token.tag}{numbered} style="{margin}; -qt-list-indent:{lists}">')
        elif kind in {"bullet_list_close", "ordered_list_close"}:
            lists -= 1
            html.write(f"</{token.tag}>")
        elif kind == "list_item_open":
            html.write(f'<li style="margin:0 0 2px 0; line-height:{ink.line_px}px">')
        elif kind == "list_item_close":
            html.write("</li>")
        elif kind == "blockquote_open":
            html.write(
                '<table cellspacing="0" cellpadding="0" style="margin-top:6px; margin-bottom:8px"><tr>'
                f'<td width="3" bgcolor="{ink.line_strong}"></td><td style="padding-left:12px; color:{ink.quiet}">'
            )
        elif kind == "blockquote_close":
            html.write("</td></tr></table>")
        elif kind in {"fence", "code_block"}:
            html.write(
                f'<table width="100%" cellspacing="0" cellpadding="8" bgcolor="{ink.sunk}"><tr><td>'
                f'<pre style="font-family:\'{ink.mono}\'; font-size:{ink.code_px}px; margin:0">',
                _escaped(token.content.rstrip("\n")), "</pre></td></tr></table>",
            )  # fmt: skip
        elif kind == "hr":
            html.write(
                f'<table width="100%" cellspacing="0" cellpadding="0"><tr><td bgcolor="{ink.line}"'
                ' style="font-size:1px; line-height:1px"> </td></tr></table>'
            )
        elif kind.startswith("math_"):
            html.write('<p style="margin:4px 0 4px 0">')
            html.formula(token.content.strip(), displayed=True)
            html.write("</p>")
        at += 1


def _write_inline(tokens: Sequence[Token], html: Html) -> None:
    ink = html.ink
    open_links: list[bool] = []
    # Chinese has no italics; a stress is heavier there.
    em, em_end = ("<b>", "</b>") if any(has_cjk(token.content) for token in tokens) else ("<i>", "</i>")
    for token in tokens:
        kind = token.type
        if kind == "text":
            html.write(_escaped(token.content))
        elif kind in {"softbreak", "hardbreak"}:
            html.write("<br>")
        elif kind == "code_inline":
            html.write(
                f'<span style="font-family:\'{ink.mono}\'; font-size:{ink.code_px}px;'
                f' background-color:{ink.sunk}">', _escaped(token.content), "</span>",
            )  # fmt: skip
        elif kind == "strong_open":
            html.write('<span style="font-weight:600">')
        elif kind == "em_open":
            html.write(em)
        elif kind == "em_close":
            html.write(em_end)
        elif kind == "s_open":
            html.write("<s>")
        elif kind == "s_close":
            html.write("</s>")
        elif kind == "strong_close":
            html.write("</span>")
        elif kind == "link_open":
            address = str(token.attrGet("href") or "")
            open_links.append(is_openable(address))
            if open_links[-1]:
                html.write(f'<a href="{escape(address, quote=True)}" style="color:{ink.link}">')
        elif kind == "link_close":
            if open_links and open_links.pop():
                html.write("</a>")
        elif kind == "image":
            html.write(f'<span style="color:{ink.quiet}">[', _escaped(token.content), "]</span>")
        elif kind.startswith("math_inline"):
            html.formula(token.content.strip(), displayed=kind.endswith("double"))
        else:
            html.write(_escaped(token.content))


def _write_table(tokens: Sequence[Token], html: Html, columns: int, with_head: bool, fixed: bool) -> None:
    ink = html.ink
    html.write('<table width="100%" cellspacing="0" cellpadding="0" style="border-collapse:collapse">')
    column, in_head = 0, False
    share = f"width:{100 // max(columns, 1)}%;" if fixed else ""
    for token in tokens:
        kind = token.type
        if kind == "thead_open":
            in_head = True
        elif kind == "thead_close":
            in_head = False
        elif in_head and not with_head:
            continue
        elif kind == "tr_open":
            column = 0
            html.write("<tr>")
        elif kind == "tr_close":
            html.write("</tr>")
        elif kind in {"th_open", "td_open"} and column < columns:
            align = str(token.attrGet("style") or "").removeprefix("text-align:") or "left"
            line = ink.line_strong if in_head else ink.line
            font = f"font-size:{ink.small_px}px; color:{ink.quiet};" if in_head else ""
            left, right = (0 if column == 0 else 8), (0 if align == "right" else 8)
            html.write(
                f'<td align="{escape(align)}" style="{share}padding:6px {right}px 6px {left}px;'
                f' border-bottom-width:1px; border-bottom-style:solid; border-bottom-color:{line}; {font}">'
            )
        elif kind in {"th_close", "td_close"}:
            html.write("</td>" if column < columns else "")
            column += 1
        elif kind == "inline" and column < columns:
            _write_inline(token.children or [], html)
    html.write("</table>")


def _end_of(tokens: Sequence[Token], start: int, kind: str) -> int:
    return next((at for at in range(start, len(tokens)) if tokens[at].type == kind), len(tokens) - 1)
