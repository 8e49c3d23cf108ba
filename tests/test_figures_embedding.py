"""The figures of notebook 06 draw the data that they are given."""

import itertools
import math
from typing import Any

import pytest
import torch
from matplotlib.colors import to_hex
from matplotlib.figure import Figure

from companion.embedding import Cost
from companion.exercises.double_meanings import PAIRS, WORDS
from companion.exercises.embedding import CHALLENGE
from companion.figures.embedding import cost, ends, moving, two_ways, word_map

TABLES = [torch.tensor([[0.0, 0.0], [4.0, 0.0], [0.0, float(y)]]) for y in range(7)]
LOSSES = [9.0, 5.0, 3.0, 2.0, 1.5, 1.2, 1.1]
STEPS = (0, 1, 2, 4, 6)


def panels(figure: Figure) -> list[Any]:
    """Return the panels; what matplotlib keeps in them has no narrow types."""
    return list(figure.axes)


def test_moving_draws_the_rows_of_each_step_to_one_scale() -> None:
    figure = moving(TABLES, LOSSES, ["a", "b", "c"], [(0, 1), (2, 0)], STEPS)
    *pictures, last = panels(figure)
    assert [ax.get_title(loc="left") for ax in pictures] == [f"step {n}" for n in STEPS]
    for ax, step in zip(pictures, STEPS, strict=True):
        assert ax.collections[0].get_offsets().tolist() == TABLES[step].tolist()
        assert [text.get_text() for text in ax.texts] == ["a", "b", "c"]
        assert [text.xy for text in ax.texts] == [*map(tuple, TABLES[step].tolist())]
        joined = [line for line in ax.lines if line.get_linestyle() == "-"]
        ends = [line.get_xydata().tolist() for line in joined]
        rows = TABLES[step].tolist()
        assert ends == [[rows[0], rows[1]], [rows[2], rows[0]]]
    assert len({(ax.get_xlim(), ax.get_ylim()) for ax in pictures}) == 1
    curve, marks = last.lines
    assert curve.get_ydata().tolist() == LOSSES
    assert marks.get_xydata().tolist() == [[n, LOSSES[n]] for n in STEPS]
    assert "the loss goes from 9.0 to 1.1" in str(figure.get_label())


def test_a_name_that_stands_away_from_its_point_is_joined_to_it() -> None:
    torch.manual_seed(0)
    wide = torch.randn(7, 2)
    tables = [wide, *[0.2 * wide] * 6]
    names = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
    first, second, *_ = panels(moving(tables, LOSSES, names, [], STEPS))
    assert not first.lines
    begins = [line.get_xydata()[0].tolist() for line in second.lines]
    assert len(begins) > 4
    assert all(begin in tables[1].tolist() for begin in begins)


def test_moving_draws_all_points_and_a_single_one() -> None:
    together = [torch.zeros(3, 2)] * 7
    *pictures, _ = panels(moving(together, LOSSES, ["a", "b", "c"], [(0, 1)], STEPS))
    for ax in pictures:
        assert ax.get_xlim()[0] <= 0 <= ax.get_xlim()[1]


def test_moving_needs_two_columns_and_five_steps() -> None:
    with pytest.raises(ValueError, match=r"got the shape \(3, 3\) and 5 steps"):
        moving([torch.zeros(3, 3)] * 7, LOSSES, ["a", "b", "c"], [], STEPS)
    with pytest.raises(ValueError, match=r"got the shape \(3, 2\) and 2 steps"):
        moving(TABLES, LOSSES, ["a", "b", "c"], [], (0, 1))


def test_word_map_draws_words_and_lines_between_neighbours() -> None:
    places = [(0.0, 0.0), (1.0, 2.0), (3.0, -1.0)]
    figure = word_map(["tea", "cup", "sea"], [("cup", "tea")], places)
    (ax,) = panels(figure)
    found = {text.get_text(): text.get_position() for text in ax.texts}
    assert found == dict(zip(["tea", "cup", "sea"], places, strict=True))
    others, marked = ax.collections
    assert [ends.tolist() for ends in others.get_segments()] == [[[1, 2], [0, 0]]]
    assert marked.get_segments() == []
    assert "A map of 3 words, with a line for each pair of known neighbours: 1." in str(
        figure.get_label()
    )


