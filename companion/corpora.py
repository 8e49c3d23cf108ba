"""Named texts: the story, the sentences and articles at hand, and texts to be fetched.

Shipped files are in ``data/`` of a checkout and in ``companion/data/`` of an installed
package. What is not shipped is looked for in the folder that the environment variable
``COMPANION_DATA`` names, then in the user's own cache, and downloaded last. A file is
used only if its SHA-256 is the expected one.

Examples
--------
>>> from companion.corpora import load_parallel, load_text
>>> "--" in load_text("story")
True
>>> sorted(load_parallel())[:3]
['Arabic', 'Chinese', 'English']
"""

from __future__ import annotations

import bz2
import difflib
import functools
import hashlib
import html
import importlib.util
import os
import random
import re
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from itertools import chain
from pathlib import Path
from typing import NamedTuple

import regex

from .arguments import shortened
from .storage.texts import decode_text


class Remote(NamedTuple):
    """A text that is downloaded on first use."""

    file: str  # its name here
    url: str
    n_bytes: int
    sha256: str


_PARALLEL = {"test": "parallel.tsv", "training": "parallel_training.tsv"}
_SHIPPED = ("story.txt", *_PARALLEL.values(), "gpt2.tiktoken")
REMOTE = {
    "the-verdict": Remote(
        "the-verdict.txt",
        "https://raw.githubusercontent.com/rasbt/LLMs-from-scratch/main/"
        "ch02/01_main-chapter-code/the-verdict.txt",
        20_479,
        "b41e41a68f0398a3154ae69e2e4c0e2694e17fe0d66730536837f1b01935b31f",
    )
}
"""The texts that are not shipped, by their names."""

# Articles that gensim, which the series needs anyway, ships for its own tests.
_ARTICLES = {
    "news": "lee_background.cor",
    "encyclopedia": "enwiki-latest-pages-articles1.xml-p000000010p000030302-"
    "shortened.bz2",
}
_HELD_OUT = 10  # one in so many articles
_CAPITALS = regex.compile(r"\p{Lu}{2,}")
# How Wikipedia's pages are made plain. What is no prose goes first, from templates to
# pictures; of links and of text in italics the words stay.
_NO_PROSE = re.compile(
    r"<!--.*?-->|\{\|.*?\|\}"
    r"|<(ref|math|gallery|nowiki|source|timeline|code|pre|table|sub|sup)\b"
    r"(?:[^>]*/>|.*?</\1>)",
    re.DOTALL,
)
_TEMPLATE = re.compile(r"\{\{[^{}]*\}\}")
_PICTURE = re.compile(r"\[\[(?:File|Image|Category):(?:[^\[\]]|\[\[[^\[\]]*\]\])*\]\]")
_LINK = re.compile(r"\[\[(?:[^|\]]*\|)?([^\[\]|]*)\]\]|\[https?:\S+ ?([^\]]*)\]")
_MARKUP = re.compile(r"'{2,}|<[^>]+>")
# Where a template is gone from the middle of a sentence it has left a hole.
_HOLE = re.compile(r" [.,;:)]|\( |\([,;)]|  |[{}|<>\[\]]|\u200e")
_SHORTEST_PARAGRAPH = 80  # code points; shorter ones are captions and lists


class DownloadError(OSError):
    """A text could not be downloaded; the message says how to put it there by hand."""


def load_text(name_or_path: str | os.PathLike[str] = "story") -> str:
    r"""Read a text by its name or from a file.

    Line ends become ``\n`` and a byte order mark at the start is dropped; nothing else
    is changed.

    Parameters
    ----------
    name_or_path
        ``"story"`` (shipped), ``"the-verdict"`` (Edith Wharton, 1908; downloaded on
        first use), or the path of a UTF-8 text file; a ``~`` in front is your home
        folder. A name goes before a file of the same name; write ``"./story"`` for the
        file.

    Returns
    -------
    str
        The whole text.

    Raises
    ------
    TypeError
        If the argument is neither a string nor a path.
    ValueError
        If there is no such name and no such file, the file is not UTF-8, or a file
        found for a named text is not that text.
    DownloadError
        If a text has to be downloaded and cannot be.

    Examples
    --------
    >>> text = load_text("story")
    >>> 18_000 <= len(text) <= 22_000
    True
    """
    if not isinstance(name_or_path, str | os.PathLike):
        kind = type(name_or_path).__name__
        shown = shortened(name_or_path)
        raise TypeError(f"a name or a path is needed, not {shown} ({kind})")
    if name_or_path == "story":
        return _read(data_path("story.txt"))
    if name_or_path in REMOTE:
        return _read(find_or_download(REMOTE[str(name_or_path)]))
    path = os.path.expanduser(name_or_path)  # Python itself leaves ~ as it is
    if not os.path.isfile(path):  # unlike Path.is_file, no error for a very long name
        names = ["story", *REMOTE]
        raise ValueError(
            f"{shortened(path)} is neither a named text nor a file. Named texts: "
            f"{', '.join(names)}.{_near(path, names)}"
        )
    return _read(Path(path))


