"""Compare a learner's output with the expected one, and show both in a few words."""

from __future__ import annotations

import contextlib
import math
import reprlib
import sys
from collections.abc import Iterator, Mapping
from itertools import islice
from numbers import Number, Real
from typing import Any

import numpy as np

RELATIVE, ABSOLUTE = 1e-4, 1e-6  # how far apart two floats may be and count as equal


class _Short(reprlib.Repr):
    """Cuts what is long; unlike reprlib's own it does not sort dictionaries."""

    def repr_dict(self, x: dict[Any, Any], level: int) -> str:
        """Return a dictionary's first items, in their own order."""
        if level <= 0 and x:
            return "{...}"
        pieces = [
            f"{self.repr1(key, level - 1)}: {self.repr1(value, level - 1)}"
            for key, value in islice(x.items(), self.maxdict)
        ]
        return f"{{{', '.join(pieces + ['...'] * (len(x) > self.maxdict))}}}"

    def repr_str(self, x: str, level: int) -> str:
        """Return a pattern as one writes it: with an r, and each backslash once."""
        fits = x.isprintable() and len(x) < self.maxstring and x[-1:] not in "\\'\""
        for quote in ("'", '"', "'''"):
            if "\\" in x and fits and quote not in x:
                return f"r{quote}{x}{quote}"
        return super().repr_str(x, level)


_SHORT = _Short()
_SHORT.maxlist = _SHORT.maxtuple = _SHORT.maxdict = _SHORT.maxset = 12
_SHORT.maxarray = 12
_SHORT.maxstring = _SHORT.maxother = _SHORT.maxlong = 160
_SHORT.maxlevel = 4


def same(got: Any, expected: Any) -> bool:
    """Tell whether two outputs are the same for a learner's purposes.

    What counts is the values. Floats may differ by rounding, and a list may stand for
    a tuple, an array or a tensor of the same shape, and the other way round. Only a
    single whole number, such as a count, must not be a float.

    Examples
    --------
    >>> same([0.1 + 0.2, "a"], (0.3, "a"))
    True
    >>> same(np.zeros((2, 3)), np.zeros((3, 2)))
    False
    """
    try:
        return not _is_float_for_count(got, expected) and _same(got, expected)
    except Exception:  # what is returned may be anything, with any `==`
        return False


def _is_float_for_count(got: Any, expected: Any) -> bool:
    return isinstance(plain(got), float) and isinstance(plain(expected), int)


def _same(got: Any, expected: Any) -> bool:
    got, expected = plain(got), plain(expected)
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
    if isinstance(expected, float) and isinstance(got, Real):
        both_nan = math.isnan(got) and math.isnan(expected)
        return both_nan or math.isclose(
            got, expected, rel_tol=RELATIVE, abs_tol=ABSOLUTE
        )
    if isinstance(expected, str) and not isinstance(got, str):
        return False
    if isinstance(expected, int | float) and not isinstance(got, Number):
        return False  # it may call itself equal to everything
    return bool(got == expected)


def plain(value: Any) -> Any:
    """Return an array or a tensor as lists, one without dimensions as a number.

    Parameters
    ----------
    value
        Anything.

    Returns
    -------
    object
        What is no array or tensor is returned as it is.

    Examples
    --------
    >>> plain(np.eye(2))
    [[1.0, 0.0], [0.0, 1.0]]
    """
    value = _array(value)
    return value.tolist() if isinstance(value, np.ndarray | np.generic) else value


def _array(value: Any) -> Any:
    """Return a tensor as an array; torch itself need not be loaded here."""
    torch = sys.modules.get("torch")
    if torch is None or not isinstance(value, torch.Tensor):
        return value
    with contextlib.suppress(
        Exception
    ):  # a tensor may be of a kind that has no numbers
        dense = value.detach().to_dense()
        # numpy knows fewer kinds of numbers than torch.
        dense = dense.float() if dense.dtype == torch.bfloat16 else dense
        return dense.numpy(force=True)
    return value


def short(value: Any) -> str:
    r"""Return the text form of a value, on one line and cut where it is long.

    Examples
    --------
    >>> short(list(range(1000)))
    '[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, ...]'
    >>> print(short("\\d+"), short("a\nb"))
    r'\d+' 'a\nb'
    """
    if isinstance(value, Iterator):
        kind = type(value).__name__
        return f"a {kind}, not yet a list or a text: list(...) or join makes it one"
    if isinstance(value, str | list | tuple | dict | set | bytes):
        text = _SHORT.repr(value)
    else:
        try:
            text = " ".join(repr(value).split())
        except Exception as error:
            return f"a {type(value).__name__} whose repr raises {error!r}"
    return text if len(text) <= 400 else f"{text[:300]} ... {text[-60:]}"


def message_of(error: BaseException) -> str:
    """Return an error's message; nothing if the error cannot even tell it."""
    with contextlib.suppress(Exception):
        return str(error)
    return ""


def _whole(got: float, expected: int) -> str:
    """Say how a float becomes the whole number that it should be."""
    if math.isfinite(got) and got != expected and math.ceil(got) == expected:
        return "math.ceil(...) rounds up to one"
    return "int(...) makes one, and // divides without rest"


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
    >>> difference("a b", "a b c")
    'The length is 3, and should be 5.'
    """
    if _is_float_for_count(got, expected):
        return f"It is a float, and should be a whole number: {_whole(got, expected)}."
    shapes = [getattr(_array(value), "shape", ()) for value in (got, expected)]
    if all(shapes) and shapes[0] != shapes[1]:
        return f"The shape is {shapes[0]}, and should be {shapes[1]}."
    got, expected = plain(got), plain(expected)
    if isinstance(got, str) and isinstance(expected, str):
        if " " not in got + expected:  # two words need no counting of letters
            return ""
    elif not (isinstance(got, list | tuple) and isinstance(expected, list | tuple)):
        return ""
    if len(got) != len(expected):
        return f"The length is {len(got)}, and should be {len(expected)}."
    for place, (one, other) in enumerate(zip(got, expected, strict=True)):
        if not same([one], [other]):
            return (
                f"The first difference is at place {place}: {short(one)}, and should "
                f"be {short(other)}."
            )
    return ""
