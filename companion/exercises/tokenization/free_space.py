"""Exercise 01.free-space."""

from __future__ import annotations

import random
import re

from ... import tokenization
from ..records import Exercise, Mistake
from .shared import sentence


def _glue(pieces: list[str]) -> list[str]:
    tokens: list[str] = []
    for piece in pieces:
        if tokens and tokens[-1] == " " and not piece.isspace():
            tokens[-1] = " " + piece
        else:
            tokens.append(piece)
    return tokens


def _glue_behind(pieces: list[str]) -> list[str]:
    tokens: list[str] = []
    for piece in pieces:
        if piece == " " and tokens and not tokens[-1].isspace():
            tokens[-1] += " "
        else:
            tokens.append(piece)
    return tokens


def _glue_everything(pieces: list[str]) -> list[str]:
    """Glue a space to whatever comes next, be it whitespace."""
    tokens: list[str] = []
    held = ""
    for piece in pieces:
        if piece == " " and not held:
            held = " "
        else:
            tokens.append(held + piece)
            held = ""
    return [*tokens, held] if held else tokens


def _glue_and_lose_the_last(pieces: list[str]) -> list[str]:
    tokens: list[str] = []
    held = ""
    for piece in pieces:
        if piece == " ":
            held += " "
        else:
            tokens.append(held + piece)
            held = ""
    return tokens


def _glue_where_a_word_follows(pieces: list[str]) -> list[str]:
    tokens = _glue(pieces)
    split_again = []
    for token in tokens:
        if token[0] == " " and not token[1:2].isalnum():
            split_again += [" ", token[1:]] if token[1:] else [" "]
        else:
            split_again.append(token)
    return split_again


def _glue_all_whitespace(pieces: list[str]) -> list[str]:
    tokens: list[str] = []
    for piece in pieces:
        if tokens and tokens[-1].isspace() and not piece.isspace():
            tokens[-1] += piece
        else:
            tokens.append(piece)
    return tokens


def _glue_and_lose_lone_spaces(pieces: list[str]) -> list[str]:
    tokens: list[str] = []
    for place, piece in enumerate(pieces):
        before = pieces[place - 1] if place else ""
        if piece != " ":
            tokens.append((" " if before == " " else "") + piece)
    return tokens


def _glue_to_line_feeds(pieces: list[str]) -> list[str]:
    """Look back, but at spaces alone: what comes next may be a line feed."""
    tokens: list[str] = []
    for piece in pieces:
        if piece != " " and tokens and tokens[-1] == " ":
            tokens[-1] += piece
        else:
            tokens.append(piece)
    return tokens


def _glue_by_cutting_anew(pieces: list[str]) -> list[str]:
    return re.findall(r" ?\w+| ?[^\w\s]+|\s", "".join(pieces))


def _glue_to_every_piece(pieces: list[str]) -> list[str]:
    """Drop the spaces and put one before every token but the first."""
    words = [piece for piece in pieces if piece != " "]
    return words[:1] + [" " + word for word in words[1:]]


def _glue_and_repeat(pieces: list[str]) -> list[str]:
    tokens: list[str] = []
    for place, piece in enumerate(pieces):
        after = pieces[place + 1 : place + 2]
        if piece == " " and after and not after[0].isspace():
            tokens.append(" " + after[0])
        else:
            tokens.append(piece)
    return tokens


def _glue_past_the_end(pieces: list[str]) -> list[str]:
    tokens: list[str] = []
    for place, piece in enumerate(pieces):
        tokens.append(" " + pieces[place + 1] if piece == " " else piece)
    return tokens


def _glue_and_keep_the_space(pieces: list[str]) -> list[str]:
    tokens: list[str] = []
    for piece in pieces:
        glues = tokens and tokens[-1] == " " and not piece.isspace()
        tokens.append(" " + piece if glues else piece)
    return tokens


def _glue_all_as_spaces(pieces: list[str]) -> list[str]:
    tokens: list[str] = []
    for piece in pieces:
        if tokens and tokens[-1].isspace() and not piece.isspace():
            tokens[-1] = " " + piece
        else:
            tokens.append(piece)
    return tokens


def _glue_the_wrong_way_round(pieces: list[str]) -> list[str]:
    tokens: list[str] = []
    for piece in pieces:
        if tokens and tokens[-1] == " " and not piece.isspace():
            tokens[-1] = piece + " "
        else:
            tokens.append(piece)
    return tokens


