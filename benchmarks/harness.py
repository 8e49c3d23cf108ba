"""Take turns, time, sample memory, fit growth: what all subjects share.

A contestant is a *setup*: called without arguments it makes ready, untimed, and returns
the *run*, which is timed. The setup is called anew in every round, so that nothing that
one run remembers helps the next.
"""

from __future__ import annotations

import gc
import math
import multiprocessing
import os
import statistics
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection

import psutil

from companion.benchmark_results import Row, Timing

Run = Callable[[], object]
Setup = Callable[[], Run]

COMPANION = "companion"
_SAMPLE_SECONDS = 0.001
_PATIENCE_SECONDS = 4.0


@dataclass(frozen=True)
class Plan:
    """How much to measure: the real sizes, or small ones for the tests."""

    rounds: int = 5
    shrink: int = 1
    sampled_rounds: int = 30

    def size(self, full: int) -> int:
        """Return what a size is in this plan."""
        return max(1, full // self.shrink)


@dataclass(frozen=True)
class Target:
    """A figure that the design asks for: in words, and as a limit."""

    text: str
    figure: Callable[[Row], float]
    limit: float
    at_least: bool = False

    def judge(self, row: Row) -> Row:
        """Enter in a row what it reached, and whether that is good enough."""
        reached = self.figure(row)
        met = reached >= self.limit if self.at_least else reached <= self.limit
        judged = replace(row, target=self.text, reached=reached, met=met)
        if figures := [self.figure(each) for each in row.rounds()]:
            low, high = min(figures), max(figures)
            within = low < self.limit < high
            return replace(judged, reached_range=(low, high), within=within)
        return judged


def take_turns(
    setups: Mapping[str, Setup], rounds: int, *, calls: int = 1
) -> dict[str, Timing]:
    """Let the contestants run one after the other, in several rounds.

    A run too short for the clock is called several times, and the time divided.
    """
    return _rounds(setups, rounds, lambda setup: _time(setup(), calls))


def take_turns_alone(setups: Mapping[str, Setup], rounds: int) -> dict[str, Timing]:
    """Do the same with a fresh process for every run, and watch its memory."""
    return _rounds(setups, rounds, time_alone)


def with_memory(
    timings: Mapping[str, Timing], setups: Mapping[str, Setup]
) -> dict[str, Timing]:
    """Add the peak memory of one more run, in a fresh process, to each timing."""
    return {
        name: replace(timing, peak_bytes=time_alone(setups[name]).peak_bytes)
        for name, timing in timings.items()
    }


def grow(
    setups_for: Callable[[int], Mapping[str, Setup]], sizes: Sequence[int], rounds: int
) -> dict[str, dict[int, Timing]]:
    """Time the contestants on growing sizes.

    A peer that would take too long if its time grew with the square of the size stops
    there.
    """
    found: dict[str, dict[int, Timing]] = {}
    for size in sizes:
        setups = {
            name: setup
            for name, setup in setups_for(size).items()
            if name == COMPANION or _is_bearable(found.get(name), size)
        }
        for name, timing in take_turns(setups, rounds).items():
            found.setdefault(name, {})[size] = timing
    return found


def _is_bearable(found: Mapping[int, Timing] | None, size: int) -> bool:
    if not found:
        return True
    last = max(found)
    return found[last].seconds * (size / last) ** 2 < _PATIENCE_SECONDS


def growth_rows(
    subject: str,
    what: str,
    found: Mapping[str, Mapping[int, Timing]],
    size_name: Callable[[int], str],
    targets: Mapping[str, Target] | None = None,
) -> Iterator[Row]:
    """Write a row for each peer, at the greatest size that it was timed on.

    The companion's target is judged at the greatest size of its own.
    """
    ours = _with_growth(found[COMPANION])
    greatest = ours[max(ours)]
    for peer, timings in found.items():
        if peer != COMPANION:
            theirs = _with_growth(timings)
            size = max(timings)
            both = {COMPANION: ours[size], peer: theirs[size]}
            for row in rows(subject, what, size_name(size), both):
                target = (targets or {}).get(peer)
                judged = replace(row, companion=greatest)
                judged = target.judge(judged) if target else row
                yield replace(judged, companion=row.companion)


def _with_growth(timings: Mapping[int, Timing]) -> dict[int, Timing]:
    points = [(size, timing.seconds) for size, timing in timings.items()]
    slope = fit_exponent(points)
    return {
        size: replace(timing, points=points, exponent=slope)
        for size, timing in timings.items()
    }


def fit_exponent(points: Sequence[tuple[int, float]]) -> float:
    """Return the slope of the straight line nearest to the points on log-log axes."""
    sizes, seconds = zip(*points, strict=True)
    slope, _ = statistics.linear_regression(
        list(map(math.log, sizes)), list(map(math.log, seconds))
    )
    return slope


def rows(
    subject: str,
    what: str,
    size: str,
    timings: Mapping[str, Timing],
    targets: Mapping[str, Target] | None = None,
) -> Iterator[Row]:
    """Write the companion's timing beside that of each peer, a row for each.

    The targets are by peer. A companion without peers has one row.
    """
    ours = timings[COMPANION]
    peers: list[str | None] = [name for name in timings if name != COMPANION]
    for peer in peers or [None]:
        row = Row(subject, what, size, ours, peer, timings[peer] if peer else None)
        target = (targets or {}).get(peer or COMPANION)
        yield target.judge(row) if target else row


def ratio(row: Row) -> float:
    """Return the companion's time over the peer's."""
    assert row.ratio is not None
    return row.ratio


def speed_up(row: Row) -> float:
    """Return how often the companion could run in the time of the peer."""
    return 1 / ratio(row)


def cpu_ratio(row: Row) -> float:
    """Return the companion's CPU time over the peer's."""
    assert row.companion.cpu_seconds
    assert row.peer_timing
    assert row.peer_timing.cpu_seconds
    return row.companion.cpu_seconds / row.peer_timing.cpu_seconds


def exponent(row: Row) -> float:
    """Return the power of the size with which the companion's time grows."""
    assert row.companion.exponent is not None
    return row.companion.exponent


def seconds(row: Row) -> float:
    """Return the companion's time."""
    return row.companion.seconds


def _rounds(
    setups: Mapping[str, Setup], rounds: int, measure: Callable[[Setup], Timing]
) -> dict[str, Timing]:
    found: dict[str, list[Timing]] = {name: [] for name in setups}
    for _ in range(rounds):
        for name, setup in setups.items():
            found[name].append(measure(setup))
    return {name: median(timings) for name, timings in found.items()}


def median(timings: Sequence[Timing]) -> Timing:
    """Return the medians of several rounds, and what each round took."""
    peaks = [one.peak_bytes for one in timings if one.peak_bytes is not None]
    rounds = [(one.seconds, one.cpu_seconds or 0.0) for one in timings]
    return Timing(
        statistics.median(one.seconds for one in timings),
        statistics.median(one.cpu_seconds or 0.0 for one in timings),
        int(statistics.median(peaks)) if peaks else None,
        tuple(rounds) if len(rounds) > 1 else (),  # One round has no range.
    )


def _time(run: Run, calls: int = 1) -> Timing:
    gc.collect()  # What an earlier run has left behind is not this one's to clear.
    wall, cpu = time.perf_counter(), _cpu_seconds()
    for _ in range(calls):
        run()
    wall, cpu = time.perf_counter() - wall, _cpu_seconds() - cpu
    return Timing(wall / calls, cpu / calls)


def _cpu_seconds() -> float:
    """Return the CPU time of this process and of those that it has seen end."""
    ended = os.times()
    return time.process_time() + ended.children_user + ended.children_system


def time_alone(setup: Setup) -> Timing:
    """Run in a fresh process, and watch its memory from this one."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    child = context.Process(target=_run_and_tell, args=(setup, theirs))
    child.start()
    theirs.close()
    try:
        ours.recv()
        memory = psutil.Process(child.pid).memory_info
        before = peak = memory().rss
        ours.send("go")
        while not ours.poll(_SAMPLE_SECONDS):
            peak = max(peak, memory().rss)
        timing: Timing = ours.recv()
        peak = max(peak, memory().rss)
        ours.send("stop")
    except EOFError:
        raise RuntimeError(f"{setup} ended in an error in its own process") from None
    finally:
        child.join()
    return replace(timing, peak_bytes=peak - before)


def _run_and_tell(setup: Setup, pipe: Connection) -> None:
    run = setup()
    pipe.send("ready")
    pipe.recv()
    kept = []  # The result belongs to the memory of a run.
    pipe.send(_time(lambda: kept.append(run())))
    pipe.recv()
