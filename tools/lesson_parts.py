"""Take a lesson apart: its sections, and the exercises in them."""

from __future__ import annotations

import copy
import functools
import re
from collections.abc import Iterable, Iterator

from nbformat import NotebookNode, v4

from companion.lessons.view import lesson_view
from tools.guide import GuideError, Note, Section, Task
from tools.notebooks import NotebookError, notebook_paths, read
from tools.page import CHECK

# A link to another lesson leads nowhere on paper, and on slides that stand alone.
LINK = re.compile(r"(?<!!)\[([^\]]+)\]\([^):]+\.ipynb(?:#[^)]*)?\)")
HEADING = re.compile(r"^(#{1,3}) +(.+?) *$")


class Part:
    """A piece of a lesson: some cells, of which the first begins with a heading.

    Parameters
    ----------
    title
        The heading.
    cells
        The cells. Each Markdown cell has one heading at most, at its beginning.
    """

    def __init__(self, title: str, cells: list[NotebookNode]) -> None:
        self.title = title
        self.cells = cells

    @property
    def tasks(self) -> list[str]:
        """The names of the exercises that it holds."""
        sources = [cell.source for cell in self.cells if cell.cell_type == "code"]
        return [name for source in sources for name in CHECK.findall(source)]


class Lesson:
    """A lesson in parts.

    Parameters
    ----------
    number
        The notebook's number, for example ``"01"``.
    notebook
        Its lesson view.
    """

    def __init__(self, number: str, notebook: NotebookNode) -> None:
        self.number = number
        self.cells = list(divided(notebook.cells))
        self.sections = list(parts(self.cells, 2))

    def part(self, place: Section | Task) -> Part:
        """Return a section of the lesson, or one of its exercises.

        Parameters
        ----------
        place
            The section or the exercise.

        Returns
        -------
        Part
            Its cells, up to the check that ends an exercise.

        Raises
        ------
        GuideError
            If the lesson has no such section or exercise.
        """
        if isinstance(place, Task):
            return self._task(place.name)
        found = [each for each in self.sections if each.title.startswith(place.begins)]
        if not found:
            titles = ", ".join(each.title for each in self.sections)
            raise GuideError(
                f"notebook {self.number} has no section {place.begins!r}; it has: "
                f"{titles}"
            )
        return found[0]

    def _task(self, name: str) -> Part:
        for each in parts(self.cells, 3):
            if name in each.tasks:
                end = next(
                    place
                    for place, cell in enumerate(each.cells, start=1)
                    if cell.cell_type == "code" and CHECK.search(cell.source)
                )
                return Part(each.title, each.cells[:end])
        names = [name for each in self.sections for name in each.tasks]
        raise GuideError(
            f"notebook {self.number} has no exercise {name!r}; it has: "
            f"{', '.join(names)}"
        )


@functools.cache
def lesson(number: str) -> Lesson:
    """Return a lesson of the series, without links to the other lessons.

    Parameters
    ----------
    number
        The notebook's number.

    Returns
    -------
    Lesson
        The lesson.

    Raises
    ------
    GuideError
        If there is no such notebook.
    """
    try:
        (path,) = notebook_paths((number,))
    except NotebookError as error:
        raise GuideError(str(error)) from None
    view = lesson_view(read(path))
    for cell in view.cells:
        cell["id"] = f"{number}-{cell.id}"[:64]  # so that lessons can be put together
        if cell.cell_type == "markdown":
            cell.source = LINK.sub(r"\1", cell.source)
    return Lesson(number, view)


def divided(cells: list[NotebookNode]) -> Iterator[NotebookNode]:
    """Yield the cells, each Markdown cell cut where a heading begins.

    Parameters
    ----------
    cells
        Cells of a notebook; they are left as they are.

    Yields
    ------
    NotebookNode
        A Markdown cell with one heading at most, at its beginning, or a code cell.
    """
    for cell in cells:
        if cell.cell_type != "markdown":
            yield copy.deepcopy(cell)
            continue
        pieces: list[list[str]] = [[]]
        for line in cell.source.splitlines():
            is_code = "\n".join(pieces[-1]).count("```") % 2
            if HEADING.match(line) and not is_code and pieces[-1]:
                pieces.append([])
            pieces[-1].append(line)
        for number, lines in enumerate(pieces):
            piece = copy.deepcopy(cell)
            piece.source = "\n".join(lines).strip()
            piece["id"] = f"{cell.id[:60]}-{number}" if number else cell.id
            yield piece


def parts(cells: list[NotebookNode], level: int) -> Iterator[Part]:
    """Yield what stands below each heading down to a level.

    Parameters
    ----------
    cells
        As `divided` gives them.
    level
        The deepest level at which a part begins: 2 for sections, 3 for exercises.

    Yields
    ------
    Part
        In order; what stands before the first heading is left out.
    """
    part: Part | None = None
    for cell in cells:
        heading = heading_of(cell)
        if heading and len(heading[1]) <= level:
            if part is not None:
                yield part
            part = Part(heading[2], [])
        if part is not None:
            part.cells.append(cell)
    if part is not None:
        yield part


def heading_of(cell: NotebookNode) -> re.Match[str] | None:
    """Return the marks and the words of the heading that a cell begins with."""
    if cell.cell_type != "markdown" or not cell.source:
        return None
    return HEADING.match(cell.source.splitlines()[0])


def with_notes(lesson: Lesson, notes: Iterable[Note]) -> list[NotebookNode]:
    """Return a lesson's cells with notes for the speaker at their places.

    Parameters
    ----------
    lesson
        The lesson.
    notes
        Notes; those for other lessons are left out.

    Returns
    -------
    list of NotebookNode
        Below the heading of each place a cell that slides show to the speaker alone.

    Raises
    ------
    GuideError
        If the lesson has no such place.
    """
    here = [note for note in notes if note.place.notebook == lesson.number]
    told: dict[str, list[str]] = {}
    for note in here:
        told.setdefault(lesson.part(note.place).cells[0].id, []).append(note.text)
    cells = []
    for cell in lesson.cells:
        cells.append(cell)
        if cell.id in told:
            cells.append(speaker_note("\n\n".join(told[cell.id])))
    return cells


def speaker_note(text: str) -> NotebookNode:
    """Return a cell that the slides show to the speaker alone."""
    cell = v4.new_markdown_cell(text)
    cell.metadata["slideshow"] = {"slide_type": "notes"}
    return cell