def data_path(name: str) -> Path:
    """Return where a shipped file is.

    Parameters
    ----------
    name
        ``"story.txt"``, ``"parallel.tsv"``, ``"parallel_training.tsv"`` or
        ``"gpt2.tiktoken"``.

    Returns
    -------
    Path
        The file, in the checkout or in the installed package.

    Raises
    ------
    ValueError
        If no file of that name is shipped.

    Examples
    --------
    >>> data_path("gpt2.tiktoken").is_file()
    True
    """
    if name not in _SHIPPED:
        raise ValueError(
            f"no file {shortened(name)} is shipped. Shipped files: "
            f"{', '.join(_SHIPPED)}.{_near(name, _SHIPPED)}"
        )
    package = Path(__file__).resolve().parent
    installed = package / "data" / name
    return installed if installed.is_file() else package.parent / "data" / name


def load_parallel(part: str = "test") -> dict[str, list[str]]:
    """Read the same everyday sentences in ten languages.

    Parameters
    ----------
    part
        ``"test"``, twelve sentences, or ``"training"``, forty others to learn from
        that are kept apart from them.

    Returns
    -------
    dict of str to list of str
        For each language, by its English name, its sentences; the same sentence has the
        same place in every language.

    Raises
    ------
    ValueError
        If there is no such part.

    Examples
    --------
    >>> sentences = load_parallel()
    >>> len(sentences), len({len(column) for column in sentences.values()})
    (10, 1)
    """
    if part not in _PARALLEL:
        raise ValueError(
            f"no part is named {part!r}. There are: {', '.join(_PARALLEL)}."
            f"{_near(part, _PARALLEL)}"
        )
    header, *rows = _read(data_path(_PARALLEL[part])).strip("\n").split("\n")
    columns = zip(*(row.split("\t") for row in rows), strict=True)
    return dict(zip(header.split("\t"), map(list, columns), strict=True))


@functools.cache
def load_articles(name: str) -> tuple[str, ...]:
    r"""Read the articles of one of two corpora of English.

    They come with gensim, so that no network is needed: about 60,000 words of
    Australian news, and about 300,000 words of Wikipedia, mostly on subjects that begin
    with A. Of Wikipedia's pages the whole paragraphs of prose are kept.

    Parameters
    ----------
    name
        ``"news"`` or ``"encyclopedia"``.

    Returns
    -------
    tuple of str
        The articles; the paragraphs of one are apart by ``\n``.

    Raises
    ------
    ValueError
        If there is no such corpus.

    References
    ----------
    Lee, M. D., Pincombe, B., and Welsh, M. (2005). An empirical evaluation of models of
    text document similarity.

    Examples
    --------
    >>> len(load_articles("news"))
    300
    >>> load_articles("encyclopedia")[0][:44]
    'Anarchism is a political philosophy that adv'
    """
    if name not in _ARTICLES:
        raise ValueError(
            f"no corpus is named {shortened(name)}. There are: {', '.join(_ARTICLES)}."
            f"{_near(name, _ARTICLES)}"
        )
    # The library's folder, without importing it, which would take a second.
    found = importlib.util.find_spec("gensim")
    if found is None or found.origin is None:
        raise ModuleNotFoundError(
            "the articles come with the package gensim, which is not installed: "
            "pip install gensim"
        )
    path = Path(found.origin).parent / "test" / "test_data" / _ARTICLES[name]
    if name == "news":
        return tuple(line.strip() for line in _read(path).splitlines())
    return tuple(_pages(path))


def lower_capitals(text: str) -> str:
    r"""Write what stands in capitals, such as a telegram, in small letters.

    A word of one letter (I, A) is left as it is, and so are marks and spaces.

    Parameters
    ----------
    text
        Any text.

    Returns
    -------
    str
        The same text, with each run of two or more capital letters in small ones.

    Examples
    --------
    >>> lower_capitals("I sent: THE BOAT IS LATE. Mr. O'HARA paid 9 pence.")
    "I sent: the boat is late. Mr. O'hara paid 9 pence."
    """
    lowered: str = _CAPITALS.sub(lambda found: found[0].lower(), text)
    return lowered


def texts_by_genre(
    split: Callable[[str], list[str]],
) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    r"""Cut texts of three genres into tokens, some to be read and some put aside.

    Of the news and of Wikipedia the last tenth of the articles is put aside, without
    those that stand among the others as well. The story is put aside as a whole, its
    telegrams in small letters, so that capitals do not count as words of their own.

    Parameters
    ----------
    split
        What cuts a text into tokens.

    Returns
    -------
    read : dict of str to list of str
        The tokens of ``"news"``, of ``"wiki"``, and of ``"both"``, in which the
        articles of the two are shuffled, always in the same way.
    held_out : dict of str to list of str
        The tokens of new ``"news"``, of new ``"wiki"``, and of the ``"story"``.

    Examples
    --------
    >>> read, held_out = texts_by_genre(str.split)
    >>> list(read), list(held_out)
    (['news', 'wiki', 'both'], ['news', 'wiki', 'story'])
    >>> len(read["both"]) == len(read["news"]) + len(read["wiki"])
    True
    """
    read, held_out, mixed = {}, {}, []
    for genre, corpus in (("news", "news"), ("wiki", "encyclopedia")):
        articles = load_articles(corpus)
        cut = len(articles) - len(articles) // _HELD_OUT
        known, new = articles[:cut], articles[cut:]
        pieces = [split(article) for article in known]
        read[genre] = list(chain.from_iterable(pieces))
        held_out[genre] = split("\n".join(each for each in new if each not in known))
        mixed += pieces
    random.Random(0).shuffle(mixed)
    read["both"] = list(chain.from_iterable(mixed))
    held_out["story"] = split(lower_capitals(load_text("story")))
    return read, held_out


