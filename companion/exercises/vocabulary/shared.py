"""What several of these exercises need."""

from __future__ import annotations

from collections.abc import Sequence

WORDS = (
    "Ada",
    "bread",
    "café",
    "Dog",
    "dog",
    "ferry",
    "naïve",
    "tea",
    "Łódź",
    ".",
    ",",
)


def vocabulary_as_met(tokens: Sequence[str]) -> dict[str, int]:
    """Give tokens numbers in the order in which they came first."""
    return {token: index for index, token in enumerate(dict.fromkeys(tokens))}


def sorted_vocabulary(tokens: Sequence[str]) -> dict[str, int]:
    """Give tokens numbers in sorted order."""
    return {token: index for index, token in enumerate(sorted(set(tokens)))}
