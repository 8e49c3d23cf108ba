"""The site's source tree: which page is made from what."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from companion.lessons.view import learners_copy
from tools.notebooks import ROOT, notebook_paths, read, write
from tools.website import preview
from tools.website.addresses import addresses
from tools.website.lessons import lesson_page
from tools.website.papers import as_page, pictures
from tools.website.reference import write_reference

HAND_WRITTEN = ROOT / "docs" / "site"
AS_THEY_ARE = "_site"
"""The folder of files that go to the site as they are."""

PARTS = "_parts"  # the folder of what pages include

PROJECT = ("docs/architecture.md", "CONTRIBUTING.md", "CHANGELOG.md")
ROW = re.compile(
    r"^\| \[(?P<number>\d\d)\]\(notebooks/(?P<name>\w+)\.ipynb\) "
    r"\| (?P<question>.+?) \| (?P<build>.+?) \|$",
    re.MULTILINE,
)


def assemble(tree: Path) -> None:
    """Write the source tree of the site.

    Parameters
    ----------
    tree
        An empty or missing folder.
    """
    shutil.copytree(HAND_WRITTEN, tree, dirs_exist_ok=True)
    _write_lessons(tree)
    _write_papers(tree)
    preview.draw(tree / AS_THEY_ARE / preview.NAME)
    write_reference(tree / "reference")


def pages() -> dict[str, str]:
    """Return the project's files that are pages, each with its file in the tree.

    Returns
    -------
    dict
        From paths at the top of the project. Every document in ``docs`` is a page.
    """
    guides = ["TEACHING.md", *(f"docs/{p.name}" for p in (ROOT / "docs").glob("*.md"))]
    found = {"README.md": "index.md"}
    for path in notebook_paths():
        found[f"notebooks/{path.name}"] = f"lessons/{path.name}"
    for source in sorted({*guides, *PROJECT}):
        folder = "project" if source in PROJECT else "guides"
        found[source] = f"{folder}/{Path(source).name.lower()}"
    return found


def _write_lessons(tree: Path) -> None:
    """Write a page a lesson, the learner's copies beside them, and the list of all."""
    site = tree / AS_THEY_ARE
    (site / "notebooks").mkdir(parents=True)
    (tree / "lessons").mkdir(exist_ok=True)
    for path in notebook_paths():
        page = lesson_page(read(path), path.stem, site, addresses().code)
        write(page, tree / "lessons" / path.name)
        copy = learners_copy(path.read_text(encoding="utf-8"))
        target = site / "notebooks" / path.name
        target.write_text(copy, encoding="utf-8", newline="\n")
    (tree / PARTS).mkdir()
    (tree / PARTS / "lessons.md").write_text(_cards(), encoding="utf-8")


def _cards() -> str:
    """Return the lessons as cards, from the map in the README."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    cards = [
        f":::{{grid-item-card}} {row['number']} · {row['question']}\n"
        f":link: /lessons/{row['name']}\n:link-type: doc\n\n{row['build']}\n:::\n"
        for row in ROW.finditer(readme)
    ]
    return "\n".join(["::::{grid} 1 2 3 3", ":gutter: 3", "", *cards, "::::", ""])


def _write_papers(tree: Path) -> None:
    known, code = pages(), addresses().code
    files = f"{code}/blob/main" if code else ""
    for source, page in known.items():
        if not source.endswith(".md"):
            continue
        text = (ROOT / source).read_text(encoding="utf-8")
        target = tree / page if source != "README.md" else tree / PARTS / "README.md"
        target.parent.mkdir(parents=True, exist_ok=True)
        text = as_page(text, source, page, known, files)
        target.write_text(text, encoding="utf-8", newline="\n")
        for picture in pictures((ROOT / source).read_text(encoding="utf-8"), source):
            shutil.copy(ROOT / picture, (tree / page).parent)
    names = [Path(page).stem for page in known.values() if page.startswith("guides/")]
    names.sort(key=lambda name: name != "teaching")  # first, and the rest as they are
    toctree = ["# Guides", "", "```{toctree}", *names, "```", ""]
    (tree / "guides" / "index.md").write_text("\n".join(toctree), encoding="utf-8")
