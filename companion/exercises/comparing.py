"""Compare a learner's output with the expected one, and show both in a few words."""

from __future__ import annotations

import math
import reprlib
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

RELATIVE, ABSOLUTE = 1e-4, 1e-6  # how far apart two floats may be and count as equal

_SHORT = reprlib.Repr()
_SHORT.maxlist = _SHORT.maxtuple = _SHORT.maxdict = _SHORT.maxset = 12
_SHORT.maxarray = 12
_SHORT.maxstring = _SHORT.maxother = _SHORT.maxlong = 160
_SHORT.maxlevel = 4


def same(got: Any, expected: Any) -> bool:
    """Tell whether two outputs are the same for a learner's purposes.

    Floats may differ by rounding, a list may stand for a tuple, and a number for an
    array with one number and no dimensions. Arrays and tensors need the same shape.

    Parameters
    ----------
    got
        What the learner's function returned.
    expected
        What it should have returned.

    Returns
    -------
    bool
        Whether they are the same.

    Examples
    --------
    >>> same([0.1 + 0.2, "a"], (0.3, "a"))
    True
    >>> same(np.zeros((2, 3)), np.zeros((3, 2)))
    False
    """
    try:
        return _same(got, expected)
    except Exception:  # what is returned may be anything, with any `==`
        return False


def _same(got: Any, expected: Any) -> bool:
    got, expected = _plain(got), _plain(expected)
    if isinstance(expected, np.ndarray):
        return isinstance(got, np.ndarray) and _same_arrays(got, expected)
    if isinstance(expected, list | tuple):
        return (
            isinstance(got, list | tuple)
            and len(got) == len(expected)
            and all(map(_same, got, expected))
        )
    if isinstance(expected, Mapping):
        return (
            isinstance(got, Mapping)
            and got.keys() == expected.keys()
            and all(_same(got[key], expected[key]) for key in expected)
        )
    if isinstance(expected, float) and isinstance(got, int | float):
        both_nan = math.isnan(got) and math.isnan(expected)
        return both_nan or math.isclose(
            got, expected, rel_tol=RELATIVE, abs_tol=ABSOLUTE
        )
    return bool(got == expected)


def _same_arrays(got: np.ndarray, expected: np.ndarray) -> bool:
    if got.shape != expected.shape:
        return False
    if np.issubdtype(expected.dtype, np.inexact):
        return np.allclose(got, expected, RELATIVE, ABSOLUTE, equal_nan=True)
    return np.array_equal(got, expected)


def _plain(value: Any) -> Any:
    """Return a tensor as an array, and an array without dimensions as a number."""
    if hasattr(value, "detach"):  # a tensor; torch itself need not be loaded here
        value = value.detach().cpu().numpy()
    if isinstance(value, np.ndarray | np.generic) and value.ndim == 0:
        return value.item()
    return value


def short(value: Any) -> str:
    """Return the text form of a value, on one line and cut where it is long.

    Parameters
    ----------
    value
        Anything.

    Returns
    -------
    str
        At most a few lines of text.

    Examples
    --------
    >>> short(list(range(1000)))
    '[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, ...]'
    """
    if isinstance(value, Iterator):
        return f"a {type(value).__name__}, not yet a list: wrap it in list(...)"
    if isinstance(value, str | list | tuple | dict | set | bytes):
        text = _SHORT.repr(value)
    else:
        try:
            text = " ".join(repr(value).split())
        except Exception as error:
            return f"a {type(value).__name__} whose repr raises {error!r}"
    return text if len(text) <= 400 else f"{text[:300]} ... {text[-60:]}"


def difference(got: Any, expected: Any) -> str:
    """Say where two outputs of the same kind begin to differ.

    Parameters
    ----------
    got, expected
        Two outputs that are not the same.

    Returns
    -------
    str
        One sentence, or nothing where the outputs speak for themselves.

    Examples
    --------
    >>> difference([1, 2, 3], [1, 2, 4])
    'The first difference is at place 2: 3, and should be 4.'
    >>> difference("ab", "abc")
    'The length is 2, and should be 3.'
    """
    got, expected = _plain(got), _plain(expected)
    if isinstance(got, np.ndarray) and isinstance(expected, np.ndarray):
        if got.shape != expected.shape:
            return f"The shape is {got.shape}, and should be {expected.shape}."
        got, expected = got.tolist(), expected.tolist()
    for kind in (str, list | tuple):
        if isinstance(got, kind) and isinstance(expected, kind):
            if len(got) != len(expected):
                return f"The length is {len(got)}, and should be {len(expected)}."
            for place, (one, other) in enumerate(zip(got, expected, strict=True)):
                if not same(one, other):
                    return (
                        f"The first difference is at place {place}: {short(one)}, "
                        f"and should be {short(other)}."
                    )
    return ""
