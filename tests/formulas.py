"""The formulas of the lessons, which pages and slides have to draw."""

from __future__ import annotations

import json
import re
from pathlib import Path


def formulas(path: Path) -> list[str]:
    """Return the formulas of a notebook: what is between dollars and has a command."""
    cells = json.loads(path.read_text("utf-8"))["cells"]
    return [
        formula
        for cell in cells
        if cell["cell_type"] == "markdown"
        for formula in re.findall(r"\$[^$`]*\\\w[^$`]*\$", "".join(cell["source"]))
    ]
