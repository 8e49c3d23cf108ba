"""Exercise 06.gradient."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from ..records import Exercise, Mistake
from .shared import Row


def _gradient(
    ids: Sequence[int], upstream: Sequence[Row], vocab_size: int
) -> list[Row]:
    width = len(upstream[0])
    table = [[0.0] * width for _ in range(vocab_size)]
    for token, row in zip(ids, upstream, strict=True):
        for column in range(width):
            table[token][column] += row[column]
    return table


def _gradient_of_the_last(
    ids: Sequence[int], upstream: Sequence[Row], vocab_size: int
) -> list[Row]:
    table = [[0.0] * len(upstream[0]) for _ in range(vocab_size)]
    for token, row in zip(ids, upstream, strict=True):
        table[token] = list(row)
    return table


def _gradient_of_the_first(
    ids: Sequence[int], upstream: Sequence[Row], vocab_size: int
) -> list[Row]:
    backwards = list(ids)[::-1], list(upstream)[::-1]
    return _gradient_of_the_last(*backwards, vocab_size)


def _gradient_appended(
    ids: Sequence[int], upstream: Sequence[Row], vocab_size: int
) -> list[Any]:
    table: list[list[Any]] = [[0.0] * len(upstream[0]) for _ in range(vocab_size)]
    for token, row in zip(ids, upstream, strict=True):
        table[token].append(row)
    return table


def _gradient_averaged(
    ids: Sequence[int], upstream: Sequence[Row], vocab_size: int
) -> list[Row]:
    return [
        [number / max(1, list(ids).count(token)) for number in row]
        for token, row in enumerate(_gradient(ids, upstream, vocab_size))
    ]


def _gradient_same_row(
    ids: Sequence[int], upstream: Sequence[Row], vocab_size: int
) -> list[Row]:
    return [[sum(column) for column in zip(*upstream, strict=True)]] * vocab_size


def _gradient_without_zeros(
    ids: Sequence[int], upstream: Sequence[Row], vocab_size: int
) -> list[Row]:
    table = _gradient(ids, upstream, vocab_size)
    return [table[token] for token in sorted(set(ids))]


def _gradient_longer(
    ids: Sequence[int], upstream: Sequence[Row], vocab_size: int
) -> list[Row]:
    table = [[0.0] * len(upstream[0]) for _ in range(vocab_size)]
    for token, row in zip(ids, upstream, strict=True):
        table[token] += list(row)
    return table


def _gradient_of_sums(
    add: bool, ids: Sequence[int], upstream: Sequence[Row], vocab_size: int
) -> list[Row]:
    table = [[0.0] * len(upstream[0]) for _ in range(vocab_size)]
    for token, row in zip(ids, upstream, strict=True):
        table[token] = [old * add + sum(row) for old in table[token]]
    return table


def _gradient_a_number_each(
    ids: Sequence[int], upstream: Sequence[Row], vocab_size: int
) -> list[float]:
    return [sum(row) for row in _gradient(ids, upstream, vocab_size)]


def _gradient_asked_by_id(
    ids: Sequence[int], upstream: Sequence[Row], vocab_size: int
) -> list[Row]:
    return _gradient(ids, [upstream[token] for token in ids], vocab_size)


def _gradient_downhill(
    ids: Sequence[int], upstream: Sequence[Row], vocab_size: int
) -> list[Row]:
    table = _gradient(ids, upstream, vocab_size)
    return [[-number for number in row] for row in table]


def _gradient_multiplied(
    ids: Sequence[int], upstream: Sequence[Row], vocab_size: int
) -> list[Row]:
    return [[0.0] * len(upstream[0]) for _ in range(vocab_size)]


def _gradient_halved(
    ids: Sequence[int], upstream: Sequence[Row], vocab_size: int
) -> list[Row]:
    table = [[0.0] * len(upstream[0]) for _ in range(vocab_size)]
    for token, row in zip(ids, upstream, strict=True):
        table[token] = [(a + b) / 2 for a, b in zip(table[token], row, strict=True)]
    return table


def _gradient_times_how_often(
    ids: Sequence[int], upstream: Sequence[Row], vocab_size: int
) -> list[Row]:
    parts = [
        [number * list(ids).count(token) for number in row]
        for token, row in zip(ids, upstream, strict=True)
    ]
    return _gradient_of_the_last(ids, parts, vocab_size)


def _gradient_stepped(
    ids: Sequence[int], upstream: Sequence[Row], vocab_size: int
) -> list[Row]:
    table = _gradient(ids, upstream, vocab_size)
    return [[0.1 * number for number in row] for row in table]


def _gradient_of_first_numbers(
    ids: Sequence[int], upstream: Sequence[Row], vocab_size: int
) -> list[Row]:
    table = _gradient(ids, upstream, vocab_size)
    return [[row[0], *[0.0] * (len(row) - 1)] for row in table]


def _gradient_by_place(
    ids: Sequence[int], upstream: Sequence[Row], vocab_size: int
) -> list[Row]:
    return _gradient(range(len(ids)), upstream, vocab_size)


def _gradient_from_one(
    ids: Sequence[int], upstream: Sequence[Row], vocab_size: int
) -> list[Row]:
    return _gradient([token - 1 for token in ids], upstream, vocab_size)


def _gradient_set_and_added(
    ids: Sequence[int], upstream: Sequence[Row], vocab_size: int
) -> list[Row]:
    twice = [[2 * number for number in row] for row in upstream]
    return _gradient_of_the_last(ids, twice, vocab_size)


def _gradient_as_wide_as(
    wide: Callable[[Sequence[Row], int], int],
    ids: Sequence[int],
    upstream: Sequence[Row],
    vocab_size: int,
) -> list[Row]:
    table = [[0.0] * len(upstream[0]) for _ in range(vocab_size)]
    for token, row in zip(ids, upstream, strict=True):
        for column in range(wide(upstream, vocab_size)):  # where len(row) is meant
            table[token][column] += row[column]
    return table


def _gradient_longer_in_front(
    ids: Sequence[int], upstream: Sequence[Row], vocab_size: int
) -> list[Row]:
    table = [[0.0] * len(upstream[0]) for _ in range(vocab_size)]
    for token, row in zip(ids, upstream, strict=True):
        table[token] = [*row, *table[token]]
    return table


def _gradient_each_with_each(
    ids: Sequence[int], upstream: Sequence[Row], vocab_size: int
) -> list[Row]:
    table = [[0.0] * len(upstream[0]) for _ in range(vocab_size)]
    for token, row in zip(ids, upstream, strict=True):
        table[token] = [old + number for old in table[token] for number in row]
    return table


def _gradient_of_all_parts(
    ids: Sequence[int], upstream: Sequence[Row], vocab_size: int
) -> list[Row]:
    every = [sum(column) for column in zip(*upstream, strict=True)]
    return _gradient(ids, [every for _ in ids], vocab_size)


def _gradient_of_one_number(
    ids: Sequence[int], upstream: Sequence[Row], vocab_size: int
) -> list[Row]:
    return _gradient(ids, [[row[0] for _ in row] for row in upstream], vocab_size)


def _gradient_by_index_of_id(
    ids: Sequence[int], upstream: Sequence[Row], vocab_size: int
) -> list[Row]:
    return _gradient(ids, [upstream[ids.index(token)] for token in ids], vocab_size)


def _gradient_by_index_of_part(
    ids: Sequence[int], upstream: Sequence[Row], vocab_size: int
) -> list[Row]:
    tokens = [ids[upstream.index(row)] for row in upstream]
    return _gradient(tokens, upstream, vocab_size)


def _gradient_by_index_in_part(
    ids: Sequence[int], upstream: Sequence[Row], vocab_size: int
) -> list[Row]:
    table = [[0.0] * len(upstream[0]) for _ in range(vocab_size)]
    for token, row in zip(ids, upstream, strict=True):
        for number in row:
            table[token][row.index(number)] += number
    return table


def _gradient_of_a_set(
    ids: Sequence[int], upstream: Sequence[Row], vocab_size: int
) -> list[Row]:
    distinct = list(set(ids))
    return _gradient(distinct, upstream[: len(distinct)], vocab_size)


def _gradient_cases(
    rng: random.Random,
) -> list[tuple[list[int], list[Row], int]]:
    # Eighths add up without rounding, also in a tensor's 32 bits.
    upstream = [[rng.randint(-79, 79) / 8 for _ in range(3)] for _ in range(5)]
    return [
        ([1], [[1.0, 2.0]], 2),
        ([2, 0], [[1.0, 2.0], [4.0, 4.0]], 4),  # two numbers of a part are equal
        ([1, 1], [[1.0, 2.0], [3.0, 4.0]], 3),
        ([1, 3, 1], [[5.0], [5.0], [2.0]], 5),  # two parts are equal
        (rng.choices(range(6), k=5), upstream, 6),
    ]


EXERCISE = Exercise(
    name="06.gradient",
    task="Return the table's gradient, vocab_size rows; upstream[i] belongs to "
    "ids[i]. The code is wrong for some IDs: mend it.",
    starter="def gradient(ids, upstream, vocab_size):\n"
    "    table = [[0.0] * len(upstream[0]) for _ in range(vocab_size)]\n"
    "    for token, part in zip(ids, upstream):\n"
    "        table[token] = list(part)\n"
    "    return table\n",
    hints=(
        "Try it with an ID that comes twice: gradient([1, 1], [[1.0], [5.0]], 2).",
        "A row that was fetched twice changes the loss in two places. What happens "
        "to the first of them in the code?",
        "Add part to what is in the row already, number by number.",
    ),
    solution=_gradient,
    cases=_gradient_cases,
    lesson="Rows that were not fetched stay at zero; repeated IDs add up.",
    mistakes=(
        Mistake(
            "You overwrite the row of a repeated ID: the parts add up. (Of an array or "
            "tensor, table[ids] += … overwrites, too: go through the IDs.)",
            _gradient_of_the_last,
        ),
        Mistake(
            "You keep the first part of a repeated ID and drop the others: the parts "
            "add up.",
            _gradient_of_the_first,
        ),
        Mistake(
            "append puts a list behind the numbers of the row: add number by number.",
            _gradient_appended,
        ),
        *(
            Mistake(
                "+, += and extend make a row longer: add number by number.", function
            )
            for function in (_gradient_longer, _gradient_longer_in_front)
        ),
        Mistake(
            "Two for in one pair of brackets take each number with each: zip takes the "
            "first with the first, and so on.",
            _gradient_each_with_each,
        ),
        Mistake(
            "The row gets part twice, and what was in it is lost: add part once, to "
            "what is in the row.",
            _gradient_set_and_added,
        ),
        *(
            Mistake(
                "Go through the numbers of part, range(len(part)): they are not as "
                "many as the IDs, nor as the tokens.",
                partial(_gradient_as_wide_as, wide),
            )
            for wide in (lambda upstream, _: len(upstream), lambda _, size: size)
        ),
        Mistake(
            "A set keeps each ID once, and in an order of its own, so parts come to "
            "other IDs: zip takes ids themselves.",
            _gradient_of_a_set,
        ),
        Mistake(
            "Each ID gets all parts: upstream[i] belongs to ids[i] alone, as zip pairs "
            "them.",
            _gradient_of_all_parts,
        ),
        Mistake(
            "You added the first number of part everywhere: each number of a row has "
            "its own.",
            _gradient_of_one_number,
        ),
        *(
            Mistake(
                "index(…) gives the first place only, also for the second of two equal "
                "things: zip or enumerate goes through the places.",
                function,
            )
            for function in (
                _gradient_by_index_of_id,
                _gradient_by_index_of_part,
                _gradient_by_index_in_part,
            )
        ),
        *(
            Mistake(
                "sum(part) makes one number of a part. Each number of a row has its "
                "own slope: add part to the row number by number.",
                function,
            )
            for function in (
                partial(_gradient_of_sums, False),
                partial(_gradient_of_sums, True),
                _gradient_a_number_each,
            )
        ),
        Mistake(
            "You averaged over the places of a repeated ID: the parts add up.",
            _gradient_averaged,
        ),
        Mistake(
            "Your table stays zero. n += … changes the name n alone: put the sum into "
            "the table, table[token][k] += …. (And where you multiply, zeros stay "
            "zeros: add.)",
            _gradient_multiplied,
        ),
        Mistake(
            "You halve in each round. The parts add up, and nothing is divided.",
            _gradient_halved,
        ),
        Mistake(
            "You multiplied the last part by how often its ID comes. The parts of an "
            "ID differ: add each.",
            _gradient_times_how_often,
        ),
        Mistake(
            "You took a tenth: that belongs to the step, not to the gradient.",
            _gradient_stepped,
        ),
        Mistake(
            "You filled the first number of each row alone: go through all numbers of "
            "part.",
            _gradient_of_first_numbers,
        ),
        Mistake("You counted rows from 1; IDs start at 0.", _gradient_from_one),
        Mistake(
            "You filled row i: the part at place i belongs to the row of ids[i].",
            _gradient_by_place,
        ),
        Mistake(
            "You asked upstream by token ID: upstream[i] belongs to ids[i], the i-th "
            "place.",
            _gradient_asked_by_id,
        ),
        Mistake(
            "You took the slopes off: the minus belongs to the step, not to the "
            "gradient.",
            _gradient_downhill,
        ),
        Mistake(
            "All rows of your table are equal. A part belongs to the row of its own ID "
            "alone, table[token]. (And [row] * n is one list n times: make a new one "
            "for each token.)",
            _gradient_same_row,
        ),
        Mistake(
            "You left out the rows that were not fetched: they are zero.",
            _gradient_without_zeros,
        ),
    ),
)
