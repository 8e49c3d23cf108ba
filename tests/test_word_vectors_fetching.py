"""Published vectors are fetched, checked and put in place, whatever goes wrong."""

from __future__ import annotations

import contextlib
import gc
import gzip
import hashlib
import json
import pickle
import socket
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
from companion.storage.downloads import open_url
from companion.word_vectors.store import load_table
from tests.toy_vectors import BINARY, ROWS, TEXT, WORDS, files, table_files


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


@pytest.mark.parametrize("content", [BINARY, TEXT.encode()], ids=["binary", "text"])
def test_a_model_is_fetched_checked_and_mapped(
    host: Host, vector_cache: Path, content: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    host.offer("toy-4", content)
    table = load_table("toy-4")
    assert list(table.words) == WORDS
    assert np.array_equal(table.vectors, ROWS)
    assert np.array_equal(table.norms, np.linalg.norm(ROWS.astype(float), axis=1))
    assert [WORDS[index] for index in table.order] == sorted(WORDS)
    assert files(vector_cache) == sorted([*table_files("toy-4"), "toy-4.gz"])
    assert "100%" in capsys.readouterr().err  # a progress bar


def test_the_code_that_gensim_would_run_is_not_even_fetched(
    host: Host, vector_cache: Path
) -> None:
    host.offer("toy-4", BINARY)
    load_table("toy-4")
    assert host.asked == ["/list.json", "/data/toy-4/toy-4.gz"]


def test_the_second_time_needs_no_network_and_no_reading(
    host: Host, vector_cache: Path
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
    host: Host, vector_cache: Path
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


@pytest.mark.slow
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
    vector_cache: Path,
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
        assert f"save toy-4.gz as {vector_cache / 'toy-4.gz'}" in str(caught.value)
    assert files(vector_cache) == [] if vector_cache.exists() else True
    host.answers = whole
    assert list(load_table("toy-4").words) == WORDS


def test_a_download_changes_no_setting_of_python_or_gensim(
    host: Host, vector_cache: Path
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


def test_a_pickle_with_the_right_checksum_is_not_unpickled(
    host: Host, vector_cache: Path, tmp_path: Path
) -> None:
    class Bomb:
        def __reduce__(self) -> tuple[object, tuple[str, str]]:
            return (open, (str(tmp_path / "exploded"), "w"))

    host.offer("toy-4", pickle.dumps(Bomb()))
    with pytest.raises(ValueError, match="cannot be read as word vectors"):
        load_table("toy-4")
    assert not (tmp_path / "exploded").exists()
    assert files(vector_cache) == ["toy-4.gz"]


def test_a_file_put_there_by_hand_is_used(vector_cache: Path) -> None:
    vector_cache.mkdir()
    (vector_cache / "toy-4.gz").write_bytes(gzip.compress(BINARY))
    assert list(load_table("toy-4").words) == WORDS


def test_an_unknown_model_is_named_with_near_ones(
    host: Host, vector_cache: Path
) -> None:
    host.offer("toy-4", BINARY)
    with pytest.raises(ValueError, match=r"no model 'toy-5'. Near it: toy-4"):
        load_table("toy-5")
    with pytest.raises(ValueError, match=r"It has: another-model-50, toy-4"):
        load_table("xyz")
    with pytest.raises(ValueError, match="no model 'text8'"):  # a corpus, not a model
        load_table("text8")
    assert not vector_cache.exists()


@pytest.mark.parametrize("name", ["a" * 101, "a" * 10**6])
def test_a_name_that_no_file_could_have_is_refused(
    vector_cache: Path, name: str
) -> None:
    with pytest.raises(ValueError, match="is not the name of a model") as caught:
        load_table(name)
    assert len(str(caught.value)) < 300


@pytest.mark.parametrize("name", ["", "..", "../toy", "a/b", "a\\b", "/etc", ".x", "é"])
def test_a_name_cannot_lead_out_of_the_folder(vector_cache: Path, name: str) -> None:
    with pytest.raises(ValueError, match="not the name of a model"):
        load_table(name)


def test_two_threads_download_at_the_same_time(host: Host, vector_cache: Path) -> None:
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
    assert [path.name for path in vector_cache.iterdir() if ".part" in path.name] == []


def test_a_download_is_moved_into_place_as_a_whole(
    host: Host, vector_cache: Path, monkeypatch: pytest.MonkeyPatch
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
    assert (gzip.decompress(packed), target) == (BINARY, vector_cache / "toy-4.gz")
    assert files(vector_cache) == []
