"""The folder of token files: what is in it, and that one run alone works on it.

What is made on the way is in ``unfinished-parts`` in the folder, with the lock of the
run that is working there. When the job is done, that is gone.
"""

from __future__ import annotations

import json
import os
import re
import sys
import uuid
import warnings
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import IO, Any

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

FORMAT = "companion token files, version 1"
"""What a manifest says of itself."""

PARTS = "unfinished-parts"
"""The folder in the folder, for what is not finished."""

_LOCK = "lock"
_PART = re.compile(r"[0-9a-f]{64}\.bin")


def read_manifest(folder: Path) -> dict[str, Any] | None:
    """Return what a finished job says of itself.

    Parameters
    ----------
    folder
        The folder of the token files.

    Returns
    -------
    dict or None
        None if there is none, and a job may begin or go on in the folder.

    Raises
    ------
    ValueError
        If the folder holds something else.
    """
    try:
        manifest = json.loads((folder / "manifest.json").read_bytes())
    except FileNotFoundError:
        if not folder.exists() or (folder / PARTS).is_dir() or not os.listdir(folder):
            return None
        raise ValueError(
            f"{folder} holds files that are not token files: choose another folder"
        ) from None
    except ValueError:
        manifest = None
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        raise ValueError(
            f"{folder} has a manifest.json that does not say {FORMAT!r}: "
            "choose another folder"
        )
    return manifest


def holds_token_files(folder: Path) -> bool:
    """Say whether a folder holds token files, finished or not, and so no texts.

    Parameters
    ----------
    folder
        Any folder.

    Returns
    -------
    bool
        True if it has a manifest of ours, or parts.
    """
    if not (folder / "manifest.json").is_file():
        return (folder / PARTS).is_dir()
    try:
        return read_manifest(folder) is not None
    except (OSError, ValueError):
        return False


@contextmanager
def working_on(folder: Path) -> Iterator[None]:
    """Keep other runs from a folder, and leave in it only parts that are finished.

    The lock is the system's own: it ends with the process, in whatever way that ends.

    Parameters
    ----------
    folder
        The folder of the token files. It is made if need be.

    Raises
    ------
    RuntimeError
        If another run is working on the folder.
    OSError
        If the folder cannot be written to.
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


@contextmanager
def new_file(path: Path, folder: str | os.PathLike[str]) -> Iterator[IO[bytes]]:
    """Write a file under a temporary name, and move it into place when it is complete.

    Parameters
    ----------
    path
        The file.
    folder
        Where the temporary file goes, on the same disk. It is deleted if writing
        fails; if the process is killed it stays until the next run.

    Yields
    ------
    file object
        To be written to, in bytes.

    Raises
    ------
    OSError
        If the file cannot be written, for example because the disk is full.
    """
    temporary = Path(folder, f"{path.name}.{uuid.uuid4().hex}")
    try:
        with open(temporary, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
    except OSError as error:
        # The error of a full disk does not say of itself where that is.
        where = error.filename or str(path)
        raise OSError(error.errno, error.strerror, where) from error
    finally:
        temporary.unlink(missing_ok=True)
