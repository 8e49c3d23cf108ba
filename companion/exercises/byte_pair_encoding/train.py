"""Exercise 04.train."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise

from ..records import Exercise, Mistake
from .counting import COUNTING
from .shared import (
    SIDE_BY_SIDE,
    WRONG_CHOICES,
    Pair,
    first_of_the_most,
    merge,
    neighbours,
    side_by_side,
)


def _train(words: Sequence[Sequence[int]], n_merges: int) -> dict[Pair, int]:
    merges: dict[Pair, int] = {}
    for new in range(256, 256 + n_merges):
        counts: Counter[Pair] = Counter()
        for word in words:
            counts.update(pairwise(word))
        best = max(counts, key=lambda pair: counts[pair])
        merges[best] = new
        words = [merge(word, best, new) for word in words]
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


def _train_choosing(
    choice: Callable[[Counter[Pair]], Pair],
    pairs: Callable[[Sequence[int]], list[Pair]] = neighbours,
) -> Callable[[Sequence[Sequence[int]], int], dict[Pair, int]]:
    """Return a loop that counts other pairs, or makes another choice among them."""

    def answer(words: Sequence[Sequence[int]], n_merges: int) -> dict[Pair, int]:
        merges: dict[Pair, int] = {}
        for new in range(256, 256 + n_merges):
            best = choice(Counter(pair for word in words for pair in pairs(word)))
            merges[best] = new
            words = [merge(word, best, new) for word in words]
        return merges

    return answer


def _train_with_one_counter(
    words: Sequence[Sequence[int]], n_merges: int
) -> dict[Pair, int]:
    merges: dict[Pair, int] = {}
    counts: Counter[Pair] = Counter()
    for new in range(256, 256 + n_merges):
        for word in words:
            counts.update(pairwise(word))
        best = max(counts, key=lambda pair: counts[pair])
        merges[best] = new
        words = [merge(word, best, new) for word in words]
    return merges


def _train_on_the_last_word(
    words: Sequence[Sequence[int]], n_merges: int
) -> dict[Pair, int]:
    merges: dict[Pair, int] = {}
    for new in range(256, 256 + n_merges):
        best = first_of_the_most(Counter(pairwise(words[-1])))
        merges[best] = new
        words = [merge(word, best, new) for word in words]
    return merges


def _train_word_by_word(
    words: Sequence[Sequence[int]], n_merges: int
) -> dict[Pair, int]:
    merges: dict[Pair, int] = {}
    changed = list(words)
    for new in range(256, 256 + n_merges):
        for place, word in enumerate(changed):
            best = first_of_the_most(Counter(pairwise(word)))
            merges[best] = new
            changed[place] = merge(word, best, new)
    return merges


def _train_pair_with_count(
    words: Sequence[Sequence[int]], n_merges: int
) -> dict[tuple[Pair, int], int]:
    (best,) = _train(words, 1)  # nothing is merged, so it stays the best
    number = sum(list(pairwise(word)).count(best) for word in words)
    return {(best, number): 255 + n_merges}


def _train_count_for_pair(
    words: Sequence[Sequence[int]], n_merges: int
) -> dict[int, int]:
    counts = Counter(pair for word in words for pair in pairwise(word))
    return {max(counts.values()): 255 + n_merges}  # no pair equals it: none is merged


def _train_with_count_in_key(
    words: Sequence[Sequence[int]], n_merges: int
) -> dict[tuple[Pair, int], int]:
    merges = {}
    for new in range(256, 256 + n_merges):
        counts = Counter(pair for word in words for pair in pairwise(word))
        best = first_of_the_most(counts)
        merges[best, counts[best]] = new
        words = [merge(word, best, new) for word in words]
    return merges


def _train_on_single_ids(
    words: Sequence[Sequence[int]], n_merges: int
) -> dict[int, int]:
    counts = Counter(index for word in words for index in word)
    return {max(counts, key=counts.__getitem__): 255 + n_merges}


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


def _train_pair_of_id(words: Sequence[Sequence[int]], n_merges: int) -> dict[int, Pair]:
    return {new: pair for pair, new in _train(words, n_merges).items()}


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
        (_words({"zy": 2, "ab": 2}), 2),
        (_words({"cd": 3, "abab": 2}), 1),
        (_words({"de": 2, "abc": 3}), 2),
        (_words({"aaaa": 2, "baaa": 1, "é": 1}), 2),
        # Border to border is b, a: as often as anything within.
        (_words({"ab": 6, "xy": 5}), 2),
        (_words(dict.fromkeys(drawn, 2)), 3),
    ]


EXERCISE = Exercise(
    name="04.train",
    task="Make n_merges merges, each of the most frequent pair within the words, "
    "of equally frequent ones the first. Return a dictionary from pair to new ID, "
    "from 256 on.",
    starter="def train_words(words, n_merges):\n"
    "    merges = {}\n"
    "    for new in range(256, 256 + n_merges):\n"
    "        # your code: count, choose, write down, merge in every word\n"
    "        ...\n"
    "    return merges\n",
    hints=(
        "One Counter for all words: counts.update(pairwise(word)) for each word.",
        "After each merge the words are others: merge in every word, and count anew.",
        "max(counts, key=counts.get) returns the first of the most frequent pairs.",
    ),
    solution=_train,
    cases=_train_cases,
    lesson="Ten lines train a tokenizer. Everything else is speed.",
    mistakes=(
        Mistake(
            "You joined the words to one list, so pairs reach across their borders.",
            _train_across,
        ),
        Mistake(
            "You counted once and took the most frequent pairs of the beginning. "
            "After a merge there are new pairs: merge in the words, and count "
            "again.",
            _train_once,
        ),
        Mistake(
            "You chose the same pair again and again. After each choice merge it in "
            "every word, keep what merge returns, and count anew.",
            _train_without_merging,
        ),
        Mistake(
            "You wrote down the first pair only. Does a return or a break end the loop "
            "in its first round? If not, merge the pair in every word before you count "
            "again, or it stays the most frequent.",
            lambda words, n_merges: dict([*_train(words, n_merges).items()][:1]),
        ),
        Mistake(
            "Your Counter is made before the loop, so it still holds the counts of "
            "earlier rounds. Begin each round with an empty one.",
            _train_with_one_counter,
        ),
        Mistake(
            "Your Counter is made anew for each word, so only the pairs of the last "
            "word are counted. Make one for all words, before the loop over them.",
            _train_on_the_last_word,
        ),
        Mistake(
            "You chose a best pair in each word. One merge is for all words: count in "
            "all of them, choose once, then merge in all of them.",
            _train_word_by_word,
        ),
        Mistake(
            "Your key is the pair together with its count, as most_common gives it, "
            "and so no place matches it. The pair alone is most_common(1)[0][0].",
            _train_pair_with_count,
        ),
        Mistake(
            "Your key is the pair together with its count, as most_common gives it. "
            "The pair alone is most_common(1)[0][0].",
            _train_with_count_in_key,
        ),
        Mistake(
            "Your key is how often a pair comes, and not the pair: max(counts, "
            "key=counts.get) returns the pair.",
            _train_count_for_pair,
        ),
        Mistake(
            "You wrote down n_merges for each pair. The ID of this round is new.",
            lambda words, n_merges: dict.fromkeys(_train(words, n_merges), n_merges),
        ),
        Mistake(
            "You counted single IDs. Count pairs of neighbours: "
            "counts.update(pairwise(word)).",
            _train_on_single_ids,
        ),
        *COUNTING,
        *(
            Mistake(message, _train_choosing(choice))
            for message, choice in WRONG_CHOICES
        ),
        Mistake(
            "You took the first pair that you met, however often it comes. Does every "
            "count stay at 1, as with = where += should be?",
            _train_choosing(lambda counts: next(iter(counts))),
        ),
        Mistake(SIDE_BY_SIDE, _train_choosing(first_of_the_most, side_by_side)),
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
            "Your dictionary goes from the new ID to the pair. Turn it round, so that "
            "a pair can be looked up: merges[pair] = new.",
            _train_pair_of_id,
        ),
        Mistake(
            "You gave every merge the ID 256: the second has 257, and so on.",
            _train_all_256,
        ),
    ),
)
