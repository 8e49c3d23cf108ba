"""The records of exercises and challenges: finding them."""

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

TOPIC_OF = {f"{number:02}": topic for number, topic in enumerate(TOPICS, start=1)}
"""From the number of a notebook, ``"01"`` to ``"09"``, to its topic."""


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
    as_key
        Whether the result must be able to stand as a key of a dictionary, so that a
        list is no tuple.
    leaves_arguments
        Whether an answer must leave what it is given as it is; the task says so then.

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
    as_key: bool = False
    leaves_arguments: bool = False


def _nothing_to_say(function: Callable[..., Any]) -> str:
    return ""


def _nothing_to_show(function: Callable[..., Any]) -> tuple[str, str]:
    return "", ""


@dataclass(frozen=True)
class Challenge:
    r"""A task without one right answer: what counts is the score.

    Parameters
    ----------
    name
        The notebook's number and a short name, for example ``"05.fewest-batches"``.
    task
        What to do, in a sentence or two.
    starter
        The code that the learner begins with, as in an `Exercise`.
    hints
        From the gentlest to the plainest.
    solution
        A function that reaches `reference`.
    lesson
        What a good score shows.
    score
        Runs an answer and returns its score. The same answer always gets the same, in
        at most about two seconds.
    unit
        What the number counts, as it follows the number: ``"of 115 sentences"``.
    baselines
        What simple answers score, each with its name.
    reference
        What `solution` scores; an answer may score better.
    higher_is_better
        Whether a larger score is the better one.
    validate
        Returns a sentence if an answer must not count, for example because it knows the
        texts by heart; an empty string otherwise.
    failing
        Returns what to show below the score, as text and as HTML: some of what an
        answer gets wrong, from material that is not scored.

    Examples
    --------
    >>> short = Challenge(
    ...     name="01.short",
    ...     task="Return a short text with an e in it.",
    ...     starter="def short():\n    ...\n",
    ...     hints=("One letter will do.",),
    ...     solution=lambda: "e",
    ...     lesson="Shorter is not possible.",
    ...     score=lambda function: len(function()),
    ...     unit="letters",
    ...     baselines=(("a word", 4.0),),
    ...     reference=1.0,
    ...     higher_is_better=False,
    ...     validate=lambda function: "" if "e" in function() else "There is no e.",
    ... )
    >>> short.score(short.solution) == short.reference
    True
    >>> short.is_better(1, 4), short.is_better(4, 4)
    (True, False)
    """

    name: str
    task: str
    starter: str
    hints: tuple[str, ...]
    solution: Callable[..., Any]
    lesson: str
    score: Callable[[Callable[..., Any]], float]
    unit: str
    baselines: tuple[tuple[str, float], ...]
    reference: float
    higher_is_better: bool = True
    validate: Callable[[Callable[..., Any]], str] = _nothing_to_say
    failing: Callable[[Callable[..., Any]], tuple[str, str]] = _nothing_to_show

    def is_better(self, score: float, other: float) -> bool:
        """Tell whether a score is better than another."""
        return score > other if self.higher_is_better else score < other


def exercises(topic: str) -> tuple[Exercise, ...]:
    """Return a topic's exercises."""
    module = importlib.import_module(f"companion.exercises.{topic}")
    found: tuple[Exercise, ...] = module.EXERCISES
    return found


def challenge(topic: str) -> Challenge | None:
    """Return a topic's challenge, which its module calls ``CHALLENGE``."""
    module = importlib.import_module(f"companion.exercises.{topic}")
    found: Challenge | None = getattr(module, "CHALLENGE", None)
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
    found = find_task(name)
    if isinstance(found, Challenge):
        raise ValueError(f"{name} is no exercise, but a challenge")
    return found


def find_task(name: str) -> Exercise | Challenge:
    """Return the exercise or the challenge with this name.

    Parameters
    ----------
    name
        The notebook's number and a short name.

    Returns
    -------
    Exercise or Challenge
        What has the name; only its own topic's module is loaded.

    Raises
    ------
    ValueError
        If there is no such exercise.
    TypeError
        If the name is no text, for example the function that was to come second.
    """
    if not isinstance(name, str):
        raise TypeError(
            f'the name comes first, as a text in quotes such as "01.name": {name!r} is '
            f"no text but a {type(name).__name__}"
        )
    number = name.partition(".")[0]
    if number not in TOPIC_OF:
        raise ValueError(
            f"no exercise is named {name!r}: a name begins with the notebook's number, "
            f"01 to {len(TOPICS):02}, for example 01.name"
        )
    by_name: dict[str, Exercise | Challenge] = {
        exercise.name: exercise for exercise in exercises(TOPIC_OF[number])
    }
    if extra := challenge(TOPIC_OF[number]):
        by_name[extra.name] = extra
    if name not in by_name:
        near = difflib.get_close_matches(name, by_name, n=1)
        ask = f" Did you mean {near[0]!r}?" if near else ""
        raise ValueError(
            f"no exercise is named {name!r}. Notebook {number} has: "
            f"{', '.join(by_name)}.{ask}"
        )
    return by_name[name]
