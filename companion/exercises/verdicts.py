"""Turn what an answer did into a report."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from .causes import causes, early_return, unread
from .comparing import difference, short
from .conditions import conditions
from .endless import condition, endless
from .explaining import (
    call_text,
    diagnosis,
    error_notes,
    name_of,
    nothing_returned,
    outcome_text,
)
from .habits import from_outside, habits, keeps_something
from .panels import paragraph
from .records import Exercise
from .reports import (
    Report,
    called,
    comparison,
    hints_html,
    solution_html,
    two_rows,
)
from .rounds import in_vain, not_returned, rounds
from .running import Outcome
from .sharing import change_allowed, copy_of, one_list
from .slips import by_value, first_place, returns_none, slips, way_out
from .watching import BUSY, MEGABYTES, Ended, Watch


@dataclass(frozen=True)
class Answer:
    """An answer, and all that its report needs to know.

    Parameters
    ----------
    exercise
        The exercise.
    function
        The learner's function.
    cases
        The arguments of each call.
    expected
        What each call should come to.
    seed
        What the cases were drawn with.
    seconds
        How long all calls together may take.
    """

    exercise: Exercise
    function: Callable[..., Any]
    cases: Sequence[tuple[Any, ...]]
    expected: Sequence[Outcome]
    seed: int
    seconds: float

    def call_text(self, index: int) -> str:
        """Return a case's call as the learner would write it."""
        return call_text(name_of(self.function), self.cases[index])

    def closing(self, watch: Watch) -> list[str]:
        """Return what stands at the end of a report on a wrong answer."""
        printed = [f"Your function printed: {short(watch.printed)}"]
        return [
            *(printed if watch.printed else []),
            f"These cases have the seed {self.seed}; seed={self.seed} in check brings "
            "them back.",
        ]


def right(answer: Answer, changed: Sequence[int]) -> Report:
    """Report that all is as it should be, and whether a case's arguments were changed.

    Who calls a function seldom expects that; an exercise that minds says so.
    """
    exercise = answer.exercise
    cases = f"on {len(answer.cases)} cases with the seed {answer.seed}"
    notes = [change_allowed(answer.cases[index]) for index in changed]
    return Report(
        "right",
        "\n".join([f"Right: {exercise.name}, {cases}.", exercise.lesson, *notes]),
        name=exercise.name,
        inside=paragraph(exercise.lesson, strong=True)
        + "".join(map(paragraph, [f"Checked {cases}.", *notes])),
        help=solution_html(exercise),
    )


def stopped(answer: Answer, ended: Ended[Report]) -> Report:
    """Report that an answer was ended, or ended Python itself."""
    exercise, index = answer.exercise, ended.watch.index
    why: list[str] = []
    function = answer.function
    if ended.why != "died":
        why = endless(function) or in_vain(function)[:1]
    if ended.why not in {"died", "busy"}:
        why = why or condition(function) or way_out(function)
    if ended.why == "died":
        said = (
            "it ended Python itself. Here that was a copy, and your notebook goes on."
        )
    elif ended.why == "memory":
        said = f"it took more than {MEGABYTES} MB of memory. Does a loop never end?"
    elif ended.why == "busy":
        said = BUSY[0].lower() + BUSY[1:]
    else:
        said = f"it took longer than {answer.seconds:g} s. Does a loop never end?"
    notes = []
    if ended.goes_on:
        notes.append(
            "It is still running and cannot be ended from here: save, then choose "
            "Restart Kernel in the menu Kernel."
        )
    notes += answer.closing(ended.watch)
    lines = [
        f"Stopped: {exercise.name}, {said}{' It was at' if not why else ''}",
        *(f"{cause} It was at" for cause in why),
        f"  {answer.call_text(index)}",
        *notes,
        _ask(exercise),
    ]
    return Report(
        "too slow",
        "\n".join(lines),
        name=exercise.name,
        inside=paragraph(said[0].upper() + said[1:], strong=True)
        + "".join(map(paragraph, why))
        + called(answer.call_text(index), "It was at")
        + "".join(map(paragraph, notes)),
        help=hints_html(exercise, solution_html(exercise)),
    )


def changes(answer: Answer, watch: Watch, index: int) -> Report:
    """Report that what is returned is right, but an argument was changed."""
    copy = copy_of(answer.cases[index])
    said = f"returns what it should, but changes what it is given: work on {copy}."
    heading = [f"Not yet: {answer.exercise.name} {said} For example"]
    return one_case(answer, watch, index, heading, f"It {said}", why=f"it {said}")


