"""Learning: a small GPT, the loop that trains it, and what it has to beat.

This is the topic of notebook 09. The names that a user needs are here; they are loaded
when they are first used.

============  =====================================================================
`model`       attention, the block, and the model made of them
`losses`      the cross-entropy, on a batch and on text that is not learned from
`loop`        training
`generation`  writing, token by token
`counting`    predicting by counts: the floor that a model has to get under
============  =====================================================================
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