def _glue_to_what_has_no_whitespace(pieces: list[str]) -> list[str]:
    return re.findall(r" ?\S+|\s", "".join(pieces))


def _empty_the_spaces(pieces: list[str]) -> list[str]:
    return ["" if piece == " " else piece for piece in pieces]


def _glue_cases(rng: random.Random) -> list[tuple[list[str]]]:
    some = tokenization.split(sentence(rng, " ,."), keep_whitespace=True)
    return [
        ([],),
        (["Is", " ", "this", "--", " ", "a"],),
        (["tea", " ", " ", "time"],),
        (["tea", " "],),
        (["tea", " ", "\n", "time"],),
        (["tea", "\n", "time"],),
        ([" ", "tea", ",", " ", "(", "hot", ")"],),
        (["well-known", ",", " ", '"', "yes", "!", '"', " ", "two"],),
        (some,),
    ]


EXERCISE = Exercise(
    name="01.free-space",
    task="Glue each space to the front of the piece after it, unless that is "
    "whitespace or missing.",
    starter="def glue(pieces):\n    tokens = []\n    # your code\n    return tokens\n",
    hints=(
        "Go through the pieces in order. When you meet a word, look back: what is "
        "the last token so far?",
        'If the last token is " " and the new piece is no whitespace, put '
        '" " + piece in its place. Otherwise append the piece.',
        "tokens[-1] is the last token, if there is one; piece.isspace() tells "
        "whether a piece is whitespace.",
    ),
    solution=_glue,
    cases=_glue_cases,
    lesson="The space rides along with its word: nothing is lost, and there are "
    "hardly more tokens than without spaces. GPT-2 keeps its spaces so.",
    mistakes=(
        Mistake(
            "You glued the space to the end of the piece before it; it belongs to "
            "the front of the piece after it.",
            _glue_behind,
        ),
        Mistake(
            "You glued a space to whitespace: before a line feed, or before "
            "another space, it stays a token of its own.",
            _glue_everything,
        ),
        Mistake(
            "You looked ahead and glued, and then the piece came once more by "
            "itself. Skip it, or look back at the last token instead.",
            _glue_and_repeat,
        ),
        Mistake(
            "You looked ahead without asking whether there is a next piece, and "
            "it comes once more by itself. Looking back at the last token is "
            "easier.",
            _glue_past_the_end,
        ),
        Mistake(
            "You collected several spaces and glued them all, or lost those at the "
            "end. Only the last space before a word is glued.",
            _glue_and_lose_the_last,
        ),
        Mistake(
            "You wrote a space only together with the piece after it: one before "
            "another space, or at the end, has gone.",
            _glue_and_lose_lone_spaces,
        ),
        Mistake(
            "You glued a space to a line feed. Ask piece.isspace(), which is true "
            "of every whitespace, not of the space alone.",
            _glue_to_line_feeds,
        ),
        Mistake(
            "You joined the pieces and cut them anew, so well-known falls apart: "
            "the pieces that you get should stay whole.",
            _glue_by_cutting_anew,
        ),
        Mistake(
            "You appended the glued piece and left its space behind as well: put it "
            "in the place of the last token.",
            _glue_and_keep_the_space,
        ),
        Mistake(
            "You put a space in place of other whitespace: a line feed was there, and "
            "joined, your tokens are not the text.",
            _glue_all_as_spaces,
        ),
        Mistake(
            "You put the space behind the piece that comes after it; it stood before "
            "that piece: ' this', not 'this '.",
            _glue_the_wrong_way_round,
        ),
        Mistake(
            "You joined the pieces and cut at whitespace, so a word and its mark "
            "became one token: the pieces that you get should stay whole.",
            _glue_to_what_has_no_whitespace,
        ),
        Mistake(
            "You made empty texts of the spaces: joined, your tokens are not the text.",
            _empty_the_spaces,
        ),
        Mistake(
            "You glued spaces to words alone; a mark such as ( takes the space "
            "before it as well.",
            _glue_where_a_word_follows,
        ),
        Mistake(
            "You glued line feeds too: only a space rides along.",
            _glue_all_whitespace,
        ),
        Mistake(
            "You put a space before every token. Joined, that is not the text any "
            "more: -- had none before it.",
            _glue_to_every_piece,
        ),
        Mistake(
            "You dropped the whitespace: joined, your tokens are not the text.",
            lambda pieces: [piece for piece in pieces if piece.strip()],
        ),
        Mistake(
            "You returned the pieces as they were: no space is glued.",
            list,
        ),
    ),
)
