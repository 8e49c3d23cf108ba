"""Exercises of notebook 04: a tokenizer in five steps, and a pattern to mend."""

from ..records import Exercise
from . import best_pair, gpt2, mend_the_pattern, merge, replay, train

EXERCISES: tuple[Exercise, ...] = (
    best_pair.EXERCISE,
    merge.EXERCISE,
    train.EXERCISE,
    replay.EXERCISE,
    gpt2.EXERCISE,
)
CHALLENGE = mend_the_pattern.CHALLENGE
