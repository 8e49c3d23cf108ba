"""A whole job: from a folder of texts to a folder of tokens, and again."""

from __future__ import annotations

import errno
import json
import os
import subprocess
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import tiktoken

from companion.byte_pair_encoding import BytePairTokenizer
from companion.corpora import load_text
from companion.special_tokens import END_OF_TEXT, MarkedWordTokenizer
from companion.token_files import job, open_token_files, tokenize_files
from companion.token_files.cutting import PART_BYTES, UnreadableFilesError
from companion.token_files.resuming import working_on
from companion.token_files.tokenizer import identity
from tests.token_jobs import (
    BYTES,
    FAST_GPT2,
    FILES,
    GPT2,
    OTHER_BYTES,
    SMALL,
    Meddling,
    contents,
    run_child,
    tokenize,
    whole,
)


def test_ids_take_two_bytes_up_to_65536_and_four_beyond(
    tmp_path: Path, story_file: Path, encodings: dict[str, tiktoken.Encoding]
) -> None:
    assert tokenize(story_file, tmp_path / "small", FAST_GPT2).ids.dtype == np.uint16
    large = encodings["cl100k_base"]
    tokens = tokenize(story_file, tmp_path / "large", large)
    assert tokens.ids.dtype == np.uint32
    assert tokens.ids.tolist() == whole([story_file], large)
    assert tokens.eot == 100257
    limit = BytePairTokenizer(BYTES.ranks, special_tokens={END_OF_TEXT: 65535})
    assert tokenize(story_file, tmp_path / "limit", limit).ids.dtype == np.uint16
    beyond = BytePairTokenizer(BYTES.ranks, special_tokens={END_OF_TEXT: 65536})
    assert tokenize(story_file, tmp_path / "beyond", beyond).ids.dtype == np.uint32


