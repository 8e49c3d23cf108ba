"""What the figures of notebook 03 draw, read back from the figure."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.axes import Axes
from matplotlib.colors import to_hex, to_rgba
from matplotlib.figure import Figure
from matplotlib.patches import FancyBboxPatch, Rectangle

from companion.figures import ORANGE, SKY, STYLE, VERMILION
from companion.figures import special_tokens as draw
from companion.special_tokens import END_OF_TEXT, pad_batch

STREAM = ["a", "cat", END_OF_TEXT, "a", "dog", END_OF_TEXT]


def edges(figure: Figure) -> list[str]:
    """Return the colour of each card's border."""
    return [to_hex(patch.get_edgecolor()) for patch in figure.axes[0].patches]


def contrast(ink: str, paper: str) -> float:
    """Return the contrast of two colours on white, as WCAG 2.2 defines it."""
    shades = []
    for colour in (ink, paper):
        red, green, blue, opacity = to_rgba(colour)
        channels = [opacity * part + 1 - opacity for part in (red, green, blue)]
        linear = [
            part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
            for part in channels
        ]
        shades.append(float(np.dot([0.2126, 0.7152, 0.0722], linear)))
    return (max(shades) + 0.05) / (min(shades) + 0.05)


def grid(axes: Axes, shape: tuple[int, int]) -> list[list[str]]:
    """Return the texts of a drawn grid, by where they stand."""
    cells = [[""] * shape[1] for _ in range(shape[0])]
    for text in axes.texts:
        x, y = text.get_position()
        cells[int(y)][int(x)] = text.get_text()
    return cells


def hatched(axes: Axes, shape: tuple[int, int]) -> list[list[bool]]:
    """Return which cells of a drawn grid are hatched, by where they stand."""
    cells = [[False] * shape[1] for _ in range(shape[0])]
    for patch in axes.patches:
        assert isinstance(patch, Rectangle)
        x, y = patch.get_xy()
        cells[int(y)][int(x)] = bool(patch.get_hatch())
    return cells


def test_stream_gives_each_document_a_colour_and_marks_another() -> None:
    figure = draw.stream(STREAM, END_OF_TEXT)
    assert [text.get_text() for text in figure.axes[0].texts] == STREAM
    one, two, mark = SKY, ORANGE, VERMILION
    assert edges(figure) == [one, one, mark, two, two, mark]


def test_stream_fills_marks_and_can_be_read_on_them() -> None:
    figure = draw.stream(STREAM, END_OF_TEXT)
    fills = [to_hex(patch.get_facecolor(), True) for patch in figure.axes[0].patches]
    assert fills[:3] == [SKY + "50", SKY + "50", VERMILION + "ff"]
    for text, fill in zip(figure.axes[0].texts, fills, strict=True):
        assert contrast(str(text.get_color()), fill) > 4.5


def test_stream_begins_again_after_the_last_colour() -> None:
    figure = draw.stream(["a", END_OF_TEXT] * 5, END_OF_TEXT)
    documents = edges(figure)[::2]
    assert len(set(documents[:4])) == 4
    assert documents[4] == documents[0]


def test_stream_wraps_long_streams() -> None:
    figure = draw.stream(["word"] * 40, END_OF_TEXT)
    cards = figure.axes[0].patches
    lines = {card.get_y() for card in cards if isinstance(card, FancyBboxPatch)}
    assert len(lines) > 3
    assert figure.axes[0].get_ylim() == (len(lines), 0)


def test_stream_refuses_nothing_to_draw() -> None:
    with pytest.raises(ValueError, match="no tokens"):
        draw.stream([], END_OF_TEXT)


@settings(max_examples=15, deadline=None)
@given(st.lists(st.lists(st.integers(0, 99), max_size=6), min_size=1, max_size=5))
def test_padded_batch_draws_ids_mask_and_filling_where_they_belong(
    sequences: list[list[int]],
) -> None:
    ids, mask = pad_batch(sequences, pad_id=7, length=6)
    figure = draw.padded_batch(ids, mask)
    left, right = figure.axes
    assert grid(left, ids.shape) == ids.astype(str).tolist()
    assert grid(right, ids.shape) == mask.astype(int).astype(str).tolist()
    for axes in (left, right):
        assert hatched(axes, ids.shape) == (~mask).tolist()


def test_padded_batch_draws_filling_on_the_left() -> None:
    ids, mask = pad_batch([[5, 2, 7], [4]], pad_id=0, side="left")
    left, right = draw.padded_batch(ids, mask).axes
    assert grid(left, (2, 3)) == [["5", "2", "7"], ["0", "0", "4"]]
    assert hatched(right, (2, 3))[1] == [True, True, False]


def test_padded_batch_names_both_grids_with_their_shape() -> None:
    ids, mask = pad_batch([[5, 2, 7], [4]], pad_id=0)
    figure = draw.padded_batch(ids, mask)
    titles = [axes.get_title(loc="left") for axes in figure.axes]
    assert titles == ["ids  (2, 3)", "mask  (2, 3)"]
    assert to_hex(figure.get_facecolor()) == STYLE["figure.facecolor"]
    for axes in figure.axes:
        bottom, top = axes.get_ylim()
        assert bottom > top  # the first row is on top


def test_padded_batch_shows_a_real_id_equal_to_the_filling_as_real() -> None:
    ids, mask = pad_batch([[5, 0], [4]], pad_id=0)
    left, _ = draw.padded_batch(ids, mask).axes
    assert hatched(left, (2, 2)) == [[False, False], [False, True]]


@pytest.mark.parametrize(
    ("ids", "mask"), [((2, 3), (3, 2)), ((3,), (3,)), ((0, 3), (0, 3))]
)
def test_padded_batch_refuses_other_shapes(
    ids: tuple[int, ...], mask: tuple[int, ...]
) -> None:
    with pytest.raises(ValueError, match=r"both must be \(B, T\)"):
        draw.padded_batch(np.zeros(ids, dtype=np.int64), np.ones(mask, dtype=bool))


def test_every_figure_describes_itself_with_its_numbers() -> None:
    ids, mask = pad_batch([[5, 2, 7], [4]], pad_id=0)
    told = [
        str(figure.get_label())
        for figure in (
            draw.stream(STREAM, END_OF_TEXT),
            draw.padded_batch(ids, mask),
        )
    ]
    assert "6 tokens" in told[0]
    assert "2 of them <|endoftext|>" in told[0]
    assert "2 rows and 3 columns" in told[1]
    assert "2 of them filling" in told[1]
