"""What a check says: the words, and the panel that a notebook shows."""

from __future__ import annotations

import html
import textwrap
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from .comparing import plain, same, short
from .explaining import name_of
from .panels import (
    Mark,
    box,
    code,
    differs,
    fold,
    nested,
    paragraph,
    table,
)
from .records import Challenge, Exercise
from .solutions import source

Kind = Literal["not tried", "right", "wrong", "raised", "too slow", "scored"]

_WORDS: dict[Kind, tuple[Mark, str]] = {
    "not tried": ("open", "Not tried yet"),
    "right": ("right", "Right"),
    "wrong": ("wrong", "Not yet"),
    "raised": ("wrong", "Not yet: an error"),
    "too slow": ("wrong", "Stopped"),
    "scored": ("score", "Scored"),
}
_AROUND = 3  # places that a table shows on each side of the first difference
_KEYS = 6  # keys of a dictionary that a table shows


@dataclass(frozen=True, repr=False)
class Report:
    """What a check found.

    Parameters
    ----------
    outcome
        One of ``"not tried"``, ``"right"``, ``"wrong"``, ``"raised"``, ``"too slow"``,
        and for a challenge ``"scored"``.
    text
        The whole report as text.
    diagnosis
        The known mistake's sentence, or nothing.
    score
        What an answer to a challenge scored, or nothing.
    name
        The exercise.
    inside
        What a notebook shows below the bar, as HTML.
    help
        What it shows below that, folded: hints, and a solution.
    aside
        What stands at the end of the bar.
    """

    outcome: Kind
    text: str
    diagnosis: str = ""
    score: float | None = None
    name: str = ""
    inside: str = ""
    help: str = ""
    aside: str = ""

    def __repr__(self) -> str:
        # JupyterLab breaks longer lines in the middle of a word.
        return "\n".join(map(_wrapped, self.text.split("\n")))

    def _repr_html_(self) -> str:
        mark, word = _WORDS[self.outcome]
        return box(mark, word, self.name, self.aside, self.inside, self.help)


def _wrapped(line: str) -> str:
    """Break a sentence at 88 columns; lines of an example keep every space."""
    if line.startswith(" "):
        return line
    return textwrap.fill(line, 88, break_long_words=False, break_on_hyphens=False)


def not_tried(
    task: Exercise | Challenge, function: Callable[..., Any], why: str
) -> Report:
    """Report that there is no answer yet; always in the same words."""
    first = f"{name_of(function)} {why}."
    return Report(
        "not tried",
        f"Not tried yet: {first}\nTask: {task.task}",
        name=task.name,
        inside=paragraph(first) + paragraph(f"Task: {task.task}"),
        help=hints_html(task),
    )


def hints_html(task: Exercise | Challenge, last: str = "") -> str:
    """Return a task's hints, each inside the one before, as HTML."""
    count = len(task.hints)
    titled = [(f"Hint {n} of {count}", text) for n, text in enumerate(task.hints, 1)]
    return nested(titled, last)


def solution_html(
    task: Exercise | Challenge, why: str = "", *, likely: bool = False
) -> str:
    """Return a folded solution, which ends with what it shows, as HTML."""
    cause = paragraph(went_wrong(why, likely=likely)) if why else ""
    return fold("A solution", code(source(task)), paragraph(task.lesson), cause)


def went_wrong(why: str, *, likely: bool) -> str:
    """Say below a solution why the learner's own was wrong, or what is likely why."""
    return f"What went wrong in yours{', most likely' if likely else ''}: {why}"


def called(call: str, before: str = "For example") -> str:
    """Return a call as HTML."""
    return f'<p style="margin:8px 0 0">{before} <code>{html.escape(call)}</code></p>'


def two_rows(got: str, expected: str) -> str:
    """Return a table of what came and what should have come, both whole, as HTML."""
    rows = [("your answer", differs(got)), ("should be", html.escape(expected))]
    return table((), rows)


def comparison(got: Any, expected: Any) -> str:
    """Return a table of two outputs in which what differs is marked, as HTML.

    Parameters
    ----------
    got
        What was returned.
    expected
        What should have been.

    Returns
    -------
    str
        By place for lists, by key for dictionaries, by letter for texts.
    """
    got, expected = plain(got), plain(expected)
    if isinstance(got, dict) and isinstance(expected, dict):
        return _by_key(got, expected)
    if isinstance(got, list | tuple) and isinstance(expected, list | tuple):
        return _by_place(got, expected)
    if isinstance(got, str) and isinstance(expected, str):
        return _by_letter(repr(got), repr(expected))
    return two_rows(short(got), short(expected))


def _by_key(got: dict[Any, Any], expected: dict[Any, Any]) -> str:
    keys = list(dict.fromkeys([*expected, *got]))
    wrong = [
        key
        for key in keys
        if key not in got or key not in expected or not same(got[key], expected[key])
    ]
    rows = [
        (
            html.escape(short(key)),
            differs(short(got[key]) if key in got else "missing"),
            html.escape(short(expected[key]) if key in expected else "no such key"),
        )
        for key in wrong[:_KEYS]
    ]
    more = paragraph(f"{len(wrong) - _KEYS} more keys differ.")
    shown = table(("key", "your answer", "should be"), rows)
    return shown + (more if len(wrong) > _KEYS else "")


def _by_place(got: Sequence[Any], expected: Sequence[Any]) -> str:
    """Show both lists place by place, around the first place where they differ."""
    length = max(len(got), len(expected))
    wrong = [
        place
        for place in range(length)
        if place >= min(len(got), len(expected))
        or not same([got[place]], [expected[place]])
    ]
    if not wrong:  # nothing in them differs, for example a list in place of nothing
        return two_rows(short(got), short(expected))
    start = max(0, wrong[0] - _AROUND)
    if length <= 2 * _AROUND + 2:
        start = 0
    shown = range(start, min(length, start + 2 * _AROUND + 2))

    def cell(values: Sequence[Any], place: int, mark: bool) -> str:
        absent = "missing" if mark else "nothing"
        text = _brief(values[place]) if place < len(values) else absent
        return differs(text) if mark and place in wrong else html.escape(text)

    before, after = ["…"] * (start > 0), ["…"] * (shown.stop < length)
    return table(
        ("place", *before, *map(str, shown), *after),
        [
            ("your answer", *before, *(cell(got, p, True) for p in shown), *after),
            ("should be", *before, *(cell(expected, p, False) for p in shown), *after),
        ],
    )


def _brief(value: Any) -> str:
    text = f"{value:.6g}" if isinstance(value, float) else short(value)
    return text if len(text) <= 40 else f"{text[:30]} … {text[-8:]}"


def _by_letter(got: str, expected: str) -> str:
    """Show two texts, and mark what stands between their common start and end."""
    start = 0
    while start < min(len(got), len(expected)) and got[start] == expected[start]:
        start += 1
    end = 0
    while (
        end < min(len(got), len(expected)) - start
        and got[-1 - end] == expected[-1 - end]
    ):
        end += 1
    rows = []
    for title, text in (("your answer", got), ("should be", expected)):
        first, last = text[:start], text[len(text) - end :]
        middle = text[start : len(text) - end]
        middle = middle if len(middle) <= 200 else f"{middle[:190]} …"
        inside = differs(middle) if title == "your answer" else html.escape(middle)
        rows.append((title, f"{_tail(first)}{inside}{_front(last)}"))
    return table((), rows)


def _tail(text: str) -> str:
    return html.escape(text if len(text) <= 40 else f"… {text[-36:]}")


def _front(text: str) -> str:
    return html.escape(text if len(text) <= 40 else f"{text[:36]} …")
