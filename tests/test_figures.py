"""`companion.figures`: one look for all pictures, and a description in each."""

from __future__ import annotations

import struct
from typing import Any

import matplotlib as mpl
import pytest
from matplotlib import pyplot as plt
from matplotlib.figure import Figure

from companion import figures

ALT = "A line that rises from the left to the right."


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> list[tuple[dict[str, Any], Any]]:
    """Collect what is displayed: each output's data and its metadata."""
    outputs: list[tuple[dict[str, Any], Any]] = []

    def keep(data: dict[str, Any], *, raw: bool, metadata: dict[str, Any]) -> None:
        assert raw  # otherwise IPython shows the dictionary itself
        outputs.append((data, metadata))

    monkeypatch.setattr(figures, "display", keep)
    return outputs


def line() -> Figure:
    figure = Figure(figsize=(2, 1), dpi=100)
    figure.subplots().plot([0, 1])
    return figure


@pytest.mark.parametrize("alt", ["", " ", "\n\t"])
def test_a_blank_description_is_refused(
    alt: str, shown: list[tuple[dict[str, Any], Any]]
) -> None:
    with pytest.raises(ValueError, match="alt is blank: say what the figure shows"):
        figures.show(line(), alt=alt)
    assert shown == []


def test_the_description_is_in_the_metadata_and_in_the_text(
    shown: list[tuple[dict[str, Any], Any]],
) -> None:
    figures.show(line(), alt=ALT)
    ((data, metadata),) = shown
    assert metadata == {"image/png": {"alt": ALT}}
    assert set(data) == {"image/png", "text/plain"}
    assert data["text/plain"] == f"Figure: {ALT}"


def test_the_picture_is_a_png_of_the_figures_size(
    shown: list[tuple[dict[str, Any], Any]],
) -> None:
    figures.show(line(), alt=ALT)
    png = shown[0][0]["image/png"]
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    assert struct.unpack(">II", png[16:24]) == (200, 100)


def test_no_figure_is_left_open(shown: list[tuple[dict[str, Any], Any]]) -> None:
    before = plt.get_fignums()
    figures.show(line(), alt=ALT)
    assert len(shown) == 1
    assert plt.get_fignums() == before


def test_the_look_holds_inside_its_block_alone() -> None:
    before = {name: mpl.rcParams[name] for name in figures.STYLE}
    with figures.style():
        colours = mpl.rcParams["axes.prop_cycle"].by_key()["color"]
        assert colours == list(figures.PALETTE)
    assert {name: mpl.rcParams[name] for name in figures.STYLE} == before
    assert before["axes.prop_cycle"] != figures.STYLE["axes.prop_cycle"]
