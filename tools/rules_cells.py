"""The rules for what a reader sees of a lesson's cells, and for what proves it."""

from __future__ import annotations

import ast
import re
import statistics
from collections.abc import Callable, Iterator

from nbformat import NotebookNode

from companion.lessons.view import is_proof
from tools.notebooks import has_tag
from tools.page import Page, names_bound, names_used, tree

ASSERTS = 3  # that a reader sees
MEDIAN = 6  # lines of a code cell
PREDICT = "**Predict.**"
TRUTH = re.compile(r"(?<!\w=)\b(?:True|False)\b")  # an argument is no result
LONG_FLOAT = re.compile(r"\d\.\d{5,}")
NEXT = re.compile(r"^(?:## |### (?:Exercise|Challenge))", re.MULTILINE)
COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)


def _trees(page: Page) -> Iterator[tuple[int, ast.Module]]:
    """Yield the execution count and the syntax tree of each cell that is seen."""
    for count, cell in page.lesson_code:
        yield count, tree(cell.source)


def few_assertions(page: Page) -> list[str]:
    """Allow three assertions where a reader sees them; the others go into proofs."""
    places = [
        count
        for count, parsed in _trees(page)
        for node in ast.walk(parsed)
        if isinstance(node, ast.Assert)
    ]
    if len(places) <= ASSERTS:
        return []
    return [
        f"{len(places)} assertions that a reader sees, in cells {places}, not at most "
        f"{ASSERTS}: put them into proof cells"
    ]


def predictions_kept(page: Page) -> list[str]:
    """Require a hidden output after each prediction, and no answer in the code."""
    problems = []
    expected = []
    for place, cell in enumerate(page.lesson):
        if cell.cell_type != "markdown" or PREDICT not in cell.source:
            continue
        if not re.search(rf"(?:\A|\n\n){re.escape(PREDICT)}", cell.source):
            problems.append(f"cell {place + 1}: {PREDICT} does not begin a paragraph")
        after = [c for c in page.lesson[place:] if c.cell_type == "code"]
        if not after:
            problems.append(f"cell {place + 1}: no code answers the prediction")
            continue
        expected.append(after[0].id)
        if not has_tag(after[0], "hide-output"):
            problems.append(
                f"{_begin(after[0])}: answers a prediction: tag hide-output"
            )
        if re.search(r"^\s*assert\b", after[0].source, re.MULTILINE):
            problems.append(f"{_begin(after[0])}: an assertion gives the answer away")
    problems += [
        f"{_begin(cell)}: the tag hide-output, but no prediction before it"
        for cell in page.lesson
        if has_tag(cell, "hide-output") and cell.id not in expected
    ]
    return problems


def _begin(cell: NotebookNode) -> str:
    """Return how a cell begins, to find it by."""
    return f"the cell that begins {cell.source.splitlines()[0][:50]!r}"


def figures_tell_themselves(page: Page) -> list[str]:
    """Require the words for a figure to be with its function, not in the lesson."""
    problems = []
    for count, parsed in _trees(page):
        for node in ast.walk(parsed):
            if not isinstance(node, ast.Call):
                continue
            if any(keyword.arg == "alt" for keyword in node.keywords):
                problems.append(f"code cell [{count}]: alt= belongs into the figure")
            if isinstance(node.func, ast.Name) and node.func.id == "show":
                problems.append(f"code cell [{count}]: write figures.show(…)")
    return problems


def numbers_not_truths(page: Page) -> list[str]:
    """Forbid results printed as True or False, and floats of more than four digits."""
    problems = []
    for count, cell in page.lesson_code:
        for output in cell.outputs:
            text = output.get("text", output.get("data", {}).get("text/plain", ""))
            problems += [
                f"output [{count}]: {found}: print what was counted or measured"
                for found in set(TRUTH.findall(text))
            ]
            problems += [
                f"output [{count}]: {found}…: at most four digits after the point"
                for found in LONG_FLOAT.findall(text)
            ]
    return problems


