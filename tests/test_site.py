"""The whole site: made without a warning, and whole."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tools.notebooks import ROOT, notebook_paths

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make the site once; a warning is an error."""
    folder = tmp_path_factory.mktemp("made") / "site"
    command = [sys.executable, "-m", "tools.website", str(folder)]
    made = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert made.returncode == 0, made.stderr
    return folder


@pytest.mark.parametrize("path", notebook_paths(), ids=lambda path: path.stem)
def test_a_lesson_has_a_page_and_its_copy(site: Path, path: Path) -> None:
    page = (site / "lessons" / f"{path.stem}.html").read_text(encoding="utf-8")
    assert page.count("<summary") >= 15
    copy = (site / "notebooks" / path.name).read_text(encoding="utf-8")
    assert '"outputs": []' in copy
    for picture in re.findall(r'src="\.\./(pictures/[^"]+)"', page):
        assert (site / picture).is_file()
