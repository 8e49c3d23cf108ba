"""Show what Python says apart from a cell's output: warnings and errors.

Python writes warnings to a stream of their own, and an error stops *Run All*. A
notebook that explains them needs them among its output.

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

import sys
import traceback
import warnings
from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar

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


def show_error(call: Callable[[], object]) -> None:
    """Call a function, and print the error that it raises as a notebook would.

    In a notebook that is the coloured text with the lines of the cells, elsewhere the
    plain one. The notebook goes on.

    Parameters
    ----------
    call
        A function without arguments. If it raises no `Exception`, nothing is printed.

    Examples
    --------
    >>> show_error(lambda: {"tea": 0}["coffee"])  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    ...
    KeyError: 'coffee'
    """
    try:
        call()
    except Exception as error:
        # The first of the lines is the call above, which is not the learner's.
        lines = error.__traceback__ and error.__traceback__.tb_next
        shell = _shell()
        if shell is None:
            print("".join(traceback.format_exception(None, error, lines)), end="")
            return
        handler = shell.InteractiveTB
        shown = handler.structured_traceback(type(error), error, lines, tb_offset=0)
        print(handler.stb2text(shown))


def _shell() -> Any:
    """Return the notebook's shell; None where there is none."""
    ipython = sys.modules.get("IPython")
    return None if ipython is None else ipython.get_ipython()
