"""Slides: cut by headings and height, offline in a real browser, nothing cut off."""

from __future__ import annotations

import copy
import functools
import re
import shutil
import subprocess
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from nbformat import NotebookNode, v4

from tests.formulas import formulas
from tests.sample_lesson import PROOF, sample
from tools import handout, look, notebooks, slide_cutting, slides
from tools.explorers_in_browser import operate_all
from tools.guide import mistakes, questions
from tools.lesson_parts import speaker_note
from tools.plans import read_plans

PATHS = notebooks.notebook_paths()
TYPES = {"slide", "subslide", "fragment", "-"}
NOTES = (*mistakes(), *questions())


@functools.cache
def html_of(path: Path) -> str:
    """Return the slides of a notebook."""
    return slides.as_html(path, NOTES if path in PATHS else ())


every_notebook = pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)


def kinds(*cells: NotebookNode) -> list[tuple[str, str]]:
    """Return kind and first line of each cell of the slides made from some cells."""
    made = slide_cutting.cut(v4.new_notebook(cells=list(cells)))
    return [
        (cell.metadata.slideshow.slide_type, cell.source.split("\n")[0])
        for cell in made.cells
    ]


text, code = v4.new_markdown_cell, v4.new_code_cell
NAME = '<p class="section-name">One</p>'


def printing(source: str, lines: int) -> NotebookNode:
    output = v4.new_output("stream", text="out\n" * lines)
    return code(source, outputs=[output], execution_count=1)


# Cutting.


def test_headings_begin_slides() -> None:
    cells = text("# Title"), text("under it"), text("## One\n\nA.\n\n### Deep\n\nB.")
    assert kinds(*cells, text("## Two")) == [
        ("slide", "# Title"),
        ("-", "under it"),
        ("slide", "## One"),
        ("subslide", NAME),
        ("-", "### Deep"),
        ("slide", "## Two"),
    ]


def test_what_does_not_fit_goes_below() -> None:
    paragraph = " ".join(["words"] * 70)  # five lines
    made = kinds(text("## One"), *(text(paragraph) for _ in range(5)))
    assert [kind for kind, _ in made] == [
        *("slide", "-", "-", "-"),
        *("subslide", "-", "-"),
    ]
    assert made[4][1] == NAME


def test_a_long_cell_is_divided_between_paragraphs_and_never_in_a_fence() -> None:
    fence = "```python\n" + "line\n\n" * 8 + "```"
    source = "\n\n".join(["## One", *["words " * 60] * 5, fence])
    made = slide_cutting.cut(v4.new_notebook(cells=[text(source)]))
    parts = [c.source for c in made.cells if "section-name" not in c.source]
    assert len(parts) > 1
    assert "\n\n".join(parts).split() == source.split()
    assert all(part.count("```") in (0, 2) for part in parts)


def test_a_question_stays_with_its_answer() -> None:
    answer = "<details><summary>Answer</summary>\n\n" + "words " * 60 + "\n\n</details>"
    source = "## One\n\n" + "\n\n".join(f"**{n}.** Why?\n\n{answer}" for n in range(6))
    made = slide_cutting.cut(v4.new_notebook(cells=[text(source)]))
    parts = [c.source for c in made.cells if "section-name" not in c.source]
    assert len(parts) > 1
    for part in parts:
        assert part.count("Why?") == part.count("<details>") == part.count("</details>")


def test_set_up_and_checks_are_left_out() -> None:
    cells = (
        text("## Names used here\n\nNames.\n\n## Set-up\n\nImports:"),
        code("import re"),
        text("## Exercises\n\nDo."),
        code("def f(): ..."),
        code('check("01.f", f)'),
        text("## Where to go next"),
    )
    assert [line for _, line in kinds(*cells)] == [
        *("## Names used here", "## Exercises", "def f(): ...", "## Where to go next"),
    ]


