"""The windows: length, stride and batch size over thirty tokens of a text."""

from __future__ import annotations

from collections.abc import Iterable

from ..arguments import check_size
from ..sliding_window import WindowDataset, coverage
from ..tokenization import Tokenizer, replace_surrogates
from .page import Explorer, chip, chips, many, note, said, table

TOKENS, MOST = 30, 12
"""How many tokens are shown, and how long a window or a stride may be."""

FIRST = {"length": 4, "stride": 4, "size": 2}
"""Where the sliders stand at first."""

NOTE = (
    "Below each token: how often it is a target. A token that never is has a broken "
    "border and ✗."
)


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
        If the text has fewer tokens, or its tokens are too long for a page.

    Examples
    --------
    >>> from companion.byte_pair_encoding import load_gpt2
    >>> windows("one two three " * 20, load_gpt2())
    Explorer: windows over a text, with their targets
    """
    ids = tokenizer.encode(text[:1_000], disallowed_special=())[:TOKENS]
    check_size("the number of tokens", len(ids), at_least=TOKENS)
    pieces = [replace_surrogates(tokenizer.decode([index])) for index in ids]
    return Explorer(
        script="windows",
        title="windows over a text, with their targets",
        data={"ids": ids, "pieces": pieces, "most": MOST, "note": NOTE, **FIRST},
        still=_still(pieces, **FIRST),
    )


def _still(pieces: list[str], length: int, stride: int, size: int) -> str:
    dataset = WindowDataset(range(TOKENS), length, stride)
    counts = coverage(TOKENS, length, stride).targets.tolist()
    full, rest = divmod(len(dataset), size)
    left = f" and a last one of {rest}" if rest else ""
    never = [str(index) for index, count in enumerate(counts) if not count]
    rows = []
    for index, (inputs, targets) in enumerate(dataset):
        batch = str(index // size) + (" (not full)" if index // size == full else "")
        row = [chips(pieces[place] for place in some) for some in (inputs, targets)]
        rows.append([str(index), batch, *row])
    return (
        said(
            f"T = {length}, stride {stride}, batch size {size}: "
            f"{many(len(dataset), 'window')}, {full} full "
            f"batch{'' if full == 1 else 'es'}{left}. Never a target: "
            f"{'token' if len(never) == 1 else 'tokens'} {', '.join(never)}."
        )
        + _counted(zip(pieces, counts, strict=True))
        + note(NOTE)
        + table(["window", "batch", "inputs", "targets"], rows)
    )


def _counted(tokens: Iterable[tuple[str, int]]) -> str:
    """Return each token with how often it is a target, as HTML."""
    inside = " ".join(
        f"<span>{chip(piece)} <small>{f'{count} ×' if count else '✗ 0'}</small></span>"
        for piece, count in tokens
    )
    return f'<div class="cx-chips">{inside}</div>'
