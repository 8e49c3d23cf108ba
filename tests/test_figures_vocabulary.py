"""What the figures of notebook 02 draw, read back from the figure."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from matplotlib.patches import FancyBboxPatch

from companion.figures import BLUE, PALETTE, SKY, STYLE
from companion.figures import vocabulary as draw

TOKENS = ["to", "be", "or", "not", "to", "be", "."]
IDS = [4, 1, 3, 2, 4, 1, 0]


def xs(line: Any) -> list[float]:
    """Return the places of a line's points."""
    return list(line.get_xdata())


def ys(line: Any) -> list[float]:
    """Return the heights of a line's points."""
    return list(line.get_ydata())


def texts(figure: Figure) -> list[str]:
    """Return the texts in a figure's only axes."""
    return [text.get_text() for text in figure.axes[0].texts]


def cards(figure: Figure) -> list[FancyBboxPatch]:
    """Return the cards in a figure's only axes."""
    patches = figure.axes[0].patches
    return [patch for patch in patches if isinstance(patch, FancyBboxPatch)]


def test_encoding_writes_each_token_and_under_it_its_id() -> None:
    axes = draw.encoding(TOKENS, IDS).axes[0]
    assert [text.get_text() for text in axes.texts[::2]] == TOKENS
    assert [text.get_text() for text in axes.texts[1::2]] == list(map(str, IDS))
    for token, index in zip(axes.texts[::2], axes.texts[1::2], strict=True):
        (x, y), (x_below, y_below) = token.get_position(), index.get_position()
        assert x == x_below
        assert y < y_below  # the y axis points down
    top, bottom = axes.get_ylim()[::-1]
    assert (top, bottom) == (0, 1)


def test_encoding_says_how_many_tokens_come_again() -> None:
    told = str(draw.encoding(TOKENS, IDS).get_label())
    assert told.startswith("7 tokens as cards, each with its ID below. 4 of the cards")


def test_encoding_draws_any_script_without_a_warning(
    recwarn: pytest.WarningsRecorder,
) -> None:
    figure = draw.encoding(["我想要一杯茶。" * 20, "tea"], [1, 0])
    figure.canvas.draw()
    assert texts(figure)[0] == "□" * 40 + "…"
    assert not recwarn.list


def test_encoding_fills_repeated_tokens_darker() -> None:
    fills = [
        to_hex(card.get_facecolor(), True) for card in cards(draw.encoding(TOKENS, IDS))
    ]
    repeated = [fill == SKY + "ff" for fill in fills]
    assert repeated == [True, True, False, False, True, True, False]
    assert set(fills) == {SKY + "ff", SKY + "40"}


def test_encoding_is_drawn_in_the_style_of_the_series() -> None:
    figure = draw.encoding(TOKENS, IDS)
    assert to_hex(figure.get_facecolor()) == STYLE["figure.facecolor"]
    assert to_hex(cards(figure)[0].get_edgecolor()) == BLUE


def test_encoding_grows_by_whole_lines() -> None:
    one = draw.encoding(["word"], [0])
    many = draw.encoding(["word"] * 40, [0] * 40)
    lines = 1 + draw.lay_out(["word"] * 40)[-1].line
    assert lines > 3
    assert many.get_figheight() - one.get_figheight() == pytest.approx(
        0.85 * (lines - 1)
    )
    assert many.axes[0].get_ylim() == (lines, 0)


@pytest.mark.parametrize(("tokens", "ids"), [([], []), (["a"], []), (["a"], [1, 2])])
def test_encoding_refuses_tokens_and_ids_that_do_not_match(
    tokens: list[str], ids: list[int]
) -> None:
    with pytest.raises(ValueError, match=f"{len(tokens)} tokens and {len(ids)} IDs"):
        draw.encoding(tokens, ids)


@given(st.lists(st.text("abc", min_size=1, max_size=60), max_size=60))
def test_lay_out_never_lets_cards_overlap_or_leave_the_line(tokens: list[str]) -> None:
    boxes = draw.lay_out(tokens)
    assert len(boxes) == len(tokens)
    for before, after in pairwise(boxes):
        if before.line == after.line:
            assert after.x > before.x + before.width
        else:
            assert (after.line, after.x) == (before.line + 1, 0)
    for box, token in zip(boxes, tokens, strict=True):
        assert box.width > 0.8 * len(token)
        assert box.middle == pytest.approx(box.x + box.width / 2)
        # Only a card that is wider than a whole line may stick out.
        assert box.x + box.width <= draw.LINE or box.x == 0


def test_growth_draws_every_curve_against_the_number_of_tokens() -> None:
    curves = {"a text": [1, 2, 2, 3], "another": [1, 1]}
    figure = draw.growth(curves)
    first, second = figure.axes[0].lines
    assert xs(first) == [1, 2, 3, 4]
    assert ys(first) == [1, 2, 2, 3]
    assert xs(second) == [1, 2]
    assert ys(second) == [1, 1]
    legend = [text.get_text() for text in figure.legends[0].get_texts()]
    assert legend == ["a text", "another"]
    assert [line.get_color() for line in (first, second)] == list(PALETTE[:2])
    assert figure.axes[0].get_ylim()[0] == 0


