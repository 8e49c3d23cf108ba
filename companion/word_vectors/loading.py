"""Word vectors opened by their name, or read from a file."""

from __future__ import annotations

import os

import numpy as np

from .files import read_word2vec
from .store import Table, alphabetical, drop_duplicates, load_table, row_lengths
from .vectors import WordVectors


def load_word_vectors(name: str, *, limit: int | None = None) -> WordVectors:
    """Open published word vectors, downloading them on first use.

    The file is fetched with a progress bar, from the address and with the checksum that
    gensim's downloader has. It is turned into arrays
    that are mapped into memory, so that the second time takes well under a second and
    several notebooks share one copy.

    Parameters
    ----------
    name
        A model of gensim's list, for example ``"word2vec-google-news-300"`` (3,000,000
        rows: a download of 1.7 GB, then 3.6 GB on disk) or ``"glove-twitter-25"``.
    limit
        Take only the first rows, the most frequent words; the download is the same, but
        100,000 rows of Google News take 120 MB on disk, not 3.6 GB.

    Returns
    -------
    WordVectors
        The words and their vectors as published.

    Raises
    ------
    TypeError, ValueError
        If `limit` is not a whole number from 1 up, or there is no such model.
    DownloadError
        If the model has to be downloaded and cannot be; the message says how to put it
        there by hand.

    References
    ----------
    Mikolov, T., Sutskever, I., Chen, K., Corrado, G., and Dean, J. (2013). Distributed
    representations of words and phrases and their compositionality.
    """
    return WordVectors.from_table(load_table(name, limit=limit))


def read_word_vectors(
    path: str | os.PathLike[str], *, limit: int | None = None
) -> WordVectors:
    r"""Read word vectors from a file of word2vec's, text or binary, or of GloVe's.

    Parameters
    ----------
    path
        The file, as it is or packed with gzip.
    limit
        Read only the first rows.

    Returns
    -------
    WordVectors
        The words and their vectors, in memory.

    Raises
    ------
    TypeError, ValueError
        If `limit` is not a whole number from 1 up, or the file is damaged.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = pathlib.Path(folder, "toy.txt")
    ...     _ = path.write_text("2 2\ntea 1 0\ncup 0.6 0.8\n")
    ...     read_word_vectors(path)["cup"]
    array([0.6, 0.8], dtype=float32)
    """
    words: list[str] = []
    blocks, norms = [], []
    for block_words, block in drop_duplicates(read_word2vec(path, limit=limit)):
        words += block_words
        blocks.append(block)
        norms.append(row_lengths(block))
    vectors = np.concatenate(blocks)
    vectors.flags.writeable = False
    # Reading has checked all that `WordVectors` would: no need for another copy.
    table = Table(words, vectors, np.concatenate(norms), alphabetical(words))
    return WordVectors.from_table(table)
