"""What several of these exercises need."""

from __future__ import annotations

from collections.abc import Sequence

_WORDS = (
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


def _vocabulary_as_met(tokens: Sequence[str]) -> dict[str, int]:
    return {token: index for index, token in enumerate(dict.fromkeys(tokens))}
