"""The files of a class: read whatever is in them, told apart, and counted."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from companion.exercises import progress
from companion.exercises.gathering import (
    LONGEST,
    challenges,
    exercise_names,
    gather,
)
from companion.exercises.progress import LARGEST
from companion.exercises.records import find


def note_on(folder: Path, name: str) -> str:
    """Return the note on one of the files."""
    notes = [note for note in gather(folder).notes if note.startswith(f"{name}: ")]
    assert len(notes) == 1, notes
    assert "\n" not in notes[0]
    return notes[0].removeprefix(f"{name}: ")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Hold one learner, so that there is somebody to show."""
    (tmp_path / "anna.txt").write_text("02.decode\n")
    return tmp_path


def test_what_check_keeps_is_what_a_class_shows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "zoe" / "progress.txt"
    monkeypatch.setenv("COMPANION_PROGRESS", str(file))
    task = challenges()["05.line-up"]
    progress.record("02.decode")
    for _ in range(2):
        progress.record_mistake("02.new-edition", find("02.new-edition").name + "  so")
    progress.record_score(task, task.reference)
    (zoe,) = gather(tmp_path).learners
    assert zoe.name == "zoe"
    assert zoe.solved == {"02.decode"}
    assert zoe.met == (("02.new-edition", "02.new-edition so"),)
    assert zoe.best == {"05.line-up": task.reference}
    assert zoe.state("02.decode") == "solved"
    assert zoe.state("02.new-edition") == "missed"
    assert zoe.state("02.vocabulary") == ""
    assert gather(tmp_path).notes == ()


def test_the_best_score_counts_in_both_directions(tmp_path: Path) -> None:
    tasks = challenges().values()
    assert {task.higher_is_better for task in tasks} == {True, False}
    lines = [f"{task.name}={score}" for task in tasks for score in (2.0, 3.0, 1.0)]
    (tmp_path / "a.txt").write_text("\n".join([*lines, "05.line-up=nan"]))
    (one,) = gather(tmp_path).learners
    assert one.best == {t.name: 3.0 if t.higher_is_better else 1.0 for t in tasks}


def test_who_is_stuck_comes_before_who_has_solved_it_since(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(
        "01.lengths!m\n01.lengths\n02.decode!m\n02.decode!n"
    )
    (tmp_path / "b.txt").write_text("01.lengths!m\n01.lengths\n02.decode!m\n")
    (tmp_path / "c.txt").write_text("01.lengths!m\n01.lengths\n03.append\n")
    found = gather(tmp_path)
    assert found.most_missed() == [("02.decode", 2, 2), ("01.lengths", 0, 3)]
    assert found.frequent_mistakes() == [
        *(("01.lengths", "m", 3), ("02.decode", "m", 2), ("02.decode", "n", 1))
    ]


def test_names_are_the_files_or_the_folders_and_told_apart(tmp_path: Path) -> None:
    for place in ("anna.txt", "b/Anna.txt", "ben/progress.txt", "c/ben.txt", "zoe"):
        (tmp_path / place).parent.mkdir(exist_ok=True)
        (tmp_path / place).write_text("02.decode\n")
    assert [one.name for one in gather(tmp_path).learners] == [
        *("anna (anna.txt)", "Anna (b/Anna.txt)"),
        *("ben (ben/progress.txt)", "ben (c/ben.txt)", "zoe"),
    ]


def test_two_spellings_of_one_name_are_one_name(tmp_path: Path) -> None:
    for name in ("Zo\u00e9", "Zoe\u0301"):
        (tmp_path / f"{name}.txt").write_text("02.decode\n")
    names = [one.name for one in gather(tmp_path).learners]
    if len(list(tmp_path.iterdir())) == 2:  # a Mac's disk takes them for one file
        assert all(name.startswith("Zo\u00e9 (") for name in names)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such names")
def test_control_characters_in_a_name_do_not_reach_the_terminal(tmp_path: Path) -> None:
    (tmp_path / "a\x1b[31m\nb\u202e.txt").write_text("02.decode!\x1b]0;x\n")
    (tmp_path / "علی\u200cرضا.txt").write_text("02.decode")
    found = gather(tmp_path)
    assert {one.name for one in found.learners} == {
        *("a\ufffd[31m\ufffdb\ufffd", "علی\u200cرضا")
    }
    assert found.frequent_mistakes() == [("02.decode", "\ufffd]0;x", 1)]


@pytest.mark.parametrize("mark", ["utf-8-sig", "utf-16"])
def test_files_as_windows_saves_them_are_read(mark: str, tmp_path: Path) -> None:
    text = "02.decode\r\n01.lengths!You_counted_é.\r\n"
    (tmp_path / "a.txt").write_bytes(text.encode(mark))
    found = gather(tmp_path)
    (one,) = found.learners
    assert one.solved == {"02.decode"}
    assert one.met == (("01.lengths", "You counted é."),)
    assert bool(found.notes) == (mark == "utf-16")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "it is empty"),
        (b"\n \r\n", "it is empty"),
        (b"\x00" * (LARGEST + 1), f"it is larger than {LARGEST:,} bytes"),
        (b"Dear all,\nhere is my file.", "it is no progress file"),
        (bytes(range(256)), "it is no progress file"),
        (b"99.x\n02.decod\n05.line-up=inf\n02.decode!\n=\n!", "it is no progress file"),
    ],
    ids=["empty", "blank", "huge", "letter", "bytes", "nearly"],
)
def test_a_file_that_says_nothing_costs_one_line(
    content: bytes, said: str, folder: Path
) -> None:
    (folder / "ben.txt").write_bytes(content)
    assert note_on(folder, "ben.txt").startswith(f"left out: {said}")
    assert [one.name for one in gather(folder).learners] == ["anna"]


