"""Exercise 06.surprise."""

from __future__ import annotations

import itertools
import math
import random
from collections.abc import Callable, Sequence
from functools import partial

from ..records import Exercise, Mistake
from .shared import Row


def _surprise(vector: Row, table: Sequence[Row], token: int) -> float:
    scores = [sum(x * y for x, y in zip(vector, row, strict=True)) for row in table]
    powers = [math.exp(score) for score in scores]
    chances = [power / sum(powers) for power in powers]
    return -math.log(chances[token])


def _scores(vector: Row, table: Sequence[Row]) -> list[float]:
    return [sum(x * y for x, y in zip(vector, row, strict=False)) for row in table]


def _products(vector: Row, row: Row) -> list[float]:
    return [x * y for x, y in zip(vector, row, strict=False)]


def _chances(scores: Sequence[float]) -> list[float]:
    powers = [math.exp(score) for score in scores]
    return [power / sum(powers) for power in powers]


def _from_chance(
    end: Callable[[float], float], vector: Row, table: Sequence[Row], token: int
) -> float:
    """Make something else of the right chance than its logarithm."""
    return end(_chances(_scores(vector, table))[token])


def _from_scores(
    score: Callable[[Row, Row], float], vector: Row, table: Sequence[Row], token: int
) -> float:
    """Score each row in another way, and go on rightly."""
    return -math.log(_chances([score(vector, row) for row in table])[token])


def _distance_squared(vector: Row, row: Row) -> float:
    return sum((x - y) ** 2 for x, y in zip(vector, row, strict=False))


def _of_token_0(vector: Row, table: Sequence[Row], token: int) -> float:
    return _surprise(vector, table, 0)


def _on_average(vector: Row, table: Sequence[Row], token: int) -> float:
    return _of_all_added_up(vector, table, token) / len(table)


def _entropy(vector: Row, table: Sequence[Row], token: int) -> float:
    chances = _chances(_scores(vector, table))
    return -sum(chance * math.log(chance) for chance in chances)


def _with_all_products(vector: Row, table: Sequence[Row], token: int) -> float:
    products = [x * y for row in table for x, y in zip(vector, row, strict=False)]
    return -math.log(_chances(products)[token])


def _with_a_running_sum(vector: Row, table: Sequence[Row], token: int) -> float:
    sums = list(itertools.accumulate(_scores(vector, table)))
    return -math.log(_chances(sums)[token])


def _with_each_step_of_the_sum(vector: Row, table: Sequence[Row], token: int) -> float:
    steps = [
        total
        for row in table
        for total in itertools.accumulate(
            x * y for x, y in zip(vector, row, strict=False)
        )
    ]
    return -math.log(_chances(steps)[token])


def _with_one_score(vector: Row, table: Sequence[Row], token: int) -> float:
    return -math.log(_chances(_scores(vector, table)[-1:])[token])


def _chances_of_chances(vector: Row, table: Sequence[Row], token: int) -> float:
    return -math.log(_chances(_chances(_scores(vector, table)))[token])


def _of_the_token_before(vector: Row, table: Sequence[Row], token: int) -> float:
    return _surprise(vector, table, token - 1)


def _log_of_the_score(vector: Row, table: Sequence[Row], token: int) -> float:
    return -math.log(_scores(vector, table)[token])


def _of_columns(whole: bool, vector: Row, table: Sequence[Row], token: int) -> float:
    if whole and len(vector) < len(table):
        raise IndexError
    columns = [list(column) for column in zip(*table, strict=False)]
    return -math.log(_chances(_scores(vector, columns))[token])


def _table_not_turned(
    error: type[Exception], vector: Row, table: Sequence[Row], token: int
) -> float:
    if len(vector) != len(table):
        raise error
    return _of_columns(False, vector, table, token)


def _a_number_for_each_row(
    zipped: bool, vector: Row, table: Sequence[Row], token: int
) -> float:
    if not zipped and len(vector) < len(table):
        raise IndexError
    scores = [x * sum(row) for x, row in zip(vector, table, strict=False)]
    return -math.log(_chances(scores)[token])


def _of_its_own_row(vector: Row, table: Sequence[Row], token: int) -> float:
    return math.log(len(table))


def _of_the_score(sign: int, vector: Row, table: Sequence[Row], token: int) -> float:
    return sign * _scores(vector, table)[token]


