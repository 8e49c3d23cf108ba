"""What several of these exercises need."""

from __future__ import annotations

Pair = tuple[int, int]
