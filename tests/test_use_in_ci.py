"""The page for other people's CI: its commands and the action do what it says."""

from __future__ import annotations

import base64
import io
import os
import re
import shlex
import subprocess
import sys
import tomllib
from contextlib import chdir, redirect_stderr, redirect_stdout
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import yaml
from nbformat import v4
from packaging.requirements import Requirement

from companion import cli
from companion.explorers.page import Explorer
from companion.lessons.verifying import gate
from companion.lessons.verifying.rules import RULES
from tests.sample_notebooks import ALSO_GOOD, BAD, changed, good, prints, write

ROOT = Path(__file__).resolve().parents[1]
PAGE = (ROOT / "docs" / "use_in_ci.md").read_text(encoding="utf-8")
FOLDER = ROOT / ".github" / "actions" / "verify-notebooks"
ACTION: dict[str, Any] = yaml.safe_load((FOLDER / "action.yml").read_text("utf-8"))
BLOCKS = re.findall(r"```sh\n(.*?)```", PAGE, re.S)
COMMANDS = [c for b in BLOCKS for c in b.replace("\\\n", " ").splitlines()]
LOOK, COMPARE, LOOK_WITHOUT = (c for c in COMMANDS if "pip install" not in c)
ENVIRONMENT = {
    **{name: v for name, v in os.environ.items() if not name.startswith("COV_")},
    "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]),
    "PYTHONPATH": str(ROOT),
    "PYTEST_ADDOPTS": "-p no:cacheprovider --color=no",
}


def run(command: list[str], folder: Path, **more: str) -> tuple[int, str]:
    """Run a command of the page as its reader would; return its status and words."""
    if command[0] == "companion":
        said = io.StringIO()
        with redirect_stdout(said), redirect_stderr(said), chdir(folder):
            return cli.main(command[1:]), said.getvalue()
    done = subprocess.run(
        command, cwd=folder, env=ENVIRONMENT | more, capture_output=True, text=True
    )
    return done.returncode, done.stdout + done.stderr


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    """Make somebody's project with one good notebook."""
    (tmp_path / "notebooks").mkdir()
    write(good(), tmp_path / "notebooks" / "good.ipynb")
    return tmp_path


def test_the_look_passes_good_notebooks_and_names_each_fault(mine: Path) -> None:
    assert run(shlex.split(LOOK), mine) == (0, "notebooks: 1, faults: 0\n")
    for name, (*_, fault) in BAD.items():
        write(changed(fault), mine / "notebooks" / f"{name}.ipynb")
    (mine / "notebooks" / "cut_off.ipynb").write_text('{"cells": [')
    status, said = run(shlex.split(LOOK), mine)
    assert status == 1
    told = {
        (name, int(cell) if cell else None, rule)
        for name, cell, rule in re.findall(
            r"^notebooks[/\\](\w+)\.ipynb: (?:cell (\d+): )?.+ \[([\w-]+)\]$",
            said,
            re.M,
        )
    }
    expected = {(name, cell, rule) for name, (rule, cell, *_) in BAD.items()}
    assert told == expected | {("cut_off", None, "format")}
    assert said.endswith(f"notebooks: {len(BAD) + 2}, faults: {len(BAD) + 1}\n")
    status, said = run(shlex.split(LOOK_WITHOUT), mine)
    assert status == 1
    assert "[alt-text]" not in said
    assert "[stderr]" not in said


def test_the_lines_on_the_page_are_what_the_command_prints(mine: Path) -> None:
    numbers = {2: 1, 5: 2, 6: 12, 7: 3, 8: 13, 9: 14}  # by the cells' places
    cells = [v4.new_markdown_cell("Trees") for _ in range(9)]
    for place, number in numbers.items():
        cells[place - 1] = v4.new_code_cell(f"grow({place})", execution_count=number)
    said = v4.new_output("stream", text="read /home/anna/trees.csv\n")
    cells[8].outputs = [said]
    for place, cell in enumerate(cells):
        cell["id"] = f"cell-{place}"
    write(v4.new_notebook(cells=cells), mine / "notebooks" / "trees.ipynb")
    (shown,) = re.findall(r"```text\n(.*?)```", PAGE, re.S)
    _, printed = run(shlex.split(LOOK), mine)
    assert printed.replace(f"notebooks{os.sep}", "notebooks/").startswith(shown)
    assert printed.endswith("faults: 2\n")


@pytest.mark.slow
def test_the_comparison_passes_good_notebooks_and_fails_changed_ones(
    mine: Path,
) -> None:
    write(changed(ALSO_GOOD["skipped"]), mine / "notebooks" / "skipped.ipynb")
    status, said = run(shlex.split(COMPARE), mine)
    assert status == 0, said
    assert "9 passed, 1 skipped" in said
    write(changed(prints("[0, 1, 4]\n")), mine / "notebooks" / "changed.ipynb")
    write(changed(BAD["gap"][-1]), mine / "notebooks" / "gap.ipynb")
    status, said = run(shlex.split(COMPARE), mine)
    assert status == 1
    failed = set(re.findall(r"^FAILED notebooks/(\w+)\.ipynb::Cell (\d)", said, re.M))
    assert failed == {("changed", "1"), ("gap", "2"), ("gap", "3")}


