"""Pictures of word vectors: training, arithmetic, and how well they fit."""

from .arithmetic import parallelogram as parallelogram
from .arithmetic import paths as paths
from .arithmetic import word_map as word_map
from .scores import leanings as leanings
from .training import skip_gram_window as skip_gram_window
