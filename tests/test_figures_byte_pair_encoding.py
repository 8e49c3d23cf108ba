"""What the figures of notebook 04 draw, read back from the figure."""

from __future__ import annotations

import pytest
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from matplotlib.patches import FancyBboxPatch

from companion.byte_pair_encoding import train
from companion.figures import BLUE, ORANGE, SKY, STYLE
from companion.figures import byte_pair_encoding as draw

STEPS = train("low low lower", 259).merge_steps(" slow")


def texts(figure: Figure) -> list[str]:
    return [text.get_text() for text in figure.axes[0].texts]


def boxes(figure: Figure) -> list[FancyBboxPatch]:
    patches = figure.axes[0].patches
    return [patch for patch in patches if isinstance(patch, FancyBboxPatch)]


def test_ladder_writes_the_parts_of_every_step() -> None:
    assert texts(draw.ladder(STEPS)) == [
        *("bytes", "␣", "s", "l", "o", "w"),
        *("merge 1", "␣", "s", "lo", "w"),
        *("merge 2", "␣", "s", "low"),
    ]


def test_ladder_boxes_are_as_wide_as_their_bytes_and_stand_in_line() -> None:
    found = boxes(draw.ladder(STEPS))
    widths = [box.get_width() for box in found]
    assert widths == pytest.approx([0.9] * 5 + [0.9, 0.9, 1.9, 0.9] + [0.9, 0.9, 2.9])
    lines = [int(box.get_y()) for box in found]
    assert lines == [0] * 5 + [1] * 4 + [2] * 3
    starts = [round(box.get_x() - 0.05) for box in found]
    assert starts == [0, 1, 2, 3, 4, 0, 1, 2, 4, 0, 1, 2]


def test_ladder_fills_what_was_merged_darker() -> None:
    found = boxes(draw.ladder(STEPS))
    dark = [to_hex(box.get_facecolor(), True) == SKY + "ff" for box in found]
    assert [place for place, is_dark in enumerate(dark) if is_dark] == [7, 11]
    pale = {to_hex(box.get_facecolor(), True) for box in found} - {SKY + "ff"}
    assert pale == {SKY + "40"}


def test_ladder_marks_a_merge_that_is_made_twice_in_both_places() -> None:
    figure = draw.ladder([[b"a", b"b", b"a", b"b"], [b"ab", b"ab"]])
    fills = [to_hex(box.get_facecolor(), True) for box in boxes(figure)]
    assert fills == [SKY + "40"] * 4 + [SKY + "ff"] * 2


def test_labels_show_parts_of_characters_as_bytes() -> None:
    steps = train("é", 256).merge_steps("é\n")
    assert texts(draw.ladder(steps)) == ["bytes", "c3", "a9", "⏎"]
    assert draw.label("中".encode()) == "中"
    assert draw.label("中".encode()[:2]) == "e4 b8"


@pytest.mark.parametrize("steps", [[], [[]]])
def test_ladder_of_nothing_is_refused(steps: list[list[bytes]]) -> None:
    with pytest.raises(ValueError, match="no bytes"):
        draw.ladder(steps)


def test_languages_are_sorted_and_compared_with_the_cheapest() -> None:
    figure = draw.languages({"Korean": 30.0, "English": 10.0, "German": 15.0}, of="X")
    axes = figure.axes[0]
    names = [tick.get_text() for tick in axes.get_yticklabels()]
    assert names == ["English", "German", "Korean"]
    assert [bar.get_width() for bar in axes.patches] == [10, 15, 30]
    colours = [to_hex(bar.get_facecolor()) for bar in axes.patches]
    assert colours == [ORANGE, BLUE, BLUE]
    assert texts(figure) == ["10.0", "15.0 (1.5 ×)", "30.0 (3.0 ×)"]
    assert set(axes.lines[0].get_xdata()) == {10.0}
    assert axes.get_xlabel() == "tokens of X in a sentence, on average"
    top, bottom = axes.get_ylim()[1], axes.get_ylim()[0]
    assert top < bottom  # the cheapest stands on top


def test_curves_draw_every_text_over_sizes_in_order() -> None:
    read, unread = {1024: 1.2, 256: 4.0, 512: 2.0}, {256: 4.5, 1500: 1.5}
    axes = draw.curves({"read": read, "unread": unread}).axes[0]
    first, second, level = axes.lines
    assert list(first.get_xdata()) == [256, 512, 1024]
    assert list(first.get_ydata()) == [4.0, 2.0, 1.2]
    assert second.get_xydata().tolist() == [[256, 4.5], [1500, 1.5]]
    assert set(level.get_ydata()) == {1}
    assert [line.get_label() for line in (first, second)] == ["read", "unread"]
    assert len({to_hex(each.get_color()) for each in axes.lines}) == 3
    assert first.get_marker() != second.get_marker()
    assert axes.get_xscale() == "log"
    assert "logarithmic" in axes.get_xlabel()
    ticks = [tick.get_text() for tick in axes.get_xticklabels()]
    assert ticks == ["256", "512", "1,024", "1,500"]
    assert axes.get_ylim()[0] == 0
    assert axes.get_legend() is not None


def test_curves_of_nothing_are_refused() -> None:
    with pytest.raises(ValueError, match="no text has a curve"):
        draw.curves({})


def test_counts_keep_the_order_and_write_the_numbers() -> None:
    figure = draw.counts({"words": 4690, "byte pairs": 5145, "bytes": 20480})
    axes = figure.axes[0]
    assert [tick.get_text() for tick in axes.get_yticklabels()] == [
        "words",
        "byte pairs",
        "bytes",
    ]
    assert [bar.get_width() for bar in axes.patches] == [4690, 5145, 20480]
    assert texts(figure) == ["4,690", "5,145", "20,480"]
    assert axes.get_ylim()[1] < axes.get_ylim()[0]


def test_all_are_drawn_in_the_style_of_the_series() -> None:
    for figure in (
        draw.ladder(STEPS),
        draw.languages({"a": 1.0}, of="b"),
        draw.curves({"a": {1: 1.0}}),
        draw.counts({"a": 1}),
    ):
        assert to_hex(figure.get_facecolor()) == STYLE["figure.facecolor"]
