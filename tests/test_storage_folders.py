"""A folder is there whole or not at all, and nothing unfinished stays for long."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from companion.storage.folders import new_folder, sweep_folders

WRITER = """\
import sys, time
from pathlib import Path
from companion.storage.folders import new_folder
with new_folder(Path(sys.argv[1])) as folder:
    (folder / "a.txt").write_text("half")
    print("ready", flush=True)
    time.sleep(60)
"""


def files(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*"))


def test_a_folder_is_moved_into_place_when_it_is_complete(tmp_path: Path) -> None:
    target = tmp_path / "sub" / "table"
    with new_folder(target) as folder:
        (folder / "a.txt").write_text("tea")
        assert not target.exists()
    assert files(tmp_path) == ["sub", "sub/table", "sub/table/a.txt"]
    assert (target / "a.txt").read_text() == "tea"


def test_an_error_on_the_way_leaves_nothing(tmp_path: Path) -> None:
    def fail() -> None:
        with new_folder(tmp_path / "table") as folder:
            (folder / "a.txt").write_text("half")
            raise ValueError("no more")

    with pytest.raises(ValueError, match="no more"):
        fail()
    assert files(tmp_path) == []


def test_a_folder_that_was_made_meanwhile_stays(tmp_path: Path) -> None:
    target = tmp_path / "table"
    with new_folder(target) as slow:
        (slow / "a.txt").write_text("slow")
        with new_folder(target) as quick:
            (quick / "a.txt").write_text("quick")
    assert (target / "a.txt").read_text() == "quick"
    assert files(tmp_path) == ["table", "table/a.txt"]


def test_a_folder_that_cannot_be_moved_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "table").write_text("a file is in the way")
    with pytest.raises(OSError, match="table"), new_folder(tmp_path / "table"):
        pass
    assert files(tmp_path) == ["table"]


@pytest.mark.skipif(os.name != "posix", reason="a process is killed in another way")
def test_what_a_killed_process_left_is_swept_but_not_a_running_ones(
    tmp_path: Path,
) -> None:
    command = [sys.executable, "-c", WRITER, str(tmp_path / "table")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        (part,) = tmp_path.glob(".part-*")
        os.utime(part, (0, 0))
        sweep_folders(tmp_path)
        assert part.exists()  # its process is running
        process.kill()
    sweep_folders(tmp_path)
    assert files(tmp_path) == []


def test_what_is_young_or_none_of_ours_is_not_swept(tmp_path: Path) -> None:
    for name in (".part-young", "old", ".old"):
        (tmp_path / name).mkdir()
    os.utime(tmp_path / "old", (0, 0))
    os.utime(tmp_path / ".old", (0, 0))
    sweep_folders(tmp_path)
    assert files(tmp_path) == [".old", ".part-young", "old"]
