"""The rules for any notebook: each takes the cells and yields the faults it finds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise
from typing import Any

from . import texts
from .notebooks import Cell, Fault, joined, quoted

Rule = Callable[[list[Cell]], Iterable[Fault]]

_MARKS = {
    "PYTEST_VALIDATE_IGNORE_OUTPUT": "ignore",
    "NBVAL_IGNORE_OUTPUT": "ignore",
    "NBVAL_CHECK_OUTPUT": "check",
    "NBVAL_RAISES_EXCEPTION": "raises",
    "NBVAL_SKIP": "skip",
}
_TAGS = {name.lower().replace("_", "-"): mark for name, mark in _MARKS.items()} | {
    "raises-exception": "raises"
}
_BEGINNING = 60  # characters of a cell or an output, to find it by


def unrun(cells: list[Cell]) -> Iterator[Fault]:
    """Every code cell has been run."""
    run = [cell for cell in cells if cell.runs and "skip" not in marks(cell)]
    missing = [cell for cell in run if cell.number is None]
    if len(missing) > 1 and len(missing) == len(run):
        yield Fault(None, "unrun", f"none of its {len(run)} code cells has been run")
        return
    for cell in missing:
        what = "has outputs, but no execution count" if cell.outputs else "was not run"
        why = f"{what}: nbval compares nothing: {_begin(cell.source)}"
        yield Fault(cell.position, "unrun", why)


def order(cells: list[Cell]) -> Iterator[Fault]:
    """Cells were run once each, from top to bottom, in a fresh kernel."""
    run = [
        (cell, cell.number) for cell in cells if cell.runs and cell.number is not None
    ]
    mixed = False
    for (above, earlier), (cell, count) in pairwise(run):
        if count <= earlier:
            mixed = True
            before = f"cell {above.position} above it as {earlier}"
            why = f"run as number {count}, but {before}"
            yield Fault(cell.position, "order", why)
    for due, (cell, count) in enumerate(run, start=1):
        if count != due and not mixed:
            why = (
                f"run as number {count} where {due} is due: cells above it were run "
                "again, changed or taken out"
            )
            yield Fault(cell.position, "order", why)
            return


def vacuous(cells: list[Cell]) -> Iterator[Fault]:
    """Nothing passes nbval without being compared."""
    run = [cell for cell in cells if cell.runs]
    if run and all(marks(cell) & {"ignore", "skip"} for cell in run):
        why = f"all of its {len(run)} code cells are marked to be ignored or skipped"
        yield Fault(None, "vacuous", why)
    for cell in run:
        raised = any(_kind(output) == "error" for output in cell.outputs)
        if cell.number is not None and "raises" in marks(cell) and not raised:
            why = "marked to raise an exception, but is stored without one"
            yield Fault(cell.position, "vacuous", f"{why}: {_begin(cell.source)}")


def error(cells: list[Cell]) -> Iterator[Fault]:
    """No error stops *Run All*, unless the cell is marked to raise one."""
    for cell in cells:
        for output in cell.outputs:
            if _kind(output) == "error" and "raises" not in marks(cell):
                what = f"{output.get('ename')}: {output.get('evalue')}"
                yield Fault(cell.position, "error", f"stops with {quoted(what)}")


def stderr(cells: list[Cell]) -> Iterator[Fault]:
    """Nothing is left on standard error: no warning, no bar of progress."""
    for cell in cells:
        said = "".join(
            joined(output["text"])
            for output in cell.outputs
            if _kind(output) == "stream" and output.get("name") == "stderr"
        )
        if said:
            yield Fault(cell.position, "stderr", f"output on stderr: {_begin(said)}")


def path(cells: list[Cell]) -> Iterator[Fault]:
    """No path that only one machine has: in outputs, or in code to somebody's home."""
    for cell in cells:
        shown = "\n".join(text for _, text in shown_texts(cell))
        yield from _found(cell, "path", texts.machine_paths(shown), "in an output")
        if cell.kind == "code":
            homes = texts.home_paths(cell.source)
            yield from _found(cell, "path", homes, "in the code")


