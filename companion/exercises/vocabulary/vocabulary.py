"""Exercise 02.vocabulary."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from functools import partial

from ..records import Exercise, Mistake
from .shared import WORDS, sorted_vocabulary, vocabulary_as_met


def _by_falling_count(tokens: Sequence[str]) -> list[str]:
    counts = Counter(tokens)
    return sorted(counts, key=lambda token: (-counts[token], token))


def _numbered(tokens: Iterable[str], start: int = 0) -> dict[str, int]:
    return {token: index for index, token in enumerate(tokens, start)}


def _vocabulary(tokens: Sequence[str]) -> dict[str, int]:
    ordered = sorted(sorted(set(tokens)), key=tokens.count, reverse=True)
    return {token: index for index, token in enumerate(ordered)}


def _vocabulary_with_ties_as_met(tokens: Sequence[str]) -> dict[str, int]:
    return _numbered(token for token, _ in Counter(tokens).most_common())


def _vocabulary_turned_as_a_whole(tokens: Sequence[str]) -> dict[str, int]:
    counts = Counter(tokens)
    return _numbered(sorted(counts, key=lambda token: (-counts[token], token))[::-1])


def _vocabulary_with_ties_turned(tokens: Sequence[str]) -> dict[str, int]:
    counts = Counter(tokens)
    return _numbered(
        sorted(counts, key=lambda token: (counts[token], token), reverse=True)
    )


def _vocabulary_of_the_rarest(tokens: Sequence[str]) -> dict[str, int]:
    counts = Counter(tokens)
    return _numbered(sorted(counts, key=lambda token: (counts[token], token)))


def _vocabulary_with_ties_of_a_set(tokens: Sequence[str]) -> dict[str, int]:
    return _numbered(sorted(set(tokens), key=tokens.count, reverse=True))


def _vocabulary_of_a_set_made_last(tokens: Sequence[str]) -> dict[str, int]:
    ordered = sorted(tokens)
    return _numbered(sorted(set(ordered), key=tokens.count, reverse=True))


def _vocabulary_of_a_set_in_the_end(tokens: Sequence[str]) -> dict[str, int]:
    ordered = sorted(sorted(tokens), key=tokens.count, reverse=True)
    return _numbered(set(ordered))


def _vocabulary_with_shared_ids(tokens: Sequence[str]) -> dict[str, int]:
    vocab: dict[str, int] = {}
    counts = Counter(tokens)
    for token in sorted(tokens, key=lambda token: (-counts[token], token)):
        vocab[token] = len(vocab)
    return vocab


def _vocabulary_with_ties_in_small_letters(
    tokens: Sequence[str], *, turned: bool
) -> dict[str, int]:
    counts = Counter(tokens)
    ordered = sorted(counts, reverse=turned)  # a set may have either before the other
    return _numbered(sorted(ordered, key=lambda t: (-counts[t], t.lower())))


def _vocabulary_of_pairs(
    order: Callable[[Sequence[str]], Iterable[str]], tokens: Sequence[str]
) -> dict[tuple[str, int], int]:
    counts = Counter(tokens)
    return {(token, counts[token]): place for place, token in enumerate(order(tokens))}


def _vocabulary_of_ranks(tokens: Sequence[str]) -> dict[str, int]:
    counts = Counter(tokens)
    ranks = sorted(set(counts.values()), reverse=True)
    return {token: ranks.index(counts[token]) for token in counts}


def _counts_from_0(tokens: Sequence[str]) -> dict[str, int]:
    return {token: count - 1 for token, count in Counter(tokens).items()}


def _vocabulary_of_shared_places(tokens: Sequence[str]) -> dict[str, int]:
    counts = Counter(tokens)
    return {
        token: sum(other > count for other in counts.values())
        for token, count in counts.items()
    }


def _vocabulary_by_first_place(ordered: Sequence[str]) -> dict[str, int]:
    """Give each token its first place in a list in which it may come again."""
    return {token: ordered.index(token) for token in ordered}


def _vocabulary_of_counts(
    order: Callable[[Sequence[str]], Iterable[str]], tokens: Sequence[str]
) -> dict[int, str]:
    counts = Counter(tokens)
    return {counts[token]: token for token in order(tokens)}


def _vocabulary_taking_out_one(tokens: Iterable[str]) -> dict[str, int]:
    vocab: dict[str, int] = {}
    left = list(tokens)
    while left:
        best = max(left, key=left.count)
        vocab[best] = len(vocab)
        left.remove(best)
    return vocab


def _vocabulary_with_repeats(tokens: Sequence[str]) -> dict[str, int]:
    counts = Counter(tokens)
    return _numbered(sorted(tokens, key=lambda token: (-counts[token], token)))


def _vocabulary_cases(rng: random.Random) -> list[tuple[list[str]]]:
    # Three of one count, so that no order of a set gets all of them right by chance.
    ties = rng.sample(WORDS, k=7)
    return [
        ([],),
        (["the", "cat", "saw", "the", "dog"],),
        (["pot", "cup", "pot", "cup", "tea", "tea", "tea"],),
        (["Zoë", "ate", "an", "apple", ".", "The", "ant", "ate", "the", "apple", "."],),
        ([*ties, *ties[:3], ties[6]],),
        (rng.choices(WORDS, k=12),),
    ]


EXERCISE = Exercise(
    name="02.vocabulary",
    task="Return a dictionary from each distinct token to its ID: 0 for the most "
    "frequent, and so on. Where two are equally frequent, the first in sorted order "
    "comes first.",
    starter="def vocabulary(tokens):\n    # your code\n    ...\n",
    hints=(
        "Two rules at once: the count decides, and sorted order where counts are "
        "equal. What does Python's sorted do with two entries whose keys are equal?",
        "It leaves them in the order in which they came. So which of the two sortings "
        "has to be done first, and which last?",
        "sorted takes key=, a function that is asked for every entry, and "
        "reverse=True; tokens.count is such a function.",
    ),
    solution=_vocabulary,
    cases=_vocabulary_cases,
    lesson="A shorter book is now the beginning of a longer one: keep the first 1,000 "
    "entries, and you have kept the 1,000 most frequent. Section 11 will use that.",
    mistakes=(
        Mistake(
            "You numbered the tokens in sorted order; here the most frequent comes "
            "first, and sorted order only decides between equals. If you sorted by "
            "count as well: count in tokens, where repetitions stand, and do it last.",
            sorted_vocabulary,
        ),
        Mistake(
            "You sorted the tokens themselves, from the last to the first. The count "
            "decides: sorted takes key=, a function that is asked for every token.",
            lambda tokens: _numbered(sorted(set(tokens), reverse=True)),
        ),
        Mistake(
            "You numbered the tokens in the order of the text: the most frequent "
            "should come first, wherever it stands.",
            vocabulary_as_met,
        ),
        Mistake(
            "You numbered a set as it came: it has no order of its own, so the IDs "
            "change from run to run.",
            lambda tokens: _numbered(set(tokens)),
        ),
        Mistake(
            # A set made of a sorted list may hold the same in another order.
            "You numbered a set as it came: it has no order of its own, so the IDs "
            "change from run to run.",
            _vocabulary_of_a_set_in_the_end,
        ),
        *(
            Mistake(
                "You put the longest tokens first. What counts is how often a token "
                "comes: key=tokens.count, not key=len.",
                by_length,
            )
            for by_length in (
                lambda tokens: _numbered(sorted(set(tokens), key=len, reverse=True)),
                lambda tokens: _numbered(
                    sorted(sorted(set(tokens)), key=len, reverse=True)
                ),
            )
        ),
        Mistake(
            "You left equally frequent tokens in the order of the text: sort them "
            "first.",
            _vocabulary_with_ties_as_met,
        ),
        Mistake(
            "You left equally frequent tokens in the order of a set, which changes "
            "from run to run: sort them first.",
            _vocabulary_with_ties_of_a_set,
        ),
        Mistake(
            "You turned both orders round: equally frequent tokens come last to first. "
            "Only the count falls.",
            _vocabulary_with_ties_turned,
        ),
        Mistake(
            "You began with the rarest: reverse=True puts the most frequent first.",
            _vocabulary_of_the_rarest,
        ),
        Mistake(
            "You began with the rarest, and left equally frequent tokens in the order "
            "of the text: sort them first, then by count with reverse=True.",
            lambda tokens: _numbered(sorted(Counter(tokens), key=tokens.count)),
        ),
        Mistake(
            "You began with the rarest, and equally frequent tokens come in the order "
            "of a set: sort them first, then by count with reverse=True.",
            lambda tokens: _numbered(sorted(set(tokens), key=tokens.count)),
        ),
        Mistake(
            "You sorted the tokens before you made a set of them, and a set forgets "
            "the order: make the set first.",
            _vocabulary_of_a_set_made_last,
        ),
        Mistake(
            "You turned the whole list round, so the rarest comes first.",
            _vocabulary_turned_as_a_whole,
        ),
        Mistake(
            "You made the dictionary from ID to token; it should lead from token "
            "to ID.",
            lambda tokens: dict(enumerate(_by_falling_count(tokens))),
        ),
        Mistake(
            "You made the dictionary from ID to token, and left equally frequent ones "
            "in the order of the text.",
            lambda tokens: dict(enumerate(_vocabulary_with_ties_as_met(tokens))),
        ),
        Mistake(
            "You made the dictionary from ID to token, and equally frequent ones come "
            "last to first.",
            lambda tokens: dict(enumerate(_vocabulary_with_ties_turned(tokens))),
        ),
        *(
            Mistake(
                "You gave each token its first place in a list with repetitions, which "
                "leaves gaps between the IDs: take the distinct ones first.",
                by_first_place,
            )
            for by_first_place in (
                lambda tokens: _vocabulary_by_first_place(
                    sorted(tokens, key=tokens.count, reverse=True)
                ),
                lambda tokens: _vocabulary_by_first_place(
                    sorted(sorted(tokens), key=tokens.count, reverse=True)
                ),
            )
        ),
        *(
            Mistake(
                "Your keys are counts, and one key can lead to one thing only: make "
                "the tokens the keys.",
                with_counts,
            )
            for with_counts in (
                partial(_vocabulary_of_counts, _by_falling_count),
                partial(_vocabulary_of_counts, _vocabulary_with_ties_as_met),
                lambda tokens: {
                    count: place
                    for place, (_, count) in enumerate(Counter(tokens).most_common())
                },
            )
        ),
        Mistake(
            "You counted repeated tokens again, which leaves gaps between the IDs: "
            "take the distinct ones first.",
            _vocabulary_with_repeats,
        ),
        Mistake(
            "You counted repeated tokens again, which leaves gaps between the IDs, and "
            "left equally frequent ones as they came: take the distinct ones, sorted.",
            lambda tokens: _numbered(sorted(tokens, key=tokens.count, reverse=True)),
        ),
        Mistake(
            "You numbered every token of the text, so one that comes again changed its "
            "ID: take the distinct ones first.",
            _vocabulary_with_shared_ids,
        ),
        *(
            Mistake(
                "You took out one place of the most frequent token, and where it comes "
                "again it was numbered again: go through the distinct tokens.",
                one_place,
            )
            for one_place in (
                _vocabulary_taking_out_one,
                lambda tokens: _vocabulary_taking_out_one(sorted(tokens)),
            )
        ),
        Mistake(
            "You took the place where each token stands first in the text; its ID is "
            "its place in the order by count.",
            lambda tokens: {token: tokens.index(token) for token in tokens},
        ),
        *(
            Mistake(
                "You compared equally frequent tokens in small letters. Sorted order "
                "is Python's own: all capitals come first.",
                partial(_vocabulary_with_ties_in_small_letters, turned=turned),
            )
            for turned in (False, True)
        ),
        Mistake(
            "Every token got the ID 0. Does a line that counts on stand below the "
            "loop, and not in it?",
            lambda tokens: dict.fromkeys(tokens, 0),
        ),
        *(
            Mistake(
                "Equally frequent tokens share an ID, and only one of them can come "
                "back: every token needs an ID of its own.",
                shared,
            )
            for shared in (_vocabulary_of_ranks, _vocabulary_of_shared_places)
        ),
        *(
            Mistake(
                "Your keys are pairs of a token and its count: take the token alone.",
                partial(_vocabulary_of_pairs, order),
            )
            for order in (
                _vocabulary_with_ties_as_met,
                _by_falling_count,
                _vocabulary_with_ties_turned,
            )
        ),
        Mistake(
            "You started at 1. IDs are row numbers of a table, and rows count from 0.",
            lambda tokens: _numbered(_by_falling_count(tokens), 1),
        ),
        Mistake(
            "You started at 1, and left equally frequent tokens in the order of the "
            "text: start at 0, and sort them first.",
            lambda tokens: _numbered(_vocabulary_with_ties_as_met(tokens), 1),
        ),
        Mistake(
            "Your IDs start at 1, and equally frequent tokens come last to first, as "
            "when one counts down. Put the tokens in order first, and count up from 0.",
            lambda tokens: _numbered(_vocabulary_with_ties_turned(tokens), 1),
        ),
        Mistake(
            "You made all letters small, so The and the share an ID: here they are "
            "two tokens.",
            lambda tokens: _vocabulary([token.lower() for token in tokens]),
        ),
        Mistake(
            "You returned the tokens as a list: give each its ID, in a dictionary.",
            _by_falling_count,
        ),
        Mistake(
            "You returned pairs of ID and token: make a dictionary from token to ID.",
            lambda tokens: list(enumerate(_by_falling_count(tokens))),
        ),
        Mistake(
            "You returned pairs of token and ID: dict(…) makes a dictionary of them.",
            lambda tokens: list(_vocabulary(tokens).items()),
        ),
        Mistake(
            "You gave the count of each token; its ID is its place in that order.",
            lambda tokens: dict(Counter(tokens)),
        ),
        Mistake(
            "You gave how often each token comes again; its ID is its place in the "
            "order of the counts.",
            _counts_from_0,
        ),
    ),
)
