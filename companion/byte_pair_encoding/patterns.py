r"""Patterns that every library reads alike.

The companion finds pre-tokens with the package `regex`, tiktoken with fancy-regex, and
Hugging Face's tokenizers with Oniguruma. Much is written alike in all three and means
something else: ``$`` may match before a last line feed, ``{1,3}+`` may mean "again and
again" instead of "and give nothing back". A pattern that changes hands must be written
in what they share.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

import regex

from ..arguments import shortened

GPT2_PATTERN = (
    r"'(?:[sdmt]|ll|ve|re)| ?(?:\p{L}+|\p{N}+|[^\s\p{L}\p{N}]+)|\s+(?!\S)|\s+"
)
"""GPT-2's pre-tokens: English endings such as 's, then letters, digits or other marks,
each with at most one space in front, then the whitespace that is left.

What a letter is, Unicode says, and each new version of it has more of them. Two
libraries cut every text alike only if both know the same version. `regex` 2025.9 knows
the letters that tiktoken 0.12 knows (Unicode 16), and every code point gets the same
IDs. With `regex` 2026.11 the IDs differ for 17,480 code points, all of them added after
Unicode 16, where one stands beside a letter, a digit or a mark; no character that was
there before is touched."""

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
_CALLS = re.compile(r"\(\?(?:R|&|P>|P&|[+-]?\d)")
_COUNTED = re.compile(
    r"\\.|\[\^?\]?(?:\\.|[^\\\]])*\]|[()]"
    r"|(?P<count>\{(?P<least>\d+)(?:,(?P<most>\d*))?\})",
    re.DOTALL,
)
_LONGEST, _DEEPEST, _MOST_OFTEN = 20_000, 50, 1_000
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

# Latin letters, digits, marks, blanks, and a few of what else there is.
_OF_MANY_KINDS = (
    "".join(map(chr, range(0x250))) + " Ab 12 it's 世界 कि می‌خواهم 👍\r\n\n  x "
)


class EmptyMatchError(ValueError):
    """A pattern can match the empty string."""


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
        ``\p{L}``, groups, looking around, alternatives and repetition. Or if it is
        malformed, or can match the empty string (an `EmptyMatchError`), after which
        some libraries look for a longer match at the same place and others go on.

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
    if can_match_nothing(pattern):
        raise EmptyMatchError(
            f"the pattern {shortened(pattern)} can match the empty string, after which "
            "other libraries go on in another place; write + for *"
        )
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


def without_gaps(pattern: str) -> str:
    r"""Return a pattern that also matches what another leaves out, gap by gap.

    Finding all matches of the result is what isolating the matches of `pattern` means:
    they are the same, and each stretch between two of them is a match of its own.

    Examples
    --------
    >>> without_gaps(r"\s+|\S+")
    '\\s+|\\S+'
    >>> without_gaps("[a-z]+")
    '[a-z]+|(?:(?!(?:[a-z]+))[\\s\\S])+'
    """
    if _covers_every_text(pattern):
        return pattern
    return rf"{pattern}|(?:(?!(?:{pattern}))[\s\S])+"


def can_match_nothing(pattern: str) -> bool:
    r"""Tell whether a pattern matches the empty string somewhere.

    Between characters such a match stands for a cut and not for a piece, so
    `without_gaps` cannot tell what it leaves out. It is looked for in texts of many
    kinds.

    Examples
    --------
    >>> can_match_nothing(r"\d*"), can_match_nothing(r"(?=\p{Lu})")
    (True, True)
    >>> can_match_nothing(r"\d+|\D")
    False
    """
    compiled = compiled_pattern(pattern)
    matches = [*compiled.finditer(_OF_MANY_KINDS), *compiled.finditer("")]
    return any(match.start() == match.end() for match in matches)


@cache
def _covers_every_text(pattern: str) -> bool:
    """Tell whether the pattern surely matches something at every place of every text.

    It does if, for each character, some alternative matches that character alone and
    does not depend on what stands around it. An alternative that looks around, is tied
    to a place, or gives nothing back may depend on that, and is left out of account.
    """
    plain = [text for text, depends in _alternatives(pattern) if not depends]
    if not plain:
        return False
    compiled = regex.compile("|".join(plain))
    surrogates = range(0xD800, 0xE000)
    return all(
        compiled.fullmatch(chr(code))
        for code in range(0x110000)
        if code not in surrogates
    )


def _alternatives(pattern: str) -> list[tuple[str, bool]]:
    """Cut a pattern that `portable` can read at the bars outside all groups.

    With each alternative comes whether it may depend on what stands around a match.
    """
    parts, depth, place = [("", False)], 0, 0
    while place < len(pattern):
        part = _PART.match(pattern, place)
        if part is None:
            return [(pattern, True)]
        depth += bool(part["open"]) - bool(part["close"])
        if part["other"] == "|" and depth == 0:
            parts.append(("", False))
        else:
            text, depends = parts[-1]
            depends |= (
                (part["open"] or "(") not in ("(", "(?:")
                or part.group() in ("^", "$", r"\A", r"\Z")
                or part["how"] == "+"
                or (part["other"] or "")[1:] == "+"
            )
            parts[-1] = text + part.group(), depends
        place = part.end()
    return parts


def check_size_of_pattern(pattern: str, where: str) -> None:
    r"""Check that a pattern from a file may be compiled: it costs memory beforehand.

    Compiling writes out what is counted, so that ``((a{99}){99}){99}`` takes gigabytes,
    and a pattern that calls itself may never end.

    Examples
    --------
    >>> check_size_of_pattern(r"\p{N}{1,3}|\s+", "a file")
    >>> check_size_of_pattern("(a{99}){99}", "a file")
    Traceback (most recent call last):
        ...
    ValueError: a file: the pattern repeats something 9801 times, which is over 1000
    """
    if len(pattern) > _LONGEST:
        raise ValueError(
            f"{where}: the pattern has {len(pattern):,} characters, which is over "
            f"{_LONGEST:,}"
        )
    if _CALLS.search(pattern):
        raise ValueError(f"{where}: the pattern calls itself or a part of it")
    most = [1]  # for each group that is open, how often something in it is repeated
    closed = 1  # the same for what was closed last
    for part in _COUNTED.finditer(pattern):
        if part.group() == "(":
            most.append(1)
            if len(most) > _DEEPEST:
                raise ValueError(
                    f"{where}: the pattern is nested more than {_DEEPEST} deep"
                )
        elif part.group() == ")" and len(most) > 1:
            closed = most.pop()
            most[-1] = max(most[-1], closed)
        elif part["count"]:
            before_is_group = pattern[part.start() - 1] == ")"
            times = max(int(part["least"][:6]), int((part["most"] or "0")[:6]))
            times *= closed if before_is_group else 1
            most[-1] = max(most[-1], times)
            closed = times
        if most[-1] > _MOST_OFTEN:
            raise ValueError(
                f"{where}: the pattern repeats something {most[-1]} times, which is "
                f"over {_MOST_OFTEN}"
            )


def compiled_pattern(pattern: str) -> regex.Pattern[str]:
    """Compile a pattern; a `ValueError` if it is malformed."""
    try:
        return regex.compile(pattern)
    except regex.error as error:
        raise ValueError(f"the pattern {pattern!r} is malformed: {error}") from None


def splitter(pattern: str | None) -> Callable[[str], list[str]]:
    """Return what cuts a text into the matches of a pattern; None cuts nothing.

    Examples
    --------
    >>> splitter(GPT2_PATTERN)("It's tea.")
    ['It', "'s", ' tea', '.']
    """
    if pattern is None:
        return lambda text: [text]
    compiled = compiled_pattern(pattern)
    if compiled.groups:
        return lambda text: [match.group() for match in compiled.finditer(text)]
    find: Callable[[str], list[str]] = compiled.findall
    return find
