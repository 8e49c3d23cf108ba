"""Resolve the locks anew from the ranges in pyproject.toml, with uv.

requirements-dev.txt is everything; requirements.txt, what a learner needs, is a part of
it with the same versions. hub/requirements.txt is what a hub for a class needs besides,
from hub/requirements.in, and fits to both.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
COMMAND = [
    *("pip", "compile", "--quiet", "--universal", "--python-version", "3.11"),
    *("--no-annotate", "--no-header"),
]
EVERYTHING, LEARNERS = "requirements-dev.txt", "requirements.txt"
HUB = "hub/requirements.txt"
# pyproject.toml marks packages that the locks leave out with a condition never met.
LEFT_OUT = "sys_platform == 'never'"


def main() -> int:
    """Write all locks, whole or not at all, and return the exit status."""
    uv = shutil.which("uv", path=Path(sys.executable).parent) or shutil.which("uv")
    if uv is None:
        print(
            "make lock needs uv, which is not installed here. How to install it: "
            "https://docs.astral.sh/uv/ (the locks are left as they were).",
            file=sys.stderr,
        )
        return 1
    written = {
        name: (ROOT / name).read_bytes()
        for name in (EVERYTHING, LEARNERS, HUB)
        if (ROOT / name).exists()
    }
    for name, options in (
        (EVERYTHING, ["pyproject.toml", "--all-extras"]),
        (LEARNERS, ["pyproject.toml", "--extra", "lab", "--constraint", EVERYTHING]),
        (HUB, ["hub/requirements.in", "--constraint", EVERYTHING]),
    ):
        done = subprocess.run(
            [uv, *COMMAND, *options, "--output-file", name], cwd=ROOT, check=False
        )
        if done.returncode:
            for other, before in written.items():
                (ROOT / other).write_bytes(before)
            print("uv found no solution; the locks are as they were.", file=sys.stderr)
            return 1
        lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
        kept = [line for line in lines if LEFT_OUT not in line]
        (ROOT / name).write_text("\n".join(kept) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
