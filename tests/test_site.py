"""The whole site: made without a warning, whole, and fit for readers of all kinds."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from functools import cache, partial
from html.parser import HTMLParser
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urldefrag, urljoin, urlsplit
from xml.etree import ElementTree

import pytest
from playwright.sync_api import BrowserContext, Page, Request
from pypdf import PdfReader

from tests import quick_axe
from tests.formulas import formulas
from tools import look
from tools.explorers_in_browser import browser
from tools.notebooks import FOLDER, ROOT, notebook_paths
from tools.website.names import documented

pytestmark = pytest.mark.slow

ADDRESS = "https://example.org/vectors"
LESSONS = [f"lessons/{path.stem}.html" for path in notebook_paths()]
DESKTOP, PHONE = 1440, 390
SECTIONS = ("", "guides", "lessons", "project", "reference")
# The rules that measure colours; the first takes longer than all others together.
COLOURS = ["color-contrast", "link-in-text-block"]
# Without names there is no way to another server.
NOWHERE = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"
# The colours of code, and of what stands around an article, are the same on all pages:
# they are measured on these, since on every page they would take most of the time.
WHOLE = {"index.html", "search.html", LESSONS[0], "reference/tokenization.html"}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make the site once; a warning is an error."""
    folder = tmp_path_factory.mktemp("made") / "site"
    made = subprocess.run(
        [sys.executable, "-m", "tools.website", str(folder)],
        cwd=ROOT,
        env={**os.environ, "SITE_ADDRESS": ADDRESS},
        capture_output=True,
        text=True,
    )
    assert made.returncode == 0, made.stderr
    return folder


class Quiet(SimpleHTTPRequestHandler):
    """Serves files and writes no log."""

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


class Reader:
    """Somebody who reads the site in Chromium, with every other server refused."""

    def __init__(self, context: BrowserContext, address: str) -> None:
        self.address = address
        self.refused: list[str] = []
        self.problems: list[str] = []
        self.page: Page = context.new_page()
        self.page.on("request", self._note)
        self.page.on("pageerror", lambda error: self.problems.append(str(error)))
        self.page.on(
            "console",
            lambda message: (
                self.problems.append(message.text)
                if message.type in ("error", "warning")
                else None
            ),
        )

    def _note(self, request: Request) -> None:
        if not request.url.startswith((self.address, "data:", "blob:")):
            self.refused.append(request.url)

    def open(self, page: str, width: int = DESKTOP) -> Page:
        """Open a page of the site."""
        self.page.set_viewport_size({"width": width, "height": 900})
        self.page.goto(f"{self.address}/{page}")
        return self.page


@pytest.fixture(scope="module")
def reader(site: Path) -> Iterator[Reader]:
    """Serve the site on this machine and open it in Chromium."""
    if look.find_browser() is None:
        pytest.skip("Chromium is not installed")
    handler = partial(Quiet, directory=str(site))
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        with browser(NOWHERE) as running:
            context = running.new_context(reduced_motion="reduce")
            yield Reader(context, f"http://127.0.0.1:{server.server_port}")
            context.close()
    finally:
        server.shutdown()
        server.server_close()


class Seen(HTMLParser):
    """What a page says of itself, and where it leads."""

    def __init__(self) -> None:
        super().__init__()
        self.ids: set[str] = {""}
        self.leads: set[str] = set()
        self.metas: dict[str, str] = {}
        self.title = ""
        self._in_title = False

    def handle_starttag(
        self, tag: str, attributes: list[tuple[str, str | None]]
    ) -> None:
        """Keep identifiers, addresses and descriptions."""
        given = {name: value or "" for name, value in attributes}
        self.ids.add(given.get("id", ""))
        if tag in ("a", "img", "link", "script"):
            self.leads |= {given[name] for name in ("href", "src") if name in given}
        if tag == "meta":
            name = given.get("property") or given.get("name", "")
            self.metas[name] = given.get("content", "")
        self._in_title = tag == "title" and not self.title

    def handle_data(self, data: str) -> None:
        """Keep the title."""
        if self._in_title:
            self.title += data.strip()
            self._in_title = False


