"""The rooms of the package: few, in few floors, without circles, and none too large."""

from __future__ import annotations

import ast
import io
import re
import tokenize
import tomllib
from functools import cache
from pathlib import Path

import grimp
import pytest

from companion.exercises.records import TOPICS

ROOT = Path(__file__).resolve().parents[1]
PACKAGE, TESTS = ROOT / "companion", ROOT / "tests"
MODULES = sorted(PACKAGE.rglob("*.py"))
ROOMS, FLOORS, LINES = 20, 7, 220
RECORDS = {"Challenge", "Exercise", "Mistake"}


def rooms() -> set[str]:
    """Return the names of the package's rooms: its modules and folders."""
    return {
        path.stem
        for path in PACKAGE.iterdir()
        if path.suffix == ".py" or (path / "__init__.py").exists()
    } - {"__init__", "__main__"}


@cache
def graph() -> grimp.ImportGraph:
    """Return which module imports which."""
    return grimp.build_graph("companion", cache_dir=None)


def layers(folder: str) -> list[str] | None:
    """Return the layers of the contract inside a folder; None if it has none."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    for contract in settings["tool"]["importlinter"]["contracts"]:
        if contract["containers"] == [folder]:
            assert contract["exhaustive"], folder
            return list(contract["layers"])
    return None


@cache
def uses() -> dict[str, set[str]]:
    """Return which rooms each room uses, from the imports themselves."""
    found: dict[str, set[str]] = {room: set() for room in rooms()}
    for module in graph().modules:
        room = module.split(".")[1] if "." in module else ""
        for other in graph().find_modules_directly_imported_by(module):
            used = other.split(".")[1] if "." in other else ""
            if room in found and used in found and used != room:
                found[room].add(used)
    return found


def floor(room: str, above: tuple[str, ...] = ()) -> int:
    """Return a room's floor: one above the highest that it uses."""
    assert room not in above, f"a circle: {' → '.join([*above, room])}"
    return 1 + max((floor(used, (*above, room)) for used in uses()[room]), default=0)


def test_there_are_few_rooms_and_each_has_its_layer() -> None:
    assert len(rooms()) <= ROOMS, sorted(rooms())
    named = {
        name.strip() for each in layers("companion") or () for name in each.split("|")
    }
    assert named - {"__main__"} == rooms()


def test_modules_of_a_folder_have_an_order_or_stand_side_by_side() -> None:
    """Where there is no contract, they use nothing of each other but `shared`."""
    folders = {path.parent for path in MODULES if path.name == "__init__.py"}
    for folder in folders - {PACKAGE}:
        name = ".".join(folder.relative_to(ROOT).parts)
        if layers(name) is not None:
            continue
        modules = graph().find_children(name)
        for module in modules:
            used = graph().find_modules_directly_imported_by(module) & modules
            used -= {f"{name}.shared"}
            assert not used, f"{name} needs a contract in pyproject.toml"


def test_there_are_few_floors_and_no_circle() -> None:
    floors = {room: floor(room) for room in rooms()}
    assert max(floors.values()) <= FLOORS, floors


def code_lines(source: str) -> int:
    """Count the lines that hold code: no docstrings, comments or blank ones.

    Nor is an exercise's record code, with what it says of each mistake: it is a table.
    """
    tree = ast.parse(source)
    prose: set[int] = set()
    for statement in tree.body:
        if isinstance(statement, ast.Assign | ast.AnnAssign) and any(
            isinstance(node, ast.Call) and ast.unparse(node.func) in RECORDS
            for node in ast.walk(statement)
        ):
            prose |= set(range(statement.lineno, (statement.end_lineno or 0) + 1))
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if isinstance(body, list) and body and isinstance(body[0], ast.Expr):
            value = body[0].value
            if isinstance(value, ast.Constant) and isinstance(value.value, str):
                prose |= set(range(body[0].lineno, (body[0].end_lineno or 0) + 1))
    blank = {
        *(tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT),
        *(tokenize.DEDENT, tokenize.ENDMARKER),
    }
    code: set[int] = set()
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type not in blank:
            code |= set(range(token.start[0], token.end[0] + 1))
    return len(code - prose)