def unstable(cells: list[Cell]) -> Iterator[Fault]:
    """No output differs from run to run, unless the cell says that it may."""
    for cell in cells:
        if marks(cell) & {"ignore", "skip"}:
            continue
        found = []
        for kind, text in shown_texts(cell):
            found += texts.addresses(text)
            if kind == "stream":  # A result is sorted by IPython.
                found += texts.SET.findall(text)
        yield from _found(cell, "unstable", found, "differs from run to run")


def alt_text(cells: list[Cell]) -> Iterator[Fault]:
    """Every picture says in words what it shows."""
    for cell in cells:
        prose = cell.source if cell.kind == "markdown" else ""
        bare = texts.bare_pictures(prose)
        for output in cell.outputs:
            bare += _bare_pictures(output)
        for picture in bare:
            why = f"a picture without alt text: {quoted(picture)}"
            yield Fault(cell.position, "alt-text", why)


RULES: dict[str, Rule] = {
    "unrun": unrun,
    "order": order,
    "vacuous": vacuous,
    "error": error,
    "stderr": stderr,
    "path": path,
    "unstable": unstable,
    "alt-text": alt_text,
}
"""The rules by their names, in the order in which a notebook's faults are told."""


def marks(cell: Cell) -> set[str]:
    """Return what nbval is asked to do with a cell.

    Parameters
    ----------
    cell
        A code cell.

    Returns
    -------
    set of str
        Of ``"ignore"`` (its output), ``"check"``, ``"raises"``, ``"skip"``: its tags
        and comments, as nbval reads them; a comment counts more than a tag.
    """
    found = [_TAGS[tag] for tag in cell.tags if tag in _TAGS]
    for line in cell.source.splitlines():
        comment = line.strip()
        if comment.startswith("#"):
            mark = _MARKS.get(comment.lstrip("#").strip())
            found += [mark] if mark else []
    asked = set(found)
    last = next((m for m in reversed(found) if m in {"ignore", "check"}), None)
    return asked - ({"ignore", "check"} - {last})


def shown_texts(cell: Cell) -> Iterator[tuple[str, str]]:
    """Yield what a cell has shown as text.

    Parameters
    ----------
    cell
        The cell.

    Yields
    ------
    tuple of str
        The kind of output and its text, without colours and scripts. Tracebacks are
        left out: their paths are Python's own.
    """
    for output in cell.outputs:
        kind = _kind(output)
        if kind == "stream":
            yield kind, texts.plain(joined(output["text"]))
        elif kind == "error":
            yield kind, texts.plain(str(output.get("evalue")))
        for mime, content in _displayed(output):
            if mime.startswith("text/"):
                yield kind, texts.plain(joined(content))


def _bare_pictures(output: dict[str, Any]) -> list[str]:
    """Return the pictures of an output that have no words."""
    bare = []
    for mime, content in _displayed(output):
        if mime == "text/html":
            bare += texts.bare_images(texts.plain(joined(content)))
        elif mime == "text/markdown":
            bare += texts.bare_pictures(joined(content))
        elif mime.startswith("image/"):
            told = output["metadata"].get(mime)
            alt = told.get("alt") if isinstance(told, dict) else None
            words = isinstance(alt, str) and alt.strip() != ""
            if mime == "image/svg+xml":
                words = words or not texts.bare_drawings(joined(content))
            bare += [] if words else [mime]
    return bare


def _displayed(output: dict[str, Any]) -> Iterable[tuple[str, Any]]:
    """Return the formats in which an output was displayed, each with its content."""
    shown = _kind(output) in {"display_data", "execute_result"}
    return output["data"].items() if shown else ()


def _kind(output: dict[str, Any]) -> str:
    return str(output.get("output_type"))


def _found(cell: Cell, rule: str, found: list[str], why: str) -> Iterator[Fault]:
    """Yield one fault for a cell, which names the first of the things found."""
    if found:
        others = len(set(found)) - 1
        more = f" (and {others} more)" if others else ""
        yield Fault(cell.position, rule, f"{why}: {quoted(found[0])!r}{more}")


def _begin(text: str) -> str:
    """Return the beginning of the first line of a text, to find it by."""
    lines = texts.plain(text).strip().splitlines() or [""]
    return repr(quoted(lines[0][:_BEGINNING]))
