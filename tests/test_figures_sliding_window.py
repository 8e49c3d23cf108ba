"""The figures of notebook 05 draw the data that they are given."""

import warnings
from typing import Any

import pytest
import torch
from matplotlib.axes import Axes
from matplotlib.colors import to_hex
from matplotlib.figure import Figure

from companion import load_gpt2
from companion.figures.sliding_window import (
    batch,
    coverage_by_stride,
    document_masks,
    drawable,
    prefixes,
)
from companion.sliding_window import coverage, create_dataloader


def panels(figure: Figure) -> list[Any]:
    """Return the panels; what matplotlib keeps in them has no narrow types."""
    return list(figure.axes)


def labels(ax: Axes) -> list[str]:
    return [text.get_text() for text in ax.texts]


def colours(ax: Axes) -> list[str]:
    return [to_hex(patch.get_facecolor()) for patch in ax.patches]


def test_prefixes_grow_by_one_and_point_at_the_next_token() -> None:
    (ax,) = panels(prefixes([" and", "\n", "x"], [290, 198, 87]))
    first = ["␣and", "290", "→", "⏎", "198"]
    assert labels(ax) == [*first, "␣and", "290", "⏎", "198", "→", "x", "87"]
    read, predicted = colours(ax)[0], colours(ax)[-1]
    assert read != predicted
    assert colours(ax) == [read, predicted, read, read, predicted]


def test_prefixes_need_a_next_token_and_an_id_for_each() -> None:
    with pytest.raises(ValueError, match="1 tokens and 1 IDs"):
        prefixes(["alone"], [5])
    with pytest.raises(ValueError, match="3 tokens and 2 IDs"):
        prefixes(["a", "b", "c"], [5, 6])


def test_long_tokens_are_cut() -> None:
    (ax,) = panels(prefixes(["a", "a" * 60, "b"], [1, 2, 3]))
    (long,) = {text for text in labels(ax) if text.startswith("aa")}
    assert long.endswith("a…")
    assert len(long) < 40


def test_batch_draws_tokens_over_ids_and_marks_what_is_handed_over() -> None:
    tokenizer = load_gpt2()
    loader = create_dataloader(range(50, 70), batch_size=3, max_length=4, shuffle=False)
    inputs, targets = next(iter(loader))
    figure = batch(inputs, targets, tokenizer)
    for ax, grid in zip(panels(figure), (inputs, targets), strict=True):
        ids = grid.flatten().tolist()
        assert labels(ax)[1::2] == [str(token) for token in ids]
        assert labels(ax)[::2] == [tokenizer.decode([token]) for token in ids]
    left, right = map(colours, panels(figure))
    read, handed = right[0], right[3]
    assert read != handed
    assert left == [read] * 4 + [handed, read, read, read] * 2
    assert right == [read, read, read, handed] * 2 + [read] * 4
    assert "equal in 2 of 2 cases" in str(figure.get_label())


def test_batch_says_so_where_rows_do_not_follow_each_other() -> None:
    figure = batch([[1, 2], [7, 8]], [[2, 3], [8, 9]], load_gpt2())
    assert "equal in 0 of 1 cases" in str(figure.get_label())


def test_batch_needs_two_grids_of_one_shape() -> None:
    with pytest.raises(ValueError, match=r"same shape \(B, T\)"):
        batch(torch.zeros(2, 3), torch.zeros(2, 4), load_gpt2())
    with pytest.raises(ValueError, match=r"got \(3,\) and \(3,\)"):
        batch(torch.zeros(3), torch.zeros(3), load_gpt2())


def test_coverage_bars_are_the_counts_and_crosses_the_missing() -> None:
    figure = coverage_by_stride(n_tokens=20, max_length=4, strides=(1, 4, 5))
    for ax, stride in zip(panels(figure), (1, 4, 5), strict=True):
        targets = coverage(20, 4, stride).targets.tolist()
        assert [bar.get_height() for bar in ax.patches] == targets
        (crosses,) = ax.lines
        never = [place for place, count in enumerate(targets) if count == 0]
        assert list(crosses.get_xdata()) == never
        how_many = {1: "1 token is", 4: "4 tokens are", 5: "4 tokens are"}[stride]
        title = f"stride {stride}: {how_many} never an answer"
        assert ax.get_title(loc="left") == title
        assert how_many.startswith(f"{len(never)} ")
    told = str(figure.get_label())
    assert "stride 4: at most 1, never at 0, 17, 18, 19; stride 5" in told


def test_masks_are_one_triangle_and_one_for_each_document() -> None:
    figure = document_masks(["a", "END", "b", "c", "END", "d"], eot="END")
    crossing, packed = (
        {patch.get_xy()[::-1] for patch in ax.patches} for ax in panels(figure)
    )
    assert crossing == {(i, j) for i in range(6) for j in range(i + 1)}
    document = [0, 0, 1, 1, 1, 2]
    assert packed == {(i, j) for i, j in crossing if document[i] == document[j]}
    assert "21 places; right a triangle for each of 3 documents, 10 places" in str(
        figure.get_label()
    )


def test_what_the_font_lacks_is_no_warning() -> None:
    assert drawable("é → ␣⏎") == "é → ␣⏎"
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        figure = prefixes(["中", "\u0e01", "😀", "\ue000"], [1, 2, 3, 4])
        figure.canvas.draw()
    assert labels(panels(figure)[0])[0] == "□"
