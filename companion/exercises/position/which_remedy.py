"""Exercise 07.which-remedy."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from ..records import Exercise, Mistake
from .shared import Array, tensor

if TYPE_CHECKING:
    from torch import Tensor

Answer = Callable[["Tensor", "Tensor"], str]

PLACES, WIDTH = 5, 4
DECIMALS = 3  # of the scores that a learner gets
_SPEEDS = (1.0, 0.3)  # of the two pairs of numbers, in radians a position


def _remedy(first: Tensor, second: Tensor) -> str:
    gap = first - second
    if gap.max() - gap.min() < 0.05:
        return "bias"
    steps = first[1:, 1:] - first[:-1, :-1]  # along each diagonal
    if steps.max() - steps.min() < 0.05:
        return "rotary"
    return "added"


def _tell(one_gap: bool, along_diagonals: bool) -> str:
    """Return the remedy that goes with what is seen of two tables."""
    return "bias" if one_gap else "rotary" if along_diagonals else "added"


def _spread(numbers: Tensor) -> float:
    return float(numbers.max() - numbers.min())


def _offset_decides(square: Tensor) -> bool:
    return float((square[1:, 1:] - square[:-1, :-1]).abs().max()) < 0.02


def _compared_exactly(first: Tensor, second: Tensor) -> str:
    gap = first - second
    return _tell(
        bool((gap == gap[0, 0]).all()),
        bool((first[1:, 1:] == first[:-1, :-1]).all()),
    )


def _first_alone(first: Tensor, second: Tensor) -> str:
    mirrored = float((first - first.T).abs().max()) < 0.02
    return _tell(mirrored and _offset_decides(first), _offset_decides(first))


def _bias_for_every_offset(first: Tensor, second: Tensor) -> str:
    return "bias" if _offset_decides(first) else "added"


def _turned_for_every_offset(first: Tensor, second: Tensor) -> str:
    return "rotary" if _offset_decides(first) else "added"


def _gap_alone(first: Tensor, second: Tensor) -> str:
    return _tell(_spread(first - second) < 0.02, along_diagonals=True)


def _the_other_way_round(first: Tensor, second: Tensor) -> str:
    other = {"bias": "rotary", "rotary": "bias", "added": "added"}
    return other[_remedy(first, second)]


def _by_another_name(name: str, own: str) -> Answer:
    """Return an answer that calls a remedy otherwise."""

    def answer(first: Tensor, second: Tensor) -> str:
        found = _remedy(first, second)
        return own if found == name else found

    return answer


def _by_the_highest(axis: int | None) -> Answer:
    """Return an answer that finds a bias where both tables are highest alike."""

    def answer(first: Tensor, second: Tensor) -> str:
        alike = first.argmax(dim=axis).equal(second.argmax(dim=axis))
        return _tell(alike, _offset_decides(first))

    return answer


def _one_diagonal_alone(offset: int) -> Answer:
    """Return an answer that looks along one diagonal, the main one or one beside it."""

    def answer(first: Tensor, second: Tensor) -> str:
        one_gap = _spread(first - second) < 0.05
        return _tell(one_gap, _spread(first.diagonal(offset)) < 0.05)

    return answer


def _two_places(row: int, column: int) -> Answer:
    """Return an answer that compares one place with the next on its diagonal."""

    def answer(first: Tensor, second: Tensor) -> str:
        step = first[row + 1, column + 1] - first[row, column]
        return _tell(_spread(first - second) < 0.05, abs(float(step)) < 0.05)

    return answer


def _gap_at_two_places(row: int, column: int) -> Answer:
    """Return an answer that compares what is between the tables at two places."""

    def answer(first: Tensor, second: Tensor) -> str:
        gap = first - second
        step = float(gap[row, column] - gap[0, 0])
        return _tell(abs(step) < 0.05, _offset_decides(first))

    return answer


def _gap_in(part: slice | int, other: slice | int) -> Answer:
    """Return an answer that subtracts one row or one column of the tables alone."""

    def answer(first: Tensor, second: Tensor) -> str:
        gap = first[part, other] - second[part, other]
        return _tell(_spread(gap) < 0.05, _offset_decides(first))

    return answer


def _in_one_order(axis: int | None) -> Answer:
    """Return an answer that finds a bias where both tables are in the same order."""

    def order(table: Tensor) -> Tensor:
        return table.flatten().argsort() if axis is None else table.argsort(dim=axis)

    def answer(first: Tensor, second: Tensor) -> str:
        return _tell(order(first).equal(order(second)), _offset_decides(first))

    return answer


def _in_proportion(first: Tensor, second: Tensor) -> str:
    both = np.corrcoef(first.flatten(), second.flatten())
    return _tell(both[0, 1] > 0.99, _offset_decides(first))


def _gap_near_zero(first: Tensor, second: Tensor) -> str:
    return _tell(bool((first - second).max() < 0.05), _offset_decides(first))


def _gap_rounded(decimals: int) -> Answer:
    """Return an answer that rounds what is between the tables, and then compares."""

    def answer(first: Tensor, second: Tensor) -> str:
        gap = (first - second).round(decimals=decimals)
        return _tell(len(set(gap.flatten().tolist())) == 1, _offset_decides(first))

    return answer


def _gap_that_is_large(first: Tensor, second: Tensor) -> str:
    return _tell(_spread(first - second) > 0.05, _offset_decides(first))


def _nothing_turned(first: Tensor, second: Tensor) -> str:
    return _tell(_spread(first - second) < 0.05, along_diagonals=False)


def _with_room(room: float) -> Answer:
    """Return an answer that takes too much for rounding."""

    def answer(first: Tensor, second: Tensor) -> str:
        steps = first[1:, 1:] - first[:-1, :-1]
        one_gap = _spread(first - second) < room
        return _tell(one_gap, _spread(steps) < room)

    return answer


def _along_diagonals(
    summed_up: Callable[[Tensor], float],
) -> Answer:
    """Return an answer that looks at one number of all steps along the diagonals."""

    def answer(first: Tensor, second: Tensor) -> str:
        steps = first[1:, 1:] - first[:-1, :-1]
        one_gap = _spread(first - second) < 0.05
        return _tell(one_gap, summed_up(steps) < 0.05)

    return answer


def _gap_on_the_main_diagonal(first: Tensor, second: Tensor) -> str:
    one_gap = _spread((first - second).diagonal()) < 0.05
    return _tell(one_gap, _offset_decides(first))


def _added_and_turned_swapped(first: Tensor, second: Tensor) -> str:
    other = {"bias": "bias", "rotary": "added", "added": "rotary"}
    return other[_remedy(first, second)]


def _turned(rows: Array) -> Array:
    """Turn each pair of numbers by an angle that grows with the row's place."""
    angles = np.arange(len(rows))[:, None] * np.array(_SPEEDS)
    x, y = rows[:, 0::2], rows[:, 1::2]
    across = x * np.cos(angles) - y * np.sin(angles)
    up = x * np.sin(angles) + y * np.cos(angles)
    return np.concatenate([across, up], axis=1)


