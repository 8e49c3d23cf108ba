"""What runs for a learner who logs in: bring their copies up to date, then serve them.

Copies are made as `companion lab` makes them: one that the learner has worked in is
never replaced. It runs wherever the series and JupyterHub are installed, so it may also
be the command of a hub that was not set up with our files.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from companion.lessons import lab
from companion.lessons.copies import make_copies
from companion.lessons.verifying.notebooks import ONE_THREAD

HOUR = 3600
SETTINGS = [
    # A kernel in which nothing has run for an hour is ended, open page or not. Its
    # notebook and outputs stay; Run All Above Selected Cell brings its names back.
    f"--MappingKernelManager.cull_idle_timeout={HOUR}",
    "--MappingKernelManager.cull_interval=300",
    "--MappingKernelManager.cull_connected=True",
    # Nobody is offered to install anything, and nothing is looked for.
    "--LabApp.extension_manager=readonly",
    "--LanguageServerManager.autodetect=False",
]


def command(folder: Path, arguments: list[str]) -> list[str]:
    """Return the command that serves a learner's home, their copies first."""
    first = min(folder.glob("[0-9][0-9]_*.ipynb"), default=folder).name
    page = f"/lab/tree/{folder.name}/{first}" if first != folder.name else "/lab"
    start = ["-m", "jupyterhub.singleuser", f"--ServerApp.default_url={page}"]
    return [sys.executable, *start, *SETTINGS, *arguments]


def main(arguments: list[str]) -> None:
    """Make or refresh the copies in this user's home, and become their server."""
    folder = Path.home() / lab.FOLDER
    try:
        print(lab.describe(make_copies(folder), folder), flush=True)
    except OSError as error:  # a full disk must keep nobody from their own work
        print(f"The copies in {folder} are as they were: {error}", flush=True)
    program, *rest = command(folder, arguments)
    # A kernel takes one core, whatever its learner set: thirty share the machine.
    environment = {**lab.environment(), **ONE_THREAD}
    os.chdir(Path.home())
    os.execve(program, [program, *rest], environment)


if __name__ == "__main__":
    main(sys.argv[1:])