@cache
def seen(path: Path) -> Seen:
    """Read a page."""
    found = Seen()
    found.feed(path.read_text(encoding="utf-8"))
    return found


def pages(site: Path) -> list[str]:
    """Return the pages of the site."""
    found = (path.relative_to(site).as_posix() for path in site.rglob("*.html"))
    return sorted(page for page in found if not page.startswith("_static/"))


# What is there.


def test_every_lesson_guide_and_room_has_a_page(site: Path) -> None:
    found = set(pages(site))
    assert set(LESSONS) < found
    assert {f"reference/{room}.html" for room in documented().values()} < found
    for page in ("start", "glossary", "guides/teaching", "guides/benchmarks"):
        assert f"{page}.html" in found
    for page in ("guides/larger_texts", "guides/peers", "project/architecture"):
        assert f"{page}.html" in found
    assert {"project/changelog.html", "project/contributing.html"} < found


def test_every_public_name_has_its_place(site: Path) -> None:
    for name, room in documented().items():
        assert name in seen(site / "reference" / f"{room}.html").ids


def test_every_link_leads_somewhere(site: Path) -> None:
    for page in pages(site):
        assert any(lead.endswith("icon.svg") for lead in seen(site / page).leads)
        for address in seen(site / page).leads:
            if urlsplit(address).scheme:
                continue
            target, place = urldefrag(urljoin(page, address))
            file = site / unquote(urlsplit(target).path)
            assert file.is_file(), f"{page} leads to {address}"
            if place and file.suffix == ".html":
                assert unquote(place) in seen(file).ids, f"{page} leads to {address}"


@pytest.mark.parametrize("page", LESSONS)
def test_a_lesson_leads_to_its_copy_the_reference_the_words_and_its_neighbours(
    site: Path, page: str
) -> None:
    leads = seen(site / page).leads
    name = Path(page).stem
    assert f"../notebooks/{name}.ipynb" in leads
    assert '"outputs": []' in (site / "notebooks" / f"{name}.ipynb").read_text("utf-8")
    assert "../start.html" in leads
    assert sum(lead.startswith("../glossary.html#term-") for lead in leads) >= 8
    assert any(lead.startswith("../reference/") for lead in leads)
    place = LESSONS.index(page)
    for neighbour in LESSONS[max(0, place - 1) : place + 2]:
        assert neighbour == page or Path(neighbour).name in leads


def test_the_reference_leads_back_to_the_lessons(site: Path) -> None:
    leads = seen(site / "reference" / "position.html").leads
    assert "../lessons/07_position.html" in leads


def test_every_page_says_what_it_is(site: Path) -> None:
    titles = [seen(site / page).title for page in pages(site)]
    assert len(set(titles)) == len(titles)
    for page in pages(site):
        metas = seen(site / page).metas
        assert 20 <= len(metas["description"]) <= 160, page
        assert metas["og:description"] == metas["description"]
        assert metas["og:title"]
        assert metas["og:url"] == f"{ADDRESS}/{page}"
        picture = metas["og:image"].removeprefix(ADDRESS)
        assert (site / picture.strip("/")).is_file()


def test_the_sitemap_names_every_page(site: Path) -> None:
    tree = ElementTree.parse(site / "sitemap.xml").getroot()
    found = {str(place.text) for place in tree.iter() if place.tag.endswith("loc")}
    made = {f"{ADDRESS}/{page}" for page in pages(site)}
    lists = {f"{ADDRESS}/{name}.html" for name in ("genindex", "py-modindex", "search")}
    assert made - found == lists  # which Sphinx makes of the others
    assert found < made
    assert f"{ADDRESS}/sitemap.xml" in (site / "robots.txt").read_text("utf-8")


# How it reads.


