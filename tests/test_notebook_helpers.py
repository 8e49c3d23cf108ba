"""A call's warning comes back as a text, and nothing else about the call changes."""

from __future__ import annotations

import warnings

import pytest

from companion.notebook_helpers import with_warning


def double(number: int, *, say: tuple[str, ...] = ()) -> int:
    for text in say:
        warnings.warn(text, stacklevel=2)
    return 2 * number


def test_result_and_warning_come_together() -> None:
    assert with_warning(double, 3, say=("careful",)) == (6, "careful")


def test_several_warnings_are_kept_in_order() -> None:
    assert with_warning(double, 3, say=("one", "two")) == (6, "one\ntwo")


def test_a_call_that_does_not_warn_gives_an_empty_text() -> None:
    assert with_warning(double, 3) == (6, "")


def test_a_warning_is_given_every_time() -> None:
    texts = [with_warning(double, 1, say=("again",))[1] for _ in range(3)]
    assert texts == ["again"] * 3


@pytest.mark.filterwarnings("error")
def test_nothing_is_shown_and_the_filters_stay() -> None:
    before = list(warnings.filters)
    assert with_warning(double, 1, say=("kept",))[1] == "kept"
    assert warnings.filters == before


def test_an_error_is_not_held_back() -> None:
    before = list(warnings.filters)
    with pytest.raises(ZeroDivisionError):
        with_warning(divmod, 1, 0)
    assert warnings.filters == before
