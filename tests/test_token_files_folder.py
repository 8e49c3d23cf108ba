"""A folder of other things is left alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from companion.token_files import open_token_files
from tests.token_jobs import contents, tokenize


def test_token_files_without_their_manifest_are_told_so(
    tmp_path: Path, story_file: Path
) -> None:
    tokens = tmp_path / "tokens"
    tokenize(story_file, tokens)
    (tokens / "manifest.json").unlink()
    said = "manifest.json is missing.* delete the folder, and make it again"
    with pytest.raises(ValueError, match=said):
        open_token_files(tokens)
    with pytest.raises(ValueError, match=said):
        tokenize(story_file, tokens)


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
