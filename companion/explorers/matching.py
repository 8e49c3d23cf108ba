"""The pattern: what it finds in a text, and what it skips without a word."""

from __future__ import annotations

import html
import itertools
import re

from ..tokenization import WORD_PATTERN, replace_surrogates
from .page import MOST_CHIPS, Explorer, chip, if_full, many, said, visible
from .words import whitespace

LONGEST_PATTERN = 200
LONGEST_TEXT = 500
"""How many characters are read."""


def pattern(text: str, pattern: str = WORD_PATTERN) -> Explorer:
    """Let a reader change a pattern, and see what it finds and what it skips.

    Parameters
    ----------
    text
        What stands there at first; what is beyond 500 characters is left out.
    pattern
        The pattern at first, at most 200 characters. The explorer reads it as `re`
        does, without flags, names, references and what looks behind.

    Returns
    -------
    Explorer
        Shown in a notebook, it works without a kernel.

    Raises
    ------
    re.error
        If Python cannot read the pattern.

    Examples
    --------
    >>> pattern("5 € and more")
    Explorer: a pattern, with what it finds and what it skips
    """
    text = replace_surrogates(text)[:LONGEST_TEXT]
    pattern = replace_surrogates(pattern)[:LONGEST_PATTERN]
    parts = list(_parts(text, pattern))
    found = sum(kind == "found" for kind, _ in parts)
    lost = "".join(part for kind, part in parts if kind == "lost")
    return Explorer(
        script="pattern",
        title="a pattern, with what it finds and what it skips",
        data={
            "text": text,
            "pattern": pattern,
            "longest": [LONGEST_PATTERN, LONGEST_TEXT],
            "space": whitespace(of_regex=False),
        },
        still=said(
            f"{many(found, 'piece')} found. Skipped, beside whitespace: "
            f"{visible(lost) or 'nothing'}.{if_full(pattern, LONGEST_PATTERN)}"
            f"{if_full(text, LONGEST_TEXT)}"
        )
        + _shown(parts),
    )


def _parts(text: str, pattern: str) -> list[tuple[str, str]]:
    """Cut a text into what is found, what is lost, and the whitespace between."""
    parts: list[tuple[str, str]] = []
    at = 0

    def skip(to: int) -> None:
        for run in re.findall(r"\s+|\S+", text[at:to]):
            parts.append(("space" if run.isspace() else "lost", run))

    for match in re.finditer(pattern, text):
        skip(match.start())
        parts.append(("found", match.group()))
        at = match.end()
    skip(len(text))
    return parts


def _shown(parts: list[tuple[str, str]]) -> str:
    """Return the parts as HTML, the lost ones struck through."""
    shown = []
    for kind, part in itertools.islice(parts, MOST_CHIPS):
        plain = html.escape(visible(part))
        ways = {"found": chip(part), "lost": f"<s>{plain}</s>"}
        shown.append(ways.get(kind, f"<span>{plain}</span>"))
    more = " …" if len(parts) > MOST_CHIPS else ""
    return f'<div class="cx-chips">{" ".join(shown)}{more}</div>'
