"""Texts larger than memory: files of token IDs, made in parts and mapped into memory.

`tokenize_files` cuts the files into parts at safe borders (see `cutting`) and tokenizes
the parts (see `parts`) on all cores or on a cluster. Each part goes to a file named
after the SHA-256 of its text and of the tokenizer. So a job that was killed goes on
where it was: what is done is found by its name, and a text or tokenizer that has
changed since has another name. At the end the parts are put together:

==================  ===============================================================
``tokens.npy``      the IDs of all documents, each closed by the end-of-text token
``documents.npy``   where each document starts, and at last where the last one ends
``manifest.json``   the settings, the files and the hashes: with it the job is done
==================  ===============================================================

Every file is written under a temporary name and moved into place when it is complete.
Nothing here reads all tokens again to compare them with the manifest's
``tokens_sha256``: that is for whoever has moved the files, and is what
``sha256sum tokens.npy`` prints.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import shutil
import warnings
from collections.abc import Iterable
from contextlib import AbstractContextManager, nullcontext
from functools import partial
from pathlib import Path
from typing import NamedTuple

import numpy as np
import regex
from tqdm import tqdm

from ..arguments import check_size
from ..storage.arrays import npy_header
from ..storage.files import new_file
from ..tokenization import Tokenizer
from .cluster import check_address, on_cluster
from .cutting import (
    PART_BYTES,
    TextFile,
    UnreadableFilesError,
    border_rule,
    count_parts,
    cut_into_parts,
    find_files,
    has_changed,
)
from .folder import FORMAT, PARTS, Manifest, read_manifest
from .parts import (
    Job,
    Outcome,
    hash_part,
    load_part,
    make_part,
    make_part_elsewhere,
)
from .processes import Run, Work, here, in_processes
from .reading import TokenFiles, open_token_files
from .resuming import working_on
from .tokenizer import identity, sent

_UNSEEN = {os.strerror(code) for code in (errno.ENOENT, errno.EACCES)}


def tokenize_files(
    paths: str | os.PathLike[str] | Iterable[str | os.PathLike[str]],
    folder: str | os.PathLike[str],
    tokenizer: Tokenizer,
    *,
    processes: int | None = None,
    scheduler: str | None = None,
    part_bytes: int = PART_BYTES,
    progress: bool = True,
) -> TokenFiles:
    r"""Tokenize files, or all files in folders, into files of token IDs.

    Each file is one document, read as `companion.corpora.load_text` reads it (UTF-8,
    line ends ``\n``) and closed by the end-of-text token, as with
    `companion.sliding_window.join_documents`. Text that spells a special token is
    ordinary text.

    The memory needed does not depend on how long the texts are, if the tokenizer has
    GPT-2's pattern or is one of tiktoken's ``cl100k_base`` and ``o200k_base``, and the
    texts have places to cut them (see `cutting`), as nearly all have. A stretch
    without, such as megabytes of one letter, is encoded whole, and with another
    tokenizer so is each file: it may need 50 times as much memory as it is long, and a
    warning says so. The disk has to hold the tokens twice for a moment.

    If the job is stopped, in whatever way, the same call goes on with it, and the
    result is the same to the byte. Until then its parts are in ``unfinished-parts`` in
    the folder. For a job that is finished, the call checks that text and tokenizer are
    still those that the files were made from. It knows a tokenizer by what it is (see
    `tokenizer.identity`), so ours and the same one of tiktoken's may take turns.

    Parameters
    ----------
    paths
        Files and folders, one or several (see `cutting.find_files`).
    folder
        Where the token files go: a folder that is new, or empty, or this job's own.
    tokenizer
        Any tokenizer that has an end-of-text token. tiktoken's are the fastest.
    processes
        How many processes to use, by default one for each core. They are started
        afresh, so a script must call this under ``if __name__ == "__main__":``.
    scheduler
        The address of a Dask scheduler, for example ``"tcp://10.0.0.5:8786"``, whose
        workers then do the work. They must have this package in the same version, and
        share both the texts and the folder under the same paths. If all of them are
        lost, new ones are waited for, for two minutes.
    part_bytes
        How much text a process tokenizes at a time; with less it needs less memory,
        and more time. The tokens are the same.
    progress
        Whether to show a progress bar, on standard error.

    Returns
    -------
    TokenFiles
        The files, mapped into memory.

    Raises
    ------
    UnreadableFilesError
        If files cannot be read, are not UTF-8, change meanwhile, or cannot be
        tokenized: a `ValueError` that names them all. The other parts are done.
    ValueError
        If there are no files, the folder holds something else or was finished by a
        version of this package that knew tokenizers by another hash, `processes` or
        `part_bytes` is less than 1, or `scheduler` is no address with a port.
    TypeError
        If `processes` or `part_bytes` is not a whole number.
    KeyError
        If the tokenizer has no end-of-text token.
    OSError
        If something cannot be written, for example because the disk is full; the
        error names the file.
    MemoryError
        If there is too little memory.
    ImportError
        If `distributed` is not installed, or a worker lacks this package.
    RuntimeError
        If another run is working on the folder, processes are killed, or the cluster
        or all its workers are lost.

    Examples
    --------
    >>> import tempfile
    >>> from companion.byte_pair_encoding import train
    >>> tokenizer = train("a b", 258, special_tokens=["<|endoftext|>"])
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     text = Path(folder, "text.txt")
    ...     _ = text.write_text("a b", encoding="utf-8")
    ...     tokens = tokenize_files(
    ...         [text, text], Path(folder, "tokens"), tokenizer, progress=False
    ...     )
    ...     print(tokens.ids.tolist(), tokens.documents.tolist())
    ...     del tokens  # Windows deletes no file that is still mapped.
    [97, 256, 257, 97, 256, 257] [0, 3, 6]
    """
    if processes is not None:
        processes = check_size("processes", processes)
    if scheduler is not None:
        scheduler = check_address(scheduler)
    part_bytes = check_size("part_bytes", part_bytes)
    folder = Path(folder)
    read_manifest(folder)  # stops here if the folder holds something else
    files = find_files(paths, leave_out=folder)
    job = Job(
        folder=os.path.abspath(folder / PARTS),
        tokenizer_sha256=identity(tokenizer),
        dtype="<u2" if tokenizer.n_vocab <= 1 << 16 else "<u4",
        eot=tokenizer.eot_token,
    )
    task = _Task(files, border_rule(tokenizer), processes, scheduler, progress)
    if task.rule is None:
        _warn_if_large(files, part_bytes)
    with nullcontext() if read_manifest(folder) else working_on(folder):
        # Read once more: another run may have ended before this one had the lock.
        manifest = read_manifest(folder)
        if manifest is None:
            hashes = _make(task, job, tokenizer, part_bytes)
            _finish(folder, job, files, hashes, part_bytes)
        else:
            _compare(task, job, folder, manifest)
    shutil.rmtree(job.folder, ignore_errors=True)
    return open_token_files(folder)


class _Task(NamedTuple):
    """Which files to work on, and who does it."""

    files: list[TextFile]
    rule: regex.Pattern[str] | None  # where they may be cut
    processes: int | None
    scheduler: str | None
    progress: bool

    def count_processes(self, part_bytes: int) -> int:
        most = count_parts(self.files, part_bytes)
        return min(self.processes or _count_cores(), most)


def _make(task: _Task, job: Job, tokenizer: Tokenizer, part_bytes: int) -> list[str]:
    """Make all parts, here or elsewhere, and return their hashes in order."""
    if task.scheduler is None and task.count_processes(part_bytes) == 1:
        return _do(task, partial(make_part, job, tokenizer), part_bytes)
    with sent(tokenizer, job.folder) as tokenizer_file:
        work = partial(make_part_elsewhere, job, tokenizer_file)
        return _do(task, work, part_bytes, folder=job.folder)


def _compare(task: _Task, job: Job, folder: Path, manifest: Manifest) -> None:
    """See that a finished job's text and tokenizer are still what they were."""
    if manifest.part_bytes is None:
        raise ValueError(
            f"the token files in {folder} were made by an earlier version, which knew "
            "its tokenizer by another hash, so they cannot be compared: go on using "
            "them with open_token_files, choose another folder, or delete that one"
        )
    hashes = _do(task, partial(hash_part, job), manifest.part_bytes)
    if manifest.parts != hashes:
        other = "tokenizer"
        if manifest.tokenizer_sha256 == job.tokenizer_sha256:
            other = "text"
        raise ValueError(
            f"{folder} holds finished token files of another {other}: "
            "choose another folder, or delete that one"
        )


