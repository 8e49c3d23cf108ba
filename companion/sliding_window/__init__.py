"""Sliding windows: one text as thousands of training examples (notebook 05).

The names that a user needs are here; they are loaded when they are first used.

=============  ====================================================================
`token_ids`    the tokens, in memory or in a file that is mapped
`windows`      the dataset, and how often a token is a target
`loading`      batches of windows, from a text or from tokens
`distributed`  the same windows shared among processes
=============  ====================================================================
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
