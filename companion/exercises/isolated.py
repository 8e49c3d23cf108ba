"""Run a learner's function where it can be ended: in a child process, or in a thread.

On Linux the work is done in a forked child. It sees everything that the notebook has
(functions, tensors, generators), nothing that it does comes back but its report, and
it can be killed whatever it is at: a regular expression that backtracks for years, or
``sum(range(10**12))``, in which Python looks at no exception and no interrupt.

Is it safe to fork a process that has threads, as a kernel does? A child has the forking
thread alone, so a lock that another held is held for ever. Python, the C library and
OpenBLAS renew theirs in the child. torch would wait for its OpenMP threads, unless told
that there is one (this is what its own data loaders do). The streams of the kernel,
which do have locks, are replaced. And should a child wait for a lock all the same, it
uses no time of the processor: then the work is done once more, in a thread.

A thread is also what there is where forking is not safe: on Windows, on macOS (whose
system libraries may not be used in a forked child), and with a graphics card in use.
An exception raised in the thread ends any loop written in Python, but not what never
comes back to Python: that needs the menu's Restart Kernel.
"""

from __future__ import annotations

import contextlib
import faulthandler
import gc
import io
import math
import multiprocessing
import os
import signal
import sys
import threading
import time
import traceback
import warnings
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Literal, NoReturn, TypeVar

from .running import refusing
from .threaded import in_thread
from .watching import IDLE, MEGABYTES, PATIENCE, Clock, Ended, Stream, Watch

T = TypeVar("T")

OURS = 60.0  # seconds for the report on an answer; it only ends what hangs


def in_isolation(work: Callable[[Watch], T], seconds: float) -> Ended[T]:
    """Do some work in a child process, or in a thread, within limits.

    Parameters
    ----------
    work
        Calls the learner's function and returns the report, which must be something
        that can be pickled. It tells the watch what it is at.
    seconds
        How long the processor may work on it until it calls ``watch.ours()``.

    Returns
    -------
    Ended
        The result, or why there is none.

    Raises
    ------
    RuntimeError
        If the work itself fails, which is no fault of the learner's.
    """
    if can_fork():
        try:
            ended, waited = _in_child(work, seconds)
        except OSError:  # no more processes, or no memory to copy this one's tables
            return in_thread(work, seconds)
        if not waited:
            return ended
    return in_thread(work, seconds)


def can_fork() -> bool:
    """Tell whether a child can do what this process can (see the top of the file)."""
    if sys.platform != "linux":
        return False
    torch = sys.modules.get("torch")
    return torch is None or not torch.cuda.is_initialized()


def _in_child(work: Callable[[Watch], T], seconds: float) -> tuple[Ended[T], bool]:
    """Return what came of the work, and whether the child only waited for something."""
    receiver, sender = multiprocessing.Pipe(duplex=False)
    start = time.monotonic()
    release = _hold_interrupts()  # or one might come when nobody would end the child
    with receiver:
        try:
            pid = _fork(work, sender, seconds)
        except OSError:
            release()
            raise
        try:
            release()
            ended: Ended[T] = _follow(pid, receiver, seconds)
        finally:  # also when the learner interrupts the kernel
            for kill in (os.kill, os.killpg):  # it, and processes that it has started
                with contextlib.suppress(ProcessLookupError):
                    kill(pid, signal.SIGKILL)
            _, _, usage = os.wait4(pid, 0)
    worked = usage.ru_utime + usage.ru_stime
    idle = worked < IDLE * (time.monotonic() - start)
    return ended, ended.why == "time" and idle


def _hold_interrupts() -> Callable[[], None]:
    """Keep an interrupt until the function that is returned is called."""
    usual = signal.getsignal(signal.SIGINT)
    if threading.current_thread() is not threading.main_thread() or usual is None:
        return lambda: None
    held: list[int] = []
    signal.signal(signal.SIGINT, lambda number, frame: held.append(number))

    def release() -> None:
        signal.signal(signal.SIGINT, usual)
        if held:
            signal.raise_signal(signal.SIGINT)

    return release


