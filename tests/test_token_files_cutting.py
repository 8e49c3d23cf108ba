"""Texts found and cut: at safe borders, and everything unreadable told."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
import tiktoken
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tiktoken_ext import openai_public

from companion.corpora import data_path, load_text
from companion.token_files import cutting
from companion.token_files.cutting import (
    UnreadableFilesError,
    border_rule,
    cut_into_parts,
    find_files,
)
from companion.token_files.parts import load_part, make_part
from tests.token_jobs import BYTES, FAST_GPT2, GPT2, JOB, SMALL, tokenize, whole

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


@pytest.mark.slow
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
    assert openai_public.r50k_pat_str in cutting.GPT2_SPELLINGS


def test_every_text_of_the_project_has_borders_often(
    encodings: dict[str, tiktoken.Encoding],
) -> None:
    parallel = data_path("parallel.tsv")
    rule, later = border_rule(GPT2), border_rule(encodings["cl100k_base"])
    assert rule is not None
    assert later is not None
    for text in (load_text("story"), parallel.read_text(encoding="utf-8")):
        places = [match.start() for match in rule.finditer(text)]
        assert max(np.diff(places)) < 80
    unspaced = "春眠不覚暁、処処聞啼鳥。" * 10
    assert len(rule.findall(unspaced)) == len(later.findall(unspaced)) == 20
    packed = '{"id":12,"to":[3,"b4"]}' * 10
    assert len(rule.findall(packed)) == len(later.findall(packed)) == 60


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore:.*no place to cut was found")
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    documents=st.lists(TEXTS.map(str.encode), min_size=1, max_size=4),
    part_bytes=st.integers(1, 40),
    window=st.integers(12, 30),
    opening=st.integers(0, 20),
)
def test_parts_give_the_ids_of_whole_documents(
    documents: list[bytes], part_bytes: int, window: int, opening: int
) -> None:
    with tempfile.TemporaryDirectory() as place:
        paths = [Path(place, f"{number}.txt") for number in range(len(documents))]
        for path, document in zip(paths, documents, strict=True):
            path.write_bytes(document)
        job = JOB._replace(folder=place, eot=FAST_GPT2.eot_token)
        ids: list[int] = []
        for numbered in enumerate(
            cut_into_parts(
                find_files(paths),
                border_rule(FAST_GPT2),
                part_bytes=part_bytes,
                window=window,
                opening=opening,
            )
        ):
            outcome = make_part(job, FAST_GPT2, numbered)
            assert not outcome.problems
            ids += load_part(job, outcome.sha256).tolist()
        assert ids == whole(paths, FAST_GPT2)


def test_parts_are_about_as_large_as_asked_and_small_files_share_one(
    tmp_path: Path, story_file: Path
) -> None:
    for number in range(50):
        (tmp_path / f"a{number:02}.txt").write_bytes(b"x" * 90)
    files = find_files(tmp_path)
    rule = border_rule(BYTES)
    parts = list(cut_into_parts(files, rule, part_bytes=1000, opening=10))
    sizes = [sum(piece.end - piece.begin for piece in part) for part in parts]
    assert [len(part) for part in parts[:5]] == [10] * 5
    assert max(sizes) < 1000 + 80
    assert sum(sizes) == sum(file.size for file in files)
    estimate = cutting.count_parts(files, part_bytes=1000, opening=10)
    assert estimate == pytest.approx(len(parts), abs=3)


def test_a_text_without_border_stays_whole_and_a_warning_says_so(
    tmp_path: Path,
) -> None:
    path = tmp_path / "a.txt"
    path.write_text("a" * 300_000, encoding="utf-8")
    with pytest.warns(UserWarning, match=r"a\.txt: no place .* 300,000 bytes from"):
        tokens = tokenize(path, tmp_path / "tokens", FAST_GPT2, part_bytes=70_000)
    assert tokens.ids.tolist() == whole([path], FAST_GPT2)


def test_a_file_that_is_gone_before_it_is_cut_is_reported(
    tmp_path: Path, story_file: Path
) -> None:
    files = find_files(story_file)
    story_file.unlink()
    with pytest.raises(UnreadableFilesError, match=r"story\.txt: No such file"):
        list(cut_into_parts(files, border_rule(BYTES), part_bytes=SMALL))


def test_token_files_among_the_texts_are_not_taken_for_texts(
    tmp_path: Path, story_file: Path
) -> None:
    tokenize(story_file, tmp_path / "finished")
    (tmp_path / "stopped" / "unfinished-parts").mkdir(parents=True)
    (tmp_path / "stopped" / "unfinished-parts" / "0.bin").write_bytes(b"\xff")
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "manifest.json").write_text("{}", encoding="utf-8")
    names = [Path(file.name).name for file in find_files(tmp_path)]
    assert names == ["manifest.json", "story.txt"]


def test_token_files_given_for_texts_are_named(
    tmp_path: Path, story_file: Path
) -> None:
    tokenize(story_file, tmp_path / "made")
    with pytest.raises(UnreadableFilesError, match="made: it holds token files, not"):
        find_files(tmp_path / "made")


@pytest.mark.parametrize(
    "content", [b"[" * 200_000, b'{"a":' * 200_000, b"9" * 100_000, b"\xff", b""]
)
def test_a_manifest_of_something_else_is_a_text_whatever_it_holds(
    content: bytes, tmp_path: Path
) -> None:
    (tmp_path / "app").mkdir()
    (tmp_path / "app" / "manifest.json").write_bytes(content)
    assert [file.size for file in find_files(tmp_path)] == [len(content)]


@pytest.mark.skipif(os.name != "posix", reason="rights are others on Windows")
def test_all_that_cannot_be_read_is_listed(tmp_path: Path) -> None:
    for name in ("a/x.txt", "b/c/y.txt", "d/z.txt", "e/w.txt"):
        path = tmp_path / name
        path.parent.mkdir(parents=True)
        path.write_text(name, encoding="utf-8")
    hidden = ["a", "b/c", "d/z.txt"]
    for name in hidden:
        (tmp_path / name).chmod(0)
    with as_somebody_else(tmp_path), pytest.raises(UnreadableFilesError) as caught:
        find_files([tmp_path, tmp_path / "a" / "x.txt"])
    for name in hidden:
        (tmp_path / name).chmod(0o755)
    told = [str(tmp_path / name) for name in [*hidden, "a/x.txt"]]
    first, *rest = str(caught.value).splitlines()
    assert first == "some files cannot be used:"
    assert sorted(rest) == sorted(f"  {name}: Permission denied" for name in told)


@contextmanager
def as_somebody_else(folder: Path) -> Iterator[None]:
    """Be a user who may not read everything, and may walk to a folder."""
    if os.geteuid() != 0:
        yield
        return
    above = [folder, *folder.parents[:-1]]
    modes = [(path, path.stat().st_mode) for path in above]
    for path, mode in modes:
        path.chmod(mode | 0o055)
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)
        for path, mode in modes:
            path.chmod(mode)


def test_many_problems_are_counted() -> None:
    error = UnreadableFilesError([f"file {number}" for number in range(25)])
    assert str(error).endswith("file 19\n  and 5 more")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_a_pipe_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(UnreadableFilesError, match="neither a file nor a folder"):
        tokenize(tmp_path / "pipe", tmp_path / "tokens")
