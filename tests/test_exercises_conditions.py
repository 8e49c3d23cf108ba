"""Conditions that ask something else than they say, and second names."""

from __future__ import annotations

import pytest

from companion.exercises.conditions import conditions
from tests.answers_in_cells import in_a_cell, told

AT_ONCE = pytest.mark.usefixtures("at_once")


def asks(condition: str) -> str:
    """Return an answer that keeps a word where a condition holds."""
    lines = ["kept = []", "for w in words:", f"    if {condition}:"]
    lines += ["        kept.append(w)", "return kept"]
    return "\n    ".join(["def f(words, a='x', b='y'):", *lines, ""])


def steps(*lines: str) -> str:
    """Return an answer that goes through its two parameters."""
    loop = ["for c in (a, b):", *(f"    {line}" for line in lines), "return a, b"]
    return "\n    ".join(["def f(a, b=2):", *loop, ""])


@pytest.mark.parametrize(
    ("condition", "said"),
    [
        ("w == a or b", "b alone counts as true unless it is empty, 0, None or Fa"),
        ("w == a or b or 'z'", "Is w in (a, b, 'z') meant?"),
        ("w != a and b", "each side of the and is a question of its own"),
        ("w != a and b", "Is w not in (a, b) meant?"),
        ("w != a or w != b", "Where a and b differ, w != a or w != b always holds"),
        ("w != a or w != b", "write and, or not in with a tuple."),
        ("w == a and w == b", "w == a and w == b never holds, since w cannot be both"),
        ("w == a and w == b", "write or, or in with a tuple."),
        ("w == (a, b, 'z')", "compares w with the tuple as a whole. Is w in (a, b,"),
        ("w != (a, b, 'z')", "Is w not in (a, b, 'z') meant?"),
        ("w in ('a', 'b')", "In ('a', 'b') the names of your parameters stand in quo"),
        ("w not in ['a', 'b']", "leave the marks out."),
    ],
)
def test_a_condition_that_asks_something_else_is_named(
    condition: str, said: str
) -> None:
    assert said in conditions(in_a_cell(asks(condition)))[0]


@pytest.mark.parametrize(
    "condition",
    [
        *("w == a or w == b", "w != a and w != b", "w in (a, b)", "w not in (a, b)"),
        *("w == a or not b", "w == a or True", "w == a or kept", "w == (a, b)"),
        *("w != a or words[0] != b", "w == a and b", "w in ('a', 'e')", "w == 'a'"),
        *("a and b", "a < w or b", "w in (a,)", "w == (a, b, [])"),
    ],
)
def test_of_a_condition_that_may_be_meant_so_nothing_is_said(condition: str) -> None:
    assert conditions(in_a_cell(asks(condition))) == []


@pytest.mark.parametrize(
    ("lines", "noticed"),
    [
        (("c = 2 * c",), True),
        (("d = 1", "c, d = c + d, d"), True),
        (("c = 2 * c", "print(c)"), False),
        (("if c:", "    c = 2 * c", "    print(c)"), False),
        (("c += 1",), False),  # changes an array itself
        (("print(c)",), False),
    ],
)
def test_a_second_name_that_is_set_anew_is_told_to_change_nothing(
    lines: tuple[str, ...], noticed: bool
) -> None:
    found = conditions(in_a_cell(steps(*lines)))
    assert len(found) == noticed
    assert all("a and b stay as they are: c is only another" in each for each in found)


@AT_ONCE
def test_a_slip_stands_beside_what_came_out() -> None:
    source = "def f(x):\n    return [n for n in x if n != 1 or n != 2]\n"
    assert "Where 1 and 2 differ, n != 1 or n != 2 always holds" in told(source).text
    right = "def f(x):\n    return [2 * n for n in x if n != -1 or n != -2]\n"
    assert told(right).outcome == "right"


def test_a_call_of_ones_own_function_whose_result_is_lost_is_told() -> None:
    helper, lines = "def g(y):\n    return 2 * y\n", "    g(x)\n    return x\n"
    said = "Nothing keeps what the line g(x) returns: should it begin with a name and ="
    assert said in conditions(in_a_cell(helper + "def f(x):\n" + lines))[0]
    within = "def f(x):\n    def g(y):\n        return 2 * y\n\n" + lines
    assert said in conditions(in_a_cell(within))[0]
    changing = within.replace("return 2 * y", "y.append(1)")
    assert conditions(in_a_cell(changing)) == []
    assert conditions(in_a_cell("def f(x):\n" + lines, g=len)) == []


def test_of_what_has_no_source_nothing_is_said() -> None:
    assert conditions(len) == []


def through(target: str, over: str, after: str) -> str:
    """Return an answer with a loop, and a line below it."""
    lines = ["kept = []", f"for {target} in {over}:", "    kept.append(1)", after]
    return "\n    ".join(["def f(rows, n):", *lines, ""])


@pytest.mark.parametrize(
    ("target", "over"), [("n", "range(3)"), ("i, n", "enumerate(rows)")]
)
def test_an_argument_whose_name_a_loop_takes_is_named(target: str, over: str) -> None:
    (said,) = conditions(in_a_cell(through(target, over, "return kept[n]")))
    assert "The for loop gives n a new value in each round" in said


@pytest.mark.parametrize(
    ("target", "over", "after"),
    [
        ("i", "range(n)", "return kept[n]"),
        ("n", "range(3)", "return kept"),
        ("n", "range(n)", "return kept[n]"),
    ],
)
def test_of_a_loop_that_takes_no_argument_away_nothing_is_said(
    target: str, over: str, after: str
) -> None:
    assert conditions(in_a_cell(through(target, over, after))) == []
