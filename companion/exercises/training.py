"""Exercises of notebook 09: the first loss, cross-entropy, the shift, one update."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence

from .records import Exercise, Mistake

Block = list[int]
Table = list[list[float]]


def _first_loss(vocab_size: int) -> float:
    return math.log(vocab_size)


def _first_loss_bits(vocab_size: int) -> float:
    return math.log2(vocab_size)


def _first_loss_tens(vocab_size: int) -> float:
    return math.log10(vocab_size)


def _first_chance(vocab_size: int) -> float:
    return 1 / vocab_size


def _first_loss_negative(vocab_size: int) -> float:
    return -math.log(vocab_size)


def _first_loss_cases(rng: random.Random) -> list[tuple[int]]:
    return [(2,), (512,), (50_257,), (rng.randint(3, 5_000),)]


def _cross_entropy(logits: Sequence[float], target: int) -> float:
    total = sum(math.exp(score) for score in logits)
    return -math.log(math.exp(logits[target]) / total)


def _chance(logits: Sequence[float], target: int) -> float:
    return math.exp(-_cross_entropy(logits, target))


def _log_chance(logits: Sequence[float], target: int) -> float:
    return -_cross_entropy(logits, target)


def _minus_logit(logits: Sequence[float], target: int) -> float:
    return -logits[target]


def _surprise_at_the_best(logits: Sequence[float], target: int) -> float:
    return _cross_entropy(logits, max(range(len(logits)), key=logits.__getitem__))


def _cross_entropy_all(logits: Sequence[float], target: int) -> float:
    return sum(_cross_entropy(logits, token) for token in range(len(logits)))


def _cross_entropy_cases(rng: random.Random) -> list[tuple[list[float], int]]:
    drawn = [round(rng.uniform(-3, 3), 2) for _ in range(5)]
    return [
        ([0.0, 0.0, 0.0, 0.0], 2),
        ([2.0, 0.0, -1.0], 0),
        ([2.0, 0.5, -1.0], 2),
        (drawn, rng.randrange(5)),
    ]


def _make_example(block: Sequence[int]) -> tuple[Sequence[int], Sequence[int]]:
    return block[:-1], block[1:]


def _not_shifted(block: Sequence[int]) -> tuple[Sequence[int], Sequence[int]]:
    return block[:-1], block[:-1]


def _shifted_back(block: Sequence[int]) -> tuple[Sequence[int], Sequence[int]]:
    return block[1:], block[:-1]


def _last_alone(block: Sequence[int]) -> tuple[Sequence[int], Sequence[int]]:
    return block[:-1], block[-1:]


def _shifted_by_two(block: Sequence[int]) -> tuple[Sequence[int], Sequence[int]]:
    return block[:-2], block[2:]


def _uneven(block: Sequence[int]) -> tuple[Sequence[int], Sequence[int]]:
    return block, block[1:]


def _make_example_cases(rng: random.Random) -> list[tuple[Block]]:
    return [
        ([290, 4920, 2241],),
        ([40, 367, 2885, 1464, 1807],),
        (rng.sample(range(1000), k=rng.randint(6, 9)),),
    ]


def _update(table: Table, ids: Sequence[int], gradients: Table, rate: float) -> Table:
    new = [list(row) for row in table]
    for token, gradient in zip(ids, gradients, strict=True):
        for column, slope in enumerate(gradient):
            new[token][column] -= rate * slope
    return new


def _update_uphill(
    table: Table, ids: Sequence[int], gradients: Table, rate: float
) -> Table:
    return _update(table, ids, gradients, -rate)


def _update_last_only(
    table: Table, ids: Sequence[int], gradients: Table, rate: float
) -> Table:
    last = dict(zip(ids, gradients, strict=True))
    return _update(table, list(last), list(last.values()), rate)


def _update_by_place(
    table: Table, ids: Sequence[int], gradients: Table, rate: float
) -> Table:
    return _update(table, range(len(ids)), gradients, rate)


def _update_full_step(
    table: Table, ids: Sequence[int], gradients: Table, rate: float
) -> Table:
    return _update(table, ids, gradients, 1.0)


def _update_changes_only(
    table: Table, ids: Sequence[int], gradients: Table, rate: float
) -> Table:
    return _update([[0.0] * len(row) for row in table], ids, gradients, rate)


def _update_cases(
    rng: random.Random,
) -> list[tuple[Table, list[int], Table, float]]:
    def numbers(rows: int) -> Table:
        return [[float(rng.randint(1, 9)) for _ in range(2)] for _ in range(rows)]

    return [
        ([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]], [2], [[1.0, -1.0]], 0.5),
        (numbers(4), [3, 0], numbers(2), 0.1),
        ([[1.0, 2.0]] * 3, [2, 1, 2], [[4.0, 8.0], [1.0, 1.0], [2.0, 4.0]], 0.25),
        (numbers(6), rng.choices(range(6), k=4), numbers(4), 0.2),
    ]


EXERCISES = (
    Exercise(
        name="09.first-loss",
        task="Return the loss of a model that thinks all V tokens equally likely.",
        starter="def first_loss(V):\n    # your code\n    ...\n",
        hints=(
            "The chance of the right token is 1 / V, whichever it is.",
            "The loss is minus the natural logarithm of that chance.",
        ),
        solution=_first_loss,
        cases=_first_loss_cases,
        lesson="ln(V) is where training begins: a first loss far above it is a bug.",
        mistakes=(
            Mistake("That is in bits (log2); torch counts in nats.", _first_loss_bits),
            Mistake("That is log10; the loss uses the natural log.", _first_loss_tens),
            Mistake("That is the chance; the loss is minus its log.", _first_chance),
            Mistake("The sign is wrong: a loss is positive.", _first_loss_negative),
        ),
    ),
    Exercise(
        name="09.cross-entropy",
        task=(
            "Return minus the natural logarithm of the chance that the softmax of the "
            "logits gives to the target."
        ),
        starter="def cross_entropy(logits, target):\n    # your code\n    ...\n",
        hints=(
            "The softmax of a logit is its exponential over the sum of all of them.",
            "Take math.exp(logits[target]) / total, then -math.log of it.",
        ),
        solution=_cross_entropy,
        cases=_cross_entropy_cases,
        lesson="The loss is the surprise at what came next; only that token counts.",
        mistakes=(
            Mistake("You returned the chance itself; take minus its log.", _chance),
            Mistake(
                "The minus is missing: a log of a chance is negative.", _log_chance
            ),
            Mistake(
                "You took the logit for the log of the chance: subtract the log of the "
                "sum of all exponentials.",
                _minus_logit,
            ),
            Mistake(
                "You measured the likeliest token. The target counts, likely or not.",
                _surprise_at_the_best,
            ),
            Mistake(
                "You added up over all tokens; only the target's chance counts.",
                _cross_entropy_all,
            ),
        ),
    ),
    Exercise(
        name="09.shift",
        task=(
            "Split a block of T + 1 IDs into inputs and targets of T each, so that the "
            "target at every place is the token that comes next."
        ),
        starter="def make_example(block):\n    # your code\n    ...\n",
        hints=(
            "What is the target of the first input?",
            "The inputs leave out the last ID, the targets the first.",
        ),
        solution=_make_example,
        cases=_make_example_cases,
        lesson="One block of T + 1 tokens holds T questions, each with its answer.",
        mistakes=(
            Mistake(
                "The targets are the inputs: the model learns to copy, with a loss "
                "near 0, and predicts nothing.",
                _not_shifted,
            ),
            Mistake(
                "The shift goes the wrong way: each target is the token before.",
                _shifted_back,
            ),
            Mistake(
                "You kept one target for the whole block. Every place has one: T "
                "questions instead of one.",
                _last_alone,
            ),
            Mistake(
                "The shift is by two tokens; the next one is asked.", _shifted_by_two
            ),
            Mistake(
                "The inputs hold the whole block; what follows its last is unknown.",
                _uneven,
            ),
        ),
    ),
    Exercise(
        name="09.update",
        task=(
            "Return the embedding table after one step of gradient descent: the "
            "gradient of each place, times the rate, is subtracted from the row of its "
            "ID. The table that was given stays as it is."
        ),
        starter="def update(E, ids, gradients, rate):\n    # your code\n    ...\n",
        hints=(
            "Copy the table first: [list(row) for row in E].",
            "If an ID occurs twice, both of its gradients are subtracted.",
        ),
        solution=_update,
        cases=_update_cases,
        lesson="Rows of tokens that were not in the batch stay as they were.",
        mistakes=(
            Mistake("You went uphill: subtract the gradient.", _update_uphill),
            Mistake(
                "Of an ID that occurs twice only the last gradient counted: add up.",
                _update_last_only,
            ),
            Mistake(
                "You changed the rows 0, 1, 2, … of the places; the IDs name the rows.",
                _update_by_place,
            ),
            Mistake("You left the rate out.", _update_full_step),
            Mistake(
                "You returned the change alone; it belongs on top of the table.",
                _update_changes_only,
            ),
        ),
    ),
)
