"""What errors mean whose message does not say it."""

from __future__ import annotations

import math
import re
from typing import Any

import numpy as np
import pytest
import regex
import torch

from companion.exercises.messages import meanings
from tests.answers_in_cells import told

pytestmark = pytest.mark.usefixtures("at_once")


@pytest.mark.parametrize(
    ("line", "names", "said"),
    [
        ("[5, 6, 7][x]", {}, "A list gives one item at a time"),
        ("[n for n in range(x)]", {}, "range(len(it)) through its places"),
        ("math.ln(2)", {"math": math}, "ln, is math.log"),
        ("sum(3)", {}, "range(n) counts"),
        ("[n for n in 2.5]", {}, "range(n) counts"),
        ("x * x", {}, "zip pairs the numbers"),
        ("x * 2.5", {}, "zip pairs the numbers"),
        ("x @ x", {}, "@ is for tensors"),
        ("torch.tensor(x) @ x", {"torch": torch}, ""),
        ("x.clone()", {}, "torch.tensor(…) makes one of it"),
        ("x.T", {}, "torch.tensor(…) makes one of it"),
        ("ln(2)", {}, "ln, is math.log"),
        ("sqrt(2)", {}, "write math. before it"),
        ("math.log(0 * x[0])", {"math": math}, "only numbers above 0"),
        ("math.exp(np.ones(2))", {"math": math, "np": np}, "a sum missing"),
        ("math.exp(torch.ones(2))", {"math": math, "torch": torch}, "a sum missing"),
        ("torch.ones(2).item()", {"torch": torch}, "a sum missing"),
        ("torch.ones(2)(x)", {"torch": torch}, "f, and not f(…)"),
        (
            "torch.ones(2, requires_grad=True).backward()",
            {"torch": torch},
            "begins at a single number",
        ),
        (
            "torch.ones(2, requires_grad=True).add_(1)",
            {"torch": torch},
            "under with torch.no_grad():",
        ),
        (
            "0.1 * (torch.ones(2, requires_grad=True) - 1).detach().grad",
            {"torch": torch},
            "stays the one that learns",
        ),
        ("told.append(1)", {"told": told}, "A function is no list"),
        ("re.sub(re.findall('5', str(x)), '', '5')", {"re": re}, "is no pattern"),
        ("regex.sub(['5'], '', '5')", {"regex": regex}, "is no pattern"),
        ("re.split(tuple(x), '5')", {"re": re}, "is no pattern"),
        ("{re.compile('5'): 1, x: 2}", {"re": re}, "make it a tuple"),
    ],
)
def test_an_error_is_explained(line: str, names: dict[str, Any], said: str) -> None:
    report = told(f"def f(x):\n    return {line}\n", **names)
    assert report.outcome == "raised"
    assert said in report.text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "'list' object has no attribute 'split'",
        "module 'math' has no attribute 'l'",
    ],
)
def test_other_messages_are_left_as_they_are(text: str) -> None:
    assert not list(meanings(text))
