"""Drawings for stills: the shapes that a script draws, as an image.

A shape is its tag, its attributes and its text, under the names of SVG.
"""

from __future__ import annotations

import base64
import html
import math
from collections.abc import Iterable
from typing import NamedTuple

STRONG, ACCENT = "#0072b2", "#d55e00"
PLAIN = "#1b1b1b"
Point = tuple[float, float]


class Shape(NamedTuple):
    """One shape of a drawing."""

    tag: str
    attributes: dict[str, str | float]
    text: str = ""


def line(start: Point, end: Point, **style: str | float) -> Shape:
    """Return a line; a name of `style` has `_` where SVG has a hyphen."""
    (x1, y1), (x2, y2) = start, end
    return Shape("line", {"x1": x1, "y1": y1, "x2": x2, "y2": y2, **style})


def circle(place: Point, radius: float, **style: str | float) -> Shape:
    """Return a circle."""
    return Shape("circle", {"cx": place[0], "cy": place[1], "r": radius, **style})


def square(place: Point, fill: str) -> Shape:
    """Return a small square."""
    x, y = place
    corner = {"x": x - 6, "y": y - 6, "width": 12, "height": 12}
    return Shape("rect", {**corner, "fill": fill})


def words(place: Point, text: str, **style: str | float) -> Shape:
    """Return words that begin at a place, or stand there as `text_anchor` says."""
    return Shape("text", {"x": place[0], "y": place[1], **style}, text)


def arrow(start: Point, end: Point) -> list[Shape]:
    """Return an arrow: a line and its head."""
    (x1, y1), (x2, y2) = start, end
    turn = math.atan2(y2 - y1, x2 - x1)
    corners = [end]
    for by in (0.4, -0.4):
        corners.append((x2 - 12 * math.cos(turn + by), y2 - 12 * math.sin(turn + by)))
    points = " ".join(f"{x:.2f},{y:.2f}" for x, y in corners)
    head = Shape("polygon", {"points": points, "fill": ACCENT})
    return [line(start, end, stroke=ACCENT, stroke_width=3), head]


def image(
    shapes: Iterable[Shape], width: int, height: int, alt: str, *, font: int = 16
) -> str:
    """Return shapes as HTML of an image that holds its drawing, with a white ground.

    Parameters
    ----------
    shapes
        What to draw, from back to front.
    width, height
        In pixels.
    alt
        What there is to see, in words.
    font
        How large the text in it is, in pixels.

    Returns
    -------
    str
        An ``<img>``: viewers that take out inline SVG keep it.
    """
    inside = "".join(map(_markup, shapes))
    drawn = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        f'width="{width}" height="{height}" font-family="sans-serif" '
        f'font-size="{font}"><rect width="100%" height="100%" fill="#fff"/>'
        f"{inside}</svg>"
    )
    data = base64.b64encode(drawn.encode()).decode()
    return (
        f'<img alt="{html.escape(alt)}" width="{width}" height="{height}" '
        f'src="data:image/svg+xml;base64,{data}">'
    )


def _markup(shape: Shape) -> str:
    attributes = "".join(
        f' {name.replace("_", "-")}="{html.escape(_number(value))}"'
        for name, value in shape.attributes.items()
    )
    return f"<{shape.tag}{attributes}>{html.escape(shape.text)}</{shape.tag}>"


def _number(value: str | float) -> str:
    return value if isinstance(value, str) else f"{value:.2f}".rstrip("0").rstrip(".")
