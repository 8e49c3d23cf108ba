"""Byte pair encoding: a fixed vocabulary that covers every text (notebook 04).

The names that a user needs are here; they are loaded when they are first used.

============  =====================================================================
`tokenizer`   training, and the tokenizer that a table of merges makes
`merging`     the algorithms: learning merges and replaying them, both fast
`patterns`    a pattern written so that other libraries read it alike
`files`       tokenizers in the formats of other libraries
============  =====================================================================
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
