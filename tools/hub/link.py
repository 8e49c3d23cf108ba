"""Links for a class on a JupyterHub: to a lesson there, or to what nbgitpuller brings.

`python -m tools.hub.link https://hub.school.example 05` prints both for notebook 05.
Where the lessons come from is said once, as ``Repository`` in pyproject.toml.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import PurePosixPath
from urllib.parse import quote, urlencode, urlsplit

from companion.lessons.lab import FOLDER
from tools.notebooks import NotebookError, notebook_paths
from tools.website.addresses import addresses


def lesson_link(hub: str, name: str) -> str:
    """Return the link to a learner's own copy, on a hub made by hub/Dockerfile.

    Parameters
    ----------
    hub
        The hub's address.
    name
        The notebook's file.

    Returns
    -------
    str
        Whoever follows it logs in if need be, and has their own copy open.

    Examples
    --------
    >>> lesson_link("https://hub.example", "05_sliding_window.ipynb")
    'https://hub.example/hub/user-redirect/lab/tree/my-notebooks/05_sliding_window.ipynb'
    """
    return f"{hub.rstrip('/')}/hub/user-redirect/lab/tree/{FOLDER}/{quote(name)}"


def pull_link(hub: str, repository: str, path: str, *, branch: str = "main") -> str:
    """Return the link by which nbgitpuller brings a repository to a learner.

    Parameters
    ----------
    hub
        The address of any hub whose learners have nbgitpuller.
    repository
        The repository's address.
    path
        The file in it to open.
    branch
        The branch to bring.

    Returns
    -------
    str
        Whoever follows it has the repository in their home, brought up to date, and the
        file open.

    Raises
    ------
    ValueError
        If the repository has no address of the web: nobody could fetch it from there.

    Examples
    --------
    >>> link = pull_link("https://hub.example", "https://git.example/tea", "01.ipynb")
    >>> link.partition("&")[0]
    'https://hub.example/hub/user-redirect/git-pull?repo=https%3A%2F%2Fgit.example%2Ftea'
    """
    if urlsplit(repository).scheme not in ("https", "http"):
        raise ValueError(
            f"{repository[:300]!r} is no address of a repository on the web: set "
            "it with make hosting ADDRESS=https://github.com/OWNER/REPOSITORY"
        )
    folder = PurePosixPath(urlsplit(repository).path).name.removesuffix(".git")
    opened = f"lab/tree/{folder}/{path}"
    query = urlencode(
        {"repo": repository, "branch": branch, "targetpath": folder, "urlpath": opened}
    )
    return f"{hub.rstrip('/')}/hub/user-redirect/git-pull?{query}"


def main(arguments: list[str] | None = None) -> int:
    """Print the links to the lesson that the command line names."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("hub", help="the hub's address: https://hub.school.example")
    parser.add_argument("number", help="the number of the notebook, for example 05")
    parser.add_argument("--branch", default="main", help="(by default %(default)s)")
    options = parser.parse_args(arguments)
    try:
        (notebook,) = notebook_paths((options.number,))
        print("a hub of ours: ", lesson_link(options.hub, notebook.name))
        path = f"notebooks/{notebook.name}"
        link = pull_link(options.hub, addresses().code, path, branch=options.branch)
        print("any other hub: ", link)
    except (NotebookError, ValueError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
