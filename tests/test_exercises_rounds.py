"""Rounds of a loop that undo each other, and lines whose result is lost."""

from __future__ import annotations

import re

import pytest

from companion.exercises.checking import examine
from companion.exercises.records import find
from companion.exercises.rounds import in_vain, not_returned, rounds
from tests.answers_in_cells import Cases, exercise, in_a_cell, told

AT_ONCE = pytest.mark.usefixtures("at_once")


def without_a(x: str) -> str:
    return x.replace("a", "")


def body(*lines: str) -> str:
    return "\n    ".join(["def f(x):", *lines, ""])


SKIPS = body(
    "out = []",
    "for i in range(len(x)):",
    "    out.append(x[i] * 3)",
    "    if x[i] == 1:",
    "        i += 1",
    "return out",
)
SKIPS_OR_ELSE = body(
    "out = []",
    "for i in range(len(x)):",
    "    if x[i] == 1:",
    "        i += 1",
    "    else:",
    "        out.append(x[i])",
    "return out",
)
SKIPS_WITH_ENUMERATE = body(
    "out = []",
    "for i, n in enumerate(x):",
    "    if n == 1:",
    "        i += 1",
    "        continue",
    "    out.append(n)",
    "return out",
)
COUNTS_ON = body(
    "out = []",
    "for i in range(len(x)):",
    "    i += 1",
    "    out.append(i)",
    "return out",
)
REMOVES = body("for n in x:", "    if n > 1:", "        x.remove(n)", "return x")
POPS = body(
    "for i, n in enumerate(x):", "    if n > 1:", "        x.pop(i)", "return x"
)
DELETES = body(
    "for i in range(len(x)):", "    if x[i] == 7:", "        del x[i]", "return x"
)
REMOVES_ONE = body(
    "for n in x:", "    if n > 1:", "        x.remove(n)", "        break", "return x"
)
REMOVES_FROM_ANOTHER = body(
    "y = list(x)", "for n in x:", "    if n > 1:", "        y.remove(n)", "return y"
)
BEGINS_ANEW = body("for n in x:", "    out = []", "    out.append(2 * n)", "return out")
BEGINS_ANEW_AT_ZERO = body("for n in x:", "    s = 0", "    s += 2 * n", "return s")
COPIES_ANEW = body(
    "for n in x:",
    "    out = list(x)",
    "    if n not in out[1:]:",
    "        out[0] = n",
    "return out",
)
COPIES_OF_ITSELF = body(
    "out = x", "for n in x:", "    out = list(out)", "    out[0] = n", "return out"
)
BEGINS_ANEW_TO_BE_KEPT = body(
    "for n in x:", "    best = 0", "    best = max(best, n)", "return best"
)
ROW_BY_ROW = body(
    "out = []",
    "for n in x:",
    "    row = []",
    "    row.append(n)",
    "    out.append(row)",
    "return out",
)
ONLY_THE_LAST = body("for n in x:", "    out = [2 * n]", "return out")
LAST_SEEN = body("last = 0", "for n in x:", "    last = n", "return last")
FIRST_FOUND = body(
    "for n in x:", "    found = n + 1", "    if n > 3:", "        break", "return found"
)
BUILT_ON = body("out = []", "for n in x:", "    out = [*out, n]", "return out")


@AT_ONCE
@pytest.mark.parametrize(
    ("source", "said"),
    [
        (SKIPS, "The line i += 1 skips nothing: a for loop gives i its next value"),
        (SKIPS_OR_ELSE, "The line i += 1 skips nothing"),
        (SKIPS_WITH_ENUMERATE, "The line i += 1 skips nothing"),
        (REMOVES, "x.remove(n) takes something out of x while the for loop goes thr"),
        (POPS, "x.pop(i) takes something out of x while the for loop goes through"),
        (DELETES, "del x[i] takes something out of x while the for loop goes through"),
        (BEGINS_ANEW, "Each round of the for loop sets out to [] again, so only what"),
        (BEGINS_ANEW_AT_ZERO, "Each round of the for loop sets s to 0 again, so only"),
        (COPIES_ANEW, "Each round of the for loop sets out to list(x) again, so only"),
        (BEGINS_ANEW_TO_BE_KEPT, "Each round of the for loop sets best to 0 again"),
        (ONLY_THE_LAST, "Each round of the for loop gives out a new value and builds"),
    ],
)
def test_rounds_that_undo_each_other_are_named(source: str, said: str) -> None:
    assert rounds(in_a_cell(source))[0].startswith(said)
    assert said in told(source).text


