"""Exercise 05.how-many-windows."""

from __future__ import annotations

import random

from ..records import Exercise, Mistake


def _count(n_tokens: int, max_length: int, stride: int) -> int:
    return len(range(0, n_tokens - max_length, stride))


def _count_without_target(n_tokens: int, max_length: int, stride: int) -> int:
    return len(range(0, n_tokens - max_length + 1, stride))


def _count_whole_steps(n_tokens: int, max_length: int, stride: int) -> int:
    return max(0, n_tokens - max_length) // stride


def _count_whole_steps_anyway(n_tokens: int, max_length: int, stride: int) -> int:
    return (n_tokens - max_length) // stride


def _count_one_more_anyway(n_tokens: int, max_length: int, stride: int) -> int:
    return (n_tokens - max_length) // stride + 1


def _count_one_more(n_tokens: int, max_length: int, stride: int) -> int:
    return max(0, n_tokens - max_length) // stride + 1


def _count_one_more_guarded(n_tokens: int, max_length: int, stride: int) -> int:
    if n_tokens <= max_length:
        return 0
    return (n_tokens - max_length) // stride + 1


def _count_starts_anywhere(n_tokens: int, max_length: int, stride: int) -> int:
    return len(range(0, n_tokens, stride))


def _count_without_stride(n_tokens: int, max_length: int, stride: int) -> int:
    return max(0, n_tokens - max_length)


def _count_by_length(n_tokens: int, max_length: int, stride: int) -> int:
    return n_tokens // max_length


def _count_side_by_side(n_tokens: int, max_length: int, stride: int) -> int:
    return (n_tokens - 1) // max_length


