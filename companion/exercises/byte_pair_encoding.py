"""Exercises of notebook 04: a tokenizer in five steps, and a pattern to mend."""

from __future__ import annotations

import random
import warnings
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from itertools import pairwise

import regex

from ..byte_pair_encoding import GPT2_PATTERN, gpt2_ranks, train
from ..corpora import load_parallel
from .records import Challenge, Exercise, Mistake

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


def _best_pair_lowest_of_ties(ids: Sequence[int]) -> Pair:
    counts = Counter(pairwise(ids))
    return max(sorted(counts), key=lambda pair: counts[pair])


def _best_pair_side_by_side(ids: Sequence[int]) -> Pair:
    counts = Counter(zip(ids[::2], ids[1::2], strict=False))
    return max(counts, key=lambda pair: counts[pair])


def _best_pair_with_count(ids: Sequence[int]) -> tuple[Pair, int]:
    pair = _best_pair(ids)
    return pair, Counter(pairwise(ids))[pair]


def _best_pair_in_a_list(ids: Sequence[int]) -> list[tuple[Pair, int]]:
    return Counter(pairwise(ids)).most_common(1)


def _two_best_ids(ids: Sequence[int]) -> Pair:
    (first, _), (second, _) = (Counter(ids).most_common(2) * 2)[:2]
    return first, second


def _rarest_pair(ids: Sequence[int]) -> Pair:
    counts = Counter(pairwise(ids))
    return min(counts, key=lambda pair: counts[pair])


def _last_of_most_common(ids: Sequence[int]) -> Pair:
    return Counter(pairwise(ids)).most_common()[-1][0]


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


def _encode_code_points(word: str, merges: Merges) -> list[int]:
    ids = [ord(letter) for letter in word]
    for pair, new in merges.items():
        ids = _merge(ids, pair, new)
    return ids


def _encode_letters(word: str, merges: Merges) -> list[str]:
    return list(word)


def _encode_neighbours_once(word: str, merges: Merges) -> list[int]:
    ids = list(word.encode())
    return [merges.get(pair, pair[0]) for pair in pairwise(ids)]


def _encode_by_pair(word: str, merges: Merges) -> list[int]:
    return _encode(word, dict(sorted(merges.items())))


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


def _merge_without_skipping(ids: Sequence[int], pair: Pair, new: int) -> list[int]:
    merged = [
        new if (first, second) == pair else first for first, second in pairwise(ids)
    ]
    return [*merged, *ids[-1:]]


def _merge_first_place(ids: Sequence[int], pair: Pair, new: int) -> list[int]:
    for place, found in enumerate(pairwise(ids)):
        if found == pair:
            return [*ids[:place], new, *ids[place + 2 :]]
    return list(ids)


def _merge_from_the_right(ids: Sequence[int], pair: Pair, new: int) -> list[int]:
    return _merge(ids[::-1], pair[::-1], new)[::-1]


def _merge_side_by_side(ids: Sequence[int], pair: Pair, new: int) -> list[int]:
    merged: list[int] = []
    for place in range(0, len(ids), 2):
        two = tuple(ids[place : place + 2])
        merged += [new] if two == pair else two
    return merged


def _merge_either_way(ids: Sequence[int], pair: Pair, new: int) -> list[int]:
    merged: list[int] = []
    for index in ids:
        if merged and (merged[-1], index) in (pair, pair[::-1]):
            merged[-1] = new
        else:
            merged.append(index)
    return merged


def _merge_losing_the_last(ids: Sequence[int], pair: Pair, new: int) -> list[int]:
    merged, place = [], 0
    while place < len(ids) - 1:
        is_pair = (ids[place], ids[place + 1]) == pair
        merged.append(new if is_pair else ids[place])
        place += 2 if is_pair else 1
    return merged


def _merge_in_pairs_only(ids: Sequence[int], pair: Pair, new: int) -> list[int]:
    return _merge_without_skipping(ids, pair, new)[:-1]


def _merge_nothing(ids: Sequence[int], pair: Pair, new: int) -> list[int]:
    return list(ids)


def _merge_cases(rng: random.Random) -> list[tuple[list[int], Pair, int]]:
    return [
        ([], (1, 2), 256),
        ([1], (1, 2), 256),
        ([1, 2], (1, 2), 256),
        ([3, 1, 2, 1, 2, 4], (1, 2), 256),
        ([1, 1, 1], (1, 1), 256),
        ([2, 1, 1, 1, 1, 1], (1, 1), 300),
        ([2, 1, 2, 1], (1, 2), 256),
        (rng.choices([1, 2, 3], k=12), (1, 2), rng.randint(256, 999)),
    ]


