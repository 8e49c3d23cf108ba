"""Exercises of notebook 08: cosine, a round of pulls, an analogy, ranks, counting."""

from ..records import Exercise
from . import cosine, count, not_the_king, ranks, why_queen_profits

EXERCISES: tuple[Exercise, ...] = (
    why_queen_profits.EXERCISE,
    cosine.EXERCISE,
    not_the_king.EXERCISE,
    ranks.EXERCISE,
)
CHALLENGE = count.CHALLENGE
