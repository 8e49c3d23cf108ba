"""A whole round with nbgrader: release, a whole class, grades, feedback."""

from __future__ import annotations

import ast
import copy
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from nbformat import NotebookNode

from companion.exercises.records import Exercise, exercises
from tools import assignments, notebooks

NAME = "01_tokenization"
EXERCISES = exercises("tokenization")
FIRST, SECOND = EXERCISES[:2]
# Runs the arguments of one line of standard input after another, in one process.
COMMANDS = """\
import json, os, sys
from jupyter_core.application import NoStart
from nbgrader.apps import NbGraderApp

for folder, arguments in map(json.loads, sys.stdin):
    os.chdir(folder)
    NbGraderApp.clear_instance()
    app = NbGraderApp.instance()
    try:
        app.initialize(arguments)
        app.start()
    except NoStart:
        pass
    while app.subapp is not None:
        app = app.subapp
        type(app).clear_instance()
"""


def function(exercise: Exercise) -> ast.FunctionDef:
    """Return the function that a learner fills in: the last one of the starter."""
    body = ast.parse(exercise.starter).body
    return [node for node in body if isinstance(node, ast.FunctionDef)][-1]


def answer(exercise: Exercise, body: str) -> str:
    """Return the source of an answer; ``{arguments}`` stands for what it is given."""
    given = ", ".join(argument.arg for argument in function(exercise).args.args)
    filled = body.replace("{arguments}", given)
    return f"def {function(exercise).name}({given}):\n    {filled}"


def from_record(exercise: Exercise, what: str) -> str:
    """Return the source of an answer that calls a function of the record."""
    return answer(
        exercise,
        "from companion.exercises.records import find\n"
        f'    return find("{exercise.name}").{what}({{arguments}})',
    )


def right(exercise: Exercise) -> str:
    return from_record(exercise, "solution")


def with_mistake(exercise: Exercise, number: int) -> str:
    """Return the source of an answer that makes a known mistake."""
    return from_record(exercise, f"mistakes[{number}].function")


def answered(released: NotebookNode, **answers: str) -> NotebookNode:
    """Return a submission: right answers, but for those given by the exercise's key."""
    submission = copy.deepcopy(released)
    for exercise in EXERCISES:
        source = answers.get(key(exercise), right(exercise))
        cell(submission, exercise.name, "answer").source = source
    return submission


def without_stub(source: str) -> str:
    """Return a starter without the line that invites to write."""
    return source.replace(f"    {assignments.STUB}\n", "").strip()


def key(exercise: Exercise) -> str:
    return exercise.name.partition(".")[2].replace("-", "_")


def cell(notebook: NotebookNode, name: str, part: str) -> NotebookNode:
    grade_id = f"{name.replace('.', '-')}-{part}"
    (found,) = (
        cell
        for cell in notebook.cells
        if cell.metadata.get("nbgrader", {}).get("grade_id") == grade_id
    )
    return found


def wrong_first(released: NotebookNode, more: str = "") -> NotebookNode:
    """Return right answers, but for the first one."""
    return answered(released, **{key(FIRST): with_mistake(FIRST, 0) + more})


def tampering(released: NotebookNode) -> NotebookNode:
    """Return a wrong answer behind a changed check that is worth 100 points."""
    wrong = wrong_first(released)
    check = cell(wrong, FIRST.name, "check")
    check.source = f'print("Right: {FIRST.name}, on 5 cases.")'
    check.metadata.nbgrader.points = 100
    return wrong


def shadowing(released: NotebookNode) -> NotebookNode:
    """Return a wrong answer beside a `check` of the learner's own."""
    return wrong_first(released, "\n\ndef check(*everything):\n    ...")


def without_checks(released: NotebookNode) -> NotebookNode:
    """Return a wrong answer and right ones, with all the checks deleted."""
    submission = wrong_first(released)
    checks = [cell(submission, e.name, "check") for e in EXERCISES]
    submission.cells = [c for c in submission.cells if c not in checks]
    return submission


