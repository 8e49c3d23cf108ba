"""`companion.word_vectors.files`: two formats, and every way to be damaged."""

from __future__ import annotations

import bz2
import codecs
import gzip
import io
import lzma
import os
import pickle
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from gensim.models import KeyedVectors
from gensim.test.utils import datapath
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from companion.word_vectors.files import check_limit, read_word2vec

WORDS = ["tea", "New_York", "naïve", "茶", "\u200cنیم\u200cفاصله"]
ROWS = np.array(
    [[1, 2, 3], [0, 0, 0], [-1e-30, 1e30, 0.1], [4, 5, 6], [7, 8, 9]], np.float32
)


def binary(words: list[str], rows: NDArray[np.float32], end: bytes = b"") -> bytes:
    """Lay out a binary word2vec file; the original tool ends rows with a line end."""
    body = [
        word.encode() + b" " + row.astype("<f4").tobytes() + end
        for word, row in zip(words, rows, strict=True)
    ]
    return b"%d %d\n" % rows.shape + b"".join(body)


def read(
    path: Path, limit: int | None = None, chunk_bytes: int = 1 << 22
) -> tuple[list[str], NDArray[np.float32]]:
    blocks = list(read_word2vec(path, limit=limit, chunk_bytes=chunk_bytes))
    words = [word for block in blocks for word in block[0]]
    return words, np.concatenate([rows for _, rows in blocks])


def written(folder: Path, content: bytes) -> Path:
    path = folder / "vectors.bin"
    path.write_bytes(content)
    return path


@pytest.mark.parametrize("as_binary", [True, False])
@pytest.mark.parametrize("suffix", ["", ".gz"])
def test_reads_what_gensim_writes(tmp_path: Path, as_binary: bool, suffix: str) -> None:
    theirs = KeyedVectors(3)
    theirs.add_vectors(WORDS, ROWS)
    path = tmp_path / f"model{suffix}"
    theirs.save_word2vec_format(str(path), binary=as_binary)
    words, rows = read(path)
    again = KeyedVectors.load_word2vec_format(str(path), binary=as_binary)
    assert words == again.index_to_key == WORDS
    assert rows.dtype == np.float32
    assert np.array_equal(rows, again.vectors)
    assert np.array_equal(rows, ROWS)


@pytest.mark.parametrize("chunk", [1, 7, 4096])
@pytest.mark.parametrize("end", [b"", b"\n"])
def test_row_ends_and_chunk_borders_change_nothing(
    tmp_path: Path, end: bytes, chunk: int
) -> None:
    path = written(tmp_path, binary(WORDS, ROWS, end))
    words, rows = read(path, chunk_bytes=chunk)
    assert words == WORDS
    assert np.array_equal(rows, ROWS)


@settings(max_examples=50, deadline=None)
@given(
    st.lists(
        st.text(
            st.characters(exclude_characters=" \n\0", exclude_categories=["Cs"])
        ).filter(bool),
        min_size=1,
        max_size=8,
    ),
    st.integers(1, 6),
    st.integers(0, 2**32 - 1),
)
def test_any_words_and_any_numbers_survive_the_binary_format(
    tmp_path_factory: pytest.TempPathFactory, words: list[str], width: int, seed: int
) -> None:
    rows = np.random.default_rng(seed).normal(size=(len(words), width))
    content = binary(words, np.float32(rows))  # type: ignore[arg-type]
    # One number, four bytes, may be a line of text as well: with a line feed in them,
    # or where all that follows is UTF-8.
    assume(width > 1 or b"\n" not in np.float32(rows[0]).tobytes())
    assume(width > 1 or "\ufffd" in content.decode(errors="replace"))
    path = written(tmp_path_factory.mktemp("any"), content)
    read_words, read_rows = read(path)
    assert read_words == words
    assert np.array_equal(read_rows, np.float32(rows))


def test_bytes_that_look_like_the_end_of_a_line_of_text_are_numbers(
    tmp_path: Path,
) -> None:
    # As they come in one file of a thousand: a space, a digit and a line feed.
    rows = np.random.default_rng(0).normal(size=(2, 300)).astype("<f4")
    rows[0, :2] = np.frombuffer(b"\xcd\xccL=\xcd 5\n", "<f4")
    words, read_rows = read(written(tmp_path, binary(["tea", "cup"], rows)))
    assert words == ["tea", "cup"]
    assert np.array_equal(read_rows, rows)