def test_text_that_spells_a_special_token_is_ordinary(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(f"one{END_OF_TEXT}two", encoding="utf-8")
    for number, tokenizer in enumerate((GPT2, FAST_GPT2)):
        tokens = tokenize(path, tmp_path / f"tokens{number}", tokenizer)
        assert tokens.ids.tolist() == [
            *(505, 27, 91, 437, 1659, 5239, 91, 29, 11545),
            50256,
        ]


def test_an_empty_file_is_an_empty_document(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / f"{name}.txt").touch()
    tokens = tokenize(tmp_path, tmp_path / "tokens")
    assert tokens.ids.tolist() == [256, 256]
    assert tokens.documents.tolist() == [0, 1, 2]


def test_the_manifest_tells_settings_files_and_hashes(
    tmp_path: Path, story_file: Path
) -> None:
    tokens = tokenize(story_file, tmp_path / "tokens")
    manifest = json.loads((tmp_path / "tokens" / "manifest.json").read_bytes())
    written = contents(tmp_path / "tokens")
    assert written.keys() == FILES
    assert manifest == {
        "format": "companion token files, version 2",
        "dtype": "uint16",
        "eot": 256,
        "n_tokens": len(tokens.ids),
        "tokens_sha256": sha256(written["tokens.npy"]).hexdigest(),
        "documents_sha256": sha256(written["documents.npy"]).hexdigest(),
        "tokenizer_sha256": identity(BYTES),
        "part_bytes": PART_BYTES,
        "documents": [
            {"file": story_file.as_posix(), "bytes": story_file.stat().st_size}
        ],
        "parts": manifest["parts"],
    }
    assert [len(part) for part in manifest["parts"]] == [64]


def test_a_tokenizer_without_known_borders_gets_whole_files_and_a_warning(
    tmp_path: Path, story_file: Path
) -> None:
    tokenizer = MarkedWordTokenizer.from_text(load_text("story"))
    with pytest.warns(UserWarning, match=r"encoded whole.*story\.txt \(\d\d,\d+ byt"):
        tokens = tokenize(story_file, tmp_path / "tokens", tokenizer, part_bytes=SMALL)
    assert tokens.ids.tolist() == whole([story_file], tokenizer)


def test_folders_are_walked_in_order_without_hidden_names_and_the_output(
    tmp_path: Path,
) -> None:
    for name in ("b/2.txt", "b/10.txt", "a.txt", "b.txt", ".git/x", "b/.x", "c/d/e"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name, encoding="utf-8")
    names = ["a.txt", "b/10.txt", "b/2.txt", "b.txt", "c/d/e"]
    expected = "\x00".join(names)
    tokens = tokenize(tmp_path, tmp_path / "b" / "tokens")
    ids = np.where(tokens.ids == 256, 0, tokens.ids).astype(np.uint8)
    assert bytes(ids[:-1]).decode() == expected
    again = tokenize(tmp_path, tmp_path / "b" / "tokens")
    assert again.ids.tolist() == tokens.ids.tolist()


def test_all_missing_paths_are_named_and_nothing_is_made(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFilesError, match=r"(?s)no-a.*No such.*\n.*no-b"):
        tokenize([tmp_path / "no-a", tmp_path / "no-b"], tmp_path / "tokens")
    with pytest.raises(ValueError, match="there are no files in"):
        tokenize(tmp_path, tmp_path / "tokens")
    with pytest.raises(ValueError, match="there are no files in"):
        tokenize([], tmp_path / "tokens")
    assert not contents(tmp_path)
    assert not (tmp_path / "tokens").exists()


def test_files_that_are_not_utf8_are_all_named_and_the_rest_is_kept(
    tmp_path: Path, story_file: Path
) -> None:
    text = story_file.read_bytes()
    place = text.index(b" ", 15_000)
    (tmp_path / "wrong.txt").write_bytes(text[:place] + b"\xff\xfe" + text[place:])
    (tmp_path / "utf16.txt").write_bytes(b"\xef\xbb\xbfa\xe9\x00")
    output = tmp_path / "tokens"
    with pytest.raises(UnreadableFilesError) as caught:
        tokenize(tmp_path, output, part_bytes=SMALL)
    message = str(caught.value)
    assert f"wrong.txt: not UTF-8: byte 0xff at place {place}" in message
    assert "utf16.txt: not UTF-8: byte 0xe9 at place 4" in message
    assert "story.txt" not in message
    with pytest.raises(ValueError, match="holds no finished token files"):
        open_token_files(output)
    kept = contents(output)
    assert len(kept) >= 3
    assert all(name.endswith(".bin") for name in kept)
    for name in ("wrong.txt", "utf16.txt"):
        (tmp_path / name).unlink()
    tokens = tokenize(tmp_path, output, part_bytes=SMALL)
    assert tokens.ids.tolist() == whole([story_file], BYTES)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda path: path.write_bytes(path.read_bytes() + b"more"), "changed while"),
        (lambda path: os.truncate(path, 10), "shorter while"),
        (lambda path: path.unlink(), "No such file"),
    ],
)
def test_a_file_that_changes_meanwhile_is_reported(
    change: Callable[[Path], object], message: str, tmp_path: Path, story_file: Path
) -> None:
    changes = iter([change])
    tokenizer = Meddling(lambda: [act(story_file) for act in changes])
    with pytest.raises(UnreadableFilesError, match=message):
        tokenize(story_file, tmp_path / "tokens", tokenizer, part_bytes=SMALL)


def test_bad_arguments_change_nothing(tmp_path: Path, story_file: Path) -> None:
    with pytest.raises(ValueError, match="processes must be at least 1, got 0"):
        tokenize_files(story_file, tmp_path / "tokens", BYTES, processes=0)
    with pytest.raises(TypeError, match=r"processes must be a whole number, got 1\.5"):
        tokenize_files(story_file, tmp_path / "tokens", BYTES, processes=1.5)  # type: ignore[arg-type]
    without = BytePairTokenizer(BYTES.ranks)
    with pytest.raises(KeyError, match="endoftext"):
        tokenize(story_file, tmp_path / "tokens", without)
    assert not (tmp_path / "tokens").exists()


