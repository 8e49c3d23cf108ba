"""The set-up files agree with each other, and the wheel is complete."""

from __future__ import annotations

import ast
import importlib.metadata
import importlib.util
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tomllib
import venv
import zipfile
from functools import cache
from importlib.metadata import packages_distributions
from itertools import chain
from pathlib import Path
from typing import NamedTuple

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from companion import corpora
from companion.lessons.view import lesson_view
from tools import lock, notebooks

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))[
    "project"
]
LOCKS = {
    name: (ROOT / name).read_text(encoding="utf-8").splitlines()
    for name in (lock.LEARNERS, lock.EVERYTHING)
}
LOCK = LOCKS[lock.EVERYTHING]
RANGES = [
    *PROJECT["dependencies"],
    *(text for extra in PROJECT["optional-dependencies"].values() for text in extra),
]


BROUGHT_BY_JUPYTERLAB = {
    *("jinja2", "nbclient", "nbconvert", "nbformat", "packaging", "psutil", "pyyaml"),
    *("scipy", "pillow"),  # and gensim and matplotlib on these
}


def read_yaml(name: str) -> dict:  # type: ignore[type-arg]
    return yaml.safe_load((ROOT / name).read_text(encoding="utf-8"))


def locked(name: str, lines_of_lock: list[str] = LOCK) -> list[Requirement]:
    """Return a lock's lines for a package; several have different markers."""
    lines = (Requirement(line) for line in lines_of_lock)
    return [
        line
        for line in lines
        if canonicalize_name(line.name) == canonicalize_name(name)
    ]


@pytest.mark.parametrize("name", LOCKS)
def test_every_line_of_a_lock_is_one_exact_version(name: str) -> None:
    for line in LOCKS[name]:
        assert re.match(r"[a-z0-9-]+==[0-9][0-9a-z.]*( ; |$)", line), line
    names = [line.split("==")[0] for line in LOCKS[name]]
    assert sorted(names) == names


def test_what_learners_get_is_a_part_of_everything() -> None:
    learners, everything = (
        {line.partition(" ; ")[0] for line in LOCKS[name]} for name in LOCKS
    )
    assert learners < everything


README_COSTS = r"([\d.]+) GB of disk\s+the\s+first\s+time\s+\((\d+)\s+packages\)"


def test_the_readme_counts_what_learners_get() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    gigabytes, told = re.findall(README_COSTS, readme)[0]
    system = {"sys_platform": "linux", "os_name": "posix"}
    for version in ("3.12", "3.13", "3.14"):
        python = {"python_version": version, "python_full_version": f"{version}.9"}
        lines = [Requirement(line) for line in LOCKS[lock.LEARNERS]]
        taken = [x for x in lines if not x.marker or x.marker.evaluate(system | python)]
        assert len({line.name for line in taken}) == len(taken) == int(told)
    # The lesson's own were 107, before tools for learners came to them.
    assert int(told) <= 120
    assert 0.5 < float(gigabytes) < 2


@pytest.mark.slow
@pytest.mark.skipif(
    sys.platform != "linux", reason="the README speaks of Linux's torch"
)
def test_the_readme_tells_how_much_disk_they_take() -> None:
    """The same packages as they are installed here; they are a part of everything."""
    if not importlib.metadata.version("torch").endswith("+cpu"):
        pytest.skip("torch is the build for GPUs")
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    told = float(re.findall(README_COSTS, readme)[0][0])
    size = 0
    for line in map(Requirement, LOCKS[lock.LEARNERS]):
        if line.marker is None or line.marker.evaluate():
            found = importlib.metadata.distribution(line.name)
            for file in found.files or ():
                path = Path(str(file.locate()))
                size += path.stat().st_blocks * 512 if path.exists() else 0
    assert size / 1e9 == pytest.approx(told, abs=0.1)


