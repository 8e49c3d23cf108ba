"""Exercises: one module a topic, and `check`, which says what an answer does wrong.

In a notebook, ``check("05.shift-by-one", shift)`` runs a learner's function on fresh
cases. ``hint("05.shift-by-one")`` gives one hint at a time, and
``solution("05.shift-by-one")`` shows a solution.

A topic's module holds ``EXERCISES``, a tuple of `Exercise` records.
"""

from .checking import Report, check
from .records import Exercise, Mistake, hint
from .solutions import solution

__all__ = ["Exercise", "Mistake", "Report", "check", "hint", "solution"]