def _pages(path: Path) -> Iterator[str]:
    """Yield the prose of each page of Wikipedia that has some."""
    with bz2.open(path, "rb") as file:
        for _, element in ET.iterparse(file):
            if not element.tag.endswith("}text") or not element.text:
                continue
            paragraphs = filter(_is_whole, _plain(element.text).split("\n"))
            if article := "\n".join(paragraphs):
                yield article


def _plain(page: str) -> str:
    """Take the markup out of a page."""
    page, count = _NO_PROSE.sub("", page), 1
    while count:  # templates stand within templates: the innermost go first
        page, count = _TEMPLATE.subn("", page)
    page = _LINK.sub(r"\1\2", _PICTURE.sub("", page))
    return html.unescape(_MARKUP.sub("", page)).replace("\xa0", " ")


def _is_whole(paragraph: str) -> bool:
    """Tell whether a line is a paragraph of prose from which nothing is missing."""
    return (
        len(paragraph) >= _SHORTEST_PARAGRAPH
        and (paragraph[0].isalpha() or paragraph[0] == '"')
        and paragraph[-1] in '.!?"'
        and not _HOLE.search(paragraph)
    )


def user_folder() -> Path:
    """Return the user's own folder for downloads; it need not exist yet.

    Returns
    -------
    Path
        The place that the platform has for caches, for example
        ``~/.cache/text-to-vectors`` on Linux.

    Raises
    ------
    FileNotFoundError
        If this user has no home, as in some containers, and nothing else says where
        caches go.

    Examples
    --------
    >>> "text-to-vectors" in str(user_folder())
    True
    """
    import platformdirs

    with suppress(RuntimeError):  # There is no home.
        folder = Path(platformdirs.user_cache_dir("text-to-vectors", appauthor=False))
        if folder.is_absolute():  # Older versions of platformdirs leave a "~".
            return folder
    raise FileNotFoundError(
        "this user has no home folder to put downloads into: name one in the "
        "environment variable HOME"
    )


def _read(path: Path) -> str:
    try:
        return decode_text(path.read_bytes())
    except ValueError as error:
        raise ValueError(
            f"{path} is {error}. Save it as plain text, in UTF-8, and try again."
        ) from None


def _near(name: str, names: Iterable[str]) -> str:
    """Return the end of an error message: the known name nearest to a wrong one."""
    near = difflib.get_close_matches(name[:100].lower(), list(names), n=1)
    return f" Did you mean {near[0]!r}?" if near else ""


def find_or_download(
    remote: Remote,
    folder: str | os.PathLike[str] | None = None,
    *,
    silence: float = 30.0,
    seconds: float | None = None,
) -> Path:
    """Return a checked local copy of a text, downloading it if there is none.

    Parameters
    ----------
    remote
        The text.
    folder
        Where downloads are kept, by default in `user_folder`.
    silence, seconds
        How long to wait for the next byte, and for all of it.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    ValueError
        If `COMPANION_DATA` names a folder where another file has its name.
    DownloadError
        If it cannot be downloaded. Nothing is left behind.
    """
    given = os.environ.get("COMPANION_DATA")
    if given and (path := Path(os.path.expanduser(given), remote.file)).is_file():
        if (found := _sha256(path)) != remote.sha256:
            raise ValueError(
                f"{path} is not the expected text: its SHA-256 is {found}, not "
                f"{remote.sha256}. Remove it, or put the right file in its place."
            )
        return path
    from .storage.downloads import download

    by_hand = "as"
    try:
        path = Path(user_folder() if folder is None else folder, remote.file)
        by_hand = f"as {path}, or as"
        if not (path.is_file() and _sha256(path) == remote.sha256):
            download(
                remote.url,
                path,
                n_bytes=remote.n_bytes,
                checksum=f"sha256:{remote.sha256}",
                silence=silence,
                seconds=seconds,
            )
    except (OSError, ValueError) as error:
        raise DownloadError(
            f"could not download {remote.url}: {error}\n"
            f"To put the file there by hand, save it {by_hand} {remote.file} in a "
            "folder named by the environment variable COMPANION_DATA. Its SHA-256 is "
            f"{remote.sha256}."
        ) from error
    return path


def _sha256(path: Path) -> str:
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
