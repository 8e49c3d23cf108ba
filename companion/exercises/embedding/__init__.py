"""Exercises of notebook 06: where rows end, rows apart, fetching, gradients, a map."""

from ..records import Exercise
from . import fetch_rows, gradient, push_apart, two_meanings, where_rows_end

EXERCISES: tuple[Exercise, ...] = (
    where_rows_end.EXERCISE,
    push_apart.EXERCISE,
    fetch_rows.EXERCISE,
    gradient.EXERCISE,
)
CHALLENGE = two_meanings.CHALLENGE
