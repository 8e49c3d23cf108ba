"""Loaders with a fault, for notebook 05: the colleague's, and those of the line-up.

Those of the line-up are given by their batches alone. Each suspect is one text, cut
into windows to train on and windows held back. The text is words or letters of the
story, or random digits, always as numbers. The windows are made as
`companion.sliding_window` makes them, or with one fault.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from functools import cache
from typing import Any, NamedTuple

from ..corpora import load_text
from ..tokenization import split

Pair = tuple[list[int], list[int]]
"""The input and the target of a window, as lists of IDs."""

KINDS = "right", "shifted", "holed", "leaking"
# What a text may be, and the fewest tokens in a window of it: fewer, and windows would
# be alike by chance.
_SOURCES = {"words": 3, "letters": 8, "digits": 6}


class Suspect(NamedTuple):
    """A loader in the line-up: what it is, and all that it gave."""

    kind: str
    training: list[Pair]
    held_out: list[Pair]


def colleague(ids: Sequence[Any], max_length: int, stride: int) -> tuple[Any, Any]:
    """Load windows as the colleague of notebook 05 does, which has a bug.

    Parameters
    ----------
    ids
        The text, as tokens of any kind.
    max_length, stride
        As for `companion.sliding_window.WindowDataset`.

    Returns
    -------
    tuple of list
        The inputs of all windows, and the targets of all windows.

    Examples
    --------
    >>> colleague([0, 1, 2, 3, 4, 5], max_length=3, stride=2)
    ([[0, 1, 2]], [[2, 3, 4]])
    """
    inputs, targets = [], []
    for i in range(0, len(ids) - max_length - stride + 1, stride):
        inputs.append(ids[i : i + max_length])
        targets.append(ids[i + stride : i + stride + max_length])
    return inputs, targets


def line_up(n: int, seed: int) -> list[Suspect]:
    """Draw suspects, as many of each kind as of any other.

    Examples
    --------
    >>> [suspect.kind for suspect in line_up(5, seed=0)]
    ['right', 'shifted', 'holed', 'leaking', 'right']
    """
    rng = random.Random(seed)
    return [_suspect(KINDS[number % len(KINDS)], rng) for number in range(n)]


@cache
def _numbered(source: str) -> list[int]:
    """Return the story's words or letters as IDs, numbered as they come up."""
    text = load_text("story")
    tokens: Sequence[str] = split(text) if source == "words" else text
    ids: dict[str, int] = {}
    return [ids.setdefault(token, len(ids)) for token in tokens]


def _text(rng: random.Random) -> tuple[list[int], int]:
    """Draw a text and the length of its windows."""
    source = rng.choice(("words", "words", "letters", "digits"))
    length = rng.randint(_SOURCES[source], _SOURCES[source] + 8)
    n_tokens = rng.randint(120, 420)
    if source == "digits":
        return rng.choices(range(10), k=n_tokens), length
    ids = _numbered(source)
    begin = rng.randrange(len(ids) - n_tokens)
    return ids[begin : begin + n_tokens], length


def _cut(ids: Sequence[int], length: int, stride: int, shift: int = 1) -> list[Pair]:
    """Cut whole windows with targets that are `shift` tokens further on."""
    starts = range(max(-shift, 0), len(ids) - length - max(shift, 0) + 1, stride)
    return [
        (list(ids[i : i + length]), list(ids[i + shift : i + shift + length]))
        for i in starts
    ]


def _suspect(kind: str, rng: random.Random) -> Suspect:
    ids, length = _text(rng)
    stride = rng.choice((length, length, rng.randint(max(1, length // 2), length)))
    border = len(ids) * 3 // 4
    parts = ids[:border], ids[border:]
    training, held_out = (_cut(part, length, stride) for part in parts)
    if kind == "shifted":
        training, held_out = _shifted(parts, length, stride, rng)
    elif kind == "holed":
        way = rng.choice(("one", "many", "lost"))
        step = {"one": length + 1, "many": rng.randint(length + 2, 2 * length)}
        training, held_out = (
            _cut(part, length, step.get(way, length)) for part in parts
        )
        if way == "lost":
            del training[rng.randrange(1, len(training) - 1)]
    elif kind == "leaking":
        way = rng.choice(("cut first", "early", "copied"))
        if way == "cut first":
            together = _cut(ids, length, max(1, min(stride, length // 2)))
            rng.shuffle(together)
            held_out = together[: len(together) // 5]
            training = together[len(together) // 5 :]
        elif way == "early":
            end = (len(training) - 1) * stride + length + 1  # of what was trained on
            begin = end - rng.randint(length // 2 + 1, 3 * length)
            held_out = _cut(ids[begin:], length, stride)
        else:
            held_out.append(rng.choice(training))
    if rng.random() < 0.8:
        rng.shuffle(training)
        rng.shuffle(held_out)
    return Suspect(kind, training, held_out)


def _shifted(
    parts: Sequence[list[int]], length: int, stride: int, rng: random.Random
) -> list[list[Pair]]:
    """Cut windows whose targets are wrong: all of them, or those held back."""
    way = rng.choice(("stride", "stride", "not at all", "back", "round", "held out"))
    further = max(2, stride)
    if way == "round":  # the last target is the window's own first token
        return [
            [(row, row[1:] + row[:1]) for row, _ in _cut(part, length, stride)]
            for part in parts
        ]
    by = {"stride": further, "not at all": 0, "back": -1}.get(way, 1)
    last = further if way == "held out" else by
    return [_cut(parts[0], length, stride, by), _cut(parts[1], length, stride, last)]
