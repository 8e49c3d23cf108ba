"""Exercises of notebook 04: choosing a pair, replaying merges, decoding, new IDs."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import pairwise

from .records import Exercise, Mistake

Pair = tuple[int, int]
Merges = Mapping[Pair, int]

_LETTERS = "lowerst"
# lo, low, er, es, est, then three that replay and other ways treat differently:
# we, le, lest.
_MERGES: dict[Pair, int] = {
    (108, 111): 256,
    (256, 119): 257,
    (101, 114): 258,
    (101, 115): 259,
    (259, 116): 260,
    (119, 101): 261,
    (108, 101): 262,
    (108, 260): 263,
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


def _best_pair(ids: Sequence[int]) -> Pair:
    counts = Counter(pairwise(ids))
    return max(counts, key=lambda pair: counts[pair])


def _best_pair_last(ids: Sequence[int]) -> Pair:
    counts = Counter(pairwise(ids))
    return max(reversed(counts), key=lambda pair: counts[pair])


def _best_pair_greatest(ids: Sequence[int]) -> Pair:
    return max(pairwise(ids))


def _best_pair_by_number(ids: Sequence[int]) -> Pair:
    counts = Counter(pairwise(ids))
    return max(counts, key=lambda pair: (counts[pair], pair))


def _best_pair_side_by_side(ids: Sequence[int]) -> Pair:
    counts = Counter(zip(ids[::2], ids[1::2], strict=False))
    return max(counts, key=lambda pair: counts[pair])


def _best_pair_cases(rng: random.Random) -> list[tuple[list[int]]]:
    return [
        ([1, 2],),
        ([2, 3, 1, 2, 1, 2, 3],),
        ([9, 9, 9, 1, 2, 1, 2, 1],),
        ([1, 2, 3, 2, 3],),
        ([5, 6, 7, 8, 9],),
        (rng.choices(range(4), k=14),),
    ]


def _merge(ids: Sequence[int], pair: Pair, new: int) -> list[int]:
    merged: list[int] = []
    for index in ids:
        if merged and (merged[-1], index) == pair:
            merged[-1] = new
        else:
            merged.append(index)
    return merged


def _encode(word: str, merges: Merges) -> list[int]:
    ids = list(word.encode())
    for pair, new in merges.items():
        ids = _merge(ids, pair, new)
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
        ids = _merge(ids, pair, new)
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


def _encode_cases(rng: random.Random) -> list[tuple[str, dict[Pair, int]]]:
    letters = "".join(rng.choices(_LETTERS, k=9))
    words = ["", "low", "lowest", "lower", "slower", "west", "lest", "loé", letters]
    words += ["lowlow", "ererlolo"]
    other = _disguise(rng)
    disguised = _disguised_merges(other)
    return [
        *((word, dict(_MERGES)) for word in words),
        *((word.translate(other), disguised) for word in ("low", "slowest", letters)),
    ]


def _decode(ids: Sequence[int], merges: Merges) -> str:
    tokens = _tokens(merges)
    return b"".join(tokens[index] for index in ids).decode("utf-8", errors="replace")


def _decode_one_by_one(ids: Sequence[int], merges: Merges) -> str:
    tokens = _tokens(merges)
    return "".join(tokens[index].decode("utf-8", errors="replace") for index in ids)


def _decode_ignoring(ids: Sequence[int], merges: Merges) -> str:
    tokens = _tokens(merges)
    return b"".join(tokens[index] for index in ids).decode("utf-8", errors="ignore")


def _decode_as_latin(ids: Sequence[int], merges: Merges) -> str:
    tokens = _tokens(merges)
    return b"".join(tokens[index] for index in ids).decode("latin-1")


def _decode_as_bytes(ids: Sequence[int], merges: Merges) -> bytes:
    tokens = _tokens(merges)
    return b"".join(tokens[index] for index in ids)


def _decode_cases(rng: random.Random) -> list[tuple[list[int], dict[Pair, int]]]:
    words = ["", "lowest", "café", "너 slow"]
    cases = [(_encode(word, _MERGES), dict(_MERGES)) for word in words]
    cases.append(([257, 195], dict(_MERGES)))
    cases.append((rng.choices([*_MERGES.values(), 32, 195, 169], k=7), dict(_MERGES)))
    cases.append(([258, 32, 263], _disguised_merges(_disguise(rng))))
    return cases


def _special_ids(merges: Merges, specials: Sequence[str]) -> dict[str, int]:
    first = 256 + len(merges)
    return {special: first + place for place, special in enumerate(specials)}


def _special_ids_after_bytes(merges: Merges, specials: Sequence[str]) -> dict[str, int]:
    return {special: 256 + place for place, special in enumerate(specials)}


def _special_ids_on_the_last(merges: Merges, specials: Sequence[str]) -> dict[str, int]:
    first = 255 + len(merges)
    return {special: first + place for place, special in enumerate(specials)}


def _special_ids_one_late(merges: Merges, specials: Sequence[str]) -> dict[str, int]:
    first = 257 + len(merges)
    return {special: first + place for place, special in enumerate(specials)}


def _special_ids_all_one(merges: Merges, specials: Sequence[str]) -> dict[str, int]:
    return dict.fromkeys(specials, 256 + len(merges))


def _special_ids_cases(
    rng: random.Random,
) -> list[tuple[dict[Pair, int], list[str]]]:
    some = dict(list(_MERGES.items())[: rng.randint(1, 5)])
    return [
        ({}, ["<|endoftext|>"]),
        (dict(_MERGES), ["<|endoftext|>"]),
        (dict(_MERGES), ["<|endoftext|>", "<|pad|>"]),
        (some, ["<|user|>", "<|model|>", "<|endoftext|>"]),
    ]


EXERCISES: tuple[Exercise, ...] = (
    Exercise(
        name="04.best-pair",
        task="Return the pair of neighbours that occurs most often in the IDs, as a "
        "tuple; of equally frequent ones the first in the list.",
        starter="def best_pair(ids):\n    # your code\n    ...\n",
        hints=(
            "Counter(pairwise(ids)) counts the pairs and keeps the order in which "
            "they first came.",
            "max(counts, key=counts.get) returns the first of the greatest.",
        ),
        solution=_best_pair,
        cases=_best_pair_cases,
        lesson="With the tie rule written down, everyone who trains on this text gets "
        "the same merges.",
        mistakes=(
            Mistake(
                "Of equally frequent pairs you took the last; the rule is the first.",
                _best_pair_last,
            ),
            Mistake(
                "You took the pair with the greatest IDs. max needs key=counts.get, "
                "or it compares the pairs themselves.",
                _best_pair_greatest,
            ),
            Mistake(
                "You broke ties by the IDs; the rule is the place in the list.",
                _best_pair_by_number,
            ),
            Mistake(
                "You cut the list into pairs side by side. Neighbouring pairs share "
                "an ID: (1, 2) and (2, 3) are both in [1, 2, 3].",
                _best_pair_side_by_side,
            ),
        ),
    ),
    Exercise(
        name="04.replay",
        task="Encode a word: start from its bytes and make each merge, in the order of "
        "the dictionary, wherever it applies. Return the list of IDs.",
        starter="def encode(word, merges):\n    # your code\n    ...\n",
        hints=(
            "list(word.encode()) are the bytes, which are IDs already.",
            "The function merge of section 2 makes one merge; call it once for each "
            "pair in merges.items().",
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
                "You made each merge at the first place only. A pair may come again, "
                "as in 'lowlow'.",
                _encode_first_places,
            ),
            Mistake("You returned the bytes and made no merge.", _encode_bytes),
        ),
    ),
    Exercise(
        name="04.special-ids",
        task="Give each special token an ID: the first after the 256 bytes and the "
        "merges, then the next ones, in the order given. Return a dictionary.",
        starter="def special_ids(merges, specials):\n    # your code\n    ...\n",
        hints=(
            "The merges have the IDs from 256 to 255 + len(merges).",
            "enumerate(specials, start=...) counts on from the first free ID.",
        ),
        solution=_special_ids,
        cases=_special_ids_cases,
        lesson="An ID that stands for two things decodes to one of them. The mark for "
        "the end of a text must not be a piece of a word.",
        mistakes=(
            Mistake(
                "You began at 256, which is the ID of the first merge.",
                _special_ids_after_bytes,
            ),
            Mistake(
                "Your first ID is that of the last merge: the free ones begin one "
                "later.",
                _special_ids_on_the_last,
            ),
            Mistake(
                "You left one ID out: the first free one is 256 + len(merges).",
                _special_ids_one_late,
            ),
            Mistake("You gave all of them the same ID.", _special_ids_all_one),
        ),
    ),
    Exercise(
        name="04.decode",
        task="Turn IDs back into a text. A merge stands for the bytes of its two "
        "parts, which may be merges themselves. Where the bytes are no UTF-8, put "
        "U+FFFD, as bytes.decode('utf-8', errors='replace') does.",
        starter="def decode(ids, merges):\n    # your code\n    ...\n",
        hints=(
            "Build a dictionary from ID to bytes: first the 256 bytes, then each merge "
            "from the bytes of its parts.",
            "Join all bytes before you decode: a character may lie across two tokens.",
        ),
        solution=_decode,
        cases=_decode_cases,
        lesson="Tokens are bytes; only all of them together are a text.",
        mistakes=(
            Mistake(
                "You decoded token by token, so a character that lies across two of "
                "them became two U+FFFD: join the bytes first.",
                _decode_one_by_one,
            ),
            Mistake(
                "You dropped bytes that are no UTF-8; the reader should see that "
                "something is missing.",
                _decode_ignoring,
            ),
            Mistake(
                "You turned every byte into a character of its own, as in Latin-1: "
                "é became Ã©.",
                _decode_as_latin,
            ),
            Mistake(
                "You returned bytes: decode them at the end.",
                _decode_as_bytes,
            ),
        ),
    ),
)