def _count_negative(n_tokens: int, max_length: int, stride: int) -> int:
    return -((max_length - n_tokens) // stride)


def _count_rounded(n_tokens: int, max_length: int, stride: int) -> int:
    return max(0, round((n_tokens - max_length) / stride))


def _count_rounded_anyway(n_tokens: int, max_length: int, stride: int) -> int:
    return round((n_tokens - max_length) / stride)


def _count_steps_between(n_tokens: int, max_length: int, stride: int) -> int:
    return max(0, n_tokens - max_length - 1) // stride


def _count_steps_between_anyway(n_tokens: int, max_length: int, stride: int) -> int:
    return (n_tokens - max_length - 1) // stride


def _count_one_start_less(n_tokens: int, max_length: int, stride: int) -> int:
    return len(range(0, n_tokens - max_length - 1, stride))


def _count_with_a_fraction(n_tokens: int, max_length: int, stride: int) -> float:
    return max(0, n_tokens - max_length) / stride


def _count_with_a_fraction_anyway(n_tokens: int, max_length: int, stride: int) -> float:
    return (n_tokens - max_length) / stride


def _count_never_none(n_tokens: int, max_length: int, stride: int) -> int:
    return _count(n_tokens, max_length, stride) or 1


def _count_first_round(n_tokens: int, max_length: int, stride: int) -> int | None:
    return 1 if _count(n_tokens, max_length, stride) else None


def _count_places_rounded_down(n_tokens: int, max_length: int, stride: int) -> int:
    return max(0, n_tokens - max_length + 1) // stride


def _count_places_anyway(n_tokens: int, max_length: int, stride: int) -> int:
    return (n_tokens - max_length + 1) // stride


def _count_answers(n_tokens: int, max_length: int, stride: int) -> int:
    return _count(n_tokens, max_length, stride) * max_length


def _count_divided_first(n_tokens: int, max_length: int, stride: int) -> int:
    return n_tokens - max_length // stride


def _count_divided_first_in_parts(n_tokens: int, max_length: int, stride: int) -> float:
    return n_tokens - max_length / stride


def _count_divided_first_and_cut(n_tokens: int, max_length: int, stride: int) -> int:
    return int(_count_divided_first_in_parts(n_tokens, max_length, stride))


def _count_one_step_less(n_tokens: int, max_length: int, stride: int) -> int:
    return (n_tokens - max_length) // stride - 1


def _count_one_step_less_guarded(n_tokens: int, max_length: int, stride: int) -> int:
    return max(0, _count_one_step_less(n_tokens, max_length, stride))


def _count_starts_added_up(n_tokens: int, max_length: int, stride: int) -> int:
    return sum(_starts(n_tokens, max_length, stride))


def _last_start(n_tokens: int, max_length: int, stride: int) -> int:
    return max(_starts(n_tokens, max_length, stride), default=0)


def _last_start_if_any(n_tokens: int, max_length: int, stride: int) -> int:
    for start in _starts(n_tokens, max_length, stride):
        last = start
    return last


def _starts(n_tokens: int, max_length: int, stride: int) -> range:
    return range(0, n_tokens - max_length, stride)


def _count_without_zero(n_tokens: int, max_length: int, stride: int) -> int:
    return len(range(n_tokens - max_length, stride))


def _starts_in_a_list(n_tokens: int, max_length: int, stride: int) -> list[int]:
    return list(_starts(n_tokens, max_length, stride))


def _count_cases(rng: random.Random) -> list[tuple[int, int, int]]:
    n_tokens = rng.randint(50, 900)
    return [
        (10, 4, 1),
        (10, 4, 2),
        (10, 4, 4),
        (11, 4, 3),
        (9, 4, 3),
        (3001, 1000, 2000),  # a stride beyond the window, and a rest of 1
        (5, 4, 4),
        (4, 4, 1),
        (2, 4, 1),
        (n_tokens, rng.randint(2, 20), rng.randint(2, 20)),
    ]


EXERCISE = Exercise(
    name="05.how-many-windows",
    task="Return how many windows a text of n_tokens gives.",
    starter="def count(n_tokens, max_length, stride):\n    # your code\n    ...\n",
    hints=(
        "Write down the starts for 10 tokens, max_length 4 and stride 2.",
        "The last answer of a window that starts at i is token i + max_length.",
        "Count the starts: range(0, n_tokens - max_length, stride).",
    ),
    solution=_count,
    cases=_count_cases,
    lesson="Dividing by the stride and rounding up: a started step is a window.",
    mistakes=(
        Mistake(
            "You left no room for the answer after the last input token.",
            _count_without_target,
        ),
        Mistake(
            "You rounded down: the last window needs no whole stride after it.",
            _count_whole_steps,
        ),
        Mistake(
            "You rounded down: the last window needs no whole stride after it. "
            "And a text that is too short gives 0.",
            _count_whole_steps_anyway,
        ),
        *(
            Mistake(
                "You left no room for the last answer, and rounded down: the last "
                "window needs no whole stride after it." + more,
                function,
            )
            for function, more in (
                (_count_places_rounded_down, ""),
                (_count_places_anyway, " And a text that is too short gives 0."),
            )
        ),
        Mistake(
            "You counted the answers, and each window has max_length of them: count "
            "the windows.",
            _count_answers,
        ),
        *(
            Mistake(
                "You rounded to the nearest whole number: round up, since the last "
                "window needs no whole stride after it." + more,
                function,
            )
            for function, more in (
                (_count_rounded, ""),
                (_count_rounded_anyway, " And a text that is too short gives 0."),
            )
        ),
        *(
            Mistake(
                "You counted the steps from one start to the next: the first window "
                "needs no step, so there is one window more." + more,
                function,
            )
            for function, more in (
                (_count_steps_between, ""),
                (_count_steps_between_anyway, " And a text that is too short gives 0."),
            )
        ),
        Mistake(
            "A start is missing, at the beginning or the end. The first is 0. The last "
            "may be n_tokens - max_length - 1: then the last answer is the last token.",
            _count_one_start_less,
        ),
        Mistake(
            "Where the steps come out even, your last window has no room for its "
            "answer: round up the steps, and add nothing.",
            _count_one_more,
        ),
        Mistake(
            "You left no room for the last answer: where the steps come out even, the "
            "last window has none.",
            _count_one_more_guarded,
        ),
        Mistake(
            "Where the steps come out even, your last window has no room for its "
            "answer: round up the steps, and add nothing. And a text that is too short "
            "gives 0.",
            _count_one_more_anyway,
        ),
        *(
            Mistake(
                "You divided max_length alone: / and // go before -. Put n_tokens - "
                "max_length into brackets, and round up.",
                function,
            )
            for function in (
                _count_divided_first,
                _count_divided_first_in_parts,
                _count_divided_first_and_cut,
            )
        ),
        *(
            Mistake(
                "You took a window away from the whole steps. The first window needs "
                "no step, and a started step is a window: round up.",
                function,
            )
            for function in (_count_one_step_less, _count_one_step_less_guarded)
        ),
        Mistake(
            "You added up the starts: count 1 for each, wherever it is.",
            _count_starts_added_up,
        ),
        *(
            Mistake(
                "You gave the last start: return how many starts there are.", function
            )
            for function in (_last_start, _last_start_if_any)
        ),
        Mistake(
            "You counted starts too near the end for a whole window.",
            _count_starts_anywhere,
        ),
        *(
            Mistake("You gave the starts: return how many they are.", function)
            for function in (_starts, _starts_in_a_list)
        ),
        *(
            Mistake(
                "You divided and kept the fraction: a started step is a window, so "
                "round up." + more,
                function,
            )
            for function, more in (
                (_count_with_a_fraction, ""),
                (
                    _count_with_a_fraction_anyway,
                    " And a text that is too short gives 0.",
                ),
            )
        ),
        Mistake(
            "range with two numbers goes from the first up to the second: the starts "
            "begin with 0, and the stride comes third.",
            _count_without_zero,
        ),
        Mistake(
            "A text that is too short gives no window at all, and not one.",
            _count_never_none,
        ),
        Mistake(
            "You returned in the first round of the loop: the return belongs below "
            "it, further to the left.",
            _count_first_round,
        ),
        Mistake("You left out the stride.", _count_without_stride),
        Mistake(
            "You counted how often max_length fits: windows may overlap.",
            _count_by_length,
        ),
        Mistake(
            "You left out the stride: your windows stand side by side, as they do when "
            "it equals max_length.",
            _count_side_by_side,
        ),
        Mistake(
            "A text that is too short gives no window, and not fewer than none.",
            _count_negative,
        ),
    ),
)
