"""Links from the words of the glossary, where they first stand in a lesson."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from docutils import nodes
from sphinx.addnodes import pending_xref
from sphinx.application import Sphinx

from tools.notebooks import ROOT
from tools.website.code_links import LESSONS, is_in_a_link

GLOSSARY = ROOT / "docs" / "site" / "glossary.md"
ENTRY = re.compile(r"^(?P<terms>(?:\S.*\n)+)(?P<text>(?:  .*\n)+)", re.MULTILINE)
APOSTROPHE = "['\N{RIGHT SINGLE QUOTATION MARK}]"  # Sphinx sets the second
LESSON = re.compile(r"\[(\d\d)\]")
# These mean other things too: no link before the lesson that teaches them.
AMBIGUOUS = frozenset({"control", "head", "key", "loss", "query", "value"})
# A search has a query too, and the window of skip-gram slides otherwise.
OTHERWISE = frozenset({("query", "08"), ("sliding window", "08")})


class Term(NamedTuple):
    """An entry of the glossary."""

    names: tuple[str, ...]  # the first, and others for the same
    lessons: tuple[str, ...]  # that teach it, by number


@cache
def terms() -> tuple[Term, ...]:
    """Return the entries of the glossary, those with longer names first.

    Returns
    -------
    tuple of Term
        So that "byte pair encoding" is found before "byte" is.
    """
    text = GLOSSARY.read_text(encoding="utf-8").partition(":sorted:\n")[2]
    found = [
        Term(tuple(entry["terms"].splitlines()), tuple(LESSON.findall(entry["text"])))
        for entry in ENTRY.finditer(text.partition("\n:::")[0] + "\n")
    ]
    return tuple(sorted(found, key=lambda term: (-len(term.names[0]), term.names)))


@cache
def pattern(names: tuple[str, ...]) -> re.Pattern[str]:
    """Return what finds an entry of the glossary in a text, in the plural too.

    Examples
    --------
    >>> found = pattern(("vocabulary",)).search
    >>> bool(found("Vocabularies")), bool(found("vocabular"))
    (True, False)
    """
    ways = []
    for name in sorted(names, key=len, reverse=True):
        stem = re.escape(name).replace("'", APOSTROPHE)
        if name.endswith("y"):
            stem = re.escape(name[:-1]) + "(?:y|ies)"
        if name == name.lower():
            stem = f"(?i:{stem})"
        ways.append(stem)
    return re.compile(rf"(?<![\w-])(?:{'|'.join(ways)})(?:e?s)?(?![\w-])")


def link_terms(app: Sphinx, doctree: nodes.document) -> None:
    """Link each word of the glossary at its first place in a lesson."""
    page = app.env.docname
    if not page.startswith(LESSONS) or page == f"{LESSONS}index":
        return
    number = page.removeprefix(LESSONS)[:2]
    for term in terms():
        name = term.names[0]
        is_early = name in AMBIGUOUS and number < term.lessons[0]
        if is_early or (name, number) in OTHERWISE:
            continue
        for text in _prose(doctree):
            found = pattern(term.names).search(text)
            if found:
                _link(text, found, name, page)
                break


def _prose(doctree: nodes.document) -> Iterator[nodes.Text]:
    """Yield the texts that may hold a link: no title, code or link, nor the road."""
    for text in list(doctree.findall(nodes.Text)):
        parent = text.parent
        is_prose = isinstance(parent, nodes.paragraph | nodes.strong | nodes.emphasis)
        if is_prose and not is_in_a_link(text) and not _is_the_road(text):
            yield text


def _is_the_road(text: nodes.Text) -> bool:
    paragraph = text.parent
    while not isinstance(paragraph, nodes.paragraph):
        paragraph = paragraph.parent
    return paragraph.astext().startswith(("The road:", "You are here:"))


def _link(text: nodes.Text, found: re.Match[str], name: str, page: str) -> None:
    """Put a link to the glossary around a word."""
    before, after = text[: found.start()], text[found.end() :]
    reference = pending_xref(
        *("", nodes.inline("", found[0])),
        refdomain="std",
        reftype="term",
        reftarget=name,
        refexplicit=True,
        refdoc=page,
        refwarn=True,
    )
    pieces: list[nodes.Node] = [reference]
    if before:
        pieces.insert(0, nodes.Text(before))
    if after:
        pieces.append(nodes.Text(after))
    text.parent.replace(text, pieces)


def setup(app: Sphinx) -> dict[str, bool]:
    """Tell Sphinx when to look for the words of the glossary."""
    app.connect("doctree-read", link_terms)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
