"""Exercise 04.replay."""

from __future__ import annotations

import random
from collections.abc import Mapping
from itertools import pairwise

from ..records import Exercise, Mistake
from .replaying import REPLAYING
from .shared import Merges, Pair, merge

_LETTERS = "lowerst"


# lo, low, er, es, est, then four that replay and other ways treat differently:
# we, le, lest, sl.
_MERGES: dict[Pair, int] = {
    (108, 111): 256,
    (256, 119): 257,
    (101, 114): 258,
    (101, 115): 259,
    (259, 116): 260,
    (119, 101): 261,
    (108, 101): 262,
    (108, 260): 263,
    (115, 108): 264,
}


def _disguise(rng: random.Random) -> dict[int, int]:
    """Return other letters, drawn at random, for those of the merges above."""
    others = sorted(set(range(ord("a"), ord("z") + 1)) - set(map(ord, _LETTERS)))
    return dict(zip(map(ord, _LETTERS), rng.sample(others, k=7), strict=False))


def _disguised_merges(other: Mapping[int, int]) -> dict[Pair, int]:
    return {
        (other.get(first, first), other.get(second, second)): new
        for (first, second), new in _MERGES.items()
    }


def _encode(word: str, merges: Merges) -> list[int]:
    ids = list(word.encode())
    for pair, new in merges.items():
        ids = merge(ids, pair, new)
    return ids


def _tokens(merges: Merges) -> dict[int, bytes]:
    tokens = {value: bytes([value]) for value in range(256)}
    for (first, second), new in merges.items():
        tokens[new] = tokens[first] + tokens[second]
    return tokens


def _encode_longest(word: str, merges: Merges) -> list[int]:
    ids_of = {token: index for index, token in _tokens(merges).items()}
    piece, ids = word.encode(), []
    while piece:
        size = max(n for n in range(1, len(piece) + 1) if piece[:n] in ids_of)
        ids.append(ids_of[piece[:size]])
        piece = piece[size:]
    return ids


def _encode_first_places(word: str, merges: Merges) -> list[int]:
    ids = list(word.encode())
    for pair, new in merges.items():
        if pair in (pairs := list(pairwise(ids))):
            place = pairs.index(pair)
            ids[place : place + 2] = [new]
    return ids


def _encode_backwards(word: str, merges: Merges) -> list[int]:
    ids = list(word.encode())
    for pair, new in reversed(list(merges.items())):
        ids = merge(ids, pair, new)
    return ids


def _encode_from_the_left(word: str, merges: Merges) -> list[int]:
    ids: list[int] = []
    for index in word.encode():
        ids.append(index)
        while len(ids) > 1 and (ids[-2], ids[-1]) in merges:
            ids[-2:] = [merges[ids[-2], ids[-1]]]
    return ids


def _encode_bytes(word: str, merges: Merges) -> list[int]:
    return list(word.encode())


def _encode_code_points(word: str, merges: Merges) -> list[int]:
    ids = [ord(letter) for letter in word]
    for pair, new in merges.items():
        ids = merge(ids, pair, new)
    return ids


def _encode_letters(word: str, merges: Merges) -> list[str]:
    return list(word)


def _encode_neighbours_once(word: str, merges: Merges) -> list[int]:
    ids = list(word.encode())
    return [merges.get(pair, pair[0]) for pair in pairwise(ids)]


def _one_pass(ids: list[int], merges: Merges) -> list[int]:
    """Merge from left to right whatever two neighbours can be merged."""
    merged: list[int] = []
    place = 0
    while place < len(ids):
        pair = (ids[place], ids[place + 1] if place + 1 < len(ids) else -1)
        merged.append(merges.get(pair, ids[place]))
        place += 2 if pair in merges else 1
    return merged


def _encode_in_passes(word: str, merges: Merges) -> list[int]:
    ids = list(word.encode())
    while (merged := _one_pass(ids, merges)) != ids:
        ids = merged
    return ids


def _encode_newest_first(word: str, merges: Merges) -> list[int]:
    ids = list(word.encode())
    while pairs := [pair for pair in pairwise(ids) if pair in merges]:
        newest = max(pairs, key=lambda pair: merges[pair])
        ids = merge(ids, newest, merges[newest])
    return ids


