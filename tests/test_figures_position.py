"""Pictures of positions: what is drawn is the data that was given."""

from collections.abc import Callable

import numpy as np
import pytest
import torch
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Circle, Rectangle

from companion.figures import position
from companion.position import rotary, sinusoidal


def texts(axes: Axes) -> list[str]:
    return [text.get_text() for text in axes.texts if text.get_text()]


def test_reading_draws_each_share_beside_its_word_and_backwards() -> None:
    figure = position.reading(["dog", "bites", "man"], [0.7, 0.2, 0.1], "dog")
    forwards, backwards = figure.axes
    told = ["dog", "70.0%", "bites", "20.0%", "man", "10.0%"]
    assert texts(forwards) == [*told, "dog reads"]
    assert texts(backwards) == [*told[4:], *told[2:4], *told[:2], "dog reads"]
    widths = [line.get_linewidth() for line in forwards.lines]
    assert np.allclose(widths, [14 * 0.7, 14 * 0.2, 14 * 0.1])
    assert "dog 70.0 %, bites 20.0 %, man 10.0 %" in str(figure.get_label())


def test_hands_point_where_sine_and_cosine_say() -> None:
    figure = position.hands([0, 1, 7], fast=0.5, slow=0.02)
    rows = sinusoidal(8, 2)  # one pair, which turns by 1 a position
    for axes, p in zip(figure.axes, (0, 1, 7), strict=True):
        fast, dot, slow, square = axes.lines
        for hand, mark, speed in ((fast, dot, 0.5), (slow, square, 0.02)):
            tip = [np.cos(speed * p), np.sin(speed * p)]  # as high as the sine says
            assert np.allclose(hand.get_xydata(), [[0, 0], tip])
            assert np.allclose(mark.get_xydata(), [tip])
        assert fast.get_linestyle() != slow.get_linestyle()
        assert dot.get_marker() != square.get_marker()
        assert texts(axes)[0] == f"● fast: {np.sin(0.5 * p):.2f}, {np.cos(0.5 * p):.2f}"
        assert axes.get_title(loc="center") == f"position {p}"
    sine, cosine = rows[7].tolist()
    of_the_lesson = position.hands([7])
    assert texts(of_the_lesson.axes[0])[0] == f"● fast: {sine:.2f}, {cosine:.2f}"
    with pytest.raises(ValueError, match="nothing to draw"):
        position.hands([])


@pytest.mark.parametrize("batch_size", [1, 3, 8])
def test_broadcasting_draws_a_sheet_a_sequence_and_dashes_the_copies(
    batch_size: int,
) -> None:
    axes = position.broadcasting(batch_size, 4, 256).axes[0]
    sheets = [patch for patch in axes.patches if isinstance(patch, Rectangle)]
    assert len(sheets) == 3 * batch_size
    dashed = [sheet for sheet in sheets if sheet.get_linestyle() == "--"]
    assert len(dashed) == batch_size - 1
    assert texts(axes) == [
        "token vectors",
        f"({batch_size}, 4, 256)",
        "position vectors",
        "(4, 256)",
        "what the model reads",
        f"({batch_size}, 4, 256)",
        "+",
        "=",
    ]
    assert len(axes.lines) == 3 * 3


def test_columns_are_curves_beside_the_whole_table() -> None:
    table = sinusoidal(64, 8).numpy()
    figure = position.columns_and_table(table, [0, 2, 6])
    *curves, whole, _ = figure.axes
    for axes, column in zip(curves, (0, 2, 6), strict=True):
        assert np.allclose(axes.lines[0].get_ydata(), table[:, column])
        assert axes.get_title(loc="left") == f"column {column}"
    assert np.array_equal(np.asarray(whole.images[0].get_array()), table.T)
    assert whole.images[0].get_clim() == (-np.abs(table).max(), np.abs(table).max())
    crossings = int((table[1:, 0] * table[:-1, 0] < 0).sum())
    assert f"column 0 changes its sign {crossings} times" in str(figure.get_label())


def test_dots_by_distance_draws_every_pair_and_tells_the_spread() -> None:
    sines = sinusoidal(5, 8).numpy()
    dots = sines @ sines.T
    figure = position.dots_by_distance(dots)
    drawn = np.asarray(figure.axes[0].lines[0].get_xydata())
    pairs = [(j - i, dots[i, j]) for i in range(5) for j in range(i, 5)]
    assert np.allclose(drawn, pairs)
    assert "15 pairs" in str(figure.get_label())
    assert "4.0 at distance 0" in str(figure.get_label())
    assert "differ by 0.0 at most" in str(figure.get_label())
    dots[3, 4] += 2  # one pair of neighbours that stands out
    told = str(position.dots_by_distance(dots).get_label())
    assert "differ by 2.0 at most" in told


def test_turned_pairs_draws_both_arrows_and_the_angle_between_them() -> None:
    pair = np.array([[1.0, 0.2], [0.5, -0.8]])
    turned = rotary(  # query at p, key at p + 3
        torch.tensor(pair), torch.tensor([10, 13])
    ).numpy()
    figure = position.turned_pairs({"0 and 0": pair, "10 and 13": turned})
    first, second = figure.axes
    angles = np.degrees(np.arctan2(pair[:, 1], pair[:, 0]))
    between = angles[0] - angles[1]
    assert texts(first) == ["query", "key", f"{between:.0f}°"]
    moved = (angles[1] + np.degrees(3) - angles[0]) % 360
    assert texts(second)[-1] == f"{min(moved, 360 - moved):.0f}°"
    for axes in figure.axes:  # the circles that the tips of the arrows move on
        circles = [each for each in axes.patches if isinstance(each, Circle)]
        radii = [circle.get_radius() for circle in circles]
        assert np.allclose(radii, np.linalg.norm(pair, axis=1))


def test_beyond_training_draws_every_reader_and_their_median() -> None:
    right = {"some": [[0.5, 0.25], [1.0, 0.75], [0.9, 0.5]], "stops": [[1.0], [0.5]]}
    figure = position.beyond_training(right, [8, 16], trained=8)
    some, stops = figure.axes
    drawn = [np.asarray(line.get_ydata()).tolist() for line in some.lines[:4]]
    assert drawn == [[50, 25], [100, 75], [90, 50], [90, 50]]
    assert np.asarray(some.lines[0].get_xdata()).tolist() == [8, 16]
    assert texts(some) == []
    assert texts(stops) == ["cannot\ngo on"]
    told = str(figure.get_label())
    assert "some 90 % at 8 and 50 % at 16" in told
    assert "stops 75 % at 8 and nothing beyond 8" in told


@pytest.mark.parametrize(
    ("draw", "message"),
    [
        (lambda: position.reading(["a"], [0.5, 0.5], "a"), "one of 1 words"),
        (lambda: position.reading(["a"], [1.0], "b"), "'b' must be one"),
        (lambda: position.columns_and_table([1.0], [0]), "rows and columns"),
        (lambda: position.dots_by_distance([[1.0, 2.0]]), "must be a square"),
        (lambda: position.turned_pairs({}), "pairs is empty"),
        (lambda: position.turned_pairs({"a": [[1.0, 2.0]]}), r"must be \(2, 2\)"),
        (lambda: position.beyond_training({}, [8], 8), "right is empty"),
    ],
)
def test_what_cannot_be_drawn_is_refused(
    draw: Callable[[], Figure], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        draw()
