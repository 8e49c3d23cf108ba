"""The command line: what it says, and how it ends."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from companion import __version__, cli
from companion.byte_pair_encoding import (
    GPT2_PATTERN,
    BytePairTokenizer,
    load_gpt2,
    save,
    to_hugging_face,
    train,
)
from companion.cli import tokenize
from companion.corpora import data_path, load_text
from companion.special_tokens import END_OF_TEXT
from companion.token_files import open_token_files
from tests.token_jobs import BYTES, largest_file


def run(*arguments: object) -> int:
    return cli.main([*map(str, arguments)])


def test_tokenize_writes_gpt2s_ids_and_says_how_many(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    output = tmp_path / "tokens"
    assert run("tokenize", data_path("story.txt"), "--output", output) == 0
    tokens = open_token_files(output)
    assert tokens.ids.tolist() == [*load_gpt2().encode(load_text("story")), 50256]
    said = capsys.readouterr()
    assert said.out == f"{output}: {len(tokens.ids):,} tokens (uint16), documents: 1\n"
    assert "tokenizing: 100%" in said.err


@pytest.mark.parametrize("kind", ["companion", "hugging face", "own pattern", "marks"])
def test_tokenize_takes_a_file_for_a_tokenizer(kind: str, tmp_path: Path) -> None:
    story = load_text("story")
    pattern = r"\w+|\W" if kind == "own pattern" else GPT2_PATTERN
    # Of two marks of which one begins the other tiktoken may find either.
    marks = [END_OF_TEXT, *([END_OF_TEXT * 2] if kind == "marks" else [])]
    tokenizer = train(story[:3000], 400, pattern=pattern, special_tokens=marks)
    file = tmp_path / "tokenizer.json"
    (to_hugging_face if kind == "hugging face" else save)(tokenizer, file)
    loaded = tokenize.load_tokenizer(str(file))
    assert isinstance(loaded, BytePairTokenizer) == (kind in ("own pattern", "marks"))
    text, output = data_path("story.txt"), tmp_path / "tokens"
    assert run("tokenize", text, "--output", output, "--tokenizer", file) == 0
    ids = open_token_files(output).ids
    assert ids.tolist() == [*tokenizer.encode(story), tokenizer.eot_token]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "COMMAND"),
        (["boil"], "invalid choice: 'boil'"),
        (["tokenize", "a.txt"], "--output"),
        (["tokenize", "--output", "b"], "PATH"),
        (["tokenize", "a", "--output", "b", "--processes", "x"], "invalid int value"),
        (
            ["tokenize", "a", "--output", "b", "--processes", "2", "--scheduler", "c"],
            "not allowed with",
        ),
    ],
)
def test_wrong_arguments_end_with_2(
    arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit, match="2"):
        cli.main(arguments)
    assert message in capsys.readouterr().err


def test_a_failure_ends_with_1_and_its_reason(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    output = tmp_path / "tokens"
    failures: list[tuple[list[object], str]] = [
        ([tmp_path / "none.txt"], "none.txt: No such file or directory"),
        ([tmp_path], "there are no files in"),
        ([__file__, "--tokenizer", __file__], "test_cli.py cannot be read as JSON"),
        ([__file__, "--tokenizer", tmp_path / "no.json"], "No such file or directory"),
        ([__file__, "--processes", "-1"], "processes must be at least 1, got -1"),
    ]
    for arguments, reason in failures:
        assert run("tokenize", *arguments, "--output", output) == 1
        said = capsys.readouterr().err
        assert said.startswith("companion: ")
        assert reason in said
        assert "Traceback" not in said
    assert not output.exists()


@pytest.mark.parametrize(("n_bytes", "written"), [(5_000, 0), (20_000, 4)])
def test_a_full_disk_is_reported_and_the_way_on_if_there_is_one(
    n_bytes: int, written: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Here a limit on files; tests/test_token_files_resuming.py has a disk, too."""
    output = tmp_path / "tokens"
    command = (
        "tokenize",
        data_path("story.txt"),
        "--output",
        output,
        "--part-bytes=6000",
    )
    tokenizer = tmp_path / "bytes.json"
    save(BYTES, tokenizer)
    options = *command, "--processes=1", "--tokenizer", tokenizer
    with largest_file(n_bytes):
        assert run(*options) == 1
    said = capsys.readouterr().err
    assert ("the same command goes on from what is done" in said) == bool(written)
    assert "companion: [Errno 27] File too large: " in said
    assert (".bin'" in said) == (not written)
    assert len(list(output.rglob("*.bin"))) == written
    assert run(*options) == 0


