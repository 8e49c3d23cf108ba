"""`companion.word_vectors.store`: downloads with every fault, and tables kept on disk.

The server answers like gensim's: a list of models in JSON, and for each model a packed
word2vec file (and a Python file that gensim would run to load it).
"""

from __future__ import annotations

import gzip
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from gensim import downloader

from companion.corpora import DownloadError
from companion.storage.arrays import npy_header
from companion.word_vectors.files import read_word2vec
from companion.word_vectors.store import (  # type: ignore[attr-defined]
    Block,
    StoredWords,
    drop_duplicates,
    load_table,
    open_table,
    write_table,
)
from tests.toy_vectors import BINARY, ROWS, WORDS, files, table_files

# After an answer that fails, urllib leaves its socket to the garbage collector.
pytestmark = pytest.mark.filterwarnings(
    "ignore:Exception ignored in. <socket:pytest.PytestUnraisableExceptionWarning"
)


def test_no_server_at_all_is_a_download_error(
    vector_cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(downloader, "DATA_LIST_URL", "http://127.0.0.1:9/list.json")
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    with pytest.raises(DownloadError, match="refused"):
        load_table("toy-4")
    assert not vector_cache.exists()


def test_a_senseless_limit_is_refused_before_anything_is_fetched(
    vector_cache: Path,
) -> None:
    with pytest.raises(ValueError, match="limit must be at least 1, got 0"):
        load_table("toy-4", limit=0)
    with pytest.raises(TypeError, match=r"limit must be a whole number, got 1\.5"):
        load_table("toy-4", limit=1.5)  # type: ignore[arg-type]


def test_a_limit_is_a_number_whatever_its_type(vector_cache: Path) -> None:
    vector_cache.mkdir()
    (vector_cache / "toy-4.gz").write_bytes(gzip.compress(BINARY))
    assert list(load_table("toy-4", limit=np.uint8(1)).words) == WORDS[:1]  # type: ignore[arg-type]
    assert list(load_table("toy-4", limit=np.int64(2)).words) == WORDS[:2]  # type: ignore[arg-type]
    assert list(load_table("toy-4", limit=10**300).words) == WORDS
    assert sorted(path.name for path in vector_cache.iterdir()) == [
        "toy-4",
        "toy-4-first-1",
        "toy-4-first-2",
        "toy-4.gz",
    ]


def test_a_damaged_file_leaves_no_table(vector_cache: Path) -> None:
    vector_cache.mkdir()
    (vector_cache / "toy-4.gz").write_bytes(gzip.compress(BINARY[:-1]))
    with pytest.raises(ValueError, match="middle of a row"):
        load_table("toy-4")
    assert files(vector_cache) == ["toy-4.gz"]


def test_when_another_process_was_faster_its_table_stays(tmp_path: Path) -> None:
    folder = tmp_path / "table"

    def blocks(rows: float) -> Iterator[Block]:
        yield ["tea"], np.array([[rows]], np.float32)
        if rows == 1:
            write_table(folder, blocks(2))

    write_table(folder, blocks(1))
    assert open_table(folder).vectors.tolist() == [[2]]
    assert files(tmp_path) == table_files("table")


def test_a_table_that_cannot_be_moved_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "table").write_text("a file is in the way")
    with pytest.raises(OSError, match="table"):
        write_table(tmp_path / "table", [(["tea"], np.array([[1]], np.float32))])
    assert files(tmp_path) == ["table"]


def test_many_blocks_make_one_array(tmp_path: Path) -> None:
    words = [f"w{index}" for index in range(2_500)]
    rows = np.random.default_rng(0).normal(size=(2_500, 3)).astype(np.float32)
    blocks = [(words[i : i + 999], rows[i : i + 999]) for i in range(0, 2_500, 999)]
    write_table(tmp_path / "table", blocks)
    table = open_table(tmp_path / "table")
    assert np.array_equal(table.vectors, rows)
    assert np.array_equal(np.load(tmp_path / "table" / "vectors.npy"), rows)
    assert list(table.words) == words
    assert [words[index] for index in table.order] == sorted(words)


