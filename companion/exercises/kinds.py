"""Name the kind of thing that an answer returned, in a learner's words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from .comparing import plain

_KINDS: tuple[tuple[type | tuple[type, ...], str], ...] = (
    (bool, "True or False"),  # before the numbers: a bool is an int
    ((int, float), "a number"),
    (str, "a text"),
    (bytes, "bytes"),
    (dict, "a dictionary"),
    ((set, frozenset), "a set"),
)


def kind_of(value: Any) -> str:
    """Say what kind of thing a value is.

    Parameters
    ----------
    value
        What an answer returned, or should have.

    Returns
    -------
    str
        An article and a noun; nothing where the kind has no everyday name. A list, a
        tuple, an array and a tensor are one kind, as they are to `check`.

    Examples
    --------
    >>> kind_of(3), kind_of((1, 2)), kind_of("tea"), kind_of(iter([]))
    ('a number', 'a list or tuple of 2', 'a text', '')
    """
    value = plain(value)
    if isinstance(value, list | tuple):
        return f"a list or tuple of {len(value)}"
    for types, words in _KINDS:
        if isinstance(value, types):
            return words
    return ""


def other_kind(pairs: Sequence[tuple[Any, Any]]) -> list[str]:
    """Notice that all results are of another kind than they should be.

    Parameters
    ----------
    pairs
        What came out and what should have, for each wrong case.

    Returns
    -------
    list of str
        One sentence, or nothing.
    """
    if any(kind_of(got) == kind_of(expected) for got, expected in pairs):
        return []  # a list of two is a pair as well
    named = {(_general(got), _general(expected)) for got, expected in pairs}
    if len(named) != 1:
        return []
    ((got, expected),) = named
    if not got or not expected or got == expected:
        return []
    return [f"It returned {got}, and should return {expected}."]


def _general(value: Any) -> str:
    """Name a kind without the length, except of a pair, which is a shape of its own."""
    words = kind_of(value)
    if words == "a list or tuple of 2" and isinstance(value, tuple):
        return "a pair"
    return words.partition(" of ")[0]