def crashing(released: NotebookNode) -> NotebookNode:
    """Return an answer that raises, and one that is not Python."""
    broken = answer(SECOND, "return").replace("):", ":")
    raising = answer(FIRST, "return 1 // 0")
    return answered(released, **{key(FIRST): raising, key(SECOND): broken})


def endless(released: NotebookNode) -> NotebookNode:
    """Return an answer that never ends."""
    looping = answer(SECOND, "while True:\n        ...")
    return answered(released, **{key(SECOND): looping})


# What each student hands in, and which exercises bring no point.
CLASS: dict[str, tuple[Callable[[NotebookNode], NotebookNode], tuple[Exercise, ...]]]
CLASS = {
    "right": (answered, ()),
    "empty": (lambda released: released, EXERCISES),
    "crashing": (crashing, (FIRST, SECOND)),
    "endless": (endless, (SECOND,)),
    "tampering": (tampering, (FIRST,)),
    "shadowing": (shadowing, (FIRST,)),
    "without-checks": (without_checks, (FIRST,)),
}
for exercise in EXERCISES:
    for number in range(len(exercise.mistakes)):
        CLASS[f"{key(exercise)}-{number}"] = (
            lambda released, exercise=exercise, number=number: answered(  # type: ignore[misc]
                released, **{key(exercise): with_mistake(exercise, number)}
            ),
            (exercise,),
        )


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Hold a course: assignment released, class handed in, graded, with feedback."""
    pytest.importorskip("nbgrader", reason="the extra `classroom` is not installed")
    if sys.platform == "win32":
        pytest.skip("nbgrader hands assignments out and in on Linux and macOS only")
    course = tmp_path_factory.mktemp("course")
    list(assignments.write_course(course, notebooks.notebook_paths(("01",))))
    for folder in ("exchange", "cache", "home", "students"):
        (course / folder).mkdir()
    (course / "exchange").chmod(0o777)
    exchange = [
        f"--Exchange.root={course}/exchange",
        f"--Exchange.cache={course}/cache",
        "--course=text-to-vectors",
    ]
    hand_out = [["generate_assignment"], ["release_assignment", *exchange]]
    run_nbgrader(course, *((course, [*line, NAME]) for line in hand_out))

    released = notebooks.read(course / "release" / NAME / f"{NAME}.ipynb")
    for student, (hand_in, _) in CLASS.items():
        folder = course / "students" / student / NAME  # type: ignore[assignment]
        folder.mkdir(parents=True)  # type: ignore[attr-defined]
        submission = hand_in(copy.deepcopy(released))
        (folder / f"{NAME}.ipynb").write_text(notebooks.to_text(submission))  # type: ignore[operator]
    submit = (
        (course / "students" / name, ["submit", f"--student={name}", *exchange, NAME])
        for name in CLASS
    )
    grade = [
        ["collect", "--ExchangeCollect.check_owner=False", *exchange],
        ["autograde"],
        ["generate_feedback"],
    ]
    run_nbgrader(course, *submit, *((course, [*line, NAME]) for line in grade))
    return course


def run_nbgrader(course: Path, *commands: tuple[Path, list[str]]) -> None:
    lines = [json.dumps([str(folder), arguments]) for folder, arguments in commands]
    scripts = Path(sys.executable).parent  # nbgrader starts alembic by its name
    done = subprocess.run(
        [sys.executable, "-c", COMMANDS],
        input="\n".join(lines),
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env={
            **os.environ,
            "PATH": f"{scripts}{os.pathsep}{os.environ['PATH']}",
            "HOME": str(course / "home"),
            "XDG_CACHE_HOME": str(course / "home" / "cache"),
            "JUPYTER_CONFIG_DIR": str(course / "home"),
        },
    )
    assert done.returncode == 0, done.stdout
    assert "ERROR" not in done.stdout, done.stdout


@pytest.fixture(scope="module")
def grades(course: Path) -> dict[str, dict[str, float]]:
    """Return the points of each student for each exercise, from nbgrader's database."""
    from nbgrader.api import Gradebook  # type: ignore[import-untyped]

    with Gradebook(f"sqlite:///{course}/gradebook.db") as gradebook:
        found = gradebook.assignment_submissions(NAME)
        return {
            submission.student.id: {
                grade.cell.name: grade.score
                for notebook in submission.notebooks
                for grade in notebook.grades
            }
            for submission in found
        }


