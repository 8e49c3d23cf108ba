"""The parts of token files, made by the workers of a Dask cluster."""

from __future__ import annotations

import pickle
from collections.abc import Iterator
from concurrent.futures import CancelledError
from contextlib import contextmanager
from functools import partial

from .token_parts import Job, make_part
from .token_workers import Run, completed

_PATIENCE = 30  # seconds to wait for a scheduler, and for its first worker


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
                completed,
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
