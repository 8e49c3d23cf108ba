"""What processes of a hub take: memory, and seconds of a processor."""

from __future__ import annotations

import contextlib
import os
import platform
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import psutil


class Use(NamedTuple):
    """What processes take, in megabytes and seconds of a processor."""

    resident: float  # with the libraries that all of them share
    own: float  # without: what one more such process adds
    data: float  # what they have asked for, and what a limit counts
    seconds: float


def processes(name: str) -> dict[str, list[psutil.Process]]:
    """Return a learner's processes on this machine: the server, and the kernels."""
    found: dict[str, list[psutil.Process]] = {"server": [], "kernel": []}
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error):
            if process.environ().get("JUPYTERHUB_USER") == name:
                words = " ".join(process.cmdline())
                kind = "kernel" if "ipykernel" in words else "server"
                if kind == "kernel" or "singleuser" in words:
                    found[kind].append(process)
    return found


def use(of: list[psutil.Process]) -> Use:
    """Return what processes take now; they may have ended."""
    resident = own = data = seconds = 0.0
    for process in of:
        with contextlib.suppress(psutil.Error):
            memory, times = process.memory_info(), process.cpu_times()
            resident += memory.rss / 1e6
            own += (memory.rss - memory.shared) / 1e6
            data += memory.data / 1e6
            seconds += times.user + times.system
            seconds += times.children_user + times.children_system
    return Use(resident, own, data, seconds)


@contextlib.contextmanager
def watched(of: list[psutil.Process]) -> Iterator[list[Use]]:
    """Look at processes five times a second; the list that is given grows."""
    seen, end = [use(of)], threading.Event()

    def look() -> None:
        while not end.wait(0.2):
            seen.append(use(of))

    thread = threading.Thread(target=look)
    thread.start()
    try:
        yield seen
    finally:
        end.set()
        thread.join()
        seen.append(use(of))


def the_hubs(root: Path) -> list[psutil.Process]:
    """Return the processes of the hub itself: hub, proxy and culler."""
    parts = "jupyterhub --config", "configurable-http-proxy", "idle_culler"
    found = []
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error, OSError):
            words = " ".join(process.cmdline())
            inside = os.readlink(f"/proc/{process.pid}/root") == str(root)
            if inside and any(part in words for part in parts):
                found.append(process)
    return found


def machine() -> str:
    """Return in a few words what machine this is."""
    memory = round(psutil.virtual_memory().total / 2**30)
    return f"{os.cpu_count()} cores, {platform.machine()}, {memory} GB"
