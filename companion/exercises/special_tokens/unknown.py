"""Exercise 03.unknown."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from operator import itemgetter
from typing import Any

from ...special_tokens import END_OF_TEXT, UNKNOWN
from ..records import Exercise, Mistake
from .shared import WORDS

_VOCAB = {",": 0, ".": 1, "Zoë": 2, "ate": 3, "bread": 4, UNKNOWN: 5, END_OF_TEXT: 6}
_TEXTS = {"<3": 0, "[5]": 1, "tea": 2, "text": 3, END_OF_TEXT: 4, UNKNOWN: 5}


def _encode(
    tokens: Sequence[str], vocab: Mapping[str, int], specials: Sequence[str]
) -> list[int]:
    words = {token: vocab[token] for token in vocab if token not in specials}
    return [words.get(token, vocab[UNKNOWN]) for token in tokens]


_Answer = Callable[[Sequence[str], Mapping[str, int], Sequence[str]], list[Any]]


def _of_words(
    rule: Callable[[Sequence[str], Mapping[str, int], int], list[Any]],
) -> _Answer:
    """Return an answer by a rule of tokens, book and <|unk|>, its book words alone."""

    def answer(
        tokens: Sequence[str], vocab: Mapping[str, int], specials: Sequence[str]
    ) -> list[Any]:
        words = {token: vocab[token] for token in vocab if token not in specials}
        return rule(tokens, words, vocab[UNKNOWN])

    return answer


def _of_everything(
    rule: Callable[[Sequence[str], Mapping[str, int], int], list[Any]],
) -> _Answer:
    """Return an answer by the same rule that looks up the specials as well."""
    return lambda tokens, vocab, specials: rule(tokens, vocab, vocab[UNKNOWN])


def _encode_with_marks(
    tokens: Sequence[str], vocab: Mapping[str, int], specials: Sequence[str]
) -> list[int]:
    return [vocab.get(token, vocab[UNKNOWN]) for token in tokens]


def _encode_by_looks(looks: Callable[[str], bool]) -> _Answer:
    """Return an answer that takes for specials what looks like one."""
    return lambda tokens, vocab, specials: _encode(
        tokens, vocab, [token for token in vocab if looks(token)]
    )


_LOOKS: tuple[Callable[[str], bool], ...] = (
    lambda token: token.startswith("<|"),
    lambda token: token.startswith("<"),
    lambda token: token.startswith(("<", "[")),
    lambda token: token.startswith(("<|", "[")),
    lambda token: token in (END_OF_TEXT, UNKNOWN, "[SEP]"),
)


def _encode_without_marks(
    tokens: Sequence[str], vocab: Mapping[str, int], specials: Sequence[str]
) -> list[int]:
    ordinary = [token for token in tokens if token not in specials]
    return _encode(ordinary, vocab, specials)


def _encode_marks_twice(
    tokens: Sequence[str], vocab: Mapping[str, int], specials: Sequence[str]
) -> list[int]:
    ids = []
    for token in tokens:
        if token in specials:
            ids.append(vocab[UNKNOWN])
        ids.append(vocab.get(token, vocab[UNKNOWN]))
    return ids


def _encode_marks_and_unknown(
    tokens: Sequence[str], vocab: Mapping[str, int], specials: Sequence[str]
) -> list[int]:
    ids = []
    for token in tokens:
        if token in vocab:
            ids.append(vocab[token])
        if token in specials or token not in vocab:
            ids.append(vocab[UNKNOWN])
    return ids


def _encode_once_for_each_special(specials_first: bool) -> _Answer:
    """Return an answer with two loops, and which of them is the outer one."""

    def answer(
        tokens: Sequence[str], vocab: Mapping[str, int], specials: Sequence[str]
    ) -> list[int]:
        rounds = [_encode(tokens, vocab, [special]) for special in specials]
        if specials_first:
            return [index for ids in rounds for index in ids]
        return [ids[place] for place in range(len(tokens)) for ids in rounds]

    return answer


def _encode_for_each_entry(
    tokens: Sequence[str], vocab: Mapping[str, int], specials: Sequence[str]
) -> list[int]:
    return [
        vocab[entry if token == entry and entry not in specials else UNKNOWN]
        for token in tokens
        for entry in vocab
    ]


def _last_are_special(
    tokens: Sequence[str], vocab: Mapping[str, int], specials: Sequence[str]
) -> list[int]:
    return _encode(tokens, vocab, [*vocab][len(vocab) - len(specials) :])


def _encode_small(always: bool) -> _Answer:
    """Return an answer that takes small letters, always or for what vocab lacks."""

    def answer(
        tokens: Sequence[str], vocab: Mapping[str, int], specials: Sequence[str]
    ) -> list[int]:
        small = [t.lower() if always or t not in vocab else t for t in tokens]
        return _encode(small, vocab, specials)

    return answer


def _encode_words_twice(
    tokens: Sequence[str], vocab: Mapping[str, int], specials: Sequence[str]
) -> list[int]:
    ids = []
    for token in tokens:
        if token in vocab and token not in specials:
            ids.append(vocab[token])
        ids.append(vocab[UNKNOWN])
    return ids


def _encode_by_letters(written: Callable[[Sequence[str]], str]) -> _Answer:
    """Return an answer that looks for tokens in the specials as one string."""
    return lambda tokens, vocab, specials: _encode(
        tokens, vocab, [token for token in vocab if token in written(specials)]
    )


def _with_number(encode: _Answer, number: Callable[[int], int]) -> _Answer:
    """Return an answer that takes a number for <|unk|> by how many tokens there are."""
    return lambda tokens, vocab, specials: encode(
        tokens, {**vocab, UNKNOWN: number(len(vocab))}, specials
    )


def _with_special(encode: _Answer, place: int) -> _Answer:
    """Return an answer that takes the special token at this place for <|unk|>."""
    return lambda tokens, vocab, specials: encode(
        tokens, {**vocab, UNKNOWN: vocab[specials[place]]}, specials
    )


def _encode_with_new_ids(marks: bool) -> _Answer:
    """Return an answer that goes on numbering, and may look up marks as well."""

    def answer(
        tokens: Sequence[str], vocab: Mapping[str, int], specials: Sequence[str]
    ) -> list[int]:
        ids = dict(vocab)
        if not marks:
            ids |= dict.fromkeys(specials, vocab[UNKNOWN])
        return [ids.setdefault(token, len(ids)) for token in tokens]

    return answer


# Each is wrong whether marks are looked up as well or not.
_RULES: tuple[
    tuple[str, Callable[[Sequence[str], Mapping[str, int], int], list[Any]]], ...
] = (
    (
        "You dropped the unknown tokens: the IDs no longer line up with the tokens, "
        "and nobody can see that a word is missing.",
        lambda tokens, book, unknown: [book[t] for t in tokens if t in book],
    ),
    (
        "You chose with `or`, for which the ID 0 is as good as nothing: the token with "
        "ID 0 has become unknown. Give get a second argument.",
        lambda tokens, book, unknown: [book.get(t) or unknown for t in tokens],
    ),
    (
        "You gave unknown tokens ID 0, which belongs to a real token.",
        lambda tokens, book, unknown: [book.get(t, 0) for t in tokens],
    ),
    (
        "You put the text <|unk|> among the IDs; its ID is needed.",
        lambda tokens, book, unknown: [book.get(t, UNKNOWN) for t in tokens],
    ),
    (
        "You returned tokens: an ID is a number. Look each token up in vocab.",
        lambda tokens, book, unknown: [t if t in book else UNKNOWN for t in tokens],
    ),
    (
        "You put texts among the IDs: a word needs its ID too. Look it up in vocab.",
        lambda tokens, book, unknown: [t if t in book else unknown for t in tokens],
    ),
    (
        "You gave unknown tokens -1, which is no token's ID: <|unk|> has its own.",
        lambda tokens, book, unknown: [book.get(t, -1) for t in tokens],
    ),
    (
        "You gave unknown tokens None: get gives that if it has no second argument.",
        lambda tokens, book, unknown: [book.get(t) for t in tokens],
    ),
    (
        "You returned places of the text. An ID is looked up: vocab[token].",
        lambda tokens, book, unknown: [
            place if t in book else unknown for place, t in enumerate(tokens)
        ],
    ),
)


_NUMBERS: tuple[tuple[str, Callable[[int], int]], ...] = (
    (
        "You gave unknown tokens the size of the vocabulary, one past the last ID "
        "there is.",
        lambda n_tokens: n_tokens,
    ),
    (
        "You gave unknown tokens the size of the vocabulary and one more, which is no "
        "token's ID: <|unk|> has its own.",
        lambda n_tokens: n_tokens + 1,
    ),
    (
        "You gave unknown tokens the last ID of all. <|unk|> need not be last: look "
        "its ID up in vocab.",
        lambda n_tokens: n_tokens - 1,
    ),
)


_Case = tuple[list[str], dict[str, int], list[str]]


def _encode_cases(rng: random.Random) -> list[_Case]:
    # <|unk|> is neither last nor at the same place as in the other vocabulary, and in
    # its specials it stands first.
    drawn = sorted(rng.sample(WORDS, k=6))
    drawn.insert(rng.randint(1, 3), UNKNOWN)
    drawn.append("[CLS]")
    marks = [END_OF_TEXT, UNKNOWN]
    return [
        ([], _VOCAB, marks),
        (["Zoë", "ate", "bread", "."], _VOCAB, marks),
        (["Łódź", ",", "zoë", "?"], _VOCAB, marks[::-1]),  # the comma has ID 0
        ([END_OF_TEXT, "Zoë", ",", "rye"], _VOCAB, marks),
        # A word in capitals, a piece of a mark, a mark that specials has last, and
        # words that begin as marks do.
        (["tea", "Tea", "text", END_OF_TEXT, "<3", "[5]"], _TEXTS, marks[::-1]),
        (["[SEP]", "ate"], {UNKNOWN: 0, "ate": 1, "[SEP]": 2}, ["[SEP]", UNKNOWN]),
        (["said", "[CLS]"], {"[CLS]": 0, "said": 1, UNKNOWN: 2}, [UNKNOWN, "[CLS]"]),
        (
            [*rng.sample(WORDS, k=7), "[CLS]"],
            {token: index for index, token in enumerate(drawn)},
            [UNKNOWN, "[CLS]"],
        ),
    ]


EXERCISE = Exercise(
    name="03.unknown",
    task="Return one ID for each token of an ordinary text: its own if it is a word of "
    "the vocabulary, otherwise that of <|unk|>. What only looks like one of the "
    "specials is no word. Leave tokens, vocab and specials as they are.",
    starter="def encode(tokens, vocab, specials):\n    # your code\n    ...\n",
    hints=(
        "The vocabulary holds words and specials. Which of them may a token of an "
        "ordinary text become?",
        "A dictionary of the words alone is easy to look up: words.get(token, other) "
        "gives other where the token is missing. What is other here?",
    ),
    solution=_encode,
    cases=_encode_cases,
    lesson="Every place of the text keeps a number, so nothing stops; what stood there "
    "is gone for good. And no text becomes a mark by looking like one.",
    mistakes=(
        Mistake(
            "You looked the tokens up among the specials too: a text that merely has "
            "the characters of a mark has become the mark.",
            _encode_with_marks,
        ),
        *(
            Mistake(
                "You knew specials by their names or by how they are written. Others "
                "have other names, and a word may be written so too: which there are, "
                "the list specials says.",
                _encode_by_looks(looks),
            )
            for looks in _LOOKS
        ),
        Mistake(
            "You looked every token up in vocab. A word that it lacks becomes <|unk|>, "
            "and so does what looks like a special: one of both is enough, so join the "
            "two with or; and what you change must be what you look up.",
            lambda tokens, vocab, specials: [vocab[token] for token in tokens],
        ),
        *(
            Mistake(
                "You asked for one of the specials alone. There may be any number: "
                "token in specials asks for all of them.",
                lambda tokens, vocab, specials, kept=kept: _encode(
                    tokens, vocab, specials[kept]
                ),
            )
            for kept in (slice(0, 1), slice(-1, None))
        ),
        Mistake(
            "You took the last IDs for those of the specials. They may stand anywhere: "
            "which tokens they are, the list specials says.",
            _last_are_special,
        ),
        *(
            Mistake(
                "You asked for a piece of a special: in a string, in goes by letters, "
                "in a list by whole tokens. token in specials asks for whole ones.",
                _encode_by_letters(written),
            )
            for written in ("".join, str)
        ),
        *(
            Mistake(
                "You looked for the word in small letters. Capitals make another word, "
                "as in notebook 02: one without an ID becomes <|unk|>.",
                _encode_small(always),
            )
            for always in (False, True)
        ),
        Mistake(
            "You gave words two IDs, their own and that of <|unk|>: put the second "
            "into an else.",
            _encode_words_twice,
        ),
        Mistake(
            "You gave each token an ID for each entry of vocab. A dictionary is asked "
            "without a loop: token in vocab.",
            _encode_for_each_entry,
        ),
        Mistake(
            "You dropped the tokens that look like specials: each is a place of the "
            "text, and becomes <|unk|>.",
            _encode_without_marks,
        ),
        *(
            Mistake(message, look_up(rule))
            for message, rule in _RULES
            for look_up in (_of_words, _of_everything)
        ),
        Mistake(
            "You dropped the unknown tokens: what looks like a special becomes "
            "<|unk|>, and so does every token that vocab lacks.",
            lambda tokens, vocab, specials: _encode(
                [token for token in tokens if token in vocab], vocab, specials
            ),
        ),
        Mistake(
            "You gave what looks like a special two IDs: behind the first, the line "
            "for words runs as well. Put that into an else.",
            _encode_marks_twice,
        ),
        Mistake(
            "You gave what looks like a special two IDs, its own and that of <|unk|>: "
            "ask for specials first, and put the rest into an else.",
            _encode_marks_and_unknown,
        ),
        Mistake(
            "You took the place of a mark in specials for its ID. What looks like a "
            "special becomes <|unk|>, whose ID is in vocab.",
            lambda tokens, vocab, specials: [
                [*specials].index(t) if t in specials else vocab.get(t, vocab[UNKNOWN])
                for t in tokens
            ],
        ),
        *(
            Mistake(
                "You gave each token an ID for each special. Ask once, without a loop: "
                "token in specials.",
                _encode_once_for_each_special(specials_first),
            )
            for specials_first in (False, True)
        ),
        *(
            Mistake(
                "You put what looks like a special among the IDs as text: it becomes "
                "<|unk|>, and so its ID is needed.",
                lambda tokens, vocab, specials, other=other: [
                    t if t in specials else vocab.get(t, other(vocab)) for t in tokens
                ],
            )
            for other in (itemgetter(UNKNOWN), lambda vocab: UNKNOWN)
        ),
        *(
            Mistake(
                "You gave unknown words new IDs. A model has no rows for these: an "
                "unknown word becomes <|unk|>.",
                _encode_with_new_ids(marks),
            )
            for marks in (False, True)
        ),
        Mistake(
            "You numbered the words anew: each keeps the ID that it has in vocab.",
            _of_words(
                lambda tokens, book, unknown: [
                    [*book].index(t) if t in book else unknown for t in tokens
                ]
            ),
        ),
        Mistake(
            "You made every token unknown: what you ask of a word never holds. "
            "vocab.values() has only IDs, and not specials asks whether that list is "
            "empty.",
            lambda tokens, vocab, specials: [vocab[UNKNOWN]] * len(tokens),
        ),
        Mistake(
            "You made the words unknown and kept the specials: turn your condition "
            "round.",
            lambda tokens, vocab, specials: [
                vocab[t if t in specials else UNKNOWN] for t in tokens
            ],
        ),
        Mistake(
            "You took the place of <|unk|> in specials for its ID: look that up in "
            "vocab.",
            lambda tokens, vocab, specials: _encode(
                tokens, {**vocab, UNKNOWN: [*specials].index(UNKNOWN)}, specials
            ),
        ),
        *(
            Mistake(message, _with_number(encode, number))
            for message, number in _NUMBERS
            for encode in (_encode, _encode_with_marks)
        ),
        *(
            Mistake(
                "You took <|unk|> by its place in specials, which have no fixed order: "
                "look its ID up in vocab by its name.",
                _with_special(encode, place),
            )
            for place in (0, -1)
            for encode in (_encode, _encode_with_marks)
        ),
    ),
    leaves_arguments=True,
)
