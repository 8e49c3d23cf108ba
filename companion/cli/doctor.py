"""``companion doctor``: what is there and what is missing."""

from __future__ import annotations

import argparse

from ..lessons import doctor


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the command does; it takes nothing."""
    parser.description = (
        "Say in a few lines what the lessons need, what is there, and what is missing."
    )


def run(options: argparse.Namespace) -> int:
    """Print the findings, and complain if something is missing."""
    findings = doctor.examine()
    print(doctor.report(findings))
    missing = sum(not finding.good for finding in findings)
    if missing:
        raise RuntimeError(f"{missing} of {len(findings)} things are missing")
    return 0
