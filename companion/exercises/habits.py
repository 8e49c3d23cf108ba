"""Mistakes of any exercise that show in what came out."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Sequence
from typing import Any

from .causes import early_return
from .code_reading import calls_method, names_read, surroundings
from .comparing import plain, same
from .kinds import other_kind
from .leaves import in_all_leaves
from .running import Outcome

_VALUES = int, float, str, list, tuple, set, dict
Pair = tuple[Any, Any]  # what came out, and what should have


def habits(
    function: Callable[..., Any], pairs: Sequence[Pair], right: Sequence[Any] = ()
) -> list[str]:
    """Say what all wrong results have in common.

    Parameters
    ----------
    function
        The learner's function.
    pairs
        What came out and what should have, for each wrong case.
    right
        What came out of the cases that are right.

    Returns
    -------
    list of str
        The first sentence that fits all of them, or nothing.
    """
    pairs = [(plain(got), plain(expected)) for got, expected in pairs]
    if early := early_return(function):
        return early
    appends = calls_method(function, "append")
    extends = calls_method(function, "extend")
    for fits, sentence in _HABITS:
        if all(fits(got, expected) for got, expected in pairs):
            return [sentence]
    if appends and all(_is_list(g) and same(_flat(g), e) for g, e in pairs):
        return [
            ".append puts a whole list in as one element; .extend puts in its elements."
        ]
    if extends and all(_is_list(e) and same(g, _flat(e)) for g, e in pairs):
        return [
            ".extend puts in each element by itself, of a text each letter; .append "
            "puts it in whole."
        ]
    return _constant(pairs, right) or in_all_leaves(pairs) or other_kind(pairs)


def from_outside(function: Callable[..., Any]) -> list[str]:
    """Name the notebook's variables that an answer reads, but for constants."""
    around = surroundings(function)
    names = [
        name
        for name in sorted(names_read(function, "LOAD_GLOBAL"))
        # Names of constants, such as patterns, are in capitals; V is none.
        if _is_value(around.get(name)) and (len(name) == 1 or not name.isupper())
    ]
    if not names:
        return []
    return [
        f"It reads {' and '.join(names)} from outside, from the notebook: the same, "
        "whatever the function is given. Does it need its own, made of its arguments?"
    ]


def _is_value(value: Any) -> bool:
    """Tell numbers, texts, arrays, tensors and the like from modules and functions."""
    is_array = hasattr(value, "tolist") and not callable(value)  # or a tensor
    return is_array or isinstance(value, _VALUES)


def _is_list(value: Any) -> bool:
    return isinstance(value, list | tuple)


def _flat(values: Any) -> list[Any]:
    """Return the elements of a list's elements."""
    return [
        x for v in values for x in (v if isinstance(v, list | tuple | str) else [v])
    ]


def _is_coroutine(got: Any, expected: Any) -> bool:
    return isinstance(got, Coroutine)


def _is_function(got: Any, expected: Any) -> bool:
    return callable(got) and not callable(expected)


def _is_wrapped(got: Any, expected: Any) -> bool:
    return _is_list(got) and len(got) == 1 and same(got[0], expected)


def _is_text_of(got: Any, expected: Any) -> bool:
    return (
        isinstance(got, str) and not isinstance(expected, str) and got == str(expected)
    )


def _only_nones(got: Any, expected: Any) -> bool:
    return _is_list(got) and len(got) > 0 and all(x is None for x in got)


def _both_lists(got: Any, expected: Any) -> bool:
    return _is_list(got) and _is_list(expected) and len(expected) > 1


def _is_reversed(got: Any, expected: Any) -> bool:
    return _both_lists(got, expected) and same(got, expected[::-1])


def _lacks_last(got: Any, expected: Any) -> bool:
    return _both_lists(got, expected) and same(got, expected[:-1])


def _lacks_first(got: Any, expected: Any) -> bool:
    return _both_lists(got, expected) and same(got, expected[1:])


def _has_one_more(got: Any, expected: Any) -> bool:
    return _both_lists(got, expected) and same(got[:-1], expected)


def _is_empty(got: Any, expected: Any) -> bool:
    return type(got) is type(expected) and got in ("", [], (), {}, set())


def _is_spread(got: Any, expected: Any) -> bool:
    letters = str(expected).replace(" ", "")
    return _both_texts(got, expected) and got == " ".join(letters)


def _other_spaces(got: Any, expected: Any) -> bool:
    return _both_texts(got, expected) and str(got).split() == str(expected).split()


