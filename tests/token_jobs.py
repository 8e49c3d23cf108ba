"""What the tests of token files share: small tokenizers, and a run that is killed."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from companion.byte_pair_encoding import BytePairTokenizer, load_gpt2, to_tiktoken
from companion.corpora import load_text
from companion.sliding_window import join_documents
from companion.special_tokens import END_OF_TEXT
from companion.token_files import TokenFiles, tokenize_files
from companion.token_files.parts import Job
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

JOB = Job(folder="", tokenizer_sha256="0" * 64, dtype="<u2", eot=256)

SMALL = 6000
"""Bytes in a part, so that the story has four of them."""

FILES = {"tokens.npy", "documents.npy", "manifest.json"}
"""What a finished folder holds."""

# A process that tokenizes the story in small parts, and may be killed on the way.
CHILD = """
import os, shutil, signal, sys
from companion.byte_pair_encoding import BytePairTokenizer
from companion.corpora import data_path
from companion.token_files import tokenize_files

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
    tokenize_files(
        data_path("story.txt"), folder, tokenizer, processes=1, part_bytes=6000
    )
"""


def run_child(*arguments: object, **options: Any) -> subprocess.CompletedProcess[str]:
    """Run a job that is killed: which function, at which call, before or after."""
    return subprocess.run(
        [sys.executable, "-c", CHILD, *map(str, arguments)],
        capture_output=True,
        text=True,
        timeout=120,
        **options,
    )


@contextmanager
def largest_file(n_bytes: int) -> Iterator[None]:
    """Let no file grow further: a limit that the system itself keeps."""
    resource = pytest.importorskip("resource", reason="this system has no such limits")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (n_bytes, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def contents(folder: Path) -> dict[str, bytes]:
    """Return what is in the files of a folder, by their paths in it."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def tokenize(
    paths: Any, folder: Path, tokenizer: Any = BYTES, **options: Any
) -> TokenFiles:
    """Tokenize in this process, without showing progress."""
    return tokenize_files(
        paths, folder, tokenizer, processes=1, progress=False, **options
    )


def whole(paths: Sequence[Path], tokenizer: Tokenizer) -> list[int]:
    """Encode whole documents with a tokenizer, and join them."""
    ids = [tokenizer.encode(load_text(p), disallowed_special=()) for p in paths]
    joined: list[int] = join_documents(ids, tokenizer.eot_token).tolist()
    return joined


class Meddling:
    """A tokenizer during whose work something happens to the files."""

    pattern = BYTES.pattern
    n_vocab = 257
    eot_token = 256

    def __init__(self, meddle: Callable[[], object]) -> None:
        self.meddle = meddle

    def __reduce__(self) -> tuple[object, ...]:
        return dict, ()

    def encode(self, text: str, **_: object) -> list[int]:
        """Do what is to be done, and then encode the text in bytes."""
        self.meddle()
        return BYTES.encode_ordinary(text)

    def decode(self, ids: Sequence[int], /) -> str:
        """Do as the tokenizer of bytes does."""
        return BYTES.decode(ids)
