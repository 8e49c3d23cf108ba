"""Exercise 02.vocabulary."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence

from ..records import Exercise, Mistake
from .shared import WORDS, sorted_vocabulary, vocabulary_as_met


def _vocabulary_with_repeats(tokens: Sequence[str]) -> dict[str, int]:
    return {token: index for index, token in enumerate(sorted(tokens))}


def _vocabulary_from_one(tokens: Sequence[str]) -> dict[str, int]:
    return {token: index for index, token in enumerate(sorted(set(tokens)), start=1)}


def _vocabulary_without_case(tokens: Sequence[str]) -> dict[str, int]:
    ordered = sorted(sorted(set(tokens)), key=str.casefold)
    return {token: index for index, token in enumerate(ordered)}


def _vocabulary_cases(rng: random.Random) -> list[tuple[list[str]]]:
    return [
        ([],),
        (["the", "cat", "saw", "the", "dog"],),
        (["Zoë", "ate", "an", "apple", "."],),
        (rng.choices(WORDS, k=8),),
    ]


EXERCISE = Exercise(
    name="02.vocabulary",
    task="Return a dictionary from each distinct token to its place in sorted "
    "order, from 0.",
    starter="def vocabulary(tokens):\n    # your code\n    ...\n",
    hints=(
        "set(tokens) drops the repetitions; sorted(...) puts the rest in order.",
        "enumerate(...) counts from 0 while you loop.",
    ),
    solution=sorted_vocabulary,
    cases=_vocabulary_cases,
    lesson="The same tokens get the same IDs in every run and on every machine, "
    "whatever order they came in.",
    mistakes=(
        Mistake(
            "You numbered the tokens in the order of the text, so the IDs change "
            "when a sentence moves: sort them first.",
            vocabulary_as_met,
        ),
        Mistake(
            "You numbered a set as it came: it has no order of its own, so the IDs "
            "change from run to run. Sort it first.",
            lambda tokens: {token: i for i, token in enumerate(set(tokens))},
        ),
        Mistake(
            "You made the dictionary from ID to token; it should lead from token "
            "to ID.",
            lambda tokens: dict(enumerate(sorted_vocabulary(tokens))),
        ),
        Mistake(
            "You counted repeated tokens again, which leaves gaps between the IDs: "
            "take the distinct ones first.",
            _vocabulary_with_repeats,
        ),
        Mistake(
            "You started at 1. IDs are row numbers of a table, and rows count from 0.",
            _vocabulary_from_one,
        ),
        Mistake(
            "You sorted without regard to case; here the order is that of the code "
            "points, capitals first.",
            _vocabulary_without_case,
        ),
        Mistake(
            "You made all letters small, so The and the share an ID: here they are "
            "two tokens.",
            lambda tokens: sorted_vocabulary([token.lower() for token in tokens]),
        ),
        Mistake(
            "You returned the sorted tokens as a list: give each its ID, in a "
            "dictionary.",
            lambda tokens: list(sorted_vocabulary(tokens)),
        ),
        Mistake(
            "You returned pairs of ID and token: make a dictionary from token to ID.",
            lambda tokens: list(enumerate(sorted_vocabulary(tokens))),
        ),
        Mistake(
            "You counted how often each token occurs; its ID is its place in "
            "sorted order.",
            lambda tokens: dict(Counter(tokens)),
        ),
    ),
)
