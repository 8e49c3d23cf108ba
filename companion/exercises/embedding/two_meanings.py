"""Exercise 06.two-meanings."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from ..double_meanings import PAIRS, WORDS, neighbours_found
from ..records import Challenge
from .shared import Pairs, Row


def _ends_by_groups(rows: Sequence[Row], friends: Pairs) -> list[Row]:
    """Find the groups of rows that hang together; each ends in its middle."""
    groups = [{i} for i in range(len(rows))]
    for a, b in friends:
        together = groups[a] | groups[b]
        for i in together:
            groups[i] = together
    return [
        [sum(rows[i][k] for i in group) / len(group) for k in range(2)]
        for group in groups
    ]


def _by_lot(words: Sequence[str], pairs: Sequence[tuple[str, str]]) -> list[Row]:
    rng = random.Random(0)
    return [[rng.random(), rng.random()] for _ in words]


def _in_a_circle(words: Sequence[str], pairs: Sequence[tuple[str, str]]) -> list[Row]:
    turns = [2 * math.pi * i / len(words) for i in range(len(words))]
    return [[math.cos(turn), math.sin(turn)] for turn in turns]


def _one_start(words: Sequence[str], pairs: Sequence[tuple[str, str]]) -> Any:
    return _train(words, pairs, np.random.default_rng(0))


def _train(
    words: Sequence[str],
    pairs: Sequence[tuple[str, str]],
    rng: np.random.Generator,
) -> Any:
    """Pull friends and push strangers, as the week does, from a start by lot."""
    number = {word: i for i, word in enumerate(words)}
    friends = np.zeros((len(words), len(words)), bool)
    for a, b in pairs:
        friends[number[a], number[b]] = friends[number[b], number[a]] = True
    points = rng.normal(size=(len(words), 2))
    for _ in range(300):
        apart = points[:, None] - points  # from each word to each other one
        distance = np.sqrt((apart**2).sum(axis=2)) + 1e-9
        strength = np.where(friends, 2.0, -2.0 * np.maximum(2 - distance, 0) / distance)
        np.fill_diagonal(strength, 0.0)
        points = points - 0.02 * (strength[:, :, None] * apart).sum(axis=1)
    return points


def _place(words: Sequence[str], pairs: Sequence[tuple[str, str]]) -> Any:
    maps = [_train(words, pairs, np.random.default_rng(seed)) for seed in range(6)]
    return max(maps, key=neighbours_found)


def _score(answer: Callable[..., Any]) -> float:
    return neighbours_found(answer(list(WORDS), list(PAIRS)))


CHALLENGE = Challenge(
    name="06.two-meanings",
    task="Return a point (x, y) for each word, in the order of the words, so that "
    "neighbours stand near each other.",
    starter="def place(words, pairs):\n"
    "    points = []\n"
    "    for i in range(len(words)):\n"
    "        turn = 2 * math.pi * i / len(words)\n"
    "        points.append((math.cos(turn), math.sin(turn)))\n"
    "    return points\n",
    hints=(
        "train and embedding.pull_and_push can do it, with a random table of 64 rows, "
        "and with numbers for the words of each pair: words.index(a) is a's.",
        "A word has up to eight neighbours, all of which pull: steps of 0.1 jump past "
        "the goal again and again, and the loss stays high. Give train the rate 0.02, "
        "and 300 steps; the last table holds the points.",
        "Another start ends elsewhere: try several and keep the best. Then move one "
        "word at a time, and keep what is no worse: neighbours_found(points) counts, "
        "from companion.exercises.double_meanings.",
    ),
    solution=_place,
    lesson="A word with two meanings has one point, and stands between its friends. So "
    "it is with every table of vectors: one row a token.",
    score=_score,
    unit=f"of {2 * len(PAIRS)} neighbours found",
    baselines=(
        ("in a circle, by the alphabet", 30.0),
        ("by lot", 40.0),
        ("pulled and pushed, one start", 304.0),
    ),
    reference=322.0,
)