def _train(words: Sequence[Sequence[int]], n_merges: int) -> dict[Pair, int]:
    merges: dict[Pair, int] = {}
    for new in range(256, 256 + n_merges):
        counts: Counter[Pair] = Counter()
        for word in words:
            counts.update(pairwise(word))
        best = max(counts, key=lambda pair: counts[pair])
        merges[best] = new
        words = [_merge(word, best, new) for word in words]
    return merges


def _train_across(words: Sequence[Sequence[int]], n_merges: int) -> dict[Pair, int]:
    return _train([[index for word in words for index in word]], n_merges)


def _train_once(words: Sequence[Sequence[int]], n_merges: int) -> dict[Pair, int]:
    counts = Counter(pair for word in words for pair in pairwise(word))
    best = sorted(counts, key=lambda pair: -counts[pair])[:n_merges]
    return {pair: 256 + place for place, pair in enumerate(best)}


def _train_without_merging(
    words: Sequence[Sequence[int]], n_merges: int
) -> dict[Pair, int]:
    (best,) = _train(words, 1)
    return {best: 255 + n_merges}


def _train_last_of_ties(
    words: Sequence[Sequence[int]], n_merges: int
) -> dict[Pair, int]:
    merges: dict[Pair, int] = {}
    for new in range(256, 256 + n_merges):
        counts = Counter(pair for word in words for pair in pairwise(word))
        best = max(reversed(counts), key=lambda pair: counts[pair])
        merges[best] = new
        words = [_merge(word, best, new) for word in words]
    return merges


def _train_distinct(words: Sequence[Sequence[int]], n_merges: int) -> dict[Pair, int]:
    return _train(list(dict.fromkeys(map(tuple, words))), n_merges)


def _train_from(
    first: int,
) -> Callable[[Sequence[Sequence[int]], int], dict[Pair, int]]:
    def answer(words: Sequence[Sequence[int]], n_merges: int) -> dict[Pair, int]:
        merges = _train(words, n_merges)
        moved = {new: first + new - 256 for new in merges.values()}
        return {
            (moved.get(one, one), moved.get(two, two)): moved[new]
            for (one, two), new in merges.items()
        }

    return answer


def _train_all_256(words: Sequence[Sequence[int]], n_merges: int) -> dict[Pair, int]:
    return dict.fromkeys(_train(words, n_merges), 256)


def _words(numbers: Mapping[str, int]) -> list[list[int]]:
    return [list(word.encode()) for word, n in numbers.items() for _ in range(n)]


def _train_cases(rng: random.Random) -> list[tuple[list[list[int]], int]]:
    tea = _words({"tea": 5, "eat": 4, "seat": 3, "team": 2})
    drawn = ["".join(rng.choices("abc", k=rng.randint(4, 6))) for _ in range(6)]
    return [
        ([[97, 98]], 1),
        (tea, 1),
        (tea, 4),
        (_words({"ab": 1, "cab": 1, "cd": 3}), 2),
        (_words({"aaaa": 2, "baaa": 1, "é": 1}), 2),
        # Border to border is b, a: as often as anything within.
        (_words({"ab": 6, "xy": 5}), 2),
        (_words(dict.fromkeys(drawn, 2)), 3),
    ]


def _encode_text(text: str, pattern: str) -> list[int]:
    ranks = gpt2_ranks()
    ids: list[int] = []
    for piece in regex.findall(pattern, text):
        parts = [bytes([value]) for value in piece.encode()]
        while True:
            known = [a + b for a, b in pairwise(parts) if a + b in ranks]
            if not known:
                break
            parts = _joined(parts, min(known, key=lambda token: ranks[token]))
        ids += [ranks[part] for part in parts]
    return ids


def _joined(parts: Sequence[bytes], token: bytes) -> list[bytes]:
    joined: list[bytes] = []
    for part in parts:
        if joined and joined[-1] + part == token:
            joined[-1] = token
        else:
            joined.append(part)
    return joined


def _longest_of_ranks(text: str, pattern: str) -> list[int]:
    ranks = gpt2_ranks()
    ids = []
    for piece in regex.findall(pattern, text):
        rest = piece.encode()
        while rest:
            size = max(n for n in range(1, len(rest) + 1) if rest[:n] in ranks)
            ids.append(ranks[rest[:size]])
            rest = rest[size:]
    return ids


