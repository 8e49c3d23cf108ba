"""What should not stand in a notebook's texts: paths, addresses, bare pictures."""

from __future__ import annotations

import re

_REST = r"[^\s'\"<>()\[\]{}|,;]*"
_HOME = re.compile(rf"/(?:home|Users|root)/{_REST}")
_SYSTEM = re.compile(rf"/(?:tmp|var|opt|mnt|work|kaggle|content/drive)/{_REST}")
_WINDOWS_HOME = re.compile(rf"[A-Za-z]:\\{{1,2}}Users\\{_REST}")
_WINDOWS = re.compile(rf"[A-Za-z]:\\{{1,2}}\w+\\{_REST}")
_PYTHON = re.compile(r"(?:\bsite-packages\b|\bipykernel_\d|\.venv\b)\S*")
_GOES_ON = re.compile(r"[\w.:/~-]")  # within an address or another path
_ADDRESS = re.compile(r" at 0x[0-9a-fA-F]{6,}>?")
_BEFORE = 40  # characters, to say what it is the address of

_STRING = r"(?:'[^'\n]*'|\"[^\"\n]*\")"
SET = re.compile(rf"\{{{_STRING}(?:, {_STRING})+\}}")
"""A set of strings, whose order differs from run to run."""

_CODE = re.compile(
    r"^(```|~~~).*?^\1|(`+)(?!`).+?(?<!`)\2(?!`)|<!--.*?-->", re.M | re.S
)
_SCRIPT = re.compile(r"<(script|style)\b.*?</\1\s*>", re.S | re.I)
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")
_BARE = re.compile(r"!\[\s*\](?=[(\[])\S{0,60}")
_FILE_NAME = re.compile(
    r"!\[[^\[\]\s]{1,99}\.(?:png|jpe?g|gif|svg|webp)\](?=[(\[])", re.I
)
_IMG = re.compile(r"<img\b[^>]*>", re.I)
_SVG = re.compile(r"<svg\b[^>]*>(?:\s*<title\b)?", re.I)
_TOLD = re.compile(
    r"\b(?:alt|aria-label|aria-labelledby)\s*=|<title\b"
    r"|\baria-hidden\s*=\s*[\"']?true|\brole\s*=\s*[\"']?(?:none|presentation)",
    re.I,
)


def plain(text: str) -> str:
    r"""Return an output without colours, scripts and style sheets.

    Parameters
    ----------
    text
        What a cell printed or displayed.

    Returns
    -------
    str
        What of it a reader sees, markup included.

    Examples
    --------
    >>> plain("<style>b { color: red }</style><b>\x1b[31mred\x1b[0m</b>")
    '<b>red</b>'
    """
    return _SCRIPT.sub("", _COLOUR.sub("", text))


def home_paths(text: str) -> list[str]:
    r"""Return the paths in a text that lead into somebody's home folder.

    Parameters
    ----------
    text
        Code, or what it has shown.

    Returns
    -------
    list of str
        The paths, as far as they go without a blank.

    Examples
    --------
    >>> home_paths("open('/home/anna/a.csv')  # from https://example.org/home/a.csv")
    ['/home/anna/a.csv']
    """
    return _whole(_HOME, text) + _WINDOWS_HOME.findall(text)


def machine_paths(text: str) -> list[str]:
    r"""Return the paths in a text that only one machine has.

    Parameters
    ----------
    text
        What a cell has shown.

    Returns
    -------
    list of str
        Paths into homes, temporary folders, Python environments and the like.

    Examples
    --------
    >>> machine_paths("written to /tmp/a.csv and D:\\data\\b.csv")
    ['/tmp/a.csv', 'D:\\data\\b.csv']
    """
    whole = _whole(_HOME, text) + _whole(_SYSTEM, text)
    return whole + _WINDOWS.findall(text) + _PYTHON.findall(text)


def _whole(pattern: re.Pattern[str], text: str) -> list[str]:
    """Return what a pattern finds where nothing before it belongs to it, too."""
    found = []
    for path in pattern.finditer(text):
        place = path.start()
        is_link = text.endswith("file://", 0, place)
        if is_link or place == 0 or not _GOES_ON.match(text[place - 1]):
            found.append(path.group())
    return found


def addresses(text: str) -> list[str]:
    """Return places in memory, as Python shows objects that have no better text.

    Parameters
    ----------
    text
        What a cell has shown.

    Returns
    -------
    list of str
        Each with the word before it.

    Examples
    --------
    >>> addresses("[<Line2D at 0x7f05b09b58a0>]")
    ['[<Line2D at 0x7f05b09b58a0>']
    """
    found = []
    for address in _ADDRESS.finditer(text):
        before = text[max(0, address.start() - _BEFORE) : address.start()].split()[-1:]
        found.append("".join(before) + address.group())
    return found


def bare_images(html: str) -> list[str]:
    """Return the images in HTML that say nothing to somebody who cannot see them.

    Parameters
    ----------
    html
        HTML, or Markdown without its code.

    Returns
    -------
    list of str
        The tag of each. ``alt=""`` and ``aria-hidden="true"`` say that an image is mere
        decoration, and are taken for an answer.

    Examples
    --------
    >>> bare_images('<img src="a.png"> <img src="b.png" alt="a road">')
    ['<img src="a.png">']
    """
    return [image for image in _IMG.findall(html) if not _TOLD.search(image)]


def bare_drawings(html: str) -> list[str]:
    """Return the SVG drawings in a text that have neither a title nor a label.

    Parameters
    ----------
    html
        HTML or SVG, or Markdown without its code.

    Returns
    -------
    list of str
        The opening tag of each.

    Examples
    --------
    >>> bare_drawings('<svg width="3"></svg> <svg><title>A road</title></svg>')
    ['<svg width="3">']
    """
    return [drawing for drawing in _SVG.findall(html) if not _TOLD.search(drawing)]


def bare_pictures(markdown: str) -> list[str]:
    """Return the pictures in Markdown that say nothing to somebody who cannot see them.

    Parameters
    ----------
    markdown
        The text; what is code or a comment in it is left out.

    Returns
    -------
    list of str
        The beginning of each. One whose words are only the name of its file, as
        JupyterLab writes it for a picture that was pasted, counts too.

    Examples
    --------
    >>> bare_pictures("![](a.png) ![image.png](attachment:b) ![a road](c.png) `![](d)`")
    ['![](a.png)', '![image.png]']
    """
    prose = _CODE.sub("", markdown)
    found = [*_BARE.findall(prose), *_FILE_NAME.findall(prose)]
    return [*found, *bare_images(prose), *bare_drawings(prose)]
