"""A few word vectors in word2vec's two formats, and the files of a stored table."""

from __future__ import annotations

from pathlib import Path

import numpy as np

WORDS = ["the", "tea", "New_York", "naïve", "茶"]
ROWS = np.arange(20, dtype=np.float32).reshape(5, 4)
BINARY = b"5 4\n" + b"".join(
    word.encode() + b" " + row.tobytes() for word, row in zip(WORDS, ROWS, strict=True)
)
TEXT = "5 4\n" + "".join(
    f"{word} {' '.join(map(str, row))}\n" for word, row in zip(WORDS, ROWS, strict=True)
)


def files(folder: Path) -> list[str]:
    """Return the paths of all that is in a folder."""
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*"))


def table_files(folder: str) -> list[str]:
    """Return the paths that a stored table consists of."""
    names = ["ends.npy", "norms.npy", "order.npy", "vectors.npy", "words.txt"]
    return [folder, *(f"{folder}/{name}" for name in names)]
