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
    assert texts[0] == ["2", "0", *entries, *rows, "→", "→"]
    assert texts[1] == [*"001100", *entries, *rows, "×", "="]


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


def test_cost_needs_something_to_draw() -> None:
    with pytest.raises(ValueError, match="costs is empty"):
        cost([])
