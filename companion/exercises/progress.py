r"""What is solved, and what was met on the way, in a plain file of the learner's own.

The file holds one entry a line and only ever grows, a line at a time. Two notebooks can
therefore write at once, and a damaged line costs that line alone. An entry has no blank
in it and is one of

- ``05.shift-by-one``: this exercise is solved;
- ``05.fewest-batches=12.5``: a score in this challenge; the best one counts;
- ``05.shift-by-one!You_returned_…``: this mistake was made and named by `check`.

To forget something, delete its line; to begin anew, delete the file, as `forget` and
``companion progress --forget`` do. Nothing is sent anywhere.

The file is ``progress.txt`` in the folder that the platform has for a user's own data,
which unlike a cache nobody empties: ``~/.local/share/text-to-vectors`` on Linux,
``~/Library/Application Support/text-to-vectors`` on macOS, and
``%LOCALAPPDATA%\text-to-vectors`` on Windows. The environment variable
``COMPANION_PROGRESS`` names another file.
"""

from __future__ import annotations

import codecs
import math
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import platformdirs

from ..storage.files import check_no_device
from .panels import Mark, Panel, box, listed, number_text, paragraph
from .records import TOPIC_OF, Challenge, challenge, exercises

NOWHERE = (
    "That file is on this machine alone and nothing is sent anywhere; "
    "companion progress --forget deletes it."
)

LARGEST = 8_000_000
"""Bytes; a progress file with everything in it has about a hundred thousand."""

# How a file begins in each of UTF-16's two orders of bytes, and how to add to it.
_UTF16 = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}


def progress_file() -> Path:
    """Return the file that holds the progress; it need not exist yet.

    Returns
    -------
    Path
        A text file, in UTF-8.

    Raises
    ------
    OSError
        If the user has no home folder, and ``COMPANION_PROGRESS`` names no file.

    Examples
    --------
    >>> progress_file().name == "progress.txt" or "COMPANION_PROGRESS" in os.environ
    True
    """
    given = os.environ.get("COMPANION_PROGRESS")
    if given:
        return Path(os.path.expanduser(given))  # not every way to set it does that
    try:
        folder = platformdirs.user_data_path("text-to-vectors", appauthor=False)
    except RuntimeError as error:  # what Path says when there is no home
        raise OSError(
            f"{error} Let the environment variable COMPANION_PROGRESS name a file."
        ) from None
    if not folder.is_absolute():  # a home folder that was not found, "~", as it stands
        raise OSError(
            "this user has no home folder. Let the environment variable "
            "COMPANION_PROGRESS name a file."
        )
    return folder / "progress.txt"


def record(name: str) -> None:
    """Keep it that an exercise is solved.

    Parameters
    ----------
    name
        The exercise, for example ``"05.shift-by-one"``.

    Raises
    ------
    OSError
        If the file can be neither read nor written.
    """
    _add(name)


def record_mistake(name: str, diagnosis: str) -> None:
    """Keep it that a known mistake was made, each one once.

    Parameters
    ----------
    name
        The exercise.
    diagnosis
        What `check` said of the mistake.

    Raises
    ------
    OSError
        If the file can be neither read nor written.
    """
    _add(f"{name}!{'_'.join(diagnosis.split())}")


def record_score(task: Challenge, score: float) -> None:
    """Keep a challenge's score if it is the best so far.

    Parameters
    ----------
    task
        The challenge.
    score
        What an answer scored.

    Raises
    ------
    OSError
        If the file can be neither read nor written.
    """
    best = best_score(task)
    if best is None or task.is_better(score, best):
        _add(f"{task.name}={score!r}")


def forget() -> str:
    """Delete the file that holds the progress.

    Returns
    -------
    str
        A sentence that says what was deleted.

    Raises
    ------
    OSError
        If the file cannot be deleted.
    ValueError
        If what ``COMPANION_PROGRESS`` names is no progress file, which is left alone.
    """
    path = progress_file()
    if not path.exists():
        return f"There is nothing to forget: {path} does not exist."
    if not path.is_file() or _are_of_others(decoded(_read(path)).split()):
        raise ValueError(
            f"{path} is no progress file and was left alone; the environment variable "
            "COMPANION_PROGRESS names it."
        )
    path.unlink()
    return f"Deleted {path}: what was solved and met is forgotten."