@pytest.mark.parametrize(
    "content", ["7", "null", "[1]", '"a text"', "true", "{}", '{"model": 5}', "tea", ""]
)
def test_a_file_that_is_no_tokenizer_is_one_line(
    content: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "tokenizer.json"
    file.write_text(content, encoding="utf-8")
    options = "--output", tmp_path / "tokens", "--tokenizer", file
    assert run("tokenize", __file__, *options) == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("companion: ")
    assert str(file) in line


@pytest.mark.slow
def test_a_letter_that_the_console_cannot_show_is_replaced(tmp_path: Path) -> None:
    text, output = tmp_path / "Ωmega.txt", tmp_path / "Ω"
    text.write_text("Ω", encoding="utf-8")
    command = [sys.executable, "-m", "companion", "tokenize"]
    for name, path in (("cp1252", text), ("ascii", tmp_path / "Λ")):
        done = subprocess.run(
            [*command, str(path), "--output", f"{output}-{name}"],
            capture_output=True,
            env=os.environ | {"PYTHONIOENCODING": name, "PYTHONUTF8": "0"},
        )
        if name == "cp1252":
            assert done.returncode == 0, done.stderr
            assert done.stdout.startswith(f"{tmp_path}/?-cp1252: 3 tokens".encode())
        else:  # On standard error Python writes such letters in ASCII by itself.
            assert done.returncode == 1
            assert b"\\u039b: No such file" in done.stderr


def test_the_way_of_printing_is_left_as_it_was(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = sys.stdout.errors
    assert run("tokenize", __file__, "--output", tmp_path / "tokens") == 0
    assert sys.stdout.errors == before


def test_a_reader_that_has_had_enough_ends_it_quietly() -> None:
    command = [sys.executable, "-m", "companion", "progress"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        process.stdout.close()
        assert process.stderr is not None
        said = process.stderr.read()
    assert (process.returncode, said) == (141, b"")


def test_python_m_companion_is_the_command_and_says_its_version() -> None:
    command = [sys.executable, "-m", "companion", "--version"]
    done = subprocess.run(command, capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (0, f"companion {__version__}\n")


def test_too_little_memory_is_reported(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise MemoryError("not enough memory")

    monkeypatch.setattr(tokenize, "tokenize_files", fail)
    assert run("tokenize", __file__, "--output", tmp_path / "tokens") == 1
    assert capsys.readouterr().err == "companion: not enough memory\n"


@pytest.mark.skipif(sys.platform == "win32", reason="as a shell of Unix closes them")
@pytest.mark.parametrize("closed", [">&-", "2>&-", ">&- 2>&-"])
def test_what_was_closed_beforehand_stops_nothing(closed: str, tmp_path: Path) -> None:
    """A service may be started without either of them."""
    (tmp_path / "tea.txt").write_text("tea")
    command = f'"$0" -m companion tokenize tea.txt --output tokens {closed}'
    done = subprocess.run(
        ["sh", "-c", command, sys.executable],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(Path(cli.__file__).parents[2])},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0
    assert "Traceback" not in done.stdout + done.stderr
    assert open_token_files(tmp_path / "tokens").ids.tolist()[-1] == 50256


def test_ctrl_c_while_a_command_is_loaded_ends_with_130_too(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Loading what tokenizes takes a second on a slow machine."""

    def stopped(name: str) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(cli, "import_module", stopped)
    assert cli.main(["tokenize", "a.txt", "--output", "b"]) == 130
    assert capsys.readouterr().err == "companion: stopped\n"


def test_ctrl_c_ends_with_130(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(tokenize, "tokenize_files", interrupt)
    assert run("tokenize", __file__, "--output", tmp_path / "tokens") == 130
    assert "companion: stopped" in capsys.readouterr().err


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="Ctrl-C is sent in another way here")
def test_ctrl_c_on_the_terminal_leaves_what_is_done_to_go_on_from(
    tmp_path: Path,
) -> None:
    text = tmp_path / "large.txt"
    text.write_bytes(data_path("story.txt").read_bytes() * 100)
    output = tmp_path / "tokens"
    command = "tokenize", "--part-bytes", 20_000, text, "--output"
    process = subprocess.Popen(
        [sys.executable, "-m", "companion", *map(str, [*command, output])],
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    deadline = time.monotonic() + 60
    while len(list(output.glob("unfinished-parts/*.bin"))) < 3:
        assert process.poll() is None
        if time.monotonic() > deadline:
            process.kill()
            pytest.fail("no parts were made in a minute")
        time.sleep(0.005)
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does: to all of them
    said = process.communicate(timeout=60)[1]
    assert process.returncode == 130
    assert "the same command goes on from what is done" in said
    assert "Traceback" not in said
    done = list(output.glob("unfinished-parts/*"))
    assert len(done) >= 3
    assert {path.suffix for path in done} == {".bin"}
    assert run(*command, output, "--processes", 1) == 0
    once = tmp_path / "once"
    assert run(*command, once, "--processes", 1) == 0
    assert np.array_equal(open_token_files(output).ids, open_token_files(once).ids)


def test_the_command_is_installed(tmp_path: Path) -> None:
    command = Path(sys.executable).with_name("companion")
    if not command.exists():
        pytest.skip("the package is not installed in this environment")
    done = subprocess.run([command, "tokenize", "--help"], capture_output=True)
    assert done.returncode == 0
    assert b"--scheduler ADDRESS" in done.stdout