def test_the_script_for_windows_does_what_make_lab_does() -> None:
    """Line by line: cmd, which would run it, is nowhere but on Windows."""
    script = (ROOT / "start.bat").read_bytes().decode("ascii")
    recipe = (ROOT / "Makefile").read_text(encoding="utf-8")
    lines = [line.strip() for line in script.splitlines()]
    assert lines[0] == "@echo off"
    assert 'cd /d "%~dp0"' in lines  # wherever it is started from, blanks and all
    for step in ("tools/install.py", "companion lab my-notebooks"):
        assert step in recipe
        assert step.replace("/", "\\") in script or step in script
    install, start = lines[-2:]
    assert install == r".venv\Scripts\python tools\install.py || exit /b 1"
    assert start == r".venv\Scripts\companion lab my-notebooks %*"
    (oldest,) = re.findall(r">=(3)\.(\d+)$", PROJECT["requires-python"])
    assert f"sys.version_info < ({', '.join(oldest)})" in script
    assert f"Install Python {'.'.join(oldest)} or newer" in script
    # `py -3` is the newest there is; one minor version may not be asked for.
    assert not re.search(r"py(thon)? ?-3\.", script)
    files = re.findall(r"tools\\\w+\.py", script)
    assert all((ROOT / file.replace("\\", "/")).is_file() for file in files)
    # Blocks of cmd: each that is opened is closed, and no text within closes one.
    depth = 0
    for line in lines:
        if line.startswith("echo "):
            assert depth
            assert ")" not in line
        elif not line.startswith("rem "):
            quoted = re.sub(r'"[^"]*"', "", line)
            depth += quoted.count("(") - quoted.count(")")
    assert depth == 0
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert r".\start.bat" in readme


@pytest.mark.skipif(os.name != "nt", reason="only Windows runs it")
def test_the_script_for_windows_runs(tmp_path: Path) -> None:
    for name in ("start.bat", "tools"):
        source = ROOT / name
        (shutil.copytree if source.is_dir() else shutil.copy)(source, tmp_path / name)
    (tmp_path / "tools" / "install.py").write_text("raise SystemExit(7)\n")
    done = subprocess.run(["cmd", "/c", str(tmp_path / "start.bat")], cwd=ROOT)
    assert done.returncode == 1
    assert (tmp_path / ".venv" / "Scripts" / "python.exe").is_file()


@pytest.mark.parametrize(
    "text", [*PROJECT["dependencies"], *PROJECT["optional-dependencies"]["lab"]]
)
def test_learners_get_all_that_the_lessons_need(text: str) -> None:
    assert locked(Requirement(text).name, LOCKS[lock.LEARNERS])


def test_learners_get_no_tool_of_testing_building_grading_or_clusters() -> None:
    extras = PROJECT["optional-dependencies"]
    needed = {
        canonicalize_name(Requirement(text).name)
        for text in [*PROJECT["dependencies"], *extras["lab"]]
    }
    tools = {
        canonicalize_name(Requirement(text).name)
        for extra in extras.keys() - {"lab"}
        for text in extras[extra]
    } - needed
    brought = {canonicalize_name(Requirement(x).name) for x in LOCKS[lock.LEARNERS]}
    # JupyterLab is built on these; they are not there for the tools' sake.
    assert tools & brought <= BROUGHT_BY_JUPYTERLAB
    assert not {"pytest", "ruff", "mypy", "nbval", "nbgrader", "dask"} & brought


@pytest.mark.parametrize("text", RANGES)
def test_lock_satisfies_every_range(text: str) -> None:
    wanted = Requirement(text)
    versions = [
        specifier.version
        for line in locked(wanted.name)
        for specifier in line.specifier
    ]
    assert versions
    assert all(wanted.specifier.contains(version) for version in versions)


def imported(source: str) -> set[str]:
    """Return the top names of the libraries that a source imports."""
    names = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level:
            names.add((node.module or "").split(".")[0])
    return names - sys.stdlib_module_names - {"companion"}


distributions_of_names = cache(packages_distributions)


def undeclared(names: set[str], *extras: str) -> set[str]:
    """Return those names that neither the dependencies nor the extras bring."""
    lists = [PROJECT["optional-dependencies"][extra] for extra in extras]
    texts = [*PROJECT["dependencies"], *chain.from_iterable(lists)]
    declared = {canonicalize_name(Requirement(text).name) for text in texts}
    brings = distributions_of_names()
    return {
        name
        for name in names
        if not declared & set(map(canonicalize_name, brings.get(name, [])))
    }


