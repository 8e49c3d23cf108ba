"""What all numbers and words within wrong results have in common."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from .comparing import plain, same

Leaf = tuple[Any, Any]  # a number or a text that came out, and what should have


def in_all_leaves(pairs: Sequence[tuple[Any, Any]]) -> list[str]:
    """Say what is wrong with every number or text, wherever it stands.

    Parameters
    ----------
    pairs
        What came out and what should have, for each wrong case.

    Returns
    -------
    list of str
        One sentence; nothing if the results are not of the same form, or nothing fits.

    Examples
    --------
    >>> in_all_leaves([([1, 2], [2, 3]), ([4], [5])])
    ['Each wrong number is 1 too small.']
    >>> in_all_leaves([({"a": [0.7, 0.3]}, {"a": [0.667, 0.333]})])
    ['The numbers are rounded: return them as they are.']
    """
    if _is_flat(pairs):
        return ["All is in one list, and should be lists within a list."]
    if _is_flat([(expected, got) for got, expected in pairs]):
        return ["It is lists within a list, and all should be in one list."]
    leaves: list[Leaf] = []
    for got, expected in pairs:
        try:
            leaves += _leaves(got, expected)
        except (_OtherFormError, RecursionError):
            return []
    wrong = [leaf for leaf in leaves if not same(*leaf)]
    if not wrong:
        return []
    for says in (_only_case, _texts):
        if sentence := says(wrong):
            return [sentence]
    if not all(_is_number(x) for leaf in leaves for x in leaf):
        return []
    if len(pairs) == 1 and isinstance(pairs[0][1], tuple) and len(leaves) == 2:
        return []  # a pair that is another one: its two numbers may agree by chance
    for judge in (_rounded, _nearly, _offset, _factor, _grown):
        if sentence := judge(leaves):
            return [sentence]
    return []


class _OtherFormError(Exception):
    """Two results do not have the same form."""


def _leaves(got: Any, expected: Any) -> Iterator[Leaf]:
    got, expected = plain(got), plain(expected)
    if isinstance(expected, list | tuple):
        if not isinstance(got, list | tuple) or len(got) != len(expected):
            raise _OtherFormError
        for one, other in zip(got, expected, strict=True):
            yield from _leaves(one, other)
    elif isinstance(expected, dict):
        if not isinstance(got, dict) or got.keys() != expected.keys():
            raise _OtherFormError
        for key, value in expected.items():
            yield from _leaves(got[key], value)
    else:
        yield got, expected


def _is_number(value: Any) -> bool:
    """Tell a number that can be measured: finite, and no larger than floats are."""
    try:
        return type(value) in (int, float) and math.isfinite(value)
    except OverflowError:
        return False


def _is_flat(pairs: Sequence[tuple[Any, Any]]) -> bool:
    """Tell whether what came out is what stands in lists where it should have been."""

    def fits(got: Any, expected: Any) -> bool:
        lists = isinstance(got, list | tuple) and isinstance(expected, list | tuple)
        if not lists or not expected:
            return False
        if not all(isinstance(part, list | tuple) for part in expected):
            return False
        within = [x for part in expected for x in part]
        return bool(within) and same(got, within)

    return all(fits(plain(got), plain(expected)) for got, expected in pairs)


def _only_case(wrong: Sequence[Leaf]) -> str:
    both = all(isinstance(x, str) for leaf in wrong for x in leaf)
    if both and all(got.lower() == expected.lower() for got, expected in wrong):
        return "Only capital letters differ: leave them as they are."
    return ""


def _texts(wrong: Sequence[Leaf]) -> str:
    if all(
        isinstance(got, str) and not isinstance(expected, str) and got == str(expected)
        for got, expected in wrong
    ):
        return "What is in it are texts, and should be the things themselves."
    return ""


def _rounded(leaves: Sequence[Leaf]) -> str:
    if not any(isinstance(expected, float) for _, expected in leaves):
        return ""
    for digits in range(5):
        if all(abs(got - round(want, digits)) < 1e-9 for got, want in leaves):
            return "The numbers are rounded: return them as they are."
    return ""


def _nearly(leaves: Sequence[Leaf]) -> str:
    wrong = [leaf for leaf in leaves if not same(*leaf)]
    scale = max(abs(expected) for _, expected in leaves) / 4
    if len(wrong) > 1 and all(
        isinstance(expected, float)
        and abs(got - expected) <= 0.03 * max(abs(expected), scale)
        for got, expected in wrong
    ):
        return (
            "Each number is nearly right. Does a loop end too soon, or is something "
            "rounded on the way?"
        )
    return ""


def _grown(leaves: Sequence[Leaf]) -> str:
    scale = max(abs(expected) for _, expected in leaves)
    if max(abs(got) for got, _ in leaves) > 10_000 * max(scale, 1):
        return (
            "Some numbers are far too large. Does each round make them larger? Then "
            "its step is too large, or goes the wrong way."
        )
    return ""


def _offset(leaves: Sequence[Leaf]) -> str:
    step = _common(leaves, lambda got, expected: got - expected)
    if step is None or same(step, 0.0):
        return ""
    return f"Each wrong number is {abs(step):g} too {'large' if step > 0 else 'small'}."


def _factor(leaves: Sequence[Leaf]) -> str:
    if any((got == 0) != (expected == 0) for got, expected in leaves):
        return ""
    others = [leaf for leaf in leaves if leaf[1] != 0]
    times = _common(others, lambda got, expected: got / expected)
    if times is None or same(times, 1.0):
        return ""
    if same(times, -1.0):
        return "Each number has the wrong sign."
    return f"Each wrong number is {times:.3g} times what it should be."


def _common(
    leaves: Sequence[Leaf], measure: Callable[[float, float], float]
) -> float | None:
    """Return what two or more different numbers have in common, if they do."""
    if len({expected for _, expected in leaves}) < 2:
        return None
    first, *others = [float(measure(*leaf)) for leaf in leaves]
    return first if all(same(other, first) for other in others) else None