@pytest.mark.parametrize("limit", [1, 2, 5, 6, 10**12])
def test_a_limit_takes_the_first_rows_and_a_huge_one_takes_all(
    tmp_path: Path, limit: int
) -> None:
    for content in (binary(WORDS, ROWS), as_text(WORDS, ROWS)):
        words, rows = read(written(tmp_path, content), limit)
        assert words == WORDS[:limit]
        assert np.array_equal(rows, ROWS[:limit])


def as_text(words: list[str], rows: NDArray[np.float32], end: str = "\n") -> bytes:
    lines = [
        " ".join([word, *map(str, row.tolist())])
        for word, row in zip(words, rows, strict=True)
    ]
    return ("\n".join([f"{rows.shape[0]} {rows.shape[1]}", *lines]) + end).encode()


@pytest.mark.parametrize("end", ["", "\n", " \n", "\n\n\n"])
def test_the_end_of_a_text_file_may_look_any_way(tmp_path: Path, end: str) -> None:
    words, rows = read(written(tmp_path, as_text(WORDS, ROWS, end)))
    assert words == WORDS
    assert np.array_equal(rows, ROWS)


def test_a_text_files_words_may_hold_spaces(tmp_path: Path) -> None:
    words, _ = read(written(tmp_path, as_text([". . .", "tea"], ROWS[:2])))
    assert words == [". . .", "tea"]


@pytest.mark.parametrize("wrong", [0, 3, None, 1.5])
def test_what_is_no_path_is_refused(wrong: Any) -> None:
    """Of a number, `open` would read whatever file has that number."""
    with pytest.raises(TypeError, match=r"os\.PathLike"):
        list(read_word2vec(wrong))


