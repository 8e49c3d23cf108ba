"""Hints come one at a time, and a solution names what went wrong."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from companion.exercises import check, helping
from companion.exercises.helping import hint, solution
from companion.exercises.records import find
from tests.all_exercises import ALL
from tests.panel_reader import in_this_order, read

pytestmark = pytest.mark.usefixtures("at_once")


def test_hints_come_one_at_a_time(capsys: pytest.CaptureFixture[str]) -> None:
    exercise = ALL[-1]
    count = len(exercise.hints)
    shown = ""
    for place, text in enumerate(exercise.hints, start=1):
        hint(exercise.name)
        shown += f"Hint {place} of {count}: {text}\n"  # those before, to read again
        assert capsys.readouterr().out == shown
    for _ in range(2):
        hint(exercise.name)
        assert capsys.readouterr().out == (
            f'{shown}There are no more hints. solution("{exercise.name}") shows a '
            "solution.\n"
        )


@pytest.fixture
def displayed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[Any]:
    """Stand in for a notebook, and keep what it displays."""
    import IPython
    import IPython.display

    found: list[Any] = []
    shell = SimpleNamespace(ask_exit=None)
    monkeypatch.setattr(IPython, "get_ipython", lambda: shell)
    monkeypatch.setattr(IPython.display, "display", found.append)
    # What is known of earlier answers is not that of other tests, or of this user.
    monkeypatch.setattr(helping, "last_diagnoses", {})
    monkeypatch.setenv("COMPANION_PROGRESS", str(tmp_path / "none.txt"))
    return found


def test_hints_and_solution_are_panels_in_a_notebook(
    displayed: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(helping, "hints_given", {})
    name = "05.shift-by-one"
    for _ in range(2):
        hint(name)
    solution(name)
    first, second, third = map(read, displayed)
    assert "Hint 1 of" in first.text
    assert "Hint 2 of" not in first.text
    assert in_this_order(second.text, "Hint 1 of", "Hint 2 of")
    assert third.text.endswith(" ".join(find(name).lesson.split()))


def test_the_solution_names_the_mistake_that_was_met_last(
    displayed: list[Any], tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COMPANION_PROGRESS", str(tmp_path / "progress.txt"))
    exercise = find("05.shift-by-one")
    for mistake in exercise.mistakes[:2]:
        check(exercise.name, mistake.function)
    solution(exercise.name)
    cause = exercise.mistakes[1].diagnosis
    assert read(displayed[0]).text.endswith(
        f"What went wrong in yours, most likely: {cause}"
    )
    assert str(displayed[0]).replace("\n# ", " ").endswith(cause)


def test_the_solution_names_no_mistake_that_was_mended(
    displayed: list[Any], tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COMPANION_PROGRESS", str(tmp_path / "progress.txt"))
    exercise = find("05.shift-by-one")
    mistake = exercise.mistakes[0]

    def blamed(*answers: Callable[..., Any], again: bool = False) -> bool:
        monkeypatch.setattr(helping, "last_diagnoses", {})  # as when the kernel starts
        for answer in answers:
            check(exercise.name, answer)
        if again:
            helping.last_diagnoses.clear()
        solution(exercise.name)
        shown = read(displayed[-1]).text, str(displayed[-1])
        found = {"What went wrong in yours" in each for each in shown}
        assert len(found) == 1
        return found.pop()

    assert blamed(mistake.function, again=True)  # kept from another day
    assert not blamed(mistake.function, lambda ids: 5)  # nobody knows this one
    assert not blamed(mistake.function, exercise.solution)
    assert not blamed(again=True)  # kept that it was solved
    assert blamed(exercise.solution, mistake.function)
    assert blamed(mistake.function, lambda ids: ...)  # that is no answer
