"""Pictures of learning: what is drawn is the data that was given."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from matplotlib.figure import Figure

from companion.figures import training


def points(line: Any) -> list[list[float]]:
    found: list[list[float]] = line.get_xydata().tolist()
    return found


def test_a_block_has_two_halves_each_with_a_way_past_it() -> None:
    texts = [text.get_text() for text in training.block().axes[0].texts]
    assert texts.count("norm") == 2
    assert texts.count("+") == 2
    assert texts.count("the way past") == 2


def test_the_ladder_draws_models_in_order_and_floors_as_lines() -> None:
    figure = training.ladder(
        {"b": 5.44, "c": 3.7, "a": 4.1}, {"pairs": 3.9, "triples": 3.0}
    )
    axes = figure.axes[0]
    assert points(axes.lines[1]) == [[5.44, 0], [3.7, 1], [4.1, 2]]
    assert [label.get_text() for label in axes.get_yticklabels()] == ["b", "c", "a"]
    assert [text.get_text() for text in axes.texts] == ["5.44", "3.70", "4.10"]
    assert [[x for x, _ in points(line)] for line in axes.lines[2:]] == [
        [3.9, 3.9],
        [3.0, 3.0],
    ]
    assert axes.yaxis_inverted()
    assert "Lowest of the points is: c." in str(figure.get_label())


def test_the_loss_curve_draws_a_moving_mean_the_floors_and_the_unread_text() -> None:
    losses = [float(n) for n in range(30, 0, -1)]
    learning, unread, floor = (
        training.loss_curve(losses, {"pairs": 3.8}, 4.5).axes[0].lines
    )
    assert len(points(learning)) == 11
    assert points(learning)[0] == [10, np.mean(losses[:20])]
    assert points(unread) == [[30, 4.5]]
    assert [y for _, y in points(floor)] == [3.8, 3.8]


def test_by_context_draws_losses_against_tokens_read() -> None:
    e = np.exp
    figure = training.by_context(
        {1: e([-4.0, -4.0]), 2: e([-3.0, -4.0]), 4: e([-3.2])},
        {1: e([-3.8]), 2: e([-3.3]), 3: e([-3.4])},
        {1: e([-4.0]), 2: e([-4.4])},
    )
    lines = [np.round(points(line), 6).tolist() for line in figure.axes[0].lines]
    assert lines == [
        [[1, 4.0], [2, 3.5], [4, 3.2]],
        [[1, 3.8], [2, 3.3], [3, 3.4]],
        [[1, 4.0], [2, 4.4]],
    ]
    assert "lowest at 2" in str(figure.get_label())


def test_attention_draws_a_grid_a_head_with_the_tokens_beside_it() -> None:
    weights = np.tril(np.arange(27.0).reshape(3, 3, 3))
    titles = ["head 1", "head 2", "head 3"]
    named = dict(zip(titles, weights, strict=True))
    figure = training.attention(named, ["a", " b", "c"])
    assert [axes.get_title(loc="left") for axes in figure.axes] == titles
    for head, axes in enumerate(figure.axes):
        assert np.array_equal(np.asarray(axes.images[0].get_array()), weights[head])
        for labels in (axes.get_xticklabels(), axes.get_yticklabels()):
            assert [label.get_text() for label in labels] == ["a", "␣b", "c"]


def test_next_tokens_draws_a_panel_a_temperature() -> None:
    figure = training.next_tokens({0.5: [0.9, 0.1], 2.0: [0.6, 0.4]}, [" x", "y"])
    first, second = figure.axes
    assert [bar.get_width() for bar in first.patches] == [0.9, 0.1]  # type: ignore[attr-defined]
    assert [bar.get_width() for bar in second.patches] == [0.6, 0.4]  # type: ignore[attr-defined]
    assert [label.get_text() for label in first.get_yticklabels()] == ["␣x", "y"]
    assert second.get_title(loc="left") == "temperature 2.0"
    assert first.yaxis_inverted()


def test_rows_moving_draws_each_path_from_its_start_to_its_label() -> None:
    paths = np.arange(12.0).reshape(3, 2, 2)
    axes = training.rows_moving(paths, ["he", " she"]).axes[0]
    for row in range(2):
        path, start = axes.lines[2 * row : 2 * row + 2]
        assert np.array_equal(path.get_xydata(), paths[:, row])
        assert np.array_equal(start.get_xydata(), paths[:1, row])
        assert axes.texts[row].xy == tuple(paths[-1, row])  # type: ignore[attr-defined]
    assert [text.get_text() for text in axes.texts] == ["he", "␣she"]
    assert all(text.get_path_effects() for text in axes.texts)  # paths cross labels


def test_labels_that_would_lie_on_one_another_are_moved_apart() -> None:
    ends = np.array([[0.0, 0.0], [1.0, 0.0], [1.0, 0.0], [1.0, 0.01]])
    axes = training.rows_moving(np.stack([0 * ends, ends]), list("abcd")).axes[0]
    heights = [text.xyann[1] for text in axes.texts]  # type: ignore[attr-defined]
    assert heights[0] == 0
    assert np.diff(sorted(heights[1:])).min() >= 0.02


def test_tokens_in_letters_without_a_font_are_drawn_as_boxes() -> None:
    figure = training.next_tokens({1.0: [1.0]}, ["茶"])
    assert [label.get_text() for label in figure.axes[0].get_yticklabels()] == ["□"]


@pytest.mark.parametrize(
    ("draw", "message"),
    [
        (lambda: training.ladder({}, {}), "losses is empty"),
        (lambda: training.loss_curve([], {}, 1.0), "losses is empty"),
        (lambda: training.by_context({1: 1.0}, {}, {1: 1.0}), "lines is empty"),
        (
            lambda: training.attention({"head 1": np.zeros((2, 2))}, ["a"]),
            r"grids of \(1, 1\) for 1 tokens, got the shapes \[\(2, 2\)\]",
        ),
        (lambda: training.next_tokens({}, []), "chances must hold 0 numbers"),
        (lambda: training.next_tokens({1.0: [1.0]}, []), "chances must hold 0 numbers"),
        (
            lambda: training.rows_moving(np.zeros((3, 2, 2)), ["a"]),
            r"paths must be \(S, 1, 2\) for 1 labels, got the shape \(3, 2, 2\)",
        ),
    ],
)
def test_what_cannot_be_drawn_is_refused(
    draw: Callable[[], Figure], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        draw()
