"""The texts to measure on: articles and news that gensim ships, and hard inputs.

A short text repeated would be too regular: after its first round nothing is new.
"""

from __future__ import annotations

import bz2
import html
import random
import re
from collections.abc import Callable
from functools import cache

from gensim.test.utils import datapath

_ARTICLES = "enwiki-latest-pages-articles1.xml-p000000010p000030302-shortened.bz2"
_NEWS = "lee_background.cor"

# In a link [[page|words]] the words are kept; tags, quotes and braces go.
_LINK_OR_MARKUP = re.compile(
    r"\[\[(?:[^\[\]|]*\|)?([^\[\]|]*)\]\]|\[\[|\]\]|'''?|<[^>]*>|[{}]+"
)


def natural_text(n_bytes: int) -> str:
    """Return so many bytes of English: news, then articles of Wikipedia."""
    return _all_text().encode()[:n_bytes].decode(errors="ignore")


@cache
def _all_text() -> str:
    with open(datapath(_NEWS), encoding="utf-8") as file:
        news = file.read()
    with bz2.open(datapath(_ARTICLES), "rt", encoding="utf-8") as file:
        dump = file.read()
    articles = re.findall(r"<text[^>]*>(.*?)</text>", dump, re.S)
    plain = (_LINK_OR_MARKUP.sub(r"\1", html.unescape(text)) for text in articles)
    return "\n".join([news, *(text for text in plain if text[:9] != "#REDIRECT")])


def _random(alphabet: Callable[[random.Random], str]) -> Callable[[int], str]:
    def make(n_bytes: int) -> str:
        rng = random.Random(n_bytes)
        width = len(alphabet(rng).encode())
        return "".join(alphabet(rng) for _ in range(n_bytes // width))

    return make


def _code_points(n_bytes: int) -> str:
    rng = random.Random(n_bytes)
    planes = [*range(0xD800), *range(0xE000, 0x110000)]
    text = "".join(chr(point) for point in rng.choices(planes, k=n_bytes // 3))
    return text.encode()[:n_bytes].decode(errors="ignore")


HARD_INPUTS: dict[str, Callable[[int], str]] = {
    "the letter a": lambda n_bytes: "a" * n_bytes,
    "random letters": _random(lambda rng: rng.choice("abcdefghijklmnopqrstuvwxyz")),
    "random digits": _random(lambda rng: rng.choice("0123456789")),
    "unspaced Chinese": _random(lambda rng: chr(rng.randrange(0x4E00, 0x9FA6))),
    "spaces": lambda n_bytes: " " * n_bytes,
    "newlines": lambda n_bytes: "\n" * n_bytes,
    "random code points": _code_points,
}
"""From the name of an input to a function that makes so many bytes of it."""


def size_name(n_bytes: int) -> str:
    """Write a size in the largest unit that makes it a number of at least 1."""
    for unit, size in (("MB", 1_000_000), ("KB", 1_000)):
        if n_bytes >= size:
            return f"{n_bytes / size:.3g} {unit}"
    return f"{n_bytes} bytes"
