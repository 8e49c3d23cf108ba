"""Exercise 06.where-rows-end."""

from __future__ import annotations

import random
from collections.abc import Sequence
from functools import partial

from ..records import Exercise, Mistake
from . import endings
from .shared import (
    Pairs,
    Row,
    descend,
    groups_in_one_pass,
    groups_of,
    one_first,
    put,
    random_point,
    second_halved,
)


def _ends(rows: Sequence[Row], friends: Pairs) -> list[Row]:
    points = list(rows)
    for _ in range(100):
        for a, b in friends:
            x = (points[a][0] + points[b][0]) / 2
            y = (points[a][1] + points[b][1]) / 2
            points[a] = [x, y]
            points[b] = [x, y]
    return points


def _ends_cases(rng: random.Random) -> list[tuple[list[Row], list[tuple[int, int]]]]:
    square = [[0.0, 0.0], [2.0, 0.0], [0.0, 4.0], [2.0, 6.0]]
    rows = [random_point(rng) for _ in range(6)]
    return [
        ([[0.0, 0.0], [2.0, 6.0]], [(0, 1)]),
        (square, [(0, 1), (2, 3)]),
        (square, [(0, 3)]),
        (square, [(0, 1), (1, 2)]),
        (square, [(2, 3), (0, 1), (1, 2)]),
        (rows, [(0, 4), (5, 1), (4, 2)]),
    ]


def _by_steps(
    steps: int, rate: float, rows: Sequence[Row], friends: Pairs
) -> list[Row]:
    return descend(rows, friends, steps, rate)


def _last_loss(steps: int, rows: Sequence[Row], friends: Pairs) -> float:
    return endings.losses(steps, rows, friends)[-1]


_ROUNDS = 2, 3, 4, 5, 6, 7, 8, 10
_TOO_SOON = (
    "You are on the way there, but you stopped too soon: in a chain each pair has to "
    "be moved again and again, a hundred times or more."
)
_TOO_FEW_STEPS = (
    "You are on the way there, but you stopped too soon: steps become small near the "
    "end, and a chain needs more of them. Take 300 steps."
)
_TOO_SMALL = (
    "You are on the way there, but your steps are small, and they end too soon. Take "
    "more of them, or a larger rate."
)
_TOO_LARGE = (
    "Your steps are too large: friends jump past each other, again and again. Take a "
    "smaller rate."
)
_WRONG_WAY = (
    "Your friends move away from each other. A step goes against the slope: take it "
    "off."
)
_ONE_FIRST = (
    "One friend moves first, and the other goes to the middle of where that is now. "
    "Work out the middle once, and put both there."
)
_ONE_WAITS = "You let one friend wait for the other: both move."
_ONE_STEPS_FIRST = (
    "One friend steps first, and the other towards where that is now. Work out both "
    "steps, and only then take them."
)

