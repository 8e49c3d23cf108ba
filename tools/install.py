"""Install the series into the Python that runs this file; nothing else is needed.

``python tools/install.py`` installs what a learner needs, ``--everything`` what
developers need as well. torch comes first, and on Linux from an index that has its CPU
build, since pip's ordinary one has a build for GPUs of several gigabytes. The variable
TORCH_INDEX names another index, or, empty, none.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
CPU_INDEX = "https://download.pytorch.org/whl/cpu"
SECONDS = "15"  # without an answer, after which pip's ordinary index is taken


def main(arguments: list[str]) -> int:
    """Install, and return the exit status of the first step that failed."""
    everything = "--everything" in arguments
    lock = ROOT / ("requirements-dev.txt" if everything else "requirements.txt")
    try_torch(torch_index(), locked_torch(lock))
    # Without --editable the package is copied: Python reads the path of an editable one
    # in Windows' own encoding, and does not find it below a folder named José.
    package = ["--editable", str(ROOT)] if everything else [str(ROOT)]
    if not everything and is_editable():
        package = []  # a developer's environment, which runs the checkout itself
    steps = [["--requirement", str(lock)]]
    if package:
        steps.append(["--no-deps", "--force-reinstall", *package])
    return next(filter(None, (pip("install", "--quiet", *step) for step in steps)), 0)


def torch_index() -> str:
    """Return the index to try for torch first; empty if there is none to try."""
    default = CPU_INDEX if sys.platform == "linux" else ""
    return os.environ.get("TORCH_INDEX", default).strip()


def locked_torch(lock: Path) -> str:
    """Return the lock's line for torch."""
    lines = lock.read_text(encoding="utf-8").splitlines()
    return next(line for line in lines if line.startswith("torch=="))


def try_torch(index: str, requirement: str) -> None:
    """Install torch from an index, in one short try, unless it is there already."""
    if not index or pip("show", "--quiet", "torch", quiet=True) == 0:
        return
    print(f"torch from {index} …", flush=True)
    options = ["--no-deps", "--index-url", index, "--timeout", SECONDS]
    if pip("install", "--quiet", "--retries", "0", *options, requirement, quiet=True):
        print(
            "That index cannot be reached or has no such build: going on with pip's "
            "ordinary index (on Linux, a build for GPUs of several gigabytes).",
            flush=True,
        )


def is_editable() -> bool:
    """Tell whether this environment runs the checkout itself (PEP 610 says how)."""
    try:
        url = distribution("text-to-vectors").read_text("direct_url.json")
    except PackageNotFoundError:
        return False
    return bool(json.loads(url or "{}").get("dir_info", {}).get("editable"))


def pip(*arguments: str, quiet: bool = False) -> int:
    """Run pip and return its exit status."""
    output = subprocess.DEVNULL if quiet else None
    command = [sys.executable, "-m", "pip", *arguments]
    return subprocess.run(command, stdout=output, stderr=output).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
