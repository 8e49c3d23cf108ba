"""The windows: length, stride and batch size over thirty tokens of a text."""

from __future__ import annotations

from ..arguments import check_size
from ..tokenization import Tokenizer
from .page import Explorer, chips

TOKENS, MOST = 30, 12
"""How many tokens are shown, and how long a window or a stride may be."""


def windows(text: str, tokenizer: Tokenizer) -> Explorer:
    """Let a reader move windows over the first thirty tokens of a text.

    Parameters
    ----------
    text
        A text of at least thirty tokens.
    tokenizer
        What cuts it.

    Returns
    -------
    Explorer
        Shown in a notebook, it works without a kernel.

    Raises
    ------
    ValueError
        If the text has fewer tokens.

    Examples
    --------
    >>> from companion.byte_pair_encoding import load_gpt2
    >>> windows("one two three " * 20, load_gpt2())
    Explorer: windows over a text, with their targets
    """
    ids = tokenizer.encode(text[:1_000], disallowed_special=())[:TOKENS]
    check_size("the number of tokens", len(ids), at_least=TOKENS)
    pieces = [tokenizer.decode([index]) for index in ids]
    return Explorer(
        script="windows",
        title="windows over a text, with their targets",
        data={"ids": ids, "pieces": pieces, "most": MOST},
        still=chips(pieces),
    )
