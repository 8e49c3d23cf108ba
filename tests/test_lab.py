"""A notebook run, and an exercise solved, in a real JupyterLab in a real browser."""

from __future__ import annotations

import re
import struct
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from nbformat import v4
from playwright.sync_api import Locator, Page, expect

from companion.exercises.records import exercises
from companion.exercises.solutions import parts, source
from companion.lessons.view import is_proof
from tools import look, notebooks
from tools.explorers_in_browser import operate_all

pytestmark = pytest.mark.skipif(
    look.find_browser() is None, reason="Chromium is not installed"
)
FIRST = notebooks.FOLDER / "01_tokenization.ipynb"


def brightness(picture: Path) -> float:
    """Return the mean of all colour values of a picture, from 0 to 1."""
    from matplotlib.image import imread

    return float(imread(picture)[..., :3].mean())


@pytest.mark.slow
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_notebook_01_runs_in_the_browser(dark: bool, tmp_path: Path) -> None:
    before = FIRST.read_bytes()
    opened = look.look(FIRST, tmp_path, dark=dark)
    cells = notebooks.code_cells(notebooks.read(FIRST))
    assert [cell.prompt for cell in opened.cells] == [
        "" if is_proof(cell) else f"[{number}]:"  # a collapsed cell shows no number
        for number, cell in enumerate(cells, start=1)
    ]
    assert not any(cell.has_error for cell in opened.cells)
    assert len(opened.pictures) > 5
    for picture in opened.pictures:
        width, height = struct.unpack(">II", picture.read_bytes()[16:24])
        assert (width, height) == (look.WIDTH, look.HEIGHT)
    assert (brightness(opened.pictures[0]) < 0.4) == dark
    assert FIRST.read_bytes() == before


class Learner:
    """Somebody who types into a notebook, runs cells, and reads what comes out."""

    def __init__(self, page: Page, pictures: Path) -> None:
        self.page, self.pictures = page, pictures

    def cell(self, place: int) -> Locator:
        """Return the code cell at a place."""
        return self.page.locator(f"{look.NOTEBOOK} .jp-CodeCell").nth(place)

    def write(self, cell: Locator, source: str) -> None:
        """Put a source in the place of what a cell holds."""
        cell.locator(".cm-content").click()
        self.page.keyboard.press("ControlOrMeta+a")
        self.page.keyboard.insert_text(source)

    def run(self, cell: Locator) -> None:
        """Run a cell and wait until it has its number."""
        prompt = cell.locator(".jp-InputPrompt")
        before = prompt.inner_text()
        cell.locator(".cm-content").click()
        self.page.keyboard.press("ControlOrMeta+Enter")
        expect(prompt).not_to_have_text(before, timeout=look.START)
        expect(prompt).to_have_text(re.compile(r"\[\d+\]:"), timeout=look.START)

    def reads(self, cell: Locator, *texts: str) -> None:
        """Find the texts in a cell's output, and take a picture of it."""
        for text in texts:
            output = cell.locator(".jp-OutputArea-output")
            expect(output).to_contain_text(text, timeout=look.START)
        number = len(list(self.pictures.iterdir())) + 1
        self.page.screenshot(path=self.pictures / f"exercise-{number}.png")


@pytest.mark.slow
def test_an_exercise_is_solved_in_the_browser(tmp_path: Path) -> None:
    progress, pictures = tmp_path / "progress.txt", tmp_path / "pictures"
    pictures.mkdir()
    exercise = exercises("sliding_window")[0]
    function = parts(exercise).head.removeprefix("def ").partition("(")[0]
    sources = (
        "from companion.exercises import check, hint, progress, solution",
        exercise.starter,
        f'check("{exercise.name}", {function})',
        f'hint("{exercise.name}")',
        f'solution("{exercise.name}")',
        'progress.open_exercises("05")',
    )
    cells = [v4.new_code_cell(text) for text in sources]
    path = tmp_path / "exercise.ipynb"
    notebooks.write(notebooks.normal_form(v4.new_notebook(cells=cells)), path)
    with look.opened(path, COMPANION_PROGRESS=str(progress)) as page:
        learner = Learner(page, pictures)
        set_up, answer, check, hint, solution, still_open = map(learner.cell, range(6))
        learner.run(set_up)

        learner.run(answer)
        learner.run(check)
        learner.reads(check, "Not tried yet", "Task: ")
        learner.run(still_open)
        learner.reads(still_open, exercise.name)

        learner.write(answer, f"def {function}(*_):\n    return 0")
        learner.run(answer)
        learner.run(check)
        learner.reads(check, "Not yet", "your answer", "0 of")
        first, second, *_ = exercise.hints
        for number, text in ((1, first), (2, second)):  # by keyboard alone
            fold = check.get_by_text(f"Hint {number} of", exact=False)
            expect(check.get_by_text(text)).to_be_hidden()
            fold.focus()
            page.keyboard.press("Enter")
            expect(check.get_by_text(text)).to_be_visible()

        learner.run(hint)
        learner.reads(hint, "Hint 1 of", first)
        learner.run(solution)
        learner.reads(solution, "A solution", "return", exercise.lesson)

        learner.write(answer, source(exercise))
        learner.run(answer)
        learner.run(check)
        learner.reads(check, "Right", exercise.lesson, "1 of")
        learner.run(still_open)
        expect(still_open.locator(".jp-OutputArea-output")).not_to_contain_text(
            exercise.name
        )
    assert progress.read_text().splitlines()[-1] == exercise.name
    assert len(list(pictures.iterdir())) == 6


