"""JupyterLab on a learner's copies, without what would puzzle a learner."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

from .copies import Copies, make_copies
from .verifying.notebooks import ONE_THREAD

FOLDER = "my-notebooks"
"""The learner's folder, where none is named."""

_LAST_PORT = 65_535
_SETTINGS = Path(__file__).with_name("jupyter")


def start(
    folder: Path,
    *,
    fresh: bool = False,
    port: int | None = None,
    browser: bool = True,
) -> int:
    """Make or refresh the copies in a folder, and run JupyterLab on the first.

    Parameters
    ----------
    folder
        The learner's folder (see `copies.make_copies`).
    fresh
        Put old copies aside and begin anew.
    port
        The port that JupyterLab listens on; by default it looks for a free one.
    browser
        Whether to open a browser. Without it JupyterLab prints the address to open.

    Returns
    -------
    int
        JupyterLab's exit status.

    Raises
    ------
    ModuleNotFoundError
        If JupyterLab is not installed.
    OSError
        If the folder cannot be written.
    ValueError
        If there is no such port.
    """
    if find_spec("jupyterlab") is None:
        raise ModuleNotFoundError(
            'JupyterLab is not installed here: pip install "text-to-vectors[lab]"'
        )
    if port is not None and not 1 <= port <= _LAST_PORT:
        raise ValueError(f"a port is a number from 1 to {_LAST_PORT}, not {port}")
    print(describe(make_copies(folder, fresh=fresh), folder), flush=True)
    try:
        return subprocess.run(
            command(folder, port=port, browser=browser),
            env=environment(),
            check=False,
        ).returncode
    except KeyboardInterrupt:  # Ctrl-C reaches JupyterLab as well, and is how it ends
        return 0


def describe(copies: Copies, folder: Path) -> str:
    """Say in a few lines what became of the copies.

    Parameters
    ----------
    copies
        What `copies.make_copies` returned.
    folder
        The learner's folder.

    Returns
    -------
    str
        A line for each thing that a learner should know.

    Examples
    --------
    >>> print(describe(Copies(["01_tokenization.ipynb"], [], [], None), Path("mine")))
    Your notebooks are in mine: 1 written.
    """
    counts = [f"{len(copies.written)} written"]
    if copies.kept:
        counts.append(f"{len(copies.kept)} with your changes, left as they are")
    lines = [f"Your notebooks are in {folder}: {', '.join(counts)}."]
    if copies.behind:
        lines.append(
            f"You have worked in {', '.join(copies.behind)}, and there is a newer "
            "version: companion lab --fresh puts your copies aside and begins anew."
        )
    if copies.put_aside:
        lines.append(f"Your old copies are in {copies.put_aside}.")
    return "\n".join(lines)


def command(folder: Path, *, port: int | None, browser: bool) -> list[str]:
    """Return the command that runs JupyterLab on a folder of copies.

    Parameters
    ----------
    folder
        The learner's folder; its first notebook is opened.
    port, browser
        As in `start`.

    Returns
    -------
    list of str
        The program and its arguments.
    """
    first = min(folder.glob("[0-9][0-9]_*.ipynb")).name
    arguments = [sys.executable, "-m", "jupyterlab"]
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        # In a container one is often root, and Jupyter asks whether that is meant.
        arguments.append("--allow-root")
    if port is not None:
        arguments.append(f"--port={port}")
    if not browser:
        arguments.append("--no-browser")
    return [
        *arguments,
        f"--ServerApp.root_dir={folder.resolve()}",
        # Said in this way, the address that is printed leads to it as well.
        f"--LabApp.default_url=/lab/tree/{first}",
    ]


def environment() -> dict[str, str]:
    """Return the environment in which JupyterLab finds the series' own settings.

    No news from the network, and no panel of a grading tool: the settings lie beside
    this module and come before those of the environment, but after the learner's own.
    Kernels run ``startup.py`` there, unless the learner has a start-up file already.
    They compute with one thread, unless the learner has named a number.

    Returns
    -------
    dict
        This process's variables, with ``JUPYTER_CONFIG_PATH`` added to, and
        ``PYTHONSTARTUP`` and `ONE_THREAD` set where they were not.
    """
    before = os.environ.get("JUPYTER_CONFIG_PATH")
    paths = [str(_SETTINGS), *([before] if before else [])]
    return {
        "PYTHONSTARTUP": str(_SETTINGS / "startup.py"),
        **ONE_THREAD,
        **os.environ,
        "JUPYTER_CONFIG_PATH": os.pathsep.join(paths),
    }