def test_output_after_predict_waits() -> None:
    cells = (
        text("## One\n\n**Predict.** Which?"),
        printing("a", 1),
        printing("b", 1),
    )
    made = slide_cutting.cut(v4.new_notebook(cells=list(cells)))
    shown = [
        (c.metadata.slideshow.slide_type, len(c.get("outputs", []))) for c in made.cells
    ]
    assert shown == [("slide", 0), ("-", 0), ("fragment", 1), ("-", 0), ("-", 1)]
    assert made.cells[2].metadata.transient.remove_source


def test_a_note_goes_with_the_heading_before_it_and_moves_nothing() -> None:
    cells = [text("## One\n\nA."), text("Now this:"), code("y\n" * 9)]
    note = speaker_note("Ask `why`.")
    without = kinds(*copy.deepcopy(cells))
    made = kinds(cells[0], note, *cells[1:])
    assert made.pop(1) == ("notes", "Ask `why`.")
    assert made == without


def test_a_note_after_predict_does_not_show_the_answer() -> None:
    made = kinds(
        text("## One\n\n**Predict.** Which?"),
        speaker_note("It is 2."),
        printing("a", 1),
    )
    assert [kind for kind, _ in made] == ["slide", "notes", "-", "fragment"]


def test_the_name_of_a_section_is_plain() -> None:
    made = kinds(text("## What `<|unk|>` means\n\n### Deep"))
    assert made[1] == (
        "subslide",
        '<p class="section-name">What &lt;|unk|&gt; means</p>',
    )


def test_code_stays_with_the_sentence_before_it() -> None:
    filler = printing("x\n" * 9, 5)
    lines = kinds(text("## One"), filler, text("Now this:"), code("y\n" * 9))
    assert lines[3:] == [("subslide", NAME), ("-", "Now this:"), ("-", "y")]


def prose(cells: list[NotebookNode]) -> str:
    return "\n\n".join(c.source for c in cells if c.cell_type == "markdown")


def outputs(cells: list[NotebookNode]) -> list[NotebookNode]:
    return [output for c in cells for output in c.get("outputs", [])]


@every_notebook
def test_nothing_else_is_lost(path: Path) -> None:
    notebook = notebooks.read(path)
    made = slide_cutting.cut(notebook)
    assert {c.metadata.slideshow.slide_type for c in made.cells} <= TYPES
    shown = [c for c in made.cells if "section-name" not in c.source]
    before, _, rest = prose(notebook.cells).partition("## Set-up")
    after = rest[rest.index("## 1. ") :].replace("## What is still open", "")
    assert prose(shown).split() == (before + after).split()
    first = next(n for n, c in enumerate(notebook.cells) if "## 1. " in c.source)
    asked = re.compile(r"\bcheck\(|\bprogress\.open_exercises\(")
    taught = [c for c in notebook.cells[first:] if not asked.search(c.source)]
    assert outputs(shown) == outputs(taught)


# Pages, without a browser.


class Loaded(HTMLParser):
    """Collect the addresses that a browser would load for a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.addresses: list[str] = []
        self.descriptions: list[str] = []
        self.tag = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take in what the attributes load; a link to click on is not loaded."""
        self.tag = tag
        names = ("href",) if tag == "link" else ("src", "srcset", "data", "poster")
        self.addresses += [value for name, value in attrs if name in names and value]
        if tag == "img":
            self.descriptions.append(dict(attrs).get("alt") or "")

    def handle_data(self, data: str) -> None:
        """Take in what styles and modules load."""
        if self.tag == "style":
            self.addresses += re.findall(r"url\(['\"]?([^'\")]+)", data)
            self.addresses += re.findall(r"@import\s+['\"]([^'\"]+)", data)
        if self.tag == "script":
            self.addresses += re.findall(r"\bfrom\s+['\"]([^'\"]+)", data)
            # The name of SVG's elements looks like an address and is never asked for.
            script = re.sub(r"createElementNS\(['\"][^'\"]+['\"]", "", data)
            self.addresses += re.findall(r"['\"]((?:https?:)?//[^'\"]+)", script)

    def remote(self) -> list[str]:
        """Return the addresses on other machines."""
        return [a for a in self.addresses if re.match(r"(https?:)?//", a)]


