"""A plugin for pytest that makes nbval strict where it is not.

nbval passes a cell that was never run, does not see that a cell was taken out or moved,
and compares the outputs of a cell kind by kind, so that it does not see two kinds
change places. With this plugin all of these fail::

    python -m pytest --nbval -p companion.lessons.verifying.gate FOLDER

Kernels get a fixed hash seed and one thread for linear algebra, so that what they print
does not depend on the machine.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Generator
from typing import Any

import nbval.kernel
import nbval.plugin
import pytest

from . import kernels
from .notebooks import KERNEL_ENVIRONMENT, join_streams

Sanitize = Callable[[object, object], object]

# An explorer's script has its version as an attribute, which is compared.
_SCRIPTS = re.compile(
    r"<(style|script data-version=\"[0-9a-f]+\")>.*?</(?:style|script)>", re.DOTALL
)
# No two processors learn quite the same numbers, nor draw them in the same bytes.
_PICTURES = re.compile(r"(data:image/[\w.+-]+;base64,)[\w+/=\s]+")
_DATA = re.compile(
    r"(?<=<script type=\"application/json\" class=\"cx-data\">).*?(?=</script>)",
    re.DOTALL,
)
_FRACTION = re.compile(r"-?\b\d+(?:\.\d+(?:e[+-]?\d+)?|e[+-]?\d+)\b")


def pytest_configure() -> None:
    """Give the kernels a fixed environment, and nbval a stricter comparison."""
    os.environ.update(KERNEL_ENVIRONMENT)
    # nbval's own joins all pieces of a stream, also across a figure between them.
    nbval.plugin.coalesce_streams = join_streams
    nbval.kernel.start_new_kernel = restarted(nbval.kernel.start_new_kernel)
    cell = nbval.plugin.IPyNbCell
    cell.sanitize = what_is_read(cell.sanitize)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None]:
    """Compare, after nbval, what it leaves out."""
    yield
    if isinstance(item, nbval.plugin.IPyNbCell) and item.cell.source.strip():
        if item.cell.execution_count is None:
            item.raise_cell_error("This cell is stored without having been run")
        due = _due(item)
        if item.cell.execution_count != due:
            item.raise_cell_error(
                f"Code cell {due} is stored as run number "
                f"{item.cell.execution_count}: cells were moved, added or taken out"
            )
        stored, fresh = _kinds(item.cell.outputs), _kinds(item.test_outputs)
        if stored != fresh:
            item.raise_cell_error(f"Stored outputs: {stored}\nFresh outputs: {fresh}")


def _due(item: Any) -> int:
    """Return the execution count that a cell should have.

    Empty cells get none; neither do those that nbval skips, if they were not run.
    """
    cells = [cell for cell in item.parent.nb.cells if cell.cell_type == "code"]
    above = cells[: item.cell_num]
    return 1 + sum(cell.execution_count is not None for cell in above)


def restarted(start_new_kernel: Callable[..., Any]) -> Callable[..., Any]:
    """Start a kernel as nbval does, and once more if it does not answer."""
    return lambda **options: kernels.start(lambda: start_new_kernel(**options))


def what_is_read(sanitize: Sanitize) -> Sanitize:
    """Leave out of a comparison what nobody reads: scripts, style sheets and pictures.

    A version stands for an explorer's script; of its data only fractions are left out.
    A picture within HTML is left out as nbval leaves out one that is an output of its
    own; its words are compared.

    Parameters
    ----------
    sanitize
        What nbval does to an output before it compares: it applies its users' patterns.

    Returns
    -------
    callable
        What does the same, and then takes out what nobody reads.
    """

    def and_more(cell: object, text: object) -> object:
        text = sanitize(cell, text)
        if not isinstance(text, str):
            return text
        text = _SCRIPTS.sub(r"<\1 …>", text)
        text = _DATA.sub(lambda data: _FRACTION.sub("…", data[0]), text)
        return _PICTURES.sub(r"\1…", text)

    return and_more


def _kinds(outputs: list[Any]) -> list[str]:
    """Return the kind of each output: the stream, or the type and its formats."""
    return [
        output["name"]
        if output["output_type"] == "stream"
        else f"{output['output_type']} {sorted(output.get('data', {}))}"
        for output in join_streams(outputs)
    ]
