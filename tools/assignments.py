"""Write a course for nbgrader: one assignment a notebook, made from its exercises.

    python -m tools.assignments COURSE        all notebooks
    python -m tools.assignments COURSE 01 04  these two

The tasks are those of the notebook; solutions and checks come from the records in
`companion.exercises`. Nothing else of a lesson has to run, so that no model is trained
anew for a grade. An assignment that is in the course already is left alone. What
happens to a course then is done by `tools.course`.
"""

from __future__ import annotations

import ast
import itertools
import re
import shlex
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path

import nbformat
from nbformat import NotebookNode, v4

from companion.exercises.records import Challenge, Exercise, find_task
from companion.exercises.solutions import parts
from companion.lessons.view import lesson_view
from tools.notebooks import (
    METADATA,
    NotebookError,
    code_cells,
    folder_and_notebooks,
    read,
    write,
)

POINTS = 1  # for each exercise, and the most for a challenge
STUB = "# your code"
SEEDS = (11, 12, 13)  # so that everybody is graded on the same cases
# A cell of prose may end one section and begin the exercise.
BEFORE_TASK = re.compile(r"^.*?(?=^### Exercise · |^## Challenge)", re.DOTALL | re.M)
TITLE = re.compile(r"^### Exercise · (.+)$", re.MULTILINE)
CHECKED = re.compile(r"\bcheck\(\s*\"([^\"]+)\"")
# Of a lesson's imports an assignment has no use for these.
NOT_IMPORTED = ("figures", "explorers", "progress", "solution")
ABOUT = """
The exercises of this lesson and its challenge, with the same imports. Where a task
speaks of what stands above it, it means the lesson: keep that open beside this page.
Run each cell with `Shift+Enter`. `check` says what an answer does wrong, and how many
points it has; `hint("…")` with the name of an exercise gives one hint at a time."""

CONFIG = f'''\
"""nbgrader's settings for this course. Run nbgrader in the folder of this file."""

import os

c = get_config()
c.CourseDirectory.course_id = "text-to-vectors"
# What a learner finds in place of a solution.
c.ClearSolutions.code_stub = {{"python": "{STUB}"}}
# A check that was deleted is put back before grading; one that was changed always is.
c.OverwriteCells.add_missing_cells = True
# Seconds for a cell. A check stops an endless loop itself, after five.
c.Execute.timeout = 60
# Kernels say nothing of how they are reached.
c.Execute.extra_arguments = ["--log-level=40"]
# Grading does not count as the teacher's own progress.
os.environ["COMPANION_PROGRESS"] = os.devnull
'''


def main(arguments: list[str]) -> int:
    """Write the course and say what to do next.

    Parameters
    ----------
    arguments
        The course's folder, then numbers of notebooks; none means all.

    Returns
    -------
    int
        The exit status: 0, or 2 for wrong arguments.
    """
    try:
        course, paths = folder_and_notebooks(arguments, __doc__)
    except NotebookError as error:
        print(error, file=sys.stderr)
        return 2
    for name, is_new in write_course(course, paths):
        print(f"{name}: {'written' if is_new else 'there already, left as it is'}")
    print(
        f"Next: look them through, then make release COURSE={shlex.quote(str(course))}"
    )
    return 0


def write_course(folder: Path, paths: list[Path]) -> Iterator[tuple[str, bool]]:
    """Write the settings, and an assignment for each notebook.

    Parameters
    ----------
    folder
        The course's folder; it is made if it does not exist.
    paths
        The notebooks.

    Yields
    ------
    tuple of str and bool
        Name of an assignment, and whether it was written: what is there stays.
    """
    folder.mkdir(parents=True, exist_ok=True)
    config = folder / "nbgrader_config.py"
    if not config.exists():
        config.write_text(CONFIG, encoding="utf-8")
    for path in paths:
        source = folder / "source" / path.stem / path.name
        is_new = not source.exists()
        if is_new:
            source.parent.mkdir(parents=True, exist_ok=True)
            write(assignment(read(path)), source)
        yield path.stem, is_new