@pytest.mark.slow
@every_notebook
def test_a_page_loads_nothing_from_the_network(path: Path) -> None:
    page = html_of(path)
    loaded = Loaded(page)
    assert loaded.remote() == []
    local = {a for a in loaded.addresses if not a.startswith("data:")}
    assert {a.partition("?")[0] for a in local} == {
        "requirejs/require.js",
        "reveal.js/dist/reveal.css",
        "reveal.js/dist/theme/white.css",
        "mathjax/MathJax.js",
    }
    assert not re.search(r'href="[^":]+\.ipynb"', page)
    assert loaded.descriptions
    assert all(loaded.descriptions)


@pytest.mark.slow
@every_notebook
def test_a_page_has_the_notes_of_its_notebook(path: Path) -> None:
    here = [note for note in NOTES if note.place.notebook == path.name[:2]]
    asides = html_of(path).split('<aside class="notes">')[1:]
    told = " ".join(aside.partition("</aside>")[0] for aside in asides)
    assert here
    assert told.count("<strong>Watch for</strong>") + told.count(
        "<strong>Ask the class.</strong>"
    ) == len(here)


def test_no_proof_is_on_a_slide(tmp_path: Path) -> None:
    lesson = sample()
    notebooks.write(lesson.notebook, tmp_path / "01_tokenization.ipynb")
    page = html_of(tmp_path / "01_tokenization.ipynb")
    assert "How long is a text?" in page
    assert PROOF.splitlines()[0][2:] not in page


@pytest.mark.slow
def test_the_search_for_addresses_finds_those_of_nbconvert() -> None:
    from nbconvert import SlidesExporter

    page, _ = SlidesExporter().from_notebook_node(notebooks.read(PATHS[0]))
    hosts = {address.split("/")[2] for address in Loaded(page).remote()}
    assert {"cdnjs.cloudflare.com", "unpkg.com"} <= hosts


