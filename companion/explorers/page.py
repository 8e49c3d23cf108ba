"""The HTML of an explorer: a still picture, data, and a script that makes it live.

The still shows the first state: the words that the script will say, the same boxes and
tables, and its drawings as images. Where scripts are taken out, style sheets and inline
SVG are too, so that it is plain HTML; tests compare the two.
"""

from __future__ import annotations

import hashlib
import html
import itertools
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

_FOLDER = Path(__file__).parent
MOST_BYTES = 120_000
"""How large the HTML of an explorer may be."""


@dataclass(frozen=True, repr=False)
class Explorer:
    """Something to play with, as a notebook shows it.

    Parameters
    ----------
    script
        The name of its script, without ending.
    title
        What it is, in a few words, for screen readers and for the text form.
    data
        What the script reads: anything that JSON can hold.
    still
        HTML of its first state, for where scripts are taken out.

    Raises
    ------
    ValueError
        If its HTML is larger than `MOST_BYTES`.
    """

    script: str
    title: str
    data: dict[str, Any]
    still: str

    def __post_init__(self) -> None:
        size = len(self._repr_html_().encode())
        if size > MOST_BYTES:
            raise ValueError(
                f"an explorer of {size:,} bytes is too large for a page: at most "
                f"{MOST_BYTES:,} fit. Show less in it"
            )

    def __repr__(self) -> str:
        return f"Explorer: {self.title}"

    def _repr_html_(self) -> str:
        data = json.dumps(self.data, ensure_ascii=False, separators=(",", ":"))
        # Nothing in the data may end the element that it stands in.
        data = data.replace("<", "\\u003c")
        return (
            f'<div class="cx" data-cx="{self.script}" role="group" '
            f'aria-label="{html.escape(self.title)}">'
            f"<style>{style()}</style>"
            f'<div class="cx-still">{self.still}</div>'
            f'<script type="application/json" class="cx-data">{data}</script>'
            f'<script data-version="{version(self.script)}">{program(self.script)}'
            "</script></div>"
        )


@cache
def style() -> str:
    """Return the style sheet that all explorers share."""
    return _read("shared.css")


@cache
def program(script: str) -> str:
    """Return a script, with what all share around it.

    Parameters
    ----------
    script
        Its name, without ending.

    Returns
    -------
    str
        JavaScript that starts every explorer of this kind that is not started yet.
    """
    return _read("shared.js").replace("/* SCRIPT */", _read(f"{script}.js"))


@cache
def version(script: str) -> str:
    """Return what tells two states of a script apart: eight digits of its hash.

    Stored notebooks are compared by this and not by the script itself.
    """
    content = style() + program(script)
    return hashlib.sha256(content.encode()).hexdigest()[:8]


def chips(pieces: Iterable[str]) -> str:
    """Return pieces of text as HTML, each in a box of its own, whitespace made visible.

    Parameters
    ----------
    pieces
        The pieces. A still shows the first 200 of them.

    Returns
    -------
    str
        HTML, safe whatever the pieces are.

    Examples
    --------
    >>> "a␣b" in chips(["a b"])
    True
    """
    shown = list(itertools.islice(pieces, MOST_CHIPS + 1))
    more = " …" if len(shown) > MOST_CHIPS else ""
    inside = " ".join(map(chip, shown[:MOST_CHIPS]))
    return f'<div class="cx-chips">{inside}{more}</div>'


MOST_CHIPS = 200
"""How many pieces a still shows: a page has little room for what scripts replace."""


def chip(piece: str) -> str:
    """Return a piece of text in a box: `code` has one without a style sheet, too."""
    inside = html.escape(visible(piece))
    return f'<code class="cx-chip"><bdi>{inside}</bdi></code>'


def said(words: str) -> str:
    """Return what an explorer says of its state, as HTML."""
    return f'<p class="cx-said">{html.escape(words)}</p>'


def note(words: str) -> str:
    """Return a remark on what is shown, as HTML."""
    return f'<p class="cx-note">{html.escape(words)}</p>'


def if_full(text: str, longest: int) -> str:
    """Return what is said of a text that is as long as it may be, or nothing."""
    if len(text) < longest:
        return ""
    return f" The text is cut at {longest:,} characters."


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table as HTML.

    Parameters
    ----------
    heads
        The text above each column.
    rows
        HTML of the cells of each row; the first is the row's name.

    Returns
    -------
    str
        HTML.
    """
    head = "".join(f'<th scope="col">{html.escape(name)}</th>' for name in heads)
    body = "".join(
        f'<tr><th scope="row">{first}</th>'
        + "".join(f"<td>{cell}</td>" for cell in cells)
        + "</tr>"
        for first, *cells in rows
    )
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def many(count: int, name: str) -> str:
    """Write a number and what it counts.

    Examples
    --------
    >>> many(1, "piece"), many(1_200, "piece")
    ('1 piece', '1,200 pieces')
    """
    return f"{count:,} {name}" + ("" if count == 1 else "s")


def fixed(number: float, digits: int) -> str:
    """Write a number with so many digits, a true minus sign, and no minus zero.

    Examples
    --------
    >>> fixed(-0.25, 2), fixed(-0.001, 2)
    ('−0.25', '0.00')
    """
    written = f"{number:.{digits}f}"
    return written.lstrip("-") if float(written) == 0 else written.replace("-", "−")


def visible(text: str) -> str:
    r"""Write whitespace so that one sees it, as the scripts do.

    Examples
    --------
    >>> visible("a b\n")
    'a␣b↵'
    """
    for character, sign in VISIBLE.items():
        text = text.replace(character, sign)
    return text


VISIBLE = {
    " ": "␣",
    "\n": "↵",
    "\r": "␍",
    "\t": "→",
    "\u00a0": "⍽",
    "\u200b": "⟨zero width⟩",
    "\u200c": "⟨non-joiner⟩",
    "\u200d": "⟨joiner⟩",
    "\ufeff": "⟨byte order mark⟩",
}
"""What stands for a character that one does not see."""


def _read(name: str) -> str:
    return (_FOLDER / name).read_text(encoding="utf-8").strip()
