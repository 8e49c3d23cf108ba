"""Pictures of a model that learns: its block, its losses, what it knows."""

from .knowing import attention as attention
from .knowing import rows_moving as rows_moving
from .learning import block as block
from .learning import ladder as ladder
