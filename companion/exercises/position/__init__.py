"""Exercises of notebook 07: shares, where a text starts, a step on, fog."""

from ..records import Exercise
from . import fog, shares, step, where_it_starts

EXERCISES: tuple[Exercise, ...] = (
    shares.EXERCISE,
    where_it_starts.EXERCISE,
    step.EXERCISE,
)
CHALLENGE = fog.CHALLENGE
