"""A notebook 01 that keeps every rule, for tests to break in one place."""

from __future__ import annotations

from nbformat import NotebookNode, v4

from companion.exercises.records import Challenge, Exercise
from tools import notebooks
from tools.page import NUMBERED, Page, map_questions, master_table, minutes
from tools.rules_form import road

STARTER = "def {name}(text):\n    # your code\n    ..."
NAMES = ("first", "second", "third", "fourth")
TASKS: dict[str, Exercise | Challenge] = {
    f"01.{name}": Exercise(
        name=f"01.{name}",
        task="Do it.",
        starter=STARTER.format(name=name),
        hints=(),
        solution=len,
        cases=lambda rng: [],
        lesson="Done.",
        mistakes=(),
    )
    for name in NAMES
}
TASKS["01.best"] = Challenge(
    name="01.best",
    task="Beat it.",
    starter=STARTER.format(name="best"),
    hints=(),
    solution=len,
    lesson="Beaten.",
    score=lambda function: 1.0,
    unit="of 1",
    baselines=(),
    reference=1.0,
)
SET_UP = """\
from companion import figures, load_text
from companion.exercises import check, hint, progress, solution
from companion.figures import tokenization as draw

TEXT = "story\""""
ALT = "Counts fall from left to right."
PROOF = "# The text is longer than its words.\nassert len(text) > len(words)"
OPEN = (
    "# What is still open differs from learner to learner.\n"
    'progress.open_exercises("01")'
)
ANSWER = "<details><summary>Answer</summary>\n\nBecause it is.\n\n</details>"


def sample() -> Page:
    """Return the notebook, in normal form, as if it had been run."""
    guess = "**Predict.** How many words are there?"
    cells = [
        text(f"# 01 · {map_questions()['01']}"),
        text(f"{road(NUMBERED[0])}\n\n{here(0)}"),
        text("## What you will be able to do\n\n- Count.\n- Cut.\n- Predict."),
        text(
            f"## Names used here\n\n| name | meaning |\n|---|---|\n{master_table()[0]}"
        ),
        text("## Set-up"),
        code(SET_UP, "parameters"),
        text(f"## 1. How long is a text?\n\n{'word ' * 1200}\n\n{guess}"),
        code("text = load_text(TEXT)\nwords = text.split()", "hide-output"),
        code("figures.show(draw.zipf(words))", figure=ALT),
        code(PROOF, "proof"),
        text("Many."),
        *exercise("first", "**Warm-up.** "),
        *exercise("second"),
        text("## 2. How short?\n\nShort."),
        code("print(len(words))", printed="3,621\n"),
        text("[02](02_vocabulary.ipynb) goes on."),
        *exercise("third"),
        *exercise("fourth"),
        text("## A common mistake\n\nThis one."),
        code("print(len(text))", printed="19,948\n"),
        text("Do."),
        code("words[:2]"),
        text("## Challenge\n\nBeat it."),
        *asked("best"),
        text("## Recap\n\n" + "\n".join(f"{n}. Line." for n in range(1, 6))),
        text(
            "## Questions\n\n"
            + "\n\n".join(f"**{n}.** Why?\n\n{ANSWER}" for n in range(1, 5))
        ),
        text("## What is still open"),
        code(OPEN, "nbval-ignore-output", printed="[ ] 01.first\n"),
        text("## Where to go next\n\nTo [02](02_vocabulary.ipynb)."),
    ]
    page = Page(NUMBERED[0], v4.new_notebook(cells=cells))
    for place, cell in enumerate(cells):
        cell["id"] = f"cell-{place}"
    for count, cell in enumerate(notebooks.code_cells(page.notebook), start=1):
        cell.execution_count = count
    cells[1].source = cells[1].source.replace(here(0), here(minutes(page)))
    return Page(page.name, notebooks.normal_form(page.notebook))


def here(about: int) -> str:
    """Return the line that says where the notebook stands on the road."""
    return (
        f"**You are here:** 01 of 09. **Time:** about {about} minutes; "
        "the challenge can take longer. **Before this:** Python."
    )


def text(source: str) -> NotebookNode:
    """Return a cell of prose."""
    return v4.new_markdown_cell(source)


def code(source: str, *tags: str, printed: str = "", figure: str = "") -> NotebookNode:
    """Return a code cell with its tags and what it has shown."""
    cell = v4.new_code_cell(source, metadata={"tags": list(tags)} if tags else {})
    if printed:
        cell.outputs = [v4.new_output("stream", name="stdout", text=printed)]
    if figure:
        told = {"image/png": {"alt": figure, "height": 360, "width": 720}}
        picture = {"image/png": "aGk=", "text/plain": "Figure"}
        caption = {"text/html": f"<p>{figure}</p>", "text/plain": figure}
        cell.outputs = [
            v4.new_output("display_data", data=picture, metadata=told),
            v4.new_output("display_data", data=caption),
        ]
    return cell


def exercise(name: str, mark: str = "") -> list[NotebookNode]:
    """Return the cells of an exercise."""
    return [text(f"### Exercise · {name}\n\n{mark}Do it."), *asked(name)]


def asked(name: str) -> list[NotebookNode]:
    """Return a starter and its check."""
    check = code(f'check("01.{name}", {name})', printed="○ Not tried yet\n")
    return [code(TASKS[f"01.{name}"].starter), check]
