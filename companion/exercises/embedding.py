"""Exercises of notebook 06: fetching rows, one-hot vectors, table size, gradients."""

from __future__ import annotations

import random
from collections.abc import Sequence

from .records import Exercise, Mistake

Row = list[float]


def _rows(ids: Sequence[int], table: Sequence[Row]) -> list[Row]:
    return [table[token] for token in ids]


def _rows_from_one(ids: Sequence[int], table: Sequence[Row]) -> list[Row]:
    return [table[token - 1] for token in ids]


def _columns(ids: Sequence[int], table: Sequence[Row]) -> list[Row]:
    return [[row[token] for row in table] for token in ids]


def _rows_once(ids: Sequence[int], table: Sequence[Row]) -> list[Row]:
    return [table[token] for token in dict.fromkeys(ids)]


def _rows_sorted(ids: Sequence[int], table: Sequence[Row]) -> list[Row]:
    return [table[token] for token in sorted(ids)]


def _square(rng: random.Random, n: int) -> list[Row]:
    return [[rng.randint(-99, 99) / 10 for _ in range(n)] for _ in range(n)]


def _rows_cases(rng: random.Random) -> list[tuple[list[int], list[Row]]]:
    table = [[0.1, 0.2, 0.3], [1.1, 1.2, 1.3], [2.1, 2.2, 2.3]]
    return [
        ([2, 0], table),
        ([1, 2, 1], table),
        ([], table),
        (rng.choices(range(4), k=6), _square(rng, 4)),
    ]


def _one_hot(ids: Sequence[int], vocab_size: int) -> list[list[int]]:
    vectors = []
    for token in ids:
        vector = [0] * vocab_size
        vector[token] = 1
        vectors.append(vector)
    return vectors


def _one_hot_narrow(ids: Sequence[int], vocab_size: int) -> list[list[int]]:
    return _one_hot(ids, max(ids, default=0) + 1)


def _one_vector(ids: Sequence[int], vocab_size: int) -> list[int]:
    return [int(place in ids) for place in range(vocab_size)]


def _one_hot_of_ids(ids: Sequence[int], vocab_size: int) -> list[list[int]]:
    return [[token * bit for bit in _one_hot([token], vocab_size)[0]] for token in ids]


def _one_hot_from_one(ids: Sequence[int], vocab_size: int) -> list[list[int]]:
    return [
        [int(place == token) for place in range(1, vocab_size + 1)] for token in ids
    ]


def _one_hot_same_list(ids: Sequence[int], vocab_size: int) -> list[list[int]]:
    return [_one_vector(ids, vocab_size)] * len(ids)


def _one_hot_transposed(ids: Sequence[int], vocab_size: int) -> list[list[int]]:
    return [[int(place == token) for token in ids] for place in range(vocab_size)]


def _one_hot_cases(rng: random.Random) -> list[tuple[list[int], int]]:
    size = rng.randint(6, 9)
    return [
        ([2, 3, 1], 4),
        ([2, 0], 5),
        ([3, 3], 4),
        (rng.choices(range(size), k=4), size),
    ]


def _table_shape(ids: Sequence[int], width: int) -> tuple[int, int]:
    return max(ids) + 1, width


def _one_row_short(ids: Sequence[int], width: int) -> tuple[int, int]:
    return max(ids), width


def _row_for_each_distinct(ids: Sequence[int], width: int) -> tuple[int, int]:
    return len(set(ids)), width


def _row_for_each_token(ids: Sequence[int], width: int) -> tuple[int, int]:
    return len(ids), width


def _table_shape_swapped(ids: Sequence[int], width: int) -> tuple[int, int]:
    return width, max(ids) + 1


def _table_shape_cases(rng: random.Random) -> list[tuple[list[int], int]]:
    return [
        ([2, 3, 5, 1], 3),
        ([0], 4),
        ([7, 7, 7], 2),
        (rng.choices(range(50257), k=5), rng.randint(2, 768)),
    ]


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


def _gradient_cases(
    rng: random.Random,
) -> list[tuple[list[int], list[Row], int]]:
    upstream = [[rng.randint(-99, 99) / 10 for _ in range(3)] for _ in range(5)]
    return [
        ([1], [[1.0, 2.0]], 2),
        ([2, 0], [[1.0, 2.0], [3.0, 4.0]], 4),
        ([1, 1], [[1.0, 2.0], [3.0, 4.0]], 3),
        ([1, 3, 1], [[1.0], [5.0], [2.0]], 5),
        (rng.choices(range(6), k=5), upstream, 6),
    ]


