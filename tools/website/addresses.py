"""Where the site and the project's code stand on the web: `[project.urls]` says it."""

from __future__ import annotations

import tomllib
from typing import NamedTuple

from tools.notebooks import ROOT


class Addresses(NamedTuple):
    """Addresses without a slash at the end; empty where nobody has set one."""

    site: str
    code: str


def addresses() -> Addresses:
    """Return the addresses that ``pyproject.toml`` names.

    Returns
    -------
    Addresses
        ``Documentation`` is the site, ``Repository`` the project's code.
    """
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    urls: dict[str, str] = tomllib.loads(text)["project"].get("urls", {})
    return Addresses(
        site=urls.get("Documentation", "").rstrip("/"),
        code=urls.get("Repository", "").rstrip("/"),
    )