def _leftmost_of_ranks(text: str, pattern: str) -> list[int]:
    ranks = gpt2_ranks()
    ids: list[int] = []
    for piece in regex.findall(pattern, text):
        parts = [bytes([value]) for value in piece.encode()]
        place = 0
        while place < len(parts) - 1:
            if parts[place] + parts[place + 1] in ranks:
                parts[place : place + 2] = [parts[place] + parts[place + 1]]
                place = 0
            else:
                place += 1
        ids += [ranks[part] for part in parts]
    return ids


def _highest_of_ranks(text: str, pattern: str) -> list[int]:
    ranks = gpt2_ranks()
    ids: list[int] = []
    for piece in regex.findall(pattern, text):
        parts = [bytes([value]) for value in piece.encode()]
        while known := [a + b for a, b in pairwise(parts) if a + b in ranks]:
            parts = _joined(parts, max(known, key=lambda token: ranks[token]))
        ids += [ranks[part] for part in parts]
    return ids


def _tokens_of_ranks(text: str, pattern: str) -> list[bytes]:
    token_of = {rank: token for token, rank in gpt2_ranks().items()}
    return [token_of[index] for index in _encode_text(text, pattern)]


def _ranks_of_bytes(text: str, pattern: str) -> list[int]:
    ranks = gpt2_ranks()
    return [ranks[bytes([value])] for value in text.encode()]


def _bytes_of_text(text: str, pattern: str) -> list[int]:
    return list(text.encode())


def _gpt2_cases(rng: random.Random) -> list[tuple[str, str]]:
    texts = [
        "",
        "egg",
        "Akwirw ier",
        "otherworldly",
        "How many r are in strawberry?",
        "1234567 + 1",
        "It's naïve.\n\n  Zoë",
        "नींद 👍🏽",
        " ".join(rng.sample(_ODD_WORDS, k=4)),
    ]
    return [*((text, GPT2_PATTERN) for text in texts), ("tea-cup, tea", r"\S+|\s+")]


_ODD_WORDS = (
    *("committee", "someunknownPlace", "Alvazska", "terracesof", "unbelievable"),
    *("abcabcabc", "underwhelmed", "baga", "tokenization", "sunlit"),
)


# The challenge: a pattern, judged by what it lets a small vocabulary learn.

_V = 1_000
_LONGEST, _LETTERS_ALLOWED = 200, 12
_NAMES = regex.compile(r"\\[pP]\{[^}]*\}|\[:[^]]*:\]|\\[xuN][\da-fA-F{}]*|\\[A-Za-z]")


@cache
def _sentences() -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    return load_parallel("training"), load_parallel("test")


def _tokens_of_unseen(pattern: str) -> float:
    training, test = _sentences()
    total = 0
    for language, sentences in training.items():
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # that no pair is left to merge
            tokenizer = train(sentences, _V, pattern=pattern)
        total += sum(len(tokenizer.encode(sentence)) for sentence in test[language])
    return float(total)


def _score(pattern: Callable[[], str]) -> float:
    return _tokens_of_unseen(pattern())


def _validate(pattern: Callable[[], str]) -> str:
    written = pattern()
    if not isinstance(written, str):
        return (
            f"Your function returned {written!r}: it must return a pattern, a string."
        )
    if len(written) > _LONGEST:
        return (
            f"Your pattern has {len(written)} characters; {_LONGEST} are allowed, so "
            "that it says rules and not words."
        )
    spelt = regex.findall(r"\p{L}", _NAMES.sub("", written))
    if len(spelt) > _LETTERS_ALLOWED:
        return (
            f"Your pattern has {len(spelt)} plain letters; {_LETTERS_ALLOWED} are "
            "allowed, so that it names kinds of characters and spells no words out."
        )
    try:
        compiled = regex.compile(written)
    except regex.error as error:
        return f"Your pattern is malformed: {error}."
    for part in _sentences():
        for sentences in part.values():
            for sentence in sentences:
                found = "".join(match.group() for match in compiled.finditer(sentence))
                if found != sentence:
                    return (
                        f"Your pattern loses text: of {sentence!r} it finds {found!r}. "
                        "Every character must be in some piece."
                    )
    return ""


