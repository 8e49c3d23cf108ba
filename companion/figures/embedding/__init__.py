"""Pictures for notebook 06: rows that move, two ways to a row, cost, a map of words."""

from .layers import cost as cost
from .layers import two_ways as two_ways
from .points import ends as ends
from .points import moving as moving
from .points import word_map as word_map
