"""Links from the companion's names, in lessons and docstrings, to the reference."""

from __future__ import annotations

import re
from functools import cache

from docutils import nodes
from sphinx.addnodes import pending_xref
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from tools.notebooks import FOLDER, read
from tools.website.names import documented, namespace, parts, resolve, rooms, used

LESSONS = "lessons/"
CALL = re.compile(r"(?P<name>[A-Za-z_][\w.]*)(?:\(.*\))?")


def link_names(app: Sphinx, doctree: nodes.document) -> None:
    """Link each of the companion's names at its first place in a lesson's prose."""
    page = app.env.docname
    if not page.startswith(LESSONS) or page == f"{LESSONS}index":
        return
    known = _known_in(page.removeprefix(LESSONS))
    linked = set()
    for literal in list(doctree.findall(nodes.literal)):
        written = CALL.fullmatch(literal.astext())
        full = written and resolve(written["name"], known)
        if full and full not in linked and not is_in_a_link(literal):
            linked.add(full)
            reference = pending_xref(
                *("", literal.deepcopy()),
                refdomain="py",
                reftype="obj",
                reftarget=full,
                refexplicit=True,
                refdoc=page,
            )
            literal.replace_self(reference)


def find_by_end(
    app: Sphinx, env: BuildEnvironment, node: pending_xref, content: nodes.Element
) -> nodes.Element | None:
    """Resolve a name that leaves out the package, such as ``lessons.lab``."""
    if node.get("refdomain") != "py":
        return None
    found = [full for full in _all() if full.endswith(f".{node['reftarget']}")]
    if len(found) != 1:
        return None
    python = env.domains.python_domain
    return python.resolve_xref(
        *(env, node["refdoc"], app.builder, "obj", found[0], node, content)
    )


@cache
def _known_in(lesson: str) -> dict[str, str]:
    """Return what names stand for in a lesson: imported ones, and those it calls.

    Prose says ``token_counts`` for ``tokenization.token_counts``; but ``split`` may be
    a string's own.
    """
    notebook = read(FOLDER / f"{lesson}.ipynb")
    called = {full.rpartition(".")[2]: full for full in used(notebook)}
    short = {name: full for name, full in called.items() if not hasattr(str, name)}
    return {**short, **namespace(notebook)}


@cache
def _all() -> list[str]:
    """Return the full names of what has a place in the reference."""
    return [*documented(), *(module for room in rooms() for module in parts(room))]


def is_in_a_link(node: nodes.Node) -> bool:
    """Tell whether a node stands in a link, or in a title."""
    while node.parent is not None:
        node = node.parent
        if isinstance(node, nodes.reference | nodes.title | pending_xref):
            return True
    return False


def setup(app: Sphinx) -> dict[str, bool]:
    """Tell Sphinx when to look for names."""
    app.connect("doctree-read", link_names)
    app.connect("missing-reference", find_by_end)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
