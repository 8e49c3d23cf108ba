"""Score an answer to a challenge, beside simple answers and our own."""

from __future__ import annotations

import html
import math
from collections.abc import Callable
from typing import Any, NamedTuple

from .causes import causes
from .endless import condition, endless
from .explaining import error_notes, is_as_given, is_empty, name_of, outcome_text
from .isolated import in_isolation
from .panels import number_text, paragraph, table
from .records import Challenge
from .reports import Report, hints_html, not_tried, solution_html
from .rounds import in_vain
from .running import Outcome, import_first
from .slips import way_out
from .watching import BUSY, MEGABYTES, Watch

SECONDS = 20.0  # for an attempt, which should take about two
_BAR = 14  # em of the longest bar


class _Scored(NamedTuple):
    """What an attempt came to: a score, a refusal, or an error in words."""

    score: float = math.nan
    refusal: str = ""
    error: str = ""
    notes: tuple[str, ...] = ()
    failing: tuple[str, str] = ("", "")


def attempt(
    task: Challenge, function: Callable[..., Any], seconds: float = SECONDS
) -> Report:
    """Score an answer; nothing is kept.

    Parameters
    ----------
    task
        The challenge.
    function
        The answer.
    seconds
        How long the processor may work on it.

    Returns
    -------
    Report
        Not tried, refused, failed, or the score beside the others.
    """
    if is_empty(function):
        return not_tried(task, function, "returns nothing so far")
    if is_as_given(function, task.starter):
        return not_tried(task, function, "is still as it was given")
    import_first(function)
    ended = in_isolation(lambda watch: _scored(task, function, watch), seconds)
    if ended.result is None:
        time = f"{seconds:g} s of the processor's time"
        limit = f"{MEGABYTES} MB" if ended.why == "memory" else time
        said = (
            f"It took more than {limit}. Does a loop in it never end, or is something "
            "worked out again and again that could be kept?"
        )
        if ended.why == "busy":
            said = BUSY
        if ended.why == "died":
            said = (
                "It ended Python itself. Here that was a copy: your notebook goes on."
            )
        if ended.goes_on:
            said += " It is still running: choose Restart Kernel in the menu Kernel."
        why = []
        if ended.why not in {"died", "busy"}:
            why = endless(function) or in_vain(function)[:1]
            why = why or condition(function) or way_out(function)
        return _failed(task, "too slow", "Stopped", said, *why)
    score, refusal, error, notes, failing = ended.result
    name = name_of(function)
    if error:
        return _failed(task, "raised", "Not yet", f"{name} gave {error}", *notes)
    if refusal:
        return _failed(task, "wrong", "Not yet", refusal)
    if not math.isfinite(score):
        return _failed(task, "wrong", "Not yet", f"The score is {score}, no number.")
    if not task.is_better(score, task.reference):
        noticed = [*causes(function, Outcome(None)), *in_vain(function)]
        failing = (
            "\n".join(filter(None, [*noticed, failing[0]])),
            "".join(map(paragraph, noticed)) + failing[1],
        )
    return _compared(task, float(score), failing)


def _scored(task: Challenge, function: Callable[..., Any], watch: Watch) -> _Scored:
    """Try the answer; this runs in isolation."""
    try:
        if refusal := task.validate(function):
            return _Scored(refusal=refusal)
        score = float(task.score(function))
        return _Scored(score, failing=task.failing(function))
    except BaseException as error:
        notes = tuple(error_notes(function, error))
        return _Scored(error=outcome_text(Outcome(None, error)), notes=notes)


def _failed(task: Challenge, outcome: Any, word: str, first: str, *more: str) -> Report:
    lines = [f"{word}: {task.name}. {first}", *more]
    lines.append(f'hint("{task.name}") gives a hint.')
    return Report(
        outcome,
        "\n".join(lines),
        name=task.name,
        inside=paragraph(first, strong=True) + "".join(map(paragraph, more)),
        help=hints_html(task, solution_html(task)),
    )


def _compared(task: Challenge, score: float, failing: tuple[str, str]) -> Report:
    """Report a score among the others, the best one first, and what fails."""
    others = [*task.baselines, ("our own solution", task.reference)]
    rows = [(number, name) for name, number in others] + [(score, "your answer")]
    rows.sort(key=lambda row: row[0], reverse=task.higher_is_better)
    reached = not task.is_better(task.reference, score)
    better = "more" if task.higher_is_better else "less"
    first = f"{number_text(score)} {task.unit} ({better} is better)."
    beaten = task.is_better(score, task.reference)
    words = "That is better than our own solution. " if beaten else ""
    words += task.lesson if reached else ""
    width = max(len(number_text(number)) for number, _ in rows)
    lines = []
    for number, name in rows:
        sign = ">" if name == "your answer" else " "
        lines.append(f"  {sign} {number_text(number):>{width}}  {name}")
    text = [f"Score of {task.name}: {first}", *lines, words, failing[0]]
    return Report(
        "scored",
        "\n".join(filter(None, text)),
        score=score,
        name=task.name,
        inside=paragraph(first, strong=True)
        + _bars(rows)
        + paragraph(words)
        + failing[1],
        help=hints_html(task, solution_html(task)),
    )


def _bars(rows: list[tuple[float, str]]) -> str:
    """Return the scores as a table with a bar each, as HTML."""
    longest = max(abs(number) for number, _ in rows) or 1.0
    cells = []
    for number, name in rows:
        mine = name == "your answer"
        width = f"{_BAR * abs(number) / longest:.2f}em"
        bar = (
            f'<span style="display:inline-block;height:.8em;width:{width};'
            f'background:{"#0b57d0" if mine else "#8a8f98"}"></span>'
        )
        title = f"▶ {name}" if mine else name
        cells.append((html.escape(title), number_text(number), bar))
    return table((), cells)
