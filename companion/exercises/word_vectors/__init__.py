"""Exercises of notebook 08: cosine, a round of pulls, an analogy, counting."""

from ..records import Exercise
from . import cosine, count, not_the_king, why_queen_profits

EXERCISES: tuple[Exercise, ...] = (
    cosine.EXERCISE,
    why_queen_profits.EXERCISE,
    not_the_king.EXERCISE,
)
CHALLENGE = count.CHALLENGE
