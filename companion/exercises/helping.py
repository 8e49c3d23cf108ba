"""Help with an exercise: hints one after the other, and a solution."""

from __future__ import annotations

import textwrap

from . import progress
from .panels import Panel, box, code, paragraph, show
from .records import TOPIC_OF, find_task
from .reports import Report, went_wrong
from .solutions import source

hints_given: dict[str, int] = {}
"""How many hints of each exercise were asked for since the kernel started."""
last_diagnoses: dict[str, str] = {}
"""What was wrong with the last answer to each exercise; empty if it was right."""


def remember(report: Report) -> None:
    """Keep what was said of the last answer to an exercise, until the kernel ends."""
    if report.outcome != "not tried":
        last_diagnoses[report.name] = report.diagnosis


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
    next_hint(name, f'There are no more hints. solution("{name}") shows a solution.')


def next_hint(name: str, no_more: str) -> None:
    """Show the next hint, or all of them and a sentence that says that these are all.

    Parameters
    ----------
    name
        The exercise or challenge.
    no_more
        The sentence.

    Raises
    ------
    ValueError
        If there is no such exercise.
    """
    task = find_task(name)
    count = len(task.hints)
    more = hints_given.get(name, 0) < count
    hints_given[name] = min(hints_given.get(name, 0) + 1, count)
    shown = task.hints[: hints_given[name]]
    lines = [f"Hint {n} of {count}: {text}" for n, text in enumerate(shown, 1)]
    if not more:
        lines.append(no_more)
    inside = "".join(map(paragraph, lines))
    show(Panel("\n".join(lines), box("open", "Hint", name, "", inside)))


def solution(name: str) -> None:
    """Show a solution of an exercise, what it shows, and your last answer's mistake.

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
    why = _went_wrong(name)
    lines = [task.lesson, *([went_wrong(why, likely=True)] if why else [])]
    inside = code(source(task)) + "".join(map(paragraph, lines))
    comments = [
        textwrap.fill(line, 88, initial_indent="# ", subsequent_indent="# ")
        for line in lines
    ]
    text = "\n".join([source(task), "", *comments])
    show(Panel(text, box("open", "A solution", name, "", inside)))


def _went_wrong(name: str) -> str:
    """Return the diagnosis of the last answer; nothing if that was right."""
    if name in last_diagnoses:
        return last_diagnoses[name]
    try:  # answers of an earlier day
        done, _ = progress.solved_in(TOPIC_OF[name[:2]])
        met = [text for other, text in progress.mistakes_met() if other == name]
    except OSError:  # the solution is the same without it
        return ""
    return met[-1] if met and name not in done else ""
