"""Exercises of notebook 03: unknown words, appended marks, rare words, targets."""

from ..records import Exercise
from . import append, letter_box, minimum_count, targets, unknown

EXERCISES: tuple[Exercise, ...] = (
    append.EXERCISE,
    unknown.EXERCISE,
    minimum_count.EXERCISE,
    targets.EXERCISE,
)
CHALLENGE = letter_box.CHALLENGE