def no_key(answer: Answer, watch: Watch, got: Outcome, index: int) -> Report:
    """Report that what is returned is right, but cannot be a key of a dictionary."""
    said = (
        f"returns what it should, but as a {type(got.value).__name__}, which cannot be "
        "a key of a dictionary, as the next steps need it: tuple(…) makes it one."
    )
    heading = [f"Not yet: {answer.exercise.name} {said} For example"]
    return one_case(answer, watch, index, heading, f"It {said}", why=f"it {said}")


def beyond_words(answer: Answer, watch: Watch, got: Outcome, index: int) -> Report:
    """Report a wrong answer whose result, or error, cannot be looked at."""
    kind = type(got.value if got.error is None else got.error).__name__
    said = (
        f"What came out cannot be looked at without an error, a {kind}: give back "
        "plain numbers, texts, lists and dictionaries."
    )
    heading = [f"Not yet: {answer.exercise.name}.", said, "For example"]
    return one_case(answer, watch, index, heading, said)


def one_case(
    answer: Answer,
    watch: Watch,
    index: int,
    heading: Sequence[str],
    said: str,
    why: str = "",
) -> Report:
    """Report a wrong answer by a case's call alone, without what came out."""
    exercise, call = answer.exercise, answer.call_text(index)
    closing = answer.closing(watch)
    return Report(
        "wrong",
        "\n".join([*heading, f"  {call}", *closing, _ask(exercise)]),
        name=exercise.name,
        inside=paragraph(said, strong=True)
        + called(call)
        + "".join(map(paragraph, closing)),
        help=hints_html(exercise, solution_html(exercise, why)),
    )


def mistaken(
    answer: Answer,
    watch: Watch,
    outcomes: Sequence[Outcome],
    wrong: Sequence[int],
    index: int,
    again: Outcome,
) -> Report:
    """Report what is wrong, the cause first, with a counter-example."""
    exercise, got, expected = answer.exercise, outcomes[index], answer.expected[index]
    known = diagnosis(exercise, answer.cases, outcomes)
    nothing = nothing_returned(got, watch.printed)
    pairs = [(outcomes[n].value, answer.expected[n].value) for n in wrong]
    seen = not_returned(answer.function, pairs)
    lost = in_vain(answer.function)[:1]
    if known:  # it has the outputs of this; other code may have them too
        sure = seen or early_return(answer.function) or lost
        why = [*sure, f"Results like yours come from this mistake: {known}"]
    else:
        seen += slips(answer.function, got)
        why = [*causes(answer.function, got), *seen, *lost] or rounds(answer.function)
    why += conditions(answer.function)
    if nothing and not known:
        early = early_return(answer.function) or seen or returns_none(answer.function)
        why = [*dict.fromkeys([*why, *(early or [nothing])])]
    elif not nothing and not seen:
        why += keeps_something(got, again)
    why = why or one_list(answer.function, pairs)
    why = why or unread(answer.function, exercise.solution)
    if not why and got.error is None:
        fine = [each.value for n, each in enumerate(outcomes) if n not in wrong]
        why = habits(answer.function, pairs, fine)
    if got.error is None or isinstance(got.error, LookupError):
        why = why or first_place(answer.function) or from_outside(answer.function)
        why = why or by_value(answer.function, [answer.cases[n] for n in wrong])
    if got.error is not None:
        notes = error_notes(answer.function, got.error)
    else:
        notes = [difference(got.value, expected.value)] if not nothing else []
        changed = any(each.changed for each in outcomes) and got.value is not None
        if changed and exercise.leaves_arguments:
            notes.append("It also changes what it is given: work on a copy.")
    notes, count = [*filter(None, notes)], f"{len(wrong)} of {len(outcomes)}"
    shown = outcome_text(got), outcome_text(expected)
    lines = [
        f"Not yet: {exercise.name}, wrong on {count} cases.",
        *why,
        "For example",
        f"  {answer.call_text(index)}",
        f"  gave:      {shown[0]}",
        f"  should be: {shown[1]}",
        *notes,
        *answer.closing(watch),
        _ask(exercise),
    ]
    both = got.error is None and expected.error is None
    example = comparison(got.value, expected.value) if both else two_rows(*shown)
    if got.error is not None and not why:  # first what to look for, then where
        notes.reverse()
    first, *more = why or notes or ["The result is not what it should be."]
    after = notes if why else more
    return Report(
        "wrong" if got.error is None else "raised",
        "\n".join(lines),
        known,
        name=exercise.name,
        inside=paragraph(first, strong=True)
        + "".join(map(paragraph, more if why else ()))
        + called(answer.call_text(index), f"Wrong on {count} cases, for example on")
        + example
        + "".join(map(paragraph, after))
        + "".join(map(paragraph, answer.closing(watch))),
        help=hints_html(
            exercise, solution_html(exercise, known or first, likely=bool(known))
        ),
    )


def _ask(exercise: Exercise) -> str:
    return f'hint("{exercise.name}") gives a hint.'