@pytest.mark.parametrize("section", SECTIONS)
def test_every_page_is_fit_for_every_reader(
    site: Path, reader: Reader, section: str
) -> None:
    """No other server, no error, nothing wider than a phone, and axe finds nothing."""
    for name in pages(site):
        if name.rpartition("/")[0] != section:
            continue
        page = unfolded(reader, name, DESKTOP)
        faults = [*axe(page, name, "light"), *axe(page, name, "dark")]
        # The theme makes what can be scrolled reachable by key when a page is loaded.
        page = unfolded(reader, name, PHONE)
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE, name
        faults += [*axe(page, name, "light"), *axe(page, name, "dark")]
        assert not faults, name
    assert not reader.refused
    assert not reader.problems


# What nobody can read aloud, what no key reaches, a word that is too pale, and a link
# that is told by its colour alone.
FAULTS = """<img src="../preview.png" style="width: 9px">
<div style="height: 20px; overflow: auto"><p style="height: 900px">Low.</p></div>
<p style="color: {pale}">Pale.</p>
<p style="color: {text}">A line of words that goes on, with <a href="#top"
style="color: {link}; text-decoration: none">a link</a> in the midst of it.</p>"""
FAULTY = {
    "light": FAULTS.format(pale="#999", text="#000", link="#333"),
    "dark": FAULTS.format(pale="#666", text="#fff", link="#ddd"),
}


def faulty(reader: Reader, theme: str, width: int) -> Page:
    """Open a page with one fault of each kind in its article."""
    page = unfolded(reader, "guides/peers.html", width)
    page.evaluate(
        "it => document.querySelector('article').insertAdjacentHTML('beforeend', it)",
        FAULTY[theme],
    )
    return page


@pytest.mark.parametrize("width", [DESKTOP, PHONE])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_fault_would_be_found(reader: Reader, theme: str, width: int) -> None:
    """A theme changes colours alone, so the others are looked for in the light."""
    page = faulty(reader, theme, width)
    others = {"image-alt", "scrollable-region-focusable"} if theme == "light" else set()
    rules = {rule for rule, *_ in axe(page, "guides/peers.html", theme)}
    assert rules == {"color-contrast", "link-in-text-block"} | others


def test_a_request_to_another_server_would_be_found(reader: Reader) -> None:
    page = reader.open("glossary.html")
    picture = "https://example.org/x.png"
    page.evaluate(
        "async it => { const made = new Image(); made.src = it; "
        "await made.decode().catch(() => {}); }",
        picture,
    )
    assert reader.refused == [picture]
    assert "ERR_NAME_NOT_RESOLVED" in reader.problems.pop()
    reader.refused.clear()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_what_makes_axe_quick_changes_nothing_that_it_finds(
    reader: Reader, theme: str
) -> None:
    page = faulty(reader, theme, DESKTOP)
    page.evaluate("it => { document.documentElement.dataset.theme = it }", theme)
    kinds = ["violations", "incomplete", "passes", "inapplicable"]
    found = []
    for script in (quick_axe.AXE.read_text(encoding="utf-8"), quick_axe.script()):
        page.evaluate(script)
        said = quick_axe.run(page, {}, resultTypes=kinds)
        found.append({kind: told(said[kind]) for kind in kinds})
    plain, quick = found
    assert quick == plain
    assert len(plain["violations"]) == 4
    assert sum(rule == "color-contrast" for rule, *_ in plain["passes"]) > 100


def told(rules: list[Any]) -> list[tuple[str, str, Any]]:
    """Return each element that rules speak of, with the colours or sizes measured.

    The theme goes on setting the height of a banner for a while.
    """
    return [
        (
            rule["id"],
            re.sub(' style="[^"]*"', "", node["html"]),
            [check["data"] for check in node["any"]],
        )
        for rule in rules
        for node in rule["nodes"]
    ]


def unfolded(reader: Reader, name: str, width: int) -> Page:
    """Open a page with every answer, hint and solution on it unfolded, for axe."""
    page = reader.open(name, width)
    page.evaluate(
        "async () => { for (const it of document.querySelectorAll('details')) "
        "it.open = true; await Promise.all(document.getAnimations()"
        ".map(it => it.finished)); }"
    )
    page.evaluate(quick_axe.script())
    return page


