"""Make what a teacher needs for a plan of TEACHING.md: handouts, a key, slides.

    python -m tools.handout FOLDER       all plans
    python -m tools.handout FOLDER half  the plan whose name begins so

For each class hour FOLDER gets PLAN-1-handout.html, the hour's sections to print, not
run, with room to write, and PLAN-1.slides.html; and for the plan PLAN-key.html, with
solutions, answers, and what to watch for. No page needs a network.
"""

from __future__ import annotations

import copy
import html
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from nbformat import NotebookNode, v4

from companion.exercises.records import Exercise, find_task
from companion.exercises.solutions import source
from tools import guide, paper, slides
from tools.guide import GuideError, Note, Section, Task
from tools.lesson_parts import Part, heading_of, lesson, speaker_note
from tools.plans import Hour, Plan, Row, chosen, read_plans
from tools.slide_cutting import cut

ROOM = 6  # lines to write on for an exercise
PREDICT = "**Predict.**"
ANSWER = re.compile(r"<details><summary>Answer</summary>(.*?)</details>", re.DOTALL)


def main(arguments: list[str]) -> int:
    """Write everything and say where it is.

    Parameters
    ----------
    arguments
        The folder, then the beginning of a plan's name; none means all.

    Returns
    -------
    int
        The exit status: 0, 1 if the slides cannot be made, 2 for wrong arguments.
    """
    if len(arguments) not in (1, 2):
        print(__doc__, file=sys.stderr)
        return 2
    folder, name = Path(arguments[0]), "".join(arguments[1:])
    try:
        pages = [page for plan in chosen(read_plans(), name) for page in printed(plan)]
    except GuideError as error:
        print(error, file=sys.stderr)
        return 2
    folder.mkdir(parents=True, exist_ok=True)
    for file, text in pages:
        (folder / file).write_text(text, encoding="utf-8")
        print(folder / file)
    try:
        slides.fetch_libraries(folder)
    except slides.SlidesError as error:
        print(f"Everything but the slides is there. {error}", file=sys.stderr)
        return 1
    for plan in chosen(read_plans(), name):
        for number, hour in enumerate(plan.hours, start=1):
            file = f"{plan.name}-{number}.slides.html"
            text = slides.as_page(deck(plan, hour), file.partition(".")[0])
            (folder / file).write_text(text, encoding="utf-8")
            print(folder / file)
    return 0


def printed(plan: Plan) -> Iterator[tuple[str, str]]:
    """Yield the pages of a plan that are made for paper.

    Parameters
    ----------
    plan
        The plan.

    Yields
    ------
    tuple of str and str
        The name of a file, and the page.

    Raises
    ------
    GuideError
        If the plan names a section or an exercise that is not there.
    """
    for number, hour in enumerate(plan.hours, start=1):
        title = f"{plan.title} · {hour.title}"
        yield f"{plan.name}-{number}-handout.html", paper.page(title, handout(hour))
    yield f"{plan.name}-key.html", paper.page(f"{plan.title} · Key", key(plan))


def placed(hour: Hour) -> Iterator[tuple[Row, list[Part], list[Part]]]:
    """Yield each row of an hour, with its parts and those of them that are new.

    Parameters
    ----------
    hour
        The hour.

    Yields
    ------
    tuple of Row, list of Part and list of Part
        What was there before in this hour is not new: an exercise of a section, or the
        exercise in a section.

    Raises
    ------
    GuideError
        If it names a section or an exercise that is not there.
    """
    there: set[str] = set()
    for row in hour.rows:
        parts = [lesson(place.notebook).part(place) for place in row.places]
        new = []
        for place, part in zip(row.places, parts, strict=True):
            cells = [cell for cell in part.cells if cell.id not in there]
            if cells:
                new.append(titled(Part(part.title, cells), place.notebook))
            there |= {cell.id for cell in cells}
        yield row, parts, new


def titled(part: Part, number: str) -> Part:
    """Return a part under a heading of level 2 that names its lesson."""
    first = copy.copy(part.cells[0])
    rest = "\n".join(first.source.splitlines()[1:])
    first.source = f"## {number} · {part.title}\n{rest}"
    return Part(part.title, [first, *part.cells[1:]])


# On paper.


def handout(hour: Hour) -> list[str]:
    """Return an hour's sections as HTML to print: not run, and with room to write."""
    made = [paper.prose(table(hour))]
    for row, _, new in placed(hour):
        if new:
            made.append(f'<p class="minutes">{row.minutes} minutes: {row.what}</p>')
        for part in new:
            made += map(on_paper, part.cells)
    return made


def table(hour: Hour) -> str:
    """Return what is done in an hour as a table, in Markdown."""
    rows = [("minutes", "what", "where"), ("---", "---", "---")]
    rows += [(str(row.minutes), row.what, row.where) for row in hour.rows]
    return "\n".join(f"| {' | '.join(map(in_a_cell, row))} |" for row in rows)


