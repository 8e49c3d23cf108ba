"""Keep the warning that a call gives, so that it can be read beside the result.

Python writes warnings to a stream of their own, apart from what a cell prints. A
notebook that explains a warning needs it as a text.

>>> import warnings
>>> def half(number):
...     if number % 2:
...         warnings.warn(f"{number} is odd: a half is cut off")
...     return number // 2
>>> with_warning(half, 7)
(3, '7 is odd: a half is cut off')
>>> with_warning(half, 8)
(4, '')
"""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


def with_warning(
    call: Callable[P, T], *args: P.args, **kwargs: P.kwargs
) -> tuple[T, str]:
    """Call a function and return its result with the text of what it warned of.

    Parameters
    ----------
    call
        The function, or class.
    *args, **kwargs
        What to call it with.

    Returns
    -------
    result
        What the call returned.
    text
        The warning; several are joined by line feeds, and without any it is empty.

    Raises
    ------
    Exception
        Whatever the call raises.

    Examples
    --------
    >>> with_warning(max, 2, 3)
    (3, '')
    """
    with warnings.catch_warnings(record=True) as caught:
        # Otherwise a warning that was shown before would not be given again.
        warnings.simplefilter("always")
        result = call(*args, **kwargs)
    return result, "\n".join(str(warning.message) for warning in caught)
