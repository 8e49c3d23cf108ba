"""Jobs that are killed, or run out of disk: they go on to the same bytes, alone."""

from __future__ import annotations

import errno
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import psutil
import pytest

from companion.byte_pair_encoding import save
from companion.token_files import open_token_files
from companion.token_files.resuming import working_on
from tests.token_jobs import (
    BYTES,
    FAST_GPT2,
    FILES,
    OTHER_BYTES,
    SMALL,
    contents,
    largest_file,
    run_child,
    tokenize,
    whole,
)


@pytest.mark.slow
def test_killed_at_any_moment_it_goes_on_to_the_same_bytes(tmp_path: Path) -> None:
    undisturbed = tmp_path / "undisturbed"
    assert run_child(undisturbed, "os", "replace", 0, "never").returncode == 0
    parts = len(json.loads((undisturbed / "manifest.json").read_bytes())["parts"])
    assert parts == 4
    folder = tmp_path / "killed"
    # Each run goes on where the last was killed, so later calls are of later files:
    # the parts, then tokens.npy, documents.npy and the manifest, then the clearing up.
    for function, call, moment, done in [
        ("os fsync", 1, "before", 0),
        ("os replace", 2, "before", 1),
        ("os replace", 1, "after", 2),
        ("os fsync", 2, "after", 3),
        ("os replace", 1, "after", 4),
        ("os replace", 1, "before", 4),
        ("os replace", 1, "after", 4),
        ("os fsync", 2, "after", 4),
        ("os replace", 2, "after", 4),
        ("os replace", 3, "before", 4),
        ("os replace", 3, "after", 4),
        ("shutil rmtree", 1, "before", 4),
        ("os rmdir", 1, "before", 0),
    ]:
        child = run_child(folder, *function.split(), call, moment)
        assert child.returncode not in (0, 1), child.stderr
        left = list((folder / "unfinished-parts").glob("*.bin"))
        assert len(left) == done
        if not (folder / "manifest.json").exists():
            with pytest.raises(ValueError, match="holds no finished"):
                open_token_files(folder)
    assert run_child(folder, "os", "replace", 1, "before").returncode == 0
    assert contents(folder) == contents(undisturbed)


LARGE = """
import sys
from companion.byte_pair_encoding import load_gpt2, to_tiktoken
from companion.token_files import tokenize_files

if __name__ == "__main__":
    tokenizer = to_tiktoken(load_gpt2(), "gpt2")
    text, folder, part_bytes = sys.argv[1:]
    tokenize_files(text, folder, tokenizer, processes=2, part_bytes=int(part_bytes))
"""


@pytest.mark.slow
def test_killed_with_its_processes_it_leaves_none_and_goes_on(
    tmp_path: Path, story_file: Path
) -> None:
    text = tmp_path / "large.txt"
    text.write_bytes(story_file.read_bytes() * 150)
    folder = tmp_path / "tokens"
    command = [sys.executable, "-c", LARGE, str(text), str(folder), "20000"]
    main = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + 60
    while len(list(folder.glob("unfinished-parts/*.bin"))) < 20:
        assert main.poll() is None
        if time.monotonic() > deadline:
            main.kill()
            pytest.fail("no parts were made in a minute")
        time.sleep(0.005)
    workers = psutil.Process(main.pid).children(recursive=True)
    main.kill()
    main.wait()
    assert len(workers) >= 2
    assert not psutil.wait_procs(workers, timeout=20)[1]
    assert not (folder / "manifest.json").exists()
    subprocess.run(command, check=True, stderr=subprocess.DEVNULL, timeout=120)
    tokenize(text, tmp_path / "undisturbed", FAST_GPT2, part_bytes=20_000)
    assert contents(folder) == contents(tmp_path / "undisturbed")


