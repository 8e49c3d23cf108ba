"""`companion.word_vectors.store`: downloads with every fault, and tables kept on disk.

The server answers like gensim's: a list of models in JSON, and for each model a packed
word2vec file (and a Python file that gensim would run to load it).
"""

from __future__ import annotations

import contextlib
import gc
import gzip
import hashlib
import json
import os
import pickle
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pytest
from gensim import downloader

from companion.corpora import DownloadError
from companion.storage import downloads
from companion.storage import files as storage_files
from companion.storage.arrays import npy_header
from companion.storage.downloads import open_url
from companion.word_vectors import store as word_vector_store
from companion.word_vectors.files import read_word2vec
from companion.word_vectors.store import (  # type: ignore[attr-defined]
    Block,
    StoredWords,
    drop_duplicates,
    load_table,
    open_table,
    write_table,
)

# After an answer that fails, urllib leaves its socket to the garbage collector.
pytestmark = pytest.mark.filterwarnings(
    "ignore:Exception ignored in. <socket:pytest.PytestUnraisableExceptionWarning"
)

WORDS = ["the", "tea", "New_York", "naïve", "茶"]
ROWS = np.arange(20, dtype=np.float32).reshape(5, 4)
TEXT = "5 4\n" + "".join(
    f"{word} {' '.join(map(str, row))}\n" for word, row in zip(WORDS, ROWS, strict=True)
)
BINARY = b"5 4\n" + b"".join(
    word.encode() + b" " + row.tobytes() for word, row in zip(WORDS, ROWS, strict=True)
)


class Answer(NamedTuple):
    """What the server says to one address, and what goes wrong on the way."""

    body: bytes = b""
    status: int = 200
    sent: int | None = None  # so many bytes are sent, then the connection is cut
    hangs: bool = False  # half is sent, then nothing more happens


class Host:
    """A server like gensim's, and what it was asked for."""

    def __init__(self) -> None:
        self.answers: dict[str, Answer] = {}
        self.asked: list[str] = []
        self.stopped = threading.Event()
        self.meanwhile: Callable[[], object] = lambda: None

    def offer(self, name: str, content: bytes) -> None:
        """Put a model on the list, and its file beside it."""
        packed = gzip.compress(content)
        entry: dict[str, object] = {
            "file_name": f"{name}.gz",
            "file_size": len(packed),
            "checksum": hashlib.md5(packed).hexdigest(),
        }
        self.answers[f"/data/{name}/{name}.gz"] = Answer(packed)
        models = {name: entry, "another-model-50": entry}
        self.answers["/list.json"] = Answer(
            json.dumps({"corpora": {"text8": entry}, "models": models}).encode()
        )

    def break_(self, path: str, **fault: object) -> None:
        """Let something go wrong with one answer."""
        self.answers[path] = self.answers[path]._replace(**fault)  # type: ignore[arg-type]


@pytest.fixture
def host(monkeypatch: pytest.MonkeyPatch) -> Iterator[Host]:
    host = Host()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            host.asked.append(self.path)
            host.meanwhile()
            answer = host.answers.get(self.path, Answer(b"not here", 404))
            self.send_response(answer.status)
            self.send_header("Content-Length", str(len(answer.body)))
            self.end_headers()
            half = len(answer.body) // 2
            sent = half if answer.hangs else answer.sent
            with contextlib.suppress(ConnectionError):  # the client has given up
                self.wfile.write(answer.body[:sent])
            if answer.hangs:
                self.wfile.flush()
                host.stopped.wait(20)

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    root = f"http://127.0.0.1:{server.server_address[1]}"
    monkeypatch.setattr(downloader, "DATA_LIST_URL", f"{root}/list.json")
    monkeypatch.setattr(downloader, "DOWNLOAD_BASE_URL", f"{root}/data")
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    yield host
    host.stopped.set()
    server.shutdown()
    thread.join()
    server.server_close()
    gc.collect()  # here, so that no later test is blamed for the sockets


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(word_vector_store, "user_folder", lambda: tmp_path)
    return tmp_path / "word-vectors"


