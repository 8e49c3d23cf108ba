"""A Linux user for each learner, who owns their home, now and in the next container.

A container's list of users goes with it, while homes are kept. So whoever owns a home
gets their number back before anybody new could be given it.
"""

from __future__ import annotations

import pwd
import re
import subprocess
from pathlib import Path

FIRST = 1000  # Debian's first number for a person; those below it are the system's
NOBODY = 65_534
HOMES = Path("/home")
NAME = r"[a-z][a-z0-9_-]{0,30}\Z"  # what Linux takes as a user's name


def reserved() -> set[str]:
    """Return the names that belong to the system, such as root."""
    users = pwd.getpwall()
    return {one.pw_name for one in users if not FIRST <= one.pw_uid < NOBODY}


def bring_back(homes: Path = HOMES) -> None:
    """Make the users again whose homes are kept.

    Parameters
    ----------
    homes
        The folder of homes.
    """
    for home in sorted(homes.iterdir()):
        theirs = home.is_dir() and not home.is_symlink()
        theirs = theirs and home.stat().st_uid >= FIRST
        if theirs and re.match(NAME, home.name) and home.name not in reserved():
            make_user(home.name, homes)


def make_user(name: str, homes: Path = HOMES) -> None:
    """Make a learner's user, unless there is one, with a home that is theirs alone.

    Parameters
    ----------
    name
        The learner's.
    homes
        The folder of homes.

    Raises
    ------
    PermissionError
        If the name, or the home that is there already, belongs to the system.
    subprocess.CalledProcessError
        If no such user can be made.
    """
    if name in reserved():
        raise PermissionError(f"{name!r} belongs to the system: take another name")
    if name in {one.pw_name for one in pwd.getpwall()}:
        return
    home = homes / name
    command = ["useradd", "--no-log-init", "--shell", "/bin/bash"]
    if home.exists():
        if home.stat().st_uid < FIRST:
            raise PermissionError(f"{home} belongs to the system, not to a learner")
        command += ["--no-create-home", "--uid", str(home.stat().st_uid)]
    else:
        command += ["--create-home"]
    subprocess.run([*command, name], check=True)
    home.chmod(0o700)