def _encode_by_counts(word: str, merges: Merges) -> list[int]:
    ids = list(word.encode())
    while pairs := list(pairwise(ids)):
        commonest = max(pairs, key=pairs.count)
        if commonest not in merges:
            break
        ids = merge(ids, commonest, merges[commonest])
    return ids


def _encode_with_one_merge(word: str, merges: Merges) -> list[int]:
    ids = list(word.encode())
    for pair, new in merges.items():
        if pair in pairwise(ids):
            return merge(ids, pair, new)
    return ids


def _encode_by_pair(word: str, merges: Merges) -> list[int]:
    return _encode(word, dict(sorted(merges.items())))


def _encode_cases(rng: random.Random) -> list[tuple[str, dict[Pair, int]]]:
    letters = "".join(rng.choices(_LETTERS, k=9))
    words = ["", "low", "lowest", "lower", "slower", "west", "lest", "loé", letters]
    words += ["lowlow", "ererlolo", "LoWest", "esl", "werer", " low", "lowe"]
    other = _disguise(rng)
    disguised = _disguised_merges(other)
    return [
        *((word, dict(_MERGES)) for word in words),
        *((word.translate(other), disguised) for word in ("low", "slowest", letters)),
    ]


EXERCISE = Exercise(
    name="04.replay",
    task="Encode a word: start from its bytes and make each merge, in the order of "
    "the dictionary, wherever it applies. Return the list of IDs.",
    starter="def encode(word, merges):\n    # your code\n    ...\n",
    hints=(
        "list(word.encode()) are the bytes, which are IDs already.",
        "The function merge makes one merge; call it once for each pair in "
        "merges.items().",
    ),
    solution=_encode,
    cases=_encode_cases,
    lesson="Encoding asks the same questions in the same order as training did, so "
    "the training text comes out as it was left.",
    mistakes=(
        Mistake(
            "You took the longest token that fits, from the left. In 'lower' that "
            "is 'low'; the merges agree there, but not in 'west'.",
            _encode_longest,
        ),
        Mistake(
            "You made the merges from the last to the first: a pair can only be "
            "merged after its parts have been.",
            _encode_backwards,
        ),
        Mistake(
            "You merged whatever pair came first from the left; the merge learned "
            "first goes first.",
            _encode_from_the_left,
        ),
        Mistake(
            "You went once through the word and merged what could be. The merge "
            "learned first goes first, everywhere; the next begins with what it left.",
            lambda word, merges: _one_pass(list(word.encode()), merges),
        ),
        Mistake(
            "You went through the word from the left, again and again, and merged what "
            "could be merged; the merge learned first goes first, wherever it applies.",
            _encode_in_passes,
        ),
        Mistake(
            "Of the merges that apply you made the one learned last; the one learned "
            "first goes first.",
            _encode_newest_first,
        ),
        Mistake(
            "You counted the pairs of this word. That was training; now the order "
            "learned is given, and no pair is counted.",
            _encode_by_counts,
        ),
        Mistake(
            "You stopped after the first merge that applies: go on to the last of the "
            "dictionary.",
            _encode_with_one_merge,
        ),
        Mistake(
            "You made each merge at the first place only. A pair may come again, "
            "as in 'lowlow'.",
            _encode_first_places,
        ),
        Mistake(
            "Nothing is merged in what you returned. Is the list that merge returns "
            "kept? Does the loop go over merges.items()? Does pair come before new in "
            "the call? And pair in ids is never true: ids holds single IDs.",
            _encode_bytes,
        ),
        Mistake(
            "You began with code points: 'é' is one of them, but two bytes. "
            "word.encode() gives the bytes.",
            _encode_code_points,
        ),
        Mistake(
            "Your list holds letters, and no pair of letters is in merges, which "
            "are of numbers: begin with list(word.encode()).",
            _encode_letters,
        ),
        Mistake(
            "You looked up each pair of neighbours once. A merge changes the "
            "list: make one after the other, each on what the last one left.",
            _encode_neighbours_once,
        ),
        *REPLAYING,
        Mistake(
            "You sorted the merges by their pairs: the dictionary already has the "
            "order learned.",
            _encode_by_pair,
        ),
    ),
)
