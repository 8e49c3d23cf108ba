"""The rules for the exercises of a lesson; each returns what there is to mend."""

from __future__ import annotations

import re
from collections.abc import Callable

from nbformat import NotebookNode

from companion.exercises.records import Challenge, Exercise, challenge, exercises
from tools.notebooks import has_tag
from tools.page import CHECK, Page

TASKS = 4, 6  # with the challenge
LATE = 1 / 3  # of them may be in the last quarter
TITLE = re.compile(r"^### Exercise · \S", re.MULTILINE)
SOLVED = re.compile(r"\s*(?:✓|Right\b)")
REASON = re.compile(r"^\s*# *\w+ +\w+ +\w+", re.MULTILINE)


def tasks(topic: str) -> dict[str, Exercise | Challenge]:
    """Return a topic's exercises, and its challenge at the end, by name."""
    last = challenge(topic)
    found: list[Exercise | Challenge] = list(exercises(topic))
    if last is not None:
        found.append(last)
    return {task.name: task for task in found}


def exercises_complete(page: Page) -> list[str]:
    """Require a check of each exercise and of the challenge, and nothing solved."""
    known = tasks(page.name[3:])
    names = [name for _, name in page.checks]
    problems = [f"check of an unknown exercise {x}" for x in names if x not in known]
    problems += [f"no check of {name}" for name in known if name not in names]
    problems += [f"{x} is checked twice" for x in set(names) if names.count(x) > 1]
    for place, name in page.checks:
        if any(SOLVED.match(text) for text in _texts(page.lesson[place])):
            problems.append(f"{name} is stored as solved")
    if not TASKS[0] <= len(known) <= TASKS[1]:
        problems.append(
            f"{len(known)} exercises with the challenge, not {TASKS[0]} to {TASKS[1]}"
        )
    return problems


def _texts(cell: NotebookNode) -> list[str]:
    """Return the outputs of a cell as text."""
    return [
        str(output.get("data", {}).get("text/plain", output.get("text", "")))
        for output in cell.outputs
    ]


def exercises_whole(page: Page) -> list[str]:
    """Require title and task, starter and check of each exercise, one after another."""
    known = tasks(page.name[3:])
    problems = []
    last_part = _places(page, "## Challenge", "## Recap")
    for place, name in page.checks:
        if name not in known:
            continue
        task, starter = page.lesson[place - 2], page.lesson[place - 1]
        if starter.source.strip() != known[name].starter.strip():
            problems.append(
                f"{name}: the cell before its check is not the record's starter"
            )
        is_titled = place in last_part or TITLE.search(task.source)
        if task.cell_type != "markdown" or not is_titled:
            problems.append(
                f"{name}: before its starter stands no task with a heading "
                "### Exercise · short title"
            )
        if len(CHECK.findall(page.lesson[place].source)) > 1:
            problems.append(f"{name}: one check a cell")
    inside = [name for place, name in page.checks if place in last_part]
    last = [task.name for task in known.values() if isinstance(task, Challenge)]
    if inside != last or len(last) != 1:
        problems.append(f"the section Challenge checks {inside}, not one of {last}")
    if page.prose.count("**Warm-up") > 1:
        problems.append("more than one **Warm-up**")
    return problems


def _places(page: Page, first: str, last: str) -> range:
    """Return the places of the lesson's cells from one heading to another."""
    lines = [cell.source.split("\n") for cell in page.lesson]
    begin = [place for place, found in enumerate(lines) if first in found]
    end = [place for place, found in enumerate(lines) if last in found]
    return range(begin[0], end[0]) if begin and end else range(0)


def exercises_in_place(page: Page) -> list[str]:
    """Require exercises where they are needed: at most a third in the last quarter."""
    late = [name for place, name in page.checks if place >= 0.75 * len(page.lesson)]
    if len(late) <= LATE * len(page.checks):
        return []
    return [
        f"{len(late)} of {len(page.checks)} exercises are in the last quarter of the "
        f"cells: {', '.join(late)}"
    ]


def last_section_collects(page: Page) -> list[str]:
    """Require a cell that lists what is still open, whose output is nobody's fault."""
    call = f'progress.open_exercises("{page.name[:2]}")'
    places = _places(page, "## What is still open", "## Where to go next")
    cells = [page.lesson[i] for i in places if page.lesson[i].cell_type == "code"]
    if len(cells) != 1 or call not in cells[0].source:
        return [f"What is still open: not one code cell with {call}"]
    if not has_tag(cells[0], "nbval-ignore-output") or not REASON.search(
        cells[0].source
    ):
        return [
            "What is still open: tag the cell nbval-ignore-output, with a comment: "
            "it shows what this learner has solved"
        ]
    return []


RULES: tuple[Callable[[Page], list[str]], ...] = (
    exercises_complete,
    exercises_whole,
    exercises_in_place,
    last_section_collects,
)
