"""Make nbval strict where it is not.

nbval passes a cell that was never run, does not see that a cell was taken out or moved,
and compares the outputs of a cell kind by kind, so that it does not see two kinds
change places. Here all of these fail.
"""

from __future__ import annotations

import os
import re
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
    nbval.plugin.IPyNbCell.sanitize = without_scripts


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
