"""Slips that the lines of an answer show, in the words of a report."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from companion.exercises.checking import examine
from companion.exercises.records import find
from companion.exercises.running import call
from companion.exercises.slips import by_value, first_place, slips, way_out
from tests.answers_in_cells import doubled, in_a_cell, told

pytestmark = pytest.mark.usefixtures("at_once")


def cell(*lines: str, **names: Any) -> Any:
    """Define a function f of x with these lines."""
    return in_a_cell("\n    ".join(["def f(x):", *lines]) + "\n", **names)


PAST = ("    if x[i] + x[i + 1]:", "        pass", "return x")


@pytest.mark.parametrize(
    ("lines", "names", "said"),
    [
        (["out.extend(x)", "return out"], {"out": [1]}, "It changes out of the noteb"),
        (["n[x[0]] = 1", "return n"], {"n": {}}, "Make a new n inside the function."),
        (["n[x[0]] += 1", "return n"], {"n": Counter()}, "It changes n of the note"),
        (["del n[0]", "return n"], {"n": [1, 2]}, "It changes n of the notebook"),
        (["for i in range(len(x)):", *PAST], {}, "In the last round x[i + 1] is past"),
        (["for i in x:", *PAST], {}, "for i in x gives the elements"),
        (
            ["for i in range(len(x) - 1):", "    x[i].pop(0), x.pop(i)", "return x"],
            {},
            "",
        ),
        (
            ["for i in range(len(x)):", "    if x[i] != 2:", "        x.pop(i)"],
            {},
            "inside it x gets shorter",
        ),
        (
            ["for i in range(len(x)):", "    y = x[i]", "    del x[i]", "return x"],
            {},
            "inside it x gets shorter",
        ),
        (
            [
                "for i in range(len(x)):",
                "    if x[i]:",
                "        x[i : i + 2] = []",
            ],
            {},
            "inside it x gets shorter",
        ),
        (
            ["for i in range(len(x)):", "    x = [x[i], *x[i + 2 :]]", "return x"],
            {},
            "inside it x gets shorter",
        ),
        (
            ["out = []", "out = out.append(x)", "return out"],
            {},
            "out.append(…) changes out and returns None",
        ),
        (
            ["out = []", "out = out.append(x)", "return out[0]"],
            {},
            "leave out the out = before it",
        ),
        (
            ["n = {}", "for i in x:", "    n[i] += 1", "return n"],
            {},
            "+= adds to an en",
        ),
        (
            ["best = None", "for i in x:", "    best = best and i", "return best"],
            {},
            "There is a return, but best is None there",
        ),
        (
            ["best = None", *[f"if x == {n}: return x" for n in "78"], "return best"],
            {},
            "There is a return, but best is None there",
        ),
        (["return [x.index(i) for i in x]"], {}, ""),
        (
            ["out = []", "for i in x:", "    out.append(x.index(i))", "return out"],
            {},
            "x.index(i) is the first place where such an element stands",
        ),
        (["for i in 7:", "    pass"], {}, "A single number has nothing in it"),
        (["for i, j in x.items():", "    pass"], {}, "A list has no keys"),
        (["if x == 0:", "    return x"], {}, "is there a return on every way through"),
        (
            ["best = None", "if x == 0:", "    return", "return best"],
            {},
            "is there a return on every way through",
        ),
    ],
)
def test_what_the_lines_show_is_told(
    lines: list[str], names: dict[str, Any], said: str
) -> None:
    report = told("\n    ".join(["def f(x):", *lines]) + "\n", **names)
    assert report.outcome in {"wrong", "raised"}
    assert said in report.text


@pytest.mark.parametrize(
    ("lines", "names"),
    [
        (["out = []", "out.extend(x)", "return out"], {"out": [1]}),
        (["return [n[0], *x]"], {"n": [1]}),
        (["for i in range(len(x)):", "    return {}[i]"], {}),
        (["return [][0]"], {}),
        (["x = sorted(x)", "return x[9]"], {}),
        (["d = {1: 2}", "for k in d:", "    d[k]", "return x[9]"], {}),
    ],
)
def test_nothing_is_told_where_nothing_shows(
    lines: list[str], names: dict[str, Any]
) -> None:
    function = cell(*lines, **names)
    assert slips(function, call(function, ([3, 1, 2],))) == []
    assert first_place(function) == []


JOINING = ["while True:", "    y = x[:1]", "    if not y:", "        break"]


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ([*JOINING, "    x = g(x, 1)"], "in which g(…) gives x back as it was?"),
        ([*JOINING, "    x.append(1)"], "Does each round bring that nearer"),
        ([*JOINING[:-1], "        return y"], "ends only where this holds: not y."),
    ],
)
def test_the_one_way_out_of_a_loop_is_asked_about(lines: list[str], said: str) -> None:
    (sentence,) = way_out(cell(*lines))
    assert said in sentence


@pytest.mark.parametrize(
    "lines",
    [
        ["while x:", *JOINING[1:]],
        [*JOINING, "    if x:", "        return 3"],
        ["while True:", "    pass"],
        ["return x"],
        [*JOINING, *JOINING],
    ],
)
def test_of_several_ways_out_none_is_asked_about(lines: list[str]) -> None:
    assert way_out(cell(*lines)) == []


def test_a_right_answer_may_keep_something_outside() -> None:
    source = "def f(x):\n    seen[0] = x\n    return [2 * n for n in x]\n"
    assert told(source, doubled, seen={}).outcome == "right"


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (["for i in x:", "    x += x[i : i + 1]", "    break", "return x"], True),
        (["for i in range(2):", "    x += x[i : i + 1]", "return x"], False),
        (["for i in x:", "    x += x[:2]", "    break", "return x"], False),
    ],
)
def test_a_list_that_is_cut_at_its_elements_is_named(
    lines: list[str], said: bool
) -> None:
    noticed = "".join(slips(cell(*lines), call(cell(*lines), ([3, 1, 2],))))
    assert ("for i in x gives the elements, and x[i:i + 1]" in noticed) == said


@pytest.mark.parametrize(
    ("lines", "name"),
    [
        (["return x[:-1], [x[x.index(n) + 1] for n in x[:-1]]"], "index"),
        (["y = list(x)", "y.remove(x[-1])", "return y, x[1:]"], "remove"),
        (["return x[:-1], x[2:]"], ""),
    ],
)
def test_a_place_that_is_looked_up_by_its_value_is_named(
    lines: list[str], name: str
) -> None:
    report = examine(find("05.shift-by-one"), cell(*lines), 0)
    assert (f"{name or 'e'} finds the first place" in report.text) == bool(name)


@pytest.mark.parametrize("case", [([3, 1, 2],), ("abc",), ([[1], [1]],), (7,)])
def test_values_that_do_not_come_again_are_no_cause(case: tuple[Any, ...]) -> None:
    looks = cell("return x.index(1)")
    assert by_value(looks, [([1, 1],)])
    assert by_value(looks, [([1, 1],), case]) == []


@pytest.mark.parametrize("begins", ["None", "'queen'", "0"])
def test_a_loop_through_a_dictionary_is_not_told_to_count_places(begins: str) -> None:
    lines = (
        "best = {begins}",
        "for word in vectors:",
        "    if word in (a, b, c): continue",
        "    if vectors[word] > vectors[best]: best = word",
        "return best",
    )
    answer = in_a_cell(
        "def f(a, b, c):\n"
        + "".join(f"    {line}\n" for line in lines).format(begins=begins),
        vectors={"king": [1.0], "man": [2.0], "woman": [3.0], "throne": [4.0]},
    )
    got = call(answer, ("king", "man", "woman"))
    assert isinstance(got.error, KeyError)
    assert "places" not in " ".join(slips(answer, got))
