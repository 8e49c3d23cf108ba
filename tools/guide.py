"""Read the tables of TEACHING.md: where a mistake shows, and what to ask the class."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

from tools.notebooks import ROOT

GUIDE = ROOT / "TEACHING.md"
MISTAKES = ("mistake", "the sign", "who diagnoses it")
EXPLORERS = (
    "explorer",
    "notebook",
    "what to ask the class",
    "before the exercise",
)


class GuideError(Exception):
    """The teacher's guide cannot be read or followed; the message says where."""


class Section(NamedTuple):
    """A section of a notebook.

    Parameters
    ----------
    notebook
        The notebook's number, for example ``"01"``.
    begins
        How the section's heading begins: ``"3. "``, or the whole of it.
    """

    notebook: str
    begins: str


class Task(NamedTuple):
    """An exercise, wherever it stands.

    Parameters
    ----------
    notebook
        The notebook's number.
    name
        Its name, for example ``"01.lengths"``.
    """

    notebook: str
    name: str


class Note(NamedTuple):
    """Something to watch for, or to ask, at a place.

    Parameters
    ----------
    place
        The section or the exercise.
    text
        Markdown.
    """

    place: Section | Task
    text: str


class Line(NamedTuple):
    """A row of a table.

    Parameters
    ----------
    place
        The file and the line, for error messages.
    cells
        What stands in it.
    """

    place: str
    cells: list[str]


def tables(path: Path = GUIDE) -> list[tuple[str, list[Line]]]:
    """Return the first table of each section of level 2.

    Parameters
    ----------
    path
        A Markdown file.

    Returns
    -------
    list of tuple of str and list of Line
        The heading, and the table's rows, of which the first names the columns; no row
        where there is no table.
    """
    found: list[tuple[str, list[Line]]] = []
    ended = True
    for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1):
        if line.startswith("## "):
            found.append((line[3:].strip(), []))
            ended = False
        elif line.startswith("|") and not ended:
            parts = re.split(r"(?<!\\)\|", line)[1:-1]
            cells = [part.strip().replace(r"\|", "|") for part in parts]
            if not all(re.fullmatch(r":?-+:?", cell) for cell in cells):
                found[-1][1].append(Line(f"{path.name}, line {number}", cells))
        elif found and found[-1][1]:
            ended = True
    return found


def rows(columns: tuple[str, ...], path: Path = GUIDE) -> list[Line]:
    """Return the rows of the table that has these columns.

    Parameters
    ----------
    columns
        Their names.
    path
        A Markdown file.

    Returns
    -------
    list of Line
        Without the row that names the columns.

    Raises
    ------
    GuideError
        If there is no such table, or a row has too few or too many cells.
    """
    for _, (lines) in tables(path):
        if lines and tuple(lines[0].cells) == columns:
            for line in lines:
                if len(line.cells) != len(columns):
                    raise GuideError(
                        f"{line.place}: {len(line.cells)} cells in a table with the "
                        f"columns {', '.join(columns)}"
                    )
            return lines[1:]
    raise GuideError(f"{path} has no table with the columns {', '.join(columns)}")


def mistakes(path: Path = GUIDE) -> list[Note]:
    """Return what to watch for, as the guide's table has it.

    Parameters
    ----------
    path
        The guide.

    Returns
    -------
    list of Note
        The mistake, its sign, and what `check` says of it.

    Raises
    ------
    GuideError
        If a row names no place.
    """
    found = []
    for line in rows(MISTAKES, path):
        mistake, sign, who = line.cells
        text = f"**Watch for** {mistake}. The sign: {sign}."
        exercise = re.fullmatch(r"`((\d\d)\.[^`]+)`: (.+)", who)
        if exercise:
            name, number, said = exercise.groups()
            note = Note(Task(number, name), f"{text} `check` says: “{said} …”")
        else:
            note = Note(_section(line, who.removeprefix("notebook ")), text)
        found.append(note)
    return found


def questions(path: Path = GUIDE) -> list[Note]:
    """Return what to ask the class at each explorer.

    Parameters
    ----------
    path
        The guide.

    Returns
    -------
    list of Note
        Each with its section.

    Raises
    ------
    GuideError
        If a row names no section.
    """
    return [
        Note(_section(line, line.cells[1]), f"**Ask the class.** {line.cells[2]}")
        for line in rows(EXPLORERS, path)
    ]


def _section(line: Line, where: str) -> Section:
    (place, *others) = sections(line, where)
    if others:
        raise GuideError(f"{line.place}: {where!r} names more than one section")
    return place


def sections(line: Line, where: str) -> list[Section]:
    """Read a notebook and its sections.

    Parameters
    ----------
    line
        Where it is written, for the error message.
    where
        For example ``01, sections 1, 3``, ``01, section 8`` or ``01, Questions``.

    Returns
    -------
    list of Section
        At least one.

    Raises
    ------
    GuideError
        If it names no section.
    """
    numbers = re.fullmatch(r"(\d\d), sections? (\d+(?:, \d+)*)", where)
    if numbers:
        notebook, listed = numbers.groups()
        return [Section(notebook, f"{number}. ") for number in listed.split(", ")]
    title = re.fullmatch(r"(\d\d), ([A-Z].+)", where)
    if title:
        return [Section(*title.groups())]
    raise GuideError(
        f"{line.place}: {where[:300]!r} names no section. Write 01, sections 1, 3 or "
        "01, section 8 or 01, Questions."
    )
