"""`companion.figures`: one look for all pictures, and a description in each."""

from __future__ import annotations

import ast
import doctest
import importlib
import io
import math
import pkgutil
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib import pyplot as plt
from matplotlib.figure import Figure
from matplotlib.text import Text
from PIL import Image

from companion import figures

ALT = "A line that rises from the left to the right."


Shown = list[tuple[dict[str, Any], Any]]


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> Shown:
    """Collect what is displayed: each output's data and its metadata."""
    outputs: Shown = []

    def keep(
        data: dict[str, Any], *, raw: bool, metadata: dict[str, Any] | None = None
    ) -> None:
        assert raw  # otherwise IPython shows the dictionary itself
        outputs.append((data, metadata))

    monkeypatch.setattr(figures, "display", keep)
    return outputs


def line() -> Figure:
    figure = Figure(figsize=(2, 1), dpi=100)
    figure.subplots().plot([0, 1])
    return figure


@pytest.mark.parametrize("alt", ["", " ", "\n\t"])
def test_a_blank_description_is_refused(alt: str, shown: Shown) -> None:
    with pytest.raises(ValueError, match="alt is blank: say what the figure shows"):
        figures.show(line(), alt=alt)
    assert shown == []


def test_a_description_of_its_own_is_shown(shown: Shown) -> None:
    figures.show(figures.described(line(), ALT))
    assert shown[0][1]["image/png"]["alt"] == ALT


def test_the_description_is_in_the_metadata_and_in_the_caption(shown: Shown) -> None:
    figures.show(line(), alt="Less < more.")
    (data, metadata), (caption, _) = shown
    assert metadata == {
        "image/png": {"alt": "Less < more.", "height": 126, "width": 226}
    }
    assert data["text/plain"] == "Figure, 226 × 126 pixels"
    assert caption["text/plain"] == "Less < more."
    assert ">Less &lt; more.</p>" in caption["text/html"]


def test_the_picture_has_twice_the_pixels_that_it_is_shown_with(shown: Shown) -> None:
    figures.show(line(), alt=ALT)
    png, metadata = shown[0][0]["image/png"], shown[0][1]["image/png"]
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    assert struct.unpack(">II", png[16:24]) == (452, 252)
    # The figure of 200 by 100 pixels, and a padding of 0.13 inches around it.
    assert (metadata["width"], metadata["height"]) == (226, 126)


def test_the_picture_is_a_card_with_padding_and_round_corners(shown: Shown) -> None:
    with figures.style():
        figure = Figure(figsize=(2, 1))
        figure.subplots().plot([0, 1])
    figures.show(figure, alt=ALT)
    pixels = np.asarray(Image.open(io.BytesIO(shown[0][0]["image/png"])))
    assert pixels[[0, 0, -1, -1], [0, -1, 0, -1], 3].tolist() == [0, 0, 0, 0]
    card = [*bytes.fromhex(figures.CARD[1:]), 255]
    border = [pixels[3], pixels[-4], pixels[:, 3], pixels[:, -4]]
    for side in border:  # without the corners
        assert (side[25:-25] == card).all()
    assert not figure.artists  # the card is gone again


def drawn() -> Iterator[tuple[str, Figure]]:
    """Yield each figure that a docstring of `companion.figures` draws."""
    for found in pkgutil.walk_packages(figures.__path__, "companion.figures."):
        module = importlib.import_module(found.name)
        for test in doctest.DocTestFinder().find(module, module.__name__):
            values: dict[str, Any] = dict(vars(module))
            for example in test.examples:
                if not example.want:
                    exec(example.source, values)
                if isinstance(values.get("figure"), Figure):
                    yield test.name, values.pop("figure")


def smallest_text(figure: Figure) -> float:
    """Return the height of the smallest text of a figure that was drawn, in pixels."""
    sizes = [
        text.get_fontproperties().get_size_in_points() * figure.dpi / 72
        for text in figure.findobj(Text)
        if isinstance(text, Text) and text.get_visible() and text.get_text().strip()
    ]
    return min(sizes, default=math.inf)


@pytest.mark.slow  # it draws every figure of every lesson
def test_text_is_at_least_14_pixels_high_in_every_figure(shown: Shown) -> None:
    seen = {}
    for name, figure in drawn():
        figures.show(figure, alt=ALT)
        seen[name] = smallest_text(figure)
    assert len(seen) >= 20
    assert {name: size for name, size in seen.items() if size < 13.99} == {}


def test_small_text_is_shown_larger(shown: Shown) -> None:
    figure = line()
    figure.axes[0].tick_params(labelsize=5)
    figure.axes[0].set_title("small", fontsize=6)
    figure.draw_without_rendering()
    assert smallest_text(figure) < 10
    figures.show(figure, alt=ALT)
    assert smallest_text(figure) == pytest.approx(14)


def test_every_legend_says_where_it_stands() -> None:
    """Unsaid, matplotlib warns where it looks for the place on a busy machine."""
    trees = (
        ast.parse(path.read_text(encoding="utf-8"))
        for path in Path(figures.__file__).parent.rglob("*.py")
    )
    told = [
        any(keyword.arg == "loc" for keyword in node.keywords)
        for tree in trees
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith(".legend")
    ]
    assert len(told) > 5
    assert all(told)


def test_no_figure_is_left_open(shown: Shown) -> None:
    before = plt.get_fignums()
    figures.show(line(), alt=ALT)
    assert len(shown) == 2
    assert plt.get_fignums() == before


def test_the_look_holds_inside_its_block_alone() -> None:
    before = {name: mpl.rcParams[name] for name in figures.STYLE}
    with figures.style():
        colours = mpl.rcParams["axes.prop_cycle"].by_key()["color"]
        assert colours == list(figures.PALETTE)
    assert {name: mpl.rcParams[name] for name in figures.STYLE} == before
    assert before["axes.prop_cycle"] != figures.STYLE["axes.prop_cycle"]
