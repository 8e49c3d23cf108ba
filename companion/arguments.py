"""Checks of arguments that all topics share, with one wording for their messages.

Every function of the package that checks an argument is called ``check_…``: it returns
what it was given, or raises an error that names it and says what to do.
"""

from __future__ import annotations

import operator
from collections.abc import Iterable, Sequence


def check_size(name: str, value: int, *, at_least: int = 1, hint: str = "") -> int:
    """Check that a size is a whole number, and not too small.

    Parameters
    ----------
    name
        What the message calls it.
    value
        The size.
    at_least
        The smallest size that makes sense.
    hint
        What else the message should say to whoever gave the size.

    Returns
    -------
    int
        The size as a plain `int`.

    Raises
    ------
    TypeError
        If it is not a whole number. True and False are none, although Python counts
        them among the integers.
    ValueError
        If it is less than `at_least`.

    Examples
    --------
    >>> check_size("stride", 4)
    4
    >>> check_size("stride", 0)
    Traceback (most recent call last):
        ...
    ValueError: stride must be at least 1, got 0
    >>> check_size("limit", 2.5, hint="None stands for all rows")
    Traceback (most recent call last):
        ...
    TypeError: limit must be a whole number, got 2.5: None stands for all rows
    """
    more = f": {hint}" if hint else ""
    try:
        if isinstance(value, bool):
            raise TypeError
        size = operator.index(value)
    except TypeError:
        shown = f"{shortened(value)}{more}"
        raise TypeError(f"{name} must be a whole number, got {shown}") from None
    if size < at_least:
        shown = f"{shortened(size)}{more}"
        raise ValueError(f"{name} must be at least {at_least}, got {shown}")
    return size


def check_dimension(name: str, value: int) -> int:
    """Check a size that an array or a tensor is to have: also that it fits 64 bits.

    Parameters
    ----------
    name, value
        As for `check_size`.

    Returns
    -------
    int
        The size as a plain `int`.

    Raises
    ------
    TypeError
        If it is not a whole number.
    ValueError
        If it is less than 1, or over ``2**63 - 1``.

    Examples
    --------
    >>> check_dimension("width", 2**63)
    Traceback (most recent call last):
        ...
    ValueError: width must be at most 2**63 - 1, got 9223372036854775808
    """
    size = check_size(name, value)
    if size >= 2**63:
        raise ValueError(f"{name} must be at most 2**63 - 1, got {shortened(size)}")
    return size


def check_seed(seed: int) -> int:
    """Check that a seed is a whole number that torch's generators take.

    Parameters
    ----------
    seed
        What the random numbers start from.

    Returns
    -------
    int
        The seed as a plain `int`.

    Raises
    ------
    TypeError
        If it is not a whole number. True and False are answers, not seeds.
    ValueError
        If it does not fit 64 bits.

    Examples
    --------
    >>> check_seed(2**70)
    Traceback (most recent call last):
        ...
    ValueError: seed must be from -2**63 to 2**64 - 1, got 1180591620717411303424
    """
    try:
        number = operator.index(seed)
    except TypeError:
        raise TypeError(f"seed must be a whole number, got {shortened(seed)}") from None
    if isinstance(seed, bool):
        raise TypeError(f"seed must be a whole number, got {shortened(seed)}")
    if not -(2**63) <= number < 2**64:
        raise ValueError(
            f"seed must be from -2**63 to 2**64 - 1, got {shortened(number)}"
        )
    return number


def check_cut(kind: str, texts: Iterable[Sequence[str]]) -> list[Sequence[str]]:
    """Check that texts are cut into words: a string is a sequence of letters, too.

    Parameters
    ----------
    kind
        What to call one of them in the error.
    texts
        The words of each.

    Returns
    -------
    list of sequence of str
        The same.

    Raises
    ------
    TypeError
        If one is a string.

    Examples
    --------
    >>> check_cut("sentence", ["I like tea."])
    Traceback (most recent call last):
        ...
    TypeError: the sentence 'I like tea.' is not cut into words yet
    """
    texts = list(texts)
    for text in texts:
        if isinstance(text, str):
            raise TypeError(f"the {kind} {text[:40]!r} is not cut into words yet")
    return texts


def check_id(index: object) -> int:
    """Check that a token ID is a whole number.

    Parameters
    ----------
    index
        The ID.

    Returns
    -------
    int
        The ID as a plain `int`.

    Raises
    ------
    TypeError
        If it is not a whole number. True and False are none, although Python counts
        them among the integers.

    Examples
    --------
    >>> check_id(7)
    7
    >>> check_id("7")
    Traceback (most recent call last):
        ...
    TypeError: a token ID must be a whole number, got '7': turn it into an int first
    """
    try:
        if isinstance(index, bool):
            raise TypeError
        return operator.index(index)  # type: ignore[arg-type]
    except TypeError:
        raise TypeError(
            f"a token ID must be a whole number, got {shortened(index)}: "
            "turn it into an int first"
        ) from None


def check_id_of(token: object, index: object) -> int:
    """Check the ID that a vocabulary gives to a token, and name both if it is none.

    Parameters
    ----------
    token
        The token.
    index
        Its ID.

    Returns
    -------
    int
        The ID as a plain `int`.

    Raises
    ------
    ValueError
        If it is not a whole number.

    Examples
    --------
    >>> check_id_of("cat", 0.5)
    Traceback (most recent call last):
        ...
    ValueError: 'cat' has the ID 0.5: it must be a whole number
    """
    try:
        return check_id(index)
    except TypeError:
        raise ValueError(
            f"{shortened(token)} has the ID {shortened(index)}: "
            "it must be a whole number"
        ) from None


def shortened(value: object, at_most: int = 120) -> str:
    """Return the representation of a value for a message, cut in the middle if long.

    A message quotes what was given, and what was given may be a whole file.

    Parameters
    ----------
    value
        Anything.
    at_most
        How many characters the result may have.

    Returns
    -------
    str
        At most that many characters.

    Examples
    --------
    >>> shortened("short")
    "'short'"
    >>> shortened(list(range(1_000)), at_most=20)
    '[0, 1, 2 … 98, 999]'
    >>> shortened(10**5000)  # which Python itself does not write out
    '2**16609 and more'
    """
    if isinstance(value, int) and value.bit_length() > 4 * at_most:
        return f"{'-' * (value < 0)}2**{value.bit_length() - 1} and more"
    text = repr(value if not isinstance(value, str | bytes) else value[: 4 * at_most])
    if isinstance(value, str | bytes) and len(value) > 4 * at_most:
        text = f"{text} …"
    if len(text) <= at_most:
        return text
    half = (at_most - 3) // 2
    return f"{text[:half]} … {text[-half:]}"
