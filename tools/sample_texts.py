"""Texts as learners bring them: other lines, quotes, line ends, languages, lengths.

Each is made when it is asked for, the same every time.
"""

from __future__ import annotations

import random
import re
import textwrap
from collections.abc import Callable

from companion.corpora import load_text
from tools.notebooks import ROOT

LONG, SHORT = 20_000, 3_000  # bytes
GERMAN = (
    (
        *("Die alte Gärtnerin", "Der Bäcker", "Ein müder Postbote", "Meine Schwester"),
        *("Das Mädchen", "Der Lehrer", "Unser Nachbar", "Die Kapitänin", "Niemand"),
        *("Der Uhrmacher", "Eine Füchsin", "Der jüngste Bruder", "Frau Groß"),
    ),
    (
        *("öffnete", "suchte", "verkaufte", "zeichnete", "vergaß", "fand", "trug"),
        *("zählte", "verschenkte", "reparierte", "beobachtete", "verlor", "kaufte"),
    ),
    (
        *("die blaue Tür", "einen Brief", "drei süße Äpfel", "das Wörterbuch"),
        *("den Schlüssel", "eine Laterne", "die Brücke", "viele Bücher", "den Hut"),
        *(
            f"eine {first}{last}"
            for first in ("Garten", "Küchen", "Schul", "See", "Wand", "Glas", "Holz")
            for last in ("tür", "uhr", "karte", "bank", "kiste", "lampe", "brücke")
        ),
    ),
    (
        *("am frühen Morgen", "im Schnee", "ohne ein Wort", "nach dem Frühstück"),
        *("hinter der Mühle", "zum zweiten Mal", "wie immer", "für ihre Tante"),
        *("vor dem Gewitter", "an der Küste", "in der Straßenbahn", "um halb acht"),
    ),
)
CHINESE = (
    (
        *("老园丁", "面包师", "邮差", "我的姐姐", "那个女孩", "老师", "邻居", "船长"),
        *("钟表匠", "一只狐狸", "小弟弟", "图书管理员", "没有人"),
    ),
    (
        "在清晨",
        "在雪地里",
        "吃过早饭以后",
        "在磨坊后面",
        "又一次",
        "下雨之前",
        "在海边",
    ),
    ("打开了", "寻找着", "卖掉了", "画下了", "忘记了", "找到了", "带走了", "数过了"),
    (
        *("蓝色的门", "一封信", "三个苹果", "那本字典", "钥匙", "一盏灯", "那座桥"),
        *("很多书", "帽子", "一块奶酪", "最大的钟", "一张地图", "小船"),
    ),
)


def _built(parts: tuple[tuple[str, ...], ...], between: str, end: str) -> str:
    """Build sentences from parts, a paragraph of five at a time, up to the length."""
    rng = random.Random(0)
    paragraphs: list[str] = []
    while len("\n\n".join(paragraphs).encode()) < LONG:
        chosen = ([rng.choice(part) for part in parts] for _ in range(5))
        paragraphs.append(between.join(between.join(words) + end for words in chosen))
    return "\n\n".join(paragraphs) + "\n"


def wrapped() -> str:
    """Return the story in lines of 72 columns."""
    return _wrapped(load_text("story"))


def _wrapped(text: str) -> str:
    return "\n".join(textwrap.fill(line, 72) for line in text.split("\n"))


def curly() -> str:
    """Return the story with the quotation marks and dashes of printed books."""
    text = re.sub(r'(^|[\s(])"', r"\1“", load_text("story"), flags=re.MULTILINE)
    text = re.sub(r"(^|[\s(“])'", "\\1\u2018", text, flags=re.MULTILINE)
    return text.replace('"', "”").replace("'", "\u2019").replace("--", "—")


def windows() -> str:
    """Return the story as some editors save it: with a BOM, and CRLF for line feed."""
    return _of_windows(load_text("story"))


def _of_windows(text: str) -> str:
    return "\ufeff" + text.replace("\n", "\r\n")


def printed() -> str:
    """Return the story as Project Gutenberg has books: all three of these at once."""
    return _of_windows(_wrapped(curly()))


def german() -> str:
    """Return 20 KB of German."""
    return _built(GERMAN, " ", ".")


def chinese() -> str:
    """Return 20 KB of Chinese."""
    return _built(CHINESE, "", "。")


def short() -> str:
    """Return the story's first paragraphs, 3 KB."""
    begin = load_text("story").encode()[:SHORT].decode(errors="ignore")
    return begin[: begin.rindex("\n") + 1]


def markdown() -> str:
    """Return a document in Markdown: headings, lists, tables, links, and much code."""
    return (ROOT / "TEACHING.md").read_text(encoding="utf-8")


TEXTS: dict[str, Callable[[], str]] = {
    text.__name__: text
    for text in (wrapped, curly, windows, printed, markdown, german, chinese, short)
}
# `windows` is missing: as a lesson loads it, it is the story.
USUAL = tuple(name for name in TEXTS if name != "windows")
MAY_BE_REFUSED = ("chinese", "short")
