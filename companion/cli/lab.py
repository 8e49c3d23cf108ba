"""``companion lab``: the learner's copies of the notebooks, open in JupyterLab."""

from __future__ import annotations

import argparse
from pathlib import Path

from ..lessons import lab
from ..lessons.copies import make_copies


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    parser.description = (
        "Make or bring up to date your own copies of the notebooks, and open "
        "JupyterLab on the first. What you changed is never overwritten."
    )
    parser.add_argument(
        "folder",
        nargs="?",
        type=Path,
        default=Path(lab.FOLDER),
        metavar="FOLDER",
        help=f"the folder for your copies (by default {lab.FOLDER})",
    )
    parser.add_argument(
        "--fresh",
        action="store_true",
        help="put the copies that are there aside, and begin anew",
    )
    parser.add_argument(
        "--only-copies", action="store_true", help="make the copies and open nothing"
    )
    parser.add_argument("--port", type=int, metavar="N", help="the port to listen on")
    parser.add_argument(
        "--no-browser",
        action="store_true",
        help="open no browser; the address to open is printed",
    )


def run(options: argparse.Namespace) -> int:
    """Open JupyterLab, and wait for its end."""
    if options.only_copies:
        copies = make_copies(options.folder, fresh=options.fresh)
        print(lab.describe(copies, options.folder))
        return 0
    status = lab.start(
        options.folder,
        fresh=options.fresh,
        port=options.port,
        browser=not options.no_browser,
    )
    if status:
        raise RuntimeError(f"JupyterLab ended with the status {status}")
    return 0