def _pattern() -> str:
    return (
        r" ?[\p{L}\p{M}\p{N}\u200c]+[^\s\p{L}\p{M}\p{N}]*"
        r"| ?\S+|\s+"
    )


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
                "You broke ties by the IDs, as sorting does; the rule is the place in "
                "the list, and a Counter keeps that order by itself.",
                _best_pair_lowest_of_ties,
            ),
            Mistake(
                "You returned the count as well, as most_common does: only the pair is "
                "needed.",
                _best_pair_with_count,
            ),
            Mistake(
                "most_common(1) is a list with one entry, a pair and its count: the "
                "pair alone is most_common(1)[0][0].",
                _best_pair_in_a_list,
            ),
            Mistake(
                "You took the two most frequent IDs. They may never stand side by "
                "side: count pairs of neighbours.",
                _two_best_ids,
            ),
            Mistake(
                "You took the rarest pair: min instead of max?",
                _rarest_pair,
            ),
            Mistake(
                "You took the last of most_common, which is the rarest pair.",
                _last_of_most_common,
            ),
            Mistake(
                "You cut the list into pairs side by side. Neighbouring pairs share "
                "an ID: (1, 2) and (2, 3) are both in [1, 2, 3].",
                _best_pair_side_by_side,
            ),
        ),
    ),
    Exercise(
        name="04.merge",
        task="Replace the pair by the new ID wherever it stands, from left to right, "
        "and return the new list. An ID can be part of one pair only.",
        starter="def merge(ids, pair, new):\n    # your code\n    ...\n",
        hints=(
            "Walk through the list with a place that you move yourself: a while loop.",
            "Where the pair begins, append new and move on by 2; otherwise append the "
            "ID and move on by 1.",
            "Compare with (ids[place], ids[place + 1]) == pair, and mind the last "
            "place, which has no neighbour.",
        ),
        solution=_merge,
        cases=_merge_cases,
        lesson="This one function is half of a tokenizer: training calls it, and so "
        "does encoding.",
        mistakes=(
            Mistake(
                "You left the second ID of the pair where it was: after a pair go on "
                "behind it.",
                _merge_without_skipping,
            ),
            Mistake("You made the merge at the first place only.", _merge_first_place),
            Mistake(
                "You went from the right. In 1, 1, 1 the pair 1, 1 stands on the left "
                "first.",
                _merge_from_the_right,
            ),
            Mistake(
                "You looked at places 0 and 1, 2 and 3 and so on: a pair may begin at "
                "any place.",
                _merge_side_by_side,
            ),
            Mistake(
                "You merged the two IDs in either order: (1, 2) is not (2, 1).",
                _merge_either_way,
            ),
            Mistake(
                "You lost the last ID where no pair ends the list.",
                _merge_losing_the_last,
            ),
            Mistake(
                "You append one ID for each pair of neighbours. So the last ID is "
                "missing, and after a merge the second ID of the pair is still there.",
                _merge_in_pairs_only,
            ),
            Mistake(
                "You merged nothing. Do you compare a list with a tuple? [1, 2] never "
                "equals (1, 2): tuple(ids[place : place + 2]) does.",
                _merge_nothing,
            ),
        ),
    ),
    Exercise(
        name="04.train",
        task="Make n_merges merges, each of the most frequent pair within the words, "
        "of equally frequent ones the first. Return a dictionary from pair to new ID, "
        "from 256 on.",
        starter="def train_words(words, n_merges):\n    # your code\n    ...\n",
        hints=(
            "One Counter for all words: counts.update(pairwise(word)) for each word.",
            "After each merge the words are others: merge in every word, and count "
            "anew.",
            "max(counts, key=counts.get) returns the first of the most frequent pairs.",
        ),
        solution=_train,
        cases=_train_cases,
        lesson="Ten lines train a tokenizer. Everything else is speed.",
        mistakes=(
            Mistake(
                "You joined the words to one list, so pairs reach across their "
                "borders.",
                _train_across,
            ),
            Mistake(
                "You counted once and took the most frequent pairs of the beginning. "
                "After a merge there are new pairs: merge in the words, and count "
                "again.",
                _train_once,
            ),
            Mistake(
                "You did not merge in the words, so the same pair is the most frequent "
                "again and again. After each choice: merge it in every word.",
                _train_without_merging,
            ),
            Mistake(
                "Of equally frequent pairs you took the last; the rule is the first.",
                _train_last_of_ties,
            ),
            Mistake(
                "You counted equal words once. A word that comes five times counts "
                "five times.",
                _train_distinct,
            ),
            Mistake(
                "You began with the ID 0, which is a byte: the first free ID is 256.",
                _train_from(0),
            ),
            Mistake(
                "You began with the ID 257: the first free ID is 256, since the bytes "
                "have 0 to 255.",
                _train_from(257),
            ),
            Mistake(
                "You gave every merge the ID 256: the second has 257, and so on.",
                _train_all_256,
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
                "You made each merge at the first place only. A pair may come again, "
                "as in 'lowlow'.",
                _encode_first_places,
            ),
            Mistake("You returned the bytes and made no merge.", _encode_bytes),
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
            Mistake(
                "You sorted the merges by their pairs: the dictionary already has the "
                "order learned.",
                _encode_by_pair,
            ),
        ),
    ),
    Exercise(
        name="04.gpt2",
        task="Encode a text with gpt2.ranks: cut it with the pattern, begin with the "
        "bytes of each piece, and as long as two neighbours together have a rank, join "
        "those whose rank is lowest. Return the ranks of what is left.",
        starter="def encode_text(text, pattern):\n    # your code\n    ...\n",
        hints=(
            "regex.findall(pattern, text) gives the pieces. For each of them start "
            "with parts = [bytes([value]) for value in piece.encode()].",
            "The ranks hold no pairs, only tokens: two neighbours may be merged if "
            "first + second in gpt2.ranks.",
            "In a loop: collect the first + second that have a rank, take the one with "
            "the lowest, join it wherever it stands, and end when there is none.",
        ),
        solution=_encode_text,
        cases=_gpt2_cases,
        lesson="With GPT-2's pattern and ranks these are the IDs that GPT-2 reads. You "
        "have built its tokenizer.",
        mistakes=(
            Mistake(
                "You took the longest token that fits, from the left. The lowest rank "
                "decides, wherever in the piece it is.",
                _longest_of_ranks,
            ),
            Mistake(
                "You joined the first pair that has a rank. The lowest rank decides, "
                "since it was learned first.",
                _leftmost_of_ranks,
            ),
            Mistake(
                "You joined the pair with the highest rank; the lowest was learned "
                "first.",
                _highest_of_ranks,
            ),
            Mistake(
                "You did not cut the text with the pattern that you are given, so "
                "merges reach over its borders.",
                lambda text, pattern: _encode_text(text, r"(?s).+"),
            ),
            Mistake(
                "You returned the tokens: look up the rank of each, that is its ID.",
                _tokens_of_ranks,
            ),
            Mistake(
                "You joined nothing: each piece is still single bytes.",
                _ranks_of_bytes,
            ),
            Mistake(
                "You returned bytes. GPT-2's IDs are its ranks, also for a single "
                "byte: gpt2.ranks[b'a'] is not 97.",
                _bytes_of_text,
            ),
        ),
    ),
)

