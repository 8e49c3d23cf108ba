"""`check` before the set-up cell, in a real kernel as `companion lab` starts it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jupyter_client.blocking.client import BlockingKernelClient
from jupyter_client.manager import start_new_kernel

from companion.lessons import lab
from companion.lessons.set_up_first import NAMES
from companion.lessons.verifying import kernels
from tools import notebooks
from tools.notebooks import code_cells, has_tag
from tools.page import names_changed

SAID = "Run the set-up cell first (the first one with code): it is what makes {} known."


@pytest.fixture(scope="module")
def client() -> Iterator[BlockingKernelClient]:
    manager, client = kernels.start(lambda: start_new_kernel(env=lab.environment()))
    yield client
    client.stop_channels()
    manager.shutdown_kernel(now=True)


def shown(client: BlockingKernelClient, code: str) -> list[dict[str, Any]]:
    """Run some code and return what came out."""
    found: list[dict[str, Any]] = []

    def keep(message: dict[str, Any]) -> None:
        if message["msg_type"] in ("error", "stream", "execute_result"):
            found.append(message["content"])

    reply = client.execute_interactive(code, output_hook=keep, timeout=60)
    assert (reply["content"]["status"] == "error") == ("traceback" in str(found))
    return found


@pytest.mark.parametrize("name", NAMES)
def test_one_line_says_what_was_forgotten(
    client: BlockingKernelClient, name: str
) -> None:
    for code in (f'{name}("01.lengths")', f"def ask():\n    return {name}\nask()"):
        (error,) = shown(client, code)
        assert error["traceback"] == [SAID.format(name)]
        assert error["ename"] == "NameError"


def test_other_errors_are_shown_as_always(client: BlockingKernelClient) -> None:
    (error,) = shown(client, "1 + nothing_of_the_kind")
    assert "nothing_of_the_kind" in error["traceback"][-2]
    assert "name 'nothing_of_the_kind' is not defined" in error["traceback"][-1]
    (error,) = shown(client, "[].check")
    assert "AttributeError" in error["traceback"][-1]
    (error,) = shown(client, "from companion.exercises import check\ncheck('1', len)")
    assert "no exercise is named" in error["traceback"][-1]


def test_no_name_stays_in_the_notebook(client: BlockingKernelClient) -> None:
    (result,) = shown(client, "sorted(globals())")
    text = result["data"]["text/plain"]
    assert "'get_ipython'" in text
    assert "listen" not in text
    assert "set_up_first" not in text
    (result,) = shown(client, "__doc__")
    assert "kernels" not in result["data"]["text/plain"]


def test_it_says_nothing_where_there_is_no_ipython_or_no_companion(
    tmp_path: Path,
) -> None:
    file = lab.environment()["PYTHONSTARTUP"]
    for flags in ([], ["-S", "-I"]):
        done = subprocess.run(
            [sys.executable, *flags, file], capture_output=True, text=True, cwd=tmp_path
        )
        assert (done.stdout, done.stderr, done.returncode) == ("", "", 0)


def test_a_start_up_file_of_the_learners_own_is_kept(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PYTHONSTARTUP", "theirs.py")
    assert lab.environment()["PYTHONSTARTUP"] == "theirs.py"
    monkeypatch.delenv("PYTHONSTARTUP")
    assert os.path.isfile(lab.environment()["PYTHONSTARTUP"])


def test_every_set_up_cell_makes_the_names_known_and_is_the_first_with_code() -> None:
    for path in notebooks.notebook_paths():
        first = code_cells(notebooks.read(path))[0]
        assert has_tag(first, "parameters")
        assert set(NAMES) <= names_changed(first.source)
