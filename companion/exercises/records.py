"""The records of exercises: finding them, and giving hints."""

from __future__ import annotations

import difflib
import importlib
import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

# In the order of the notebooks: the first topic's exercises are named 01.…
TOPICS = (
    "tokenization",
    "vocabulary",
    "special_tokens",
    "byte_pair_encoding",
    "sliding_window",
    "embedding",
    "position",
    "word_vectors",
    "training",
)
_hints_given: dict[str, int] = {}


@dataclass(frozen=True)
class Mistake:
    """A known wrong answer.

    Parameters
    ----------
    diagnosis
        What was done, in a sentence to the learner.
    function
        A function that makes this mistake; an answer with the same outputs on all cases
        gets the diagnosis.
    """

    diagnosis: str
    function: Callable[..., Any]


@dataclass(frozen=True)
class Exercise:
    r"""An exercise and everything needed to check an answer.

    Parameters
    ----------
    name
        The notebook's number and a short name, for example ``"05.shift-by-one"``.
    task
        What to do, in a sentence or two.
    starter
        The code that the learner begins with: a function with an empty body.
    hints
        From the gentlest to the plainest.
    solution
        A function that is right; its source is what `solutions.solution` shows, under
        the starter's names.
    cases
        Returns the argument tuples to check with; what is random comes from the
        generator that it is given.
    lesson
        What being right shows.
    mistakes
        Known wrong answers; on some case each differs from the solution and from the
        others.

    Examples
    --------
    >>> double = Exercise(
    ...     name="01.double",
    ...     task="Return twice the number.",
    ...     starter="def double(n):\n    ...\n",
    ...     hints=("Add n to itself.",),
    ...     solution=lambda n: 2 * n,
    ...     cases=lambda rng: [(0,), (rng.randint(1, 9),)],
    ...     lesson="Twice is once more.",
    ...     mistakes=(Mistake("You returned the number itself.", lambda n: n),),
    ... )
    >>> double.solution(21)
    42
    """

    name: str
    task: str
    starter: str
    hints: tuple[str, ...]
    solution: Callable[..., Any]
    cases: Callable[[random.Random], list[tuple[Any, ...]]]
    lesson: str
    mistakes: tuple[Mistake, ...]


def hint(name: str) -> None:
    """Print the next hint for an exercise.

    Parameters
    ----------
    name
        The exercise, for example ``"05.shift-by-one"``.

    Raises
    ------
    ValueError
        If there is no such exercise.
    """
    hints = find(name).hints
    given = _hints_given.get(name, 0)
    if given < len(hints):
        print(f"Hint {given + 1} of {len(hints)}: {hints[given]}")
        _hints_given[name] = given + 1
    else:
        print(f'There are no more hints. solution("{name}") shows a solution.')


def exercises(topic: str) -> tuple[Exercise, ...]:
    """Return a topic's exercises.

    Parameters
    ----------
    topic
        The name of the topic's module, for example ``"vocabulary"``.

    Returns
    -------
    tuple of Exercise
        In the order of the notebook.
    """
    module = importlib.import_module(f"companion.exercises.{topic}")
    found: tuple[Exercise, ...] = module.EXERCISES
    return found


def find(name: str) -> Exercise:
    """Return the exercise with this name.

    Parameters
    ----------
    name
        The notebook's number and a short name.

    Returns
    -------
    Exercise
        The exercise; only its own topic's module is loaded.

    Raises
    ------
    ValueError
        If there is no such exercise.
    """
    number = name.partition(".")[0]
    known = {f"{place:02}": topic for place, topic in enumerate(TOPICS, start=1)}
    if number not in known:
        raise ValueError(
            f"no exercise is named {name!r}: a name begins with the notebook's number, "
            f"01 to {len(TOPICS):02}, for example 01.name"
        )
    by_name = {exercise.name: exercise for exercise in exercises(known[number])}
    if name not in by_name:
        near = difflib.get_close_matches(name, by_name, n=1)
        ask = f" Did you mean {near[0]!r}?" if near else ""
        raise ValueError(
            f"no exercise is named {name!r}. Notebook {number} has: "
            f"{', '.join(by_name)}.{ask}"
        )
    return by_name[name]