@pytest.mark.slow
def test_what_killed_runs_left_half_written_is_gone_before_the_next_needs_room(
    tmp_path: Path, story_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unfinished() -> list[str]:
        names = [path.name for path in folder.glob("unfinished-parts/*")]
        return [name for name in names if name.endswith(".part")]

    folder = tmp_path / "tokens"
    # While it writes a part, then twice while it puts the parts together.
    for fsync, kept in ((2, ""), (4, "tokens.npy"), (2, "documents.npy")):
        child = run_child(folder, "os", "fsync", fsync, "before")
        assert child.returncode not in (0, 1), child.stderr
        (name,) = unfinished()
        assert name.startswith(kept)
    seen = []
    replace = os.replace

    def listen(old: str, new: str) -> None:
        seen.append(unfinished())
        replace(old, new)

    monkeypatch.setattr(os, "replace", listen)
    tokenize(story_file, folder, part_bytes=SMALL)
    # Each file, as it is moved into its place, is the only one with such a name.
    assert [len(names) for names in seen] == [1, 1, 1]
    assert contents(folder).keys() == FILES


def test_parts_of_another_text_or_tokenizer_are_not_mixed_in(
    tmp_path: Path, story_file: Path
) -> None:
    def parts() -> set[str]:
        return {path.name for path in output.glob("unfinished-parts/*.bin")}

    output = tmp_path / "tokens"
    for tokenizer in (OTHER_BYTES, BYTES):
        with largest_file(20_000), pytest.raises(OSError, match="too large"):
            tokenize(story_file, output, tokenizer, part_bytes=SMALL)
    before = parts()
    assert len(before) == 8
    text = story_file.read_bytes()
    story_file.write_bytes(text[:9000].replace(b"e", b"a") + text[9000:])
    with largest_file(20_000), pytest.raises(OSError, match="too large"):
        tokenize(story_file, output, part_bytes=SMALL)
    assert before < parts()
    assert len(parts()) == 8 + 2  # the changed ones of four
    tokens = tokenize(story_file, output, part_bytes=SMALL)
    assert tokens.ids.tolist() == whole([story_file], BYTES)
    tokenize(story_file, tmp_path / "fresh", part_bytes=SMALL)
    assert contents(output) == contents(tmp_path / "fresh")


@pytest.mark.parametrize(
    ("n_bytes", "file", "kept"), [(5_000, ".bin", 0), (20_000, "tokens.npy", 4)]
)
def test_a_file_that_may_grow_no_further_is_named_and_the_job_goes_on(
    n_bytes: int, file: str, kept: int, tmp_path: Path, story_file: Path
) -> None:
    folder = tmp_path / "tokens"
    with (
        largest_file(n_bytes),
        pytest.raises(OSError, match="File too large") as caught,
    ):
        tokenize(story_file, folder, part_bytes=SMALL)
    assert caught.value.errno == errno.EFBIG
    assert str(caught.value.filename).endswith(file)
    names = list(contents(folder))
    assert [name.rpartition(".")[2] for name in names] == ["bin"] * kept
    tokens = tokenize(story_file, folder, part_bytes=SMALL)
    assert tokens.ids.tolist() == whole([story_file], BYTES)


@contextmanager
def small_disk(place: Path, n_bytes: int) -> Iterator[Path]:
    """Give a disk of its own that is soon full, where the system lets us."""
    place.mkdir()
    options = ["-t", "tmpfs", "-o", f"size={n_bytes}", "tmpfs", str(place)]
    try:
        subprocess.run(["mount", *options], check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("only root can make a small disk, and only on some systems")
    try:
        yield place
    finally:
        subprocess.run(["umount", "--lazy", str(place)], check=True)


@pytest.mark.parametrize("processes", [1, pytest.param(2, marks=pytest.mark.slow)])
@pytest.mark.parametrize(("size", "file"), [(32_768, ".bin"), (73_728, "tokens.npy")])
def test_on_a_full_disk_the_file_is_named_and_what_is_whole_is_kept(
    size: int, file: str, processes: int, tmp_path: Path, story_file: Path
) -> None:
    with small_disk(tmp_path / "disk", size) as disk:
        folder = disk / "tokens"
        command = [
            *(sys.executable, "-m", "companion", "tokenize", str(story_file)),
            *("--output", str(folder), "--processes", str(processes)),
            *("--part-bytes", "6000", "--tokenizer", str(tmp_path / "bytes.json")),
        ]
        save(BYTES, tmp_path / "bytes.json")
        full = subprocess.run(command, capture_output=True, text=True, timeout=120)
        assert full.returncode == 1
        said = full.stderr.splitlines()[-1]
        assert said.startswith("companion: [Errno 28] No space left on device: ")
        assert said.endswith(f"{file}'")
        left = contents(folder)
        assert all(name.endswith(".bin") for name in left)
        assert ("the same command goes on" in full.stderr) == bool(left)
        subprocess.run(["mount", "-o", "remount,size=1m", str(disk)], check=True)
        subprocess.run(command, check=True, capture_output=True, timeout=120)
        tokenize(story_file, tmp_path / "fresh", part_bytes=SMALL)
        assert contents(folder) == contents(tmp_path / "fresh")


@pytest.mark.slow
@pytest.mark.parametrize("processes", [1, 2])
def test_memory_does_not_grow_with_the_text(
    processes: int, tmp_path: Path, story_file: Path
) -> None:
    if not Path("/proc/self/status").exists():
        pytest.skip("this system does not tell the greatest memory of a process")
    measured = LARGE.replace("processes=2", f"processes={processes}") + (
        "    import resource\n"
        "    status = open('/proc/self/status').read()\n"
        "    print(status.partition('VmHWM:')[2].split()[0])\n"
        "    print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)\n"
    )
    peaks = []
    for times in (100, 1000):
        text = tmp_path / f"{times}.txt"
        text.write_bytes(story_file.read_bytes() * times)
        output = tmp_path / f"tokens{times}"
        command = [sys.executable, "-c", measured, str(text), str(output), "500000"]
        peak = subprocess.run(
            command, capture_output=True, text=True, check=True, timeout=120
        )
        peaks.append(np.array(peak.stdout.split(), int) * 1024)
        shutil.rmtree(output)
    # The main process, and the largest of the others, for 18 MB more of text.
    assert (peaks[1] - peaks[0]).max() < 4_000_000


@pytest.mark.skipif(os.name != "posix", reason="another call locks on Windows")
def test_a_lock_that_was_deleted_meanwhile_is_taken_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fcntl = pytest.importorskip("fcntl")
    flock = fcntl.flock
    calls = []

    def delete_first(file: Any, how: int) -> None:
        calls.append(how)
        if len(calls) == 1:
            Path(file.name).unlink()
        flock(file, how)

    monkeypatch.setattr(fcntl, "flock", delete_first)
    with working_on(tmp_path):
        assert (tmp_path / "unfinished-parts" / "lock").exists()
    assert len(calls) == 2
    assert not contents(tmp_path)


@pytest.mark.skipif(os.name != "posix", reason="another call locks on Windows")
def test_on_a_disk_without_locks_it_warns_and_goes_on(
    tmp_path: Path, story_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr(pytest.importorskip("fcntl"), "flock", refuse)
    with pytest.warns(UserWarning, match="cannot be locked .No locks available"):
        tokens = tokenize(story_file, tmp_path / "tokens")
    assert tokens.ids.tolist() == whole([story_file], BYTES)
