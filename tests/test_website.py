"""What the site is made from: documents, public names, terms, addresses, the head."""

from __future__ import annotations

import doctest
import importlib
import inspect
import re
import struct
from pathlib import Path
from types import ModuleType

import pytest
import yaml
from docutils.core import publish_doctree
from nbformat import v4

import companion
from tests.sample_lesson import code
from tools import notebooks
from tools.website import (
    __main__ as website,
)
from tools.website import (
    addresses,
    assemble,
    head,
    names,
    papers,
    preview,
    reference,
    terms,
)

PAGES = {
    "docs/peers.md": "guides/peers.md",
    "notebooks/01_a.ipynb": "lessons/01_a.ipynb",
}


@pytest.mark.parametrize(
    "module", [addresses, papers, names, terms], ids=lambda m: m.__name__
)
def test_examples_hold(module: ModuleType) -> None:
    result = doctest.testmod(module, optionflags=doctest.NORMALIZE_WHITESPACE)
    assert result.attempted
    assert result.failed == 0


def test_wrong_arguments_are_told_how_to_call_it(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert website.main([]) == 2
    assert "python -m tools.website FOLDER" in capsys.readouterr().err


# Documents.


@pytest.mark.parametrize(
    ("text", "becomes"),
    [
        ("[p](peers.md#fast)", "[p](peers.md#fast)"),
        ("[docs/peers.md](peers.md)", "[](peers.md)"),  # the title of the page
        ("[one](../notebooks/01_a.ipynb)", "[one](../lessons/01_a.ipynb)"),
        ("[out](https://example.org/x.md)", "[out](https://example.org/x.md)"),
        ("[here](#place)", "[here](#place)"),
        ("[licence](../LICENSE)", "[licence](https://example.org/code/LICENSE)"),
        ("![a road](pictures/road.png)", "![a road](road.png)"),
        (
            "[![Open](https://example.org/badge.svg)](https://example.org/open)",
            "[Open](https://example.org/open)",
        ),
    ],
)
def test_links_of_a_document_lead_to_pages_or_to_the_code(
    text: str, becomes: str
) -> None:
    made = papers.as_page(
        text, "docs/a.md", "guides/a.md", PAGES, "https://example.org/code"
    )
    assert made == becomes


def test_every_document_is_a_page() -> None:
    pages = assemble.pages()
    for path in (notebooks.ROOT / "docs").glob("*.md"):
        assert f"docs/{path.name}" in pages
    assert {"TEACHING.md", "CONTRIBUTING.md", "CHANGELOG.md"} < set(pages)
    assert len(set(pages.values())) == len(pages)


def test_the_list_of_lessons_has_every_lesson() -> None:
    rows = assemble.ROW.findall((notebooks.ROOT / "README.md").read_text("utf-8"))
    assert [row[1] for row in rows] == [p.stem for p in notebooks.notebook_paths()]


def test_workflows_run_what_there_is_and_links_are_asked_every_week() -> None:
    makefile = (notebooks.ROOT / "Makefile").read_text("utf-8")
    folder = notebooks.ROOT / ".github" / "workflows"
    for name, target in (("site", "site"), ("links", "links")):
        workflow = yaml.safe_load((folder / f"{name}.yml").read_text("utf-8"))
        (job,) = workflow["jobs"].values()
        commands = [step["run"] for step in job["steps"] if "run" in step]
        assert commands == [f"make {target} PYTHON=python"]
        assert f"\n{target}: " in makefile
        # YAML takes the word "on" for True.
        assert name == "site" or workflow[True]["schedule"] == [{"cron": "17 4 * * 1"}]


# Public names.


def test_every_room_of_the_package_has_public_names() -> None:
    assert set(names.rooms()) == {
        name for name in dir(companion) if inspect.ismodule(getattr(companion, name))
    }
    for room in names.rooms():
        assert names.parts(room), room


def test_a_public_name_can_be_imported_and_has_a_docstring() -> None:
    for room in names.rooms():
        for module, found in names.parts(room).items():
            for public in found:
                value = getattr(importlib.import_module(module), public.name)
                doc = public.doc if public.kind == "data" else inspect.getdoc(value)
                assert doc, public.full


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("companion.tokenization.split", "function"),
        ("companion.byte_pair_encoding.gpt2_ranks", "function"),  # its answer is kept
        ("companion.byte_pair_encoding.GPT2_PATTERN", "data"),
        ("companion.vocabulary.UnknownTokenError", "exception"),
        ("companion.training.GPT", "class"),
        ("companion.figures.position.reading", "function"),
    ],
)
def test_names_have_their_kind(name: str, kind: str) -> None:
    found = [
        public.kind
        for of in names.parts(names.documented()[name]).values()
        for public in of
        if public.full == name
    ]
    assert found == [kind]