def _even_beside(table: Array, query: Array, key: Array) -> Array:
    """Move rows so that each diagonal beside the main one has one number."""
    table = table.copy()
    either = np.stack([query, key])
    for place in range(1, len(table) - 1):
        before, here = either + table[place - 1], either + table[place]
        score = (before * (either + table[place])[::-1]).sum(axis=1)
        missing = score - (here * (either + table[place + 1])[::-1]).sum(axis=1)
        table[place + 1] += np.linalg.pinv(here) @ missing
    return table


def _case(
    remedy: str,
    seed: int,
    size: float = 1.0,
    slope: float = 0.5,
    *,
    opposite: bool = False,
    alike: int = 1,
    whole: bool = False,
    shared: str = "",
    beside: bool = False,
) -> tuple[Tensor, Tensor]:
    """Return the scores of two pairs of words, at all pairs of places.

    With opposite words and a table of rows of one length, added vectors leave one
    number on the main diagonal, as if the offset decided; with so many first rows
    alike, one number in the upper left corner. Words of whole numbers leave nothing to
    round where the slope is 0.5. The diagonals beside the main one may each have one
    number for the first pair, as if the offset decided. Two pairs may share their
    query or their key; or both, the second query being twice as long.
    """
    draw = np.random.default_rng(seed)
    table = size * draw.standard_normal((PLACES, WIDTH))
    if opposite:
        table /= np.linalg.norm(table, axis=1, keepdims=True)
    table[:alike] = table[0]
    places = np.arange(PLACES)
    offsets = places[None, :] - places[:, None]
    if remedy == "ALiBi":
        bias = -slope * np.abs(offsets)
    else:
        bias = draw.standard_normal(2 * PLACES)[offsets + PLACES]
    squares: list[Tensor] = []
    pairs: list[Array] = []
    for _ in range(2):
        words = size * draw.standard_normal((2, 1, WIDTH))
        if whole:
            words = words.round()
        if shared in {"query", "both"} and squares:
            words[0] = pairs[0][0] * (2 if shared == "both" else 1)
        if shared in {"key", "both"} and squares:
            words[1] = pairs[0][1]
        pairs.append(words)
        query, key = np.repeat(words, PLACES, axis=1)
        if opposite:
            key = -query
        if beside and not squares:
            table = _even_beside(table, query[0], key[0])
        if remedy == "added":
            scores = (query + table) @ (key + table).T
        elif remedy == "rotary":
            scores = _turned(query) @ _turned(key).T
        else:
            scores = query @ key.T + bias
        squares.append(tensor(np.round(scores, DECIMALS)))
    return squares[0], squares[1]


