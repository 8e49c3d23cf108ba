"""Exercise 09.looks-ahead."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

from ..records import Exercise
from .looking import MISTAKES, Model


@dataclass(frozen=True, repr=False)
class _Reader:
    """A model whose answer to each token depends on those that it may read.

    Parameters
    ----------
    said
        What it is, as a counter-example shows it.
    reads
        How far from its own place each answer reads, ahead or (below 0) back.
    weight
        How much more a token counts than the one before it.
    since, until
        Only answers from the one place on, and before the other, read what is ahead.
    """

    said: str
    reads: Sequence[int]
    weight: int = 1
    since: int = 0
    until: int = 99

    def __call__(self, ids: list[int]) -> list[int]:
        return [
            sum(
                (self.weight * place + 2) * ids[place]
                for far in self.reads
                if 0 <= (place := here + far) < len(ids)
                and (far <= 0 or self.since <= here < self.until)
            )
            for here in range(len(ids))
        ]

    def __repr__(self) -> str:
        return f"<a model {self.said}>"


@dataclass(frozen=True, repr=False)
class _PartReader:
    """A model that sees parts of the text all at once.

    The longest part is in the middle: neither the first answer nor the last token
    tells how far the model looks.
    """

    def __call__(self, ids: list[int]) -> list[int]:
        ends = [
            2 if here < 2 else 6 if here < 6 else here + 2 for here in range(len(ids))
        ]
        return [
            sum(
                (place + 2) * token
                for place, token in enumerate(ids[:end])
                if place >= here
            )
            for here, end in enumerate(ends)
        ]

    def __repr__(self) -> str:
        return "<a model that sees tokens 0 to 1 and 2 to 5 at once, then one ahead>"


def _looks_ahead(model: Model, ids: list[int]) -> int:
    furthest = 0
    before = model(ids)
    for place in range(len(ids)):
        changed = list(ids)
        changed[place] += 1
        after = model(changed)
        for earlier in range(place):
            if after[earlier] != before[earlier]:
                furthest = max(furthest, place - earlier)
    return furthest


def _cases(rng: random.Random) -> list[tuple[Model, list[int]]]:
    drawn = [rng.randint(1, 9) for _ in range(7)]
    back, seven = (0, -1, -2), [2, 7, 1, 8, 2, 8, 4]
    return [
        (_Reader("with a right mask", back), [3, 1, 4, 1]),
        (_Reader("with a right mask", back), [271, 314, 161, 141]),
        (_Reader("that reads its own token and the next", (0, 1), 0), [5, 5, 4, 4, 5]),
        (_Reader("whose mask is off by one", (*back, 1)), [2, 7, 1, 8]),
        (_Reader("with a leak at its first token", (*back, 1, 2), until=1), seven),
        (_Reader("whose mask is off by one", (*back, 1)), [5, 9]),
        (_Reader("that leaks from its fourth token on", (*back, 1, 2), since=3), seven),
        (_Reader("that reads three ahead", (*back, 1, 2, 3)), seven),
        (
            _Reader("that sees what is four ahead, and nothing nearer", (0, 4)),
            [2, 7, 1, 8, 2, 7, 1],
        ),
        (_Reader("whose mask is off by one", (*back, 1)), [5, 0, 0, 0, 0]),
        (_Reader("whose mask is off by one", (*back, 1)), [4, 4, 4, 4, 4]),
        (_PartReader(), [3, 1, 4, 1, 5, 9, 2, 6]),
        (_Reader("without a mask", range(-6, 7)), drawn),
        (_Reader("whose answers fall as tokens rise", (*back, 1), -3), [6, 3, 8]),
        # Whoever puts the same token everywhere changes nothing in one of these.
        *((_Reader("whose mask is off by one", (*back, 1)), [n, n]) for n in range(10)),
    ]


EXERCISE = Exercise(
    name="09.looks-ahead",
    task="Return the largest distance from a token that is changed back to an answer "
    "of model(ids) that changes with it; 0 if no earlier answer ever changes.",
    starter="def looks_ahead(model, ids):\n    # your code\n    ...\n",
    hints=(
        "Ask once with the tokens as they are. Then change one token in a copy, ask "
        "again, and compare the answers before it.",
        "Do so for every place, each time with a fresh copy: other = list(ids), then "
        "other[place] += 1. (No token has the ID V: there take one less.)",
        "For each earlier place whose answer differs, place - earlier is a distance. "
        "Keep the largest.",
    ),
    solution=_looks_ahead,
    cases=_cases,
    lesson="This test needs no look inside, so it finds a leak in any model, wherever "
    "it comes from. Run it before you believe a splendid loss.",
    mistakes=MISTAKES,
)