def axe(page: Page, name: str, theme: str) -> list[tuple[str, str, str]]:
    """Return what axe finds on a page: the rule, the element and what is wrong.

    A theme changes colours and nothing else, so in the dark only these are looked at.
    """
    page.evaluate("theme => { document.documentElement.dataset.theme = theme }", theme)
    article = {"include": [["article"]], "exclude": [[".highlight"]]}
    where = {} if name in WHOLE else article
    if theme == "dark":
        found = quick_axe.run(page, where, runOnly=COLOURS)["violations"]
    else:
        found = quick_axe.run(page, where, runOnly=COLOURS[:1])["violations"]
        rest = {COLOURS[0]: {"enabled": False}}
        found += quick_axe.run(page, {}, rules=rest)["violations"]
    return [
        (rule["id"], node["html"][:200], node["failureSummary"][:300])
        for rule in found
        for node in rule["nodes"]
    ]


@pytest.mark.parametrize("page", LESSONS)
def test_explorers_are_alive_and_answers_are_folded(reader: Reader, page: str) -> None:
    opened = reader.open(page, width=PHONE)
    for explorer in opened.locator(".cx").all():
        assert explorer.evaluate("element => element.companion !== undefined")
        assert explorer.locator("button, input, select, textarea").count()
    answers = opened.locator(".tag_hide-output details")
    assert answers.count()
    first = answers.first
    output = first.locator(".output, .cell_output").first
    assert not output.is_visible()
    first.locator("summary").click()
    assert output.is_visible()
    solution = opened.get_by_text("A solution", exact=True).first
    code = opened.locator(".exercise-help pre").first
    assert not code.is_visible()
    solution.click()
    assert code.is_visible()


def test_an_explorer_answers(reader: Reader) -> None:
    page = reader.open("lessons/01_tokenization.html", width=PHONE)
    explorer = page.locator('.cx[data-cx="cutter"]')
    before = explorer.locator(".cx-chips").inner_text()
    explorer.locator("summary").click()
    explorer.get_by_role("button", name="Hindi").click()
    assert explorer.locator(".cx-chips").inner_text() != before
    assert not reader.problems


def test_figures_are_shown_with_their_descriptions(reader: Reader) -> None:
    page = reader.open("lessons/06_embedding.html")
    figures = page.locator("figure img")
    assert figures.count() >= 3
    for figure in figures.all():
        assert len(figure.get_attribute("alt") or "") > 30
        assert figure.evaluate(
            "async it => { await it.decode(); return it.naturalWidth }"
        )


def test_formulas_are_drawn_by_the_browser(reader: Reader) -> None:
    page = reader.open("lessons/02_vocabulary.html")
    drawn = formulas(FOLDER / "02_vocabulary.ipynb")
    assert page.locator("math").count() == len(drawn) > 0
    assert "\\approx" not in page.locator("article").inner_text()


def test_search_finds_a_lesson(reader: Reader) -> None:
    page = reader.open("search.html?q=rotary")
    results = page.locator("#search-results")
    results.get_by_role("link", name="07 ·").first.wait_for()
    assert not reader.problems


def test_paper_is_white(reader: Reader) -> None:
    page = reader.open(LESSONS[0])
    page.evaluate("document.documentElement.dataset.theme = 'dark'")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    colour = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert colour == "rgb(255, 255, 255)"
    assert not page.locator(".bd-sidebar-primary").is_visible()
    page.emulate_media(media="null")
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"


def squeezed(text: str) -> str:
    """Return a text without its whitespace."""
    return "".join(text.split())


@pytest.mark.parametrize("lesson", LESSONS)
def test_a_lesson_is_printed_to_its_end_with_its_pictures(
    lesson: str, reader: Reader
) -> None:
    page = reader.open(lesson)
    shown = [one for one in page.locator("figure img").all() if one.is_visible()]
    last = page.locator("article li").last.inner_text()
    paper = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True)))
    # Words are told apart by where they stand, which is not exact.
    end = squeezed("".join(sheet.extract_text() for sheet in paper.pages[-3:]))
    for words in ("Questions", "In the companion", last):
        assert squeezed(words) in end
    assert sum(len(sheet.images) for sheet in paper.pages) >= len(shown)
