"""Files fetched from an address: of a known size, in a known time, with a checksum.

What a server sends is not trusted. It may be silent, or send a byte every half second
for days; its answer may have no end, or unpack to a thousand times its size. So a
download has a limit of time that holds for all of it (the greeting too, which no time
limit of a library covers), a limit of bytes, and asks for nothing that is packed.
"""

from __future__ import annotations

import hashlib
import http.client
import io
import os
import ssl
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPMessage, HTTPResponse, HTTPSConnection
from pathlib import Path
from typing import IO, Any

from .files import new_file, sweep

_CHUNK = 1 << 16  # bytes read at a time


def download(
    url: str,
    path: str | os.PathLike[str],
    *,
    n_bytes: int,
    checksum: str,
    silence: float = 30.0,
    seconds: float | None = None,
    progress: bool = True,
) -> None:
    """Fetch a file, and put it in its place if it is the right one.

    Proxies are used as the environment says (``https_proxy``, ``no_proxy``). What
    killed downloads of the same file have left is deleted.

    Parameters
    ----------
    url
        Its address, ``http:`` or ``https:``.
    path
        Where to put it. Its folder is made if need be.
    n_bytes
        How large it is.
    checksum
        Its hash, as in ``"sha256:b41e41…"`` or ``"md5:a5e5…"``.
    silence
        How long to wait for the next byte, in seconds.
    seconds
        How long all of it may take, by default a minute and what 50,000 bytes a second
        would need.
    progress
        Whether to show a progress bar, on standard error.

    Raises
    ------
    OSError
        If it cannot be fetched in time (a `TimeoutError`), or not be written.
    ValueError
        If it has another size or checksum. Then, too, nothing is left behind.
    """
    path = Path(path)
    if seconds is None:
        seconds = 60 + n_bytes / 50_000
    path.parent.mkdir(parents=True, exist_ok=True)
    sweep(path)
    kind, _, expected = checksum.partition(":")
    with (
        open_url(url, silence=silence, seconds=seconds) as answer,
        new_file(path) as file,
    ):
        found = _copy(answer, file, hashlib.new(kind), n_bytes, progress)
        if found != expected:
            raise ValueError(
                f"the file that was sent is another one: its {kind.upper()} is {found}"
            )


def _copy(
    answer: IO[bytes], file: IO[bytes], digest: Any, n_bytes: int, progress: bool
) -> str:
    from tqdm import tqdm

    done = 0
    with tqdm(total=n_bytes, unit="B", unit_scale=True, disable=not progress) as bar:
        while content := answer.read(min(_CHUNK, n_bytes - done + 1)):
            done += len(content)
            if done > n_bytes:
                raise ValueError(
                    f"the file that was sent has more than {n_bytes:,} bytes"
                )
            digest.update(content)
            file.write(content)
            bar.update(len(content))
    if done < n_bytes:
        raise ValueError(
            f"the file that was sent has {done:,} bytes instead of {n_bytes:,}"
        )
    found: str = digest.hexdigest()
    return found


def read_url(
    url: str, *, at_most: int, silence: float = 30.0, seconds: float = 60.0
) -> bytes:
    """Fetch what is at an address into memory: an `OSError` if that takes too long.

    If it is more than `at_most` bytes, that is a `ValueError`.
    """
    with open_url(url, silence=silence, seconds=seconds) as answer:
        content = answer.read(at_most + 1)
    if len(content) > at_most:
        raise ValueError(f"{url} has more than {at_most:,} bytes")
    return content


@contextmanager
def open_url(url: str, *, silence: float, seconds: float) -> Iterator[IO[bytes]]:
    """Open what is at an address, to be read until a time that nothing can stretch."""
    clock = _Clock(silence, seconds)
    request = urllib.request.Request(url, headers={"Accept-Encoding": "identity"})
    try:
        with _opener(clock).open(request, timeout=min(silence, seconds)) as answer:
            yield answer
    except urllib.error.HTTPError as error:
        error.close()  # It is also the answer, which nobody is going to read.
        reason = " ".join(str(error.reason).split())
        raise OSError(f"the server answers {error.code}: {reason}") from None
    except http.client.HTTPException as error:
        raise OSError(f"the server's answer is broken: {error!r}") from error


class _Clock:
    """Says how long to wait for the next bytes."""

    def __init__(self, silence: float, seconds: float) -> None:
        self._silence, self._seconds = silence, seconds
        self._end = time.monotonic() + seconds

    def next(self) -> float:
        left = self._end - time.monotonic()
        if left <= 0:
            raise self.over()
        return min(left, self._silence)

    def over(self) -> TimeoutError:
        if time.monotonic() >= self._end:
            return TimeoutError(f"timed out: not done in {self._seconds:g} seconds")
        return TimeoutError(f"timed out: no byte came for {self._silence:g} seconds")


class _Stream(io.RawIOBase):
    """What comes from a socket, with the time that is left as its time limit."""

    def __init__(self, socket: Any, clock: _Clock) -> None:
        self._socket, self._clock = socket, clock
        self._raw = socket.makefile("rb", buffering=0)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> Any:
        self._socket.settimeout(self._clock.next())
        try:
            return self._raw.readinto(buffer)
        except TimeoutError:
            raise self._clock.over() from None

    def close(self) -> None:
        self._raw.close()
        super().close()


def _opener(clock: _Clock) -> urllib.request.OpenerDirector:
    """Return what opens addresses, and reads every answer by the clock."""

    class Answer(HTTPResponse):
        def __init__(self, socket: Any, *arguments: Any, **options: Any) -> None:
            super().__init__(socket, *arguments, **options)
            self.fp.close()
            self.fp = io.BufferedReader(_Stream(socket, clock))

    class Plain(HTTPConnection):
        response_class = Answer

    class Secure(HTTPSConnection):
        response_class = Answer

    class OpenPlain(urllib.request.HTTPHandler):
        def http_open(self, request: urllib.request.Request) -> HTTPResponse:
            return self.do_open(Plain, request)

    class OpenSecure(urllib.request.HTTPSHandler):
        def https_open(self, request: urllib.request.Request) -> HTTPResponse:
            return self.do_open(Secure, request, context=_trusting())

    return urllib.request.build_opener(OpenPlain, OpenSecure, _Redirect)


def _trusting() -> ssl.SSLContext:
    """Read the certificates to go by: a tenth of a second, for ``https:`` alone."""
    import certifi

    # The system's certificates, those that browsers go by, and those of an office
    # whose proxy has its own, named in the variable that most Python programs heed.
    context = ssl.create_default_context()
    context.load_verify_locations(certifi.where())
    if own := os.environ.get("REQUESTS_CA_BUNDLE"):
        context.load_verify_locations(own)
    return context


class _Redirect(urllib.request.HTTPRedirectHandler):
    """Goes where it is sent, without reading the rest of what sends it there."""

    def redirect_request(
        self,
        request: urllib.request.Request,
        answer: IO[bytes],
        code: int,
        message: str,
        headers: HTTPMessage,
        url: str,
    ) -> urllib.request.Request | None:
        answer.close()
        return super().redirect_request(request, answer, code, message, headers, url)
