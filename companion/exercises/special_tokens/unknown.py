"""Exercise 03.unknown."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence

from ...special_tokens import END_OF_TEXT, UNKNOWN
from ..records import Exercise, Mistake
from .shared import WORDS

_VOCAB = {",": 0, ".": 1, "Zoë": 2, "ate": 3, "bread": 4, UNKNOWN: 5, END_OF_TEXT: 6}


def _encode(tokens: Sequence[str], vocab: Mapping[str, int]) -> list[int]:
    return [vocab.get(token, vocab[UNKNOWN]) for token in tokens]


def _encode_dropping(tokens: Sequence[str], vocab: Mapping[str, int]) -> list[int]:
    return [vocab[token] for token in tokens if token in vocab]


def _encode_cases(rng: random.Random) -> list[tuple[list[str], dict[str, int]]]:
    # <|unk|> is neither last nor at the same place as in the other vocabulary.
    drawn = sorted(rng.sample(WORDS, k=6))
    drawn.insert(rng.randint(1, 3), UNKNOWN)
    return [
        ([], _VOCAB),
        (["Zoë", "ate", "bread", "."], _VOCAB),
        (["Łódź", ",", "zoë", "?"], _VOCAB),  # the comma has ID 0
        (rng.sample(WORDS, k=7), {token: index for index, token in enumerate(drawn)}),
    ]


EXERCISE = Exercise(
    name="03.unknown",
    task="Return one ID for each token: its own, or that of <|unk|> where the "
    "vocabulary does not have it.",
    starter="def encode(tokens, vocab):\n    # your code\n    ...\n",
    hints=(
        "vocab.get(token, other) gives other where the token is missing.",
        'The other is vocab["<|unk|>"], the ID of the stand-in.',
    ),
    solution=_encode,
    cases=_encode_cases,
    lesson="Every place of the text keeps a number, so nothing stops; what stood "
    "there is gone for good.",
    mistakes=(
        Mistake(
            "You dropped the unknown tokens: the IDs no longer line up with the "
            "tokens, and nobody can see that a word is missing.",
            _encode_dropping,
        ),
        Mistake(
            "You chose with `or`, for which the ID 0 is as good as nothing: the "
            "token with ID 0 has become unknown. Give get a second argument.",
            lambda tokens, vocab: [
                vocab.get(token) or vocab[UNKNOWN] for token in tokens
            ],
        ),
        Mistake(
            "You gave unknown tokens ID 0, which belongs to a real token.",
            lambda tokens, vocab: [vocab.get(token, 0) for token in tokens],
        ),
        Mistake(
            "You gave unknown tokens the size of the vocabulary, one past the last "
            "ID there is.",
            lambda tokens, vocab: [vocab.get(token, len(vocab)) for token in tokens],
        ),
        Mistake(
            "You gave unknown tokens the last ID of all. <|unk|> need not be last: "
            "look its ID up in vocab.",
            lambda tokens, vocab: [
                vocab.get(token, len(vocab) - 1) for token in tokens
            ],
        ),
        Mistake(
            "You put the text <|unk|> among the IDs; its ID is needed.",
            lambda tokens, vocab: [vocab.get(token, UNKNOWN) for token in tokens],
        ),
        Mistake(
            "You gave unknown tokens None: get gives that if it has no second "
            "argument.",
            lambda tokens, vocab: [vocab.get(token) for token in tokens],
        ),
    ),
)
