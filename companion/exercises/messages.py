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
        r"only (one element tensors|0-dimensional arrays|length-1 arrays) can be "
        r"converted to Python scalars|"
        r"a Tensor with \d+ elements cannot be converted to Scalar",
        "One number is wanted where a tensor or array holds several: is a sum missing?",
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
        r"a leaf Variable that requires grad is being used in an in-place operation\.?",
        "torch remembers what is done with this tensor, and a step is not to be "
        "remembered: put the line under with torch.no_grad():.",
    ),
    (
        r"'function' object has no attribute '(append|extend)'",
        "A function is no list: make a list first, with a name of its own: found = [].",
    ),
)


def none_here(names: set[str], text: str) -> str:
    """Say where a None may come from that something was asked of.

    Parameters
    ----------
    names
        The names that the answer's code calls or reads, but its own.
    text
        The error's message.

    Returns
    -------
    str
        A sentence or two.

    Examples
    --------
    >>> none_here({"grad"}, "")[:16]
    'A .grad is None '
    """
    if {"re", "split"} <= names:
        return (
            "A piece is None here. re.split gives None for each group that took no "
            "part in a cut: put all that you cut at into one pair of parentheses."
        )
    if {"max", "min", "sorted"} & names and "get" in names and "supported be" in text:
        return (
            "A value is None here: .get gives None for a key that the dictionary does "
            "not have. Leave these keys out first, or give .get a second argument."
        )
    if "grad" in names:
        return (
            "A .grad is None before backward, and in a tensor that was worked out of "
            "another, as after E = E - …: with E -= … under with torch.no_grad(): E "
            "stays the one that learns."
        )
    return (
        "A value is None here. append, extend, sort and reverse change a list and "
        "return None, and so does a function without return."
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
