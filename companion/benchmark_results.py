"""What the benchmarks measured: the companion's speed beside its peers'.

``python -m benchmarks`` in a checkout measures anew and stores the figures in
``benchmark_results.json`` beside this module. They hold for the machine that the file
names: another has other times, and much the same ratios.

References
----------
The peers: Hugging Face, ``tokenizers``; OpenAI, ``tiktoken``; Řehůřek and Sojka (2010),
"Software Framework for Topic Modelling with Large Corpora", for ``gensim``; and plain
textbook code for everything that has no library of its own.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

PATH = Path(__file__).with_suffix(".json")
"""Where the figures are stored."""

HEADER = ("what", "size", "companion", "peer", "its time", "companion is", "range")
"""The names of the `cells` of a row."""


@dataclass(frozen=True)
class Timing:
    """What something took: medians of several rounds.

    Attributes
    ----------
    seconds, cpu_seconds
        Time by the clock, and of all threads together.
    peak_bytes
        Memory on top of what there was before, the result included.
    rounds
        Time and CPU time of each round, where there were several.
    points, exponent
        Sizes with their seconds, where the size was varied, and the power of the size
        with which the time grows.
    """

    seconds: float
    cpu_seconds: float | None = None
    peak_bytes: int | None = None
    rounds: Sequence[tuple[float, float]] = ()
    points: Sequence[tuple[int, float]] = ()
    exponent: float | None = None


@dataclass(frozen=True)
class Row:
    """One thing measured: the companion, beside at most one peer.

    Attributes
    ----------
    subject, what, size
        The topic, what is done, and on how much.
    companion, peer, peer_timing
        The companion's figures, and the peer's name and figures.
    target, reached, met
        What is aimed at, the figure measured, and whether it is good enough.
    reached_range
        The least and the greatest figure over the rounds; None if there was one round.
    within
        Whether what is aimed at lies in that range: another run may judge otherwise.
    """

    subject: str
    what: str
    size: str
    companion: Timing
    peer: str | None = None
    peer_timing: Timing | None = None
    target: str | None = None
    reached: float | None = None
    met: bool | None = None
    reached_range: tuple[float, float] | None = None
    within: bool | None = None

    def rounds(self) -> list[Row]:
        """Return this row as each round had it; none if it was measured once.

        A peer that had fewer rounds, because it takes long, has its median in all.
        """
        peer, ours = self.peer_timing, self.companion.rounds
        if peer is None or len(peer.rounds) != len(ours):
            theirs = [peer] * len(ours)
        else:
            theirs = [replace(peer, seconds=s, cpu_seconds=c) for s, c in peer.rounds]
        return [
            replace(
                self,
                companion=replace(self.companion, seconds=seconds, cpu_seconds=cpu),
                peer_timing=their,
            )
            for (seconds, cpu), their in zip(ours, theirs, strict=True)
        ]

    @property
    def ratio(self) -> float | None:
        """The companion's time as a multiple of the peer's."""
        if self.peer_timing is None:
            return None
        return self.companion.seconds / self.peer_timing.seconds


@dataclass(frozen=True)
class Measurements:
    """All figures of one run of the benchmarks.

    Attributes
    ----------
    date
        The day, as in ``2026-01-31``.
    machine
        What it was measured on: from ``"cores"``, ``"Python"``, the name of a library
        and so on to a number or version.
    rows
        The figures.
    seconds
        How long the whole run took; None if that was not measured.
    """

    date: str
    machine: dict[str, str]
    rows: Sequence[Row]
    seconds: float | None = None

    def of(self, *subjects: str) -> list[Row]:
        """Return the rows of some subjects.

        Raises
        ------
        ValueError
            If a subject has none.
        """
        known = list(dict.fromkeys(row.subject for row in self.rows))
        for subject in subjects:
            if subject not in known:
                raise ValueError(
                    f"nothing was measured for {subject!r}; the subjects are "
                    f"{', '.join(map(repr, known))}"
                )
        return [row for row in self.rows if row.subject in subjects]


def load() -> Measurements:
    """Read the stored figures.

    Returns
    -------
    Measurements
        The figures of the last run that was stored.

    Examples
    --------
    >>> load().of("training")[0].size
    '5 MB'
    """
    data = json.loads(PATH.read_text(encoding="utf-8"))
    return Measurements(
        data["date"],
        data["machine"],
        [_row(row) for row in data["rows"]],
        data.get("seconds"),
    )


def _row(data: dict[str, Any]) -> Row:
    timings: dict[str, Any] = {
        name: _timing(data[name]) for name in ("companion", "peer_timing")
    }
    if data.get("reached_range"):
        timings["reached_range"] = tuple(data["reached_range"])
    return Row(**data | timings)


def _timing(data: dict[str, Any] | None) -> Timing | None:
    if data is None:
        return None
    pairs = {
        name: tuple(map(tuple, data.get(name, ()))) for name in ("points", "rounds")
    }
    return Timing(**data | pairs)


def cells(row: Row) -> tuple[str, ...]:
    """Write a row in words, a cell for each entry of `HEADER`.

    Parameters
    ----------
    row
        The row.

    Returns
    -------
    tuple of str
        The cells; empty where there is no peer, or no more than one round.

    Examples
    --------
    >>> fast = Row("s", "sum", "1 KB", Timing(0.002), "loop", Timing(1.5))
    >>> cells(fast)
    ('sum', '1 KB', '2.0 ms', 'loop', '1.5 s', '750 × faster', '')
    """
    peer_time = ratio = ""
    if row.peer_timing is not None and row.ratio is not None:
        peer_time = in_seconds(row.peer_timing.seconds)
        ratio = as_speed(row.ratio)
    return (
        row.what,
        row.size,
        in_seconds(row.companion.seconds),
        row.peer or "",
        peer_time,
        ratio,
        _range(row),
    )


def _range(row: Row) -> str:
    """Write the range over the rounds: of ratios, or without a peer of times."""
    rounds = row.rounds()
    if not rounds:
        return ""
    if row.peer is None:
        return _span(in_seconds, [each.companion.seconds for each in rounds])
    return _span(as_speed, [each.ratio or 1 for each in rounds])


def _span(write: Callable[[float], str], figures: Sequence[float]) -> str:
    """Write the least and the greatest figure, their unit once if they share it."""
    low, high = write(min(figures)), write(max(figures))
    if low == high:
        return low
    number, _, unit = low.partition(" ")
    return f"{number} to {high}" if high.endswith(f" {unit}") else f"{low} to {high}"


def table(rows: Iterable[Row]) -> str:
    """Write rows as a table in plain text, to be printed.

    Parameters
    ----------
    rows
        The rows, for example ``load().of("windows")``.

    Returns
    -------
    str
        A line for the names of the columns, and one for each row.

    Examples
    --------
    >>> print(table([Row("s", "sum", "1 KB", Timing(0.002), "C", Timing(1))]))
    what  size  companion  peer  its time  companion is  range
    sum   1 KB  2.0 ms     C     1.0 s     500 × faster
    """
    lines = [HEADER, *map(cells, rows)]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return "\n".join("  ".join(map(str.ljust, line, widths)).rstrip() for line in lines)


def in_seconds(seconds: float) -> str:
    """Write a time with two digits that count and the unit that suits it.

    Parameters
    ----------
    seconds
        The time.

    Returns
    -------
    str
        For example ``"1.5 s"`` or ``"20 µs"``.

    Examples
    --------
    >>> in_seconds(0.0000204), in_seconds(83.4)
    ('20 µs', '83 s')
    """
    size, unit = next(
        (size, unit)
        for size, unit in ((1.0, "s"), (1e-3, "ms"), (0.0, "µs"))
        if seconds >= 0.995 * size
    )
    return f"{two_digits(seconds / (size or 1e-6))} {unit}"


def as_speed(ratio: float) -> str:
    """Say how much faster or slower something is.

    Parameters
    ----------
    ratio
        Its time, divided by the other's.

    Returns
    -------
    str
        For example ``"1.5 × slower"``.

    Examples
    --------
    >>> as_speed(3.21), as_speed(0.0024), as_speed(1.01)
    ('3.2 × slower', '420 × faster', 'as fast')
    """
    if 0.95 < ratio < 1.05:
        return "as fast"
    if ratio > 1:
        return f"{two_digits(ratio)} × slower"
    return f"{two_digits(1 / ratio)} × faster"


def two_digits(number: float) -> str:
    """Write a number with two digits that count, the others zero.

    Parameters
    ----------
    number
        A positive number.

    Returns
    -------
    str
        Its digits, with commas between the thousands.

    Examples
    --------
    >>> two_digits(0.123), two_digits(9.96), two_digits(1234.5)
    ('0.12', '10', '1,200')
    """
    rounded = float(f"{number:.2g}")
    return f"{rounded:,.1f}" if 1 <= rounded < 10 else f"{rounded:,.10g}"
