"""What several test files share."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import tiktoken
from tiktoken_ext import openai_public

from companion.byte_pair_encoding import load_gpt2
from companion.corpora import load_text
from companion.exercises import challenges, checking, isolated, watching
from companion.exercises.watching import Ended, Watch
from companion.word_vectors import store
from tests.little_exercise import children_of_this_process


@pytest.fixture(scope="session")
def verdict() -> str:
    """Return *The Verdict*; skip the test if it would have to be downloaded."""
    given = os.environ.get("COMPANION_DATA")
    if not given or not Path(given, "the-verdict.txt").is_file():
        pytest.skip("COMPANION_DATA names no folder that holds the-verdict.txt")
    return load_text("the-verdict")


@pytest.fixture(scope="session", autouse=True)
def patience() -> Iterator[None]:
    """Wait for an answer's turn for as long as a machine has other work."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(watching, "PATIENCE", 1_000)
        yield


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Check answers where they are, which is quick and seen by coverage.

    A test that sets a limit of time still has them run in isolation.
    """

    def work_here(work: Callable[[Watch], Any], seconds: float) -> Ended[Any]:
        if seconds not in (checking.SECONDS, challenges.SECONDS):
            return isolated.in_isolation(work, seconds)
        watch = Watch()
        return Ended(watch, work(watch))

    monkeypatch.setattr(checking, "in_isolation", work_here)
    monkeypatch.setattr(challenges, "in_isolation", work_here)


@pytest.fixture
def story_file(tmp_path: Path) -> Path:
    """Write the story to a file of this test's own, which it may change."""
    path = tmp_path / "story.txt"
    path.write_text(load_text("story"), encoding="utf-8", newline="")
    return path


@pytest.fixture(scope="module")
def encodings() -> Iterator[dict[str, tiktoken.Encoding]]:
    """Make encodings with the patterns of tiktoken's own, on GPT-2's tokens."""
    ranks = load_gpt2().ranks
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(openai_public, "load_tiktoken_bpe", lambda *_, **__: ranks)
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


@pytest.fixture
def vector_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Keep word vectors in a folder of this test's own, which is not there yet."""
    monkeypatch.setattr(store, "user_folder", lambda: tmp_path)
    return tmp_path / "word-vectors"


@pytest.fixture
def in_a_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    """Run answers in threads, which is quicker than a process each a thousand times."""
    monkeypatch.setattr(isolated, "can_fork", lambda: False)


@pytest.fixture(params=["child", "thread"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Run answers in both ways that there are."""
    if request.param == "child" and sys.platform != "linux":
        pytest.skip("no child processes")
    monkeypatch.setattr(isolated, "can_fork", lambda: request.param == "child")
    return str(request.param)


@pytest.fixture
def nothing_is_left() -> Iterator[None]:
    """Require that every child was waited for, and that threads have ended."""
    threads, children = threading.active_count(), children_of_this_process()
    yield
    assert threading.active_count() == threads
    assert children_of_this_process() <= children
