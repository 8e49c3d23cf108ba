"""Check an answer to an exercise and say what is wrong with it."""

from __future__ import annotations

import inspect
import random
import textwrap
import traceback
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Literal

from . import progress
from .comparing import difference, same, short
from .records import Exercise, find
from .running import SECONDS, Outcome, call, run

_ERRORS: dict[type[BaseException], str] = {
    IndexError: "A place was asked for that is past the end, or the thing is empty.",
    KeyError: "A key was asked for that the dictionary does not have.",
    NameError: "A name is used that has not been given a value: spelling, or order?",
    AttributeError: "A value has another type than the line expects: print type(...).",
    RecursionError: "The function calls itself without end.",
    TypeError: "A value has another type than the line expects: print type(...).",
}


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
    outcomes, printed = run(function, cases, seconds)
    name = getattr(function, "__name__", "your function")
    closing = [
        f"These cases have the seed {seed}; seed={seed} in check brings them back.",
        f'hint("{exercise.name}") gives a hint.',
    ]
    if printed:
        closing.insert(0, f"Your function printed: {short(printed)}")
    if len(outcomes) < len(cases):
        lines = [
            f"Stopped: {exercise.name} took longer than {seconds:g} s. Does a loop in "
            "it never end? It was at",
            f"  {_call_text(name, cases[len(outcomes)])}",
        ]
        return Report("too slow", "\n".join(lines + closing))
    if all(got.error is None and _is_nothing(got.value) for got in outcomes):
        text = f"Not tried yet: {name} returns nothing so far.\nTask: {exercise.task}"
        return Report("not tried", text)
    expected = [call(exercise.solution, arguments) for arguments in cases]
    wrong = [
        place
        for place, pair in enumerate(zip(outcomes, expected, strict=True))
        if not _same_outcome(*pair)
    ]
    changed = [place for place, got in enumerate(outcomes) if got.changed]
    if changed and not wrong:
        lines = [
            f"Not yet: {exercise.name} returns what it should, but changes what it is "
            "given: work on a copy. For example",
            f"  {_call_text(name, cases[changed[0]])}",
        ]
        return Report("wrong", "\n".join(lines + closing))
    if not wrong:
        text = f"Right: {exercise.name}, on {len(cases)} cases.\n{exercise.lesson}"
        return Report("right", text)
    place = min(wrong, key=lambda place: len(repr(cases[place])))
    got = outcomes[place]
    diagnosis = _diagnose(exercise, cases, outcomes)
    lines = [
        f"Not yet: {exercise.name}, wrong on {len(wrong)} of {len(cases)} cases.",
        *([diagnosis] if diagnosis else []),
        "For example",
        f"  {_call_text(name, cases[place])}",
        f"  gave:      {_outcome_text(got)}",
        f"  should be: {_outcome_text(expected[place])}",
    ]
    if got.error is not None:
        lines += _where(function, got.error)
        return Report("raised", "\n".join(lines + closing), diagnosis)
    if sentence := difference(got.value, expected[place].value):
        lines.append(sentence)
    return Report("wrong", "\n".join(lines + closing), diagnosis)


def _is_nothing(value: Any) -> bool:
    return value is None or value is ...


def _same_outcome(got: Outcome, expected: Outcome) -> bool:
    if expected.error is not None:
        return isinstance(got.error, type(expected.error))
    return got.error is None and same(got.value, expected.value)


def _diagnose(
    exercise: Exercise, cases: list[tuple[Any, ...]], outcomes: list[Outcome]
) -> str:
    """Return the diagnosis of the known mistake that gives these very outcomes."""
    for mistake in exercise.mistakes:
        if all(
            _same_outcome(got, call(mistake.function, arguments))
            for got, arguments in zip(outcomes, cases, strict=True)
        ):
            return mistake.diagnosis
    return ""


def _call_text(name: str, arguments: tuple[Any, ...]) -> str:
    return f"{name}({', '.join(map(short, arguments))})"


def _outcome_text(outcome: Outcome) -> str:
    if outcome.error is None:
        return short(outcome.value)
    kind = type(outcome.error).__name__
    return textwrap.shorten(f"{kind}: {outcome.error}".rstrip(": "), 200)


def _where(function: Callable[..., Any], error: BaseException) -> list[str]:
    """Return the line of the learner's own code that raised, and what to look for."""
    code = getattr(inspect.unwrap(function), "__code__", None)
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if code and frame.filename == code.co_filename]
    if not own:  # the call itself failed, for example for its number of arguments
        return []
    advice = [text for kind, text in _ERRORS.items() if isinstance(error, kind)][:1]
    return [f"The error came up in line {own[-1].lineno}: {own[-1].line}", *advice]