def _fork(work: Callable[[Watch], T], sender: Connection, seconds: float) -> int:
    """Start the child and return its number; it keeps the pipe's end for itself."""
    with sender, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of forking with threads: see above
        pid = os.fork()
        if pid == 0:
            _be_child(work, sender, seconds)
    return pid


def _follow(pid: int, receiver: Connection, seconds: float) -> Ended[T]:
    """Hear from a child until it has a result, has ended, or is over a limit."""
    watch, most = Watch(), resident_memory(os.getpid()) + MEGABYTES
    clock = Clock(seconds, lambda: processor_time(pid))
    report_by = math.inf
    while True:
        if receiver.poll(0.02):
            try:
                kind, value = receiver.recv()
            except EOFError:
                return Ended(watch, why="died")
            if kind == "result":
                return Ended(watch, result=value)
            if kind == "failed":
                raise RuntimeError(value)
            if kind == "printed":
                watch.keep(value)
            elif kind == "ours":
                report_by = time.monotonic() + OURS
            else:
                watch.at(value)
        elif time.monotonic() > report_by:
            return Ended(watch, why="time")
        elif report_by == math.inf and (why := clock.why()):
            return Ended(watch, why=why)
        elif resident_memory(pid) > most:
            return Ended(watch, why="memory")


def processor_time(pid: int) -> float:
    """Return how long the processor has worked for a process, in seconds."""
    try:
        with open(f"/proc/{pid}/stat") as file:
            # What follows the name, which stands in brackets and may hold anything.
            numbers = file.read().rpartition(")")[2].split()
    except OSError:  # it has just ended
        return 0.0
    own, system = int(numbers[11]), int(numbers[12])
    return (own + system) / os.sysconf("SC_CLK_TCK")


def resident_memory(pid: int) -> int:
    """Return how much memory a process has, in megabytes."""
    try:
        with open(f"/proc/{pid}/statm") as file:
            pages = int(file.read().split()[1])
    except (OSError, IndexError):  # it has just ended
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE") >> 20


def _be_child(
    work: Callable[[Watch], T], sender: Connection, seconds: float
) -> NoReturn:
    """Do the work in the child, which ends here and cleans up nothing."""
    message: tuple[Literal["result", "failed"], object]
    try:
        _settle_child(seconds)
        watch = Watch(lambda kind, value: sender.send((kind, value)))
        sys.stdout = sys.stderr = Stream(sys.__stdout__, watch, lambda: True)
        with refusing(lambda: True):
            message = "result", work(watch)
    except BaseException:
        message = "failed", traceback.format_exc()
    try:
        sender.send(message)
    finally:
        os._exit(0)


def _settle_child(seconds: float) -> None:
    """Cut what ties a child to its parent."""
    os.setpgid(0, 0)  # a group of its own, which can be ended as a whole
    sys.stdout = sys.stderr = io.StringIO()
    sys.settrace(None)  # of this a debugger complains at length: see the line above
    gc.freeze()  # what the parent left to be cleaned up is not the child's to clean up
    faulthandler.disable()  # a crash is reported in words
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.alarm(int(PATIENCE * seconds + OURS) + 5)  # should the parent be gone
    nothing = os.open(os.devnull, os.O_RDWR)
    for stream in range(3):  # what C code reads and writes is not for the notebook
        os.dup2(nothing, stream)
    with contextlib.suppress(OSError), open("/proc/self/oom_score_adj", "w") as file:
        file.write("1000")  # if memory runs out, this process goes and not the kernel
    if "torch" in sys.modules:
        sys.modules["torch"].set_num_threads(1)
    shell = sys.modules["IPython"].get_ipython() if "IPython" in sys.modules else None
    if shell is not None and hasattr(shell, "display_pub"):
        # The kernel would log each figure that a child displays as a warning.
        shell.display_pub.publish = lambda *arguments, **options: None
