"""Word vectors from outside: the files of others, read.

What comes from outside is read as numbers and UTF-8 text. Nothing is unpickled or run,
and no row may be so long that reading it takes the machine's memory.
"""

from __future__ import annotations

import codecs
import gzip
import os
import re
import zlib
from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import IO, cast

import numpy as np
from numpy.typing import NDArray

from ..arguments import check_size, shortened
from ..storage.files import check_no_device
from .kinds import LOOKED_AT, check_kind

Block = tuple[list[str], NDArray[np.float32]]
"""Some words and their vectors, float32 ``(len(words), D)``."""

_BATCH = 1 << 20  # numbers of a text file read at a time
_LONGEST_WORD = 1 << 16  # bytes
_LONGEST_NUMBER = 64  # characters, several times what any program writes
_MOST_NUMBERS = 1_000_000  # in a row: far more than anyone publishes


def read_word2vec(
    path: str | os.PathLike[str],
    *,
    limit: int | None = None,
    chunk_bytes: int = 1 << 22,
) -> Iterator[Block]:
    r"""Read a file in one of word2vec's two formats, or GloVe's, block by block.

    word2vec's first line holds the number of rows and of columns. Then come the rows: a
    word, a space, and the numbers, either as text up to the line's end or as float32 in
    little-endian bytes (Mikolov et al., 2013). GloVe's files have the same rows of text
    and no such line (Pennington et al., 2014). A file may be compressed with gzip, and
    a text may begin with a byte order mark.

    Parameters
    ----------
    path
        The file.
    limit
        Read at most so many rows, and nothing behind them.
    chunk_bytes
        How much of a binary file is read at a time.

    Yields
    ------
    tuple of list of str and array of float32 (rows, D)
        Some words and their vectors, in the order of the file.

    Raises
    ------
    TypeError, ValueError
        If `limit` or `chunk_bytes` is not a whole number from 1 up; if the file is cut,
        has more rows or other columns than its first line says, rows of over 1,000,000
        numbers, a word that is not UTF-8, has over 65,536 bytes or holds a line feed or
        NUL, or a number that is not finite. The error names the row.

    References
    ----------
    Mikolov, T., Sutskever, I., Chen, K., Corrado, G., and Dean, J. (2013).
    Distributed representations of words and phrases and their compositionality.

    Pennington, J., Socher, R., and Manning, C. D. (2014). GloVe: Global vectors for
    word representation.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder, "toy.txt")
    ...     _ = path.write_text("2 3\ntea 1 0 0\ncup 0 0.5 0\n")
    ...     for words, vectors in read_word2vec(path):
    ...         print(words, vectors.tolist())
    ['tea', 'cup'] [[1.0, 0.0, 0.0], [0.0, 0.5, 0.0]]
    """
    limit = check_limit(limit)
    chunk_bytes = check_size("chunk_bytes", chunk_bytes)
    check_no_device(path)
    with open(path, "rb") as file:
        packed = file.read(2) == b"\x1f\x8b"
    with cast("IO[bytes]", (gzip.open if packed else open)(path, "rb")) as file:
        try:
            yield from _read_rows(file, limit, chunk_bytes)
        except (ValueError, EOFError, gzip.BadGzipFile, zlib.error) as error:
            raise ValueError(
                f"{os.fspath(path)} cannot be read as word vectors: {error}"
            ) from error


def _read_rows(file: IO[bytes], limit: int | None, chunk_bytes: int) -> Iterator[Block]:
    beginning = file.read(LOOKED_AT)
    check_kind(beginning)
    start = len(codecs.BOM_UTF8) if beginning.startswith(codecs.BOM_UTF8) else 0
    file.seek(start)
    header = file.readline(100)
    sizes = re.fullmatch(rb"([1-9]\d{,17}) ([1-9]\d{,17})\s*", header)
    if sizes:
        promised, dim = map(int, sizes.groups())
    else:
        file.seek(start)
        promised, dim = None, _dim_of_glove(file, header)
        file.seek(start)
    if dim > _MOST_NUMBERS:
        raise ValueError(
            f"it has {dim} numbers a row, and more than {_MOST_NUMBERS} are not read"
        )
    wanted, done = limit or promised, 0
    if promised is not None and wanted is not None:
        wanted = min(promised, wanted)
    # Of what is not wanted nothing is read, so that it does not matter what it is.
    stops_early = wanted if wanted != promised else None
    for words, block in _blocks(file, dim, promised, stops_early, chunk_bytes):
        if wanted is not None and done + len(words) > wanted:
            if wanted == promised:
                raise ValueError(
                    f"its first line says {promised} rows, but there are more"
                )
            words, block = words[: wanted - done], block[: wanted - done]
        if not np.isfinite(block).all():
            row = int(np.isfinite(block).all(axis=1).argmin())
            raise ValueError(f"the vector of {shortened(words[row])} is not finite")
        yield [_decode(word, done + row) for row, word in enumerate(words)], block
        done += len(words)
        if done == stops_early:
            return
    if promised is not None and done < promised:
        raise ValueError(
            f"its first line says {promised} rows, but it ends after {done}"
        )


def _dim_of_glove(file: IO[bytes], header: bytes) -> int:
    """Return how many numbers a row has in a file without a line that says so."""
    row = file.readline(_longest_line(_MOST_NUMBERS)).split()
    dim = _numbers_at_the_end(row[1:])
    if dim < 2:
        raise ValueError(
            f"its first line is {shortened(header)}: word2vec's files begin with the "
            "number of rows and of columns, GloVe's with a word and its numbers"
        )
    return dim


def _numbers_at_the_end(parts: Sequence[bytes]) -> int:
    count = 0
    while count < len(parts) and _is_number(parts[-1 - count]):
        count += 1
    return count


