"""Make the site: ``python -m tools.website FOLDER``."""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

from sphinx.cmd.build import build_main

from tools.website.assemble import assemble


def main(arguments: list[str]) -> int:
    """Make the site in a folder, which is emptied before.

    Parameters
    ----------
    arguments
        The folder.

    Returns
    -------
    int
        The exit status: 0, 1 if a page has a fault, 2 for wrong arguments.
    """
    if len(arguments) != 1:
        print(__doc__, file=sys.stderr)
        return 2
    folder = Path(arguments[0])
    shutil.rmtree(folder, ignore_errors=True)
    with tempfile.TemporaryDirectory() as temporary:
        tree, kept = Path(temporary) / "source", Path(temporary) / "doctrees"
        assemble(tree)
        # Warnings are errors; all of them are told before it ends.
        strict = ["--fail-on-warning", "--keep-going", "--quiet", "--jobs", "2"]
        places = ["--doctree-dir", str(kept), str(tree), str(folder)]
        status = build_main(["--builder", "html", *strict, *places])
    if status == 0:
        print(f"{folder}/index.html")
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
