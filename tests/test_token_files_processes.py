"""Many parts at a time on this machine, also when a process is killed."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from concurrent.futures import Future, ProcessPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from companion.token_files import processes as processes_module
from companion.token_files import tokenize_files
from companion.token_files.parts import Outcome
from tests.token_jobs import BYTES, FAST_GPT2, SMALL, Meddling, contents


class Exploding(Meddling):
    """A tokenizer that ends the process that unpickles it."""

    def __reduce__(self) -> tuple[object, ...]:
        return os._exit, (3,)


def test_a_killed_worker_process_is_reported(tmp_path: Path, story_file: Path) -> None:
    with pytest.raises(RuntimeError, match="a process was killed"):
        tokenize_files(
            story_file,
            tmp_path / "t",
            Exploding(int),
            processes=2,
            part_bytes=SMALL,
            progress=False,
        )


UNGUARDED = """
from companion.byte_pair_encoding import load_gpt2, to_tiktoken
from companion.token_files import tokenize_files

tokenizer = to_tiktoken(load_gpt2(), "gpt2")
tokenize_files(
    r"{text}", r"{folder}", tokenizer, processes=2, part_bytes=6000, progress=False
)
"""


DYING_AT_START = """
import os
if __name__ == "__mp_main__":
    os._exit(9)
"""


@pytest.mark.slow
@pytest.mark.parametrize("start", ["", DYING_AT_START])
def test_a_process_that_dies_while_it_starts_is_reported_also_with_a_large_tokenizer(
    start: str, tmp_path: Path, story_file: Path
) -> None:
    folder, script = tmp_path / "tokens", tmp_path / "script.py"
    assert len(pickle.dumps(FAST_GPT2)) > 1 << 16  # more than a pipe holds
    script.write_text(
        start + UNGUARDED.format(text=story_file, folder=folder), encoding="utf-8"
    )
    with (tmp_path / "log").open("wb") as log:
        ended = subprocess.run([sys.executable, script], stderr=log, timeout=60)
    said = (tmp_path / "log").read_text()
    assert ended.returncode == 1
    assert "RuntimeError: a process was killed" in said.splitlines()[-1]
    assert 'the script lacks `if __name__ == "__main__":`' in said.splitlines()[-1]
    assert not contents(folder)


def test_several_processes_give_the_same_bytes_and_show_progress(
    tmp_path: Path, story_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for processes in (1, 2):
        folder = tmp_path / f"{processes}"
        tokenize_files(
            story_file, folder, FAST_GPT2, processes=processes, part_bytes=SMALL
        )
        assert "tokenizing: 100%" in capsys.readouterr().err
    assert contents(tmp_path / "1") == contents(tmp_path / "2")


@pytest.mark.parametrize(("asked", "started"), [(None, 3), (2, 2), (50, 5), (1, None)])
def test_there_are_as_many_processes_as_cores_or_as_asked_but_no_more_than_parts(
    asked: int | None,
    started: int | None,
    tmp_path: Path,
    story_file: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    pools: list[int] = []

    class Listening(ProcessPoolExecutor):
        def __init__(self, n: int, *arguments: Any) -> None:
            pools.append(n)
            super().__init__(1, *arguments)

    monkeypatch.setattr(processes_module, "ProcessPoolExecutor", Listening)
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 2, 5}, raising=False)
    tokenize_files(
        story_file,
        tmp_path / "t",
        BYTES,
        processes=asked,
        part_bytes=SMALL,
        progress=False,
    )
    assert pools == ([started] if started else [])


def test_only_a_few_parts_are_handed_out_ahead() -> None:
    under_way: list[int] = []
    futures: list[Future[Outcome]] = []

    def submit(part: tuple[int, Any]) -> Future[Outcome]:
        futures.append(Future())
        under_way.append(sum(not future.done() for future in futures))
        if len(futures) % 3 == 0 or part[0] == 9:
            for future in futures:
                if not future.done():
                    future.set_result(Outcome(part[0], "", 0, {}))
        return futures[-1]

    parts = [(number, ()) for number in range(10)]
    assert len(list(processes_module.completed(submit, lambda: 3, parts))) == 10
    assert max(under_way) == 3


def test_where_cores_cannot_be_counted_one_process_does_it(
    tmp_path: Path, story_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(os, "sched_getaffinity", raising=False)
    monkeypatch.setattr(os, "cpu_count", lambda: None)
    monkeypatch.setattr(processes_module, "ProcessPoolExecutor", pytest.fail)
    tokenize_files(story_file, tmp_path / "t", BYTES, part_bytes=SMALL, progress=False)