class Words(HTMLParser):
    """Collect what a reader of a page sees."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.text = ""
        self.feed(page)

    def handle_data(self, data: str) -> None:
        """Take in what stands between two tags."""
        self.text += data


def feedback(course: Path, student: str) -> str:
    path = course / "feedback" / student / NAME / f"{NAME}.html"
    return " ".join(Words(path.read_text(encoding="utf-8")).text.split())


def graded(course: Path, student: str) -> NotebookNode:
    return notebooks.read(course / "autograded" / student / NAME / f"{NAME}.ipynb")


@pytest.mark.filterwarnings("ignore")
@pytest.mark.slow
def test_a_whole_class_is_graded_as_it_should_be(
    grades: dict[str, dict[str, float]],
) -> None:
    expected = {
        student: {
            f"{e.name.replace('.', '-')}-check": float(e not in failed)
            for e in EXERCISES
        }
        for student, (_, failed) in CLASS.items()
    }
    assert len(CLASS) >= 15
    assert grades == expected


@pytest.mark.slow
def test_release_holds_the_starters_and_no_solution(course: Path) -> None:
    released = notebooks.read(course / "release" / NAME / f"{NAME}.ipynb")
    for exercise in EXERCISES:
        answer = cell(released, exercise.name, "answer")
        assert without_stub(answer.source) == without_stub(exercise.starter)
        check = cell(released, exercise.name, "check")
        assert re.fullmatch(r'print\(check\("01\.[a-z-]+", \w+\)\)', check.source)
        assert check.metadata.editable is check.metadata.deletable is False
    assert "SOLUTION" not in str(released)
    assert "HIDDEN" not in str(released)
    tasks = [c.source for c in released.cells if c.source.startswith("### Exercise · ")]
    assert len(tasks) == len(EXERCISES)


@pytest.mark.slow
@pytest.mark.parametrize("exercise", EXERCISES, ids=lambda e: e.name)
def test_feedback_names_the_mistake(course: Path, exercise: Any) -> None:
    for number, mistake in enumerate(exercise.mistakes):
        words = feedback(course, f"{key(exercise)}-{number}")
        diagnosis = " ".join(mistake.diagnosis.split())
        assert diagnosis in words
        most = len(EXERCISES)
        assert f"Score: {most - 1}.0 / {most}.0" in words


@pytest.mark.slow
def test_feedback_says_how_an_answer_failed(course: Path) -> None:
    assert "ZeroDivisionError" in feedback(course, "crashing")
    assert "SyntaxError" in feedback(course, "crashing")
    assert "took longer than 5 s" in feedback(course, "endless")
    assert f"Not tried yet: {function(FIRST).name}" in feedback(course, "empty")
    most = len(EXERCISES)
    assert f"Score: {most}.0 / {most}.0" in feedback(course, "right")


@pytest.mark.slow
@pytest.mark.parametrize("student", ["tampering", "shadowing", "without-checks"])
def test_a_check_that_was_tampered_with_is_overwritten(
    course: Path, student: str
) -> None:
    source = notebooks.read(course / "source" / NAME / f"{NAME}.ipynb")
    for exercise in EXERCISES:
        check = cell(graded(course, student), exercise.name, "check")
        original = cell(source, exercise.name, "check")
        assert check.source.endswith(original.source)
        assert check.metadata.nbgrader.points == assignments.POINTS


@pytest.mark.slow
def test_grading_is_nobodys_progress(course: Path) -> None:
    assert not list((course / "home").rglob("progress.txt"))


# What the tool writes, without nbgrader.


@pytest.mark.parametrize("path", notebooks.notebook_paths(), ids=lambda path: path.stem)
def test_every_notebook_gives_a_valid_assignment(path: Path) -> None:
    written = assignments.assignment(notebooks.read(path))
    names = [e.name for e in exercises(path.stem[3:])]
    ids = [c.metadata.nbgrader.grade_id for c in written.cells]
    assert len(set(ids)) == len(ids)
    assert all(re.fullmatch(r"[A-Za-z0-9_-]+", grade_id) for grade_id in ids)
    checks = [c for c in written.cells if c.metadata.nbgrader.grade]
    assert [c.metadata.nbgrader.grade_id for c in checks] == [
        f"{name.replace('.', '-')}-check" for name in names
    ]
    for place, one in enumerate(written.cells):
        if one in checks:  # before it stands the answer, and before that the task
            assert written.cells[place - 1].metadata.nbgrader.solution
            assert written.cells[place - 2].cell_type == "markdown"
    sources = [c.source for c in written.cells]
    assert not any("figures" in source for source in sources)
    assert sources[0] == notebooks.read(path).cells[0].source.splitlines()[0]
    for cell in written.cells:
        if cell.cell_type == "code":
            compile(cell.source, cell.id, "exec")


@pytest.mark.parametrize("path", notebooks.notebook_paths(), ids=lambda path: path.stem)
def test_every_assignment_runs_and_its_solutions_pass(
    path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COMPANION_PROGRESS", os.devnull)
    names: dict[str, Any] = {}
    for one in assignments.assignment(notebooks.read(path)).cells:
        if one.cell_type == "code":  # the checks hold the hidden tests as well
            exec(compile(one.source, one.id, "exec"), names)
    right = re.findall(r"^Right: (\S+), on", capsys.readouterr().out, re.MULTILINE)
    assert right == [exercise.name for exercise in exercises(path.stem[3:])]


@pytest.mark.parametrize("path", notebooks.notebook_paths(), ids=lambda path: path.stem)
def test_learners_of_every_notebook_get_the_starters(path: Path) -> None:
    nbgrader = pytest.importorskip("nbgrader.preprocessors")
    stub = re.search(r"code_stub = (\{.+\})", assignments.CONFIG)
    assert stub
    clear = nbgrader.ClearSolutions(code_stub=json.loads(stub[1]))
    hide = nbgrader.ClearHiddenTests()
    released = assignments.assignment(notebooks.read(path))
    for one in (clear, hide):
        released, _ = one.preprocess(released, {})
    for exercise in exercises(path.stem[3:]):
        answer = cell(released, exercise.name, "answer")
        assert without_stub(answer.source) == without_stub(exercise.starter)
    assert "BEGIN" not in str(released)


def test_functions_that_a_hint_names_come_along() -> None:
    path = notebooks.notebook_paths(("04",))[0]
    set_up = assignments.assignment(notebooks.read(path)).cells[1].source
    assert "def merge(ids, pair, new):" in set_up
    assert "from itertools import pairwise" in set_up


def test_a_course_that_is_there_is_left_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "course"
    assert assignments.main([str(folder), "01", "02"]) == 0
    assert "01_tokenization: written" in capsys.readouterr().out
    source = folder / "source" / NAME / f"{NAME}.ipynb"
    source.write_text("the teacher's own")
    (folder / "nbgrader_config.py").write_text("c = get_config()")
    assert assignments.main([str(folder), "01", "03"]) == 0
    out = capsys.readouterr().out
    assert "01_tokenization: there already, left as it is" in out
    assert "03_special_tokens: written" in out
    assert source.read_text() == "the teacher's own"
    assert (folder / "nbgrader_config.py").read_text() == "c = get_config()"


@pytest.mark.parametrize("arguments", [[], ["folder", "10"]])
def test_wrong_arguments_write_nothing(
    arguments: list[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    assert assignments.main(arguments) == 2
    assert capsys.readouterr().err
    assert not list(tmp_path.iterdir())
