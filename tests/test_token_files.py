"""Token files: cut at safe borders, resumed after any kill, the same to the byte."""

from __future__ import annotations

import errno
import json
import os
import pickle
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
import psutil
import pytest
import tiktoken
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tiktoken_ext import openai_public

from companion.byte_pair_encoding import BytePairTokenizer
from companion.byte_pair_encoding.files import load_gpt2, to_tiktoken
from companion.corpora import data_path, load_text
from companion.sliding_window import join_documents
from companion.special_tokens import END_OF_TEXT, MarkedWordTokenizer
from companion.token_files import TokenFiles, open_token_files, tokenize_files
from companion.token_files import cutting as text_chunks
from companion.token_files import folder as token_folder
from companion.token_files import job as token_files
from companion.token_files import parts as token_parts
from companion.token_files import processes as token_workers
from companion.token_files.cutting import (
    UnreadableFilesError,
    border_rule,
    cut_into_parts,
    find_files,
)
from companion.tokenization import Tokenizer

BYTES = BytePairTokenizer(
    {bytes([value]): value for value in range(256)}, special_tokens={END_OF_TEXT: 256}
)
OTHER_BYTES = BytePairTokenizer(
    {bytes([value]): 255 - value for value in range(256)},
    special_tokens={END_OF_TEXT: 256},
)
GPT2 = load_gpt2()
FAST_GPT2 = to_tiktoken(GPT2, "gpt2")

JOB = token_parts.Job("", "0" * 64, "<u2", 256, only_hash=False)

# A process that tokenizes the story in small parts, and may be killed on the way.
CHILD = """
import os, shutil, signal, sys
from companion.token_files import job as token_files
from companion.token_files import cutting as text_chunks
from companion.token_files import parts as token_parts
from companion.byte_pair_encoding import BytePairTokenizer
from companion.corpora import data_path

text_chunks.PART_BYTES = 6000
tokenizer = BytePairTokenizer(
    {bytes([value]): value for value in range(256)},
    special_tokens={"<|endoftext|>": 256},
)

def die():
    os.kill(os.getpid(), getattr(signal, "SIGKILL", signal.SIGTERM))

def killing(function, call, moment):
    calls = 0
    def wrapped(*arguments, **options):
        nonlocal calls
        calls += 1
        if calls == call and moment == "before":
            die()
        result = function(*arguments, **options)
        if calls == call and moment == "after":
            die()
        return result
    return wrapped

folder, module, name, call, moment = sys.argv[1:]
module = {"os": os, "shutil": shutil}[module]
setattr(module, name, killing(getattr(module, name), int(call), moment))
if __name__ == "__main__":
    token_files.tokenize_files(data_path("story.txt"), folder, tokenizer, processes=1)
"""


def run_child(*arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", CHILD, *map(str, arguments)],
        capture_output=True,
        text=True,
        timeout=120,
    )


def contents(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def tokenize(paths: Any, folder: Path, tokenizer: Any = BYTES) -> TokenFiles:
    return tokenize_files(paths, folder, tokenizer, processes=1, progress=False)


def whole(paths: Sequence[Path], tokenizer: Tokenizer) -> list[int]:
    """Encode whole documents with a tokenizer, and join them."""
    ids = [tokenizer.encode(load_text(p), disallowed_special=()) for p in paths]
    return join_documents(ids, tokenizer.eot_token).tolist()


@pytest.fixture
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text_chunks, "PART_BYTES", 6000)


@pytest.fixture
def story(tmp_path: Path) -> Path:
    path = tmp_path / "story.txt"
    path.write_text(load_text("story"), encoding="utf-8", newline="")
    return path


