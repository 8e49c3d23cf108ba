"""The project's own documents as pages: their links lead to pages, or to the code."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

LINK = re.compile(r"(?<!!)\[(?P<text>[^\]]+)\]\((?P<address>[^)\s]+)\)")
PICTURE = re.compile(r"!\[(?P<text>[^\]]*)\]\((?P<address>[^)\s]+)\)")


def as_page(
    text: str, source: str, page: str, pages: Mapping[str, str], files: str
) -> str:
    """Return a document of the project with its links turned to the site.

    Parameters
    ----------
    text
        The document, in Markdown.
    source
        Its file, from the top of the project, such as ``"docs/peers.md"``.
    page
        The file that it becomes in the site's source tree.
    pages
        From each file of the project that is a page to its file in that tree.
    files
        Where the project's files stand on the web, or nothing if that is not known.

    Returns
    -------
    str
        The text. A link to a page leads there, a link to another file of the project
        to `files`; where that is not known, its text alone stays. Pictures are looked
        for beside the page; of one on another server, which a page asks for nothing,
        the description stays.

    Examples
    --------
    >>> pages = {"docs/peers.md": "guides/peers.md", "README.md": "index.md"}
    >>> as_page("[peers](docs/peers.md)", "README.md", "index.md", pages, "")
    '[peers](guides/peers.md)'
    >>> as_page("[peers](peers.md)", "docs/a.md", "guides/a.md", pages, "")
    '[peers](peers.md)'
    >>> as_page("[licence](LICENSE)", "README.md", "index.md", pages, "")
    'licence'
    """

    def link(found: re.Match[str]) -> str:
        address, hash_, place = found["address"].partition("#")
        if not address or ":" in address:
            return found[0]
        target = _from_the_top(source, address)
        if target in pages:
            there = os.path.relpath(pages[target], os.path.dirname(page) or ".")
            # A file's name is no name for a page: without one, its title stands there.
            text = "" if found["text"] == target else found["text"]
            return f"[{text}]({PurePosixPath(there)}{hash_}{place})"
        return f"[{found['text']}]({files}/{target})" if files else found["text"]

    def picture(found: re.Match[str]) -> str:
        name = PurePosixPath(found["address"]).name
        return (
            found["text"] if ":" in found["address"] else f"![{found['text']}]({name})"
        )

    return LINK.sub(link, PICTURE.sub(picture, text))


def pictures(text: str, source: str) -> list[str]:
    """Return the picture files that a document shows, from the top of the project.

    Examples
    --------
    >>> pictures("![The road.](road.png)", "docs/peers.md")
    ['docs/road.png']
    """
    found = (match["address"] for match in PICTURE.finditer(text))
    return [_from_the_top(source, address) for address in found if ":" not in address]


def _from_the_top(source: str, address: str) -> str:
    return Path(
        os.path.normpath(os.path.join(os.path.dirname(source), address))
    ).as_posix()
