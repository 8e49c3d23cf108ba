"""Where the site and the project's code stand on the web.

The line ``Repository`` of ``[project.urls]`` in ``pyproject.toml`` says where the code
is (``make hosting`` sets it), and on GitHub the site follows from it. A host that knows
its own addresses gives them in the environment, and these go before.
"""

from __future__ import annotations

import os
from typing import NamedTuple

from tools.hosting import address_in, github
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
        `site` from the variable ``SITE_ADDRESS`` or from the code's, `code` from
        ``CODE_ADDRESS`` or from ``pyproject.toml``.
    """
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    code = os.environ.get("CODE_ADDRESS") or address_in(text)
    site = os.environ.get("SITE_ADDRESS") or pages_of(code)
    return Addresses(site.rstrip("/"), code.rstrip("/"))


def pages_of(code: str) -> str:
    """Return where GitHub publishes the site of a repository.

    Parameters
    ----------
    code
        The address of the project's code.

    Returns
    -------
    str
        The address, or nothing where the code is not on GitHub.

    Examples
    --------
    >>> pages_of("https://github.com/anna/vectors")
    'https://anna.github.io/vectors'
    """
    owner, _, name = github(code).partition("/")
    if not owner:
        return ""
    home = f"{owner.lower()}.github.io"
    return f"https://{home}" if name.lower() == home else f"https://{home}/{name}"
