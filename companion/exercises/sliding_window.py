"""Exercises of notebook 05: shifting, counting windows, cutting them, coverage."""

from __future__ import annotations

import random
from collections.abc import Sequence

from .records import Exercise, Mistake

Window = tuple[list[int], list[int]]


def _shift(ids: Sequence[int]) -> tuple[Sequence[int], Sequence[int]]:
    return ids[:-1], ids[1:]


def _shift_back(ids: Sequence[int]) -> tuple[Sequence[int], Sequence[int]]:
    return ids[1:], ids[:-1]


def _no_shift(ids: Sequence[int]) -> tuple[Sequence[int], Sequence[int]]:
    return ids[:-1], ids[:-1]


def _shift_by_two(ids: Sequence[int]) -> tuple[Sequence[int], Sequence[int]]:
    return ids[:-2], ids[2:]


def _last_only(ids: Sequence[int]) -> tuple[Sequence[int], int]:
    return ids[:-1], ids[-1]


def _shift_cases(rng: random.Random) -> list[tuple[list[int]]]:
    return [
        ([40, 367, 2885, 1464, 1807],),
        ([7, 7, 8],),
        (rng.sample(range(50257), rng.randint(4, 9)),),
    ]


def _count(n_tokens: int, max_length: int, stride: int) -> int:
    return len(range(0, n_tokens - max_length, stride))


def _count_without_target(n_tokens: int, max_length: int, stride: int) -> int:
    return len(range(0, n_tokens - max_length + 1, stride))


def _count_whole_steps(n_tokens: int, max_length: int, stride: int) -> int:
    return max(0, n_tokens - max_length) // stride


def _count_starts_anywhere(n_tokens: int, max_length: int, stride: int) -> int:
    return len(range(0, n_tokens, stride))


def _count_without_stride(n_tokens: int, max_length: int, stride: int) -> int:
    return max(0, n_tokens - max_length)


def _count_cases(rng: random.Random) -> list[tuple[int, int, int]]:
    n_tokens = rng.randint(50, 900)
    return [
        (10, 4, 1),
        (10, 4, 2),
        (10, 4, 4),
        (11, 4, 3),
        (5, 4, 4),
        (4, 4, 1),
        (2, 4, 1),
        (n_tokens, rng.randint(2, 20), rng.randint(2, 20)),
    ]


def _windows(ids: Sequence[int], max_length: int, stride: int) -> list[Window]:
    pairs = []
    for i in range(0, len(ids) - max_length, stride):
        inputs = ids[i : i + max_length]
        targets = ids[i + 1 : i + max_length + 1]
        pairs.append((list(inputs), list(targets)))
    return pairs


def _windows_shifted_by_stride(
    ids: Sequence[int], max_length: int, stride: int
) -> list[Window]:
    pairs = []
    for i in range(0, len(ids) - max_length, stride):
        targets = ids[i + stride : i + max_length + stride]
        pairs.append((list(ids[i : i + max_length]), list(targets)))
    return pairs


def _windows_not_shifted(
    ids: Sequence[int], max_length: int, stride: int
) -> list[Window]:
    return [(inputs, inputs) for inputs, _ in _windows(ids, max_length, stride)]


def _windows_past_the_end(
    ids: Sequence[int], max_length: int, stride: int
) -> list[Window]:
    starts = range(0, len(ids) - max_length + 1, stride)
    return [
        (list(ids[i : i + max_length]), list(ids[i + 1 : i + max_length + 1]))
        for i in starts
    ]


def _windows_shifted_by_length(
    ids: Sequence[int], max_length: int, stride: int
) -> list[Window]:
    starts = range(0, len(ids) - max_length, stride)
    return [
        (
            list(ids[i : i + max_length]),
            list(ids[i + max_length : i + 2 * max_length]),
        )
        for i in starts
    ]


def _windows_cases(rng: random.Random) -> list[tuple[list[int], int, int]]:
    ids = rng.sample(range(50257), rng.randint(12, 20))
    return [
        (list(range(8)), 3, 1),
        (list(range(9)), 3, 2),
        (list(range(10)), 3, 3),
        (list(range(5)), 4, 4),
        (list(range(4)), 4, 1),
        (ids, rng.randint(2, 5), rng.randint(2, 5)),
    ]