def _lacks_repeats(got: Any, expected: Any) -> bool:
    if _both_texts(got, expected):
        got, expected = got.split(), expected.split()
    if not _both_lists(got, expected):
        return False
    kept: list[Any] = []
    for value in expected:
        if value not in kept:
            kept.append(value)
    return same(got, kept)


def _other_order(got: Any, expected: Any) -> bool:
    if not _both_lists(got, expected) or len(got) != len(expected):
        return False
    return same(sorted(got, key=repr), sorted(expected, key=repr))


def _lacks_entries(got: Any, expected: Any) -> bool:
    if not (isinstance(got, dict) and isinstance(expected, dict)):
        return False
    kept = {key: value for key, value in expected.items() if key in got}
    return len(kept) < len(expected) and same(got, kept)


def _lacks_end(got: Any, expected: Any) -> bool:
    return _both_texts(got, expected) and expected.startswith(got)


def _lacks_beginning(got: Any, expected: Any) -> bool:
    return _both_texts(got, expected) and expected.endswith(got)


def _both_texts(got: Any, expected: Any) -> bool:
    return isinstance(got, str) and isinstance(expected, str)


_HABITS: tuple[tuple[Callable[[Any, Any], bool], str], ...] = (
    (_is_coroutine, "It is a coroutine: write def, and not async def."),
    (
        _is_function,
        "It returned a function and not what that function gives: are its parentheses "
        "missing?",
    ),
    (
        _is_wrapped,
        "The right result is packed into a list or tuple of its own: is there a comma "
        "or a bracket too many?",
    ),
    (
        _is_text_of,
        "It is a text, and should be the thing itself: str(...) is too much.",
    ),
    (
        _only_nones,
        "Every element is None: append and sort change a list, and return None.",
    ),
    (_is_reversed, "All is there, but the other way round."),
    (_lacks_last, "The last element is missing each time."),
    (_lacks_first, "The first element is missing each time."),
    (_has_one_more, "There is one element too many at the end each time."),
    (
        _is_empty,
        "Where it is wrong it gives something empty: does a condition never hold, or "
        "does a line change nothing?",
    ),
    (
        _lacks_repeats,
        "What occurs more than once is kept once only: is there a set, or an if that "
        "passes over it?",
    ),
    (_other_order, "The elements are right, but not their order."),
    (
        _lacks_entries,
        "What is there is right, but entries are missing: does a loop end too early, "
        "or an if pass over them?",
    ),
    (_other_spaces, "The words are right, but not the spaces between or around them."),
    (
        _is_spread,
        "There are spaces between the letters: a text in the place of a list goes "
        "letter by letter, in join and in += of a list. .append puts it in whole.",
    ),
    (
        _lacks_end,
        "Only the beginning of the text is there: does a loop end too early?",
    ),
    (
        _lacks_beginning,
        "Only the end of the text is there. Does each round of a loop begin the text "
        "anew? += puts a piece behind what is there already.",
    ),
)


def _constant(pairs: Sequence[Pair], right: Sequence[Any]) -> list[str]:
    """Notice one result for everything."""
    (first, wanted), *others = pairs
    gots = [*(got for got, _ in others), *map(plain, right)]
    if any(not same(got, first) for got in gots):
        return []
    if all(same(expected, wanted) for _, expected in others):
        return []
    return ["In every case that is wrong it returns the same."]


def keeps_something(got: Outcome, again: Outcome) -> list[str]:
    """Notice that the same call gave another value the second time.

    Parameters
    ----------
    got, again
        What the two calls came to.

    Returns
    -------
    list of str
        A sentence; nothing where the values are equal or cannot be compared.
    """
    if got.error is not None or again.error is not None:
        return []
    first, second = plain(got.value), plain(again.value)
    try:
        if not (_comparable(first) and _comparable(second)) or same(second, first):
            return []
    except RecursionError:  # a list or dictionary that holds itself
        return []
    if _is_list(first) and _is_list(second) and len(second) > len(first):
        return [
            "Called again with the same arguments it gives more. It keeps something "
            "from the call before: in a default argument, or outside?"
        ]
    return [
        "Called again with the same arguments it gives something else. Is something in "
        "it random, or does it keep something from the call before, in a default "
        "argument or outside?"
    ]


def _comparable(value: Any) -> bool:
    """Tell whether `==` of a value says whether it is the same."""
    if isinstance(value, list | tuple | set | frozenset):
        return all(map(_comparable, value))
    if isinstance(value, dict):
        return all(map(_comparable, value.values()))
    return value is None or isinstance(value, bool | int | float | str | bytes)
