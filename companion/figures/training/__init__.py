"""Pictures of a model that learns: its block, its losses, what it knows."""

from .knowing import attention as attention
from .knowing import next_tokens as next_tokens
from .knowing import rows_moving as rows_moving
from .learning import block as block
from .learning import by_context as by_context
from .learning import ladder as ladder
from .learning import loss_curve as loss_curve
