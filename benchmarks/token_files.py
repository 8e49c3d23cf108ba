"""Token files of texts larger than memory, beside tiktoken alone on the same pieces."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from companion.benchmark_results import Row
from companion.token_files import tokenize_files
from companion.token_files.cutting import border_rule, cut_into_parts, find_files

from .encoding import gpt2_of_tiktoken
from .harness import (
    COMPANION,
    Plan,
    Run,
    Setup,
    Target,
    cpu_ratio,
    rows,
    take_turns,
    with_memory,
)
from .texts import natural_text, size_name

SUBJECT = "token files"
PIECES = "tiktoken alone"

_SIZES = 20_000_000, 80_000_000
_TEXT = 5_000_000  # bytes; tiktoken remembers nothing, so it may be repeated

# Without a main module that each process would import first.
_COMMAND = "import sys; from companion import cli; sys.exit(cli.main(sys.argv[1:]))"


def measure(plan: Plan) -> Iterator[Row]:
    """Measure one process at two sizes, with its memory, and all cores at the larger.

    The peer has its pieces in memory and keeps nothing; files are read and written by
    the companion alone.
    """
    with tempfile.TemporaryDirectory() as scratch:
        for size in _SIZES:
            text = Path(scratch, f"{size}.txt")
            _write(text, plan.size(size))
            setups: dict[str, Setup] = {
                COMPANION: partial(one_process, text),
                PIECES: partial(pieces, text),
            }
            timings = take_turns(setups, min(2, plan.rounds))
            ours = {COMPANION: setups[COMPANION]}
            timings |= with_memory({COMPANION: timings[COMPANION]}, ours)
            # 85 % of the peer's speed on one core.
            target = Target("at most 1.18 × the peer's CPU time", cpu_ratio, 1 / 0.85)
            yield from rows(
                SUBJECT, "one process", size_name(size), timings, {PIECES: target}
            )
        setups[COMPANION] = partial(all_cores, text)
        timings = take_turns(setups, 1)
        what = "all cores, their start included"
        yield from rows(SUBJECT, what, size_name(size), timings)


def _write(path: Path, n_bytes: int) -> None:
    text = natural_text(min(n_bytes, _TEXT)).encode()
    with path.open("wb") as file:
        for _ in range(n_bytes // len(text)):
            file.write(text)


def one_process(text: Path) -> Run:
    """Tokenize a file in this process, with tiktoken as the tokenizer."""
    scratch = tempfile.TemporaryDirectory(dir=text.parent)
    tokenizer = gpt2_of_tiktoken()

    def run() -> None:
        with scratch as folder:
            tokenize_files(text, folder, tokenizer, processes=1, progress=False)

    return run


def all_cores(text: Path) -> Run:
    """Tokenize a file with the command, as a user does."""
    scratch = tempfile.TemporaryDirectory(dir=text.parent)

    def run() -> None:
        with scratch as folder:
            command = [sys.executable, "-c", _COMMAND, "tokenize", str(text)]
            command += ["--output", folder]
            subprocess.run(command, check=True, capture_output=True)

    return run


def pieces(text: Path) -> Run:
    """Encode the same pieces with tiktoken alone."""
    tokenizer = gpt2_of_tiktoken()
    content = text.read_bytes()
    parts = cut_into_parts(find_files(text), border_rule(tokenizer))
    texts = [
        content[piece.begin : piece.end].decode() for part in parts for piece in part
    ]

    def run() -> None:
        for piece in texts:
            tokenizer.encode_to_numpy(piece, disallowed_special=())

    return run
