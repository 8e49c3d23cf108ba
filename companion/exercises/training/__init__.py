"""Exercises of notebook 09: writing on, blending counts, looking ahead, temperature."""

from ..records import Exercise
from . import beat_the_model, blend, looks_ahead, temperature, write_on

EXERCISES: tuple[Exercise, ...] = (
    write_on.EXERCISE,
    blend.EXERCISE,
    looks_ahead.EXERCISE,
    temperature.EXERCISE,
)
CHALLENGE = beat_the_model.CHALLENGE
