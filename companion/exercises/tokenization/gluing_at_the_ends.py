"""Ways to glue spaces, for 01.free-space, that slip at the first piece or the last."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

from . import gluing


def _in_steps(unseen: int) -> Callable[[list[str]], list[str]]:
    """Make an answer in steps of one or two that does not come to so many pieces."""

    def answer(pieces: list[str]) -> list[str]:
        tokens: list[str] = []
        place = 0
        while place < len(pieces) - unseen:
            rides = pieces[place] == " " and not pieces[place + 1].isspace()
            tokens.append("".join(pieces[place : place + 1 + rides]))
            place += 1 + rides
        return tokens

    return answer


# Asking for the next piece where none may be; or never coming to the last one.
glue_looking_past_the_end = _in_steps(0)
glue_and_stop_before_the_last = _in_steps(1)


def glue_in_steps_before_the_last(pieces: list[str]) -> list[str]:
    """Look ahead, leave out what is glued, and never come to the last piece."""
    tokens: list[str] = []
    for place in range(len(pieces) - 1):
        piece, after = pieces[place : place + 2]
        if piece == " " and not after.isspace():
            tokens.append(piece + after)
        elif piece.isspace() or not place or pieces[place - 1] != " ":
            tokens.append(piece)
    return tokens


def glue_from_the_second(pieces: list[str]) -> list[str]:
    """Look back at the piece before, and begin with the second."""
    return [
        (" " if before == " " else "") + piece
        for before, piece in pairwise(pieces)
        if piece != " "
    ]


def glue_pairs(pieces: list[str]) -> list[str]:
    """Take pieces in pairs, and never take the first by itself."""
    return [
        before + piece if before == " " else piece
        for before, piece in pairwise(pieces)
        if before == " " or piece != " "
    ]


def glue_words_from_the_second(pieces: list[str]) -> list[str]:
    """Glue well, but look at no piece before the second."""
    tokens = gluing.glue(pieces)
    return tokens[1:] if pieces[:1] == tokens[:1] else tokens


def glue_behind_the_last(pieces: list[str]) -> list[str]:
    """Look back with a place of -1, and write a space only with what comes after it."""
    return [
        (" " if pieces[place - 1] == " " else "") + piece
        for place, piece in enumerate(pieces)
        if piece != " "
    ]


def glue_in_a_shorter_list(pieces: list[str]) -> list[str]:
    """Delete from the list whose places are being counted."""
    shorter = list(pieces)
    for place in range(len(shorter) - 1):
        if shorter[place] == " " and not shorter[place + 1].isspace():
            shorter[place] += shorter.pop(place + 1)
    return shorter


def glue_looking_at_the_last_first(pieces: list[str]) -> list[str]:
    """Look back from the first piece, with a place of -1."""
    tokens: list[str] = []
    for place, piece in enumerate(pieces):
        rides = not piece.isspace() and pieces[place - 1] == " "
        after = pieces[place + 1 : place + 2]
        if piece != " " or not after or after[0].isspace():
            tokens.append(" " + piece if rides else piece)
    return tokens
