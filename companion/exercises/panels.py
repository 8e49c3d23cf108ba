"""What a notebook shows of a check: HTML without scripts, and the same as plain text.

All styles stand at their elements, since a viewer that does not trust a notebook drops
style sheets. Colours come from JupyterLab's theme where there is one; the fallbacks are
see-through or inherited, so that they fit light and dark. No colour says anything that
a word or a sign does not say as well.
"""

from __future__ import annotations

import builtins
import html
import io
import keyword
import sys
import tokenize
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

Mark = Literal["right", "wrong", "open", "score"]

# Sign, word and colour of the bar; white on each has a contrast of at least 4.5.
_MARKS: dict[Mark, tuple[str, str]] = {
    "right": ("✓", "#1a7f37"),
    "wrong": ("✗", "#b3261e"),
    "open": ("○", "#5f6368"),
    "score": ("▲", "#0b57d0"),
}
_LINE = "var(--jp-border-color2,rgba(128,128,128,.5))"
_CODE = "font-family:var(--jp-code-font-family,monospace);font-size:14px"
_CELL = f"border:1px solid {_LINE};padding:2px 8px;text-align:left;{_CODE}"
_NAME = "font-weight:bold;white-space:nowrap"
_DIFFERS = "background:rgba(240,150,0,.25)"
# Named by CodeMirror's colours in JupyterLab; elsewhere the weight tells them apart.
_KEYWORD = "color:var(--jp-mirror-editor-keyword-color,inherit);font-weight:bold"
_STRING = "color:var(--jp-mirror-editor-string-color,inherit)"
_NUMBER = "color:var(--jp-mirror-editor-number-color,inherit)"
_COMMENT = "color:var(--jp-mirror-editor-comment-color,inherit);font-style:italic"
_BUILTIN = "color:var(--jp-mirror-editor-builtin-color,inherit)"


@dataclass(frozen=True, repr=False)
class Panel:
    """Something to show, as text and as HTML.

    Parameters
    ----------
    text
        What a terminal shows.
    html
        What a notebook shows.
    """

    text: str
    html: str

    def __repr__(self) -> str:
        return self.text

    def _repr_html_(self) -> str:
        return self.html


def show(panel: Panel) -> None:
    """Show a panel in a notebook, or print its text where there is none."""
    shell = sys.modules.get("IPython")
    if shell is not None and shell.get_ipython() is not None:
        from IPython.display import display

        display(panel)  # type: ignore[no-untyped-call]
    else:
        print(panel)


def number_text(number: float) -> str:
    """Return a score with at most four digits behind what a whole number has.

    Examples
    --------
    >>> number_text(12345.0), number_text(0.123456), number_text(98.76543)
    ('12,345', '0.1235', '98.77')
    """
    if number == int(number):
        return f"{int(number):,}"
    digits = max(0, 4 - len(str(abs(int(number)))) + (abs(number) < 1))
    return f"{number:,.{digits}f}".rstrip("0").rstrip(".")


def box(mark: Mark, word: str, name: str, aside: str, *inside: str) -> str:
    """Return a panel: a bar with a sign and a word, and what stands below it.

    Parameters
    ----------
    mark
        What the sign and the colour say.
    word
        The same in a word or two.
    name
        The exercise.
    aside
        What stands at the end of the bar, such as "2 of 5 in this notebook".
    *inside
        HTML; empty pieces are left out.

    Returns
    -------
    str
        HTML.
    """
    sign, colour = _MARKS[mark]
    bar = (
        f'<div style="background:{colour};color:#fff;padding:4px 12px;'
        'display:flex;flex-wrap:wrap;gap:0 12px">'
        f'<strong style="color:#fff">{sign} {html.escape(word)}</strong> '
        f"<span>{html.escape(name)}</span> "
        f'<span style="margin-left:auto">{html.escape(aside)}</span></div>'
    )
    return (
        f'<div style="border:1px solid {colour};max-width:56em;margin:4px 0;'
        'font-size:14px;line-height:1.5">'
        f'{bar}<div style="padding:6px 12px">{"".join(filter(None, inside))}</div>'
        "</div>"
    )


