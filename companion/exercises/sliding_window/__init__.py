"""Exercises of notebook 05: a window, counting, a wrong target, a mask, a line-up."""

from ..records import Exercise
from . import document_mask, how_many_windows, line_up, shift_by_one, shifted_by_stride

EXERCISES: tuple[Exercise, ...] = (
    shift_by_one.EXERCISE,
    how_many_windows.EXERCISE,
    shifted_by_stride.EXERCISE,
    document_mask.EXERCISE,
)
CHALLENGE = line_up.CHALLENGE
