"""Sliding windows: one text as thousands of training examples (notebook 05).

The names that a user needs are here; they are loaded when they are first used.

=============  ====================================================================
`windows`      the dataset, its loader, and how often a token is a target
`distributed`  the same windows shared among processes
=============  ====================================================================
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
