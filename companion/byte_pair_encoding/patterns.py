r"""Patterns that every library reads alike.

The companion finds pre-tokens with the package `regex`, tiktoken with fancy-regex, and
Hugging Face's tokenizers with Oniguruma. Much is written alike in all three and means
something else: ``$`` may match before a last line feed, ``{1,3}+`` may mean "again and
again" instead of "and give nothing back". A pattern that changes hands must be written
in what they share.
"""

from __future__ import annotations

import re

_ESCAPE = (
    r"\\(?:[sSdDrnt]|[^\w\s<>`]|[ ]|[pP]\{\^?[A-Za-z_]+\}"
    r"|x[\da-fA-F]{2}|u[\da-fA-F]{4})"
)
_PART = re.compile(
    rf"""
    (?P<folded> \(\?i: [A-Za-z'|\[\]]* \) )       # letters in either case, and no more
    | (?P<open> \( (?: \?[:=!>] | \?<[=!] | (?!\?) ) )
    | (?P<close> \) )
    | (?P<class> \[ \^? \]? (?: {_ESCAPE} | \\w | [^\\\[\]] )* \] )
    | (?P<atom> {_ESCAPE} | [^\\\[\](){{}}*+?|^$] )
    | (?P<named> \\[wWAZ] | [$^] )
    | (?P<count> \{{ \d+ (?:,\d*)? \}} ) (?P<how> [?+]? )
    | (?P<other> [*+?][+?]? | \| )
    """,
    re.VERBOSE,
)
_SET_OPERATION = re.compile(r"&&|--|~~|\|\|")
_FOLDED_TOGETHER = re.compile("ss|st|ff|fi|fl", re.IGNORECASE)  # as in ß and ﬁ
_WORD = r"\p{Alphabetic}\p{M}\p{Nd}\p{Pc}\p{Join_Control}"
_SPELT_OUT = {
    r"\w": f"[{_WORD}]",
    r"\W": f"[^{_WORD}]",
    r"\A": r"(?<![\s\S])",
    r"^": r"(?<![\s\S])",
    r"\Z": r"(?![\s\S])",
    r"$": r"(?![^\n]|\n[\s\S])",
}


def portable(pattern: str) -> str:
    r"""Write a pattern so that tiktoken and Hugging Face find what `regex` finds.

    Parameters
    ----------
    pattern
        A pattern of the package `regex`.

    Returns
    -------
    str
        The same pattern, but with ``^``, ``$``, ``\A``, ``\Z``, ``\w``, ``\W`` and
        counts that give nothing back, as in ``{1,3}+``, written in another way.

    Raises
    ------
    ValueError
        If the pattern has a part that is not known to be read alike. Known are
        characters, classes of them without set operations, properties such as
        ``\p{L}``, groups, looking around, alternatives and repetition.

    Examples
    --------
    >>> portable(r"\p{N}{1,3}+|\s+")
    '(?>\\p{N}{1,3})|\\s+'
    >>> portable(r"[[:alpha:]]+")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    ValueError: other libraries may read '[[:alpha:]]+' in the pattern differently...
    """
    written: list[str] = []
    opened: list[int] = []  # Where in `written` the groups begin that are still open.
    atom = place = 0  # Where in `written` what a count belongs to begins.
    while place < len(pattern):
        part = _PART.match(pattern, place)
        if part is None or _is_read_differently(part):
            raise ValueError(
                f"other libraries may read {pattern[place : place + 20]!r} in the "
                "pattern differently: write that part in another way, as with "
                r"\p{L} for a letter"
            )
        text = part.group()
        if part["count"]:
            written.append(part["count"])
            if part["how"] == "+":
                written[atom:] = ["(?>", *written[atom:], ")"]
            elif "," in text:
                written.append(part["how"])
        elif part["close"]:
            written.append(text)
            atom = opened.pop() if opened else 0
        elif not part["other"]:
            if part["open"]:
                opened.append(len(written))
            atom = len(written)
            written.append(_spell_out(part))
        else:
            written.append(text)
        place = part.end()
    return "".join(written)


def _is_read_differently(part: re.Match[str]) -> bool:
    return bool(
        (part["class"] and _SET_OPERATION.search(part["class"]))
        or (part["folded"] and _FOLDED_TOGETHER.search(part["folded"]))
    )


def _spell_out(part: re.Match[str]) -> str:
    if part["class"]:
        return re.sub(
            r"\\.", lambda escape: _WORD if escape[0] == r"\w" else escape[0], part[0]
        )
    return _SPELT_OUT.get(part[0], part[0])
