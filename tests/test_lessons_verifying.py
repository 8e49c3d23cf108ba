"""The rules for any notebook, on files in every state that files are found in."""

from __future__ import annotations

import copy
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from companion import cli
from companion.lessons.verifying.notebooks import InvalidNotebookError, find, read
from companion.lessons.verifying.report import faults_in
from companion.lessons.verifying.rules import RULES
from tests.sample_notebooks import ALSO_GOOD, BAD, changed, good, write

ROOT = Path(__file__).resolve().parents[1]
posix = pytest.mark.skipif(os.name != "posix", reason="needs links and pipes")


def verify(*arguments: object) -> int:
    return cli.main(["verify", *map(str, arguments)])


@pytest.mark.parametrize("name", BAD)
def test_each_fault_is_found_and_nothing_else(name: str, tmp_path: Path) -> None:
    rule, place, words, fault = BAD[name]
    path = write(changed(fault), tmp_path / "a.ipynb")
    (found,) = faults_in(path)
    assert (found.rule, found.position) == (rule, place)
    assert words in found.text
    assert faults_in(path, without=[rule]) == ([found] if rule == "format" else [])


@pytest.mark.parametrize("name", ALSO_GOOD)
def test_what_is_no_fault_passes(name: str, tmp_path: Path) -> None:
    path = write(changed(ALSO_GOOD[name]), tmp_path / "a.ipynb")
    assert faults_in(path) == []


def test_every_rule_is_tried() -> None:
    assert {rule for rule, *_ in BAD.values()} == {*RULES, "format"}