def _cases(rng: random.Random) -> list[tuple[Tensor, Tensor]]:
    drawn = rng.choice(("added", "rotary", "ALiBi", "T5"))
    return [
        _case("T5", 1),
        _case("T5", 4),  # between the tables -1.835 and -1.834: two hundredths
        _case("T5", 24),  # 1.549 and 1.550: two tenths
        _case("rotary", 2),
        _case("added", 3),
        _case("ALiBi", 4, whole=True),  # the two tables differ by exactly one number
        _case("ALiBi", 8, slope=2**-0.5),  # of which rounding leaves a trace
        _case("rotary", 5, size=0.3),  # small words, small differences
        _case("rotary", 165, size=0.3),  # alike, and both highest at one place
        _case("rotary", 98),  # both tables are highest alike in all rows and columns
        _case("added", 6, size=0.25),
        _case("added", 7, opposite=True),  # one number on the main diagonal
        _case("added", 41, size=0.7, beside=True),  # one number on those beside it
        _case("added", 132, alike=4),  # a look at the upper left corner sees nothing
        _case("added", 27959, size=0.7),  # all scores fall along the diagonals
        _case("added", 1783, size=0.7),  # they rise as much as they fall
        _case("added", 3, shared="query"),  # in a row, one number between the tables
        _case("added", 3, shared="key"),  # in a column
        _case("rotary", 119, size=0.3, shared="both"),  # twice the same, in order
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
        "Scores are rounded, so differences that should be equal may not be, quite. "
        "Ask whether the largest minus the smallest, d.max() - d.min(), is below 0.05.",
    ),
    solution=_remedy,
    cases=_cases,
    lesson=(
        "One pair of words tells whether the offset alone decides; it takes a second "
        "pair to tell a bias from a turn."
    ),
    mistakes=(
        Mistake(
            "You compared with ==, or with torch.allclose, which leaves hardly more "
            "room. Scores that should be equal may differ by a thousandth, since they "
            "are rounded: allow a small difference, such as atol=0.01.",
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
        *(
            Mistake(
                'ALiBi is one bias among others, T5\'s is another: return "bias" for '
                "all of them.",
                _by_another_name("bias", name),
            )
            for name in ("ALiBi", "alibi")
        ),
        *(
            Mistake(
                f'It is called "rotary" here, not "{name}".',
                _by_another_name("rotary", name),
            )
            for name in ("rope", "RoPE")
        ),
        *(
            Mistake(
                "Two tables may be highest at the same places without a bias: subtract "
                "one from the other, and look at all that is left.",
                _by_the_highest(axis),
            )
            for axis in (None, 0, 1)
        ),
        *(
            Mistake(
                f"You looked at {place} alone. Where the offset alone decides, each "
                "diagonal has one number: compare along all of them.",
                _one_diagonal_alone(offset),
            )
            for place, offset in (
                ("the main diagonal", 0),
                ("one diagonal", 1),
                ("one diagonal", -1),
            )
        ),
        *(
            Mistake(
                "You compared two places alone. Where the offset alone decides, each "
                "diagonal has one number: compare along all of them.",
                _two_places(*place),
            )
            for place in ((0, 0), (0, 1), (1, 0))
        ),
        *(
            Mistake(
                "Between the two tables you compared two places alone: look at all "
                "that is left.",
                _gap_at_two_places(*place),
            )
            for place in ((0, 1), (1, 0), (1, 1))
        ),
        *(
            Mistake(
                "Between the two tables you compared one row or one column alone. Two "
                "pairs with one query, or one key, leave one number there: look at all "
                "that is left.",
                _gap_in(*part),
            )
            for part in ((0, slice(None)), (slice(None), 0))
        ),
        *(
            Mistake(
                "Two tables may have their scores in the same order without a bias: "
                "subtract one from the other, and look at all that is left.",
                in_order,
            )
            for in_order in (_in_one_order(None), _in_one_order(1), _in_proportion)
        ),
        *(
            Mistake(
                "You rounded, and then asked for one number. Two that are a thousandth "
                "apart may be rounded to two numbers, as 1.549 and 1.55 to 1.5 and "
                "1.6: ask for the largest minus the smallest.",
                _gap_rounded(decimals),
            )
            for decimals in (1, 2)
        ),
        Mistake(
            "Your comparison for a bias is the wrong way round: a bias leaves one "
            "number between the tables, so the largest minus the smallest is small.",
            _gap_that_is_large,
        ),
        Mistake(
            "One score that equals the next on its diagonal is not enough: where the "
            "offset alone decides, all of them do.",
            _along_diagonals(lambda steps: float(steps.abs().min())),
        ),
        Mistake(
            "A number far below 0 is below 0.05, too: take abs(…) first, or the "
            "largest minus the smallest.",
            _along_diagonals(lambda steps: float(steps.max())),
        ),
        *(
            Mistake(
                "What is above 0 and what is below may cancel out, so a sum or a mean "
                "near 0 shows little: ask for the largest minus the smallest.",
                _along_diagonals(near_zero),
            )
            for near_zero in (
                lambda steps: abs(float(steps.sum())),
                lambda steps: abs(float(steps.mean())),
                lambda steps: float(steps.sum()),
                lambda steps: float(steps.mean()),
            )
        ),
        Mistake(
            "Between the two tables you compared the main diagonal alone. A turn, too, "
            "leaves one number there: look at all that is left.",
            _gap_on_the_main_diagonal,
        ),
        Mistake(
            "Rotary and added are the wrong way round: with a turn each diagonal has "
            "one number, with an added table it has not.",
            _added_and_turned_swapped,
        ),
        *(
            Mistake(
                'A table that is added, learned or sinusoidal, is called "added" here, '
                f'not "{name}".',
                _by_another_name("added", name),
            )
            for name in ("sinusoidal", "learned", "absolute")
        ),
        Mistake(
            "What is left of a bias is one number, which need not be near 0: ask for "
            "the largest minus the smallest.",
            _gap_near_zero,
        ),
        Mistake(
            "You found nothing turned. Where the offset alone decides, each score "
            "equals the one that is one row down and one column to the right.",
            _nothing_turned,
        ),
        *(
            Mistake(
                "You allow too much for rounding: the scores of small vectors differ "
                "by little. A few thousandths are enough.",
                _with_room(room),
            )
            for room in (0.5, 1.0)
        ),
        Mistake(
            "A thousandth is too little room: where rounded scores are subtracted, "
            "two thousandths may be left between the largest and the smallest.",
            _with_room(0.001),
        ),
        Mistake(
            "Bias and turn are the wrong way round: the bias is what stays the same "
            "whatever the words are.",
            _the_other_way_round,
        ),
    ),
)
