"""What people take for word vectors is known by how it begins."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import pickle
import re
import zipfile

import numpy as np
import pytest

from companion.word_vectors.kinds import LOOKED_AT, check_kind


def an_array() -> bytes:
    """Return a file that NumPy wrote."""
    file = io.BytesIO()
    np.save(file, np.ones((2, 3)))
    return file.getvalue()


def an_archive() -> bytes:
    """Return a zip archive, as GloVe's is published."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("glove.txt", "tea 1 2 3")
    return file.getvalue()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "empty"),
        (b"\r\n" * 99, "empty, or begins with empty lines"),
        (an_archive(), "a zip archive: unpack it"),
        (bz2.compress(b"tea"), "packed with bzip2"),
        (lzma.compress(b"tea"), "packed with xz"),
        (gzip.compress(b"tea"), "packed with gzip twice"),
        ("1 2\ntea 1 2\n".encode("utf-16"), "UTF-16: save it as UTF-8"),
        (b"version https://git-lfs.github.com/spec/v1\noid", "a pointer of Git LFS"),
        (an_array(), "an array of NumPy's, which holds no words"),
        (pickle.dumps({"tea": [1.0]}), "a pickle, which can run code"),
    ],
)
def test_another_kind_of_file_is_named(content: bytes, said: str) -> None:
    with pytest.raises(ValueError, match=f"^it is {re.escape(said)}"):
        check_kind(content[:LOOKED_AT])


@pytest.mark.parametrize(
    "content", [b"2 3\n", b"\xef\xbb\xbf2 3\n", b"the 0.1 0.2\n", b"\xc2\x80 1 2\n"]
)
def test_word_vectors_pass(content: bytes) -> None:
    check_kind(content)
