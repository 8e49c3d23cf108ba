"""Cut a notebook into slides, by its headings and by the height of what is on it.

A heading of level 1 or 2 begins a slide, one of level 3 a slide below it, and so does
whatever would not fit on the slide any more. Left out are the set-up, whose imports
tell an audience nothing, the checks of the exercises, and the list of what is still
open. The output that answers a **Predict.** appears only when asked for. A cell whose
metadata say ``notes`` is for the speaker, on the slide of what stands before it.
"""

from __future__ import annotations

import base64
import copy
import html
import math
import re
import struct
from collections.abc import Iterator
from typing import NamedTuple

from nbformat import NotebookNode, v4

WIDTH, HEIGHT = 1280, 800  # a slide, in CSS pixels
ROOM = HEIGHT - 40
LINE, CODE_LINE, HTML_LINE = 36, 27, 64  # heights of lines of prose, code, tables
COLUMNS = 96  # characters in a line
FIGURE = 500  # the highest a figure is drawn
HEADING = re.compile(r"^(#{1,3}) +(.+?) *$")
LEFT_OUT = ("Set-up", "What is still open")


class Block(NamedTuple):
    """What stays together on a slide: a cell, its height, and how it begins."""

    cell: NotebookNode
    height: int
    level: int = 0  # of the heading that it begins with; 0 without one
    title: str = ""
    introduced: bool = False  # belongs to what stands before it
    waits: bool = False  # appears only when asked for


def cut(notebook: NotebookNode) -> NotebookNode:
    """Return a copy of a notebook whose cells say on which slide they are.

    Parameters
    ----------
    notebook
        A notebook with its outputs.

    Returns
    -------
    NotebookNode
        Cells in the same order, some of them divided, with the metadata that
        nbconvert's slides exporter reads.
    """
    cells: list[NotebookNode] = []
    used, section = 0, ""
    pieces: list[Block] = []
    notes: dict[int, list[NotebookNode]] = {}  # by the piece that they belong to
    for block in blocks(notebook):
        if is_note(block.cell):
            notes.setdefault(len(pieces) - 1, []).append(block.cell)
        else:
            pieces.append(block)
    for place, block in enumerate(pieces):
        following = pieces[place + 1] if place + 1 < len(pieces) else None
        needed = block.height
        if following is not None and following.introduced:
            needed += following.height
        kind = "fragment" if block.waits else "-"
        if block.level in (1, 2):
            kind, used, section = "slide", 0, block.title
        elif block.level == 3 or used + needed > ROOM:
            kind, used = "subslide", 0
        if kind == "subslide":
            name = v4.new_markdown_cell(
                f'<p class="section-name">{html.escape(section.replace("`", ""))}</p>'
            )
            used += LINE
            cells.append(_placed(name, kind))
            kind = "-"
        cells.append(_placed(block.cell, kind))
        cells += notes.get(place, [])
        used += block.height
    return v4.new_notebook(cells=cells, metadata=notebook.metadata)


def is_note(cell: NotebookNode) -> bool:
    """Tell whether a cell is for the speaker alone."""
    return cell.metadata.get("slideshow", {}).get("slide_type") == "notes"


def _placed(cell: NotebookNode, kind: str) -> NotebookNode:
    cell.metadata["slideshow"] = {"slide_type": kind}
    return cell


def blocks(notebook: NotebookNode) -> Iterator[Block]:
    """Yield what is shown of a notebook, in pieces that fit on a slide.

    Parameters
    ----------
    notebook
        A notebook with its outputs.

    Yields
    ------
    Block
        A piece of Markdown, some code, or the outputs of some code.
    """
    title, is_question = "", False
    for cell in notebook.cells:
        if is_note(cell):
            yield Block(cell, 0)
        elif cell.cell_type == "markdown":
            for part in _parts(cell.source):
                title = part.title or title
                if title not in LEFT_OUT:
                    yield part
            is_question = "**Predict.**" in cell.source
        elif title not in LEFT_OUT and "check(" not in cell.source:
            yield from _code(cell, is_question)
            is_question = False


def _code(cell: NotebookNode, is_question: bool) -> Iterator[Block]:
    """Yield the code, and its outputs: they may stand on the next slide."""
    code = copy.deepcopy(cell)
    lines = _lines(cell.source)
    code.outputs = []
    yield Block(code, lines * CODE_LINE + 24, introduced=True)
    for number, (outputs, height) in enumerate(_that_fit(cell.outputs)):
        result = copy.deepcopy(cell)
        result["id"] = f"{cell.id[:50]}-outputs-{number}"
        result.outputs = outputs
        result.metadata["transient"] = {"remove_source": True}
        yield Block(result, height, waits=is_question)


