"""What the figures of notebook 04 draw, read back from the figure."""

from __future__ import annotations

import pytest
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from matplotlib.patches import FancyBboxPatch

from companion.byte_pair_encoding import train
from companion.figures import BLUE, ORANGE, SKY, STYLE
from companion.figures import byte_pair_encoding as draw
from companion.figures.tokenization import ColouredLines

STEPS = train("low low lower", 259).merge_steps(" slow")


def texts(figure: Figure) -> list[str]:
    return [text.get_text() for text in figure.axes[0].texts]


def boxes(figure: Figure) -> list[FancyBboxPatch]:
    patches = figure.axes[0].patches
    return [patch for patch in patches if isinstance(patch, FancyBboxPatch)]


def test_ladder_writes_the_parts_of_every_step() -> None:
    assert texts(draw.ladder(STEPS)) == [
        *("bytes", "␣", "s", "l", "o", "w"),
        *("step 1", "␣", "s", "lo", "w"),
        *("step 2", "␣", "s", "low"),
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
    assert draw.label("中".encode()[:2]) == "e4·b8"
    shown = ColouredLines({"two bytes": [draw.label("中".encode()[:2])]})
    assert "␣" not in shown._repr_html_()


@pytest.mark.parametrize("steps", [[], [[]]])
def test_ladder_of_nothing_is_refused(steps: list[list[bytes]]) -> None:
    with pytest.raises(ValueError, match="no bytes"):
        draw.ladder(steps)


def test_languages_are_sorted_by_the_first_unit_and_compared_with_the_cheapest() -> (
    None
):
    short = {"Korean": 20.0, "English": 40.0, "German": 42.0}
    long = {"Korean": 30.0, "English": 10.0, "German": 15.0}
    figure = draw.languages({"tokens": long, "bytes": short})
    tokens, counted = figure.axes
    names = [tick.get_text() for tick in tokens.get_yticklabels()]
    assert names == ["English", "German", "Korean"]
    assert [bar.get_width() for bar in counted.patches] == [40, 42, 20]  # type: ignore[attr-defined]
    assert [bar.get_width() for bar in tokens.patches] == [10, 15, 30]  # type: ignore[attr-defined]
    for axes, cheapest in ((counted, 40.0), (tokens, 10.0)):
        colours = [to_hex(bar.get_facecolor()) for bar in axes.patches]
        assert colours == [ORANGE, BLUE, BLUE]
        assert set(axes.lines[0].get_xdata()) == {cheapest}  # type: ignore[arg-type]
    assert [text.get_text() for text in tokens.texts] == [
        *("10.0", "15.0 (1.5 ×)", "30.0 (3.0 ×)")
    ]
    assert [text.get_text() for text in counted.texts][-1] == "20.0 (0.5 ×)"
    assert [axes.get_xlabel() for axes in figure.axes] == ["tokens", "bytes"]
    assert all(text.get_position()[0] > 40 for text in counted.texts)  # off the line
    bottom, top = counted.get_ylim()
    assert top < bottom  # the cheapest stands on top


def test_languages_can_be_drawn_in_one_scale() -> None:
    few, many = {"English": 20.0, "Hindi": 26.0}, {"English": 16.0, "Hindi": 84.0}
    for one_scale in (True, False):
        figure = draw.languages({"few": few, "many": many}, one_scale=one_scale)
        first, last = figure.axes
        assert (first.get_xlim() == last.get_xlim()) is one_scale
        assert last.get_xlim()[1] > 84


def test_languages_without_a_unit_are_refused() -> None:
    with pytest.raises(ValueError, match="no unit"):
        draw.languages({})


def test_curves_draw_every_way_over_sizes_in_order() -> None:
    read, unread = {1024: 1.2, 256: 4.0, 512: 2.0}, {256: 4.5, 1500: 1.5}
    figure = draw.curves({"read": read, "unread": unread, "more": {256: 4.0}})
    (axes,) = figure.axes
    first, second, third = axes.lines
    assert first.get_xydata().tolist() == [[256, 4.0], [512, 2.0], [1024, 1.2]]  # type: ignore[union-attr]
    assert second.get_xydata().tolist() == [[256, 4.5], [1500, 1.5]]  # type: ignore[union-attr]
    assert [line.get_label() for line in axes.lines] == ["read", "unread", "more"]
    assert first.get_color() == third.get_color() != second.get_color()
    assert first.get_linestyle() != second.get_linestyle()
    assert axes.get_xscale() == "log"
    assert "logarithmic" in axes.get_xlabel()
    ticks = [tick.get_text() for tick in axes.get_xticklabels()]
    assert ticks == ["256", "512", "1,024", "1,500"]
    assert axes.get_legend() is not None
    assert "read: 4.00 at 256, 1.20 at 1,024" in str(figure.get_label())


def test_curves_of_nothing_are_refused() -> None:
    with pytest.raises(ValueError, match="no text has a curve"):
        draw.curves({})


def test_specimens_stand_below_each_other_with_their_numbers() -> None:
    tokenizer = train("low low", 258)
    shown = draw.specimens(tokenizer, ["low", " lot", "é"])
    assert repr(shown) == "low   1  low\n␣lot  3  ␣|lo|t\né     2  c3|a9"


def test_a_special_token_in_a_specimen_is_ordinary_text() -> None:
    tokenizer = train("a", 257, special_tokens=["<|end|>"])
    assert len(draw.specimens(tokenizer, ["<|end|>"]).lines["<|end|>"]) == 7


def test_the_words_of_a_figure_hold_its_numbers() -> None:
    assert "The 5 bytes of a word" in str(draw.ladder(STEPS).get_label())
    assert "until 3 tokens are left" in str(draw.ladder(STEPS).get_label())
    told = draw.languages({"tokens": {"Korean": 30.0, "English": 10.0}}).get_label()
    assert "tokens: 10.0 in English, from 10.0 in English to 30.0 in Korean" in str(
        told
    )


def test_all_are_drawn_in_the_style_of_the_series() -> None:
    for figure in (
        draw.ladder(STEPS),
        draw.languages({"b": {"a": 1.0}}),
        draw.curves({"a": {1: 1.0}}),
    ):
        assert to_hex(figure.get_facecolor()) == STYLE["figure.facecolor"]
