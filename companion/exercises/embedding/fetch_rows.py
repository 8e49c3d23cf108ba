"""Exercise 06.fetch-rows."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from functools import partial
from operator import itemgetter

from ..records import Exercise, Mistake
from .shared import Row


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


def _rows_in_order_of_the_table(ids: Sequence[int], table: Sequence[Row]) -> list[Row]:
    return [row for number, row in enumerate(table) if number in ids]


def _rows_by_first_place(ids: Sequence[int], table: Sequence[Row]) -> list[Row]:
    return [table[ids.index(token)] for token in ids]


def _rows_turned(ids: Sequence[int], table: Sequence[Row]) -> list[Row]:
    return [[table[token][k] for token in ids] for k in range(len(table[0]))]


def _rows_from_there_on(ids: Sequence[int], table: Sequence[Row]) -> list[list[Row]]:
    return [list(table[token:]) for token in ids]


def _rows_by_place(ids: Sequence[int], table: Sequence[Row]) -> list[Row]:
    return [table[place] for place, _ in enumerate(ids)]


def _rows_from_the_top(ids: Sequence[int], table: Sequence[Row]) -> list[Row]:
    return list(table[: len(ids)])


def _first_row(ids: Sequence[int], table: Sequence[Row]) -> Row:
    return [number for token in ids[:1] for number in table[token]]


def _first_row_in_a_list(ids: Sequence[int], table: Sequence[Row]) -> list[Row]:
    return [table[token] for token in ids[:1]]


def _last_row(ids: Sequence[int], table: Sequence[Row]) -> Row:
    for token in ids:
        row = table[token]
    return row


def _rows_joined(ids: Sequence[int], table: Sequence[Row]) -> Row:
    return [number for token in ids for number in table[token]]


def _rows_in_lists(ids: Sequence[int], table: Sequence[Row]) -> list[list[Row]]:
    return [[table[token]] for token in ids]


def _numbers(
    end: Callable[[Row], float], ids: Sequence[int], table: Sequence[Row]
) -> Row:
    """Make one number of each row."""
    return [end(table[token]) for token in ids]


def _whole_table(ids: Sequence[int], table: Sequence[Row]) -> Sequence[Row]:
    return table


def _square(rng: random.Random, n: int) -> list[Row]:
    return [[rng.randint(-99, 99) / 10 for _ in range(n)] for _ in range(n)]


def _rows_cases(rng: random.Random) -> list[tuple[list[int], list[Row]]]:
    table = [[0.1, 0.2, 0.3], [1.1, 1.2, 1.3], [2.1, 2.2, 2.3]]
    return [
        ([2, 0], table),
        ([1, 2, 1], table),
        (rng.choices(range(4), k=6), _square(rng, 4)),
    ]


EXERCISE = Exercise(
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
        Mistake(
            "index(…) gives the place where an ID stands: ask the table by the ID "
            "itself.",
            _rows_by_first_place,
        ),
        Mistake(
            "You made a list for each column of the result: make one for each ID.",
            _rows_turned,
        ),
        Mistake(
            "With the colon you get all rows from there on: leave it out.",
            _rows_from_there_on,
        ),
        Mistake(
            "You asked by place, 0, 1, 2, …: ask by the ID that stands there.",
            _rows_by_place,
        ),
        Mistake(
            "You took as many rows as there are IDs, from the top: an ID says which "
            "row it means.",
            _rows_from_the_top,
        ),
        Mistake(
            "You lost the order of the IDs, and those that come again: go through the "
            "IDs themselves, not through the table or a set.",
            _rows_in_order_of_the_table,
        ),
        *(
            Mistake(
                "You returned after the first ID: collect a row for each, and return "
                "behind the loop.",
                function,
            )
            for function in (_first_row, _first_row_in_a_list)
        ),
        Mistake(
            "You kept the last row alone: collect a row for each ID.",
            _last_row,
        ),
        Mistake(
            "+= and extend put the numbers of all rows into one list: append each row.",
            _rows_joined,
        ),
        Mistake(
            "Each row stands in a list of its own: one pair of brackets is too many.",
            _rows_in_lists,
        ),
        Mistake(
            "You took the first number of each row: take the whole row.",
            partial(_numbers, itemgetter(0)),
        ),
        Mistake(
            "You added up the numbers of each row: take the row as it is.",
            partial(_numbers, sum),
        ),
        Mistake("You returned the table as it is: go through the IDs.", _whole_table),
    ),
)
