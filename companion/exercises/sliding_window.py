"""Exercises of notebook 05: a window, counting, a wrong target, a mask, a line-up."""

from __future__ import annotations

import itertools
import random
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

from .records import Challenge, Exercise, Mistake
from .suspects import KINDS, Pair, colleague, line_up

Ids = Sequence[int]
Rows = list[Sequence[int]]


def _shift(ids: Ids) -> tuple[Ids, Ids]:
    return ids[:-1], ids[1:]


def _shift_back(ids: Ids) -> tuple[Ids, Ids]:
    return ids[1:], ids[:-1]


def _no_shift(ids: Ids) -> tuple[Ids, Ids]:
    return ids[:-1], ids[:-1]


def _shift_by_two(ids: Ids) -> tuple[Ids, Ids]:
    return ids[:-2], ids[2:]


def _last_only(ids: Ids) -> tuple[Ids, int]:
    return ids[:-1], ids[-1]


def _whole_input(ids: Ids) -> tuple[Ids, Ids]:
    return ids, ids[1:]


def _pairs_of_tokens(ids: Ids) -> list[tuple[int, int]]:
    return list(itertools.pairwise(ids))


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


def _count_whole_steps_anyway(n_tokens: int, max_length: int, stride: int) -> int:
    return (n_tokens - max_length) // stride


def _count_one_more_anyway(n_tokens: int, max_length: int, stride: int) -> int:
    return (n_tokens - max_length) // stride + 1


def _count_one_more(n_tokens: int, max_length: int, stride: int) -> int:
    return max(0, n_tokens - max_length) // stride + 1


def _count_starts_anywhere(n_tokens: int, max_length: int, stride: int) -> int:
    return len(range(0, n_tokens, stride))


def _count_without_stride(n_tokens: int, max_length: int, stride: int) -> int:
    return max(0, n_tokens - max_length)


def _count_by_length(n_tokens: int, max_length: int, stride: int) -> int:
    return n_tokens // max_length


