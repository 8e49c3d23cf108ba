"""The command line: what it says, and how it ends."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from companion import cli
from companion.byte_pair_encoding import (
    BytePairTokenizer,
    load_gpt2,
    save,
    to_hugging_face,
    train,
)
from companion.corpora import data_path, load_text
from companion.special_tokens import END_OF_TEXT
from companion.token_files import cutting as text_chunks
from companion.token_files import open_token_files


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


@pytest.mark.parametrize("kind", ["companion", "hugging face", "own pattern"])
def test_tokenize_takes_a_file_for_a_tokenizer(kind: str, tmp_path: Path) -> None:
    story = load_text("story")
    pattern = {"pattern": r"\w+|\W"} if kind == "own pattern" else {}
    tokenizer = train(story[:3000], 400, special_tokens=[END_OF_TEXT], **pattern)
    file = tmp_path / "tokenizer.json"
    (to_hugging_face if kind == "hugging face" else save)(tokenizer, file)
    loaded = cli._load_tokenizer(str(file))
    assert isinstance(loaded, BytePairTokenizer) == (kind == "own pattern")
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
    for arguments, reason in [
        ([tmp_path / "none.txt"], "none.txt: No such file or directory"),
        ([tmp_path], "there are no files in"),
        ([__file__, "--tokenizer", __file__], "test_cli.py is not a JSON file"),
        ([__file__, "--tokenizer", tmp_path / "no.json"], "No such file or directory"),
        ([__file__, "--processes", "-1"], "processes must be at least 1, got -1"),
    ]:
        assert run("tokenize", *arguments, "--output", output) == 1
        said = capsys.readouterr().err
        assert said.startswith("companion: ")
        assert reason in said
        assert "Traceback" not in said
    assert not output.exists()


@pytest.mark.parametrize("written", [0, 1])
def test_a_full_disk_is_reported_and_the_way_on_if_there_is_one(
    written: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    calls: list[int] = []

    def fail(descriptor: int) -> None:
        calls.append(descriptor)
        if len(calls) > written:
            raise OSError(errno.ENOSPC, "No space left on device")

    command = ["tokenize", data_path("story.txt"), "--output", tmp_path / "tokens"]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", fail)
        assert run(*command) == 1
    said = capsys.readouterr().err
    assert ("the same command goes on from what is done" in said) == bool(written)
    assert "companion: [Errno 28] No space left on device: " in said
    assert (".bin'" in said) == (not written)
    left = list((tmp_path / "tokens").rglob("*.bin"))
    assert len(left) == written
    assert run(*command) == 0


def test_too_little_memory_is_reported(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise MemoryError("not enough memory")

    monkeypatch.setattr(cli, "tokenize_files", fail)
    assert run("tokenize", __file__, "--output", tmp_path / "tokens") == 1
    assert capsys.readouterr().err == "companion: not enough memory\n"


def test_ctrl_c_ends_with_130(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(cli, "tokenize_files", interrupt)
    assert run("tokenize", __file__, "--output", tmp_path / "tokens") == 130
    assert "companion: stopped" in capsys.readouterr().err


@pytest.mark.skipif(os.name != "posix", reason="Ctrl-C is sent in another way here")
def test_ctrl_c_on_the_terminal_leaves_what_is_done_to_go_on_from(
    tmp_path: Path,
) -> None:
    text = tmp_path / "large.txt"
    text.write_bytes(data_path("story.txt").read_bytes() * 100)
    output = tmp_path / "tokens"
    arguments = ["tokenize", text, "--output", output, "--processes", 2]
    command = (
        "import sys; from companion import cli\n"
        "from companion.token_files import cutting as text_chunks\n"
        "text_chunks.PART_BYTES = 20_000\n"
        "sys.exit(cli.main(sys.argv[1:]))"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", command, *map(str, arguments)],
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
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(text_chunks, "PART_BYTES", 20_000)
        assert run(*arguments[:-1], 1) == 0
        once = tmp_path / "once"
        assert run("tokenize", text, "--output", once, "--processes", 1) == 0
    assert np.array_equal(open_token_files(output).ids, open_token_files(once).ids)


def test_the_command_is_installed(tmp_path: Path) -> None:
    command = Path(sys.executable).with_name("companion")
    if not command.exists():
        pytest.skip("the package is not installed in this environment")
    done = subprocess.run([command, "tokenize", "--help"], capture_output=True)
    assert done.returncode == 0
    assert b"--scheduler ADDRESS" in done.stdout
