"""`check` and `hint` as an assignment has them: with points, and without a solution.

nbgrader gives a test cell the points that its last line shows as a number, no points if
there is anything on the cell's standard error, and no points with a traceback if a name
is missing. So a `Graded` shows a number where nbgrader looks and the report where
people look, what an answer writes to standard error stays out of the cell, and a
`Missing` stands for an answer that is not there.
"""

from __future__ import annotations

import ast
import contextlib
import io
import os
import re
import warnings
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from . import checking, helping
from .panels import number_text, paragraph
from .records import Challenge, Exercise, find_task
from .reports import Report, hints_html


@dataclass(frozen=True, repr=False)
class Graded:
    """What a check in an assignment found, and its points.

    Parameters
    ----------
    report
        The report, without a solution.
    points
        From 0 to 1.
    """

    report: Report
    points: float

    def __repr__(self) -> str:
        return str(self.points)  # a number alone: this is what nbgrader reads

    def __str__(self) -> str:
        return f"{self.report!r}\n{_points_text(self.points)}"

    def _repr_html_(self) -> str:
        return self.report._repr_html_()


@dataclass(frozen=True)
class Missing:
    """Stands for an answer that is not there.

    Parameters
    ----------
    why
        What became of it, in a sentence to the learner.
    """

    why: str


def check(
    name: str, function: Callable[..., Any] | Missing, seed: int | None = None
) -> Graded:
    """Check an answer of an assignment.

    Parameters
    ----------
    name
        The exercise or challenge, for example ``"05.shift-by-one"``.
    function
        The answer: the function itself, not called.
    seed
        For the same cases as in an earlier report; fresh ones without it.

    Returns
    -------
    Graded
        The report and the points.

    Raises
    ------
    ValueError
        If there is no such exercise.
    TypeError
        If `function` is not a function.

    Examples
    --------
    >>> check("05.shift-by-one", lambda ids: (ids[:-1], ids[1:]))
    1.0
    >>> print(check("05.shift-by-one", lambda ids: (ids, ids)).report.outcome)
    wrong
    """
    return _graded(name, function, (seed,))


def grader(*seeds: int) -> Callable[[str, Any], Graded]:
    """Return a `check` whose cases are the same for everybody.

    Parameters
    ----------
    *seeds
        What the cases are drawn with; an answer must be right with each.

    Returns
    -------
    Callable
        As `check`.
    """
    return lambda name, function: _graded(name, function, seeds)


def hint(name: str) -> None:
    """Show the next hint for an exercise, below those that were shown before.

    Parameters
    ----------
    name
        The exercise or challenge, for example ``"05.shift-by-one"``.

    Raises
    ------
    ValueError
        If there is no such exercise.
    """
    helping.next_hint(name, "There are no more hints.")


def answer_of(name: str, names: Mapping[str, Any]) -> Callable[..., Any] | Missing:
    r"""Return the function that a notebook defines, or say why there is none.

    Examples
    --------
    >>> answer_of("shift", {"In": ["", "def shift(ids:\n    ..."]}).why
    "Python cannot read the cell with shift: '(' was never closed (line 1)."
    """
    found = names.get(name)
    if callable(found):
        return found  # type: ignore[no-any-return]
    for source in reversed(names.get("In", ())):  # the cells that IPython has run
        if re.search(rf"\bdef {name}\b", source):
            return Missing(_cause(name, source))
    return Missing(f"No cell defines a function that is called {name}.")


def _cause(name: str, source: str) -> str:
    """Say why a cell with a function did not leave it behind."""
    try:
        ast.parse(source)
    except SyntaxError as error:
        why = f"{error.msg} (line {error.lineno})"
        return f"Python cannot read the cell with {name}: {why}."
    return (
        f"The cell with {name} ended in an error before {name} was there, or something "
        "else was given its name later."
    )


def _graded(
    name: str, function: Callable[..., Any] | Missing, seeds: tuple[int | None, ...]
) -> Graded:
    """Check with one seed after another, as long as the answer is right."""
    task = find_task(name)
    if isinstance(function, Missing):
        return _with_points(task, _not_there(task, function))
    with silence():
        for seed in seeds:
            report = checking.check(name, function, seed)
            if report.outcome != "right":
                break
    return _with_points(task, report)


def _not_there(task: Exercise | Challenge, missing: Missing) -> Report:
    return Report(
        "raised",
        f"Not yet: {task.name}. {missing.why}\nTask: {task.task}",
        name=task.name,
        inside=paragraph(missing.why, strong=True) + paragraph(f"Task: {task.task}"),
    )


def _with_points(task: Exercise | Challenge, report: Report) -> Graded:
    points = float(report.outcome == "right")
    if isinstance(task, Challenge) and report.score is not None:
        points = share(task, report.score)
    hints = "" if report.outcome == "right" else hints_html(task)
    return Graded(replace(report, help=hints, aside=_points_text(points)), points)


def _points_text(points: float) -> str:
    return f"{number_text(points)} of 1 point"


def share(task: Challenge, score: float) -> float:
    """Return how far a score is on the way from the best simple answer to our own.

    Parameters
    ----------
    task
        The challenge.
    score
        What an answer scored.

    Returns
    -------
    float
        From 0, no better than the best baseline that our own solution beats, to 1, at
        least as good as our own; with two digits.

    Examples
    --------
    >>> from companion.exercises.records import find_task
    >>> line_up = find_task("05.line-up")  # 208 by three quick looks, 294 by ours
    >>> [share(line_up, score) for score in (134, 208, 251, 294, 300)]
    [0.0, 0.0, 0.5, 1.0, 1.0]
    """
    ours = task.reference
    simple = [number for _, number in task.baselines if task.is_better(ours, number)]
    best = max(simple) if task.higher_is_better else min(simple)
    return round(min(1.0, max(0.0, (score - best) / (ours - best))), 2)


@contextlib.contextmanager
def silence() -> Iterator[None]:
    """Let nothing through to standard error, also not from processes that are started.

    Yields
    ------
    None
        Warnings are silent, too: they are no mistakes, and nbgrader would give no
        points for one.
    """
    kept = os.dup(2)
    try:
        with (
            open(os.devnull, "w") as nowhere,
            contextlib.redirect_stderr(io.StringIO()),
            warnings.catch_warnings(),
        ):
            warnings.simplefilter("ignore")
            os.dup2(nowhere.fileno(), 2)
            yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
