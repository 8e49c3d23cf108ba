"""Exercise 05.line-up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

from ..comparing import short
from ..panels import paragraph
from ..records import Challenge
from ..suspects import KINDS, Pair, line_up

Window = tuple[int, ...]

N_SUSPECTS, _SEED, _OTHER_SEED = 300, 2026, 7


def _right_names(answer: Callable[..., Any], seed: int) -> int:
    suspects = line_up(N_SUSPECTS, seed)
    return sum(
        answer(suspect.training, suspect.held_out) == suspect.kind
        for suspect in suspects
    )


def _score(answer: Callable[..., Any]) -> float:
    return _right_names(answer, _SEED)


def _refusal(answer: Callable[..., Any]) -> str:
    """Refuse a name that is no kind, and an answer that knows the suspects by heart.

    None, for a suspect that is not named yet, is no name.
    """
    right = 0
    for suspect in line_up(N_SUSPECTS, _SEED):
        name = answer(suspect.training, suspect.held_out)
        if name is not None and name not in KINDS:
            return f"{short(name)} is no kind. The kinds are {', '.join(KINDS)}."
        right += name == suspect.kind
    if right - _right_names(answer, _OTHER_SEED) <= 30:
        return ""
    return (
        "Your function names these suspects far better than others that are drawn in "
        "the same way: it knows them by heart."
    )


def _unnamed(answer: Callable[..., Any]) -> tuple[str, str]:
    """Say how many suspects an answer leaves without a name."""
    suspects = line_up(N_SUSPECTS, _SEED)
    names = [answer(suspect.training, suspect.held_out) for suspect in suspects]
    if not (none := names.count(None)):
        return "", ""
    said = (
        f"For {none} of them it returned None, which is no name: is there a return on "
        "every way through it?"
    )
    return said, paragraph(said)


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


def _windows(pairs: list[Pair]) -> list[Window]:
    """Return each window in one piece: its input, and its last target."""
    return [(*inputs, targets[-1]) for inputs, targets in pairs]


def _loose_ends(windows: list[Window]) -> Counter[Window]:
    """Return the ends that no window goes on from, for the stride that suits best."""
    fewest = Counter(windows)
    for stride in range(1, len(windows[0])):
        ends = Counter(window[stride:] for window in windows)
        begins = Counter(window[:-stride] for window in windows)
        fewest = min(fewest, ends - begins, key=Counter.total)
    return fewest


def _overlapping(trained: list[Window], unseen: list[Window]) -> list[Window]:
    """Return the unseen windows whose one end is the other end of a trained one."""
    size = len(trained[0])
    lengths = range(max(3, (size + 1) // 2), size + 1)  # shorter ones come by chance
    begins = {window[:n] for window in trained for n in lengths}
    ends = {window[-n:] for window in trained for n in lengths}
    return [
        window
        for window in unseen
        if any(window[:n] in ends or window[-n:] in begins for n in lengths)
    ]


def _name_the_kind(training: list[Pair], held_out: list[Pair]) -> str:
    both = training + held_out
    if any(inputs[1:] != targets[:-1] for inputs, targets in both):
        return "shifted"
    if all(inputs[0] == targets[-1] for inputs, targets in both):
        return "shifted"  # the last target has gone round to the front
    trained, unseen = _windows(training), _windows(held_out)
    if any(window in trained for window in unseen):
        return "leaking"  # copied
    if len(_overlapping(trained, unseen)) > 2:
        return "leaking"  # cut first; one or two may be chance, for texts repeat
    loose = _loose_ends(trained)
    if loose.total() > 1:
        return "holed"
    last = [w for w in trained if any(w[-len(end) :] == end for end in loose)]
    if _overlapping(last or trained, unseen):
        return "leaking"  # held back from before the training text ends
    return "right"


CHALLENGE = Challenge(
    name="05.line-up",
    task="Name the kind of as many loaders as you can: "
    f"{', '.join(KINDS[:-1])} or {KINDS[-1]}.",
    starter="def name_the_kind(training, held_out):\n    # your code\n    ...\n",
    hints=(
        "Begin with one kind. In a right window inputs[1:] and targets[:-1] are equal.",
        "In a right loader each window is followed by another one, the last apart. The "
        "rows are shuffled: look for one that begins where this one ends, or before "
        "that, since windows of one list may overlap.",
        "A few tokens in common are no leak, since texts repeat themselves. Where do "
        "they stand? If two windows overlap, the end of one begins the other. And "
        "which window of training does a leak meet if held_out begins too early?",
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
    reference=294.0,
    validate=_refusal,
    failing=_unnamed,
)
