"""Exercise 07.which-remedy."""

from __future__ import annotations

import random

import numpy as np

from ..records import Exercise, Mistake
from .shared import Array

PLACES, WIDTH = 5, 4
DECIMALS = 3  # of the scores that a learner gets
_SPEEDS = (1.0, 0.3)  # of the two pairs of numbers, in radians a position


def _remedy(first: Array, second: Array) -> str:
    gap = first - second
    if np.ptp(gap) < 0.05:  # the largest number minus the smallest
        return "bias"
    steps = first[1:, 1:] - first[:-1, :-1]  # along each diagonal
    if np.ptp(steps) < 0.05:
        return "rotary"
    return "added"


def _tell(one_gap: bool, along_diagonals: bool) -> str:
    """Return the remedy that goes with what is seen of two tables."""
    return "bias" if one_gap else "rotary" if along_diagonals else "added"


def _offset_decides(square: Array) -> bool:
    return bool(np.allclose(square[1:, 1:], square[:-1, :-1], atol=0.02))


def _compared_exactly(first: Array, second: Array) -> str:
    gap = first - second
    return _tell(
        bool((gap == gap[0, 0]).all()),
        bool((first[1:, 1:] == first[:-1, :-1]).all()),
    )


def _first_alone(first: Array, second: Array) -> str:
    mirrored = np.allclose(first, first.T, atol=0.02)
    return _tell(bool(mirrored) and _offset_decides(first), _offset_decides(first))


def _bias_for_every_offset(first: Array, second: Array) -> str:
    return "bias" if _offset_decides(first) else "added"


def _turned_for_every_offset(first: Array, second: Array) -> str:
    return "rotary" if _offset_decides(first) else "added"


def _gap_alone(first: Array, second: Array) -> str:
    return _tell(bool(np.ptp(first - second) < 0.02), along_diagonals=True)


def _the_other_way_round(first: Array, second: Array) -> str:
    other = {"bias": "rotary", "rotary": "bias", "added": "added"}
    return other[_remedy(first, second)]


def _by_the_name_of_alibi(first: Array, second: Array) -> str:
    found = _remedy(first, second)
    return "ALiBi" if found == "bias" else found


def _turned(rows: Array) -> Array:
    """Turn each pair of numbers by an angle that grows with the row's place."""
    angles = np.arange(len(rows))[:, None] * np.array(_SPEEDS)
    x, y = rows[:, 0::2], rows[:, 1::2]
    across = x * np.cos(angles) - y * np.sin(angles)
    up = x * np.sin(angles) + y * np.cos(angles)
    return np.concatenate([across, up], axis=1)


def _case(
    remedy: str, seed: int, size: float = 1.0, slope: float = 0.5
) -> tuple[Array, Array]:
    """Return the scores of two pairs of words, at all pairs of places."""
    draw = np.random.default_rng(seed)
    table = size * draw.standard_normal((PLACES, WIDTH))
    places = np.arange(PLACES)
    offsets = places[None, :] - places[:, None]
    if remedy == "ALiBi":
        bias = -slope * np.abs(offsets)
    else:
        bias = draw.standard_normal(2 * PLACES)[offsets + PLACES]
    squares = []
    for _ in range(2):
        words = size * draw.standard_normal((2, 1, WIDTH))
        query, key = np.repeat(words, PLACES, axis=1)
        if remedy == "added":
            scores = (query + table) @ (key + table).T
        elif remedy == "rotary":
            scores = _turned(query) @ _turned(key).T
        else:
            scores = query @ key.T + bias
        squares.append(np.round(scores, DECIMALS))
    return squares[0], squares[1]


def _cases(rng: random.Random) -> list[tuple[Array, Array]]:
    drawn = rng.choice(("added", "rotary", "ALiBi", "T5"))
    return [
        _case("T5", 1),
        _case("rotary", 2),
        _case("added", 3),
        _case("ALiBi", 4),
        _case("ALiBi", 8, slope=2**-0.5),  # of which rounding leaves a trace
        _case("rotary", 5, size=0.3),  # small words, small differences
        _case("rotary", 165, size=0.3),  # alike, and both highest at one place
        _case("added", 6, size=0.25),
        _case(drawn, rng.randrange(10**6), size=2.0),
    ]


EXERCISE = Exercise(
    name="07.which-remedy",
    task=(
        'Return "added", "bias" or "rotary": which remedy made the scores? first and '
        "second are those of two pairs of words, each put at all pairs of positions; "
        "the row is the position that reads. They are rounded to three decimals."
    ),
    starter="def which_remedy(first, second):\n    # your code\n    ...\n",
    hints=(
        "A bias adds the same numbers to both tables. What is left of it if you "
        "subtract one from the other?",
        "Where the offset alone decides, each score equals the one that is one row "
        "down and one column to the right: compare first[1:, 1:] with first[:-1, :-1].",
        "Rounded numbers are seldom exactly equal. Ask whether the largest difference "
        "minus the smallest is below 0.05.",
    ),
    solution=_remedy,
    cases=_cases,
    lesson=(
        "One pair of words tells whether the offset alone decides; it takes a second "
        "pair to tell a bias from a turn."
    ),
    mistakes=(
        Mistake(
            "You compared with ==, or with np.allclose, which leaves hardly more room. "
            "Scores that should be equal may differ by a thousandth, since they are "
            "rounded: allow a small difference, such as atol=0.01.",
            _compared_exactly,
        ),
        Mistake(
            "A bias need not be its own mirror image: ALiBi's is, T5's is not. Look "
            "at what the words change.",
            _first_alone,
        ),
        Mistake(
            "Rotary scores depend on the offset alone, too, for one pair of words. "
            "What does a second pair change?",
            _bias_for_every_offset,
        ),
        Mistake(
            "You found no bias. With one, too, scores depend on the offset alone, and "
            "the two tables are not equal, since their words differ. What is left, "
            "apart from rounding, if you subtract one from the other?",
            _turned_for_every_offset,
        ),
        Mistake(
            "You looked only at what is between the two tables: where that is not "
            "one number, the remedy may be added vectors as well as a turn.",
            _gap_alone,
        ),
        Mistake(
            'ALiBi is one bias among others, T5\'s is another: return "bias" for all '
            "of them.",
            _by_the_name_of_alibi,
        ),
        Mistake(
            "Bias and turn are the wrong way round: the bias is what stays the same "
            "whatever the words are.",
            _the_other_way_round,
        ),
    ),
)
