"""`companion.figures.word_vectors`: what is drawn is what the vectors say."""

from __future__ import annotations

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from numpy.testing import assert_allclose

from companion.figures.word_vectors import (
    leanings,
    parallelogram,
    paths,
    skip_gram_window,
    word_map,
)
from companion.vocabulary import UnknownTokenError
from companion.word_vectors import WordVectors, principal_components

PEOPLE = ["man", "woman", "king", "queen", "boy", "girl"]
ROWS = [[2, 0, 0], [0, 2, 0.2], [1, 0, 1], [0, 1, 1.4], [1, 0, -2], [0, 1, -1]]
VECTORS = WordVectors(PEOPLE, ROWS)  # type: ignore[arg-type]


def texts(figure: Figure) -> list[str]:
    found = [text.get_text() for text in figure.axes[0].texts]
    return [text for text in found if text]


def test_the_parallelogram_has_its_corners_and_its_arrival_where_they_belong() -> None:
    figure = parallelogram(VECTORS, "man", "woman", "king", "queen")
    units = np.array([VECTORS.unit(word) for word in PEOPLE[:4]])
    arrival = units[1] - units[0] + units[2]
    expected = principal_components([*units, arrival])
    corners, cross = figure.axes[0].collections
    assert_allclose(corners.get_offsets(), expected[:4])  # type: ignore[arg-type]
    assert_allclose(cross.get_offsets(), expected[4:])  # type: ignore[arg-type]
    assert texts(figure) == PEOPLE[:4]
    legend = figure.axes[0].get_legend()
    assert legend is not None
    assert [text.get_text() for text in legend.get_texts()] == ["king − man + woman"]
    arrows = [text for text in figure.axes[0].texts if not text.get_text()]
    ends = [(*arrow.xyann, *arrow.xy) for arrow in arrows]  # type: ignore[attr-defined]
    assert_allclose(ends, [[*expected[0], *expected[1]], [*expected[2], *expected[3]]])


def test_the_map_joins_every_pair() -> None:
    pairs = [("man", "woman"), ("king", "queen"), ("boy", "girl")]
    figure = word_map(VECTORS, pairs, ("he", "she"))
    units = [VECTORS.unit(word) for word in PEOPLE]
    expected = principal_components(units)
    lines = np.array([line.get_xydata() for line in figure.axes[0].lines])
    assert_allclose(lines.reshape(-1, 2), expected)
    first, second = figure.axes[0].collections
    assert_allclose(first.get_offsets(), expected[::2])  # type: ignore[arg-type]
    assert_allclose(second.get_offsets(), expected[1::2])  # type: ignore[arg-type]
    assert sorted(texts(figure)) == sorted(PEOPLE)
    legend = figure.axes[0].get_legend()
    assert legend is not None
    assert [text.get_text() for text in legend.get_texts()] == ["he", "she"]


def test_labels_of_a_map_do_not_lie_on_each_other() -> None:
    words = [f"{side}{i}" for i in range(8) for side in "ab"]
    rows = [[x, 5 + 0.001 * i] for i in range(8) for x in (-1, 1)]
    pairs = [(f"a{i}", f"b{i}") for i in range(8)]
    figure = word_map(WordVectors(words, rows), pairs, ("a", "b"))
    heights = {text.get_text(): text.xy[1] for text in figure.axes[0].texts}  # type: ignore[attr-defined]
    for side in "ab":
        column = np.sort([heights[f"{side}{i}"] for i in range(8)])
        limits = np.ptp([line.get_ydata() for line in figure.axes[0].lines])
        assert np.diff(column).min() >= 0.0449 * limits


def test_the_window_shows_centre_neighbours_and_random_words() -> None:
    sentence = ["the", "king", "rules", "and", "he", "has", "his", "throne"]
    figure = skip_gram_window(sentence, 1, 2, ["seine", "boats"])
    assert texts(figure) == [*sentence, "seine", "boats", "pull together", "push apart"]
    arrows = [text for text in figure.axes[0].texts if not text.get_text()]
    ends = {tuple(arrow.xy) for arrow in arrows}  # type: ignore[attr-defined]
    near = {x for x, y in ends if y > 1}
    assert near == {0, 2, 3}
    assert sum(y < 0 for _, y in ends) == 2
    colours = [box.get_edgecolor() for box in figure.axes[0].patches]
    assert colours[0] == colours[2] == colours[3] != colours[1] != colours[4]
    assert colours[8] == colours[9] not in colours[:8]


@pytest.mark.parametrize("place", [-1, 3])
def test_a_centre_outside_the_sentence_is_refused(place: int) -> None:
    with pytest.raises(IndexError, match=f"place {place} is not in a sentence of 3"):
        skip_gram_window(["a", "cup", "of"], place, 1, [])


def test_the_window_cuts_no_arrow_off() -> None:
    sentence = ["the", "king", "rules", "and", "he", "has", "his", "throne"]
    figure = skip_gram_window(sentence, 1, 8, ["seine", "boats", "the"])
    FigureCanvasAgg(figure).draw()
    inside = figure.bbox
    for label in figure.axes[0].texts:
        box = label.get_window_extent()
        assert inside.y0 <= box.y0 <= box.y1 <= inside.y1


def test_paths_draw_every_step_and_say_how_the_angle_changes() -> None:
    moves = {"king": [[1, 0], [2, 0], [3, 0]], "queen": [[0, 1], [1, 1]]}
    figure = paths(moves)
    trails = [
        np.asarray(line.get_xydata()).tolist()
        for line in figure.axes[0].lines
        if line.get_marker() == "."
    ]
    assert trails == list(moves.values())
    assert "with king goes from 90 to 45 degrees for queen." in str(figure.get_label())


def test_leanings_mark_each_word_in_each_text_and_name_the_side() -> None:
    rows = {"fair": {"pilot": 0.02, "nurse": -0.05}, "other": {"nurse": -0.2}}
    figure = leanings(rows)
    ax = figure.axes[0]
    assert [label.get_text() for label in ax.get_yticklabels()] == ["pilot", "nurse"]
    drawn = [np.asarray(line.get_xydata()).tolist() for line in ax.lines[:2]]
    assert drawn == [[[0.02, 0], [-0.05, -1]], [[-0.2, -1]]]
    assert figure.get_label() == (
        "To which side words lean. fair: pilot neither, nurse neither; other: nurse "
        "she."
    )


def test_nothing_to_draw_is_refused() -> None:
    with pytest.raises(ValueError, match="two words or more"):
        paths({"king": [[1.0, 0.0]]})
    with pytest.raises(ValueError, match="no word to draw"):
        leanings({})
    with pytest.raises(ValueError, match="at most 3 texts"):
        leanings({str(text): {"pilot": 0.1} for text in range(4)})


def test_unknown_words_are_named() -> None:
    with pytest.raises(UnknownTokenError, match="'tea'"):
        parallelogram(VECTORS, "man", "woman", "king", "tea")
    with pytest.raises(UnknownTokenError, match="'tea'"):
        word_map(VECTORS, [("man", "tea")], ("a", "b"))
