"""Files that are there whole or not at all."""

from __future__ import annotations

import errno
import os
import sys
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

if sys.platform != "win32":
    import fcntl

_OF_DISKS = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO}
_ENDING = ".part"
_OLD = 60.0  # seconds after which an unfinished file may be one that nobody writes


@contextmanager
def new_file(
    path: str | os.PathLike[str], folder: str | os.PathLike[str] | None = None
) -> Iterator[IO[bytes]]:
    """Write a file under a temporary name, and move it into place when it is complete.

    Parameters
    ----------
    path
        The file. One that is there is replaced, in one step; of a link, the file that
        it leads to.
    folder
        Where the temporary file goes, on the same disk; by default where the file
        goes. It is deleted if writing fails; if the process is killed it stays, and
        `sweep` finds it.

    Yields
    ------
    file object
        To be written to, in bytes.

    Raises
    ------
    OSError
        If the file cannot be written, for example because the disk is full, or a pipe
        or a device has its name. It names the file.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     with new_file(Path(folder, "a.txt")) as file:
    ...         _ = file.write(b"tea")
    ...     os.listdir(folder)
    ['a.txt']
    """
    path = Path(path)
    _check_is_no_device(path)
    target = Path(os.path.realpath(path)) if folder is None else path
    place = target.parent if folder is None else Path(folder)
    # Short enough for every disk, however long the file's own name is.
    temporary = place / f"{target.name[:40]}.{uuid.uuid4().hex}{_ENDING}"
    try:
        with open(temporary, "xb") as file:
            _lock(file)
            yield file
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, target)
    except OSError as error:
        # Of itself the error of a full disk does not say where that is.
        full = error.filename is None and error.errno in _OF_DISKS
        if full or error.filename == str(temporary):
            raise OSError(error.errno, error.strerror, str(path)) from error
        raise
    finally:
        with suppress(OSError):
            temporary.unlink()


def read_bytes(path: str | os.PathLike[str]) -> bytes:
    """Read a file; an `OSError` that names it if it cannot be read or is none."""
    check_no_device(path)
    return Path(path).read_bytes()


def check_no_device(path: str | os.PathLike[str]) -> None:
    """See that no pipe or device is there: what it may send would be waited for."""
    path = os.fspath(path)  # a number would stand for a file that is open already
    if _is_device(path):
        raise OSError(errno.EINVAL, "a pipe or a device, not a file", path)


def _is_device(path: str | os.PathLike[str]) -> bool:
    return os.path.exists(path) and not (os.path.isfile(path) or os.path.isdir(path))


def _check_is_no_device(path: Path) -> None:
    """See that no pipe or device is there: a file moved into its place would end it.

    As root, which people are in a container, that goes for /dev/null as well.
    """
    if _is_device(path):
        raise FileExistsError(
            errno.EEXIST, "a pipe or a device, whose place no file can take", str(path)
        )


def sweep(path: str | os.PathLike[str]) -> None:
    """Delete what killed processes have left of `new_file` for a path, if anything."""
    path = Path(path)
    for left in path.parent.glob(f"{_literal(path.name[:40])}.*{_ENDING}"):
        with suppress(OSError):
            if time.time() - left.stat().st_mtime > _OLD and _is_abandoned(left):
                left.unlink()


def _literal(name: str) -> str:
    return "".join(f"[{letter}]" if letter in "*?[" else letter for letter in name)


def _lock(file: IO[bytes]) -> None:
    """Show other processes that this file is being written, until it is closed."""
    if sys.platform != "win32":
        with suppress(OSError):  # Some network disks have no locks.
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _is_abandoned(path: Path) -> bool:
    if sys.platform == "win32":
        return True  # It deletes no file that is open.
    with open(path, "rb") as file:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)  # an OSError if it is not
        return True