PLAYED = {
    "cutter": 'explorers.cutter("tea time", pieces=True)',
    "pattern": 'explorers.pattern("5 € and tea.")',
    "merges": 'explorers.merges(train(load_text(), 300), "the thing")',
    "windows": "explorers.windows(load_text(), load_gpt2())",
    "rotation": "explorers.rotation()",
    "map": 'explorers.word_map({"a": WordVectors("abcd", torch.eye(4))}, list("abcd"))',
    "bars": 'explorers.next_token("tea", [" or", " for"], torch.tensor([1.0, 0]))',
}


@pytest.mark.slow
def test_explorers_answer_every_key_in_the_browser_and_need_no_kernel(
    tmp_path: Path,
) -> None:
    set_up = (
        "import torch\n"
        "from companion import WordVectors, explorers, load_text\n"
        "from companion.byte_pair_encoding import load_gpt2, train"
    )
    last = "import os\nos._exit(0)"
    cells = [v4.new_code_cell(text) for text in (set_up, *PLAYED.values(), last)]
    path = tmp_path / "explorers.ipynb"
    notebooks.write(notebooks.normal_form(v4.new_notebook(cells=cells)), path)
    with look.opened(path) as page:
        learner = Learner(page, tmp_path)
        learner.run(learner.cell(0))
        for number, kind in enumerate(PLAYED, start=1):
            learner.run(learner.cell(number))
            explorer = learner.cell(number).locator(".cx")
            expect(explorer).to_have_attribute("data-cx", kind)
            expect(explorer.locator(".cx-still")).to_have_count(0)
        learner.cell(len(cells) - 1).locator(".cm-content").click()
        page.keyboard.press("ControlOrMeta+Enter")
        died = page.locator(".jp-Dialog", has_text="restart")
        died.get_by_role("button", name="Ok").click(timeout=look.START)
        for number in range(1, len(PLAYED) + 1):
            explorer = learner.cell(number).locator(".cx")
            operate_all(page, explorer)
        # No key went to the notebook: it would have run, cut or added a cell.
        assert page.locator(f"{look.NOTEBOOK} .jp-Cell").count() == len(cells)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("number", "said"),
    [
        ("04", "No merge yet: 32 tokens, each a byte."),
        ("08", "king − man + woman is nearest to queen (0.96)"),
    ],
)
def test_where_nobody_trusts_outputs_one_sees_the_first_state(
    number: str, said: str
) -> None:
    (path,) = notebooks.notebook_paths((number,))
    with look.opened(path, outputs=True) as page:
        output = page.locator(".jp-OutputArea-output", has_text=said).first
        output.scroll_into_view_if_needed(timeout=look.START)
        assert output.locator("script, style, textarea, select, button").count() == 0
        for picture in output.locator("img").all():
            assert picture.evaluate(
                "async (it) => { await it.decode(); return it.naturalWidth; }"
            )
        # Without a style sheet, too, boxes stand apart.
        for row in output.locator("div:has(> code)").all():
            assert " " in row.inner_text()
        assert output.locator("img, code").count()


@pytest.mark.slow
def test_an_error_in_the_browser_is_seen(tmp_path: Path) -> None:
    sources = ("1 + 1", "1 / 0", "2 + 2")
    failing = v4.new_notebook(cells=[v4.new_code_cell(source) for source in sources])
    notebooks.write(notebooks.normal_form(failing), tmp_path / "failing.ipynb")
    opened = look.look(tmp_path / "failing.ipynb", tmp_path / "pictures")
    assert [cell.has_error for cell in opened.cells] == [False, True, False]
    assert [cell.prompt for cell in opened.cells] == ["[1]:", "[2]:", "[ ]:"]


@pytest.mark.slow
def test_the_server_wants_its_token(tmp_path: Path) -> None:
    with look.jupyterlab(tmp_path) as (address, token):
        assert len(token) >= 32
        for wrong in ("", "?token=wrong"):
            with pytest.raises(urllib.error.HTTPError, match="403") as caught:
                urllib.request.urlopen(f"{address}/api/contents{wrong}", timeout=20)
            caught.value.close()
        right = f"{address}/api/contents?token={token}"
        with urllib.request.urlopen(right, timeout=20) as answer:
            assert answer.status == 200