def _times_target(n_tokens: int, max_length: int, stride: int) -> list[int]:
    times = [0] * n_tokens
    for start in range(0, n_tokens - max_length, stride):
        for place in range(start + 1, start + max_length + 1):
            times[place] += 1
    return times


def _times_input(n_tokens: int, max_length: int, stride: int) -> list[int]:
    return [*_times_target(n_tokens, max_length, stride)[1:], 0]


def _whether_target(n_tokens: int, max_length: int, stride: int) -> list[int]:
    return [min(1, count) for count in _times_target(n_tokens, max_length, stride)]


def _times_last_target(n_tokens: int, max_length: int, stride: int) -> list[int]:
    times = [0] * n_tokens
    for start in range(0, n_tokens - max_length, stride):
        times[start + max_length] += 1
    return times


def _times_cases(rng: random.Random) -> list[tuple[int, int, int]]:
    return [
        (9, 4, 1),
        (9, 4, 2),
        (9, 4, 4),
        (12, 4, 5),
        (4, 4, 1),
        (rng.randint(15, 30), rng.randint(2, 6), rng.randint(1, 7)),
    ]


EXERCISES = (
    Exercise(
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
            Mistake(
                "Your target is the input itself: a model would learn to repeat.",
                _no_shift,
            ),
            Mistake("Your target is two tokens on: one is enough.", _shift_by_two),
            Mistake(
                "You gave one token as the target; each place of the input has its "
                "own.",
                _last_only,
            ),
        ),
    ),
    Exercise(
        name="05.how-many-windows",
        task="Return how many windows a text of n_tokens gives.",
        starter="def count(n_tokens, max_length, stride):\n    # your code\n    ...\n",
        hints=(
            "Write down the starts for 10 tokens, max_length 4 and stride 2.",
            "The last target of a window that starts at i is token i + max_length.",
            "Count the starts: range(0, n_tokens - max_length, stride).",
        ),
        solution=_count,
        cases=_count_cases,
        lesson="Dividing by the stride and rounding up: a started step is a window.",
        mistakes=(
            Mistake(
                "You left no room for the target after the last input token.",
                _count_without_target,
            ),
            Mistake(
                "You rounded down: the window at the start needs no step before it.",
                _count_whole_steps,
            ),
            Mistake(
                "You counted starts too near the end for a whole window.",
                _count_starts_anywhere,
            ),
            Mistake("You left out the stride.", _count_without_stride),
        ),
    ),
    Exercise(
        name="05.shifted-by-stride",
        task="Return the list of (input, target) pairs, each a list of IDs.",
        starter="def windows(ids, max_length, stride):\n    # your code\n    ...\n",
        hints=(
            "Try the function of the task with stride 1, then with stride 2.",
            "How far apart are input and target? Does that depend on the stride?",
            "The target of the window at i is ids[i + 1 : i + max_length + 1].",
        ),
        solution=_windows,
        cases=_windows_cases,
        lesson="The stride moves the window; the target is always one token on.",
        mistakes=(
            Mistake(
                "You shift the target by the stride: right only when the stride is 1.",
                _windows_shifted_by_stride,
            ),
            Mistake("You do not shift the target at all.", _windows_not_shifted),
            Mistake(
                "You start one window too late in the text: its target is too short.",
                _windows_past_the_end,
            ),
            Mistake(
                "Your target is the next window: it should be one token on.",
                _windows_shifted_by_length,
            ),
        ),
    ),
    Exercise(
        name="05.times-a-target",
        task="Return a list that says how often each of the n_tokens is a target.",
        starter="def times_target(n_tokens, max_length, stride):\n"
        "    # your code\n    ...\n",
        hints=(
            "Begin with a list of n_tokens zeros.",
            "Go through the starts; a window has targets start + 1 … start + T.",
            "Add 1 at each of these places, for each window.",
        ),
        solution=_times_target,
        cases=_times_cases,
        lesson="The counts sum to windows × max_length, as for coverage.",
        mistakes=(
            Mistake("You counted inputs: targets lie one place on.", _times_input),
            Mistake(
                "You said whether, not how often: windows may share a target.",
                _whether_target,
            ),
            Mistake(
                "You counted the last target of each window; it has max_length.",
                _times_last_target,
            ),
        ),
    ),
)
