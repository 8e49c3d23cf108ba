"""Check an answer to an exercise and say what is wrong with it."""

from __future__ import annotations

import random
import textwrap
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Literal

from . import progress
from .comparing import short
from .explaining import (
    call_text,
    diagnosis,
    error_place,
    is_untouched,
    outcome_text,
    same_outcome,
    wrong_value,
)
from .records import Exercise, find
from .running import MEGABYTES, SECONDS, Outcome, call, run


@dataclass(frozen=True, repr=False)
class Report:
    """What a check found; its text form is what the learner reads.

    Parameters
    ----------
    outcome
        One of ``"not tried"``, ``"right"``, ``"wrong"``, ``"raised"``, ``"too slow"``.
    text
        The whole report.
    diagnosis
        The known mistake's sentence, or nothing.
    """

    outcome: Literal["not tried", "right", "wrong", "raised", "too slow"]
    text: str
    diagnosis: str = ""

    def __repr__(self) -> str:
        # JupyterLab breaks longer lines in the middle of a word.
        return "\n".join(map(_wrapped, self.text.split("\n")))


def _wrapped(line: str) -> str:
    """Break a sentence at 88 columns; lines of an example keep every space."""
    if line.startswith(" "):
        return line
    return textwrap.fill(line, 88, break_long_words=False, break_on_hyphens=False)


def check(name: str, function: Callable[..., Any], seed: int | None = None) -> Report:
    """Check an answer on fresh cases, and keep it if it is right (see `progress`).

    Parameters
    ----------
    name
        The exercise, for example ``"05.shift-by-one"``.
    function
        The answer: the function itself, not called.
    seed
        For the same cases as in an earlier report; fresh ones without it.

    Returns
    -------
    Report
        Not tried yet, right, or what is wrong with a counter-example.

    Raises
    ------
    ValueError
        If there is no such exercise.
    TypeError
        If `function` is not a function.
    """
    exercise = find(name)
    if not callable(function):
        raise TypeError(
            f"check needs the function itself, not {short(function)}: write "
            f'check("{name}", f), not check("{name}", f(...))'
        )
    if seed is None:
        seed = random.SystemRandom().randrange(1_000_000)
    report = examine(exercise, function, seed)
    if report.outcome == "right":
        try:
            progress.record(name)
        except OSError as error:  # the answer is right all the same
            note = f"It could not be added to your progress: {error}"
            return replace(report, text=f"{report.text}\n{note}")
    return report


def examine(
    exercise: Exercise,
    function: Callable[..., Any],
    seed: int,
    seconds: float = SECONDS,
) -> Report:
    """Check an answer on the cases that a seed gives.

    Parameters
    ----------
    exercise
        The exercise.
    function
        The answer.
    seed
        What the cases are drawn with.
    seconds
        How long the answer may take on all cases together.

    Returns
    -------
    Report
        Not tried yet, right, or what is wrong with a counter-example.
    """
    cases = exercise.cases(random.Random(seed))
    outcomes, printed, goes_on = run(function, cases, seconds)
    name = getattr(function, "__name__", "your function")
    closing = [
        f"These cases have the seed {seed}; seed={seed} in check brings them back.",
        f'hint("{exercise.name}") gives a hint.',
    ]
    if printed:
        closing.insert(0, f"Your function printed: {short(printed)}")
    if len(outcomes) < len(cases):
        lines = [
            f"Stopped: {exercise.name} took longer than {seconds:g} s, or more than "
            f"{MEGABYTES} MB of memory. Does a loop in it never end? It was at",
            f"  {call_text(name, cases[len(outcomes)])}",
        ]
        if goes_on:
            lines.append(
                "It is still running and cannot be ended from here: save, then choose "
                "Restart Kernel in the menu Kernel."
            )
        return Report("too slow", "\n".join(lines + closing))
    if is_untouched(function) and all(map(_is_nothing, outcomes)):
        text = f"Not tried yet: {name} returns nothing so far.\nTask: {exercise.task}"
        return Report("not tried", text)
    expected = [call(exercise.solution, arguments) for arguments in cases]
    pairs = list(zip(outcomes, expected, strict=True))
    wrong = [place for place, pair in enumerate(pairs) if not same_outcome(*pair)]
    changed = [place for place, got in enumerate(outcomes) if got.changed]
    if changed and not wrong:
        lines = [
            f"Not yet: {exercise.name} returns what it should, but changes what it is "
            "given: work on a copy. For example",
            f"  {call_text(name, cases[changed[0]])}",
        ]
        return Report("wrong", "\n".join(lines + closing))
    if not wrong:
        text = f"Right: {exercise.name}, on {len(cases)} cases with the seed {seed}."
        return Report("right", f"{text}\n{exercise.lesson}")
    place = min(wrong, key=lambda place: _size(cases[place]))
    got = outcomes[place]
    known = diagnosis(exercise, cases, outcomes)
    lines = [
        f"Not yet: {exercise.name}, wrong on {len(wrong)} of {len(cases)} cases.",
        *([known] if known else []),
        "For example",
        f"  {call_text(name, cases[place])}",
        f"  gave:      {outcome_text(got)}",
        f"  should be: {outcome_text(expected[place])}",
    ]
    if got.error is not None:
        lines += error_place(function, got.error)
        return Report("raised", "\n".join(lines + closing), known)
    lines += wrong_value(function, cases[place], *pairs[place], printed)
    if changed and got.value is not None:
        closing.insert(0, "It also changes what it is given: work on a copy.")
    return Report("wrong", "\n".join(lines + closing), known)


def _is_nothing(outcome: Outcome) -> bool:
    return outcome.error is None and outcome.value in (None, ...)


def _size(arguments: tuple[Any, ...]) -> tuple[bool, int]:
    """Order cases from the one that says most: small, but with nothing empty in it."""
    empty = any(hasattr(each, "__len__") and len(each) == 0 for each in arguments)
    return empty, len(repr(arguments))
