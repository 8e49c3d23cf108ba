"""The folder: one run at a time, and every damage refused by name."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import Any

import pytest

from companion.token_files import folder
from tests.token_jobs import BYTES, contents, tokenize, whole


def test_a_folder_of_other_things_is_left_alone(
    tmp_path: Path, story_file: Path
) -> None:
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "thesis.txt").write_text("precious", encoding="utf-8")
    with pytest.raises(ValueError, match="holds files that are not token files"):
        tokenize(story_file, mine)
    for text in ("{}", "[1]", "not JSON"):
        (mine / "manifest.json").write_text(text, encoding="utf-8")
        with pytest.raises(ValueError, match="does not begin"):
            tokenize(story_file, mine)
    assert contents(mine).keys() == {"thesis.txt", "manifest.json"}
    empty = tmp_path / "empty"
    empty.mkdir()
    assert len(tokenize(story_file, empty).documents) == 2


@pytest.mark.skipif(os.name != "posix", reason="another call locks on Windows")
def test_a_lock_that_was_deleted_meanwhile_is_taken_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fcntl = pytest.importorskip("fcntl")
    flock = fcntl.flock
    calls = []

    def delete_first(file: Any, how: int) -> None:
        calls.append(how)
        if len(calls) == 1:
            Path(file.name).unlink()
        flock(file, how)

    monkeypatch.setattr(fcntl, "flock", delete_first)
    with folder.working_on(tmp_path):
        assert (tmp_path / "unfinished-parts" / "lock").exists()
    assert len(calls) == 2
    assert not contents(tmp_path)


@pytest.mark.skipif(os.name != "posix", reason="another call locks on Windows")
def test_on_a_disk_without_locks_it_warns_and_goes_on(
    tmp_path: Path, story_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr(pytest.importorskip("fcntl"), "flock", refuse)
    with pytest.warns(UserWarning, match="cannot be locked .No locks available"):
        tokens = tokenize(story_file, tmp_path / "tokens")
    assert tokens.ids.tolist() == whole([story_file], BYTES)


# Damages. Each must end in one error, a ValueError that names the file.
