"""What Python's own words of an error leave unsaid."""

from __future__ import annotations

import re
from collections.abc import Iterator

NO_PATTERN = (
    "The pattern is one text, and stands first in re.sub, re.split and re.findall. A "
    "list of what was found is no pattern: use the one that found it."
)
_MEANINGS = (
    (r"first argument must be string or compiled pattern", NO_PATTERN),
    (
        r"list indices must be integers or slices, not list",
        "A list stands in the square brackets. A list gives one item at a time (a "
        "tensor would give them all): go through the one in the brackets.",
    ),
    (
        r"'list' object cannot be interpreted as an integer",
        "A number is wanted where a list stands: for x in it goes through a list, and "
        "range(len(it)) through its places.",
    ),
    (
        r"module 'math' has no attribute 'ln'|name '(ln|log)' is not defined",
        "The natural logarithm, ln, is math.log.",
    ),
    (
        r"'(int|float)' object is not iterable",
        "A single number has nothing in it to go through. What stands behind for … in, "
        "in sum(…) or behind a list's += must be a list; range(n) counts.",
    ),
    (
        r"can't multiply sequence by non-int of type '(list|tuple|float)'",
        "* does not multiply a list number by number: zip pairs the numbers of two "
        "lists, and * multiplies two numbers.",
    ),
    (
        r"unsupported operand type\(s\) for @: .*'list'.*",
        "@ is for tensors and arrays: torch.tensor(…) makes one of a list.",
    ),
    (
        r"'list' object has no attribute '(T|clone|mean|norm|shape|square|sum)'",
        "A list is no tensor: torch.tensor(…) makes one of it.",
    ),
    (
        r"name '(ceil|dist|exp|hypot|prod|sqrt)' is not defined",
        "It is one of math's: write math. before it.",
    ),
    (
        r"math domain error|expected a (positive|nonnegative) input.*",
        "A logarithm takes only numbers above 0, a square root none below: print what "
        "it is given.",
    ),
    (
        r"'(Tensor|int|float)' object is not callable",
        "What stands before these round brackets is a number or tensor, no function. "
        "Where a function is asked for, give it itself: f, and not f(…).",
    ),
    (
        r"grad can be implicitly created only for scalar outputs",
        "backward begins at a single number, a loss. Add the numbers up first, or give "
        "it how fast the loss grows with each.",
    ),
    (
        r"'function' object has no attribute '(append|extend)'",
        "A function is no list: make a list first, with a name of its own: found = [].",
    ),
)


def meanings(text: str) -> Iterator[str]:
    """Say what an error's message means, where that is not plain.

    Parameters
    ----------
    text
        The message.

    Yields
    ------
    str
        A sentence or two.

    Examples
    --------
    >>> list(meanings("module 'math' has no attribute 'ln'"))
    ['The natural logarithm, ln, is math.log.']
    """
    for pattern, meaning in _MEANINGS:
        if re.fullmatch(pattern, text):
            yield meaning


def raised_by_re(error: BaseException | None) -> bool:
    """Tell whether it was `re`, or `regex`, that raised an error."""
    last = error.__traceback__ if error is not None else None
    while last is not None and last.tb_next is not None:
        last = last.tb_next
    name = last.tb_frame.f_globals.get("__name__", "") if last is not None else ""
    return name.partition(".")[0] in {"re", "regex"}