def test_a_damaged_file_is_read_as_far_as_it_goes(folder: Path) -> None:
    (folder / "ben.txt").write_bytes(b"02.decode\n\xff\xfe\x00\n02.dec")
    assert note_on(folder, "ben.txt").startswith("2 of 3 entries are no exercise's")
    assert gather(folder).learners[1].solved == {"02.decode"}


@settings(max_examples=60, deadline=None)
@given(content=st.binary(max_size=200))
def test_whatever_is_in_a_file_there_is_no_traceback(
    content: bytes, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.getbasetemp() / "whatever"
    folder.mkdir(exist_ok=True)
    (folder / "anna.txt").write_text("02.decode\n")
    (folder / "ben.txt").write_bytes(content)
    found = gather(folder)
    assert len(found.learners) + len(found.notes) >= 2
    assert all("\n" not in note for note in found.notes)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has neither")
def test_pipes_and_links_to_nowhere_cost_one_line(folder: Path) -> None:
    os.mkfifo(folder / "pipe")
    (folder / "link").symlink_to("nowhere")
    (folder / "round").symlink_to(folder)  # a walk into it would not end
    for name in ("pipe", "link"):
        assert note_on(folder, name) == "left out: it is no ordinary file"
    assert [one.name for one in gather(folder).learners] == ["anna"]


@pytest.mark.skipif(
    sys.platform == "win32" or os.geteuid() == 0, reason="nothing is barred from root"
)
def test_what_may_not_be_read_costs_one_line(folder: Path) -> None:
    (folder / "ben.txt").write_text("02.decode")
    (folder / "ben.txt").chmod(0)
    (folder / "sub").mkdir(mode=0)
    assert note_on(folder, "ben.txt") == "left out: Permission denied"
    assert note_on(folder, "sub") == "left out: Permission denied"


def test_a_file_that_fails_while_it_is_read_costs_one_line(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(path: Path, *arguments: Any) -> Any:
        if path.name == "ben.txt":
            raise PermissionError(13, "Permission denied", str(path))
        return opened(path, *arguments)

    (folder / "ben.txt").write_text("02.decode")
    opened: Any = Path.open
    monkeypatch.setattr(Path, "open", fail)
    assert note_on(folder, "ben.txt") == "left out: Permission denied"


def test_hidden_files_are_left_out(folder: Path) -> None:
    (folder / ".DS_Store").write_bytes(b"\x00")
    (folder / ".git").mkdir()
    (folder / ".git" / "ben.txt").write_text("02.decode")
    found = gather(folder)
    assert (len(found.learners), found.notes) == (1, ())


def test_a_long_diagnosis_is_cut(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("02.decode!" + "x" * 9999)
    ((_, said, _),) = gather(tmp_path).frequent_mistakes()
    assert said == "x" * LONGEST


def test_a_folder_without_progress_says_what_is_in_it(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no progress file is in "):
        gather(tmp_path)
    (tmp_path / "a.txt").write_text("a letter")
    with pytest.raises(ValueError, match=r"\n  a.txt: left out: it is no progress"):
        gather(tmp_path)
    with pytest.raises(FileNotFoundError):
        gather(tmp_path / "none")
    with pytest.raises(NotADirectoryError):
        gather(tmp_path / "a.txt")


def test_a_file_with_everything_in_it_is_far_from_too_large() -> None:
    said = [
        f"{name}!{mistake.diagnosis}\n{name}\n"
        for name in exercise_names()
        for mistake in find(name).mistakes
    ]
    assert len("".join(said).encode()) * 20 < LARGEST
