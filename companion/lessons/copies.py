"""A learner's own copies of the notebooks.

A copy is the lesson view of a notebook, not yet run (`companion.lessons.view`). The
folder remembers in ``.companion.json`` what each copy was when it was made. A copy that
is still the same may be replaced when the lesson has a new version; one that somebody
worked in never is.
"""

from __future__ import annotations

import datetime
import hashlib
import json
from pathlib import Path
from typing import Any, NamedTuple

from ..storage.files import new_file, read_bytes
from .view import learners_copy

_RECORD = ".companion.json"
PACKAGE = Path(__file__).resolve().parents[1]


class Copies(NamedTuple):
    """What became of the copies, each named by its file."""

    written: list[str]  # new, or brought up to date
    kept: list[str]  # changed by the learner, and of the present version
    behind: list[str]  # changed by the learner, while the lesson has a newer version
    put_aside: Path | None  # the folder that holds the old ones


def lesson_paths(package: Path = PACKAGE) -> list[Path]:
    """Return the files of the lessons that come with the package, in their order.

    Parameters
    ----------
    package
        The folder of the package.

    Returns
    -------
    list of Path
        The notebooks of the installed package, or of the checkout that it lies in.

    Raises
    ------
    FileNotFoundError
        If the package came without them.

    Examples
    --------
    >>> [path.name for path in lesson_paths()][:2]
    ['01_tokenization.ipynb', '02_vocabulary.ipynb']
    """
    for folder in (package / "notebooks", package.parent / "notebooks"):
        found = sorted(folder.glob("[0-9][0-9]_*.ipynb"))
        if found:
            return found
    raise FileNotFoundError(
        f"the package in {package} came without its notebooks: install it anew"
    )


def make_copies(
    folder: Path, *, fresh: bool = False, package: Path = PACKAGE
) -> Copies:
    """Bring a folder of copies up to date, and make it if there is none.

    Parameters
    ----------
    folder
        The learner's folder. What else is in it is left alone.
    fresh
        Put all copies that are there into a folder of their own beside them, named by
        the day, and begin anew.
    package
        The folder of the package whose lessons are copied.

    Returns
    -------
    Copies
        What became of them.

    Raises
    ------
    FileNotFoundError
        If the package came without notebooks.
    OSError
        If the folder cannot be written; copies are replaced whole or not at all.
    """
    lessons = {path.name: path for path in lesson_paths(package)}
    folder.mkdir(parents=True, exist_ok=True)
    aside = _put_aside(folder, list(lessons)) if fresh else None
    made: dict[str, list[str]] = {} if aside else _read_record(folder)
    written: list[str] = []
    kept: list[str] = []
    behind: list[str] = []
    for name, lesson in lessons.items():
        text = learners_copy(lesson.read_text(encoding="utf-8"))
        copy, new = folder / name, _digest(text)
        if copy.exists():
            now = _digest(_read(copy))
            if now == new:
                made[name] = [new]
                continue
            if now not in made.get(name, []):
                (kept if new in made.get(name, []) else behind).append(name)
                continue
        _write(copy, text)
        made[name] = [new]
        written.append(name)
    _write(folder / _RECORD, json.dumps(made, indent=1) + "\n")
    return Copies(written, kept, behind, aside)


def _digest(text: str) -> str:
    """Return what tells two states of a notebook apart: its cells, and what they show.

    That JupyterLab writes the same cells in another form, with other metadata, when
    somebody only opens and saves a notebook, makes no difference.
    """
    try:
        cells = [_essence(cell) for cell in json.loads(text)["cells"]]
        text = json.dumps(cells)
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        pass  # not a notebook: somebody's own file, told apart by its text
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _essence(cell: dict[str, Any]) -> list[Any]:
    source = cell["source"]
    text = source if isinstance(source, str) else "".join(source)
    return [cell["cell_type"], text, bool(cell.get("outputs"))]


def _put_aside(folder: Path, names: list[str]) -> Path | None:
    """Move the copies into a new folder beside them; None if there are none."""
    there = [folder / name for name in names if (folder / name).exists()]
    if not there:
        return None
    today, count = datetime.date.today().isoformat(), 1
    aside = folder / f"before-{today}"
    while aside.exists():
        count += 1
        aside = folder / f"before-{today}-{count}"
    aside.mkdir()
    for path in there:
        path.rename(aside / path.name)
    return aside


def _read(path: Path) -> str:
    return read_bytes(path).decode(errors="replace")


def _read_record(folder: Path) -> dict[str, list[str]]:
    """Read what the copies were; nothing if that is lost, so that none is replaced."""
    try:
        record = json.loads(_read(folder / _RECORD))
    except (OSError, ValueError, RecursionError):
        return {}
    kept = record.items() if isinstance(record, dict) else ()
    return {name: digests for name, digests in kept if isinstance(digests, list)}


def _write(path: Path, text: str) -> None:
    """Write a file whole or not at all."""
    with new_file(path) as file:
        file.write(text.encode())
