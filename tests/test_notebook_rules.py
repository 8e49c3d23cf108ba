"""Every notebook keeps the rules, and every rule sees the fault it is there for."""

from __future__ import annotations

import copy
from collections.abc import Callable
from pathlib import Path

import pytest
from nbformat import NotebookNode, v4

from tests.sample_lesson import OPEN, PROOF, TASKS, sample
from tools import notebooks, rules_exercises, rules_form, rules_outputs
from tools.page import NUMBERED, Page, map_questions, master_table, minutes
from tools.rules import RULES, Rule

PAGES = {path.stem: notebooks.read(path) for path in notebooks.notebook_paths()}


def test_folded_code_takes_no_time() -> None:
    page = sample()
    longer = v4.new_code_cell("\n".join(100 * ["text"]))
    longer.metadata["tags"] = ["hide-input"]
    page.cells.append(longer)
    told = minutes(page)
    longer.metadata["tags"] = []
    assert minutes(page) > told == minutes(sample())


def test_the_notebooks_of_the_series_are_there() -> None:
    assert list(PAGES) == NUMBERED


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
@pytest.mark.parametrize("name", PAGES)
def test_notebook_keeps_rule(name: str, rule: Rule) -> None:
    problems = rule(Page(name, PAGES[name]))
    assert not problems, "\n".join(problems)


def test_master_table_and_map_are_found() -> None:
    assert len(master_table()) == 13
    assert sorted(map_questions()) == [name[:2] for name in NUMBERED]


def test_words_are_counted_between_signs_and_not_in_markup() -> None:
    prose = (
        "The loss < 3 nats, and 4 > 3: `<|unk|>` counts. <b>Bold</b>, <br> <!-- not -->"
    )
    link = 'see [the map](https://example.org/a/b "title") <a href="x" >there</a>'
    page = Page("01_words", v4.new_notebook(cells=[v4.new_markdown_cell(prose)]))
    assert page.words == 10
    page.notebook.cells.append(v4.new_markdown_cell(link))
    assert page.words == 14


