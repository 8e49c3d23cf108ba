"""Handouts, the key and slides of the plans: all of it there, nothing given away."""

from __future__ import annotations

import html
import re
import shutil
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from companion.exercises.records import Exercise, find
from companion.exercises.solutions import source
from tools import guide, handout, look, paper
from tools.guide import GuideError, Section, Task
from tools.lesson_parts import lesson
from tools.plans import Hour, Plan, chosen, read_plans

PLANS = read_plans()
HOURS = [(plan, hour) for plan in PLANS for hour in plan.hours]
every_plan = pytest.mark.parametrize("plan", PLANS, ids=lambda plan: plan.name)
every_hour = pytest.mark.parametrize(
    ("plan", "hour"), HOURS, ids=[f"{plan.name}-{hour.title}" for plan, hour in HOURS]
)


class Words(HTMLParser):
    """Collect what a reader of a page sees, and what the page would load."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.text = ""
        self.tags: set[str] = set()
        self.loaded: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a tag, and an address that is not only there to click on."""
        self.tags.add(tag)
        if tag != "a":
            self.loaded += [str(value) for name, value in attrs if name in LOADING]

    def handle_data(self, data: str) -> None:
        """Take in what stands between two tags."""
        self.text += data


LOADING = {"src", "href", "srcset", "data"}


def seen(page: str) -> str:
    """Return the words of a page, without formatting."""
    return plain(Words(page.partition("</style>")[2]).text)


def plain(text: str) -> str:
    """Return a text with single blanks and without Markdown's signs."""
    return " ".join(re.sub(r"[`*]", "", text).split())


# Reading the guide.

TABLE = """\
# Teaching

## A morning: 90 minutes

| session | minutes | what | where |
|---|---|---|---|
| 1 | 60 | Cutting | {where} |
| 2 | {minutes} | Numbers | 02, section 1 |
"""


def plan_of(folder: Path, where: str = "README", minutes: str = "30") -> Plan:
    """Read a plan with two sessions."""
    path = folder / "TEACHING.md"
    path.write_text(TABLE.format(where=where, minutes=minutes), encoding="utf-8")
    (plan,) = read_plans(path)
    return plan


def test_a_plan_is_read_by_hours(tmp_path: Path) -> None:
    plan = plan_of(tmp_path, "01, sections 1, 8; `01.lengths`, `01.free-space`")
    assert (plan.name, plan.title) == ("a-morning", "A morning")
    assert [(hour.title, hour.minutes) for hour in plan.hours] == [
        ("Session 1", 60),
        ("Session 2", 30),
    ]
    assert plan.hours[0].places == [
        Section("01", "1. "),
        Section("01", "8. "),
        Task("01", "01.lengths"),
        Task("01", "01.free-space"),
    ]
    assert plan_of(tmp_path, "01, A common mistake").hours[0].places == [
        Section("01", "A common mistake")
    ]
    assert plan_of(tmp_path, "").hours[0].places == []


@pytest.mark.parametrize(
    ("where", "minutes", "said"),
    [
        ("01 section 3", "30", "line 7: '01 section 3' names no section"),
        ("chapter 1", "30", "line 7: 'chapter 1' names no section"),
        ("`lengths`", "30", "line 7: '`lengths`' names no exercises"),
        ("README", "half", "line 8, minutes: 'half' is no whole number"),
        ("README | more", "30", "line 7: a row of a plan has 4 cells"),
    ],
)
def test_a_row_that_cannot_be_read_is_named(
    where: str, minutes: str, said: str, tmp_path: Path
) -> None:
    with pytest.raises(GuideError, match=re.escape(f"TEACHING.md, {said}")):
        plan_of(tmp_path, where, minutes)


