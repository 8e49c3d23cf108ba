"""Warnings come back as a text, and an error is shown without ending the notebook."""

from __future__ import annotations

import sys
import warnings
from typing import Any

import pytest
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output

from companion.notebook_helpers import show_error, with_warning


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


def fail() -> None:
    raise KeyError("zeppelin")


def test_an_error_is_shown_as_python_shows_it(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(sys.modules, "IPython", raising=False)
    show_error(fail)
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "Traceback (most recent call last):"
    assert lines[-1] == "KeyError: 'zeppelin'"
    assert "in fail" in lines[1]  # the helper's own line is left out


def test_an_error_is_shown_with_the_lines_of_the_cell() -> None:
    shell: Any = InteractiveShell.instance()
    source = """
from companion.notebook_helpers import show_error
def ask():
    table = {"tea": 0}
    return table["coffee"]
show_error(ask)
print("and on")
"""
    with capture_output() as caught:
        result = shell.run_cell(source)
    assert result.success
    assert "KeyError" in caught.stdout
    assert "'coffee'" in caught.stdout
    assert "notebook_helpers.py" not in caught.stdout
    assert caught.stdout.endswith("and on\n")
    assert caught.stderr == ""
    InteractiveShell.clear_instance()


def test_where_nothing_goes_wrong_nothing_is_shown(
    capsys: pytest.CaptureFixture[str],
) -> None:
    show_error(list)
    assert capsys.readouterr().out == ""


def test_what_should_stop_the_notebook_stops_it() -> None:
    def interrupted() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        show_error(interrupted)