def best_score(task: Challenge) -> float | None:
    """Return the best score that was kept.

    Parameters
    ----------
    task
        The challenge.

    Returns
    -------
    float or None
        None if no score was kept.

    Raises
    ------
    OSError
        If the file cannot be read.
    """
    found = filter(None, map(score_in, _entries()))
    scores = [score for name, score in found if name == task.name]
    if not scores:
        return None
    return max(scores) if task.higher_is_better else min(scores)


def mistakes_met() -> list[tuple[str, str]]:
    """Return the exercises and diagnoses that were met.

    Returns
    -------
    list of tuple of str and str
        Exercise and diagnosis, in the order in which they were first met.

    Raises
    ------
    OSError
        If the file cannot be read.
    """
    return list(filter(None, map(mistake_in, _entries())))


def score_in(entry: str) -> tuple[str, float] | None:
    """Return the challenge and the score that an entry holds, if it holds them."""
    name, _, number = entry.partition("=")
    try:
        score = float(number)
    except ValueError:  # no score, or a damaged line
        return None
    return (name, score) if math.isfinite(score) else None


def mistake_in(entry: str) -> tuple[str, str] | None:
    """Return the exercise and the diagnosis that an entry holds, if it holds them."""
    name, sign, diagnosis = entry.partition("!")
    return (name, diagnosis.replace("_", " ")) if sign else None


def solved_in(topic: str) -> tuple[list[str], list[str]]:
    """Return the names of a topic's exercises: the solved ones, and the open ones.

    Parameters
    ----------
    topic
        The name of the topic's module.

    Returns
    -------
    tuple of list of str and list of str
        Both in the order of the notebook.

    Raises
    ------
    OSError
        If the file cannot be read.
    """
    entries = set(_entries())
    names = [exercise.name for exercise in exercises(topic)]
    done = [name for name in names if name in entries]
    return done, [name for name in names if name not in entries]


def report(number: str | None = None) -> str:
    """Say what is solved and what is still to do.

    Parameters
    ----------
    number
        A notebook's number, for example ``"05"``; all notebooks without it.

    Returns
    -------
    str
        A few lines of text. They say so if the file cannot be read.

    Raises
    ------
    ValueError
        If no notebook has this number.

    Examples
    --------
    >>> print(report("05").partition(",")[0])
    Notebook 05
    """
    topic = _topic(number) if number is not None else ""
    closing = []
    try:
        solved = set(_entries())
        place = f"Kept in {progress_file()}\n{NOWHERE}"
    except OSError as error:
        solved, place = set(), ""
        closing.append(f"What you solved before cannot be read: {error}")
    if number is not None:
        return "\n".join([*_one_notebook(number, topic, solved), *closing])
    return "\n".join(filter(None, [*_all_notebooks(solved), *closing, place]))


def open_exercises(number: str) -> Panel:
    """Return what is still open in a notebook: its exercises, and its challenge.

    Parameters
    ----------
    number
        The notebook's number, for example ``"05"``.

    Returns
    -------
    Panel
        Shown as a list by a notebook, and as the same words elsewhere.

    Raises
    ------
    ValueError
        If no notebook has this number.
    """
    topic = _topic(number)
    note, best = "", None
    task = challenge(topic)
    try:
        done, todo = solved_in(topic)
        best = best_score(task) if task else None
    except OSError as error:
        done, todo = [], [exercise.name for exercise in exercises(topic)]
        note = f"What you solved before cannot be read: {error}"
    tasks = {exercise.name: exercise.task for exercise in exercises(topic)}
    first = f"{len(done)} of {len(tasks)} exercises solved."
    if not todo:
        first += " None is open."
    items = [(f"○ {name}", tasks[name]) for name in todo]
    if task:
        tried = "not tried yet" if best is None else f"your best is {number_text(best)}"
        ours = f"our own solution reaches {number_text(task.reference)} {task.unit}"
        items.append((f"▲ {task.name}", f"Challenge, {tried}; {ours}."))
    lines = [f"Notebook {number}: {first}", *(f"  {n}: {what}" for n, what in items)]
    inside = paragraph(first, strong=True) + listed(items) + paragraph(note)
    mark: Mark = "open" if todo else "right"
    return Panel(
        "\n".join(filter(None, [*lines, note])),
        box(
            mark,
            "Still open" if todo else "All solved",
            f"Notebook {number}",
            "",
            inside,
        ),
    )


