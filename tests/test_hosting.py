"""One address says where the code is; badges, links and copies for Colab follow."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import nbformat
import pytest
import yaml
from packaging.requirements import Requirement

from companion import cli
from companion.lessons.verifying.notebooks import ONE_THREAD
from companion.lessons.view import learners_copy
from tools import colab, hosting
from tools.notebooks import ROOT, notebook_paths
from tools.website import addresses

CODE = "https://github.com/anna/vectors"
ELSEWHERE = "https://codeberg.org/anna/vectors"
PROJECT = (ROOT / "pyproject.toml").read_text(encoding="utf-8")


def test_all_that_follows_agrees_with_the_address() -> None:
    code = hosting.address_in(PROJECT)
    for name, follow in hosting.FOLLOWING.items():
        text = (ROOT / name).read_text(encoding="utf-8")
        assert follow(text, code) == text, f"{name}: make hosting"
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert ("badge" in readme) == bool(code)


@pytest.fixture
def copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give the command a project of its own, as it is in the checkout."""
    for name in ("pyproject.toml", *hosting.FOLLOWING):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text((ROOT / name).read_text(encoding="utf-8"), encoding="utf-8")
    monkeypatch.setattr(hosting, "ROOT", tmp_path)
    monkeypatch.setattr(addresses, "ROOT", tmp_path)
    for name in ("CODE_ADDRESS", "SITE_ADDRESS"):
        monkeypatch.delenv(name, raising=False)
    assert hosting.main([""]) == 0
    return tmp_path


def files(folder: Path) -> dict[str, str]:
    return {
        name: (folder / name).read_text(encoding="utf-8")
        for name in ("pyproject.toml", *hosting.FOLLOWING)
    }


def test_one_command_sets_the_address_everywhere_and_takes_it_away(copy: Path) -> None:
    without = files(copy)
    assert hosting.main([CODE + ".git"]) == 0
    read = files(copy)
    urls = tomllib.loads(read["pyproject.toml"])["project"]["urls"]
    assert urls["Repository"] == CODE
    assert addresses.addresses().code == CODE  # which the site takes its links from
    links = re.findall(r"\]\((https://[^)]+)\)", read["README.md"])
    assert [link for link in links if "anna/vectors" in link] == [
        "https://mybinder.org/v2/gh/anna/vectors/HEAD"
        "?urlpath=lab/tree/my-notebooks/01_tokenization.ipynb",
        "https://codespaces.new/anna/vectors",
        *(
            f"https://colab.research.google.com/github/anna/vectors/blob/colab/{p.name}"
            for p in notebook_paths()
        ),
    ]
    assert (
        "uses: anna/vectors/.github/actions/verify-notebooks@v0.1.0\n"
        in (read["docs/use_in_ci.md"])
    )
    assert yaml.safe_load(read["CITATION.cff"])["repository-code"] == CODE

    assert hosting.main([]) == 0
    assert files(copy) == read
    assert hosting.main([ELSEWHERE]) == 0
    readme = (copy / "README.md").read_text(encoding="utf-8")
    assert "v2/git/https%3A%2F%2Fcodeberg.org%2Fanna%2Fvectors/HEAD" in readme
    assert "colab" not in readme
    assert "codespaces" not in readme
    assert hosting.main([""]) == 0
    assert files(copy) == without


def test_another_address_of_the_project_stays(copy: Path) -> None:
    project = copy / "pyproject.toml"
    before = "[project.optional-dependencies]\n"
    line = 'Documentation = "https://example.org"\n'
    text = project.read_text(encoding="utf-8").replace(
        before, f"[project.urls]\n{line}\n{before}"
    )
    project.write_text(text, encoding="utf-8")
    assert hosting.main([CODE]) == 0
    now = tomllib.loads(project.read_text(encoding="utf-8"))["project"]["urls"]
    assert now == {"Documentation": "https://example.org", "Repository": CODE}
    assert hosting.main([""]) == 0
    assert project.read_text(encoding="utf-8") == text


