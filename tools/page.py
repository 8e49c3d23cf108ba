"""A notebook as the rules read it: its prose, headings, sections, outputs."""

from __future__ import annotations

import ast
import math
import re
import symtable
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from nbformat import NotebookNode

from companion.exercises.records import TOPIC_OF
from companion.lessons.view import is_proof
from tools.notebooks import ROOT, code_cells, has_tag

NUMBERED = [f"{number}_{topic}" for number, topic in TOPIC_OF.items()]
ADDRESS = re.compile(r"\]\([^)]*\)")
# A tag or a comment of HTML. A `<` alone is a sign of the text: "loss < 3", "<|unk|>".
MARKUP = re.compile(r"</?[a-z]\w*(?:\s[^<>]*)?>|<!--.*?-->", re.IGNORECASE | re.DOTALL)
FENCE = re.compile(r"^(```|~~~).*?^\1", re.MULTILINE | re.DOTALL)
CHECK = re.compile(r"^check\(\s*\"([^\"]+)\"", re.MULTILINE)
FIGURE = re.compile(r"\bfigures\.show\(")
ADDING = {"add", "append", "extend", "insert", "setdefault", "update"}
EXPLORER = re.compile(r"\bexplorers?\.\w+\(")


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

    @property
    def lesson(self) -> list[NotebookNode]:
        """The cells that a reader sees: all but those that prove something."""
        return [cell for cell in self.cells if not is_proof(cell)]

    @property
    def lesson_code(self) -> list[tuple[int, NotebookNode]]:
        """The code cells that a reader sees, each with its execution count."""
        numbered = enumerate(code_cells(self.notebook), start=1)
        return [(count, cell) for count, cell in numbered if not is_proof(cell)]

    @property
    def words(self) -> int:
        """How many words of prose there are: addresses and markup do not count."""
        text = MARKUP.sub(" ", ADDRESS.sub(" ", self.prose))
        return sum(any(map(str.isalnum, word)) for word in text.split())

    @property
    def checks(self) -> list[tuple[int, str]]:
        """Place of each exercise's check among the lesson's cells, and its name."""
        return [
            (place, name)
            for place, cell in enumerate(self.lesson)
            if cell.cell_type == "code"
            for name in CHECK.findall(cell.source)
        ]

    @property
    def warm_up(self) -> str | None:
        """The exercise whose task is marked as a warm-up, if one is."""
        for place, name in self.checks:
            if "**Warm-up" in self.lesson[place - 2].source:
                return name
        return None

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


def minutes(page: Page) -> int:
    """Return how long a lesson takes someone who reads it, plays and solves.

    A minute for 150 words, which is how fast prose about something new is read; five
    seconds for a line of code, twenty for a figure; two minutes for an explorer, four
    for an exercise, eight for a first answer to the challenge. Code that is folded, as
    a solution is, takes no time.

    Parameters
    ----------
    page
        The notebook.

    Returns
    -------
    int
        Minutes, rounded to five.
    """
    code = [c.source for _, c in page.lesson_code if not has_tag(c, "hide-input")]
    lines = sum(bool(line.strip()) for source in code for line in source.splitlines())
    shown = sum(len(FIGURE.findall(source)) for source in code)
    explorers = sum(len(EXPLORER.findall(source)) for source in code)
    challenges = page.section("Challenge") != ""
    exact = (
        page.words / 150
        + lines * 5 / 60
        + shown * 20 / 60
        + explorers * 2
        + (len(page.checks) - challenges) * 4
        + challenges * 8
    )
    return 5 * math.floor(exact / 5 + 0.5)


def tree(source: str) -> ast.Module:
    """Return the syntax tree of a cell; an empty one where it is not Python."""
    try:
        return ast.parse(source)
    except SyntaxError:  # running it says so better than a rule can
        return ast.Module([], [])


def names_bound(source: str) -> set[str]:
    """Return the names that a cell defines, in functions and comprehensions apart."""
    return set(_bound(tree(source)))


def _bound(node: ast.AST) -> Iterator[str]:
    """Yield the names that a piece of code binds outside of functions."""
    inner = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp, ast.Lambda)
    if isinstance(node, inner):
        return
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        yield node.name
        return
    if isinstance(node, ast.alias):
        yield (node.asname or node.name).partition(".")[0]
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
        yield node.id
    for child in ast.iter_child_nodes(node):
        yield from _bound(child)


def names_changed(source: str) -> set[str]:
    """Return the names that a cell defines, or whose values it adds something to."""
    found = names_bound(source)
    for node in ast.walk(tree(source)):
        if isinstance(node, ast.Subscript):
            changes = isinstance(node.ctx, ast.Store)
        elif isinstance(node, ast.Attribute):
            changes = node.attr in ADDING
        else:
            continue
        if changes and isinstance(node.value, ast.Name):
            found.add(node.value.id)
    return found & names_used(source)


def names_used(source: str) -> set[str]:
    """Return the notebook's names that a cell reads or writes.

    A function's parameters and what it binds for itself are not among them.
    """
    return set(_global(symtable.symtable(ast.unparse(tree(source)), "cell", "exec")))


def _global(table: symtable.SymbolTable) -> Iterator[str]:
    """Yield the names that a piece of code shares with all others."""
    for symbol in table.get_symbols():
        if table.get_type() == "module" or symbol.is_global():
            yield symbol.get_name()
    for inner in table.get_children():
        yield from _global(inner)


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
