"""Exercise 03.minimum-count."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence

from ..records import Exercise, Mistake
from .shared import WORDS


def _minimum_count(tokens: Sequence[str], share: float) -> int:
    counts = Counter(tokens)
    minimum = 1
    while True:
        rare = sum(count for count in counts.values() if count < minimum)
        if rare >= share * len(tokens):
            return minimum
        minimum += 1


def _of_distinct_tokens(tokens: Sequence[str], share: float) -> int:
    counts = Counter(tokens)
    minimum = 1
    while sum(count < minimum for count in counts.values()) < share * len(counts):
        minimum += 1
    return minimum


def _count_that_is_lost(tokens: Sequence[str], share: float) -> int:
    counts = Counter(tokens)
    minimum = 1
    while sum(n for n in counts.values() if n <= minimum) < share * len(tokens):
        minimum += 1
    return minimum


def _one_that_is_more(tokens: Sequence[str], share: float) -> int:
    counts = Counter(tokens)
    minimum = 1
    while sum(n for n in counts.values() if n < minimum) <= share * len(tokens):
        minimum += 1
    return minimum


def _up_to_the_largest(tokens: Sequence[str], share: float) -> int | None:
    minimum = _minimum_count(tokens, share)
    return minimum if minimum <= max(Counter(tokens).values()) else None


def _share_that_is_known(tokens: Sequence[str], share: float) -> int:
    return _minimum_count(tokens, 1 - share)


def _minimum_count_cases(rng: random.Random) -> list[tuple[list[str], float]]:
    tea = ["to", "tea", "or", "not", "to", "tea", "to", "be", "or", "to", "see"]
    drawn = [word for n, word in enumerate(WORDS[:6], 1) for _ in range(n * n)]
    rng.shuffle(drawn)
    return [
        (tea, 0.0),
        (tea, 0.1),
        (tea, 0.25),
        (tea, 0.4),
        (["a", "b", "b", "c"], 0.5),  # reached exactly, with 2
        (["a", "a", "a", "b"], 0.5),  # even the commonest word has to go
        (["a"] * 30 + ["b"] * 9 + ["c"], 0.2),
        (drawn, rng.choice((0.05, 0.1, 0.3))),
    ]


EXERCISE = Exercise(
    name="03.minimum-count",
    task="Return the smallest minimum count with which at least this share of the "
    "tokens is unknown. A word that is rarer than the minimum gets no ID.",
    starter="def minimum_count(tokens, share):\n    # your code\n    ...\n",
    hints=(
        "Count first: Counter(tokens). With a minimum of 1 no word is lost, with 2 "
        "those that came once.",
        "A word that came twice is two tokens: add up the counts that are below "
        "the minimum, and compare with share * len(tokens).",
        "Begin with 1 and raise it in a loop until the sum is large enough.",
    ),
    solution=_minimum_count,
    cases=_minimum_count_cases,
    lesson="The share of unknown tokens is a choice. It should be large enough to "
    "learn from, and every point of it is words that nobody can read again.",
    mistakes=(
        Mistake(
            "You took the share of the distinct tokens. A rare word is one of "
            "them, but only a few of the tokens: add up the counts.",
            _of_distinct_tokens,
        ),
        Mistake(
            "You counted words that come exactly as often as the minimum among the "
            "unknown. They are kept: compare with <, not with <=.",
            _count_that_is_lost,
        ),
        Mistake(
            "You asked for more than the share. At least means that the share "
            "itself is enough.",
            _one_that_is_more,
        ),
        Mistake(
            "Your minimum begins at 0. With 1 no word is lost already, so 1 is the "
            "smallest answer.",
            lambda tokens, share: _minimum_count(tokens, share) if share else 0,
        ),
        Mistake(
            "Your loop ends at the largest count, and so without an answer where even "
            "the commonest word has to go: then the minimum is one more.",
            _up_to_the_largest,
        ),
        Mistake(
            "You let the share be the known tokens: it is that of the unknown.",
            _share_that_is_known,
        ),
    ),
)
