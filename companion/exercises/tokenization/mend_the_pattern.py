"""Exercise 01.mend-the-pattern."""

from __future__ import annotations

import itertools
import random
import re
from functools import partial

from ... import tokenization
from ..records import Exercise, Mistake
from .shared import sentence

_ENDS = [
    "".join(chosen) for n in range(1, 5) for chosen in itertools.combinations("!?:;", n)
]
# What else to cut at: marks that end a sentence or a part of it, with others or alone.
_MORE_MARKS = [
    *_ENDS,
    *(ends + "-" for ends in _ENDS),
    *("!?'", '!?"', '!?:"', "!?:;'", '!?:;"', "!?()", "!?:;()"),
    *("'", '"', "'\"", "-", "()", "/", "_", "—", "…", "[\\]"),
    *("!?:;'\"()", "!?:;'\"()-", "!?:;'\"()_"),
]


def _cut(text: str) -> list[str]:
    pieces = re.split(r"([,.]|\s)", text)
    return [piece for piece in pieces if piece.strip()]


def _cut_with_doubled_backslash(text: str) -> list[str]:
    pieces = re.split(r"([,.]|\\s)", text)
    return [piece for piece in pieces if piece.strip()]


def _cut_and_strip_with_doubled_backslash(text: str) -> list[str]:
    return [piece.strip() for piece in _cut_with_doubled_backslash(text)]


def _starters_cut(pattern: str, text: str) -> list[str]:
    """Cut with another pattern, and leave the rest as it is given."""
    return [piece.strip() for piece in re.split(pattern, text) if piece.strip()]


def _find(pattern: str, text: str) -> list[str]:
    """Say what to find, instead of where to cut."""
    return re.findall(pattern, text)


def _cut_without_group(text: str) -> list[str]:
    return [piece for piece in re.split(r"[,.]|\s", text) if piece.strip()]


def _cut_with_bare_dot(text: str) -> list[str]:
    return [piece for piece in re.split(r"(,|.|\s)", text) if piece.strip()]


def _cut_without_dropping(text: str) -> list[str]:
    return re.split(r"([,.]|\s)", text)


def _cut_stripping_without_dropping(text: str) -> list[str]:
    return [piece.strip() for piece in re.split(r"([,.]|\s)", text)]


def _cut_stripping_too_late(text: str) -> list[str]:
    return [piece.strip() for piece in re.split(r"([,.]|\s)", text) if piece]


def _cut_dropping_empty_only(text: str) -> list[str]:
    return [piece for piece in re.split(r"([,.]|\s)", text) if piece]


def _cut_dropping(blanks: list[str], text: str) -> list[str]:
    return [piece for piece in re.split(r"([,.]|\s)", text) if piece not in blanks]


def _cut_dropping_whitespace_only(text: str) -> list[str]:
    return [piece for piece in re.split(r"([,.]|\s)", text) if not piece.isspace()]


def _cut_at_spaces_alone(text: str) -> list[str]:
    return [piece for piece in re.split(r"([,.]| )", text) if piece.strip()]


def _cut_and_lose_the_last_word(text: str) -> list[str]:
    """Collect letters until a blank or a mark comes, and forget those at the end."""
    tokens, word = [], ""
    for c in text:
        if c.isspace() or c in ",.":
            tokens += [word, c]
            word = ""
        else:
            word += c
    return [token for token in tokens if token.strip()]


def _cut_cases(rng: random.Random) -> list[tuple[str]]:
    return [
        ("Is this, or not.",),
        ("One\ntwo.",),
        ("Tea\t9 pence",),
        (r"no\space here, none",),
        ("Two! o'clock, say we.",),
        ("this-- yes",),
        ("tea/sugar,a|b",),
        ("Well... no.",),
        ('Tea? One "cup" for €5: yes; or (two)',),
        ("so_so a—b [well] 5* c…d",),
        ("one  two, three.",),
        ("tea",),
        (sentence(rng, " ,."),),
    ]


