"""Learners' copies run: with texts of one's own, cell by cell, and with no way round.

No exercise may be passed by a function that stands or is imported above it, one marked
as a warm-up a notebook apart.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from nbformat import v4

from companion.corpora import load_text
from companion.lessons.view import lesson_view
from tests import prepared
from tools import notebooks, sample_texts
from tools.notebooks import ROOT
from tools.page import Page

PAGES = [Page(path.stem, notebooks.read(path)) for path in notebooks.notebook_paths()]
PASSED = re.compile(r"^reach: (\S+) is passed by (.+)$", re.MULTILINE)


def rehearse(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Rehearse in a process of its own, as a notebook has one."""
    return prepared.run("tools.rehearse", *arguments)


@pytest.mark.slow
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_copy_runs_in_every_way(page: Page) -> None:
    number = page.name[:2]
    done = rehearse(number, "again", "reach", *sample_texts.USUAL)
    assert done.stderr == ""
    passed = {name for name, _ in PASSED.findall(done.stdout)}
    assert passed <= {page.warm_up}, done.stdout
    assert done.returncode == 0, done.stdout
    for name in sample_texts.USUAL:
        assert f"{name}: " in done.stdout


# The command itself, on small notebooks.

SET_UP = """\
from companion import load_text, tokenization

TEXT = "story"
text = load_text(TEXT)
if len(text.encode()) < 5_000:
    raise ValueError("This lesson needs a text of at least 5,000 bytes.")"""


def copy_of(folder: Path, *sources: str) -> str:
    """Write a small notebook and return the name of its file."""
    cells = [v4.new_code_cell(source) for source in (SET_UP, *sources)]
    cells[0].metadata["tags"] = ["parameters"]
    path = folder / "01_small.ipynb"
    notebooks.write(notebooks.normal_form(v4.new_notebook(cells=cells)), path)
    return str(path)


@pytest.mark.slow
def test_a_good_copy_runs_with_every_text_and_may_refuse_some(tmp_path: Path) -> None:
    words = "words = text.split()\nlen(words)"
    once = "assert not tries\ntries.append(1)"  # has nothing to do with the text
    path = copy_of(tmp_path, words, "tries = []", once)
    done = subprocess.run(
        [sys.executable, "-m", "tools.rehearse", path],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=prepared.SECONDS,
    )
    assert done.stderr == ""
    lines = done.stdout.splitlines()
    assert [line.split(": ")[0] for line in lines] == list(sample_texts.USUAL)
    refused = "short: refused: This lesson needs a text of at least 5,000 bytes."
    assert lines == [
        refused if line.startswith("short") else f"{name}: runs"
        for name, line in zip(sample_texts.USUAL, lines, strict=True)
    ]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("source", "way", "said"),
    [
        ("assert text.isascii()", "curly", "with the text curly"),
        ("tries = []\nimport warnings\nwarnings.warn('so')", "german", "so"),
        ("count = globals().get('count', 0) + 1\nassert count < 2", "again", "count <"),
    ],
    ids=["text", "warning", "again"],
)
def test_a_copy_that_stops_is_named(
    source: str, way: str, said: str, tmp_path: Path
) -> None:
    done = rehearse(copy_of(tmp_path, source), way)
    assert done.returncode == 1
    assert f"01_small.ipynb, the cell that begins {source.splitlines()[0]!r}" in (
        done.stderr
    )
    assert said in done.stderr


@pytest.mark.slow
def test_a_cell_that_cannot_be_run_again_after_the_others_is_named(
    tmp_path: Path,
) -> None:
    first, second = "parts = text.split()\nparts[0].upper()", "parts = [1, 2]"
    later = "parts.index(2)"
    assert rehearse(copy_of(tmp_path, first, later, second), "again").returncode == 1
    done = rehearse(copy_of(tmp_path, first, second, later), "again")
    assert done.returncode == 0, done.stderr


TRAINING = """\
from companion import training, word_vectors
from companion.lessons import who_bites

steps = []


def read(reader, ids):
    steps.append(ids)
    x = reader.E[ids] @ reader.U
    return x.mean(dim=0, keepdim=True).expand_as(x)


who_bites.train("none", read)
assert len(steps) == 10, len(steps)
skip_gram = word_vectors.train_skip_gram([["king", "throne"]], epochs=9)
assert len(skip_gram.losses) == 1, skip_gram.losses
for function in (training.train, word_vectors.train_skip_gram):
    assert function.__module__.startswith("companion.")  # it is still in reach"""


@pytest.mark.slow
def test_training_is_cut_short(tmp_path: Path) -> None:
    done = rehearse(copy_of(tmp_path, TRAINING), "wrapped")
    assert done.returncode == 0, done.stderr


