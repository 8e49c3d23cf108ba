"""Damaged token files are refused in one line that names the file."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from companion import cli
from companion.byte_pair_encoding import save
from companion.token_files import open_token_files
from tests.token_jobs import (
    BYTES,
    FILES,
    contents,
    tokenize,
)

Damage = Callable[[Path], object]


def _array(name: str, change: Callable[[Any], Any]) -> Damage:
    def damage(folder: Path) -> None:
        path = folder / name
        array = change(np.load(path))
        with path.open("wb") as file:
            np.save(file, array, allow_pickle=True)

    return damage


def _bytes(name: str, change: Callable[[bytes], bytes]) -> Damage:
    return lambda folder: (folder / name).write_bytes(
        change((folder / name).read_bytes())
    )


def _entry(name: str, value: object) -> Damage:
    def damage(folder: Path) -> None:
        path = folder / "manifest.json"
        data = json.loads(path.read_text())
        data[name] = value
        path.write_text(json.dumps(data))

    return damage


def _without(name: str) -> Damage:
    def damage(folder: Path) -> None:
        path = folder / "manifest.json"
        data = json.loads(path.read_text())
        del data[name]
        path.write_text(json.dumps(data))

    return damage


def _header(name: str, header: str) -> Damage:
    def damage(folder: Path) -> None:
        text = header.encode("latin-1") + b"\n"
        (folder / name).write_bytes(
            b"\x93NUMPY\x02\x00" + len(text).to_bytes(4, "little") + text
        )

    return damage


def _shape(name: str, shape: str, descr: str = "'<u2'") -> Damage:
    return _header(
        name, f"{{'descr': {descr}, 'fortran_order': False, 'shape': {shape}}}"
    )


def _folder_instead(name: str) -> Damage:
    def damage(folder: Path) -> None:
        (folder / name).unlink()
        (folder / name).mkdir()

    return damage


TOKENS, DOCUMENTS, MANIFEST = "tokens.npy", "documents.npy", "manifest.json"


HEAD = b'{\n "format": "companion token files, version 2",\n "n_tokens": '


DAMAGES: dict[str, Damage] = {
    # Tokens of another type or shape.
    "tokens as float": _array(TOKENS, lambda a: a.astype("<f4")),
    "tokens as half floats": _array(TOKENS, lambda a: a.view("<f2")),
    "tokens as complex": _array(TOKENS, lambda a: a.astype("<c8")),
    "tokens as text": _array(TOKENS, lambda a: a.astype("U5")),
    "tokens as bytes": _array(TOKENS, lambda a: a.astype("S5")),
    "tokens signed": _array(TOKENS, lambda a: a.astype("<i2")),
    "tokens wider": _array(TOKENS, lambda a: a.astype("<u4")),
    "tokens in the other byte order": _array(TOKENS, lambda a: a.astype(">u2")),
    "tokens as answers": _array(TOKENS, lambda a: a.astype(bool)),
    "tokens as dates": _array(TOKENS, lambda a: a.astype("<M8[s]")),
    "tokens as objects": _array(TOKENS, lambda a: a.astype(object)),
    "tokens structured": _array(TOKENS, lambda a: a.view([("id", "<u2")])),
    "tokens in two dimensions": _array(TOKENS, lambda a: a.reshape(-1, 1)),
    "tokens in none": _array(TOKENS, lambda a: a[0]),
    # Tokens cut, lengthened, or of another job.
    "tokens missing": lambda folder: (folder / TOKENS).unlink(),
    "tokens a folder": _folder_instead(TOKENS),
    "tokens empty": _bytes(TOKENS, lambda data: b""),
    "tokens without numbers": _array(TOKENS, lambda a: a[:0]),
    "tokens cut": _bytes(TOKENS, lambda data: data[:-1]),
    "tokens cut in the header": _bytes(TOKENS, lambda data: data[:50]),
    "tokens with more behind": _bytes(TOKENS, lambda data: data + b"\0\0"),
    "one token less": _array(TOKENS, lambda a: a[1:]),
    "one token more": _array(TOKENS, lambda a: np.append(a, a[-1])),
    "tokens not closed": _array(TOKENS, lambda a: np.append(a[:-1], a[0])),
    "tokens no npy": _bytes(TOKENS, lambda data: b"x" * len(data)),
    # Headers that are made to hurt.
    "a shape that overflows": _shape(TOKENS, f"({2**62},)"),
    "a shape beyond 64 bits": _shape(TOKENS, f"({2**70},)"),
    "a negative shape": _shape(TOKENS, "(-5,)"),
    "a shape of answers": _shape(TOKENS, "(True,)"),
    "a shape of many": _shape(TOKENS, "(" + "1," * 100 + ")"),
    "a header of brackets": _header(TOKENS, "(" * 9_000),
    "a header of minus signs": _header(TOKENS, "-" * 9_000 + "1"),
    "a header of a megabyte": _header(TOKENS, " " * 1_000_000),
    "a header that is a call": _header(TOKENS, "__import__('os').getcwd()"),
    "a type that is none": _shape(TOKENS, "(5,)", "'<q9'"),
    "a type nested deeply": _shape(
        TOKENS, "(5,)", "[('a'," * 300 + "'<u2'" + ")]" * 300
    ),
    # Documents.
    "documents missing": lambda folder: (folder / DOCUMENTS).unlink(),
    "documents as float": _array(DOCUMENTS, lambda a: a.astype("<f8")),
    "documents narrower": _array(DOCUMENTS, lambda a: a.astype("<i4")),
    "documents unsigned": _array(DOCUMENTS, lambda a: a.astype("<u8")),
    "documents in two dimensions": _array(DOCUMENTS, lambda a: a.reshape(1, -1)),
    "documents empty": _array(DOCUMENTS, lambda a: a[:0]),
    "one document less": _array(DOCUMENTS, lambda a: a[1:]),
    "documents moved": _array(DOCUMENTS, lambda a: a - (a > 0) * (a < a[-1])),
    "documents backwards": _array(DOCUMENTS, lambda a: a[::-1].copy()),
    "documents cut": _bytes(DOCUMENTS, lambda data: data[:-8]),
    # The manifest.
    "manifest empty": _bytes(MANIFEST, lambda data: b""),
    "manifest cut": _bytes(MANIFEST, lambda data: data[: len(data) // 2]),
    "manifest not UTF-8": _bytes(MANIFEST, lambda data: data[:-3] + b"\xff"),
    "manifest in UTF-16": _bytes(MANIFEST, lambda data: data.decode().encode("utf-16")),
    "manifest a folder": _folder_instead(MANIFEST),
    "manifest a list": _bytes(MANIFEST, lambda data: b"[" + data + b"]"),
    "manifest of brackets": _bytes(MANIFEST, lambda data: HEAD + b"[" * 200_000),
    "a number without end": _bytes(MANIFEST, lambda data: HEAD + b"9" * 100_000 + b"}"),
    "format of another version": _entry("format", "companion token files, version 9"),
    "format a number": _entry("format", 1),
    "dtype another": _entry("dtype", "uint32"),
    "dtype a float": _entry("dtype", "float32"),
    "dtype a list": _entry("dtype", ["uint16"]),
    "no dtype": _without("dtype"),
    "eot a text": _entry("eot", "256"),
    "eot a fraction": _entry("eot", 256.0),
    "eot an answer": _entry("eot", True),
    "eot null": _entry("eot", None),
    "eot negative": _entry("eot", -1),
    "eot too large": _entry("eot", 1 << 16),
    "eot another": _entry("eot", 255),
    "no eot": _without("eot"),
    "n_tokens a text": _entry("n_tokens", "many"),
    "n_tokens infinite": _entry("n_tokens", float("inf")),
    "n_tokens huge": _entry("n_tokens", 10**30),
    "n_tokens zero": _entry("n_tokens", 0),
    "n_tokens another": _entry("n_tokens", 5),
    "no n_tokens": _without("n_tokens"),
    "documents in the manifest a number": _entry("documents", 3),
    "documents in the manifest none": _entry("documents", []),
    "documents in the manifest more": _entry("documents", [{}] * 9),
    "no documents in the manifest": _without("documents"),
    "parts a text": _entry("parts", "abc"),
    "parts of numbers": _entry("parts", [1, 2]),
    "no parts": _without("parts"),
    "tokenizer_sha256 a number": _entry("tokenizer_sha256", 5),
    "no tokenizer_sha256": _without("tokenizer_sha256"),
    "documents_sha256 another": _entry("documents_sha256", "0" * 64),
    "part_bytes zero": _entry("part_bytes", 0),
    "no part_bytes": _without("part_bytes"),
}


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Tokenize three small texts."""
    place = tmp_path_factory.mktemp("damages")
    texts = [place / f"{number}.txt" for number in range(3)]
    for number, text in enumerate(texts):
        text.write_text("some text " * (number + 2), encoding="utf-8")
    tokenize(texts, place / "tokens")
    return place / "tokens"


