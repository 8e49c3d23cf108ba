"""The rules for the form of a lesson; each returns what there is to mend."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable

from tools.notebooks import FOLDER, code_cells, has_tag, read
from tools.page import (
    NUMBERED,
    Page,
    map_questions,
    master_table,
    minutes,
    tree,
)

CELLS, WORDS, MINUTES = 60, 2_400, (35, 60)
WAYPOINTS = (
    *("tokens", "IDs", "special tokens", "byte pairs", "windows"),
    *("embeddings", "positions", "word vectors", "learning"),
)
OPENING = ("What you will be able to do", "Names used here", "Set-up")
CLOSING = (
    *("A common mistake", "Challenge", "Recap", "Questions"),
    *("What is still open", "Where to go next"),
)
FROM_EXERCISES = {"check", "hint", "progress", "solution"}
HERE = re.compile(
    r"^\*\*You are here:\*\* (\d\d) of (\d\d)\. \*\*Time:\*\* about (\d+) minutes; "
    r"the challenge can take longer\. \*\*Before this:\*\* \S",
    re.MULTILINE,
)
CALLED_LESSON = re.compile(r"\blessons?\s+\d\d\b", re.IGNORECASE)
"""What ought to be called a notebook, in documents and code as well."""
ANSWER = re.compile(
    r"^<details><summary>Answer</summary>\n\n(.+?)\n\n</details>$",
    re.MULTILINE | re.DOTALL,
)


def road(name: str) -> str:
    """Return the road strip of a notebook: all stops linked, but for its own."""
    stops = (
        f"**{stop[:2]} {waypoint}**"
        if stop == name
        else f"[{stop[:2]} {waypoint}]({stop}.ipynb)"
        for stop, waypoint in zip(NUMBERED, WAYPOINTS, strict=True)
    )
    return "**The road:** " + " → ".join(stops)


def size(page: Page) -> list[str]:
    """Require at most 60 cells that a reader sees, and at most 2,400 words."""
    problems = []
    if len(page.lesson) > CELLS:
        problems.append(
            f"{len(page.lesson)} cells without the proofs, not at most {CELLS}"
        )
    if page.words > WORDS:
        problems.append(f"{page.words} words, not at most {WORDS}")
    return problems


def road_and_title(page: Page) -> list[str]:
    """Require the map's question as title, and under it the road with this stop."""
    number = page.name[:2]
    title = f"{number} · {map_questions()[number]}"
    problems = []
    if not page.headings or page.headings[0] != (1, title):
        problems.append(f"the title should be: # {title}")
    if road(page.name) not in page.prose.split("\n"):
        problems.append(f"this line is missing: {road(page.name)}")
    here = HERE.search(page.prose)
    if here is None or here.groups()[:2] != (number, f"{len(NUMBERED):02}"):
        problems.append("the line with **You are here:** is missing or different")
    return problems


def honest_minutes(page: Page) -> list[str]:
    """Require the stated time to be the computed one, within 35 to 60 minutes."""
    computed = minutes(page)
    problems = []
    here = HERE.search(page.prose)
    if here and int(here.group(3)) != computed:
        problems.append(
            f"**Time:** says about {here.group(3)} minutes; it takes {computed}"
        )
    if not MINUTES[0] <= computed <= MINUTES[1]:
        problems.append(f"{computed} minutes, not {MINUTES[0]} to {MINUTES[1]}")
    return problems


def headings_in_order(page: Page) -> list[str]:
    """Require one title, no jump in level, the same sections in the same order."""
    levels = [level for level, _ in page.headings]
    problems = []
    if levels.count(1) != 1:
        problems.append(f"{levels.count(1)} headings of level 1")
    jumps = [
        text
        for (before, _), (level, text) in zip(
            page.headings, page.headings[1:], strict=False
        )
        if level > before + 1
    ]
    problems += [f"jump in level at {text!r}" for text in jumps]
    second = tuple(text for level, text in page.headings if level == 2)
    middle = second[len(OPENING) : -len(CLOSING)]
    if second[: len(OPENING)] != OPENING or second[-len(CLOSING) :] != CLOSING:
        problems.append(f"sections are {second}, not {OPENING}, 1. …, {CLOSING}")
    wrong = [
        text
        for number, text in enumerate(middle, start=1)
        if not text.startswith(f"{number}. ")
    ]
    problems += [f"section {text!r} is numbered wrongly" for text in wrong]
    if len(middle) < 2:
        problems.append("fewer than two numbered sections")
    return problems