def nothing_puzzling(page: Page) -> list[str]:
    """Forbid what someone who knows Python from one book would have to puzzle out."""
    return [
        f"code cell [{count}], line {node.lineno}: {why}"
        for count, parsed in _trees(page)
        for node in ast.walk(parsed)
        if isinstance(node, ast.expr)
        for why in _puzzles(node)
    ]


def _puzzles(node: ast.expr) -> Iterator[str]:
    """Yield why an expression takes puzzling out."""
    inside = list(ast.walk(node))[1:]
    if isinstance(node, COMPREHENSIONS):
        if len(node.generators) > 1 or any(
            isinstance(n, COMPREHENSIONS) for n in inside
        ):
            yield "a comprehension within another, or with two loops"
        if any(isinstance(n, ast.IfExp) for n in inside):
            yield "a choice (… if … else …) inside a comprehension"
    if isinstance(node, ast.IfExp) and any(isinstance(n, ast.IfExp) for n in inside):
        yield "a choice (… if … else …) within another"
    if isinstance(node, ast.NamedExpr):
        yield "a name given inside an expression (:=)"
    if isinstance(node, ast.Call):
        name = _called(node)
        if name == "block_diag":
            yield "block_diag: put it into the companion under a plain name"
        if name == "argsort" and any(
            isinstance(n, ast.Call) and _called(n) == "argsort" for n in inside
        ):
            yield "argsort of argsort: put it into the companion under a plain name"
        if name == "bincount" and any(isinstance(n, ast.BinOp) for n in inside):
            yield "bincount of a computed number: write the counting out"


def _called(call: ast.Call) -> str:
    """Return the last part of the name of what is called."""
    if isinstance(call.func, ast.Attribute):
        return call.func.attr
    return call.func.id if isinstance(call.func, ast.Name) else ""


def short_cells(page: Page) -> list[str]:
    """Require half of the code cells to have at most six lines."""
    lines = [len(cell.source.splitlines()) for _, cell in page.lesson_code]
    middle = statistics.median(lines) if lines else 0
    return (
        [] if middle <= MEDIAN else [f"half of the code cells have over {MEDIAN} lines"]
    )


def proofs_apart(page: Page) -> list[str]:
    """Require proof cells to say what they prove, and to leave the lesson alone."""
    problems = []
    used = {name for _, cell in page.lesson_code for name in names_used(cell.source)}
    for cell in filter(is_proof, page.cells):
        where = f"proof {cell.source[:50]!r}"
        if cell.cell_type != "code":
            problems.append(f"{where}: is not code")
            continue
        if not re.match(r"# *\w+ +\w+ +\w+", cell.source):
            problems.append(
                f"{where}: its first line is no comment that says what holds"
            )
        if "assert" not in cell.source:
            problems.append(f"{where}: asserts nothing")
        if cell.outputs:
            problems.append(f"{where}: shows something")
        shared = ", ".join(sorted(names_bound(cell.source) & used))
        if shared:
            problems.append(f"{where}: defines {shared}, which the lesson uses")
        if set(cell.metadata.get("tags", [])) != {"proof"}:
            problems.append(f"{where}: has other tags besides proof")
    return problems


def one_proof_a_section(page: Page) -> list[str]:
    """Require at most one proof a section, after all that the section shows."""
    problems = []
    proof = None
    title = ""
    for cell in page.cells:
        if cell.cell_type == "markdown":
            heads = NEXT.findall(cell.source)
            if "## " in heads:
                title = re.findall(r"^## +(.+)$", cell.source, re.MULTILINE)[-1]
                proof = None
            elif heads and proof is not None:
                proof = "before the exercise"
        elif is_proof(cell):
            if proof is not None:
                problems.append(f"section {title!r} has more than one proof cell")
            proof = "last"
        elif proof == "last":
            problems.append(f"section {title!r}: code after the proof cell")
            proof = "before the exercise"
    return problems


RULES: tuple[Callable[[Page], list[str]], ...] = (
    few_assertions,
    predictions_kept,
    figures_tell_themselves,
    numbers_not_truths,
    nothing_puzzling,
    short_cells,
    proofs_apart,
    one_proof_a_section,
)