def _count_negative(n_tokens: int, max_length: int, stride: int) -> int:
    return -((max_length - n_tokens) // stride)


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


def _windows(ids: Ids, max_length: int, stride: int) -> tuple[Rows, Rows]:
    inputs = []
    targets = []
    for i in range(0, len(ids) - max_length, stride):
        inputs.append(ids[i : i + max_length])
        targets.append(ids[i + 1 : i + 1 + max_length])
    return inputs, targets


def _moved(ids: Ids, max_length: int, stride: int, shift: int) -> tuple[Rows, Rows]:
    """Keep the right starts, but move the targets on by another number."""
    starts = range(0, len(ids) - max_length, stride)
    return (
        [ids[i : i + max_length] for i in starts],
        [ids[i + shift : i + shift + max_length] for i in starts],
    )


def _shifted_by_stride(ids: Ids, max_length: int, stride: int) -> tuple[Rows, Rows]:
    return _moved(ids, max_length, stride, stride)


def _shifted_by_length(ids: Ids, max_length: int, stride: int) -> tuple[Rows, Rows]:
    return _moved(ids, max_length, stride, max_length)


def _not_shifted(ids: Ids, max_length: int, stride: int) -> tuple[Rows, Rows]:
    return _moved(ids, max_length, stride, 0)


def _room_for_stride(ids: Ids, max_length: int, stride: int) -> tuple[Rows, Rows]:
    return _windows(ids[: len(ids) - stride + 1], max_length, stride)


def _past_the_end(ids: Ids, max_length: int, stride: int) -> tuple[Rows, Rows]:
    starts = range(0, len(ids) - max_length + 1, stride)
    return (
        [ids[i : i + max_length] for i in starts],
        [ids[i + 1 : i + 1 + max_length] for i in starts],
    )


def _first_window(ids: Ids, max_length: int, stride: int) -> tuple[Rows, Rows]:
    inputs, targets = _windows(ids, max_length, stride)
    return inputs[:1], targets[:1]


def _flat(ids: Ids, max_length: int, stride: int) -> tuple[list[int], list[int]]:
    inputs, targets = _windows(ids, max_length, stride)
    return [t for row in inputs for t in row], [t for row in targets for t in row]


def _as_pairs(ids: Ids, max_length: int, stride: int) -> list[tuple[Ids, Ids]]:
    return list(zip(*_windows(ids, max_length, stride), strict=True))


def _windows_cases(rng: random.Random) -> list[tuple[list[int], int, int]]:
    ids = rng.sample(range(50257), rng.randint(12, 20))
    return [
        (list(range(8)), 3, 1),
        (list(range(9)), 3, 2),
        (list(range(10)), 3, 3),
        (list(range(12)), 4, 4),
        (list(range(5)), 4, 4),
        (list(range(4)), 4, 1),
        (ids, rng.randint(2, 5), rng.randint(2, 5)),
    ]


def _mask(ids: Ids, eot: int) -> list[list[int]]:
    mask = []
    begin = 0  # where the document of token i begins
    for i, token in enumerate(ids):
        ahead = len(ids) - i - 1
        mask.append([0] * begin + [1] * (i + 1 - begin) + [0] * ahead)
        if token == eot:
            begin = i + 1
    return mask


def _mask_of_numbers(numbers: Ids) -> list[list[int]]:
    """Let each place look back to those whose document has the same number."""
    places = range(len(numbers))
    return [[int(j <= i and numbers[j] == numbers[i]) for j in places] for i in places]


def _mask_causal_only(ids: Ids, eot: int) -> list[list[int]]:
    return _mask_of_numbers([0] * len(ids))


def _mask_eot_begins(ids: Ids, eot: int) -> list[list[int]]:
    return _mask_of_numbers([list(ids[: i + 1]).count(eot) for i in range(len(ids))])


def _mask_first_border_only(ids: Ids, eot: int) -> list[list[int]]:
    return _mask_of_numbers([int(eot in ids[:i]) for i in range(len(ids))])


def _mask_border_by_index(ids: Ids, eot: int) -> list[list[int]]:
    border = list(ids).index(eot)
    return _mask_of_numbers([int(i > border) for i in range(len(ids))])


def _mask_both_ways(ids: Ids, eot: int) -> list[list[int]]:
    mask = _mask(ids, eot)
    places = range(len(ids))
    return [[max(mask[i][j], mask[j][i]) for j in places] for i in places]


def _mask_transposed(ids: Ids, eot: int) -> list[list[int]]:
    return [list(column) for column in zip(*_mask(ids, eot), strict=True)]


def _mask_without_itself(ids: Ids, eot: int) -> list[list[int]]:
    return [
        [bit if i != j else 0 for j, bit in enumerate(row)]
        for i, row in enumerate(_mask(ids, eot))
    ]


def _mask_cases(rng: random.Random) -> list[tuple[list[int], int]]:
    ids = [rng.choice((5, 6, 7, 50256)) for _ in range(rng.randint(5, 9))]
    return [
        ([1, 2, 3], 0),
        ([4, 5, 0, 6, 7], 0),
        ([4, 0, 5, 0, 6], 0),
        ([4, 9, 9, 6], 9),
        ([4, 5, 9], 9),
        (ids, 50256),
    ]


N_SUSPECTS, _SEED, _OTHER_SEED = 300, 2026, 7


def _right_names(answer: Callable[..., Any], seed: int) -> int:
    suspects = line_up(N_SUSPECTS, seed)
    return sum(
        answer(suspect.training, suspect.held_out) == suspect.kind
        for suspect in suspects
    )


def _score(answer: Callable[..., Any]) -> float:
    return _right_names(answer, _SEED)


def _by_heart(answer: Callable[..., Any]) -> str:
    """Refuse an answer that knows the suspects and not the kinds."""
    if _right_names(answer, _SEED) - _right_names(answer, _OTHER_SEED) <= 30:
        return ""
    return (
        "Your function names these suspects far better than others that are drawn in "
        "the same way: it knows them by heart."
    )


def _always_right(training: list[Pair], held_out: list[Pair]) -> str:
    return "right"


def _targets_only(training: list[Pair], held_out: list[Pair]) -> str:
    for inputs, targets in training + held_out:
        if inputs[1:] != targets[:-1]:
            return "shifted"
    return "right"


def _three_quick_looks(training: list[Pair], held_out: list[Pair]) -> str:
    if _targets_only(training, held_out) == "shifted":
        return "shifted"
    if any(pair in training for pair in held_out):
        return "leaking"
    firsts = [inputs[0] for inputs, _ in training]
    missing = [targets for _, targets in training if targets[-1] not in firsts]
    return "holed" if len(missing) > 1 else "right"


def _pieces(pairs: list[Pair], length: int) -> set[tuple[int, ...]]:
    """Return all stretches of some length in all windows."""
    found = set()
    for inputs, targets in pairs:
        tokens = inputs + targets[-1:]
        for i in range(len(tokens) - length + 1):
            found.add(tuple(tokens[i : i + length]))
    return found


def _loose_ends(pairs: list[Pair]) -> int:
    """Count windows that no other goes on from, for the stride that suits best."""
    fewest = len(pairs)
    for stride in range(1, len(pairs[0][0]) + 1):
        ends, begins = Counter[tuple[int, ...]](), Counter[tuple[int, ...]]()
        for inputs, targets in pairs:
            tokens = inputs + targets[-1:]
            ends[tuple(tokens[stride:])] += 1
            begins[tuple(tokens[: len(tokens) - stride])] += 1
        fewest = min(fewest, (ends - begins).total())
    return fewest


def _name_the_kind(training: list[Pair], held_out: list[Pair]) -> str:
    both = training + held_out
    if any(inputs[1:] != targets[:-1] for inputs, targets in both):
        return "shifted"
    if all(inputs[0] == targets[-1] for inputs, targets in both):
        return "shifted"  # the last target has gone round to the front
    length = max(3, len(training[0][0]) // 2 + 1)
    if _pieces(training, length) & _pieces(held_out, length):
        return "leaking"
    return "holed" if _loose_ends(training) > 1 else "right"


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
            Mistake(
                "Your input holds the last token too, which nothing comes after: the "
                "target is shorter than the input.",
                _whole_input,
            ),
            Mistake(
                "You gave a pair for each token: one window is one input and one "
                "target, two lists.",
                _pairs_of_tokens,
            ),
        ),
    ),
    Exercise(
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
            Mistake(
                "You added a window to the whole steps: where the steps come out even, "
                "the last one has no room for its answer.",
                _count_one_more,
            ),
            Mistake(
                "You added a window to the whole steps: where the steps come out even, "
                "the last one has no room for its answer. And a text that is too short "
                "gives 0.",
                _count_one_more_anyway,
            ),
            Mistake(
                "You counted starts too near the end for a whole window.",
                _count_starts_anywhere,
            ),
            Mistake("You left out the stride.", _count_without_stride),
            Mistake(
                "You counted how often max_length fits: windows may overlap.",
                _count_by_length,
            ),
            Mistake(
                "A text that is too short gives no window, and not fewer than none.",
                _count_negative,
            ),
        ),
    ),
    Exercise(
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
            Mistake("You do not shift the target at all.", _not_shifted),
            Mistake(
                "You start one window too late in the text: its target is too short.",
                _past_the_end,
            ),
            Mistake(
                "Your target is the next window: it should be one token on.",
                _shifted_by_length,
            ),
            Mistake(
                "You returned after the first window: the return belongs after the "
                "loop.",
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
        ),
    ),
    Exercise(
        name="05.document-mask",
        task="Return the mask of a row that holds several documents: row i has a 1 at "
        "each place j that token i may look at.",
        starter="def document_mask(ids, eot):\n    # your code\n    ...\n",
        hints=(
            "Without borders, row i has i + 1 ones and then zeros.",
            "Remember where the document of token i begins: before that place there "
            "are zeros, too.",
            "A new document begins after eot: begin = i + 1, once row i is done.",
        ),
        solution=_mask,
        cases=_mask_cases,
        lesson="One triangle for each document: packed together, and yet apart.",
        mistakes=(
            Mistake(
                "That is the causal mask alone: a token still sees the documents "
                "before its own.",
                _mask_causal_only,
            ),
            Mistake(
                "You let eot begin a document: it is the last token of the one that it "
                "ends.",
                _mask_eot_begins,
            ),
            Mistake(
                "You keep apart what comes before and after the first border: there "
                "may be more of them.",
                _mask_first_border_only,
            ),
            Mistake(
                "You look for one border: there may be several, or none, and then "
                "index raises an error.",
                _mask_border_by_index,
            ),
            Mistake(
                "A token of yours sees the rest of its document, too: it may only look "
                "back.",
                _mask_both_ways,
            ),
            Mistake(
                "You swapped rows and columns: row i says what token i may look at.",
                _mask_transposed,
            ),
            Mistake(
                "A token may look at itself: it is what the model reads last.",
                _mask_without_itself,
            ),
        ),
    ),
)

CHALLENGE = Challenge(
    name="05.line-up",
    task="Name the kind of as many loaders as you can: "
    f"{', '.join(KINDS[:-1])} or {KINDS[-1]}.",
    starter="def name_the_kind(training, held_out):\n    # your code\n    ...\n",
    hints=(
        "Begin with one kind. In a right window inputs[1:] and targets[:-1] are equal.",
        "In a right loader each window is followed by another one, the last apart. The "
        "rows are shuffled: look for the one that goes on where this one ends.",
        "A few tokens in common are no leak, since every text repeats itself. How long "
        "is the longest stretch that training and held_out have in common?",
    ),
    solution=_name_the_kind,
    lesson="A loader can be judged by its batches alone, and that is all a model sees.",
    score=_score,
    unit=f"of {N_SUSPECTS} suspects named right",
    baselines=(
        ("always “right”", 75.0),
        ("looks at the targets only", 134.0),
        ("three quick looks", 208.0),
    ),
    reference=268.0,
    validate=_by_heart,
)
