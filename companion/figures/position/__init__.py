"""Pictures of positions: who reads what, tables, turns, longer texts."""

from .clock import hands as hands
from .relations import beyond_training as beyond_training
from .relations import turned_pairs as turned_pairs
from .tables import broadcasting as broadcasting
from .tables import columns_and_table as columns_and_table
from .tables import dots_by_distance as dots_by_distance
from .tables import reading as reading
