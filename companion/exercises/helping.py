"""Help with an exercise: hints one after the other, and a solution."""

from __future__ import annotations

import textwrap

from . import progress
from .panels import Panel, box, code, paragraph, show
from .records import find_task
from .solutions import source

_given: dict[str, int] = {}  # how many hints of each exercise were asked for


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
    task = find_task(name)
    count = len(task.hints)
    more = _given.get(name, 0) < count
    _given[name] = min(_given.get(name, 0) + 1, count)
    shown = task.hints[: _given[name]]
    lines = [f"Hint {n} of {count}: {text}" for n, text in enumerate(shown, 1)]
    if not more:
        lines.append(f'There are no more hints. solution("{name}") shows a solution.')
    inside = "".join(map(paragraph, lines))
    show(Panel("\n".join(lines), box("open", "Hint", name, "", inside)))


def solution(name: str) -> None:
    """Show a solution of an exercise, what it shows, and the mistakes you met.

    Parameters
    ----------
    name
        The exercise or challenge, for example ``"05.shift-by-one"``.

    Raises
    ------
    ValueError
        If there is no such exercise.
    """
    task = find_task(name)
    try:
        met = [text for other, text in progress.mistakes_met() if other == name]
    except OSError:  # the solution is the same without it
        met = []
    lines = [task.lesson, *(f"What went wrong in yours: {text}" for text in met[-1:])]
    inside = code(source(task)) + "".join(map(paragraph, lines))
    comments = [
        textwrap.fill(line, 88, initial_indent="# ", subsequent_indent="# ")
        for line in lines
    ]
    text = "\n".join([source(task), "", *comments])
    show(Panel(text, box("open", "A solution", name, "", inside)))
