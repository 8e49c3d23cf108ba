"""Exercise 05.shift-by-one."""

from __future__ import annotations

import itertools
import random
from functools import partial
from typing import Any

from ..records import Exercise, Mistake
from .shared import Ids


def _shift(ids: Ids) -> tuple[Ids, Ids]:
    return ids[:-1], ids[1:]


def _shift_back(ids: Ids) -> tuple[Ids, Ids]:
    return ids[1:], ids[:-1]


def _no_shift(ids: Ids) -> tuple[Ids, Ids]:
    return ids[:-1], ids[:-1]


def _no_shift_in_all(ids: Ids) -> tuple[Ids, Ids]:
    return ids, ids


def _shift_by_two(ids: Ids) -> tuple[Ids, Ids]:
    return ids[:-2], ids[2:]


def _last_only(ids: Ids) -> tuple[Ids, int]:
    return ids[:-1], ids[-1]


def _first_answer_only(ids: Ids) -> tuple[Ids, int]:
    return ids[:-1], ids[1]


def _target_two_on(ids: Ids) -> tuple[Ids, Ids]:
    return ids[:-1], ids[2:]


def _first_thrown_away(ids: Ids) -> tuple[Ids, Ids]:
    return ids[1:-1], ids[1:]


def _last_example(ids: Ids) -> tuple[int, int]:
    return ids[-2], ids[-1]


def _last_only_in_a_list(ids: Ids) -> tuple[Ids, Ids]:
    return ids[:-1], ids[-1:]


def _rows_of_section_1(ids: Ids) -> list[tuple[Ids, int]]:
    return [(ids[:i], ids[i]) for i in range(1, len(ids))]


def _rows_in_two_lists(ids: Ids) -> tuple[list[Ids], list[int]]:
    return [ids[:i] for i in range(1, len(ids))], list(ids[1:])


def _whole_input(ids: Ids) -> tuple[Ids, Ids]:
    return ids, ids[1:]


def _round_and_round(ids: Ids) -> tuple[Ids, Ids]:
    return ids, [*ids[1:], *ids[:1]]


def _pairs_of_tokens(ids: Ids) -> list[tuple[int, int]]:
    return list(itertools.pairwise(ids))


def _pairs_of_lists(ids: Ids) -> list[tuple[Ids, Ids]]:
    return [([one], [other]) for one, other in itertools.pairwise(ids)]


def _one_added(ids: Ids) -> tuple[Ids, Ids]:
    return ids, [token + 1 for token in ids]


def _one_added_to_the_input(ids: Ids) -> tuple[Ids, Ids]:
    return ids[:-1], [token + 1 for token in ids[:-1]]


def _one_too_short(ids: Ids) -> tuple[Ids, Ids]:
    return ids[:-2], ids[1:-1]


def _filled_up(filling: Any, ids: Ids) -> tuple[Ids, list[Any]]:
    return ids, [*ids[1:], filling]


def _input_only(ids: Ids) -> Ids:
    return ids[:-1]


def _target_only(ids: Ids) -> Ids:
    return ids[1:]


def _first_example(ids: Ids) -> tuple[int, int]:
    return ids[0], ids[1]


def _halves(ids: Ids) -> tuple[Ids, Ids]:
    middle = len(ids) // 2
    return ids[:middle], ids[middle:]


def _always_so_many(n: int, ids: Ids) -> tuple[Ids, Ids]:
    return ids[:n], ids[1 : n + 1]


def _target_of_the_input(ids: Ids) -> tuple[Ids, Ids]:
    return ids[:-1], ids[1:-1]


def _whole_target(ids: Ids) -> tuple[Ids, Ids]:
    return ids[:-1], ids


def _one_to_read(ids: Ids) -> tuple[int, Ids]:
    return ids[0], ids[1:]


def _last_twice(ids: Ids) -> tuple[Ids, Ids]:
    return ids, [*ids[1:], ids[-1]]


def _first_left_out(ids: Ids) -> tuple[Ids, Ids]:
    return ids[1:], ids[2:]


def _joined(ids: Ids) -> list[int]:
    return [*ids[:-1], *ids[1:]]


def _both_wrapped(ids: Ids) -> tuple[list[Ids], list[Ids]]:
    return [ids[:-1]], [ids[1:]]


def _target_wrapped(ids: Ids) -> tuple[Ids, list[Ids]]:
    return ids[:-1], [ids[1:]]


def _shift_cases(rng: random.Random) -> list[tuple[list[int]]]:
    return [
        ([40, 367, 2885, 1464, 1807],),
        ([7, 7, 8, 7],),  # its first and its last token stand elsewhere, too
        (rng.sample(range(50257), rng.randint(4, 9)),),
    ]


