"""How a job that was killed goes on: what is finished stays, the rest is swept up.

What is made on the way is in ``unfinished-parts`` in the folder, each finished part
under a name that says what it was made from, with the lock of the run that is working
there. The next run finds what is done by its name (see `parts`). When the job is done,
the folder is gone.
"""

from __future__ import annotations

import os
import re
import sys
import warnings
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import IO

from .folder import PARTS

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

_LOCK = "lock"
_PART = re.compile(r"[0-9a-f]{64}\.bin")


@contextmanager
def working_on(folder: Path) -> Iterator[None]:
    """Keep other runs from a folder, and leave in it only parts that are finished.

    The lock is the system's own: it ends with the process, in whatever way that ends.
    """
    parts = folder / PARTS
    while (lock := _take_lock(folder)) is None:
        pass  # Another run has just ended.
    try:
        _sweep(parts)
        yield
    finally:
        _sweep(parts)
        if os.name == "posix":
            # Before others can have it: they look whether what they lock is still here.
            _unlink(parts / _LOCK)
            lock.close()
        else:
            lock.close()  # Windows deletes no file that is open.
            _unlink(parts / _LOCK)
        with suppress(OSError):
            parts.rmdir()  # which leaves it if there are parts to go on from


def _take_lock(folder: Path) -> IO[bytes] | None:
    """Lock the file for it; None if the file was deleted meanwhile."""
    path = folder / PARTS / _LOCK
    path.parent.mkdir(parents=True, exist_ok=True)
    with ExitStack() as opened, suppress(FileNotFoundError):
        file = opened.enter_context(open(path, "ab"))
        _lock(file, folder)
        if os.path.samestat(os.fstat(file.fileno()), path.stat()):
            opened.pop_all()
            return file
    return None


def _lock(file: IO[bytes], folder: Path) -> None:
    try:
        if sys.platform == "win32":
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError) as error:
        raise RuntimeError(
            f"another run is working on {folder}: wait until it has ended"
        ) from error
    except OSError as error:  # Some network disks have no locks.
        warnings.warn(
            f"{folder} cannot be locked ({error.strerror}): see to it that no other "
            "run works on it",
            stacklevel=2,
        )


def _sweep(parts: Path) -> None:
    """Delete what processes that were killed have left half-written."""
    with suppress(FileNotFoundError):
        for name in os.listdir(parts):
            if name != _LOCK and not _PART.fullmatch(name):
                _unlink(parts / name)


def _unlink(path: Path) -> None:
    with suppress(OSError):  # It is rubbish, or gone already.
        path.unlink()