def step(words: str, **inputs: str) -> tuple[list[str], dict[str, str]]:
    """Return a step of the action, as GitHub would run it with these inputs."""
    (found,) = (s for s in ACTION["runs"]["steps"] if words in s["run"])
    given = {name: told["default"] for name, told in ACTION["inputs"].items()} | inputs
    environment = {
        name: given[re.fullmatch(r"\$\{\{ inputs\.(\w+) \}\}", value)[1]]  # type: ignore[index]
        for name, value in found["env"].items()
    }
    assert found["shell"] == "bash"
    command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", found["run"]]
    return command, environment


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="which bash there is, is not known")
def test_the_action_looks_as_the_command_does(mine: Path) -> None:
    command, inputs = step("companion verify")
    assert run(command, mine, **inputs) == (0, "notebooks: 1, faults: 0\n")
    write(changed(BAD["warns"][-1]), mine / "warns.ipynb")
    write(changed(BAD["picture"][-1]), mine / "notebooks" / "picture.ipynb")
    status, said = run(command, mine, **inputs)
    assert (status, said.count("\n")) == (1, 3)
    command, inputs = step(
        *("companion verify",),
        notebooks="notebooks warns.ipynb",
        without="alt-text stderr",
    )
    assert run(command, mine, **inputs) == (0, "notebooks: 3, faults: 0\n")


def test_the_action_compares_as_the_command_does() -> None:
    (command, inputs) = step("pytest", notebooks="notebooks")
    script = command[-1].replace("\\\n", " ").replace("$NOTEBOOKS", "notebooks")
    assert shlex.split(script) == shlex.split(COMPARE)
    assert inputs == {"NOTEBOOKS": "notebooks"}


def test_the_action_is_one_that_github_can_run() -> None:
    assert ACTION["runs"]["using"] == "composite"
    assert {"name", "description", "inputs", "runs"} == set(ACTION)
    for told in ACTION["inputs"].values():
        assert set(told) == {"description", "default"}
    for each in ACTION["runs"]["steps"]:
        assert set(each) <= {"name", "shell", "env", "run", "if"}
        # What somebody writes into an input must not become a part of the script.
        assert "${{" not in each["run"]
    named = set(re.findall(r"^ {6}(\w+):", PAGE.split("```yaml")[1], re.M))
    assert named - {"python"} == {"notebooks", "without"}
    assert 'compare: "false"' in PAGE
    assert FOLDER.relative_to(ROOT).as_posix() in PAGE


def test_what_verifying_needs_is_named_the_same_everywhere() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    needed = {
        *project["optional-dependencies"]["verify"],
        *(d for d in project["dependencies"] if d.startswith("lazy-loader")),
    }
    lines = (FOLDER / "requirements.txt").read_text("utf-8").splitlines()
    assert {line for line in lines if not line.startswith("#")} == needed
    (lean,) = (c for c in COMMANDS if "lazy-loader" in c)
    told = shlex.split(lean)[4:]
    assert {str(Requirement(text)) for text in told} == {
        str(Requirement(text)) for text in needed
    }


def test_the_page_names_every_rule() -> None:
    table = re.findall(r"^\| `([\w-]+)` \|", PAGE, re.M)
    assert table == ["format", *RULES]


def test_the_gate_keeps_the_patterns_of_its_users() -> None:
    replace = partial(re.sub, "12 s", "T")
    cut = gate.what_is_read(lambda _, text: replace(str(text)))
    shown = cut(None, 'in 12 s <script data-version="0a">1</script>')
    assert shown == 'in T <script data-version="0a" …>'


def test_a_picture_within_html_is_not_compared_and_its_words_are() -> None:
    compared = gate.what_is_read(lambda _, text: text)

    def drawn(words: str, drawing: bytes) -> object:
        data = base64.b64encode(drawing).decode()
        return compared(
            None, f'<img alt="{words}" src="data:image/svg+xml;base64,{data}"> near: 7'
        )

    assert drawn("a map", b"<svg>138.42</svg>") == drawn("a map", b"<svg>138.43</svg>")
    assert drawn("a map", b"<svg/>") != drawn("a plan", b"<svg/>")
    assert str(drawn("a map", b"<svg/>")).endswith('base64,…"> near: 7')
    plot = {"image/png": base64.b64encode(b"a plot").decode()}
    assert compared(None, plot) == plot  # which nbval leaves alone


def test_of_the_data_of_an_explorer_only_fractions_are_not_compared() -> None:
    compared = gate.what_is_read(lambda _, text: text)

    def data(row: list[float], words: str = "tea 1.5") -> object:
        made = Explorer("map", "a map", {"row": row, "words": [words], "size": 2}, "-")
        return compared(None, made._repr_html_())

    assert data([0.25, -1e-05]) == data([0.2500001, -1.1e-05])
    assert data([0.25, 7]) != data([0.25, 8])
    assert data([0.25]) != data([0.25, 0.25])
    assert data([0.25]) != data([0.25], "tea 1")
    assert '"row":[…,7],"words":["' in str(data([0.25, 7]))