def _topic(number: str) -> str:
    if number not in TOPIC_OF:
        raise ValueError(
            f"there is no notebook {number!r}; there are: {' '.join(TOPIC_OF)}"
        )
    return TOPIC_OF[number]


def _entries() -> list[str]:
    """Return the entries of the file; none if there is no file."""
    path = progress_file()
    return _checked(_read(path), path).split()


def _checked(content: bytes, path: Path) -> str:
    """Return what a file holds if it is a progress file, which a new one is, too."""
    text = decoded(content)
    if _are_of_others(text.split()):
        raise OSError(
            f"{path} is no progress file and is left alone: let the environment "
            "variable COMPANION_PROGRESS name another, or delete it"
        )
    return text


def _are_of_others(entries: list[str]) -> bool:
    """Tell whether something is there, but nothing of any notebook's."""
    numbers = tuple(f"{number}." for number in TOPIC_OF)
    return bool(entries) and not any(entry.startswith(numbers) for entry in entries)


def _read(path: Path) -> bytes:
    """Return what the file holds; nothing if there is none.

    A pipe would be waited for and a device may never end; but the null device stands
    for keeping nothing.
    """
    if os.path.realpath(path) == os.path.realpath(os.devnull):
        return b""
    check_no_device(path)
    try:
        with _named(path), path.open("rb") as file:
            content = file.read(LARGEST + 1)
    except FileNotFoundError:
        return b""
    if len(content) > LARGEST:
        raise OSError(f"{path} has over {LARGEST:,} bytes: it is no progress file")
    return content


@contextmanager
def _named(path: Path) -> Iterator[None]:
    """Let an error name the file; of itself that of a full disk does not."""
    try:
        yield
    except OSError as error:
        if error.filename is None:
            raise OSError(error.errno, error.strerror, str(path)) from error
        raise


def decoded(content: bytes) -> str:
    """Decode a progress file as Windows' programs save it, too.

    Notepad may put a byte order mark in front of UTF-8, and what PowerShell redirects
    into a file is UTF-16.
    """
    code = "utf-16" if is_utf16(content) else "utf-8-sig"
    return content.decode(code, errors="replace")


def is_utf16(content: bytes) -> bool:
    """Tell whether a progress file says by its first bytes that it is UTF-16."""
    return content.startswith(tuple(_UTF16))


def _add(entry: str) -> None:
    """Add an entry that is not in the file yet."""
    path = progress_file()
    content = _read(path)
    text = _checked(content, path)
    if entry in text.split():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    start = "" if not text or text.endswith("\n") else "\n"
    # Appending never loses what another kernel wrote since the file was read.
    with _named(path), path.open("ab") as file:
        file.write(f"{start}{entry}\n".encode(_UTF16.get(content[:2], "utf-8")))


def _one_notebook(number: str, topic: str, solved: set[str]) -> list[str]:
    names = [exercise.name for exercise in exercises(topic)]
    done = sum(name in solved for name in names)
    marks = [f"  [{'x' if name in solved else ' '}] {name}" for name in names]
    return [f"Notebook {number}, {done} of {len(names)} exercises solved:", *marks]


def _all_notebooks(solved: set[str]) -> list[str]:
    lines, counts = [], []
    for number, topic in TOPIC_OF.items():
        names = [exercise.name for exercise in exercises(topic)]
        done = sum(name in solved for name in names)
        bar = "#" * done + "." * (len(names) - done)
        lines.append(f"{number}  {topic:<20}{bar:<8}{done} of {len(names)}")
        counts.append((done, len(names)))
    done, total = (sum(column) for column in zip(*counts, strict=True))
    return [*lines, f"{done} of {total} exercises solved."]
