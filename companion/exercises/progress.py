r"""Which exercises are solved, kept in a plain file of the learner's own.

The file holds one exercise's name a line and only ever grows, a line at a time. Two
notebooks can therefore write at once, and a damaged line costs that line alone. To
forget an exercise, delete its line; to begin anew, delete the file.

The file is ``progress.txt`` in the folder that the platform has for a user's own data,
which unlike a cache nobody empties: ``~/.local/share/text-to-vectors`` on Linux,
``~/Library/Application Support/text-to-vectors`` on macOS, and
``%LOCALAPPDATA%\text-to-vectors`` on Windows. The environment variable
``COMPANION_PROGRESS`` names another file.
"""

from __future__ import annotations

import os
from pathlib import Path

import platformdirs

from .records import TOPICS, exercises


def progress_file() -> Path:
    """Return the file that holds the progress; it need not exist yet.

    Returns
    -------
    Path
        A text file, in UTF-8.

    Examples
    --------
    >>> progress_file().name == "progress.txt" or "COMPANION_PROGRESS" in os.environ
    True
    """
    given = os.environ.get("COMPANION_PROGRESS")
    if given:
        return Path(given)
    folder = platformdirs.user_data_path("text-to-vectors", appauthor=False)
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
    path = progress_file()
    text = _read(path)
    if name in text.split():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    start = "" if not text or text.endswith("\n") else "\n"
    # Appending never loses what another kernel wrote since the file was read.
    with path.open("a", encoding="utf-8", newline="\n") as file:
        file.write(f"{start}{name}\n")


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
    topics = {f"{place:02}": topic for place, topic in enumerate(TOPICS, start=1)}
    if number is not None and number not in topics:
        raise ValueError(
            f"there is no notebook {number!r}; there are: {' '.join(topics)}"
        )
    path, closing = progress_file(), []
    try:
        solved = set(_read(path).split())
    except OSError as error:
        solved = set()
        closing.append(f"What you solved before cannot be read: {error}")
    if number is not None:
        return "\n".join([*_one_notebook(number, topics[number], solved), *closing])
    return "\n".join([*_all_notebooks(topics, solved), *closing, f"Kept in {path}"])


def _read(path: Path) -> str:
    """Return what the file holds; nothing if there is none."""
    try:
        # Windows' Notepad may put a byte order mark in front.
        return path.read_text(encoding="utf-8-sig", errors="replace")
    except FileNotFoundError:
        return ""


def _one_notebook(number: str, topic: str, solved: set[str]) -> list[str]:
    names = [exercise.name for exercise in exercises(topic)]
    done = sum(name in solved for name in names)
    marks = [f"  [{'x' if name in solved else ' '}] {name}" for name in names]
    return [f"Notebook {number}, {done} of {len(names)} exercises solved:", *marks]


def _all_notebooks(topics: dict[str, str], solved: set[str]) -> list[str]:
    lines, counts = [], []
    for number, topic in topics.items():
        names = [exercise.name for exercise in exercises(topic)]
        done = sum(name in solved for name in names)
        bar = "#" * done + "." * (len(names) - done)
        lines.append(f"{number}  {topic:<20}{bar:<8}{done} of {len(names)}")
        counts.append((done, len(names)))
    done, total = (sum(column) for column in zip(*counts, strict=True))
    return [*lines, f"{done} of {total} exercises solved."]
