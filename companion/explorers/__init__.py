"""Things to play with: each a cell's output that needs no kernel once it is shown.

=============  ====================================================================
`cutter`       01, 04: type a text in any script and see it cut, in five ways
`page`         what all of them share: the HTML, the style, the script
=============  ====================================================================

An explorer holds its data and one small script of plain JavaScript (``cutter.js``, and
``shared.js`` for all). It asks no server for anything. Where scripts are taken out, as
in a notebook that is not trusted, the same output shows a picture of its first state,
made by Python.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
