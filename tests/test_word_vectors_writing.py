"""`companion.word_vectors.writing`: what is written, others read."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from gensim.models import KeyedVectors

from companion.word_vectors.files import read_word2vec
from companion.word_vectors.writing import write_word2vec

WORDS = ["tea", "New_York", "naïve", "茶", "\u200cنیم\u200cفاصله"]


def test_what_is_written_others_read(tmp_path: Path) -> None:
    rows = np.random.default_rng(0).normal(size=(5, 7)).astype(np.float32)
    write_word2vec(tmp_path / "mine.txt", WORDS, rows)
    theirs = KeyedVectors.load_word2vec_format(tmp_path / "mine.txt")
    assert theirs.index_to_key == WORDS
    assert np.array_equal(theirs.vectors, rows)
    [(words, numbers)] = read_word2vec(tmp_path / "mine.txt")
    assert words == WORDS
    assert np.array_equal(numbers, rows)


@pytest.mark.parametrize("word", ["", "a b", "a\nb", "a\u00a0b", " a", "a\0"])
def test_a_word_that_such_a_file_cannot_hold_is_named(
    tmp_path: Path, word: str
) -> None:
    with pytest.raises(ValueError, match="cannot be written"):
        write_word2vec(tmp_path / "mine.txt", [word], np.ones((1, 2), np.float32))
    assert list(tmp_path.iterdir()) == []
