"""Word vectors: what trained vectors know (notebook 08).

The names that a user needs are here; they are loaded when they are first used.

==============  ===================================================================
`vectors`       words with their vectors: neighbours and analogies
`loading`       vectors opened by their name, or read from a file
`projection`    many dimensions on a few axes
`fetching`      downloads of published vectors
`files`         the formats in which vectors are shared
`kinds`         files that people take for such a one
`store`         a table that is mapped into memory instead of being read
`scores`        judgements of people, analogies, and how well vectors fit them
`little_world`  a text in which the analogies hold
`skip_gram`     vectors of one's own, trained from such a text
`counting`      vectors made by counting instead
==============  ===================================================================
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
