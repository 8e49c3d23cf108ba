"""Word vectors by their name, or from a file."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from companion.word_vectors import (
    WordVectors,
    load_word_vectors,
    loading,
    read_word_vectors,
)
from companion.word_vectors.store import open_table, write_table


def test_published_vectors_come_through_the_store(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_table(
        tmp_path / "table", [(["tea", "cup"], np.array([[1, 0], [3, 4]], np.float32))]
    )
    asked = []

    def load_table(name: str, *, limit: int | None) -> object:
        asked.append((name, limit))
        return open_table(tmp_path / "table")

    monkeypatch.setattr(loading, "load_table", load_table)
    vectors = load_word_vectors("word2vec-google-news-300", limit=2)
    assert asked == [("word2vec-google-news-300", 2)]
    assert vectors.similarity("tea", "cup") == pytest.approx(0.6)


def test_a_file_is_read_and_its_repeated_words_are_dropped(tmp_path: Path) -> None:
    (tmp_path / "toy.txt").write_text("3 2\ntea 1 0\ncup 0 1\ntea 5 5\n")
    with pytest.warns(UserWarning, match="'tea'"):
        vectors = read_word_vectors(tmp_path / "toy.txt")
    assert vectors["tea"].tolist() == [1, 0]
    assert len(read_word_vectors(tmp_path / "toy.txt", limit=2)) == 2


def test_saved_vectors_are_read_again(tmp_path: Path) -> None:
    vectors = WordVectors(["tea", "cup"], [[0.1, 1e-7, 3], [0, 1, 1 / 3]])
    vectors.save(tmp_path / "mine.txt")
    again = read_word_vectors(tmp_path / "mine.txt")
    assert list(again) == list(vectors)
    assert np.array_equal(again.vectors, vectors.vectors)


@pytest.mark.parametrize("name", ["glove.6B.50d.txt", "x.bin", "folder/x", "x.vec"])
def test_a_file_given_as_a_name_points_to_what_reads_it(name: str) -> None:
    with pytest.raises(ValueError, match="read_word_vectors reads a file"):
        load_word_vectors(name)