def test_word_map_marks_the_lines_of_a_word() -> None:
    places = [(0.0, 0.0), (1.0, 2.0), (3.0, -1.0)]
    pairs = [("cup", "tea"), ("cup", "sea")]
    figure = word_map(["tea", "cup", "sea"], pairs, places, mark="tea")
    others, marked = panels(figure)[0].collections
    assert [ends.tolist() for ends in others.get_segments()] == [[[1, 2], [3, -1]]]
    assert [ends.tolist() for ends in marked.get_segments()] == [[[1, 2], [0, 0]]]
    assert "Those of tea are orange." in str(figure.get_label())


def test_names_of_rows_that_came_together_do_not_touch() -> None:
    rows = torch.tensor([[0.0, 0.4 * n] for n in range(6)])
    far = [torch.tensor([[8.0, 0.0], [0.0, 8.0], *[[0.0, 0.0]] * 4])] * 6
    *_, last, _ = panels(moving([*far, rows], LOSSES, [*"abcdef"], [], STEPS))
    offsets = torch.tensor([text.xyann for text in last.texts])
    apart = torch.cdist(offsets, offsets) + 99 * torch.eye(6)
    assert apart.min() > 25


def test_rows_on_one_spot_have_one_label_that_says_how_many() -> None:
    rows = torch.tensor([[0.0, 0.01 * n] for n in range(6)])
    far = torch.tensor([[8.0, 0.0], [0.0, 8.0], *[[0.0, 0.0]] * 4])
    first, *_, last, _ = panels(
        moving([far] * 6 + [rows], LOSSES, [*"abcdef"], [], STEPS)
    )
    assert [text.get_text() for text in first.texts] == [*"abcdef"]
    assert [text.get_text() for text in last.texts] == ["all 6"]


def test_ends_draw_tables_beside_each_other_and_count_crossings() -> None:
    square = torch.tensor([[-1.0, -1.0], [1.0, -1.0], [1.0, 1.0], [-1.0, 1.0]])
    twisted = square[[0, 2, 1, 3]]
    friends = [(0, 1), (1, 2), (2, 3), (3, 0)]
    figure = ends({"open": square, "twisted": twisted}, [*"abcd"], friends)
    assert [ax.get_title(loc="left") for ax in figure.axes] == ["open", "twisted"]
    for ax, table in zip(panels(figure), (square, twisted), strict=True):
        assert ax.collections[0].get_offsets().tolist() == table.tolist()
        assert len(ax.lines) == 4
    assert len({(ax.get_xlim(), ax.get_ylim()) for ax in figure.axes}) == 1
    said = str(figure.get_label())
    assert "Crossings of lines: open 0, twisted 1." in said


def test_the_end_of_a_single_table_names_the_two_that_are_nearest() -> None:
    rows = torch.tensor([[0.0, 0.0], [5.0, 0.0], [0.0, 5.0], [4.0, 0.5]])
    figure = ends({"alone": rows}, [*"abcd"], [(0, 1)])
    assert "Nearest to each other: b and d." in str(figure.get_label())


def test_ends_lay_a_deep_table_flat_along_what_differs_most() -> None:
    turn = torch.arange(12) * math.pi / 6
    circle = torch.stack([2 * turn.cos(), 2 * turn.sin()], dim=1)
    deep = torch.stack([circle[:, 0], 0 * turn, circle[:, 1], 0.1 * turn.cos()], 1)
    (ax,) = panels(ends({"deep": deep}, [*"abcdefghijkl"], []))
    flat = torch.tensor(ax.collections[0].get_offsets().tolist())
    torch.testing.assert_close(
        torch.cdist(flat, flat), torch.cdist(circle, circle), atol=0.02, rtol=0
    )


def touching(figure: Figure) -> list[tuple[str, str]]:
    """Return the pairs of names whose letters lie on each other, panel by panel."""
    figure.draw_without_rendering()
    return [
        (one.get_text(), other.get_text())
        for ax in figure.axes
        for one, other in itertools.combinations(ax.texts, 2)
        if one.get_window_extent().overlaps(other.get_window_extent())
    ]


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(5))
def test_names_of_rows_that_are_near_each_other_do_not_touch(seed: int) -> None:
    torch.manual_seed(seed)
    tables = [torch.randn(7, 2) for _ in range(7)]
    names = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
    assert touching(moving(tables, LOSSES, names, [(0, 1)], STEPS)) == []


