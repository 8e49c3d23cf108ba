"""Take a course for nbgrader through its steps, all assignments at once.

    python -m tools.course release COURSE    make what learners get, hand it out
    python -m tools.course collect COURSE    fetch what they have handed in
    python -m tools.course autograde COURSE  grade what is not graded yet
    python -m tools.course feedback COURSE   make a page for each, hand the pages out
    python -m tools.course collect COURSE 01 04  these two assignments

COURSE is a folder that `tools.assignments` has written. What hands things out and in is
nbgrader's exchange, a folder that all can reach. Where there is none, handing out means
to say where the files lie, and what comes back is put into ``submitted`` by hand.
"""

from __future__ import annotations

import logging
import os
import re
import sys
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from nbgrader.apps.api import NbGraderAPI  # type: ignore[import-untyped]
from sqlalchemy.exc import SAWarning
from traitlets.config.loader import PyFileConfigLoader

from companion.exercises.grading import silence

CONFIG = "nbgrader_config.py"


class CourseError(Exception):
    """A step cannot be taken; the message says why, and what to do."""


def main(arguments: list[str]) -> int:
    """Take one step with some assignments of a course.

    Parameters
    ----------
    arguments
        The step, the course's folder, then numbers of notebooks; none means all.

    Returns
    -------
    int
        The exit status: 0, 1 if something of it failed, 2 for wrong arguments.
    """
    if len(arguments) < 2 or arguments[0] not in STEPS:
        print(__doc__, file=sys.stderr)
        return 2
    step, folder, *numbers = arguments
    # nbgrader starts a program by its name, which may be in this environment alone.
    programs = str(Path(sys.executable).parent)
    os.environ["PATH"] = os.pathsep.join([programs, os.environ.get("PATH", "")])
    try:
        place = Path(folder).expanduser()  # some shells leave ~ in COURSE=~/…
        course = opened(place)
        names = assignments(place, numbers)
    except CourseError as error:
        print(error, file=sys.stderr)
        return 2
    failed = 0
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SAWarning)  # about nbgrader's own tables
        for name in names:
            for line, is_well in STEPS[step](course, name):
                print(f"{name}: {line}", flush=True)
                failed += not is_well
    return 1 if failed else 0


def opened(folder: Path) -> NbGraderAPI:
    """Return nbgrader's face to a course, with the settings in the course's folder.

    Parameters
    ----------
    folder
        The course's folder.

    Returns
    -------
    NbGraderAPI
        Ready for use.

    Raises
    ------
    CourseError
        If the folder holds no course.
    """
    if not (folder / CONFIG).is_file():
        raise CourseError(
            f"{folder} holds no course: there is no {CONFIG} in it. make assignments "
            f'COURSE="{folder}" writes one.'
        )
    config = PyFileConfigLoader(CONFIG, path=str(folder)).load_config()
    config.CourseDirectory.root = str(folder.resolve())
    config.ExchangeReleaseAssignment.force = True  # as the other steps, again and again
    # What nbgrader has to say is kept with each result; only failures are shown.
    logging.getLogger("traitlets").addHandler(logging.NullHandler())
    logging.getLogger("traitlets").propagate = False
    return NbGraderAPI(config=config)


def assignments(folder: Path, numbers: list[str]) -> list[str]:
    """Return the names of a course's assignments, in order.

    Parameters
    ----------
    folder
        The course's folder.
    numbers
        Only those whose names begin with one of these, such as ``"01"``; all without.

    Returns
    -------
    list of str
        Names of folders in ``source``.

    Raises
    ------
    CourseError
        If there is none, or none with one of the numbers.
    """
    found = sorted(path.name for path in (folder / "source").glob("*/"))
    for number in numbers:
        if not any(name.startswith(number) for name in found):
            raise CourseError(
                f"{folder / 'source'} holds no assignment {number!r}; there are: "
                f"{' '.join(found) or 'none'}"
            )
    return [name for name in found if not numbers or name.startswith(tuple(numbers))]


Said = Iterator[tuple[str, bool]]
"""What happened, in lines, each with whether it is well."""


def release(course: NbGraderAPI, name: str) -> Said:
    """Make the learners' version of an assignment, and hand it out."""
    made = course.generate_assignment(name)
    if not made["success"]:
        yield f"could not be made. {_why(made)}", False
    elif course.exchange_is_functional:
        yield _handed(course.release_assignment(name), "released")
    else:
        yield f"made; hand out the folder {_folder(course, 'release', name)}", True


def collect(course: NbGraderAPI, name: str) -> Said:
    """Fetch what learners have handed in."""
    if not course.exchange_is_functional:
        where = _folder(course, "submitted", "NAME", name)
        yield f"there is no exchange to collect from; put files into {where}", False
        return
    done = course.collect(name)
    count = len(course.get_submitted_students(name))
    yield _handed(done, f"{count} collected")


def autograde(course: NbGraderAPI, name: str) -> Said:
    """Grade each submission that is new."""
    students = sorted(course.get_submitted_students(name))
    for student in students:
        with silence():  # a kernel that ends may complain, and an answer be noisy
            done = course.autograde(name, student, force=False)
        if not done["success"]:
            where = _folder(course, "submitted", student, name)
            yield (
                f"{student} could not be graded: {_why(done)} An answer may have ended "
                f"Python, or used all memory. Look at it in {where}.",
                False,
            )
    with course.gradebook as gradebook:
        graded = [
            (each.score, each.max_score)
            for each in gradebook.assignment_submissions(name)
            if _folder(course, "autograded", each.student.id, name).exists()
        ]
    if graded:
        mean = sum(score for score, _ in graded) / len(graded)
        yield (
            f"{len(graded)} graded, {mean:.3g} of {graded[0][1]:g} points on average",
            True,
        )
    elif not students:
        yield "nothing was handed in", True


def feedback(course: NbGraderAPI, name: str) -> Said:
    """Make a page for each graded submission, and hand them out."""
    count = len(course.get_autograded_students(name))
    if not count:
        yield "nothing is graded", True
        return
    made = course.generate_feedback(name)
    if not made["success"]:
        yield f"the pages could not be made. {_why(made)}", False
        return
    for page in _folder(course, "feedback").glob(f"*/{name}/*.html"):
        _with_names(page)
    if course.exchange_is_functional:
        yield _handed(course.release_feedback(name), f"{count} pages released")
    else:
        where = _folder(course, "feedback", "NAME", name)
        yield f"{count} pages made; hand out the folders {where}", True


STEPS: dict[str, Callable[[NbGraderAPI, str], Said]] = {
    step.__name__: step for step in (release, collect, autograde, feedback)
}


def _with_names(page: Path) -> None:
    """Name the exercises at the head of a page, where nbgrader says "Test cell"."""
    text = page.read_text(encoding="utf-8")
    named = re.sub(r'(<a href="#(\d\d)-([\w-]+)">)Test cell', r"\1\2.\3", text)
    page.write_text(named, encoding="utf-8")


def _folder(course: NbGraderAPI, *parts: str) -> Path:
    return Path(course.coursedir.root, *parts)


def _handed(done: dict[str, Any], well: str) -> tuple[str, bool]:
    """Say how an exchange went."""
    return (well, True) if done["success"] else (f"failed. {_why(done)}", False)


def _why(done: dict[str, Any]) -> str:
    """Return what went wrong in nbgrader's words, or the traceback's last line."""
    said = re.findall(r"^\[ERROR\] (.+)$", done.get("log", ""), re.MULTILINE)
    last = done["error"].strip().splitlines()[-1]
    return said[0] if said else last


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
