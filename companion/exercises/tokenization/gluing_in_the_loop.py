"""Ways to glue spaces, for 01.free-space, that keep something wrongly in a loop."""

from __future__ import annotations

import re

from .gluing import glue


def glue_with_one_held(pieces: list[str]) -> list[str]:
    """Hold one space, which the next one replaces, and glue it to whatever comes."""
    tokens: list[str] = []
    held = ""
    for piece in pieces:
        if piece == " ":
            held = piece
        else:
            tokens.append(held + piece)
            held = ""
    return [*tokens, held] if held else tokens


def glue_with_one_whitespace_held(pieces: list[str]) -> list[str]:
    """Hold one whitespace, which the next one replaces, and lose the last."""
    tokens: list[str] = []
    held = ""
    for piece in pieces:
        if piece.isspace():
            held = piece
        else:
            tokens.append(held + piece)
            held = ""
    return tokens


def glue_ever_after(pieces: list[str]) -> list[str]:
    """Note that a space came, and never take the note back."""
    tokens: list[str] = []
    noted = False
    for piece in pieces:
        if piece == " ":
            noted = True
        else:
            tokens.append(" " + piece if noted else piece)
    return tokens


def glue_to_what_was_last(pieces: list[str]) -> list[str]:
    """Note the last piece, and glue if it was a space, to whatever comes."""
    tokens: list[str] = []
    last = ""
    for piece in pieces:
        if last == " ":
            tokens.append(last + piece)
        elif piece != " ":
            tokens.append(piece)
        last = piece
    return tokens


def glue_and_add_letters(pieces: list[str]) -> list[str]:
    """Add what is glued to the list, letter by letter."""
    return list("".join(glue(pieces)))


def glue_words_and_add_letters(pieces: list[str]) -> list[str]:
    """Add what is not glued to the list, letter by letter."""
    tokens: list[str] = []
    for piece in pieces:
        if tokens and tokens[-1] == " " and not piece.isspace():
            tokens[-1] = " " + piece
        else:
            tokens += piece
    return tokens


def glue_before_words_and_keep_spaces(pieces: list[str]) -> list[str]:
    """Put a space before all that is none, and leave the spaces as well."""
    return [piece if piece.isspace() else " " + piece for piece in pieces]


def glue_a_space_for_any_whitespace(pieces: list[str]) -> list[str]:
    """Drop all whitespace, and put a space before what comes after some."""
    tokens: list[str] = []
    noted = False
    for piece in pieces:
        if piece.isspace():
            noted = True
        else:
            tokens.append(" " + piece if noted else piece)
            noted = False
    return tokens


def glue_and_lose_the_space(pieces: list[str]) -> list[str]:
    """Put a piece in the place of its space."""
    follows = [*pieces[1:], " "]
    return [
        piece
        for piece, after in zip(pieces, follows, strict=False)
        if piece != " " or after.isspace()
    ]


def glue_and_leave_empty_texts(pieces: list[str]) -> list[str]:
    """Put the glued pieces in place, and an empty text where their space was."""
    tokens: list[str] = []
    for token in glue(pieces):
        tokens += ["", token] if token[0] == " " and len(token) > 1 else [token]
    return tokens


def glue_past_a_line_feed(pieces: list[str]) -> list[str]:
    """Hold a space, and keep holding it while other whitespace comes."""
    tokens: list[str] = []
    held = ""
    for piece in pieces:
        if piece == " ":
            held = piece
        elif piece.isspace():
            tokens.append(piece)
        else:
            tokens.append(held + piece)
            held = ""
    return tokens


def glue_past_a_line_feed_and_keep_the_last(pieces: list[str]) -> list[str]:
    """Hold a space past other whitespace, and append what is held after the loop."""
    left = pieces[-1:] == [" "]
    return glue_past_a_line_feed(pieces) + ([" "] if left else [])


def glue_by_cutting_before_spaces(pieces: list[str]) -> list[str]:
    """Join the pieces and cut where a space begins."""
    return re.split("(?= )", "".join(pieces))


def glue_by_marking_spaces(pieces: list[str]) -> list[str]:
    """Join the pieces, put a sign before each space and cut at it."""
    return "".join(pieces).replace(" ", "\0 ").split("\0")
