"""What can be gone through once, and is gone through again."""

from __future__ import annotations

import pytest

from companion.exercises.rounds import in_vain
from companion.exercises.spent import spent
from tests.answers_in_cells import in_a_cell, told


def body(*lines: str) -> str:
    return "\n    ".join(["def f(x):", *lines, ""])


@pytest.mark.usefixtures("at_once")
@pytest.mark.parametrize(
    ("lines", "kind"),
    [
        (["p = (2 * n for n in x)", "return [n for n in p if n <= sum(p)]"], "(… for"),
        (["p = map(int, x)", "k = len(list(p))", "return list(p)[:k]"], "map(…)"),
        (["p = zip(x, x)", "return [a + c for c in x for a, b in p]"], "zip(…)"),
        (
            [
                *("p, out = zip(x, x), []", "p = enumerate(x)"),
                *("for n in x:", "    out += list(p)", "return out"),
            ],
            "",
        ),
        (
            [
                *("p = filter(None, x)", "out = []", "for n in x:"),
                *("    out += [n + m for m in p]", "return out"),
            ],
            "filter(…)",
        ),
        (["p = reversed(x)", "return {n: sum(p) for n in x}"], "reversed(…)"),
    ],
)
def test_a_second_way_through_is_named(lines: list[str], kind: str) -> None:
    found = spent(in_a_cell(body(*lines)))
    assert len(found) == bool(kind)
    if kind:
        assert f"p is made by {kind}" in found[0]
        assert found[0] in told(body(*lines)).text.replace("\n", " ")


@pytest.mark.usefixtures("at_once")
@pytest.mark.parametrize(
    "key", ["x.count", "lambda n: -x.count(n)", "lambda n: (x.index(n), n)"]
)
def test_a_list_that_its_own_sort_has_emptied_is_named(key: str) -> None:
    lines = body(f"x.sort(key={key})", "return x")
    (found,) = in_vain(in_a_cell(lines))
    assert "x.sort(…) empties x while it sorts" in found
    assert found in told(lines).text.replace("\n", " ")


@pytest.mark.parametrize(
    "lines",
    [
        ["y = sorted(set(x))", "y.sort(key=x.count)", "return y"],
        ["x.sort(key=lambda x: x.count(1))", "return x"],
        ["x = sorted(x, key=x.count)", "x.sort()", "return x.count(1)"],
    ],
)
def test_of_a_list_sorted_by_another_nothing_is_said(lines: list[str]) -> None:
    assert in_vain(in_a_cell(body(*lines))) == []


@pytest.mark.parametrize(
    "lines",
    [
        ["p = (2 * n for n in x)", "return [n for n in p]"],
        ["p = [2 * n for n in x]", "return [n for n in p if n <= sum(p)]"],
        ["p = zip(x, x)", "first = next(p)", "return [first, *p]"],
        ["for n in x:", "    p = map(int, x)", "    x = list(p)", "return x"],
        ["while x:", "    p = map(int, x)", "    x = list(p)[1:]", "return x"],
        ["p = len(x)", "return [n + p for n in x if n < p]"],
        ["x[0] = zip(x, x)", "return x"],
    ],
)
def test_of_one_way_through_nothing_is_said(lines: list[str]) -> None:
    assert spent(in_a_cell(body(*lines))) == []
