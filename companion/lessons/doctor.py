"""A check-up: what the lessons need, what is there, and what is missing."""

from __future__ import annotations

import importlib.metadata
import platform
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from ..corpora import load_text, user_folder
from .copies import lesson_paths

_PACKAGE = Path(__file__).resolve().parents[1]
OLDEST_PYTHON = (3, 11)
_DISK = 1 << 30  # bytes free: room for what the lessons write, and for downloads
# Languages of notebooks 01 and 04, by fontconfig's codes.
_SCRIPTS = {
    "ar": "Arabic",
    "fa": "Persian",
    "hi": "Hindi",
    "ja": "Japanese",
    "ko": "Korean",
    "zh-cn": "Chinese",
}


class Finding(NamedTuple):
    """One thing that was looked at."""

    good: bool
    text: str


def examine() -> list[Finding]:
    """Look at everything that the lessons need.

    Returns
    -------
    list of Finding
        A finding for each thing, in the order in which to mend them.
    """
    looks: list[Callable[[], Finding]] = [
        _python,
        _versions,
        _lessons,
        _disk,
        _progress,
        _fonts,
        _gpu,
    ]
    return [look() for look in looks]


def report(findings: list[Finding]) -> str:
    """Write findings as lines of text.

    Parameters
    ----------
    findings
        What `examine` returned.

    Returns
    -------
    str
        A line each; what is missing is marked.

    Examples
    --------
    >>> print(report([Finding(True, "Python 3.12.1"), Finding(False, "no disk")]))
    ok       Python 3.12.1
    missing  no disk
    """
    return "\n".join(
        f"{'ok' if good else 'missing':<9}{text}" for good, text in findings
    )


def _python() -> Finding:
    oldest = ".".join(map(str, OLDEST_PYTHON))
    here = f"Python {platform.python_version()} on {platform.system() or 'this system'}"
    if sys.version_info[:2] >= OLDEST_PYTHON:
        return Finding(True, here)
    return Finding(False, f"{here}: the series needs {oldest} or newer")


def locked_versions() -> dict[str, str]:
    """Return the versions with which the notebooks were made.

    Returns
    -------
    dict
        From a package's name to its version; empty if the lock did not come along.
    """
    for path in (_PACKAGE / "requirements.txt", _PACKAGE.parent / "requirements.txt"):
        if path.is_file():
            lines = path.read_text(encoding="utf-8").splitlines()
            return dict(_pinned(lines))
    return {}


def _pinned(lines: list[str]) -> Iterator[tuple[str, str]]:
    for line in lines:
        requirement, _, marker = line.partition(";")
        name, found, version = requirement.strip().partition("==")
        if found and not marker:  # a package for some systems only may be absent here
            yield name, version.strip()


def _versions() -> Finding:
    absent, other = [], []
    locked = locked_versions()
    for name, version in locked.items():
        try:
            here = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            absent.append(name)
            continue
        if here.partition("+")[0] != version:
            other.append(f"{name} {here} instead of {version}")
    if absent:
        return Finding(False, f"not installed: {', '.join(absent)}")
    if other:
        return Finding(True, f"other versions than the notebooks': {'; '.join(other)}")
    return Finding(True, f"{len(locked)} packages, as the notebooks were made with")


def _lessons() -> Finding:
    try:
        count, letters = len(lesson_paths()), len(load_text())
    except (OSError, ValueError) as error:
        return Finding(False, str(error))
    return Finding(True, f"{count} notebooks, and the story of {letters:,} characters")


def _disk() -> Finding:
    free = shutil.disk_usage(Path.cwd()).free
    return Finding(free >= _DISK, f"{free / 1e9:.1f} GB free on this disk")


def _progress() -> Finding:
    try:
        folder = user_folder()
        folder.mkdir(parents=True, exist_ok=True)
    except (OSError, RuntimeError) as error:
        return Finding(False, f"nowhere to keep your progress: {error}")
    return Finding(True, f"downloads are kept in {folder}")


def _fonts() -> Finding:
    """Ask fontconfig, as browsers on Linux do; elsewhere fonts come with the system."""
    program = shutil.which("fc-list")
    if program is None:
        if platform.system() == "Linux":
            return Finding(True, "fonts cannot be looked up here (no fc-list)")
        return Finding(True, "fonts for all scripts come with this system")
    without = [
        language
        for code, language in _SCRIPTS.items()
        if not subprocess.run(
            [program, f":lang={code}", "file"], capture_output=True, check=False
        ).stdout.strip()
    ]
    if without:
        return Finding(
            False,
            f"no font for {', '.join(without)}: these sentences in 01 and 04 show "
            "boxes (on Debian or Ubuntu: apt install fonts-noto-core fonts-noto-cjk)",
        )
    return Finding(True, "fonts for the scripts of notebooks 01 and 04")


def _gpu() -> Finding:
    try:
        import torch
    except ImportError:
        return Finding(False, "torch cannot be imported")
    if torch.cuda.is_available():
        return Finding(True, f"a GPU: {torch.cuda.get_device_name()}")
    if torch.backends.mps.is_available():
        return Finding(True, "a GPU: Apple's")
    return Finding(True, "no GPU, and none is needed")
