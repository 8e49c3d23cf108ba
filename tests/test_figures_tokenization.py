"""What the figures of notebook 01 draw."""

from __future__ import annotations

from itertools import pairwise

import pytest
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure

from companion.figures.tokenization import (
    ColouredLines,
    ColouredTokens,
    Differences,
    drawable,
    visible,
    zipf,
)

COUNTS = {"the": 8, "<a>": 4, " ": 2, "cat": 1, "dog": 1, "cow": 1}


def test_zipf_draws_the_counts_by_rank_on_log_axes() -> None:
    figure = zipf({"text": COUNTS, "even": {"x": 3, "y": 3}})
    assert isinstance(figure, Figure)
    (axes,) = figure.axes
    assert (axes.get_xscale(), axes.get_yscale()) == ("log", "log")
    text, even, guide = axes.lines
    assert list(text.get_xdata()) == [1, 2, 3, 4, 5, 6]  # type: ignore[arg-type]
    assert list(text.get_ydata()) == [8, 4, 2, 1, 1, 1]  # type: ignore[arg-type]
    assert list(even.get_ydata()) == [3, 3]  # type: ignore[arg-type]
    heights = [float(y) for y in guide.get_ydata()]  # type: ignore
    assert sum(heights) == pytest.approx(sum(COUNTS.values()))
    assert [heights[0] / height for height in heights] == pytest.approx(
        [1, 2, 3, 4, 5, 6]
    )
    labels = [line.get_label() for line in axes.lines]
    assert heights[0] == pytest.approx(17 / (1 + 1 / 2 + 1 / 3 + 1 / 4 + 1 / 5 + 1 / 6))
    assert labels == ["text", "even", "Zipf's law: 7 / rank"]


def test_zipf_draws_the_first_text_over_the_others() -> None:
    (axes,) = zipf({"text": COUNTS, "even": {"x": 3, "y": 3}, "odd": {"x": 1}}).axes
    text, *others = axes.lines
    assert all(text.get_zorder() > other.get_zorder() for other in others)
    assert all(label.get_zorder() > text.get_zorder() for label in axes.texts)


def test_zipf_sorts_counts_that_come_in_any_order() -> None:
    (axes,) = zipf({"text": {"rare": 1, "common": 9}}).axes
    assert list(axes.lines[0].get_ydata()) == [9, 1]  # type: ignore[arg-type]


def test_zipf_names_tokens_far_enough_apart_where_they_are() -> None:
    (axes,) = zipf({"text": {f"w{rank}": 200 - rank for rank in range(1, 120)}}).axes
    assert [label.get_text() for label in axes.texts] == [
        "w1",
        "w3",
        "w10",
        "w30",
        "w100",
    ]
    assert [label.xy for label in axes.texts] == [  # type: ignore[attr-defined]
        (1, 199),
        (3, 197),
        (10, 190),
        (30, 170),
        (100, 100),
    ]


def test_zipf_describes_each_text_in_numbers() -> None:
    told = str(zipf({"text": COUNTS, "even": {"x": 3, "y": 3}}).get_label())
    assert "text, from 8 down to 1 over 6 distinct tokens" in told
    assert "even, from 3 down to 3 over 2 distinct tokens" in told


def test_zipf_draws_any_script_without_a_warning(
    recwarn: pytest.WarningsRecorder,
) -> None:
    zipf({"text": {"我想要一杯茶，谢谢。": 2, "कृपया": 1}}).canvas.draw()
    assert not recwarn.list


@pytest.mark.parametrize(
    ("token", "shown"),
    [
        ("cat", "cat"),
        (" Łódź", "␣Łódź"),
        ("茶 tea", "□␣tea"),
        ("twelve chars", "twelve␣chars"),
        ("thirteen char", "thirteen␣cha…"),
        ("", ""),
    ],
)
def test_drawable_is_short_and_in_letters_that_the_font_has(
    token: str, shown: str
) -> None:
    assert drawable(token) == shown


@pytest.mark.parametrize("counts", [{}, {"text": {}}, {"text": {"a": 1}, "other": {}}])
def test_zipf_without_tokens_is_an_error(counts: dict[str, dict[str, int]]) -> None:
    with pytest.raises(ValueError, match="no tokens"):
        zipf(counts)


