"""What several of these exercises need."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from torch import Tensor

Array = NDArray[np.float64]


def tensor(numbers: Array) -> Tensor:
    """Return numbers as the lesson has them, in a tensor."""
    # Here, since torch takes a second to load, and most exercises do without.
    import torch

    return torch.tensor(numbers, dtype=torch.float32)
