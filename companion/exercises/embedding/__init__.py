"""Exercises of notebook 06: rows that end, part, are fetched, learn, predict; a map."""

from ..records import Exercise
from . import (
    fetch_rows,
    gradient,
    push_apart,
    surprise,
    two_meanings,
    where_rows_end,
)

EXERCISES: tuple[Exercise, ...] = (
    where_rows_end.EXERCISE,
    push_apart.EXERCISE,
    fetch_rows.EXERCISE,
    gradient.EXERCISE,
    surprise.EXERCISE,
)
CHALLENGE = two_meanings.CHALLENGE
