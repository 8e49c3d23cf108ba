"""Kernels that need not load the libraries first.

A kernel needs half a second of a processor before it runs anything, and two more where
a notebook imports torch. Here one process loads both, and makes a copy of itself by
`os.fork` for each kernel. Jupyter starts this file in place of ipykernel: it asks for a
copy, passes signals on to it, and ends as the copy ends or the copy with it.

    python ready_kernels.py serve SOCKET
    python ready_kernels.py kernel SOCKET -f CONNECTION_FILE
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import sys

LARGEST = 1_000_000  # bytes of arguments and environment


def serve(place: str) -> None:
    """Load the libraries, then copy this process for everyone who asks."""
    import gc

    import ipykernel.kernelapp  # noqa: F401
    import torch  # noqa: F401

    del sys.path[0]  # this file's folder; a kernel puts its own in place of it
    gc.freeze()  # a collection in a copy would go through all of the libraries
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(place)
        listening.listen()
        print("ready", flush=True)
        while True:
            asking, _ = listening.accept()
            if not os.fork():
                listening.close()
                _watch(asking)
            asking.close()
            while _has_ended_one():
                pass


def _has_ended_one() -> bool:
    try:
        return os.waitpid(-1, os.WNOHANG)[0] > 0
    except ChildProcessError:
        return False


def _watch(asking: socket.socket) -> None:
    """Run a kernel for someone, and tell them how it ended; end it when they end."""
    import threading

    given, streams, _, _ = socket.recv_fds(asking, LARGEST, maxfds=3)
    while not given.endswith(b"\n"):
        given += asking.recv(LARGEST)
    arguments, environment, folder = json.loads(given)
    kernel = os.fork()
    if not kernel:
        asking.close()
        _be_kernel(arguments, environment, folder, streams)

    def wait_for_their_end() -> None:
        asking.recv(1)
        with contextlib.suppress(ProcessLookupError):  # it may have ended first
            os.kill(kernel, signal.SIGKILL)

    asking.sendall(b"%d\n" % kernel)
    threading.Thread(target=wait_for_their_end, daemon=True).start()
    _, status = os.waitpid(kernel, 0)
    asking.sendall(b"%d\n" % os.waitstatus_to_exitcode(status))
    os._exit(0)


def _be_kernel(
    arguments: list[str], environment: dict[str, str], folder: str, streams: list[int]
) -> None:
    from ipykernel.kernelapp import launch_new_instance

    for number, stream in enumerate(streams):
        os.dup2(stream, number)
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(folder)
    os.setsid()
    status = 1
    try:
        # Of the parent a kernel hears by a variable that it reads when it is loaded.
        launch_new_instance(arguments, parent_handle=os.getppid())
        status = 0
    finally:
        os._exit(status)


def kernel(place: str, arguments: list[str]) -> int:
    """Ask for a kernel and stand for it until it ends."""
    with socket.socket(socket.AF_UNIX) as server:
        server.connect(place)
        asked = json.dumps([arguments, dict(os.environ), os.getcwd()]).encode() + b"\n"
        sent = socket.send_fds(server, [asked], [0, 1, 2])
        server.sendall(asked[sent:])
        answers = server.makefile()
        pid = int(answers.readline())
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda number, _: os.kill(pid, number))
        return int(answers.readline())


if __name__ == "__main__":
    what, address, *rest = sys.argv[1:]
    if what == "serve":
        serve(address)
    else:
        sys.exit(kernel(address, rest) % 256)