def files(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*"))


def table_files(folder: str) -> list[str]:
    names = ["ends.npy", "norms.npy", "order.npy", "vectors.npy", "words.txt"]
    return [folder, *(f"{folder}/{name}" for name in names)]


@pytest.mark.parametrize("content", [BINARY, TEXT.encode()], ids=["binary", "text"])
def test_a_model_is_fetched_checked_and_mapped(
    host: Host, cache: Path, content: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    host.offer("toy-4", content)
    table = load_table("toy-4")
    assert list(table.words) == WORDS
    assert np.array_equal(table.vectors, ROWS)
    assert np.array_equal(table.norms, np.linalg.norm(ROWS.astype(float), axis=1))
    assert [WORDS[index] for index in table.order] == sorted(WORDS)
    assert files(cache) == sorted([*table_files("toy-4"), "toy-4.gz"])
    assert "100%" in capsys.readouterr().err  # a progress bar


def test_the_code_that_gensim_would_run_is_not_even_fetched(
    host: Host, cache: Path
) -> None:
    host.offer("toy-4", BINARY)
    load_table("toy-4")
    assert host.asked == ["/list.json", "/data/toy-4/toy-4.gz"]


def test_the_second_time_needs_no_network_and_no_reading(
    host: Host, cache: Path
) -> None:
    host.offer("toy-4", BINARY)
    load_table("toy-4")
    asked = len(host.asked)
    table = load_table("toy-4")
    assert len(host.asked) == asked
    for array in (table.vectors, table.norms, table.order):
        assert isinstance(array.base, np.memmap)
        assert not array.flags.writeable


def test_every_limit_has_its_table_and_the_download_is_shared(
    host: Host, cache: Path
) -> None:
    host.offer("toy-4", BINARY)
    assert list(load_table("toy-4", limit=2).words) == WORDS[:2]
    asked = len(host.asked)
    assert list(load_table("toy-4", limit=3).words) == WORDS[:3]
    assert list(load_table("toy-4", limit=10**9).words) == WORDS
    assert list(load_table("toy-4").words) == WORDS
    assert list(load_table("toy-4", limit=2).words) == WORDS[:2]
    assert len(host.asked) == asked


LIST, DATA = "/list.json", "/data/toy-4/toy-4.gz"


def listing(entry: str) -> dict[str, bytes]:
    return {"body": b'{"models": {"toy-4": %s}}' % entry.encode()}


def impatiently(url: str, *, silence: float, seconds: float) -> Any:
    return open_url(url, silence=0.4, seconds=seconds)


@pytest.mark.parametrize(
    ("path", "fault", "says"),
    [
        (LIST, {"status": 404}, "list of models.*404"),
        (LIST, {"sent": 10}, "list of models.*"),
        (LIST, {"hangs": True}, "list of models.*timed out"),
        (LIST, {"body": b"<html>"}, "list of models.*JSONDecodeError"),
        (LIST, {"body": b"[1, 2]"}, "list of models.*TypeError"),
        (LIST, {"body": b'{"corpora": {}}'}, "list of models.*'models'"),
        (LIST, {"body": b"[" * 200_000}, "list of models.*Recursion"),
        (LIST, {"body": b" " * 5_000_000}, "list of models.*more than"),
        (LIST, listing("{}"), "says of toy-4 {}"),
        (LIST, listing("5"), "says of toy-4 5, without a size"),
        (LIST, listing('{"file_size": 9, "checksum": "../x"}'), "says of toy-4"),
        (DATA, {"status": 404}, "download toy-4.*404"),
        (DATA, {"status": 500}, "download toy-4.*500"),
        (DATA, {"sent": 30}, "download toy-4"),
        (DATA, {"sent": 0}, "download toy-4"),
        (DATA, {"body": b"other bytes"}, "download toy-4.*instead of"),
        (DATA, {"body": b"x" * 10_000}, "download toy-4.*has more than"),
        (DATA, {"body": b""}, "download toy-4"),
        (DATA, {"hangs": True}, "download toy-4.*timed out"),
    ],
)
def test_a_fault_leaves_no_file_and_says_what_to_do(
    host: Host,
    cache: Path,
    monkeypatch: pytest.MonkeyPatch,
    path: str,
    fault: dict[str, object],
    says: str,
) -> None:
    host.offer("toy-4", BINARY)
    whole = dict(host.answers)
    host.break_(path, **fault)
    with monkeypatch.context() as patch:
        if fault.get("hangs"):  # a busy machine may need longer to answer
            patch.setattr(downloads, "open_url", impatiently)
        with pytest.raises(DownloadError, match=says) as caught:
            load_table("toy-4")
    if "says of" not in says:
        assert f"save toy-4.gz as {cache / 'toy-4.gz'}" in str(caught.value)
    assert files(cache) == [] if cache.exists() else True
    host.answers = whole
    assert list(load_table("toy-4").words) == WORDS


def test_a_download_changes_no_setting_of_python_or_gensim(
    host: Host, cache: Path
) -> None:
    def settings() -> list[object]:
        own = [downloader.BASE_DIR, downloader.info]
        return [*own, tempfile.tempdir, socket.getdefaulttimeout()]

    before, seen = settings(), []
    host.offer("toy-4", BINARY)
    host.meanwhile = lambda: seen.append(settings())
    load_table("toy-4")
    assert seen == [before, before]
    assert settings() == before


def test_no_server_at_all_is_a_download_error(
    cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(downloader, "DATA_LIST_URL", "http://127.0.0.1:9/list.json")
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    with pytest.raises(DownloadError, match="refused"):
        load_table("toy-4")
    assert not cache.exists()


def test_a_pickle_with_the_right_checksum_is_not_unpickled(
    host: Host, cache: Path, tmp_path: Path
) -> None:
    class Bomb:
        def __reduce__(self) -> tuple[object, tuple[str, str]]:
            return (open, (str(tmp_path / "exploded"), "w"))

    host.offer("toy-4", pickle.dumps(Bomb()))
    with pytest.raises(ValueError, match="cannot be read as word vectors"):
        load_table("toy-4")
    assert not (tmp_path / "exploded").exists()
    assert files(cache) == ["toy-4.gz"]


def test_a_file_put_there_by_hand_is_used(cache: Path) -> None:
    cache.mkdir()
    (cache / "toy-4.gz").write_bytes(gzip.compress(BINARY))
    assert list(load_table("toy-4").words) == WORDS


def test_an_unknown_model_is_named_with_near_ones(host: Host, cache: Path) -> None:
    host.offer("toy-4", BINARY)
    with pytest.raises(ValueError, match=r"no model 'toy-5'. Near it: toy-4"):
        load_table("toy-5")
    with pytest.raises(ValueError, match=r"It has: another-model-50, toy-4"):
        load_table("xyz")
    with pytest.raises(ValueError, match="no model 'text8'"):  # a corpus, not a model
        load_table("text8")
    assert not cache.exists()


@pytest.mark.parametrize("name", ["a" * 101, "a" * 10**6])
def test_a_name_that_no_file_could_have_is_refused(cache: Path, name: str) -> None:
    with pytest.raises(ValueError, match="is not the name of a model") as caught:
        load_table(name)
    assert len(str(caught.value)) < 300


@pytest.mark.parametrize("name", ["", "..", "../toy", "a/b", "a\\b", "/etc", ".x", "é"])
def test_a_name_cannot_lead_out_of_the_folder(cache: Path, name: str) -> None:
    with pytest.raises(ValueError, match="not the name of a model"):
        load_table(name)


def test_a_senseless_limit_is_refused_before_anything_is_fetched(cache: Path) -> None:
    with pytest.raises(ValueError, match="limit must be at least 1, got 0"):
        load_table("toy-4", limit=0)
    with pytest.raises(TypeError, match=r"limit must be a whole number, got 1\.5"):
        load_table("toy-4", limit=1.5)  # type: ignore[arg-type]


def test_a_limit_is_a_number_whatever_its_type(cache: Path) -> None:
    cache.mkdir()
    (cache / "toy-4.gz").write_bytes(gzip.compress(BINARY))
    assert list(load_table("toy-4", limit=True).words) == WORDS[:1]
    assert list(load_table("toy-4", limit=np.int64(2)).words) == WORDS[:2]  # type: ignore[arg-type]
    assert list(load_table("toy-4", limit=10**300).words) == WORDS
    assert sorted(path.name for path in cache.iterdir()) == [
        "toy-4",
        "toy-4-first-1",
        "toy-4-first-2",
        "toy-4.gz",
    ]


def test_a_damaged_file_leaves_no_table(cache: Path) -> None:
    cache.mkdir()
    (cache / "toy-4.gz").write_bytes(gzip.compress(BINARY[:-1]))
    with pytest.raises(ValueError, match="middle of a row"):
        load_table("toy-4")
    assert files(cache) == ["toy-4.gz"]


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
    cache: Path, name: str, how: str
) -> None:
    cache.mkdir()
    (cache / "toy-4.gz").write_bytes(gzip.compress(BINARY))
    load_table("toy-4", limit=5)
    folder = cache / "toy-4-first-5"
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


def test_two_threads_download_at_the_same_time(host: Host, cache: Path) -> None:
    names = ["toy-4", "toy-5"]
    for name in names:
        host.offer(name, BINARY)
    entry = json.loads(host.answers[LIST].body)["models"]["toy-5"]
    models = dict.fromkeys(names, entry)
    host.answers[LIST] = Answer(json.dumps({"corpora": {}, "models": models}).encode())
    together = threading.Barrier(2, timeout=60)
    host.meanwhile = together.wait  # each answer waits until both are asked for
    with ThreadPoolExecutor() as pool:
        tables = list(pool.map(load_table, names))
    assert not together.broken
    assert [list(table.words) for table in tables] == [WORDS, WORDS]
    assert [path.name for path in cache.iterdir() if ".part" in path.name] == []


def test_what_killed_builds_have_left_is_deleted(cache: Path) -> None:
    cache.mkdir()
    (cache / "toy-4.gz").write_bytes(gzip.compress(BINARY))
    left, by_older = cache / ".part-1", cache / ".part-older"
    for folder in (left, by_older):
        (folder / "folder").mkdir(parents=True)
        (folder / "folder" / "vectors.npy").write_bytes(b"x" * 1_000)
    (left / "lock").write_bytes(b"")
    for folder in (left, by_older):
        os.utime(folder, (0, 0))
    load_table("toy-4")
    assert files(cache) == sorted([*table_files("toy-4"), "toy-4.gz"])


@pytest.mark.skipif(os.name != "posix", reason="a process is killed in another way")
def test_a_build_that_is_killed_leaves_nothing_for_long(
    cache: Path, tmp_path: Path
) -> None:
    """A real process: swept when it was killed, and not while it runs."""
    cache.mkdir()
    program = (
        "import sys, time; from pathlib import Path; import numpy as np\n"
        "from companion.word_vectors.store import write_table\n"
        "def blocks():\n"
        "    yield ['tea'], np.array([[1]], np.float32)\n"
        "    print('ready', flush=True); time.sleep(60)\n"
        "write_table(Path(sys.argv[1]), blocks())\n"
    )
    command = [sys.executable, "-c", program, str(cache / "slow")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        (part,) = cache.glob(".part-*")
        os.utime(part, (0, 0))
        write_table(cache / "other", [(["tea"], np.array([[1]], np.float32))])
        assert part.exists()  # its process is running
        process.kill()
    write_table(cache / "third", [(["tea"], np.array([[1]], np.float32))])
    assert not part.exists()
    assert sorted(path.name for path in cache.iterdir()) == ["other", "third"]


def test_a_download_is_moved_into_place_as_a_whole(
    host: Host, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    host.offer("toy-4", BINARY)
    moved = []

    def replace(source: Path, target: Path) -> None:
        moved.append((source.read_bytes(), target))
        raise OSError("the disk is full")

    monkeypatch.setattr(storage_files.os, "replace", replace)  # type: ignore[attr-defined]
    with pytest.raises(DownloadError, match="the disk is full"):
        load_table("toy-4")
    ((packed, target),) = moved
    assert (gzip.decompress(packed), target) == (BINARY, cache / "toy-4.gz")
    assert files(cache) == []


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