def test_blocks_without_rows_change_nothing(tmp_path: Path) -> None:
    nothing: Block = [], np.empty((0, 1), np.float32)
    blocks = [nothing, (["tea"], np.array([[1]], np.float32)), nothing, nothing]
    write_table(
        tmp_path / "table", [*blocks, (["cup"], np.array([[2]], np.float32)), nothing]
    )
    table = open_table(tmp_path / "table")
    assert list(table.words) == ["tea", "cup"]
    assert table.vectors.tolist() == [[1], [2]]


def test_a_row_longer_than_what_is_read_at_a_time_is_stored(tmp_path: Path) -> None:
    path = tmp_path / "toy-4.gz"
    path.write_bytes(gzip.compress(BINARY))
    write_table(tmp_path / "table", read_word2vec(path, chunk_bytes=10))
    table = open_table(tmp_path / "table")
    assert list(table.words) == WORDS
    assert np.array_equal(table.vectors, ROWS)


@pytest.mark.parametrize("blocks", [[], [([], np.empty((0, 3), np.float32))]])
def test_no_rows_make_no_table(tmp_path: Path, blocks: list[Block]) -> None:
    with pytest.raises(ValueError, match="there are no rows"):
        write_table(tmp_path / "table", blocks)
    assert files(tmp_path) == []


ARRAYS = ["vectors.npy", "norms.npy", "order.npy", "ends.npy"]


def damage(path: Path, how: str) -> None:
    if how == "missing":
        path.unlink()
    elif how == "empty":
        path.write_bytes(b"")
    elif how == "cut":
        path.write_bytes(path.read_bytes()[:-1])
    elif how == "other bytes":
        path.write_bytes(b"other bytes")
    elif how == "too few":
        np.save(path, np.load(path)[:-1])
    elif how == "flat":
        np.save(path, np.float32(1))
    elif how.startswith("as "):
        np.save(path, np.load(path).astype(how[3:]))
    elif how == "negative":
        np.save(path, -1 - np.load(path))
    elif how == "too large":
        np.save(path, np.load(path) + np.load(path).dtype.type(1_000))
    elif how == "not a number":
        np.save(path, np.load(path) * np.nan)
    elif how == "falling":
        array = np.load(path)
        array[:2] = array[1::-1]
        np.save(path, array)
    elif how == "overflowing shape":
        path.write_bytes(npy_header("<f4", (2**62, 2**62)))
    elif how == "deep header":
        header = b"(" * 900
        path.write_bytes(
            b"\x93NUMPY\x01\x00" + len(header).to_bytes(2, "little") + header
        )
    elif how == "a folder":
        path.unlink()
        path.mkdir()
    else:
        np.save(path, np.array([{}] * 5, dtype=object), allow_pickle=True)


@pytest.mark.parametrize(
    ("name", "how"),
    [
        *(
            (name, how)
            for name in ARRAYS
            for how in ("missing", "empty", "cut", "other bytes", "too few", "flat")
        ),
        *(
            (name, how)
            for name in ARRAYS
            for how in (
                *("as complex64", "as int8", "as U5", "as >i4", "as float16"),
                *("overflowing shape", "deep header", "a folder"),
            )
        ),
        ("vectors.npy", "as float64"),
        ("norms.npy", "as float32"),
        ("norms.npy", "not a number"),
        ("norms.npy", "negative"),
        ("order.npy", "negative"),
        ("order.npy", "too large"),
        ("order.npy", "as uint64"),
        ("ends.npy", "falling"),
        ("ends.npy", "negative"),
        ("ends.npy", "as float64"),
        ("words.txt", "a folder"),
        ("vectors.npy", "objects"),
        ("words.txt", "missing"),
        ("words.txt", "empty"),
        ("words.txt", "cut"),
    ],
)
def test_a_damaged_table_says_how_to_make_it_anew(
    vector_cache: Path, name: str, how: str
) -> None:
    vector_cache.mkdir()
    (vector_cache / "toy-4.gz").write_bytes(gzip.compress(BINARY))
    load_table("toy-4", limit=5)
    folder = vector_cache / "toy-4-first-5"
    damage(folder / name, how)
    with pytest.raises(ValueError, match="is damaged") as caught:
        load_table("toy-4", limit=5)
    assert f"table {folder} is damaged" in str(caught.value)
    assert "delete this folder; it is made anew from toy-4.gz" in str(caught.value)
    shutil.rmtree(folder)
    assert list(load_table("toy-4", limit=5).words) == WORDS


