"""Running each notebook, outputs compared, as the tests do."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

from companion.benchmark_results import Row, Timing

from .harness import COMPANION, Plan, Target, rows, seconds

SUBJECT = "notebooks"

_ROOT = Path(__file__).resolve().parents[1]
_LONGEST = "09_training"


def measure(plan: Plan, folder: Path = _ROOT / "notebooks") -> Iterator[Row]:
    """Measure every notebook of a folder in one run of pytest, kernels included."""
    start = time.perf_counter()
    found = _run(folder)
    total = time.perf_counter() - start
    for name in sorted(found):
        target = None if name == _LONGEST else Target("at most 10 s", seconds, 10)
        yield from _row(name, found[name], target)
    yield from _row("all, pytest included", total, Target("at most 60 s", seconds, 60))


def _row(what: str, duration: float, target: Target | None) -> Iterator[Row]:
    targets = {COMPANION: target} if target else {}
    yield from rows(SUBJECT, what, "", {COMPANION: Timing(duration)}, targets)


def _run(folder: Path) -> dict[str, float]:
    """Return the seconds that each notebook took."""
    with tempfile.TemporaryDirectory() as scratch:
        report = Path(scratch, "report.xml")
        command = [sys.executable, "-m", "pytest", "--quiet", "-p", "no:cacheprovider"]
        command += [f"--config-file={_ROOT / 'pyproject.toml'}"]
        command += [f"--junitxml={report}", str(folder)]
        done = subprocess.run(command, cwd=_ROOT, capture_output=True, text=True)
        if done.returncode:
            raise RuntimeError(f"the notebooks do not pass:\n{done.stdout[-2000:]}")
        cases = ElementTree.parse(report).iter("testcase")
        durations: defaultdict[str, float] = defaultdict(float)
        for case in cases:
            notebook = case.attrib["classname"].split(".")[-2]
            durations[notebook] += float(case.attrib["time"])
    return durations
