"""The table of a class: in the terminal, and as a CSV file."""

from __future__ import annotations

import csv
import io
import os
import subprocess
import sys
from pathlib import Path

import pytest

from companion.cli import main
from companion.exercises.class_table import NOWHERE, as_csv, report
from companion.exercises.gathering import challenges, exercise_names, gather

EACH = f" of {len(exercise_names())}"
ANNA = "02.decode\n02.new-edition!You_sorted.\n05.line-up=3.5\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Hold the files of two learners, and one that is foreign."""
    (tmp_path / "anna.txt").write_text(ANNA)
    (tmp_path / "小明.txt").write_text("01.lengths", encoding="utf-8")
    (tmp_path / "letter.doc").write_text("Dear all")
    return tmp_path


def test_what_a_terminal_shows(folder: Path) -> None:
    text = report(gather(folder))
    head, anna, ming = (
        line for line in text.splitlines() if "  solved" in line or EACH in line
    )
    assert anna.startswith("anna     ....  .x#.  ....")
    assert ming.startswith("小明     #...  ....")
    assert anna.endswith(f" 1{EACH}")
    assert ming.endswith(f" 1{EACH}")
    assert head.index("02") == anna.index(".x#.")
    assert "\n    1 of 1   02.new-edition\n" in text
    assert "\n    1  02.new-edition: You sorted.\n" in text
    assert text.index("Most missed") < text.index("Most frequent") < text.index(head)
    assert "\n  letter.doc: left out: it is no progress file" in text
    assert text.endswith(NOWHERE)
    assert "nothing is sent" in NOWHERE


def test_without_mistakes_the_report_says_so(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("01.lengths")
    text = report(gather(tmp_path))
    assert "Nobody has met a mistake that has a name." in text
    assert "trouble" not in text


def test_csv_holds_every_exercise_and_challenge(folder: Path) -> None:
    anna, ming = csv.DictReader(io.StringIO(as_csv(gather(folder))))
    assert [*anna] == ["learner", *exercise_names(), *challenges()]
    assert {k: v for k, v in anna.items() if v} == {
        "learner": "anna",
        "02.decode": "solved",
        "02.new-edition": "missed",
        "05.line-up": "3.5",
    }
    assert {k: v for k, v in ming.items() if v} == {
        "learner": "小明",
        "01.lengths": "solved",
    }


def test_a_name_that_a_spreadsheet_would_calculate_is_text(tmp_path: Path) -> None:
    (tmp_path / '=HYPERLINK("x"),1.txt').write_text("01.lengths")
    (row,) = csv.DictReader(io.StringIO(as_csv(gather(tmp_path))))
    assert row["learner"] == '\'=HYPERLINK("x"),1'
    assert row["01.lengths"] == "solved"


def test_on_the_command_line(
    folder: Path,
    tmp_path_factory: pytest.TempPathFactory,
    capsys: pytest.CaptureFixture[str],
) -> None:
    out = tmp_path_factory.mktemp("out")
    table, page = out / "class.csv", out / "class.html"
    command = ["progress", "--class", str(folder)]
    assert main([*command, "--csv", str(table), "--page", str(page)]) == 0
    shown = report(gather(folder))
    assert capsys.readouterr().out == f"{shown}\nWritten: {table}\nWritten: {page}\n"
    assert table.read_text(encoding="utf-8") == as_csv(gather(folder))
    assert page.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--class", "{}/none"], "No such file or directory"),
        (["--class", "{}/empty"], "no progress file is in"),
        (["--csv", "{}/x.csv"], "name its folder with --class"),
        (["--class", "{}", "--csv", "{}/none/x.csv"], "No such file or directory"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_line(
    arguments: list[str], said: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "empty").mkdir()
    assert main(["progress", *(each.format(folder) for each in arguments)]) == 1
    error = capsys.readouterr().err
    assert error.startswith("companion: ")
    assert said in error
    assert "Traceback" not in error


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such files")
@pytest.mark.parametrize("option", ["--csv", "--page"])
def test_no_pipe_is_waited_for_and_a_full_disk_leaves_the_old_file(
    option: str, folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    out = tmp_path_factory.mktemp("out")
    os.mkfifo(out / "pipe")
    (out / "old").write_text("of yesterday")
    program = (
        "import resource, sys; from companion.cli import main\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (50, resource.RLIM_INFINITY))\n"
        "sys.exit(main(sys.argv[1:]))"
    )
    for name, said in (("pipe", "a pipe or a device"), ("old", "File too large")):
        command = ["progress", "--class", str(folder), option, str(out / name)]
        done = subprocess.run(
            [sys.executable, "-c", program, *command], capture_output=True, text=True
        )
        assert done.returncode == 1
        assert done.stderr.startswith("companion: ")
        assert said in done.stderr
        assert str(out / name) in done.stderr
    assert (out / "old").read_text() == "of yesterday"
    assert sorted(os.listdir(out)) == ["old", "pipe"]


@pytest.mark.parametrize("arguments", [["02", "--forget"], ["02", "--class", "x"]])
def test_one_thing_at_a_time(arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["progress", *arguments])
    assert ended.value.code == 2
