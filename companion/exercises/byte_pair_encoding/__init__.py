"""Exercises of notebook 04: a tokenizer, step by step, and a pattern to mend."""

from ..records import Exercise
from . import gpt2, mend_the_pattern, merge, replay, train

EXERCISES: tuple[Exercise, ...] = (
    merge.EXERCISE,
    train.EXERCISE,
    replay.EXERCISE,
    gpt2.EXERCISE,
)
CHALLENGE = mend_the_pattern.CHALLENGE
