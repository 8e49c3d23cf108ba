"""Exercises of notebook 01: two lengths, a broken pattern, nothing lost, a mend."""

from __future__ import annotations

import random
import re

from .. import tokenization
from .records import Exercise, Mistake

_WORDS = ("Ada", "said", "naïve", "café", "yes", "snow", "Łódź", "o'clock", "two", "茶")
_ENDINGS = ("s", "t", "re", "ll")


def _sentence(rng: random.Random, separators: str) -> str:
    """Return four to seven words, each with a separator of this kind behind it."""
    words = rng.choices(_WORDS, k=rng.randint(4, 7))
    return " ".join(word + rng.choice(separators) for word in words).strip() + "."


def _lengths(text: str) -> tuple[int, int]:
    return len(text), len(text.encode("utf-8"))


def _lengths_cases(rng: random.Random) -> list[tuple[str]]:
    return [("",), ("tea",), ("naïve",), ("👍",), (_sentence(rng, " ,"),)]


def _cut(text: str) -> list[str]:
    pieces = re.split(r"([,.]|\s)", text)
    return [piece for piece in pieces if piece.strip()]


def _cut_with_doubled_backslash(text: str) -> list[str]:
    pieces = re.split(r"([,.]|\\s)", text)
    return [piece for piece in pieces if piece.strip()]


def _cut_and_strip_with_doubled_backslash(text: str) -> list[str]:
    return [piece.strip() for piece in _cut_with_doubled_backslash(text)]


def _cut_without_group(text: str) -> list[str]:
    return [piece for piece in re.split(r"[,.]|\s", text) if piece.strip()]


def _cut_with_bare_dot(text: str) -> list[str]:
    return [piece for piece in re.split(r"(,|.|\s)", text) if piece.strip()]


def _cut_without_dropping(text: str) -> list[str]:
    return re.split(r"([,.]|\s)", text)


def _cut_dropping_empty_only(text: str) -> list[str]:
    return [piece for piece in re.split(r"([,.]|\s)", text) if piece]


def _cut_cases(rng: random.Random) -> list[tuple[str]]:
    return [
        ("Is this, or not.",),
        ("One\ntwo.",),
        (r"no\space here, none",),
        ("Two! o'clock, say we.",),
        ("tea",),
        (_sentence(rng, " ,."),),
    ]


def _keep(text: str) -> list[str]:
    return [piece for piece in re.split(tokenization.SPLIT_PATTERN, text) if piece]


def _keep_cases(rng: random.Random) -> list[tuple[str]]:
    return [
        ("",),
        ("Stay, please.",),
        ("if tea:\n    pour()\n",),
        ("two  spaces",),
        (_sentence(rng, " ,."),),
    ]


def _mend(tokens: list[str]) -> str:
    text = tokenization.join(tokens)
    return re.sub(r"(\w)' (s|t|re|ll)\b", r"\1'\2", text)


def _mend_every_apostrophe(tokens: list[str]) -> str:
    return tokenization.join(tokens).replace("' ", "'")


def _mend_without_word_border(tokens: list[str]) -> str:
    return re.sub(r"(\w)' (s|t|re|ll)", r"\1'\2", tokenization.join(tokens))


def _mend_s_and_t_only(tokens: list[str]) -> str:
    return re.sub(r"(\w)' (s|t)\b", r"\1'\2", tokenization.join(tokens))


def _mend_cases(rng: random.Random) -> list[tuple[list[str]]]:
    ending = rng.choice(_ENDINGS)
    return [
        (["It", "'", "s", "late", "."],),
        (["They", "'", "re", "here", ",", "we", "'", "ll", "stay", "."],),
        (["the", "cooks", "'", "tea"],),
        (["the", "cooks", "'", "room"],),
        (["the", "cooks", "'", "spoons", "and", "it", "'", "s", "late"],),
        ([*rng.choices(["we", "so", "and"], k=3), "it", "'", ending, "."],),
        (["no", "contraction", "."],),
    ]


