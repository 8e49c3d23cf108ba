"""Exercises of notebook 09: blending counts, writing on, looking ahead, temperature."""

from ..records import Exercise
from . import beat_the_model, blend, looks_ahead, temperature, write_on

EXERCISES: tuple[Exercise, ...] = (
    blend.EXERCISE,
    write_on.EXERCISE,
    looks_ahead.EXERCISE,
    temperature.EXERCISE,
)
CHALLENGE = beat_the_model.CHALLENGE
