"""Folders that are there whole or not at all."""

from __future__ import annotations

import shutil
import sys
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

if sys.platform != "win32":
    import fcntl

_PREFIX = ".part-"
_OLD = 60.0  # seconds after which an unfinished folder may be one that nobody fills


@contextmanager
def new_folder(path: Path) -> Iterator[Path]:
    """Fill a folder under a temporary name, and move it into place when it is complete.

    What killed processes have left beside it is deleted first; what a running one
    fills is locked, and left alone.

    Parameters
    ----------
    path
        The folder to make. If another process is faster, its folder stays.

    Yields
    ------
    Path
        The folder to fill.

    Raises
    ------
    OSError
        If it cannot be made.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as parent:
    ...     with new_folder(Path(parent, "made")) as folder:
    ...         _ = (folder / "a.txt").write_text("tea")
    ...     [path.name for path in Path(parent).rglob("*")]
    ['made', 'a.txt']
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    sweep_folders(path.parent)
    part = path.parent / f"{_PREFIX}{uuid.uuid4().hex}"
    part.mkdir()
    try:
        with open(part / "lock", "wb") as lock:
            if sys.platform != "win32":
                with suppress(OSError):  # Some network disks have no locks.
                    fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            filled = part / "folder"
            filled.mkdir()
            yield filled
            try:
                filled.rename(path)
            except OSError:
                if not path.is_dir():
                    raise
    finally:
        shutil.rmtree(part, ignore_errors=True)


def sweep_folders(parent: Path) -> None:
    """Delete what killed processes have left of `new_folder` in a folder."""
    for left in parent.glob(f"{_PREFIX}*"):
        with suppress(OSError):
            if time.time() - left.stat().st_mtime > _OLD and _is_abandoned(left):
                shutil.rmtree(left, ignore_errors=True)


def _is_abandoned(part: Path) -> bool:
    if sys.platform == "win32":
        (part / "lock").unlink(missing_ok=True)  # refused as long as it is open
        return True
    try:
        with open(part / "lock", "rb") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)  # an OSError if it is not
    except FileNotFoundError:
        pass  # killed before there was a lock, or left by an older version
    return True
