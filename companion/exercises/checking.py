"""Check an answer to an exercise and say what is wrong with it."""

from __future__ import annotations

import random
from collections.abc import Callable, Hashable
from dataclasses import replace
from typing import Any

from . import progress
from .challenges import attempt
from .comparing import short
from .earlier import not_right_yet
from .explaining import is_as_given, is_empty, same_outcome
from .helping import remember
from .isolated import in_isolation
from .panels import number_text, paragraph
from .records import TOPICS, Challenge, Exercise, find_task
from .reports import Report, not_tried
from .running import Outcome, call, import_first
from .verdicts import (
    Answer,
    beyond_words,
    changes,
    mistaken,
    no_key,
    one_case,
    right,
    stopped,
)
from .watching import Ended, Watch

SECONDS = 5.0  # for all cases of a check together


def check(name: str, function: Callable[..., Any], seed: int | None = None) -> Report:
    """Check an answer, and keep what came of it (see `progress`).

    An answer to an exercise runs on fresh cases. One to a challenge gets a score.

    Parameters
    ----------
    name
        The exercise or challenge, for example ``"05.shift-by-one"``.
    function
        The answer: the function itself, not called.
    seed
        For the same cases as in an earlier report; fresh ones without it.

    Returns
    -------
    Report
        Not tried yet, right, the score, or what is wrong with a counter-example.

    Raises
    ------
    ValueError
        If there is no such exercise.
    TypeError
        If `function` is not a function.
    """
    task = find_task(name)
    if not callable(function):
        raise TypeError(
            f"check needs the function itself, not {short(function)}: write "
            f'check("{name}", f), not check("{name}", f(...))'
        )
    if isinstance(task, Challenge):
        report = attempt(task, function)
    else:
        if seed is None:
            seed = random.SystemRandom().randrange(1_000_000)
        report = examine(task, function, seed)
    remember(report)
    if report.outcome == "not tried":
        return report
    try:
        return _kept(task, report)
    except OSError as error:  # the answer is what it is all the same
        note = f"It could not be added to your progress: {error}"
        return replace(
            report,
            text=f"{report.text}\n{note}",
            inside=report.inside + paragraph(note),
        )


def _kept(task: Exercise | Challenge, report: Report) -> Report:
    """Return a report with what was done before, after adding to that."""
    if isinstance(task, Challenge):
        if report.score is None:
            return report
        progress.record_score(task, report.score)
        best = progress.best_score(task)
        if best is None:  # nothing is kept, as when notebooks are stored
            return report
        shown = f"Best so far: {number_text(best)}"
        return replace(report, text=f"{report.text}\n{shown}.", aside=shown)
    if report.outcome == "right":
        progress.record(task.name)
    elif report.diagnosis:
        progress.record_mistake(task.name, report.diagnosis)
    done, todo = progress.solved_in(TOPICS[int(task.name[:2]) - 1])
    aside = f"{len(done)} of {len(done) + len(todo)} solved in this notebook"
    return replace(report, aside=aside)


def examine(
    exercise: Exercise,
    function: Callable[..., Any],
    seed: int,
    seconds: float = SECONDS,
) -> Report:
    """Check an answer on the cases that a seed gives; nothing is kept.

    Parameters
    ----------
    exercise
        The exercise.
    function
        The answer.
    seed
        What the cases are drawn with.
    seconds
        How long the processor may work on all cases together.

    Returns
    -------
    Report
        Not tried yet, right, or what is wrong with a counter-example.
    """
    if is_as_given(function, exercise.starter):
        return not_tried(exercise, function, "is still as it was given")
    cases = exercise.cases(random.Random(seed))
    expected = [call(exercise.solution, arguments) for arguments in cases]
    answer = Answer(exercise, function, cases, expected, seed, seconds)
    import_first(function)
    ended = in_isolation(lambda watch: _examined(answer, watch), seconds)
    return ended.result or stopped(answer, ended)


def _examined(answer: Answer, watch: Watch) -> Report:
    """Call the answer on its cases, and report; this runs in isolation."""
    outcomes: list[Outcome] = []
    for index, arguments in enumerate(answer.cases):
        watch.at(index)
        outcomes.append(call(answer.function, arguments))
        if isinstance(outcomes[-1].error, MemoryError):
            return stopped(answer, Ended(watch, why="memory"))
    if is_empty(answer.function) and all(map(_is_nothing, outcomes)):
        return not_tried(answer.exercise, answer.function, "returns nothing so far")
    pairs = zip(outcomes, answer.expected, strict=True)
    wrong = [index for index, pair in enumerate(pairs) if not same_outcome(*pair)]
    changed = [index for index, got in enumerate(outcomes) if got.changed]
    if not wrong and answer.exercise.as_key:
        for index, got in enumerate(outcomes):
            if not isinstance(got.value, Hashable):
                watch.ours()
                return no_key(answer, watch, got, index)
    if not wrong and not (changed and answer.exercise.leaves_arguments):
        return right(answer, changed[:1])
    index = min(wrong or changed, key=lambda index: _size(answer.cases[index]))
    again = call(answer.function, answer.cases[index])
    earlier = not_right_yet(answer.exercise, answer.function)
    watch.ours()
    if earlier:
        heading = [f"Not yet: {answer.exercise.name}.", earlier, "For example"]
        return one_case(answer, watch, index, heading, earlier)
    if not wrong:
        return changes(answer, watch, index)
    try:
        return mistaken(answer, watch, outcomes, wrong, index, again)
    except Exception:
        # A class of the learner's may have methods, such as its length, that raise.
        return beyond_words(answer, watch, outcomes[index], index)


def _is_nothing(outcome: Outcome) -> bool:
    # An array compared with ... would give an array.
    return outcome.error is None and (outcome.value is None or outcome.value is ...)


def _size(arguments: tuple[Any, ...]) -> tuple[bool, int]:
    """Order cases from the one that says most: small, but with nothing empty in it."""
    empty = any(hasattr(each, "__len__") and len(each) == 0 for each in arguments)
    return empty, len(repr(arguments))