@pytest.mark.parametrize(
    ("where", "said"),
    [
        ("01, section 12", "notebook 01 has no section '12. '; it has: "),
        ("01, Answers", "notebook 01 has no section 'Answers'; it has: "),
        ("`01.unknown`", "notebook 01 has no exercise '01.unknown'; it has: 01.len"),
        ("10, section 1", "there is no notebook '10'"),
    ],
)
def test_a_place_that_is_not_there_is_named(
    where: str, said: str, tmp_path: Path
) -> None:
    plan = plan_of(tmp_path, where)
    with pytest.raises(GuideError, match=re.escape(said)):
        list(handout.printed(plan))


def test_a_bar_in_a_cell_is_a_bar(tmp_path: Path) -> None:
    path = tmp_path / "TEACHING.md"
    what = r"The mark `<\|eot\|>`"
    path.write_text(TABLE.format(where="README", minutes="30").replace("Cutting", what))
    (plan,) = read_plans(path)
    assert plan.hours[0].rows[0].what == "The mark `<|eot|>`"
    assert "<code>&lt;|eot|&gt;</code>" in paper.prose(handout.table(plan.hours[0]))


def test_a_guide_without_tables_is_told(tmp_path: Path) -> None:
    path = tmp_path / "TEACHING.md"
    path.write_text("# Teaching\n\n## Slides\n\nNone.\n", encoding="utf-8")
    with pytest.raises(GuideError, match="holds no plan"):
        read_plans(path)
    with pytest.raises(GuideError, match="has no table with the columns mistake"):
        guide.mistakes(path)


def test_a_plan_is_chosen_by_the_beginning_of_its_name() -> None:
    assert chosen(PLANS, "") == PLANS
    assert [plan.name for plan in chosen(PLANS, "half")] == ["half-a-day"]
    assert [plan.title for plan in chosen(PLANS, "Six sessions")] == [PLANS[1].title]
    with pytest.raises(GuideError, match="no plan is called 'full'; there are: half"):
        chosen(PLANS, "full")


# On paper.


def heading(place: Section | Task) -> str:
    return plain(f"{place.notebook} · {lesson(place.notebook).part(place).title}")


@every_hour
def test_a_handout_holds_its_sections_and_gives_nothing_away(
    plan: Plan, hour: Hour
) -> None:
    page = paper.page("", handout.handout(hour))
    words = seen(page)
    for row in hour.rows:
        assert plain(row.what) in words
    for place in hour.places:
        part = lesson(place.notebook).part(place)
        if isinstance(place, Section):
            assert words.count(heading(place)) == 1
        for name in part.tasks:
            assert words.count(plain(find(name).starter)) == 1
            assert page.count(html.escape(source(find(name)))) == 0
            assert f'check("{name}"' not in words
        for cell in part.cells:
            if cell.cell_type == "code" and "check(" not in cell.source:
                assert plain(cell.source) in words
    for place in hour.places:
        if place == Section(place.notebook, "Questions"):
            for cell in lesson(place.notebook).part(place).cells:
                for answer in handout.ANSWER.findall(cell.source):
                    assert plain(answer) not in words
    assert not {"details", "img", "script", "iframe"} & Words(page).tags


@every_plan
def test_the_key_holds_solutions_answers_and_mistakes(plan: Plan) -> None:
    words = seen(paper.page("", handout.key(plan)))
    places = [place for hour in plan.hours for place in hour.places]
    tasks = {
        name for place in places for name in lesson(place.notebook).part(place).tasks
    }
    assert len(tasks) > 8
    for name in tasks:
        task = find(name)
        assert words.count(plain(source(task))) >= 1, name
        assert plain(task.lesson) in words
        assert isinstance(task, Exercise)
        for mistake in task.mistakes:
            assert plain(mistake.diagnosis) in words
    for number in {place.notebook for place in places}:
        for cell in lesson(number).part(Section(number, "Questions")).cells:
            for answer in handout.ANSWER.findall(cell.source):
                assert plain(answer) in words
    for note in guide.mistakes() + guide.questions():
        if note.place.notebook in {place.notebook for place in places}:
            told = words.count(plain(note.text))
            assert told == 1, note.text


