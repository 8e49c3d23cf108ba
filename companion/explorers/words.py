"""The cutter: one text cut in several ways, side by side."""

from __future__ import annotations

import re
import sys
from functools import cache

import regex

from ..byte_pair_encoding import GPT2_PATTERN
from ..corpora import load_parallel
from ..tokenization import find_words, replace_surrogates, split
from .page import Explorer, chips, if_full, many, said, table

LONGEST = 2_000
"""How many characters of a text are cut."""

FREE_SPACE_PATTERN = r" ?\w+| ?[^\w\s]+|\s"
"""Words, or rows of marks, each with the space before it; other whitespace alone."""

_WAYS = [
    ("split", "words and marks (split)"),
    ("free", "words and marks, free spaces"),
    ("words", "words (find_words)"),
    ("points", "code points"),
    ("bytes", "bytes, in hexadecimal"),
]
_PIECES = ("pieces", "pieces of GPT-2's pattern")
_SENTENCE = 1  # of the parallel sentences: it has commas and ordinary words


def cutter(
    text: str = "It's tea time -- isn't it?",
    *,
    pieces: bool = False,
    later: str = "",
) -> Explorer:
    """Let a reader type a text and see it cut, in several ways.

    Parameters
    ----------
    text
        What stands there at first; what is beyond 2,000 characters is left out.
    pieces
        Whether to offer the pieces of GPT-2's pattern too, which notebook 04 explains.
    later
        What a lesson wants the ten languages for, if not yet: they are folded then, so
        that nothing is guessed after it was seen.

    Returns
    -------
    Explorer
        Shown in a notebook, it works without a kernel.

    Examples
    --------
    >>> cutter()
    Explorer: a text cut into pieces in several ways
    """
    text = replace_surrogates(text)[:LONGEST]
    ways = [*_WAYS[:3], _PIECES, *_WAYS[3:]] if pieces else _WAYS
    way = "pieces" if pieces else "split"
    shown = cut(text, way)
    counts = [
        [("▶ " if name == way else "") + label, f"{len(cut(text, name)):,}"]
        for name, label in ways
    ]
    return Explorer(
        script="cutter",
        title="a text cut into pieces in several ways",
        data={
            "text": text,
            "way": way,
            "ways": ways,
            "longest": LONGEST,
            "later": later,
            "sentences": [
                [language, sentences[_SENTENCE]]
                for language, sentences in load_parallel().items()
            ],
            "space": whitespace(of_regex=False),
            "white": whitespace(of_regex=True),
        },
        still=said(
            f"Cut into {dict(ways)[way]}: {many(len(shown), 'piece')}."
            f"{if_full(text, LONGEST)}"
        )
        + chips(shown)
        + table(["cut into", "pieces"], counts),
    )


def cut(text: str, way: str) -> list[str]:
    """Cut a text in one of the ways; the script does the same.

    Parameters
    ----------
    text
        Any text.
    way
        ``"split"``, ``"free"``, ``"words"``, ``"pieces"``, ``"points"`` or
        ``"bytes"``.

    Returns
    -------
    list of str
        The pieces; bytes as two hexadecimal digits.
    """
    text = replace_surrogates(text)
    match way:
        case "split":
            return split(text)
        case "free":
            return re.findall(FREE_SPACE_PATTERN, text)
        case "words":
            return find_words(text)
        case "pieces":
            return regex.findall(GPT2_PATTERN, text)  # type: ignore[no-any-return]
        case "points":
            return list(text)
    return [f"{byte:02x}" for byte in text.encode()]


@cache
def whitespace(of_regex: bool) -> str:
    """Return all whitespace, as JavaScript writes it in a class.

    Parameters
    ----------
    of_regex
        Whether as the package `regex` has it, or as Python's `re`: they do not quite
        agree.

    Returns
    -------
    str
        An escape for each character.
    """
    everything = "".join(map(chr, range(sys.maxunicode + 1)))
    found = (
        regex.findall(r"\s", everything) if of_regex else re.findall(r"\s", everything)
    )
    return "".join(f"\\u{ord(one):04x}" for one in found)
