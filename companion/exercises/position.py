"""Exercises of notebook 07: shares, where a text starts, a step on, fog."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .records import Challenge, Exercise, Mistake

Array = NDArray[np.float64]


def _shares(scores: Sequence[float]) -> list[float]:
    powers = [math.exp(score) for score in scores]
    return [power / sum(powers) for power in powers]


def _shares_of_scores(scores: Sequence[float]) -> list[float]:
    return [score / sum(scores) for score in scores]


def _powers_alone(scores: Sequence[float]) -> list[float]:
    return [math.exp(score) for score in scores]


def _shares_of_the_largest(scores: Sequence[float]) -> list[float]:
    return [math.exp(score) / math.exp(max(scores)) for score in scores]


def _powers_of_two(scores: Sequence[float]) -> list[float]:
    powers = [2.0**score for score in scores]
    return [power / sum(powers) for power in powers]


def _powers_over_scores(scores: Sequence[float]) -> list[float]:
    return [math.exp(score) / sum(scores) for score in scores]


def _powers_of_a_rounded_e(scores: Sequence[float]) -> list[float]:
    powers = [2.718**score for score in scores]
    return [power / sum(powers) for power in powers]


def _shares_before_the_power(scores: Sequence[float]) -> list[float]:
    return [math.exp(score) / math.exp(sum(scores)) for score in scores]


def _shares_cases(rng: random.Random) -> list[tuple[list[float]]]:
    return [
        ([0.0, 0.0],),
        ([2.0, 0.0, 1.0],),
        ([-1.0, -3.0, 0.5, -1.0],),
        ([round(rng.uniform(-3, 3), 1) for _ in range(5)],),
    ]


def _embed(ids: Sequence[int], tokens: Array, positions: Array, start: int) -> Array:
    return tokens[ids] + positions[start : start + len(ids)]


def _embed_from_the_top(
    ids: Sequence[int], tokens: Array, positions: Array, start: int
) -> Array:
    return tokens[ids] + positions[: len(ids)]


def _embed_by_id(
    ids: Sequence[int], tokens: Array, positions: Array, start: int
) -> Array:
    return tokens[ids] + positions[ids]


def _embed_all_at_start(
    ids: Sequence[int], tokens: Array, positions: Array, start: int
) -> Array:
    summed: Array = tokens[ids] + positions[start]
    return summed


def _embed_one_late(
    ids: Sequence[int], tokens: Array, positions: Array, start: int
) -> Array:
    return _embed(ids, tokens, positions, start + 1)


def _embed_the_last_rows(
    ids: Sequence[int], tokens: Array, positions: Array, start: int
) -> Array:
    return tokens[ids] + positions[-len(ids) :]


def _embed_up_to_their_number(
    ids: Sequence[int], tokens: Array, positions: Array, start: int
) -> Array:
    summed: Array = tokens[ids] + positions[start : len(ids)]
    return summed


def _embed_to_the_end(
    ids: Sequence[int], tokens: Array, positions: Array, start: int
) -> Array:
    summed: Array = tokens[ids] + positions[start:]
    return summed


def _embed_cases(
    rng: random.Random,
) -> list[tuple[list[int], Array, Array, int]]:
    draw = np.random.default_rng(7)  # the same tables whatever the seed is
    tokens = draw.integers(-9, 10, (6, 2)).astype(float)
    positions = draw.integers(-9, 10, (10, 2)) + 100.0 * np.arange(10)[:, None]
    return [
        ([2, 3, 5, 2], tokens, positions, 0),
        ([4], tokens, positions, 4),
        ([0, 1, 4], tokens, positions, 3),
        (rng.choices(range(6), k=3), tokens, positions, rng.randint(1, 5)),
    ]


def _step(row: Sequence[float], k: int) -> list[float]:
    width = len(row)
    moved: list[float] = []
    for i in range(0, width, 2):
        turn = k / 10_000 ** (i / width)
        sine, cosine = row[i], row[i + 1]
        moved.append(sine * math.cos(turn) + cosine * math.sin(turn))
        moved.append(cosine * math.cos(turn) - sine * math.sin(turn))
    return moved


def _wrong_step(
    speed: Callable[[int, int], float],
) -> Callable[[Sequence[float], int], list[float]]:
    """Return an answer whose hands turn at other speeds."""

    def step(row: Sequence[float], k: int) -> list[float]:
        moved: list[float] = []
        for i in range(0, len(row), 2):
            turn = k * speed(i, len(row))
            sine, cosine = row[i], row[i + 1]
            moved.append(sine * math.cos(turn) + cosine * math.sin(turn))
            moved.append(cosine * math.cos(turn) - sine * math.sin(turn))
        return moved

    return step


def _row_of_k(row: Sequence[float], k: int) -> list[float]:
    return _step([0.0, 1.0] * (len(row) // 2), k)


def _rows_added(row: Sequence[float], k: int) -> list[float]:
    return [x + y for x, y in zip(row, _row_of_k(row, k), strict=True)]


def _step_by_arcs(row: Sequence[float], k: int) -> list[float]:
    moved: list[float] = []
    for i in range(0, len(row), 2):
        turn = k / 10_000 ** (i / len(row))
        moved.append(math.sin(math.asin(row[i]) + turn))
        moved.append(math.cos(math.acos(row[i + 1]) + turn))
    return moved


def _step_overwritten(row: Sequence[float], k: int) -> list[float]:
    moved = list(row)
    for i in range(0, len(row), 2):
        turn = k / 10_000 ** (i / len(row))
        moved[i] = moved[i] * math.cos(turn) + moved[i + 1] * math.sin(turn)
        moved[i + 1] = moved[i + 1] * math.cos(turn) - moved[i] * math.sin(turn)
    return moved


def _step_cases(rng: random.Random) -> list[tuple[list[float], int]]:
    def row(p: int, width: int) -> list[float]:
        return _step([0.0, 1.0] * (width // 2), p)

    return [
        (row(0, 2), 1),
        (row(2, 4), 3),
        (row(7, 8), -2),
        (row(rng.randint(3, 40), 6), rng.randint(2, 30)),
    ]


# The challenge: positions that can still be told apart when something is added to them.
POSITIONS, NUMBERS, FOG, ROUNDS = 256, 8, 0.35, 40
Code = Callable[[int], Iterable[float]]


def _rows(code: Code) -> Array:
    """Return the table of a code, every row of length 2 as sinusoidal rows have."""
    table = np.array([list(code(p)) for p in range(POSITIONS)], dtype=float)
    rows: Array = 2 * table / np.linalg.norm(table, axis=1, keepdims=True)
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
    numbers: list[float] = []
    for hand in range(4):
        wavelength = 300 / 2.5**hand
        angle = 2 * math.pi * p / wavelength
        numbers += [math.sin(angle), math.cos(angle)]
    return numbers


EXERCISES = (
    Exercise(
        name="07.shares",
        task=(
            "Return the softmax of a list of scores: e to the power of each, divided "
            "by the sum of all of these."
        ),
        starter="def shares_of(scores):\n    # your code\n    ...\n",
        hints=(
            "math.exp(score) is e to the power of a score.",
            "First a list of all powers; then each of them divided by sum(powers).",
        ),
        solution=_shares,
        cases=_shares_cases,
        lesson="Shares are positive and add up to 1, whatever the scores are.",
        mistakes=(
            Mistake(
                "You divided the scores by their sum: e to the power of each comes "
                "first, so that no share is negative.",
                _shares_of_scores,
            ),
            Mistake("You did not divide: shares add up to 1.", _powers_alone),
            Mistake(
                "You divided by the largest power: divide by the sum of all.",
                _shares_of_the_largest,
            ),
            Mistake("You took powers of 2, not of e.", _powers_of_two),
            Mistake(
                "You divided by the sum of the scores, which may be 0 or negative: "
                "divide by the sum of the powers.",
                _powers_over_scores,
            ),
            Mistake(
                "2.718 is e with three decimals only: math.exp has them all.",
                _powers_of_a_rounded_e,
            ),
            Mistake(
                "You divided by e to the power of the sum: take the powers first, and "
                "add them up after that.",
                _shares_before_the_power,
            ),
        ),
    ),
    Exercise(
        name="07.where-it-starts",
        task=(
            "Return the token vectors of ids plus the vectors of their positions. A "
            "model that writes reads only what is new: start tokens came before ids."
        ),
        starter=("def embed(ids, E, P, start):\n    return E[ids] + P[: len(ids)]\n"),
        hints=(
            "Which position has the first of ids, if four tokens came before?",
            "The rows of P from start on, as many as there are ids.",
        ),
        solution=_embed,
        cases=_embed_cases,
        lesson=(
            "E is asked by ID and P by position. With every new token at position 0, a "
            "model would write as if each word were the first."
        ),
        mistakes=(
            Mistake(
                "Every piece begins at position 0 again: start is not used.",
                _embed_from_the_top,
            ),
            Mistake(
                "You looked P up by token ID, so a word has the same position vector "
                "everywhere and the order is lost.",
                _embed_by_id,
            ),
            Mistake(
                "All of ids got the position of the first: they stand side by side.",
                _embed_all_at_start,
            ),
            Mistake(
                "You are one position too far: after start tokens the next one has "
                "the position start, since positions count from 0.",
                _embed_one_late,
            ),
            Mistake(
                "Your slice ends at len(ids). The second number of a slice is a place, "
                "not a length: after start it must be start + len(ids).",
                _embed_up_to_their_number,
            ),
            Mistake(
                "Your slice goes on to the end of P: stop after as many rows as there "
                "are ids.",
                _embed_to_the_end,
            ),
            Mistake(
                "You took the last rows of P: those are the last positions there are, "
                "not the ones from start on.",
                _embed_the_last_rows,
            ),
        ),
    ),
    Exercise(
        name="07.step",
        task=(
            "Return the sinusoidal row k positions further on. row is the row of some "
            "position p, and you are not told p."
        ),
        starter="def step(row, k):\n    # your code\n    ...\n",
        hints=(
            "Hand i, in columns 2i and 2i + 1, turns by k / 10_000 ** (2 * i / D), and "
            "D is len(row).",
            "row holds sin(a) and cos(a) of a hand; sin(a + b) = sin(a) cos(b) + "
            "cos(a) sin(b).",
            "cos(a + b) = cos(a) cos(b) - sin(a) sin(b). Or read the angle off the "
            "hand: math.atan2(sine, cosine).",
        ),
        solution=_step,
        cases=_step_cases,
        lesson=(
            "The position has dropped out: a step of k turns each hand by the same "
            "angle wherever it starts. Rotary positions rest on this."
        ),
        mistakes=(
            Mistake(
                "All hands turned at one speed; hand i turns by k / 10000^(2i/D).",
                _wrong_step(lambda i, width: 1.0),
            ),
            Mistake(
                "The hands turned backwards. Each pair holds the sine first, then the "
                "cosine: turned as (x, y), it goes the other way round.",
                _wrong_step(lambda i, width: -(10_000 ** (-i / width))),
            ),
            Mistake(
                "The exponent is i / D, and should be 2i / D: the hands slow down too "
                "little.",
                _wrong_step(lambda i, width: 10_000 ** (-i / 2 / width)),
            ),
            Mistake(
                "asin and acos cannot tell where on the clock the hand was: two angles "
                "have the same sine. Use the sine and the cosine together.",
                _step_by_arcs,
            ),
            Mistake(
                "The new sine is put in place of the old one too early: the new cosine "
                "needs the old one.",
                _step_overwritten,
            ),
            Mistake(
                "You returned the row of position k, as if row were that of 0.",
                _row_of_k,
            ),
            Mistake(
                "You added the row of position k. Angles add up; sines do not.",
                _rows_added,
            ),
        ),
    ),
)

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
        "How far does each hand turn in 256 positions? Print it. Two of the four "
        "hardly move.",
        "Choose wavelengths: how many positions until a hand has gone round once. The "
        "slowest needs a little more than 256.",
        "Let each hand be slower than the one before by the same factor, and try "
        "factors from 2 to 4.",
    ),
    solution=_slower_by_a_factor,
    lesson=(
        "Slow hands say roughly where, fast ones exactly, and each must be read well "
        "enough to use the next. 10,000 suits long texts; for longer ones it was "
        "raised."
    ),
    score=positions_off,
    unit="positions off, on average",
    baselines=(
        ("sinusoidal, base 10,000", 20.75),
        ("random numbers", 14.03),
        ("half a circle", 11.07),
        ("binary digits", 5.2),
    ),
    reference=1.66,
    higher_is_better=False,
    validate=_refused,
)