@pytest.fixture(scope="module")
def encodings() -> Iterator[dict[str, tiktoken.Encoding]]:
    """Make encodings with the patterns of tiktoken's own, on GPT-2's tokens."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(openai_public, "load_tiktoken_bpe", lambda *_, **__: GPT2.ranks)
        made = {}
        for name in ("r50k_base", "cl100k_base", "o200k_base"):
            data = getattr(openai_public, name)()
            made[name] = tiktoken.Encoding(
                name,
                pat_str=data["pat_str"],
                mergeable_ranks=data["mergeable_ranks"],
                special_tokens=data["special_tokens"],
            )
            patch.setitem(tiktoken.registry.ENCODINGS, name, made[name])
        yield made


# Borders.

TEXT_PIECES = st.one_of(
    st.sampled_from(
        [" ", "\n", "\r\n", "\r", "\t", "\u3000", "\xa0", "\x1c", "\x85", "\ufeff"]
    ),
    st.sampled_from(["'s", "'re", "'LL", "don't", "word", "9", "1234", "Ünï"]),
    st.sampled_from(["{", '"id":', "},", "a1", "B", "1", "2b3", "'", "_x", "@", "`"]),
    st.sampled_from([".", "...", "--", '"', "/", "!?", "_", "।", "\u200c", "\0"]),
    st.sampled_from(["日本", "です", "。", "，", "한국어", "هٔ", "ि", "👩‍🚀"]),
    st.text(max_size=3),
)
TEXTS = st.lists(TEXT_PIECES, max_size=25).map("".join)
LONG_TEXTS = st.lists(TEXT_PIECES, min_size=12, max_size=25).map("".join)


@pytest.mark.parametrize(
    "name", ["companion", "gpt2", "r50k_base", "cl100k_base", "o200k_base"]
)
def test_at_every_border_both_sides_encode_as_in_the_whole_text(
    name: str, encodings: dict[str, tiktoken.Encoding]
) -> None:
    tokenizer = (encodings | {"gpt2": FAST_GPT2}).get(name, GPT2)
    rule = border_rule(tokenizer)
    assert rule is not None
    tested = 0

    @given(LONG_TEXTS)
    @settings(max_examples=200, deadline=None)
    def check(text: str) -> None:
        nonlocal tested
        ids = tokenizer.encode_ordinary(text)
        for match in rule.finditer(text):
            left, right = text[: match.start()], text[match.start() :]
            assert left
            assert right
            pieces = tokenizer.encode_ordinary(left) + tokenizer.encode_ordinary(right)
            assert pieces == ids
            tested += 1

    check()
    assert tested > 50


def test_tiktokens_spelling_of_gpt2s_pattern_is_known() -> None:
    assert openai_public.r50k_pat_str in text_chunks._GPT2_SPELLINGS


def test_every_text_of_the_project_has_borders_often() -> None:
    parallel = data_path("parallel.tsv")
    rule = border_rule(GPT2)
    assert rule is not None
    for text in (load_text("story"), parallel.read_text(encoding="utf-8")):
        places = [match.start() for match in rule.finditer(text)]
        assert max(np.diff(places)) < 80
    later = text_chunks._LATER_BORDER
    unspaced = "春眠不覚暁、処処聞啼鳥。" * 10
    assert len(rule.findall(unspaced)) == len(later.findall(unspaced)) == 20
    packed = '{"id":12,"to":[3,"b4"]}' * 10
    assert len(rule.findall(packed)) == len(later.findall(packed)) == 60


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    documents=st.lists(TEXTS.map(str.encode), min_size=1, max_size=4),
    part_bytes=st.integers(1, 40),
    window=st.integers(12, 30),
    weight=st.integers(0, 20),
)
def test_parts_give_the_ids_of_whole_documents(
    documents: list[bytes], part_bytes: int, window: int, weight: int
) -> None:
    with (
        tempfile.TemporaryDirectory() as place,
        pytest.MonkeyPatch.context() as patch,
    ):
        patch.setattr(text_chunks, "PART_BYTES", part_bytes)
        patch.setattr(text_chunks, "_WINDOW", window)
        patch.setattr(text_chunks, "_OPENING", weight)
        paths = [Path(place, f"{number}.txt") for number in range(len(documents))]
        for path, document in zip(paths, documents, strict=True):
            path.write_bytes(document)
        tokens = tokenize(paths, Path(place, "tokens"), FAST_GPT2)
        assert tokens.ids.tolist() == whole(paths, FAST_GPT2)
        ends = np.flatnonzero(tokens.ids == FAST_GPT2.eot_token) + 1
        assert tokens.documents.tolist() == [0, *ends]
        assert len(ends) == len(documents)
        del tokens


def test_parts_are_about_as_large_as_asked_and_small_files_share_one(
    tmp_path: Path, story: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(text_chunks, "PART_BYTES", 1000)
    monkeypatch.setattr(text_chunks, "_OPENING", 10)
    for number in range(50):
        (tmp_path / f"a{number:02}.txt").write_bytes(b"x" * 90)
    files = find_files(tmp_path)
    parts = list(cut_into_parts(files, border_rule(BYTES)))
    sizes = [sum(piece.end - piece.begin for piece in part) for part in parts]
    assert [len(part) for part in parts[:5]] == [10] * 5
    assert max(sizes) < 1000 + 80
    assert sum(sizes) == sum(file.size for file in files)
    assert text_chunks.count_parts(files) == pytest.approx(len(parts), abs=3)


def test_the_same_bytes_within_a_file_and_at_its_end_are_two_parts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(text_chunks, "PART_BYTES", 4)
    monkeypatch.setattr(text_chunks, "_OPENING", 0)
    (tmp_path / "a.txt").write_text("aaaabbbb cccc", encoding="utf-8")
    (tmp_path / "b.txt").write_text("aaaabbbb", encoding="utf-8")
    tokens = tokenize(tmp_path, tmp_path / "tokens")
    assert tokens.ids.tolist() == [*b"aaaabbbb cccc", 256, *b"aaaabbbb", 256]


def test_a_text_without_border_stays_whole_and_a_warning_says_so(
    tmp_path: Path,
) -> None:
    path = tmp_path / "a.txt"
    path.write_text("a" * 300_000, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(text_chunks, "PART_BYTES", 1000)
        patch.setattr(text_chunks, "_MUCH", 299_999)
        with pytest.warns(UserWarning, match=r"a\.txt: no place .* 300,000 bytes from"):
            tokens = tokenize(path, tmp_path / "tokens", FAST_GPT2)
    assert tokens.ids.tolist() == whole([path], FAST_GPT2)


@pytest.mark.usefixtures("small_parts")
def test_a_tokenizer_without_known_borders_gets_whole_files_and_a_warning(
    tmp_path: Path, story: Path
) -> None:
    tokenizer = MarkedWordTokenizer.from_text(load_text("story"))
    with pytest.warns(UserWarning, match=r"encoded whole.*story\.txt \(\d\d,\d+ byt"):
        tokens = tokenize(story, tmp_path / "tokens", tokenizer)
    assert tokens.ids.tolist() == whole([story], tokenizer)


# What is in the files.


def test_ids_take_two_bytes_up_to_65536_and_four_beyond(
    tmp_path: Path, story: Path, encodings: dict[str, tiktoken.Encoding]
) -> None:
    assert tokenize(story, tmp_path / "small", FAST_GPT2).ids.dtype == np.uint16
    large = encodings["cl100k_base"]
    tokens = tokenize(story, tmp_path / "large", large)
    assert tokens.ids.dtype == np.uint32
    assert tokens.ids.tolist() == whole([story], large)
    assert tokens.eot == 100257
    limit = BytePairTokenizer(BYTES.ranks, special_tokens={END_OF_TEXT: 65535})
    assert tokenize(story, tmp_path / "limit", limit).ids.dtype == np.uint16
    beyond = BytePairTokenizer(BYTES.ranks, special_tokens={END_OF_TEXT: 65536})
    assert tokenize(story, tmp_path / "beyond", beyond).ids.dtype == np.uint32


def test_tiktokens_tokenizers_write_numbers_without_a_list_in_between(
    tmp_path: Path, story: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On this rests that they are nearly as fast as alone."""
    calls = []
    encode = tiktoken.Encoding.encode_to_numpy

    def listen(self: tiktoken.Encoding, text: str, **options: Any) -> Any:
        calls.append(text)
        return encode(self, text, **options)

    monkeypatch.setattr(tiktoken.Encoding, "encode_to_numpy", listen)
    monkeypatch.setattr(tiktoken.Encoding, "encode", pytest.fail)
    tokenize(story, tmp_path / "tokens", FAST_GPT2)
    assert calls == [load_text("story")]


