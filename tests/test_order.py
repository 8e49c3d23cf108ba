"""Processes that share the tests begin with the longest files, and measure the rest."""

from __future__ import annotations

import sys
from types import SimpleNamespace
from typing import Any

import pytest

from tools.notebooks import ROOT, notebook_paths


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


def test_a_process_that_shares_the_tests_is_measured_once(
    request: pytest.FixtureRequest,
) -> None:
    """Else coverage goes on with the other measurement where a test pauses one."""
    ended: list[str] = []
    plugin = SimpleNamespace(
        cov_controller=SimpleNamespace(
            cov=SimpleNamespace(stop=lambda: ended.append("the first"))
        )
    )
    manager = SimpleNamespace(get_plugin={"_cov": plugin}.get)
    alone = SimpleNamespace(pluginmanager=manager)
    hooks(request).pytest_sessionstart(SimpleNamespace(config=alone))
    assert ended == []
    shares = SimpleNamespace(pluginmanager=manager, workerinput={})
    hooks(request).pytest_sessionstart(SimpleNamespace(config=shares))
    assert ended == ["the first"]


@pytest.mark.slow
def test_a_slow_test_is_not_measured() -> None:
    assert type(sys.gettrace()).__name__ != "CTracer"


def test_notebooks_are_slow(request: pytest.FixtureRequest) -> None:
    paths = [path.relative_to(ROOT) for path in notebook_paths()]
    items = [item(path.as_posix()) for path in paths]
    order(request, SimpleNamespace(), *items, quick := item("tests/test_cli.py"))
    assert all(each.held == ["slow", "no_cover"] for each in items)
    assert quick.held == []


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
