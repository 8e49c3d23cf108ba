"""Processes that share the tests begin with the longest files, and measure the rest."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from tools.notebooks import ROOT


def hooks(request: pytest.FixtureRequest) -> Any:
    """Return the project's own pytest set-up."""
    return request.config.pluginmanager.get_plugin(str(ROOT / "conftest.py"))


def item(name: str, *marks: str) -> Any:
    held = list(marks)
    return SimpleNamespace(
        path=ROOT / name,
        held=held,
        get_closest_marker=lambda mark: mark if mark in held else None,
        add_marker=held.append,
    )


def order(request: pytest.FixtureRequest, config: Any, *items: Any) -> list[str]:
    arranged = list(items)
    hooks(request).pytest_collection_modifyitems(config, arranged)
    return [each.path.relative_to(ROOT).as_posix() for each in arranged]


ITEMS = (
    item("tests/test_cli.py"),
    item("tests/test_figures.py"),
    item("tests/test_figures.py", "slow"),
    item("companion/arguments.py"),
    item("tests/test_notebook_copies.py"),
    item("notebooks/01_tokenization.ipynb"),
)


def test_what_takes_longest_comes_first_and_files_stay_whole(
    request: pytest.FixtureRequest,
) -> None:
    worker = SimpleNamespace(workerinput={})
    assert order(request, worker, *ITEMS) == [
        "tests/test_notebook_copies.py",
        *("tests/test_figures.py", "tests/test_figures.py"),
        "notebooks/01_tokenization.ipynb",
        *("tests/test_cli.py", "companion/arguments.py"),
    ]
    assert not request.config.option.loadscopereorder


def test_coverage_is_not_that_of_slow_tests(request: pytest.FixtureRequest) -> None:
    quick, slow = item("tests/test_cli.py"), item("tests/test_cli.py", "slow")
    order(request, SimpleNamespace(), quick, slow)
    assert (quick.held, slow.held) == ([], ["slow", "no_cover"])


def test_the_lesson_that_trains_is_slow(request: pytest.FixtureRequest) -> None:
    other, trains = item("notebooks/08_word_vectors.ipynb"), item(hooks(request).TRAINS)
    order(request, SimpleNamespace(), other, trains)
    assert (other.held, trains.held) == ([], ["slow", "no_cover"])


def test_one_process_keeps_the_order_of_the_files(
    request: pytest.FixtureRequest,
) -> None:
    plain = [each.path.relative_to(ROOT).as_posix() for each in ITEMS]
    assert order(request, SimpleNamespace(), *ITEMS) == plain


def test_a_long_file_that_is_not_there_is_named(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hooks(request), "LONGEST", ("tests/test_gone.py",))
    with pytest.raises(pytest.UsageError, match=r"names .*test_gone\.py"):
        order(request, SimpleNamespace(workerinput={}))
