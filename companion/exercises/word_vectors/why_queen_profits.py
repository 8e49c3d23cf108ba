"""Exercise 08.why-queen-profits."""

from __future__ import annotations

import math
import random

import numpy as np

from ..records import Exercise, Mistake
from . import copied_steps, rounds
from .shared import random_vector


def _one_round_cases(
    rng: random.Random,
) -> list[tuple[list[float], list[float], list[float], float]]:
    return [
        ([1.0, 0.0], [0.0, 1.0], [0.5, 0.5], 1.0),
        ([2.0, -1.0], [-0.5, 1.0], [1.0, 2.0], 0.5),
        ([0.0, 0.0, 1.0], [1.0, 0.0, 0.0], [0.0, 2.0, -1.0], 0.1),
        (random_vector(rng, 2), [0.3, -0.4], [-0.2, 0.1], rng.randint(2, 9) / 10),
    ]


EXERCISE = Exercise(
    name="08.why-queen-profits",
    task=(
        "One round: first (king, throne) takes a step, then (queen, throne). "
        "Return the rows of king, queen and throne after it, as three lists. A "
        "step moves both rows of a pair towards each other: each gets rate * "
        "(1 - s) times the other row added, where s is 1 / (1 + e^-dot)."
    ),
    starter=("def one_round(king, queen, throne, rate):\n    # your code\n    ...\n"),
    hints=(
        "dot is the dot product of the centre's row and throne's, before the step.",
        "Compute both new rows from the old ones; only then replace throne.",
        "Queen's step uses the throne that king's step has moved.",
    ),
    solution=rounds.right_round,
    cases=_one_round_cases,
    lesson=(
        "Throne's row now holds a bit of king, and queen moved towards it: so "
        "queen took over a bit of king, without ever meeting it."
    ),
    mistakes=(
        Mistake(
            "Throne did not move: both rows of a pair do, and queen profits by it.",
            rounds.wrong_round(moves="king queen"),
        ),
        Mistake(
            "Throne moved once only: it takes a step with king, and one with queen.",
            rounds.wrong_round(moves="king queen throne"),
        ),
        Mistake(
            "Only the first step was taken: (queen, throne) takes one, too.",
            rounds.wrong_round(moves="king throne"),
        ),
        Mistake(
            "Queen's own row did not move: both rows of a pair do.",
            rounds.wrong_round(moves="king throne throne"),
        ),
        Mistake(
            "Only throne moved: both rows of a pair do.",
            rounds.wrong_round(moves="throne throne"),
        ),
        Mistake(
            "Queen met the throne of before: king's step has moved it already.",
            rounds.wrong_round(in_turn=False),
        ),
        Mistake(
            "King's step with throne was lost: queen's begins at the throne that it "
            "has moved.",
            rounds.forgets_king,
        ),
        Mistake(
            "Both steps began at the old throne, and only king's moved it: queen's "
            "begins at the moved one, and moves it again.",
            rounds.wrong_round(moves="king queen throne", in_turn=False),
        ),
        Mistake(
            "The rows are right, but in another order: return king, queen, throne.",
            rounds.queen_is_returned_first,
        ),
        Mistake(
            "The rows are right, but in another order: return king, queen, throne.",
            rounds.throne_is_returned_second,
        ),
        Mistake(
            "Queen's s came from the throne of before: take their dot product after "
            "king's step.",
            rounds.early_pull,
        ),
        Mistake(
            "Both steps used the s of king and throne: queen has her own with throne.",
            rounds.one_pull,
        ),
        *(
            Mistake(told, copied_steps.copied_step(left=left, moved=moved))
            for left, told in (
                ("dot", "The second s was taken from king's row: take queen's."),
                ("queen", "Queen's new row began with king's: begin with her own."),
                ("throne", "Throne's second step added king's row: add queen's."),
            )
            for moved in (False, True)
        ),
        Mistake(
            "Queen added the throne of before: king's step has moved it already.",
            copied_steps.old_throne(in_queen=True),
        ),
        Mistake(
            "Throne's second step began at the old throne: king's step is lost.",
            copied_steps.old_throne(in_queen=False),
        ),
        *(
            Mistake(told, copied_steps.slipped_step(slip))
            for slip, told in (
                ("mean", "You took the mean of the products: a dot product adds up."),
                ("two", "The dot product took two numbers: a row may have more."),
                ("king", "Queen's s came from king's row: she meets the throne."),
                ("first", "The second step left out the rate: both go by it."),
                ("centre", "Throne moved without the rate: it goes for both rows."),
                (
                    "moved",
                    "Throne's second step was by the queen that had already moved: "
                    "compute both from the rows before the step.",
                ),
            )
        ),
        *(
            Mistake(
                "s was taken anew for throne, after the centre had moved: it is one "
                "for the whole step, from both rows before it.",
                copied_steps.s_anew(by_moved=by_moved),
            )
            for by_moved in (False, True)
        ),
        Mistake(
            "All three rows come back as they were given: return the new ones.",
            lambda king, queen, throne, rate: [king, queen, throne],
        ),
        Mistake(
            "King's and queen's rows are right, but throne's is that of before: "
            "return the one that both steps have moved.",
            lambda king, queen, throne, rate: [
                *rounds.right_round(king, queen, throne, rate)[:2],
                throne,
            ],
        ),
        Mistake("Queen took the first step: it is king's.", rounds.queen_first),
        Mistake(
            "Queen took her step with king, but the two never meet: it is with throne.",
            rounds.queen_meets_king,
        ),
        Mistake(
            "Queen took a step with king, too, but the two never meet: leave it out.",
            rounds.queen_meets_king_as_well,
        ),
        Mistake(
            "You returned how far each row moved: return the rows after the round.",
            rounds.how_far_each_moved,
        ),
        Mistake(
            "A plus between two lists puts one behind the other: add number by "
            "number, with zip.",
            rounds.lists_joined,
        ),
        Mistake("You went two rounds: one is asked for.", rounds.two_rounds),
        Mistake(
            "Throne was moved by the row that had already moved: compute both from "
            "the rows before the step.",
            rounds.wrong_round(towards="new centre"),
        ),
        Mistake(
            "King and queen were moved by the throne that had already moved: compute "
            "both from the rows before the step.",
            rounds.wrong_round(towards="new neighbour"),
        ),
        Mistake(
            "s was computed anew for each number: it is one for the whole step.",
            rounds.number_by_number,
        ),
        Mistake(
            "Each number has an s of its own: the dot product adds the products up, "
            "to one s for the whole step.",
            copied_steps.an_s_for_each_number,
        ),
        Mistake(
            "You moved each row along the difference of the two: the whole other row "
            "is added.",
            rounds.wrong_round(towards="difference"),
        ),
        Mistake(
            "Each row was moved along itself: add the other row's numbers.",
            rounds.along(lambda row: row),
        ),
        Mistake(
            "rate * (1 - s) was added to each number as it is: multiply it by the "
            "other row's number first.",
            rounds.along(lambda row: [1.0] * len(row)),
        ),
        Mistake(
            "You returned what is added alone: add it to the row.",
            rounds.wrong_round(keeps=0),
        ),
        Mistake(
            "You multiplied by s, or lost the minus in e^-dot, which comes to the "
            "same: the step is large where s is small, by 1 - s.",
            rounds.wrong_round(strength=lambda s: s),
        ),
        Mistake(
            "You multiplied by s * (1 - s), the slope of s: for minus the logarithm "
            "of s, 1 - s is left.",
            rounds.wrong_round(strength=lambda s: s * (1 - s)),
        ),
        Mistake(
            "You multiplied by the loss: a step goes by its slope, 1 - s.",
            rounds.wrong_round(strength=lambda s: -math.log(s)),
        ),
        Mistake(
            "You took the dot product itself for s: it goes through 1 / (1 + e^-dot) "
            "first.",
            rounds.wrong_round(strength=lambda s: 1 + math.log(1 / s - 1)),
        ),
        Mistake(
            "You took e^-dot itself for s: it is 1 / (1 + e^-dot).",
            rounds.wrong_round(strength=lambda s: 1 - (1 / s - 1)),
        ),
        Mistake(
            "1 / 1 + e^-dot is 1 + e^-dot: put 1 + e^-dot in brackets.",
            rounds.wrong_round(strength=lambda s: 1 - 1 / s),
        ),
        Mistake(
            "You took the cosine for the dot product: lengths count here.",
            rounds.wrong_round(
                alike=lambda a, b: float(a @ b / np.sqrt((a @ a) * (b @ b))),
            ),
        ),
        Mistake(
            "You left out 1 - s: a pair that is known already hardly moves.",
            rounds.wrong_round(strength=lambda s: 1.0),
        ),
        Mistake(
            "rate * 1 - s is (rate * 1) - s: put 1 - s in brackets.",
            rounds.wrong_round(with_rate=lambda rate, pull: rate - (1 - pull)),
        ),
        Mistake(
            "1 - rate * s takes the rate from s alone: it is rate * (1 - s).",
            rounds.wrong_round(with_rate=lambda rate, pull: 1 - rate * (1 - pull)),
        ),
        Mistake(
            "You left out the rate.",
            rounds.wrong_round(with_rate=lambda rate, pull: pull),
        ),
        Mistake(
            "The rows moved apart: add the other row, and take 1 - s, not s - 1.",
            rounds.wrong_round(sign=-1),
        ),
        Mistake(
            "You pushed, as a negative is pushed: king and queen meet the throne, so "
            "each step pulls, by 1 - s.",
            rounds.wrong_round(sign=-1, strength=lambda s: s),
        ),
    ),
)
