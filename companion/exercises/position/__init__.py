"""Exercises of notebook 07: shares, starts, a step on, which remedy, fog."""

from ..records import Exercise
from . import fog, shares, step, where_it_starts, which_remedy

EXERCISES: tuple[Exercise, ...] = (
    shares.EXERCISE,
    where_it_starts.EXERCISE,
    step.EXERCISE,
    which_remedy.EXERCISE,
)
CHALLENGE = fog.CHALLENGE
