"""What an answer writes is kept, as far as there is room, and seen by nobody else."""

from __future__ import annotations

import sys

import pytest

from companion.exercises.checking import examine
from tests.little_exercise import PLAIN

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
