"""The figures of notebook 05 draw the data that they are given."""

import pytest
import torch
from matplotlib.axes import Axes
from matplotlib.colors import to_hex

from companion.figures import BLUE, ORANGE
from companion.figures.sliding_window import (
    batch,
    coverage_by_stride,
    prefixes,
    surprise,
    windows,
)
from companion.sliding_window import coverage, create_dataloader


def labels(ax: Axes) -> list[str]:
    return [text.get_text() for text in ax.texts]


def colours(ax: Axes) -> list[str]:
    return [to_hex(patch.get_facecolor()) for patch in ax.patches]


def test_prefixes_grow_by_one_and_point_at_the_next_token() -> None:
    (ax,) = prefixes([" and", "\n", "x"]).axes
    assert labels(ax) == ["␣and", "→", "⏎", "␣and", "⏎", "→", "x"]
    read, predicted = colours(ax)[0], colours(ax)[-1]
    assert read != predicted
    assert colours(ax) == [read, predicted, read, read, predicted]


def test_prefixes_need_a_next_token() -> None:
    with pytest.raises(ValueError, match="two tokens, got 1"):
        prefixes(["alone"])


def test_long_tokens_are_written_smaller() -> None:
    (ax,) = prefixes(["a", "a" * 40, "b"]).axes
    sizes = {text.get_text(): text.get_fontsize() for text in ax.texts}
    assert sizes["a" * 40] < sizes["a"] == 10


def test_batch_draws_both_grids_and_marks_what_the_inputs_lack() -> None:
    loader = create_dataloader(range(50, 70), batch_size=3, max_length=4, shuffle=False)
    inputs, targets = next(iter(loader))
    left, right = batch(inputs, targets).axes
    assert labels(left) == [str(token) for token in inputs.flatten().tolist()]
    assert labels(right) == [str(token) for token in targets.flatten().tolist()]
    read, predicted = colours(right)[0], colours(right)[3]
    assert read != predicted
    assert colours(left) == [read] * 12
    assert colours(right) == [read, read, read, predicted] * 3


def test_batch_needs_two_grids_of_one_shape() -> None:
    with pytest.raises(ValueError, match=r"same shape \(B, T\)"):
        batch(torch.zeros(2, 3), torch.zeros(2, 4))
    with pytest.raises(ValueError, match=r"got \(3,\) and \(3,\)"):
        batch(torch.zeros(3), torch.zeros(3))


def test_windows_lie_where_they_start() -> None:
    figure = windows(n_tokens=12, max_length=4, strides=(1, 3, 4))
    keys = [text.get_text() for text in figure.legends[0].get_texts()]
    assert keys == ["inputs", "last target"]
    assert [ax.get_title(loc="left") for ax in figure.axes] == [
        "stride 1",
        "stride 3",
        "stride 4",
    ]
    for ax, stride in zip(figure.axes, (1, 3, 4), strict=True):
        starts = list(range(0, 12 - 4, stride))
        read, last = ax.patches[::2], ax.patches[1::2]
        assert [patch.get_x() for patch in read] == starts
        assert [patch.get_width() for patch in read] == [4] * len(starts)
        assert [patch.get_x() for patch in last] == [start + 4 for start in starts]
        assert colours(ax) == [BLUE, ORANGE] * len(starts)


def test_coverage_bars_are_the_counts_and_crosses_the_missing() -> None:
    figure = coverage_by_stride(n_tokens=20, max_length=4, strides=(1, 4, 5))
    for ax, stride in zip(figure.axes, (1, 4, 5), strict=True):
        targets = coverage(20, 4, stride).targets.tolist()
        assert [bar.get_height() for bar in ax.patches] == targets
        (crosses,) = ax.lines
        never = [place for place, count in enumerate(targets) if count == 0]
        assert list(crosses.get_xdata()) == never
        how_many = {1: "1 token is", 4: "4 tokens are", 5: "4 tokens are"}[stride]
        title = f"stride {stride}: {how_many} never a target"
        assert ax.get_title(loc="left") == title
        assert how_many.startswith(f"{len(never)} ")


def test_surprise_draws_both_lines_and_rings_the_lowest() -> None:
    (ax,) = surprise([1, 2, 4, 8], [9, 7, 5, 4], [10, 9, 8.5, 11]).axes
    held_out, training, ring = ax.lines
    assert held_out.get_xydata().tolist() == [[1, 10], [2, 9], [4, 8.5], [8, 11]]
    assert training.get_xydata().tolist() == [[1, 9], [2, 7], [4, 5], [8, 4]]
    assert ring.get_xydata().tolist() == [[4, 8.5]]
    assert ax.get_legend() is not None
    assert [tick.get_text() for tick in ax.get_xticklabels()] == ["1", "2", "4", "8"]
