"""Exercise 05.line-up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

from ..records import Challenge
from ..suspects import KINDS, Pair, line_up

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
