"""Word vectors kept on disk, so that opening them again costs next to nothing.

A published table is large: three million rows of 300 numbers are 3.6 GB. So it is
turned once into arrays that the operating system maps into memory: opening them reads
almost nothing, and every process that opens them shares the same pages.
"""

from __future__ import annotations

import mmap
import os
import re
import warnings
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple, SupportsIndex, overload

import numpy as np
from numpy.typing import NDArray

from ..arguments import shortened
from ..corpora import user_folder
from ..storage.arrays import map_array, npy_header, write_array
from ..storage.folders import new_folder
from .fetching import download
from .files import Block, check_limit, read_word2vec

_MORE_ROWS_THAN_ANY = 10**18  # and 19 digits fit into the name of a folder


class Table(NamedTuple):
    """A table of word vectors, in memory or mapped into it."""

    words: Sequence[str]
    vectors: NDArray[np.float32]  # (V, D), the rows as published
    norms: NDArray[np.float64]  # (V,), their lengths
    order: NDArray[np.int64]  # (V,), the IDs in alphabetical order of their words


def load_table(name: str, *, limit: int | None = None) -> Table:
    """Open a published table; on first use, download and convert it.

    The checked download stays in the user's folder as ``word-vectors/NAME.gz``, and
    beside it one folder of arrays for each `limit` in use.

    Parameters
    ----------
    name
        A model of gensim's list, for example ``"word2vec-google-news-300"``.
    limit
        Take only the first rows, the most frequent words; None takes them all.

    Returns
    -------
    Table
        The words, vectors, lengths and alphabetical order.

    Raises
    ------
    TypeError, ValueError
        If `limit` is not a whole number from 1 up, the list has no such model, the file
        does not hold what its first line says, or the arrays are damaged.
    DownloadError
        If the model has to be downloaded and cannot be. No file is left behind.
    """
    limit = check_limit(limit)
    # Names of files may be 255 bytes long; the longest in the list has 36.
    is_file = re.search(r"\.(txt|bin|gz|vec)$|[/\\]", name) or os.path.isfile(name)
    if is_file or not re.fullmatch(r"\w[\w.-]{,99}", name, re.ASCII):
        raise ValueError(
            f"{shortened(name)} is not the name of a model of gensim's list"
            + (": read_word_vectors reads a file" if is_file else "")
        )
    if limit is not None and limit >= _MORE_ROWS_THAN_ANY:
        limit = None
    root = user_folder() / "word-vectors"
    folder = root / (name if limit is None else f"{name}-first-{limit}")
    if not folder.is_dir():
        file = root / f"{name}.gz"
        if not file.is_file():
            download(name, file)
        try:
            write_table(folder, read_word2vec(file, limit=limit))
        except ValueError as error:
            raise ValueError(f"{error}. Remove {file} and fetch it anew") from error
    return open_table(folder)


class StoredWords(Sequence[str]):
    """The words of a table on disk, in order of their IDs; each is read when asked for.

    Parameters
    ----------
    folder
        A folder that `write_table` made.

    Raises
    ------
    OSError, ValueError
        If a file is missing or damaged.

    Examples
    --------
    >>> import tempfile
    >>> blocks = [(["tea", "cup"], np.float32([[3, 4], [0, 2]]))]
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_table(Path(folder, "table"), blocks)
    ...     words = StoredWords(Path(folder, "table"))
    ...     print(len(words), words[1], words[:])
    2 cup ['tea', 'cup']
    """

    def __init__(self, folder: Path) -> None:
        if not (folder / "words.txt").is_file():
            raise ValueError("words.txt is missing, or no file")
        with open(folder / "words.txt", "rb") as file:
            self._text = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        self._ends = _map(folder / "ends.npy", "<i8")
        if self._ends[-1:].tolist() != [len(self._text) - 1]:
            raise ValueError("words.txt does not end where its last word ends")
        if self._ends[0] < 0 or (np.diff(self._ends) < 1).any():
            raise ValueError("ends.npy does not rise from word to word")

    def __len__(self) -> int:
        return len(self._ends)

    @overload
    def __getitem__(self, index: SupportsIndex) -> str: ...
    @overload
    def __getitem__(self, index: slice) -> list[str]: ...
    def __getitem__(self, index: SupportsIndex | slice) -> str | list[str]:
        if isinstance(index, slice):
            return [self[place] for place in range(*index.indices(len(self)))]
        place = range(len(self))[index]
        start = self._ends[place - 1] + 1 if place else 0
        try:
            return self._text[start : self._ends[place]].decode()
        except UnicodeDecodeError as error:
            raise ValueError(f"words.txt is damaged at word {place}: {error}") from None


def write_table(folder: Path, blocks: Iterable[Block]) -> None:
    """Write word vectors as arrays that can be mapped into memory.

    They are written under a temporary name and moved into place as a whole. If another
    process was faster, its table stays. Of rows with the same word the first is kept,
    as gensim does, and a warning names the word.

    Examples
    --------
    >>> import tempfile
    >>> blocks = [(["tea", "cup"], np.float32([[3, 4], [0, 2]]))]
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_table(Path(folder, "table"), blocks)
    ...     print(open_table(Path(folder, "table")).norms)
    [5. 2.]
    """
    with new_folder(folder) as made:
        _write_arrays(made, blocks)


