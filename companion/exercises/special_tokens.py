"""Exercises of notebook 03: unknown words, appended marks, masks, documents."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence

from ..special_tokens import END_OF_TEXT, UNKNOWN
from .records import Exercise, Mistake

_WORDS = ("ate", "bread", "café", "naïve", "said", "Zoë", "Łódź", "?", ".", ",")
_VOCAB = {",": 0, ".": 1, "Zoë": 2, "ate": 3, "bread": 4, UNKNOWN: 5, END_OF_TEXT: 6}
_SPECIALS = (
    "<|bos|>",
    "<|eos|>",
    "<|mask|>",
    "<|pad|>",
    "<|sep|>",
    UNKNOWN,
    "<|user|>",
)


def _encode(tokens: Sequence[str], vocab: Mapping[str, int]) -> list[int]:
    return [vocab.get(token, vocab[UNKNOWN]) for token in tokens]


def _encode_dropping(tokens: Sequence[str], vocab: Mapping[str, int]) -> list[int]:
    return [vocab[token] for token in tokens if token in vocab]


def _encode_cases(rng: random.Random) -> list[tuple[list[str], dict[str, int]]]:
    # <|unk|> is neither last nor at the same place as in the other vocabulary.
    drawn = sorted(rng.sample(_WORDS, k=6))
    drawn.insert(rng.randint(1, 3), UNKNOWN)
    return [
        ([], _VOCAB),
        (["Zoë", "ate", "bread", "."], _VOCAB),
        (["Łódź", "ate", "zoë", "?"], _VOCAB),
        (rng.sample(_WORDS, k=7), {token: index for index, token in enumerate(drawn)}),
    ]


def _vocabulary(tokens: Sequence[str], specials: Sequence[str]) -> dict[str, int]:
    words = sorted(set(tokens))
    return {token: index for index, token in enumerate([*words, *specials])}


def _added_before_sorting(
    tokens: Sequence[str], specials: Sequence[str]
) -> dict[str, int]:
    return _vocabulary([*tokens, *specials], ())


def _added_in_front(tokens: Sequence[str], specials: Sequence[str]) -> dict[str, int]:
    words = sorted(set(tokens))
    return {token: index for index, token in enumerate([*specials, *words])}


def _vocabulary_cases(rng: random.Random) -> list[tuple[list[str], list[str]]]:
    # One order and its reverse: sorted, or as a set has them, is at most one of both.
    specials = rng.sample(_SPECIALS, k=len(_SPECIALS))
    return [
        ([], [UNKNOWN, END_OF_TEXT]),
        (["the", "cat"], [END_OF_TEXT]),
        (["!", "Zoë", "ate", "!"], [UNKNOWN, END_OF_TEXT]),
        (rng.choices(_WORDS, k=6), specials),
        (rng.choices(_WORDS, k=6), specials[::-1]),
    ]


def _pad(
    sequences: Sequence[Sequence[int]], pad_id: int
) -> tuple[list[list[int]], list[list[bool]]]:
    width = max(len(sequence) for sequence in sequences)
    ids = [[*row, *[pad_id] * (width - len(row))] for row in sequences]
    mask = [[place < len(row) for place in range(width)] for row in sequences]
    return ids, mask


def _mask_from_ids(
    sequences: Sequence[Sequence[int]], pad_id: int
) -> tuple[list[list[int]], list[list[bool]]]:
    ids, _ = _pad(sequences, pad_id)
    return ids, [[index != pad_id for index in row] for row in ids]


def _mask_inverted(
    sequences: Sequence[Sequence[int]], pad_id: int
) -> tuple[list[list[int]], list[list[bool]]]:
    ids, mask = _pad(sequences, pad_id)
    return ids, [[not real for real in row] for row in mask]


def _padded_in_front(
    sequences: Sequence[Sequence[int]], pad_id: int
) -> tuple[list[list[int]], list[list[bool]]]:
    ids, mask = _pad([row[::-1] for row in sequences], pad_id)
    return [row[::-1] for row in ids], [row[::-1] for row in mask]


def _cut_to_the_shortest(
    sequences: Sequence[Sequence[int]], pad_id: int
) -> tuple[list[list[int]], list[list[bool]]]:
    width = min(len(sequence) for sequence in sequences)
    return _pad([row[:width] for row in sequences], pad_id)


def _pad_cases(rng: random.Random) -> list[tuple[list[list[int]], int]]:
    lengths = rng.sample(range(1, 6), k=3)
    return [
        ([[3, 1, 2]], 0),
        ([[5, 2, 7], [4]], 0),
        ([[5, 2, 9], [4, 9], [9]], 9),
        ([[rng.randint(1, 9) for _ in range(length)] for length in lengths], 9),
    ]


def _documents(ids: Sequence[int], eot: int) -> list[list[int]]:
    documents: list[list[int]] = [[]]
    for index in ids:
        if index == eot:
            documents.append([])
        else:
            documents[-1].append(index)
    return [document for document in documents if document]


def _documents_with_empty(ids: Sequence[int], eot: int) -> list[list[int]]:
    documents: list[list[int]] = [[]]
    for index in ids:
        if index == eot:
            documents.append([])
        else:
            documents[-1].append(index)
    return documents


def _documents_with_marks(ids: Sequence[int], eot: int) -> list[list[int]]:
    documents: list[list[int]] = [[]]
    for index in ids:
        documents[-1].append(index)
        if index == eot:
            documents.append([])
    return [document for document in documents if document]


def _documents_that_were_closed(ids: Sequence[int], eot: int) -> list[list[int]]:
    documents, document = [], []
    for index in ids:
        if index != eot:
            document.append(index)
        elif document:
            documents.append(document)
            document = []
    return documents


def _documents_cases(rng: random.Random) -> list[tuple[list[int], int]]:
    eot = rng.randint(10, 50256)
    return [
        ([], 9),
        ([1, 2, 9, 3], 9),
        ([1, 2, 9, 3, 9], 9),
        ([9, 1, 9, 9, 2, 2], 9),
        ([40, eot, 9, 367, 9, eot, 3], eot),
        (rng.choices([1, 2, 3, eot], k=10), eot),
    ]


EXERCISES: tuple[Exercise, ...] = (
    Exercise(
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
                "You gave unknown tokens ID 0, which belongs to a real token.",
                lambda tokens, vocab: [vocab.get(token, 0) for token in tokens],
            ),
            Mistake(
                "You gave unknown tokens the size of the vocabulary, one past the last "
                "ID there is.",
                lambda tokens, vocab: [
                    vocab.get(token, len(vocab)) for token in tokens
                ],
            ),
            Mistake(
                "You put the text <|unk|> among the IDs; its ID is needed.",
                lambda tokens, vocab: [vocab.get(token, UNKNOWN) for token in tokens],
            ),
        ),
    ),
    Exercise(
        name="03.append",
        task="Number the distinct tokens, sorted, from 0; then the special tokens as "
        "given.",
        starter="def vocabulary(tokens, specials):\n    # your code\n    ...\n",
        hints=(
            "Sort the words alone; which list do the special tokens join, and when?",
            "enumerate([*words, *specials]) counts through both.",
        ),
        solution=_vocabulary,
        cases=_vocabulary_cases,
        lesson="Words keep the IDs they had, however many special tokens are added "
        "later.",
        mistakes=(
            Mistake(
                "You added the special tokens before sorting: '<' sorts in front of "
                "letters, so the IDs of most words have moved.",
                _added_before_sorting,
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
                "You left the special tokens out.",
                lambda tokens, specials: _vocabulary(tokens, ()),
            ),
        ),
    ),
    Exercise(
        name="03.mask",
        task="Pad on the right to the longest; return the rows, and a mask, True where "
        "IDs are real.",
        starter="def pad(sequences, pad_id):\n    # your code\n    ...\n",
        hints=(
            "Can an ID equal to pad_id be real? Try a sequence that ends in it.",
            "The mask depends on the lengths alone: place < len(row).",
        ),
        solution=_pad,
        cases=_pad_cases,
        lesson="Whether an ID is real is a fact about the lengths. Once the rectangle "
        "is filled, the IDs alone no longer tell.",
        mistakes=(
            Mistake(
                "You made the mask from ids != pad_id: where a sequence holds that ID "
                "itself, as GPT's padding does, a real token is masked out.",
                _mask_from_ids,
            ),
            Mistake(
                "Your mask is the wrong way round: True is for real IDs.",
                _mask_inverted,
            ),
            Mistake(
                "You filled up on the left; this task asks for the right.",
                _padded_in_front,
            ),
            Mistake(
                "You cut the sequences to the shortest, which throws tokens away.",
                _cut_to_the_shortest,
            ),
        ),
    ),
    Exercise(
        name="03.documents",
        task="Cut a stream of IDs at the ID eot into documents; leave out marks and "
        "empty documents.",
        starter="def documents(ids, eot):\n    # your code\n    ...\n",
        hints=(
            "Start with one empty document; at each mark start another.",
            "The last document may have no mark behind it, and two marks may touch.",
        ),
        solution=_documents,
        cases=_documents_cases,
        lesson="One number in the stream is enough to find every border again.",
        mistakes=(
            Mistake(
                "You lost what stands after the last mark; a stream may end without.",
                _documents_that_were_closed,
            ),
            Mistake(
                "You cut at 9, whatever eot is: use the argument.",
                lambda ids, eot: _documents(ids, 9),
            ),
            Mistake(
                "You kept the marks: they belong to no document.",
                _documents_with_marks,
            ),
            Mistake(
                "You kept documents without IDs, where two marks touch or one stands "
                "at an end.",
                _documents_with_empty,
            ),
        ),
    ),
)