def test_what_one_rehearsal_changes_is_not_there_in_the_next(tmp_path: Path) -> None:
    path = copy_of(
        tmp_path,
        "assert not hasattr(tokenization, 'seen')\ntokenization.seen = True",
    )
    for _ in range(2):
        done = rehearse(path, "wrapped")
        assert done.returncode == 0, done.stderr


def test_a_text_that_must_run_may_not_be_refused(tmp_path: Path) -> None:
    file = Path(copy_of(tmp_path))
    file.write_text(file.read_text("utf-8").replace("5_000", "50_000"), "utf-8")
    done = rehearse(str(file), "wrapped")
    assert done.returncode == 1
    assert "refuses wrapped: This lesson needs" in done.stderr


def test_functions_in_reach_that_solve_an_exercise_are_named(tmp_path: Path) -> None:
    ways = "def my_way(text):\n    return tokenization.split(text, True)"
    starter = "def lengths(text):\n    # your code\n    ..."
    both = "def both(text):\n    return len(text), len(text.encode())"
    kind = "class Kind:\n    def two(self, text):\n        return both(text)"
    path = copy_of(
        tmp_path,
        "from companion.exercises import check",
        *(ways, both, kind, "kind = Kind()"),
        *(starter, 'check("01.lengths", lengths)'),
    )
    done = rehearse(path, "reach")
    assert done.returncode == 1
    assert PASSED.findall(done.stdout) == [
        ("01.lengths", "both"),
        ("01.lengths", "kind.two"),
    ]


@pytest.mark.parametrize(
    ("task", "status"), [("**Warm-up.** Count.", 0), ("Count.", 1)]
)
def test_only_a_warm_up_may_be_passed_by_what_stands_above(
    task: str, status: int, tmp_path: Path
) -> None:
    path = Path(
        copy_of(
            tmp_path,
            "from companion.exercises import check",
            "def both(text):\n    return len(text), len(text.encode())",
            "def lengths(text):\n    # your code\n    ...",
            'check("01.lengths", lengths)',
        )
    )
    notebook = notebooks.read(path)
    notebook.cells[-2:-2] = [v4.new_markdown_cell(f"### Exercise · Lengths\n\n{task}")]
    notebooks.write(notebooks.normal_form(notebook), path)
    done = rehearse(str(path), "reach")
    assert done.returncode == status, done.stdout
    named = [name for name, _ in PASSED.findall(done.stdout)]
    assert named == ["01.lengths"]
    assert ("as a warm-up may be" in done.stdout) == (status == 0)


@pytest.mark.parametrize("arguments", [(), ("01", "latin"), ("10",)])
def test_wrong_arguments_are_refused(arguments: tuple[str, ...]) -> None:
    assert rehearse(*arguments).returncode in (1, 2)


def test_the_texts_are_what_they_are_named_for() -> None:
    made = {name: make() for name, make in sample_texts.TEXTS.items()}
    for name in ("wrapped", "printed"):
        assert max(map(len, made[name].splitlines())) <= 73  # with a BOM
    for name in ("curly", "printed"):
        assert {"“", "”", "\u2018", "\u2019", "—"} <= set(made[name])
        assert not set("\"'") & set(made[name])
    for name in ("windows", "printed"):
        assert made[name].startswith("\ufeff")
        assert made[name].count("\r\n") == made[name].count("\n") > 20
    assert len(set(made["german"].split())) > 100
    for name in ("german", "chinese"):
        assert 20_000 <= len(made[name].encode()) < 21_000
    assert 2_000 < len(made["short"].encode()) <= 3_000
    assert made["markdown"].startswith("# ")
    assert {"|", "`", "*"} <= set(made["markdown"])


def test_a_text_of_windows_is_the_story_to_every_lesson(tmp_path: Path) -> None:
    """So no lesson has to be run with it: the set-up cells load texts by this alone."""
    path = tmp_path / "windows.txt"
    path.write_bytes(sample_texts.windows().encode())
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    assert b"\r\n" in path.read_bytes()
    assert load_text(path) == load_text("story")
    for page in PAGES:
        cells = notebooks.code_cells(lesson_view(page.notebook))
        source = "\n".join(cell.source for cell in cells)
        uses = re.findall(r"^.*\bTEXT\b.*$", source, re.MULTILINE)
        assign, *uses = [line.partition("#")[0] for line in uses]
        assert assign.strip() == 'TEXT = "story"'
        assert not [u for u in uses if "TEXT" in u.replace("load_text(TEXT)", "")]