def _do(
    task: _Task, work: Work, part_bytes: int, folder: str | None = None
) -> list[str]:
    """Do some work on all parts, and return their hashes in order."""
    workers: AbstractContextManager[Run]
    if task.scheduler is not None:
        text = task.files[0].path
        workers = on_cluster(task.scheduler, work, folder=folder, text=text)
    elif (n := task.count_processes(part_bytes)) > 1:
        workers = in_processes(n, work)
    else:
        workers = here(work)
    with workers as run:
        parts = cut_into_parts(task.files, task.rule, part_bytes=part_bytes)
        outcomes = run(enumerate(parts))
        shared = task.scheduler is not None
        return _collect(outcomes, task.files, task.progress, shared)


def _warn_if_large(files: list[TextFile], part_bytes: int) -> None:
    largest = max(files, key=lambda file: file.size)
    if largest.size > part_bytes:
        warnings.warn(
            "where a text may be cut is not known for this tokenizer, so each file is "
            "encoded whole; the memory for that grows with the largest file, "
            f"{largest.name} ({largest.size:,} bytes)",
            stacklevel=3,
        )


def _count_cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _collect(
    outcomes: Iterable[Outcome], files: list[TextFile], progress: bool, shared: bool
) -> list[str]:
    """Wait for all parts, and return their hashes in order.

    If the files are shared with workers, these may not see what this process sees.
    """
    hashes: dict[int, str] = {}
    problems: dict[int, dict[str, str]] = {}
    size = sum(file.size for file in files)
    with tqdm(
        desc="tokenizing", total=size, unit="B", unit_scale=True, disable=not progress
    ) as bar:
        for outcome in outcomes:
            hashes[outcome.number] = outcome.sha256
            if outcome.problems:
                problems[outcome.number] = outcome.problems
            bar.update(outcome.n_bytes)
    reasons = {
        file.path: "changed while it was read" for file in files if has_changed(file)
    }
    for number in sorted(problems, reverse=True):  # A file's first problem is told.
        reasons |= problems[number]
    for file in files if shared else []:
        if reasons.get(file.path) in _UNSEEN and not has_changed(file):
            reasons[file.path] = (
                "a worker does not see this file; texts must be shared with all of them"
            )
    if reasons:
        raise UnreadableFilesError(
            [f"{path}: {reasons[path]}" for path in sorted(reasons)]
        )
    return [hashes[number] for number in range(len(hashes))]


