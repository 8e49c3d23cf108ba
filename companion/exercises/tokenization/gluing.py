"""Ways to glue spaces, for 01.free-space: the right one, and those with a slip."""

from __future__ import annotations

import re
from collections.abc import Callable


def glue(pieces: list[str]) -> list[str]:
    """Glue each space to the front of the piece after it, unless that is whitespace."""
    tokens: list[str] = []
    for piece in pieces:
        if tokens and tokens[-1] == " " and not piece.isspace():
            tokens[-1] = " " + piece
        else:
            tokens.append(piece)
    return tokens


def _looking_back(
    glues: Callable[[str, str], bool], glued: Callable[[str, str], str]
) -> Callable[[list[str]], list[str]]:
    """Make an answer that looks back: when it glues last token and piece, and how."""

    def answer(pieces: list[str]) -> list[str]:
        tokens: list[str] = []
        for piece in pieces:
            if tokens and glues(tokens[-1], piece):
                tokens[-1] = glued(tokens[-1], piece)
            else:
                tokens.append(piece)
        return tokens

    return answer


# To the end of the piece before it.
glue_behind = _looking_back(
    lambda last, piece: piece == " " and not last.isspace(),
    lambda last, piece: last + " ",
)
# A line feed as if it were a space.
glue_all_whitespace = _looking_back(
    lambda last, piece: last.isspace() and not piece.isspace(),
    lambda last, piece: last + piece,
)
# A space in place of any whitespace.
glue_all_as_spaces = _looking_back(
    lambda last, piece: last.isspace() and not piece.isspace(),
    lambda last, piece: " " + piece,
)
# Asking for spaces alone: what comes next may be a line feed.
glue_to_line_feeds = _looking_back(
    lambda last, piece: last == " " and piece != " ",
    lambda last, piece: last + piece,
)
# Asking for spaces and line feeds: what comes next may be a tab.
glue_to_tabs = _looking_back(
    lambda last, piece: last == " " and piece not in (" ", "\n"),
    lambda last, piece: last + piece,
)
# The space behind the piece that comes after it.
glue_the_wrong_way_round = _looking_back(
    lambda last, piece: last == " " and not piece.isspace(),
    lambda last, piece: piece + " ",
)


# Any whitespace to the end of the piece before it: always, not to whitespace, or asking
# of the last token before there is one.
glue_all_behind = _looking_back(
    lambda last, piece: piece.isspace(), lambda last, piece: last + piece
)
glue_all_behind_words = _looking_back(
    lambda last, piece: piece.isspace() and not last.isspace(),
    lambda last, piece: last + piece,
)


def glue_everything(pieces: list[str]) -> list[str]:
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


def glue_and_lose_the_last(pieces: list[str]) -> list[str]:
    """Collect spaces, glue them all, and lose those at the end."""
    tokens: list[str] = []
    held = ""
    for piece in pieces:
        if piece == " ":
            held += " "
        else:
            tokens.append(held + piece)
            held = ""
    return tokens


def glue_where_a_word_follows(pieces: list[str]) -> list[str]:
    """Glue spaces to words, not to marks."""
    tokens = glue(pieces)
    split_again = []
    for token in tokens:
        if token[0] == " " and not token[1:2].isalnum():
            split_again += [" ", token[1:]] if token[1:] else [" "]
        else:
            split_again.append(token)
    return split_again


def glue_and_lose_lone_spaces(pieces: list[str]) -> list[str]:
    """Write a space only together with the piece after it."""
    tokens: list[str] = []
    for place, piece in enumerate(pieces):
        before = pieces[place - 1] if place else ""
        if piece != " ":
            tokens.append((" " if before == " " else "") + piece)
    return tokens


def glue_to_words_and_lose_lone_spaces(pieces: list[str]) -> list[str]:
    """Write a space only together with a piece after it that is no whitespace."""
    tokens = glue(pieces)
    return [token for token in tokens if token != " "]


def glue_whatever_comes_and_keep_the_space(pieces: list[str]) -> list[str]:
    """Put a space before what comes after one, and leave that one as well."""
    befores = ["", *pieces]
    return [
        (" " if before == " " else "") + piece
        for before, piece in zip(befores, pieces, strict=False)
    ]


def glue_by_cutting_anew(pieces: list[str]) -> list[str]:
    """Join the pieces and find tokens in them."""
    return re.findall(r" ?\w+| ?[^\w\s]+|\s", "".join(pieces))


def glue_to_every_piece(pieces: list[str]) -> list[str]:
    """Drop the spaces and put one before every token but the first."""
    words = [piece for piece in pieces if piece != " "]
    return words[:1] + [" " + word for word in words[1:]]


