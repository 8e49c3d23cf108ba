"""Downloads from servers that drip, never end, pack, lie or say nothing."""

from __future__ import annotations

import gzip
import hashlib
import os
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from companion.storage.downloads import download, read_url

BODY = b"A text of our own; it stands for the real one.\n" * 400
CHECKSUM = f"sha256:{hashlib.sha256(BODY).hexdigest()}"
GREETING = b"HTTP/1.1 200 OK\r\n"
HEADERS = GREETING + b"Content-Length: %d\r\n\r\n" % len(BODY)

Answer = Callable[[socket.socket], None]


def say(content: bytes) -> Answer:
    return lambda to: to.sendall(content)


def drip(content: bytes, begin: bytes = b"") -> Answer:
    """Send a byte every tenth of a second: never silent, and never done."""

    def answer(to: socket.socket) -> None:
        to.sendall(begin)
        for byte in content:
            to.sendall(bytes([byte]))
            time.sleep(0.1)

    return answer


def repeat(content: bytes, begin: bytes = b"") -> Answer:
    """Send the same again and again, for as long as somebody listens."""

    def answer(to: socket.socket) -> None:
        to.sendall(begin)
        while True:
            to.sendall(content)

    return answer


def be_silent(to: socket.socket) -> None:
    to.recv(1)  # which comes only when the other side hangs up


@pytest.fixture
def serve(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[Answer], str]]:
    """Serve one answer to all who ask, and return its address."""
    for name in list(os.environ):
        if name.lower().endswith("_proxy"):
            monkeypatch.delenv(name)
    listening: list[socket.socket] = []
    threads: list[threading.Thread] = []

    def one(to: socket.socket, answer: Answer) -> None:
        with to, suppress(OSError):  # Whoever asked has had enough.
            to.recv(65_536)
            answer(to)
            to.shutdown(socket.SHUT_WR)

    def all_of(server: socket.socket, answer: Answer) -> None:
        while True:
            try:
                to, _ = server.accept()
            except OSError:
                return
            threads.append(threading.Thread(target=one, args=(to, answer)))
            threads[-1].start()

    def start(answer: Answer) -> str:
        server = socket.create_server(("127.0.0.1", 0))
        listening.append(server)
        threads.append(threading.Thread(target=all_of, args=(server, answer)))
        threads[-1].start()
        return f"http://127.0.0.1:{server.getsockname()[1]}/text"

    yield start
    for server in listening:
        server.shutdown(socket.SHUT_RDWR)
        server.close()
    for thread in threads:
        thread.join(timeout=20)
        assert not thread.is_alive()


def fetch(url: str, path: Path, silence: float = 60, seconds: float = 60) -> None:
    """Download the text; a test shortens only the limit that it is about.

    Were both short, a busy machine would decide which of the two is met first.
    """
    download(
        url,
        path,
        n_bytes=len(BODY),
        checksum=CHECKSUM,
        silence=silence,
        seconds=seconds,
        progress=False,
    )


def test_a_good_answer_is_stored_in_a_folder_that_is_made(
    serve: Callable[[Answer], str], tmp_path: Path
) -> None:
    path = tmp_path / "new" / "text.txt"
    fetch(serve(say(HEADERS + BODY)), path)
    assert path.read_bytes() == BODY
    assert list(path.parent.iterdir()) == [path]


def limits_for(message: str) -> dict[str, float]:
    """Return the limit that a message speaks of, made short."""
    if message.startswith("not done in"):
        return {"seconds": 0.9}
    return {"silence": 0.6} if message.startswith("no byte came") else {}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("answer", "error", "message"),
    [
        (drip(HEADERS), TimeoutError, "not done in 0.9 seconds"),
        (drip(BODY, HEADERS), TimeoutError, "not done in 0.9 seconds"),
        (be_silent, TimeoutError, "no byte came for 0.6 seconds"),
        (repeat(b"HTTP/1.1 100 Continue\r\n\r\n"), TimeoutError, "not done in"),
        (repeat(b"x" * 9_999, GREETING + b"\r\n"), ValueError, "more than 18,800 byt"),
        (
            repeat(b"1\r\nx\r\n", GREETING + b"Transfer-Encoding: chunked\r\n\r\n"),
            ValueError,
            "more than 18,800 bytes",
        ),
        (
            say(
                GREETING
                + b"Content-Encoding: gzip\r\n\r\n"
                + gzip.compress(b"\0" * 10_000_000)
            ),
            ValueError,
            r"has 9,7\d\d bytes instead of 18,800",
        ),
        (repeat(b"a: b\r\n", GREETING), OSError, "broken: .*more than 100 headers"),
        (repeat(b"x", GREETING), OSError, "broken: LineTooLong"),
        (say(b"tea?\r\n"), OSError, "broken: BadStatusLine"),
        (say(b""), OSError, "RemoteDisconnected|broken"),
        (say(HEADERS + BODY[:99]), ValueError, "has 99 bytes instead of 18,800"),
        (say(HEADERS + BODY.upper()), ValueError, "another one: its SHA256 is"),
        (say(b"HTTP/1.1 404 Not Found\r\n\r\n"), OSError, "404"),
        (
            repeat(b"x" * 9_999, b"HTTP/1.1 302 Found\r\nLocation: /text\r\n\r\n"),
            OSError,
            "infinite loop",
        ),
        (say(b"HTTP/1.1 302 Found\r\nLocation: file:///etc\r\n\r\n"), OSError, "302"),
    ],
)
def test_a_bad_answer_ends_in_time_with_a_reason_and_leaves_nothing(
    answer: Answer,
    error: type[Exception],
    message: str,
    serve: Callable[[Answer], str],
    tmp_path: Path,
) -> None:
    path = tmp_path / "text.txt"
    begin = time.monotonic()
    with pytest.raises(error, match=message):
        fetch(serve(answer), path, **limits_for(message))
    assert time.monotonic() - begin < 30  # It would be 30 minutes, or for ever.
    assert list(tmp_path.iterdir()) == []


