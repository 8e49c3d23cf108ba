"""Exercises of notebook 02: numbering, a new edition, a sorted book, rows needed."""

from ..records import Exercise
from . import best_500, decode, new_edition, rows_needed, vocabulary

EXERCISES: tuple[Exercise, ...] = (
    vocabulary.EXERCISE,
    new_edition.EXERCISE,
    decode.EXERCISE,
    rows_needed.EXERCISE,
)
CHALLENGE = best_500.CHALLENGE