def test_a_table_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="there is no table"):
        open_table(tmp_path / "table")


def test_what_killed_builds_have_left_is_deleted(vector_cache: Path) -> None:
    vector_cache.mkdir()
    (vector_cache / "toy-4.gz").write_bytes(gzip.compress(BINARY))
    left, by_older = vector_cache / ".part-1", vector_cache / ".part-older"
    for folder in (left, by_older):
        (folder / "folder").mkdir(parents=True)
        (folder / "folder" / "vectors.npy").write_bytes(b"x" * 1_000)
    (left / "lock").write_bytes(b"")
    for folder in (left, by_older):
        os.utime(folder, (0, 0))
    load_table("toy-4")
    assert files(vector_cache) == sorted([*table_files("toy-4"), "toy-4.gz"])


@pytest.mark.skipif(os.name != "posix", reason="a process is killed in another way")
def test_a_build_that_is_killed_leaves_nothing_for_long(
    vector_cache: Path, tmp_path: Path
) -> None:
    """A real process: swept when it was killed, and not while it runs."""
    vector_cache.mkdir()
    program = (
        "import sys, time; from pathlib import Path; import numpy as np\n"
        "from companion.word_vectors.store import write_table\n"
        "def blocks():\n"
        "    yield ['tea'], np.array([[1]], np.float32)\n"
        "    print('ready', flush=True); time.sleep(60)\n"
        "write_table(Path(sys.argv[1]), blocks())\n"
    )
    command = [sys.executable, "-c", program, str(vector_cache / "slow")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        (part,) = vector_cache.glob(".part-*")
        os.utime(part, (0, 0))
        write_table(vector_cache / "other", [(["tea"], np.array([[1]], np.float32))])
        assert part.exists()  # its process is running
        process.kill()
    write_table(vector_cache / "third", [(["tea"], np.array([[1]], np.float32))])
    assert not part.exists()
    assert sorted(path.name for path in vector_cache.iterdir()) == ["other", "third"]


def test_of_repeated_words_the_first_row_stays_and_a_warning_says_so(
    tmp_path: Path,
) -> None:
    blocks = [
        (["tea", "cup", "tea"], np.array([[1], [2], [3]], np.float32)),
        (["pot", "cup"], np.array([[4], [5]], np.float32)),
    ]
    with pytest.warns(UserWarning, match="2 rows repeat a word, for example 'tea'"):
        write_table(tmp_path / "table", blocks)
    table = open_table(tmp_path / "table")
    assert list(table.words) == ["tea", "cup", "pot"]
    assert table.vectors.tolist() == [[1], [2], [4]]


def test_no_warning_where_no_word_is_repeated() -> None:
    blocks = [
        (["tea"], np.array([[1]], np.float32)),
        (["cup"], np.array([[2]], np.float32)),
    ]
    assert [words for words, _ in drop_duplicates(blocks)] == [["tea"], ["cup"]]


def test_stored_words_are_a_sequence(tmp_path: Path) -> None:
    write_table(
        tmp_path / "table", [(["", *WORDS, "a\nb"], np.array([[1]] * 7, np.float32))]
    )
    words = StoredWords(tmp_path / "table")
    expected = ["", *WORDS, "a\nb"]
    assert len(words) == 7
    assert list(words) == expected
    assert words[-1] == "a\nb"
    assert words[1:4] == expected[1:4]
    assert words[::-2] == expected[::-2]
    assert words[np.int64(2)] == "tea"
    assert words.index("茶") == 5
    with pytest.raises(IndexError):
        words[7]