@pytest.mark.parametrize(
    "address",
    [
        *("github.com/anna/vectors", "http://github.com/anna/vectors", "anna/vectors"),
        *(
            "https://github.com",
            "https://github.com/anna",
            "https://a.b/c d/e",
            CODE + "?a",
        ),
        "git@github.com:anna/vectors.git",
    ],
)
def test_what_is_no_address_is_refused(
    address: str, copy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = files(copy)
    assert hosting.main([address]) == 2
    assert repr(address) in capsys.readouterr().err
    assert files(copy) == before
    assert hosting.main([CODE, CODE]) == 2


def source(cell: Any) -> str:
    return "".join(cell["source"])


@pytest.mark.parametrize("path", notebook_paths(), ids=lambda path: path.stem)
def test_a_copy_for_colab_is_the_learners_with_one_cell_before_it(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    made = json.loads(colab.colab_copy(text, ""))
    first, *rest = made["cells"]
    nbformat.validate(nbformat.from_dict(made))
    assert rest == json.loads(learners_copy(text))["cells"]
    assert first["cell_type"] == "code"
    assert "pip install" not in text

    linked = json.loads(colab.colab_copy(text, CODE))["cells"][1:]
    assert "](0" not in "".join(map(source, linked))
    for cell, there in zip(rest, linked, strict=True):
        home = "https://colab.research.google.com/github/anna/vectors/blob/colab/"
        assert source(there).replace(home, "") == source(cell)


def test_the_first_cell_installs_the_package_and_what_colab_does_not_have() -> None:
    title, threads, package, others = colab.first_cell(CODE).splitlines()
    assert title.startswith("# @title Run this cell first")
    assert threads == "%env OMP_NUM_THREADS=1"
    assert shlex.split(package)[1:] == [
        *("install", "--quiet", "--no-deps"),
        f"text-to-vectors @ {CODE}/archive/HEAD.zip",
    ]
    asked = {Requirement(text).name for text in shlex.split(others)[3:]}
    needed = {
        Requirement(text).name
        for text in tomllib.loads(PROJECT)["project"]["dependencies"]
    }
    assert asked == needed - colab.THERE
    assert needed >= colab.THERE
    assert shlex.split(colab.first_cell(ELSEWHERE).splitlines()[2])[-1] == (
        "text-to-vectors"
    )


def test_colab_copies_are_written_and_wrong_numbers_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "copies"
    assert colab.main([str(folder), "02", "01"]) == 0
    names = [path.name for path in sorted(folder.iterdir())]
    assert names == ["01_tokenization.ipynb", "02_vocabulary.ipynb"]
    assert colab.main([str(folder), "77"]) == 2
    assert "'77'" in capsys.readouterr().err
    assert colab.main([]) == 2


# What stands in a devcontainer.json, by the specification at containers.dev.
SCHEMA: dict[str, type] = {
    "name": str,
    "image": str,
    "hostRequirements": dict,
    "containerEnv": dict,
    "onCreateCommand": str,
    "customizations": dict,
}


def test_the_dev_container_is_as_its_specification_has_it() -> None:
    text = (ROOT / ".devcontainer" / "devcontainer.json").read_text(encoding="utf-8")
    settings = json.loads(text)
    assert {name: type(value) for name, value in settings.items()} == SCHEMA
    assert re.fullmatch(
        r"mcr\.microsoft\.com/devcontainers/python:3\.\d+", settings["image"]
    )
    assert set(settings["hostRequirements"]) <= {"cpus", "memory", "storage", "gpu"}
    assert isinstance(settings["hostRequirements"]["cpus"], int)
    assert re.fullmatch(r"\d+gb", settings["hostRequirements"]["memory"])
    assert set(settings["customizations"]) == {"codespaces", "vscode"}
    assert settings["customizations"]["codespaces"]["openFiles"] == [hosting.FIRST]
    interpreter = settings["customizations"]["vscode"]["settings"]
    assert interpreter == {
        "python.defaultInterpreterPath": "${containerWorkspaceFolder}/.venv/bin/python"
    }
    assert settings["containerEnv"].items() <= ONE_THREAD.items()
    make, lab = settings["onCreateCommand"].split(" && ")
    assert (
        f"LEARNER := {make.removeprefix('make ')}\n" in (ROOT / "Makefile").read_text()
    )
    assert copies_are_made(lab.removeprefix(".venv/bin/"))


def copies_are_made(command: str) -> bool:
    """Tell whether a command makes copies where the badge looks for them."""
    return command == f"companion lab {Path(hosting.FIRST).parent} --only-copies"


def test_binder_takes_the_locked_versions_and_the_cpu_build() -> None:
    folder = ROOT / ".binder"
    lines = (folder / "requirements.txt").read_text(encoding="utf-8").splitlines()
    options = dict(line.split() for line in lines if line.startswith("--"))
    assert options["--extra-index-url"] in (ROOT / "tools/install.py").read_text()
    assert (folder / options["--constraint"]).resolve() == ROOT / "requirements.txt"
    assert [line for line in lines if line[0] not in "#-"] == ["torch", "."]
    runtime = (folder / "runtime.txt").read_text(encoding="utf-8").strip()
    assert re.fullmatch(r"python-3\.1[1-9]", runtime)
    scripts = [
        (folder / name).read_text(encoding="utf-8") for name in ("postBuild", "start")
    ]
    assert copies_are_made(scripts[0].splitlines()[-1])
    assert scripts[1].splitlines()[-1].endswith("""environment())' "$@\"""")
    assert all(script.startswith("#!/bin/bash\n") for script in scripts)


@pytest.mark.skipif(os.name != "posix", reason="Binder runs Linux")
def test_binders_scripts_do_what_they_say(tmp_path: Path) -> None:
    commands = tmp_path / "bin"
    commands.mkdir()
    (commands / "companion").write_text(
        f'#!/bin/sh\nexec "{sys.executable}" -m companion "$@"\n'
    )
    (commands / "companion").chmod(0o755)
    path = os.pathsep.join(
        [str(commands), str(Path(sys.executable).parent), os.environ["PATH"]]
    )
    environment = os.environ | {"PATH": path, "PYTHONPATH": str(ROOT)}
    for script in ("postBuild", "start"):
        assert os.access(ROOT / ".binder" / script, os.X_OK)
    done = [
        subprocess.run(
            [ROOT / ".binder" / script, *more],
            cwd=tmp_path,
            env=environment,
            capture_output=True,
            text=True,
        )
        for script, more in (("postBuild", []), ("start", ["env"]))
    ]
    assert [(each.returncode, each.stderr) for each in done] == [(0, ""), (0, "")]
    assert (tmp_path / hosting.FIRST).is_file()
    for name in ("JUPYTER_CONFIG_PATH", "PYTHONSTARTUP"):
        assert re.search(rf"^{name}=.*lessons/jupyter", done[1].stdout, re.M)


def test_copies_can_be_made_without_opening_anything(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["lab", str(tmp_path / "mine"), "--only-copies"]) == 0
    assert "9 written" in capsys.readouterr().out
    assert len([*(tmp_path / "mine").glob("*.ipynb")]) == 9


def test_the_workflow_publishes_the_branch_that_the_links_lead_to() -> None:
    text = (ROOT / ".github" / "workflows" / "colab.yml").read_text(encoding="utf-8")
    steps = yaml.safe_load(text)["jobs"]["publish"]["steps"]
    write, publish = steps[-2:]
    folder = shlex.split(write["run"])[-1]
    assert write["run"] == f"python -m tools.colab {folder}"
    assert f"cd {folder}\n" in publish["run"]
    assert f"--initial-branch {hosting.COLAB_BRANCH}\n" in publish["run"]
    assert publish["run"].split()[-1] == hosting.COLAB_BRANCH