def _is_number(text: bytes) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return b"_" not in text  # Python reads 1_000 as a number, nobody else does


def _longest_line(dim: int) -> int:
    return _LONGEST_WORD + dim * _LONGEST_NUMBER


def _blocks(
    file: IO[bytes],
    dim: int,
    promised: int | None,
    most: int | None,
    chunk_bytes: int,
) -> Iterator[tuple[list[bytes], NDArray[np.float32]]]:
    """Choose the format by the first row, and read to the end of the file."""
    start = file.tell()
    first = file.readline(_longest_line(dim))
    file.seek(start)
    record = file.read(first.find(b" ") + 1 + 4 * dim)  # of which a line may be a part
    file.seek(start)
    if promised is None or _is_text(first, record, dim):
        line_number = 1 if promised is None else 2
        yield from _text_blocks(file, dim, most, line_number)
    else:
        yield from _binary_blocks(file, dim, chunk_bytes)


def _is_text(row: bytes, record: bytes, dim: int) -> bool:
    """Tell a row of text, whatever it says, from one whose numbers are bytes."""
    # With a comma, as many spreadsheets write them, they are no bytes all the same.
    numbers = _numbers_at_the_end(row.replace(b",", b".").split()[1:])
    if numbers >= dim or (numbers and not _is_odd(record)):
        return True
    # Numbers may hold a byte that is a line feed, which cuts the row too early.
    if _is_odd(record) or _is_odd(row) or len(row.partition(b" ")[2]) <= 4 * dim:
        return False
    with suppress(UnicodeDecodeError):
        row.decode()
        return True
    return False


def _is_odd(row: bytes) -> bool:
    """Tell whether behind its first word stand characters that no text has."""
    return any(b < 32 for b in row.partition(b" ")[2] if b not in b"\t\r\n")


def _text_blocks(
    file: IO[bytes], dim: int, most: int | None, line_number: int
) -> Iterator[tuple[list[bytes], NDArray[np.float32]]]:
    longest, batch, left = _longest_line(dim), max(1, _BATCH // dim), most
    while True:
        words: list[bytes] = []
        numbers: list[list[float]] = []
        while len(words) < (batch if left is None else min(batch, left)):
            line = file.readline(longest)
            if not line:
                break
            if len(line) == longest:
                raise ValueError(f"line {line_number} has over {longest:,} bytes")
            if line.strip():
                word, row = _text_row(line, dim, line_number)
                words.append(word)
                numbers.append(row)
            line_number += 1
        if not words:
            return
        with np.errstate(over="ignore"):  # what does not fit is said with its word
            rows = np.array(numbers, dtype=np.float32).reshape(-1, dim)
        yield words, rows
        if left is not None:
            left -= len(words)


def _text_row(line: bytes, dim: int, number: int) -> tuple[bytes, list[float]]:
    """Take a line apart; a word may hold spaces, as some of GloVe's do."""
    word, *texts = line.rstrip().rsplit(b" ", dim)
    try:
        numbers = [float(text) for text in texts]
    except ValueError:
        numbers = []
    last_of_word = word.split()[-1:] if b" " in word else []
    if (
        len(numbers) < dim
        or any(map(_is_number, last_of_word))
        or b"_" in b"".join(texts)
    ):
        found = _numbers_at_the_end(line.split()[1:])
        if found == dim and (b"\t" in line or b"  " in line):
            raise ValueError(
                f"line {number} has tabs or several spaces in a row between its "
                f"numbers, where one space is expected: {shortened(line)}"
            )
        raise ValueError(
            f"line {number} has a word and {found} numbers, where {dim} are "
            f"expected: {shortened(line)}"
        )
    return word.strip(b" "), numbers


def _binary_blocks(
    file: IO[bytes], dim: int, chunk_bytes: int
) -> Iterator[tuple[list[bytes], NDArray[np.float32]]]:
    buffer = b""
    while more := file.read(chunk_bytes):
        buffer += more
        words, rows, used = [], [], 0
        while (space := buffer.find(b" ", used, used + _LONGEST_WORD + 1)) >= 0:
            end = space + 1 + 4 * dim
            if end > len(buffer):
                break
            # word2vec itself ends each row with a line end, gensim does not.
            words.append(buffer[used:space].removeprefix(b"\n"))
            rows.append(buffer[space + 1 : end])
            used = end
        buffer = buffer[used:]
        # What is left now is less than a row, so it never grows beyond that.
        if space < 0 and len(buffer) > _LONGEST_WORD:
            raise ValueError(
                f"the word that begins {buffer[:20]!r} has over {_LONGEST_WORD} bytes"
            )
        yield words, np.frombuffer(b"".join(rows), dtype="<f4").reshape(-1, dim)
    if buffer.strip(b"\n"):
        raise ValueError("it ends in the middle of a row")


def _decode(word: bytes, row: int) -> str:
    if b"\n" in word or b"\0" in word:
        raise ValueError(
            f"the word of row {row}, {shortened(word)}, holds a line feed or NUL: is "
            "the number of columns in the first line right?"
        )
    if any(_numbers_at_the_end(line.split()[1:]) for line in word.split(b"\r")[:-1]):
        raise ValueError(
            f"the word of row {row}, {shortened(word)}, holds rows that end as on the "
            "old Macintosh, with a carriage return: save it with line feeds"
        )
    try:
        return word.decode()
    except UnicodeDecodeError:
        raise ValueError(
            f"the word of row {row}, {word[:40]!r}, is not UTF-8"
        ) from None


def check_limit(limit: int | None) -> int | None:
    """Return a limit on the number of rows; None stands for no limit.

    Examples
    --------
    >>> check_limit(100_000)
    100000
    """
    if limit is None:
        return None
    return check_size("limit", limit, hint="None stands for all rows")
