"""A notebook as the rules read it: its prose, headings, sections, outputs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from nbformat import NotebookNode

from companion.exercises.records import TOPICS
from tools.notebooks import ROOT, code_cells

NUMBERED = [f"{number:02}_{topic}" for number, topic in enumerate(TOPICS, start=1)]
FENCE = re.compile(r"^(```|~~~).*?^\1", re.MULTILINE | re.DOTALL)


class Page(NamedTuple):
    """A notebook and the name of its file."""

    name: str
    notebook: NotebookNode

    @property
    def cells(self) -> list[NotebookNode]:
        """All cells."""
        return self.notebook.cells

    @property
    def prose(self) -> str:
        """All Markdown, without code blocks."""
        texts = (c.source for c in self.cells if c.cell_type == "markdown")
        return FENCE.sub("", "\n\n".join(texts))

    @property
    def headings(self) -> list[tuple[int, str]]:
        """Level and text of each heading, in order."""
        found = re.findall(r"^(#+) +(.+?)\s*$", self.prose, re.MULTILINE)
        return [(len(marks), text) for marks, text in found]

    def section(self, title: str) -> str:
        """Return the Markdown between a heading of level 2 and the next one."""
        parts = re.split(r"^## +(.+?)\s*$", self.prose, flags=re.MULTILINE)
        return dict(zip(parts[1::2], parts[2::2], strict=True)).get(title, "")

    def shown(self) -> Iterator[tuple[str, str]]:
        """Yield where each stored text output stands, and its text."""
        for count, cell in enumerate(code_cells(self.notebook), start=1):
            for output in cell.outputs:
                yield f"output [{count}]", output.get("text", "")
                for mime, data in output.get("data", {}).items():
                    if not mime.startswith("image/"):
                        yield f"output [{count}]", str(data)

    def sources(self) -> Iterator[tuple[str, str]]:
        """Yield where each cell stands, and its source."""
        for place, cell in enumerate(self.cells, start=1):
            yield f"cell {place}", cell.source


def master_table(path: Path = ROOT / "CONTRIBUTING.md") -> list[str]:
    """Return the rows of the table of names, as they are written."""
    section = (
        path.read_text(encoding="utf-8").split("\n## Names\n")[1].split("\n## ")[0]
    )
    return [line for line in section.splitlines() if line.startswith("| `")]


def map_questions(path: Path = ROOT / "README.md") -> dict[str, str]:
    """Return the question of each notebook, by its number, from the README's map."""
    row = re.compile(r"^\| \[(\d\d)\]\([^)]+\) \| (.+?) \|", re.MULTILINE)
    return dict(row.findall(path.read_text(encoding="utf-8")))
