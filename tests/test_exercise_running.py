"""A learner's function that never ends, floods the notebook or asks for input."""

from __future__ import annotations

import contextlib
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from companion.exercises import Exercise, running
from companion.exercises.checking import examine
from companion.exercises.running import run

LITTLE = Exercise(
    name="05.little",
    task="Return the targets.",
    starter="def shift(ids, stride):\n    ...\n",
    hints=("The next token is the target.", "One further, whatever the stride."),
    solution=lambda ids, stride: ids[1:],
    cases=lambda rng: [([1, 2, 3, 4], 2), ([5, 6, 7], 2)],
    lesson="Every token but the first is a target.",
    mistakes=(),
)


def test_endless_loop_is_stopped() -> None:
    def answer(ids: list[int], stride: int) -> list[int]:
        while ids:
            ids = list(ids)
        return ids

    threads = threading.active_count()
    report = examine(LITTLE, answer, 0, seconds=0.3)
    assert report.outcome == "too slow"
    assert "longer than 0.3 s" in report.text
    assert "  answer([1, 2, 3, 4], 2)" in report.text
    assert threading.active_count() == threads


def test_loop_that_catches_every_exception_is_stopped() -> None:
    def answer(ids: list[int], stride: int) -> None:
        while True:
            with contextlib.suppress(Exception):
                while True:
                    len(ids)

    threads = threading.active_count()
    assert examine(LITTLE, answer, 0, seconds=0.3).outcome == "too slow"
    assert threading.active_count() == threads


def test_a_sleeping_answer_does_not_hold_the_notebook() -> None:
    # In a process of its own: under coverage, Python 3.11 itself waits for the sleeper.
    program = (
        "import time; from companion.exercises.running import run\n"
        "print(run(lambda: time.sleep(600), [()], seconds=0.1))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=120
    )
    assert done.stdout == "Run(outcomes=[], printed='', goes_on=True)\n", done.stderr


def test_endless_printing_is_cut_and_the_start_is_shown(
    capsys: pytest.CaptureFixture[str],
) -> None:
    def answer(ids: list[int], stride: int) -> None:
        while True:
            print("round and round")

    report = examine(LITTLE, answer, 0, seconds=0.3)
    assert report.outcome == "too slow"
    assert "Your function printed: 'round and round\\nround" in report.text
    assert len(report.text) < 1_000
    assert capsys.readouterr().out == ""


# In a process of its own: pytest takes away the stream that a thread still prints to.
LEFT_BEHIND = """\
import sys, threading, time
from companion.exercises.checking import examine
from companion.exercises.records import find

def catches_everything(ids):
    while True:
        try:
            print("round and round")
            print("and round", file=sys.stderr)
        except:
            pass

def sleeps(ids):
    time.sleep(3)  # no exception gets in here
    print("late")
    print("late", file=sys.stderr)

threads = threading.active_count()
report = examine(find("05.shift-by-one"), ANSWER, 0, seconds=0.3)
time.sleep(0.5)
print(report.outcome, "Restart Kernel" in report.text)
while ANSWER is sleeps and threading.active_count() > threads:
    time.sleep(0.1)
"""


@pytest.mark.parametrize("answer", ["catches_everything", "sleeps"])
def test_what_goes_on_stays_quiet_and_the_remedy_is_named(answer: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", LEFT_BEHIND.replace("ANSWER", answer)],
        capture_output=True,
        text=True,
        timeout=120,
    )
    goes_on = {"True", "False"} if answer == "catches_everything" else {"True"}
    assert done.stdout in {f"too slow {either}\n" for either in goes_on}
    assert done.stderr == ""


def test_an_exception_that_comes_too_late_is_not_seen(
    capsys: pytest.CaptureFixture[str],
) -> None:
    for step in range(30):  # they end at about the time when they would be stopped

        def answer(step: int = step) -> None:
            end = time.monotonic() + 0.049 + step / 10_000
            while time.monotonic() < end:
                pass

        run(answer, [()], seconds=0.05)
    assert capsys.readouterr() == ("", "")


def test_what_goes_to_stderr_is_kept_like_what_is_printed(
    capsys: pytest.CaptureFixture[str],
) -> None:
    def answer(ids: list[int], stride: int) -> list[int]:
        print("a warning", file=sys.stderr)
        return ids

    report = examine(LITTLE, answer, 0)
    assert "Your function printed: 'a warning\\na warning\\n'" in report.text
    assert capsys.readouterr() == ("", "")


def test_input_is_refused() -> None:
    kept = input
    report = examine(LITTLE, lambda ids, stride: input("How many?"), 0)
    assert report.outcome == "raised"
    assert "RuntimeError: input() would wait for the keyboard" in report.text
    assert input is kept


def test_an_answer_that_takes_all_memory_is_stopped(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sizes = iter(range(0, 100_000, 200))
    monkeypatch.setattr(running, "_peak", lambda: next(sizes))

    def answer(ids: list[int], stride: int) -> None:
        while True:
            time.sleep(0.001)

    start = time.monotonic()
    report = examine(LITTLE, answer, 0, seconds=300)
    assert report.outcome == "too slow"
    assert "or more than 500 MB of memory" in report.text
    assert time.monotonic() - start < 200


@pytest.mark.skipif(sys.platform == "win32", reason="there the time alone counts")
def test_the_memory_that_was_used_is_known() -> None:
    ballast = b"x" * 100_000_000
    assert 95 <= running._peak() < 100_000  # megabytes
    del ballast


def test_an_import_costs_no_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "slow_to_import.py").write_text("import time; time.sleep(1); VALUE = 7")
    monkeypatch.syspath_prepend(tmp_path)

    def answer() -> int:
        import slow_to_import

        return slow_to_import.VALUE

    assert run(answer, [()], seconds=0.5).outcomes[0].value == 7
    del sys.modules["slow_to_import"]


def test_a_missing_import_comes_up_in_the_call() -> None:
    def answer(ids: list[int], stride: int) -> None:
        import no_such_module  # noqa: F401

    report = examine(LITTLE, answer, 0)
    assert "No module named 'no_such_module'" in report.text
