"""Exercise 02.decode."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from typing import Any

from ...tokenization import join
from ..records import Exercise, Mistake
from .shared import WORDS, sorted_vocabulary

# Two of many books: one in the order of its IDs, one in an order of its own.
_IN_ORDER = {",": 0, ".": 1, "Zoë": 2, "a": 3, "letter": 4, "sent": 5}


_BOOK = {"letter": 4, "sent": 0, "a": 2, "Zoë": 5, ",": 1, ".": 3}


def _decode(ids: Sequence[int], vocab: Mapping[str, int]) -> str:
    token_of = {index: token for token, index in vocab.items()}
    return " ".join(token_of[index] for index in ids)


def _pieces(ids: Sequence[int], vocab: Mapping[str, int]) -> list[str]:
    token_of = {index: token for token, index in vocab.items()}
    return [token_of[index] for index in ids]


def _decode_by_place(ids: Sequence[int], vocab: Mapping[str, int]) -> str:
    token_at = dict(enumerate(vocab))
    return " ".join(token_at[index] for index in ids)


def _decode_by_place_in_the_alphabet(
    ids: Sequence[int], vocab: Mapping[str, int]
) -> str:
    return _decode_by_place(ids, sorted_vocabulary(list(vocab)))


def _decode_without_turning_round(ids: Sequence[int], vocab: Any) -> str:
    return " ".join(vocab[index] for index in ids)


def _decode_by_the_id_at_a_place(ids: Sequence[int], vocab: Mapping[str, int]) -> str:
    tokens, id_at = list(vocab), list(vocab.values())
    return " ".join(tokens[id_at[index]] for index in ids)


def _decode_by_place_from_the_end(ids: Sequence[int], vocab: Mapping[str, int]) -> str:
    return _decode_by_place(ids, dict([*vocab.items()][::-1]))


def _decode_into_ids(ids: Sequence[int], vocab: Mapping[str, int]) -> str:
    id_at = list(vocab.values())
    return " ".join(str(id_at[index]) for index in ids)


def _decode_the_first_alone(ids: Sequence[int], vocab: Mapping[str, int]) -> str | None:
    return _pieces(ids, vocab)[0] if ids else None


def _decode_with_the_first_entry(ids: Sequence[int], vocab: Mapping[str, int]) -> str:
    return _decode(ids, dict([*vocab.items()][:1]))


def _decode_in_order_of_the_book(ids: Sequence[int], vocab: Mapping[str, int]) -> str:
    return " ".join(token for token, index in vocab.items() if index in ids)


def _decode_in_order_of_the_book_with_repeats(
    ids: Sequence[int], vocab: Mapping[str, int]
) -> str:
    return " ".join(
        token for token, its_id in vocab.items() for index in ids if its_id == index
    )


def _decode_the_first_of_the_book(
    ids: Sequence[int], vocab: Mapping[str, int]
) -> str | None:
    return next((token for token, index in vocab.items() if index in ids), None)


def _decode_in_order_of_ids(ids: Sequence[int], vocab: Mapping[str, int]) -> str:
    return _decode(sorted(ids), vocab)


def _decode_space_before(ids: Sequence[int], vocab: Mapping[str, int]) -> str:
    return "".join(" " + piece for piece in _pieces(ids, vocab))


def _decode_space_after(ids: Sequence[int], vocab: Mapping[str, int]) -> str:
    return "".join(piece + " " for piece in _pieces(ids, vocab))


def _decode_places(ids: Sequence[int], vocab: Mapping[str, int]) -> str:
    return _decode(range(len(ids)), vocab)


def _decode_by_insertion(ids: Sequence[int], vocab: Mapping[str, int]) -> str:
    tokens: list[str] = []
    for token, index in vocab.items():
        tokens.insert(index, token)
    return " ".join(tokens[index] for index in ids)


def _decode_by_first_id(ids: Sequence[int], vocab: Mapping[str, int]) -> str:
    text = ""
    for index, piece in zip(ids, _pieces(ids, vocab), strict=True):
        if index != ids[0]:
            text += " "
        text += piece
    return text


def _decode_by_last_id(ids: Sequence[int], vocab: Mapping[str, int]) -> str:
    text = ""
    for index, piece in zip(ids, _pieces(ids, vocab), strict=True):
        text += piece
        if index != ids[-1]:
            text += " "
    return text


def _decode_cases(rng: random.Random) -> list[tuple[list[int], dict[str, int]]]:
    drawn = dict(zip(rng.sample(WORDS, k=6), rng.sample(range(6), k=6), strict=True))
    return [
        ([], _BOOK),
        ([4], _IN_ORDER),
        ([2, 5, 3, 4, 1], _IN_ORDER),
        ([5, 0, 2, 4, 3], _BOOK),
        ([2, 4, 1, 2, 4], _BOOK),
        ([4, 4, 4], _BOOK),
        (rng.sample(range(6), k=6), drawn),
    ]


EXERCISE = Exercise(
    name="02.decode",
    task="Turn IDs back into text, one space between neighbours, whatever the "
    "order in which the entries of the vocabulary stand. Leave ids and vocab "
    "unchanged.",
    starter=(
        "def decode(ids, vocab):\n"
        "    tokens = list(vocab)\n"
        '    return " ".join(tokens[index] for index in ids)\n'
    ),
    hints=(
        "Sort the entries of a small book by hand. What about an entry changes, "
        "and what stays?",
        "tokens[index] asks which entry stands at that place. You want the one "
        "that has this ID.",
        "Turn the book round first: a dictionary from ID to token, made in a loop "
        "over vocab.items().",
    ),
    solution=_decode,
    cases=_decode_cases,
    lesson="An ID is a name that the book gives, not a place in it. Turned round "
    "once, the book decodes every message, in whatever order its entries stand.",
    mistakes=(
        Mistake(
            "You took the ID for a place among the entries, which holds only "
            "until somebody sorts them. Ask which token has this ID.",
            _decode_by_place,
        ),
        Mistake(
            "You took the ID for a place among the entries, which holds only "
            "until somebody sorts them. Ask which token has this ID.",
            lambda ids, vocab: join(list(vocab)[index] for index in ids),
        ),
        Mistake(
            "You sorted the words and took the ID for a place among them. A book "
            "need not be numbered by the alphabet: ask which token has this ID.",
            _decode_by_place_in_the_alphabet,
        ),
        Mistake(
            "You asked which ID stands at a place, and took that for a place again. "
            "Ask the other way round: which token has this ID?",
            _decode_by_the_id_at_a_place,
        ),
        Mistake(
            "You asked for an ID in a dictionary that leads from token to ID. Make one "
            "that leads from ID to token.",
            _decode_without_turning_round,
        ),
        Mistake(
            "You asked for an ID in a dictionary that leads from token to ID. Make one "
            "that leads from ID to token.",
            lambda ids, vocab: " ".join(str(vocab.get(i, "")) for i in ids),
        ),
        Mistake(
            "You put the entries in the opposite order. Turn each of them round "
            "instead, so that its ID leads to its token.",
            _decode_by_place_from_the_end,
        ),
        *(
            Mistake(
                "You put IDs into the text, and no tokens. Ask which token has the ID.",
                numbers,
            )
            for numbers in (
                _decode_into_ids,
                lambda ids, vocab: " ".join(map(str, ids)),
            )
        ),
        *(
            Mistake(
                "You returned the first token alone: collect one for each ID, and "
                "return when the loop has ended.",
                first,
            )
            for first in (
                _decode_the_first_alone,
                lambda ids, vocab: _decode_the_first_alone(ids, vocab) or "",
            )
        ),
        Mistake(
            "Your new book has its first entry alone: does the return stand inside the "
            "loop that fills it?",
            _decode_with_the_first_entry,
        ),
        Mistake(
            "You went through the book, so its words come in the order of the "
            "book, each once. Go through the IDs.",
            _decode_in_order_of_the_book,
        ),
        Mistake(
            "Your outer loop goes through the book, so the words come in the order of "
            "the book. Let the outer loop go through the IDs.",
            _decode_in_order_of_the_book_with_repeats,
        ),
        *(
            Mistake(
                "You returned one token, the first of the book whose ID is in the "
                "message. Go through the IDs, and collect a token for each.",
                first_of_the_book,
            )
            for first_of_the_book in (
                _decode_the_first_of_the_book,
                lambda ids, vocab: _decode_the_first_of_the_book(ids, vocab) or "",
            )
        ),
        Mistake(
            "You put the IDs in order, and so the words come in the order of their "
            "numbers. Take the IDs as they come.",
            _decode_in_order_of_ids,
        ),
        Mistake(
            "You went through a set of the IDs, so each word comes once, and in the "
            "order of its number. Go through ids as it is.",
            lambda ids, vocab: _decode(list(set(ids)), vocab),
        ),
        Mistake(
            "You decoded 0, 1, 2, …, the places in the message. The ID at place i is "
            "ids[i].",
            _decode_places,
        ),
        Mistake(
            "The token with the ID 0 is missing: 0 counts as false, so an if passes "
            "over it. Leave that if out.",
            lambda ids, vocab: _decode(list(filter(None, ids)), vocab),
        ),
        Mistake(
            "You put each token before those that are there already, so the last one "
            "comes first: put it behind them.",
            lambda ids, vocab: _decode(ids[::-1], vocab),
        ),
        Mistake(
            "insert moves what stands behind its place, so tokens do not stay at the "
            "places of their IDs. A dictionary from ID to token needs no places.",
            _decode_by_insertion,
        ),
        Mistake(
            "Your text begins with a space: every token brought one along, the "
            "first too.",
            _decode_space_before,
        ),
        Mistake(
            "Your text ends with a space: every token brought one along, the last too.",
            _decode_space_after,
        ),
        Mistake(
            "Every token brought a space before it, so the first character of the text "
            "is the one too many, and you took away the last.",
            lambda ids, vocab: _decode_space_before(ids, vocab)[:-1],
        ),
        Mistake(
            "Every token brought a space behind it, so the last character of the text "
            "is the one too many, and you took away the first.",
            lambda ids, vocab: _decode_space_after(ids, vocab)[1:],
        ),
        Mistake(
            "You left the space out wherever the first token comes again: ask for "
            "the place in the list, not for the ID.",
            _decode_by_first_id,
        ),
        Mistake(
            "You left the space out wherever the last token comes earlier: ask for "
            "the place in the list, not for the ID.",
            _decode_by_last_id,
        ),
        Mistake(
            "You used join, which takes the space before a mark away; this task "
            "asks for one space between all neighbours.",
            lambda ids, vocab: join(_pieces(ids, vocab)),
        ),
        Mistake(
            "You joined the tokens with nothing between them.",
            lambda ids, vocab: "".join(_pieces(ids, vocab)),
        ),
        Mistake(
            "You returned the tokens as a list: join them into one text.",
            _pieces,
        ),
    ),
    leaves_arguments=True,
)
