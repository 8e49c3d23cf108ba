"""The README says what is so: its map, its picture, its example; and all commands."""

from __future__ import annotations

import json
import re
from pathlib import Path

import numpy as np
import pytest
from matplotlib.figure import Figure
from PIL import Image

from tools import picture
from tools.road import road

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
MAP_ROW = re.compile(r"^\| \[(\d\d)\]\((notebooks/[^)]+)\) \| (.+?) \| (.+?) \|$", re.M)


def test_the_map_has_every_notebook_under_its_own_question() -> None:
    titles = {}
    for path in sorted((ROOT / "notebooks").glob("*.ipynb")):
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        heading = "".join(cells[0]["source"]).splitlines()[0]
        number, question = heading.removeprefix("# ").split(" · ")
        titles[f"notebooks/{path.name}"] = (number, question)
    rows = {row[2]: (row[1], row[3]) for row in MAP_ROW.finditer(README)}
    assert rows == titles
    assert len(rows) == 9


@pytest.mark.parametrize(
    ("name", "least"),
    [
        ("README.md", {"lab", "test"}),
        ("CONTRIBUTING.md", {"lab", "test", "lint", "refresh", "format", "lock"}),
    ],
)
def test_the_commands_are_make_targets(name: str, least: set[str]) -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.M))
    text = (ROOT / name).read_text(encoding="utf-8")
    commands = set(re.findall(r"(?:^|`)(?:[A-Z_]+=\S+ )?make ([a-z]+)", text, re.M))
    assert least <= commands <= targets


def test_the_python_example_runs() -> None:
    (example,) = re.findall(r"```python\n(.*?)```", README, re.S)
    exec(compile(example, "README.md", "exec"), {})


def test_links_to_files_resolve() -> None:
    links = re.findall(r"\]\(([^)#]+)\)", README)
    files = [link for link in links if not link.startswith("https://")]
    assert len(files) >= 11
    assert [link for link in files if not (ROOT / link).exists()] == []


def test_the_picture_shows_what_the_code_computes_today() -> None:
    with Image.open(picture.PICTURE) as image:
        assert image.text["Description"] == picture.description()  # type: ignore[attr-defined]


def texts(figure: Figure) -> list[str]:
    return [text.get_text() for text in figure.axes[0].texts]


def test_the_picture_draws_tokens_ids_targets_and_vectors() -> None:
    vectors = np.arange(6.0).reshape(2, 3)
    figure = road(["In", " the", " end"], [5, 7, 9], vectors)
    drawn = texts(figure)
    assert "In the …" in drawn
    assert [t for t in drawn if t.isdigit()] == ["5", "7", "7", "9"]
    images = figure.axes[0].images
    assert [image.get_array().ravel().tolist() for image in images] == vectors.tolist()  # type: ignore[union-attr]


def test_the_picture_needs_matching_lengths() -> None:
    with pytest.raises(ValueError, match="2 pieces, 3 IDs and 2 vectors do not match"):
        road(["a", "b"], [1, 2, 3], np.ones((2, 3)))