EXERCISE = Exercise(
    name="06.where-rows-end",
    task="Return where the rows end if friends pull each other, and nothing else does.",
    starter="def ends(rows, friends):\n    # your code\n    ...\n",
    hints=(
        "Two friends pull each other equally strongly. Where do they meet?",
        "Each pull moves both equally far, towards each other: their middle stays "
        "where it was. And in a chain of three?",
        "Move the two of each pair to their middle, again and again, a hundred "
        "times; or find the groups that hang together, and take each one's middle.",
    ),
    solution=_ends,
    cases=_ends_cases,
    lesson="Whoever hangs together meets in the middle of where all began.",
    mistakes=(
        Mistake(
            "You went through the pairs once: in a chain, later pulls move the earlier "
            "ones again, until all meet.",
            partial(endings.move, passes=1),
        ),
        *(Mistake(_TOO_SOON, partial(endings.move, passes=n)) for n in _ROUNDS),
        *(
            Mistake(_TOO_SOON, function)
            for function in (
                lambda rows, friends: endings.move(rows, friends, len(rows)),
                lambda rows, friends: endings.move(rows, friends, len(friends)),
            )
        ),
        *(
            Mistake(_TOO_FEW_STEPS, partial(descend, steps=n))
            for n in (1, 2, 5, 10, 20, 25, 30, 40, 50, 60)
        ),
        Mistake(_TOO_FEW_STEPS, partial(_by_steps, 1, 0.25)),
        *(
            Mistake(_TOO_FEW_STEPS, partial(endings.both_step, n, rate))
            for rate in (0.1, 0.2)
            for n in (1, 2, 5, 10)
        ),
        *(
            Mistake(_TOO_SMALL, partial(function, n, 0.01))
            for function in (_by_steps, endings.both_step)
            for n in (50, 100, 200)
        ),
        *(
            Mistake(_TOO_LARGE, partial(_by_steps, n, rate))
            for n, rate in ((50, 0.5), (100, 0.5), (300, 0.5), (50, 1), (50, 0.3))
        ),
        *(
            Mistake(_WRONG_WAY, partial(function, n, -0.1))
            for function in (_by_steps, endings.both_step)
            for n in (1, 50, 100)
        ),
        *(
            Mistake(
                "train returns two lists, the tables and the losses. Of the tables you "
                "need the last: [0][-1].",
                partial(endings.whole_result, n),
            )
            for n in (50, 100, 300)
        ),
        *(
            Mistake(
                "These are the losses. train returns the tables before them, and of "
                "these you need the last: [0][-1].",
                partial(endings.losses, n),
            )
            for n in (50, 100, 300)
        ),
        *(
            Mistake(
                "That is the loss at the end, and the task asks for the rows. Of what "
                "train returns, [0][-1] is the last table.",
                partial(_last_loss, n),
            )
            for n in (50, 100, 300)
        ),
        *(
            Mistake(
                "backward adds to the slopes of before, so each step takes those of "
                "all steps: set E.grad = None before it.",
                partial(endings.all_slopes, n),
            )
            for n in (50, 100, 200)
        ),
        *(
            Mistake(
                "Both friends step the same way, and stay as far apart as they were: "
                "what one adds, the other takes off.",
                partial(endings.both_the_same_way, n, rate),
            )
            for n in (1, 50, 100)
            for rate in (0.1, 0.2)
        ),
        *(
            Mistake(
                "The two of a pair get one label, but all others who had the label of "
                "either need it, too.",
                partial(endings.passed_on_once, join),
            )
            for join in (
                lambda a, b: (a, a),
                lambda a, b: (b, b),
                lambda a, b: (min(a, b), min(a, b)),
            )
        ),
        *(
            Mistake(
                "You moved x alone: each of the two numbers of a row moves.",
                partial(endings.first_number_alone, n),
            )
            for n in (1, 100)
        ),
        *(
            Mistake(
                "You added the x and the y of one row: take the mean of the two x, and "
                "that of the two y.",
                partial(endings.x_and_y_mixed, n),
            )
            for n in (1, 100)
        ),
        *(
            Mistake(
                "You added the two up. Half of that sum is the middle: (a + b) / 2.",
                partial(endings.not_on_the_middle, sum, n),
            )
            for n in (1, 10, 100)
        ),
        Mistake(
            "You returned two points for each pair. Return one for each row, in the "
            "order of the rows, also for those without a friend.",
            endings.two_for_each_pair,
        ),
        Mistake(
            "With each pair you begin anew from the rows that were given: go on from "
            "where they are now.",
            endings.last_pair_alone,
        ),
        *(
            Mistake(
                "points[b] = points[a] makes both one and the same list: what moves "
                "one later, moves the other. Give each a list of its own.",
                partial(endings.joined_lists, n),
            )
            for n in (1, 100)
        ),
        Mistake(
            "You returned one point for each pair. Return one for each row, in the "
            "order of the rows, even if several are equal.",
            put,
        ),
        Mistake(
            "A pair may join two groups that you had already. Then they are one: put "
            "them together.",
            lambda rows, friends: put(rows, groups_in_one_pass(rows, friends)),
        ),
        Mistake(
            "You gave the joined group to the two of the pair alone: all others of "
            "both groups need it, too.",
            endings.of_the_pair_alone,
        ),
        *(
            Mistake(
                "These are the rows after each step. Return those of the last: [-1].",
                partial(endings.all_steps, n),
            )
            for n in (50, 300)
        ),
        Mistake(
            "You returned one point for each group. Return one for each row, in the "
            "order of the rows, even if several are equal.",
            endings.one_for_each_group,
        ),
        Mistake(
            "You added the rows of a group up. Their middle is the sum divided by how "
            "many they are.",
            lambda rows, friends: put(rows, groups_of(rows, friends), sum),
        ),
        Mistake(
            "You went to the middle between the outermost rows of a group. Those in "
            "between pull, too: take the mean of all.",
            endings.between_the_outermost,
        ),
        Mistake(
            "You counted a row once for each of its friends. It pulls more often, but "
            "it is pulled more often, too: each row of a group counts once.",
            endings.by_the_number_of_friends,
        ),
        *(
            Mistake(
                "You cut off what is behind the point: divide with /, without // and "
                "int(…).",
                function,
            )
            for function in (
                endings.whole,
                partial(endings.not_on_the_middle, lambda side: sum(side) // 2, 1),
                partial(endings.not_on_the_middle, lambda side: sum(side) // 2, 100),
            )
        ),
        Mistake(
            "You went from where the rows began in each pair: in a chain, later "
            "pulls move the earlier ones again, until all meet.",
            endings.halfway,
        ),
        *(
            Mistake(
                "You put all rows on one point: rows that no chain of friends joins do "
                "not feel each other.",
                function,
            )
            for function in (
                lambda rows, friends: put(rows, [range(len(rows)) for _ in rows]),
                endings.all_where_friends_meet,
            )
        ),
        Mistake(
            "You put all rows that have a friend on one point: two groups that no "
            "friendship joins do not feel each other.",
            endings.of_all_with_a_friend,
        ),
        Mistake(
            "You put each row in the middle of its friends: it pulls them, too, so "
            "that they meet halfway.",
            endings.among_friends_alone,
        ),
        Mistake(
            "You returned a single point. Return one for each row, in their order.",
            lambda rows, friends: put(rows, [range(len(rows))])[0],
        ),
        Mistake(
            "You took the middle of each row and its own friends. In a chain these "
            "are pulled by theirs, too, until all meet in one point.",
            endings.among_own_friends,
        ),
        Mistake(
            "You put the rows on the origin: nothing pulls them there. Friends "
            "pull each other.",
            lambda rows, friends: [[0.0, 0.0] for _ in rows],
        ),
        *(Mistake(_ONE_FIRST, partial(one_first, passes=n)) for n in (1, 100)),
        *(
            Mistake(_ONE_STEPS_FIRST, partial(one_first, passes=1000, rate=rate))
            for rate in (0.05, 0.1, 0.2)
        ),
        *(
            Mistake(
                "/ comes before +, so you halved only the second: (a + b) / 2.",
                partial(second_halved, passes=n),
            )
            for n in (1, 100, 200)
        ),
        *(
            Mistake(_ONE_WAITS, partial(function, passes, rate))
            for function in (endings.one_moves, endings.other_moves)
            for passes, rate in ((1, 0.5), (100, 0.5), (100, 0.1), (1000, 0.1))
        ),
        *(
            Mistake(
                "You returned the rows that have a friend. The others stay where they "
                "are, and belong into the list, too.",
                function,
            )
            for function in (endings.of_rows_with_a_friend, endings.without_strangers)
        ),
        Mistake(
            "A row goes to the middle of itself and all its friends. Then one with two "
            "friends weighs more than one with a single friend: move the two of a "
            "pair, and so pair by pair.",
            endings.around_own_friends,
        ),
        Mistake(
            "Each pair starts from where the rows were before the round, and undoes "
            "what another pair did: go on from where the rows are now. (Slopes of a "
            "round add up: +=, and not =.)",
            endings.overwritten,
        ),
        *(
            Mistake(
                "You halved the difference. Half of the sum is the middle: "
                "(a + b) / 2.",
                partial(endings.half_apart, passes),
            )
            for passes in (1, 2, 100)
        ),
        Mistake(_ONE_WAITS, endings.at_the_first),
        Mistake(
            _ONE_WAITS,
            lambda rows, friends: endings.at_the_first(
                rows, [p[::-1] for p in friends]
            ),
        ),
        Mistake(
            "Your rows stay where they began.",
            lambda rows, friends: [list(row) for row in rows],
        ),
        Mistake("Your friends change places: they meet halfway.", endings.swapped),
    ),
)
