"""The exercises of all topics, for tests that hold for every one of them."""

from __future__ import annotations

import pytest

from companion.exercises.records import TOPICS, exercises

ALL = [exercise for topic in TOPICS for exercise in exercises(topic)]
every_exercise = pytest.mark.parametrize("exercise", ALL, ids=lambda e: e.name)

# Where trying all known mistakes takes seconds.
LONG = {"06.where-rows-end", "07.which-remedy"}
each_with_its_mistakes = pytest.mark.parametrize(
    "exercise",
    [pytest.param(e, marks=[pytest.mark.slow] * (e.name in LONG)) for e in ALL],
    ids=lambda e: e.name,
)