def test_growth_draws_heaps_law_as_long_as_the_longest_curve() -> None:
    curve = [2, 4, 6]  # 2 n, so that k is 2 and beta 1
    figure = draw.growth({"short": curve, "long": [1, 1, 1, 1]}, heaps="short")
    law = figure.axes[0].lines[-1]
    assert law.get_linestyle() == "--"
    assert xs(law) == [1, 2, 3, 4]
    assert ys(law) == pytest.approx([2, 4, 6, 8])
    name = figure.legends[0].get_texts()[-1].get_text()
    assert "2.0" in name
    assert "1.00" in name


def test_growth_refuses_to_fit_heaps_law_to_no_curve() -> None:
    with pytest.raises(ValueError, match="no curve 'another' to fit"):
        draw.growth({"a text": [1, 2]}, heaps="another")


def test_growth_says_how_far_each_curve_came() -> None:
    told = str(draw.growth({"a text": [1, 2, 3, 3, 4]}).get_label())
    assert told.endswith("a text, 3 half-way and 4 at the end.")


def test_growth_draws_a_long_curve_with_few_points_and_its_end() -> None:
    curve = list(range(1, 123_457))
    line, law = draw.growth({"long": curve}, heaps="long").axes[0].lines
    assert len(xs(line)) <= 1_001
    assert (xs(line)[0], xs(line)[-1]) == (1, 123_456)
    assert ys(line)[-1] == 123_456
    assert len(xs(law)) <= 1_001


def test_unseen_draws_share_against_size_with_a_marker_a_curve() -> None:
    curves = {"words": [(10, 0.5), (40, 0.25)], "letters": [(5, 0.0)]}
    figure = draw.unseen(curves)
    words, letters = figure.axes[0].lines
    assert (xs(words), ys(words)) == ([10, 40], [0.5, 0.25])
    assert (xs(letters), ys(letters)) == ([5], [0])
    assert words.get_marker() != letters.get_marker()
    legend = [text.get_text() for text in figure.legends[0].get_texts()]
    assert legend == ["words", "letters"]
    assert figure.axes[0].yaxis.get_major_formatter()(0.25) == "25%"
    assert figure.axes[0].xaxis.get_major_formatter()(1000) == "1,000"
    assert figure.axes[0].get_xscale() == "log"
    assert figure.axes[0].get_ylim()[0] == 0
    assert str(figure.get_label()) == (
        "Share of tokens that a vocabulary lacks, against its size: words, 50.0% with "
        "10 entries and 25.0% with 40 entries; letters, 0.0% with 5 entries."
    )


@pytest.mark.parametrize("function", [draw.growth, draw.unseen])
def test_curves_refuse_nothing_to_draw(function: Any) -> None:
    with pytest.raises(ValueError, match="no curves"):
        function({})
    with pytest.raises(ValueError, match="'empty' has no points"):
        function({"empty": []})


@pytest.mark.parametrize("function", [draw.growth, draw.unseen])
def test_curves_refuse_more_than_can_be_told_apart(function: Any) -> None:
    too_many = {str(n): [(1, 0.5)] for n in range(len(PALETTE) + 1)}
    with pytest.raises(ValueError, match="7 curves: at most 6"):
        function(too_many)


def test_card_has_its_token_in_the_middle() -> None:
    axes = Figure().add_subplot()
    box = draw.Box(2.0, 1, 3.0)
    draw.draw_card(axes, box, "tea", height=0.5, facecolor=SKY, edgecolor=BLUE)
    (card,) = axes.patches
    assert isinstance(card, FancyBboxPatch)
    assert (card.get_x(), card.get_width(), card.get_height()) == (2.0, 3.0, 0.5)
    assert axes.texts[0].get_position() == (3.5, card.get_y() + 0.25)


def test_unseen_text_stands_in_brackets() -> None:
    known = {"The", "drank", ".", " "}
    assert repr(draw.Unseen(iter(["The", "cat", " ", "drank", "\n", "."]), known)) == (
        "The [cat]   drank [⏎]."
    )
    assert repr(draw.Unseen([], known)) == ""


def test_unseen_text_as_html_is_escaped_and_marked() -> None:
    page = draw.Unseen(["<i>", "&", '"', "cat\ud800", ","], {"<i>", '"', ","})
    html = page._repr_html_()
    html.encode()
    assert "<i>" not in html
    assert "&lt;i&gt; <mark" in html
    assert html.count("<mark") == html.count("</mark>") == 2
    assert ">cat\ufffd</mark>,</div>" in html


def test_shares_stand_below_the_names_of_their_columns() -> None:
    table = {"one": [0.0514, 1.0], "another": [1.0, 0.0]}
    assert repr(draw.Shares(table, iter(["a", "a longer name"]))).splitlines() == [
        "              a  a longer name",
        "one        5.1%         100.0%",
        "another  100.0%           0.0%",
    ]
    assert repr(draw.Shares({}, [])) == ""


def test_shares_are_as_many_as_the_columns() -> None:
    with pytest.raises(ValueError, match="'short' has 1 shares: give one for each"):
        draw.Shares({"full": [0, 1], "short": [0]}, ["a", "b"])


def test_sizes_are_written_out_however_near_they_are() -> None:
    figure = draw.unseen({"words": [(2_832, 0.4), (31_221, 0.1)]})
    figure.draw_without_rendering()
    axis = figure.axes[0].xaxis
    written = {tick.label1.get_text() for tick in axis.get_major_ticks()}
    assert {"5,000", "10,000", "20,000"} <= written
    assert not any(tick.label1.get_text() for tick in axis.get_minor_ticks())
