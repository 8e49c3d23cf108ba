"""The parts of token files: how one is made, and who makes them.

A part is made by a pure function of its text, the tokenizer and nothing else, into a
file that is named after both. So it does not matter who makes it, in which order, and
how often: this process, other processes on all cores, or the workers of a cluster.
"""

from __future__ import annotations

import errno
import hashlib
import os
import pickle
import signal
import threading
import uuid
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import (
    FIRST_COMPLETED,
    CancelledError,
    Future,
    ProcessPoolExecutor,
    as_completed,
    wait,
)
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from functools import partial
from multiprocessing import get_context, parent_process
from pathlib import Path
from typing import IO, Any, NamedTuple

import numpy as np
import tiktoken
from numpy.typing import NDArray

from .byte_pair_encoding import BytePairTokenizer
from .text_chunks import Part, Piece
from .tokenization import Tokenizer

_FORMAT = "companion token part, version 1"
_PATIENCE = 30  # seconds to wait for a scheduler, and for its first worker

TokenArray = NDArray[np.unsignedinteger[Any]]
"""Token IDs of one or more parts, `uint16` or `uint32`, shape ``(n_tokens,)``."""


class Job(NamedTuple):
    """What is the same for all parts, beside the tokenizer."""

    folder: str  # of the parts
    tokenizer: str  # its SHA-256
    dtype: str  # "<u2" or "<u4"
    eot: int  # the ID that closes a document
    only_hash: bool  # hash the text and make nothing


class Outcome(NamedTuple):
    """What became of a part."""

    number: int
    sha256: str  # the name of its file
    n_bytes: int  # of text
    problems: dict[str, str]  # from path to reason; if there are any, there is no file


Run = Callable[[Iterable[tuple[int, Part]]], Iterator[Outcome]]
"""Makes numbered parts, and yields what became of them in any order."""


def part_path(job: Job, sha256: str) -> Path:
    """Return where the file of a part is.

    Parameters
    ----------
    job
        The job.
    sha256
        The hash of the part.

    Returns
    -------
    Path
        The file, which need not exist.
    """
    return Path(job.folder, f"{sha256}.bin")


