"""Files that are there whole or not at all: full disks, kills, long names."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest

from companion.storage.files import new_file, sweep

# Writes until it is told that it may not, or is killed.
WRITER = """
import sys, time
from pathlib import Path
from companion.storage.files import new_file

path, size, wait = Path(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3])
with new_file(path) as file:
    for _ in range(size):
        file.write(b"x" * 1000)
    file.flush()
    print("written", flush=True)
    time.sleep(wait)
"""


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def make_old(path: Path) -> None:
    os.utime(path, (1e9, 1e9))


def test_the_old_file_stays_until_the_new_one_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"old")
    with new_file(path) as file:
        file.write(b"new")
        assert path.read_bytes() == b"old"
        assert len(names(tmp_path)) == 2
    assert path.read_bytes() == b"new"
    assert names(tmp_path) == ["a.txt"]


@pytest.mark.parametrize(
    "error", [ValueError("no"), TimeoutError("no"), KeyboardInterrupt()]
)
def test_an_error_on_the_way_leaves_the_old_file_and_nothing_else(
    error: BaseException, tmp_path: Path
) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"old")

    def fail() -> None:
        with new_file(path) as file:
            file.write(b"new")
            raise error

    with pytest.raises(type(error)) as caught:
        fail()
    assert caught.value is error
    assert path.read_bytes() == b"old"
    assert names(tmp_path) == ["a.txt"]


def test_the_temporary_file_may_be_elsewhere(tmp_path: Path) -> None:
    (tmp_path / "parts").mkdir()
    with new_file(tmp_path / "a.txt", tmp_path / "parts"):
        assert names(tmp_path) == ["parts"]
        assert len(names(tmp_path / "parts")) == 1
    assert names(tmp_path) == ["a.txt", "parts"]
    assert names(tmp_path / "parts") == []


def test_a_name_may_be_as_long_as_the_disk_takes(tmp_path: Path) -> None:
    path = tmp_path / ("ü" * 120 + ".txt")  # 244 bytes of 255
    with new_file(path) as file:
        file.write(b"tea")
    assert path.read_bytes() == b"tea"


def test_an_error_names_the_file_and_not_the_temporary_one(tmp_path: Path) -> None:
    path = tmp_path / "none" / "a.txt"
    with pytest.raises(FileNotFoundError) as caught, new_file(path):
        pass
    assert caught.value.filename == str(path)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="Windows has no such pipes")
@pytest.mark.parametrize("by_link", [False, True])
def test_a_pipe_is_not_replaced(by_link: bool, tmp_path: Path) -> None:
    # Nor is a device: /dev/null, as root. A link to a pipe is what /dev/stdout is.
    pipe, path = tmp_path / "pipe", tmp_path / "link" if by_link else tmp_path / "pipe"
    os.mkfifo(pipe)
    if by_link:
        path.symlink_to(pipe)
    before = names(tmp_path)
    with (
        pytest.raises(FileExistsError, match="a pipe or a device") as caught,
        new_file(path),
    ):
        pass
    assert caught.value.filename == str(path)
    assert pipe.is_fifo()
    assert names(tmp_path) == before


@pytest.mark.parametrize("is_there", [True, False])
def test_a_link_goes_on_leading_to_the_file(is_there: bool, tmp_path: Path) -> None:
    # As where large files are kept on another disk.
    (tmp_path / "disk").mkdir()
    real, link = tmp_path / "disk" / "real.txt", tmp_path / "a.txt"
    if is_there:
        real.write_bytes(b"old")
    try:
        link.symlink_to(real)
    except OSError:
        pytest.skip("this system lets users make no links")
    with new_file(link) as file:
        file.write(b"new")
    assert link.is_symlink()
    assert real.read_bytes() == b"new"
    assert names(tmp_path / "disk") == ["real.txt"]


def test_an_error_of_something_else_is_not_blamed_on_the_file(tmp_path: Path) -> None:
    with pytest.raises(ConnectionResetError) as caught, new_file(tmp_path / "a"):
        raise ConnectionResetError(errno.ECONNRESET, "Connection reset by peer")
    assert caught.value.filename is None


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is full")
def test_a_full_disk_is_named_with_its_reason() -> None:
    """Writing to this device fails as on a full disk, by the system's own hand."""
    with (
        pytest.raises(OSError, match="No space left on device") as caught,
        open("/dev/full", "wb") as full,
    ):
        full.write(b"x" * 100_000)
    assert caught.value.errno == errno.ENOSPC
    assert caught.value.filename is None  # which is why new_file adds it


def test_a_file_that_may_grow_no_further_is_named(tmp_path: Path) -> None:
    """A limit that the system itself keeps; a full disk is no other."""
    resource = pytest.importorskip("resource", reason="this system has no such limits")
    path = tmp_path / "a.txt"
    ended = subprocess.run(
        [sys.executable, "-c", WRITER, str(path), "100", "0"],
        capture_output=True,
        text=True,
        timeout=60,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, 50_000)),
    )
    assert ended.returncode == 1
    last = ended.stderr.splitlines()[-1]
    assert last == f"OSError: [Errno 27] File too large: {str(path)!r}"
    assert names(tmp_path) == []


def test_what_a_killed_writer_left_is_swept_but_not_a_running_ones(
    tmp_path: Path,
) -> None:
    path = tmp_path / "a.txt"
    writer = subprocess.Popen(
        [sys.executable, "-c", WRITER, str(path), "1", "60"], stdout=subprocess.PIPE
    )
    try:
        assert writer.stdout is not None
        assert writer.stdout.readline() == b"written\n"
        (unfinished,) = tmp_path.iterdir()
        make_old(unfinished)
        sweep(path)
        assert names(tmp_path) == [unfinished.name]
        sweep(tmp_path / "another.txt")
    finally:
        writer.kill()
        writer.communicate()
    sweep(tmp_path / "another.txt")
    assert names(tmp_path) == [unfinished.name]
    sweep(path)
    assert names(tmp_path) == []


def test_what_is_young_or_none_of_ours_is_not_swept(tmp_path: Path) -> None:
    path = tmp_path / "a[1]*.txt"
    mine = f"{path.name}.{'0' * 32}.part"
    for name in (mine, path.name, f"{path.name}.bak", f"b.txt.{'0' * 32}.part"):
        (tmp_path / name).touch()
    before = names(tmp_path)
    sweep(path)
    assert names(tmp_path) == before
    for name in before:
        make_old(tmp_path / name)
    sweep(path)
    assert names(tmp_path) == sorted({*before} - {mine})
