"""What a class needs of a hub, computed from what one learner took.

`tools.hub.trial` measures and writes hub/measured.json; `python -m tools.hub.figures`
puts its numbers into docs/hub.md.
"""

from __future__ import annotations

import json
import math
import re
import sys
from typing import Any

from companion.exercises.records import TOPIC_OF
from tools.hub.image import ROOT

MEASURED = ROOT / "hub" / "measured.json"
PAGE = ROOT / "docs" / "hub.md"
_BLOCK = re.compile(r"(<!-- measured -->\n).*(<!-- /measured -->\n)", re.DOTALL)
SYSTEM = 1_000  # megabytes for the operating system
ROOM = 1.25  # for what a trial does not see: own texts, own ideas
HOUR = 3_600
CLASSES = ((10, 2), (30, 4), (30, 8), (60, 8))  # learners and cores


def memory_gb(measured: dict[str, Any], learners: int, *, opened: int) -> int:
    """Return how much memory a machine needs for a class.

    Parameters
    ----------
    measured
        What hub/measured.json holds.
    learners
        How many there are at once.
    opened
        How many lessons each of them has open: the largest ones, all at their peak.

    Returns
    -------
    int
        Gigabytes, rounded up.

    Examples
    --------
    >>> small = {"resident_mb": 300, "own_mb": 200, "kernel_own_mb": 100}
    >>> large = {"resident_mb": 600, "own_mb": 500, "kernel_own_mb": 400}
    >>> measured = {"hub_own_mb": 200, "lessons": {"01": small, "09": large}}
    >>> measured["server"] = {"own_mb": 100}
    >>> [memory_gb(measured, 10, opened=opened) for opened in (1, 2)]
    [8, 9]
    """
    lessons = measured["lessons"].values()
    kernels = sorted(one["kernel_own_mb"] for one in lessons)[-opened:]
    # The libraries are in memory once, for all.
    shared = max(one["resident_mb"] - one["own_mb"] for one in lessons)
    each = measured["server"]["own_mb"] + sum(kernels)
    all_of_them = measured["hub_own_mb"] + shared + learners * each
    return math.ceil((SYSTEM + ROOM * all_of_them) / 1_000)


def seconds(measured: dict[str, Any], learners: int, cores: int) -> dict[str, int]:
    """Return how long a class waits when all of them do the same thing at once.

    Parameters
    ----------
    measured
        What hub/measured.json holds.
    learners, cores
        How many of each.

    Returns
    -------
    dict
        Seconds until the last server is up (``"log in"``), and until the last learner
        has the output of the longest cell (``"cell"``).

    Examples
    --------
    >>> lesson = {"cpu_seconds": 30.0, "longest_cell_cpu_seconds": 5.0}
    >>> measured = {"lessons": {"09": lesson}, "server": {"cpu_seconds": 3.0}}
    >>> seconds(measured, 10, 4)
    {'log in': 8, 'cell': 13}
    """
    longest = max(
        one["longest_cell_cpu_seconds"] for one in measured["lessons"].values()
    )
    work = {"log in": measured["server"]["cpu_seconds"], "cell": longest}
    return {
        what: math.ceil(max(one, learners * one / cores)) for what, one in work.items()
    }


def block(measured: dict[str, Any]) -> str:
    """Return the part of docs/hub.md that holds the numbers, as Markdown."""
    lessons, server = measured["lessons"], measured["server"]
    most = max(one["cpu_seconds"] for one in lessons.values())
    *_, second, first = sorted(lessons, key=lambda nn: lessons[nn]["kernel_own_mb"])
    lines = [
        f"Measured on {measured['date']} with JupyterHub {measured['jupyterhub']}, on",
        f"a machine with {measured['machine']}. The libraries are in memory",
        "once for all learners, so the first column is what one more of them adds.",
        "",
        "| one learner runs all of | server and kernel, at most | with the libraries "
        "| processor time | of it, the longest cell |",
        "|---|---|---|---|---|",
    ]
    lines += [
        f"| {number}, {TOPIC_OF[number].replace('_', ' ')} | {one['own_mb']:,} MB "
        f"| {one['resident_mb']:,} MB | {spoken(one['cpu_seconds'])} "
        f"| {spoken(one['longest_cell_cpu_seconds'])} |"
        for number, one in lessons.items()
    ]
    lines += [
        "",
        f"Of this {server['own_mb']} MB are the server, which is there from logging in",
        f"on; its start takes {spoken(server['cpu_seconds'])}. Hub, proxy and culler",
        f"together have {measured['hub_own_mb']} MB. So a class needs",
        "",
        f"| learners | memory with {first} open | with {first} and {second} open "
        "| cores | until all are logged in | until all have run the longest cell |",
        "|---|---|---|---|---|---|",
    ]
    for learners, cores in CLASSES:
        wait = seconds(measured, learners, cores)
        one, two = (memory_gb(measured, learners, opened=n) for n in (1, 2))
        lines.append(
            f"| {learners} | {one} GB | {two} GB | {cores} | {wait['log in']} s "
            f"| {wait['cell']} s |"
        )
    lines += [
        "",
        "The memory is a quarter more than measured, and 1 GB for the system. Spread",
        f"over an hour, thirty learners need {30 * most / HOUR:.1f} cores on average;",
        "what decides is how long they wait if all press the same key at once.",
    ]
    return "\n".join(lines) + "\n"


def spoken(seconds: float) -> str:
    """Return seconds as the page says them.

    Examples
    --------
    >>> spoken(0.4), spoken(31.2)
    ('under 1 s', '31 s')
    """
    return "under 1 s" if seconds < 1 else f"{seconds:.0f} s"


def with_numbers(page: str, measured: dict[str, Any]) -> str:
    """Return the page with these numbers in it.

    Examples
    --------
    >>> with_numbers("no place", {})
    Traceback (most recent call last):
    ValueError: docs/hub.md has no lines <!-- measured --> and <!-- /measured -->
    """
    if not _BLOCK.search(page):
        raise ValueError(
            "docs/hub.md has no lines <!-- measured --> and <!-- /measured -->"
        )
    return _BLOCK.sub(lambda found: found[1] + block(measured) + found[2], page)


def main() -> int:
    """Put the numbers of hub/measured.json into docs/hub.md."""
    measured = json.loads(MEASURED.read_text(encoding="utf-8"))
    page = PAGE.read_text(encoding="utf-8")
    PAGE.write_text(with_numbers(page, measured), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
