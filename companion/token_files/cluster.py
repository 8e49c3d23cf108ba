"""The parts of token files, made by the workers of a Dask cluster."""

from __future__ import annotations

import errno
import os
import pickle
import pydoc
import time
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError
from contextlib import contextmanager, suppress
from functools import partial
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from .parts import Job, make_part
from .processes import Run, completed

_PACKAGE = "text-to-vectors"
_PATIENCE = 30  # seconds to wait for a scheduler, and for its first worker
_WORKERLESS = 120  # seconds to wait for a worker when the last one is gone


@contextmanager
def on_cluster(scheduler: str, job: Job, pickled: bytes, text: str) -> Iterator[Run]:
    """Make parts on a Dask cluster, whose workers share the folders.

    Parameters
    ----------
    scheduler
        Its address, for example ``"tcp://10.0.0.5:8786"``.
    job
        The job.
    pickled
        The tokenizer, pickled by this process.
    text
        The path of one of the texts, which the workers must see.

    Yields
    ------
    callable
        See `Run`. It raises a `RuntimeError` if the cluster is lost, if it has no
        worker left and gets none for two minutes, or if one part kills worker after
        worker.

    Raises
    ------
    ImportError
        If `distributed` is not installed, or a worker has not this package in this
        version.
    OSError
        If there is no scheduler at the address, it has no workers, or one of them does
        not see the job's folder or the text.

    References
    ----------
    Rocklin (2015), "Dask: Parallel Computation with Blocked Algorithms and Task
    Scheduling"; https://distributed.dask.org.
    """
    try:
        from distributed import Client, KilledWorker
        from distributed.comm.core import CommClosedError
    except ModuleNotFoundError as error:
        raise ModuleNotFoundError(
            "a Dask cluster needs the package distributed: "
            "pip install 'text-to-vectors[cluster]'"
        ) from error
    with Client(scheduler, timeout=_PATIENCE, set_as_default=False) as client:  # type: ignore[no-untyped-call]
        client.wait_for_workers(1, timeout=_PATIENCE)
        _check_workers(client, job, text)
        # The result of a task, unlike data that is sent out, is made again if the
        # worker that holds it dies.
        tokenizer = client.submit(pickle.loads, pickled, pure=False)
        executor = client.get_executor(pure=False)
        try:
            yield partial(
                completed,
                partial(executor.submit, make_part, job, tokenizer),
                _limit(client),
            )
        except (KilledWorker, CancelledError, CommClosedError) as error:
            raise RuntimeError(
                "the cluster was lost, or worker after worker died over one part: "
                f"{error!r}"
            ) from error
        finally:
            executor.shutdown(wait=False)


def _check_workers(client: Any, job: Job, text: str) -> None:
    """See that no worker will fail, or wait for ever, over what it does not have."""
    # All by functions of the standard library, which every worker can import.
    for worker, found in _ask(client, pydoc.locate, f"{make_part.__module__}.__name__"):
        if found != make_part.__module__:
            raise ModuleNotFoundError(
                f"the worker {worker} does not have the package {_PACKAGE}"
            )
    with suppress(PackageNotFoundError):  # A checkout need not be installed.
        ours = version(_PACKAGE)
        for worker, found in _ask(client, version, _PACKAGE):
            if isinstance(found, str) and found != ours:
                raise ImportError(
                    f"the worker {worker} has version {found} of {_PACKAGE}, but this "
                    f"process has {ours}"
                )
    if not job.only_hash:
        _check_seen(client, os.path.isdir, job.folder, "folder")
    _check_seen(client, os.path.exists, text, "file")


def _check_seen(
    client: Any, function: Callable[[str], bool], path: str, kind: str
) -> None:
    for worker, found in _ask(client, function, path):
        if found is not True:
            reason = f"the worker {worker} does not see this {kind}; all must share it"
            raise FileNotFoundError(errno.ENOENT, reason, path)


def _ask(
    client: Any, function: Callable[..., object], argument: str
) -> list[tuple[str, Any]]:
    """Call a function on all workers; return what each says, or its error."""
    found = client.run(function, argument, on_error="return")
    # A worker that is lost meanwhile, which is an OSError, will do no harm.
    return [it for it in found.items() if not isinstance(it[1], OSError)]


def _limit(client: Any) -> Callable[[], int]:
    """Return what says how many parts may be under way, and that somebody is there."""
    missing_since: float | None = None

    def limit() -> int:
        nonlocal missing_since
        n_threads: int = sum(client.nthreads().values())
        if n_threads:
            missing_since = None
        elif missing_since is None:
            missing_since = time.monotonic()
        elif time.monotonic() - missing_since > _WORKERLESS:
            raise RuntimeError(
                f"the cluster has had no workers left for {_WORKERLESS} s"
            )
        return 2 * max(1, n_threads)

    return limit
