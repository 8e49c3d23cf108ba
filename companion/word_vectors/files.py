"""Word vectors from outside: reading word2vec's files, and downloading them.

What comes from outside is read as numbers and UTF-8 text. Nothing is unpickled or run.
"""

from __future__ import annotations

import contextlib
import difflib
import gzip
import itertools
import json
import os
import re
import socket
import tempfile
import threading
import urllib.request
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any, cast

import numpy as np
from numpy.typing import NDArray

from ..arguments import check_size
from ..corpora import DownloadError

Block = tuple[list[str], NDArray[np.float32]]
"""Some words and their vectors, float32 ``(len(words), D)``."""

_CHUNK = 1 << 22  # bytes read at a time
_LONGEST_LINE = 1 << 22  # bytes
_LONGEST_WORD = 1 << 16  # bytes
_MOST_NUMBERS = 1_000_000  # in a row: far more than anyone publishes
_TIMEOUT = 30.0  # seconds of silence after which a server is given up
_GENSIM_SETTINGS = threading.Lock()


def read_word2vec(
    path: str | os.PathLike[str], *, limit: int | None = None
) -> Iterator[Block]:
    r"""Read a file in one of word2vec's two formats, block by block.

    The first line holds the number of rows and of columns. Then come the rows: a word,
    a space, and the numbers, either as text up to the line's end or as float32 in
    little-endian bytes (Mikolov et al., 2013). The file may be compressed with gzip.

    Parameters
    ----------
    path
        The file.
    limit
        Read at most so many rows, and nothing behind them.

    Yields
    ------
    tuple of list of str and array of float32 (rows, D)
        Some words and their vectors, in the order of the file.

    Raises
    ------
    TypeError, ValueError
        If `limit` is not a whole number from 1 up; if the file is cut, holds more rows
        than its first line says, rows of over 1,000,000 numbers, a word that is not
        UTF-8 or has over 65,536 bytes, or a number that is not finite.

    References
    ----------
    Mikolov, T., Sutskever, I., Chen, K., Corrado, G., and Dean, J. (2013).
    Distributed representations of words and phrases and their compositionality.

    Examples
    --------
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder, "toy.txt")
    ...     _ = path.write_text("2 3\ntea 1 0 0\ncup 0 0.5 0\n")
    ...     for words, vectors in read_word2vec(path):
    ...         print(words, vectors.tolist())
    ['tea', 'cup'] [[1.0, 0.0, 0.0], [0.0, 0.5, 0.0]]
    """
    limit = check_limit(limit)
    with open(path, "rb") as file:
        packed = file.read(2) == b"\x1f\x8b"
    with cast("IO[bytes]", (gzip.open if packed else open)(path, "rb")) as file:
        try:
            yield from _read_rows(file, limit)
        except (ValueError, EOFError, gzip.BadGzipFile, zlib.error) as error:
            raise ValueError(
                f"{os.fspath(path)} cannot be read as word vectors: {error}. "
                "Remove the file and fetch it anew."
            ) from error


def _read_rows(file: IO[bytes], limit: int | None) -> Iterator[Block]:
    header = file.readline(100)
    if not (sizes := re.fullmatch(rb"([1-9]\d{,17}) ([1-9]\d{,17})\s*", header)):
        raise ValueError(
            f"its first line is {header!r}, not the number of rows and of columns"
        )
    count, width = map(int, sizes.groups())
    if width > _MOST_NUMBERS:
        raise ValueError(
            f"its first line says {width} numbers a row, and more than {_MOST_NUMBERS} "
            "are not read"
        )
    wanted = min(count, limit or count)
    done = 0
    for words, block in _blocks(file, width, None if wanted == count else wanted):
        if done + len(words) > wanted:
            if wanted == count:
                raise ValueError(
                    f"its first line says {count} rows, but there are more"
                )
            words, block = words[: wanted - done], block[: wanted - done]
        if not np.isfinite(block).all():
            row = int(np.isfinite(block).all(axis=1).argmin())
            raise ValueError(f"the vector of {words[row]!r} is not finite")
        yield [_decode(word, done + row) for row, word in enumerate(words)], block
        done += len(words)
        if done == wanted < count:
            return
    if done < wanted:
        raise ValueError(f"its first line says {count} rows, but it ends after {done}")


def _blocks(
    file: IO[bytes], width: int, most: int | None
) -> Iterator[tuple[list[bytes], NDArray[np.float32]]]:
    """Choose the format by the first row, and read to the end of the file."""
    start = file.tell()
    first = file.readline(_LONGEST_LINE).rstrip().rsplit(b" ", width)
    file.seek(start)
    try:
        text = len([float(number) for number in first[1:]]) == width
    except ValueError:
        text = False
    if text:
        yield from _text_blocks(itertools.islice(file, most), width)
    else:
        yield from _binary_blocks(file, width)


