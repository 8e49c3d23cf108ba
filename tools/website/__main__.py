"""Make the site: ``python -m tools.website FOLDER``."""

from __future__ import annotations

import sys
from pathlib import Path

from tools.website.building import build


def main(arguments: list[str]) -> int:
    """Make the site in a folder, which is emptied before.

    Parameters
    ----------
    arguments
        The folder.

    Returns
    -------
    int
        The exit status: 0, more than that if a page has a fault, 2 for wrong arguments.
    """
    if len(arguments) != 1:
        print(__doc__, file=sys.stderr)
        return 2
    status = build("html", Path(arguments[0]))
    if status == 0:
        print(f"{arguments[0]}/index.html")
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