EXERCISES = (
    Exercise(
        name="06.fetch-rows",
        task="Return the row of each ID, as a list; the table is a list of rows.",
        starter="def rows(ids, table):\n    # your code\n    ...\n",
        hints=(
            "One ID gives one row, in the order of the IDs.",
            "IDs count from 0, as places in a list do.",
            "[table[token] for token in ids]",
        ),
        solution=_rows,
        cases=_rows_cases,
        lesson="That is all an embedding layer computes: it fetches.",
        mistakes=(
            Mistake("You counted rows from 1; IDs start at 0.", _rows_from_one),
            Mistake("You fetched columns: a token has a row.", _columns),
            Mistake("You fetched a repeated ID once; it has two places.", _rows_once),
            Mistake("You changed the order of the IDs.", _rows_sorted),
        ),
    ),
    Exercise(
        name="06.one-hot",
        task="Return a list of vocab_size numbers for each ID: one 1, and zeros.",
        starter="def one_hot(ids, vocab_size):\n    # your code\n    ...\n",
        hints=(
            "Begin with [0] * vocab_size for each ID.",
            "Put the 1 at the place that the ID names.",
            "The result has len(ids) lists, each of length vocab_size.",
        ),
        solution=_one_hot,
        cases=_one_hot_cases,
        lesson="Each vector is as long as the vocabulary, whatever the ID.",
        mistakes=(
            Mistake(
                "Your vectors are as long as the largest ID here asks for; the "
                "vocabulary decides.",
                _one_hot_narrow,
            ),
            Mistake("You made one vector for all IDs together.", _one_vector),
            Mistake("You put the ID where a 1 belongs.", _one_hot_of_ids),
            Mistake("You counted places from 1; they start at 0.", _one_hot_from_one),
            Mistake(
                "All your vectors are one and the same list: [vector] * n repeats it. "
                "Make a new one for each ID.",
                _one_hot_same_list,
            ),
            Mistake(
                "You swapped rows and columns: a row is an ID.", _one_hot_transposed
            ),
        ),
    ),
    Exercise(
        name="06.table-size",
        task="Return the smallest shape, (rows, columns), of a table for these IDs.",
        starter="def table_shape(ids, width):\n    # your code\n    ...\n",
        hints=(
            "Which rows does a table with max(ids) rows have? List their numbers.",
            "Rows are numbered from 0, so the last is one less than their count.",
            "(max(ids) + 1, width)",
        ),
        solution=_table_shape,
        cases=_table_shape_cases,
        lesson="IDs start at 0: the largest ID needs one row more than its number.",
        mistakes=(
            Mistake(
                "You took max(ids) rows: the last has the number max(ids) - 1.",
                _one_row_short,
            ),
            Mistake(
                "You gave a row to each distinct ID; rows in between exist as well.",
                _row_for_each_distinct,
            ),
            Mistake(
                "You gave a row to each token of the text; the text's length does not "
                "matter.",
                _row_for_each_token,
            ),
            Mistake("You swapped rows and columns.", _table_shape_swapped),
        ),
    ),
    Exercise(
        name="06.gradient",
        task="Return the table's gradient, vocab_size rows; upstream[i] belongs to "
        "ids[i].",
        starter="def gradient(ids, upstream, vocab_size):\n    # your code\n    ...\n",
        hints=(
            "Begin with a table of zeros, one row for each token of the vocabulary.",
            "The row that was fetched for ids[i] receives upstream[i].",
            "A row that was fetched twice receives the sum of both.",
        ),
        solution=_gradient,
        cases=_gradient_cases,
        lesson="Rows that were not fetched stay at zero; repeated IDs add up.",
        mistakes=(
            Mistake(
                "You overwrite the row of a repeated ID: the parts add up.",
                _gradient_of_the_last,
            ),
            Mistake(
                "You averaged over the places of a repeated ID: the parts add up.",
                _gradient_averaged,
            ),
            Mistake(
                "All rows of your table are one and the same list: [row] * n repeats "
                "it. Make a new one for each token.",
                _gradient_same_row,
            ),
            Mistake(
                "You left out the rows that were not fetched: they are zero.",
                _gradient_without_zeros,
            ),
        ),
    ),
)
