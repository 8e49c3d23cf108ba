"""What the rules read in an answer's source and compiled code."""

from __future__ import annotations

import ast
import functools

import pytest

from companion.exercises import code_reading
from tests.answers_in_cells import in_a_cell


def loop(*lines: str) -> ast.While:
    (found,) = ast.parse(
        "\n".join(["while x:", *(f"    {each}" for each in lines)])
    ).body
    assert isinstance(found, ast.While)
    return found


def test_code_is_that_of_the_function_not_of_what_is_wrapped_around_it() -> None:
    def inner(x: int) -> int:
        return x

    @functools.wraps(inner)
    def outer(*arguments: int) -> int:
        return inner(*arguments)

    assert code_reading.own_code(outer) is inner.__code__
    assert code_reading.own_code(len) is None
    assert code_reading.surroundings(outer) is globals()
    assert code_reading.surroundings(len) == {}
    assert code_reading.names_read(len) == set()


def test_what_an_inner_function_reads_counts() -> None:
    answer = in_a_cell(
        "def f(x):\n    def g(y):\n        return y + z\n    return g(x)\n"
    )
    assert {"x", "y", "z", "g"} <= code_reading.names_read(answer)
    assert code_reading.names_read(answer, "LOAD_GLOBAL") == {"z"}


def test_a_functions_nodes_begin_with_itself() -> None:
    answer = in_a_cell("def f(x):\n    def g(y):\n        return y\n    g(x)\n")
    names = [
        each.name for each in code_reading.definitions(code_reading.syntax(answer))
    ]
    assert names == ["f", "g"]
    assert code_reading.syntax(len) == []
    assert code_reading.gives(answer)
    assert not code_reading.gives(in_a_cell("def f(x):\n    x.sort()\n"))
    assert not code_reading.gives(3)


@pytest.mark.parametrize(
    ("lines", "out", "of_a_for"),
    [
        (["x = x[1:]"], False, False),
        (["if x == 1:", "    break"], True, False),
        (["for y in x:", "    if y:", "        break"], False, True),
        (["for y in x:", "    if y:", "        return y"], True, False),
        (["while y:", "    break"], False, False),
        (["raise ValueError"], True, False),
    ],
)
def test_a_way_out_is_one_of_this_loop(
    lines: list[str], out: bool, of_a_for: bool
) -> None:
    assert code_reading.leaves(loop(*lines)) == out
    assert code_reading.breaks_a_for(loop(*lines)) == of_a_for


@pytest.mark.parametrize(
    ("line", "changed"),
    [
        ("x[0] = y", ["x"]),
        ("del x[y]", ["x"]),
        ("x.append(y)", ["x"]),
        ("d.setdefault(k, []).append(y)", ["", "d"]),
        ("x += y", ["x"]),
        ("x[0] += y", ["", "x"]),
        ("x = x + y", []),
        ("x.index(y)", []),
    ],
)
def test_what_a_line_changes_in_its_place(line: str, changed: list[str]) -> None:
    owners = map(code_reading.changed_in_place, ast.walk(ast.parse(line)))
    names = [code_reading.name_of(owner) for owner in owners if owner is not None]
    assert sorted(names) == changed


def test_names_are_told_apart_by_what_is_done_with_them() -> None:
    nodes = code_reading.body_of(loop("y = x + x", "z.a(y)"))
    assert sorted(code_reading.names_in(nodes)) == ["x", "x", "y", "y", "z"]
    assert code_reading.names_in(nodes, ast.Store) == ["y"]
    assert code_reading.reads(loop("y = x", "z = 1")) == {"x"}
