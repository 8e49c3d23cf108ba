"""The HTML of an explorer: a still picture, data, and a script that makes it live."""

from __future__ import annotations

import hashlib
import html
import json
from collections.abc import Iterable
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
    """

    script: str
    title: str
    data: dict[str, Any]
    still: str

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
        The pieces.

    Returns
    -------
    str
        HTML, safe whatever the pieces are.

    Examples
    --------
    >>> "a␣b" in chips(["a b"])
    True
    """
    inside = "".join(
        f'<bdi class="cx-chip">{html.escape(visible(piece))}</bdi>' for piece in pieces
    )
    return f'<div class="cx-chips">{inside}</div>'


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
