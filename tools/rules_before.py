"""The rules for the form of a notebook; each returns what there is to mend."""

from __future__ import annotations

import re
from collections.abc import Callable

from companion.exercises.records import exercises
from tools.notebooks import FOLDER, code_cells, has_tag, read
from tools.page import NUMBERED, Page, map_questions, master_table

CELLS, WORDS = (45, 75), (1_800, 3_000)
WAYPOINTS = (
    *("tokens", "IDs", "special tokens", "byte pairs", "windows"),
    *("embeddings", "positions", "word vectors", "learning"),
)
ROAD = "**The road:** " + " → ".join(
    f"[{name[:2]} {waypoint}]({name}.ipynb)"
    for name, waypoint in zip(NUMBERED, WAYPOINTS, strict=True)
)
OPENING = ("What you will be able to do", "Names used here", "Set-up")
CLOSING = (
    *("A common mistake", "Recap", "Questions", "Exercises", "Where to go next"),
)
ANSWER = re.compile(
    r"^<details><summary>Answer</summary>\n\n(.+?)\n\n</details>$",
    re.MULTILINE | re.DOTALL,
)


def size(page: Page) -> list[str]:
    """Require 45 to 75 cells, exercises apart, and 1,800 to 3,000 words."""
    text = re.sub(r"\]\([^)]*\)|<[^>]+>", " ", page.prose)
    words = sum(any(map(str.isalnum, word)) for word in text.split())
    problems = []
    cells = len(page.cells) - exercise_cells(page)
    if not CELLS[0] <= cells <= CELLS[1]:
        problems.append(f"{cells} cells, not {CELLS[0]} to {CELLS[1]}")
    if not WORDS[0] <= words <= WORDS[1]:
        problems.append(f"{words} words, not {WORDS[0]} to {WORDS[1]}")
    return problems


def exercise_cells(page: Page) -> int:
    """Count the cells from the heading of the exercises to the last section."""
    heads = ["## Exercises", "## Where to go next"]
    places = [
        place
        for place, cell in enumerate(page.cells)
        if cell.source.split("\n")[0] in heads
    ]
    return places[-1] - places[0] if len(places) == len(heads) else 0


def road_and_title(page: Page) -> list[str]:
    """Require the map's question as title, and under it the same road everywhere."""
    number = page.name[:2]
    title = f"{number} · {map_questions()[number]}"
    problems = []
    if not page.headings or page.headings[0] != (1, title):
        problems.append(f"the title should be: # {title}")
    if ROAD not in page.prose.split("\n"):
        problems.append(f"this line is missing: {ROAD}")
    here = (
        rf"^\*\*You are here:\*\* {number} of {len(NUMBERED):02}\. "
        r"\*\*Time:\*\* about \d+ minutes\. \*\*Before this:\*\* \S"
    )
    if not re.search(here, page.prose, re.MULTILINE):
        problems.append("the line with **You are here:** is missing or different")
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
    """Require the first code cell, and no other, to take the parameter."""
    tagged = [c for c in page.cells if has_tag(c, "parameters")]
    if tagged != code_cells(page.notebook)[:1]:
        return ["the tag parameters belongs on the first code cell and on no other"]
    before = page.cells[page.cells.index(tagged[0]) - 1].source
    problems = []
    if 'TEXT = "story"' not in tagged[0].source.split("\n"):
        problems.append('the set-up cell has no line TEXT = "story"')
    if "## Set-up" not in before.split("\n"):
        problems.append("the heading ## Set-up does not stand before the first code")
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


def exercises_complete(page: Page) -> list[str]:
    """Require starter and check of each exercise, and that it is not solved yet."""
    checked = {}
    for cell in code_cells(page.notebook):
        for name in re.findall(r"\bcheck\(\s*\"([^\"]+)\"", cell.source):
            text = "".join(
                str(output.get("data", {}).get("text/plain", output.get("text", "")))
                for output in cell.outputs
            )
            checked[name] = text
    known = {exercise.name: exercise for exercise in exercises(page.name[3:])}
    problems = [f"check of an unknown exercise {x}" for x in checked if x not in known]
    problems += [
        f"no check of exercise {name}" for name in known if name not in checked
    ]
    problems += [
        f"{name} is not stored as not tried yet: {text[:60]!r}"
        for name, text in checked.items()
        if not text.startswith("Not tried yet")
    ]
    sources = [cell.source.strip() for cell in code_cells(page.notebook)]
    problems += [
        f"the starter of {name} is not in the notebook as it is in companion.exercises"
        for name, exercise in known.items()
        if exercise.starter.strip() not in sources
    ]
    if not 3 <= len(known) <= 4:
        problems.append(f"{len(known)} exercises, not 3 to 4")
    return problems


def links_resolve(page: Page) -> list[str]:
    """Require links to resolve, and links to the neighbours at the end."""
    targets = re.findall(r"\]\(([^)#\s]+)[^)]*\)", page.prose)
    problems = [
        f"link to {target}: there is no such file"
        for target in targets
        if "//" not in target and not (FOLDER / target).is_file()
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
    headings_in_order,
    set_up,
    names_from_the_master_table,
    objectives_recap_questions,
    exercises_complete,
    links_resolve,
)
