"""All subjects, each measured in a process of its own."""

from __future__ import annotations

import os
import platform
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from importlib.metadata import version
from multiprocessing import get_context

import psutil

from companion.benchmark_results import Row

from . import (
    embedding,
    encoding,
    notebooks,
    start_up,
    token_files,
    training,
    waiting,
    windows,
    word_vectors,
)
from .harness import Plan

SUBJECTS: dict[str, Callable[[Plan], Iterator[Row]]] = {
    "start_up": start_up.measure,
    "notebooks": notebooks.measure,
    "waiting": waiting.measure,
    "training": training.measure,
    "encoding": encoding.measure,
    "windows": windows.measure,
    "token_files": token_files.measure,
    "embedding": embedding.measure,
    "word_vectors": word_vectors.measure,
}
"""In the order of the table."""

_LIBRARIES = ("numpy", "torch", "tiktoken", "tokenizers", "gensim")


def measure(name: str, plan: Plan) -> list[Row]:
    """Measure a subject in a fresh process, which no other has filled with objects."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(_rows, name, plan).result()


def _rows(name: str, plan: Plan) -> list[Row]:
    return list(SUBJECTS[name](plan))


def machine() -> dict[str, str]:
    """Name what is measured on, but not the computer itself."""
    memory = psutil.virtual_memory().total / 2**30
    return {
        "system": f"{platform.system()} {platform.machine()}",
        "cores": str(os.cpu_count()),
        "memory": f"{memory:.0f} GB",
        "Python": platform.python_version(),
    } | {library: version(library) for library in _LIBRARIES}
