"""Panels of a check, read as somebody does who sees no colours."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any

from companion.exercises import Exercise, Mistake

VOID = {"br"}


class Reader(HTMLParser):
    """Reads a panel as somebody does who sees no colours, and checks it on the way."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[str] = []
        self.words: list[str] = []
        self.depth: dict[str, int] = {}  # of each summary, in folds
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a tag."""
        assert tag not in {"script", "style", "svg", "iframe", "link", "input"}
        assert not any(name.startswith("on") or name == "id" for name, _ in attrs)
        self.tags.append(tag)
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Close the tag that was opened last."""
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        """Note a text."""
        self.words.append(data)
        if self.open and self.open[-1] == "summary":
            self.depth[data] = self.open.count("details")

    @property
    def text(self) -> str:
        """All that is to be read."""
        return " ".join(" ".join(self.words).split())


def read(report: Any) -> Reader:
    """Read what a notebook would show."""
    return Reader(report._repr_html_())


def shift(ids: list[int], stride: int) -> list[int]:
    """Solve the little exercise."""
    targets = ids[1:]  # "all" but the first
    return [token for token in targets if token != 0.5]


LITTLE = Exercise(
    name="05.little",
    task="Return the targets of <ids>.",
    starter="def shift(ids, stride):\n    ...\n",
    hints=("The next token.", "One further & no more.", "ids[1:]"),
    solution=shift,
    cases=lambda rng: [([1, 2, 3, 4], 2), ([5, 6, 7], 2)],
    lesson="Every token but the first is a target.",
    mistakes=(Mistake("You shifted by the stride.", lambda ids, stride: ids[stride:]),),
)


def in_this_order(text: str, *parts: str) -> bool:
    """Tell whether the parts follow one another in a text."""
    return re.search(".*".join(map(re.escape, parts)), text, re.DOTALL) is not None


HOSTILE = "</td><script>alert(1)</script>&amp;<b onload='x'>\"'\u202e"