def test_the_command_prints_a_line_a_fault_and_ends_with_1(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(good(), tmp_path / "good.ipynb")
    assert verify(tmp_path) == 0
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err == "notebooks: 1, faults: 0\n"
    for name in ("stops", "mixed"):
        write(changed(BAD[name][-1]), tmp_path / f"{name}.ipynb")
    assert verify(tmp_path) == 1
    said = capsys.readouterr()
    mixed, stops = tmp_path / "mixed.ipynb", tmp_path / "stops.ipynb"
    assert said.out.splitlines() == [
        f"{mixed}: cell 3: run as number 2, but cell 2 above it as 5 [order]",
        f"{stops}: cell 3: stops with ValueError: no [error]",
    ]
    assert said.err == "notebooks: 3, faults: 2\n"
    assert verify("--without", "order", "--without", "error", tmp_path) == 0


@posix
def test_what_cannot_be_read_ends_with_2_after_all_the_rest(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bad = write(changed(BAD["stops"][-1]), tmp_path / "bad.ipynb")
    loop = tmp_path / "loop.ipynb"
    loop.symlink_to(loop)
    os.mkfifo(tmp_path / "pipe.ipynb")
    assert verify(tmp_path / "none", tmp_path, bad) == 2
    said = capsys.readouterr()
    assert len(said.out.splitlines()) == 1
    assert f"{tmp_path}/none: No such file or directory\n" in said.err
    assert f"{loop}: " in said.err
    assert "pipe.ipynb is no ordinary file" in said.err
    assert "Traceback" not in said.err


def test_a_folder_without_notebooks_is_no_success(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert verify(tmp_path) == 2
    assert "there is no notebook" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [[], ["--without", "style", "a"], ["--colour"]])
def test_wrong_arguments_end_with_2(arguments: list[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        verify(*arguments)


VALID = json.dumps({"nbformat": 4, "nbformat_minor": 4, "metadata": {}, "cells": []})
BROKEN: dict[str, tuple[bytes, str]] = {
    "empty": (b"", "is empty"),
    "blank": (b" \n", "is empty"),
    "text": (b"hello", "is not JSON: line 1: Expecting value: 'hello'"),
    "cut off": (VALID[:40].encode(), "is not JSON: line 1"),
    "merge": (
        b'{"cells": [\n<<<<<<< HEAD\n1\n=======\n2\n>>>>>>> b\n]}',
        "is not JSON: line 2: Expecting value: '<<<<<<< HEAD'",
    ),
    "lfs": (
        b"version https://git-lfs.github.com/spec/v1\n",
        "'version https://git-lfs",
    ),
    "binary": (bytes(range(256)), "is not text in UTF-8: byte 128 is b'\\x80'"),
    "latin": (VALID.replace("{}", '{"a": "é"}').encode("latin-1"), "not text in UTF-8"),
    "utf-16": (VALID.encode("utf-16"), "is not text in UTF-8: byte 0"),
    "mark": (VALID.encode("utf-8-sig"), "BOM"),
    "nul": (b"\0" * 9, "is not JSON"),
    "deep": (b"[" * 200_000, "is not JSON: maximum recursion depth"),
    "nan": (VALID.replace("{}", '{"a": NaN}').encode(), "NaN is no number in JSON"),
    "list": (b"[1, 2]", "has no number of Jupyter's format"),
    "dict": (b"{}", "has no number of Jupyter's format"),
    "true": (b'{"nbformat": true}', "has no number"),
    "two": (b'{"nbformat": 2}', "is in Jupyter's format 2"),
    "five": (b'{"nbformat": 5}', "is in Jupyter's format 5"),
    "minor": (b'{"nbformat": 4, "nbformat_minor": "5"}', "nbformat_minor is '5'"),
    "no cells": (
        b'{"nbformat": 4, "nbformat_minor": 5, "metadata": {}}',
        "'cells' is a required property",
    ),
    "kind": (
        VALID.replace("[]", '[{"cell_type": 5}]').encode(),
        "does not fit the schema of Jupyter's format 4",
    ),
    "three": (
        b'{"nbformat": 3, "nbformat_minor": 0, "metadata": {}, "worksheets": [7]}',
        "cannot be brought up from format 3",
    ),
}


@pytest.mark.parametrize("kind", BROKEN)
def test_a_file_that_is_no_notebook_is_one_fault(kind: str, tmp_path: Path) -> None:
    content, words = BROKEN[kind]
    path = tmp_path / "a.ipynb"
    path.write_bytes(content)
    (fault,) = faults_in(path)
    assert (fault.rule, fault.position) == ("format", None)
    assert words in fault.text
    line = fault.line("a.ipynb")
    assert len(line) < 300
    assert line.isprintable()


@pytest.mark.parametrize("minor", range(8))
def test_every_minor_version_is_read_also_later_ones(
    minor: int, tmp_path: Path
) -> None:
    notebook = good()
    notebook.nbformat_minor = minor
    for cell in notebook.cells:
        if minor < 5:
            del cell["id"]
    if minor > 5:
        notebook.cells.insert(1, {"cell_type": "slide", "metadata": {}})
        notebook.cells[3].outputs.append({"output_type": "sound", "data": 4})
    path = tmp_path / "a.ipynb"
    path.write_text(json.dumps(notebook))
    assert faults_in(path) == []
    notebook.cells[-2].execution_count = 9
    path.write_text(json.dumps(notebook))
    assert [fault.rule for fault in faults_in(path)] == ["order"]


FORMAT_3 = {
    "nbformat": 3,
    "nbformat_minor": 0,
    "metadata": {"name": "old"},
    "worksheets": [
        {
            "metadata": {},
            "cells": [
                {"cell_type": "heading", "level": 1, "metadata": {}, "source": ["Old"]},
                {
                    "cell_type": "code",
                    "collapsed": False,
                    "input": ["print(1)"],
                    "language": "python",
                    "metadata": {},
                    "prompt_number": 1,
                    "outputs": [
                        {"output_type": "stream", "stream": "stdout", "text": ["1\n"]}
                    ],
                },
            ],
        }
    ],
}


def test_format_3_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.ipynb"
    path.write_text(json.dumps(FORMAT_3))
    heading, code = read(path)
    assert (heading.kind, heading.source) == ("markdown", "# Old")
    assert (code.source, code.number) == ("print(1)", 1)
    assert faults_in(path) == []
    old: Any = copy.deepcopy(FORMAT_3)
    output = old["worksheets"][0]["cells"][1]["outputs"][0]
    output["stream"] = "stderr"
    path.write_text(json.dumps(old))
    assert [fault.rule for fault in faults_in(path)] == ["stderr"]


def test_lines_may_be_lists_as_jupyter_writes_them(tmp_path: Path) -> None:
    path = tmp_path / "a.ipynb"
    notebook = changed(BAD["home"][-1])
    cell = notebook.cells[2]
    cell.outputs[0].text = ["read /home/", "anna/data.csv\n"]
    path.write_text(json.dumps(notebook))
    (fault,) = faults_in(path)
    assert "/home/anna/data.csv" in fault.text


@posix
def test_hidden_folders_environments_and_links_to_folders_are_left_out(
    tmp_path: Path,
) -> None:
    for name in (
        *("b.ipynb", "A.IPYNB", "sub/c.ipynb", "odd.ipynb/d.ipynb"),
        *(".ipynb_checkpoints/b-checkpoint.ipynb", ".git/x.ipynb", ".hidden.ipynb"),
        *("venv/lib/x.ipynb", "venv/pyvenv.cfg", "notes.txt"),
    ):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(VALID)
    (tmp_path / "sub" / "around").symlink_to(tmp_path, target_is_directory=True)
    found = [path.relative_to(tmp_path).as_posix() for path in find(tmp_path)]
    assert found == ["A.IPYNB", "b.ipynb", "odd.ipynb/d.ipynb", "sub/c.ipynb"]
    # What is named is read, whatever it is called.
    assert [*find(tmp_path / ".hidden.ipynb")] == [tmp_path / ".hidden.ipynb"]


@pytest.mark.skipif(sys.platform != "linux", reason="others allow fewer names")
def test_names_that_no_console_can_show_stay_on_one_line(tmp_path: Path) -> None:
    for name in (b"line\nbreak.ipynb", b"\xff.ipynb", "Ω\u202e.ipynb".encode()):
        with open(os.path.join(os.fsencode(tmp_path), name), "w") as file:
            file.write("\ud800".encode("utf-8", "backslashreplace").decode())
    done = subprocess.run(
        [sys.executable, "-m", "companion", "verify", str(tmp_path)],
        capture_output=True,
        cwd=ROOT,
        env=os.environ | {"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"},
    )
    lines = [line.rpartition(b"/")[2] for line in done.stdout.splitlines()]
    assert done.returncode == 1, done.stderr
    assert [line.partition(b":")[0] for line in lines] == [
        *(rb"line\nbreak.ipynb", rb"?\u202e.ipynb", rb"\udcff.ipynb")
    ]
    assert b"faults: 3" in done.stderr


@pytest.mark.slow
def test_a_huge_output_is_read(tmp_path: Path) -> None:
    rows = "".join(f"<tr><td>{n}/{n}</td><td>{{'a': {n}}}</td>" for n in range(200_000))
    notebook = changed(BAD["home"][-1])
    notebook.cells[2].outputs[0].text += rows + "x" * 1_000_000 + "![" * 100_000
    (fault,) = faults_in(write(notebook, tmp_path / "a.ipynb"))
    assert fault.rule == "path"
    assert len(fault.text) < 300


def nodes(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Return the paths to everything inside a JSON value."""
    inner = (
        value.items()
        if isinstance(value, dict)
        else enumerate(value if isinstance(value, list) else ())
    )
    return [path, *(p for key, v in inner for p in nodes(v, (*path, key)))]


STARTS = [
    json.loads(json.dumps(good())),
    json.loads(json.dumps(good())) | {"nbformat_minor": 7},
    FORMAT_3,
]
PLACES = [(start, path) for start in STARTS for path in nodes(start) if path]
ODD: st.SearchStrategy[Any] = st.sampled_from(
    [
        *(None, True, -1, 0.5, 10**30, "", "code", "error", "stream", "\ud800"),
        *([], [1], ["a"], [[]], {}, [{}], {"alt": 3}, {"text/html": [{}]}),
    ]
)


@settings(
    deadline=None,
    max_examples=150,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(place=st.sampled_from(PLACES), odd=ODD)
def test_whatever_stands_anywhere_is_a_fault_or_none_but_never_a_crash(
    place: tuple[Any, tuple[Any, ...]], odd: Any, tmp_path: Path
) -> None:
    start, path = place
    notebook = copy.deepcopy(start)
    inside = notebook
    for key in path[:-1]:
        inside = inside[key]
    inside[path[-1]] = odd
    file = tmp_path / "a.ipynb"
    file.write_text(json.dumps(notebook))
    for fault in faults_in(file):
        line = fault.line("a.ipynb")
        assert line.isprintable()
        assert len(line) < 400


def test_the_error_says_all_that_is_wrong(tmp_path: Path) -> None:
    notebook = changed(BAD["no_list"][-1])
    del notebook["metadata"]
    path = tmp_path / "a.ipynb"
    path.write_text(json.dumps(notebook))
    with pytest.raises(InvalidNotebookError, match=r"(?s)metadata.*outputs") as caught:
        read(path)
    assert [fault.position for fault in caught.value.faults] == [None, 3]


LEAN = """\
import sys
from companion import cli

class Refuse:
    def find_spec(self, name, *_):
        if name.split(".")[0] in {"torch", "numpy", "IPython", "pytest", *sys.argv[2:]}:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)

sys.meta_path.insert(0, Refuse())
sys.exit(cli.main(["verify", sys.argv[1]]))
"""


def test_the_command_needs_nbformat_and_nothing_of_the_lessons(tmp_path: Path) -> None:
    path = write(good(), tmp_path / "a.ipynb")
    command = [sys.executable, "-c", LEAN, str(path)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT)
    assert (done.returncode, done.stderr) == (0, "notebooks: 1, faults: 0\n")
    command += ["nbformat"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT)
    assert done.returncode == 2
    assert "pip install 'text-to-vectors[verify]'" in done.stderr


@pytest.mark.parametrize(
    "content",
    [
        b"\0" * 5_000,
        b"{" + "\u200b".encode() * 5_000,
        json.dumps(
            {"nbformat": 4, "nbformat_minor": "\\" * 9_000, "cells": []}
        ).encode(),
    ],
    ids=["nul", "unseen", "minor"],
)
def test_a_fault_quotes_a_file_in_a_few_words(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "x.ipynb").write_bytes(content)
    with pytest.raises(InvalidNotebookError) as caught:
        read(tmp_path / "x.ipynb")
    faults = caught.value.faults
    assert faults
    for fault in faults:
        assert len(fault.text) <= 300
