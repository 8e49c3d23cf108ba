"""Exercises of notebook 02: numbering, stray spaces and pieces, unseen words."""

from __future__ import annotations

import random
import re
from collections.abc import Container, Mapping, Sequence

from ..tokenization import SPLIT_PATTERN, join
from .records import Exercise, Mistake

_WORDS = (
    "Ada",
    "bread",
    "café",
    "Dog",
    "dog",
    "ferry",
    "naïve",
    "tea",
    "Łódź",
    ".",
    ",",
)
_TOKEN_OF = {0: ",", 1: ".", 2: "Zoë", 3: "a", 4: "letter", 5: "sent"}  # one of many


def _vocabulary(tokens: Sequence[str]) -> dict[str, int]:
    return {token: index for index, token in enumerate(sorted(set(tokens)))}


def _vocabulary_as_met(tokens: Sequence[str]) -> dict[str, int]:
    return {token: index for index, token in enumerate(dict.fromkeys(tokens))}


def _vocabulary_with_repeats(tokens: Sequence[str]) -> dict[str, int]:
    return {token: index for index, token in enumerate(sorted(tokens))}


def _vocabulary_from_one(tokens: Sequence[str]) -> dict[str, int]:
    return {token: index for index, token in enumerate(sorted(set(tokens)), start=1)}


def _vocabulary_without_case(tokens: Sequence[str]) -> dict[str, int]:
    ordered = sorted(sorted(set(tokens)), key=str.casefold)
    return {token: index for index, token in enumerate(ordered)}


def _vocabulary_cases(rng: random.Random) -> list[tuple[list[str]]]:
    return [
        ([],),
        (["the", "cat", "saw", "the", "dog"],),
        (["Zoë", "ate", "an", "apple", "."],),
        (rng.choices(_WORDS, k=8),),
    ]


def _decode(ids: Sequence[int], token_of: Mapping[int, str]) -> str:
    return " ".join(token_of[index] for index in ids)


def _decode_space_before(ids: Sequence[int], token_of: Mapping[int, str]) -> str:
    text = ""
    for index in ids:
        text += " " + token_of[index]
    return text


def _decode_space_after(ids: Sequence[int], token_of: Mapping[int, str]) -> str:
    text = ""
    for index in ids:
        text += token_of[index] + " "
    return text


def _decode_cases(rng: random.Random) -> list[tuple[list[int], dict[int, str]]]:
    drawn = dict(zip(rng.sample(range(100), k=6), rng.sample(_WORDS, k=6), strict=True))
    return [
        ([], _TOKEN_OF),
        ([4], _TOKEN_OF),
        ([2, 5, 3, 4, 1], _TOKEN_OF),
        (rng.sample(list(drawn), k=6), drawn),
    ]


def _vocabulary_of(text: str) -> dict[str, int]:
    pieces = re.split(SPLIT_PATTERN, text)
    tokens = [piece for piece in pieces if piece.strip()]
    return {token: index for index, token in enumerate(sorted(set(tokens)))}


def _unstripped(text: str) -> dict[str, int]:
    return _vocabulary(re.split(SPLIT_PATTERN, text))


def _without_the_empty(text: str) -> dict[str, int]:
    return _vocabulary([piece for piece in re.split(SPLIT_PATTERN, text) if piece])


def _stripped_but_kept(text: str) -> dict[str, int]:
    return _vocabulary([piece.strip() for piece in re.split(SPLIT_PATTERN, text)])


def _words_without_marks(text: str) -> dict[str, int]:
    return _vocabulary(re.findall(r"\w+", text))


def _vocabulary_of_cases(rng: random.Random) -> list[tuple[str]]:
    words = rng.sample([word for word in _WORDS if word.isalpha()], k=5)
    return [
        ("tea",),
        ("Hello, world.",),
        ("One cup.\nOne more cup!\n",),
        (f"{' '.join(words)}?",),
    ]


def _unseen(vocab: Container[str], tokens: Sequence[str]) -> float:
    return sum(token not in vocab for token in tokens) / len(tokens)


def _unseen_distinct(vocab: Container[str], tokens: Sequence[str]) -> float:
    distinct = set(tokens)
    return sum(token not in vocab for token in distinct) / len(distinct)


def _unseen_by_vocabulary(vocab: Mapping[str, int], tokens: Sequence[str]) -> float:
    return sum(token not in vocab for token in tokens) / len(vocab)


def _unseen_cases(rng: random.Random) -> list[tuple[dict[str, int], list[str]]]:
    vocab = _vocabulary(["the", "cat", "saw", "a", "dog"])
    words = [*vocab, "cow", "ferry"]
    return [
        (vocab, ["the", "cat"]),
        (vocab, ["the", "cow", "saw", "the", "cow", "the", "dog"]),
        (vocab, ["cow"]),
        (vocab, rng.choices(words, k=10)),
    ]