def test_names_that_a_lesson_uses_are_found_however_they_are_imported() -> None:
    source = (
        "from companion import load_text, tokenization\n"
        "from companion.figures import tokenization as draw\n"
        "draw.zipf(tokenization.split(load_text('story')))\n"
        "draw.nothing, tokenization.__name__"
    )
    assert names.used(v4.new_notebook(cells=[code(source)])) == [
        "companion.corpora.load_text",
        "companion.figures.tokenization.zipf",
        "companion.tokenization.split",
    ]


def test_the_reference_has_a_page_a_room_in_one_of_two_lists(tmp_path: Path) -> None:
    reference.write_reference(tmp_path)
    index = (tmp_path / "index.rst").read_text(encoding="utf-8")
    for room in names.rooms():
        assert index.count(f"\n   {room}\n") == 1
        page = (tmp_path / f"{room}.rst").read_text(encoding="utf-8")
        for found in names.parts(room).values():
            assert all(re.search(rf":: .*\b{public.name}\n", page) for public in found)
    commands = (tmp_path / "cli.rst").read_text(encoding="utf-8")
    assert "usage: companion tokenize" in commands
    embedding = (tmp_path / "embedding.rst").read_text(encoding="utf-8")
    assert "Taught in :doc:`/lessons/06_embedding`" in embedding


# Terms.


def test_the_glossary_is_read_whole_and_names_the_lessons() -> None:
    found = terms.terms()
    assert 50 <= len(found) <= 75
    numbers = {path.name[:2] for path in notebooks.notebook_paths()}
    for term in found:
        assert term.lessons, term.names
        assert set(term.lessons) <= numbers
    everything = [name for term in found for name in term.names]
    assert len(set(everything)) == len(everything)
    assert {"token", "byte pair encoding", "BPE"} < set(everything)
    text = terms.GLOSSARY.read_text(encoding="utf-8")
    assert not re.search(r"\b[Ll]esson\s+\[", text)


def test_a_lesson_that_teaches_a_term_uses_it() -> None:
    prose = {
        path.name[:2]: "\n".join(
            " ".join(cell.source.split())
            for cell in notebooks.read(path).cells
            if cell.cell_type == "markdown"
        )
        for path in notebooks.notebook_paths()
    }
    for term in terms.terms():
        for lesson in term.lessons:
            assert terms.pattern(term.names).search(prose[lesson]), (term, lesson)


def test_what_is_left_out_for_another_meaning_is_in_the_glossary() -> None:
    first_names = {term.names[0] for term in terms.terms()}
    assert first_names >= terms.AMBIGUOUS
    assert first_names >= {name for name, _ in terms.OTHERWISE}


@pytest.mark.parametrize(
    ("name", "text", "finds"),
    [
        ("token", "Two tokens", "tokens"),
        ("token", "a tokenizer", None),
        ("batch", "Batches of", "Batches"),
        ("merge", "merges", "merges"),
        ("ID", "an idea, an ID", "ID"),
        ("mask", "un-mask", None),
        ("Unicode", "unicode", None),
        ("Zipf's law", "Zipf’s law", "Zipf’s law"),
    ],
)
def test_a_term_is_found_as_a_word_of_its_own(
    name: str, text: str, finds: str | None
) -> None:
    found = terms.pattern((name,)).search(text)
    assert (found[0] if found else None) == finds


# The head.


def test_a_description_is_the_first_sentences_and_not_too_long() -> None:
    short = publish_doctree("Title\n=====\n\nYou are here: 01.\n\nOne.\n\nTwo.")
    assert head.description(short) == "One. Two."
    long = head.description(publish_doctree("word, " * 60))
    assert 100 < len(long) <= head.LONGEST
    assert long.endswith("word…")


def test_addresses_come_from_the_host_before_the_project(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SITE_ADDRESS", "https://example.org/vectors/")
    monkeypatch.setenv("CODE_ADDRESS", "https://example.org/code")
    assert addresses.addresses() == (
        "https://example.org/vectors",
        "https://example.org/code",
    )


@pytest.mark.parametrize(
    ("code", "site"),
    [
        ("https://github.com/anna/vectors", "https://anna.github.io/vectors"),
        ("https://github.com/Anna/anna.github.io", "https://anna.github.io"),
        ("https://gitlab.com/anna/vectors", ""),
        ("", ""),
    ],
)
def test_the_site_follows_from_the_code(code: str, site: str) -> None:
    assert addresses.pages_of(code) == site


def test_the_preview_has_the_size_that_link_previews_want(tmp_path: Path) -> None:
    preview.draw(tmp_path / "preview.png")
    header = (tmp_path / "preview.png").read_bytes()[:24]
    assert struct.unpack(">II", header[16:24]) == (1200, 630)