def set_up(page: Page) -> list[str]:
    """Require the first code cell, and no other, to take the parameter and import."""
    tagged = [c for c in page.cells if has_tag(c, "parameters")]
    if tagged != code_cells(page.notebook)[:1]:
        return ["the tag parameters belongs on the first code cell and on no other"]
    before = page.cells[page.cells.index(tagged[0]) - 1].source
    problems = []
    if 'TEXT = "story"' not in tagged[0].source.split("\n"):
        problems.append('the set-up cell has no line TEXT = "story"')
    if "## Set-up" not in before.split("\n"):
        problems.append("the heading ## Set-up does not stand before the first code")
    imported = {
        alias.name
        for statement in ast.walk(tree(tagged[0].source))
        if isinstance(statement, ast.ImportFrom)
        and statement.module == "companion.exercises"
        for alias in statement.names
    }
    missing = ", ".join(sorted(FROM_EXERCISES - imported))
    if missing:
        problems.append(
            f"the set-up cell does not import {missing} from companion.exercises"
        )
    return problems


def names_from_the_master_table(page: Page) -> list[str]:
    """Require the same names for the same things, in the same words."""
    lines = page.section("Names used here").splitlines()
    rows = [line for line in lines if line.startswith("| `")]
    known = master_table()
    problems = [f"not a row of the table of names: {r}" for r in rows if r not in known]
    if not rows:
        problems.append("the table of names is empty")
    return problems


def objectives_recap_questions(page: Page) -> list[str]:
    """Require 3 to 5 objectives, five lines of recap, 4 to 6 folded answers."""
    objectives = re.findall(r"^[-*] ", page.section(OPENING[0]), re.MULTILINE)
    recap = re.findall(r"^(\d)\. ", page.section("Recap"), re.MULTILINE)
    questions = page.section("Questions")
    answers, folds = ANSWER.findall(questions), questions.count("<details>")
    problems = []
    if not 3 <= len(objectives) <= 5:
        problems.append(f"{len(objectives)} objectives, not 3 to 5")
    if recap != list("12345"):
        problems.append(f"the recap's lines are numbered {recap}, not 1 to 5")
    if not 4 <= len(answers) <= 6 or len(answers) != folds:
        problems.append(
            f"{len(answers)} whole folded answers of {folds}, not 4 to 6 of as many"
        )
    return problems


def called_notebooks(page: Page) -> list[str]:
    """Require that the others are called notebooks, in all of them alike."""
    return [
        f"{' '.join(found.split())}: write notebook {found[-2:]}, as everywhere"
        for found in CALLED_LESSON.findall(page.prose)
    ]


def links_resolve(page: Page) -> list[str]:
    """Require links to notebooks alone, that resolve, and to both neighbours.

    A learner's copy has the other notebooks beside it, and nothing else.
    """
    targets = re.findall(r"\]\(([^)#\s]+)[^)]*\)", page.prose)
    problems = [
        f"link to {target}: only notebooks lie beside a learner's copy"
        for target in targets
        if "//" not in target and target not in [f"{name}.ipynb" for name in NUMBERED]
    ]
    for file, anchor in re.findall(r"\]\(([^)#\s]*)#([^)\s]+)\)", page.prose):
        if "//" not in file and (not file or (FOLDER / file).is_file()):
            there = Page(file, read(FOLDER / file)) if file else page
            if anchor not in [text.replace(" ", "-") for _, text in there.headings]:
                problems.append(f"link to {file}#{anchor}: there is no such heading")
    place = NUMBERED.index(page.name)
    for near in (place - 1, place + 1):
        if 0 <= near < len(NUMBERED):
            file = f"{NUMBERED[near]}.ipynb"
            if f"]({file})" not in page.section("Where to go next"):
                problems.append(f"Where to go next: no link to {file}")
    return problems


RULES: tuple[Callable[[Page], list[str]], ...] = (
    size,
    road_and_title,
    honest_minutes,
    headings_in_order,
    set_up,
    names_from_the_master_table,
    objectives_recap_questions,
    called_notebooks,
    links_resolve,
)
