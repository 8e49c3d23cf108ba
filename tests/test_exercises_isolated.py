"""An answer that never ends, or would end Python, ends a copy."""

from __future__ import annotations

import contextlib
import itertools
import os
import re
import signal
import subprocess
import sys
import threading
import time
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from companion.exercises.checking import examine
from tests.little_exercise import PLAIN, children_of_this_process, shift

pytestmark = pytest.mark.usefixtures("nothing_is_left")


in_a_child = pytest.mark.skipif(sys.platform != "linux", reason="no child processes")


@in_a_child
def test_a_child_that_nobody_waits_for_is_seen() -> None:
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=-1) as child:
        assert str(child.pid) in children_of_this_process()
        child.kill()
    assert str(child.pid) not in children_of_this_process()


def test_endless_loop_is_stopped(way: str) -> None:
    def answer(ids: list[int], stride: int) -> list[int]:
        while ids:
            ids = list(ids)
        return ids

    report = examine(PLAIN, answer, 0, seconds=0.3)
    assert report.outcome == "too slow"
    assert "longer than 0.3 s" in report.text
    assert "  answer([1, 2, 3, 4], 2)" in report.text
    assert "still running" not in report.text


def test_the_case_that_never_ends_is_named(way: str) -> None:
    def answer(ids: list[int], stride: int) -> list[int]:
        while len(ids) == 3:
            pass
        return ids[1:]

    report = examine(PLAIN, answer, 0, seconds=0.3)
    assert "It was at\n  answer([5, 6, 7], 2)" in report.text


def test_a_warning_is_no_error(way: str) -> None:
    def answer(ids: list[int], stride: int) -> list[int]:
        warnings.warn("NumPy and torch have many", DeprecationWarning, stacklevel=1)
        return shift(ids, stride)

    before = list(warnings.filters)
    assert examine(PLAIN, answer, 0).outcome == "right"
    assert warnings.filters == before


def test_loop_that_catches_every_exception_is_stopped(way: str) -> None:
    def answer(ids: list[int], stride: int) -> None:
        while True:
            with contextlib.suppress(Exception):
                while True:
                    len(ids)

    assert examine(PLAIN, answer, 0, seconds=0.3).outcome == "too slow"


@pytest.mark.slow
@in_a_child
@pytest.mark.parametrize(
    "answer",
    [
        lambda ids, stride: re.match("(a+)+$", "a" * 60 + "b"),
        lambda ids, stride: sum(range(10**12)),
        lambda ids, stride: max(itertools.count()),
        lambda ids, stride: "a" * 10**6 in itertools.repeat("b"),
    ],
)
def test_what_python_cannot_interrupt_is_ended(answer: Callable[..., Any]) -> None:
    report = examine(PLAIN, answer, 0, seconds=0.3)
    assert report.outcome == "too slow"
    assert "still running" not in report.text


@pytest.mark.slow
@in_a_child
def test_a_list_without_end_is_ended_before_memory_runs_out() -> None:
    report = examine(PLAIN, lambda ids, stride: list(itertools.count()), 0, 300)
    assert report.outcome == "too slow"
    assert "more than 500 MB of memory" in report.text


@in_a_child
def test_more_memory_than_there_can_be_is_told_like_too_much() -> None:
    report = examine(PLAIN, lambda ids, stride: bytearray(2**62), 0)
    assert report.outcome == "too slow"
    assert "more than 500 MB of memory" in report.text


@in_a_child
@pytest.mark.parametrize(
    "answer",
    [
        lambda ids, stride: os._exit(0),
        lambda ids, stride: os.kill(os.getpid(), signal.SIGSEGV),
        lambda ids, stride: os.abort(),
    ],
)
def test_an_answer_that_ends_python_ends_a_copy(answer: Callable[..., Any]) -> None:
    report = examine(PLAIN, answer, 0)
    assert report.outcome == "too slow"
    assert "it ended Python itself. Here that was a copy" in report.text
    assert "  <lambda>([1, 2, 3, 4], 2)" in report.text


