"""Exercise 01.lengths."""

from __future__ import annotations

import random

from ... import tokenization
from ..records import Exercise, Mistake
from .shared import sentence


def _lengths(text: str) -> tuple[int, int]:
    return len(text), len(text.encode("utf-8"))


def _lengths_cases(rng: random.Random) -> list[tuple[str]]:
    return [
        ("",),
        ("tea",),
        ("naïve",),
        ("👍",),
        ("cafe\u0301",),
        (" tea\n",),
        ("👩‍🚀",),
        (sentence(rng, " ,"),),
    ]


EXERCISE = Exercise(
    name="01.lengths",
    task="Return the length of a text in code points and in UTF-8 bytes, as a pair.",
    starter="def lengths(text):\n    # your code\n    ...\n",
    hints=(
        "len counts the code points of a str, and the bytes of a bytes.",
        'text.encode("utf-8") turns the text into bytes.',
    ),
    solution=_lengths,
    cases=_lengths_cases,
    lesson="One text, two lengths: they agree only where every character is ASCII.",
    mistakes=(
        Mistake(
            "You returned the two lengths in the other order: code points first.",
            lambda text: _lengths(text)[::-1],
        ),
        Mistake(
            "You counted the code points twice: len(text) never sees the bytes.",
            lambda text: (len(text), len(text)),
        ),
        Mistake(
            "You counted the bytes of UTF-16, which spends at least two on each "
            "code point and two more on a mark at the start.",
            lambda text: (len(text), len(text.encode("utf-16"))),
        ),
        Mistake(
            "You counted what a reader sees as one character. An accent may be a "
            "code point of its own, and the joiner in an emoji is one too.",
            lambda text: tokenization.count_units(text)[::2],
        ),
        Mistake(
            "You returned one number, the code points: return both, as a pair.",
            len,
        ),
        Mistake(
            "You returned one number, the bytes: return both, as a pair.",
            lambda text: len(text.encode("utf-8")),
        ),
        Mistake(
            "Your second value is the bytes themselves: their number is asked.",
            lambda text: (len(text), text.encode("utf-8")),
        ),
    ),
)