@pytest.fixture
def good(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Page:
    """Give a lesson that keeps every rule, stored where the rules look for it."""
    page = sample()
    notebooks.write(page.notebook, tmp_path / f"{page.name}.ipynb")
    monkeypatch.setattr(rules_outputs, "FOLDER", tmp_path)
    monkeypatch.setattr(rules_exercises, "tasks", lambda topic: TASKS)
    return page


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_sample_keeps_rule(rule: Rule, good: Page) -> None:
    assert rule(good) == []


# Each fault takes the good lesson and breaks one rule in it.


def code(page: Page, place: int = 1) -> NotebookNode:
    """Return a code cell that is not the set-up cell."""
    return notebooks.code_cells(page.notebook)[place]


def first_with(page: Page, text: str) -> NotebookNode:
    """Return the first cell whose source contains a text."""
    return next(cell for cell in page.cells if text in cell.source)


def replace(old: str, new: str) -> Callable[[Page], None]:
    """Return a fault: an edit in the first cell that has the old text."""

    def fault(page: Page) -> None:
        cell = first_with(page, old)
        cell.source = cell.source.replace(old, new, 1)

    return fault


def add_prose(text: str) -> Callable[[Page], None]:
    """Return a fault: one more Markdown cell, not at the end."""
    return lambda page: page.cells.insert(6, v4.new_markdown_cell(text))


def add_code(text: str) -> Callable[[Page], None]:
    """Return a fault: a code cell with this source."""
    return lambda page: code(page).update(source=text)


def add_output(**output: object) -> Callable[[Page], None]:
    """Return a fault: one more output of a code cell."""
    return lambda page: code(page).outputs.append(v4.new_output(**output))


def printed(text: str) -> Callable[[Page], None]:
    """Return a fault: a text that a cell printed."""
    return add_output(output_type="stream", name="stdout", text=text)


def displayed(mime: str, text: str, **metadata: object) -> Callable[[Page], None]:
    """Return a fault: a thing that a cell displayed."""
    return add_output(output_type="display_data", data={mime: text}, metadata=metadata)


def tag(*tags: str, place: int = 1) -> Callable[[Page], None]:
    """Return a fault: a code cell with these tags."""
    return lambda page: code(page, place).metadata.update(tags=list(tags))


def unrun(page: Page) -> None:
    code(page).execution_count = None


def swapped(page: Page) -> None:
    one, other = code(page, 1), code(page, 2)
    one.execution_count, other.execution_count = (
        other.execution_count,
        one.execution_count,
    )


def timed(page: Page) -> None:
    code(page).metadata["execution"] = {"iopub.status.busy": "2026-01-01"}


def add_cells(*sources: str, before: str) -> Callable[[Page], None]:
    """Return a fault: code cells before the cell that begins with a text."""

    def fault(page: Page) -> None:
        (place,) = (
            i for i, cell in enumerate(page.cells) if cell.source.startswith(before)
        )
        page.cells[place:place] = [v4.new_code_cell(source) for source in sources]

    return fault


def proof(source: str) -> Callable[[Page], None]:
    """Return a fault: another source in the proof cell."""
    return lambda page: first_with(page, PROOF).update(source=source)


def second_proof(page: Page) -> None:
    place = page.cells.index(first_with(page, PROOF))
    page.cells.insert(place, copy.deepcopy(page.cells[place]))


def showing_proof(page: Page) -> None:
    cell = first_with(page, PROOF)
    cell.outputs = [v4.new_output("stream", name="stdout", text="it holds")]


def tagged_proof(page: Page) -> None:
    first_with(page, PROOF).metadata["tags"] = ["nbval-ignore-output", "proof"]


def no_caption(page: Page) -> None:
    del code(page, 2).outputs[1]


def other_caption(page: Page) -> None:
    code(page, 2).outputs[1].data["text/plain"] = "Something else."


def no_width(page: Page) -> None:
    del code(page, 2).outputs[0].metadata["image/png"]["width"]


def exercises_at_the_end(page: Page) -> None:
    (place,) = (i for i, c in enumerate(page.cells) if c.source.startswith("## 2"))
    page.cells[place:place] = [v4.new_markdown_cell("One.") for _ in range(40)]


def open_cell_compared(page: Page) -> None:
    first_with(page, OPEN).metadata.clear()


def many_ignored(page: Page) -> None:
    for place in (1, 2, 4, 5, 6):
        tag("nbval-ignore-output", place=place)(page)
        code(page, place).source = "# the time differs from machine to machine\n1"


def ignored(source: str, proof: str) -> Callable[[Page], None]:
    """Return a fault: a cell whose output is not compared, and what is proved of it."""

    def fault(page: Page) -> None:
        cell = code(page, 1)
        cell.source = f"# The time differs from machine to machine.\n{source}"
        cell.metadata.tags = ["nbval-ignore-output"]
        first_with(page, PROOF).source = f"# It holds.\n{proof}"

    return fault


def ignored_elsewhere(page: Page) -> None:
    ignored("sizes = [1]\nsizes", "assert len(words) > 1")(page)
    place = next(i for i, c in enumerate(page.cells) if c.source.startswith("## 2"))
    proof = v4.new_code_cell("# It holds.\nassert sizes", metadata={"tags": ["proof"]})
    page.cells.insert(place + 2, proof)


def no_objectives(page: Page) -> None:
    cell = first_with(page, "## What you will be able to do")
    cell.source = cell.source.replace("\n- ", "\n")


def dead_end(page: Page) -> None:
    page.cells[-1].source = "## Where to go next\n\nNowhere."


def no_parameters(page: Page) -> None:
    code(page, 0).metadata.clear()


def solved(page: Page) -> None:
    cell = first_with(page, "check(")
    cell.outputs = [v4.new_output("execute_result", {"text/plain": "✓ Right"})]


FAULTS: list[tuple[str, Callable[[Page], None]]] = [
    ("run_in_order", unrun),
    ("run_in_order", swapped),
    ("stored_in_normal_form", timed),
    ("short_code", add_code("\n".join(["1"] * 16))),
    ("short_code", add_code("")),
    ("short_code", add_code("1 " + "+ 1 " * 30)),
    ("images_described", displayed("image/png", "aGk=")),
    ("images_described", displayed("image/png", "aGk=", **{"image/png": {"alt": " "}})),
    ("images_described", displayed("text/html", "<img src='data:,'>")),
    ("images_described", displayed("text/html", "<svg width='3'></svg>")),
    ("images_described", add_prose("![](road.png)")),
    ("nothing_remote", add_prose("![a road](https://doi.org/road.png)")),
    ("nothing_remote", add_prose("![a road][r]\n\n[r]: https://doi.org/road.png")),
    ("nothing_remote", add_code('urlopen("https://doi.org/10.1").read()')),
    ("nothing_remote", add_code('requests.get("https://doi.org/10.1")')),
    ("nothing_remote", add_prose('<iframe title="x"></iframe>')),
    ("nothing_remote", add_prose("[more](https://example.com/more)")),
    ("nothing_remote", add_code("# from https://example.com/code\n1")),
    ("nothing_remote", displayed("text/html", "<script src='a.js'></script>")),
    ("nothing_remote", displayed("text/html", '<img alt="a" src="//doi.org/a.png">')),
    ("nothing_remote", printed("see https://doi.org/10.1\n")),
    ("no_errors", add_output(output_type="stream", name="stderr", text="warning")),
    ("no_errors", add_output(output_type="error", ename="E", evalue="", traceback=[])),
    ("same_on_every_machine", printed("/home/someone/x.txt\n")),
    ("same_on_every_machine", add_code('open(r"C:\\Users\\x\\text.txt")')),
    ("same_on_every_machine", printed("<object at 0x7f05b09b58a0>\n")),
    ("same_on_every_machine", displayed("text/plain", "{'a', 'b'}")),
    ("same_on_every_machine", printed("words: {'a', 'b', \"it's\"}, in all 3\n")),
    ("same_on_every_machine", add_code('open("/mnt/text.txt")')),
    ("same_on_every_machine", printed("/work/text.txt\n")),
    ("no_plumbing", add_code("%matplotlib inline")),
    ("no_plumbing", add_code("!ls")),
    ("no_plumbing", add_code("1 + 1;")),
    ("no_plumbing", add_code('get_ipython().system("ls")')),
    ("no_plumbing", add_code('subprocess.run([sys.executable, "-m", "pip", "list"])')),
    ("writes_to_temporary_folders", add_code('open("text.txt", "w").write("a")')),
    ("writes_to_temporary_folders", add_code('open("text.bin", mode="wb")')),
    ("writes_to_temporary_folders", add_code('Path("text.txt").write_text("a")')),
    ("no_plumbing", add_code("import sys\nsys.path.append('..')")),
    ("no_plumbing", add_code('warnings.filterwarnings("ignore")')),
    ("no_plumbing", add_code("# NBVAL_SKIP\n1")),
    ("no_plumbing", add_code("1\n  ## NBVAL_IGNORE_OUTPUT")),
    ("no_plumbing", add_code("# PYTEST_VALIDATE_IGNORE_OUTPUT\n1")),
    ("tags_known", tag("raises-exception")),
    ("ignored_is_proved", ignored("sizes = [1]\nsizes", "assert len(words) > 1")),
    ("ignored_is_proved", ignored("len(text)", "assert load_text and len")),
    ("ignored_is_proved", ignored_elsewhere),
    ("ignored_is_proved", ignored("text.title()", "assert words[0].upper()")),
    ("tags_known", tag("nbval-skip")),
    ("tags_known", tag("nbval-ignore-output")),
    ("tags_known", many_ignored),
    ("figures_captioned", no_caption),
    ("figures_captioned", other_caption),
    ("figures_captioned", no_width),
    ("size", add_cells(*["1"] * 30, before="## 2")),
    ("size", add_prose("word " * 1500)),
    ("road_and_title", replace("# 01 · How", "# 01 · Why")),
    ("road_and_title", replace("[04 byte pairs]", "[04 pairs]")),
    ("road_and_title", replace("**01 tokens**", "[01 tokens](01_tokenization.ipynb)")),
    ("road_and_title", replace("01 of 09", "1 of 9")),
    ("honest_minutes", replace("Time:** about ", "Time:** about 1")),
    ("honest_minutes", add_prose("word " * 600)),
    ("honest_minutes", replace("word " * 1000, "")),
    ("honest_minutes", add_prose("word " * 3500)),
    ("headings_in_order", add_prose("# Another title")),
    ("headings_in_order", add_prose("#### Too deep")),
    ("headings_in_order", add_prose("## An extra section")),
    ("headings_in_order", replace("## 2. ", "## 3. ")),
    ("headings_in_order", replace("## A common mistake", "## Mistakes")),
    ("headings_in_order", replace("## Recap", "### Recap")),
    ("headings_in_order", replace("## Challenge", "## Exercises")),
    ("set_up", no_parameters),
    ("set_up", tag("parameters")),
    ("set_up", replace('TEXT = "story"', 'TEXT = "the-verdict"')),
    ("set_up", replace("## Set-up", "## Setting up")),
    ("set_up", replace("import check, hint, ", "import check, ")),
    ("names_from_the_master_table", replace("as Python holds it", "in Python")),
    ("objectives_recap_questions", no_objectives),
    ("objectives_recap_questions", replace("\n5. ", "\n6. ")),
    ("objectives_recap_questions", replace("</summary>\n\n", "</summary>\n")),
    ("called_notebooks", add_prose("as in lesson 02")),
    ("called_notebooks", add_prose("as in lessons\n02 and 03")),
    ("called_notebooks", add_prose("[Lesson 02](02_vocabulary.ipynb)")),
    ("links_resolve", add_prose("[there](nowhere.ipynb)")),
    ("links_resolve", add_prose("[there](../README.md)")),
    ("links_resolve", add_prose("[there](#No-such-heading)")),
    ("links_resolve", add_prose("[there](02_vocabulary.ipynb#No-such-heading)")),
    ("links_resolve", dead_end),
    ("few_assertions", add_code("assert 1\nassert 2\nassert 3\nassert 4")),
    ("predictions_kept", tag()),
    ("predictions_kept", add_code("assert 1")),
    ("predictions_kept", replace("\n\n**Predict.**", " **Predict.**")),
    ("predictions_kept", tag("hide-output", place=2)),
    ("figures_tell_themselves", add_code("figures.show(figure, alt='A line.')")),
    ("figures_tell_themselves", add_code("show(draw.zipf(words))")),
    ("numbers_not_truths", printed("equal: True\n")),
    ("numbers_not_truths", displayed("text/plain", "False")),
    ("numbers_not_truths", printed("0.33741 of them\n")),
    ("nothing_puzzling", add_code("[[1 for a in b] for b in c]")),
    ("nothing_puzzling", add_code("{a for b in c for a in b}")),
    ("nothing_puzzling", add_code("[1 if a else 2 for a in c]")),
    ("nothing_puzzling", add_code("1 if a else 2 if b else 3")),
    ("nothing_puzzling", add_code("print(a := 1)")),
    ("nothing_puzzling", add_code("torch.block_diag(a, b)")),
    ("nothing_puzzling", add_code("a.argsort().argsort()")),
    ("nothing_puzzling", add_code("np.argsort(np.argsort(a))")),
    ("nothing_puzzling", add_code("torch.bincount(a * V + b)")),
    ("short_cells", add_cells(*["1\n" * 7] * 30, before="## 2")),
    ("proofs_apart", proof("assert len(text) > len(words)")),
    ("proofs_apart", proof("# The text is longer.\nlen(text) > 3")),
    ("proofs_apart", proof("# The text is longer.\nwords = []\nassert text")),
    ("proofs_apart", proof("# The text is longer.\nfor text in []:\n    assert 1")),
    ("proofs_apart", proof("# It is longer.\nimport math as words\nassert 1")),
    ("proofs_apart", showing_proof),
    ("proofs_apart", tagged_proof),
    ("one_proof_a_section", second_proof),
    ("one_proof_a_section", add_cells("1", before="### Exercise · first")),
    ("exercises_complete", replace('check("01.', 'check("01.no-')),
    ("exercises_complete", replace('check("01.', 'print("01.')),
    ("exercises_complete", replace('check("01.second"', 'check("01.first"')),
    ("exercises_complete", solved),
    ("exercises_whole", replace("    ...", "    return 1")),
    ("exercises_whole", replace("### Exercise · ", "### ")),
    ("exercises_whole", add_cells("1", before='check("01.first')),
    ("exercises_whole", replace('check("01.best"', 'check("01.first"')),
    ("exercises_whole", add_prose("**Warm-up.** Again.")),
    ("exercises_in_place", exercises_at_the_end),
    ("last_section_collects", replace('open_exercises("01")', 'report("01")')),
    ("last_section_collects", open_cell_compared),
    (
        "last_section_collects",
        replace("# What is still open differs from learner to learner.\n", ""),
    ),
]


def test_links_to_headings_are_found(good: Page) -> None:
    add_prose("[here](#Recap) [there](02_vocabulary.ipynb#Where-to-go-next)")(good)
    assert rules_form.links_resolve(good) == []


@pytest.mark.parametrize(
    ("rule", "fault"),
    FAULTS,
    ids=[f"{rule}-{place}" for place, (rule, _) in enumerate(FAULTS)],
)
def test_rule_sees_fault(rule: str, fault: Callable[[Page], None], good: Page) -> None:
    fault(good)
    keeps = {rule.__name__: rule for rule in RULES}[rule]
    assert keeps(good)


def test_every_rule_is_tried() -> None:
    assert {rule for rule, _ in FAULTS} == {rule.__name__ for rule in RULES}


WRITTEN = {".md", ".py", ".sh", ".toml", ".yml", ".js", ".css", ".html", ".svg"}
FOLDERS = ("", "benchmarks", "companion", "data", "docs", "hub", "tests", "tools")


def test_documents_and_code_call_them_notebooks_too() -> None:
    root = notebooks.ROOT
    read = 0
    for folder in FOLDERS:
        for path in (root / folder).glob("**/*" if folder else "*"):
            if path.suffix in WRITTEN and path != Path(__file__):
                found = rules_form.CALLED_LESSON.findall(path.read_text("utf-8"))
                assert not found, path.relative_to(root)
                read += 1
    assert read > 300


@pytest.mark.parametrize(
    ("source", "proof"),
    [
        ("sizes = [1]\nsizes", "assert sizes"),
        ("print(*words)", "assert len(words) > 1"),
        ("text.title()", "assert 'Road'.title()"),
        ("print('a road' * 2)", "assert len('a road') == 6"),
    ],
)
def test_a_proof_speaks_of_what_is_ignored(source: str, proof: str) -> None:
    page = sample()
    ignored(source, proof)(page)
    assert rules_outputs.ignored_is_proved(page) == []
