"""The figures of notebook 06 draw the data that they are given."""

import pytest
import torch
from matplotlib.colors import to_hex

from companion.embedding import Cost
from companion.figures.embedding import cost, gradient_rows, two_ways


def test_two_ways_show_the_same_rows() -> None:
    ids = torch.tensor([2, 0])
    table = torch.tensor([[0.0, 0.125], [1.0, 1.25], [-2.0, 2.5]])
    top, bottom = two_ways(ids, table).axes
    entries = ["0.00", "0.12", "1.00", "1.25", "-2.00", "2.50"]
    rows = ["-2.00", "2.50", "0.00", "0.12"]
    texts = [[text.get_text() for text in ax.texts] for ax in (top, bottom)]
    numbers = ["row 0", "row 1", "row 2"]
    assert texts[0] == ["2", "0", *numbers, *entries, *rows, "→", "→"]
    assert texts[1] == [*"001100", *numbers, *entries, *rows, "×", "="]


def test_two_ways_number_the_rows_beside_them() -> None:
    for ax in two_ways(torch.tensor([2, 0]), torch.zeros(3, 2)).axes:
        height = {t.get_text(): t.get_position()[1] for t in ax.texts}
        assert [height[f"row {row}"] for row in range(3)] == [0.5, 1.5, 2.5]


def test_two_ways_give_an_id_one_colour_throughout() -> None:
    top, bottom = two_ways(torch.tensor([2, 0]), torch.zeros(3, 2)).axes
    first, second, *rest = [to_hex(box.get_facecolor()) for box in top.patches]
    row_0, row_1, row_2 = rest[0:2], rest[2:4], rest[4:6]
    assert row_2 == [first] * 2
    assert row_0 == [second] * 2
    assert row_1[0] not in (first, second)
    assert rest[6:] == [first] * 2 + [second] * 2
    one_hot = [to_hex(box.get_facecolor()) for box in bottom.patches[:6]]
    assert one_hot == [first] * 3 + [second] * 3


def test_two_ways_refuse_an_id_outside_the_table() -> None:
    with pytest.raises(IndexError, match="token ID 3 is outside"):
        two_ways(torch.tensor([3]), torch.zeros(3, 2))


def test_gradient_rows_are_as_long_as_the_gradient() -> None:
    (ax,) = gradient_rows(torch.tensor([[0.0, 0.0], [3.0, 4.0], [0.0, -2.0]])).axes
    assert [bar.get_height() for bar in ax.patches] == [0, 5, 2]


def test_gradient_rows_name_the_tallest() -> None:
    lengths = torch.tensor([[3.0], [0.0], [9.0], [5.0], [4.0], [7.0]])
    (ax,) = gradient_rows(lengths, ["a", "b", "\n", " d", "e", "f"]).axes
    named = {text.get_text(): text.xy for text in ax.texts}
    assert named == {"“⏎”": (2, 9), "“f”": (5, 7), "“␣d”": (3, 5), "“e”": (4, 4)}


def test_gradient_rows_name_no_row_without_a_gradient() -> None:
    (ax,) = gradient_rows(torch.tensor([[0.0], [1.0]]), ["a", "b"]).axes
    assert [text.get_text() for text in ax.texts] == ["“b”"]
    (ax,) = gradient_rows(torch.tensor([[0.0], [1.0]])).axes
    assert not ax.texts


def test_gradient_rows_need_a_token_for_each_row() -> None:
    with pytest.raises(ValueError, match="2 tokens cannot name 3 rows"):
        gradient_rows(torch.zeros(3, 1), ["a", "b"])


def test_cost_draws_milliseconds_and_megabytes() -> None:
    figure = cost(
        [Cost(10, 1e-6, 2e-6, 4_000, 8_000), Cost(99, 3e-6, 2e-3, 4_000, 2**20)]
    )
    drawn = [
        [(line.get_label(), line.get_xydata().tolist()) for line in ax.lines]
        for ax in figure.axes
    ]
    assert drawn == [
        [
            ("lookup", [[10, pytest.approx(1e-3)], [99, pytest.approx(3e-3)]]),
            ("one-hot × table", [[10, pytest.approx(2e-3)], [99, 2]]),
        ],
        [
            ("lookup", [[10, 0.004], [99, 0.004]]),
            ("one-hot × table", [[10, 0.008], [99, 1.048576]]),
        ],
    ]
    assert all(ax.get_yscale() == ax.get_xscale() == "log" for ax in figure.axes)
    assert [ax.get_title(loc="left").split(" (")[0] for ax in figure.axes] == [
        "time, measured",
        "memory, counted",
    ]


def test_cost_writes_its_ticks_as_plain_numbers() -> None:
    (time, _) = cost([Cost(10, 1e-5, 1e-2, 1, 1), Cost(9_999, 1e-5, 1, 1, 1)]).axes
    write_y, write_x = (axis.get_major_formatter() for axis in (time.yaxis, time.xaxis))
    assert [write_y(value, 0) for value in (0.1, 1, 10)] == ["0.1", "1", "10"]
    assert write_x(10_000, 0) == "10,000"


def test_cost_needs_something_to_draw() -> None:
    with pytest.raises(ValueError, match="costs is empty"):
        cost([])