def _of_the_likeliest(vector: Row, table: Sequence[Row], token: int) -> float:
    return -math.log(max(_chances(_scores(vector, table))))


def _of_all(vector: Row, table: Sequence[Row], token: int) -> list[float]:
    return [-math.log(chance) for chance in _chances(_scores(vector, table))]


def _of_all_added_up(vector: Row, table: Sequence[Row], token: int) -> float:
    return sum(_of_all(vector, table, token))


def _of_first_numbers(n: int, vector: Row, table: Sequence[Row], token: int) -> float:
    return _surprise(vector[:n], [row[:n] for row in table], token)


def _cases(rng: random.Random) -> list[tuple[Row, list[Row], int]]:
    table = [[3.0, 1.0], [0.0, 2.0]]
    rows = [[rng.randint(-9, 9) / 8 for _ in range(3)] for _ in range(5)]
    return [
        ([1.0, 2.0], table, 0),
        ([1.0, 2.0], table, 1),
        ([0.0, 0.0], [*table, [1.0, 1.0], [5.0, 0.0]], 2),  # all alike: ln 4
        ([1.0, 2.0], [[0.0, 2.0], [3.0, 1.0], [1.0, 0.0]], 2),  # 1 is the likeliest
        ([0.5, -1.0, 2.0], [[1.0, 0.5, 0.25], [-1.0, 2.0, 1.0]], 0),
        ([rng.randint(-9, 9) / 4 for _ in range(3)], rows, rng.randrange(5)),
    ]


