"""Wrong loops for 04.train that count in another way, or merge otherwise."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any

from ..records import Mistake
from .shared import Pair, first_of_the_most, first_to_come_so_often, merge

Words = Sequence[Sequence[int]]


def _count_within(words: Words) -> Counter[Pair]:
    return Counter(pair for word in words for pair in pairwise(word))


def _count_across(words: Words) -> Counter[Pair]:
    return Counter(pairwise([index for word in words for index in word]))


def _count_once_a_word(words: Words) -> Counter[Pair]:
    counts: Counter[Pair] = Counter()
    for word in words:
        counts.update(set(pairwise(word)))
    return counts


def _count_best_of_each(words: Words) -> Counter[Pair]:
    return Counter(first_of_the_most(Counter(pairwise(word))) for word in words)


def _count_best_of_longer(words: Words) -> Counter[Pair]:
    return _count_best_of_each([word for word in words if len(word) > 1])


def _count_different_words(words: Words) -> Counter[Pair]:
    return _count_within([*set(map(tuple, words))])


def _count_words(words: Words) -> Counter[Any]:
    return Counter(pairwise(words))


def _merge_in_all(words: Words, best: Pair, new: int) -> Words:
    return [merge(word, best, new) for word in words]


def _merge_in_distinct(words: Words, best: Pair, new: int) -> Words:
    return _merge_in_all([*dict.fromkeys(map(tuple, words))], best, new)


def _merge_in_a_set(words: Words, best: Pair, new: int) -> Words:
    return _merge_in_all([*set(map(tuple, words))], best, new)


def _merge_and_keep_those(words: Words, best: Pair, new: int) -> Words:
    return _merge_in_all([w for w in words if best in pairwise(w)], best, new)


def _choosing_while_counting(words: Words, n_merges: int) -> dict[Pair, int]:
    merges: dict[Pair, int] = {}
    for new in range(256, 256 + n_merges):
        counts: Counter[Pair] = Counter()
        for word in words:
            counts.update(pairwise(word))
            best = first_of_the_most(counts)
            merges[best] = new
            words = _merge_in_all(words, best, new)
    return merges


def _merging_while_counting(
    writes_each: bool,
) -> Callable[[Words, int], dict[Pair, int]]:
    """Return a loop that merges each word with the pair that is the best so far."""

    def answer(words: Words, n_merges: int) -> dict[Pair, int]:
        merges: dict[Pair, int] = {}
        for new in range(256, 256 + n_merges):
            counts: Counter[Pair] = Counter()
            merged = []
            for word in words:
                counts.update(pairwise(word))
                best = first_of_the_most(counts)  # an error if there is no pair yet
                merged.append(merge(word, best, new))
                if writes_each:
                    merges[best] = new
            merges[best] = new
            words = merged
        return merges

    return answer


def _choosing_before_the_end(
    writes_each: bool,
) -> Callable[[Words, int], dict[Pair, int]]:
    """Return a loop that chooses anew after each word, and merges the last choice."""

    def answer(words: Words, n_merges: int) -> dict[Pair, int]:
        merges: dict[Pair, int] = {}
        for new in range(256, 256 + n_merges):
            counts: Counter[Pair] = Counter()
            for word in words:
                counts.update(pairwise(word))
                best = first_of_the_most(counts)  # an error if there is no pair yet
                if writes_each:
                    merges[best] = new
            merges[best] = new
            words = _merge_in_all(words, best, new)
        return merges

    return answer


def _with_words_of_earlier_rounds(words: Words, n_merges: int) -> dict[Pair, int]:
    merges: dict[Pair, int] = {}
    merged: list[list[int]] = []
    for new in range(256, 256 + n_merges):
        best = first_of_the_most(_count_within(words))
        merges[best] = new
        merged += [merge(word, best, new) for word in words]
        words = list(merged)
    return merges


def _with_unmerged_words(words: Words, best: Pair, new: int) -> Words:
    return [*words, *_merge_in_all(words, best, new)]


def _with_the_last_pair(
    write: bool, merges_it: bool
) -> Callable[[Words, int], dict[Pair, int]]:
    """Return a loop that takes the last pair it counted, to write it or to merge it."""

    def answer(words: Words, n_merges: int) -> dict[Pair, int]:
        merges: dict[Pair, int] = {}
        for new in range(256, 256 + n_merges):
            best = first_of_the_most(_count_within(words))
            last = [pair for word in words for pair in pairwise(word)][-1]
            merges[last if write else best] = new
            words = _merge_in_all(words, last if merges_it else best, new)
        return merges

    return answer


def _last_merge_alone(words: Words, n_merges: int) -> dict[Pair, int]:
    return dict([*_loop()(words, n_merges).items()][-1:])


def _words_become_ids(words: Words, n_merges: int) -> dict[Pair, int]:
    if n_merges > 1:
        raise TypeError  # an ID has no neighbours
    return _loop()(words, n_merges)


def _choosing_while_counting_alone(words: Words, n_merges: int) -> dict[Pair, int]:
    merges: dict[Pair, int] = {}
    for new in range(256, 256 + n_merges):
        counts: Counter[Pair] = Counter()
        for word in words:
            counts.update(pairwise(word))
            merges[first_of_the_most(counts)] = new
    return merges


def _loop(
    count: Callable[[Words], Counter[Any]] = _count_within,
    left: Callable[[Words, Pair, int], Words] = _merge_in_all,
) -> Callable[[Words, int], dict[Pair, int]]:
    """Return a loop that counts by one function and merges by the other."""

    def answer(words: Words, n_merges: int) -> dict[Pair, int]:
        merges: dict[Pair, int] = {}
        for new in range(256, 256 + n_merges):
            best = first_of_the_most(count(words))
            merges[best] = new
            words = left(words, best, new)
        return merges

    return answer


def _word_after_word(
    choice: Callable[[Counter[Pair]], Pair],
) -> Callable[[Words, int], dict[Pair, int]]:
    def answer(words: Words, n_merges: int) -> dict[Pair, int]:
        merges: dict[Pair, int] = {}
        for new in range(256, 256 + n_merges):
            for word in words:
                best = choice(Counter(pairwise(word)))
                merges[best] = new
                words = _merge_in_all(words, best, new)
        return merges

    return answer


def _word_after_word_unmerged(words: Words, n_merges: int) -> dict[Pair, int]:
    merges: dict[Pair, int] = {}
    for new in range(256, 256 + n_merges):
        for word in words:
            merges[first_of_the_most(Counter(pairwise(word)))] = new
    return merges


def _first_to_get_there(words: Words, n_merges: int) -> dict[Pair, int]:
    merges: dict[Pair, int] = {}
    for new in range(256, 256 + n_merges):
        pairs = [pair for word in words for pair in pairwise(word)]
        best = first_to_come_so_often(pairs)
        merges[best] = new
        words = _merge_in_all(words, best, new)
    return merges


def _best_of_a_set(words: Words, n_merges: int) -> dict[Pair, int]:
    merges: dict[Pair, int] = {}
    for new in range(256, 256 + n_merges):
        pairs = [pair for word in words for pair in pairwise(word)]
        best = max(set(pairs), key=pairs.count)
        merges[best] = new
        words = _merge_in_all(words, best, new)
    return merges


def _write_counts(words: Words, n_merges: int) -> dict[Pair, int]:
    merges: dict[Pair, int] = {}
    for new in range(256, 256 + n_merges):
        counts = _count_within(words)
        best = first_of_the_most(counts)
        merges[best] = counts[best]
        words = _merge_in_all(words, best, new)
    return merges


COUNTING: tuple[Mistake, ...] = (
    *(
        Mistake(
            "You choose a pair while you are still counting. Count in all words; then, "
            "below that loop, choose once and merge once in every word.",
            function,
        )
        for function in (
            _choosing_while_counting,
            _choosing_while_counting_alone,
            _choosing_before_the_end(writes_each=False),
            _choosing_before_the_end(writes_each=True),
            _merging_while_counting(writes_each=False),
            _merging_while_counting(writes_each=True),
        )
    ),
    *(
        Mistake(
            "The words of earlier rounds are still among those that you count. Make "
            "the list of merged words anew in each round.",
            function,
        )
        for function in (
            _with_words_of_earlier_rounds,
            _loop(left=_with_unmerged_words),
        )
    ),
    *(
        Mistake(
            "You took the pair that the loop over the pairs ends with. Write down, and "
            "merge, the pair that you chose.",
            _with_the_last_pair(write, merges_it),
        )
        for write, merges_it in ((True, True), (True, False), (False, True))
    ),
    Mistake(
        "You chose while you were still counting, so of equally frequent pairs the one "
        "won that had come so often first. Count in all words, then choose.",
        _first_to_get_there,
    ),
    Mistake(
        "You chose from a set, which has no order of its own, so any of equally "
        "frequent pairs may win. A Counter keeps the order of the list.",
        _best_of_a_set,
    ),
    Mistake(
        "After the first merge there is no pair left to count. Is every word still a "
        "list of IDs? And best in word is never true: a word holds single IDs.",
        _loop(left=lambda words, best, new: []),
    ),
    Mistake(
        "Only the last merge is left. Is merges made anew in each round, or written "
        "to below the loop?",
        _last_merge_alone,
    ),
    Mistake(
        "After the first merge words is no longer a list of words. It stays one with "
        "words = [merge(word, best, new) for word in words].",
        _words_become_ids,
    ),
    Mistake(
        "After a merge the words without the pair are gone. Keep them as they are: "
        "merge changes nothing there.",
        _loop(left=_merge_and_keep_those),
    ),
    *(
        Mistake(
            "You chose a best pair in each word. One merge is for all words: count in "
            "all of them, choose once, then merge in all of them.",
            function,
        )
        for function in (
            _word_after_word(first_of_the_most),
            _word_after_word(lambda counts: counts.most_common(1)[0][0]),
            _loop(_count_best_of_each),
            _loop(_count_best_of_longer),
            _word_after_word_unmerged,
        )
    ),
    Mistake(
        "pairwise(words) gives each word with the next word. Go through the words: "
        "counts.update(pairwise(word)) for each.",
        _loop(_count_words),
    ),
    Mistake(
        "You counted a pair once in each word. A pair that stands twice in a word "
        "counts twice.",
        _loop(_count_once_a_word),
    ),
    Mistake(
        "You counted across the borders of the words. Count within each word: "
        "counts.update(pairwise(word)).",
        _loop(_count_across),
    ),
    Mistake(
        "You counted equal words once. A word that comes five times counts five times.",
        _loop(_count_different_words),
    ),
    Mistake(
        "In the words you put 256 for every pair. Each merge has its own ID: new.",
        _loop(left=lambda words, best, _: _merge_in_all(words, best, 256)),
    ),
    *(
        Mistake(
            "After a merge you kept equal words once. A word that comes five times "
            "counts five times, in every round.",
            _loop(left=function),
        )
        for function in (_merge_in_distinct, _merge_in_a_set)
    ),
    Mistake(
        "After a merge only the last word is left. Is the list of merged words made "
        "anew for each word? Make it once, before the loop over the words. Or is it "
        "word that you merge, a name that still holds the last one?",
        _loop(left=lambda words, best, new: _merge_in_all(words[-1:], best, new)),
    ),
    Mistake(
        "You wrote down how often each pair comes. Write down its new ID: "
        "merges[pair] = new.",
        _write_counts,
    ),
)