def test_lines_of_code_are_counted_without_prose() -> None:
    source = '"""Words\nabout it."""\n\n# a reason\nx = (\n    1,\n)\n\n\ndef f():\n'
    source += '    """Words."""\n    return x\n'
    assert code_lines(source) == 5
    table = "MISTAKES = (\n    Mistake(\n        'a',\n        len,\n    ),\n)\n"
    assert code_lines(source + table) == 5
    assert code_lines(source + table.replace("Mistake", "mistake")) == 11


@pytest.mark.parametrize(
    "path", MODULES, ids=lambda path: path.relative_to(PACKAGE).as_posix()
)
def test_no_module_is_too_long_to_read_at_once(path: Path) -> None:
    assert code_lines(path.read_text(encoding="utf-8")) <= LINES


def test_names_in_the_architecture_page_lead_somewhere() -> None:
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    for question, answer in (
        ("how a killed job goes on", "companion/token_files/resuming.py"),
        ("how GPT-2's file is read", "companion/byte_pair_encoding/files.py"),
        ("what `check` says", "companion/exercises/verdicts.py"),
    ):
        (row,) = (line for line in page.splitlines() if question in line)
        assert answer in row
        assert (ROOT / answer).is_file()


def test_every_file_that_the_architecture_page_names_is_there() -> None:
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    rows = [line for line in page.splitlines() if line.startswith("| ")]
    assert len(rows) >= 20
    for row in rows[1:]:
        folder = ROOT
        for name in re.findall(r"`([\w/.*]+)`", row.rpartition(" | ")[2]):
            if "/" in name:
                folder = (ROOT / name).parent
                assert list(ROOT.glob(name.rstrip("/"))), name
            elif name.endswith(".py"):
                assert (folder / name).is_file(), name


@pytest.mark.parametrize("folder", ["benchmarks", "companion", "tools"])
def test_nothing_but_tests_uses_tests(folder: str) -> None:
    for path in (ROOT / folder).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                named = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                named = [node.module or ""]
            else:
                continue
            assert not any(name.split(".")[0] == "tests" for name in named), path


def is_private(name: str) -> bool:
    """Tell whether a name has one underscore before it."""
    return name.startswith("_") and not name.startswith("__")


@pytest.mark.parametrize("folder", ["benchmarks", "companion", "tools"])
def test_what_modules_share_is_public(folder: str) -> None:
    for path in (ROOT / folder).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom):
                private = [each.name for each in node.names if is_private(each.name)]
                assert not private, path


@pytest.mark.parametrize("path", sorted(TESTS.glob("*.py")), ids=lambda path: path.stem)
def test_tests_put_nothing_in_place_of_a_private_name(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            if node.func.attr != "setattr":
                continue
            texts = [a.value for a in node.args if isinstance(a, ast.Constant)]
            names = [text.rpartition(".")[2] for text in texts if isinstance(text, str)]
            assert not any(map(is_private, names)), f"{path.name}:{node.lineno}"


TOGETHER = {
    "cli": "test_cli.py",
    "explorers": "test_explorers.py",
    "lessons/verifying": "test_lessons_verifying.py",
    "figures/embedding": "test_figures_embedding.py",
    "figures/position": "test_figures_position.py",
    "figures/training": "test_figures_training.py",
    "figures/word_vectors": "test_figures_word_vectors.py",
    **{f"exercises/{topic}": "test_exercises.py" for topic in TOPICS},
}
"""Folders whose modules are proved together, as CONTRIBUTING.md says."""


def does_something(path: Path) -> bool:
    """Tell whether a module has a function or a class of its own."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return any(isinstance(each, ast.FunctionDef | ast.ClassDef) for each in tree.body)


@pytest.mark.parametrize(
    "path",
    [
        path
        for path in MODULES
        if does_something(path)
        and path.relative_to(PACKAGE).parent.as_posix() not in TOGETHER
    ],
    ids=lambda path: path.relative_to(PACKAGE).as_posix(),
)
def test_every_module_has_its_file_of_tests(path: Path) -> None:
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    # What the package itself offers is proved where it is installed.
    names = [part for part in parts if part != "__init__"] or ["setup"]
    assert (TESTS / f"test_{'_'.join(names)}.py").is_file()


@pytest.mark.parametrize(("folder", "name"), TOGETHER.items())
def test_what_is_proved_together_is_there(folder: str, name: str) -> None:
    assert (PACKAGE / folder).is_dir()
    assert (TESTS / name).is_file()
    page = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    told = folder.split("/")[0] if folder.split("/")[-1] in TOPICS else folder
    assert f"`{told}`" in page