def test_nothing_behind_a_limit_is_read(tmp_path: Path) -> None:
    cut = binary(WORDS, ROWS)[:-5]
    words, _ = read(written(tmp_path, cut), limit=4)
    assert words == WORDS[:4]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "it is empty"),
        (b"\n" * 99, "it is empty, or begins with empty lines"),
        (as_text(WORDS, ROWS).replace(b"\n", b"\r") + b"\n", "with a carriage return"),
        (as_text(WORDS, ROWS).decode().encode("utf-16"), "it is UTF-16: save it as"),
        (as_text(WORDS, ROWS).decode().encode("utf-16-be"), "first line is"),
        (gzip.compress(gzip.compress(b"2 3")), "packed with gzip twice"),
        (b"2 3\ntea 1 2 1e99\ncup 1 2 3\n", "the vector of b'tea' is not finite"),
        (b" 1 2 3\ncup 1 2 3\n", "line 1 has a word and 2 numbers, where 2"),
        (b"\x80\x04\x95 not a header\n", "is a pickle"),
        (b"-5 3\n", "begin with the number of rows"),
        (b"0 3\n", "begin with the number of rows"),
        (b"5 0\n", "begin with the number of rows"),
        (b"5\n", "begin with the number of rows"),
        (b"1.5 3\n", "begin with the number of rows"),
        (b"9" * 200 + b" 3\n", "begin with the number of rows"),
        (b"5 3\n", "it ends after 0"),
        (binary(WORDS, ROWS)[:-1], "ends in the middle of a row"),
        (binary(WORDS, ROWS)[:-13], "ends in the middle of a row"),
        (binary(WORDS, ROWS) + b"x", "ends in the middle of a row"),
        (b"9" + binary(WORDS, ROWS)[1:], "says 9 rows, but it ends after 5"),
        (b"4" + binary(WORDS, ROWS)[1:], "says 4 rows, but there are more"),
        (b"5 99" + binary(WORDS, ROWS)[3:], "ends in the middle of a row"),
        (b"5 999999999" + binary(WORDS, ROWS)[3:], "has 999999999 numbers a row"),
        (b"5 %d" % 2**63 + binary(WORDS, ROWS)[3:], "begin with the number of rows"),
        (b"%d" % 2**63 + binary(WORDS, ROWS)[1:], "begin with the number of rows"),
        (b"9" * 18 + binary(WORDS, ROWS)[1:], "9 rows, but it ends after 5"),
        (binary(["x" * 65_537], ROWS[:1]), "begins b'xxxxxxxxxxxxxxxxxxxx' has over"),
        (b"9" + as_text(WORDS, ROWS)[1:], "says 9 rows, but it ends after 5"),
        (b"4" + as_text(WORDS, ROWS)[1:], "says 4 rows, but there are more"),
        (
            b"2 3\ntea 1 2 3\ncup 1 2\n",
            "line 3 has a word and 2 numbers, where 3",
        ),
        (
            b"2 3\ntea 1 2 3\ncup 1 two 3\n",
            "line 3 has a word and 1 numbers",
        ),
        (
            b"2 3\ntea 1 2 3\ncup\t1\t2\t3\n",
            "line 3 has tabs or several spaces in a row between its numbers, where one",
        ),
        (b"1 3\ntea 1  2 3\n", "line 2 has tabs or several spaces"),
        (b"tea 1 2 3\ncup 1\t2 3\n", "line 2 has tabs or several spaces"),
        (b"tea\t1\t2\t3\ncup\t1\t2\t3\n", "line 1 has tabs or several spaces"),
        (binary(WORDS, ROWS).replace(b"tea", b"\xfft"), "word of row 0.*not UTF-8"),
        (binary(WORDS, ROWS).replace(b"tea", b"t\na"), "row 0.*a line feed or NUL"),
        (binary(WORDS, ROWS).replace(b"tea", b"t\0a"), "row 0.*a line feed or NUL"),
        (as_text(WORDS, ROWS).replace(b"tea", b"t\0a"), "row 0.*a line feed or NUL"),
        (as_text(WORDS, ROWS).replace(b"tea", b"t\xff"), r"b't\\xff', is not UTF-8"),
        (binary(WORDS, np.where(ROWS == 7, np.nan, ROWS)), "not finite"),
        (as_text(WORDS, np.where(ROWS == 7, np.inf, ROWS)), "not finite"),
        (gzip.compress(binary(WORDS, ROWS))[:-9], "end-of-stream"),
        (gzip.compress(binary(WORDS, ROWS))[:-8] + b"\0" * 8, "CRC"),
        (b"\x1f\x8bnot gzip at all", "ompress"),
    ],
)
def test_a_damaged_file_is_refused(tmp_path: Path, content: bytes, says: str) -> None:
    path = written(tmp_path, content)
    with pytest.raises(ValueError, match=says) as caught:
        read(path)
    assert str(path) in str(caught.value)


def zipped(content: bytes) -> bytes:
    """Return a zip archive with one file."""
    with io.BytesIO() as file:
        with zipfile.ZipFile(file, "w") as archive:
            archive.writestr("glove.6B.50d.txt", content)
        return file.getvalue()


@pytest.mark.parametrize(
    ("pack", "says"),
    [
        (zipped, "is a zip archive: unpack it"),
        (bz2.compress, "is packed with bzip2: unpack it"),
        (lzma.compress, "is packed with xz: unpack it"),
    ],
)
def test_an_archive_is_named(
    tmp_path: Path, pack: Callable[[bytes], bytes], says: str
) -> None:
    with pytest.raises(ValueError, match=says):
        read(written(tmp_path, pack(as_text(WORDS, ROWS))))


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("toy-model.bin", "is a model of fastText's: read the .vec file"),
        (
            "word2vec_pre_kv_py3",
            "is a pickle, .* save_word2vec_format",
        ),
    ],
)
def test_what_gensim_and_fasttext_write_beside_is_named(
    tmp_path: Path, pack: Callable[[bytes], bytes], name: str, says: str
) -> None:
    content = Path(datapath(name)).read_bytes()
    with pytest.raises(ValueError, match=says):
        read(written(tmp_path, pack(content)))


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="Windows has no such pipes")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(OSError, match="a pipe or a device, not a file"):
        read(tmp_path / "pipe")


