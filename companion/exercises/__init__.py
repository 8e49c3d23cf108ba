"""Exercises: a folder a topic, and `check`, which says what an answer does wrong.

In a notebook, ``check("05.shift-by-one", shift)`` runs a learner's function on fresh
cases. ``hint("05.shift-by-one")`` gives one hint at a time, and
``solution("05.shift-by-one")`` shows a solution. ``progress`` keeps what is solved.

A topic's folder holds ``EXERCISES``, a tuple of `Exercise` records, and ``CHALLENGE``,
a `Challenge` that is scored.
"""

from . import progress
from .checking import check
from .helping import hint, solution
from .records import Challenge, Exercise, Mistake
from .reports import Report

__all__ = [
    "Challenge",
    "Exercise",
    "Mistake",
    "Report",
    "check",
    "hint",
    "progress",
    "solution",
]
