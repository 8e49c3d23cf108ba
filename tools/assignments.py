"""Write a course for nbgrader: one assignment a notebook, made from its exercises.

    python -m tools.assignments COURSE        all notebooks
    python -m tools.assignments COURSE 01 04  these two

The tasks are those of the notebook; solutions and checks come from the records in
`companion.exercises`. An assignment that is in the course already is left alone.
"""

from __future__ import annotations

import ast
import re
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path

import nbformat
from nbformat import NotebookNode, v4

from companion.exercises.records import TOPICS, Exercise, exercises
from companion.exercises.solutions import parts
from companion.lessons.view import lesson_view
from tools.notebooks import (
    METADATA,
    NotebookError,
    code_cells,
    has_tag,
    notebook_paths,
    read,
    write,
)

POINTS = 1  # for each exercise
STUB = "# your code"
SEEDS = (11, 12, 13)  # so that everybody is graded on the same cases
# A cell of prose may end one section and begin the exercise.
BEFORE_TASK = re.compile(r"^(?:.*\n)?(?=### Exercise · )|^(.*\n)?## Exercises\s*", re.S)
CHECKED = re.compile(r"\bcheck\(\s*\"([^\"]+)\"")

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
    if not arguments:
        print(__doc__, file=sys.stderr)
        return 2
    folder, *numbers = arguments
    try:
        paths = notebook_paths(tuple(numbers))
    except NotebookError as error:
        print(error, file=sys.stderr)
        return 2
    for name, is_new in write_course(Path(folder), paths):
        print(f"{name}: {'written' if is_new else 'there already, left as it is'}")
    print(f"Next: cd {folder} && nbgrader generate_assignment {paths[0].stem}")
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
        Title, set-up, and for each exercise task, solution and check, with nbgrader's
        metadata.
    """
    notebook = lesson_view(notebook, outputs=False)
    tasks = _exercise_cells(notebook)
    title = notebook.cells[0].source.splitlines()[0]
    cells = [_locked(v4.new_markdown_cell(title), "title")]
    cells.append(_locked(v4.new_code_cell(_set_up(notebook, tasks)), "set-up"))
    for place, cell in enumerate(tasks):
        exercise = _exercise(cell)
        if cell.cell_type == "markdown":
            task = BEFORE_TASK.sub("", cell.source)
            cells.append(_locked(v4.new_markdown_cell(task), f"task-{place}"))
        elif exercise is not None:
            cells += [_solution(exercise), _check(exercise)]
    for cell in cells:
        cell["id"] = cell.metadata.nbgrader.grade_id
    return v4.new_notebook(cells=cells, metadata=nbformat.from_dict(METADATA))


def _exercise_cells(notebook: NotebookNode) -> list[NotebookNode]:
    """Return task, starter and check of each exercise; a challenge has no points."""
    places = [
        place
        for place, cell in enumerate(notebook.cells)
        if cell.cell_type == "code" and _exercise(cell) is not None
    ]
    return [cell for place in places for cell in notebook.cells[place - 2 : place + 1]]


def _exercise(cell: NotebookNode) -> Exercise | None:
    """Return the exercise that a cell checks, if it checks one."""
    checked = CHECKED.search(cell.source)
    if checked is None:
        return None
    topic = TOPICS[int(checked.group(1)[:2]) - 1]
    found = [e for e in exercises(topic) if e.name == checked.group(1)]
    return found[0] if found else None


def _set_up(notebook: NotebookNode, tasks: list[NotebookNode]) -> str:
    """Return the notebook's imports, without figures, and functions that tasks use."""
    (first,) = (c for c in code_cells(notebook) if has_tag(c, "parameters"))
    imports = []
    for statement in ast.parse(first.source).body:
        if isinstance(statement, ast.ImportFrom):
            statement.names = [
                alias
                for alias in statement.names
                if "figures" not in (*str(statement.module).split("."), alias.name)
            ]
        if isinstance(statement, ast.Import | ast.ImportFrom) and statement.names:
            imports.append(ast.unparse(statement))
    return "\n\n\n".join(["\n".join(imports), *_functions_used(notebook, tasks)])


def _functions_used(notebook: NotebookNode, tasks: list[NotebookNode]) -> list[str]:
    """Return the functions of the notebook that a task or a hint names."""
    asked = filter(None, map(_exercise, tasks))
    words = [cell.source for cell in tasks if cell.cell_type == "markdown"]
    words += [hint for exercise in asked for hint in exercise.hints]
    found = [
        ast.get_source_segment(cell.source, statement) or ""
        for cell in code_cells(notebook)
        if cell not in tasks
        for statement in ast.parse(cell.source).body
        if isinstance(statement, ast.FunctionDef)
        and re.search(rf"(`|function ){statement.name}\b", "\n".join(words))
    ]
    return [*_constants_used(notebook, found), *found]


def _constants_used(notebook: NotebookNode, functions: list[str]) -> list[str]:
    """Return the texts and numbers with names in capitals that functions need."""
    named = {
        node.id
        for source in functions
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Name) and node.id.isupper()
    }
    return [
        ast.unparse(statement)
        for cell in code_cells(notebook)
        for statement in ast.parse(cell.source).body
        if isinstance(statement, ast.Assign)
        and isinstance(statement.value, ast.Constant)
        and {ast.unparse(target) for target in statement.targets} & named
    ]


def _solution(exercise: Exercise) -> NotebookNode:
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


def _check(exercise: Exercise) -> NotebookNode:
    """Return the cell that diagnoses for the learner, and grades for the teacher."""
    function = re.findall(r"^def (\w+)", exercise.starter, re.MULTILINE)[0]
    call = f'check("{exercise.name}", {function}'
    source = f"""\
print({call}))
### BEGIN HIDDEN TESTS
from companion.exercises import check

for seed in {SEEDS}:
    report = {call}, seed)
    assert report.outcome == "right", report
### END HIDDEN TESTS"""
    cell = v4.new_code_cell(source)
    return _graded(cell, f"{exercise.name}.check", grade=True, locked=True)


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