def test_words_on_one_point_stand_above_each_other_and_can_be_read() -> None:
    figure = word_map(["lip", "nose", "chin", "tea"], [], [(0, 0)] * 3 + [(9, 9)])
    assert touching(figure) == []
    *three, alone = panels(figure)[0].texts
    assert {text.get_position()[0] for text in three} == {0}
    assert alone.get_position() == (9, 9)


@pytest.mark.slow
def test_the_words_of_the_challenge_can_be_read() -> None:
    turns = [2 * math.pi * i / len(WORDS) for i in range(len(WORDS))]
    circle = [(math.cos(turn), math.sin(turn)) for turn in turns]
    ours = CHALLENGE.solution(WORDS, PAIRS)
    for points in (circle, ours):
        assert touching(word_map(WORDS, PAIRS, points)) == []


def test_word_map_needs_a_point_for_each_word() -> None:
    with pytest.raises(
        ValueError, match=r"2 words need as many points .* got \(1, 2\)"
    ):
        word_map(["a", "b"], [], [(0, 0)])


def test_two_ways_show_the_same_rows() -> None:
    ids = torch.tensor([2, 0])
    table = torch.tensor([[0.0, 0.125], [1.0, 1.25], [-2.0, 2.5]])
    top, bottom = panels(two_ways(ids, table))
    entries = ["0.00", "0.12", "1.00", "1.25", "-2.00", "2.50"]
    rows = ["-2.00", "2.50", "0.00", "0.12"]
    texts = [[text.get_text() for text in ax.texts] for ax in (top, bottom)]
    numbers = ["row 0", "row 1", "row 2"]
    assert texts[0] == ["2", "0", *numbers, *entries, *rows, "→", "→"]
    assert texts[1] == [*"001100", *numbers, *entries, *rows, "×", "="]


def test_two_ways_number_the_rows_beside_them() -> None:
    for ax in panels(two_ways(torch.tensor([2, 0]), torch.zeros(3, 2))):
        height = {t.get_text(): t.get_position()[1] for t in ax.texts}
        assert [height[f"row {row}"] for row in range(3)] == [0.5, 1.5, 2.5]


def test_two_ways_give_an_id_one_colour_throughout() -> None:
    top, bottom = panels(two_ways(torch.tensor([2, 0]), torch.zeros(3, 2)))
    first, second, *rest = [to_hex(box.get_facecolor()) for box in top.patches]
    row_0, row_1, row_2 = rest[0:2], rest[2:4], rest[4:6]
    assert row_2 == [first] * 2
    assert row_0 == [second] * 2
    assert row_1[0] not in (first, second)
    assert rest[6:] == [first] * 2 + [second] * 2
    one_hot = [to_hex(box.get_facecolor()) for box in bottom.patches[:6]]
    assert one_hot == [first] * 3 + [second] * 3


def test_two_ways_refuse_an_id_outside_the_table() -> None:
    with pytest.raises(IndexError, match="token ID 3 is not in"):
        two_ways(torch.tensor([3]), torch.zeros(3, 2))


def test_cost_draws_milliseconds_and_megabytes() -> None:
    figure = cost(
        [Cost(10, 1e-6, 2e-6, 4_000, 8_000), Cost(99, 3e-6, 2e-3, 4_000, 2**20)]
    )
    assert "the lookup stays the same, that of the product grows 131" in str(
        figure.get_label()
    )
    drawn = [
        [(line.get_label(), line.get_xydata().tolist()) for line in ax.lines]
        for ax in panels(figure)
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
    assert all(ax.get_yscale() == ax.get_xscale() == "log" for ax in panels(figure))
    assert [ax.get_title(loc="left").split(" (")[0] for ax in panels(figure)] == [
        "time, measured",
        "memory, counted",
    ]


def test_cost_writes_its_ticks_as_plain_numbers() -> None:
    (time, _) = panels(cost([Cost(10, 1e-5, 1e-2, 1, 1), Cost(9_999, 1e-5, 1, 1, 1)]))
    write_y, write_x = (axis.get_major_formatter() for axis in (time.yaxis, time.xaxis))
    assert [write_y(value, 0) for value in (0.1, 1, 10)] == ["0.1", "1", "10"]
    assert write_x(10_000, 0) == "10,000"


def test_cost_needs_something_to_draw() -> None:
    with pytest.raises(ValueError, match="costs is empty"):
        cost([])
