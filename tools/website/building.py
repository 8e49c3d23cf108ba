"""Sphinx, run on the source tree in a temporary folder."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from sphinx.cmd.build import build_main

from tools.website.assemble import assemble


def build(builder: str, folder: Path) -> int:
    """Gather the source tree and have Sphinx make something from it.

    Parameters
    ----------
    builder
        One of Sphinx's builders: ``"html"``, or ``"linkcheck"``.
    folder
        Where to put what it makes; the folder is emptied before.

    Returns
    -------
    int
        Sphinx's exit status: 0, or more if there was a warning or an error.
    """
    shutil.rmtree(folder, ignore_errors=True)
    with tempfile.TemporaryDirectory() as temporary:
        tree, kept = Path(temporary) / "source", Path(temporary) / "doctrees"
        assemble(tree)
        # Warnings are errors; all of them are told before it ends.
        strict = ["--fail-on-warning", "--keep-going", "--quiet", "--jobs", "2"]
        places = ["--doctree-dir", str(kept), str(tree), str(folder)]
        return int(build_main(["--builder", builder, *strict, *places]))
