"""Write the lessons for Google Colab: each with a first cell that adds the companion.

    python -m tools.colab build/colab        all notebooks
    python -m tools.colab build/colab 01 04  these two

Colab brings most of what the lessons import. What its kernel may have loaded already
must not be replaced under it, and torch takes minutes, so the cell leaves these as they
are and adds only what else is missing or too old. The workflow in
``.github/workflows/colab.yml`` publishes the copies as a branch, which the links in the
README lead to.
"""

from __future__ import annotations

import json
import sys
import tomllib

from packaging.requirements import Requirement

from companion.lessons.view import lesson_view
from tools.hosting import colab_link, github
from tools.notebooks import ROOT, NotebookError, folder_and_notebooks
from tools.website.addresses import addresses

# What Colab has from the start and keeps, whatever its version.
THERE = {"certifi", "ipython", "numpy", "platformdirs", "torch", "tqdm"}


def main(arguments: list[str]) -> int:
    """Write the copies.

    Parameters
    ----------
    arguments
        The folder for them, then numbers of notebooks; none means all.

    Returns
    -------
    int
        The exit status: 0, or 2 for wrong arguments.
    """
    try:
        folder, paths = folder_and_notebooks(arguments, __doc__)
    except NotebookError as error:
        print(error, file=sys.stderr)
        return 2
    folder.mkdir(parents=True, exist_ok=True)
    for path in paths:
        text = colab_copy(path.read_text(encoding="utf-8"), addresses().code)
        (folder / path.name).write_text(text, encoding="utf-8", newline="\n")
    print(f"{folder}: {len(paths)} lessons for Colab")
    return 0


def colab_copy(source: str, code: str) -> str:
    """Return the text of a lesson's copy for Colab: not run, and with a first cell.

    Parameters
    ----------
    source
        The text of the notebook file.
    code
        The address of the project's code, or nothing where none is set.

    Returns
    -------
    str
        The text of the copy. Where the code is on GitHub, links to the neighbours lead
        to their copies in Colab.
    """

    def link(address: str) -> str:
        return colab_link(code, address)

    view = lesson_view(
        json.loads(source),
        outputs=False,
        link=link if github(code) else None,
        first=first_cell(code),
    )
    view["cells"][0]["metadata"]["cellView"] = "form"  # the title is shown, no code
    return json.dumps(view, ensure_ascii=False, indent=1) + "\n"


def first_cell(code: str) -> str:
    """Return the code that adds to Colab what a lesson needs.

    Parameters
    ----------
    code
        The address of the project's code. Without one the package comes from PyPI.

    Returns
    -------
    str
        A title, one thread for linear algebra, and two commands for pip.

    Examples
    --------
    >>> print(first_cell("").splitlines()[2])
    %pip install --quiet --no-deps "text-to-vectors"
    """
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    package = str(project["name"])
    if github(code):
        package += f" @ {code}/archive/HEAD.zip"
    missing = " ".join(
        f'"{text}"'
        for text in project["dependencies"]
        if Requirement(text).name not in THERE
    )
    return (
        "# @title Run this cell first: it installs what the lesson needs\n"
        # Other programs of this small machine would hold up a second thread: see
        # `companion.lessons.verifying.notebooks.ONE_THREAD`.
        "%env OMP_NUM_THREADS=1\n"
        f'%pip install --quiet --no-deps "{package}"\n'
        f"%pip install --quiet {missing}"
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
