"""The rules for code and outputs; each returns what there is to mend."""

from __future__ import annotations

import ast
import builtins
import re
from collections.abc import Callable
from itertools import zip_longest
from urllib.parse import urlsplit

from nbformat import NotebookNode, v4
from nbval.plugin import find_comment_markers

from companion.lessons.verifying import rules as verifying
from companion.lessons.verifying.notebooks import cells_of
from companion.lessons.verifying.texts import bare_drawings, machine_paths
from companion.lessons.view import is_proof
from tools.notebooks import FOLDER, code_cells, has_tag, normal_form, to_text
from tools.page import Page, names_bound, names_used, tree

LINES, WIDTH = 15, 76  # of a code cell: on a narrow projector nothing is cut off
PROOF_LINES, PROOF_WIDTH = 30, 88  # of one that is not shown
TAGS = {"parameters", "nbval-ignore-output", "proof", "hide-input", "hide-output"}
OWN = "progress.open_exercises("  # differs from learner to learner, and is not counted
IGNORED = 4  # cells a notebook whose output is not compared
HOSTS = {
    *("doi.org", "arxiv.org", "aclanthology.org", "papers.nips.cc"),
    *("www.unicode.org", "unicode.org"),
    *("docs.python.org", "docs.pytorch.org", "pytorch.org", "numpy.org"),
    *("matplotlib.org", "radimrehurek.com", "huggingface.co", "github.com"),
    *("docs.jupyter.org", "jupyterlab.readthedocs.io", "creativecommons.org"),
}
# The name of a standard that looks like an address is none.
URL = re.compile(r"https?://(?!www\.w3\.org/)[^\s)>\"'\]]+")
REMOTE = re.compile(
    r"<\s*(?:iframe|link|object|embed)\b|<\s*script\b[^>]*\bsrc\b"
    r"|(?:src|srcset|href)\s*=\s*[\"']?\s*(?:https?:)?//"
    r"|!\[[^\]]*\]\(\s*(?:https?:)?//"
    r"|!\[[^\]]*\]\["  # Its address stands elsewhere: write it into the image.
    r"|\b(?:urlopen|urlretrieve|requests\.\w+|httpx\.\w+|pooch\.retrieve)\("
    r"|@import|url\(\s*[\"']?\s*(?:https?:)?//",
    re.IGNORECASE,
)
_ELEMENT = r"(?:'[^'\n]*'|\"[^\"\n]*\"|-?\d+)"
UNSTABLE = re.compile(
    r"\b0x[0-9a-f]{6,}|^\{[^:{}]+\}$|^(?:frozen)?set\("
    rf"|\{{{_ELEMENT}(?:, {_ELEMENT})+\}}",
    re.MULTILINE,
)
PLUMBING = re.compile(
    r"^\s*[%!]|;\s*$|\bsys\.path\b|\bos\.chdir\b|\bwarnings\.(?:filter|simplefilter)"
    r"|\bpip install\b|[\"']pip[\"']|\bget_ipython\(",
    re.MULTILINE,
)
WRITING = re.compile(
    r"\bopen\([^)\n]*[\"'][wax]b?\+?[\"']|\.write_(?:text|bytes)\(", re.MULTILINE
)


def run_in_order(page: Page) -> list[str]:
    """Require every code cell to have been run, from the first to the last."""
    return _of_any_notebook(page, verifying.unrun, verifying.order)


def _of_any_notebook(page: Page, *rules: verifying.Rule) -> list[str]:
    """Apply rules that hold for any notebook."""
    cells = cells_of(page.notebook)
    return [fault.line(page.name) for rule in rules for fault in rule(cells)]


def stored_in_normal_form(page: Page) -> list[str]:
    """Require the file to be as `make refresh` writes it."""
    normal = normal_form(page.notebook)
    written = (FOLDER / f"{page.name}.ipynb").read_text(encoding="utf-8")
    if page.notebook == normal and written == to_text(normal):
        return []
    return [f"not as make refresh NB={page.name[:2]} writes it"]


def short_code(page: Page) -> list[str]:
    """Require code cells of at most 15 lines that fit the page."""
    problems = []
    for count, cell in enumerate(code_cells(page.notebook), start=1):
        most, width = LINES, WIDTH
        if is_proof(cell):
            most, width = PROOF_LINES, PROOF_WIDTH
        lines = cell.source.splitlines()
        if not 1 <= len(lines) <= most:
            problems.append(
                f"code cell [{count}] has {len(lines)} lines, not 1 to {most}"
            )
        wide = [line for line in lines if len(line) > width]
        problems += [f"code cell [{count}]: over {width} columns: {x}" for x in wide]
    return problems


def images_described(page: Page) -> list[str]:
    """Require every image to say in words what it shows."""
    return _of_any_notebook(page, verifying.alt_text) + [
        f"{where}: {drawing} without words"
        for where, text in page.shown()
        for drawing in bare_drawings(text)
    ]


def figures_captioned(page: Page) -> list[str]:
    """Require each figure to have a width and a height, and its words as a caption."""
    problems = []
    for count, cell in page.lesson_code:
        for output, following in zip_longest(cell.outputs, cell.outputs[1:]):
            if "image/png" not in output.get("data", {}):
                continue
            told = output.get("metadata", {}).get("image/png", {})
            if not {"alt", "height", "width"} <= set(told):
                problems.append(f"output [{count}]: not shown by figures.show")
            caption = (following or {}).get("data", {}).get("text/plain")
            if caption != told.get("alt", ""):
                problems.append(f"output [{count}]: no caption that is the alt text")
    return problems


