"""Exercises of notebook 09: blending counts, looking ahead, temperature."""

from ..records import Exercise
from . import beat_the_model, blend, looks_ahead, temperature

EXERCISES: tuple[Exercise, ...] = (
    blend.EXERCISE,
    looks_ahead.EXERCISE,
    temperature.EXERCISE,
)
CHALLENGE = beat_the_model.CHALLENGE
