"""The folder of token files: what it says of itself, and what makes it one of ours."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import Any, NamedTuple

FORMAT = "companion token files, version 2"
"""What a manifest says of itself."""

_OPENED = FORMAT, "companion token files, version 1"
_HEAD = re.compile(rb'\s*\{\s*"format":\s*"companion token files, version ')

PARTS = "unfinished-parts"
"""The folder in the folder, for what is not finished."""

_SHA256 = re.compile(r"[0-9a-f]{64}")


class Manifest(NamedTuple):
    """What a finished job says of itself."""

    dtype: str  # "<u2" or "<u4"
    eot: int
    n_tokens: int
    n_documents: int
    parts: list[str]  # their hashes
    # These three are missing, and then None, in what version 1 wrote.
    tokenizer_sha256: str | None
    documents_sha256: str | None
    part_bytes: int | None


def read_manifest(folder: Path) -> Manifest | None:
    """Return what a finished job says of itself; None if a job may begin or go on."""
    path = folder / "manifest.json"
    if not os.path.lexists(path):
        if not folder.exists() or (folder / PARTS).is_dir() or not os.listdir(folder):
            return None
        if (folder / "tokens.npy").exists():
            raise ValueError(
                f"{path} is missing, and without it nobody knows what made the token "
                "files beside it: delete the folder, and make it again"
            )
        raise ValueError(
            f"{folder} holds files that are not token files: choose another folder"
        )
    if not _is_ours(path):
        raise ValueError(
            f"{path} does not begin as those of token files do: choose another folder, "
            "or, if it is damaged, delete that one and make it again"
        )
    try:
        return _parse(json.loads(path.read_bytes()))
    except (ValueError, RecursionError) as error:
        raise ValueError(
            f"{path} is damaged ({str(error)[:100]}): delete the folder, and make "
            "it again"
        ) from None


def _is_ours(path: Path) -> bool:
    """Say whether a manifest begins as ours do, whatever may follow."""
    if not path.is_file():
        return False
    with open(path, "rb") as file:
        return _HEAD.match(file.read(200)) is not None


def _parse(data: dict[str, Any]) -> Manifest:
    """Check a manifest: a `ValueError` for whatever is not as we write it."""
    if data["format"] not in _OPENED:
        raise ValueError("it is of a later version")
    is_old = data["format"] != FORMAT

    def number(name: str, least: int, most: int = 2**63 - 1) -> int:
        value = data.get(name)
        if type(value) is not int or not least <= value <= most:
            raise ValueError(f"{name} is {value!r:.40}")
        return value

    def sha256(name: str) -> str | None:
        value = data.get(name)
        if is_old:
            return None
        if not isinstance(value, str) or not _SHA256.fullmatch(value):
            raise ValueError(f"{name} is {value!r:.40}")
        return value

    dtype = {"uint16": "<u2", "uint32": "<u4"}.get(str(data.get("dtype")))
    if dtype is None:
        raise ValueError(f"dtype is {data.get('dtype')!r:.40}")
    documents, parts = data.get("documents"), data.get("parts")
    if not isinstance(documents, list) or not documents:
        raise ValueError("documents is no list of documents")
    if not isinstance(parts, list) or not all(
        isinstance(part, str) and _SHA256.fullmatch(part) for part in parts
    ):
        raise ValueError("parts is no list of hashes")
    return Manifest(
        dtype,
        number("eot", 0, 2 ** (8 * int(dtype[-1])) - 1),
        number("n_tokens", len(documents)),
        len(documents),
        parts,
        sha256("tokenizer_sha256"),
        sha256("documents_sha256"),
        None if is_old else number("part_bytes", 1),
    )


def holds_token_files(folder: Path) -> bool:
    """Say whether a folder holds token files, finished or not, and so no texts.

    One that cannot be looked into holds none, as far as is known.
    """
    try:
        return _is_ours(folder / "manifest.json") or (folder / PARTS).is_dir()
    except OSError:
        return False
