"""Exercise 01.what-was-lost."""

from __future__ import annotations

import random
import re
from functools import partial

from ... import tokenization
from ..records import Exercise, Mistake
from . import losing
from .shared import WORDS

_SIGNS = ("€", "%", "👍", "&", "+", "…")


def _lost(text: str, pattern: str) -> str:
    rest = re.sub(pattern, "", text)
    return "".join(rest.split())


def _lost_except(kinds: str, text: str, pattern: str) -> str:
    """Take away whitespace of these kinds alone."""
    return "".join(c for c in re.sub(pattern, "", text) if c not in kinds)


def _left_by_sub(between: str, text: str, pattern: str) -> str:
    """Put something in the place of each match, and leave the whitespace."""
    return re.sub(pattern, between, text)


def _left_by_split(between: str, text: str, pattern: str) -> str:
    """Join what stands between the matches, and so what a group has matched, too."""
    return between.join(re.split(pattern, text))


_LEFT_BY = (_left_by_sub, _left_by_split)


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
        ("not within an inch, but in time", r"\bin\b"),
        ("inin time", r"\bin"),
        ("one\ntwo three", r"\n\w+"),
        ("a\n\nb & c\td", words),
        ("New York, not York", r"New York"),
        ("teteaa for two", r"tea"),
        ("5 € off", r" off"),
        ("tea: 5 €", r"(\w+)"),
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
    lesson="Taking the matches away shows exactly what they leave: try it beside "
    "every new pattern.",
    mistakes=(
        *(
            Mistake("You left the whitespace in.", partial(left, ""))
            for left in _LEFT_BY
        ),
        *(
            Mistake(
                "You took the whitespace away at both ends only: what stands between "
                "two lost characters is still there.",
                lambda text, pattern, left=left: left("", text, pattern).strip(),
            )
            for left in _LEFT_BY
        ),
        *(
            Mistake(
                "You put a space in the place of each match, and left all whitespace "
                "in.",
                partial(left, " "),
            )
            for left in _LEFT_BY
        ),
        *(
            Mistake(
                "You put a space in the place of each match, and took the whitespace "
                "away at both ends only.",
                lambda text, pattern, left=left: left(" ", text, pattern).strip(),
            )
            for left in _LEFT_BY
        ),
        Mistake(
            "re.split throws away what it cuts at, but keeps what a capture group "
            "matched. With the pattern (\\w+) nothing is thrown away. re.sub takes "
            "every match away.",
            losing.lost_by_splitting,
        ),
        Mistake(
            "It stops where the pattern has a group of its own: with yours that makes "
            "two, and re.findall lists a tuple for each match. re.sub needs no group.",
            losing.lost_in_a_second_group,
        ),
        Mistake(
            "You took nothing away but whitespace. If you used replace or re.sub: they "
            "leave the text as it is and return a new one, which needs a name.",
            lambda text, pattern: "".join(text.split()),
        ),
        *(
            Mistake(
                "You took the spaces away, but a line feed and a tab are whitespace "
                "too.",
                lambda text, pattern, left=left: left("", text, pattern).replace(
                    " ", ""
                ),
            )
            for left in _LEFT_BY
        ),
        *(
            Mistake(
                "You took two kinds of whitespace away, and there are more: a space, a "
                'line feed, a tab. "".join(rest.split()) takes all away.',
                partial(_lost_except, kinds),
            )
            for kinds in (" \n", " \t", "\n\t")
        ),
        *(
            Mistake(
                "You joined what is left with a space between, and that is whitespace "
                'again: "".join joins with nothing between.',
                joined,
            )
            for joined in (losing.lost_with_one_space, losing.lost_with_spaces)
        ),
        Mistake(
            "You dropped the pieces that are blank; whitespace inside the others is "
            "still there.",
            losing.lost_without_blanks,
        ),
        Mistake(
            "You stripped the ends of each piece; whitespace inside it is still there.",
            losing.lost_stripped,
        ),
        *(
            Mistake(
                "What stands after the last match has gone: it is lost, too.",
                ending,
            )
            for ending in (
                losing.lost_before_the_last,
                losing.lost_before_the_last_stripped,
                losing.lost_before_the_last_with_blanks,
            )
        ),
        *(
            Mistake("You took away the first match alone.", first)
            for first in (losing.lost_first, losing.lost_first_by_splitting)
        ),
        *(
            Mistake(
                "You looked for single characters among whole tokens: of a token such "
                "as tea, t is no token.",
                single,
            )
            for single in (
                losing.lost_by_single_letters,
                losing.lost_by_single_letters_but_spaces,
                losing.lost_beside_whole_tokens,
            )
        ),
        *(
            Mistake(
                "You compared whole words, with the marks that stick to them: Tea: is "
                "found, as two tokens.",
                compared,
            )
            for compared in (losing.lost_by_whole_words, losing.lost_by_full_match)
        ),
        Mistake(
            "re.match looks at the beginning of a word: what is lost behind it, as in "
            "5€, is not seen.",
            losing.lost_by_first_letters,
        ),
        *(
            Mistake(
                "You took the matches out of each word alone. A match may hold a "
                "space, such as New York: use the pattern on the whole text.",
                in_words,
            )
            for in_words in (
                losing.lost_in_each_word,
                losing.lost_in_each_word_by_splitting,
            )
        ),
        *(
            Mistake(
                "[ ] lists characters, and stands for one of them, or with ^ for any "
                "other one. Put there, a whole pattern is a pattern no more.",
                listed,
            )
            for listed in (
                losing.lost_not_listed,
                losing.lost_not_listed_nor_blank,
                losing.lost_taking_the_unlisted,
            )
        ),
        Mistake(
            "str.replace looks for the pattern's own signs, letter for letter. re.sub "
            "looks for what the pattern matches.",
            lambda text, pattern: "".join(text.replace(pattern, "").split()),
        ),
        Mistake(
            "You looked in the pattern for the text. re.sub takes the pattern, then "
            "what to put in its place, then the text.",
            losing.lost_in_the_pattern,
        ),
        Mistake(
            "You returned an empty text each time. If you used re.sub: it takes the "
            "pattern, then what to put in its place, then the text.",
            lambda text, pattern: re.sub(pattern, text, ""),
        ),
        *(
            Mistake(
                "You asked of each character whether it occurs in some token. An "
                "apostrophe may be kept in one place and lost in another.",
                asked,
            )
            for asked in (
                losing.lost_by_letter,
                losing.lost_by_letter_but_spaces,
                losing.lost_by_letter_and_blanks,
            )
        ),
        *(
            Mistake(
                "You took one set from another: a set has each character once, and in "
                "no order. And what is kept in one place may be lost in another.",
                subtracted,
            )
            for subtracted in (losing.lost_as_set, losing.lost_as_joined_set)
        ),
        Mistake(
            "You asked of each word whether something is found in it. A word may "
            "be found in part, as in 5€, where only the 5 is.",
            losing.lost_by_word,
        ),
        Mistake(
            "You compared how often each character occurs, which loses the order "
            "in which they stood.",
            losing.lost_by_count,
        ),
        *(
            Mistake(
                "You removed each token from the whole text. A short one, such as 5 or "
                "in, is then cut out of longer words, such as 15 or within.",
                removed,
            )
            for removed in (
                losing.lost_by_replacing,
                losing.lost_by_replacing_and_spaces,
                losing.lost_by_replacing_with_spaces,
                losing.lost_by_replacing_the_longest_first,
            )
        ),
        Mistake(
            "You removed the first place where each token's letters stand, which "
            "may be inside another word.",
            losing.lost_first_match,
        ),
        Mistake(
            "You went through the text and all that is found side by side, letter by "
            "letter. A lost letter may be the same as the next one found, and is then "
            "taken for it. Where a match stands, only the pattern knows.",
            losing.lost_side_by_side,
        ),
        Mistake(
            "You struck each character off a list of those found. A lost one may come "
            "before the same one found, and is then struck off in its place.",
            losing.lost_by_striking_out,
        ),
        *(
            Mistake(
                "You tried the pattern on each character alone. What matches as a "
                "whole may not match letter by letter, and the other way round: a "
                "pattern looks at what stands beside it.",
                alone,
            )
            for alone in (
                losing.lost_one_at_a_time,
                losing.lost_one_at_a_time_but_spaces,
            )
        ),
        *(
            Mistake(
                "You took the whitespace away first. Words then run together, and the "
                "pattern finds something else: take away the matches, then the "
                "whitespace.",
                together,
            )
            for together in (
                losing.lost_without_whitespace,
                losing.lost_without_whitespace_by_splitting,
            )
        ),
        *(
            Mistake("You returned what is found; the question is what is lost.", found)
            for found in (
                lambda text, pattern: "".join(re.findall(pattern, text)),
                lambda text, pattern: re.sub(
                    r"\s", "", "".join(re.findall(pattern, text))
                ),
            )
        ),
        Mistake(
            "You searched anew when a match had gone. What stood on both sides of it "
            "is then together, and may look like a match: teteaa without its tea is "
            "tea.",
            losing.lost_searching_anew,
        ),
        *(
            Mistake(
                "You used the pattern on a rest of the text, such as text[i:], which "
                "has nothing before it: the in of within, or the second in of inin, "
                "then looks like the beginning of a word. Use it on the whole text.",
                resting,
            )
            for resting in (losing.lost_in_the_rest, losing.lost_from_each_place)
        ),
        Mistake(
            "Your pattern never met the line feed: was whitespace changed first, or "
            "the text taken line by line? Take the matches out of the whole text, and "
            "the whitespace then.",
            losing.lost_in_each_line,
        ),
        Mistake(
            "Your parentheses are one group, and the pattern may have another: (\\w+) "
            "then gives two pieces for each match. re.sub takes every match away.",
            losing.lost_beside_a_group,
        ),
        Mistake(
            "In your pattern \\s comes first, and takes the space with which a match "
            "may begin, as in ' off'. Take away the matches first, whitespace then.",
            lambda text, pattern: re.sub(rf"\s|{pattern}", "", text),
        ),
        Mistake(
            "Only inside [ ] does ^ mean 'not'. Elsewhere it is the beginning of the "
            "text.",
            lambda text, pattern: "".join(re.findall("^" + pattern, text)),
        ),
        Mistake(
            "You returned each lost character once; a text may lose the same one "
            "many times.",
            lambda text, pattern: "".join(dict.fromkeys(_lost(text, pattern))),
        ),
        Mistake(
            "You returned a list; join its pieces into one string.",
            losing.lost_in_pieces,
        ),
        Mistake(
            "You returned a list; join the characters into one string.",
            lambda text, pattern: list(_lost(text, pattern)),
        ),
    ),
)