def test_text_that_spells_a_special_token_is_ordinary(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(f"one{END_OF_TEXT}two", encoding="utf-8")
    for number, tokenizer in enumerate((GPT2, FAST_GPT2)):
        tokens = tokenize(path, tmp_path / f"tokens{number}", tokenizer)
        assert tokens.ids.tolist() == [
            *(505, 27, 91, 437, 1659, 5239, 91, 29, 11545),
            50256,
        ]


def test_files_are_read_as_load_text_reads_them(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"\xef\xbb\xbf\xef\xbb\xbfa\r\nb\rc\n\0")
    tokens = tokenize(path, tmp_path / "tokens")
    assert bytes(tokens.ids[:-1].astype(np.uint8)) == b"\xef\xbb\xbfa\nb\nc\n\0"


def test_an_empty_file_is_an_empty_document(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / f"{name}.txt").touch()
    tokens = tokenize(tmp_path, tmp_path / "tokens")
    assert tokens.ids.tolist() == [256, 256]
    assert tokens.documents.tolist() == [0, 1, 2]


def test_the_manifest_tells_settings_files_and_hashes(
    tmp_path: Path, story: Path
) -> None:
    tokens = tokenize(story, tmp_path / "tokens")
    manifest = json.loads((tmp_path / "tokens" / "manifest.json").read_bytes())
    written = contents(tmp_path / "tokens")
    assert written.keys() == {"tokens.npy", "documents.npy", "manifest.json"}
    assert manifest == {
        "format": "companion token files, version 1",
        "dtype": "uint16",
        "eot": 256,
        "n_tokens": len(tokens.ids),
        "tokens_sha256": sha256(written["tokens.npy"]).hexdigest(),
        "tokenizer_sha256": sha256(pickle.dumps(BYTES)).hexdigest(),
        "documents": [{"file": story.as_posix(), "bytes": story.stat().st_size}],
        "parts": manifest["parts"],
    }
    assert [len(part) for part in manifest["parts"]] == [64]


def test_a_million_spaces_are_more_than_tiktoken_takes_but_not_too_many(
    tmp_path: Path,
) -> None:
    path = tmp_path / "a.txt"
    text = "a" + " " * 1_010_000 + "b"
    path.write_text(text, encoding="utf-8")
    tokens = tokenize(path, tmp_path / "tokens", FAST_GPT2)
    with pytest.raises(ValueError, match="stack size"):
        FAST_GPT2.encode_to_numpy(text)
    assert FAST_GPT2.decode(tokens.ids[:-1].tolist()) == text


# Files and folders.


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


def test_token_files_among_the_texts_are_not_taken_for_texts(
    tmp_path: Path, story: Path
) -> None:
    tokenize(story, tmp_path / "finished")
    (tmp_path / "stopped" / "unfinished-parts").mkdir(parents=True)
    (tmp_path / "stopped" / "unfinished-parts" / "0.bin").write_bytes(b"\xff")
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "manifest.json").write_text("{}", encoding="utf-8")
    names = [Path(file.name).name for file in find_files(tmp_path)]
    assert names == ["manifest.json", "story.txt"]


