"""Where the site and the project's code stand on the web.

`[project.urls]` in ``pyproject.toml`` says it. A host that knows its own addresses
gives them in the environment, and these go before.
"""

from __future__ import annotations

import os
import tomllib
from typing import NamedTuple

from tools.notebooks import ROOT


class Addresses(NamedTuple):
    """Addresses without a slash at the end; empty where nobody has set one."""

    site: str
    code: str


def addresses() -> Addresses:
    """Return the addresses of the site and of the code.

    Returns
    -------
    Addresses
        `site` from the variable ``SITE_ADDRESS`` or the line ``Documentation``, `code`
        from ``CODE_ADDRESS`` or ``Repository``.
    """
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    urls: dict[str, str] = tomllib.loads(text)["project"].get("urls", {})
    site = os.environ.get("SITE_ADDRESS") or urls.get("Documentation", "")
    code = os.environ.get("CODE_ADDRESS") or urls.get("Repository", "")
    return Addresses(site.rstrip("/"), code.rstrip("/"))