@contextmanager
def new_file(path: Path, folder: str | os.PathLike[str]) -> Iterator[IO[bytes]]:
    """Write a file under a temporary name, and move it into place when it is complete.

    Parameters
    ----------
    path
        The file.
    folder
        Where the temporary file goes, on the same disk. It is deleted if writing
        fails; if the process is killed it stays.

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


def make_part(job: Job, tokenizer: Tokenizer, numbered: tuple[int, Part]) -> Outcome:
    """Tokenize a part into its file, unless that is there already.

    Parameters
    ----------
    job
        The job.
    tokenizer
        The tokenizer.
    numbered
        The part and its number.

    Returns
    -------
    Outcome
        Its hash, or why files of it cannot be used.

    Raises
    ------
    OSError
        If the part's file cannot be written, for example because the disk is full, or
        the folder is not there.
    """
    number, part = numbered
    if not os.path.isdir(job.folder):
        reason = "a worker does not see this folder, which all of them must share"
        raise FileNotFoundError(errno.ENOENT, reason, job.folder)
    contents: list[bytes] = []
    problems: dict[str, str] = {}
    for piece in part:
        try:
            contents.append(_read(piece))
        except (OSError, ValueError) as error:
            problems[piece.path] = _reason(error)
    sha256 = "" if problems else _hash(job, part, contents)
    if not (problems or job.only_hash or part_path(job, sha256).exists()):
        arrays: list[TokenArray] = []
        for piece, content in zip(part, contents, strict=True):
            try:
                arrays.append(_tokenize(job, tokenizer, piece, content))
            except Exception as error:
                # Whatever a tokenizer cannot do with a text is a problem of that text.
                problems[piece.path] = _reason(error)
        if not problems:
            with new_file(part_path(job, sha256), job.folder) as file:
                file.write(np.concatenate(arrays).tobytes())
    return Outcome(number, sha256, sum(p.end - p.begin for p in part), problems)


def _read(piece: Piece) -> bytes:
    with open(piece.path, "rb") as file:
        file.seek(piece.begin)
        content = file.read(piece.end - piece.begin)
    if len(content) < piece.end - piece.begin:
        raise ValueError("became shorter while it was read")
    return content


def _hash(job: Job, part: Part, contents: list[bytes]) -> str:
    """Hash everything on which the IDs of a part depend."""
    settings = (_FORMAT, job.tokenizer, job.dtype, job.eot)
    digest = hashlib.sha256(repr(settings).encode())
    for piece, content in zip(part, contents, strict=True):
        # With the lengths, no two ways to divide the same bytes have the same hash.
        digest.update(repr((len(content), piece.begin == 0, piece.is_last)).encode())
        digest.update(content)
    return digest.hexdigest()


def _tokenize(
    job: Job, tokenizer: Tokenizer, piece: Piece, content: bytes
) -> TokenArray:
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise ValueError(
            f"not UTF-8: byte {content[error.start]:#04x} at place "
            f"{piece.begin + error.start}"
        ) from None
    if piece.begin == 0:
        text = text.removeprefix("\ufeff")
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    ids = _encode(tokenizer, text, job.dtype)
    if (ids == job.eot).any():
        raise ValueError(
            f"the tokenizer gives its end-of-text ID {job.eot} for ordinary text"
        )
    return np.append(ids, ids.dtype.type(job.eot)) if piece.is_last else ids


def _encode(tokenizer: Tokenizer, text: str, dtype: str) -> TokenArray:
    if isinstance(tokenizer, tiktoken.Encoding):
        try:
            # Without a list of Python's numbers in between.
            ids = tokenizer.encode_to_numpy(text, disallowed_special=())
            return ids.astype(dtype)
        except ValueError:
            # A run of a million spaces is too much for tiktoken's pattern matcher.
            tokenizer = BytePairTokenizer(
                tokenizer._mergeable_ranks,
                tokenizer._pat_str,
                tokenizer._special_tokens,
            )
    return np.array(tokenizer.encode(text, disallowed_special=()), dtype)


def _reason(error: Exception) -> str:
    return getattr(error, "strerror", None) or str(error) or repr(error)


@contextmanager
def here(job: Job, tokenizer: Tokenizer) -> Iterator[Run]:
    """Make parts in this process.

    Parameters
    ----------
    job
        The job.
    tokenizer
        The tokenizer.

    Yields
    ------
    callable
        See `Run`.
    """
    yield partial(map, partial(make_part, job, tokenizer))


@contextmanager
def in_processes(n: int, job: Job, pickled: bytes) -> Iterator[Run]:
    """Make parts in several processes.

    Parameters
    ----------
    n
        How many.
    job
        The job.
    pickled
        The tokenizer, pickled by this process.

    Yields
    ------
    callable
        See `Run`. It raises a `RuntimeError` if a process is killed.
    """
    # A forked process would inherit locks that threads of this one may hold.
    pool = ProcessPoolExecutor(n, get_context("spawn"), _start_process, (pickled,))
    try:
        yield partial(
            _completed, lambda part: pool.submit(_make_part, job, part), lambda: 2 * n
        )
    except BrokenProcessPool as error:
        raise RuntimeError(
            "a process was killed, perhaps because the system is short of memory: "
            "fewer processes need less"
        ) from error
    finally:
        pool.shutdown(cancel_futures=True)


_tokenizer: Tokenizer  # of a process that `in_processes` has started


def _start_process(pickled: bytes) -> None:
    global _tokenizer
    # Ctrl-C reaches all processes; the main one sees to the end of the others.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _tokenizer = pickle.loads(pickled)


def _end_with_parent() -> None:
    """End this process if the main one is killed: it would wait for work for ever."""
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _make_part(job: Job, numbered: tuple[int, Part]) -> Outcome:
    return make_part(job, _tokenizer, numbered)


@contextmanager
def on_cluster(scheduler: str, job: Job, pickled: bytes) -> Iterator[Run]:
    """Make parts on a Dask cluster, whose workers share the folders.

    Parameters
    ----------
    scheduler
        Its address, for example ``"tcp://10.0.0.5:8786"``.
    job
        The job.
    pickled
        The tokenizer, pickled by this process.

    Yields
    ------
    callable
        See `Run`. It raises a `RuntimeError` if the cluster is lost, or if one part
        kills worker after worker.

    Raises
    ------
    ModuleNotFoundError
        If `distributed` is not installed.
    OSError
        If there is no scheduler at the address, or it has no workers.

    References
    ----------
    Rocklin (2015), "Dask: Parallel Computation with Blocked Algorithms and Task
    Scheduling"; https://distributed.dask.org.
    """
    try:
        from distributed import Client, KilledWorker
    except ModuleNotFoundError as error:
        raise ModuleNotFoundError(
            "a Dask cluster needs the package distributed: "
            "pip install 'text-to-vectors[cluster]'"
        ) from error
    with Client(scheduler, timeout=_PATIENCE, set_as_default=False) as client:  # type: ignore[no-untyped-call]
        client.wait_for_workers(1, timeout=_PATIENCE)
        # The result of a task, unlike data that is sent out, is made again if the
        # worker that holds it dies.
        tokenizer = client.submit(pickle.loads, pickled, pure=False)
        executor = client.get_executor(pure=False)
        try:
            yield partial(
                _completed,
                partial(executor.submit, make_part, job, tokenizer),
                lambda: 2 * max(1, sum(client.nthreads().values())),
            )
        except (KilledWorker, CancelledError) as error:
            raise RuntimeError(
                "the cluster was lost, or worker after worker died over one part: "
                f"{error!r}"
            ) from error
        finally:
            executor.shutdown(wait=False)


def _completed(
    submit: Callable[[tuple[int, Part]], Future[Outcome]],
    limit: Callable[[], int],
    parts: Iterable[tuple[int, Part]],
) -> Iterator[Outcome]:
    """Hand out parts, a few ahead of what can be worked on, and yield what is done."""
    waiting: set[Future[Outcome]] = set()
    for part in parts:
        waiting.add(submit(part))
        while len(waiting) >= limit():
            done, waiting = wait(waiting, return_when=FIRST_COMPLETED)
            yield from (future.result() for future in done)
    yield from (future.result() for future in as_completed(waiting))
