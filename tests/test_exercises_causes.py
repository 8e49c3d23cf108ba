"""The causes of a mistake that show in the code, or in the error."""

from __future__ import annotations

import math
import re
from typing import Any

import numpy as np
import pytest
import torch

from companion.exercises.causes import early_return
from tests.answers_in_cells import in_a_cell, told

pytestmark = pytest.mark.usefixtures("at_once")


@pytest.mark.parametrize(
    ("line", "names", "said"),
    [
        ("list(map(int, x))", {"list": [1]}, "list is no longer Python's own list: a"),
        ("bytes(x)", {"bytes": b"ab"}, "gave this name to b'ab'. Run del bytes, and"),
        ("[max(n, 1) for n in x]", {"max": 9}, "max is no longer Python's own max"),
        (
            "sum(x, 0)",
            {"sum": in_a_cell("def f(a, b):\n    return 0")},
            "own sum: a cel",
        ),
        ("[max(()) for n in x]", {}, "There is nothing to take the max of"),
        ("min([])", {}, "say with min(…, default=…) what comes out then"),
        ("max([])", {}, "If there should be something, look at the lines that fill"),
        ("x.sort()[0]", {}, "append, extend, sort and reverse change a list and ret"),
        ("x.append(1).copy()", {}, "A value is None here"),
        (
            "[p.strip() for p in re.split('(,)|s', 'tests, more')]",
            {"re": re},
            "re.split gives None for each group that took no part",
        ),
        ("min([1, 2], key={1: 3}.get)", {}, ".get gives None for a key that the"),
        ("[].append(1) < 2", {}, "append, extend, sort and reverse change a list"),
        ("(3 - 0.5) ^ 2", {}, "^ is no power in Python"),
        ("x / 2", {}, "That cannot be done with a list as a whole"),
        ("x ** 2", {}, "That cannot be done with a list as a whole"),
        ("3 - x", {}, "That cannot be done with a list as a whole"),
        ("math.log(x)", {"math": math}, "That cannot be done with a list as a whole"),
        ("torch.log(x)", {"torch": torch}, "This is no tensor: torch.tensor(…) makes"),
        ("x.log()", {}, "A list has none of this: torch.tensor(…) makes a tensor"),
        ("x.max()", {}, "max(…), min(…) and sum(…) take a list"),
        (
            "torch.tensor(x).sum(dim=1)",
            {"torch": torch},
            "The tensor has fewer dimensions than that",
        ),
        ("len(n for n in x)", {}, "one element after another: list(…) makes a list"),
        ("zip(x, x)[0]", {}, "one element after another: list(…) makes a list"),
        ("len(3)", {}, "This is one number where a list is expected"),
        ("' '.join([('a', 1)])", {}, "one of its pieces is a tuple: a pair, perhaps"),
        ("' '.join([1])", {}, "is an int: a number where the text should stand"),
        ("' '.join([[]])", {}, "one of its pieces is of the kind list"),
        ("{1: 2}.keys()[0]", {}, "What .keys() gives cannot be asked for a place"),
        ("['a'].index(1)", {}, "What you look for is not in that list"),
        ("[x].remove('no such')", {}, "What you look for is not in that list"),
        ("dict(a=1)('a')", {}, "Round brackets call a function"),
        ("max(x, key={1: 3})", {}, "as after key=, its .get is one"),
        ("{x: 1}", {}, "Since a list can change, it cannot be a key"),
        ("{each: 1 for each in [3, x]}", {}, "a * before it, puts in each by itself"),
        ("{'a': 1}[x]", {}, "and a loop asks for one after the other"),
        ("{{1, 2}}", {}, "Since a set can change, it cannot be a key"),
        (
            "[nowhere for nowhere in [nowhere]]",
            {},
            "After a restart, run the set-up cell first",
        ),
        ("x(0)", {}, "stands before them is a list, which takes square ones"),
        ("[n for n, m in {'a': 1}]", {}, "gives its keys alone: .items() gives pairs"),
        ("[n for n, m in {'abc': 1}]", {}, "another number of parts than there are na"),
        ("[n for n, m in x]", {}, "and enumerate(…) places with elements"),
        ("sorted(x, key=x.count())", {}, "After key= stands the function itself"),
        ("sorted(x, key=len())", {}, "After key= stands the function itself"),
        ("{}.append(1)", {}, "A dictionary gets an entry by d[key] = value"),
        ("{}.add(1, 2)", {}, "A dictionary gets an entry by d[key] = value"),
        ("set(x).sort()", {}, "sorted(…) makes a sorted list of anything"),
        ("set(x)[0]", {}, "A set has no order, so no place in it can be asked for"),
        ("[x[i] for i in range(x)]", {}, "range takes a number, such as len of a list"),
        ("{} + {}", {}, "Two dictionaries are put together by |, not by +"),
        ("sum({'a': 1})", {}, "A loop through a dictionary gives its keys; .values()"),
        ("[d.update({3: n}) for d in [{1: 2}] for n in d]", {}, "the very thing that"),
        ("sum([1, (2, 3)])", {}, "Take the number out of it, as in pair[1]"),
        ("x.join(' ')", {}, "join belongs to the text that is to stand between"),
        ("x.lower()", {}, "A list has no methods of texts: go through its elements"),
        ("x.get(1)", {}, "Only a dictionary has .get, and this is a list or a text"),
        ("{1: 2}.values().index(2)", {}, "is no list yet: list(…) makes one of it"),
        ("x['a']", {}, "Does a loop give elements where places are meant?"),
        ("dict(['a'])", {}, "dict(…) takes pairs, such as those of .items()"),
        ("{'a': 1}[-1]", {}, "for a key, not for a place, and this number is no key"),
        ("nowhere", {}, "After a restart, run the set-up cell first"),
    ],
)
def test_the_cause_of_an_error_is_named(
    line: str, names: dict[str, Any], said: str
) -> None:
    report = told(f"def f(x):\n    return {line}\n", **names)
    assert report.outcome in {"raised", "wrong"}
    assert said in report.text
    assert report.text.index(said) < report.text.index("These cases")


