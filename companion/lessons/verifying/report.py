"""The faults of files and folders of notebooks, a line each."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from .notebooks import Fault, InvalidNotebookError, find, read
from .rules import RULES


class Verified(NamedTuple):
    """What was found in one notebook."""

    path: str
    faults: list[Fault]
    unreadable: str = ""  # why the file could not be read


def verify(paths: Sequence[Path], without: Collection[str] = ()) -> Iterator[Verified]:
    """Yield what the rules find in notebooks.

    Parameters
    ----------
    paths
        Notebooks, and folders of them.
    without
        The names of rules that are left out.

    Yields
    ------
    Verified
        One for each notebook, in the order of the paths; one that is named twice is
        read once.

    Raises
    ------
    ModuleNotFoundError
        If nbformat is not installed.
    """
    seen = set()
    for given in paths:
        try:
            for path in find(given):
                if path not in seen:
                    seen.add(path)
                    yield _verified(path, without)
        except OSError as error:
            yield Verified(printable(given), [], _reason(error))


def faults_in(path: Path, without: Collection[str] = ()) -> list[Fault]:
    """Return what the rules find in a notebook.

    Parameters
    ----------
    path
        The file.
    without
        The names of rules that are left out; that it is a valid notebook is always
        required.

    Returns
    -------
    list of Fault
        The faults, in the order of the rules and of the cells.

    Raises
    ------
    OSError
        If the file cannot be read.
    ModuleNotFoundError
        If nbformat is not installed.
    """
    try:
        cells = read(path)
    except InvalidNotebookError as error:
        return error.faults
    rules = [rule for name, rule in RULES.items() if name not in without]
    return [fault for rule in rules for fault in rule(cells)]


def printable(path: Path) -> str:
    """Return a path on one line, whatever stands in its name."""
    return "".join(c if c.isprintable() else ascii(c)[1:-1] for c in str(path))


def _verified(path: Path, without: Collection[str]) -> Verified:
    try:
        return Verified(printable(path), faults_in(path, without))
    except OSError as error:
        return Verified(printable(path), [], _reason(error))


def _reason(error: OSError) -> str:
    return error.strerror or str(error)