def assignment(notebook: NotebookNode) -> NotebookNode:
    """Return the source of an assignment: the exercises of a notebook, solved.

    Parameters
    ----------
    notebook
        A notebook of the series.

    Returns
    -------
    NotebookNode
        Title, set-up, and for each exercise and the challenge the task, a solution and
        the check, with nbgrader's metadata.
    """
    notebook = lesson_view(notebook, outputs=False)
    title = notebook.cells[0].source.splitlines()[0]
    cells = [_locked(v4.new_markdown_cell(f"{title}\n{ABOUT}"), "title")]
    cells.append(_locked(v4.new_code_cell(_set_up(notebook)), "set-up"))
    count = itertools.count()
    for task, *shown, check in _tasks(notebook):
        words = BEFORE_TASK.sub("", task.source, count=1)
        cells.append(_locked(v4.new_markdown_cell(words), f"task-{next(count)}"))
        cells += [_locked(cell, f"task-{next(count)}") for cell in shown[:-1]]
        record = find_task(CHECKED.findall(check.source)[0])
        title = TITLE.findall(words)[0] if isinstance(record, Exercise) else "Challenge"
        cells += [_solution(record), _check(record, title)]
    for cell in cells:
        cell["id"] = cell.metadata.nbgrader.grade_id
    return v4.new_notebook(cells=cells, metadata=nbformat.from_dict(METADATA))


def _tasks(notebook: NotebookNode) -> Iterator[list[NotebookNode]]:
    """Yield the cells of each exercise and of the challenge, from task to check."""
    cells: list[NotebookNode] = []
    for cell in notebook.cells:
        if cell.cell_type == "markdown" and BEFORE_TASK.search(cell.source):
            cells = []
        cells.append(cell)
        if cell.cell_type == "code" and CHECKED.search(cell.source):
            yield cells


def _set_up(notebook: NotebookNode) -> str:
    """Return the lesson's imports, but for what an assignment has no use for."""
    imports = []
    for cell in code_cells(notebook):
        for statement in ast.parse(cell.source).body:
            if isinstance(statement, ast.ImportFrom):
                if statement.module == "companion.exercises":
                    statement.module = "companion.exercises.grading"
                statement.names = [
                    alias
                    for alias in statement.names
                    if alias.name not in NOT_IMPORTED
                    and "figures" not in str(statement.module).split(".")
                ]
            if isinstance(statement, ast.Import | ast.ImportFrom) and statement.names:
                imports.append(ast.unparse(statement))
    return "\n".join(dict.fromkeys(imports))


def _solution(exercise: Exercise | Challenge) -> NotebookNode:
    """Return the solution between the marks that nbgrader removes, in the starter.

    nbgrader puts the same words in the place of every solution. So what a starter has
    of its own, such as code with a bug to find, stands below the marks, where it is not
    reached.
    """
    imports, helpers, head, body = parts(exercise)
    lines = exercise.starter.strip().split("\n")
    begin = max(i for i, line in enumerate(lines) if line.startswith("def "))
    above, below = lines[:begin], [x for x in lines[begin + 1 :] if x != f"    {STUB}"]
    inside = [textwrap.indent(source, "    ") for source in (*imports, *helpers)]
    marks = "    ### BEGIN SOLUTION", "    ### END SOLUTION"
    source = "\n".join([*above, head, marks[0], *inside, body, marks[1], *below])
    return _graded(v4.new_code_cell(source), f"{exercise.name}.answer", solution=True)


def _check(exercise: Exercise | Challenge, title: str) -> NotebookNode:
    """Return the cell that diagnoses for the learner, and grades for the teacher.

    Its last line shows the points, as a number. The marked lines before it, which
    learners do not get, put the teacher's `check` in the place of the notebook's, and
    something that says what happened in the place of an answer that is not there.
    """
    function = re.findall(r"^def (\w+)", exercise.starter, re.MULTILINE)[-1]
    most = (
        f"{POINTS} point" if isinstance(exercise, Exercise) else f"up to {POINTS} point"
    )
    source = f"""\
# {most}: {title}
### BEGIN HIDDEN TESTS
from companion.exercises.grading import answer_of, grader
check, {function} = grader{SEEDS}, answer_of("{function}", globals())
### END HIDDEN TESTS
check("{exercise.name}", {function})"""
    return _graded(v4.new_code_cell(source), exercise.name, grade=True, locked=True)


def _locked(cell: NotebookNode, grade_id: str) -> NotebookNode:
    return _graded(cell, grade_id, locked=True)


def _graded(cell: NotebookNode, grade_id: str, **roles: bool) -> NotebookNode:
    """Give a cell the metadata by which nbgrader knows what it is for."""
    marks = {"grade": False, "locked": False, "solution": False, "task": False, **roles}
    points = {"points": POINTS} if marks["grade"] else {}
    cell.metadata["nbgrader"] = nbformat.from_dict(
        {"schema_version": 3, "grade_id": grade_id.replace(".", "-"), **marks, **points}
    )
    return cell


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
