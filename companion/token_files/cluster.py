"""The parts of token files, made by the workers of a Dask cluster."""

from __future__ import annotations

import errno
import os
import pydoc
import re
import time
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError
from contextlib import contextmanager, suppress
from functools import partial
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from ..arguments import shortened
from .processes import Run, Work, completed

_PACKAGE = "text-to-vectors"
_ADDRESS = re.compile(
    r"inproc://\S+"
    r"|(?:(?:tcp|tls|ucx|wss?)://)?(?:\[[0-9A-Fa-f:.%\w]+\]|[^\s/:\[\]]+):(?P<port>\d{1,5})/?"
)


def check_address(scheduler: str) -> str:
    """Return the address of a scheduler; Dask would look for a wrong one for a minute.

    Examples
    --------
    >>> check_address("10.0.0.5")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    ValueError: scheduler must be an address with a port, such as tcp://10.0.0.5:8786...
    """
    advice = "scheduler must be an address with a port, such as tcp://10.0.0.5:8786"
    if not isinstance(scheduler, str):
        raise TypeError(f"{advice}, not {shortened(scheduler)}")
    match = _ADDRESS.fullmatch(scheduler)
    if match is None or (match["port"] and not 0 < int(match["port"]) < 1 << 16):
        raise ValueError(f"{advice}, not {shortened(scheduler)}")
    return scheduler


@contextmanager
def on_cluster(
    scheduler: str,
    work: Work,
    *,
    folder: str | None,
    text: str,
    patience: float = 30,
    workerless: float = 120,
) -> Iterator[Run]:
    """Work on the parts on a Dask cluster, whose workers share the folders.

    It has `patience` seconds to answer and to have a worker, which must have this
    package in this version and see `folder` and `text`. The `Run` raises a
    `RuntimeError` if the cluster is lost, if it is `workerless` for so many seconds, or
    if one part kills worker after worker.

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
    with Client(scheduler, timeout=patience, set_as_default=False) as client:  # type: ignore[no-untyped-call]
        client.wait_for_workers(1, timeout=patience)
        _check_workers(client)
        if folder is not None:
            _check_seen(client, os.path.isdir, folder, "folder")
        _check_seen(client, os.path.exists, text, "file")
        executor = client.get_executor(pure=False)
        try:
            yield partial(
                completed, partial(executor.submit, work), _limit(client, workerless)
            )
        except (KilledWorker, CancelledError, CommClosedError) as error:
            raise RuntimeError(
                "the cluster was lost, or worker after worker died over one part: "
                f"{error!r}"
            ) from error
        finally:
            executor.shutdown(wait=False)


def _check_workers(client: Any) -> None:
    """See that no worker will fail, or wait for ever, over what it does not have."""
    # All by functions of the standard library, which every worker can import.
    for worker, found in _ask(client, pydoc.locate, f"{__name__}.__name__"):
        if found != __name__:
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


def _limit(client: Any, workerless: float) -> Callable[[], int]:
    """Return what says how many parts may be under way, and that somebody is there."""
    missing_since: float | None = None

    def limit() -> int:
        nonlocal missing_since
        n_threads: int = sum(client.nthreads().values())
        if n_threads:
            missing_since = None
        elif missing_since is None:
            missing_since = time.monotonic()
        elif time.monotonic() - missing_since > workerless:
            raise RuntimeError(
                f"the cluster has had no workers left for {workerless:g} s"
            )
        return 2 * max(1, n_threads)

    return limit