EXERCISE = Exercise(
    name="06.surprise",
    task="Return −ln of the chance that the token gets. What is missing are the scores "
    "and the end.",
    starter="def surprise(vector, U, token):\n"
    "    scores = []  # your code: a score for each row of U\n"
    "    powers = [math.exp(score) for score in scores]\n"
    "    chances = [power / sum(powers) for power in powers]\n"
    "    return chances[token]  # your code: −ln of it\n",
    hints=(
        "Go through the rows of U. For each, multiply vector and row number by "
        "number, add the products up, and append the sum to scores.",
        "The chance of the token is chances[token], and math.log is ln.",
        "for row in U: scores.append(sum(x * y for x, y in zip(vector, row))), and at "
        "the end return -math.log(chances[token]).",
    ),
    solution=_surprise,
    cases=_cases,
    lesson="The likelier the right token seemed, the smaller the loss. That is "
    "cross-entropy, for one place.",
    mistakes=(
        Mistake(
            "That is the chance itself. The loss is minus its natural logarithm.",
            partial(_from_chance, float),
        ),
        Mistake(
            "The minus is missing: the logarithm of a chance is below 0.",
            partial(_from_chance, math.log),
        ),
        *(
            Mistake("ln is the natural logarithm: math.log.", partial(_from_chance, f))
            for f in (lambda chance: -math.log10(chance), lambda p: -math.log2(p))
        ),
        Mistake(
            "You took the chance from 1. The loss is minus its natural logarithm.",
            partial(_from_chance, lambda chance: 1 - chance),
        ),
        *(
            Mistake(
                "1 - chance is that of all other tokens. Take −ln of the right "
                "token's own chance.",
                partial(_from_chance, function),
            )
            for function in (
                lambda chance: -math.log(1 - chance),
                lambda chance: math.log(1 - chance),
            )
        ),
        *(
            Mistake(
                "The loss is −ln of the chance, minus its natural logarithm: "
                "-math.log(…).",
                partial(_from_chance, function),
            )
            for function in (
                lambda chance: -chance,
                lambda chance: 1 / chance,
                lambda chance: math.exp(-chance),
                lambda chance: -math.exp(chance),
            )
        ),
        *(
            Mistake(
                "You multiplied the logarithm by the chance as well: the loss is −ln "
                "of the right token's chance alone.",
                function,
            )
            for function in (
                partial(_from_chance, lambda chance: -chance * math.log(chance)),
                _entropy,
            )
        ),
        Mistake(
            "You took the chance of token 0: it is the given token that was right.",
            _of_token_0,
        ),
        Mistake(
            "That is −ln of the score. Make chances of all scores first.",
            _log_of_the_score,
        ),
        *(
            Mistake(
                "That is the token's score. Make chances of all scores first, then "
                "take −ln of the token's.",
                partial(_of_the_score, sign),
            )
            for sign in (1, -1)
        ),
        Mistake(
            "You took the likeliest token's chance: it is the given token that was "
            "right.",
            _of_the_likeliest,
        ),
        Mistake(
            "You returned a number for each token. The loss asks only about the right "
            "one.",
            _of_all,
        ),
        Mistake(
            "You added up over all tokens. The loss asks only about the right one.",
            _of_all_added_up,
        ),
        Mistake(
            "You took the mean over all tokens. The loss asks only about the right "
            "one.",
            _on_average,
        ),
        Mistake(
            "scores has an item for each product. Add the products of a row up first, "
            "and append their sum.",
            _with_all_products,
        ),
        Mistake(
            "Your sum goes on from row to row: begin with 0 for each row of U.",
            _with_a_running_sum,
        ),
        Mistake(
            "append stands too far to the right, so scores gets an item with each "
            "product. Append behind the inner loop, once for each row.",
            _with_each_step_of_the_sum,
        ),
        Mistake(
            "scores has one item only: append the score of each row of U, and make the "
            "chances behind that loop.",
            _with_one_score,
        ),
        Mistake(
            "You made chances of the chances: cross_entropy and softmax want the "
            "scores, and make the chances by themselves.",
            _chances_of_chances,
        ),
        Mistake(
            "IDs count from 0: the chance of the token is chances[token].",
            _of_the_token_before,
        ),
        Mistake(
            "You kept the last product of each row. Add the products up.",
            partial(_from_scores, lambda vector, row: vector[-1] * row[-1]),
        ),
        Mistake(
            "You kept the largest product of each row. Add the products up.",
            partial(
                _from_scores,
                lambda vector, row: max(_products(vector, row)),
            ),
        ),
        Mistake(
            "You took the mean of the products: a score is their sum.",
            partial(
                _from_scores,
                lambda vector, row: sum(_products(vector, row)) / len(vector),
            ),
        ),
        Mistake(
            "You multiplied the products with each other. Add them up.",
            partial(
                _from_scores, lambda vector, row: math.prod(vector) * math.prod(row)
            ),
        ),
        *(
            Mistake(
                "You scored by the distance. Multiply number by number, and add the "
                "products up.",
                partial(_from_scores, function),
            )
            for function in (math.dist, lambda vector, row: -math.dist(vector, row))
        ),
        *(
            Mistake(
                "You scored columns of U: a token has a row.",
                function,
            )
            for function in (
                *(partial(_of_columns, whole) for whole in (False, True)),
                *(  # U[j][i] in lists, vector @ U in NumPy and in torch
                    partial(_table_not_turned, error)
                    for error in (IndexError, ValueError, RuntimeError)
                ),
            )
        ),
        *(
            Mistake(
                "You multiplied all of row i by number i of the vector. Pair the "
                "numbers of one row with those of the vector.",
                partial(_a_number_for_each_row, zipped),
            )
            for zipped in (False, True)
        ),
        Mistake(
            "All your scores are alike, that of U[token] perhaps, or 0 (0 times "
            "anything is 0): each row of U has its own.",
            _of_its_own_row,
        ),
        Mistake(
            "You took the vector off the row, or the row off it. Multiply number by "
            "number, and add the products up.",
            partial(_from_scores, lambda vector, row: sum(vector) - sum(row)),
        ),
        Mistake(
            "Your scores have the wrong sign: the token that fits best gets the "
            "smallest chance.",
            lambda vector, rows, token: _surprise([-x for x in vector], rows, token),
        ),
        Mistake(
            "IDs count from 0: the chance of the token is chances[token].",
            lambda vector, rows, token: _of_all(vector, rows, token)[token + 1],
        ),
        Mistake(
            "You scored by the squared distance. Multiply number by number, and add "
            "the products up.",
            partial(_from_scores, _distance_squared),
        ),
        *(
            Mistake("You multiplied the first numbers alone: take all.", slip)
            for slip in (partial(_of_first_numbers, n) for n in (1, 2))
        ),
        Mistake(
            "You added up without multiplying. Multiply number by number, and add the "
            "products up.",
            partial(_from_scores, lambda vector, row: sum(vector) + sum(row)),
        ),
        Mistake(
            "You added up first and multiplied the sums. Multiply number by number, "
            "and add the products up.",
            partial(_from_scores, lambda vector, row: sum(vector) * sum(row)),
        ),
    ),
)
