"""Things to play with: each a cell's output that needs no kernel once it is shown.

============  ====  ================================================================
`cutter`      01    a text cut in five ways, in any script (used again in 04)
`pattern`     01    a pattern that one changes: what it finds, and what it skips
`merges`      04    tokens that melt together, replayed or learned
`windows`     05    length, stride and batch size; which token is never a target
`word_map`    06    words on two axes, and their true neighbours; with arithmetic, 08
`rotation`    07    a query and a key that turn, and their score
`next_token`  09    what may come next, at any temperature
============  ====  ================================================================

An explorer holds its data and one small script of plain JavaScript (``cutter.js``, and
``shared.js`` for all). It asks no server for anything. Where scripts are taken out, as
in a notebook that is not trusted, the same output shows a picture of its first state,
made by Python.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
