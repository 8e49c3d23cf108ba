"""``companion verify``: the rules that any notebook should keep."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from ..lessons.verifying.report import verify
from ..lessons.verifying.rules import RULES

_UNREADABLE = 2


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    parser.description = (
        "Say what there is to mend in notebooks, without running them: one line a "
        "fault, with the cell counted from 1 and the rule in brackets. The exit status "
        "is 0 if there is no fault, 1 if there is one, 2 if something could not be "
        "read."
    )
    parser.add_argument(
        "paths",
        nargs="+",
        type=Path,
        metavar="PATH",
        help="a notebook, or a folder of them (hidden folders and virtual environments "
        "are left out)",
    )
    parser.add_argument(
        "--without",
        action="append",
        default=[],
        choices=RULES,
        metavar="RULE",
        help=f"leave a rule out; may be repeated. Rules: {', '.join(RULES)}",
    )


def run(options: argparse.Namespace) -> int:
    """Print the faults; on standard error what could not be read, and how many."""
    status, notebooks, faults = 0, 0, 0
    try:
        for found in verify(options.paths, options.without):
            for fault in found.faults:
                print(fault.line(found.path))
            if found.unreadable:
                print(f"{found.path}: {found.unreadable}", file=sys.stderr)
                status = _UNREADABLE
            else:
                notebooks += 1
            faults += len(found.faults)
    except ModuleNotFoundError as error:
        print(
            f"companion: {error}; to verify notebooks: "
            "pip install 'text-to-vectors[verify]'",
            file=sys.stderr,
        )
        return _UNREADABLE
    if not notebooks and not status:
        print("companion: there is no notebook to verify", file=sys.stderr)
        return _UNREADABLE
    print(f"notebooks: {notebooks}, faults: {faults}", file=sys.stderr)
    return status or int(faults > 0)