def test_a_set_that_is_given_an_entry_is_told_of_dictionaries() -> None:
    report = told("def f(x):\n    seen = set()\n    seen['a'] = 1\n")
    assert "A set holds single things, a dictionary pairs of key and" in report.text


def test_a_name_that_the_function_sets_later_is_told_apart() -> None:
    report = told("def f(x):\n    seen.append(x)\n    seen = []\n", seen=[])
    assert "Some line of the function gives this name a value" in report.text


def test_a_loop_that_has_nothing_left_is_told_to_end() -> None:
    lines = ["def f(x):", "    while True:", "        x = [max(x)][1:]"]
    report = told("\n".join(lines))
    assert "If the loop is at its end then, ask for that before this" in report.text
    assert "default=" not in report.text


@pytest.mark.parametrize(
    "source",
    [
        "def f(x):\n    list = [1]\n    return list(x)\n",
        "def f(x):\n    max = max(x)\n    return max\n",
    ],
)
def test_a_name_that_is_taken_inside_the_function_is_told(source: str) -> None:
    report = told(source)
    assert report.outcome == "raised"
    assert "Inside the function " in report.text
    assert "is a variable of yours, and no longer Python's own" in report.text


@pytest.mark.parametrize(
    ("names", "source"),
    [
        ({"open": 1, "exit": 1}, "def f(x):\n    open, exit\n    return x\n"),
        ({"sum": np.sum}, "def f(x):\n    return sum(x)\n"),
        ({"list": list}, "def f(x):\n    return list(x)\n"),
    ],
)
def test_what_shadows_nothing_is_not_named(names: dict[str, Any], source: str) -> None:
    assert "no longer Python's own" not in told(source, **names).text


@pytest.mark.parametrize("pattern", [r"'\bab'", r"'(a)\1'"])
def test_a_pattern_without_its_r_is_told(pattern: str) -> None:
    import re

    source = f"def f(x):\n    return [re.findall({pattern}, str(n)) for n in x]\n"
    assert "Your pattern lacks its r" in told(source, re=re).text
    assert "lacks its r" not in told(source.replace("l(", "l(r"), re=re).text
    above = f"P = {pattern}\ndef f(x):\n    return re.findall(P, str(x))\n"
    assert "Your pattern lacks its r" in told(above, re=re).text


def test_a_function_that_is_not_called_is_told() -> None:
    report = told("def f(x):\n    return len(str(x).encode)\n")
    assert report.outcome == "raised"
    assert "stands there without its parentheses" in report.text


@pytest.mark.parametrize(
    ("expression", "said"),
    [
        ("[V for _ in x]", "It reads V from outside, from the notebook: the same"),
        ("[len(known) + V + n for n in x]", "It reads V and known from outside"),
        ("[known[n] for n in x]", "It reads known from outside"),
        ("[n + float(powers[0]) for n in x]", "It reads powers from outside"),
        ("[n * (Tensor is str) for n in x]", ""),  # a class
        ("[n + OTHER for n in x]", ""),  # a constant, as patterns are
        ("[n + len([V for V in x]) for n in x]", ""),  # its own
        ("[n * int(helper(n)) for n in x]", ""),
        ("[n + x.count(n) for n in x]", ""),  # a method's name
    ],
)
def test_what_is_read_from_the_notebook_is_named(expression: str, said: str) -> None:
    names: dict[str, Any] = {"V": 941, "OTHER": 7, "known": {0: 9}, "count": 3}
    names |= {"helper": str, "powers": torch.ones(2), "Tensor": torch.Tensor}
    report = told(f"def f(x):\n    return {expression}\n", **names)
    assert report.outcome != "right"
    assert said in report.text
    assert ("from outside" in report.text) == bool(said)


def test_a_loop_that_passes_over_some_does_not_end_in_its_first_round() -> None:
    def above_3(x: list[int]) -> int | None:
        for number in x:
            if number <= 3:
                continue
            return number
        return None

    assert early_return(above_3) == []