def in_a_cell(text: str) -> str:
    """Return a text whose bars do not end a cell of a Markdown table."""
    code = re.compile(r"`([^`]*\|[^`]*)`")
    text = code.sub(lambda found: f"<code>{html.escape(found[1])}</code>", text)
    return text.replace("|", "&#124;")


def on_paper(cell: NotebookNode) -> str:
    """Return a cell as HTML; what a reader answers is room to write."""
    if cell.cell_type == "code":
        is_check = "check(" in cell.source
        return paper.lines(ROOM) if is_check else paper.code(cell.source)
    asked = ANSWER.sub(lambda _: paper.lines(2), cell.source)
    return paper.prose(asked) + (paper.lines(1) if PREDICT in cell.source else "")


def key(plan: Plan) -> list[str]:
    """Return a plan's solutions, answers and mistakes to watch for, as HTML."""
    notes = guide.mistakes() + guide.questions()
    made = []
    told: set[Note] = set()
    for hour in plan.hours:
        made.append(f"<h2>{hour.title}</h2>")
        parts = [part for _, parts, _ in placed(hour) for part in parts]
        for name in dict.fromkeys(name for part in parts for name in part.tasks):
            here = [note for note in notes if note.place == Task(name[:2], name)]
            made += solved(name, here)
            told |= set(here)
        sections = [place for place in hour.places if isinstance(place, Section)]
        here = [note for note in notes if note.place in sections]
        told |= set(here)
        made += listed("In the sections", here)
    last = {place.notebook: hour for hour in plan.hours for place in hour.places}
    for number in sorted(last):
        asked = lesson(number).part(Section(number, "Questions"))
        made.append(f"<h2>{number} · Questions and answers</h2>")
        made += [paper.prose(answered(cell.source)) for cell in asked.cells]
        rest = [
            note for note in notes if note.place.notebook == number and note not in told
        ]
        made += listed("Further on in this lesson", rest)
    return made


def solved(name: str, notes: list[Note]) -> list[str]:
    """Return an exercise with its solution and its mistakes, as HTML."""
    task = find_task(name)
    title = lesson(name[:2]).part(Task(name[:2], name)).title
    made = [
        f"<h3>{name} · {html.escape(title.removeprefix('Exercise · '))}</h3>",
        paper.prose(html.escape(task.task)),
        paper.code(source(task)),
        paper.prose(f"**What it shows.** {html.escape(task.lesson)}"),
        *(paper.prose(note.text) for note in notes),
    ]
    if isinstance(task, Exercise):
        said = "\n".join(f"- {html.escape(each.diagnosis)}" for each in task.mistakes)
        made.append(paper.prose(f"All that `check` has a name for:\n\n{said}"))
    return made


def listed(title: str, notes: list[Note]) -> list[str]:
    """Return notes with their places, as HTML; nothing without any."""
    if not notes:
        return []
    items = [f"- *{where(note.place)}* {note.text}" for note in notes]
    return [f"<h3>{title}</h3>", paper.prose("\n".join(items))]


def where(place: Section | Task) -> str:
    """Return a place as a reader finds it."""
    if isinstance(place, Task):
        return place.name
    return f"{place.notebook} · {lesson(place.notebook).part(place).title}"


def answered(markdown: str) -> str:
    """Return questions with their answers unfolded, without the heading."""
    shown = ANSWER.sub(lambda found: f"\n> {' '.join(found[1].split())}\n", markdown)
    return "\n".join(shown.splitlines()[1:])


# On slides.


def deck(plan: Plan, hour: Hour) -> NotebookNode:
    """Return an hour as a notebook that is cut into slides, with speaker notes.

    Parameters
    ----------
    plan
        The plan.
    hour
        One of its hours.

    Returns
    -------
    NotebookNode
        The title and the hour's sections, with what they have shown.

    Raises
    ------
    GuideError
        If the plan names a section or an exercise that is not there.
    """
    title = v4.new_markdown_cell(f"# {plan.title} · {hour.title}\n\n{table(hour)}")
    title["id"] = "title"
    cells = [title]
    told: dict[str, list[str]] = {}  # by the cell that they belong to
    minute = 0
    for number, (row, parts, new) in enumerate(placed(hour)):
        if not row.places:
            apart = v4.new_markdown_cell(f"## {row.what}")
            apart["id"] = f"row-{number}"
            cells.append(apart)
        first = parts[0].cells[0].id if parts else cells[-1].id
        clock = f"{minute // 60}:{minute % 60:02}"
        told.setdefault(first, []).append(
            f"**{clock}, {row.minutes} minutes.** {row.what}"
        )
        cells += [cell for part in new for cell in part.cells]
        minute += row.minutes
    for note in guide.mistakes() + guide.questions():
        heading = lesson(note.place.notebook).part(note.place).cells[0].id
        told.setdefault(heading, []).append(note.text)
    shown: list[NotebookNode] = []
    for cell in cells:
        shown.append(cell)
        if heading_of(cell) and cell.id in told:
            shown.append(speaker_note("\n\n".join(told[cell.id])))
    return cut(v4.new_notebook(cells=shown))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
