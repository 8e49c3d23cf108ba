"""Exercise 07.fog."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np

from ..records import Challenge
from .shared import Array

# The challenge: positions that can still be told apart when something is added to them.
POSITIONS, NUMBERS, FOG, ROUNDS = 256, 8, 0.35, 40
_STRIDE = 151  # between the rows that a table is turned by


Code = Callable[[int], Iterable[float]]


def _rows(code: Code) -> Array:
    """Return the table of a code, every row of length 2 as sinusoidal rows have.

    It is turned so that eight rows, far from each other, make a triangle. The angles
    between rows stay; but in which order the columns were, and with which signs, can
    no longer be seen, so that no code is better by that.
    """
    table = np.array([list(code(p)) for p in range(POSITIONS)], dtype=float)
    rows: Array = 2 * table / np.linalg.norm(table, axis=1, keepdims=True)
    order = np.arange(POSITIONS) * _STRIDE % POSITIONS
    triangle: Array = np.asarray(np.linalg.qr(rows[order].T, mode="r"))
    signs = np.where(triangle.diagonal() < 0, -1, 1)
    rows[order] = (signs[:, None] * triangle).T
    return rows


def positions_off(code: Code, *, fog: float = FOG, seed: int = 0) -> float:
    """Say how far off positions are, on average, when they are read through fog.

    Parameters
    ----------
    code
        Gives eight numbers for each position from 0 to 255.
    fog
        The spread of what is added to each number, where every row has length 2.
    seed
        What the fog is drawn from.

    Returns
    -------
    float
        Positions between the one that was sent and the row that is nearest to what
        arrives, the mean over forty readings of each.

    Examples
    --------
    >>> positions_off(lambda p: [p % 2] + [1] * 7) > 80
    True
    """
    rows = _rows(code)
    draw = np.random.default_rng(seed)
    off = []
    for _ in range(ROUNDS):
        seen = rows + fog * draw.standard_normal(rows.shape)
        nearest = (seen @ rows.T).argmax(axis=1)  # rows are equally long
        off.append(np.abs(nearest - np.arange(POSITIONS)).mean())
    return round(float(np.mean(off)), 2)


def _refused(code: Callable[..., Any]) -> str:
    """Say why an answer is no code for positions; nothing if it is one."""
    try:
        table = np.array([list(code(p)) for p in range(POSITIONS)], dtype=float)
        again = np.array([list(code(p)) for p in reversed(range(POSITIONS))], float)
    except (TypeError, ValueError) as error:
        return f"code(p) must return {NUMBERS} numbers for each p: {error}."
    if table.shape != (POSITIONS, NUMBERS):
        return f"code(p) must return {NUMBERS} numbers for each p."
    if not np.isfinite(table).all():
        return "A number is infinite or no number."
    empty = np.flatnonzero(~table.any(axis=1))
    if empty.size:
        return f"code({empty[0]}) is all zeros: it cannot be brought to a length."
    if not np.array_equal(table, again[::-1]):
        return "code(p) must depend on p alone, and gave two answers for one p."
    return ""


def _hands(wavelengths: Iterable[float]) -> Code:
    """Return the code of clock hands that go round once in so many positions."""
    turns = list(wavelengths)

    def code(p: int) -> list[float]:
        numbers: list[float] = []
        for turn in turns:
            angle = 2 * math.pi * p / turn
            numbers += [math.sin(angle), math.cos(angle)]
        return numbers

    return code


def _in_the_paper(p: int) -> list[float]:
    return list(_hands(2 * math.pi * 10_000 ** (i / 8) for i in (0, 2, 4, 6))(p))


def _digits(p: int) -> list[float]:
    return [1.0 if p >> digit & 1 else -1.0 for digit in range(NUMBERS)]


def _half_circle(p: int) -> list[float]:
    angle = math.pi * p / POSITIONS
    return [math.cos(angle), math.sin(angle)] + 6 * [0.0]


def _drawn(p: int) -> list[float]:
    draw = random.Random(p)
    return [draw.gauss(0, 1) for _ in range(NUMBERS)]


def _slower_by_a_factor(p: int) -> list[float]:
    return list(_hands(300 / 2.5**hand for hand in range(4))(p))


def _slow_hands_close_together(p: int) -> list[float]:
    numbers: list[float] = []
    for rounds in (1, 2, 5, 16):
        angle = 2 * math.pi * p * rounds / 270
        numbers += [math.sin(angle), math.cos(angle)]
    return numbers


CHALLENGE = Challenge(
    name="07.fog",
    task=(
        "Return eight numbers for position p, from 0 to 255, that are still told "
        "apart in fog. Rows are brought to one length; then noise is added, and the "
        "nearest row of your table is read. The score: positions off, on average."
    ),
    starter=(
        "def code(p):\n"
        "    numbers = []\n"
        "    for hand in range(4):\n"
        "        angle = p / 10_000 ** (2 * hand / 8)\n"
        "        numbers += [math.sin(angle), math.cos(angle)]\n"
        "    return numbers\n"
    ),
    hints=(
        "How far does each hand turn in 256 positions? Print it. Two of the four do "
        "not go round once.",
        "Choose wavelengths: how many positions until a hand has gone round once. The "
        "slowest needs a little more than 256.",
        "Let each hand be slower than the one before by the same factor, and try "
        "factors from 2 to 4. Then move single hands: which one costs most when it is "
        "misread?",
    ),
    solution=_slow_hands_close_together,
    lesson=(
        "Slow hands say roughly where, fast ones exactly. A slow hand misread costs "
        "most, so the slow ones stand closer together. 10,000 suits long texts; for "
        "longer ones it was raised."
    ),
    score=positions_off,
    unit="positions off, on average",
    baselines=(
        ("sinusoidal, base 10,000", 20.36),
        ("random numbers", 13.99),
        ("half a circle", 11.07),
        ("binary digits", 5.49),
        ("each hand 2.5 times as fast as the last", 1.58),
    ),
    reference=1.18,
    higher_is_better=False,
    validate=_refused,
)
