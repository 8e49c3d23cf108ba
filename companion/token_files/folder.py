"""The folder of token files: what is in it, and that one run alone works on it.

What is made on the way is in ``unfinished-parts`` in the folder, with the lock of the
run that is working there. When the job is done, that is gone.
"""

from __future__ import annotations

import json
import os
import re
import sys
import warnings
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import IO, Any, NamedTuple

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

FORMAT = "companion token files, version 2"
"""What a manifest says of itself."""

_OPENED = FORMAT, "companion token files, version 1"
_HEAD = re.compile(rb'\s*\{\s*"format":\s*"companion token files, version ')

PARTS = "unfinished-parts"
"""The folder in the folder, for what is not finished."""

_LOCK = "lock"
_SHA256 = re.compile(r"[0-9a-f]{64}")
_PART = re.compile(r"[0-9a-f]{64}\.bin")


class Manifest(NamedTuple):
    """What a finished job says of itself."""

    dtype: str  # "<u2" or "<u4"
    eot: int
    n_tokens: int
    n_documents: int
    parts: list[str]  # their hashes
    # These three are missing, and then None, in what version 1 wrote.
    tokenizer_sha256: str | None
    documents_sha256: str | None
    part_bytes: int | None


def read_manifest(folder: Path) -> Manifest | None:
    """Return what a finished job says of itself; None if a job may begin or go on."""
    path = folder / "manifest.json"
    if not os.path.lexists(path):
        if not folder.exists() or (folder / PARTS).is_dir() or not os.listdir(folder):
            return None
        raise ValueError(
            f"{folder} holds files that are not token files: choose another folder"
        )
    if not _is_ours(path):
        raise ValueError(
            f"{path} does not begin as those of token files do: choose another folder, "
            "or, if it is damaged, delete that one and make it again"
        )
    try:
        return _parse(json.loads(path.read_bytes()))
    except (ValueError, RecursionError) as error:
        raise ValueError(
            f"{path} is damaged ({str(error)[:100]}): delete the folder, and make "
            "it again"
        ) from None


def _is_ours(path: Path) -> bool:
    """Say whether a manifest begins as ours do, whatever may follow."""
    if not path.is_file():
        return False
    with open(path, "rb") as file:
        return _HEAD.match(file.read(200)) is not None


def _parse(data: dict[str, Any]) -> Manifest:
    """Check a manifest: a `ValueError` for whatever is not as we write it."""
    if data["format"] not in _OPENED:
        raise ValueError("it is of a later version")
    is_old = data["format"] != FORMAT

    def number(name: str, least: int, most: int = 2**63 - 1) -> int:
        value = data.get(name)
        if type(value) is not int or not least <= value <= most:
            raise ValueError(f"{name} is {value!r:.40}")
        return value

    def sha256(name: str) -> str | None:
        value = data.get(name)
        if is_old:
            return None
        if not isinstance(value, str) or not _SHA256.fullmatch(value):
            raise ValueError(f"{name} is {value!r:.40}")
        return value

    dtype = {"uint16": "<u2", "uint32": "<u4"}.get(str(data.get("dtype")))
    if dtype is None:
        raise ValueError(f"dtype is {data.get('dtype')!r:.40}")
    documents, parts = data.get("documents"), data.get("parts")
    if not isinstance(documents, list) or not documents:
        raise ValueError("documents is no list of documents")
    if not isinstance(parts, list) or not all(
        isinstance(part, str) and _SHA256.fullmatch(part) for part in parts
    ):
        raise ValueError("parts is no list of hashes")
    return Manifest(
        dtype,
        number("eot", 0, 2 ** (8 * int(dtype[-1])) - 1),
        number("n_tokens", len(documents)),
        len(documents),
        parts,
        sha256("tokenizer_sha256"),
        sha256("documents_sha256"),
        None if is_old else number("part_bytes", 1),
    )


def holds_token_files(folder: Path) -> bool:
    """Say whether a folder holds token files, finished or not, and so no texts.

    One that cannot be looked into holds none, as far as is known.
    """
    try:
        return _is_ours(folder / "manifest.json") or (folder / PARTS).is_dir()
    except OSError:
        return False


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
