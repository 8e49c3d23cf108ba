"""What an answer writes and how long it works; what it writes nobody else sees."""

from __future__ import annotations

import sys
import time
from typing import Any

import pytest

from companion.exercises import checking, watching
from companion.exercises.checking import examine
from companion.exercises.watching import IDLE, PATIENCE, Clock, Ended, Watch
from tests.little_exercise import PLAIN, shift

pytestmark = pytest.mark.usefixtures("nothing_is_left")


def test_endless_printing_is_cut_and_the_start_is_shown(
    way: str, capfd: pytest.CaptureFixture[str]
) -> None:
    def answer(ids: list[int], stride: int) -> None:
        while True:
            print("round and round")

    report = examine(PLAIN, answer, 0, seconds=0.3)
    assert report.outcome == "too slow"
    assert "Your function printed: 'round and round\\nround" in report.text
    assert len(report.text) < 1_000
    assert capfd.readouterr() == ("", "")


def test_what_goes_to_stderr_is_kept_like_what_is_printed(
    way: str, capfd: pytest.CaptureFixture[str]
) -> None:
    def answer(ids: list[int], stride: int) -> list[int]:
        print("a warning", file=sys.stderr)
        return ids

    report = examine(PLAIN, answer, 0)
    assert "Your function printed: 'a warning\\na warning\\na" in report.text
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize(
    ("passed", "worked", "why"),
    [
        (1.9, 1.9, ""),
        (2.1, 2.05, "time"),
        (9.0, 1.9, ""),
        (9.0, 2.1, "time"),
        (2.1, 2.1 * IDLE - 0.01, "time"),
        (2 * PATIENCE + 0.1, 1.9, "busy"),
    ],
)
def test_the_time_that_counts_is_that_of_the_processor(
    passed: float, worked: float, why: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watching, "PATIENCE", PATIENCE)  # and not that of the tests
    now = {"wall": 100.0, "processor": 7.0}
    monkeypatch.setattr(time, "monotonic", lambda: now["wall"])
    clock = Clock(2.0, lambda: now["processor"])
    now["wall"] += passed
    now["processor"] += worked
    assert clock.why() == why


def test_an_answer_that_waits_for_its_turn_is_not_stopped(way: str) -> None:
    def answer(ids: list[int], stride: int) -> list[int]:
        begun = time.process_time()
        while time.process_time() - begun < 0.05:
            pass
        time.sleep(0.3)
        return shift(ids, stride)

    assert examine(PLAIN, answer, 0, seconds=0.5).outcome == "right"


def test_an_answer_that_did_not_get_its_turn_is_told_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ended: Ended[Any] = Ended(Watch(), why="busy")
    monkeypatch.setattr(checking, "in_isolation", lambda work, seconds: ended)
    report = examine(PLAIN, shift, 0)
    assert report.outcome == "too slow"
    assert "the computer has other work" in report.text
    assert "or a loop of yours never ends" in report.text


def test_a_loop_that_its_code_shows_to_have_no_end_is_named_on_a_busy_computer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ended: Ended[Any] = Ended(Watch(), why="busy")
    monkeypatch.setattr(checking, "in_isolation", lambda work, seconds: ended)

    def answer(ids: list[int], stride: int) -> list[int]:
        place = 0
        while place < len(ids):
            stride += 1
        return ids

    assert "Nothing inside the while loop" in examine(PLAIN, answer, 0).text
