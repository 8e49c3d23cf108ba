"""Exercise 05.shifted-by-stride."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from functools import partial

from ..records import Exercise, Mistake
from ..suspects import colleague
from .shared import Ids

Rows = list[Sequence[int]]


def _windows(ids: Ids, max_length: int, stride: int) -> tuple[Rows, Rows]:
    inputs, targets = [], []
    for i in range(0, len(ids) - max_length, stride):
        inputs.append(ids[i : i + max_length])
        targets.append(ids[i + 1 : i + 1 + max_length])
    return inputs, targets


def _sliced(
    ids: Ids, max_length: int, stride: int, begin: int, end: int, room: int = 1
) -> tuple[Rows, Rows]:
    """Slice the target of the window at i from i + begin to i + end.

    The starts leave room for so many tokens after the window; 1 is right.
    """
    starts = range(0, len(ids) - max_length - room + 1, stride)
    return (
        [ids[i : i + max_length] for i in starts],
        [ids[i + begin : i + end] for i in starts],
    )


def _moved(ids: Ids, max_length: int, stride: int, shift: int) -> tuple[Rows, Rows]:
    """Keep the right starts, but move the targets on by another number."""
    return _sliced(ids, max_length, stride, shift, shift + max_length)


# Where the target's slice begins and ends, when only one of the two was mended.
_HALF_MENDED = {
    "Your targets are one token short: they begin one further on, so they must end one "
    "further on.": lambda max_length, stride: (1, max_length),
    "Your targets end in the right place, but where they begin still depends on the "
    "stride.": lambda max_length, stride: (stride, 1 + max_length),
    "Your targets begin in the right place, but where they end still depends on the "
    "stride.": lambda max_length, stride: (1, stride + max_length),
}


def _half_mended(
    ends: Callable[[int, int], tuple[int, int]],
    has_room: bool,
    ids: Ids,
    max_length: int,
    stride: int,
) -> tuple[Rows, Rows]:
    room = stride if has_room else 1
    return _sliced(ids, max_length, stride, *ends(max_length, stride), room=room)


def _shifted_by_stride(ids: Ids, max_length: int, stride: int) -> tuple[Rows, Rows]:
    return _moved(ids, max_length, stride, stride)


def _shifted_by_length(ids: Ids, max_length: int, stride: int) -> tuple[Rows, Rows]:
    return _moved(ids, max_length, stride, max_length)


def _not_shifted(ids: Ids, max_length: int, stride: int) -> tuple[Rows, Rows]:
    return _moved(ids, max_length, stride, 0)


def _room_for_stride(ids: Ids, max_length: int, stride: int) -> tuple[Rows, Rows]:
    return _sliced(ids, max_length, stride, 1, 1 + max_length, room=stride)


def _past_the_end(ids: Ids, max_length: int, stride: int) -> tuple[Rows, Rows]:
    return _sliced(ids, max_length, stride, 1, 1 + max_length, room=0)


def _one_start_less(ids: Ids, max_length: int, stride: int) -> tuple[Rows, Rows]:
    return _windows(ids[:-1], max_length, stride)


def _started(starts: Sequence[int], ids: Ids, max_length: int) -> tuple[Rows, Rows]:
    return (
        [ids[i : i + max_length] for i in starts],
        [ids[i + 1 : i + 1 + max_length] for i in starts],
    )


def _to_the_end(
    ids: Ids, max_length: int, stride: int, last: int | None = None
) -> tuple[Rows, Rows]:
    starts = range(0, len(ids) if last is None else last, stride)
    return _started(starts, ids, max_length)


def _without_zero(ids: Ids, max_length: int, stride: int) -> tuple[Rows, Rows]:
    return _started(range(len(ids) - max_length, stride), ids, max_length)


def _room_by_stride_alone(
    more: int, ids: Ids, max_length: int, stride: int
) -> tuple[Rows, Rows]:
    return _to_the_end(ids, max_length, stride, last=len(ids) - stride - more)


def _all_but_the_last(ids: Ids, max_length: int, stride: int) -> tuple[Rows, Rows]:
    return _to_the_end(ids, max_length, stride, last=len(ids) - 1)


def _room_by_stride(
    more: int, ids: Ids, max_length: int, stride: int
) -> tuple[Rows, Rows]:
    return _sliced(ids, max_length, stride, 1, 1 + max_length, room=stride + more)


def _shifted_by_stride_less_one(
    room: int, ids: Ids, max_length: int, stride: int
) -> tuple[Rows, Rows]:
    begin = stride - 1
    more = room or stride  # 0: the room that was given
    return _sliced(ids, max_length, stride, begin, begin + max_length, room=more)


def _shifted_back(ids: Ids, max_length: int, stride: int) -> tuple[Rows, Rows]:
    return _moved(ids, max_length, stride, -1)


def _one_too_long(ids: Ids, max_length: int, stride: int) -> tuple[Rows, Rows]:
    return _sliced(ids, max_length, stride, 1, max_length + 2)


def _run_on(ids: Ids, max_length: int, stride: int) -> tuple[Rows, Rows]:
    return _sliced(ids, max_length, stride, 1, len(ids))


def _end_stands_still(
    more: int, ids: Ids, max_length: int, stride: int
) -> tuple[Rows, Rows]:
    starts = range(0, len(ids) - max_length, stride)
    inputs, _ = _windows(ids, max_length, stride)
    return inputs, [ids[i + 1 : max_length + more] for i in starts]


def _target_stands_still(ids: Ids, max_length: int, stride: int) -> tuple[Rows, Rows]:
    inputs, _ = _windows(ids, max_length, stride)
    return inputs, [ids[1 : 1 + max_length] for _ in inputs]


def _shifted_and_one(
    room: Callable[[int], int], ids: Ids, max_length: int, stride: int
) -> tuple[Rows, Rows]:
    end = stride + 1 + max_length
    return _sliced(ids, max_length, stride, stride + 1, end, room=room(stride))


def _shifted_with_room(ids: Ids, max_length: int, stride: int) -> tuple[Rows, Rows]:
    return _sliced(ids, max_length, stride, stride, stride + max_length, stride + 1)


def _long_as_the_stride(
    has_room: bool, ids: Ids, max_length: int, stride: int
) -> tuple[Rows, Rows]:
    room = stride if has_room else 1
    return _sliced(ids, max_length, stride, 1, 1 + stride, room=room)


def _rows_of_the_stride(ids: Ids, max_length: int, stride: int) -> tuple[Rows, Rows]:
    inputs, targets = _windows(ids, max_length, stride)
    starts = range(0, len(inputs) * stride, stride)
    return [ids[i : i + stride] for i in starts], targets


def _shifted_by_two(
    room: int, ids: Ids, max_length: int, stride: int
) -> tuple[Rows, Rows]:
    return _sliced(ids, max_length, stride, 2, 2 + max_length, room=room)


def _whole_window(ids: Ids, max_length: int, stride: int) -> tuple[Rows, Rows]:
    return _sliced(ids, max_length, stride, 0, 1 + max_length)


def _input_too_long(ids: Ids, max_length: int, stride: int) -> tuple[Rows, Rows]:
    _, targets = _windows(ids, max_length, stride)
    return _whole_window(ids, max_length, stride)[1], targets


def _last_answers_in_lists(ids: Ids, max_length: int, stride: int) -> tuple[Rows, Rows]:
    inputs, targets = _windows(ids, max_length, stride)
    return inputs, [row[-1:] for row in targets]


def _not_shifted_with_room(ids: Ids, max_length: int, stride: int) -> tuple[Rows, Rows]:
    return _sliced(ids, max_length, stride, 0, max_length, room=stride)


def _every_start_with_room(ids: Ids, max_length: int, stride: int) -> tuple[Rows, Rows]:
    return _windows(ids[: len(ids) - stride + 1], max_length, 1)


def _room_for_more(
    more: int, ids: Ids, max_length: int, stride: int
) -> tuple[Rows, Rows]:
    room = max_length + more
    return _sliced(ids, max_length, stride, 1, 1 + max_length, room=room)


def _starts_past_the_end(ids: Ids, max_length: int, stride: int) -> tuple[Rows, Rows]:
    return _sliced(ids, max_length, stride, 1, 1 + max_length, room=1 - stride)


def _round_and_round(ids: Ids, max_length: int, stride: int) -> tuple[Rows, Rows]:
    inputs, _ = _windows(ids, max_length, stride)
    return inputs, [[*row[1:], row[0]] for row in inputs]


def _from_one(ids: Ids, max_length: int, stride: int) -> tuple[Rows, Rows]:
    return _windows(ids[1:], max_length, stride)


def _from_stride(ids: Ids, max_length: int, stride: int) -> tuple[Rows, Rows]:
    return _windows(ids[stride:], max_length, stride)


def _first_answers(ids: Ids, max_length: int, stride: int) -> tuple[Rows, list[int]]:
    inputs, targets = _windows(ids, max_length, stride)
    return inputs, [row[0] for row in targets]


def _last_answers(ids: Ids, max_length: int, stride: int) -> tuple[Rows, list[int]]:
    inputs, targets = _windows(ids, max_length, stride)
    return inputs, [row[-1] for row in targets]


def _one_added(ids: Ids, max_length: int, stride: int) -> tuple[Rows, Rows]:
    inputs, _ = _windows(ids, max_length, stride)
    return inputs, [[token + 1 for token in row] for row in inputs]


def _every_start(ids: Ids, max_length: int, stride: int) -> tuple[Rows, Rows]:
    return _windows(ids, max_length, 1)


def _first_window(ids: Ids, max_length: int, stride: int) -> tuple[Rows, Rows] | None:
    inputs, targets = _windows(ids, max_length, stride)
    return (inputs[:1], targets[:1]) if inputs else None


def _flat(ids: Ids, max_length: int, stride: int) -> tuple[list[int], list[int]]:
    inputs, targets = _windows(ids, max_length, stride)
    return [t for row in inputs for t in row], [t for row in targets for t in row]


def _as_pairs(ids: Ids, max_length: int, stride: int) -> list[tuple[Ids, Ids]]:
    return list(zip(*_windows(ids, max_length, stride), strict=True))


def _unzipped(ids: Ids, max_length: int, stride: int) -> list[tuple[Ids, ...]]:
    return list(zip(*_as_pairs(ids, max_length, stride), strict=True))


def _inputs_alone(ids: Ids, max_length: int, stride: int) -> Rows:
    return _windows(ids, max_length, stride)[0]


def _targets_alone(ids: Ids, max_length: int, stride: int) -> Rows:
    return _windows(ids, max_length, stride)[1]


def _joined(ids: Ids, max_length: int, stride: int) -> Rows:
    inputs, targets = _windows(ids, max_length, stride)
    return inputs + targets


def _one_step_further(ids: Ids, max_length: int, stride: int) -> tuple[Rows, Rows]:
    return _windows(ids, max_length, stride + 1)


def _stride_twice(step: int, ids: Ids, max_length: int, s: int) -> tuple[Rows, Rows]:
    starts = [i * s for i in range(0, len(ids) - max_length, step or s)]
    return _started(starts, ids, max_length)


def _up_to_the_number(
    step: int, more: int, ids: Ids, max_length: int, stride: int
) -> tuple[Rows, Rows]:
    last = (len(ids) - max_length) // stride + more
    return _to_the_end(ids, max_length, step or stride, last=last)


def _one_token_short(ids: Ids, max_length: int, stride: int) -> tuple[Rows, Rows]:
    rows = _windows(ids, max_length, stride)
    return [row[:-1] for row in rows[0]], [row[:-1] for row in rows[1]]


def _both_moved_on(ids: Ids, max_length: int, stride: int) -> tuple[Rows, Rows]:
    further = [ids[i + 2 : i + 2 + max_length] for i in range(0, len(ids), stride)]
    targets = _targets_alone(ids, max_length, stride)
    return targets, further[: len(targets)]


def _ends_without_start(ids: Ids, max_length: int, stride: int) -> tuple[Rows, Rows]:
    starts = range(0, len(ids) - max_length, stride)
    return (
        [ids[i:max_length] for i in starts],
        [ids[i + 1 : max_length + 1] for i in starts],
    )


def _long_by_the_stride(ids: Ids, max_length: int, stride: int) -> tuple[Rows, Rows]:
    return _sliced(ids, max_length, stride, 1, stride + 1 + max_length)


def _all_long_as_the_stride(
    ids: Ids, max_length: int, stride: int
) -> tuple[Rows, Rows]:
    inputs, _ = _rows_of_the_stride(ids, max_length, stride)
    return inputs, _long_as_the_stride(False, ids, max_length, stride)[1]


def _unequal_ranges(
    more: int, ids: Ids, max_length: int, stride: int
) -> tuple[Rows, Rows]:
    last = len(ids) - max_length + more
    return (
        [ids[i : i + max_length] for i in range(0, last, stride)],
        [ids[i : i + max_length] for i in range(1, last, stride)],
    )


def _windows_cases(rng: random.Random) -> list[tuple[list[int], int, int]]:
    ids = rng.sample(range(50257), rng.randint(12, 20))
    return [
        (list(range(8)), 3, 1),
        (list(range(9)), 3, 2),
        (list(range(10)), 3, 3),
        # No token is the one before plus 1; tokens and a window come again.
        ([50, 10, 30, 90, 50, 10, 30, 90, 50, 10, 30, 70, 10, 90], 4, 4),
        (list(range(12)), 3, 5),
        (list(range(5)), 4, 4),
        (list(range(4)), 4, 1),
        (ids, rng.randint(2, 5), rng.randint(2, 5)),
    ]


EXERCISE = Exercise(
    name="05.shifted-by-stride",
    task="Return the inputs of all whole windows, and their targets. The code is "
    "wrong for some strides: mend it.",
    starter="def windows(ids, max_length, stride):\n"
    "    inputs, targets = [], []\n"
    "    for i in range(0, len(ids) - max_length - stride + 1, stride):\n"
    "        inputs.append(ids[i : i + max_length])\n"
    "        targets.append(ids[i + stride : i + stride + max_length])\n"
    "    return inputs, targets\n",
    hints=(
        "Try the function with numbers as text: list(range(10)), 3, 2.",
        "How far is a target from its input? Should that depend on the stride? And "
        "how much room after its start does a window need?",
        "The target of the window at i is ids[i + 1 : i + 1 + max_length], and the "
        "starts are range(0, len(ids) - max_length, stride).",
    ),
    solution=_windows,
    cases=_windows_cases,
    lesson="The stride moves the window; the target is always one token on.",
    mistakes=(
        Mistake(
            "You shift the target by the stride: right only when the stride is 1.",
            colleague,
        ),
        Mistake(
            "You shift the target by the stride: right only when the stride is 1. "
            "(Now the last targets are too short as well.)",
            _shifted_by_stride,
        ),
        Mistake(
            "Your targets are right, but the starts still leave room for a whole "
            "stride: the last window is missing.",
            _room_for_stride,
        ),
        Mistake(
            "You end one start too early: the last window is missing where its target "
            "would end with the text.",
            _one_start_less,
        ),
        *(
            Mistake(
                "You start windows up to the end of the text, where no whole window "
                "fits.",
                function,
            )
            for function in (_to_the_end, _all_but_the_last)
        ),
        *(
            Mistake(
                "Your targets are right, but where the starts end still depends on the "
                "stride. They need room for one window and its last answer.",
                function,
            )
            for function in (
                partial(_room_by_stride_alone, 0),
                partial(_room_by_stride, 1),
                partial(_room_by_stride, -1),
                partial(_room_by_stride_alone, 1),
            )
        ),
        Mistake(
            "range with two numbers goes from the first up to the second: the starts "
            "begin with 0, and the stride comes third.",
            _without_zero,
        ),
        Mistake("You gave the inputs alone: return their targets, too.", _inputs_alone),
        Mistake("You gave the targets alone: return the inputs first.", _targets_alone),
        Mistake(
            "You joined inputs and targets into one list: a comma between them keeps "
            "them two.",
            _joined,
        ),
        Mistake(
            "Your windows move on by stride + 1: the next one begins stride tokens "
            "further on.",
            _one_step_further,
        ),
        *(
            Mistake(
                "You use the stride twice, or count starts where windows are meant: "
                "with range(0, …, stride) i is the start itself, so no i * stride.",
                partial(_stride_twice, step),
            )
            for step in (0, 1)
        ),
        *(
            Mistake(
                "Your starts end where the number of windows would be. range takes the "
                "place to stop at: the text's length without max_length.",
                partial(_up_to_the_number, step, more),
            )
            for step in (0, 1)
            for more in (0, 1)
        ),
        Mistake(
            "Your windows are one token short, inputs and targets: each is max_length "
            "tokens long.",
            _one_token_short,
        ),
        Mistake(
            "Your inputs begin one token too late, and their targets with them: the "
            "first input begins with the first token.",
            _both_moved_on,
        ),
        Mistake(
            "Your slices all end in the same place: where a slice ends needs i, too, "
            "so that it moves with the window.",
            _ends_without_start,
        ),
        Mistake(
            "Your targets are too long by the stride: each is as long as its input.",
            _long_by_the_stride,
        ),
        Mistake(
            "Your windows are as long as the stride: max_length is how long each is, "
            "and the stride how far the next one is.",
            _all_long_as_the_stride,
        ),
        *(
            Mistake(
                "You have more inputs than targets. A target begins one token later, "
                "so the range of its starts ends one later, too; or use one loop.",
                partial(_unequal_ranges, more),
            )
            for more in (0, 1)
        ),
        *(
            Mistake(
                "You gave one token as the target of a window; each place of the input "
                "has an answer of its own.",
                function,
            )
            for function in (_last_answers, _first_answers, _last_answers_in_lists)
        ),
        *(
            Mistake(
                "You shift the target by stride - 1: right only when the stride is 2.",
                partial(_shifted_by_stride_less_one, room),
            )
            for room in (0, 1)
        ),
        Mistake(
            "Your targets are moved back: the answer is the token that comes next.",
            _shifted_back,
        ),
        Mistake(
            "Your targets are too long: each is as long as its input, and ends one "
            "token further on.",
            _one_too_long,
        ),
        Mistake(
            "Your targets run on to the end of the text: each is as long as its input.",
            _run_on,
        ),
        *(
            Mistake(
                "Your targets all end in the same place: the end of the slice needs i, "
                "too, so that it moves with the window.",
                partial(_end_stands_still, more),
            )
            for more in (0, 1)
        ),
        Mistake(
            "All your targets are the first one: their slice needs i, so that it moves "
            "with the window.",
            _target_stands_still,
        ),
        *(
            Mistake(
                "You shift the target by the stride and 1 more: it is 1 alone, at "
                "every stride.",
                partial(_shifted_and_one, room),
            )
            for room in (lambda stride: 1, lambda stride: stride, lambda s: s + 1)
        ),
        Mistake(
            "You shift the target by the stride: right only when the stride is 1. And "
            "the starts leave even more room for it.",
            _shifted_with_room,
        ),
        *(
            Mistake(
                "Your targets are as long as the stride: each is as long as its input, "
                "which is max_length." + more,
                partial(_long_as_the_stride, has_room),
            )
            for has_room, more in (
                (False, ""),
                (True, " And the starts still leave room for a whole stride."),
            )
        ),
        Mistake(
            "Your inputs are as long as the stride: max_length is how long a window "
            "is, and the stride how far the next one is.",
            _rows_of_the_stride,
        ),
        *(
            Mistake(
                "Your targets are two tokens on: one is enough.",
                partial(_shifted_by_two, room),
            )
            for room in (1, 2)
        ),
        Mistake(
            "Your targets hold the input's first token too: they begin one token "
            "further on.",
            _whole_window,
        ),
        Mistake(
            "Your inputs hold the last answer too: each is max_length tokens long.",
            _input_too_long,
        ),
        *(
            Mistake(
                "Your targets are right, but the starts end too early: they need room "
                "for one window and its last answer, and no more.",
                partial(_room_for_more, more),
            )
            for more in (0, 1)
        ),
        Mistake(
            "Where your starts end still depends on the stride, and the last windows "
            "are too short. They need room for one window and its last answer.",
            _starts_past_the_end,
        ),
        Mistake(
            "Your last answer is the window's own first token, as if the window went "
            "round. It is the token that comes next in the text.",
            _round_and_round,
        ),
        *(
            Mistake(
                "Your first window is missing, or begins too late: the first start "
                "is 0.",
                function,
            )
            for function in (_from_one, _from_stride)
        ),
        Mistake(
            "You added 1 to the IDs. A target is moved on in the text: it is the token "
            "that comes next, whatever its ID.",
            _one_added,
        ),
        Mistake(
            "You start a window at every token: the next one begins stride tokens "
            "further on.",
            _every_start,
        ),
        Mistake(
            "You start a window at every token: the next one begins stride tokens "
            "further on. And the starts still leave room for a whole stride.",
            _every_start_with_room,
        ),
        *(
            Mistake(said + more, partial(_half_mended, ends, has_room))
            for said, ends in _HALF_MENDED.items()
            for has_room, more in (
                (False, ""),
                (True, " And the starts still leave room for a whole stride."),
            )
        ),
        Mistake("You do not shift the target at all.", _not_shifted),
        Mistake(
            "You do not shift the target at all. And the starts still leave room for a "
            "whole stride.",
            _not_shifted_with_room,
        ),
        Mistake(
            "You start one window too late in the text: its target is too short.",
            _past_the_end,
        ),
        Mistake(
            "Your target is the next window: it should be one token on.",
            _shifted_by_length,
        ),
        Mistake(
            "You returned after the first window: the return belongs after the loop.",
            _first_window,
        ),
        Mistake(
            "Your windows run together into one list: append a window, extend "
            "takes it apart.",
            _flat,
        ),
        Mistake(
            "You returned pairs: all inputs come first, then all targets.",
            _as_pairs,
        ),
        Mistake(
            "Where no window fits, zip(*…) gives nothing at all: return two empty "
            "lists then.",
            _unzipped,
        ),
    ),
)
