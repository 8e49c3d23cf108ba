"""Make nbval strict where it is not, and let two processes share the tests well.

nbval passes a cell that was never run, does not see that a cell was taken out or moved,
and compares the outputs of a cell kind by kind, so that it does not see two kinds
change places. Here all of these fail.
"""

from __future__ import annotations

import gc
import os
import re
from collections.abc import Generator

import nbval.plugin
import pytest
from nbformat import NotebookNode

from tools.notebooks import KERNEL_ENVIRONMENT, ROOT, join_streams

# What takes longest, the longest first: see `pytest_collection_modifyitems`.
LONGEST = (
    "tests/test_notebook_copies.py",
    "notebooks/09_training.ipynb",
    "tests/test_notebooks_verdict.py",
    "tests/test_classroom.py",
    "tests/test_explorers.py",
    "tests/test_lab.py",
)


def pytest_configure(config: pytest.Config) -> None:
    """Give the kernels a fixed environment, and nbval a stricter comparison."""
    # The order is that of `pytest_collection_modifyitems`, not xdist's, which takes a
    # file with many tests for one that takes long.
    config.option.loadscopereorder = False
    os.environ.update(KERNEL_ENVIRONMENT)
    # nbval's own joins all pieces of a stream, also across a figure between them.
    nbval.plugin.coalesce_streams = join_streams
    nbval.plugin.IPyNbCell.sanitize = without_scripts


def pytest_collection_modifyitems(
    config: pytest.Config, items: list[pytest.Item]
) -> None:
    """Put files that take long before the others, where processes share the tests.

    A process takes a whole file, and the next when it is through. Were a long one among
    the last, the other process would have nothing to do meanwhile.
    """
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


# An explorer's script has its version as an attribute, which is compared.
SCRIPTS = re.compile(
    r"<(style|script data-version=\"[0-9a-f]+\")>.*?</(?:style|script)>", re.DOTALL
)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None]:
    """Compare, after nbval, what it leaves out."""
    yield
    if isinstance(item, nbval.plugin.IPyNbCell):
        if item.cell.execution_count is None:
            item.raise_cell_error("This cell is stored without having been run")
        if item.cell.execution_count != item.cell_num + 1:
            item.raise_cell_error(
                f"Code cell {item.cell_num + 1} is stored as run number "
                f"{item.cell.execution_count}: cells were moved, added or taken out"
            )
        stored, fresh = kinds(item.cell.outputs), kinds(item.test_outputs)
        if stored != fresh:
            item.raise_cell_error(f"Stored outputs: {stored}\nFresh outputs: {fresh}")


def without_scripts(cell: object, text: object) -> object:
    """Leave scripts and style sheets out of a comparison; a version stands for them."""
    return SCRIPTS.sub(r"<\1 …>", text) if isinstance(text, str) else text


def kinds(outputs: list[NotebookNode]) -> list[str]:
    """Return the kind of each output: the stream, or the type and its formats."""
    return [
        output["name"]
        if output.output_type == "stream"
        else f"{output.output_type} {sorted(output.get('data', {}))}"
        for output in join_streams(outputs)
    ]