def test_an_endless_answer_is_read_no_further_than_the_known_size(
    serve: Callable[[Answer], str], tmp_path: Path
) -> None:
    sent = 0

    def answer(to: socket.socket) -> None:
        nonlocal sent
        to.sendall(GREETING + b"\r\n")
        while True:
            sent += to.send(b"x" * 1_000)

    with pytest.raises(ValueError, match="more than 18,800 bytes"):
        fetch(serve(answer), tmp_path / "text.txt")
    # What was on its way is lost; that is what two sockets hold, a few megabytes.
    assert sent < 50_000_000


def test_a_list_is_read_up_to_a_limit(serve: Callable[[Answer], str]) -> None:
    url = serve(say(HEADERS + BODY))
    assert read_url(url, at_most=len(BODY)) == BODY
    with pytest.raises(ValueError, match="has more than 18,799 bytes"):
        read_url(url, at_most=len(BODY) - 1)
    with pytest.raises(ValueError, match="has more than 1,000 bytes"):
        read_url(serve(repeat(b"x", GREETING + b"\r\n")), at_most=1_000)
    with pytest.raises(TimeoutError, match="not done in 1 seconds"):
        read_url(serve(drip(HEADERS)), at_most=1_000, seconds=1)


def test_what_killed_downloads_left_is_deleted(
    serve: Callable[[Answer], str], tmp_path: Path
) -> None:
    left = tmp_path / f"text.txt.{'0' * 32}.part"
    left.write_bytes(b"half")
    os.utime(left, (1e9, 1e9))
    fetch(serve(say(HEADERS + BODY)), tmp_path / "text.txt")
    assert [path.name for path in tmp_path.iterdir()] == ["text.txt"]


@pytest.mark.slow
def test_encrypted_answers_are_held_to_the_same_time(
    serve: Callable[[Answer], str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With a certificate of its own, as the proxy of an office may have."""
    certificate, key = tmp_path / "cert.pem", tmp_path / "key.pem"
    try:
        subprocess.run(
            [
                *("openssl", "req", "-x509", "-newkey", "ec", "-nodes", "-days", "2"),
                *("-pkeyopt", "ec_paramgen_curve:prime256v1", "-subj", "/CN=localhost"),
                *("-addext", "subjectAltName=IP:127.0.0.1"),
                *("-keyout", str(key), "-out", str(certificate)),
            ],
            check=True,
            capture_output=True,
        )
    except (FileNotFoundError, subprocess.CalledProcessError):
        pytest.skip("there is no openssl to make a certificate with")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)

    def encrypted(answer: Answer) -> str:
        def wrapped(to: socket.socket) -> None:
            with context.wrap_socket(to, server_side=True) as inner:
                inner.recv(65_536)
                answer(inner)

        server = socket.create_server(("127.0.0.1", 0))

        def accept() -> None:
            with server, server.accept()[0] as to, suppress(OSError):
                wrapped(to)  # until whoever asked has had enough

        threading.Thread(target=accept, daemon=True).start()
        return f"https://127.0.0.1:{server.getsockname()[1]}/text"

    path = tmp_path / "text.txt"
    with pytest.raises(OSError, match="certificate verify failed"):
        fetch(encrypted(say(HEADERS + BODY)), path)
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(certificate))
    fetch(encrypted(say(HEADERS + BODY)), path)
    assert path.read_bytes() == BODY
    for answer in (drip(HEADERS), drip(BODY, HEADERS)):
        with pytest.raises(TimeoutError, match=r"not done in 0\.9 seconds"):
            fetch(encrypted(answer), path, seconds=0.9)
    # One that never greets is no worse.
    url = serve(be_silent).replace("http:", "https:")
    with pytest.raises(OSError, match="timed out"):
        fetch(url, path, silence=0.6)
