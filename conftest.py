"""Make nbval strict where it is not.

nbval passes a cell that was never run, does not see that a cell was taken out or moved,
and compares the outputs of a cell kind by kind, so that it does not see two kinds
change places. Here all of these fail.
"""

from __future__ import annotations

import os
from collections.abc import Generator

import nbval.plugin
import pytest
from nbformat import NotebookNode

from tools.notebooks import KERNEL_ENVIRONMENT, join_streams


def pytest_configure() -> None:
    """Give the kernels a fixed environment, and nbval a stricter comparison."""
    os.environ.update(KERNEL_ENVIRONMENT)
    # nbval's own joins all pieces of a stream, also across a figure between them.
    nbval.plugin.coalesce_streams = join_streams


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


def kinds(outputs: list[NotebookNode]) -> list[str]:
    """Return the kind of each output: the stream, or the type and its formats."""
    return [
        output["name"]
        if output.output_type == "stream"
        else f"{output.output_type} {sorted(output.get('data', {}))}"
        for output in join_streams(outputs)
    ]
