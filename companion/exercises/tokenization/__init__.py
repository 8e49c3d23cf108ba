"""Exercises of notebook 01: lengths, a broken pattern, free spaces, what was lost."""

from ..records import Exercise
from . import beat_the_joiner, free_space, lengths, mend_the_pattern, what_was_lost

EXERCISES: tuple[Exercise, ...] = (
    lengths.EXERCISE,
    mend_the_pattern.EXERCISE,
    free_space.EXERCISE,
    what_was_lost.EXERCISE,
)
CHALLENGE = beat_the_joiner.CHALLENGE
practice_sentences = beat_the_joiner.practice_sentences
