"""One list in several places of a result, which a change to one changes in all."""

from __future__ import annotations

import pytest

from companion.exercises.sharing import one_list
from tests.answers_in_cells import in_a_cell


def said(*lines: str) -> list[str]:
    """Return what is said of an answer that lacks what is right."""
    source = "\n    ".join(["def f(x):", *lines, "return rows", ""])
    answer = in_a_cell(source)
    return one_list(answer, [(answer([0, 1, 2]), [[1, 0], [0, 1], [7, 7]])])


@pytest.mark.parametrize(
    "lines",
    [
        ["rows = [[0] * 2] * len(x)", "for n in x[:2]:", "    rows[n][n] = 1"],
        ["row = [0, 0]", "rows = [row] * 3", "row.append(1)"],
        [
            "row, rows = [0], []",
            "for n in x:",
            "    row += [n]",
            "    rows.append(row)",
        ],
        ["row = [0, 0]", "rows = [row for n in x]", "row[:] = [1, 1]"],
        [
            "row = [0, 0]",
            "rows = [row for n in x]",
            "for row in rows:",
            "    row[0] += 1",
        ],
        ["rows = [[0], [1], [2]]", "rows[1] = rows[0]", "rows[1].append(5)"],
        ["rows = [[0], [1], [2]]", "rows[1] = rows[0]", "rows[1] += [5]"],
    ],
)
def test_a_list_that_is_changed_in_all_its_places_is_named(lines: list[str]) -> None:
    (sentence,) = said(*lines)
    assert "Several places hold one and the same list" in sentence


@pytest.mark.parametrize(
    "lines",
    [
        ["table = [[5, 6], [7, 8]]", "rows = [table[0] for n in x]"],
        [
            *("table, rows = [[5, 6], [7, 8]], []", "for n in x:"),
            *("    row = table[-1]", "    rows.append(row)"),
        ],
        ["rows = [[0], [1], [2]]", "rows[1] = rows[0] = [3, 4]"],
        ["rows = [[n] for n in x]", "rows[0].append(1)"],
    ],
)
def test_a_list_that_stays_as_it_is_may_stand_in_many_places(lines: list[str]) -> None:
    assert said(*lines) == []


def test_equal_places_may_hold_one_list() -> None:
    answer = in_a_cell("def f(x):\n    return [[1, 0]] * len(x) + [[7]]\n")
    assert one_list(answer, [(answer([0, 0]), [[1, 0], [1, 0], [8]])]) == []


def test_without_its_lines_an_answer_is_judged_by_what_came_out() -> None:
    row = [0, 0]
    assert one_list(len, [([row, row], [[1, 0], [0, 1]])])
