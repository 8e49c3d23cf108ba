"""Pictures of positions: what is drawn is the data that was given."""

from collections.abc import Callable

import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from companion.figures import position
from companion.position import alibi_bias, causal_bias, rotary, sinusoidal


def texts(axes: Axes) -> list[str]:
    return [text.get_text() for text in axes.texts]


def test_heatmap_shows_the_table_with_colours_even_around_zero() -> None:
    table = sinusoidal(12, 8).numpy()
    image = position.heatmap(table).axes[0].images[0]
    assert np.array_equal(image.get_array(), table)
    assert image.get_clim() == (-np.abs(table).max(), np.abs(table).max())


def test_similarity_draws_each_curve_with_its_label() -> None:
    curves = {"a": [1.0, 0.5, 0.2], "b": [1.0, 0.1]}
    axes = position.similarity(curves).axes[0]
    drawn = {line.get_label(): list(line.get_ydata()) for line in axes.lines[:2]}
    assert drawn == curves
    legend = axes.get_legend()
    assert legend is not None
    assert [text.get_text() for text in legend.get_texts()] == ["a", "b"]


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


def test_bias_matrices_draws_each_and_leaves_what_is_forbidden_grey() -> None:
    alibi, causal = alibi_bias(2, 5)[0].numpy(), causal_bias(5).numpy()
    figure = position.bias_matrices({"ALiBi": alibi, "causal": causal})
    first, second = figure.axes[:2]
    assert [axes.get_title(loc="left") for axes in (first, second)] == [
        "ALiBi",
        "causal",
    ]
    assert np.array_equal(first.images[0].get_array(), alibi)
    masked = second.images[0].get_array()
    assert np.array_equal(np.ma.getmaskarray(masked), np.isinf(causal))


@pytest.mark.parametrize(
    ("numbers", "shown"),
    [
        ([[0.0, -2.0]], (-2, 0)),
        ([[0.5, 2.0]], (0, 2)),
        ([[1.0, -2.0]], (-2, 2)),
        ([[0.0, 0.0]], (-1, 1)),
    ],
)
def test_a_scale_shows_the_side_of_zero_that_occurs(
    numbers: list[list[float]], shown: tuple[float, float]
) -> None:
    image, bar = position.bias_matrices({"x": numbers}).axes
    assert bar.get_xlim() == shown
    low, high = image.images[0].get_clim()
    assert low == -high  # white is 0 whatever occurs


def test_turns_draws_an_arrow_to_each_place() -> None:
    vectors = rotary(sinusoidal(1, 2).repeat(4, 1)).numpy()
    axes = position.turns(vectors).axes[0]
    arrows = [text for text in axes.texts if not text.get_text()]
    assert [arrow.xy for arrow in arrows] == [tuple(v) for v in vectors]  # type: ignore[attr-defined]
    assert [text for text in texts(axes) if text] == [f"p = {p}" for p in range(4)]


def test_scores_by_offset_draws_every_pair_of_places() -> None:
    scores = np.arange(9.0).reshape(3, 3)
    figure = position.scores_by_offset({"one": scores, "two": -scores})
    points = np.asarray(figure.axes[0].collections[0].get_offsets())
    expected = [[j - i, scores[i, j]] for i in range(3) for j in range(3)]
    assert points.tolist() == expected
    assert np.asarray(figure.axes[1].collections[0].get_offsets())[:, 1].tolist() == [
        -score for score in scores.ravel()
    ]


def test_order_known_draws_both_lengths_and_says_who_cannot_go_on() -> None:
    trained = {"none": 0.5, "learned": 0.9, "rotary": 1.0}
    axes = position.order_known(trained, {"none": 0.51, "rotary": 0.97}).axes[0]
    heights = [patch.get_height() for patch in axes.patches]  # type: ignore[attr-defined]
    assert heights == [0.5, 0.51, 0.9, 1.0, 0.97]
    assert texts(axes) == ["cannot go on", "chance"]
    assert axes.texts[0].get_position()[0] == pytest.approx(1.2)
    assert [t.get_text() for t in axes.get_xticklabels()] == list(trained)


@pytest.mark.parametrize(
    ("draw", "message"),
    [
        (lambda: position.heatmap([1.0, 2.0]), r"table must have rows .* \(2,\)"),
        (lambda: position.heatmap(np.zeros((0, 3))), r"table must .* \(0, 3\)"),
        (lambda: position.similarity({}), "curves is empty"),
        (lambda: position.bias_matrices({}), "biases is empty"),
        (lambda: position.bias_matrices({"x": [1.0]}), r"x must have rows .* \(1,\)"),
        (lambda: position.turns(np.zeros((3, 4))), r"\(T, 2\), got .* \(3, 4\)"),
        (lambda: position.scores_by_offset({}), "scores is empty"),
        (
            lambda: position.scores_by_offset({"x": np.zeros((2, 3))}),
            r"x must be \(T, T\), got \(2, 3\)",
        ),
        (lambda: position.order_known({}, {}), "trained is empty"),
    ],
)
def test_what_cannot_be_drawn_is_refused(
    draw: Callable[[], Figure], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        draw()