EXERCISE = Exercise(
    name="01.mend-the-pattern",
    task="Cut a text at whitespace, commas and full stops; keep the marks, drop "
    "the blanks.",
    starter=(
        "def cut(text):\n"
        '    pieces = re.split(r"([,.]|\\\\s)", text)\n'
        "    return [piece.strip() for piece in pieces if piece.strip()]\n"
    ),
    hints=(
        "In a raw string every backslash stays: how many does \\s need?",
        "The pattern is a capture group around a class of two marks, a bar, and "
        "the sign for one whitespace character.",
    ),
    solution=_cut,
    cases=_cut_cases,
    lesson="A raw string hands its backslashes to the pattern as they are: one is "
    "the sign for whitespace, two mean a real backslash, which prose hardly has.",
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
            "Without its backslash s is the letter s, and words are cut there.",
            partial(_starters_cut, r"([,.]|s)"),
        ),
        Mistake(
            "/s is a slash and a letter: the sign for whitespace has a backslash.",
            partial(_starters_cut, r"([,.]|/s)"),
        ),
        Mistake(
            "Two backslashes again: in a class they mean a backslash and the letter s, "
            "and so you cut words at their s.",
            partial(_starters_cut, r"([,.\\s])"),
        ),
        Mistake(
            "Two backslashes again: in a class they mean a backslash and the letter s, "
            "and so you cut words at their s. A bar in it is one more sign.",
            partial(_starters_cut, r"([,.|\\s])"),
        ),
        *(
            Mistake(
                "Without square brackets ,. is a comma and any one character behind "
                "it: the brackets say that one of these is enough.",
                partial(_starters_cut, pattern),
            )
            for pattern in (r"(,.|\s)", r"(,.|\\s)")
        ),
        Mistake(
            "\\w is a letter, a digit or _: whitespace is \\s.",
            partial(_starters_cut, r"([,.]|\w)"),
        ),
        Mistake(
            "Your pattern matches a mark with whitespace behind it, the two together. "
            "A bar between them means: a mark or whitespace.",
            partial(_starters_cut, r"([,.]\s)"),
        ),
        *(
            Mistake(
                "A space in a pattern is one more sign that must be there. Write none "
                "beside the bar.",
                partial(_starters_cut, pattern),
            )
            for pattern in (r"([,.] | \s)", r"([,.]) | \s")
        ),
        Mistake(
            "One space between two words is not enough for your pattern: it asks for a "
            "second whitespace character. A space beside the bar is one, too.",
            partial(_starters_cut, r"([,.]| \s)"),
        ),
        *(
            Mistake(
                "You cut a mark off only where whitespace comes next, and in sugar,a|b "
                "none does. Put a bar alone between the two, with no space or ? beside "
                "it.",
                partial(_starters_cut, pattern),
            )
            for pattern in (r"([,.] |\s)", r"([,.]?\s)", r"([,.]*\s)")
        ),
        Mistake(
            "You cut between all letters. With * a class may match nothing, and "
            "nothing stands everywhere; with ^ in front it means all but these.",
            partial(_starters_cut, r"([,.]*|\s)"),
        ),
        Mistake(
            "Inside [ ] a bar is no 'or' but one more sign to cut at: a|b was cut.",
            partial(_starters_cut, r"([,.|\s])"),
        ),
        Mistake(
            "You cut at -- as well; here commas and full stops alone are marks.",
            partial(_starters_cut, r"([,.]|\s|--)"),
        ),
        *(
            Mistake(
                "You cut at one more sign, or several. Here commas and full stops "
                "alone are marks: ! and ?, for example, belong to the word.",
                partial(_starters_cut, rf"([,.{more}]|\s)"),
            )
            for more in _MORE_MARKS
        ),
        *(
            Mistake(
                "You cut at -- and at other signs. Here commas and full stops alone "
                "are marks: ! and ?, for example, belong to the word.",
                partial(_starters_cut, rf"([,.{more}]|--|\s)"),
            )
            for more in _ENDS
        ),
        Mistake(
            "The two backslashes are still in your pattern, so that a real backslash "
            "and the letter s, as in no\\space, are cut off.",
            partial(_starters_cut, r"([,.]|\\s|\s)"),
        ),
        Mistake(
            "A word at the end of the text is lost, as nothing comes that ends it. "
            "After the loop, append what you still hold.",
            _cut_and_lose_the_last_word,
        ),
        Mistake(
            "With + a row of marks is one match, and so one piece: here each mark is "
            "a piece of its own.",
            partial(_starters_cut, r"([,.]+|\s+)"),
        ),
        Mistake(
            "Your marks are lost. re.split throws away what it cuts at, unless the "
            "pattern stands in parentheses; re.findall finds only what you name; and "
            "an if may drop more than the blanks.",
            _cut_without_group,
        ),
        *(
            Mistake(
                "re.split gives None for a group that takes no part in a match, and "
                "None has no strip. Put marks and whitespace into one pair of "
                "parentheses.",
                partial(_starters_cut, pattern),
            )
            for pattern in (r"([,.])|\s", r"([,.])|(\s)", r"[,.]|(\s)")
        ),
        Mistake(
            "You cut at every punctuation mark, with the companion's whole "
            "pattern; here commas and full stops alone are marks.",
            tokenization.split,
        ),
        Mistake(
            "Your text is cut at every single character. Is a part of your pattern too "
            "wide? A dot outside [ ] matches all of them, \\S all but whitespace, \\D "
            "all but digits, and with ? or * behind it a part may match nothing.",
            _cut_with_bare_dot,
        ),
        Mistake(
            "You left the blanks in: keep a piece only if piece.strip() is not empty.",
            _cut_without_dropping,
        ),
        Mistake(
            "You strip the pieces, but keep those of which nothing is left: the if "
            "drops them.",
            _cut_stripping_without_dropping,
        ),
        Mistake(
            "Your if asks before the piece is stripped: a space is not empty yet, and "
            "then nothing is left of it. Ask piece.strip().",
            _cut_stripping_too_late,
        ),
        Mistake(
            "You dropped the empty strings, but whitespace pieces are still there.",
            _cut_dropping_empty_only,
        ),
        *(
            Mistake(
                "You left some of the blanks in. A line feed and a tab are blank, too, "
                "and so is the empty string: piece.strip() is empty for them all.",
                partial(_cut_dropping, blanks),
            )
            for blanks in ([" "], ["", " "], ["", " ", "\n"])
        ),
        Mistake(
            "You left the empty strings in: nothing is in them, so isspace() is false. "
            "piece.strip() is empty for them, too.",
            _cut_dropping_whitespace_only,
        ),
        Mistake(
            "You cut at the space, which is only one kind of whitespace: a line "
            "feed or a tab ends a word too.",
            _cut_at_spaces_alone,
        ),
        Mistake(
            "You named the space and the line feed. A tab is whitespace too, and there "
            "are more kinds: \\s stands for them all.",
            partial(_starters_cut, r"([,.]|[ \n])"),
        ),
        Mistake(
            "You named the space and the tab. A line feed is whitespace too, and there "
            "are more kinds: \\s stands for them all.",
            partial(_starters_cut, r"([,.]|[ \t])"),
        ),
        Mistake(
            "You named the line feed. The space and the tab are whitespace too: \\s "
            "stands for them all.",
            partial(_starters_cut, r"([,.]|\n)"),
        ),
        Mistake(
            "You named the tab. The space and the line feed are whitespace too: \\s "
            "stands for them all.",
            partial(_starters_cut, r"([,.]|\t)"),
        ),
        *(
            Mistake(
                "You look for letters and digits, so every other sign is lost: the ! "
                "in Two! and the -- in this--. Here all that is no whitespace, comma "
                "or full stop belongs to a word.",
                partial(_find, pattern),
            )
            for pattern in (r"\w+|[,.]", r"[\w']+|[,.]", r"[\w'-]+|[,.]")
        ),
        Mistake(
            "You found the words alone: every mark is lost.",
            partial(_find, r"\w+"),
        ),
        Mistake(
            "You cut off every sign that is no letter or digit; here commas and full "
            "stops alone are marks.",
            partial(_find, r"\w+|[^\w\s]"),
        ),
        *(
            Mistake(
                "You cut before and after every word, and so at every mark, as \\w+ "
                "and \\b do: name what stands between words. Here commas and full "
                "stops alone are marks.",
                partial(_starters_cut, pattern),
            )
            for pattern in (r"([,.]|\b)", r"(\w+)")
        ),
        Mistake(
            "find_words has a pattern of its own: it cuts off every mark that it "
            "names, and skips what it does not name.",
            tokenization.find_words,
        ),
        Mistake(
            "You cut at whitespace alone: commas and full stops still stick to words.",
            str.split,
        ),
        Mistake(
            "You cut at commas and whitespace: full stops still stick to words.",
            partial(_starters_cut, r"(,|\s)"),
        ),
        Mistake(
            "You cut at full stops and whitespace: commas still stick to words.",
            partial(_starters_cut, r"([.]|\s)"),
        ),
        Mistake(
            'split(" ") cuts at the space alone: commas and full stops still stick to '
            "words, and so do a line feed and a tab.",
            lambda text: text.split(" "),
        ),
        Mistake(
            "You set each mark apart from the word before it, and not from what comes "
            "after it: in sugar,a|b there is no space.",
            lambda text: text.replace(",", " ,").replace(".", " .").split(),
        ),
        *(
            Mistake(
                "re.findall lists what the pattern names, such as the marks: "
                "the words are lost. re.split cuts there.",
                found,
            )
            for found in (
                partial(_find, r"([,.]|\s)"),
                lambda text: [p for p in _find(r"[,.]|\s", text) if p.strip()],
            )
        ),
        Mistake(
            "You never cut at whitespace behind a word. A bar and \\s, with "
            "one backslash, mean: or at a whitespace.",
            partial(_starters_cut, r"([,.])"),
        ),
    ),
)
