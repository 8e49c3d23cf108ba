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
    assert points(axes.lines[0]) == [[5.44, 0], [3.7, 1], [4.1, 2]]
    assert [label.get_text() for label in axes.get_yticklabels()] == ["b", "c", "a"]
    assert [text.get_text() for text in axes.texts] == ["5.44", "3.70", "4.10"]
    assert [[x for x, _ in points(line)] for line in axes.lines[1:]] == [
        [3.9, 3.9],
        [3.0, 3.0],
    ]
    for text in axes.texts:  # a line behind a number would cross it out
        ground = text.get_bbox_patch()
        assert ground is not None
        assert ground.get_facecolor() == axes.get_facecolor()
        assert text.get_zorder() > axes.lines[1].get_zorder()
    assert axes.yaxis_inverted()
    assert "Lowest of the points is: c." in str(figure.get_label())


def test_on_the_ladder_a_small_difference_looks_small() -> None:
    left, right = training.ladder({"a": 4.02, "b": 4.11}, {}).axes[0].get_xlim()
    assert right - left == pytest.approx(1.2)
    assert left < 4.02 < 4.11 < right
    left, right = training.ladder({"a": 2.0, "b": 4.0}, {}).axes[0].get_xlim()
    assert 2 < right - left < 2.5


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


def test_rows_of_more_than_two_numbers_are_put_on_the_plane_they_differ_in_most() -> (
    None
):
    flat = np.array([[[0, 0], [1, 0]], [[4, 1], [-5, -1]]], float)
    turned, _ = np.linalg.qr(np.arange(25.0).reshape(5, 5) % 7)
    wide = np.concatenate([flat, np.zeros((2, 2, 3))], axis=2) @ turned
    axes = training.rows_moving(wide, ["he", "she"]).axes[0]
    drawn = np.array([axes.lines[2 * row].get_xydata() for row in range(2)])
    apart = [np.linalg.norm(drawn[0, t] - drawn[1, t]) for t in range(2)]
    assert apart == pytest.approx(np.linalg.norm(flat[:, 0] - flat[:, 1], axis=1))


def test_labels_that_would_lie_on_one_another_are_moved_apart() -> None:
    ends = np.array([[0.0, 0.0], [1.0, 0.0], [1.0, 0.0], [1.0, 0.01]])
    axes = training.rows_moving(np.stack([0 * ends, ends]), list("abcd")).axes[0]
    heights = [text.xyann[1] for text in axes.texts]  # type: ignore[attr-defined]
    assert heights[0] == 0
    assert np.diff(sorted(heights[1:])).min() >= 0.02


def test_tokens_in_letters_without_a_font_are_drawn_as_boxes() -> None:
    figure = training.attention({"head 1": [[1.0]]}, ["茶"])
    assert [label.get_text() for label in figure.axes[0].get_yticklabels()] == ["□"]


@pytest.mark.parametrize(
    ("draw", "message"),
    [
        (lambda: training.ladder({}, {}), "losses is empty"),
        (
            lambda: training.attention({"head 1": np.zeros((2, 2))}, ["a"]),
            r"grids of \(1, 1\) for 1 tokens, got the shapes \[\(2, 2\)\]",
        ),
        (
            lambda: training.rows_moving(np.zeros((3, 2, 2)), ["a"]),
            r"paths must be \(S, 1, D\) for 1 labels, .* got the shape \(3, 2, 2\)",
        ),
        (
            lambda: training.rows_moving(np.zeros((3, 1, 1)), ["a"]),
            r"with a D of 2 or more, got the shape \(3, 1, 1\)",
        ),
    ],
)
def test_what_cannot_be_drawn_is_refused(
    draw: Callable[[], Figure], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        draw()
