"""Positions: a query and a key that turn, and what becomes of their score."""

from __future__ import annotations

import torch
from torch import Tensor

from ..position import rotary, sinusoidal
from .page import Explorer

PLACES, OFFSETS, BASE = 41, 21, 25.0
"""How many places of the query there are and how many offsets of the key, from 0 up,
and the base of the angles: the second pair of numbers turns five times as slowly as the
first."""

QUERY, KEY = [1.0, 0.2, 0.7, -0.5], [0.6, 0.8, 0.9, 0.3]


def rotation(learned: Tensor | None = None) -> Explorer:
    """Let a reader move a query and a key and watch their score.

    Parameters
    ----------
    learned
        A learned table of positions to compare with, shape (61, 4) or larger; by
        default one as it is drawn before training.

    Returns
    -------
    Explorer
        Shown in a notebook, it works without a kernel.

    Raises
    ------
    ValueError
        If the table is too small.

    Examples
    --------
    >>> rotation()
    Explorer: a query and a key that turn, and their score
    """
    length, width = PLACES + OFFSETS - 1, len(QUERY)
    name = "a learned table"
    if learned is None:
        name = "a table before training"
        generator = torch.Generator().manual_seed(0)
        learned = 0.5 * torch.randn(length, width, generator=generator)
    if learned.ndim != 2 or len(learned) < length or learned.shape[1] < width:
        raise ValueError(
            f"the learned table has the shape {tuple(learned.shape)}: at least "
            f"({length}, {width}) is needed"
        )
    tables = {
        "sinusoidal": sinusoidal(length, width, base=BASE),
        "learned": learned[:length, :width].detach(),
    }
    return Explorer(
        script="rotation",
        title="a query and a key that turn, and their score",
        data={
            "query": QUERY,
            "key": KEY,
            "base": BASE,
            "places": PLACES,
            "offsets": OFFSETS,
            "learned": name,
            "tables": {
                name: [[round(number, 6) for number in row] for row in table.tolist()]
                for name, table in tables.items()
            },
        },
        still=_still(tables, name),
    )


WAYS = ("rotary", "sinusoidal", "learned")


def score(way: str, tables: dict[str, Tensor], query: int, key: int) -> float:
    """Return the score of the query and the key at two places, as the script does.

    Parameters
    ----------
    way
        ``"rotary"``, or the name of a table that is added.
    tables
        From a name to a table of positions.
    query, key
        Their places.

    Returns
    -------
    float
        The dot product.
    """
    vectors = torch.tensor([QUERY, KEY], dtype=torch.float64)
    if way == "rotary":
        placed = rotary(vectors, torch.tensor([query, key]), base=BASE)
    else:
        placed = vectors + tables[way][[query, key]]
    return float(placed[0] @ placed[1])


def _still(tables: dict[str, Tensor], learned: str) -> str:
    rows = "".join(
        f'<tr><th scope="row">{query} and {query + 3}</th>'
        + "".join(
            f'<td class="cx-number">{score(way, tables, query, query + 3):.3f}</td>'
            for way in WAYS
        )
        + "</tr>"
        for query in (0, 1, 10, 20)
    )
    named = ("rotary", "sinusoidal, added", f"{learned}, added")
    heads = "".join(f'<th scope="col">{way}</th>' for way in named)
    return (
        '<table><tr><th scope="col">places of query and key</th>'
        f"{heads}</tr>{rows}</table>"
    )
