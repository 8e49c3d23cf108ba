"""Measure everything, and write the figures, the table and the picture."""

from __future__ import annotations

import argparse
import datetime
import sys
import time
from pathlib import Path

from companion import benchmark_results
from companion.benchmark_results import Measurements, Row

from . import report
from .chart import benchmarks
from .harness import Plan
from .storing import save
from .subjects import SUBJECTS, machine, measure

ROOT = Path(__file__).resolve().parents[1]


def main() -> None:
    """Measure the subjects named on the command line, or all; store only all."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument(
        "subject",
        nargs="*",
        choices=[*SUBJECTS, "all"],
        default="all",
        help="measure only these, print them and write nothing",
    )
    chosen = parser.parse_args().subject
    everything = "all" in chosen
    start = time.perf_counter()
    rows: list[Row] = []
    for name in SUBJECTS if everything else chosen:
        print(f"\n{name} …", file=sys.stderr, flush=True)
        found = measure(name, Plan())
        print(benchmark_results.table(found), flush=True)
        rows += found
    seconds = time.perf_counter() - start
    print(f"\n{seconds:.0f} s in all", file=sys.stderr)
    if everything:
        store(Measurements(str(datetime.date.today()), machine(), rows, seconds))


def store(measurements: Measurements) -> None:
    """Write the stored figures, the tables and the picture.

    Raises
    ------
    ValueError
        If the README has no place for its table; then nothing is written.
    """
    page, docs = ROOT / "README.md", ROOT / "docs"
    readme = page.read_text(encoding="utf-8")
    report.with_table(readme, measurements)  # stops here if there is no place for it
    save(measurements)
    # From what was stored, so that the table says what a reader can look up.
    stored = benchmark_results.load()
    (docs / "benchmarks.md").write_text(report.document(stored), encoding="utf-8")
    page.write_text(report.with_table(readme, stored), encoding="utf-8")
    figure = benchmarks(stored.rows)
    figure.savefig(docs / "benchmarks.png", metadata={"Software": None})


if __name__ == "__main__":
    main()
