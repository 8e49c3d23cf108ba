"""A lesson as its page: answers folded, help at the exercises, figures as files."""

from __future__ import annotations

import base64
import html
import re
from pathlib import Path

from nbformat import NotebookNode, v4

from companion.exercises.records import Challenge, Exercise, find_task
from companion.exercises.reports import hints_html, solution_html
from companion.lessons.view import lesson_view
from tools.hosting import colab_link, github
from tools.website.names import used

CHECK = re.compile(r'^check\("([^"]+)"', re.MULTILINE)
PROGRESS = re.compile(r"^progress\.open_exercises\(", re.MULTILINE)
OPEN_EXERCISES = re.compile(r"\n*^## What is still open\s*\Z", re.MULTILINE)
NOTE = re.compile(r"^> \*\*Note\.\*\* (.*(?:\n> ?.*)*)", re.MULTILINE)
PICTURES = "pictures"
# What every lesson uses, and no reader looks up.
MACHINERY = "companion.exercises.", "companion.figures."


def lesson_page(
    notebook: NotebookNode, name: str, site: Path, code: str = ""
) -> NotebookNode:
    """Return the notebook that Sphinx makes a lesson's page from.

    Parameters
    ----------
    notebook
        A notebook of the series, with its outputs.
    name
        The name of its file without ending, such as ``"01_tokenization"``.
    site
        The folder of files that go to the site as they are; the figures are written
        to ``pictures`` in it.
    code
        The address of the project's code. On GitHub a lesson can be opened in Colab.

    Returns
    -------
    NotebookNode
        The lesson view, in which hints and solution stand in place of what a check
        said, figures are files with their description, and the list of what a learner
        has not solved is left out, since a reader of the page has solved nothing on it.

    Raises
    ------
    ValueError
        If a cell checks an exercise that there is not.
    """
    page = lesson_view(notebook)
    page.cells = [cell for cell in page.cells if not PROGRESS.search(cell.source)]
    for number, cell in enumerate(page.cells):
        if cell.cell_type == "markdown":
            cell.source = _notes(OPEN_EXERCISES.sub("", cell.source))
            continue
        checked = CHECK.search(cell.source)
        if checked:
            cell.outputs = [_shown(exercise_help(find_task(checked[1])))]
        else:
            _turn_pictures_into_files(cell, f"{name[:2]}-{number}", site)
    title, section, rest = page.cells[0].source.partition("\n## ")
    page.cells[0].source = title
    page.cells.insert(1, v4.new_markdown_cell(_ways_to_run(name, code)))
    if section:  # what stood below the title in the same cell
        page.cells.insert(2, v4.new_markdown_cell(f"## {rest}"))
    names = [full for full in used(page) if not full.startswith(MACHINERY)]
    if names:
        page.cells.append(v4.new_markdown_cell(_reference(names)))
    return page


def exercise_help(task: Exercise | Challenge) -> str:
    """Return what stands below an exercise: folded hints, and a folded solution.

    Parameters
    ----------
    task
        The exercise or challenge.

    Returns
    -------
    str
        HTML.
    """
    return f'<div class="exercise-help">{hints_html(task)}{solution_html(task)}</div>'


def _reference(names: list[str]) -> str:
    """Return a list of the companion's names, each a link to its reference."""
    by_module: dict[str, list[str]] = {}
    for full in names:
        module, _, name = full.rpartition(".")
        link = f"{{py:obj}}`{name} <{full}>`"
        by_module.setdefault(module.removeprefix("companion."), []).append(link)
    lines = [f"- `{module}`: {', '.join(of)}" for module, of in by_module.items()]
    title = "## In the companion\n\nWhat this lesson uses, in the reference:"
    return "\n".join([title, "", *lines])


def _ways_to_run(name: str, code: str) -> str:
    """Return the links at the top of a lesson."""
    file = f"{name}.ipynb"
    links = [
        f'<a href="../notebooks/{file}" download>Download this lesson</a>',
        '<a href="../start.html">Open it on your machine</a>',
    ]
    if github(code):
        links.append(f'<a href="{colab_link(code, file)}">Open it in Colab</a>')
    return f'<p class="lesson-links">{" ".join(links)}</p>'


def _notes(source: str) -> str:
    """Turn quotations that begin with **Note.** into boxes of the theme."""

    def box(found: re.Match[str]) -> str:
        text = re.sub(r"^> ?", "", found[1], flags=re.MULTILINE)
        return f"```{{note}}\n{text}\n```"

    return NOTE.sub(box, source)


def _turn_pictures_into_files(cell: NotebookNode, name: str, site: Path) -> None:
    """Write a cell's figures to files, and show each with its caption below it."""
    outputs: list[NotebookNode] = []
    for number, output in enumerate(cell.outputs):
        data = output.get("data", {})
        if "image/png" in data:
            # A cell may show two figures, so its number alone would name both.
            file = site / PICTURES / f"{name}-{number}.png"
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(base64.b64decode(data["image/png"]))
            about = output.metadata["image/png"]
            outputs.append(_shown(_figure(file.name, **about)))
        elif not data.get("text/html", "").startswith('<p class="figure-caption"'):
            outputs.append(output)
    cell.outputs = outputs


def _figure(file: str, alt: str, width: int, height: int) -> str:
    """Return a figure as HTML; the caption, which says the same, is for eyes alone.

    A touch opens the picture by itself, to be looked at from near on a phone. It is not
    loaded lazily: a browser that prints without a window would leave it out.
    """
    text, address = html.escape(alt), f"../{PICTURES}/{file}"
    return (
        f'<figure><a href="{address}"><img class="dark-light" src="{address}" '
        f'alt="{text}" width="{width}" height="{height}"></a>'
        f'<figcaption aria-hidden="true">{text}</figcaption></figure>'
    )


def _shown(content: str) -> NotebookNode:
    return v4.new_output("display_data", data={"text/html": content})
