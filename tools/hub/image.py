"""Carry out the steps of hub/Dockerfile without Docker, as root on a Linux machine.

The base is made by debootstrap, as Debian's own images are; each step then runs in it
by chroot, with a mount table of its own. It knows the instructions that hub/Dockerfile
uses, and refuses any other.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
DOCKERFILE = ROOT / "hub" / "Dockerfile"
_KNOWN = {"FROM", "ENV", "RUN", "COPY", "VOLUME", "EXPOSE", "CMD"}
# Where a mirror or a proxy leads to the network, its settings hold inside, too.
_PASSED = re.compile(r"(PIP|TORCH|NPM_CONFIG|SSL|NODE)_\w+|\w+_(proxy|PROXY)")
_ENTER = """
set -e
root=$1; shift
hostname localhost
mount --make-rprivate /
mount -t proc proc "$root/proc"
mount --rbind /dev "$root/dev"
while [ "$1" != -- ]; do
  mkdir -p "$root$1"
  mount --bind -o ro "$1" "$root$1"
  shift
done
shift
exec chroot "$root" "$@"
"""


class Step(NamedTuple):
    """One instruction of a Dockerfile."""

    instruction: str
    text: str  # what follows it, continued lines joined


def read_steps(dockerfile: str) -> list[Step]:
    r"""Return the instructions of a Dockerfile.

    Parameters
    ----------
    dockerfile
        Its text.

    Returns
    -------
    list of Step
        In their order.

    Raises
    ------
    ValueError
        If an instruction is none of those that this module can carry out.

    Examples
    --------
    >>> read_steps("FROM debian:bookworm-slim\n# Tea.\nRUN true \\\n && true")
    [Step(instruction='FROM', text='debian:bookworm-slim'),
     Step(instruction='RUN', text='true  && true')]
    """
    lines = [line for line in dockerfile.splitlines() if not line.startswith("#")]
    joined = re.sub(r"\\\n", "", "\n".join(lines))
    found = []
    for line in filter(None, map(str.strip, joined.splitlines())):
        instruction, _, text = line.partition(" ")
        if instruction not in _KNOWN:
            raise ValueError(
                f"hub/Dockerfile: {line[:300]!r} begins with none of "
                f"{', '.join(sorted(_KNOWN))}: teach tools/hub/image.py how to do it"
            )
        found.append(Step(instruction, text.strip()))
    return found


def environment(steps: Sequence[Step]) -> dict[str, str]:
    """Return the variables that a Dockerfile sets.

    Examples
    --------
    >>> environment([Step("ENV", "LANG=C.UTF-8"), Step("RUN", "A=1 true")])
    {'LANG': 'C.UTF-8'}
    """
    pairs = [step.text.partition("=") for step in steps if step.instruction == "ENV"]
    return {name: value for name, _, value in pairs}


def copied(steps: Sequence[Step]) -> list[tuple[list[str], str]]:
    """Return what a Dockerfile copies: the sources, and where they go.

    Examples
    --------
    >>> copied([Step("COPY", "data /opt/source/data"), Step("COPY", "a b /opt/")])
    [(['data'], '/opt/source/data'), (['a', 'b'], '/opt/')]
    """
    words = [step.text.split() for step in steps if step.instruction == "COPY"]
    return [(sources, target) for *sources, target in words]


def command(steps: Sequence[Step]) -> list[str]:
    """Return the program that a container of the image runs.

    Examples
    --------
    >>> command([Step("CMD", '["jupyterhub", "--debug"]')])
    ['jupyterhub', '--debug']
    """
    (text,) = (step.text for step in steps if step.instruction == "CMD")
    words: list[str] = json.loads(text)
    return words


def enter(
    root: Path,
    words: Sequence[str],
    variables: Mapping[str, str],
    mounts: Sequence[str] = (),
) -> tuple[list[str], dict[str, str]]:
    """Return the command, and its environment, that runs a program in a root folder.

    Parameters
    ----------
    root
        The folder that the program takes for the whole disk.
    words
        The program and its arguments.
    variables
        Its environment; settings for mirrors and proxies are added to it.
    mounts
        Folders of this machine that it may read, too, at the same place.

    Returns
    -------
    tuple of list of str and dict
        For `subprocess`.
    """
    passed = {name: os.environ[name] for name in os.environ if _PASSED.fullmatch(name)}
    script = [
        "unshare",
        "--mount",
        "--uts",
        "sh",
        "-c",
        _ENTER,
        "sh",
        str(root),
        *mounts,
        "--",
    ]
    return [*script, *words], {**passed, "HOME": "/root", **variables}


def build(root: Path, mounts: Sequence[str] = ()) -> None:
    """Carry out the steps of hub/Dockerfile in a root folder.

    Parameters
    ----------
    root
        The folder; if it is not there, a Debian is installed into it first.
    mounts
        As in `enter`.

    Raises
    ------
    subprocess.CalledProcessError
        If a step fails; its output has been shown.
    """
    steps = read_steps(DOCKERFILE.read_text(encoding="utf-8"))
    variables = environment(steps)
    for step in steps:
        print(step.instruction, step.text, flush=True)
        if step.instruction == "FROM" and not root.exists():
            (suite,) = re.findall(r"^debian:(\w+)-slim$", step.text)
            make = ["debootstrap", "--variant=minbase", suite, str(root)]
            subprocess.run(make, check=True, stdout=subprocess.DEVNULL)
            # Docker gives each container such a file, too.
            (root / "etc/hosts").write_text("127.0.0.1 localhost\n")
        elif step.instruction == "RUN":
            line, env = enter(root, ["sh", "-c", step.text], variables, mounts)
            subprocess.run(line, env=env, check=True)
        elif step.instruction == "COPY":
            copy_files(step, root)
        elif step.instruction == "VOLUME":
            for folder in step.text.split():
                (root / folder.lstrip("/")).mkdir(parents=True, exist_ok=True)


def copy_files(step: Step, root: Path) -> None:
    """Copy as Docker does: what is in a folder, or a file, into a folder or as one.

    Parameters
    ----------
    step
        A ``COPY``.
    root
        The root folder of the image.
    """
    ((sources, target),) = copied([step])
    place = root / target.lstrip("/")
    for source in (ROOT / name for name in sources):
        if source.is_dir():
            ignore = shutil.ignore_patterns("__pycache__")
            shutil.copytree(source, place, dirs_exist_ok=True, ignore=ignore)
        else:
            path = place / source.name if target.endswith("/") else place
            path.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(source, path)