@pytest.mark.parametrize(
    ("token", "shown"),
    [
        ("cat", "cat"),
        (" the", "␣the"),
        ("\n", "⏎"),
        ("\t\r", "⇥␍"),
        ("\x00\x85\u00a0\u2028", r"\u0000\u0085\u00a0\u2028"),
        ("\u200b\ufeff", r"\u200b\ufeff"),
        ("می\u200cروم", "می\u200cروم"),
        ("👩‍🚀", "👩‍🚀"),
        ("\ud800", "\ufffd"),
        ("", ""),
    ],
)
def test_visible_gives_a_sign_to_what_has_no_ink(token: str, shown: str) -> None:
    assert visible(token) == shown


def test_coloured_tokens_as_text() -> None:
    assert repr(ColouredTokens(iter(["a", " ", "b\n"]))) == "a|␣|b⏎"
    assert repr(ColouredTokens([])) == ""


def test_coloured_tokens_as_html_are_escaped() -> None:
    html = ColouredTokens(["<script>", '"&', "a"])._repr_html_()
    assert "&lt;script&gt;</span>" in html
    assert "&quot;&amp;</span>" in html
    assert "<script" not in html
    assert html.count("<span") == html.count("</span>") == 3


def test_neighbours_differ_in_colour_and_letters_stand_out() -> None:
    html = ColouredTokens("abcdefg")._repr_html_()
    tints = [part[:7] for part in html.split("background:")[1:]]
    assert len(tints) == 7
    assert all(left != right for left, right in pairwise(tints))
    for tint in tints:
        assert sum(to_rgb(tint)) / 3 > 0.75
    assert html.count(";color:#000;") == 7


def test_html_can_be_stored_whatever_the_tokens_hold() -> None:
    html = ColouredTokens(["\ud800", "\x00", "שלום"])._repr_html_()
    html.encode()
    assert "\x00" not in html
    assert 'dir="auto"' in html


def test_coloured_lines_as_text_stand_in_columns() -> None:
    lines = {"found": ["It's"], "split all": ["x"] * 10}
    assert repr(ColouredLines(lines)) == (
        "found       1  It's\nsplit all  10  x|x|x|x|x|x|x|x|x|x"
    )
    assert repr(ColouredLines({})) == ""


def test_coloured_lines_as_html_are_escaped_and_labelled() -> None:
    html = ColouredLines({"a <b>": ["<i>", "a"], "شعر": ["سلام"]})._repr_html_()
    assert html.count("<tr>") == html.count('<th scope="row"') == 2
    assert ">a &lt;b&gt;</th>" in html
    assert ">2</td>" in html
    assert ">&lt;i&gt;</span>" in html
    assert "<i>" not in html
    assert html.count("<span") == 3
    assert html.count('<td dir="auto"') == 2


def test_differences_as_text_stand_in_brackets() -> None:
    pairs = iter([('She said, "Sit."', 'She said," Sit."'), ("abc", "ac"), ("", "")])
    assert repr(Differences(pairs)) == (
        'was:  She said, ["]Sit."\nnow:  She said,["] Sit."\n\n'
        "was:  a[b]c\nnow:  ac\n\n"
        "was:  \nnow:  "
    )
    assert repr(Differences([])) == ""


def test_differences_as_html_are_escaped_and_marked() -> None:
    html = Differences([("<b>a", "<b> a\ud800")])._repr_html_()
    html.encode()
    assert html.count("<tr>") == html.count('<th scope="row"') == 2
    assert "<b>" not in html
    assert [part.split("<")[0] for part in html.split("<mark")[1:]] != []
    assert html.count("</mark>") == 2
    assert ">␣</mark>" in html
    assert ">\ufffd</mark>" in html


def test_two_texts_can_be_read_back_from_their_differences() -> None:
    was, now = "It's 7:40 (or so).", "It' s 7: 40( or so )."
    first, second = repr(Differences([(was, now)])).split("\n")
    for line, text in [(first, was), (second, now)]:
        plain = line[6:].replace("[", "").replace("]", "").replace("␣", " ")
        assert plain == text