def paragraph(text: str, strong: bool = False) -> str:
    """Return a sentence or two as HTML; nothing for no text."""
    inside = html.escape(text)
    if strong:
        inside = f"<strong>{inside}</strong>"
    return f'<p style="margin:4px 0">{inside}</p>' if text else ""


def fold(title: str, *inside: str) -> str:
    """Return what unfolds with a click, or with Enter, as HTML."""
    return (
        '<details style="margin:4px 0"><summary style="cursor:pointer">'
        f"{html.escape(title)}</summary>"
        f'<div style="margin-left:1.2em">{"".join(inside)}</div></details>'
    )


def listed(names_and_texts: Iterable[tuple[str, str]]) -> str:
    """Return named sentences as a list, as HTML."""
    items = "".join(
        f'<li style="margin:2px 0"><strong>{html.escape(name)}</strong> '
        f"{html.escape(text)}</li>"
        for name, text in names_and_texts
    )
    return f'<ul style="list-style:none;margin:4px 0;padding:0">{items}</ul>'


def nested(titles_and_texts: Sequence[tuple[str, str]], last: str = "") -> str:
    """Return hints of which each unfolds inside the one before."""
    for title, text in reversed(titles_and_texts):
        last = fold(title, paragraph(text), last)
    return last


@lru_cache(64)  # a solution is shown again and again
def code(source: str) -> str:
    """Return Python code as HTML, with colours."""
    return (
        f'<pre style="{_CODE};overflow-x:auto;margin:4px 0;padding:6px 8px;'
        f'background:none;border:1px solid {_LINE}">{_coloured(source)}</pre>'
    )


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a small table; its cells are HTML, and the first in a row names it."""
    line = "".join(
        f'<th scope="col" style="{_CELL};font-weight:normal">{x}</th>' for x in head
    )
    body = "".join(
        f'<tr style="background:none"><th scope="row" style="{_CELL};{_NAME}">'
        f"{first}</th>"
        + "".join(f'<td style="{_CELL}">{cell}</td>' for cell in cells)
        + "</tr>"
        for first, *cells in rows
    )
    start = f'<thead><tr style="background:none">{line}</tr></thead>' if head else ""
    return (
        '<div style="overflow-x:auto"><table style="border-collapse:collapse;'
        'margin:4px 0;table-layout:auto">'
        f"{start}<tbody>{body}</tbody></table></div>"
    )


def differs(text: str) -> str:
    """Return what is marked as different, in colour and with a sign, as HTML."""
    # No <mark>: where styles are cut down it has black letters in the dark, too.
    return f'<strong style="{_DIFFERS}">{html.escape(text)} ≠</strong>'


def _coloured(source: str) -> str:
    """Return code with each token in the colour that JupyterLab's editor gives it."""
    lines = source.splitlines(keepends=True)
    pieces, row, column = [], 1, 0

    def text_to(end_row: int, end_column: int) -> str:
        nonlocal row, column
        found = ""
        while row < end_row:
            found += lines[row - 1][column:]
            row, column = row + 1, 0
        if row <= len(lines):
            found += lines[row - 1][column:end_column]
            column = end_column
        return html.escape(found)

    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        style = _style(token)
        pieces.append(text_to(*token.start))
        inside = text_to(*token.end)
        pieces.append(f'<span style="{style}">{inside}</span>' if style else inside)
    return "".join(pieces)


def _style(token: tokenize.TokenInfo) -> str:
    if token.type == tokenize.NAME and keyword.iskeyword(token.string):
        return _KEYWORD
    if token.type == tokenize.NAME and token.string in vars(builtins):
        return _BUILTIN
    kinds = {
        tokenize.STRING: _STRING,
        tokenize.NUMBER: _NUMBER,
        tokenize.COMMENT: _COMMENT,
    }
    return kinds.get(token.type, "")
