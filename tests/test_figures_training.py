"""Pictures of learning: what is drawn is the data that was given."""

from collections.abc import Callable

import numpy as np
import pytest
from matplotlib.figure import Figure

from companion.figures import training


def test_loss_curve_draws_losses_unread_text_and_baselines() -> None:
    figure = training.loss_curve(
        [6.0, 5.0, 4.0], {"ln(V)": 6.2, "unigram": 5.4}, {0: 6.1, 3: 4.5}
    )
    learning, unread, *baselines = figure.axes[0].lines
    assert list(learning.get_ydata()) == [6.0, 5.0, 4.0]
    assert unread.get_xydata().tolist() == [[0, 6.1], [3, 4.5]]  # type: ignore[union-attr]
    drawn = {line.get_label(): list(line.get_ydata()) for line in baselines}
    assert drawn == {"ln(V)": [6.2, 6.2], "unigram": [5.4, 5.4]}
    assert figure.axes[0].get_ylim()[0] == 0


def test_loss_bars_are_sorted_and_carry_their_values() -> None:
    axes = training.loss_bars({"b": 5.44, "c": 9.0, "a": 3.7}, chance=6.2).axes[0]
    assert [patch.get_width() for patch in axes.patches] == [3.7, 5.44, 9.0]  # type: ignore[attr-defined]
    assert [label.get_text() for label in axes.get_yticklabels()] == ["a", "b", "c"]
    assert [text.get_text() for text in axes.texts] == [
        "3.7 (perplexity 40)",
        "5.4 (perplexity 230)",
        "9.0 (perplexity 8103)",
    ]
    assert list(axes.lines[0].get_xdata()) == [6.2, 6.2]
    assert axes.get_xlim()[1] > 9.0
    assert axes.yaxis_inverted()


def test_row_changes_draws_moved_rows_and_marks_those_in_the_batch() -> None:
    axes = training.row_changes([0.0, 0.5, 0.0, 0.25, 0.0], {1, 3}).axes[0]
    moved, seen = axes.lines[:2]
    assert moved.get_xydata().tolist() == [[1, 0.5], [3, 0.25]]  # type: ignore[union-attr]
    stems = axes.collections[0].get_segments()  # type: ignore[attr-defined]
    assert [stem.tolist() for stem in stems] == [
        [[1, 0], [1, 0.5]],
        [[3, 0], [3, 0.25]],
    ]
    assert list(seen.get_xdata()) == [1, 3]
    assert max(seen.get_ydata()) < 0


def test_row_changes_can_draw_that_nothing_moved() -> None:
    axes = training.row_changes([0.0, 0.0], set()).axes[0]
    assert list(axes.lines[0].get_xdata()) == []


def test_rows_moving_draws_each_path_from_its_start_to_its_label() -> None:
    paths = np.arange(12.0).reshape(3, 2, 2)
    axes = training.rows_moving(paths, ["he", "she"]).axes[0]
    for row in range(2):
        path, start = axes.lines[2 * row : 2 * row + 2]
        assert np.array_equal(path.get_xydata(), paths[:, row])
        assert np.array_equal(start.get_xydata(), paths[:1, row])
        assert axes.texts[row].xy == tuple(paths[-1, row])  # type: ignore[attr-defined]
    assert [text.get_text() for text in axes.texts] == ["he", "she"]
    assert all(text.get_path_effects() for text in axes.texts)  # paths cross labels


def test_who_notices_fills_the_cells_that_change() -> None:
    cells = np.triu(np.ones((4, 4), bool))
    image = training.who_notices(cells).axes[0].images[0]
    assert np.array_equal(image.get_array(), cells)


@pytest.mark.parametrize(
    ("draw", "message"),
    [
        (lambda: training.loss_curve([], {}, {}), "losses is empty"),
        (lambda: training.loss_bars({}, 1.0), "losses is empty"),
        (lambda: training.row_changes([], []), "changes is empty"),
        (
            lambda: training.rows_moving(np.zeros((3, 2, 2)), ["a"]),
            r"must be \(S, 1, 2\) for 1 labels, got the shape \(3, 2, 2\)",
        ),
        (
            lambda: training.who_notices(np.zeros((2, 3))),
            r"must be \(T, T\), got the shape \(2, 3\)",
        ),
    ],
)
def test_what_cannot_be_drawn_is_refused(
    draw: Callable[[], Figure], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        draw()
