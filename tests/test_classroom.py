"""Assignments for nbgrader: what is in them, and a whole round with all nine.

A class of four hands in all nine assignments: right, empty, wrong and crashing. With
the first one some more try to get points that they have not earned.
"""

from __future__ import annotations

import ast
import contextlib
import copy
import json
import math
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from itertools import cycle
from pathlib import Path
from typing import Any

import pytest
from nbformat import NotebookNode

from companion.exercises.grading import share
from companion.exercises.records import (
    TOPIC_OF,
    Challenge,
    Exercise,
    challenge,
    exercises,
)
from tests import ready_kernels
from tools import assignments, notebooks

Task = Exercise | Challenge
PATHS = notebooks.notebook_paths()
NAMES = [path.stem for path in PATHS]
MAKEFILE = Path(__file__).resolve().parents[1] / "Makefile"
every_notebook = pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
every_name = pytest.mark.parametrize("name", NAMES)


def tasks(name: str) -> list[Task]:
    """Return the exercises of a notebook and its challenge, in order."""
    topic = TOPIC_OF[name[:2]]
    last = challenge(topic)
    assert last is not None
    return [*exercises(topic), last]


def cell(notebook: NotebookNode, task: Task, part: str = "") -> NotebookNode:
    """Return the cell that checks a task, or with ``"-answer"`` that answers it."""
    grade_id = f"{task.name.replace('.', '-')}{part}"
    (found,) = (
        cell
        for cell in notebook.cells
        if cell.metadata.get("nbgrader", {}).get("grade_id") == grade_id
    )
    return found


def head(task: Task) -> tuple[str, str]:
    """Return the line that begins the function to fill in, and what it is given."""
    functions = [
        node
        for node in ast.parse(task.starter).body
        if isinstance(node, ast.FunctionDef)
    ]
    given = ast.unparse(functions[-1].args)
    return f"def {functions[-1].name}({given}):\n", given


def answer(task: Task, body: str) -> str:
    """Return the source of an answer; ``{given}`` stands for what it is given."""
    first, given = head(task)
    return f"{first}    {body.replace('{given}', given)}"


def mistaken(task: Exercise) -> str:
    """Return the source of an answer that makes the first known mistake."""
    return answer(
        task,
        "from companion.exercises.records import find\n"
        f'    return find("{task.name}").mistakes[0].function({{given}})',
    )


def without_stub(source: str) -> str:
    """Return a starter without the line that invites to write."""
    return source.replace(f"    {assignments.STUB}\n", "").strip()


# What learners hand in, made from what was released and from its source.


def right(released: NotebookNode, source: NotebookNode, name: str) -> None:
    for task in tasks(name):
        solved = cell(source, task, "-answer").source
        cell(released, task, "-answer").source = solved


def empty(released: NotebookNode, source: NotebookNode, name: str) -> None:
    pass


# An answer to a challenge between the best simple one and our own.
PARTLY = {
    "07.fog": """def code(p):
    numbers = []
    for rounds in (1, 3, 8, 14):
        angle = p * 2 * math.pi * rounds / 290
        numbers += [math.sin(angle), math.cos(angle)]
    return numbers
"""
}


def wrong(released: NotebookNode, source: NotebookNode, name: str) -> None:
    for task in tasks(name):
        if isinstance(task, Exercise):
            cell(released, task, "-answer").source = mistaken(task)
        else:
            given = PARTLY.get(task.name, answer(task, "return 7"))
            cell(released, task, "-answer").source = given


def partly(task: Task) -> float:
    """Return the part of a point that the wrong answer to a challenge gets."""
    if task.name not in PARTLY:
        return 0.0
    names: dict[str, Any] = {"math": math}
    exec(PARTLY[task.name], names)
    assert isinstance(task, Challenge)
    part = share(task, task.score(names["code"]))
    assert 0.1 < part < 0.9
    return part