@pytest.mark.parametrize(
    "source",
    [
        *(COUNTS_ON, REMOVES_ONE, REMOVES_FROM_ANOTHER, ROW_BY_ROW, LAST_SEEN),
        *(FIRST_FOUND, BUILT_ON, COPIES_OF_ITSELF),
        body("return [2 * n for n in x]"),
    ],
)
def test_of_rounds_that_may_be_meant_so_nothing_is_said(source: str) -> None:
    assert rounds(in_a_cell(source)) == []


def test_of_what_has_no_source_nothing_is_said() -> None:
    assert rounds(len) == []
    assert in_vain(len) == []


@AT_ONCE
@pytest.mark.parametrize("line", ["n + 1", "n == 2 * n"])
def test_a_line_whose_result_nothing_keeps_is_shown(line: str) -> None:
    report = told(body("for n in x:", f"    {line}", "return x"))
    assert f"Nothing keeps what the line {line} works out" in report.text


@AT_ONCE
@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("x.replace('a', '')", "x"),
        ("x.strip()", "x"),
        ("re.sub('a', '', x)", "x"),
        ("sorted(x)", "x"),
    ],
)
def test_a_text_that_stays_as_it_is_is_named(line: str, name: str) -> None:
    cases: Cases = [("banana",), ("tea",)]
    task = exercise(without_a, cases)
    report = examine(task, in_a_cell(body(line, "return x"), re=re), 0)
    assert f"returns, and {name} stays as it is: should the line begin" in report.text


@pytest.mark.parametrize(
    "line", ["os.replace(x, x)", "re.sub('a', x)", "x.append(1)", "x[0].lower()"]
)
def test_of_calls_that_do_something_nothing_is_said(line: str) -> None:
    assert in_vain(in_a_cell(body(line, "return x"))) == []


def test_a_loop_that_never_ends_since_a_text_stays_as_it_is() -> None:
    source = body("while 'a' in x:", "    x.replace('a', '')", "return x")
    task = exercise(without_a, [("banana",)])
    report = examine(task, in_a_cell(source), 0, seconds=0.2)
    assert report.outcome == "too slow"
    assert "Nothing keeps what the line x.replace('a', '') returns" in report.text


@pytest.mark.parametrize("line", ["print('tea')", "'tea'"])
@pytest.mark.parametrize("wanted", ["tea", "milk"])
def test_a_word_that_is_named_and_not_returned_is_told_so(
    line: str, wanted: str
) -> None:
    function = in_a_cell(body("'tea'", "if x:", f"    {line}", "return 'cake'"))
    told_so = not_returned(function, [("cake", wanted)])
    assert bool(told_so) == (wanted == "tea")  # a word of help is no result
    assert all(f"The line {line} hands nothing over" in each for each in told_so)


def test_of_what_describes_a_function_or_prints_much_nothing_is_said() -> None:
    function = in_a_cell(body("'tea'", "print('tea', x)", "x + 1", "return x"))
    assert not_returned(function, [(1, "tea"), (1, 2)]) == []


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("x[1:]", "x stays as it is: should the line begin with x = ?"),
        ("sorted(x)", "x stays as it is: should the line begin with x = ?"),
        ("print(x)", ""),
        ("sum(x)", ""),
        ("x.sort()", ""),
        ("sorted([*x])[1:]", ""),
    ],
)
def test_a_cut_or_a_sorted_list_that_nothing_keeps_is_shown(
    line: str, said: str
) -> None:
    noticed = in_vain(in_a_cell(body(line, "return x")))
    assert len(noticed) == bool(said)
    assert said in "".join(noticed)


def test_a_place_that_is_only_tried_is_left_alone() -> None:
    tried = body("try:", "    x[9]", "except IndexError:", "    pass", "return x")
    assert in_vain(in_a_cell(tried)) == []


@pytest.mark.parametrize("line", ["x[0] + 1", "x[1:]", "sorted(x)"])
def test_a_last_line_that_nothing_keeps_may_lack_its_return(line: str) -> None:
    (noticed,) = in_vain(in_a_cell(body(line)))
    assert noticed.endswith("is a return missing at its beginning?")


@pytest.mark.usefixtures("at_once")
def test_a_lost_line_stands_before_a_mistake_with_the_same_outputs() -> None:
    lines = ["a, b = x.copy(), x.copy()", "a[:-1]", "b[1:]", "return a, b"]
    report = examine(find("05.shift-by-one"), in_a_cell(body(*lines)), 0)
    likely = (
        "Results like yours come from this mistake: Your target is the input itself"
    )
    assert report.text.index("Nothing keeps what the line a[:-1]") < report.text.index(
        likely
    )
    assert report.diagnosis.startswith("Your target is the input itself")


def test_two_lists_that_one_line_empties_are_seen() -> None:
    lines = ["for n in x:", "    a, b = [], n", "    a.append(b)", "return a"]
    assert "sets a to [] again" in "".join(rounds(in_a_cell(body(*lines))))
