"""Exercises of notebook 09: writing on, blending counts, weights, temperature."""

from ..records import Exercise
from . import beat_the_model, blend, count_weights, temperature, write_on

EXERCISES: tuple[Exercise, ...] = (
    write_on.EXERCISE,
    blend.EXERCISE,
    count_weights.EXERCISE,
    temperature.EXERCISE,
)
CHALLENGE = beat_the_model.CHALLENGE