EXERCISES: tuple[Exercise, ...] = (
    Exercise(
        name="02.vocabulary",
        task="Return a dictionary from each distinct token to its place in sorted "
        "order, from 0.",
        starter="def vocabulary(tokens):\n    # your code\n    ...\n",
        hints=(
            "set(tokens) drops the repetitions; sorted(...) puts the rest in order.",
            "enumerate(...) counts from 0 while you loop.",
        ),
        solution=_vocabulary,
        cases=_vocabulary_cases,
        lesson="The same tokens get the same IDs in every run and on every machine, "
        "whatever order they came in.",
        mistakes=(
            Mistake(
                "You numbered the tokens in the order of the text, so the IDs change "
                "when a sentence moves: sort them first.",
                _vocabulary_as_met,
            ),
            Mistake(
                "You numbered a set as it came: it has no order of its own, so the IDs "
                "change from run to run. Sort it first.",
                lambda tokens: {token: i for i, token in enumerate(set(tokens))},
            ),
            Mistake(
                "You made the dictionary from ID to token; it should lead from token "
                "to ID.",
                lambda tokens: dict(enumerate(_vocabulary(tokens))),
            ),
            Mistake(
                "You counted repeated tokens again, which leaves gaps between the IDs: "
                "take the distinct ones first.",
                _vocabulary_with_repeats,
            ),
            Mistake(
                "You started at 1. IDs are row numbers of a table, and rows count "
                "from 0.",
                _vocabulary_from_one,
            ),
            Mistake(
                "You sorted without regard to case; here the order is that of the code "
                "points, capitals first.",
                _vocabulary_without_case,
            ),
        ),
    ),
    Exercise(
        name="02.decode",
        task="Turn IDs back into text: one space between tokens, none at either end.",
        starter="def decode(ids, token_of):\n    # your code\n    ...\n",
        hints=(
            "There is one space fewer than there are tokens.",
            '" ".join(...) puts a space between, never at an end.',
        ),
        solution=_decode,
        cases=_decode_cases,
        lesson="A separator belongs between things. Adding it with every thing leaves "
        "one at an end, and the text no longer equals the one you started from.",
        mistakes=(
            Mistake(
                "Your text begins with a space: every token brought one along, the "
                "first too.",
                _decode_space_before,
            ),
            Mistake(
                "Your text ends with a space: every token brought one along, the last "
                "too.",
                _decode_space_after,
            ),
            Mistake(
                "You used join, which takes the space before a mark away; this task "
                "asks for one space between all neighbours.",
                lambda ids, token_of: join(token_of[index] for index in ids),
            ),
            Mistake(
                "You joined the tokens with nothing between them.",
                lambda ids, token_of: "".join(token_of[index] for index in ids),
            ),
            Mistake(
                "You returned the tokens as a list: join them into one text.",
                lambda ids, token_of: [token_of[index] for index in ids],
            ),
        ),
    ),
    Exercise(
        name="02.stray-pieces",
        task="Build the vocabulary of a text from the pieces that SPLIT_PATTERN "
        "gives, without blanks.",
        starter="def vocabulary_of(text):\n    # your code\n    ...\n",
        hints=(
            "Print sorted(set(pieces))[:5]: what stands in front of the first mark?",
            "piece.strip() is empty, and so counts as False, for every stray piece.",
        ),
        solution=_vocabulary_of,
        cases=_vocabulary_of_cases,
        lesson="Stray pieces sort to the front, so even three of them move the ID of "
        "every real token.",
        mistakes=(
            Mistake(
                "You numbered the pieces as re.split left them: '' and whitespace are "
                "among them, and every ID after them is too high.",
                _unstripped,
            ),
            Mistake(
                "You dropped the empty strings and kept the whitespace: a space is not "
                "empty, so it counts as True.",
                _without_the_empty,
            ),
            Mistake(
                "You stripped the pieces but kept those that became empty: '' has "
                "ID 0 now.",
                _stripped_but_kept,
            ),
            Mistake(
                "You kept the words alone: punctuation marks are tokens too.",
                _words_without_marks,
            ),
        ),
    ),
    Exercise(
        name="02.unseen",
        task="Return which share of the tokens, each occurrence counted, the "
        "vocabulary lacks.",
        starter="def unseen(vocab, tokens):\n    # your code\n    ...\n",
        hints=(
            "Count the tokens for which `token not in vocab` holds.",
            "True counts as 1 in sum(...). Divide by the number of tokens.",
        ),
        solution=_unseen,
        cases=_unseen_cases,
        lesson="This share is what a reader of the text would notice: how many places "
        "of it the tokenizer cannot write down.",
        mistakes=(
            Mistake(
                "You returned the share that the vocabulary has: turn the test round.",
                lambda vocab, tokens: 1 - _unseen(vocab, tokens),
            ),
            Mistake(
                "You counted each distinct token once. In a text frequent words weigh "
                "more, and they are seldom the unseen ones.",
                _unseen_distinct,
            ),
            Mistake(
                "You divided by the size of the vocabulary; the share is one of the "
                "text's tokens.",
                _unseen_by_vocabulary,
            ),
            Mistake(
                "You returned per cent: a share lies between 0 and 1.",
                lambda vocab, tokens: 100 * _unseen(vocab, tokens),
            ),
            Mistake(
                "You returned how many there are, not which share of the tokens.",
                lambda vocab, tokens: sum(token not in vocab for token in tokens),
            ),
        ),
    ),
)