EXERCISES: tuple[Exercise, ...] = (
    Exercise(
        name="01.lengths",
        task="Return the length of a text in code points and in UTF-8 bytes, "
        "as a pair.",
        starter="def lengths(text):\n    # your code\n    ...\n",
        hints=(
            "len counts the code points of a str, and the bytes of a bytes.",
            'text.encode("utf-8") turns the text into bytes.',
        ),
        solution=_lengths,
        cases=_lengths_cases,
        lesson="One text, two lengths: they agree only where every character is ASCII.",
        mistakes=(
            Mistake(
                "You returned the two lengths in the other order: code points first.",
                lambda text: _lengths(text)[::-1],
            ),
            Mistake(
                "You counted the code points twice: len(text) never sees the bytes.",
                lambda text: (len(text), len(text)),
            ),
            Mistake(
                "You counted the bytes of UTF-16, which spends at least two on each "
                "code point and two more on a mark at the start.",
                lambda text: (len(text), len(text.encode("utf-16"))),
            ),
        ),
    ),
    Exercise(
        name="01.mend-the-pattern",
        task="Cut a text at whitespace, commas and full stops; keep the marks, drop "
        "the blanks.",
        starter="def cut(text):\n    # your code\n    ...\n",
        hints=(
            "In a raw string every backslash stays: how many does \\s need?",
            "The pattern is a capture group around a class of two marks, a bar, and "
            "the sign for one whitespace character.",
        ),
        solution=_cut,
        cases=_cut_cases,
        lesson="A raw string hands its backslashes to the pattern as they are: one is "
        "the sign, two are a literal backslash.",
        mistakes=(
            Mistake(
                "Your pattern has two backslashes: in a raw string that means a "
                "backslash and then the letter s, so no space is ever cut.",
                _cut_with_doubled_backslash,
            ),
            Mistake(
                "Your pattern has two backslashes, so no space is cut; stripping the "
                "pieces hides the spaces at their ends only.",
                _cut_and_strip_with_doubled_backslash,
            ),
            Mistake(
                "Your pattern has no capture group, so re.split throws the marks away.",
                _cut_without_group,
            ),
            Mistake(
                "You cut at every punctuation mark, with the companion's whole "
                "pattern; here commas and full stops alone are marks.",
                tokenization.split,
            ),
            Mistake(
                "A dot outside a class matches every character: put it inside [ ].",
                _cut_with_bare_dot,
            ),
            Mistake(
                "You left the blanks in: keep a piece only if piece.strip() is not "
                "empty.",
                _cut_without_dropping,
            ),
            Mistake(
                "You dropped the empty strings, but whitespace pieces are still there.",
                _cut_dropping_empty_only,
            ),
        ),
    ),
    Exercise(
        name="01.nothing-lost",
        task="Cut a text at SPLIT_PATTERN so that joining gives it back; no empty "
        "tokens.",
        starter="def pieces(text):\n    # your code\n    ...\n",
        hints=(
            "The pattern has a capture group, so re.split keeps what it cuts at.",
            "An empty string counts as false in an `if`; a space does not.",
        ),
        solution=_keep,
        cases=_keep_cases,
        lesson="With whitespace kept, joining the tokens gives back any text, whatever "
        "it holds.",
        mistakes=(
            Mistake(
                "You dropped the whitespace too: joined, your tokens are not the text.",
                tokenization.split,
            ),
            Mistake(
                "You left the empty strings in: they stand between two neighbouring "
                "cuts and carry nothing.",
                lambda text: re.split(tokenization.SPLIT_PATTERN, text),
            ),
            Mistake(
                "text.split() throws whitespace away and leaves marks on the words.",
                str.split,
            ),
        ),
    ),
    Exercise(
        name="01.mend-contractions",
        task="Join tokens as join does, and close up contractions in 's, 't, 're, 'll.",
        starter="def mend(tokens):\n    # your code\n    ...\n",
        hints=(
            "Start from tokenization.join(tokens): it leaves It' s with one space "
            "too many.",
            "re.sub can look for a letter, an apostrophe, a space, and one of four "
            "endings with a word border behind it; \\1 and \\2 put groups back.",
        ),
        solution=_mend,
        cases=_mend_cases,
        lesson="A rule for each loss mends each loss, and there is always one more: "
        "only whitespace that was kept comes back without rules.",
        mistakes=(
            Mistake(
                "You returned what join gives: the space after the apostrophe is "
                "still there.",
                tokenization.join,
            ),
            Mistake(
                "You closed the space after every apostrophe, also after the one that "
                "ends a word, as in the cooks' tea.",
                _mend_every_apostrophe,
            ),
            Mistake(
                "You did not ask for a word border behind the ending, so a word that "
                "begins with one, as in the cooks' tea, is pulled in too.",
                _mend_without_word_border,
            ),
            Mistake(
                "You closed 's and 't; 're and 'll are contractions as well.",
                _mend_s_and_t_only,
            ),
        ),
    ),
)
