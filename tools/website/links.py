"""Ask every address elsewhere that a page links to: ``python -m tools.website.links``.

It needs a network, takes some minutes, and says which addresses do not answer.
"""

from __future__ import annotations

import sys
from pathlib import Path

from tools.website.building import build


def main(arguments: list[str]) -> int:
    """Ask the addresses.

    Parameters
    ----------
    arguments
        The folder for what was found; ``output.txt`` in it has a line for each address
        with a fault.

    Returns
    -------
    int
        The exit status: 0, more than that if an address does not answer, 2 for wrong
        arguments.
    """
    if len(arguments) != 1:
        print(f"{__doc__}\n    python -m tools.website.links FOLDER", file=sys.stderr)
        return 2
    return build("linkcheck", Path(arguments[0]))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
