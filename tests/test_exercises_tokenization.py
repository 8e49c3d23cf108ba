"""Exercises of notebook 01 that no wrong answer passes, and its challenge."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, cast

import numpy as np
import pytest
import regex

from companion import tokenization
from companion.exercises.challenges import attempt
from companion.exercises.checking import examine
from companion.exercises.records import find
from companion.exercises.tokenization import beat_the_joiner as tasks

BASELINES: dict[str, Callable[[list[str]], str]] = {
    "a space everywhere": tasks._with_spaces,
    "tokenization.join": tokenization.join,
    "join and one rule, for contractions": tasks._with_contractions,
    "join and two rules, for quotation marks too": tasks._with_two_rules,
}


def with_more_rules(tokens: list[str]) -> str:
    """Go on where the reference stops: names with d' and O', single quotation marks."""
    text = tasks._with_six_rules(tokens)
    text = re.sub(r"\b([dlDLO])' (?=[A-ZÉ])", r"\1'", text)
    return re.sub(r"(\S)' (\w[^']*)'(?!\w)", r"\1 '\2'", text)


def first_draft(tokens: list[str]) -> str:
    """Do what the hints say, as one writes it down at first."""
    text = tasks._with_contractions(tokens)
    parts = text.split('"')
    for place in range(1, len(parts), 2):
        parts[place] = parts[place].strip()
        if parts[place - 1] and not parts[place - 1].endswith(" "):
            parts[place - 1] += " "
    text = re.sub(r"\( ?", " (", '"'.join(parts)).replace("  ", " ")
    text = re.sub(r"(\d)([:.,]) (\d)", r"\1\2\3", text)
    return re.sub(r"\b([A-Z])\. ([A-Z])\.", r"\1.\2.", text)


def free_space_by_pattern(pieces: list[str]) -> list[str]:
    """Cut anew, as the notebook does after the exercise."""
    return re.findall(r" ?\w+| ?[^\w\s]+|\s", "".join(pieces))


def lost_apart_from_marks(text: str, pattern: str) -> str:
    return "".join(re.findall(r"[^\w\s.,:;!?'\"()-]", text))


WRONG: list[tuple[str, Callable[..., Any]]] = [
    ("01.lengths", lambda text: (len(text), sum(1 + (ord(c) > 127) for c in text))),
    ("01.lengths", lambda text: (len(text), len(text.encode("utf-8-sig")))),
    ("01.lengths", tokenization.count_units),
    ("01.mend-the-pattern", lambda text: re.findall(r"\w+|[,.]", text)),
    ("01.mend-the-pattern", lambda text: re.findall(r"[^\s,.]+", text)),
    ("01.mend-the-pattern", lambda text: re.findall(r"[^\s,.|]+|[,.]", text)),
    ("01.free-space", free_space_by_pattern),
    ("01.free-space", lambda pieces: "".join(pieces).split()),
    ("01.free-space", lambda pieces: re.findall(r" ?\S+|\s", "".join(pieces))),
    ("01.what-was-lost", lost_apart_from_marks),
    ("01.what-was-lost", lambda text, pattern: re.sub(r"\s|\w", "", text)),
    ("01.what-was-lost", lambda text, pattern: "".join(re.split(pattern, text))),
]


@pytest.mark.usefixtures("at_once")
@pytest.mark.parametrize(("name", "function"), WRONG)
def test_wrong_answers_fail_on_every_seed(
    name: str, function: Callable[..., Any]
) -> None:
    for seed in range(8):
        assert examine(find(name), function, seed).outcome in {"wrong", "raised"}


def two_pointers(text: str, pattern: str) -> str:
    found = "".join(re.findall(pattern, text))
    i, out = 0, ""
    for c in text:
        if i < len(found) and c == found[i]:
            i += 1
        elif not c.isspace():
            out += c
    return out


def struck_off(text: str, pattern: str) -> str:
    found, out = "".join(re.findall(pattern, text)), ""
    for c in text.replace("\n", " ").replace("\t", " "):
        if c in found:
            found = found.replace(c, "", 1)
        elif c != " ":
            out += c
    return out


def one_at_a_time(text: str, pattern: str) -> str:
    return "".join(c for c in text if not (c.isspace() or re.findall(pattern, c)))


def without_whitespace(text: str, pattern: str) -> str:
    return "".join(re.split(pattern, re.sub(r"\s", "", text)))


def no_guard(pieces: list[str]) -> list[str]:
    out: list[str] = []
    for p in pieces:
        if out[-1] == " " and p.strip():
            out.pop()
            p = " " + p
        out.append(p)
    return out


def no_guard_before_a_word(pieces: list[str]) -> list[str]:
    out: list[str] = []
    for p in pieces:
        out.append(" " + p if p.strip() and out[-1] == " " and out.pop() else p)
    return out


def space_and_line_feed(text: str) -> list[str]:
    pieces = re.split(r"([,.]|[ \n])", text)
    return [p for p in pieces if p.strip()]


def not_space_nor_line_feed(pieces: list[str]) -> list[str]:
    out: list[str] = []
    for p in pieces:
        if out and out[-1] == " " and p != " " and p != "\n":
            out[-1] += p
        else:
            out.append(p)
    return out


def append_and_keep(pieces: list[str]) -> list[str]:
    out: list[str] = []
    for p in pieces:
        if out and out[-1].isspace() and not p.isspace():
            p = out[-1] + p
        out.append(p)
    return out


def from_behind(pieces: list[str]) -> list[str]:
    out: list[str] = []
    for p in pieces[::-1]:
        if p == " " and out and out[0].strip():
            out[0] = p + out[0]
        else:
            out.insert(0, p)
    return out


def all_whitespace_behind(pieces: list[str]) -> list[str]:
    out: list[str] = []
    for p in pieces:
        if p.isspace() and out:
            p = out.pop() + p
        out.append(p)
    return out


def whitespace_behind_a_word(pieces: list[str]) -> list[str]:
    out: list[str] = []
    for p in pieces:
        if not p.strip() and out and out[-1].strip() == out[-1]:
            p = out.pop() + p
        out.append(p)
    return out


def with_the_next_whitespace(pieces: list[str]) -> list[str]:
    out, i = [], 0
    while i < len(pieces):
        both = i + 1 < len(pieces) and pieces[i + 1].isspace()
        out.append(pieces[i] + pieces[i + 1] if both else pieces[i])
        i += 1 + both
    return out


def space_to_the_last(pieces: list[str]) -> list[str]:
    out: list[str] = []
    for p in pieces:
        out.append(out.pop() + p if p == " " else p)
    return out


def collected(pieces: list[str], kinds: str) -> list[str]:
    out: list[str] = []
    before = ""
    for p in pieces:
        if p in kinds:
            before += p
            continue
        out.append(before + p)
        before = ""
    return out + [before] * bool(before)


def collected_and_lost(pieces: list[str]) -> list[str]:
    return [token for token in collected(pieces, " \n\t") if token.strip()]


def last_never_written(pieces: list[str]) -> list[str]:
    out: list[str] = []
    waiting = False
    for p in pieces:
        if waiting and p.isspace():
            out.append(" ")
        if p != " ":
            out.append(" " + p if waiting and p.strip() else p)
        waiting = p == " "
    return out


def looking_ahead(pieces: list[str]) -> list[str]:
    out, i = [], 0
    while i < len(pieces):
        glued = pieces[i] == " " and pieces[i + 1].strip() != ""
        out.append(" " + pieces[i + 1] if glued else pieces[i])
        i += 1 + glued
    return out


def looking_behind(pieces: list[str]) -> list[str]:
    out: list[str] = []
    for i, p in enumerate(pieces):
        if p == " " and i + 1 < len(pieces) and pieces[i + 1].strip():
            continue
        out.append(" " + p if p.strip() and pieces[i - 1] == " " else p)
    return out


def whatever_comes_ahead(pieces: list[str]) -> list[str]:
    out, i = [], 0
    while i < len(pieces):
        if pieces[i] == " ":
            out.append(pieces[i] + pieces[i + 1])
            i += 1
        else:
            out.append(pieces[i])
        i += 1
    return out


def lone_spaces_lost(pieces: list[str]) -> list[str]:
    out: list[str] = []
    for i, p in enumerate(pieces):
        if i and pieces[i - 1] == " " and p.strip():
            out.append(" " + p)
        elif p != " ":
            out.append(p)
    return out


def both_kept(pieces: list[str]) -> list[str]:
    out: list[str] = []
    for i, p in enumerate(pieces):
        out.append(" " + p if i and pieces[i - 1] == " " else p)
    return out


def all_but_pieces(pieces: list[str]) -> list[str]:
    return [f" {word}" for word in "".join(pieces).split(" ")]


def up_to_the_last(pieces: list[str]) -> list[str]:
    out, i = [], 0
    while i + 1 < len(pieces):
        if pieces[i] == " " and pieces[i + 1].strip():
            out.append(" " + pieces[i + 1])
            i += 2
        else:
            out.append(pieces[i])
            i += 1
    return out


def step_by_step_up_to_the_last(pieces: list[str]) -> list[str]:
    out, glued = [], False
    for i in range(len(pieces) - 1):
        if glued:
            glued = False
        elif pieces[i] == " " and pieces[i + 1].strip():
            out.append(" " + pieces[i + 1])
            glued = True
        else:
            out.append(pieces[i])
    return out


def after_the_last_forgotten(text: str, pattern: str) -> str:
    out, place = "", 0
    for match in re.finditer(pattern, text):
        out += text[place : match.start()]
        place = match.end()
    return re.sub(r"\s", "", out)


def words_not_among(text: str, pattern: str) -> str:
    tokens = re.findall(pattern, text)
    return "".join(word for word in re.findall(r"\S+", text) if word not in tokens)


def characters_not_among(text: str, pattern: str) -> str:
    tokens = re.findall(pattern, text)
    return "".join("".join(c for c in text if c not in tokens).split())


def kept(text: str, pattern: str, *gone: str) -> str:
    rest = re.sub(pattern, "", text)
    for each in gone:
        rest = rest.replace(each, "")
    return rest


def dropping(text: str, *blanks: str) -> list[str]:
    return [p for p in re.split(r"([,.]|\s)", text) if p not in blanks]


def not_in_found(text: str, pattern: str) -> str:
    return "".join(c for c in text if c not in "".join(re.findall(pattern, text)))


def starters(pattern: str) -> Callable[[str], list[str]]:
    return lambda text: [p.strip() for p in re.split(pattern, text) if p.strip()]


def in_bytes(encoding: str, errors: str = "strict") -> Callable[[str], tuple[int, int]]:
    return lambda text: (len(text), len(bytes(text, encoding, errors)))


def length_of_both(text: str) -> int:
    both: list[Any] = [text, text.encode()]
    return len(*both)


def held_space(pieces: list[str]) -> list[str]:
    out: list[str] = []
    hold = ""
    for p in pieces:
        if p == " ":
            hold = p
            continue
        out.append(hold + p)
        hold = ""
    return out + [hold] * bool(hold)


def held_whitespace(pieces: list[str]) -> list[str]:
    out: list[str] = []
    hold = ""
    for p in pieces:
        if p.strip():
            out.append(hold + p)
            hold = ""
        else:
            hold = p
    return out


def flag_left_up(pieces: list[str]) -> list[str]:
    out: list[str] = []
    space = False
    for p in pieces:
        if p == " ":
            space = True
        elif space:
            out.append(" " + p)
        else:
            out.append(p)
    return out


def letters_of_the_unglued(pieces: list[str]) -> list[str]:
    out: list[str] = []
    for p in pieces:
        if out[-1:] == [" "] and p.strip():
            out[-1] += p
        else:
            out.extend(p)
    return out


def letters_of_all(pieces: list[str]) -> list[str]:
    out: list[str] = []
    for p in pieces:
        out += p
    return out


def two_by_two(pieces: list[str]) -> list[str]:
    out: list[str] = []
    for i in range(len(pieces) - 1):
        a, b = pieces[i], pieces[i + 1]
        if a == " ":
            out.append(a + b)
        elif b != " ":
            out.append(b)
    return out


def from_the_second(pieces: list[str]) -> list[str]:
    out: list[str] = []
    for i in range(1, len(pieces)):
        if pieces[i - 1] == " " and pieces[i] != " ":
            out.append(" " + pieces[i])
        elif pieces[i] != " ":
            out.append(pieces[i])
    return out


def looking_behind_alone(pieces: list[str]) -> list[str]:
    out: list[str] = []
    for i in range(len(pieces)):
        if pieces[i] == " ":
            continue
        out.append(" " + pieces[i] if pieces[i - 1] == " " else pieces[i])
    return out


def at_the_place_before(pieces: list[str]) -> list[str]:
    out: list[str] = []
    for i, p in enumerate(pieces):
        if i and pieces[i - 1] == " " and not p.isspace():
            out[i - 1] = " " + p
        else:
            out.append(p)
    return out


def deleting_in_range(pieces: list[str]) -> list[str]:
    for i in range(len(pieces) - 1):
        if pieces[i] == " " and pieces[i + 1].strip():
            pieces[i] = " " + pieces[i + 1]
            del pieces[i + 1]
    return pieces


def spaces_twice(pieces: list[str]) -> list[str]:
    out: list[str] = []
    for p in pieces:
        out.append(" " + p if p.strip() else p)
    return out


def never_true(pieces: list[str]) -> list[str]:
    out: list[str] = []
    for p in pieces:
        glues = out and out[-1] == " " and not p.isspace  # type: ignore[truthy-function]
        out.append(" " + p if glues else p)
    return out


def after_the_last_piece(pieces: list[str]) -> list[str]:
    out: list[str] = []
    before = ""
    for p in pieces:
        if before == " ":
            out.append(before + p)
        elif p != " ":
            out.append(p)
        before = p
    return out


def popped_and_appended(pieces: list[str]) -> list[str]:
    out: list[str] = []
    for p in pieces:
        if out and out[-1] == " " and p.strip():
            out.pop()
            out.append(" " + p)
        out.append(p)
    return out


def never_named(text: str, pattern: str) -> str:
    for token in re.findall(pattern, text):
        text.replace(token, "")
    return "".join(text.split())


def not_in_found_nor_space(text: str, pattern: str) -> str:
    found = set("".join(re.findall(pattern, text)))
    return "".join(c for c in text if c not in found | {" "})


def not_a_token_nor_space(text: str, pattern: str) -> str:
    tokens = re.findall(pattern, text)
    return "".join(c for c in text if c not in [*tokens, " "])


def letter_by_letter(text: str) -> list[str]:
    out: list[str] = []
    word = ""
    for c in text:
        if c not in ",." and not c.isspace():
            word += c
            continue
        if word:
            out.append(word)
        if c in ",.":
            out.append(c)
        word = ""
    return out


def bytes_by_hand(text: str) -> tuple[int, int]:
    number = 0
    for c in text:
        number += 1 if c < "\x80" else 2 if c < "\u0800" else 3
    return len(text), number


def flag_for_any_whitespace(pieces: list[str]) -> list[str]:
    out: list[str] = []
    for before, piece in zip(["", *pieces], pieces, strict=False):
        if piece.strip():
            out.append(" " + piece if before.isspace() else piece)
    return out


def held_past_line_feeds(pieces: list[str], last: bool) -> list[str]:
    out: list[str] = []
    space = ""
    for piece in pieces:
        if piece == " ":
            space = " "
        elif not piece.strip():
            out.append(piece)
        else:
            out.append(space + piece)
            space = ""
    if space and last:
        out.append(space)
    return out


def whitespace_before_a_word(pieces: list[str]) -> list[str]:
    out: list[str] = []
    for place, piece in enumerate(pieces):
        if piece.strip():
            before = pieces[place - 1] if place else ""
            out.append(piece if before.strip() else before + piece)
    return out


def up_to_the_last_match(text: str, pattern: str, strips: bool) -> str:
    out, end = "", 0
    for match in re.finditer(pattern, text):
        rest = text[end : match.start()]
        out += rest.strip() if strips else rest
        end = match.end()
    return out


def tokens_replaced(text: str, pattern: str) -> str:
    for token in re.findall(pattern, text):
        text = "".join(text.split(token))
    return text.replace(" ", "")


def letters_beside_tokens(text: str, pattern: str) -> str:
    tokens, out = re.findall(pattern, text), ""
    for c in text:
        if tokens and c == tokens[0]:
            tokens.pop(0)
        elif c.strip():
            out += c
    return out


def one_match_after_another(text: str, pattern: str) -> str:
    while match := re.search(pattern, text):
        text = text[: match.start()] + text[match.end() :]
    return "".join(text.split())


def the_piece_for_its_space(pieces: list[str]) -> list[str]:
    out: list[str] = []
    for p in pieces:
        if out and out[-1] == " " and not p.isspace():
            out[-1] = p
        else:
            out.append(p)
    return out


def empty_texts_left(pieces: list[str]) -> list[str]:
    out = list(pieces)
    for i in range(len(out) - 1):
        if out[i] == " " and out[i + 1].strip():
            out[i], out[i + 1] = "", " " + out[i + 1]
    return out


def moved_on_in_a_for_loop(pieces: list[str]) -> list[str]:
    out: list[str] = []
    for i in range(len(pieces)):
        if pieces[i] == " " and i + 1 < len(pieces) and pieces[i + 1].strip():
            out.append(" " + pieces[i + 1])
            i += 1
        else:
            out.append(pieces[i])
    return out


def searched_in_the_rest(text: str, pattern: str) -> str:
    out = ""
    while True:
        match = re.search(pattern, text)
        if match is None:
            return re.sub(r"\s", "", out + text)
        out += text[: match.start()]
        text = text[match.end() :]


def matched_at_each_place(text: str, pattern: str) -> str:
    out, i = "", 0
    while i < len(text):
        match = re.match(pattern, text[i:])
        if match:
            i += match.end()
            continue
        out += text[i].strip()
        i += 1
    return out


def found_or_one_sign(text: str, pattern: str) -> str:
    return "".join(re.findall(f"{pattern}|(\\S)", text))


def replaced_by_spaces(text: str, pattern: str, key: Any = None) -> str:
    found = re.findall(pattern, text)
    for token in sorted(found, key=key, reverse=True) if key else found:
        text = " ".join(text.split(token))
    return re.sub(r"\s+", "", text)


LENGTHS, MEND = "01.lengths", "01.mend-the-pattern"
GLUE, LOST = "01.free-space", "01.what-was-lost"
NAMED: list[tuple[str, Callable[..., Any], str]] = [
    (
        LENGTHS,
        lambda t: (len(t), len(bytes(t))),
        "bytes(text) stops, since it is not told",
    ),
    (MEND, starters(r"([,.;!?]|\s)"), "You cut at one more sign, or several"),
    (MEND, starters(r"([.,?!:]|\s)"), "You cut at one more sign, or several"),
    (MEND, starters(r"([.,;!]|\s)"), "You cut at one more sign, or several"),
    (MEND, starters(r"([.,!?\":]|\s)"), "You cut at one more sign, or several"),
    (MEND, starters(r"(['\".,]|\s)"), "You cut at one more sign, or several"),
    (MEND, starters(r"([,.;!?-]|\s)"), "You cut at one more sign, or several"),
    (MEND, starters(r"([,.?!;:'\"()-]|\s)"), "You cut at one more sign, or several"),
    (MEND, starters(r"([,.:;?_!\"()']|\s)"), "You cut at one more sign, or several"),
    (MEND, starters(r"(_|[,.]|\s)"), "You cut at one more sign, or several"),
    (MEND, starters(r"([.,—]|\s)"), "You cut at one more sign, or several"),
    (MEND, starters(r"(…|[.,]|\s)"), "You cut at one more sign, or several"),
    (MEND, starters(r"([][.,]|\s)"), "You cut at one more sign, or several"),
    (MEND, starters(r"(--|[,.;!?]|\s)"), "You cut at -- and at other signs"),
    (MEND, starters(r"(,.|\\s)"), "Without square brackets ,. is a comma"),
    (
        LOST,
        lambda t, p: re.sub(r"\s", "", "".join(re.split(p, t))),
        "re.split throws away what it cuts at, but keeps",
    ),
    (
        LOST,
        lambda t, p: "".join(x for y in re.split(p, t) for x in y.split()),
        "re.split throws away what it cuts at, but keeps",
    ),
    (LOST, lambda t, p: "".join(re.split(p, t)), "You left the whitespace in"),
    (LOST, lambda t, p: "".join(re.split(p, t)).strip(), "You took the whitespace"),
    (
        LOST,
        lambda t, p: "".join("".join(re.split(p, t)).split(" ")),
        "You took the spaces away, but",
    ),
    (LOST, searched_in_the_rest, "You used the pattern on a rest of the text"),
    (LOST, matched_at_each_place, "You used the pattern on a rest of the text"),
    (
        LOST,
        lambda t, p: re.sub(p, "", " ".join(t.split())).replace(" ", ""),
        "Your pattern never met the line feed",
    ),
    (
        LOST,
        lambda t, p: "".join(re.sub(p, "", t.replace("\n", " ")).split()),
        "Your pattern never met the line feed",
    ),
    (
        LOST,
        lambda t, p: "".join(
            "".join(re.sub(p, "", line).split()) for line in t.split("\n")
        ),
        "Your pattern never met the line feed",
    ),
    (
        LOST,
        lambda t, p: re.sub(r"\s", "", "".join(re.split(rf"({p})", t)[::2])),
        "Your parentheses are one group",
    ),
    (
        MEND,
        lambda t: [p for p in re.split(r"([,.]|\s)", t) if not p.isspace()],
        "You left the empty strings in",
    ),
    (LOST, found_or_one_sign, "It stops where the pattern has a group of its own"),
    (LOST, replaced_by_spaces, "You removed each token from the whole text"),
    (
        LOST,
        lambda t, p: replaced_by_spaces(t, p, key=len),
        "You removed each token from the whole text",
    ),
    (LOST, one_match_after_another, "You searched anew when a match had gone"),
    (LOST, lambda t, p: re.sub(r"\s+|" + p, "", t), "In your pattern \\s comes first"),
    (
        LOST,
        lambda t, p: "".join(re.findall(f"^{p}", t)),
        "Only inside [ ] does ^ mean 'not'",
    ),
    (
        LOST,
        lambda t, p: "".join("".join(re.findall(p, t)).split()),
        "You returned what is found",
    ),
    (GLUE, the_piece_for_its_space, "You put the piece in the place of its space"),
    (GLUE, empty_texts_left, "Where a space was glued you left an empty text"),
    (GLUE, moved_on_in_a_for_loop, "You glued, and then the piece came once more"),
    (
        GLUE,
        lambda p: [f" {word}" for word in "".join(p).split()],
        "split() cuts at whitespace alone and drops it",
    ),
    (
        MEND,
        lambda t: [p.strip() for p in re.split(r"([,.]|\s)", t) if p != ""],
        "Your if asks before the piece is stripped",
    ),
    (MEND, starters(r"(\W+)"), "You cut before and after every word"),
    (MEND, starters(r"([,.!?-]|\s)"), "You cut at one more sign, or several"),
    (MEND, starters(r"([/,.]|\s)"), "You cut at one more sign, or several"),
    (LENGTHS, lambda t: (len(t), len(b"text")), "Your second value is 4"),
    (LENGTHS, bytes_by_hand, "UTF-8 spends four bytes on some code points"),
    (LENGTHS, lambda t: (len(t), t.__sizeof__()), "You counted how much memory"),
    (LENGTHS, lambda t: (len({*t}), len(t.encode())), "A set has each code point once"),
    (MEND, letter_by_letter, "A word at the end of the text is lost"),
    (MEND, starters(r"([.,?!;:]|\s)"), "You cut at one more sign, or several"),
    (MEND, starters(r"([,.;:]|\s)"), "You cut at one more sign, or several"),
    (MEND, starters(r"([,.?]|\s)"), "You cut at one more sign, or several"),
    (MEND, starters(r"([.,()]|\s)"), "You cut at one more sign, or several"),
    (MEND, starters(r"([.,']|\s)"), "You cut at one more sign, or several"),
    (MEND, starters(r"([.,-]|\s)"), "You cut at one more sign, or several"),
    (MEND, starters(r"([,.]?\s)"), "You cut a mark off only where whitespace"),
    (MEND, starters(r"([,.]*\s)"), "You cut a mark off only where whitespace"),
    (MEND, starters(r"([,.]|\s\s)"), "One space between two words is not enough"),
    (MEND, starters(r"([,.]|\s{2})"), "One space between two words is not enough"),
    (MEND, starters(r"(\w+|[,.]|\s)"), "You cut before and after every word"),
    (MEND, starters(r"([.,|\\s])"), "Two backslashes again: in a class"),
    (MEND, starters(r"([.,]|[\t ])"), "You named the space and the tab"),
    (
        MEND,
        lambda t: [p for p in re.split(r"([,.]|\s)", t) if p.strip() not in ",."],
        "Your marks are lost",
    ),
    (MEND, starters(r"(\\s|\s|[,.])"), "The two backslashes are still in"),
    (
        MEND,
        lambda t: " ".join(re.split(r"([,.]|\\s)", t)).split(),
        "The two backslashes are still in",
    ),
    (MEND, starters(r"([,.]|\s*)"), "Your text is cut at every single character. Is a"),
    (GLUE, whitespace_before_a_word, "Of several pieces of whitespace you keep only"),
    (GLUE, flag_for_any_whitespace, "You wrote a space wherever whitespace stood"),
    (GLUE, lambda p: held_past_line_feeds(p, last=False), "You hold a space while"),
    (GLUE, lambda p: held_past_line_feeds(p, last=True), "You hold a space while"),
    (GLUE, lambda p: re.split(r"(?=[ ])", "".join(p)), "You joined the pieces and cut"),
    (
        GLUE,
        lambda p: "".join(p).replace(" ", "| ").split("|"),
        "You joined the pieces and cut before spaces",
    ),
    (LOST, tokens_replaced, "You removed each token from the whole text"),
    (
        LOST,
        lambda t, p: "".join(set(t) - set("".join(re.findall(p, t)))),
        "You took one set from another",
    ),
    (LOST, lambda t, p: up_to_the_last_match(t, p, True), "What stands after the last"),
    (
        LOST,
        lambda t, p: up_to_the_last_match(t, p, False),
        "What stands after the last",
    ),
    (
        LOST,
        lambda t, p: "".join(c for c in t if not re.search(p, c) and c != " "),
        "You tried the pattern on each character",
    ),
    (LOST, letters_beside_tokens, "You looked for single characters among whole"),
    (LOST, lambda t, p: " ".join(re.split(p, t)), "You put a space in the place of"),
    (
        LOST,
        lambda t, p: re.sub(r"\s", "", re.sub(t, "", p)),
        "You looked in the pattern for the text",
    ),
    ("01.what-was-lost", two_pointers, "You went through the text and all that is"),
    ("01.what-was-lost", struck_off, "You struck each character off a list"),
    ("01.what-was-lost", one_at_a_time, "You tried the pattern on each character"),
    ("01.what-was-lost", without_whitespace, "You took the whitespace away first"),
    ("01.free-space", no_guard, "At the first piece there is no last token yet"),
    ("01.free-space", no_guard_before_a_word, "Where the first piece is a word there"),
    ("01.mend-the-pattern", space_and_line_feed, "You named the space and the line"),
    ("01.free-space", not_space_nor_line_feed, "You glued a space to a tab"),
    ("01.free-space", append_and_keep, "You appended the glued piece and left what"),
    ("01.free-space", from_behind, "You glued several spaces to one piece"),
    (LENGTHS, in_bytes("ascii", "replace"), "Both your numbers count one for each"),
    (LENGTHS, in_bytes("utf-8-sig"), "You counted three bytes too many"),
    (LENGTHS, in_bytes("ascii", "ignore"), "ASCII has no bytes for ï or 👍, and with"),
    (LENGTHS, in_bytes("ascii"), "ASCII has no bytes for ï or 👍, so it stops"),
    (LENGTHS, in_bytes("latin-1"), "Latin-1 has one byte for ï"),
    (LENGTHS, in_bytes("utf-16-be"), "You counted the bytes of UTF-16"),
    (LENGTHS, in_bytes("utf-32"), "You counted the bytes of UTF-32"),
    (LENGTHS, tokenization.count_units, "You returned three counts"),
    (
        LENGTHS,
        lambda t: (len(re.findall(r"\S+", t)), len(t.encode())),
        "You counted wo",
    ),
    (LENGTHS, lambda t: (len(t), len(repr(t.encode()))), "str writes the bytes down"),
    (LENGTHS, lambda t: (len(t), len(t.encode() * 8)), "You counted bits"),
    (MEND, lambda t: re.findall(r"\w+|[,.]", t), "You look for letters and digits"),
    (MEND, lambda t: re.findall(r"[\w']+|[.,]", t), "You look for letters and digits"),
    (MEND, lambda t: re.findall(r"[-\w']+|[.,]", t), "You look for letters and digits"),
    (MEND, lambda t: re.findall(r"\w+", t), "You found the words alone"),
    (MEND, lambda t: re.findall(r"[^\s,.]+", t), "Your marks are lost"),
    (MEND, starters(r"(\W)"), "You cut off every sign that is no letter"),
    (MEND, starters(r"([.,]|\b)"), "You cut before and after every word"),
    (MEND, tokenization.find_words, "find_words has a pattern of its own"),
    (MEND, lambda t: t.split(), "You cut at whitespace alone"),
    (MEND, lambda t: re.findall(r"\S+", t), "You cut at whitespace alone"),
    (MEND, starters(r"({,.}|\s)"), "You cut at whitespace alone"),
    (MEND, starters(r"([,]|\s)"), "You cut at commas and whitespace"),
    (MEND, starters(r"([,.]\s?)"), "You never cut at whitespace behind a wo"),
    (MEND, starters(r"([,.]|\\\\s)"), "You never cut at whitespace behind a wo"),
    (MEND, starters(r"([,.]|\t)"), "You named the tab"),
    (MEND, starters(r"(,|[.])|\s"), "re.split gives None for a group"),
    (MEND, starters(r"([.,])|(\s+)"), "re.split gives None for a group"),
    (MEND, starters(r"[.,]|(\s)"), "re.split gives None for a group"),
    (GLUE, up_to_the_last, "You stop one piece before the end"),
    (GLUE, step_by_step_up_to_the_last, "You stop one piece before the end"),
    (GLUE, lambda p: [" " + x for x in p if not x.isspace()], "You put a space before"),
    (GLUE, all_whitespace_behind, "You glued each whitespace to the piece before"),
    (GLUE, whitespace_behind_a_word, "You glued each whitespace to the piece before"),
    (GLUE, with_the_next_whitespace, "You glued each whitespace to the piece before"),
    (GLUE, space_to_the_last, "You glue the space to the token before it, and at"),
    (GLUE, lambda pieces: collected(pieces, " "), "You glued several spaces to one"),
    (
        GLUE,
        lambda p: collected(p, " \n\t"),
        "You held all whitespace and glued it to t",
    ),
    (
        GLUE,
        collected_and_lost,
        "You held all whitespace and glued it to the next word, ",
    ),
    (GLUE, last_never_written, "You held the last space for a word that never came"),
    (GLUE, looking_ahead, "You look ahead, and after the last piece there is none"),
    (GLUE, looking_behind, "Before the first piece stands none, but pieces[-1]"),
    (
        GLUE,
        lambda p: [x for x in p if x not in {" "}],
        "You dropped the spaces: joined",
    ),
    (GLUE, lambda pieces: "".join(pieces).split(" "), 'split(" ") throws the spaces'),
    (
        GLUE,
        lambda pieces: [f" {p}" for p in pieces],
        "You put a space before every pie",
    ),
    (LOST, lambda t, p: kept(t, p, " ", "\n"), "You took two kinds of whitespace away"),
    (LOST, lambda t, p: kept(t, p, " ", "\t"), "You took two kinds of whitespace away"),
    (LOST, lambda t, p: " ".join(kept(t, p).split()), "You joined what is left with"),
    (LOST, lambda t, p: " ".join(re.sub(p, " ", t).split()), "You joined what is left"),
    (
        LOST,
        lambda t, p: "".join(x for x in re.split(p, t) if not x.isspace()),
        "You dropped the pieces that are blank",
    ),
    (
        LOST,
        lambda t, p: "".join(map(str.strip, re.split(p, t))),
        "You stripped the ends",
    ),
    (LOST, after_the_last_forgotten, "What stands after the last match has gone"),
    (
        LOST,
        lambda t, p: "".join("".join(re.split(p, t, maxsplit=1)).split()),
        "You took away the",
    ),
    (LOST, characters_not_among, "You looked for single characters among whole"),
    (LOST, words_not_among, "You compared whole words, with the marks"),
    (
        LOST,
        lambda t, p: "".join(w for w in t.split() if re.fullmatch(p, w) is None),
        "You compared whole words, with the marks",
    ),
    (
        LOST,
        lambda t, p: "".join(w for w in t.split() if re.match(p, w) is None),
        "re.match looks at the beginning of a word",
    ),
    (
        LOST,
        lambda t, p: "".join("".join(re.split(p, w)) for w in t.split()),
        "You took the matches out of each word alone",
    ),
    (LOST, lambda t, p: re.sub(p, t, ""), "You returned an empty text each time"),
    (LOST, lambda t, p: kept(t, p).split(), "You returned a list; join its pieces"),
    (LOST, lambda t, p: "".join(re.findall(f"[^{p}]", t)), "[ ] lists characters"),
    (LOST, lambda t, p: kept(t, rf"[^{p}]"), "[ ] lists characters, and stands for"),
    (LOST, lambda t, p: re.sub(r"\s", "", t.replace(p, "")), "str.replace looks for"),
    (MEND, starters(r"(,.|\s+)"), "Without square brackets ,. is a comma"),
    (MEND, starters(r"(\w|[,.])"), "\\w is a letter, a digit or _"),
    (GLUE, whatever_comes_ahead, "You look ahead, and after the last piece there is"),
    (GLUE, lone_spaces_lost, "You wrote a space only together with the piece after"),
    (GLUE, both_kept, "You glued each space, but it is a token already"),
    (GLUE, lambda p: [f" {x}" for x in p if x != " "], "You put a space before every"),
    (GLUE, all_but_pieces, 'split(" ") leaves words and marks together, and'),
    (GLUE, after_the_last_piece, "You glued a space to whitespace: before a line"),
    (GLUE, popped_and_appended, "You glued, and then the piece came once more"),
    (MEND, lambda t: dropping(t, " "), "You left some of the blanks in"),
    (MEND, lambda t: dropping(t, "", " "), "You left some of the blanks in"),
    (MEND, lambda t: dropping(t, "", "\n", " "), "You left some of the blanks in"),
    (LOST, not_in_found, "You asked of each character whether it occurs"),
    (
        LENGTHS,
        lambda t: (len(bytes(t, "utf8")), len(t.encode())),
        "Both your numbers c",
    ),
    (MEND, starters(r"([,.]|\D)"), "Your text is cut at every single character. Is a"),
    (MEND, starters(r"([,.]?|\s)"), "Your text is cut at every single character. Is a"),
    (MEND, starters(r"([,.]*|\s)"), "You cut between all letters. With *"),
    (MEND, starters(r"([^,.]|\s)"), "You cut between all letters. With *"),
    (MEND, starters(r"([.,]) | \s"), "A space in a pattern is one more sign"),
    (MEND, starters(r"([.,] | \s)"), "A space in a pattern is one more sign"),
    (MEND, starters(r"([.,]| \s)"), "One space between two words is not enough"),
    (MEND, starters(r"([.,] |\s)"), "You cut a mark off only where whitespace"),
    (MEND, starters(r"([,.]|\\n)"), "You never cut at whitespace behind a wo"),
    (MEND, starters(r"([,.]|\n)"), "You named the line feed"),
    (MEND, starters(r"(\.|\s)"), "You cut at full stops and whitespace"),
    (MEND, lambda t: re.split(" ", t), 'split(" ") cuts at the space alone'),
    (
        MEND,
        lambda t: re.sub(r"([,.])", r" \1", t).split(),
        "You set each mark apart from the word before it",
    ),
    (MEND, lambda t: re.findall(r"([.,]|\s)", t), "re.findall lists what the pattern"),
    (MEND, lambda t: re.findall(r"[,.]", t), "re.findall lists what the pattern"),
    (GLUE, held_space, "You hold one space: a second takes its place"),
    (GLUE, held_whitespace, "Of several pieces of whitespace you"),
    (GLUE, flag_left_up, "From the first space on every piece gets one"),
    (GLUE, letters_of_the_unglued, "You added letters: tokens += piece"),
    (GLUE, letters_of_all, "You added letters: tokens += piece"),
    (GLUE, two_by_two, "You begin with the second piece"),
    (GLUE, from_the_second, "You begin with the second piece"),
    (GLUE, looking_behind_alone, "Before the first piece stands none, but pieces[-1]"),
    (GLUE, deleting_in_range, "You count places that the list has no more"),
    (GLUE, at_the_place_before, "You count places that the list has no more"),
    (GLUE, spaces_twice, "You put a space before every word and mark, and left"),
    (GLUE, never_true, "You returned the pieces as they were: no space is glued. Is"),
    (
        LOST,
        lambda t, p: " ".join(re.split(p, t)).strip(),
        "You put a space in the place",
    ),
    (LOST, never_named, "You took nothing away but whitespace"),
    (LOST, not_in_found_nor_space, "You asked of each character whether it occurs"),
    (LOST, not_a_token_nor_space, "You looked for single characters among whole"),
    (
        LOST,
        lambda t, p: re.sub(f"[{p}]", "", t),
        "[ ] lists characters, and stands for",
    ),
    (
        LOST,
        lambda t, p: "".join(re.findall(f"(?!{p})", t)),
        "You returned an empty text",
    ),
]


def apart_from_spans(text: str, pattern: str) -> str:
    gone: set[int] = set()
    for match in re.finditer(pattern, text):
        gone.update(range(*match.span()))
    return "".join(c for place, c in enumerate(text) if place not in gone and c.strip())


def place_by_place(text: str, pattern: str) -> str:
    out, place = "", 0
    while place < len(text):
        match = re.compile(pattern).match(text, place)
        if match and match.end() > place:
            place = match.end()
            continue
        out += text[place].strip()
        place += 1
    return out


RIGHT: list[tuple[str, Callable[..., Any]]] = [
    (LENGTHS, lambda t: np.array([len(t), len(t.encode())])),
    (LENGTHS, lambda t: tokenization.count_units(t)[1:]),
    (MEND, lambda t: re.findall(r"[,.]|[^\s,.]+", t)),
    (MEND, lambda t: tuple(m[0] for m in re.finditer(r"[,.]|[^\s,.]+", t))),
    (MEND, lambda t: [p for w in t.split() for p in re.split(r"([,.])", w) if p]),
    (MEND, lambda t: t.replace(",", " , ").replace(".", " . ").split()),
    (MEND, starters(r"([,.]|\s+)")),
    (MEND, starters(r"(\.|,|\s|$)")),
    (LOST, apart_from_spans),
    (LOST, place_by_place),
    (LOST, lambda t, p: "".join(regex.sub(p, "", t).split())),
    (LOST, lambda t, p: re.sub(p + r"|\s", "", t)),
    (LOST, lambda t, p: "".join(re.sub(p, "\n", t).split())),
    (
        LOST,
        lambda t, p: "".join(
            "".join(re.split(p, t)[:: re.compile(p).groups + 1]).split()
        ),
    ),
]


@pytest.mark.usefixtures("at_once")
@pytest.mark.parametrize(("name", "function"), RIGHT)
def test_unusual_right_answers_pass(name: str, function: Callable[..., Any]) -> None:
    for seed in range(8):
        assert examine(find(name), function, seed).outcome == "right"


@pytest.mark.usefixtures("at_once")
@pytest.mark.parametrize(
    ("function", "said"),
    [
        (length_of_both, "exactly one argument (2 given)"),
        (lambda t: (len(t), len(t.encode)), "stands there without its parentheses"),
        (lambda t: (len(t), len(cast(Any, len(t)))), "type 'int' has no len()"),
    ],
)
def test_an_error_of_the_same_kind_is_not_taken_for_a_known_mistake(
    function: Callable[..., Any], said: str
) -> None:
    report = examine(find(LENGTHS), function, 0)
    assert report.diagnosis == ""
    assert said in report.text


@pytest.mark.usefixtures("at_once")
@pytest.mark.parametrize(("name", "function", "said"), NAMED)
def test_natural_wrong_answers_are_told_their_cause(
    name: str, function: Callable[..., Any], said: str
) -> None:
    for seed in range(8):
        assert examine(find(name), function, seed).diagnosis.startswith(said)


def test_baselines_and_reference_are_what_they_score() -> None:
    challenge = tasks.CHALLENGE
    for name, score in challenge.baselines:
        assert challenge.score(BASELINES[name]) == score
        assert challenge.validate(BASELINES[name]) == ""
    assert challenge.score(challenge.solution) == challenge.reference
    assert challenge.validate(challenge.solution) == ""
    assert len(challenge.baselines) == len(BASELINES)


def test_there_is_room_above_the_reference() -> None:
    report = attempt(tasks.CHALLENGE, with_more_rules)
    assert report.score is not None
    assert tasks.CHALLENGE.reference + 10 < report.score < 1_000


def test_a_first_draft_from_the_hints_does_not_beat_our_own() -> None:
    task = tasks.CHALLENGE
    assert 900 < task.score(first_draft) < task.reference - 10


def test_practice_has_what_is_scored_and_no_scored_sentence() -> None:
    practice = tasks.practice_sentences()
    assert len(set(practice)) == 200
    assert not set(practice) & set(tasks._hidden_sentences())
    for kind in (
        r"\w'\w",
        r'"',
        r"\(",
        r"\d:\d",
        r"\d,\d{3}\b",
        r"\d\.\d",
        r"[A-Z]\.[A-Z]",
    ):
        assert sum(bool(re.search(kind, each)) for each in practice) >= 2, kind
    practice.clear()  # a learner may do as they like with the list
    assert len(tasks.practice_sentences()) == 200


def test_sentences_that_fail_are_shown_from_the_practice() -> None:
    report = attempt(tasks.CHALLENGE, tasks._with_two_rules)
    shown = [line[6:] for line in report.text.splitlines() if line[:4] == "was:"]
    assert "of the 200 practice sentences do not come back. Some" in report.text
    assert len(shown) == report._repr_html_().count(">was</th>") == 3
    for was in shown:
        plain = re.sub(r"\[(.)\]", r"\1", was).replace("␣", " ")
        assert plain in tasks.practice_sentences()
    assert tasks._failing(lambda tokens: sentence_of(tokens)) == ("", "")


def sentence_of(tokens: list[str]) -> str:
    (found,) = (
        s for s in tasks.practice_sentences() if tokenization.split(s) == tokens
    )
    return found


def test_hidden_sentences_differ_and_are_fair() -> None:
    hidden = tasks._hidden_sentences()
    assert len(hidden) == len(set(hidden)) == 1_000
    assert not any(sentence.count('"') % 2 for sentence in hidden)
    assert all(tasks._HARD_TO_PLACE.search(sentence) for sentence in hidden)


def test_an_answer_that_knows_the_sentences_is_refused() -> None:
    known = {
        tuple(tokenization.split(sentence)): sentence
        for sentence in tasks._hidden_sentences()
    }

    def look_up(tokens: list[str]) -> str:
        return known.get(tuple(tokens), tasks._with_contractions(tokens))

    assert tasks.CHALLENGE.score(look_up) == 1_000
    assert "by heart" in tasks.CHALLENGE.validate(look_up)
    assert attempt(tasks.CHALLENGE, look_up).score is None


def test_what_is_no_sentence_is_refused_in_words() -> None:
    report = attempt(tasks.CHALLENGE, lambda tokens: tokens)
    assert report.score is None
    assert "It returned a list or tuple of " in report.text
    assert "should return the sentence as one text" in report.text
    nothing = attempt(tasks.CHALLENGE, lambda tokens: print(tokens[0]))
    assert nothing.score is None
    assert "It returned None: is there a return" in nothing.text
