"""Resolve requirements.txt anew from the ranges in pyproject.toml, with uv."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
COMMAND = [
    *("pip", "compile", "--quiet", "--universal", "--python-version", "3.11"),
    *("--all-extras", "--no-annotate", "--no-header"),
    "pyproject.toml",
]
# pyproject.toml marks packages that the lock leaves out with a condition never met.
LEFT_OUT = "sys_platform == 'never'"


def main() -> int:
    """Write requirements.txt, whole or not at all, and return the exit status."""
    uv = shutil.which("uv", path=Path(sys.executable).parent) or shutil.which("uv")
    if uv is None:
        print(
            "make lock needs uv, which is not installed here. How to install it: "
            "https://docs.astral.sh/uv/ (requirements.txt is left as it was).",
            file=sys.stderr,
        )
        return 1
    resolved = subprocess.run(
        [uv, *COMMAND], cwd=ROOT, stdout=subprocess.PIPE, text=True, check=False
    )
    if resolved.returncode:
        print(
            "uv found no solution; requirements.txt is left as it was.", file=sys.stderr
        )
        return 1
    lines = [line for line in resolved.stdout.splitlines() if LEFT_OUT not in line]
    (ROOT / "requirements.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
