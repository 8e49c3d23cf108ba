"""Kernels that are started once more when they do not come up."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

Started = TypeVar("Started")

TRIES = 3


def start(once: Callable[[], Started]) -> Started:
    """Start a kernel, and start another if it does not answer.

    Jupyter looks for five free ports and the kernel takes them a second later. Where
    many processes run, another may be given one of them in between; such a kernel ends,
    or waits for ever, and that says nothing about the notebook.

    Parameters
    ----------
    once
        What starts a kernel. It raises RuntimeError, as Jupyter's clients do, if the
        kernel ends or does not answer in time.

    Returns
    -------
    object
        What `once` returned.

    Raises
    ------
    RuntimeError
        That of the third try.
    """
    for _ in range(TRIES - 1):
        try:
            return once()
        except RuntimeError:
            continue
    return once()
