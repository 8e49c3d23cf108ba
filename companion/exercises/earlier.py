"""An answer that calls what an earlier exercise of the notebook asked for."""

from __future__ import annotations

import inspect
import random
from collections.abc import Callable, Iterator
from typing import Any

from .code_reading import names_read, surroundings
from .explaining import same_outcome
from .records import TOPIC_OF, Exercise, exercises
from .running import call
from .solutions import starter


def not_right_yet(exercise: Exercise, function: Callable[..., Any]) -> str:
    """Name an earlier answer that a wrong one calls, and that is wrong itself.

    Else the later answer gets the blame: a `train` that is right loses its words if the
    notebook's `merge` returns nothing.

    Parameters
    ----------
    exercise
        The exercise.
    function
        The answer to it, which is wrong.

    Returns
    -------
    str
        A sentence; nothing if all that it calls is right.
    """
    around = surroundings(function)
    read = names_read(function, "LOAD_GLOBAL")
    for other in _before(exercise):
        asked = starter(other)
        name, used = asked.name, around.get(asked.name)
        if name not in read or not inspect.isfunction(used):
            continue
        # Another function of this name, of a later cell, has other parameters.
        parameters = [parameter.arg for parameter in asked.args.args]
        is_it = [*inspect.signature(used).parameters] == parameters
        if is_it and not _is_right(other, used):
            return (
                f'It calls {name}, which is not right yet: check("{other.name}", '
                f"{name}) says why. Mend that first."
            )
    return ""


def _before(exercise: Exercise) -> Iterator[Exercise]:
    for other in exercises(TOPIC_OF[exercise.name[:2]]):
        if other.name == exercise.name:
            return
        yield other


def _is_right(exercise: Exercise, function: Callable[..., Any]) -> bool:
    cases = exercise.cases(random.Random(0))
    return all(
        same_outcome(call(function, case), call(exercise.solution, case))
        for case in cases
    )
