"""Exercise 01.lengths."""

from __future__ import annotations

import random
import sys
from functools import partial

from ... import tokenization
from ..records import Exercise, Mistake
from .shared import sentence


def _lengths(text: str) -> tuple[int, int]:
    return len(text), len(text.encode("utf-8"))


def _lengths_in(encoding: str, text: str, errors: str = "strict") -> tuple[int, int]:
    """Count the bytes of another encoding."""
    return len(text), len(text.encode(encoding, errors))


def _lengths_up_to_three_bytes(text: str) -> tuple[int, int]:
    """Count bytes by hand, and know nothing of code points with four."""
    return len(text), sum(1 + (ord(c) > 0x7F) + (ord(c) > 0x7FF) for c in text)


def _lengths_cases(rng: random.Random) -> list[tuple[str]]:
    return [
        ("",),
        ("tea",),
        ("naïve",),
        ("👍",),
        ("cafe\u0301",),
        (" egg\n",),
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
            "Both your numbers count one for each code point. In UTF-8 many of these "
            'take more than one byte: count text.encode("utf-8").',
            lambda text: (len(text), len(text)),
        ),
        Mistake(
            "Both your numbers count bytes: the first should be len(text), the code "
            "points.",
            lambda text: (len(text.encode()), len(text.encode())),
        ),
        Mistake(
            "You counted the bytes of UTF-16, which spends at least two on each "
            "code point and two more on a mark at the start.",
            partial(_lengths_in, "utf-16"),
        ),
        Mistake(
            "You counted the bytes of UTF-16, which spends at least two on each "
            "code point: UTF-8 is asked.",
            partial(_lengths_in, "utf-16-le"),
        ),
        Mistake(
            "You counted the bytes of UTF-32, which spends four on each code point and "
            "four more on a mark at the start.",
            partial(_lengths_in, "utf-32"),
        ),
        Mistake(
            "You counted three bytes too many: the encoding utf-8-sig puts a mark at "
            "the start of every text. Plain UTF-8 has none.",
            partial(_lengths_in, "utf-8-sig"),
        ),
        Mistake(
            "ASCII has no bytes for ï or 👍, and with ignore they are left out. UTF-8 "
            "has bytes for every code point.",
            partial(_lengths_in, "ascii", errors="ignore"),
        ),
        Mistake(
            "ASCII has no bytes for ï or 👍, so it stops there. UTF-8 has bytes for "
            "every code point.",
            partial(_lengths_in, "ascii"),
        ),
        Mistake(
            "Latin-1 has one byte for ï and none for 👍, so it stops there. UTF-8 has "
            "bytes for every code point.",
            partial(_lengths_in, "latin-1"),
        ),
        Mistake(
            "You returned three counts: two are asked, the code points and the bytes.",
            tokenization.count_units,
        ),
        Mistake(
            "You counted words: len(text), without split, counts code points.",
            lambda text: (len(text.split()), len(text.encode())),
        ),
        Mistake(
            "str writes the bytes down as Python prints them, as in b'tea', and you "
            "counted those letters. Take len of the bytes themselves.",
            lambda text: (len(text), len(str(text.encode()))),
        ),
        Mistake(
            "bytes(text) stops, since it is not told how to write characters as bytes: "
            "text.encode() writes them as UTF-8.",
            lambda text: (len(text), len(bytes(text))),
        ),
        Mistake(
            'Your second value is 4 for every text. In quotation marks "text" is a '
            "word of four letters, and text without them what you are given.",
            lambda text: (len(text), 4),
        ),
        Mistake(
            "UTF-8 spends four bytes on some code points, such as 👍, and you counted "
            "at most three. text.encode() does it for you.",
            _lengths_up_to_three_bytes,
        ),
        Mistake(
            "You counted how much memory Python takes for the text, and it holds more "
            "than the text's bytes.",
            lambda text: (len(text), sys.getsizeof(text)),
        ),
        Mistake(
            "A set has each code point once, however often it stands in the text.",
            lambda text: (len(set(text)), len(text.encode())),
        ),
        Mistake(
            "You counted bits: eight of them are one byte.",
            lambda text: (len(text), 8 * len(text.encode())),
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
