"""The learner's progress: kept by `check`, shown in notebooks and in the terminal."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from companion import corpora
from companion.cli import main
from companion.exercises import check
from companion.exercises.progress import (
    LARGEST,
    forget,
    mistakes_met,
    open_exercises,
    progress_file,
    record,
    record_mistake,
    report,
)
from companion.exercises.records import TOPICS, exercises, find

ROOT = Path(__file__).resolve().parents[1]
NAMES = [exercise.name for topic in TOPICS for exercise in exercises(topic)]


@pytest.fixture(autouse=True)
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Keep the progress in a folder that does not exist yet."""
    path = tmp_path / "new" / "folder" / "progress.txt"
    monkeypatch.setenv("COMPANION_PROGRESS", str(path))
    return path


def solved(number: str) -> list[str]:
    """Return the exercises that the report marks as solved."""
    lines = report(number).splitlines()
    return [line.removeprefix("  [x] ") for line in lines if line.startswith("  [x] ")]


def test_the_file_is_among_the_users_data_and_not_in_the_checkout_or_a_cache(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("COMPANION_PROGRESS")
    path = progress_file()
    assert path.parts[-2:] == ("text-to-vectors", "progress.txt")
    assert path.is_relative_to(Path.home())
    assert not path.is_relative_to(ROOT)
    assert not path.is_relative_to(corpora.user_folder())


@pytest.mark.skipif(sys.platform != "linux", reason="XDG folders are those of Linux")
def test_the_folder_is_the_one_that_the_platform_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("COMPANION_PROGRESS")
    monkeypatch.delenv("XDG_DATA_HOME", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    share = tmp_path / ".local" / "share"
    assert progress_file() == share / "text-to-vectors" / "progress.txt"
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    record("02.decode")
    kept = tmp_path / "data" / "text-to-vectors" / "progress.txt"
    assert kept.read_text() == "02.decode\n"


def test_a_byte_order_mark_costs_no_line(file: Path) -> None:
    file.parent.mkdir(parents=True)
    file.write_text("02.decode\n", encoding="utf-8-sig")  # as Notepad may save it
    record("02.rows-needed")
    assert solved("02") == ["02.decode", "02.rows-needed"]


@pytest.mark.parametrize("code", ["utf-16-le", "utf-16-be"])
def test_a_file_as_powershell_saves_it_is_read_and_goes_on_as_it_is(
    code: str, file: Path
) -> None:
    """What PowerShell redirects into a file is UTF-16, with a mark in front."""
    file.parent.mkdir(parents=True)
    file.write_bytes("\ufeff02.decode\r\n".encode(code))
    record("02.rows-needed")
    record("02.decode")
    assert solved("02") == ["02.decode", "02.rows-needed"]
    kept = file.read_bytes().decode(code)
    assert kept == "\ufeff02.decode\r\n02.rows-needed\n"


def test_only_a_right_answer_is_kept(file: Path) -> None:
    exercise = find("05.shift-by-one")
    check(exercise.name, lambda ids: None)
    check(exercise.name, exercise.mistakes[0].function)
    check(exercise.name, lambda ids: 1 // 0)
    assert solved("05") == []
    met = exercise.mistakes[0].diagnosis
    assert mistakes_met() == [(exercise.name, met)]
    for _ in range(3):
        check(exercise.name, exercise.solution)
    entry = f"{exercise.name}!{met.replace(' ', '_')}"
    assert file.read_text() == f"{entry}\n{exercise.name}\n"
    assert solved("05") == ["05.shift-by-one"]


def test_report_of_one_notebook() -> None:
    record("02.decode")
    record("05.shift-by-one")
    assert report("02") == (
        "Notebook 02, 1 of 4 exercises solved:\n"
        "  [ ] 02.vocabulary\n"
        "  [ ] 02.new-edition\n"
        "  [x] 02.decode\n"
        "  [ ] 02.rows-needed"
    )


def test_report_of_all_notebooks(file: Path) -> None:
    for name in ("02.decode", "02.rows-needed", "05.shift-by-one"):
        record(name)
    lines = report().splitlines()
    assert [line[:2] for line in lines[:9]] == [f"{n:02}" for n in range(1, 10)]
    assert lines[1] == "02  vocabulary          ##..    2 of 4"
    assert lines[9] == f"3 of {len(NAMES)} exercises solved."
    assert lines[10] == f"Kept in {file}"
    assert "on this machine alone and nothing is sent anywhere" in lines[11]
    assert "companion progress --forget" in lines[11]


def test_progress_is_forgotten(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["progress", "--forget"]) == 0
    assert capsys.readouterr().out.startswith("There is nothing to forget: ")
    record("02.decode")
    record_mistake("02.rows-needed", "You did.")
    assert main(["progress", "--forget"]) == 0
    assert capsys.readouterr().out.startswith(f"Deleted {file}: ")
    assert not file.exists()
    assert solved("02") == []
    assert mistakes_met() == []
    record("02.decode")
    assert solved("02") == ["02.decode"]


@pytest.mark.parametrize("content", [None, "My thesis, 300 pages."])
def test_what_is_no_progress_file_is_never_deleted(
    content: str | None, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file.parent.mkdir(parents=True)
    if content is None:
        file.mkdir()
    else:
        file.write_text(content)
    assert main(["progress", "--forget"]) == 1
    assert "is no progress file and was left alone" in capsys.readouterr().err
    assert file.exists()


def test_a_device_is_never_deleted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COMPANION_PROGRESS", os.devnull)
    if sys.platform != "win32":
        with pytest.raises(ValueError, match="was left alone"):
            forget()
        assert Path(os.devnull).exists()


@pytest.mark.parametrize("number", ["5", "00", "10", "", "words"])
def test_unknown_notebook(number: str) -> None:
    with pytest.raises(ValueError, match=f"there is no notebook '{number}'.*01 02"):
        report(number)


def test_names_nobody_knows_count_for_nothing(file: Path) -> None:
    record("02.decode")
    before = report("02"), report()
    with file.open("a") as more:
        more.write("02.no-such\n<b>02</b>\n\n99.x 02.deco\n")
    assert (report("02"), report()) == before


@settings(max_examples=50, deadline=None)
@given(damage=st.binary(max_size=200))
def test_a_damaged_file_is_read_as_far_as_it_goes(
    damage: bytes, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.getbasetemp() / "damaged.txt"
    path.write_bytes(b"02.decode\n" + damage)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COMPANION_PROGRESS", str(path))
        record("02.rows-needed")
        assert {"02.decode", "02.rows-needed"} <= set(solved("02"))
        assert path.read_bytes().startswith(b"02.decode\n" + damage)  # nothing is lost


def test_many_kernels_at_once_lose_nothing(file: Path) -> None:
    program = (
        "import sys; from companion.exercises.progress import record\n"
        "sys.stdin.readline()\n"
        "for name in sys.argv[1:]: record(name)"
    )
    parts = [NAMES[start::4] for start in range(4)]
    kernels = [
        subprocess.Popen(
            [sys.executable, "-c", program, *part, "01.lengths"],
            stdin=subprocess.PIPE,
            text=True,
        )
        for part in parts
    ]
    for kernel in kernels:  # all have started; now they go
        assert kernel.stdin is not None
        kernel.stdin.write("\n")
        kernel.stdin.flush()
    for kernel in kernels:
        kernel.communicate()
        assert kernel.returncode == 0
    assert set(file.read_text().splitlines()) == set(NAMES)
    assert f"{len(NAMES)} of {len(NAMES)} exercises solved." in report()


def test_a_folder_that_cannot_be_written_does_not_make_an_answer_wrong(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a-file").write_text("not a folder")
    monkeypatch.setenv("COMPANION_PROGRESS", str(tmp_path / "a-file" / "progress.txt"))
    exercise = find("05.shift-by-one")
    answer = check(exercise.name, exercise.solution)
    assert answer.outcome == "right"
    assert exercise.lesson in answer.text
    assert "\nIt could not be added to your progress: " in answer.text
    assert "a-file" in answer.text.splitlines()[-1]


LIMITED = """\
import resource, sys
from companion.exercises import check
from companion.exercises.records import find

resource.setrlimit(resource.RLIMIT_FSIZE, (0, resource.RLIM_INFINITY))
sys.stdout.write(str(check("05.shift-by-one", find("05.shift-by-one").solution)))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows sets no such limits")
def test_a_full_disk_is_said_with_the_name_of_the_file(file: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", LIMITED], stdout=subprocess.PIPE, text=True, check=True
    )
    assert " ".join(done.stdout.split()).endswith(
        f"It could not be added to your progress: [Errno 27] File too large: '{file}'"
    )


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such files")
@pytest.mark.parametrize("kind", ["pipe", "zeros", "link to zeros", "socket"])
def test_pipes_and_devices_are_not_waited_for(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = Path("/dev/zero") if kind == "zeros" else tmp_path / "named"
    if kind == "pipe":
        os.mkfifo(path)
    elif kind == "link to zeros":
        path.symlink_to("/dev/zero")
    elif kind == "socket":
        monkeypatch.chdir(tmp_path)  # the name of a socket must be short
        with socket.socket(socket.AF_UNIX) as listening:
            listening.bind(path.name)
    monkeypatch.setenv("COMPANION_PROGRESS", str(path))
    exercise = find("05.shift-by-one")
    said = f"a pipe or a device, not a file: '{path}'"
    for answer in (exercise.solution, exercise.mistakes[0].function):
        assert check(exercise.name, answer).text.endswith(said)
    assert report("05").endswith(said)
    assert open_exercises("05").text.endswith(said)
    with pytest.raises(ValueError, match="was left alone"):
        forget()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"My thesis, 300 pages.", "is no progress file and is left alone"),
        (b"\0" * 1000, "is no progress file and is left alone"),
        (b"02.decode\n" * (LARGEST // 10 + 1), "has over 8,000,000 bytes"),
    ],
)
def test_nothing_is_added_to_what_is_no_progress_file(
    content: bytes, said: str, file: Path
) -> None:
    file.parent.mkdir(parents=True)
    file.write_bytes(content)
    exercise = find("05.shift-by-one")
    answer = check(exercise.name, exercise.solution)
    assert answer.outcome == "right"
    assert f"{file} {said}" in answer.text.splitlines()[-1]
    assert f"{file} {said}" in report()
    assert file.read_bytes() == content


def test_a_tilde_stands_for_the_home_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A shell would write the home folder out; what sets it in a notebook does not."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    monkeypatch.setenv("COMPANION_PROGRESS", "~/kept.txt")
    record("02.decode")
    assert (tmp_path / "kept.txt").read_text() == "02.decode\n"


def test_a_file_that_cannot_be_read_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COMPANION_PROGRESS", str(tmp_path))  # a folder, not a file
    assert report("05").startswith("Notebook 05, 0 of 4 exercises solved:")
    assert "\nWhat you solved before cannot be read: " in report("05")
    assert "\nWhat you solved before cannot be read: " in report()


def test_without_a_file_nothing_is_kept_and_the_report_is_always_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("COMPANION_PROGRESS", os.devnull)  # so do the stored notebooks
    exercise = find("05.shift-by-one")
    before = report("05"), report()
    assert str(check(exercise.name, exercise.solution)).endswith(exercise.lesson)
    assert (report("05"), report()) == before
    assert "0 of 4" in before[0]


def test_on_the_command_line(capsys: pytest.CaptureFixture[str]) -> None:
    record("02.decode")
    assert main(["progress"]) == 0
    assert capsys.readouterr().out == report() + "\n"
    assert main(["progress", "02"]) == 0
    assert capsys.readouterr().out == report("02") + "\n"
    assert main(["progress", "2"]) == 1
    assert capsys.readouterr().err.startswith("companion: there is no notebook '2'")


NO_HOME = """\
import pwd, sys

def unknown(number):
    raise KeyError(f"getpwuid(): uid not found: {number}")

pwd.getpwuid = unknown  # as in a container that is run under any number
import companion.cli
from companion.exercises import check, progress
from companion.exercises.records import find

print(check("05.shift-by-one", find("05.shift-by-one").solution))
print(progress.report("05"))
print(progress.open_exercises("05"))
sys.exit(companion.cli.main(["progress"]))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="there is a profile, not a home")
@pytest.mark.parametrize("home", [None, "/dev/null/nowhere"])
def test_a_user_without_a_home_is_told_and_has_no_traceback(
    home: str | None, tmp_path: Path
) -> None:
    names = ("HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "COMPANION_PROGRESS")
    environment = {k: v for k, v in os.environ.items() if k not in names}
    if home is not None:
        environment["HOME"] = home
    program = tmp_path / "program.py"
    program.write_text(NO_HOME)
    done = subprocess.run(
        [sys.executable, program], capture_output=True, text=True, env=environment
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("Right: 05.shift-by-one")
    assert "It could not be added to your progress: " in done.stdout
    assert "What you solved before cannot be read: " in done.stdout
    assert "COMPANION_PROGRESS" in done.stdout or home is not None


def test_scores_and_mistakes_are_no_solved_exercises(file: Path) -> None:
    record("02.decode")
    before = report("02"), report()
    record_mistake("02.rows-needed", "You counted\nit  twice: 02.rows-needed")
    with file.open("a") as more:
        more.write(
            "02.rows-needed=3.5\n02.rows-needed=nan\n02.rows-needed=x\n02.rows-needed!\n=\n!\n"
        )
    assert (report("02"), report()) == before
    assert mistakes_met()[0] == (
        "02.rows-needed",
        "You counted it twice: 02.rows-needed",
    )


def test_a_mistake_is_kept_once(file: Path) -> None:
    for _ in range(3):
        record_mistake("02.rows-needed", "You did.")
    assert file.read_text() == "02.rows-needed!You_did.\n"


def test_what_is_open_is_always_said_in_the_same_words(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("COMPANION_PROGRESS", os.devnull)  # so do the stored notebooks
    found = {
        (repr(shown), shown._repr_html_()) for shown in map(open_exercises, 3 * ["05"])
    }
    ((text, html),) = found
    names = [exercise.name for exercise in exercises("sliding_window")]
    assert text.startswith(f"Notebook 05: 0 of {len(names)} exercises solved.\n")
    assert all(name in text and name in html for name in names)


def test_what_is_solved_is_no_longer_open() -> None:
    names = [exercise.name for exercise in exercises("sliding_window")]
    for done, name in enumerate(names, start=1):
        record(name)
        text = str(open_exercises("05"))
        assert f"Notebook 05: {done} of {len(names)} exercises solved." in text
        assert f"{name}:" not in text
    assert "None is open." in text
    with pytest.raises(ValueError, match="there is no notebook '5'"):
        open_exercises("5")


def test_what_is_open_can_be_asked_without_a_readable_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COMPANION_PROGRESS", str(tmp_path))
    assert "\nWhat you solved before cannot be read: " in str(open_exercises("05"))
