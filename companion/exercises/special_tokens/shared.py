"""What several of these exercises need."""

from __future__ import annotations

WORDS = ("ate", "bread", "café", "naïve", "said", "Zoë", "Łódź", "?", ".", ",")
