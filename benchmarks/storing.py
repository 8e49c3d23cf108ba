"""Store what was measured where `companion.benchmark_results` reads it."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from companion import benchmark_results
from companion.benchmark_results import Measurements


def save(measurements: Measurements) -> None:
    """Store figures for `companion.benchmark_results.load`, rounded to four digits.

    Parameters
    ----------
    measurements
        The figures.
    """
    text = json.dumps(_rounded(asdict(measurements)), ensure_ascii=False, indent=1)
    benchmark_results.PATH.write_text(text + "\n", encoding="utf-8")


def _rounded(value: Any) -> Any:
    match value:
        case float():
            return float(f"{value:.4g}")
        case dict():
            return {key: _rounded(entry) for key, entry in value.items()}
        case list() | tuple():
            return [_rounded(entry) for entry in value]
    return value