# An error, a program that is none, an end of Python, and a right answer full of noise.
NOISE = """import os, sys, warnings
    warnings.warn("first")
    print("second", file=sys.stderr)
    os.write(2, b"third")
    os.system("echo fourth >&2")
    from companion.exercises.records import find
    return find("{name}").solution({given})"""
CRASHES = ("return 1 // 0", "return (", "import os\n    os._exit(3)", NOISE)


def crashing(released: NotebookNode, source: NotebookNode, name: str) -> None:
    *graded, last = tasks(name)
    for task, body in zip(graded, cycle(CRASHES), strict=False):
        body = body.replace("{name}", task.name)
        cell(released, task, "-answer").source = answer(task, body)
    cell(released, last, "-answer").source = answer(last, "raise SystemExit")


FIRST, SECOND = tasks(NAMES[0])[:2]


def only_first_wrong(released: NotebookNode, source: NotebookNode, name: str) -> None:
    right(released, source, name)
    assert isinstance(FIRST, Exercise)
    cell(released, FIRST, "-answer").source = mistaken(FIRST)


def tampering(released: NotebookNode, source: NotebookNode, name: str) -> None:
    """Change a check, and make it worth 100 points."""
    only_first_wrong(released, source, name)
    check = cell(released, FIRST)
    check.source, check.metadata.nbgrader.points = "1.0", 100


def shadowing(released: NotebookNode, source: NotebookNode, name: str) -> None:
    """Have a `check` of one's own, and delete all others."""
    only_first_wrong(released, source, name)
    cell(released, FIRST, "-answer").source += "\n\ndef check(*everything):\n    ..."
    checks = [cell(released, task) for task in tasks(name)]
    released.cells = [c for c in released.cells if c not in checks]


def endless(released: NotebookNode, source: NotebookNode, name: str) -> None:
    right(released, source, name)
    looping = answer(SECOND, "while True:\n        ...")
    cell(released, SECOND, "-answer").source = looping


def ending(released: NotebookNode, source: NotebookNode, name: str) -> None:
    """End Python where no check can see it."""
    cell(released, FIRST, "-answer").source = "import os\n\nos._exit(3)"


CLASS: dict[str, Callable[[NotebookNode, NotebookNode, str], None]] = {
    hand_in.__name__: hand_in for hand_in in (right, empty, wrong, crashing)
}
MORE = {
    hand_in.__name__: hand_in for hand_in in (tampering, shadowing, endless, ending)
}
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


