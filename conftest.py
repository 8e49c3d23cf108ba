"""Compare the notebooks by the gate that anyone can use, and share the tests well."""

from __future__ import annotations

import gc
import os
from collections.abc import Generator

import pytest

from companion.lessons.verifying.notebooks import KERNEL_ENVIRONMENT
from tools.notebooks import ROOT

# One thread a process, as a kernel has it. Tests are shared by as many processes as
# there are cores: threads of theirs would wait for one another, and spin while they
# wait. It is set before a test file imports NumPy or torch, which read it once.
for name, value in KERNEL_ENVIRONMENT.items():
    if name.endswith("_THREADS"):
        os.environ.setdefault(name, value)

pytest_plugins = ["companion.lessons.verifying.gate"]

# What takes longest, the longest first: see `pytest_collection_modifyitems`.
LONGEST = (
    "tests/test_lessons_gatekeeper.py",
    "tests/test_longer_learning.py",
    "tests/test_notebook_copies.py",
    "tests/test_site.py",
    "notebooks/09_training.ipynb",
    "tests/test_classroom.py",
    "tests/test_notebooks_verdict.py",
    "tests/test_explorers.py",
    "tests/test_lab.py",
)


def pytest_configure(config: pytest.Config) -> None:
    """Leave the order to `pytest_collection_modifyitems`.

    xdist would take a file with many tests for one that takes long.
    """
    config.option.loadscopereorder = False


def pytest_collection_modifyitems(
    config: pytest.Config, items: list[pytest.Item]
) -> None:
    """Put files that take long before the others, where processes share the tests.

    A process takes a whole file, and the next when it is through. Were a long one among
    the last, the other process would have nothing to do meanwhile.

    Notebooks are slow: who works on one runs it by `make refresh`, which is why `make
    check` can do without.

    Coverage is that of the quick tests, on which it does not lie as heavily: measuring
    it doubles what a test takes that calls the companion a million times.
    """
    for item in items:
        if item.path.suffix == ".ipynb":
            item.add_marker("slow")
        if item.get_closest_marker("slow"):
            item.add_marker("no_cover")
    if not hasattr(config, "workerinput"):
        return
    places = {ROOT / name: place for place, name in enumerate(LONGEST)}
    missing = [str(path) for path in places if not path.exists()]
    if missing:
        raise pytest.UsageError(f"LONGEST in conftest.py names {', '.join(missing)}")
    long = {item.path for item in items if item.get_closest_marker("slow")}
    long |= {item.path for item in items if item.path.suffix == ".ipynb"}
    items.sort(
        key=lambda item: places.get(item.path, len(LONGEST) + (item.path not in long))
    )


@pytest.hookimpl(tryfirst=True)
def pytest_sessionstart(session: pytest.Session) -> None:
    """Let `no_cover` hold in the processes that share the tests.

    In each of them pytest-cov begins to measure twice, and takes the second for its
    own. Where it pauses that one, coverage goes on with the first: slow tests would be
    measured all the same, and an interrupt that comes while coverage holds its lock
    would leave them waiting for ever.
    """
    plugin = session.config.pluginmanager.get_plugin("_cov")
    if hasattr(session.config, "workerinput") and plugin and plugin.cov_controller:
        plugin.cov_controller.cov.stop()


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Have the garbage collector pass over what is there before the first test.

    That is a million objects of libraries and of tests still to come, none of them
    garbage. The collector would look at them all again and again while they are made,
    and whenever a test calls it, as every timing does.
    """
    gc.disable()
    try:
        return (yield)
    finally:
        gc.enable()
        gc.freeze()