@in_a_child
def test_what_an_answer_starts_ends_with_it(tmp_path: Path) -> None:
    def answer(ids: list[int], stride: int) -> list[int]:
        if (pid := os.fork()) == 0:
            time.sleep(600)
        (tmp_path / str(pid)).touch()
        return shift(ids, stride)

    assert examine(PLAIN, answer, 0).outcome == "right"
    started = [Path("/proc", path.name, "status") for path in tmp_path.iterdir()]
    assert len(started) == 2
    deadline = time.monotonic() + 60
    while any(map(is_alive, started)):
        assert time.monotonic() < deadline
        time.sleep(0.01)


def is_alive(status: Path) -> bool:
    """Tell whether a process is there, and is more than a name in a list."""
    try:
        return "State:\tZ" not in status.read_text()
    except OSError:
        return False


# An interrupt may come between `open` and `with`: the file is closed all the same.
@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@in_a_child
def test_interrupting_ends_the_child() -> None:
    def interrupt(ids: list[int], stride: int) -> None:
        os.kill(os.getppid(), signal.SIGINT)
        while True:
            pass

    for _ in range(20):  # it may come before the parent is back from the fork
        with pytest.raises(KeyboardInterrupt):
            examine(PLAIN, interrupt, 0)


@in_a_child
def test_what_belongs_to_the_notebook_can_be_used_and_stays_as_it_is() -> None:
    kept: list[int] = []
    numbers = itertools.count()
    stream = (number for number in range(10))
    lock = threading.Lock()

    def answer(ids: list[int], stride: int) -> list[int]:
        with lock:
            kept.append(next(numbers) + next(stream))
        return ids[1:]

    assert examine(PLAIN, answer, 0).outcome == "right"
    assert kept == []
    assert (next(numbers), next(stream)) == (0, 0)


@pytest.mark.slow
@in_a_child
def test_a_lock_that_another_thread_held_does_not_make_an_answer_wrong() -> None:
    lock, taken, done = threading.Lock(), threading.Event(), threading.Event()

    def hold() -> None:
        with lock:
            taken.set()
            done.wait(2.0)

    def answer(ids: list[int], stride: int) -> list[int]:
        with lock:  # held for ever in a child, where nobody is left to free it
            return ids[1:]

    holder = threading.Thread(target=hold)
    holder.start()
    taken.wait()
    assert examine(PLAIN, answer, 0, seconds=3.0).outcome == "right"
    done.set()
    holder.join()


@in_a_child
def test_without_another_process_a_thread_does_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def no_more() -> int:
        raise BlockingIOError("Resource temporarily unavailable")

    monkeypatch.setattr(os, "fork", no_more)
    assert examine(PLAIN, shift, 0).outcome == "right"


TORCH = """\
import random, torch
from companion.exercises import Exercise
from companion.exercises.checking import examine

torch.set_num_threads(4)
table = torch.randn(400, 400, requires_grad=True)

def work(size):
    loss = (table[:size] @ table).tanh().sum() + torch.ones(3_000_000).cumsum(0).sum()
    (gradient,) = torch.autograd.grad(loss, table)
    return gradient.sum() * 0 + size

def answer(size):
    return work(size)

exercise = Exercise(
    "05.x", "", "def f(size):\\n    ...", (), work, lambda rng: [(300,), (400,)], "", ()
)
for _ in range(10):
    work(400)  # its threads now exist here, and will not in the child
    report = examine(exercise, answer, 0)
    assert report.outcome == "right", report
print(torch.get_num_threads())
"""


@pytest.mark.slow
def test_torch_works_in_the_child_after_it_worked_here(tmp_path: Path) -> None:
    program = tmp_path / "program.py"
    program.write_text(TORCH)
    done = subprocess.run(
        [sys.executable, program], capture_output=True, text=True, timeout=300
    )
    assert (done.stdout, done.stderr) == ("4\n", "")