def _write_arrays(folder: Path, blocks: Iterable[Block]) -> None:
    words: list[str] = []
    norms: list[NDArray[np.float64]] = []
    with open(folder / "vectors.npy", "wb") as file:
        for block_words, block in drop_duplicates(blocks):
            if not block_words:  # nothing was read yet, or all of it was repeated
                continue
            if not words:
                file.write(npy_header("<f4", (0, block.shape[1])))
            words += block_words
            norms.append(row_lengths(block))
            file.write(block.astype("<f4", copy=False).tobytes())
        if not words:
            raise ValueError("there are no rows, so there is no table to write")
        # A header's length does not depend on its number of rows, so it can be
        # written again when that number is known.
        file.seek(0)
        file.write(npy_header("<f4", (len(words), block.shape[1])))
    encoded = [word.encode() for word in words]
    (folder / "words.txt").write_bytes(b"\n".join(encoded) + b"\n")
    arrays = {
        "norms": np.concatenate(norms).astype("<f8"),
        "order": alphabetical(words).astype("<i8"),
        "ends": (np.cumsum([len(word) + 1 for word in encoded]) - 1).astype("<i8"),
    }
    for name, array in arrays.items():
        with open(folder / f"{name}.npy", "wb") as file:
            write_array(file, array)


def drop_duplicates(blocks: Iterable[Block]) -> Iterator[Block]:
    """Keep the first row of every word, and warn if there are others.

    Examples
    --------
    >>> [words for words, _ in drop_duplicates([(["tea", "cup"], np.eye(2))])]
    [['tea', 'cup']]
    """
    seen: set[str] = set()
    dropped: list[str] = []
    for words, block in blocks:
        keep = []
        for row, word in enumerate(words):
            if word in seen:
                dropped.append(word)
            else:
                seen.add(word)
                keep.append(row)
        if len(keep) < len(words):
            words, block = [words[row] for row in keep], block[keep]
        yield words, block
    if dropped:
        warnings.warn(
            f"{len(dropped)} rows repeat a word, for example {dropped[0]!r}: "
            "the first row of each word is kept",
            stacklevel=2,
        )


def row_lengths(vectors: NDArray[np.float32]) -> NDArray[np.float64]:
    """Return the length of every row, summed in float64.

    Squares of float32 numbers do not fit float32 themselves: already that of 1e20 is
    infinite there, and that of 1e-25 is 0.

    Examples
    --------
    >>> row_lengths(np.float32([[3e20, 4e20], [0, 0]])).round(-15)
    array([5.e+20, 0.e+00])
    """
    squares = np.einsum("ij,ij->i", vectors, vectors, dtype=np.float64)
    lengths: NDArray[np.float64] = np.sqrt(squares)
    return lengths


def alphabetical(words: Sequence[str]) -> NDArray[np.int64]:
    """Return the IDs of words in alphabetical order of the words.

    Examples
    --------
    >>> alphabetical(["tea", "cup", "pot"])
    array([1, 2, 0])
    """
    return np.array(sorted(range(len(words)), key=words.__getitem__), dtype=np.int64)


def open_table(folder: Path) -> Table:
    """Map a table that `write_table` made into memory.

    Parameters
    ----------
    folder
        The folder.

    Returns
    -------
    Table
        The words and read-only arrays.

    Raises
    ------
    FileNotFoundError
        If there is no such folder.
    ValueError
        If a file in it is missing or damaged.

    Examples
    --------
    >>> import tempfile
    >>> blocks = [(["tea", "cup"], np.float32([[3, 4], [0, 2]]))]
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_table(Path(folder, "table"), blocks)
    ...     print(open_table(Path(folder, "table")).vectors.tolist())
    [[3.0, 4.0], [0.0, 2.0]]
    """
    if not folder.is_dir():
        raise FileNotFoundError(f"there is no table {folder}")
    try:
        words = StoredWords(folder)
        vectors = _map(folder / "vectors.npy", "<f4", ndim=2)
        norms, order = (
            _map(folder / "norms.npy", "<f8"),
            _map(folder / "order.npy", "<i8"),
        )
        shapes = [norms.shape, order.shape, vectors.shape[:1]]
        if vectors.shape[1] == 0 or shapes != [(len(words),)] * 3:
            raise ValueError("its arrays do not belong together")
        if order.min() < 0 or order.max() >= len(words):
            raise ValueError("order.npy names rows that are not there")
        if not (norms.min() >= 0 and norms.max() < np.inf):
            raise ValueError("norms.npy holds what is no length")
    except (OSError, ValueError) as error:
        raise ValueError(
            f"the table {folder} is damaged ({error}): delete this folder; it is made "
            f"anew from {folder.name.split('-first-')[0]}.gz"
        ) from error
    return Table(words, vectors, norms, order)


def _map(path: Path, dtype: str, *, ndim: int = 1) -> NDArray[Any]:
    """Map an array into memory; seen as a plain array, which indexes faster."""
    return np.asarray(map_array(path, [dtype], ndim=ndim))
