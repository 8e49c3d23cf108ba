"""What a program prints where Python hashes strings in another way."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

SEEDS = ("0", "1", "2024")


def outputs(program: str) -> set[str]:
    """Return what a program printed under three hash seeds: one text if all agree."""
    return {
        subprocess.run(
            [sys.executable, "-c", program],
            env={**os.environ, "PYTHONHASHSEED": seed},
            cwd=Path(__file__).parents[1],
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        for seed in SEEDS
    }
