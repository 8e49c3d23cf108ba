"""Run our commands in processes that need not load the libraries first.

A fresh Python loads nbformat, torch and matplotlib for seconds before it does anything.
Here one process loads them and then, for each command, makes a copy of itself by
`os.fork`, which takes milliseconds. What the command changes, it changes in the copy
alone, as it would in a Python of its own. Windows has no fork: there it gets one.
"""

from __future__ import annotations

import atexit
import functools
import gc
import importlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import traceback
from pathlib import Path
from typing import NoReturn

from companion.lessons.verifying.notebooks import KERNEL_ENVIRONMENT
from tools.notebooks import ROOT

SECONDS = 600  # that a command may take
STREAMS = {1: "stdout", 2: "stderr"}
# torch loads the last when the first optimizer is made.
LIBRARIES = ("companion.figures", "tools.rehearse", "torch", "torch._dynamo")


def run(module: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Call a module's ``main`` with arguments, in a process of its own.

    Parameters
    ----------
    module
        The module; its ``main`` takes a list of arguments and returns the exit status.
    arguments
        What to call it with.

    Returns
    -------
    subprocess.CompletedProcess
        The exit status, which is that of a signal if it took too long, and what it has
        written.
    """
    command = [sys.executable, "-m", module, *arguments]
    if not hasattr(os, "fork"):
        return subprocess.run(
            command, cwd=ROOT, capture_output=True, text=True, timeout=SECONDS
        )
    server = _server()
    assert server.stdin is not None
    assert server.stdout is not None
    with tempfile.TemporaryDirectory() as folder:
        print(json.dumps([folder, module, arguments]), file=server.stdin, flush=True)
        status = int(server.stdout.readline())
        said = (Path(folder, name).read_text("utf-8") for name in STREAMS.values())
        return subprocess.CompletedProcess(command, status, *said)


@functools.cache
def _server() -> subprocess.Popen[str]:
    """Start the process that is copied; it ends with the tests."""
    server = subprocess.Popen(
        [sys.executable, "-m", __name__],
        cwd=ROOT,
        env={**os.environ, **KERNEL_ENVIRONMENT, "PYTHONIOENCODING": "utf-8"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    atexit.register(server.communicate)
    return server


def _serve() -> None:
    """Run one command after another, each in a copy of this process."""
    for name in LIBRARIES:
        importlib.import_module(name)
    gc.freeze()  # a collection in a copy would go through all of the libraries
    for line in sys.stdin:
        child = os.fork()
        if not child:
            _work(*json.loads(line))
        _, status = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)


def _work(folder: str, module: str, arguments: list[str]) -> NoReturn:
    """Run a command, and end at once: to clear up the libraries takes two seconds."""
    signal.alarm(SECONDS)
    for number, name in STREAMS.items():
        with open(Path(folder, name), "wb") as file:
            os.dup2(file.fileno(), number)
    status = 1
    try:
        status = importlib.import_module(module).main(arguments)
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


if __name__ == "__main__":
    _serve()
