"""`companion.lessons.copies`: copies come up to date, and nobody's work is lost."""

from __future__ import annotations

import datetime
import json
import os
import shutil
from pathlib import Path

import pytest

from companion.lessons.copies import lesson_paths, make_copies
from companion.lessons.view import learners_copy

NAMES = [path.name for path in lesson_paths()]
FIRST = NAMES[0]


@pytest.fixture
def lessons(tmp_path: Path) -> Path:
    """Make a package with lessons of its own, which a test may change."""
    folder = tmp_path / "package" / "notebooks"
    shutil.copytree(lesson_paths()[0].parent, folder)
    return folder


def rewrite(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def say(path: Path, text: str) -> None:
    """Put a cell at the end of a notebook."""
    notebook = json.loads(path.read_text(encoding="utf-8"))
    cell = {"cell_type": "markdown", "id": "mine", "metadata": {}, "source": text}
    notebook["cells"].append(cell)
    path.write_text(json.dumps(notebook), encoding="utf-8")


def test_all_nine_are_copied_without_proofs_and_outputs(tmp_path: Path) -> None:
    made = make_copies(tmp_path / "mine")
    assert made == (NAMES, [], [], None)
    assert len(NAMES) == 9
    for path in lesson_paths():
        copy = (tmp_path / "mine" / path.name).read_text(encoding="utf-8")
        assert copy == learners_copy(path.read_text(encoding="utf-8"))
        cells = json.loads(copy)["cells"]
        assert not any(cell.get("outputs") for cell in cells)
        assert not any("proof" in cell["metadata"].get("tags", []) for cell in cells)


def test_a_second_time_nothing_is_written(tmp_path: Path) -> None:
    make_copies(tmp_path)
    before = {path: path.stat().st_mtime_ns for path in tmp_path.glob("*.ipynb")}
    assert make_copies(tmp_path) == ([], [], [], None)
    assert before == {p: p.stat().st_mtime_ns for p in tmp_path.glob("*.ipynb")}


def test_work_is_kept_and_an_untouched_copy_is_brought_up_to_date(
    lessons: Path, tmp_path: Path
) -> None:
    mine = tmp_path / "mine"
    make_copies(mine, package=lessons.parent)
    say(mine / NAMES[1], "my thoughts")
    work = (mine / NAMES[1]).read_bytes()
    assert make_copies(mine, package=lessons.parent) == ([], [NAMES[1]], [], None)
    for name in NAMES[:2]:
        say(lessons / name, "a new section")
    assert make_copies(mine, package=lessons.parent) == ([FIRST], [], [NAMES[1]], None)
    assert "a new section" in (mine / FIRST).read_text(encoding="utf-8")
    assert (mine / NAMES[1]).read_bytes() == work
    # Asked again, it still says that there is a newer version.
    assert make_copies(mine, package=lessons.parent).behind == [NAMES[1]]


def test_outputs_are_work_and_the_way_a_file_is_written_is_not(
    lessons: Path, tmp_path: Path
) -> None:
    mine = tmp_path / "mine"
    make_copies(mine, package=lessons.parent)
    opened = json.loads((mine / FIRST).read_text(encoding="utf-8"))
    opened["metadata"]["language_info"] = {"name": "python", "version": "3.99"}
    (mine / FIRST).write_text(json.dumps(opened), encoding="utf-8")
    ran = json.loads((mine / NAMES[1]).read_text(encoding="utf-8"))
    code = next(cell for cell in ran["cells"] if cell["cell_type"] == "code")
    code["outputs"] = [{"output_type": "stream", "name": "stdout", "text": "1"}]
    (mine / NAMES[1]).write_text(json.dumps(ran), encoding="utf-8")
    for name in NAMES[:2]:
        say(lessons / name, "a new section")
    assert make_copies(mine, package=lessons.parent) == ([FIRST], [], [NAMES[1]], None)


def test_fresh_puts_all_copies_aside_and_begins_anew(tmp_path: Path) -> None:
    make_copies(tmp_path)
    say(tmp_path / FIRST, "my thoughts")
    (tmp_path / "diary.txt").write_text("mine")
    for count in ("", "-2"):
        made = make_copies(tmp_path, fresh=True)
        aside = tmp_path / f"before-{datetime.date.today().isoformat()}{count}"
        assert made == (NAMES, [], [], aside)
        assert sorted(path.name for path in aside.iterdir()) == NAMES
    first = tmp_path / f"before-{datetime.date.today().isoformat()}"
    assert "my thoughts" in (first / FIRST).read_text(encoding="utf-8")
    assert "my thoughts" not in (tmp_path / FIRST).read_text(encoding="utf-8")
    assert (tmp_path / "diary.txt").read_text() == "mine"


def test_fresh_in_a_new_folder_puts_nothing_aside(tmp_path: Path) -> None:
    assert make_copies(tmp_path / "new", fresh=True) == (NAMES, [], [], None)


DEEP = "[" * 100_000  # more than Python's reader of JSON goes down


@pytest.mark.parametrize(
    "record",
    [
        *("", "[1]", "{", DEEP, '{"01_tokenization.ipynb": []}'),
        *('{"01_tokenization.ipynb": 5}', '{"01_tokenization.ipynb": null}'),
    ],
    ids=lambda record: record[:40],
)
def test_without_its_record_nothing_that_differs_is_replaced(
    record: str, lessons: Path, tmp_path: Path
) -> None:
    mine = tmp_path / "mine"
    make_copies(mine, package=lessons.parent)
    (mine / ".companion.json").write_text(record)
    say(lessons / FIRST, "a new section")
    assert make_copies(mine, package=lessons.parent) == ([], [], [FIRST], None)


@pytest.mark.parametrize("content", [b"not \xff JSON", DEEP.encode()], ids=len)
def test_a_file_that_is_no_notebook_is_left_alone(
    content: bytes, tmp_path: Path
) -> None:
    (tmp_path / FIRST).write_bytes(content)
    assert make_copies(tmp_path).behind == [FIRST]
    assert (tmp_path / FIRST).read_bytes() == content


def test_a_package_without_notebooks_says_so(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="came without its notebooks"):
        make_copies(tmp_path / "mine", package=tmp_path / "package")
    assert not (tmp_path / "mine").exists()


def test_nothing_half_written_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fill_the_disk(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", fill_the_disk)
    with pytest.raises(OSError, match="No space left"):
        make_copies(tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="Windows has no such pipes")
def test_a_pipe_that_has_the_name_of_a_copy_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / FIRST)
    with pytest.raises(OSError, match="a pipe or a device, not a file"):
        make_copies(tmp_path)
    assert (tmp_path / FIRST).is_fifo()
