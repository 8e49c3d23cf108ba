"""Exercise 07.step."""

from __future__ import annotations

import math
import random
from functools import partial

from ..records import Exercise, Mistake
from . import stepping


def _step_cases(rng: random.Random) -> list[tuple[list[float], int]]:
    row = stepping.row_at
    return [
        (row(0, 2), 1),
        (row(2, 4), 3),
        (row(4, 8), -2),  # the first hand points down and to the left
        (row(rng.randint(3, 40), 6), rng.randint(2, 30)),
    ]


EXERCISE = Exercise(
    name="07.step",
    task=(
        "Return the sinusoidal row k positions further on. row is the row of some "
        "position p, and you are not told p."
    ),
    starter="def step(row, k):\n    # your code\n    ...\n",
    hints=(
        "Hand i, in columns 2i and 2i + 1, turns by k / 10_000 ** (2 * i / D), and "
        "D is len(row).",
        "row holds sin(a) and cos(a) of each hand. Put them, and the sine and cosine "
        "of the angle that it turns by, into the two sums.",
        "Or read the angle off the hand, add the turn, and take sine and cosine "
        "again: math.atan2(sine, cosine).",
    ),
    solution=stepping.step,
    cases=_step_cases,
    lesson=(
        "The position has dropped out: a step of k turns each hand by the same "
        "angle wherever it starts. Rotary positions rest on this."
    ),
    mistakes=(
        Mistake(
            "All hands turned at one speed; hand i turns by k / 10000^(2i/D).",
            stepping.other_step(lambda i, width: 1.0),
        ),
        Mistake(
            "The hands turned backwards. Each pair holds the sine first, then the "
            "cosine: turned as (x, y), it goes the other way round.",
            stepping.other_step(lambda i, width: -(10_000 ** (-i / width))),
        ),
        Mistake(
            "The exponent is i / D, and should be 2i / D: the hands slow down too "
            "little.",
            stepping.other_step(lambda i, width: 10_000 ** (-i / 2 / width)),
        ),
        Mistake(
            "D is 2 in the notebook, from section 1. Here it is the width of the row "
            "that comes in: put D = len(row) in front.",
            stepping.other_step(lambda i, width: 10_000 ** (-i / 2)),
        ),
        Mistake(
            "The hands slow down too much. D is len(row), and not half of it. i counts "
            "the hands, 0, 1, 2, …; if yours counts columns, the exponent is i / D.",
            stepping.other_step(lambda i, width: 10_000 ** (-2 * i / width)),
        ),
        Mistake(
            "The first hand is number 0: its exponent is 0, and it turns by k. You "
            "began with 1.",
            stepping.other_step(lambda i, width: 10_000 ** (-(i + 2) / width)),
        ),
        Mistake(
            "No hand turned. Did you return row itself? If not, look at the angle: the "
            "exponent needs brackets, 10_000 ** (2 * i / D), since a power is taken "
            "before anything is multiplied or divided.",
            # i a hand, which turns by next to nothing
            stepping.other_step(lambda i, width: 1 / 10_000**2 * (i / 2) / width),
        ),
        Mistake(
            "The exponent needs brackets, 10_000 ** (2 * i / D), where i counts hands: "
            "a power is taken before anything is multiplied or divided.",
            stepping.other_step(lambda i, width: 1 / 10_000**i / width),  # i a column
        ),
        Mistake(
            "The brackets hold too much: only 10_000 is raised to a power. Divide k by "
            "10_000 ** (2 * i / D).",
            stepping.step_of_a_raised_fraction,
        ),
        Mistake(
            "D is the width of the row that comes in, len(row). In section 5 it was "
            "32; here it need not be.",
            stepping.other_step(lambda i, width: 10_000 ** (-i / 32)),
        ),
        Mistake(
            "The hands get faster: divide k by 10_000 ** (2 * i / D).",
            stepping.other_step(lambda i, width: 10_000 ** (i / width)),
        ),
        *(
            Mistake(
                "The hands slow down too much or too little: the number in the formula "
                "is 10_000.",
                stepping.other_step(partial(stepping.speed_with, base)),
            )
            for base in (10, 1_000, 100_000, 1_000_000)
        ),
        Mistake(
            "There is no 2π in it: k / 10_000 ** (2 * i / D) is an angle in radians "
            "already.",
            stepping.other_step(lambda i, width: math.tau * 10_000 ** (-i / width)),
        ),
        Mistake(
            "k and i are swapped: k is divided, and i stands in the exponent.",
            stepping.step_with_step_and_hand_swapped,
        ),
        Mistake(
            "Only k is divided. The angle that a hand has already stays as it is.",
            stepping.step_with_both_divided,
        ),
        Mistake(
            "Each formula has two products: the new sine needs the old cosine, too, "
            "and the new cosine the old sine.",
            stepping.step_by_products(stepping.first_products),
        ),
        Mistake(
            "Each formula has two products: the new sine is not sin(a) · sin(b), and "
            "the new cosine is not cos(a) · cos(b) alone.",
            stepping.step_by_products(stepping.like_with_like),
        ),
        Mistake(
            "The second product of each formula has the other number of the pair: the "
            "old cosine for the new sine, the old sine for the new cosine.",
            stepping.step_by_products(stepping.own_number_twice),
        ),
        Mistake(
            "You put b in the place of a, too. The sine and the cosine of a are what "
            "stands in the row.",
            stepping.step_by_products(stepping.turn_twice),
        ),
        Mistake(
            "The cosines are missing: each hand has two numbers, its sine and its "
            "cosine.",
            stepping.sines_alone,
        ),
        Mistake(
            "You put all sines in front. Each hand has its sine and its cosine side by "
            "side.",
            stepping.sines_in_front,
        ),
        Mistake(
            "The row holds sin(a) and cos(a), not the angle a: use the two formulas.",
            stepping.sine_of_the_sum,
        ),
        Mistake(
            "What stands in the row is sin(a) and cos(a) already: put it into the "
            "formulas as it is, without math.sin and math.cos.",
            stepping.sines_of_sines,
        ),
        Mistake(
            "You took the first number of each pair for the angle a. It is sin(a), "
            "and the second is cos(a): put both into the formulas.",
            stepping.step_by_angle(lambda sine, cosine: sine),
        ),
        Mistake(
            "The second formula begins with the old cosine: cos(a) · cos(b) - "
            "sin(a) · sin(b).",
            stepping.step_with_sine_twice,
        ),
        Mistake(
            "The sine and the cosine of the turn are swapped: the old sine is "
            "multiplied by cos(b), and the old cosine by sin(b).",
            stepping.other_step(swapped=True),
        ),
        Mistake(
            "asin and acos cannot tell where on the clock the hand was: two angles "
            "have the same sine. Use the sine and the cosine together.",
            stepping.step_by_arcs,
        ),
        Mistake(
            "asin alone cannot tell where on the clock the hand was: two angles have "
            "the same sine. Use the sine and the cosine together.",
            stepping.step_by_angle(lambda sine, cosine: math.asin(sine)),
        ),
        Mistake(
            "acos alone cannot tell where on the clock the hand was: two angles have "
            "the same cosine. Use the sine and the cosine together.",
            stepping.step_by_angle(lambda sine, cosine: math.acos(cosine)),
        ),
        Mistake(
            "math.atan gets one number, and two opposite hands have the same: "
            "math.atan2 takes the sine and the cosine.",
            stepping.step_by_angle(lambda sine, cosine: math.atan(sine / cosine)),
        ),
        *(
            Mistake(
                "You read the position off the first hand, which comes round again "
                "after about six positions. Turn each hand by itself: the position is "
                "not needed.",
                stepping.step_by_the_first_hand(angle_of),
            )
            for angle_of in (
                math.atan2,
                lambda sine, cosine: math.asin(sine),
                lambda sine, cosine: math.acos(cosine),
            )
        ),
        Mistake(
            "Only the first hand came out. How many hands has the row? If you read D, "
            "put D = len(row) in front: the notebook's D is 2.",
            stepping.first_hand,
        ),
        Mistake(
            "k may be below 0, and a loop over range(k) has no round then. Turn each "
            "hand once, by the angle for k.",
            stepping.step_forwards_alone,
        ),
        Mistake(
            "k may be below 0: then the hands turn the other way.",
            stepping.step_by_the_size_of_k,
        ),
        Mistake(
            "// rounds the angle down to a whole number: divide with /.",
            stepping.step_of_whole_angles,
        ),
        Mistake(
            "Only the last hand came out: begin the list before the loop, not in each "
            "round.",
            stepping.last_hand,
        ),
        Mistake(
            "Each pair holds the sine first, then the cosine; math.atan2 takes them in "
            "this order, too.",
            stepping.step_by_angle(lambda sine, cosine: math.atan2(cosine, sine)),
        ),
        *(
            Mistake(
                "You read hand i off columns i and i + 1: it stands in 2i and 2i + 1.",
                overlapping,
            )
            for overlapping in (
                stepping.step_of_overlapping_hands,
                stepping.step_of_all_neighbours,
            )
        ),
        *(
            Mistake(
                "The two numbers of a hand turn by one angle, and i counts the hands: "
                "in column j stands hand j // 2.",
                stepping.step_with_an_angle_for_each_column(times),
            )
            for times in (1, 2)
        ),
        Mistake(
            "The new sine is put in place of the old one too early: the new cosine "
            "needs the old one.",
            stepping.step_overwritten,
        ),
        Mistake(
            "You added the angle to the sines and cosines. It belongs inside: "
            "sin(a + b) is not sin(a) + b.",
            stepping.angle_added,
        ),
        *(
            Mistake(
                "math.sin and math.cos take radians, which the angle is in already: no "
                "degrees are needed.",
                stepping.other_step(partial(stepping.speed_in, units)),
            )
            for units in (math.degrees, math.radians)
        ),
        Mistake(
            "You took the sines from the first half of the row and the cosines from "
            "the second. Each hand has its sine and its cosine side by side.",
            stepping.step_of_halves,
        ),
        Mistake(
            "One sign is wrong: cos(a + b) = cos(a) cos(b) - sin(a) sin(b), with a "
            "minus.",
            stepping.other_step(of_cosine=1),
        ),
        Mistake(
            "One sign is wrong: sin(a + b) = sin(a) cos(b) + cos(a) sin(b), with a "
            "plus.",
            stepping.other_step(of_sine=-1),
        ),
        Mistake(
            "You returned the row of position k, as if row were that of 0.",
            stepping.row_of_k,
        ),
        Mistake(
            "You added the row of position k. Angles add up; sines do not.",
            stepping.rows_added,
        ),
    ),
)