@every_plan
def test_printed_pages_load_nothing(plan: Plan) -> None:
    pages = dict(handout.printed(plan))
    assert len(pages) == len(plan.hours) + 1
    for page in pages.values():
        words = Words(page)
        assert words.loaded == []
        assert not re.search(r"url\(|@import|\.ipynb", page)
        assert "$" not in re.sub(r"<pre>.*?</pre>|<code>.*?</code>", "", page)


def test_formulas_are_set_without_a_script() -> None:
    assert "<i>V</i> ≈ <i>k</i>" in paper.prose(r"Heaps: $V \approx k$, a curve.")
    with pytest.raises(ValueError, match=r"'\\\\int x' cannot be printed"):
        paper.formula(r"\int x")


def test_what_is_asked_for_is_given_room() -> None:
    page = "".join(handout.handout(PLANS[0].hours[0]))
    words = seen("</style>" + page)
    lines = page.count('<div class="lines">')
    assert lines >= words.count("Predict.") + words.count("Exercise · ")


# Slides of an hour.


@every_hour
def test_an_hour_of_slides_has_the_times_and_what_to_watch_for(
    plan: Plan, hour: Hour
) -> None:
    made = handout.deck(plan, hour)
    kinds = [cell.metadata.slideshow.slide_type for cell in made.cells]
    notes = [
        plain(cell.source)
        for cell, kind in zip(made.cells, kinds, strict=True)
        if kind == "notes"
    ]
    assert kinds[0] == "slide"
    assert notes[0].startswith("0:00, ")
    for row in hour.rows:
        assert sum(plain(row.what) in note for note in notes) == 1
    there = {
        Task(name[:2], name)
        for place in hour.places
        for name in lesson(place.notebook).part(place).tasks
    }
    expected = [
        note
        for note in guide.mistakes() + guide.questions()
        if note.place in there or note.place in hour.places
    ]
    assert sum(
        note.count("Watch for") + note.count("Ask the") for note in notes
    ) == len(expected)
    for note in expected:
        assert any(plain(note.text) in each for each in notes), note
    ids = [cell.id for cell in made.cells if "outputs" not in cell.id]
    assert len(set(ids)) == len(ids)


def test_wrong_arguments_write_nothing(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    for arguments in ([], ["folder", "full"], ["folder", "half", "six"]):
        assert handout.main(arguments) == 2
        assert capsys.readouterr().err
    assert not list(tmp_path.iterdir())


def test_without_npm_all_but_the_slides_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: None)
    assert handout.main([str(tmp_path / "out"), "half"]) == 1
    said = capsys.readouterr()
    assert "Everything but the slides is there. npm is not installed" in said.err
    names = {path.name for path in (tmp_path / "out").iterdir()}
    assert names == {
        *(f"half-a-day-{number}-handout.html" for number in (1, 2, 3)),
        "half-a-day-key.html",
    }


# In a real browser.


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Start a browser."""
    if look.find_browser() is None:
        pytest.skip("Chromium is not installed")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=look.find_browser(), args=["--no-sandbox"]
        )
        yield browser
        browser.close()


# What stands out of the page on the right, where a printer has no paper.
TOO_WIDE = """\
() => [...document.querySelectorAll("main *")]
  .filter(e => e.getBoundingClientRect().right > innerWidth + 1
            || (e.tagName == "PRE" && e.scrollWidth > e.clientWidth + 1))
  .map(e => e.outerHTML.slice(0, 80))"""


@pytest.mark.slow
@every_plan
def test_nothing_is_wider_than_the_paper(
    plan: Plan, browser: Any, tmp_path: Path
) -> None:
    # A4 within its margins is 178 mm wide, at 96 pixels to the inch.
    page = browser.new_page(viewport={"width": 672, "height": 1000})
    page.emulate_media(media="print")
    for file, text in handout.printed(plan):
        (tmp_path / file).write_text(text, encoding="utf-8")
        page.goto((tmp_path / file).as_uri())
        assert page.evaluate(TOO_WIDE) == [], file
    page.close()
