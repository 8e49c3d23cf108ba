"""What is known of an answer that runs in isolation, and what came of it."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, Literal, TypeVar

T = TypeVar("T")

MEGABYTES = 500  # of memory, beyond what the kernel has used before
PRINTED = 1_000  # characters of a learner's own printing that are kept
IDLE = 0.02  # the share of a processor below which an answer does not work, but waits
PATIENCE = 6  # on a busy computer an answer is waited for this many times as long
BUSY = (
    "The computer has other work and hardly let it run, or a loop of yours never ends. "
    "Look at your loops, close what you do not need, and try again."
)


class Watch:
    """What is known of an answer that runs: the case it is at, and what it printed.

    Parameters
    ----------
    tell
        Called with each news, for example to send them to another process.
    """

    def __init__(self, tell: Callable[[str, object], None] | None = None) -> None:
        self.index = 0
        self.printed = ""
        self.is_ours = False
        self._tell = tell or (lambda kind, value: None)

    def at(self, index: int) -> None:
        """Say which case comes next."""
        self.index = index
        self._tell("at", index)

    def ours(self) -> None:
        """Say that the answer is through, and that only the report is to be written."""
        self.is_ours = True
        self._tell("ours", None)

    def keep(self, text: str) -> None:
        """Keep as much of what is printed as there is room for."""
        text = text[: PRINTED - len(self.printed)]
        if text:
            self.printed += text
            self._tell("printed", text)


class Clock:
    """Tells when the time of an answer is up: time that the processor worked on it.

    On a busy computer an answer may wait long for its turn, and is not to blame.

    Parameters
    ----------
    seconds
        How long it may work.
    worked
        Tells how long the processor has worked, on it and perhaps on what came before.
    """

    def __init__(self, seconds: float, worked: Callable[[], float]) -> None:
        self._seconds = seconds
        self._worked = worked
        self._begun, self._before = time.monotonic(), worked()

    def why(self) -> Literal["", "time", "busy"]:
        """Say why an answer should be stopped, if it should."""
        passed = time.monotonic() - self._begun
        if passed <= self._seconds:
            return ""
        worked = self._worked() - self._before
        if worked > self._seconds or worked < IDLE * passed:  # it sleeps, for example
            return "time"
        return "busy" if passed > PATIENCE * self._seconds else ""


@dataclass(frozen=True)
class Ended(Generic[T]):
    """What came of the work on an answer.

    Parameters
    ----------
    watch
        What was known of it at the end.
    result
        What the work returned; None if it was stopped.
    why
        Why it was stopped: ``"time"``, ``"busy"`` if it hardly got its turn on the
        processor, ``"memory"``, ``"died"`` if the process ended without a word, or
        nothing.
    goes_on
        Whether it could not be ended.
    """

    watch: Watch
    result: T | None = None
    why: Literal["", "time", "busy", "memory", "died"] = ""
    goes_on: bool = False


class Stream:
    """Keeps the start of what an answer writes; what others write goes on.

    Parameters
    ----------
    behind
        The stream that stood here before.
    watch
        Keeps what is written.
    concerns
        Tells whether the code that writes is the answer's.
    """

    def __init__(self, behind: Any, watch: Watch, concerns: Callable[[], bool]) -> None:
        self._behind = behind
        self._watch = watch
        self._concerns = concerns

    def write(self, text: str) -> int:
        """Keep an answer's text, or pass on another's."""
        if not self._concerns():
            return int(self._behind.write(text))
        self._watch.keep(text)
        return len(text)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._behind, name)
