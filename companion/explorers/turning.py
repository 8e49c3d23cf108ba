"""Positions: a query and a key that turn, and what becomes of their score."""

from __future__ import annotations

import json
from functools import cache
from itertools import product
from pathlib import Path

import torch
from torch import Tensor

from ..position import rotary, sinusoidal
from .drawing import ACCENT, PLAIN, STRONG, Point, Shape, circle, image, line, square
from .drawing import words as written
from .page import Explorer, fixed, note, said

PLACES, OFFSETS, BASE = 41, 21, 25.0
"""How many positions of the query there are and how many offsets of the key, from 0 up,
and the base of the angles: the second pair of numbers turns five times as slowly as the
first."""

QUERY, KEY = [1.0, 0.2, 0.7, -0.5], [0.6, 0.8, 0.9, 0.3]

WAYS = {
    "rotary": "rotary",
    "sinusoidal": "sinusoidal, added",
    "learned": "a learned table, added",
}
"""The ways to place a query and a key, and what they are called."""

FIRST = {"place": 0, "offset": 3}
"""Where the sliders stand at first."""

NOTE = (
    "Query: unbroken arrow with a dot. Key: broken arrow with a square. The curve is "
    "the score of this offset at every position."
)


def rotation(learned: Tensor | None = None) -> Explorer:
    """Let a reader move a query and a key and watch their score.

    Parameters
    ----------
    learned
        A learned table of positions to compare with, shape (61, 4) or larger; by
        default `learned_positions`.

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
    if learned is None:
        learned = learned_positions()
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
            "ways": list(WAYS.items()),
            "tables": {
                name: [[round(number, 8) for number in row] for row in table.tolist()]
                for name, table in tables.items()
            },
            "note": NOTE,
            **FIRST,
        },
        still=_still(tables, **FIRST),
    )


@cache
def learned_positions() -> Tensor:
    """Return a table of positions that a small model has learned.

    Its task was to name the word before each word of a text of 61, with one attention
    and vectors of four numbers. `python -m tools.learned_positions` trains it.

    Returns
    -------
    Tensor
        One row for each position, shape (61, 4).

    Examples
    --------
    >>> learned_positions().shape
    torch.Size([61, 4])
    """
    return torch.tensor(json.loads(LEARNED.read_text(encoding="utf-8"))["P"])


LEARNED = Path(__file__).with_name("learned_positions.json")
"""The model of `learned_positions`: its tables, under the names of notebook 07."""


def placed(way: str, tables: dict[str, Tensor], query: int, key: int) -> Tensor:
    """Return the query and the key at two positions, as the script has them.

    Parameters
    ----------
    way
        A key of `WAYS`.
    tables
        From a name to a table of positions.
    query, key
        Their positions.

    Returns
    -------
    Tensor
        Query and key, float64, shape (2, 4).
    """
    vectors = torch.tensor([QUERY, KEY], dtype=torch.float64)
    if way == "rotary":
        return rotary(vectors, torch.tensor([query, key]), base=BASE)
    return vectors + tables[way][[query, key]]


def score(way: str, tables: dict[str, Tensor], query: int, key: int) -> float:
    """Return the score of the query and the key at two positions, as the script does.

    Parameters
    ----------
    way, tables, query, key
        As for `placed`.

    Returns
    -------
    float
        The dot product.
    """
    one, other = placed(way, tables, query, key)
    return float(one @ other)


def _still(tables: dict[str, Tensor], place: int, offset: int) -> str:
    """Return the first state: rotary positions."""
    key = place + offset
    vectors = placed("rotary", tables, place, key)
    told = (
        f"Rotary: query at position {place}, key at position {key}, offset {offset}: "
        f"score {fixed(score('rotary', tables, place, key), 3)}."
    )
    firsts = range(0, len(QUERY), 2)
    dials = [_dial(vectors[:, first : first + 2], first) for first in firsts]
    return said(told) + "".join(dials) + _curve(tables, place, offset) + note(NOTE)


def _dial(vectors: Tensor, first: int) -> str:
    """Draw two numbers of the query and of the key as arrows."""
    # Turning keeps lengths, so the longest arrow is as long as it was.
    both = torch.tensor([QUERY, KEY], dtype=torch.float64).reshape(2, -1, 2)
    most = 70 / float(both.norm(dim=-1).max())
    ends: list[Point] = [(80 + x * most, 80 - y * most) for x, y in vectors.tolist()]
    middle: Point = (80, 80)
    name = f"umbers {first} and {first + 1}"
    query, key = (", ".join(fixed(x, 3) for x in row) for row in vectors.tolist())
    shapes = [
        circle(middle, 76, fill="none", stroke=PLAIN, stroke_opacity=0.4),
        line(middle, ends[0], stroke=STRONG, stroke_width=4),
        circle(ends[0], 7, fill=STRONG),
        line(middle, ends[1], stroke=ACCENT, stroke_width=4, stroke_dasharray="7 5"),
        square(ends[1], ACCENT),
        written((80, 178), f"n{name}", text_anchor="middle"),
    ]
    return image(shapes, 160, 186, f"N{name}: query {query}; key {key}")


def _curve(tables: dict[str, Tensor], place: int, offset: int) -> str:
    """Draw the rotary scores of an offset at all positions of the query."""
    every = product(range(PLACES), range(OFFSETS))
    all_scores = [score("rotary", tables, at, at + by) for at, by in every]
    low, high = min(0.0, *all_scores), max(0.0, *all_scores)
    scores = [score("rotary", tables, at, at + offset) for at in range(PLACES)]

    def across(at: int) -> float:
        return 60 + at * 430 / (PLACES - 1)

    def up(value: float) -> float:
        return 140 - (value - low) * 120 / (high - low)

    path = " ".join(
        f"{'L' if at else 'M'}{across(at):.2f} {up(value):.2f}"
        for at, value in enumerate(scores)
    )
    ends = [
        written((52, up(value) + 5), label, text_anchor="end")
        for value, label in ((low, fixed(low, 1)), (high, fixed(high, 1)), (0.0, "0"))
        if value or label == "0"
    ]
    below = f"score of offset {offset}, at each position of the query"
    shapes: list[Shape] = [
        line((60, up(0)), (490, up(0)), stroke=PLAIN, stroke_opacity=0.4),
        Shape("path", {"d": path, "fill": "none", "stroke": STRONG, "stroke_width": 3}),
        circle((across(place), up(scores[place])), 7, fill=ACCENT),
        *ends,
        written((275, 178), below, text_anchor="middle"),
    ]
    alt = (
        f"The score at every position of the query, with the offset {offset}: from "
        f"{fixed(min(scores), 3)} to {fixed(max(scores), 3)}"
    )
    return image(shapes, 510, 186, alt)