def nothing_remote(page: Page) -> list[str]:
    """Forbid content from the network, and links to addresses that may not stay."""
    problems = []
    for where, text in [*page.sources(), *page.shown()]:
        problems += [f"{where}: remote content: {x}" for x in REMOTE.findall(text)]
    for where, text in page.sources():
        for url in URL.findall(text):
            if urlsplit(url).hostname not in HOSTS:
                problems.append(f"{where}: {url} is not on the list of hosts")
    problems += [
        f"{where}: an address in an output: {url}"
        for where, text in page.shown()
        for url in URL.findall(text)
    ]
    return problems


def no_errors(page: Page) -> list[str]:
    """Forbid what stops Run All, and anything on stderr."""
    return _of_any_notebook(page, verifying.error, verifying.stderr)


def same_on_every_machine(page: Page) -> list[str]:
    """Forbid machine paths, also in the code, and what differs from run to run.

    More strictly than in any notebook: no set at all is shown, and no number that
    looks like an address.
    """
    problems = [
        f"{where}: machine path {found!r}"
        for where, text in [*page.sources(), *page.shown()]
        for found in machine_paths(text)
    ]
    problems += [
        f"{where}: differs from run to run: {found!r}"
        for where, text in page.shown()
        for found in UNSTABLE.findall(text)
    ]
    return problems


def no_plumbing(page: Page) -> list[str]:
    """Forbid magics, installs, warnings filters, path juggling, closing semicolons."""
    problems = []
    for count, cell in enumerate(code_cells(page.notebook), start=1):
        found = [text.strip() for text in PLUMBING.findall(cell.source)]
        # A comment that tells nbval to skip the cell, or not to compare it.
        found += [f"nbval: {key}" for key, _ in find_comment_markers(cell.source)]
        problems += [f"code cell [{count}]: {text!r}" for text in found]
    return problems


def writes_to_temporary_folders(page: Page) -> list[str]:
    """Forbid writing files in a notebook that makes no temporary folder for them."""
    sources = [cell.source for cell in code_cells(page.notebook)]
    if any("TemporaryDirectory(" in source for source in sources):
        return []
    return [
        f"code cell [{count}]: {found!r}: write into a tempfile.TemporaryDirectory"
        for count, source in enumerate(sources, start=1)
        for found in WRITING.findall(source)
    ]


def tags_known(page: Page) -> list[str]:
    """Require outputs to be compared, but for a few cells that say why not."""
    problems = []
    ignored = [
        cell
        for cell in page.cells
        if has_tag(cell, "nbval-ignore-output") and OWN not in cell.source
    ]
    for place, cell in enumerate(page.cells, start=1):
        unknown = set(cell.metadata.get("tags", [])) - TAGS
        problems += [f"cell {place}: tag {tag!r}" for tag in sorted(unknown)]
    if len(ignored) > IGNORED:
        problems.append(
            f"{len(ignored)} cells ignore their output; at most {IGNORED} may"
        )
    problems += [
        "an ignored output without a comment that gives the reason"
        for cell in ignored
        if not re.search(r"^\s*# *\w+ +\w+ +\w+", cell.source, re.MULTILINE)
    ]
    return problems


def ignored_is_proved(page: Page) -> list[str]:
    """Require that an output which is not compared is proved where it stands.

    The proof of its section must speak of the same: use a name of the cell's own (none
    that the set-up cell imports, nor a builtin), a function that it calls, or its text.
    """
    problems: list[str] = []
    waiting: list[NotebookNode] = []
    everywhere = {*dir(builtins)}
    for cell in [*page.cells, v4.new_markdown_cell("## The end")]:
        if cell.cell_type == "markdown":
            if re.search(r"^## ", cell.source, re.MULTILINE):
                problems += [
                    f"{_first_line(other)}: the output is ignored, and no proof cell "
                    "of the section says anything of it"
                    for other in waiting
                ]
                waiting = []
        elif has_tag(cell, "parameters"):
            everywhere |= names_bound(cell.source)
        elif is_proof(cell):
            proved = _speaks_of(cell) - everywhere
            waiting = [other for other in waiting if not proved & _speaks_of(other)]
        elif has_tag(cell, "nbval-ignore-output") and OWN not in cell.source:
            waiting.append(cell)
    return problems


def _first_line(cell: NotebookNode) -> str:
    return f"the cell that begins {cell.source.splitlines()[0]!r}"


def _speaks_of(cell: NotebookNode) -> set[str]:
    """Return the names, the attributes and the texts of words in some code."""
    found = names_used(cell.source)
    for node in ast.walk(tree(cell.source)):
        match node:
            case ast.Attribute(attr=word) | ast.Constant(value=str(word)):
                found |= {word} if len(word) > 1 else set()
    return found


RULES: tuple[Callable[[Page], list[str]], ...] = (
    run_in_order,
    stored_in_normal_form,
    short_code,
    images_described,
    figures_captioned,
    nothing_remote,
    no_errors,
    same_on_every_machine,
    no_plumbing,
    writes_to_temporary_folders,
    tags_known,
    ignored_is_proved,
)
