"""What several test files share."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from companion.corpora import load_text
from companion.exercises import apart, challenges, checking
from companion.exercises.watching import Ended, Watch


@pytest.fixture(scope="session")
def verdict() -> str:
    """Return *The Verdict*; skip the test if it would have to be downloaded."""
    given = os.environ.get("COMPANION_DATA")
    if not given or not Path(given, "the-verdict.txt").is_file():
        pytest.skip("COMPANION_DATA names no folder that holds the-verdict.txt")
    return load_text("the-verdict")


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Check answers where they are, which is quick and seen by coverage.

    A test that sets a limit of time still has them run apart.
    """

    def work_here(work: Callable[[Watch], Any], seconds: float) -> Ended[Any]:
        if seconds not in (checking.SECONDS, challenges.SECONDS):
            return apart.apart(work, seconds)
        watch = Watch()
        return Ended(watch, work(watch))

    monkeypatch.setattr(checking, "apart", work_here)
    monkeypatch.setattr(challenges, "apart", work_here)
