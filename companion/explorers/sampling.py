"""The bars: what may come next, and what temperature does to it."""

from __future__ import annotations

import html
from collections.abc import Sequence

import torch
from torch import Tensor

from ..tokenization import replace_surrogates
from .page import Explorer, visible

_SHOWN = 12


def next_token(prompt: str, tokens: Sequence[str], logits: Tensor) -> Explorer:
    """Let a reader move the temperature and watch the chances of the next token.

    Parameters
    ----------
    prompt
        The text so far.
    tokens
        The text of each token of the vocabulary, V strings.
    logits
        One score for each, shape (V,).

    Returns
    -------
    Explorer
        Shown in a notebook, it works without a kernel.

    Raises
    ------
    ValueError
        If there are not as many tokens as logits.

    Examples
    --------
    >>> next_token("tea or", [" coffee", " war"], torch.tensor([2.0, 0.0]))
    Explorer: what may come next, at any temperature
    """
    if logits.ndim != 1 or len(tokens) != len(logits):
        raise ValueError(
            f"{len(tokens)} tokens need logits of the shape ({len(tokens)},), not "
            f"{tuple(logits.shape)}"
        )
    prompt, tokens = replace_surrogates(prompt), list(map(replace_surrogates, tokens))
    values, order = logits.detach().double().sort(descending=True, stable=True)
    scores = [round(value, 3) for value in values.tolist()]
    shown = [tokens[index] for index in order[:_SHOWN].tolist()]
    chances = torch.softmax(torch.tensor(scores), dim=0).tolist()
    rows = "".join(
        f'<tr><th scope="row">{html.escape(visible(token))}</th>'
        f'<td class="cx-number">{100 * chance:.1f} %</td></tr>'
        for token, chance in zip(shown, chances, strict=False)
    )
    return Explorer(
        script="bars",
        title="what may come next, at any temperature",
        data={
            "prompt": prompt,
            "tokens": shown,
            "logits": scores[: len(shown)],
            "rest": scores[len(shown) :],
        },
        still=f"<table>{rows}</table>",
    )
