"""Published word vectors, fetched from where gensim's downloader has them."""

from __future__ import annotations

import difflib
import json
import re
from pathlib import Path
from typing import Any

from ..arguments import shortened
from ..corpora import DownloadError
from ..storage import downloads

_LONGEST_LIST = 1 << 22  # bytes of gensim's list, which has 60 KB


def download(name: str, target: Path) -> None:
    """Fetch a model of gensim's list, as a packed file of word2vec's.

    Address, size and checksum are those of gensim's own downloader. That would also
    fetch a Python file and run it, and it changes settings of the whole process as long
    as it works; here neither happens, so that several threads may download at once.
    """
    from gensim import downloader

    try:
        page = downloads.read_url(downloader.DATA_LIST_URL, at_most=_LONGEST_LIST)
        models = {**json.loads(page)["models"]}
    except Exception as error:  # whatever a broken list can make json raise
        raise DownloadError(
            f"could not read gensim's list of models, {downloader.DATA_LIST_URL}: "
            f"{_describe(error)}\n{_by_hand(name, target)}"
        ) from error
    if name not in models:
        near = difflib.get_close_matches(name, models, n=3)
        raise ValueError(
            f"gensim's list has no model {name!r}. "
            f"{'Near it' if near else 'It has'}: "
            f"{', '.join(near or sorted(models)[:40])}"
        )
    size, checksum = _size_and_checksum(models[name], name)
    url = f"{downloader.DOWNLOAD_BASE_URL}/{name}/{name}.gz"
    try:
        downloads.download(url, target, n_bytes=size, checksum=f"md5:{checksum}")
    except (OSError, ValueError) as error:
        raise DownloadError(
            f"could not download {name} from {url}: {_describe(error)}\n"
            f"{_by_hand(name, target)} Its MD5 checksum is {checksum}."
        ) from error


def _size_and_checksum(model: Any, name: str) -> tuple[int, str]:
    """Return what gensim's list says of a model, which anybody may have written."""
    size = model.get("file_size") if isinstance(model, dict) else None
    checksum = model.get("checksum") if isinstance(model, dict) else None
    if (
        isinstance(size, int)
        and size > 0
        and isinstance(checksum, str)
        and re.fullmatch(r"[0-9a-f]{32}", checksum)
    ):
        return size, checksum
    raise DownloadError(
        f"gensim's list says of {name} {shortened(model)}, without a size and an MD5 "
        "checksum: it cannot be downloaded safely"
    )


def _describe(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"


def _by_hand(name: str, target: Path) -> str:
    return f"To put the file there by hand, save {name}.gz as {target}."
