"""Exercise 02.new-edition."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial

from ..records import Exercise, Mistake
from .shared import WORDS, sorted_vocabulary, vocabulary_as_met

Book = Mapping[str, int]


def _new_edition(vocab: Book, tokens: Sequence[str]) -> dict[str, int]:
    edition = dict(vocab)
    for token in tokens:
        if token not in edition:
            edition[token] = len(edition)
    return edition


def _edition_sorted_anew(vocab: Book, tokens: Sequence[str]) -> dict[str, int]:
    return sorted_vocabulary([*vocab, *tokens])


def _edition_with_sorted_news(vocab: Book, tokens: Sequence[str]) -> dict[str, int]:
    return _new_edition(vocab, sorted(tokens))


def _edition_with_the_frequent_first(
    vocab: Book, tokens: Sequence[str]
) -> dict[str, int]:
    return _new_edition(vocab, [token for token, _ in Counter(tokens).most_common()])


def _edition_with_gaps(vocab: Book, tokens: Sequence[str]) -> dict[str, int]:
    edition = dict(vocab)
    for place, token in enumerate(tokens):
        edition.setdefault(token, len(vocab) + place)
    return edition


def _edition_with_gaps_by_last_place(
    vocab: Book, tokens: Sequence[str]
) -> dict[str, int]:
    places = {token: len(vocab) + place for place, token in enumerate(tokens)}
    return places | dict(vocab)


def _edition_with_places_added(
    more: int, vocab: Book, tokens: Sequence[str]
) -> dict[str, int]:
    edition = dict(vocab)
    for place, token in enumerate(tokens, more):
        edition.setdefault(token, len(edition) + place)
    return edition


def _edition_with_places_counted_first(
    vocab: Book, tokens: Sequence[str]
) -> dict[str, int]:
    edition = dict(vocab)
    for place, token in enumerate(tokens, len(vocab) + 1):
        edition.setdefault(token, place)
    return edition


def _edition_of_the_known(vocab: Book, tokens: Sequence[str]) -> dict[str, int]:
    edition = dict(vocab)
    for token in tokens:
        if token in edition:
            edition[token] = len(edition)
    return edition


def _edition_with_0_for_nothing(vocab: Book, tokens: Sequence[str]) -> dict[str, int]:
    edition = dict(vocab)
    for token in tokens:
        if not edition.get(token):
            edition[token] = len(edition)
    return edition


def _edition_counted_on(vocab: Book, tokens: Sequence[str]) -> dict[str, int]:
    edition = dict(vocab)
    for token in tokens:
        edition[token] = edition[token] + 1 if token in edition else len(edition)
    return edition


def _edition_with_places(vocab: Book, tokens: Sequence[str]) -> dict[str, int]:
    return {token: tokens.index(token) for token in tokens} | dict(vocab)


def _edition_from(first: int, vocab: Book, tokens: Sequence[str]) -> dict[str, int]:
    """Give the new tokens numbers as they are met, the first of them `first`."""
    new = vocabulary_as_met([token for token in tokens if token not in vocab])
    return dict(vocab) | {token: first + place for token, place in new.items()}


def _edition_from_the_last_at_each_token(
    vocab: Book, tokens: Sequence[str]
) -> dict[str, int]:
    edition = dict(vocab)
    for token in tokens:
        if token not in edition:
            edition[token] = list(edition.values())[-1] + 1
    return edition


def _edition_renumbered(vocab: Book, tokens: Sequence[str]) -> dict[str, int]:
    edition = dict(vocab)
    for token in tokens:
        edition[token] = len(edition)
    return edition


def _edition_by_last_place(vocab: Book, tokens: Sequence[str]) -> dict[str, int]:
    return {token: place for place, token in enumerate([*vocab, *tokens])}


def _edition_with_repeats(vocab: Book, tokens: Sequence[str]) -> dict[str, int]:
    edition = dict(vocab)
    free = len(vocab)
    for token in tokens:
        if token not in vocab:
            edition[token] = free
            free += 1
    return edition


def _edition_with_shared_ids(vocab: Book, tokens: Sequence[str]) -> dict[str, int]:
    edition = dict(vocab)
    for token in tokens:
        if token not in vocab:
            edition[token] = len(edition)
    return edition


def _edition_of_a_set(
    new: Callable[[Iterable[str], Book], Iterable[str]],
    vocab: Book,
    tokens: Sequence[str],
) -> dict[str, int]:
    """Add what is new in the order in which a set happens to hold it."""
    edition = dict(vocab)
    for token in new(tokens, vocab):
        edition.setdefault(token, len(edition))
    return edition


def _edition_with_one_new_id(vocab: Book, tokens: Sequence[str]) -> dict[str, int]:
    new = [token for token in tokens if token not in vocab]
    return dict(vocab) | dict.fromkeys(new, len(vocab))


def _edition_with_one_more(vocab: Book, tokens: Sequence[str]) -> dict[str, int] | None:
    new = [token for token in tokens if token not in vocab]
    return dict(vocab) | {new[0]: len(vocab)} if new else None


def _edition_with_turned_news(
    vocab: Book, tokens: Sequence[str]
) -> dict[str | int, str | int]:
    edition: dict[str | int, str | int] = dict(vocab.items())
    for token in tokens:
        if token not in edition:
            edition[len(edition)] = token
    return edition


def _only_news_with_gaps(vocab: Book, tokens: Sequence[str]) -> dict[str, int]:
    new: dict[str, int] = {}
    for token in tokens:
        if token not in vocab:
            new[token] = len(vocab) + len(new)
    return new


def _only_what_is_new(vocab: Book, tokens: Sequence[str]) -> dict[str, int]:
    edition = _new_edition(vocab, tokens)
    return {token: index for token, index in edition.items() if token not in vocab}


def _edition_cases(rng: random.Random) -> list[tuple[dict[str, int], list[str]]]:
    vocab = {"cat": 0, "dog": 1, "saw": 2}
    return [
        ({}, []),
        (vocab, []),
        ({}, ["tea", "and", "tea"]),
        (vocab, ["the", "cat", "saw", "a", "the", "ant"]),
        (vocab, ["dog", "cat"]),
        ({"cat": 0}, ["dog", "saw", "saw"]),
        ({"saw": 0, "cat": 1}, ["cat", "zebra", "zebra", "apple"]),
        ({"tea": 2, "cup": 0, "pot": 1}, ["pot", "jug", "tea"]),
        (vocab, ["moon", "ant", "zoo", "bee", "sky", "Dog", "hat", "ink", "cup"]),
        (vocab, rng.choices(WORDS, k=8)),
    ]


EXERCISE = Exercise(
    name="02.new-edition",
    task="Return a new vocabulary, and leave vocab and tokens unchanged: all entries "
    "of the old one with their IDs, then the new tokens in the order in which they "
    "are met. The old one may be empty.",
    starter="def new_edition(vocab, tokens):\n    # your code\n    ...\n",
    hints=(
        "Begin with a copy: dict(vocab). Then look at each token of the new text.",
        "Which ID is the next free one? The old IDs are 0, 1, 2, … without a gap.",
        "len(edition) is the next free ID, as long as each token is added once.",
    ),
    solution=_new_edition,
    cases=_edition_cases,
    lesson="The new edition still reads every old message, and a model keeps what it "
    "has learned. That is how new tokens are added in practice.",
    mistakes=(
        Mistake(
            "You sorted everything anew, so old tokens have moved: an old "
            "message means other words now.",
            _edition_sorted_anew,
        ),
        Mistake(
            "You sorted the new tokens; they should come in the order in which "
            "they are met.",
            _edition_with_sorted_news,
        ),
        Mistake(
            "You went through a set of the tokens, which has no order: the new "
            "tokens should come in the order in which they are met.",
            partial(_edition_of_a_set, lambda tokens, vocab: set(tokens)),
        ),
        *(
            Mistake(
                "You took the tokens that are new as a set, which has no order: they "
                "should come in the order in which they are met.",
                partial(_edition_of_a_set, new),
            )
            for new in (
                lambda tokens, vocab: set(tokens) - set(vocab),
                # Not in the order of the other.
                lambda tokens, vocab: set(tokens) - vocab.keys(),
            )
        ),
        Mistake(
            "All new tokens got the same ID, the first that was free. The next free "
            "ID is len of the new edition, not of the old book.",
            _edition_with_one_new_id,
        ),
        Mistake(
            "You began at 0 again, so new tokens have the IDs of old ones: go on from "
            "the next free ID.",
            lambda vocab, tokens: _edition_from(0, vocab, tokens),
        ),
        *(
            Mistake(
                "You numbered the new text by itself, from 0, so its tokens have the "
                "IDs of old ones. Add only what is new, from the next free ID on.",
                by_itself,
            )
            for by_itself in (
                lambda vocab, tokens: dict(vocab) | vocabulary_as_met(tokens),
                lambda vocab, tokens: dict(vocab) | sorted_vocabulary(tokens),
                lambda vocab, tokens: vocabulary_as_met(tokens) | dict(vocab),
                lambda vocab, tokens: sorted_vocabulary(tokens) | dict(vocab),
            )
        ),
        Mistake(
            "You numbered a set of all the tokens. It has no order, and the old ones "
            "in it got new IDs: go through the text, and add only what is new.",
            lambda vocab, tokens: (
                dict(vocab)
                | {token: len(vocab) + n for n, token in enumerate(set(tokens))}
            ),
        ),
        Mistake(
            "You returned after the first new token: let the return stand below the "
            "loop, further to the left.",
            _edition_with_one_more,
        ),
        Mistake(
            "New IDs are keys in your dictionary, and their tokens the values. It "
            "should lead from token to ID, as the old one does.",
            _edition_with_turned_news,
        ),
        Mistake(
            "New tokens got the length of the text as their ID. The next free ID is "
            "len of the new edition.",
            lambda vocab, tokens: (
                dict(vocab)
                | {token: len(tokens) for token in tokens if token not in vocab}
            ),
        ),
        *(
            Mistake(
                "You went on from the ID of the last entry. It is the highest only "
                "where the book is kept in the order of its IDs, and an empty book has "
                "no last entry: go on from len.",
                from_the_last,
            )
            for from_the_last in (
                lambda vocab, tokens: _edition_from(
                    [-1, *vocab.values()][-1] + 1, vocab, tokens
                ),
                # These fail with an empty book, as most would write it.
                lambda vocab, tokens: _edition_from(
                    list(vocab.values())[-1] + 1, vocab, tokens
                ),
                _edition_from_the_last_at_each_token,
            )
        ),
        Mistake(
            "You gave the old entries new IDs, by their places in the book. Keep the "
            "IDs that they have.",
            lambda vocab, tokens: vocabulary_as_met([*vocab, *tokens]),
        ),
        Mistake(
            "You gave the old entries new IDs, by their places in sorted order. Keep "
            "the IDs that they have.",
            lambda vocab, tokens: vocabulary_as_met([*sorted(vocab), *tokens]),
        ),
        Mistake(
            "You began with the new text, and the old entries got what IDs were left. "
            "Begin with a copy of vocab.",
            lambda vocab, tokens: vocabulary_as_met([*tokens, *vocab]),
        ),
        Mistake(
            "You went through the text from its end, as pop() and reversed do. The new "
            "tokens should come in the order in which they are met.",
            lambda vocab, tokens: _new_edition(vocab, tokens[::-1]),
        ),
        *(
            Mistake(
                "You counted the places of the text, so there are gaps between the "
                "IDs: count only tokens that are new.",
                with_gaps,
            )
            for with_gaps in (_edition_with_gaps, _edition_with_gaps_by_last_place)
        ),
        Mistake(
            "You gave new tokens their places in the text, and these are IDs of old "
            "ones too. The next free ID is len of the new edition.",
            _edition_with_places,
        ),
        Mistake(
            "The token with the ID 0 got another: 0 counts as false, so not .get(…) "
            "holds for it too. Ask `not in`.",
            _edition_with_0_for_nothing,
        ),
        Mistake(
            "You made all letters small, so Dog and dog share an ID: here they are two "
            "tokens.",
            lambda vocab, tokens: _new_edition(vocab, [t.lower() for t in tokens]),
        ),
        Mistake(
            "You made the dictionary from ID to token; it should lead from token to "
            "ID, as the old one does.",
            lambda vocab, tokens: {
                index: token for token, index in _new_edition(vocab, tokens).items()
            },
        ),
        Mistake(
            "You numbered all the tokens of the text, known ones too, so there are "
            "gaps between the IDs: number only those that are new.",
            lambda vocab, tokens: _edition_from(len(vocab), {}, tokens) | dict(vocab),
        ),
        *(
            Mistake(
                "You added a place in the text to len of the edition, which grows by "
                "itself: len(edition) alone is the next free ID.",
                partial(_edition_with_places_added, more),
            )
            for more in (0, 1)
        ),
        Mistake(
            "You counted the places of the text, and each before its token had an ID. "
            "So the IDs begin too high and have gaps: count only tokens that are new, "
            "and count afterwards.",
            _edition_with_places_counted_first,
        ),
        Mistake(
            "You added the tokens that the edition has already, and passed over the "
            "new ones: `not in` finds those.",
            _edition_of_the_known,
        ),
        Mistake(
            "Your new IDs are one too high: with n entries from 0 on, n is free.",
            lambda vocab, tokens: _edition_from(len(vocab) + 1, vocab, tokens),
        ),
        Mistake(
            "Your new IDs are one too low: the first of them is that of an old entry. "
            "With n entries from 0 on, n is free.",
            lambda vocab, tokens: _edition_from(len(vocab) - 1, vocab, tokens),
        ),
        *(
            Mistake("You gave a new ID to a token that has one already.", renumbered)
            for renumbered in (
                _edition_renumbered,
                _edition_counted_on,
                lambda vocab, tokens: (
                    dict(vocab) | _edition_from(len(vocab), {}, tokens)
                ),
            )
        ),
        Mistake(
            "You returned the old book: the new tokens are missing.",
            lambda vocab, tokens: dict(vocab),
        ),
        *(
            Mistake(
                "You numbered old and new tokens in one row, and one that comes again "
                "got the ID of its last place: pass over what has an ID already.",
                by_last_place,
            )
            for by_last_place in (
                _edition_by_last_place,
                lambda vocab, tokens: _edition_by_last_place(
                    vocab, [token for token in tokens if token not in vocab]
                ),
            )
        ),
        Mistake(
            "You put the most frequent of the new tokens first; they should come in "
            "the order in which they are met.",
            _edition_with_the_frequent_first,
        ),
        Mistake(
            "A new token that comes twice got a second ID: ask whether it is in "
            "the new edition, not only whether it is in the old one.",
            _edition_with_repeats,
        ),
        Mistake(
            "You asked whether a token is in the old book. A new one that comes twice "
            "then gets another ID, which the next word shares: ask the new edition.",
            _edition_with_shared_ids,
        ),
        Mistake(
            "The old entries are missing: begin with a copy of vocab.",
            lambda vocab, tokens: vocabulary_as_met(tokens),
        ),
        Mistake(
            "You returned the new tokens alone, and the old entries are missing: begin "
            "with a copy of vocab.",
            _only_what_is_new,
        ),
        Mistake(
            "The old entries are missing: begin with a copy of vocab. All new tokens "
            "also got the same ID: the next free one is len of the new edition.",
            lambda vocab, tokens: {
                token: len(vocab) for token in tokens if token not in vocab
            },
        ),
        Mistake(
            "The old entries are missing: begin with a copy of vocab. A new token that "
            "comes twice also got a second ID.",
            _only_news_with_gaps,
        ),
    ),
    leaves_arguments=True,
)