# `distributed` is asked for only by whoever has a cluster, nbformat and nbval only by
# whoever verifies notebooks; without them there is advice.
@pytest.mark.parametrize(
    "path",
    sorted((ROOT / "companion").rglob("*.py")),
    ids=lambda path: path.relative_to(ROOT).as_posix(),
)
def test_what_the_package_imports_is_declared(path: Path) -> None:
    extras = ["cluster"] if path.name == "cluster.py" else []
    extras += ["verify"] if path.parent.name == "verifying" else []
    assert not undeclared(imported(path.read_text(encoding="utf-8")), *extras)


@pytest.mark.parametrize("path", notebooks.notebook_paths(), ids=lambda path: path.stem)
def test_what_a_notebook_imports_is_declared_for_learners(path: Path) -> None:
    cells = notebooks.code_cells(notebooks.read(path))
    names = imported("\n".join(cell.source for cell in cells))
    assert names or path.stem.startswith(("01", "02"))
    assert not undeclared(names)


def test_an_import_that_is_not_declared_is_seen() -> None:
    assert undeclared(
        imported("import os, torch.nn\nfrom tokenizers import Regex")
    ) == {"tokenizers"}


@pytest.mark.skipif(shutil.which("make") is None, reason="make is not installed")
def test_lab_takes_the_port_and_keeps_its_token() -> None:
    recipe = subprocess.run(
        ["make", "--dry-run", "lab", "PORT=9123", "BROWSER=no"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    (started,) = [line for line in recipe.splitlines() if "/companion lab " in line]
    assert started.endswith("lab my-notebooks --port 9123 --no-browser")
    # A learner's sets come in another order in another kernel, as notebook 02 says.
    assert started.startswith("env -u PYTHONHASHSEED ")
    # Without it, any page in the learner's browser could run code.
    assert not re.search("token=|password=|allow_origin|--ip", started, re.IGNORECASE)


def test_torch_is_locked_without_suffix_and_without_cuda() -> None:
    assert "torch==2.13.0" in LOCK
    names = [Requirement(line).name for line in LOCK]
    assert names.count("torch") == 1
    assert not [n for n in names if re.match(r"nvidia|cuda|triton", n)]
    assert not [line for line in LOCK if "+" in line.split(" ; ")[0]]


def test_conda_brings_python_and_pip_only() -> None:
    environment = read_yaml("environment.yml")
    assert environment["name"] == PROJECT["name"]
    assert environment["channels"] == ["conda-forge"]
    assert environment["dependencies"] == [
        "python" + PROJECT["requires-python"],
        "pip",
        {"pip": ["-r requirements.txt", "."]},
    ]


def test_workflow_covers_the_platforms_and_the_oldest_python() -> None:
    matrix = read_yaml(".github/workflows/tests.yml")["jobs"]["test"]["strategy"][
        "matrix"
    ]
    assert {system.split("-")[0] for system in matrix["os"]} == {
        *("ubuntu", "macos", "windows")
    }
    oldest, newer = matrix["python"]
    assert f">={oldest}" == PROJECT["requires-python"]
    assert float(newer) > float(oldest)


def test_hooks_run_what_make_lint_runs() -> None:
    makefile = (ROOT / "Makefile").read_text()
    assert "\nlint: style types  ##" in makefile
    rules = re.findall(r"^(?:style|types):.*\n((?:\t.*\n)+)", makefile, re.M)
    recipe = "".join(rules)
    commands = set(re.findall(r"\$\(BIN\)/([a-z-]+(?: (?:check|format))?)", recipe))
    (local,) = read_yaml(".pre-commit-config.yaml")["repos"]
    hooks = {re.sub(r" --.*", "", hook["entry"]) for hook in local["hooks"]}
    assert hooks == commands
    assert {hook["language"] for hook in local["hooks"]} == {"system"}


@pytest.mark.skipif(os.name == "nt", reason="Windows has no executable bit")
def test_ci_script_can_be_run_and_ends_with_make_test() -> None:
    script = ROOT / ".ci" / "run"
    assert os.access(script, os.X_OK)
    subprocess.run(["bash", "-n", script], check=True)
    assert script.read_text().splitlines()[-1] == "make test"


def test_lock_without_uv_says_so_and_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(lock, "ROOT", tmp_path)
    monkeypatch.setattr(lock.shutil, "which", lambda *_, **__: None)  # type: ignore[attr-defined]
    assert lock.main() == 1
    assert "needs uv" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("failing", [None, *LOCKS, lock.HUB])
def test_locks_leave_out_what_is_never_installed_and_change_together(
    failing: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def resolve(
        command: list[str], **options: object
    ) -> subprocess.CompletedProcess[str]:
        assert command[1:3] == ["pip", "compile"]
        name = command[command.index("--output-file") + 1]
        lines = "a==1\ntriton==3 ; sys_platform == 'never'\nb==2 ; os_name == 'nt'\n"
        (tmp_path / name).write_text(lines)
        return subprocess.CompletedProcess(command, int(name == failing))

    monkeypatch.setattr(lock, "ROOT", tmp_path)
    monkeypatch.setattr(lock.shutil, "which", lambda *_, **__: "uv")  # type: ignore[attr-defined]
    monkeypatch.setattr(lock.subprocess, "run", resolve)  # type: ignore[attr-defined]
    names = [*LOCKS, lock.HUB]
    (tmp_path / lock.HUB).parent.mkdir()
    for name in names:
        (tmp_path / name).write_text("before\n")
    assert lock.main() == int(failing is not None)
    after = "before\n" if failing else "a==1\nb==2 ; os_name == 'nt'\n"
    assert [(tmp_path / name).read_text() for name in names] == [after] * 3


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    here = ["--no-isolation"] if importlib.util.find_spec("hatchling") else []
    done = subprocess.run(
        [
            *(sys.executable, "-m", "build", "--wheel", *here),
            *("--outdir", str(folder), str(ROOT)),
        ],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    if "No matching distribution found for hatchling" in done.stdout:
        pytest.skip("no package registry to fetch hatchling from")
    assert done.returncode == 0, done.stdout
    (built,) = folder.glob("*.whl")
    return built


@pytest.mark.slow
def test_wheel_holds_the_package_the_data_and_the_licences(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    modules = [
        f"companion/{path.relative_to(ROOT / 'companion').as_posix()}"
        for path in (ROOT / "companion").rglob("*.py")
    ]
    data = [f"companion/data/{name}" for name in corpora._SHIPPED]
    lessons = [f"companion/notebooks/{p.name}" for p in notebooks.notebook_paths()]
    others = [
        f"companion/{path.relative_to(ROOT / 'companion').as_posix()}"
        for ending in ("pyi", "js", "css", "json")
        for path in (ROOT / "companion").rglob(f"*.{ending}")
    ]
    assert set(modules + data + lessons + others) | {
        "companion/py.typed",
        "companion/requirements.txt",
    } <= set(names)
    licences = {
        name.rpartition("licenses/")[2] for name in names if "licenses/" in name
    }
    assert licences == set(PROJECT["license-files"])
    tops = {name.split("/")[0] for name in names}
    assert len(tops) == 2  # the package and its metadata, nothing else
    assert not [name for name in names if "the-verdict" in name]


class Installed(NamedTuple):
    """An environment that holds the wheel."""

    site: Path
    python: Path

    def run(self, program: str, folder: Path) -> str:
        """Run a program away from the checkout, and return what it printed."""
        unclean = ("PYTHON", "COV_")
        clean = {k: v for k, v in os.environ.items() if not k.startswith(unclean)}
        done = subprocess.run(
            [self.python, "-c", program],
            cwd=folder,
            env=clean,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Installed:
    folder = tmp_path_factory.mktemp("installed")
    venv.create(folder)
    scheme = {"base": str(folder), "platbase": str(folder)}
    site = Path(sysconfig.get_path("purelib", "venv", vars=scheme))
    subprocess.run(
        [
            *(sys.executable, "-m", "pip", "--python", str(folder)),
            *("install", "--quiet", "--no-deps", "--no-index", str(wheel)),
        ],
        check=True,
    )
    # Lend it this environment's libraries. A path named in a .pth file is searched
    # last, and its own .pth files, which lead to the checkout, are not read.
    (site / "lent.pth").write_text(sysconfig.get_path("purelib"))
    scripts = Path(sysconfig.get_path("scripts", "venv", vars=scheme))
    return Installed(site, scripts / "python")


@pytest.mark.slow
def test_installed_wheel_works_away_from_the_checkout(
    installed: Installed, tmp_path: Path
) -> None:
    program = (
        "import sys, companion\n"
        "from importlib.metadata import distribution\n"
        "from companion import load_parallel, load_text\n"
        "from companion.byte_pair_encoding.files import load_gpt2\n"
        "print(companion.__file__)\n"
        "print(len(load_text('story')) > 18_000, len(load_parallel()))\n"
        "print(load_gpt2().encode('This is some text'))\n"
        "for command in distribution('text-to-vectors').entry_points: command.load()\n"
        "from pathlib import Path\n"
        "from companion.lessons.copies import make_copies\n"
        "print(len(make_copies(Path('mine')).written))\n"
    )
    where, story, ids, copies = installed.run(program, tmp_path).splitlines()
    assert Path(where) == installed.site / "companion" / "__init__.py"
    assert story == "True 10"
    assert ids == "[1212, 318, 617, 2420]"
    assert copies == "9"


@pytest.mark.slow
def test_a_learners_copy_runs_with_the_wheel_alone(
    installed: Installed, tmp_path: Path
) -> None:
    """From `companion lab` to the last cell of notebook 01, with the wheel's Python."""
    program = (
        "import nbclient, nbformat\n"
        "from companion import cli\n"
        "assert cli.main(['lab', 'mine', '--only-copies']) == 0\n"
        "book = nbformat.read('mine/01_tokenization.ipynb', 4)\n"
        "asks = nbformat.v4.new_code_cell('import companion; companion.__file__')\n"
        "book.cells.append(asks)\n"
        "nbclient.NotebookClient(book, timeout=120, kernel_name='python3').execute()\n"
        "code = [cell for cell in book.cells if cell.cell_type == 'code']\n"
        "print(len(code), sum(cell.execution_count > 0 for cell in code))\n"
        "print(code[-1].outputs[0].data['text/plain'])\n"
    )
    counts, where = installed.run(program, tmp_path).splitlines()[-2:]
    lesson = lesson_view(notebooks.read(notebooks.notebook_paths(("01",))[0]))
    n_cells = len(notebooks.code_cells(lesson)) + 1
    assert counts == f"{n_cells} {n_cells}"
    assert where == repr(str(installed.site / "companion" / "__init__.py"))


def test_the_version_is_told_once_and_the_same_everywhere() -> None:
    import companion

    assert companion.__version__ == PROJECT["version"]
    assert read_yaml("CITATION.cff")["version"] == PROJECT["version"]
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert re.search(rf"^## {re.escape(PROJECT['version'])}\b", changelog, re.MULTILINE)


def test_issue_forms_ask_for_the_notebook_and_are_whole() -> None:
    forms = {
        path.stem: read_yaml(f".github/ISSUE_TEMPLATE/{path.name}")
        for path in (ROOT / ".github" / "ISSUE_TEMPLATE").glob("*.yml")
        if path.stem != "config"
    }
    assert set(forms) == {"lesson", "exercise", "package"}
    for form in forms.values():
        assert {"name", "description", "body"} <= form.keys()
        names = [field["id"] for field in form["body"]]
        assert len(names) == len(set(names))
    options = forms["lesson"]["body"][0]["attributes"]["options"]
    numbers = [path.stem[:2] for path in notebooks.notebook_paths()]
    assert [option[:2] for option in options] == numbers


def test_architecture_names_every_room() -> None:
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    rooms = {
        path.stem
        for path in (ROOT / "companion").iterdir()
        if path.suffix == ".py" or (path / "__init__.py").exists()
    } - {"__init__", "__main__"}
    assert not {room for room in rooms if not re.search(rf"\b{room}\b", page)}
    for path in re.findall(r"`((?:companion|tools|tests)/[\w/]+\.py)`", page):
        assert (ROOT / path).is_file(), path


def test_the_locks_hold_regex_where_its_letters_are_those_of_tiktoken() -> None:
    for lines in LOCKS.values():
        (line,) = locked("regex", lines)
        assert str(line.specifier).startswith("==2025.9.")
    (wanted,) = (Requirement(text) for text in RANGES if text.startswith("regex"))
    # Whoever installs the package beside other libraries may have any later one.
    assert wanted.specifier.contains("2026.11.19")


def test_the_locks_are_without_a_grammar_that_every_start_would_read() -> None:
    for lines in LOCKS.values():
        assert not locked("rfc3987-syntax", lines)
        assert not locked("lark", lines)
