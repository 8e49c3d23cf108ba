"""What several test files share."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from companion.corpora import load_text


@pytest.fixture(scope="session")
def verdict() -> str:
    """Return *The Verdict*; skip the test if it would have to be downloaded."""
    given = os.environ.get("COMPANION_DATA")
    if not given or not Path(given, "the-verdict.txt").is_file():
        pytest.skip("COMPANION_DATA names no folder that holds the-verdict.txt")
    return load_text("the-verdict")
