"""Run the hub that hub/Dockerfile makes, in a network of its own."""

from __future__ import annotations

import contextlib
import ctypes
import signal
import socket
import struct
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import httpx

from tools.hub import image

ADDRESS = "http://127.0.0.1:8000"


@contextlib.contextmanager
def running(root: Path, password: str, log: Path) -> Iterator[None]:
    """Run the hub that the image runs, until the class is over."""
    steps = image.read_steps(image.DOCKERFILE.read_text(encoding="utf-8"))
    variables = image.environment(steps) | {"HUB_PASSWORD": password}
    line, env = image.enter(root, image.command(steps), variables)
    with log.open("w") as file:
        hub = subprocess.Popen(line, env=env, stdout=file, stderr=file)
        try:
            wait_for(hub, log)
            yield
        finally:
            hub.send_signal(signal.SIGTERM)
            hub.wait(60)


def wait_for(hub: subprocess.Popen[bytes], log: Path) -> None:
    """Wait until the hub shows its login page."""
    for _ in range(120):
        with contextlib.suppress(httpx.HTTPError):
            if httpx.get(f"{ADDRESS}/hub/login").is_success:
                return
        if hub.poll() is not None:
            break
        time.sleep(1)
    raise RuntimeError(f"the hub did not start; its last words are in {log}")


def collect(root: Path) -> dict[str, int]:
    """Collect the class's progress as a teacher does; return how much each solved."""
    steps = image.read_steps(image.DOCKERFILE.read_text(encoding="utf-8"))
    words = ["sh", "/opt/hub/collect.sh", "--csv", "/srv/hub/class.csv"]
    line, env = image.enter(root, words, image.environment(steps))
    subprocess.run(line, env=env, check=True)
    kept = (root / "srv/hub/progress").glob("learner*.txt")
    return {path.stem: len(path.read_text().split()) for path in kept}


def leave_the_network() -> None:
    """Go on in a network of this machine's own, in which nothing else is.

    Raises
    ------
    OSError
        If this process may not do that.
    """
    import fcntl

    if ctypes.CDLL(None, use_errno=True).unshare(0x4000_0000):  # CLONE_NEWNET
        raise OSError(ctypes.get_errno(), "no network of its own for the trial")
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        # SIOCSIFFLAGS, IFF_UP: the loopback's address, by which all of them talk.
        fcntl.ioctl(any_socket, 0x8914, struct.pack("16sh14x", b"lo", 1))
