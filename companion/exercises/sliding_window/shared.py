"""What several of these exercises need."""

from __future__ import annotations

from collections.abc import Sequence

Ids = Sequence[int]