@pytest.mark.parametrize("name", DAMAGES)
def test_every_damage_is_one_error_that_names_the_file(
    name: str, good: Path, tmp_path: Path
) -> None:
    bad = tmp_path / "tokens"
    shutil.copytree(good, bad)
    assert len(open_token_files(bad).documents) == 4
    before = contents(bad)
    DAMAGES[name](bad)
    damaged = {file for file in before if contents(bad).get(file) != before[file]}
    assert len(damaged) == 1
    with pytest.raises(ValueError, match=r"delete|choose another folder") as caught:
        open_token_files(bad)
    message = str(caught.value)
    # Where two files contradict each other, either may be the one that is named.
    assert any(str(bad / file) in message for file in before)
    assert len(message) < 400 + len(str(bad))


def test_a_damaged_folder_is_one_line_of_the_command(
    good: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    texts = [str(good.parent / f"{number}.txt") for number in range(3)]
    tokenizer = tmp_path / "tokenizer.json"
    save(BYTES, tokenizer)
    for name in ("eot a text", "manifest of brackets", "a header of brackets"):
        bad = tmp_path / name
        shutil.copytree(good, bad)
        DAMAGES[name](bad)
        options = ["--output", str(bad), "--tokenizer", str(tokenizer)]
        assert cli.main(["tokenize", *texts, *options]) == 1
        *progress, line = capsys.readouterr().err.splitlines()
        assert all("tokenizing:" in shown or not shown for shown in progress)
        assert line.startswith(f"companion: {bad}")


def test_a_folder_of_version_1_opens_and_says_why_it_cannot_be_compared(
    good: Path, tmp_path: Path
) -> None:
    old = tmp_path / "tokens"
    shutil.copytree(good, old)
    manifest = json.loads((old / MANIFEST).read_text())
    manifest["format"] = "companion token files, version 1"
    manifest["tokenizer_sha256"] = "0" * 64  # of a pickle
    del manifest["part_bytes"], manifest["documents_sha256"]
    (old / MANIFEST).write_text(json.dumps(manifest, indent=1))
    assert open_token_files(old).ids.tolist() == open_token_files(good).ids.tolist()
    texts = [good.parent / f"{number}.txt" for number in range(3)]
    with pytest.raises(ValueError, match=r"an earlier version.*open_token_files"):
        tokenize(texts, old)
    _array(DOCUMENTS, lambda starts: starts[::-1].copy())(old)
    with pytest.raises(ValueError, match=r"documents\.npy .* does not go up from 0"):
        open_token_files(old)


def test_files_of_two_jobs_are_not_opened_together(
    tmp_path: Path, story_file: Path
) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    tokenize(story_file, one)
    story_file.write_bytes(story_file.read_bytes().replace(b"e", b"ee"))
    tokenize(story_file, two)
    for name in FILES:
        kept = (one / name).read_bytes()
        shutil.copy(two / name, one / name)
        with pytest.raises(ValueError, match=r"\.npy does not belong to these token f"):
            open_token_files(one)
        (one / name).write_bytes(kept)
    assert len(open_token_files(one).documents) == 2