class Course:
    """A course that went all the way, and what each step said."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.said: dict[str, str] = {}
        for name in ("exchange", "cache", "home", "students"):
            (folder.parent / name).mkdir(parents=True)
        (folder.parent / "exchange").chmod(0o777)
        self.exchange = [
            f"--Exchange.root={folder.parent}/exchange",
            f"--Exchange.cache={folder.parent}/cache",
        ]

    def notebook(self, *parts: str) -> NotebookNode:
        """Read an assignment's notebook from one of the course's folders."""
        return notebooks.read(self.folder.joinpath(*parts, f"{parts[-1]}.ipynb"))

    def step(self, target: str, numbers: str = "") -> None:
        """Take a step as a teacher does, by make."""
        programs = Path(sys.executable).parent
        command = ["make", "-f", str(MAKEFILE), "-o", ".venv/for-everything", target]
        self.said[target] = self.run(
            [*command, f"COURSE={self.folder}", f"NB={numbers}", f"BIN={programs}"],
            MAKEFILE.parent,
        )

    def submit(self, hand_ins: dict[str, dict[str, Any]]) -> None:
        """Hand in what a class has made of what was released, an assignment a name."""
        lines = []
        for name, students in hand_ins.items():
            for student, hand_in in students.items():
                released = self.notebook("release", name)
                hand_in(released, self.notebook("source", name), name)
                place = self.folder.parent / "students" / student / name
                place.mkdir(parents=True)
                notebook = place / f"{name}.ipynb"
                notebook.write_text(notebooks.to_text(released), encoding="utf-8")
                options = ["--course=text-to-vectors", f"--student={student}"]
                line = ["submit", *options, *self.exchange, name]
                lines.append(json.dumps([str(place.parent), line]))
        self.run([sys.executable, "-c", COMMANDS], self.folder, "\n".join(lines))

    def run(self, command: list[str], folder: Path, given: str = "") -> str:
        """Run a command, and return what it said."""
        home = self.folder.parent / "home"
        # `make test` tells a make below it so, which then talks of folders.
        above = ("MAKEFLAGS", "MAKELEVEL", "MFLAGS")
        inherited = {k: v for k, v in os.environ.items() if k not in above}
        done = subprocess.run(
            command,
            cwd=folder,
            input=given,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env={
                **inherited,
                "HOME": str(home),
                "XDG_CACHE_HOME": str(home / "cache"),
                "JUPYTER_CONFIG_DIR": str(home),
            },
        )
        return f"{done.stdout}\nstatus {done.returncode}"


@contextlib.contextmanager
def kernels_at_hand(folder: Path) -> Iterator[None]:
    """Have kernels that have loaded the libraries, where a kernel can be copied."""
    if sys.platform != "linux":
        yield
        return
    place = folder / "kernels.socket"
    program = ready_kernels.__file__
    spec = {
        "argv": [
            *(sys.executable, "-I", "-S", program, "kernel", str(place)),
            *("-f", "{connection_file}"),
        ],
        "display_name": "Python 3",
        "language": "python",
    }
    kernel = folder / "jupyter" / "kernels" / "python3" / "kernel.json"
    kernel.parent.mkdir(parents=True)
    kernel.write_text(json.dumps(spec), encoding="utf-8")
    command = [sys.executable, program, "serve", str(place)]
    with (
        pytest.MonkeyPatch.context() as patch,
        subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server,
    ):
        patch.setenv("JUPYTER_PATH", str(folder / "jupyter"))
        try:
            assert server.stdout is not None
            assert server.stdout.readline() == "ready\n"
            yield
        finally:
            server.terminate()


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """Hold a course: released, handed in by a class, graded, with feedback."""
    pytest.importorskip("nbgrader", reason="the extra `classroom` is not installed")
    if sys.platform == "win32" or shutil.which("make") is None:
        pytest.skip("nbgrader hands assignments out and in on Linux and macOS only")
    folder = tmp_path_factory.mktemp("a teacher's") / "course of 2026"
    list(assignments.write_course(folder, PATHS))
    course = Course(folder)
    with (folder / "nbgrader_config.py").open("a") as config:
        for line in course.exchange:
            name, _, value = line.removeprefix("--").partition("=")
            config.write(f"c.{name} = {value!r}\n")
    course.step("release")
    course.submit({**dict.fromkeys(NAMES, CLASS), NAMES[0]: {**CLASS, **MORE}})
    with kernels_at_hand(folder.parent):
        for target in ("collect", "autograde", "feedback"):
            course.step(target)
    return course


def grades(course: Course, name: str) -> dict[str, dict[str, float]]:
    """Return the points of each student for each task, from nbgrader's database."""
    from nbgrader.api import Gradebook  # type: ignore[import-untyped]

    with Gradebook(f"sqlite:///{course.folder}/gradebook.db") as gradebook:
        return {
            submission.student.id: {
                grade.cell.name.replace("-", ".", 1): grade.score
                for notebook in submission.notebooks
                for grade in notebook.grades
            }
            for submission in gradebook.assignment_submissions(name)
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


def feedback(course: Course, student: str, name: str) -> str:
    path = course.folder / "feedback" / student / name / f"{name}.html"
    return " ".join(Words(path.read_text(encoding="utf-8")).text.split())


@pytest.mark.slow
def test_every_step_says_what_it_did(course: Course) -> None:
    assert course.said["release"].count(": released\n") == 9
    assert f"{NAMES[0]}: 8 collected\n" in course.said["collect"]
    assert course.said["collect"].count(": 4 collected\n") == 8
    assert course.said["autograde"].count(": 4 graded, ") == 8
    assert f"{NAMES[0]}: 7 graded, " in course.said["autograde"]
    assert course.said["feedback"].count(": 4 pages released\n") == 8
    for target in ("release", "collect", "feedback"):
        assert course.said[target].endswith("status 0"), course.said[target]


@pytest.mark.slow
def test_a_submission_that_ends_python_is_named_and_the_others_are_graded(
    course: Course,
) -> None:
    said = course.said["autograde"]
    assert f"{NAMES[0]}: ending could not be graded: " in said
    assert str(course.folder / "submitted" / "ending" / NAMES[0]) in said
    assert said.count("could not be graded") == 1
    assert not said.endswith("status 0")
    for line in said.splitlines()[1:11]:  # before and after, make speaks
        assert line.startswith(tuple(f"{name}: " for name in NAMES)), said


@pytest.mark.filterwarnings("ignore")
@pytest.mark.slow
@every_name
def test_a_class_is_graded_as_it_should_be(course: Course, name: str) -> None:
    given = grades(course, name)
    names = [task.name for task in tasks(name)]
    assert given["right"] == dict.fromkeys(names, 1.0)
    assert given["empty"] == dict.fromkeys(names, 0.0)
    assert given["wrong"] == {task.name: partly(task) for task in tasks(name)}
    noisy = names[3:4] if len(names) > 4 else []
    assert given["crashing"] == {each: float(each in noisy) for each in names}


@pytest.mark.filterwarnings("ignore")
@pytest.mark.slow
def test_nobody_gets_points_by_a_trick(course: Course) -> None:
    given = grades(course, NAMES[0])
    for student, failed in (
        ("tampering", FIRST),
        ("shadowing", FIRST),
        ("endless", SECOND),
    ):
        expected = {task.name: float(task != failed) for task in tasks(NAMES[0])}
        assert given[student] == expected, student
    assert set(given["ending"].values()) <= {0.0}


@pytest.mark.slow
@every_name
def test_release_holds_the_starters_and_no_solution(course: Course, name: str) -> None:
    released = course.notebook("release", name)
    for task in tasks(name):
        given = cell(released, task, "-answer").source
        assert without_stub(given) == without_stub(task.starter)
        check = cell(released, task)
        assert re.fullmatch(
            rf'# (up to )?1 point: .+\ncheck\("{task.name}", \w+\)', check.source
        )
        assert check.metadata.editable is check.metadata.deletable is False
    everything = "\n".join(cell.source for cell in released.cells)
    assert not re.search(r"HIDDEN|SOLUTION|\bsolution\(|import .*solution", everything)


@pytest.mark.slow
@every_name
def test_a_page_has_one_report_a_task_and_no_traceback(
    course: Course, name: str
) -> None:
    for student in CLASS:
        path = course.folder / "feedback" / student / name / f"{name}.html"
        page = path.read_text(encoding="utf-8")
        words = feedback(course, student, name)
        assert "Traceback (most recent call last)" not in words
        assert "A solution" not in words
        assert 'solution("' not in words
        assert "Test cell" not in words
        for task in tasks(name):
            bar = rf"<span>{re.escape(task.name)}</span> <span [^>]*>[\d.]+ of 1 point"
            assert len(re.findall(bar, page)) == 1
    most = len(tasks(name))
    assert f"Score: {most}.0 / {most}.0" in feedback(course, "right", name)


@pytest.mark.slow
@every_name
def test_a_page_names_what_went_wrong(course: Course, name: str) -> None:
    words = feedback(course, "wrong", name)
    *graded, _ = tasks(name)
    for task in graded:
        assert isinstance(task, Exercise)
        assert " ".join(task.mistakes[0].diagnosis.split()) in words
    crashed = feedback(course, "crashing", name)
    assert "ZeroDivisionError" in crashed
    function = head(graded[1])[0].split("(")[0].removeprefix("def ")
    unread = (
        f"Python cannot read the cell with {function}: '(' was never closed (line 2)."
    )
    assert unread in crashed
    assert "It ended Python itself" in crashed
    assert "NameError" not in crashed
    first = head(graded[0])[0].split("(")[0].removeprefix("def ")
    assert re.search(
        rf"{first} (is still as|returns nothing)", feedback(course, "empty", name)
    )


@pytest.mark.slow
def test_a_page_says_that_an_answer_was_stopped(course: Course) -> None:
    assert "took longer than 5 s" in feedback(course, "endless", NAMES[0]).lower()


@pytest.mark.slow
def test_checks_that_were_changed_or_deleted_are_put_back(course: Course) -> None:
    source = course.notebook("source", NAMES[0])
    for student in ("tampering", "shadowing"):
        graded = course.notebook("autograded", student, NAMES[0])
        for task in tasks(NAMES[0]):
            check = cell(graded, task)
            assert check.source.endswith(cell(source, task).source)
            assert check.metadata.nbgrader.points == assignments.POINTS


@pytest.mark.slow
def test_grading_is_nobodys_progress(course: Course) -> None:
    assert not list((course.folder.parent / "home").rglob("progress.txt"))


@pytest.mark.slow
def test_a_step_may_be_taken_again(course: Course) -> None:
    for target in ("release", "collect", "feedback"):
        before = course.said[target]
        course.step(target, "01")
        first = next(line for line in before.splitlines() if NAMES[0] in line)
        assert course.said[target].splitlines()[-3:] == [first, "", "status 0"]
        course.said[target] = before


@pytest.mark.slow
def test_without_an_exchange_the_folders_are_named(tmp_path: Path) -> None:
    pytest.importorskip("nbgrader", reason="the extra `classroom` is not installed")
    if shutil.which("make") is None:
        pytest.skip("make is not installed")
    course = Course(tmp_path / "course")
    list(assignments.write_course(course.folder, PATHS[:1]))
    with (course.folder / "nbgrader_config.py").open("a") as config:
        config.write(f"c.Exchange.root = {str(tmp_path / 'nowhere')!r}\n")
    for target, said in (
        ("release", f"made; hand out the folder {course.folder}/release/{NAMES[0]}"),
        ("collect", f"put files into {course.folder}/submitted/NAME/{NAMES[0]}"),
        ("autograde", "nothing was handed in"),
        ("feedback", "nothing is graded"),
    ):
        course.step(target)
        assert said in course.said[target]
        assert course.said[target].endswith("status 0") == (target != "collect")


@pytest.mark.slow
def test_a_step_without_a_course_says_what_is_missing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip("nbgrader", reason="the extra `classroom` is not installed")
    from tools import course

    assert course.main(["release"]) == 2
    assert course.main(["grade", str(tmp_path)]) == 2
    assert "autograde COURSE" in capsys.readouterr().err
    assert course.main(["release", str(tmp_path)]) == 2
    assert "holds no course: there is no nbgrader_config.py" in capsys.readouterr().err
    list(assignments.write_course(tmp_path, PATHS[:1]))
    with pytest.raises(
        course.CourseError, match="no assignment '04'; there are: 01_to"
    ):
        course.assignments(tmp_path, ["04"])


# What the tool writes, without nbgrader.


@every_notebook
def test_every_notebook_gives_a_valid_assignment(path: Path) -> None:
    written = assignments.assignment(notebooks.read(path))
    names = [task.name for task in tasks(path.stem)]
    ids = [c.metadata.nbgrader.grade_id for c in written.cells]
    assert len(set(ids)) == len(ids)
    assert all(re.fullmatch(r"[A-Za-z0-9_-]+", grade_id) for grade_id in ids)
    checks = [c for c in written.cells if c.metadata.nbgrader.grade]
    assert [c.metadata.nbgrader.grade_id for c in checks] == [
        name.replace(".", "-") for name in names
    ]
    for place, one in enumerate(written.cells):
        if one in checks:  # before it stands the answer, and before that the task
            assert written.cells[place - 1].metadata.nbgrader.solution
            assert written.cells[place - 2].cell_type == "markdown"
    sources = [c.source for c in written.cells]
    assert not any("figures" in source for source in sources)
    title = notebooks.read(path).cells[0].source.splitlines()[0]
    assert sources[0].splitlines()[0] == title
    for one in written.cells:
        if one.cell_type == "code":
            compile(one.source, one.id, "exec")
    begins = [c.source.split()[0] for c in written.cells if c.cell_type == "markdown"]
    # In 05 what is shown of a challenge is explained, in a list, before one begins.
    assert set(begins[1:]) <= {"###", "##", *(["-"] if path.stem[:2] == "05" else [])}


@every_notebook
def test_nothing_that_is_imported_can_pass_for_an_answer(path: Path) -> None:
    names: dict[str, Any] = {}
    exec(assignments.assignment(notebooks.read(path)).cells[1].source, names)
    for task in tasks(path.stem):
        function = head(task)[0].split("(")[0].removeprefix("def ")
        assert not callable(names.get(function)), function
    assert "solution" not in names


@every_notebook
def test_learners_of_every_notebook_get_the_starters(path: Path) -> None:
    nbgrader = pytest.importorskip("nbgrader.preprocessors")
    stub = re.search(r"code_stub = (\{.+\})", assignments.CONFIG)
    assert stub
    clear = nbgrader.ClearSolutions(code_stub=json.loads(stub[1]))
    hide = nbgrader.ClearHiddenTests()
    released = copy.deepcopy(assignments.assignment(notebooks.read(path)))
    for one in (clear, hide):
        released, _ = one.preprocess(released, {})
    for task in tasks(path.stem):
        given = cell(released, task, "-answer").source
        assert without_stub(given) == without_stub(task.starter)
        assert cell(released, task).source.startswith(
            ("# 1 point: ", "# up to 1 point: ")
        )
    assert "BEGIN" not in str(released)


def test_a_challenge_keeps_the_cells_that_it_needs() -> None:
    written = assignments.assignment(
        notebooks.read(notebooks.notebook_paths(("05",))[0])
    )
    shown = [c for c in written.cells if "line_up(4, seed=" in c.source]
    assert len(shown) == 1
    assert shown[0].metadata.nbgrader.locked


@every_name
def test_points_of_a_challenge_go_from_the_best_baseline_to_our_own(name: str) -> None:
    task = challenge(TOPIC_OF[name[:2]])
    assert task is not None
    beaten = [n for _, n in task.baselines if task.is_better(task.reference, n)]
    best = max(beaten) if task.higher_is_better else min(beaten)
    assert [share(task, n) for n in (*beaten, task.reference)] == [0.0] * len(
        beaten
    ) + [1.0]
    assert share(task, (best + task.reference) / 2) == 0.5
    further = task.reference + (task.reference - best)
    assert share(task, further) == 1.0


def test_a_course_that_is_there_is_left_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "course"
    assert assignments.main([str(folder), "01", "02"]) == 0
    assert "01_tokenization: written" in capsys.readouterr().out
    source = folder / "source" / NAMES[0] / f"{NAMES[0]}.ipynb"
    source.write_text("the teacher's own")
    (folder / "nbgrader_config.py").write_text("c = get_config()")
    assert assignments.main([str(folder), "01", "03"]) == 0
    out = capsys.readouterr().out
    assert "01_tokenization: there already, left as it is" in out
    assert "03_special_tokens: written" in out
    assert source.read_text() == "the teacher's own"
    assert (folder / "nbgrader_config.py").read_text() == "c = get_config()"


def test_a_home_folder_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))  # on Windows
    monkeypatch.chdir(tmp_path)
    assert assignments.main(["~/my course", "01"]) == 0
    assert (tmp_path / "my course" / "source" / NAMES[0]).is_dir()
    told = f"make release COURSE='{tmp_path}/my course'"
    assert told in capsys.readouterr().out or sys.platform == "win32"


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
