"""Exercise 03.append."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

from ...special_tokens import END_OF_TEXT, UNKNOWN
from ..records import Exercise, Mistake
from .shared import WORDS

_SPECIALS = (
    "<|bos|>",
    "<|eos|>",
    "<|mask|>",
    "<|pad|>",
    "<|sep|>",
    UNKNOWN,
    "<|user|>",
)


def _vocabulary(tokens: Sequence[str], specials: Sequence[str]) -> dict[str, int]:
    words = sorted(set(tokens))
    return {token: index for index, token in enumerate([*words, *specials])}


def _added_in_front(tokens: Sequence[str], specials: Sequence[str]) -> dict[str, int]:
    words = sorted(set(tokens))
    return {token: index for index, token in enumerate([*specials, *words])}


def _sorted_with_repeats(
    tokens: Sequence[str], specials: Sequence[str]
) -> dict[str, int]:
    ids = {token: index for index, token in enumerate(sorted(tokens))}
    for token in specials:
        ids[token] = len(ids)
    return ids


def _numbered_on(
    number: Callable[[int, int, int], int],
) -> Callable[[Sequence[str], Sequence[str]], dict[str, int]]:
    """Return an answer that numbers special tokens by tokens, words and place."""

    def answer(tokens: Sequence[str], specials: Sequence[str]) -> dict[str, int]:
        words = _vocabulary(tokens, ())
        ids = {s: number(len(tokens), len(words), i) for i, s in enumerate(specials)}
        return words | ids

    return answer


def _words_in_order(
    order: Callable[[Sequence[str]], Sequence[str]],
) -> Callable[[Sequence[str], Sequence[str]], dict[str, int]]:
    """Return an answer that puts the words in another order."""
    return lambda tokens, specials: {
        token: index for index, token in enumerate([*order(tokens), *specials])
    }


def _by_count(tokens: Sequence[str]) -> list[str]:
    return [token for token, _ in Counter(tokens).most_common()]


def _all_backwards(tokens: Sequence[str], specials: Sequence[str]) -> dict[str, int]:
    ordered = sorted({*tokens, *specials}, reverse=True)
    return {token: index for index, token in enumerate(ordered)}


def _place_in(specials: Sequence[str]) -> Callable[[str], int]:
    return lambda each: [*specials].index(each) if each in specials else -1


def _before_the_last(tokens: Sequence[str], specials: Sequence[str]) -> dict[str, int]:
    ordered = sorted(set(tokens))
    for token in specials:
        ordered.insert(-1, token)
    return {token: index for index, token in enumerate(ordered)}


def _turned_pairs(tokens: Sequence[str], specials: Sequence[str]) -> dict[Any, Any]:
    words = _vocabulary(tokens, ())
    return words | dict(enumerate(specials, start=len(words)))


def _vocabulary_cases(rng: random.Random) -> list[tuple[list[str], list[str]]]:
    # One order and its reverse: sorted, or as a set has them, is at most one of both.
    specials = rng.sample(_SPECIALS, k=len(_SPECIALS))
    return [
        ([], [UNKNOWN, END_OF_TEXT]),
        (["the", "cat"], [END_OF_TEXT]),
        (["!", "Zoë", "Łódź", "ate", "!"], [UNKNOWN, END_OF_TEXT]),
        (["the", "cat", "ate", "ate", "bread"], [UNKNOWN]),  # sorted, by count, as read
        (rng.choices(WORDS, k=6), specials),
        (rng.choices(WORDS, k=6), specials[::-1]),
    ]


EXERCISE = Exercise(
    name="03.append",
    task="Words first, sorted and numbered from 0; then the special tokens, in the "
    "order given.",
    starter="def vocabulary(tokens, specials):\n"
    "    ordered = sorted({*tokens, *specials})\n"
    "    return {token: index for index, token in enumerate(ordered)}\n",
    hints=(
        "Sort the words alone; which list do the special tokens join, and when?",
        "enumerate([*words, *specials]) counts through both.",
    ),
    solution=_vocabulary,
    cases=_vocabulary_cases,
    lesson="Words keep the IDs they had, however many special tokens are added later.",
    mistakes=(
        Mistake(
            "You added the special tokens before sorting: '<' sorts in front of "
            "letters, so the IDs of most words have moved.",
            lambda tokens, specials: _vocabulary([*tokens, *specials], ()),
        ),
        Mistake(
            "You sorted words and special tokens together, and a word that comes twice "
            "has used up two IDs: sort the words alone, each once.",
            lambda tokens, specials: {
                token: index for index, token in enumerate(sorted([*tokens, *specials]))
            },
        ),
        Mistake(
            "You put the special tokens in front, so every word's ID has moved.",
            _added_in_front,
        ),
        Mistake(
            "You sorted the special tokens too: their order is the one given.",
            lambda tokens, specials: _vocabulary(tokens, sorted(specials)),
        ),
        Mistake(
            "You kept the special tokens in a set, which has no order: their IDs "
            "change from run to run. Take them as given.",
            lambda tokens, specials: _vocabulary(tokens, list(set(specials))),
        ),
        Mistake(
            "You took the words as they come in the text: sort them, each once.",
            lambda tokens, specials: {
                token: index for index, token in enumerate([*tokens, *specials])
            },
        ),
        Mistake(
            "You kept the words, each once, in the order of the text: sort them.",
            lambda tokens, specials: {
                token: index
                for index, token in enumerate(dict.fromkeys([*tokens, *specials]))
            },
        ),
        Mistake(
            "You put the words that come most often first: sort them by the alphabet.",
            _words_in_order(_by_count),
        ),
        *(
            Mistake(
                "You sorted the words by their length: sorted without a key goes by "
                "the alphabet.",
                _words_in_order(by_length),
            )
            for by_length in (
                lambda tokens: sorted(dict.fromkeys(tokens), key=len),
                lambda tokens: sorted(set(tokens), key=len),
            )
        ),
        Mistake(
            "You sorted the words backwards.",
            _words_in_order(lambda tokens: sorted({*tokens}, reverse=True)),
        ),
        Mistake(
            "You sorted all tokens together, and backwards: sort the words alone, "
            "forwards, and let the special tokens follow.",
            _all_backwards,
        ),
        *(
            Mistake(
                "You kept the words in a set, which has no order: their IDs change "
                "from run to run. Sort the set: sorted(set(tokens)).",
                _words_in_order(in_a_set),
            )
            for in_a_set in (
                lambda tokens: [*set(tokens)],
                lambda tokens: [*{*sorted(tokens)}],
                lambda tokens: [*{*sorted({*tokens})}],
            )
        ),
        *(
            Mistake(
                "You numbered a set, which has no order: the IDs change from run to "
                "run. Sort the words, and let the special tokens follow as given.",
                of_a_set,
            )
            for of_a_set in (
                lambda tokens, specials: {
                    token: index for index, token in enumerate({*tokens, *specials})
                },
                lambda tokens, specials: {
                    token: index
                    for index, token in enumerate({*sorted({*tokens}), *specials})
                },
                lambda tokens, specials: {
                    token: index
                    for index, token in enumerate({*sorted(tokens), *specials})
                },
            )
        ),
        Mistake(
            "A word that comes twice has used up two IDs: make a set of the words "
            "before you sort them.",
            lambda tokens, specials: {
                token: index for index, token in enumerate([*sorted(tokens), *specials])
            },
        ),
        Mistake(
            "A word that comes twice has used up two IDs, so a special token shares "
            "its ID with a word: make a set of the words before you sort them.",
            _sorted_with_repeats,
        ),
        Mistake(
            "You turned the order of the special tokens round.",
            lambda tokens, specials: _vocabulary(tokens, specials[::-1]),
        ),
        Mistake(
            "You began at 0 again for the special tokens, so they share their IDs "
            "with words.",
            lambda tokens, specials: {
                **_vocabulary(tokens, ()),
                **_vocabulary((), specials),
            },
        ),
        Mistake(
            "You left out an ID: after n words, numbered from 0, the first free one is "
            "n.",
            _numbered_on(lambda tokens, words, place: words + 1 + place),
        ),
        Mistake(
            "You counted every token of the text: the first free ID is the number of "
            "words, each counted once.",
            _numbered_on(lambda tokens, words, place: tokens + place),
        ),
        Mistake(
            "You counted every token of the text, and one more: the first free ID is "
            "the number of words, each counted once.",
            _numbered_on(lambda tokens, words, place: tokens + 1 + place),
        ),
        *(
            Mistake(
                "Your key only tells words from special tokens. Those with one key "
                "stay as the set has them: sort the words alone, then let the special "
                "tokens follow.",
                lambda tokens, specials, last=last: {
                    token: index
                    for index, token in enumerate(
                        sorted(
                            {*tokens, *specials},
                            key=lambda each: (each in specials) == last,
                        )
                    )
                },
            )
            for last in (True, False)
        ),
        Mistake(
            "Your key is one number for all words, so they stay as the set has them: "
            "sort the words alone, then let the special tokens follow.",
            lambda tokens, specials: {
                token: index
                for index, token in enumerate(
                    sorted({*tokens, *specials}, key=_place_in(specials))
                )
            },
        ),
        Mistake(
            "insert(-1, …) puts in before the last element, and not at the end: append "
            "does that.",
            _before_the_last,
        ),
        Mistake(
            "The pairs of your special tokens are the wrong way round: the dictionary "
            "leads from token to ID.",
            _turned_pairs,
        ),
        *(
            Mistake(
                "Every special token shares its ID with the last word, the largest ID "
                "there is: the first free one is one more.",
                answer,
            )
            for answer in (
                _numbered_on(lambda tokens, words, place: words - 1),
                _numbered_on(lambda tokens, words, place: max(0, words - 1)),
            )
        ),
        Mistake(
            "Your first special token shares its ID with the last word, which has "
            "n - 1: the first free one is n.",
            _numbered_on(lambda tokens, words, place: words - 1 + place),
        ),
        *(
            Mistake(
                "You added only one special token: all of them follow the words.",
                lambda tokens, specials, kept=kept: _vocabulary(tokens, specials[kept]),
            )
            for kept in (slice(0, 1), slice(-1, None))
        ),
        Mistake(
            "All special tokens got one ID: count on from each to the next.",
            _numbered_on(lambda tokens, words, place: words),
        ),
        Mistake(
            "You counted the special tokens twice: len of the dictionary grows with "
            "each of them already, so add nothing to it.",
            _numbered_on(lambda tokens, words, place: words + 2 * place),
        ),
        Mistake(
            "You sorted without regard to capital letters. sorted alone puts all of "
            "them before the small ones, as in notebook 02.",
            lambda tokens, specials: {
                token: index
                for index, token in enumerate(
                    [*sorted(sorted({*tokens}), key=str.lower), *specials]
                )
            },
        ),
        Mistake(
            "Your dictionary leads from ID to token: turn its pairs round.",
            lambda tokens, specials: dict(enumerate(_vocabulary(tokens, specials))),
        ),
        Mistake(
            "You left the special tokens out.",
            lambda tokens, specials: _vocabulary(tokens, ()),
        ),
    ),
)
