"""``companion progress``: which exercises are solved, by oneself or by a class."""

from __future__ import annotations

import argparse
from pathlib import Path

from ..exercises import class_page, progress


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    parser.description = (
        "Say which exercises are solved, in one notebook or in all; or, for a teacher, "
        "where a class stands. Progress is kept in a file of your own, on this machine "
        "alone; nothing is sent anywhere."
    )
    what = parser.add_mutually_exclusive_group()
    what.add_argument(
        "number", nargs="?", metavar="NN", help="the number of a notebook, such as 05"
    )
    what.add_argument(
        "--forget", action="store_true", help="delete the file that holds your progress"
    )
    what.add_argument(
        "--class",
        dest="folder",
        type=Path,
        metavar="FOLDER",
        help="show the progress files of a class, such as FOLDER/anna.txt or "
        "FOLDER/anna/progress.txt, in one table",
    )
    parser.add_argument(
        "--csv", type=Path, metavar="FILE", help="write the class's table as CSV, too"
    )
    parser.add_argument(
        "--page", type=Path, metavar="FILE", help="write a page with a picture, too"
    )


def run(options: argparse.Namespace) -> int:
    """Print what is solved, or forget it."""
    if options.folder is None and (options.csv or options.page):
        raise ValueError("--csv and --page show a class: name its folder with --class")
    if options.forget:
        print(progress.forget())
    elif options.folder is not None:
        print(class_page.show(options.folder, options.csv, options.page))
    else:
        print(progress.report(options.number))
    return 0
