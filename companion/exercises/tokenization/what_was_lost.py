"""Exercise 01.what-was-lost."""

from __future__ import annotations

import random
import re
from collections import Counter

from ... import tokenization
from ..records import Exercise, Mistake
from .shared import WORDS

_SIGNS = ("€", "%", "👍", "&", "+", "…")


def _lost(text: str, pattern: str) -> str:
    rest = re.sub(pattern, "", text)
    return "".join(rest.split())


def _lost_by_letter(text: str, pattern: str) -> str:
    found = "".join(re.findall(pattern, text))
    return "".join(c for c in text if c not in found and not c.isspace())


def _lost_by_count(text: str, pattern: str) -> str:
    rest = Counter(text) - Counter("".join(re.findall(pattern, text)))
    return "".join(c for c in rest.elements() if not c.isspace())


def _lost_by_replacing(text: str, pattern: str) -> str:
    for token in re.findall(pattern, text):
        text = text.replace(token, "")
    return "".join(text.split())


def _lost_first_match(text: str, pattern: str) -> str:
    for token in re.findall(pattern, text):
        text = text.replace(token, "", 1)
    return "".join(text.split())


def _lost_as_set(text: str, pattern: str) -> set[str]:
    return set(text) - set("".join(re.findall(pattern, text)))


def _lost_by_word(text: str, pattern: str) -> str:
    return "".join(word for word in text.split() if not re.findall(pattern, word))


def _lost_side_by_side(text: str, pattern: str) -> str:
    found, place, rest = "".join(re.findall(pattern, text)), 0, []
    for character in text:
        if found[place : place + 1] == character:
            place += 1
        else:
            rest.append(character)
    return "".join("".join(rest).split())


def _lost_by_striking_out(text: str, pattern: str) -> str:
    found, rest = list("".join(re.findall(pattern, text))), []
    for character in text:
        if character in found:
            found.remove(character)
        else:
            rest.append(character)
    return "".join("".join(rest).split())


def _lost_one_at_a_time(text: str, pattern: str) -> str:
    return "".join(c for c in text if not re.match(pattern, c) and not c.isspace())


def _lost_without_whitespace(text: str, pattern: str) -> str:
    return re.sub(pattern, "", "".join(text.split()))


def _lost_cases(rng: random.Random) -> list[tuple[str, str]]:
    words = tokenization.WORD_PATTERN
    signs = " ".join(
        rng.choice(WORDS) + " " + rng.choice(_SIGNS) for _ in range(rng.randint(3, 5))
    )
    return [
        ("", words),
        ("Nothing is lost here.", words),
        ("Tea: 5 € + 2 % 👍", words),
        ("a cup for 5€, please", words),
        ("2 % of 5 €, then 3 %", words),
        ("It's 'free', isn't it?", words),
        ("5 x 15 = 75", r"\d+"),
        ("not within reach, but in time", r"\bin\b"),
        ("a\n\nb & c\td", words),
        (signs, words),
    ]


EXERCISE = Exercise(
    name="01.what-was-lost",
    task="Return the characters that re.findall(pattern, text) skips, in their "
    "order; leave out whitespace.",
    starter="def lost(text, pattern):\n    # your code\n    ...\n",
    hints=(
        "Which part of the text is left when every match is taken away?",
        're.sub(pattern, "", text) puts nothing in the place of every match.',
        '"".join(rest.split()) is a text without its whitespace.',
    ),
    solution=_lost,
    cases=_lost_cases,
    lesson="Taking the matches away shows exactly what they leave. A line like "
    "this beside every new pattern has saved many a data set.",
    mistakes=(
        Mistake(
            "You left the whitespace in.",
            lambda text, pattern: re.sub(pattern, "", text),
        ),
        Mistake(
            "You took the whitespace away at both ends only: what stands between "
            "two lost characters is still there.",
            lambda text, pattern: re.sub(pattern, "", text).strip(),
        ),
        Mistake(
            "You took the spaces away, but a line feed and a tab are whitespace too.",
            lambda text, pattern: re.sub(pattern, "", text).replace(" ", ""),
        ),
        Mistake(
            "You asked of each character whether it occurs in some token. An "
            "apostrophe may be kept in one place and lost in another.",
            _lost_by_letter,
        ),
        Mistake(
            "You took one set from another: a set has each character once, and in "
            "no order. And what is kept in one place may be lost in another.",
            _lost_as_set,
        ),
        Mistake(
            "You asked of each word whether something is found in it. A word may "
            "be found in part, as in 5€, where only the 5 is.",
            _lost_by_word,
        ),
        Mistake(
            "You compared how often each character occurs, which loses the order "
            "in which they stood.",
            _lost_by_count,
        ),
        Mistake(
            "You removed each token from the whole text. A short one, such as 5, "
            "is then cut out of longer ones, such as 15.",
            _lost_by_replacing,
        ),
        Mistake(
            "You removed the first place where each token's letters stand, which "
            "may be inside another word.",
            _lost_first_match,
        ),
        Mistake(
            "You went through the text and all that is found side by side, letter by "
            "letter. A lost letter may be the same as the next one found, and is then "
            "taken for it. Where a match stands, only the pattern knows.",
            _lost_side_by_side,
        ),
        Mistake(
            "You struck each character off a list of those found. A lost one may come "
            "before the same one found, and is then struck off in its place.",
            _lost_by_striking_out,
        ),
        Mistake(
            "You tried the pattern on each character alone. What matches as a whole "
            "may not match letter by letter, and the other way round: a pattern looks "
            "at what stands beside it.",
            _lost_one_at_a_time,
        ),
        Mistake(
            "You took the whitespace away first. Words then run together, and the "
            "pattern finds something else: take away the matches, then the whitespace.",
            _lost_without_whitespace,
        ),
        Mistake(
            "You returned what is found; the question is what is lost.",
            lambda text, pattern: "".join(re.findall(pattern, text)),
        ),
        Mistake(
            "You returned each lost character once; a text may lose the same one "
            "many times.",
            lambda text, pattern: "".join(dict.fromkeys(_lost(text, pattern))),
        ),
        Mistake(
            "You returned a list; join the characters into one string.",
            lambda text, pattern: list(_lost(text, pattern)),
        ),
    ),
)
