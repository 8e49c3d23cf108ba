"""Exercise 04.mend-the-pattern."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from functools import cache

import regex

from ...byte_pair_encoding import train
from ...corpora import load_parallel
from ..records import Challenge

_V = 1_000


_LONGEST, _LETTERS_ALLOWED = 200, 12


_NAMES = regex.compile(r"\\[pP]\{[^}]*\}|\[:[^]]*:\]|\\[xuN][\da-fA-F{}]*|\\[A-Za-z]")


@cache
def _sentences() -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    return load_parallel("training"), load_parallel("test")


def _tokens_of_unseen(pattern: str) -> float:
    training, test = _sentences()
    total = 0
    for language, sentences in training.items():
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # that no pair is left to merge
            tokenizer = train(sentences, _V, pattern=pattern)
        total += sum(len(tokenizer.encode(sentence)) for sentence in test[language])
    return float(total)


def _score(pattern: Callable[[], str]) -> float:
    return _tokens_of_unseen(pattern())


def _validate(pattern: Callable[[], str]) -> str:
    written = pattern()
    if not isinstance(written, str):
        return (
            f"Your function returned {written!r}: it must return a pattern, a string."
        )
    if len(written) > _LONGEST:
        return (
            f"Your pattern has {len(written)} characters; {_LONGEST} are allowed, so "
            "that it says rules and not words."
        )
    spelt = regex.findall(r"\p{L}", _NAMES.sub("", written))
    if len(spelt) > _LETTERS_ALLOWED:
        return (
            f"Your pattern has {len(spelt)} plain letters; {_LETTERS_ALLOWED} are "
            "allowed, so that it names kinds of characters and spells no words out."
        )
    try:
        compiled = regex.compile(written)
    except regex.error as error:
        return f"Your pattern is malformed: {error}."
    for part in _sentences():
        for sentences in part.values():
            for sentence in sentences:
                found = "".join(match.group() for match in compiled.finditer(sentence))
                if found != sentence:
                    return (
                        f"Your pattern loses text: of {sentence!r} it finds {found!r}. "
                        "Every character must be in some piece."
                    )
    return ""


def _pattern() -> str:
    # Chosen in practice, on folds of the training sentences.
    return r"\p{Han}\p{P}*|[^\s\p{Han}]+ ?|\s+"


CHALLENGE = Challenge(
    name="04.mend-the-pattern",
    task="Return a pattern with which the tokenizers of ten languages need as few "
    "tokens as you can for sentences that they have not seen.",
    starter="def pattern():\n"
    '    words = r" ?\\p{L}+| ?\\p{N}+"\n'
    '    rest = r" ?[^\\s\\p{L}\\p{N}]+|\\s+"\n'
    '    return words + "|" + rest\n',
    hints=(
        "Which pieces does regex.findall(pattern(), ...) make of the Hindi and of the "
        "Persian sentences? A sign that is no letter ends the word.",
        r"\p{M} are marks such as vowel signs; \u200c is the non-joiner of Persian. "
        "Both may stand in the class of letters.",
        "A full stop nearly always follows a word. Does it have to be a piece of its "
        "own? And whose is the space?",
        r"Chinese writes no spaces, so a clause is one piece, and hardly any comes "
        r"twice. How long may a piece of \p{Han} be?",
    ),
    solution=_pattern,
    lesson="A pattern decides what can ever be learned. Fewer tokens are not all, "
    "though: tea. and tea! are two tokens now, and a model must learn both.",
    score=_score,
    unit="tokens for 120 unseen sentences",
    baselines=(
        ("every character by itself", 3_470.0),
        ("no pattern: a sentence is one piece", 1_877.0),
        ("GPT-2's pattern", 1_699.0),
        (r"GPT-2's pattern with \p{M} among the letters", 1_588.0),
        ("cut at spaces only", 1_516.0),
    ),
    reference=1_449.0,
    higher_is_better=False,
    validate=_validate,
)
