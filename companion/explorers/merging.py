"""The merges: a text whose tokens melt together, one merge at a time."""

from __future__ import annotations

from itertools import pairwise

import regex

from ..byte_pair_encoding import GPT2_PATTERN, BytePairTokenizer
from ..tokenization import replace_surrogates
from .page import Explorer, chips, if_full, many, note, said, visible
from .words import whitespace

LONGEST = 240
"""How many characters of a text are merged: a key is answered at once."""

PACE = 700
"""Milliseconds for one merge while they are played."""


def merges(
    tokenizer: BytePairTokenizer, text: str = "the thing that she thought of"
) -> Explorer:
    """Let a reader watch merges: replayed, learned from a text, or not used at all.

    Parameters
    ----------
    tokenizer
        The one whose merges are replayed. It has GPT-2's pattern and the IDs of
        `companion.byte_pair_encoding.train`: bytes first, then merges in their order.
    text
        What stands there at first; what is beyond 240 characters is left out.

    Returns
    -------
    Explorer
        Shown in a notebook, it works without a kernel.

    Raises
    ------
    ValueError
        If the tokenizer is of another kind, or too large to be part of a page.

    Examples
    --------
    >>> from companion.byte_pair_encoding import train
    >>> merges(train("low lower lowest", 258))
    Explorer: tokens that merge, one merge at a time
    """
    learned = sorted(tokenizer.ranks, key=tokenizer.ranks.__getitem__)
    if tokenizer.pattern != GPT2_PATTERN:
        raise ValueError("the tokenizer's pattern is not GPT-2's")
    if [len(token) for token in learned[:256]] != [1] * 256:
        raise ValueError("the tokenizer's first 256 IDs are not the bytes")
    if len(learned) > 5_000:
        raise ValueError(f"{len(learned):,} tokens are too many for a page: 5,000 fit")
    text = replace_surrogates(text)[:LONGEST]
    steps = replay(tokenizer, text)
    full = if_full(text, LONGEST).strip()
    to_come = many(len(steps) - 1, "merge") + (" is" if len(steps) == 2 else " are")
    return Explorer(
        script="merges",
        title="tokens that merge, one merge at a time",
        data={
            "text": text,
            "way": "replay",
            "longest": LONGEST,
            "pace": PACE,
            "tokens": [token.decode("latin-1") for token in learned[256:]],
            "white": whitespace(of_regex=True),
        },
        still=said(
            f"No merge yet: {many(_size(steps[0]), 'token')}, each a byte. "
            f"{to_come} to come."
        )
        + chips(_written(token) for symbols in steps[0] for token in symbols)
        + note(full),
    )


State = list[list[bytes]]
"""The tokens of each pre-token."""


def replay(tokenizer: BytePairTokenizer, text: str) -> list[State]:
    """Return a text as it is before any merge and after each, as the script does.

    Parameters
    ----------
    tokenizer
        The tokenizer whose merges are replayed.
    text
        Any text.

    Returns
    -------
    list of list of list of bytes
        The tokens of each pre-token, after each merge.

    Examples
    --------
    >>> from companion.byte_pair_encoding import train
    >>> replay(train("low lower lowest", 258), "slow")[-1]
    [[b's', b'low']]
    """
    pieces = regex.findall(GPT2_PATTERN, replace_surrogates(text))
    state = [[bytes([byte]) for byte in piece.encode()] for piece in pieces]
    steps = [state]
    while True:
        pairs = [a + b for symbols in state for a, b in pairwise(symbols)]
        known = [pair for pair in pairs if pair in tokenizer.ranks]
        if not known:
            return steps
        made = min(known, key=tokenizer.ranks.__getitem__)
        state = [_joined(symbols, made) for symbols in state]
        steps.append(state)


def _joined(symbols: list[bytes], made: bytes) -> list[bytes]:
    """Join two neighbours wherever they make a token, from the left."""
    found: list[bytes] = []
    rest = list(reversed(symbols))
    while rest:
        one = rest.pop()
        found.append(one + rest.pop() if rest and one + rest[-1] == made else one)
    return found


def _size(state: State) -> int:
    return sum(map(len, state))


def _written(token: bytes) -> str:
    """Write a token as the script does: bytes that are no text as their digits."""
    try:
        return visible(token.decode())
    except UnicodeDecodeError:
        return f"⟨{token.hex(' ')}⟩"


def longest_match(tokenizer: BytePairTokenizer, text: str) -> State:
    """Cut a text into the longest tokens that fit, from the left; WordPiece's way.

    Parameters
    ----------
    tokenizer
        The tokenizer whose tokens are used.
    text
        Any text.

    Returns
    -------
    list of list of bytes
        The tokens of each pre-token.

    Examples
    --------
    >>> from companion.byte_pair_encoding import train
    >>> longest_match(train("low lower lowest", 258), "slow")
    [[b's', b'low']]
    """
    found = []
    for piece in regex.findall(GPT2_PATTERN, replace_surrogates(text)):
        rest, tokens = piece.encode(), []
        while rest:
            size = len(rest)
            while rest[:size] not in tokenizer.ranks:
                size -= 1
            tokens.append(rest[:size])
            rest = rest[size:]
        found.append(tokens)
    return found