def test_all_missing_paths_are_named_and_nothing_is_made(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFilesError, match=r"(?s)no-a.*No such.*\n.*no-b"):
        tokenize([tmp_path / "no-a", tmp_path / "no-b"], tmp_path / "tokens")
    with pytest.raises(ValueError, match="there are no files in"):
        tokenize(tmp_path, tmp_path / "tokens")
    with pytest.raises(ValueError, match="there are no files in"):
        tokenize([], tmp_path / "tokens")
    assert not contents(tmp_path)
    assert not (tmp_path / "tokens").exists()


def test_many_problems_are_counted() -> None:
    error = UnreadableFilesError([f"file {number}" for number in range(25)])
    assert str(error).endswith("file 19\n  and 5 more")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_a_pipe_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(UnreadableFilesError, match="neither a file nor a folder"):
        tokenize(tmp_path / "pipe", tmp_path / "tokens")


@pytest.mark.usefixtures("small_parts")
def test_files_that_are_not_utf8_are_all_named_and_the_rest_is_kept(
    tmp_path: Path, story: Path
) -> None:
    text = story.read_bytes()
    place = text.index(b" ", 15_000)
    (tmp_path / "wrong.txt").write_bytes(text[:place] + b"\xff\xfe" + text[place:])
    (tmp_path / "utf16.txt").write_bytes(b"\xef\xbb\xbfa\xe9\x00")
    output = tmp_path / "tokens"
    with pytest.raises(UnreadableFilesError) as caught:
        tokenize(tmp_path, output)
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
    tokens = tokenize(tmp_path, output)
    assert tokens.ids.tolist() == whole([story], BYTES)


@pytest.mark.usefixtures("small_parts")
def test_a_file_that_is_gone_before_it_is_cut_is_reported(
    tmp_path: Path, story: Path
) -> None:
    files = find_files(story)
    story.unlink()
    with pytest.raises(UnreadableFilesError, match=r"story\.txt: No such file"):
        list(cut_into_parts(files, border_rule(BYTES)))


class Meddling:
    """A tokenizer during whose work something happens to the files."""

    pattern = BYTES.pattern
    n_vocab = 257
    eot_token = 256

    def __init__(self, meddle: Callable[[], object]) -> None:
        self.meddle = meddle

    def __reduce__(self) -> tuple[object, ...]:
        return dict, ()

    def encode(self, text: str, **_: object) -> list[int]:  # noqa: D102
        self.meddle()
        return BYTES.encode_ordinary(text)


@pytest.mark.usefixtures("small_parts")
@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda path: path.write_bytes(path.read_bytes() + b"more"), "changed while"),
        (lambda path: os.truncate(path, 10), "shorter while"),
        (lambda path: path.unlink(), "No such file"),
    ],
)
def test_a_file_that_changes_meanwhile_is_reported(
    change: Callable[[Path], object], message: str, tmp_path: Path, story: Path
) -> None:
    changes = iter([change])
    tokenizer = Meddling(lambda: [act(story) for act in changes])
    with pytest.raises(UnreadableFilesError, match=message):
        tokenize(story, tmp_path / "tokens", tokenizer)


def test_a_text_that_cannot_be_tokenized_is_reported(
    tmp_path: Path, story: Path
) -> None:
    def fail() -> None:
        raise KeyError("dragon")

    with pytest.raises(UnreadableFilesError, match=r"story\.txt: 'dragon'"):
        tokenize(story, tmp_path / "tokens", Meddling(fail))
    assert not (tmp_path / "tokens" / "unfinished-parts").exists()


def test_too_little_memory_is_no_fault_of_the_text(tmp_path: Path, story: Path) -> None:
    def fail() -> None:
        raise MemoryError

    with pytest.raises(MemoryError, match=r"story\.txt: not enough .* 19,948 bytes"):
        tokenize(story, tmp_path / "tokens", Meddling(fail))


def test_a_tokenizer_that_writes_its_end_of_text_itself_is_reported(
    tmp_path: Path, story: Path
) -> None:
    tokenizer = BytePairTokenizer(
        {bytes([value]): value for value in range(256)}, special_tokens={"x": 256}
    )
    tokenizer.special_tokens[END_OF_TEXT] = ord("e")
    with pytest.raises(UnreadableFilesError, match="gives its end-of-text ID 101"):
        tokenize(story, tmp_path / "tokens", tokenizer)


def test_bad_arguments_change_nothing(tmp_path: Path, story: Path) -> None:
    with pytest.raises(ValueError, match="processes must be at least 1, got 0"):
        tokenize_files(story, tmp_path / "tokens", BYTES, processes=0)
    with pytest.raises(TypeError, match=r"processes must be a whole number, got 1\.5"):
        tokenize_files(story, tmp_path / "tokens", BYTES, processes=1.5)  # type: ignore[arg-type]
    without = BytePairTokenizer(BYTES.ranks)
    with pytest.raises(KeyError, match="endoftext"):
        tokenize(story, tmp_path / "tokens", without)
    assert not (tmp_path / "tokens").exists()


