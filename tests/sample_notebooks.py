"""Notebooks of nobody's series: one that keeps every rule, and one for each fault."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from pathlib import Path

from nbformat import NotebookNode, v4

PICTURE = """\
from IPython.display import display

dot = {"image/svg+xml": "<svg xmlns='http://www.w3.org/2000/svg'/>"}
display(dot, raw=True, metadata={"image/svg+xml": {"alt": "Nothing at all."}})"""


def good() -> NotebookNode:
    """Return a notebook that keeps every rule, as Jupyter would have stored it."""
    cells = [
        v4.new_markdown_cell("# Squares\n\n![A square.](square.png)"),
        v4.new_code_cell("squares = [n * n for n in range(4)]"),
        code("print(squares)", v4.new_output("stream", text="[0, 1, 4, 9]\n")),
        code(
            "sum(squares)",
            v4.new_output("execute_result", {"text/plain": "14"}, execution_count=3),
        ),
        code(
            PICTURE,
            v4.new_output(
                "display_data",
                {"image/svg+xml": "<svg xmlns='http://www.w3.org/2000/svg'/>"},
                metadata={"image/svg+xml": {"alt": "Nothing at all."}},
            ),
        ),
        v4.new_code_cell(""),  # JupyterLab leaves an empty cell at the end
    ]
    for count, cell in enumerate(cells[1:5], start=1):
        cell.execution_count = count
    for place, cell in enumerate(cells):
        cell["id"] = f"cell-{place}"
    return v4.new_notebook(cells=cells)


def code(source: str, *outputs: NotebookNode) -> NotebookNode:
    """Return a code cell with what it has shown."""
    return v4.new_code_cell(source, outputs=list(outputs))


Fault = Callable[[list[NotebookNode]], object]


def together(*faults: Fault) -> Fault:
    """Return a fault: several at once."""

    def fault(cells: list[NotebookNode]) -> None:
        for each in faults:
            each(cells)

    return fault


def shows(place: int = 2, **output: object) -> Fault:
    """Return a fault: a cell that has shown something else."""
    return lambda cells: cells[place].update(outputs=[v4.new_output(**output)])


def prints(text: str, name: str = "stdout") -> Fault:
    """Return a fault: a cell that has printed something else."""
    return shows(output_type="stream", name=name, text=text)


def displays(mime: str, content: str, **metadata: object) -> Fault:
    """Return a fault: a cell that has displayed something else."""
    return shows(output_type="display_data", data={mime: content}, metadata=metadata)


def counted(*counts: int | None) -> Fault:
    """Return a fault: other execution counts."""

    def fault(cells: list[NotebookNode]) -> None:
        for cell, count in zip(cells[1:5], counts, strict=True):
            cell.execution_count = count

    return fault


def unrun(cells: list[NotebookNode]) -> None:
    """Leave a cell out of a run of all."""
    cells[2].execution_count, cells[2].outputs = None, []
    cells[3].execution_count, cells[4].execution_count = 2, 3


def never_run(cells: list[NotebookNode]) -> None:
    """Run nothing."""
    for cell in cells[1:]:
        cell.execution_count, cell.outputs = None, []


def tagged(*tags: str, places: tuple[int, ...] = (2,)) -> Fault:
    """Return a fault: tags of cells."""

    def fault(cells: list[NotebookNode]) -> None:
        for place in places:
            cells[place].metadata["tags"] = list(tags)

    return fault


def commented(comment: str) -> Fault:
    """Return a fault: a comment that nbval obeys, in every cell with code."""

    def fault(cells: list[NotebookNode]) -> None:
        for cell in cells[1:5]:
            cell.source = f"{comment}\n{cell.source}"

    return fault


def source(text: str, place: int = 2) -> Fault:
    """Return a fault: another source."""
    return lambda cells: cells[place].update(source=text)


def stops(cells: list[NotebookNode]) -> None:
    """Stop Run All."""
    output = v4.new_output("error", ename="ValueError", evalue="no", traceback=[])
    cells[2].outputs = [output]


def same_id(cells: list[NotebookNode]) -> None:
    """Give two cells one name."""
    cells[3]["id"] = cells[1]["id"]


# The rule that sees each, the cell, and words of the line.
BAD: dict[str, tuple[str, int | None, str, Fault]] = {
    "unrun": ("unrun", 3, "was not run", unrun),
    "never_run": ("unrun", None, "none of its 4 code cells", never_run),
    "no_count": ("unrun", 3, "has outputs, but no", counted(1, None, 2, 3)),
    "mixed": ("order", 3, "run as number 2, but cell 2", counted(5, 2, 6, 7)),
    "twice": ("order", 4, "run as number 2, but cell 3", counted(1, 2, 2, 3)),
    "gap": ("order", 4, "run as number 7 where 3 is due", counted(1, 2, 7, 8)),
    "late": ("order", 2, "run as number 3 where 1 is due", counted(3, 4, 5, 6)),
    "no_error": ("vacuous", 3, "without one: 'print(", tagged("raises-exception")),
    "no_error_either": (
        *("vacuous", 3, "without one"),
        source("# NBVAL_RAISES_EXCEPTION\nprint(squares)"),
    ),
    "ignored": (
        *("vacuous", None, "all of its 4 code cells"),
        tagged("nbval-ignore-output", places=(1, 2, 3, 4)),
    ),
    "ignored_by_comments": ("vacuous", None, "all of", commented("# NBVAL_SKIP")),
    "ignored_as_of_old": (
        *("vacuous", None, "all of its 4"),
        commented("# PYTEST_VALIDATE_IGNORE_OUTPUT"),
    ),
    "stops": ("error", 3, "stops with ValueError: no", stops),
    "warns": (
        "stderr",
        3,
        "'a.py:1: UserWarning: no'",
        prints("a.py:1: UserWarning: no\n", "stderr"),
    ),
    "home": ("path", 3, "'/home/anna/data.csv'", prints("read /home/anna/data.csv\n")),
    "mac": (
        "path",
        3,
        "/Users/anna/a.csv",
        displays("text/html", "<b>/Users/anna/a.csv</b>"),
    ),
    "windows": ("path", 3, r"C:\\Users\\anna", prints("C:\\Users\\anna\\data.csv")),
    "coloured": ("path", 3, "/tmp/a", prints("\x1b[31m/tmp/a\x1b[0m and /tmp/b\n")),
    "link": ("path", 3, "/opt/a", prints("file:///opt/a\n")),
    "package": (
        "path",
        3,
        "site-packages",
        prints("in lib/python3.13/site-packages/a.py"),
    ),
    "environment": ("path", 3, ".venv/bin/python", prints("in ./.venv/bin/python")),
    "home_in_code": ("path", 3, "in the code", source('open("/home/anna/a.csv")')),
    "address": (
        "unstable",
        3,
        "'object at 0x7f05b09b58a0>'",
        prints("<object object at 0x7f05b09b58a0>"),
    ),
    "set": ("unstable", 3, "{'a', 'b'}", prints("{'a', 'b'}\n")),
    "picture": ("alt-text", 3, "image/png", displays("image/png", "aGk=")),
    "blank": (
        "alt-text",
        3,
        "image/png",
        displays("image/png", "aGk=", **{"image/png": {"alt": " "}}),
    ),
    "drawing": (
        "alt-text",
        3,
        "image/svg+xml",
        displays("image/svg+xml", "<svg></svg>"),
    ),
    "html": ("alt-text", 3, "<img src=", displays("text/html", "<img src='a.png'>")),
    "markdown": ("alt-text", 1, "![](a.png)", source("![](a.png)", 0)),
    "by_reference": ("alt-text", 1, "![][a]", source("![][a]\n\n[a]: a.png", 0)),
    "pasted": (
        "alt-text",
        1,
        "![image.png]",
        source("![image.png](attachment:a.png)", 0),
    ),
    "image_tag": ("alt-text", 1, "<IMG SRC=a.png>", source("<IMG SRC=a.png>", 0)),
    "same_id": ("format", 4, "has the id 'cell-1' of cell 2", same_id),
    "no_list": ("format", 3, "is not", lambda cells: cells[2].update(outputs=7)),
    "new_kind": (
        "format",
        3,
        "not valid",
        lambda cells: cells[2].update(cell_type="heading"),
    ),
}

# None of these is a fault.
ALSO_GOOD: dict[str, Fault] = {
    "raises": together(stops, tagged("raises-exception")),
    "ignored_once": tagged("nbval-ignore-output"),
    "checked_again": source("# NBVAL_CHECK_OUTPUT\nprint(squares)"),
    "skipped": together(unrun, tagged("nbval-skip")),
    "web": prints("see https://example.org/home/anna and example.org/tmp/a\n"),
    "relative": prints("data/tmp/a.csv and ../opt/b, ~/var/c\n"),
    "fraction": prints("and/or 1/2\n"),
    "number": prints(f"{0xFF00FF00:#x} and at 0x10\n"),
    "sorted_result": displays("text/plain", "{'a', 'b'}"),
    "dictionary": prints("{'a': 'b', 'c': 'd'} {1, 2}\n"),
    "told": displays("image/png", "aGk=", **{"image/png": {"alt": "A line."}}),
    "titled": displays("image/svg+xml", "<svg><title>A line</title></svg>"),
    "labelled": displays("text/html", "<img src='a.png' alt='A line.'>"),
    "decoration": displays("text/html", '<img src="a.png" alt=""><svg></svg>'),
    "talk_of_pictures": source("`![](a.png)` and\n\n```html\n<img src='a'>\n```", 0),
    "script": displays("text/html", "<script>s = '<img src=a> at 0x123456'</script>"),
    "address_ignored": together(
        prints("<object object at 0x7f05b09b58a0>"), tagged("nbval-ignore-output")
    ),
    "no_cells": lambda cells: cells.clear(),
    "prose_alone": lambda cells: cells.__delitem__(slice(1, None)),
}


def changed(fault: Fault) -> NotebookNode:
    """Return the good notebook with a fault."""
    notebook = copy.deepcopy(good())
    fault(notebook.cells)
    return notebook


def write(notebook: NotebookNode, path: Path) -> Path:
    """Write a notebook as it is, valid or not."""
    path.write_text(json.dumps(notebook), encoding="utf-8")
    return path
