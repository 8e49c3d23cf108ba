"""A learner's function that never ends, floods the notebook or would end it."""

from __future__ import annotations

import contextlib
import gc
import itertools
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from nbclient import NotebookClient
from nbformat import v4

from companion.exercises import Exercise, apart, threaded
from companion.exercises.checking import examine
from companion.exercises.watching import Watch


def shift(ids: list[int], stride: int) -> list[int]:
    """Solve the little exercise."""
    return ids[1:]


LITTLE = Exercise(
    name="05.little",
    task="Return the targets.",
    starter="def shift(ids, stride):\n    ...\n",
    hints=("The next token is the target.", "One further, whatever the stride."),
    solution=shift,
    cases=lambda rng: [([1, 2, 3, 4], 2), ([5, 6, 7], 2)],
    lesson="Every token but the first is a target.",
    mistakes=(),
)
in_a_child = pytest.mark.skipif(sys.platform != "linux", reason="no child processes")


@pytest.fixture(params=["child", "thread"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Run answers in both ways that there are."""
    if request.param == "child" and sys.platform != "linux":
        pytest.skip("no child processes")
    monkeypatch.setattr(apart, "can_fork", lambda: request.param == "child")
    return str(request.param)


@pytest.fixture(autouse=True)
def nothing_is_left() -> Iterator[None]:
    """Require that every child was waited for, and that threads have ended."""
    threads, children = threading.active_count(), children_of_this_process()
    yield
    assert threading.active_count() == threads
    assert children_of_this_process() <= children


def children_of_this_process() -> set[str]:
    """Return the numbers of the child processes that were not waited for (Linux)."""
    lists = Path("/proc/self/task").glob("*/children")
    return {pid for path in lists for pid in path.read_text().split()}


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

    report = examine(LITTLE, answer, 0, seconds=0.3)
    assert report.outcome == "too slow"
    assert "longer than 0.3 s" in report.text
    assert "  answer([1, 2, 3, 4], 2)" in report.text
    assert "still running" not in report.text


def test_the_case_that_never_ends_is_named(way: str) -> None:
    def answer(ids: list[int], stride: int) -> list[int]:
        while len(ids) == 3:
            pass
        return ids[1:]

    report = examine(LITTLE, answer, 0, seconds=0.3)
    assert "It was at\n  answer([5, 6, 7], 2)" in report.text


def test_loop_that_catches_every_exception_is_stopped(way: str) -> None:
    def answer(ids: list[int], stride: int) -> None:
        while True:
            with contextlib.suppress(Exception):
                while True:
                    len(ids)

    assert examine(LITTLE, answer, 0, seconds=0.3).outcome == "too slow"


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
    report = examine(LITTLE, answer, 0, seconds=0.3)
    assert report.outcome == "too slow"
    assert "still running" not in report.text


@in_a_child
def test_a_list_without_end_is_ended_before_memory_runs_out() -> None:
    report = examine(LITTLE, lambda ids, stride: list(itertools.count()), 0, 300)
    assert report.outcome == "too slow"
    assert "more than 500 MB of memory" in report.text


@in_a_child
def test_more_memory_than_there_can_be_is_told_like_too_much() -> None:
    report = examine(LITTLE, lambda ids, stride: bytearray(2**62), 0)
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
    report = examine(LITTLE, answer, 0)
    assert report.outcome == "too slow"
    assert "it ended Python itself. Here that was a copy" in report.text
    assert "  <lambda>([1, 2, 3, 4], 2)" in report.text


# An interrupt may come between `open` and `with`: the file is closed all the same.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@in_a_child
def test_interrupting_ends_the_child() -> None:
    def interrupt(ids: list[int], stride: int) -> None:
        os.kill(os.getppid(), signal.SIGINT)
        while True:
            pass

    for _ in range(20):  # it may come before the parent is back from the fork
        with pytest.raises(KeyboardInterrupt):
            examine(LITTLE, interrupt, 0)


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

    assert examine(LITTLE, answer, 0).outcome == "right"
    assert kept == []
    assert (next(numbers), next(stream)) == (0, 0)


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
    assert examine(LITTLE, answer, 0, seconds=3.0).outcome == "right"
    done.set()
    holder.join()


@in_a_child
def test_without_another_process_a_thread_does_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def no_more() -> int:
        raise BlockingIOError("Resource temporarily unavailable")

    monkeypatch.setattr(os, "fork", no_more)
    assert examine(LITTLE, shift, 0).outcome == "right"


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


def test_torch_works_in_the_child_after_it_worked_here(tmp_path: Path) -> None:
    program = tmp_path / "program.py"
    program.write_text(TORCH)
    done = subprocess.run(
        [sys.executable, program], capture_output=True, text=True, timeout=300
    )
    assert (done.stdout, done.stderr) == ("4\n", "")


# In a process of its own: a thread that sleeps cannot be ended here.
SLEEPS = """\
import sys, threading, time
from companion.exercises import apart
from companion.exercises.checking import examine
from companion.exercises.records import find

def answer(ids):
    ANSWER

apart.can_fork = lambda: CHILD
threads = threading.active_count()
report = examine(find("05.shift-by-one"), answer, 0, seconds=0.3)
time.sleep(0.5)
print(report.outcome, "Restart Kernel" in report.text)
"""
CATCHES = """
    while True:
        try:
            print("round and round")
            print("and round", file=sys.stderr)
        except:
            pass
"""
LATE = """
    time.sleep(3)  # no exception gets in here
    print("late")
    print("late", file=sys.stderr)
"""


@pytest.mark.slow
@pytest.mark.parametrize("child", [True, False])
@pytest.mark.parametrize("body", [CATCHES, LATE], ids=["catches", "late"])
def test_what_goes_on_stays_quiet_and_the_remedy_is_named(
    body: str, child: bool
) -> None:
    program = SLEEPS.replace("ANSWER", body).replace("CHILD", str(child))
    end = "import os\ntime.sleep(3.5)\nos._exit(0)\n" if body is LATE else ""
    done = subprocess.run(
        [sys.executable, "-u", "-c", program + end],
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.stderr == ""
    first = re.fullmatch(r"too slow (True|False)\n", done.stdout)
    assert first is not None
    if body is LATE:  # the child only waited, so it was tried in a thread as well
        assert first[1] == "True"


def test_endless_printing_is_cut_and_the_start_is_shown(
    way: str, capfd: pytest.CaptureFixture[str]
) -> None:
    def answer(ids: list[int], stride: int) -> None:
        while True:
            print("round and round")

    report = examine(LITTLE, answer, 0, seconds=0.3)
    assert report.outcome == "too slow"
    assert "Your function printed: 'round and round\\nround" in report.text
    assert len(report.text) < 1_000
    assert capfd.readouterr() == ("", "")


def test_an_exception_that_comes_too_late_is_not_seen(
    capsys: pytest.CaptureFixture[str],
) -> None:
    for step in range(30):  # they end at about the time when they would be stopped

        def work(watch: object, step: int = step) -> None:
            end = time.monotonic() + 0.049 + step / 10_000
            while time.monotonic() < end:
                pass

        threaded.in_thread(work, seconds=0.05)
    assert capsys.readouterr() == ("", "")


def test_the_report_is_not_disturbed_when_the_time_is_up() -> None:
    through, told = threading.Event(), threading.Event()

    def work(watch: Watch) -> str:
        watch.ours()
        through.set()
        while not told.is_set():
            pass
        return "the report"

    worker = threaded._Worker(work)
    worker.thread.start()
    through.wait()
    for _ in range(3):
        assert not worker.stop()
    told.set()
    worker.thread.join()
    assert worker.result == "the report"


def test_an_exception_that_comes_while_python_tidies_up_is_not_seen(
    capsys: pytest.CaptureFixture[str],
) -> None:
    def spin(seconds: float) -> None:
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            pass

    class Circle:
        def __init__(self) -> None:
            self.me = self

        def __del__(self) -> None:
            spin(0.1)

    def work(watch: Watch) -> None:
        Circle()
        gc.collect()  # the time is up in here
        while True:
            pass

    lost: list[object] = []
    usual, sys.unraisablehook = sys.unraisablehook, lost.append
    try:
        for _ in range(3):
            assert threaded.in_thread(work, seconds=0.01).why == "time"
        assert sys.unraisablehook == lost.append
    finally:
        sys.unraisablehook = usual
    assert lost == []
    assert capsys.readouterr() == ("", "")


def test_what_goes_to_stderr_is_kept_like_what_is_printed(
    way: str, capfd: pytest.CaptureFixture[str]
) -> None:
    def answer(ids: list[int], stride: int) -> list[int]:
        print("a warning", file=sys.stderr)
        return ids

    report = examine(LITTLE, answer, 0)
    assert "Your function printed: 'a warning\\na warning\\na" in report.text
    assert capfd.readouterr() == ("", "")


def test_input_is_refused(way: str) -> None:
    kept = input
    report = examine(LITTLE, lambda ids, stride: input("How many?"), 0)
    assert report.outcome == "raised"
    assert "RuntimeError: input() would wait for the keyboard" in report.text
    assert input is kept


def test_exit_is_refused(way: str) -> None:
    def answer(ids: list[int], stride: int) -> list[int]:
        sys.exit()
        return ids[1:]

    report = examine(LITTLE, answer, 0)
    assert report.outcome == "raised"
    assert "This would end the whole notebook: return ends" in report.text


EXITS = """\
def answer(ids):
    LEAVE()
    return ids[:-1], ids[1:]
check("05.shift-by-one", answer)"""


@pytest.mark.parametrize("child", [True, False])
def test_a_kernel_survives_all_that_an_answer_does(child: bool) -> None:
    sources = [
        "from companion.exercises import apart, check\n"
        f"apart.can_fork = lambda: {child and sys.platform == 'linux'}",
        *(EXITS.replace("LEAVE", leave) for leave in ("exit", "quit", "input")),
        "1 + 1",
    ]
    if child and sys.platform == "linux":
        sources.insert(1, EXITS.replace("LEAVE()", "import os; os._exit(0)"))
    cells = [v4.new_code_cell(source) for source in sources]
    notebook = v4.new_notebook(cells=cells)
    NotebookClient(notebook, timeout=120).execute()
    *tried, last = [cell.outputs[0].data["text/plain"] for cell in cells[1:]]
    assert last == "2"
    assert len(tried) == len(sources) - 2
    for text in tried:
        assert re.match(r"Not yet: .*\b(exit|input)\(\) would|Stopped", text, re.DOTALL)


def test_a_fault_of_ours_is_not_told_as_the_learners(way: str) -> None:
    broken = Exercise(**{**vars(LITTLE), "lesson": None})
    with pytest.raises(RuntimeError, match="Error"):
        examine(broken, shift, 0)


def test_an_answer_that_takes_all_memory_is_stopped(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sizes = iter(range(0, 100_000, 200))
    monkeypatch.setattr(threaded, "peak_memory", lambda: next(sizes))
    monkeypatch.setattr(apart, "can_fork", lambda: False)

    def answer(ids: list[int], stride: int) -> None:
        while True:
            time.sleep(0.001)

    start = time.monotonic()
    report = examine(LITTLE, answer, 0, seconds=300)
    assert report.outcome == "too slow"
    assert "more than 500 MB of memory" in report.text
    assert time.monotonic() - start < 200


@pytest.mark.skipif(sys.platform == "win32", reason="there the time alone counts")
def test_the_memory_that_was_used_is_known() -> None:
    ballast = b"x" * 100_000_000
    assert 95 <= threaded.peak_memory() < 100_000  # megabytes
    if sys.platform == "linux":
        assert 95 <= apart.resident_memory(os.getpid()) <= threaded.peak_memory() + 1
    del ballast


def test_an_import_costs_no_time(
    way: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "slow_to_import.py").write_text("import time; time.sleep(1); VALUE = 7")
    monkeypatch.syspath_prepend(tmp_path)

    def answer(ids: list[int], stride: int) -> list[int]:
        import slow_to_import  # type: ignore[import-not-found]

        assert slow_to_import.VALUE == 7
        return ids[1:]

    assert examine(LITTLE, answer, 0, seconds=0.5).outcome == "right"
    del sys.modules["slow_to_import"]


def test_a_missing_import_comes_up_in_the_call(way: str) -> None:
    def answer(ids: list[int], stride: int) -> None:
        import no_such_module  # type: ignore[import-not-found]  # noqa: F401

    report = examine(LITTLE, answer, 0)
    assert "No module named 'no_such_module'" in report.text