@pytest.mark.parametrize("has_sizes", [True, False])
def test_a_byte_order_mark_is_part_of_nothing(tmp_path: Path, has_sizes: bool) -> None:
    content = as_text(WORDS, ROWS)
    if not has_sizes:
        content = content.partition(b"\n")[2]
    words, rows = read(written(tmp_path, codecs.BOM_UTF8 + content))
    assert words == list(WORDS)
    np.testing.assert_array_equal(rows, ROWS)


def test_a_file_without_a_space_is_given_up_at_once(tmp_path: Path) -> None:
    """The file is cut off: who reads on to its end finds that out."""
    path = written(tmp_path, gzip.compress(b"5 3\n" + b"x" * (1 << 20))[:-8])
    with pytest.raises(ValueError, match="has over 65536 bytes"):
        read(path, chunk_bytes=1 << 14)
    with pytest.raises(ValueError, match="Compressed file ended"):
        read(path, chunk_bytes=1 << 21)


@pytest.mark.parametrize("as_binary", [True, False])
def test_rows_of_the_published_width(tmp_path: Path, as_binary: bool) -> None:
    rows = np.random.default_rng(0).normal(size=(5, 300)).astype(np.float32)
    content = binary(WORDS, rows) if as_binary else as_text(WORDS, rows)
    found, numbers = read(written(tmp_path, content))
    assert found == WORDS
    assert np.array_equal(numbers, rows)


def test_a_row_may_be_longer_than_what_is_read_at_a_time(tmp_path: Path) -> None:
    # And the longest words and rows that are read at all.
    words = ["a" * 65_536, "tea"]
    rows = np.arange(2_000_000, dtype=np.float32).reshape(2, -1)
    (first, *more) = read_word2vec(written(tmp_path, binary(words, rows)))
    assert [word for block in (first, *more) for word in block[0]] == words
    assert np.array_equal(np.concatenate([b[1] for b in (first, *more)]), rows)


def test_a_pickle_is_not_unpickled(tmp_path: Path) -> None:
    class Bomb:
        def __reduce__(self) -> tuple[object, tuple[str]]:
            return (open, (str(tmp_path / "exploded"), "w"))  # type: ignore[return-value]

    with pytest.raises(ValueError, match="is a pickle, which can run code"):
        read(written(tmp_path, pickle.dumps(Bomb())))
    assert not (tmp_path / "exploded").exists()


def test_a_missing_file_is_reported_as_such(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        read(tmp_path / "nothing.bin")


@pytest.mark.parametrize("limit", [0, -1, -(10**9)])
def test_a_limit_below_one_is_refused(limit: int) -> None:
    says = f"limit must be at least 1, got {limit}: None stands"
    with pytest.raises(ValueError, match=says):
        check_limit(limit)


@pytest.mark.parametrize("limit", [1.0, 2.5, "3", [1]])
def test_a_limit_that_is_no_whole_number_is_refused(limit: object) -> None:
    with pytest.raises(TypeError, match=r"must be a whole number.* None stands for"):
        check_limit(limit)  # type: ignore[arg-type]


def test_a_whole_number_of_any_kind_is_a_limit() -> None:
    assert check_limit(np.int64(7)) == 7  # type: ignore[arg-type]
    assert check_limit(None) is None


# What people have on their disks


def test_a_file_of_glove_is_read_though_it_has_no_first_line(tmp_path: Path) -> None:
    _, *lines = as_text([". . .", *WORDS[1:]], ROWS).splitlines(keepends=True)
    words, rows = read(written(tmp_path, b"".join(lines)))
    assert words == [". . .", *WORDS[1:]]
    assert np.array_equal(rows, ROWS)
    words, rows = read(written(tmp_path, gzip.compress(b"".join(lines))), limit=2)
    assert words == [". . .", WORDS[1]]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        # A first line that is wrong: the words would be "the 1" and "cup 4".
        (b"2 2\nthe 1 2 3\ncup 4 5 6\n", "line 2 has a word and 3 numbers, where 2"),
        (b"2 4\nthe 1 2 3\ncup 4 5 6\n", "line 2 has a word and 3 numbers, where 4"),
        (b"the 1 2 3\ncup 4 5\n", "line 2 has a word and 2 numbers, where 3"),
        (b"the 1 2 3\ncup 4 5 6 7\n", "line 2 has a word and 4 numbers, where 3"),
        # Features without words, with and without a line that counts them.
        (b"2 3\n0.5 1 2\n3 4 5\n", "line 2 has a word and 2 numbers, where 3"),
        (b"a,b,c\n1,2,3\n", "its first line is b'a,b,c"),
        (b"Once upon a time\nthere was\n", "its first line is b'Once upon"),
        (b"2 2\nthe 1_0 2\ncup 1 2\n", "line 2 has a word and 1 numbers"),
        (b"x\n" * 50 + b"the 1 2\n", "its first line is b'x"),
    ],
)
def test_a_text_file_that_is_something_else_is_refused_with_its_line(
    tmp_path: Path, content: bytes, says: str
) -> None:
    for packed in (content, gzip.compress(content)):
        with pytest.raises(ValueError, match=says) as caught:
            read(written(tmp_path, packed))
        assert len(str(caught.value).replace(str(tmp_path), "")) < 400


