"""The bars: what may come next, and what temperature does to it."""

from __future__ import annotations

import html
from collections.abc import Sequence

import torch
from torch import Tensor

from ..tokenization import replace_surrogates
from .page import Explorer, chip, fixed, said, table, visible

_SHOWN, _PROMPT, _TOKEN = 12, 200, 40
"""How many tokens are shown, and how many characters of the prompt and of each."""


def next_token(prompt: str, tokens: Sequence[str], logits: Tensor) -> Explorer:
    """Let a reader move the temperature and watch the chances of the next token.

    Parameters
    ----------
    prompt
        The text so far; its last 200 characters are shown.
    tokens
        The text of each token of the vocabulary, V strings; of a longer one 40
        characters are shown.
    logits
        One score for each, shape (V,).

    Returns
    -------
    Explorer
        Shown in a notebook, it works without a kernel.

    Raises
    ------
    ValueError
        If there are not as many tokens as logits, or so many (about 14,000) that the
        scores do not fit on a page.

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
    prompt = replace_surrogates(prompt)[-_PROMPT:]
    values, order = logits.detach().double().sort(descending=True, stable=True)
    scores = [round(value, 3) for value in values.tolist()]
    shown = [replace_surrogates(tokens[i])[:_TOKEN] for i in order[:_SHOWN].tolist()]
    every = torch.softmax(torch.tensor(scores, dtype=torch.float64), dim=0).tolist()
    chances, others = every[: len(shown)], sum(every[len(shown) :])
    rows = [
        [
            f"<bdi>{html.escape(visible(token))}</bdi>",
            f'<div style="height: 18px; width: {5 * chance:.2f}em; '
            'background: #0072b2"></div>',
            f"{fixed(100 * chance, 1)} %",
        ]
        for token, chance in zip(shown, chances, strict=True)
    ]
    told = (
        f"Temperature 1.0: {visible(shown[0])} has {fixed(100 * chances[0], 1)} %, all "
        f"tokens that are not shown have {fixed(100 * others, 1)} %."
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
        still=f"<p>After {chip(prompt)} comes</p>{said(told)}"
        + table(["token", "chance", "in numbers"], rows),
    )
