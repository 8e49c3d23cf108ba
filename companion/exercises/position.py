"""Exercises of notebook 07: clock hands, which row, a bias by hand, rotary scores."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from .records import Exercise, Mistake

Array = NDArray[np.float64]


def _entry(p: int, column: int, width: int) -> float:
    angle = p / 10_000 ** (2 * (column // 2) / width)
    return math.sin(angle) if column % 2 == 0 else math.cos(angle)


def _entry_own_angle(p: int, column: int, width: int) -> float:
    angle = p / 10_000 ** (column / width)
    return math.sin(angle) if column % 2 == 0 else math.cos(angle)


def _entry_half_angle(p: int, column: int, width: int) -> float:
    angle = p / 10_000 ** ((column // 2) / width)
    return math.sin(angle) if column % 2 == 0 else math.cos(angle)


def _entry_column_for_hand(p: int, column: int, width: int) -> float:
    angle = p / 10_000 ** (2 * column / width)
    return math.sin(angle) if column % 2 == 0 else math.cos(angle)


def _entry_swapped(p: int, column: int, width: int) -> float:
    angle = p / 10_000 ** (2 * (column // 2) / width)
    return math.cos(angle) if column % 2 == 0 else math.sin(angle)


def _entry_times(p: int, column: int, width: int) -> float:
    angle = p * 10_000 ** (2 * (column // 2) / width)
    return math.sin(angle) if column % 2 == 0 else math.cos(angle)


def _entry_cases(rng: random.Random) -> list[tuple[int, int, int]]:
    drawn = (rng.randint(2, 60), rng.randrange(6, 16), 16)
    return [(1, 0, 4), (1, 1, 4), (3, 3, 8), (10, 4, 8), drawn]


def _embed(ids: Sequence[int], tokens: Array, places: Array) -> Array:
    return tokens[ids] + places[: len(ids)]


def _embed_by_id(ids: Sequence[int], tokens: Array, places: Array) -> Array:
    return tokens[ids] + places[ids]


def _embed_first_rows(ids: Sequence[int], tokens: Array, places: Array) -> Array:
    return _embed(range(len(ids)), tokens, places)


def _embed_from_one(ids: Sequence[int], tokens: Array, places: Array) -> Array:
    return tokens[ids] + places[1 : len(ids) + 1]


def _embed_one_place(ids: Sequence[int], tokens: Array, places: Array) -> Array:
    return tokens[ids] + places[len(ids) - 1 : len(ids)]


def _embed_cases(rng: random.Random) -> list[tuple[list[int], Array, Array]]:
    draw = np.random.default_rng(rng.getrandbits(32))
    tokens, places = draw.integers(-9, 10, (2, 6, 2)).astype(float)
    places += np.arange(6.0)[:, None] * 100
    return [
        ([2, 3, 5, 2], tokens, places),
        ([4], tokens, places),
        ([0, 1, 4], tokens, places),
        (rng.choices(range(6), k=5), tokens, places),
    ]


def _causal_alibi(slope: float, length: int) -> list[list[float]]:
    places = range(length)
    return [
        [slope * (j - i) if j <= i else float("-inf") for j in places] for i in places
    ]


def _alibi_reward(slope: float, length: int) -> list[list[float]]:
    return [
        [-x if math.isfinite(x) else x for x in row] for row in _rows(slope, length)
    ]


def _alibi_zero_ahead(slope: float, length: int) -> list[list[float]]:
    return [
        [x if math.isfinite(x) else 0.0 for x in row] for row in _rows(slope, length)
    ]


def _alibi_both_ways(slope: float, length: int) -> list[list[float]]:
    return [[-slope * abs(i - j) for j in range(length)] for i in range(length)]


def _alibi_transposed(slope: float, length: int) -> list[list[float]]:
    return [list(column) for column in zip(*_rows(slope, length), strict=True)]


def _alibi_not_itself(slope: float, length: int) -> list[list[float]]:
    rows = _rows(slope, length)
    for i in range(length):
        rows[i][i] = -math.inf
    return rows


_rows = _causal_alibi


def _causal_alibi_cases(rng: random.Random) -> list[tuple[float, int]]:
    return [
        (0.5, 1),
        (0.5, 3),
        (0.25, 4),
        (2.0 ** -rng.randint(1, 8), rng.randint(5, 7)),
    ]


def _rotary_score(
    query: Sequence[float], key: Sequence[float], m: int, n: int
) -> float:
    total = 0.0
    for i in range(0, len(query), 2):
        a = (n - m) / 10_000 ** (i / len(query))  # turn the key by the offset alone
        x = key[i] * math.cos(a) - key[i + 1] * math.sin(a)
        y = key[i] * math.sin(a) + key[i + 1] * math.cos(a)
        total += query[i] * x + query[i + 1] * y
    return total


def _score_without(
    query: Sequence[float], key: Sequence[float], m: int, n: int
) -> float:
    return _rotary_score(query, key, 0, 0)


def _score_key_alone(
    query: Sequence[float], key: Sequence[float], m: int, n: int
) -> float:
    return _rotary_score(query, key, 0, n)


def _score_backwards(
    query: Sequence[float], key: Sequence[float], m: int, n: int
) -> float:
    return _rotary_score(query, key, n, m)


def _score_sum(query: Sequence[float], key: Sequence[float], m: int, n: int) -> float:
    return _rotary_score(query, key, -m, n)


def _score_one_speed(
    query: Sequence[float], key: Sequence[float], m: int, n: int
) -> float:
    pairs = range(0, len(query), 2)
    return sum(_rotary_score(query[i : i + 2], key[i : i + 2], m, n) for i in pairs)


def _rotary_score_cases(
    rng: random.Random,
) -> list[tuple[list[float], list[float], int, int]]:
    def vector(width: int) -> list[float]:
        return [round(rng.uniform(0.5, 2.0), 2) for _ in range(width)]

    return [
        ([1.0, 0.0], [1.0, 0.0], 0, 1),
        ([1.0, 0.2], [0.5, -0.8], 3, 5),
        ([1.0, 0.0, 2.0, 0.0], [0.0, 1.0, 0.0, 2.0], 9, 7),
        (vector(4), vector(4), rng.randint(1, 5), rng.randint(6, 9)),
    ]


EXERCISES = (
    Exercise(
        name="07.clock-hand",
        task=(
            "Return the number in a column of the sinusoidal vector of place p: sines "
            "in even columns, cosines in odd ones; columns 2i and 2i + 1 share the "
            "angle p / 10000^(2i/D)."
        ),
        starter="def entry(p, column, D):\n    # your code\n    ...\n",
        hints=(
            "Columns 4 and 5 belong to one hand: column // 2 is the hand's number i.",
            "The angle is p / 10_000 ** (2 * (column // 2) / D).",
        ),
        solution=_entry,
        cases=_entry_cases,
        lesson="Two columns are one hand; its sine and its cosine fix where it points.",
        mistakes=(
            Mistake(
                "Each column got an angle of its own. Columns 2i and 2i + 1 share one: "
                "without that, a step is no rotation.",
                _entry_own_angle,
            ),
            Mistake(
                "The exponent is i / D, and should be 2i / D: the hands slow down too "
                "little.",
                _entry_half_angle,
            ),
            Mistake(
                "You took the column for i. Columns 2i and 2i + 1 belong to hand i: "
                "i is column // 2.",
                _entry_column_for_hand,
            ),
            Mistake("Sines and cosines are swapped.", _entry_swapped),
            Mistake(
                "The angle is multiplied by the power of 10000 instead of divided: "
                "later hands turn faster, not more slowly.",
                _entry_times,
            ),
        ),
    ),
    Exercise(
        name="07.which-row",
        task=(
            "Return the token vectors of ids plus the position vectors of their "
            "places: an array with a row for each ID."
        ),
        starter="def embed(ids, E, P):\n    # your code\n    ...\n",
        hints=(
            "Which row of P belongs to the first token of every sentence?",
            "The tokens stand at the places 0 to len(ids) - 1, whatever their IDs are.",
        ),
        solution=_embed,
        cases=_embed_cases,
        lesson="E is asked by ID, P by place: a word differs from place to place.",
        mistakes=(
            Mistake(
                "You looked P up by token ID, so a word has the same position vector "
                "everywhere and the order is lost.",
                _embed_by_id,
            ),
            Mistake(
                "You took the first rows of E: those are the tokens 0, 1, 2, …, not "
                "the tokens in ids.",
                _embed_first_rows,
            ),
            Mistake(
                "You counted places from 1: the first place is 0.", _embed_from_one
            ),
            Mistake(
                "You added the row of the last place to every token.", _embed_one_place
            ),
        ),
    ),
    Exercise(
        name="07.causal-alibi",
        task=(
            "Return a list of T rows of T numbers: minus slope times the distance for "
            'places up to the row\'s own, float("-inf") for those after it.'
        ),
        starter="def causal_alibi(slope, T):\n    # your code\n    ...\n",
        hints=(
            "Row i, column j: may place i read place j?",
            "It may if j <= i; then the number is -slope * (i - j).",
        ),
        solution=_causal_alibi,
        cases=_causal_alibi_cases,
        lesson="With the mask, ALiBi knows how far away a place is, and on which side.",
        mistakes=(
            Mistake(
                "The sign is wrong: far places are rewarded, and should be lowered.",
                _alibi_reward,
            ),
            Mistake(
                "Places ahead got 0. That is the best score of all; minus infinity "
                "forbids them.",
                _alibi_zero_ahead,
            ),
            Mistake(
                "You left the mask out: places ahead are lowered, but can be read.",
                _alibi_both_ways,
            ),
            Mistake(
                "Rows and columns are swapped: each place reads what comes after it.",
                _alibi_transposed,
            ),
            Mistake(
                "A place may read itself: the diagonal is 0. With a whole row of minus "
                "infinity the softmax of the first place has nothing to share out.",
                _alibi_not_itself,
            ),
        ),
    ),
    Exercise(
        name="07.rotary-score",
        task=(
            "Return the dot product of a query at place m and a key at place n after "
            "each pair i of numbers was turned by place / 10000^(2i/D)."
        ),
        starter="def rotary_score(query, key, m, n):\n    # your code\n    ...\n",
        hints=(
            "Turning (x, y) by a gives (x cos a - y sin a, x sin a + y cos a).",
            "Turning the query by m and the key by n gives the same dot product as "
            "turning the key alone by n - m.",
            "Add up over the pairs; pair (2i, 2i + 1) turns by (n - m) / "
            "10_000 ** (2 * i / D).",
        ),
        solution=_rotary_score,
        cases=_rotary_score_cases,
        lesson="Only n - m is in the result: the places themselves have cancelled out.",
        mistakes=(
            Mistake("You turned nothing: the places have no effect.", _score_without),
            Mistake("You turned the key, but not the query.", _score_key_alone),
            Mistake(
                "The offset has the wrong sign: the turn goes the other way round.",
                _score_backwards,
            ),
            Mistake(
                "The angles were added; in a dot product their difference counts.",
                _score_sum,
            ),
            Mistake(
                "All pairs turn at one speed; pair i turns by place / 10000^(2i/D).",
                _score_one_speed,
            ),
        ),
    ),
)