def rise_of(code: str, tmp_path: Path) -> int:
    """Return the megabytes that reading needs at most, in a process of its own."""
    program = (
        "import resource, sys\n"
        "from companion.word_vectors.files import read_word2vec\n"
        "before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "try:\n"
        f"    for block in read_word2vec({str(tmp_path / 'vectors.bin')!r}): pass\n"
        "except ValueError as error:\n"
        "    print(error)\n"
        "after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "print((after - before) >> 10)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    *said, megabytes = done.stdout.splitlines()
    assert code in "".join(said)
    return int(megabytes)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows counts memory otherwise")
@pytest.mark.parametrize("limit", [None, 1])
@pytest.mark.parametrize(
    "content",
    [
        b"100 3\n" + b"1 1:0.5 2:0.3 3:0.1\n" * 100,
        "12 3\nOnce upon a time there was an inkwell.\nÉté.\n".encode(),
    ],
)
def test_text_of_another_kind_is_not_taken_for_bytes(
    tmp_path: Path, content: bytes, limit: int | None
) -> None:
    with pytest.raises(ValueError, match=r"line 2 has a word and \d num"):
        read(written(tmp_path, content), limit)


@pytest.mark.slow
def test_short_numbers_are_text_whatever_the_next_word_holds(tmp_path: Path) -> None:
    """As bytes, the first row's numbers would reach into the next row."""
    words, rows = read(written(tmp_path, b"2 2\ntea .5 1\na\x0bb 1 0\n"))
    assert words == ["tea", "a\x0bb"]
    assert rows.tolist() == [[0.5, 1], [1, 0]]


def test_bytes_of_one_number_that_are_utf_8_are_numbers_if_a_character_is_odd(
    tmp_path: Path,
) -> None:
    numbers = np.frombuffer(b"R\xde\xbe=\x1a\x18\xc3\xbd", dtype="<f4").reshape(2, 1)
    words, rows = read(written(tmp_path, binary(["0", "0"], numbers)))
    assert words == ["0", "0"]
    assert np.array_equal(rows, numbers)


def test_numbers_with_a_comma_are_not_taken_for_bytes(tmp_path: Path) -> None:
    path = written(tmp_path, b"2 2\ntea 0,5 0,2\ncup 0,1 0,9\n")
    with pytest.raises(ValueError, match="line 2 has a word and 0 numbers, where 2"):
        read(path)


def test_a_row_that_never_ends_is_given_up(tmp_path: Path) -> None:
    with gzip.open(tmp_path / "vectors.bin", "wb", compresslevel=1) as file:
        file.write(b"9 2\ntea 1 2\ncup ")
        for _ in range(300):
            file.write(b"1" * (1 << 20))
    assert rise_of("line 3 has over", tmp_path) < 100


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="Windows counts memory otherwise")
def test_long_rows_are_read_a_few_at_a_time(tmp_path: Path) -> None:
    row = b" 1" * 400_000 + b"\n"
    with gzip.open(tmp_path / "vectors.bin", "wb", compresslevel=1) as file:
        file.write(b"12 400000\n")
        for index in range(12):
            file.write(b"w%d" % index + row)
    assert rise_of("", tmp_path) < 300