def _text_blocks(
    lines: Iterator[bytes], width: int
) -> Iterator[tuple[list[bytes], NDArray[np.float32]]]:
    while batch := list(itertools.islice(lines, 1_000)):
        rows = [line.rstrip().rsplit(b" ", width) for line in batch if line.strip()]
        for row in rows:
            if len(row) <= width:
                raise ValueError(f"the row {row[0][:40]!r} has not {width} numbers")
        numbers = [[float(number) for number in row[1:]] for row in rows]
        vectors = np.array(numbers, dtype=np.float32).reshape(-1, width)
        yield [row[0] for row in rows], vectors


def _binary_blocks(
    file: IO[bytes], width: int
) -> Iterator[tuple[list[bytes], NDArray[np.float32]]]:
    buffer = b""
    while more := file.read(_CHUNK):
        buffer += more
        words, rows, used = [], [], 0
        while (space := buffer.find(b" ", used, used + _LONGEST_WORD + 1)) >= 0:
            end = space + 1 + 4 * width
            if end > len(buffer):
                break
            # word2vec itself ends each row with a line end, gensim does not.
            words.append(buffer[used:space].lstrip(b"\n"))
            rows.append(buffer[space + 1 : end])
            used = end
        buffer = buffer[used:]
        # What is left now is less than a row, so it never grows beyond that.
        if space < 0 and len(buffer) > _LONGEST_WORD:
            raise ValueError(
                f"the word that begins {buffer[:20]!r} has over {_LONGEST_WORD} bytes"
            )
        yield words, np.frombuffer(b"".join(rows), dtype="<f4").reshape(-1, width)
    if buffer.strip(b"\n"):
        raise ValueError("it ends in the middle of a row")


def _decode(word: bytes, row: int) -> str:
    try:
        return word.decode()
    except UnicodeDecodeError:
        raise ValueError(
            f"the word of row {row}, {word[:40]!r}, is not UTF-8"
        ) from None


def check_limit(limit: int | None) -> int | None:
    """Return a limit on the number of rows, or raise if it makes no sense.

    Parameters
    ----------
    limit
        How many rows at most; None for no limit.

    Returns
    -------
    int or None
        The limit.

    Raises
    ------
    TypeError
        If it is not a whole number.
    ValueError
        If it is below 1.

    Examples
    --------
    >>> check_limit(100_000)
    100000
    """
    if limit is None:
        return None
    return check_size("limit", limit, hint="None stands for all rows")


def download(name: str, target: Path) -> None:
    """Fetch a model of gensim's list through gensim's downloader, as a packed file.

    gensim compares the file with the list's MD5 checksum. It also fetches a Python file
    that would load the model; that file is thrown away unread.

    Parameters
    ----------
    name
        The model's name.
    target
        Where to put the file, a word2vec file packed with gzip.

    Raises
    ------
    ValueError
        If the list has no such model.
    DownloadError
        If the list or the model cannot be fetched, or its checksum is wrong. No file is
        left behind.
    """
    from gensim import downloader

    try:
        with urllib.request.urlopen(downloader.DATA_LIST_URL, timeout=_TIMEOUT) as page:
            models = {**json.load(page)["models"]}
    except Exception as error:  # whatever a broken server can make json or http raise
        raise DownloadError(
            f"could not read gensim's list of models, {downloader.DATA_LIST_URL}: "
            f"{_describe(error)}\n{_by_hand(name, target)}"
        ) from error
    if name not in models:
        near = difflib.get_close_matches(name, models, n=3)
        raise ValueError(
            f"gensim's list has no model {name!r}. "
            f"{'Near it' if near else 'It has'}: {', '.join(near or sorted(models))}"
        )
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".part-") as part:
        try:
            with _gensim_downloads(part, models):
                downloader.load(name, return_path=True)
            os.replace(Path(part, name, f"{name}.gz"), target)
        except Exception as error:  # gensim raises a plain Exception for a checksum
            raise DownloadError(
                f"could not download {name} from {downloader.DOWNLOAD_BASE_URL}: "
                f"{_describe(error)}\n{_by_hand(name, target)} "
                f"Its MD5 checksum is {models[name].get('checksum')}."
            ) from error


def _describe(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"


def _by_hand(name: str, target: Path) -> str:
    return f"To put the file there by hand, save {name}.gz as {target}."


@contextlib.contextmanager
def _gensim_downloads(folder: str, models: dict[str, Any]) -> Iterator[None]:
    """Give gensim's downloader a folder, a list and a time limit, then take them back.

    It has no arguments for these: it reads its own, `tempfile`'s and `socket`'s module
    variables. Its unfinished downloads would otherwise be left behind, and it would
    fetch the list again for every question it has.
    """
    from gensim import downloader

    with _GENSIM_SETTINGS:
        saved = downloader.BASE_DIR, downloader.info
        saved_folder, saved_timeout = tempfile.tempdir, socket.getdefaulttimeout()
        downloader.BASE_DIR = tempfile.tempdir = folder
        downloader.info = lambda: {"corpora": {}, "models": models}
        socket.setdefaulttimeout(_TIMEOUT)
        try:
            yield
        finally:
            downloader.BASE_DIR, downloader.info = saved
            tempfile.tempdir = saved_folder
            socket.setdefaulttimeout(saved_timeout)
