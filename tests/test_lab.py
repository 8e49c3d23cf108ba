"""Notebook 01, opened and run in a real JupyterLab in a real browser."""

from __future__ import annotations

import struct
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from nbformat import v4

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