def test_a_folder_of_other_things_is_left_alone(tmp_path: Path, story: Path) -> None:
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "thesis.txt").write_text("precious", encoding="utf-8")
    with pytest.raises(ValueError, match="holds files that are not token files"):
        tokenize(story, mine)
    for text in ("{}", "[1]", "not JSON"):
        (mine / "manifest.json").write_text(text, encoding="utf-8")
        with pytest.raises(ValueError, match="does not say"):
            tokenize(story, mine)
    assert contents(mine).keys() == {"thesis.txt", "manifest.json"}
    empty = tmp_path / "empty"
    empty.mkdir()
    assert len(tokenize(story, empty).documents) == 2


# Starting again.


def test_a_finished_job_is_done_again_only_for_another_text_or_tokenizer(
    tmp_path: Path, story: Path
) -> None:
    output = tmp_path / "tokens"
    tokenize(story, output)
    before = contents(output)
    times = {path: path.stat().st_mtime_ns for path in output.iterdir()}
    assert len(tokenize(story, output).documents) == 2
    with pytest.raises(ValueError, match="of another text or tokenizer"):
        tokenize(story, output, OTHER_BYTES)
    # A change that neither size nor time tell.
    stat = story.stat()
    story.write_bytes(story.read_bytes().replace(b"e", b"a", 1))
    os.utime(story, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    with pytest.raises(ValueError, match="of another text or tokenizer"):
        tokenize(story, output)
    assert contents(output) == before
    assert {path: path.stat().st_mtime_ns for path in output.iterdir()} == times


@pytest.mark.usefixtures("small_parts")
@pytest.mark.parametrize("processes", [1, 2])
def test_a_finished_job_is_checked_also_where_nothing_can_be_written(
    processes: int, tmp_path: Path, story: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    output = tmp_path / "tokens"
    made = tokenize(story, output)

    def refuse(*_: object, **__: object) -> None:
        raise OSError(errno.EROFS, "Read-only file system")

    for name in ("mkdir", "rmdir", "unlink", "replace", "fsync"):
        monkeypatch.setattr(os, name, refuse)
    again = tokenize_files(story, output, BYTES, processes=processes, progress=False)
    assert again.ids.tolist() == made.ids.tolist()


@pytest.mark.usefixtures("small_parts")
def test_parts_of_another_text_or_tokenizer_are_not_mixed_in(
    tmp_path: Path, story: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    output = tmp_path / "tokens"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(token_files, "_finish", stop)
        for tokenizer in (OTHER_BYTES, BYTES):
            with pytest.raises(OSError, match="No space"):
                tokenize(story, output, tokenizer)
    text = story.read_bytes()
    story.write_bytes(text[:9000].replace(b"e", b"a") + text[9000:])
    made: list[str] = []
    new_file = token_parts.new_file
    monkeypatch.setattr(
        token_parts, "new_file", lambda p, f: made.append(p.name) or new_file(p, f)
    )
    tokens = tokenize(story, output)
    assert tokens.ids.tolist() == whole([story], BYTES)
    assert len(made) == 2  # the changed ones of four
    tokenize(story, tmp_path / "fresh")
    assert contents(output) == contents(tmp_path / "fresh")


def test_killed_at_any_moment_it_goes_on_to_the_same_bytes(tmp_path: Path) -> None:
    undisturbed = tmp_path / "undisturbed"
    assert run_child(undisturbed, "os", "replace", 0, "never").returncode == 0
    parts = len(json.loads((undisturbed / "manifest.json").read_bytes())["parts"])
    assert parts == 4
    folder = tmp_path / "killed"
    # Each run goes on where the last was killed, so later calls are of later files:
    # the parts, then tokens.npy, documents.npy and the manifest, then the clearing up.
    for function, call, moment, done in [
        ("os fsync", 1, "before", 0),
        ("os replace", 2, "before", 1),
        ("os replace", 1, "after", 2),
        ("os fsync", 2, "after", 3),
        ("os replace", 1, "after", 4),
        ("os replace", 1, "before", 4),
        ("os replace", 1, "after", 4),
        ("os fsync", 2, "after", 4),
        ("os replace", 2, "after", 4),
        ("os replace", 3, "before", 4),
        ("os replace", 3, "after", 4),
        ("shutil rmtree", 1, "before", 4),
        ("os rmdir", 1, "before", 0),
    ]:
        child = run_child(folder, *function.split(), call, moment)
        assert child.returncode not in (0, 1), child.stderr
        left = list((folder / "unfinished-parts").glob("*.bin"))
        assert len(left) == done
        if not (folder / "manifest.json").exists():
            with pytest.raises(ValueError, match="holds no finished"):
                open_token_files(folder)
    assert run_child(folder, "os", "replace", 1, "before").returncode == 0
    assert contents(folder) == contents(undisturbed)


LARGE = """
import sys
from companion.token_files import cutting as text_chunks
from companion.byte_pair_encoding.files import load_gpt2, to_tiktoken
from companion.token_files import tokenize_files

text_chunks.PART_BYTES = int(sys.argv[3])
if __name__ == "__main__":
    tokenizer = to_tiktoken(load_gpt2(), "gpt2")
    tokenize_files(sys.argv[1], sys.argv[2], tokenizer, processes=2)
"""


def test_killed_with_its_processes_it_leaves_none_and_goes_on(
    tmp_path: Path, story: Path
) -> None:
    text = tmp_path / "large.txt"
    text.write_bytes(story.read_bytes() * 150)
    folder = tmp_path / "tokens"
    command = [sys.executable, "-c", LARGE, str(text), str(folder), "20000"]
    main = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + 60
    while len(list(folder.glob("unfinished-parts/*.bin"))) < 20:
        assert main.poll() is None
        if time.monotonic() > deadline:
            main.kill()
            pytest.fail("no parts were made in a minute")
        time.sleep(0.005)
    workers = psutil.Process(main.pid).children(recursive=True)
    main.kill()
    main.wait()
    assert len(workers) >= 2
    assert not psutil.wait_procs(workers, timeout=20)[1]
    assert not (folder / "manifest.json").exists()
    subprocess.run(command, check=True, stderr=subprocess.DEVNULL, timeout=120)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(text_chunks, "PART_BYTES", 20_000)
        tokenize(text, tmp_path / "undisturbed", FAST_GPT2)
    assert contents(folder) == contents(tmp_path / "undisturbed")


@pytest.mark.usefixtures("small_parts")
def test_what_killed_runs_left_half_written_is_gone_before_the_next_needs_room(
    tmp_path: Path, story: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unfinished() -> list[str]:
        names = [path.name for path in folder.glob("unfinished-parts/*")]
        return [
            name for name in names if name.rpartition(".")[2] not in ("bin", "lock")
        ]

    folder = tmp_path / "tokens"
    # While it writes a part, then twice while it puts the parts together.
    for fsync, kept in ((2, "bin"), (4, "tokens.npy"), (2, "documents.npy")):
        assert run_child(folder, "os", "fsync", fsync, "before").returncode not in (
            0,
            1,
        )
        (name,) = unfinished()
        assert f"{kept}." in name
    seen = []
    finish = token_files._finish
    monkeypatch.setattr(
        token_files, "_finish", lambda *args: seen.append(unfinished()) or finish(*args)
    )
    tokenize(story, folder)
    assert seen == [[]]
    assert contents(folder).keys() == {"tokens.npy", "documents.npy", "manifest.json"}


@pytest.mark.usefixtures("small_parts")
def test_what_a_killed_process_left_half_written_is_swept_up_by_the_main_one(
    tmp_path: Path, story: Path
) -> None:
    folder = tmp_path / "tokens"

    def die_half_written() -> None:
        (folder / "unfinished-parts" / f"{'0' * 64}.bin.{'0' * 32}").touch()
        raise RuntimeError("as if a process was killed")

    with pytest.raises(UnreadableFilesError, match="as if"):
        tokenize(story, folder, Meddling(die_half_written))
    assert not contents(folder)


@pytest.mark.usefixtures("small_parts")
def test_a_damaged_part_is_made_again(tmp_path: Path, story: Path) -> None:
    folder = tmp_path / "tokens"
    assert run_child(folder, "os", "fsync", 5, "before").returncode not in (0, 1)
    parts = sorted(folder.glob("unfinished-parts/*.bin"))
    os.truncate(parts[0], parts[0].stat().st_size - 2)
    parts[1].write_bytes(b"")
    tokenize(story, folder)
    tokenize(story, tmp_path / "fresh")
    assert contents(folder) == contents(tmp_path / "fresh")


@pytest.mark.parametrize(
    ("array", "message"),
    [
        (np.array([], "<u2"), "hold 0 documents, but there are 1 files"),
        (np.array([256, 256], "<u2"), "hold 2 documents, but there are 1 files"),
    ],
)
def test_parts_of_too_few_or_many_documents_are_not_put_together(
    array: Any, message: str, tmp_path: Path, story: Path
) -> None:
    np.save(tmp_path / "a.npy", array)
    (tmp_path / "a.npy").rename(tmp_path / f"{'1' * 64}.bin")
    job = JOB._replace(folder=str(tmp_path))
    with pytest.raises(RuntimeError, match=message):
        token_files._finish(tmp_path, job, find_files(story), ["1" * 64])
    (tmp_path / f"{'1' * 64}.bin").write_bytes(b"\x93NUMPY")
    with pytest.raises(ValueError, match="is damaged: delete it, and start again"):
        token_files._finish(tmp_path, job, find_files(story), ["1" * 64])
    assert not (tmp_path / "tokens.npy").exists()


# Two runs at once.


def test_a_second_run_on_the_folder_is_refused_and_changes_nothing(
    tmp_path: Path, story: Path
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

    tokens = tokenize(story, folder, Meddling(run_again))
    assert f"another run is working on {folder}: wait" in str(second[0])
    assert isinstance(second[1], subprocess.CalledProcessError)
    assert len(second) == 2
    assert tokens.ids.tolist() == whole([story], BYTES)
    assert contents(folder).keys() == {"tokens.npy", "documents.npy", "manifest.json"}


def test_a_run_that_waited_for_the_lock_sees_what_the_other_has_finished(
    tmp_path: Path, story: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another run starts and ends just before this one takes the lock."""
    folder = tmp_path / "tokens"
    working_on = token_files.working_on

    def be_late(where: Path) -> Any:
        monkeypatch.setattr(token_files, "working_on", working_on)
        tokenize(story, folder)
        return working_on(where)

    monkeypatch.setattr(token_files, "working_on", be_late)
    with pytest.raises(ValueError, match="of another text or tokenizer"):
        tokenize(story, folder, OTHER_BYTES)
    assert open_token_files(folder).ids.tolist() == whole([story], BYTES)


def test_a_lock_that_was_deleted_meanwhile_is_taken_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lock = token_folder._lock
    calls = []

    def delete_first(file: Any, folder: Path) -> None:
        calls.append(folder)
        if len(calls) == 1:
            Path(file.name).unlink()
        lock(file, folder)

    monkeypatch.setattr(token_folder, "_lock", delete_first)
    with token_folder.working_on(tmp_path):
        assert (tmp_path / "unfinished-parts" / "lock").exists()
    assert len(calls) == 2
    assert not contents(tmp_path)


@pytest.mark.skipif(os.name != "posix", reason="another call locks on Windows")
def test_on_a_disk_without_locks_it_warns_and_goes_on(
    tmp_path: Path, story: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr(token_folder.fcntl, "flock", refuse)
    with pytest.warns(UserWarning, match="cannot be locked .No locks available"):
        tokens = tokenize(story, tmp_path / "tokens")
    assert tokens.ids.tolist() == whole([story], BYTES)


def test_files_that_do_not_belong_together_are_not_opened(
    tmp_path: Path, story: Path
) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    tokenize(story, one)
    tokenize(__file__, two)
    for name in ("tokens.npy", "documents.npy", "manifest.json"):
        kept = (one / name).read_bytes()
        shutil.copy(two / name, one / name)
        with pytest.raises(ValueError, match="do not belong together"):
            open_token_files(one)
        (one / name).write_bytes(kept)
    assert len(open_token_files(one).documents) == 2
    (one / "tokens.npy").write_bytes(kept)
    with pytest.raises(ValueError, match=r"tokens\.npy is damaged .*make it again"):
        open_token_files(one)
    os.truncate(one / "tokens.npy", 0)
    with pytest.raises(ValueError, match=r"tokens\.npy is damaged .*make it again"):
        open_token_files(one)
    (two / "documents.npy").unlink()
    with pytest.raises(ValueError, match=r"documents\.npy is missing: delete the fold"):
        open_token_files(two)


# Trouble with the system.


@pytest.mark.usefixtures("small_parts")
@pytest.mark.parametrize("failing", [1, 3, 5, 6, 7])
def test_on_a_full_disk_nothing_half_written_is_kept(
    failing: int, tmp_path: Path, story: Path
) -> None:
    """The parts are files 1 to 4, the results 5 to 7."""
    calls = 0
    really_flush = os.fsync

    def fill_up(descriptor: int) -> None:
        nonlocal calls
        calls += 1
        if calls == failing:
            raise OSError(errno.ENOSPC, "No space left on device")
        really_flush(descriptor)

    output = tmp_path / "tokens"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", fill_up)
        with pytest.raises(OSError, match="No space left"):
            tokenize(story, output)
    kept = contents(output)
    assert sum(name.endswith(".bin") for name in kept) == min(failing - 1, 4)
    assert len(kept) == failing - 1
    tokenize(story, output)
    tokenize(story, tmp_path / "fresh")
    assert contents(output) == contents(tmp_path / "fresh")


def test_a_file_that_may_grow_no_further_is_reported(
    tmp_path: Path, story: Path
) -> None:
    """A limit on the size of files, which the system itself enforces."""
    pytest.importorskip("resource", reason="this system has no such limits")
    limited = "import resource\n" + CHILD.replace(
        "    token_files.tok",
        "    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))\n"
        "    token_files.tok",
    )
    folder = tmp_path / "tokens"
    child = subprocess.run(
        [sys.executable, "-c", limited, str(folder), "os", "replace", "0", "never"],
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert child.returncode == 1
    assert "OSError: [Errno 27] File too large" in child.stderr
    assert [name.rpartition(".")[2] for name in contents(folder)] == ["bin"] * 4
    assert run_child(folder, "os", "replace", 0, "never").returncode == 0


class Exploding(Meddling):
    """A tokenizer that ends the process that unpickles it."""

    def __reduce__(self) -> tuple[object, ...]:
        return os._exit, (3,)


@pytest.mark.usefixtures("small_parts")
def test_a_killed_worker_process_is_reported(tmp_path: Path, story: Path) -> None:
    with pytest.raises(RuntimeError, match="a process was killed"):
        tokenize_files(
            story, tmp_path / "t", Exploding(int), processes=2, progress=False
        )


UNGUARDED = """
from companion.token_files import cutting as text_chunks
from companion.byte_pair_encoding.files import load_gpt2, to_tiktoken
from companion.token_files import tokenize_files

text_chunks.PART_BYTES = 6000
tokenizer = to_tiktoken(load_gpt2(), "gpt2")
tokenize_files(r"{text}", r"{folder}", tokenizer, processes=2, progress=False)
"""
DYING_AT_START = """
import os
if __name__ == "__mp_main__":
    os._exit(9)
"""


@pytest.mark.parametrize("start", ["", DYING_AT_START])
def test_a_process_that_dies_while_it_starts_is_reported_also_with_a_large_tokenizer(
    start: str, tmp_path: Path, story: Path
) -> None:
    folder, script = tmp_path / "tokens", tmp_path / "script.py"
    assert len(pickle.dumps(FAST_GPT2)) > 1 << 16  # more than a pipe holds
    script.write_text(
        start + UNGUARDED.format(text=story, folder=folder), encoding="utf-8"
    )
    with (tmp_path / "log").open("wb") as log:
        ended = subprocess.run([sys.executable, script], stderr=log, timeout=60)
    said = (tmp_path / "log").read_text()
    assert ended.returncode == 1
    assert "RuntimeError: a process was killed" in said.splitlines()[-1]
    assert 'the script lacks `if __name__ == "__main__":`' in said.splitlines()[-1]
    assert not contents(folder)


def test_a_process_refuses_a_tokenizer_that_was_changed(tmp_path: Path) -> None:
    path = tmp_path / "tokenizer"
    path.write_bytes(pickle.dumps(Exploding(int)))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(token_workers.signal, "signal", lambda *_: None)
        with pytest.raises(ValueError, match="has changed since it was written"):
            token_workers._start_process(JOB, str(path))


def test_the_folder_must_be_seen_by_the_worker(tmp_path: Path, story: Path) -> None:
    job = JOB._replace(folder=str(tmp_path / "elsewhere"))
    with pytest.raises(FileNotFoundError, match="which all of them must share"):
        token_parts.make_part(job, BYTES, (0, ()))
    with pytest.raises(FileNotFoundError, match="all must share the folder"):
        token_files._finish(tmp_path, job, [], ["0" * 64])


def test_several_processes_give_the_same_bytes_and_show_progress(
    tmp_path: Path, story: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(text_chunks, "PART_BYTES", 6000)
        for number, processes in enumerate((1, 2)):
            tokenize_files(
                story, tmp_path / f"{number}", FAST_GPT2, processes=processes
            )
    assert contents(tmp_path / "0") == contents(tmp_path / "1")
    shown = capsys.readouterr().err
    assert shown.count("tokenizing: 100%") == 2


@pytest.mark.usefixtures("small_parts")
@pytest.mark.parametrize(("asked", "started"), [(None, 3), (2, 2), (50, 5), (1, None)])
def test_there_are_as_many_processes_as_cores_or_as_asked_but_no_more_than_parts(
    asked: int | None,
    started: int | None,
    tmp_path: Path,
    story: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    pools: list[int] = []

    class Listening(ProcessPoolExecutor):
        def __init__(self, n: int, *arguments: Any) -> None:
            pools.append(n)
            super().__init__(1, *arguments)

    monkeypatch.setattr(token_workers, "ProcessPoolExecutor", Listening)
    monkeypatch.setattr(token_files, "_count_cores", lambda: 3)
    tokenize_files(story, tmp_path / "t", BYTES, processes=asked, progress=False)
    assert pools == ([started] if started else [])


def test_only_a_few_parts_are_handed_out_ahead() -> None:
    under_way: list[int] = []
    futures: list[Future[token_parts.Outcome]] = []

    def submit(part: tuple[int, Any]) -> Future[token_parts.Outcome]:
        futures.append(Future())
        under_way.append(sum(not future.done() for future in futures))
        if len(futures) % 3 == 0 or part[0] == 9:
            for future in futures:
                if not future.done():
                    future.set_result(token_parts.Outcome(part[0], "", 0, {}))
        return futures[-1]

    parts = [(number, ()) for number in range(10)]
    assert len(list(token_workers.completed(submit, lambda: 3, parts))) == 10
    assert max(under_way) == 3


def test_cores_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    if hasattr(os, "sched_getaffinity"):
        monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 2, 5})
        assert token_files._count_cores() == 3
    monkeypatch.delattr(os, "sched_getaffinity", raising=False)
    monkeypatch.setattr(os, "cpu_count", lambda: None)
    assert token_files._count_cores() == 1


@pytest.mark.parametrize("processes", [1, 2])
def test_memory_does_not_grow_with_the_text(
    processes: int, tmp_path: Path, story: Path
) -> None:
    if not Path("/proc/self/status").exists():
        pytest.skip("this system does not tell the greatest memory of a process")
    measured = LARGE.replace("processes=2", f"processes={processes}") + (
        "    import resource\n"
        "    status = open('/proc/self/status').read()\n"
        "    print(status.partition('VmHWM:')[2].split()[0])\n"
        "    print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)\n"
    )
    peaks = []
    for times in (100, 1000):
        text = tmp_path / f"{times}.txt"
        text.write_bytes(story.read_bytes() * times)
        output = tmp_path / f"tokens{times}"
        command = [sys.executable, "-c", measured, str(text), str(output), "500000"]
        peak = subprocess.run(
            command, capture_output=True, text=True, check=True, timeout=120
        )
        peaks.append(np.array(peak.stdout.split(), int) * 1024)
        shutil.rmtree(output)
    # The main process, and the largest of the others, for 18 MB more of text.
    assert (peaks[1] - peaks[0]).max() < 4_000_000
