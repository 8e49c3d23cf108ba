"""Where names stand on a map: beside their dots, and never one over another."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterator, Sequence

from .drawing import Point

WIDTH, HEIGHT = 680, 440
"""Of the map, in pixels."""

FONT = 18
"""How large names are, in pixels: 14 where a page has 530 for the map."""

Label = tuple[float, ...]
"""Where a name begins, on its base line; then where a line to it from its dot ends, if
there is one."""

_HIGH, _ABOVE, _BELOW = 20, 16, 5  # of a line of text; above and below its base line
_WIDE, _WIDER = 11, 19  # of a letter, and of one that fills a square
_CLEAR = 7  # around a dot
_MOST_LETTERS = 20
_MARGIN = 20
_NEAR = 16  # a name within so many pixels needs no line
_SEEN = 30  # a line of so many pixels is well seen


def shown_name(name: str) -> str:
    """Return a name as it stands on the map: a long one is cut."""
    short = name[:_MOST_LETTERS]
    return short if short == name else f"{short}…"


def places(points: Sequence[Sequence[float]]) -> list[Point]:
    """Scale points to the map, each axis by itself.

    Parameters
    ----------
    points
        Two numbers each.

    Returns
    -------
    list of tuple of float, float
        Where the dots stand, in pixels from the upper left.
    """
    xs, ys = zip(*points, strict=True)
    across = _scale(xs, 2 * _MARGIN, WIDTH - 4 * _MARGIN)
    down = _scale([-y for y in ys], 2 * _MARGIN, HEIGHT - 2 * _MARGIN)
    return list(zip(across, down, strict=True))


def _scale(values: Sequence[float], low: float, high: float) -> list[float]:
    least, most = min(values), max(values)
    by = (high - low) / (most - least or 1)
    return [round(low + (value - least) * by, 2) for value in values]


def labels(dots: Sequence[Point], names: Sequence[str]) -> list[Label]:
    """Find a place for each name, near its dot and free of other names and dots.

    Where dots crowd, a name moves away from its dot and a line leads to it. Those with
    most neighbours are placed first, while there is most room.

    Parameters
    ----------
    dots
        Where the dots stand.
    names
        The name of each.

    Returns
    -------
    list of tuple of float
        Of each name where it begins, and where its line ends if it has one.

    Raises
    ------
    ValueError
        If there is no room for all names.

    Examples
    --------
    >>> labels([(50.0, 50.0)], ["tea"])
    [(59, 56)]
    """
    crowd = [sum(math.dist(one, other) < 60 for other in dots) for one in dots]
    order = sorted(range(len(dots)), key=lambda index: (-crowd[index], index))
    boxes: list[_Box] = [_around(dot) for dot in dots]
    leads: list[_Lead] = []
    found: dict[int, Label] = {}
    for index in order:
        width = width_of(shown_name(names[index]))
        box, lead = _free_place(index, width, dots, boxes, leads)
        boxes.append(box)
        leads += lead
        end = [number for _, place in lead for number in place]
        found[index] = (box[0], box[3] - _BELOW, *end)
    return [found[index] for index in range(len(dots))]


_Box = tuple[float, float, float, float]  # left, top, right, bottom
_Lead = tuple[Point, Point]


def _free_place(
    index: int,
    width: int,
    dots: Sequence[Point],
    boxes: Sequence[_Box],
    leads: Sequence[_Lead],
) -> tuple[_Box, list[_Lead]]:
    """Return a box for a name, and a line to it if it is far from its dot."""
    dot, names = dots[index], boxes[len(dots) :]
    for lines_count in (True, False):  # if need be, a line runs behind a name
        for x, base, far in _spots(dot, width):
            box = (x, base - _ABOVE, x + width, base + _BELOW)
            lead = [(dot, _nearest(box, dot))] if far > _NEAR else []
            if not _is_free(box, boxes):
                continue
            own = math.dist(_nearest(box, dot), dot)
            others = (math.dist(_nearest(box, it), it) for it in dots)
            if own < _SEEN and min(others) < own:
                continue  # one would take it for the name of another dot
            behind = any(_cross(one, box, 2) for one in leads) or any(
                _cross(one, name, 4) for one in lead for name in names
            )
            if not (lines_count and behind):
                return box, lead
    raise ValueError("there is no room on the map for so many long names")


def _around(dot: Point) -> _Box:
    x, y = dot
    return x - _CLEAR, y - _CLEAR, x + _CLEAR, y + _CLEAR


def width_of(name: str) -> int:
    """Return how wide a name is at most, in bold type, in pixels."""
    return 4 + sum(
        _WIDER if unicodedata.east_asian_width(letter) in "WF" else _WIDE
        for letter in name
    )


def _spots(dot: Point, width: int) -> Iterator[tuple[int, int, float]]:
    """Yield where a name may begin, and how far from its dot it then is."""
    x, y = dot
    middle = (_ABOVE - _BELOW) / 2  # of a line, above its base
    for far in (9, 14, 22, 34, 48, 64, 82, 102, 126, 154, 186, 222, 262, 306, 354):
        for step in range(16):
            # Right, left, then ever steeper: what is read from left to right first.
            turn = math.pi / 8 * ((step + 1) // 2) * (-1) ** step
            reach_x, reach_y = math.cos(turn), math.sin(turn)
            left = x + far * reach_x - width * (1 - reach_x) / 2
            base = y + (far + _HIGH / 2) * reach_y + middle
            yield round(left), round(base), far


def _nearest(box: _Box, dot: Point) -> Point:
    """Return the point of a box that is nearest to a dot."""
    left, top, right, bottom = box
    return (
        round(min(max(dot[0], left), right), 2),
        round(min(max(dot[1], top), bottom), 2),
    )


def _is_free(box: _Box, boxes: Sequence[_Box]) -> bool:
    left, top, right, bottom = box
    if left < 2 or top < 2 or right > WIDTH - 2 or bottom > HEIGHT - 2:
        return False
    for other_left, other_top, other_right, other_bottom in boxes:
        aside = right <= other_left or other_right <= left
        if not aside and top < other_bottom and other_top < bottom:
            return False
    return True


def _cross(lead: _Lead, box: _Box, inside: float) -> bool:
    """Tell whether a line runs through a box, more than its edge."""
    (x1, y1), (x2, y2) = lead
    left, top, right, bottom = box
    for step in range(25):
        x, y = x1 + (x2 - x1) * step / 24, y1 + (y2 - y1) * step / 24
        if left + inside < x < right - inside and top + inside < y < bottom - inside:
            return True
    return False