@pytest.mark.parametrize("arguments", [[], ["folder", "10"]])
def test_wrong_arguments_write_nothing(
    arguments: list[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    assert slides.main(arguments) == 2
    assert capsys.readouterr().err
    assert not list(tmp_path.iterdir())


def test_without_npm_the_message_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: None)
    assert slides.main([str(tmp_path / "slides"), "01"]) == 1
    message = capsys.readouterr().err
    assert "npm is not installed" in message
    assert "reveal.js@4" in message
    assert "nodejs.org" in message
    assert not list(tmp_path.rglob("*.html"))


def test_when_npm_fails_its_words_are_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(command: list[str], **options: Any) -> subprocess.CompletedProcess[str]:
        return subprocess.CompletedProcess(command, 1, "npm error ENOTFOUND")

    monkeypatch.setattr(shutil, "which", lambda name: "npm")
    monkeypatch.setattr(subprocess, "run", fail)
    assert slides.main([str(tmp_path / "slides"), "01"]) == 1
    assert "ENOTFOUND" in capsys.readouterr().err
    assert not list(tmp_path.rglob("*.html"))


# In a real browser, without a network.


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Hold the slides of every notebook, with their libraries."""
    if look.find_browser() is None:
        pytest.skip("Chromium is not installed")
    if shutil.which("npm") is None:
        pytest.skip("npm, which fetches reveal.js, is not installed")
    folder = tmp_path_factory.mktemp("slides")
    try:
        slides.fetch_libraries(folder)
    except slides.SlidesError as error:
        pytest.skip(f"reveal.js cannot be fetched: {error}")
    assert slides.main([str(folder), "01"]) == 0
    for path in PATHS[1:]:
        (folder / f"{path.stem}.slides.html").write_text(html_of(path), "utf-8")
    for plan in read_plans():  # the last hour of each, which has most lessons
        made = slides.as_page(handout.deck(plan, plan.hours[-1]), plan.name)
        (folder / f"{plan.name}.slides.html").write_text(made, "utf-8")
    return folder


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Start a browser."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=look.find_browser(), args=["--no-sandbox"]
        )
        yield browser
        browser.close()


@pytest.fixture
def page(folder: Path, browser: Any) -> Iterator[Any]:
    """Give a page that has no network, with what went wrong on it."""
    size = {"width": slide_cutting.WIDTH, "height": slide_cutting.HEIGHT}
    context = browser.new_context(offline=True, viewport=size)
    page = context.new_page()
    page.troubles = []
    page.on("requestfailed", lambda request: page.troubles.append(request.url))
    page.on("pageerror", lambda error: page.troubles.append(str(error)))
    page.on(
        "request",
        lambda request: (
            request.url.startswith(("file:", "data:"))
            or page.troubles.append(request.url)
        ),
    )
    yield page
    context.close()


def open_slides(page: Any, path: Path) -> None:
    page.goto(path.as_uri())
    page.wait_for_selector(".reveal.ready", timeout=60_000)


@pytest.mark.slow
def test_first_slides_are_shown_and_the_arrows_move(folder: Path, page: Any) -> None:
    open_slides(page, folder / "01_tokenization.slides.html")
    title = page.locator("section.present section.present h1")
    assert title.is_visible()
    assert title.inner_text().startswith("01 · How is text cut into pieces?")
    assert title.bounding_box()["height"] > 40
    for heading in ("What you will be able to do", "Names used here"):
        page.keyboard.press("ArrowRight")
        now = page.locator("section.present section.present h2")
        now.wait_for()
        assert now.inner_text().strip("¶") == heading
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    page.locator("section.present section.present .section-name").wait_for()
    page.keyboard.press("ArrowLeft")
    page.locator("section.present section.present h2").wait_for()
    assert page.troubles == []


@pytest.mark.slow
def test_formulas_are_drawn(folder: Path, page: Any) -> None:
    paths = [path for path in PATHS if formulas(path)]
    open_slides(page, folder / f"{paths[0].stem}.slides.html")
    page.wait_for_selector(".mjx-chtml", state="attached", timeout=60_000)
    assert page.troubles == []


@pytest.mark.slow
def test_the_output_after_predict_appears_with_the_next_key(
    folder: Path, page: Any
) -> None:
    open_slides(page, folder / "01_tokenization.slides.html")
    for _ in range(60):
        page.keyboard.press("Space")
        fragments = page.locator("section.present section.present .fragment")
        if fragments.count():
            break
    assert not fragments.first.evaluate("e => e.classList.contains('visible')")
    page.keyboard.press("Space")
    assert fragments.first.evaluate("e => e.classList.contains('visible')")


@pytest.mark.slow
def test_the_speaker_sees_the_notes_of_the_slide(folder: Path, page: Any) -> None:
    open_slides(page, folder / "half-a-day.slides.html")
    page.keyboard.press("ArrowRight")
    with page.context.expect_page() as opened:
        page.keyboard.press("s")
    notes = opened.value.locator(".speaker-controls-notes .value")
    notes.get_by_text("0:00, 20 minutes.").wait_for()
    assert not page.get_by_text("0:00, 20 minutes.").is_visible()


CONTRAST = """\
() => {
  const shown = document.querySelector(".slide-number");
  const light = text => text.match(/\\d+/g).slice(0, 3).map(Number)
    .map(x => x / 255).map(x => x <= .04045 ? x / 12.92 : ((x + .055) / 1.055) ** 2.4)
    .reduce((sum, x, i) => sum + x * [.2126, .7152, .0722][i], 0.05);
  const style = getComputedStyle(shown);
  return light(style.backgroundColor) / light(getComputedStyle(
    shown.querySelector("a, span") || shown).color);
}"""


@pytest.mark.slow
def test_the_number_of_the_slide_can_be_read_beside_the_arrows(
    folder: Path, page: Any
) -> None:
    open_slides(page, folder / "01_tokenization.slides.html")
    number = page.locator(".slide-number")
    assert re.fullmatch(r"1\s*/\s*\d+", number.inner_text())
    assert page.evaluate(CONTRAST) >= 4.5
    here = number.bounding_box()
    for arrow in page.locator(".controls button").all():
        there = arrow.bounding_box()
        assert here["x"] + here["width"] < there["x"]


# Goes to every slide, shows all that waits, and returns those that are cut off.
OVERFLOWING = """\
async () => {
  const reveal = require("reveal.js/dist/reveal.js");
  const found = [];
  for (const slide of reveal.getSlides()) {
    const place = reveal.getIndices(slide);
    reveal.slide(place.h, place.v, 99);
    await new Promise(done => requestAnimationFrame(done));
    if (slide.scrollHeight > slide.clientHeight + 1 ||
        slide.scrollWidth > slide.clientWidth + 1)
      found.push(`${place.h}/${place.v}: ${slide.scrollHeight} high`);
  }
  return found;
}"""


@pytest.mark.slow
@pytest.mark.parametrize(
    "name", [*(path.stem for path in PATHS), *(plan.name for plan in read_plans())]
)
def test_nothing_is_cut_off(name: str, folder: Path, page: Any) -> None:
    open_slides(page, folder / f"{name}.slides.html")
    assert page.evaluate(OVERFLOWING) == []
    assert page.troubles == []


# Goes to the slide of an explorer, with all that waits on it.
TO_EXPLORER = """\
number => {
  const reveal = require("reveal.js/dist/reveal.js");
  const slides = reveal.getSlides().filter((slide) => slide.querySelector(".cx"));
  const place = reveal.getIndices(slides[number]);
  reveal.slide(place.h, place.v, 99);
  return slides.length;
}"""
# How large text is on the screen, of the explorer that is shown, in pixels.
SHOWN_SIZES = """\
explorer => {
  const scale = explorer.getBoundingClientRect().width / explorer.offsetWidth;
  const size = (it) => parseFloat(getComputedStyle(it).fontSize);
  const all = [...explorer.querySelectorAll("*")];
  const written = all.filter((it) => it.checkVisibility()
    && [...it.childNodes].some((child) => child.nodeType === 3 && child.data.trim()));
  return written.filter((it) => !it.classList.contains("cx-hidden")).map((it) =>
    [it.textContent, size(it) * (it.closest("svg") ? it.getScreenCTM().a : scale)]);
}"""
PLAYED = [path for path in PATHS if "explorers." in path.read_text("utf-8")]


@pytest.mark.slow
@pytest.mark.parametrize("path", PLAYED, ids=lambda path: path.stem)
def test_an_explorer_answers_keys_and_can_be_read(
    path: Path, folder: Path, page: Any
) -> None:
    open_slides(page, folder / f"{path.stem}.slides.html")
    for number in range(page.evaluate(TO_EXPLORER, 0)):
        page.evaluate(TO_EXPLORER, number)
        explorer = page.locator("section.present section.present .cx")
        explorer.wait_for()
        here = page.evaluate("location.hash")
        small = [it for it in explorer.evaluate(SHOWN_SIZES) if it[1] < 14]
        assert small == []
        assert len(explorer.evaluate(SHOWN_SIZES)) > 5
        sliders = explorer.locator("input[type=range]").all()
        for slider in sliders:
            beside(slider, slider.locator("xpath=following-sibling::output"))
        operate_all(page, explorer)
        # No key has moved the slides.
        assert page.evaluate("location.hash") == here
    assert page.troubles == []


def beside(slider: Any, value: Any) -> None:
    """See that a slider's value stands beside it, not below."""
    slid, shown = slider.bounding_box(), value.bounding_box()
    assert shown["x"] >= slid["x"] + slid["width"]
    middle = shown["y"] + shown["height"] / 2
    assert slid["y"] < middle < slid["y"] + slid["height"]


@pytest.mark.slow
def test_a_slide_that_is_cut_off_is_found(folder: Path, page: Any) -> None:
    open_slides(page, folder / "01_tokenization.slides.html")
    page.evaluate("() => document.querySelector('h1').style.paddingTop = '900px'")
    assert [found[:4] for found in page.evaluate(OVERFLOWING)] == ["0/0:"]