def test_a_finished_job_is_done_again_only_for_another_text_or_tokenizer(
    tmp_path: Path, story_file: Path
) -> None:
    output = tmp_path / "tokens"
    tokenize(story_file, output)
    before = contents(output)
    times = {path: path.stat().st_mtime_ns for path in output.iterdir()}
    assert len(tokenize(story_file, output).documents) == 2
    with pytest.raises(ValueError, match="of another tokenizer: choose"):
        tokenize(story_file, output, OTHER_BYTES)
    # A change that neither size nor time tell.
    stat = story_file.stat()
    story_file.write_bytes(story_file.read_bytes().replace(b"e", b"a", 1))
    os.utime(story_file, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    with pytest.raises(ValueError, match="of another text: choose"):
        tokenize(story_file, output)
    assert contents(output) == before
    assert {path: path.stat().st_mtime_ns for path in output.iterdir()} == times


@pytest.mark.parametrize("processes", [1, 2])
def test_a_finished_job_is_checked_also_where_nothing_can_be_written(
    processes: int, tmp_path: Path, story_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    output = tmp_path / "tokens"
    made = tokenize(story_file, output, part_bytes=SMALL)

    def refuse(*_: object, **__: object) -> None:
        raise OSError(errno.EROFS, "Read-only file system")

    for name in ("mkdir", "rmdir", "unlink", "replace", "fsync"):
        monkeypatch.setattr(os, name, refuse)
    again = tokenize_files(
        story_file, output, BYTES, processes=processes, progress=False
    )
    assert again.ids.tolist() == made.ids.tolist()


def test_a_run_that_waited_for_the_lock_sees_what_the_other_has_finished(
    tmp_path: Path, story_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another run starts and ends just before this one takes the lock."""
    folder = tmp_path / "tokens"

    def be_late(where: Path) -> Any:
        monkeypatch.setattr(job, "working_on", working_on)
        tokenize(story_file, folder)
        return working_on(where)

    monkeypatch.setattr(job, "working_on", be_late)
    with pytest.raises(ValueError, match="of another tokenizer: choose"):
        tokenize(story_file, folder, OTHER_BYTES)
    assert open_token_files(folder).ids.tolist() == whole([story_file], BYTES)


def test_a_second_run_on_the_folder_is_refused_and_changes_nothing(
    tmp_path: Path, story_file: Path
) -> None:
    folder = tmp_path / "tokens"
    second: list[BaseException] = []

    def run_again() -> None:
        before = contents(folder)
        for start in (
            lambda: tokenize(__file__, folder, OTHER_BYTES),
            lambda: run_child(folder, "os", "replace", 0, "never").check_returncode(),
        ):
            with pytest.raises((RuntimeError, subprocess.CalledProcessError)) as caught:
                start()
            second.append(caught.value)
        assert contents(folder) == before

    tokens = tokenize(story_file, folder, Meddling(run_again))
    assert f"another run is working on {folder}: wait" in str(second[0])
    assert isinstance(second[1], subprocess.CalledProcessError)
    assert len(second) == 2
    assert tokens.ids.tolist() == whole([story_file], BYTES)
    assert contents(folder).keys() == FILES


def test_what_a_killed_process_left_half_written_is_swept_up_by_the_main_one(
    tmp_path: Path, story_file: Path
) -> None:
    folder = tmp_path / "tokens"

    def die_half_written() -> None:
        (folder / "unfinished-parts" / f"{'0' * 64}.bin.{'0' * 32}").touch()
        raise RuntimeError("as if a process was killed")

    with pytest.raises(UnreadableFilesError, match="as if"):
        tokenize(story_file, folder, Meddling(die_half_written), part_bytes=SMALL)
    assert not contents(folder)