def _finish(
    folder: Path, job: Job, files: list[TextFile], hashes: list[str], part_bytes: int
) -> None:
    """Put the parts together; the manifest comes last and says that all is there."""
    try:
        n_tokens = sum(len(load_part(job, sha256)) for sha256 in hashes)
    except FileNotFoundError as error:
        reason = "a worker has made this file elsewhere; all must share the folder"
        raise FileNotFoundError(errno.ENOENT, reason, error.filename) from None
    header = npy_header(job.dtype, (n_tokens,))
    digest = hashlib.sha256(header)
    borders = [np.zeros(1, np.int64)]
    done = 0
    with new_file(folder / "tokens.npy", job.folder) as file:
        file.write(header)
        for sha256 in hashes:
            ids = load_part(job, sha256)
            borders.append(np.flatnonzero(ids == job.eot) + done + 1)
            done += len(ids)
            digest.update(ids.data)
            file.write(ids.data)
        documents = np.concatenate(borders).astype("<i8")
        if (n_documents := len(documents) - 1) != len(files):
            raise RuntimeError(
                f"the parts in {job.folder} hold {n_documents:,} documents, but there "
                f"are {len(files):,} files: delete the folder, and start again"
            )
    content = npy_header("<i8", documents.shape) + documents.tobytes()
    with new_file(folder / "documents.npy", job.folder) as file:
        file.write(content)
    manifest = {
        "format": FORMAT,
        "dtype": np.dtype(job.dtype).name,
        "eot": job.eot,
        "n_tokens": n_tokens,
        "tokens_sha256": digest.hexdigest(),
        "documents_sha256": hashlib.sha256(content).hexdigest(),
        "tokenizer_sha256": job.tokenizer_sha256,
        "part_bytes": part_bytes,
        "documents": [{"file": file.name, "bytes": file.size} for file in files],
        "parts": hashes,
    }
    with new_file(folder / "manifest.json", job.folder) as file:
        file.write(json.dumps(manifest, indent=1).encode() + b"\n")