EXERCISE = Exercise(
    name="05.shift-by-one",
    task="Return the input and the target that a few token IDs give, as two lists.",
    starter="def shift(ids):\n    # your code\n    ...\n",
    hints=(
        "Both are one token shorter than ids.",
        "The input leaves out the last token, the target leaves out the first.",
        "ids[:-1] and ids[1:]",
    ),
    solution=_shift,
    cases=_shift_cases,
    lesson="T + 1 tokens make one window: T to read, and T to predict.",
    mistakes=(
        Mistake("You gave the target first: the input is read first.", _shift_back),
        *(
            Mistake(
                "Your target is the input itself: a model would learn to repeat.",
                function,
            )
            for function in (_no_shift, _no_shift_in_all)
        ),
        Mistake("Your target is two tokens on: one is enough.", _shift_by_two),
        *(
            Mistake(
                "You gave one token as the target; each place of the input has its "
                "own.",
                function,
            )
            for function in (_last_only, _first_answer_only)
        ),
        Mistake(
            "Your target begins two tokens on: one is enough, and then it is as long "
            "as its input.",
            _target_two_on,
        ),
        Mistake(
            "Your input is one token short: it leaves out the last, and not the first "
            "as well. (pop takes a token out of ids itself.)",
            _first_thrown_away,
        ),
        Mistake(
            "You gave the last example alone, one token and its answer. Does a loop "
            "write over its own results? A window holds them all.",
            _last_example,
        ),
        Mistake(
            "Your target holds the last token alone; each place of the input has an "
            "answer of its own.",
            _last_only_in_a_list,
        ),
        Mistake(
            "You gave every example by itself, as the rows of section 1 show them. One "
            "window holds them all: one list to read, and one list of answers.",
            _rows_of_section_1,
        ),
        Mistake(
            "Your answers are right. To read there is one list only, and the rows of "
            "section 1 are its beginnings.",
            _rows_in_two_lists,
        ),
        Mistake(
            "Your input holds the last token too, which nothing comes after: the "
            "target is shorter than the input.",
            _whole_input,
        ),
        Mistake(
            "Your last answer is the first token again, as if the text went round. "
            "Nothing comes after the last token, so the input does not hold it.",
            _round_and_round,
        ),
        Mistake(
            "Your target is one token short: it ends with the last token, which the "
            "input leaves out. Cut it from ids, not from the input.",
            _target_of_the_input,
        ),
        Mistake(
            "Your target holds the first token too, which is no answer: it begins one "
            "token further on than the input.",
            _whole_target,
        ),
        Mistake(
            "You gave one token to read. The input holds all that have an answer: all "
            "but the last.",
            _one_to_read,
        ),
        Mistake(
            "Your input leaves out the first token. It leaves out the last, which "
            "nothing comes after; the first is left out by the target.",
            _first_left_out,
        ),
        Mistake(
            "You joined input and target into one list: a comma between them keeps "
            "them two.",
            _joined,
        ),
        *(
            Mistake(
                "Your tokens are right, but there is a bracket too many around a list: "
                "a slice is a list already.",
                function,
            )
            for function in (_both_wrapped, _target_wrapped)
        ),
        Mistake(
            "You filled up the target, but nothing comes after the last token. "
            "The model cannot be asked for it, so the input does not hold it.",
            _last_twice,
        ),
        *(
            Mistake(
                "You filled up the target, but nothing comes after the last token. "
                "The model cannot be asked for it, so the input does not hold it.",
                partial(_filled_up, filling),
            )
            for filling in (0, None, 50256)
        ),
        Mistake(
            "Your window could be one token longer: only the last token is not read, "
            "and only the first is no answer.",
            _one_too_short,
        ),
        Mistake("You gave the input alone: return its target, too.", _input_only),
        Mistake("You gave the target alone: return its input, too.", _target_only),
        Mistake(
            "You gave the first example alone, one token and its answer: a window "
            "holds as many as the IDs allow.",
            _first_example,
        ),
        Mistake(
            "You parted the IDs into two halves. A target is the same stretch as its "
            "input, moved on by one token.",
            _halves,
        ),
        Mistake(
            "You gave a pair for each token: one window is one input and one "
            "target, two lists.",
            _pairs_of_tokens,
        ),
        Mistake(
            "You gave a window for each token: one window holds them all, as long as "
            "it can be.",
            _pairs_of_lists,
        ),
        *(
            Mistake(
                "You added 1 to the IDs. A target is moved on in the text: it is the "
                "token that comes next, whatever its ID.",
                function,
            )
            for function in (_one_added, _one_added_to_the_input)
        ),
        *(
            Mistake(
                f"Your window has {word} tokens for every text: make it as long as the "
                "IDs allow, all but the last to read.",
                partial(_always_so_many, n),
            )
            for n, word in ((3, "three"), (4, "four"))
        ),
    ),
)
