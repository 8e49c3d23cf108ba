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

from tools import look, notebooks

pytestmark = pytest.mark.skipif(
    look.find_browser() is None, reason="Chromium is not installed"
)
FIRST = notebooks.FOLDER / "01_tokenization.ipynb"


def brightness(picture: Path) -> float:
    """Return the mean of all colour values of a picture, from 0 to 1."""
    from matplotlib.image import imread

    return float(imread(picture)[..., :3].mean())


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_notebook_01_runs_in_the_browser(dark: bool, tmp_path: Path) -> None:
    before = FIRST.read_bytes()
    opened = look.look(FIRST, tmp_path, dark=dark)
    count = len(notebooks.code_cells(notebooks.read(FIRST)))
    assert [cell.prompt for cell in opened.cells] == [
        f"[{number}]:" for number in range(1, count + 1)
    ]
    assert not any(cell.has_error for cell in opened.cells)
    assert len(opened.pictures) > 5
    for picture in opened.pictures:
        width, height = struct.unpack(">II", picture.read_bytes()[16:24])
        assert (width, height) == (look.WIDTH, look.HEIGHT)
    assert (brightness(opened.pictures[0]) < 0.4) == dark
    assert FIRST.read_bytes() == before


WINDOWS = """\
def windows(ids, max_length, stride):
    inputs, targets = [], []
    for i in range(0, len(ids) - max_length, stride):
        inputs.append(ids[i : i + max_length])
        targets.append(ids[i + SHIFT : i + SHIFT + max_length])
    return inputs, targets"""


class Learner:
    """Somebody who types into a notebook, runs cells, and reads what comes out."""

    def __init__(self, page: Page, pictures: Path) -> None:
        self.page, self.pictures = page, pictures

    def cell(self, text: str) -> Locator:
        """Return the first code cell whose source contains a text."""
        cells = self.page.locator(f"{look.NOTEBOOK} .jp-CodeCell")
        with_text = self.page.locator(".jp-InputArea-editor", has_text=text)
        return cells.filter(has=with_text).first

    def write(self, cell: Locator, source: str) -> None:
        """Put a source in the place of what a cell holds."""
        cell.locator(".cm-content").click()
        self.page.keyboard.press("ControlOrMeta+a")
        self.page.keyboard.insert_text(source)

    def add_below(self, cell: Locator, source: str) -> None:
        """Write a new cell below one."""
        cell.locator(".cm-content").click()
        for key in ("Escape", "b", "Enter"):
            self.page.keyboard.press(key)
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


def test_an_exercise_is_solved_in_the_browser(tmp_path: Path) -> None:
    progress, pictures = tmp_path / "progress.txt", tmp_path / "pictures"
    pictures.mkdir()
    path = notebooks.FOLDER / "05_sliding_window.ipynb"
    with look.opened(path, COMPANION_PROGRESS=str(progress)) as page:
        learner = Learner(page, pictures)
        answer = learner.cell("def windows(ids, max_length, stride)")
        check = learner.cell('check("05.shifted-by-stride"')
        learner.run(learner.cell('TEXT = "story"'))

        learner.run(answer)
        learner.run(check)
        learner.reads(check, "Not tried yet: windows returns nothing so far.")

        learner.write(answer, WINDOWS.replace("SHIFT", "stride"))
        learner.run(answer)
        learner.run(check)
        mistake = "You shift the target by the stride: right only when the stride is 1."
        learner.reads(check, mistake, "should be: [")

        ask = 'hint("05.shifted-by-stride")'
        learner.add_below(check, f"from companion.exercises import hint\n{ask}")
        learner.run(learner.cell(ask))
        learner.reads(learner.cell(ask), "Hint 1 of 3: Try the function")

        learner.write(answer, WINDOWS.replace("SHIFT", "1"))
        learner.run(answer)
        learner.run(check)
        learner.reads(check, "Right: 05.shifted-by-stride", "the target is always one")

        report = learner.cell("progress.report(")
        learner.run(report)
        learner.reads(report, "1 of 4 exercises solved", "[x] 05.shifted-by-stride")
    assert progress.read_text() == "05.shifted-by-stride\n"
    assert len(list(pictures.iterdir())) == 5


def test_an_error_in_the_browser_is_seen(tmp_path: Path) -> None:
    sources = ("1 + 1", "1 / 0", "2 + 2")
    failing = v4.new_notebook(cells=[v4.new_code_cell(source) for source in sources])
    notebooks.write(notebooks.normal_form(failing), tmp_path / "failing.ipynb")
    opened = look.look(tmp_path / "failing.ipynb", tmp_path / "pictures")
    assert [cell.has_error for cell in opened.cells] == [False, True, False]
    assert [cell.prompt for cell in opened.cells] == ["[1]:", "[2]:", "[ ]:"]


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
