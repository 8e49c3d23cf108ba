"""What several of these exercises need."""

from __future__ import annotations

import random

WORDS = ("Ada", "said", "naïve", "café", "yes", "snow", "Łódź", "o'clock", "two", "茶")


def sentence(rng: random.Random, separators: str) -> str:
    """Return four to seven words, each with a separator of this kind behind it."""
    words = rng.choices(WORDS, k=rng.randint(4, 7))
    return " ".join(word + rng.choice(separators) for word in words).strip() + "."
