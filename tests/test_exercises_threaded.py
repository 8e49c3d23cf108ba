"""An answer in a thread is ended if it can be, and kept quiet if not."""

from __future__ import annotations

import gc
import os
import re
import subprocess
import sys
import threading
import time

import pytest

from companion.exercises import isolated, threaded
from companion.exercises.checking import examine
from companion.exercises.watching import Watch
from tests.little_exercise import PLAIN

pytestmark = pytest.mark.usefixtures("nothing_is_left")


# In a process of its own: a thread that sleeps cannot be ended here.
SLEEPS = """\
import sys, threading, time
from companion.exercises import isolated
from companion.exercises.checking import examine
from companion.exercises.records import find

def answer(ids):
    ANSWER

isolated.can_fork = lambda: CHILD
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


@pytest.mark.slow
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


def test_an_answer_that_takes_all_memory_is_stopped(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sizes = iter(range(0, 100_000, 200))
    monkeypatch.setattr(threaded, "peak_memory", lambda: next(sizes))
    monkeypatch.setattr(isolated, "can_fork", lambda: False)

    def answer(ids: list[int], stride: int) -> None:
        while True:
            time.sleep(0.001)

    start = time.monotonic()
    report = examine(PLAIN, answer, 0, seconds=300)
    assert report.outcome == "too slow"
    assert "more than 500 MB of memory" in report.text
    assert time.monotonic() - start < 200


@pytest.mark.skipif(sys.platform == "win32", reason="there the time alone counts")
def test_the_memory_that_was_used_is_known() -> None:
    ballast = b"x" * 100_000_000
    assert 95 <= threaded.peak_memory() < 100_000  # megabytes
    if sys.platform == "linux":
        assert 95 <= isolated.resident_memory(os.getpid()) <= threaded.peak_memory() + 1
    del ballast
