"""Read the plans of TEACHING.md: which sections and exercises belong to which hour.

A plan is a section of TEACHING.md whose table has the columns ``minutes``, ``what``
and ``where``, and before them ``starts`` or ``session``. A session is a class hour; a
table with starts is divided into hours where a row says ``Break``. What stands under
``where`` is divided by ``;``: ``README``, the names of exercises in backticks, or a
notebook and its sections, such as ``01, sections 1, 3`` or ``01, Questions``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from tools.guide import GUIDE, GuideError, Line, Section, Task, sections, tables

COLUMNS = ("minutes", "what", "where")
FIRST = ("starts", "session")


@dataclass(frozen=True)
class Row:
    """What is done in some minutes.

    Parameters
    ----------
    minutes
        How many.
    what
        In the words of the plan.
    where
        As the plan names the places.
    places
        The same, read.
    """

    minutes: int
    what: str
    where: str
    places: tuple[Section | Task, ...]


@dataclass(frozen=True)
class Hour:
    """What is taught without a break: a class hour.

    Parameters
    ----------
    title
        What it is called.
    rows
        In order.
    """

    title: str
    rows: tuple[Row, ...]

    @property
    def minutes(self) -> int:
        """How long it takes."""
        return sum(row.minutes for row in self.rows)

    @property
    def places(self) -> list[Section | Task]:
        """All places, in order."""
        return [place for row in self.rows for place in row.places]


@dataclass(frozen=True)
class Plan:
    """A plan of TEACHING.md.

    Parameters
    ----------
    name
        For file names: ``"half-a-day"``.
    title
        The heading, up to a colon.
    hours
        In order.
    """

    name: str
    title: str
    hours: tuple[Hour, ...]


def read_plans(path: Path = GUIDE) -> list[Plan]:
    """Return all plans of a teacher's guide, in order.

    Parameters
    ----------
    path
        The guide.

    Returns
    -------
    list of Plan
        At least one.

    Raises
    ------
    GuideError
        If there is none, or a row is not as it should be.
    """
    found = [
        _plan(title, rows)
        for title, rows in tables(path)
        if rows and tuple(rows[0].cells[-3:]) == COLUMNS and rows[0].cells[0] in FIRST
    ]
    if not found:
        raise GuideError(
            f"{path} holds no plan: no section has a table with the columns "
            f"{', '.join(COLUMNS)} after {' or '.join(FIRST)}."
        )
    return found


def chosen(plans: list[Plan], name: str) -> list[Plan]:
    """Return the plans whose names begin with something; all for nothing.

    Parameters
    ----------
    plans
        Some plans.
    name
        The beginning of a name or of a title, for example ``"half"`` or ``"Half a"``.

    Returns
    -------
    list of Plan
        Those plans.

    Raises
    ------
    GuideError
        If no plan's name begins so.
    """
    found = [plan for plan in plans if plan.name.startswith(_slug(name))]
    if not found:
        names = " ".join(plan.name for plan in plans)
        raise GuideError(f"no plan is called {name!r}; there are: {names}")
    return found


def _plan(heading: str, lines: list[Line]) -> Plan:
    title = heading.partition(":")[0]
    (head, *_), *body = lines[0].cells, *lines[1:]
    hours = _sessions(body) if head == "session" else _between_breaks(body)
    return Plan(_slug(title), title, hours)


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")


def _sessions(lines: list[Line]) -> tuple[Hour, ...]:
    return tuple(
        Hour(f"Session {number}", tuple(map(_row, of_it)))
        for number, of_it in groupby(lines, key=lambda line: line.cells[0])
    )


def _between_breaks(lines: list[Line]) -> tuple[Hour, ...]:
    parts = groupby(lines, key=lambda line: line.cells[2:3] == ["Break"])
    taught = [list(part) for is_break, part in parts if not is_break]
    return tuple(
        Hour(f"Part {number}", tuple(map(_row, part)))
        for number, part in enumerate(taught, start=1)
    )


def _row(line: Line) -> Row:
    if len(line.cells) != 4:
        raise GuideError(
            f"{line.place}: a row of a plan has 4 cells, not {line.cells!r}"
        )
    _, minutes, what, where = line.cells
    if not minutes.isdecimal():
        raise GuideError(f"{line.place}, minutes: {minutes!r} is no whole number")
    parts = [part.strip() for part in where.split(";")]
    places = [place for part in parts for place in _places(line, part)]
    return Row(int(minutes), what, where, tuple(places))


def _places(line: Line, part: str) -> list[Section | Task]:
    """Read one part of what stands under ``where``."""
    if part in ("", "README"):
        return []
    if re.fullmatch(r"`\d\d\.[^`]+`(, `\d\d\.[^`]+`)*", part):
        return [Task(name[:2], name) for name in re.findall(r"`([^`]+)`", part)]
    if "`" in part:
        raise GuideError(
            f"{line.place}: {part[:300]!r} names no exercises. Write `01.name`, or "
            "`01.name`, `01.other`."
        )
    return [*sections(line, part)]