def _that_fit(
    outputs: list[NotebookNode],
) -> Iterator[tuple[list[NotebookNode], int]]:
    """Yield outputs that fit on a slide together, and their height."""
    together: list[NotebookNode] = []
    used = 0
    for output in outputs:
        height = _output_height(output)
        fits = used + height <= ROOM - LINE or _is_caption(output)
        if together and not fits:
            yield together, used
            together, used = [], 0
        together, used = [*together, output], used + height
    if together:
        yield together, used


def _is_caption(output: NotebookNode) -> bool:
    """Tell whether an output belongs below the picture before it."""
    shown: str = output.get("data", {}).get("text/html", "")
    return shown.startswith('<p class="figure-caption"')


def _output_height(output: NotebookNode) -> int:
    data = output.get("data", {})
    if "image/png" in data:
        width, height = _size(output)
        return min(FIGURE, height * min(width, WIDTH) // width) + 40
    text = output.get("text", data.get("text/plain", ""))
    if _is_caption(output):
        return _lines(text) * LINE + 12
    if 'class="cx"' in data.get("text/html", ""):
        return ROOM - LINE  # an explorer has a slide of its own
    if "text/html" in data:
        return _lines(text) * HTML_LINE + 24
    return _lines(text) * CODE_LINE + 16


def _size(output: NotebookNode) -> tuple[int, int]:
    """Return the width and height that a picture is shown at."""
    told = output.metadata.get("image/png", {})
    if "width" in told:
        return told["width"], told["height"]
    # A PNG file has its width and height in the bytes from 16 to 24.
    begin = base64.b64decode(output.data["image/png"][:32])
    width, height = struct.unpack(">II", begin[16:24])
    return width, height


def _lines(text: str) -> int:
    """Return on how many lines a text is shown, those that wrap counted twice."""
    return sum(max(1, math.ceil(len(line) / COLUMNS)) for line in text.splitlines())


def _parts(source: str) -> Iterator[Block]:
    """Yield a Markdown cell in parts, each with one heading or none, that fit."""
    paragraphs: list[str] = []
    height, level, title = 0, 0, ""
    for paragraph in _paragraphs(source):
        heading = HEADING.match(paragraph)
        more = _paragraph_height(paragraph)
        if paragraphs and (heading or height + more > ROOM - LINE):
            yield _markdown(paragraphs, height, level, title)
            paragraphs, height, level, title = [], 0, 0, ""
        if heading:
            level, title = len(heading[1]), heading[2]
        paragraphs.append(paragraph)
        height += more
    if paragraphs:
        yield _markdown(paragraphs, height, level, title)


def _markdown(paragraphs: list[str], height: int, level: int, title: str) -> Block:
    cell = v4.new_markdown_cell("\n\n".join(paragraphs))
    return Block(cell, height + 8, level, title)


def _paragraphs(source: str) -> Iterator[str]:
    """Yield paragraphs; a fence or a folded answer is one, a question goes with it."""
    kept: list[str] = []
    for paragraph in re.split(r"\n{2,}", source.strip()):
        kept.append(paragraph)
        text = "\n\n".join(kept)
        is_open = text.count("```") % 2 or text.count("<details") > text.count("</deta")
        asks = re.match(r"\*\*\d+\.\*\* ", text) and "</details>" not in text
        if not is_open and not asks:
            yield text
            kept = []
    if kept:
        yield "\n\n".join(kept)


def _paragraph_height(paragraph: str) -> int:
    heading = HEADING.match(paragraph)
    if heading:
        return {1: 150, 2: 90, 3: 66}[len(heading[1])]
    shown = re.sub(r"\]\([^)]*\)|<[^>]+>", "", paragraph)
    if "```" in shown:
        return _lines(shown) * CODE_LINE + 20
    if shown.startswith("|"):
        return len(shown.splitlines()) * 46
    if re.match(r"([-*]|\d+\.) ", shown):
        items = re.split(r"\n(?=[-*] |\d+\. )", shown)
        return sum(_lines(" ".join(item.split())) * LINE + 4 for item in items) + 20
    parts = [" ".join(part.split()) for part in shown.split("\n\n")]
    return sum(_lines(part) * LINE + 20 for part in parts)