def glue_and_repeat(pieces: list[str]) -> list[str]:
    """Look ahead and glue, and take the piece once more by itself."""
    tokens: list[str] = []
    for place, piece in enumerate(pieces):
        after = pieces[place + 1 : place + 2]
        if piece == " " and after and not after[0].isspace():
            tokens.append(" " + after[0])
        else:
            tokens.append(piece)
    return tokens


def glue_past_the_end(pieces: list[str]) -> list[str]:
    """Look ahead where nothing may be."""
    tokens: list[str] = []
    for place, piece in enumerate(pieces):
        tokens.append(" " + pieces[place + 1] if piece == " " else piece)
    return tokens


def glue_whatever_is_past_the_end(pieces: list[str]) -> list[str]:
    """Take steps of one or two and look ahead where nothing may be."""
    tokens: list[str] = []
    place = 0
    while place < len(pieces):
        rides = pieces[place] == " "
        tokens.append(" " + pieces[place + 1] if rides else pieces[place])
        place += 1 + rides
    return tokens


def glue_and_keep_the_space(pieces: list[str]) -> list[str]:
    """Append what is glued, and leave the space behind it as well."""
    tokens: list[str] = []
    for piece in pieces:
        glues = tokens and tokens[-1] == " " and not piece.isspace()
        tokens.append(" " + piece if glues else piece)
    return tokens


def glue_and_keep_all_whitespace(pieces: list[str]) -> list[str]:
    """Append what is glued to any whitespace, and leave that behind it as well."""
    tokens: list[str] = []
    for piece in pieces:
        glues = tokens and tokens[-1].isspace() and not piece.isspace()
        tokens.append(tokens[-1] + piece if glues else piece)
    return tokens


def glue_several(pieces: list[str]) -> list[str]:
    """Go backwards and glue each space, be it the second, to what comes after it."""
    tokens: list[str] = []
    for piece in reversed(pieces):
        if piece == " " and tokens and not tokens[-1].isspace():
            tokens[-1] = " " + tokens[-1]
        else:
            tokens.append(piece)
    return tokens[::-1]


def glue_to_what_has_no_whitespace(pieces: list[str]) -> list[str]:
    """Join the pieces and cut at whitespace alone."""
    return re.findall(r" ?\S+|\s", "".join(pieces))


def empty_the_spaces(pieces: list[str]) -> list[str]:
    """Make empty texts of spaces."""
    return ["" if piece == " " else piece for piece in pieces]


def glue_without_a_last_token(pieces: list[str]) -> list[str]:
    """Ask for the last token before there is one."""
    tokens: list[str] = []
    for piece in pieces:
        if tokens[-1] == " " and not piece.isspace():
            tokens[-1] = " " + piece
        else:
            tokens.append(piece)
    return tokens


def glue_without_a_token_before_a_word(pieces: list[str]) -> list[str]:
    """Ask for the last token at any word, be it the first piece."""
    tokens: list[str] = []
    for piece in pieces:
        if not piece.isspace() and tokens[-1] == " ":
            tokens[-1] = " " + piece
        else:
            tokens.append(piece)
    return tokens


def glue_behind_without_a_token(pieces: list[str]) -> list[str]:
    """Glue to the end of the last token, before there is one."""
    tokens: list[str] = []
    for piece in pieces:
        if piece == " ":
            tokens[-1] += piece
        else:
            tokens.append(piece)
    return tokens


def glue_next_whitespace_behind(pieces: list[str]) -> list[str]:
    """Look ahead, and take a whitespace that comes next along."""
    tokens: list[str] = []
    rest = list(pieces)
    while rest:
        long = rest[1:2] and rest[1].isspace()
        tokens.append("".join(rest[: 2 if long else 1]))
        del rest[: 2 if long else 1]
    return tokens


def _holding(
    holds: Callable[[str], bool], *, keeps_the_last: bool
) -> Callable[[list[str]], list[str]]:
    """Make an answer that holds whitespace until a piece comes that it glues it to."""

    def answer(pieces: list[str]) -> list[str]:
        tokens: list[str] = []
        held = ""
        for piece in pieces:
            if holds(piece):
                held += piece
            else:
                tokens.append(held + piece)
                held = ""
        return [*tokens, held] if held and keeps_the_last else tokens

    return answer


glue_held_spaces = _holding(lambda piece: piece == " ", keeps_the_last=True)
glue_held_whitespace = _holding(str.isspace, keeps_the_last=True)
glue_held_and_lose_the_last = _holding(str.isspace, keeps_the_last=False)


def glue_well_and_lose_the_last(pieces: list[str]) -> list[str]:
    """Hold a space for the piece after it, and forget it where none comes."""
    tokens = glue(pieces)
    return tokens[:-1] if tokens[-1:] == [" "] else tokens