CHALLENGE = Challenge(
    name="04.mend-the-pattern",
    task="Return a pattern with which the tokenizers of ten languages need as few "
    "tokens as you can for sentences that they have not seen.",
    starter="def pattern():\n"
    '    words = r" ?\\p{L}+| ?\\p{N}+"\n'
    '    rest = r" ?[^\\s\\p{L}\\p{N}]+|\\s+"\n'
    '    return words + "|" + rest\n',
    hints=(
        "Which pieces does regex.findall(pattern(), ...) make of the Hindi and of the "
        "Persian sentences? A sign that is no letter ends the word.",
        r"\p{M} are marks such as vowel signs; \u200c is the non-joiner of Persian. "
        "Both may stand in the class of letters.",
        "A full stop nearly always follows a word. Does it have to be a piece of its "
        "own? And whose is the space?",
    ),
    solution=_pattern,
    lesson="A pattern decides what can ever be learned. Fewer tokens are not all, "
    "though: tea. and tea! are two tokens now, and a model must learn both.",
    score=_score,
    unit="tokens for 120 unseen sentences",
    baselines=(
        ("every character by itself", 3_470.0),
        ("no pattern: a sentence is one piece", 1_877.0),
        ("GPT-2's pattern", 1_699.0),
        (r"GPT-2's pattern with \p{M} among the letters", 1_588.0),
        ("cut at spaces only", 1_516.0),
    ),
    reference=1_501.0,
    higher_is_better=False,
    validate=_validate,
)
