"""Exercises of notebook 08: a round of pulls, cosine, an analogy, counting."""

from ..records import Exercise
from . import cosine, count, not_the_king, why_queen_profits

EXERCISES: tuple[Exercise, ...] = (
    why_queen_profits.EXERCISE,
    cosine.EXERCISE,
    not_the_king.EXERCISE,
)
CHALLENGE = count.CHALLENGE
