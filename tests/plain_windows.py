"""What the tests of sliding windows share: windows made the plain way."""

from __future__ import annotations

import functools
from array import array
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import tiktoken
import torch

from companion.byte_pair_encoding.files import load_gpt2, to_tiktoken
from companion.sliding_window import (
    WindowDataset,
    open_token_file,
)

EOT = 0


def copied_windows(
    ids: Sequence[int], max_length: int, stride: int
) -> list[tuple[list[int], list[int]]]:
    """Copy each window, the plain way that the dataset has to equal."""
    return [
        (list(ids[i : i + max_length]), list(ids[i + 1 : i + max_length + 1]))
        for i in range(0, len(ids) - max_length, stride)
    ]


def as_lists(windows: WindowDataset) -> list[tuple[list[int], list[int]]]:
    return [(inputs.tolist(), targets.tolist()) for inputs, targets in windows]


@functools.cache
def gpt2_of_tiktoken() -> tiktoken.Encoding:
    return to_tiktoken(load_gpt2(), "gpt2")


def token_sources(folder: Path) -> dict[str, Any]:
    ids = np.arange(100, 130)
    np.save(folder / "ids.npy", ids.astype(np.uint16))
    ids.astype(np.uint16).tofile(folder / "ids16.bin")
    ids.astype(np.uint32).tofile(folder / "ids32.bin")
    read_only = ids.copy()
    read_only.flags.writeable = False
    return {
        "list": ids.tolist(),
        "tuple": tuple(ids.tolist()),
        "range": range(100, 130),
        "array.array": array("H", ids.tolist()),
        "int32": ids.astype(np.int32),
        "uint64": ids.astype(np.uint64),
        "big-endian": ids.astype(">u2"),
        "every other": np.repeat(ids, 2)[::2],
        "read-only": read_only,
        "tensor": torch.from_numpy(ids),
        "int16 tensor": torch.from_numpy(ids.astype(np.int16)),
        "npy path": folder / "ids.npy",
        "uint16 file": open_token_file(folder / "ids16.bin", "uint16"),
        "uint32 file": open_token_file(folder / "ids32.bin", "uint32"),
        "part of a file": np.memmap(folder / "ids16.bin", np.uint16, "r")[0:30],
    }
