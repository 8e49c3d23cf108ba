"""Word vectors for others, in a file that every library reads."""

from __future__ import annotations

import os
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ..arguments import shortened
from ..storage.files import new_file


def write_word2vec(
    path: str | os.PathLike[str], words: Sequence[str], vectors: NDArray[np.float32]
) -> None:
    r"""Write a file in word2vec's text format, which every library reads.

    Parameters
    ----------
    path
        Where to. A file that is there is replaced, in one step.
    words
        The words.
    vectors
        Their vectors, float32 ``(V, D)``. Reading gives back the same numbers.

    Raises
    ------
    ValueError
        If a word is empty or holds whitespace, which such a file has no way to write.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_word2vec(f"{folder}/toy.txt", ["tea"], np.float32([[0.1, 2]]))
    ...     print(Path(folder, "toy.txt").read_text())
    1 2
    tea 0.1 2.0
    <BLANKLINE>
    """
    for word in words:
        if not word or word.split() != [word] or "\0" in word:
            raise ValueError(
                f"the word {shortened(word)} cannot be written: word2vec's text format "
                "separates with spaces and line ends"
            )
    with new_file(path) as file:
        file.write(f"{len(words)} {vectors.shape[1]}\n".encode())
        for word, row in zip(words, vectors, strict=True):
            numbers = " ".join(str(number) for number in row)
            file.write(f"{word} {numbers}\n".encode())
