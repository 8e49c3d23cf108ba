"""Loading word vectors and searching for neighbours, beside gensim."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import numpy as np
from gensim.models import KeyedVectors

from companion.benchmark_results import Row
from companion.word_vectors import WordVectors, read_word_vectors
from companion.word_vectors.files import read_word2vec
from companion.word_vectors.store import open_table, write_table

from .harness import (
    COMPANION,
    Plan,
    Run,
    Setup,
    Target,
    ratio,
    rows,
    seconds,
    take_turns,
    take_turns_alone,
)

SUBJECT = "word vectors"
ALL_ROWS = "gensim, all rows"
SAME_ROWS = "gensim, the same rows"
GENSIM = "gensim"
PRODUCT = "one matrix–vector product"

_N_ROWS, _LIMIT, _WIDTH = 3_000_000, 200_000, 300
_SIZE = f"{_LIMIT:,} × {_WIDTH}"


def measure(plan: Plan) -> Iterator[Row]:
    """Measure on a file of the size of Google News, made up and then deleted."""
    n_rows, limit = plan.size(_N_ROWS), plan.size(_LIMIT)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "vectors.bin")
        write_file(path, n_rows)
        yield from _load(plan, path, limit)
        yield from _open_again(plan, path, limit)
        yield from _neighbours(plan, path, limit)


def write_file(path: Path, n_rows: int, block_rows: int = 50_000) -> None:
    """Write random vectors in word2vec's binary format."""
    row = np.dtype([("word", "S12"), ("vector", "<f4", (_WIDTH,))])
    block = np.empty(min(block_rows, n_rows), row)
    rng = np.random.default_rng(1)
    vectors = rng.standard_normal(block["vector"].shape, dtype=np.float32)
    with open(path, "wb") as file:
        file.write(f"{n_rows} {_WIDTH}\n".encode())
        for start in range(0, n_rows, len(block)):
            block["word"] = [f"word{start + place:07d} " for place in range(len(block))]
            # Turned by a place they are other vectors, and need no new random numbers.
            vectors = block["vector"] = np.roll(vectors, 1, axis=1)
            file.write(block[: n_rows - start].tobytes())


def _load(plan: Plan, path: Path, limit: int) -> Iterator[Row]:
    setups: dict[str, Setup] = {
        COMPANION: partial(companion_load, path, limit),
        SAME_ROWS: partial(gensim_load, path, limit),
    }
    timings = take_turns_alone(setups, min(3, plan.rounds))
    # All rows take gensim most of a minute: once is enough.
    timings |= take_turns_alone({ALL_ROWS: partial(gensim_load, path, None)}, 1)
    targets = {ALL_ROWS: Target("at most a tenth of the peer's time", ratio, 0.1)}
    yield from rows(SUBJECT, f"load of {_N_ROWS:,} rows", _SIZE, timings, targets)


def _open_again(plan: Plan, path: Path, limit: int) -> Iterator[Row]:
    folder = path.with_name("table")
    write_table(folder, read_word2vec(path, limit=limit))
    setups: dict[str, Setup] = {COMPANION: partial(companion_open, folder)}
    timings = take_turns_alone(setups, plan.rounds)
    targets = {COMPANION: Target("at most 1 s", seconds, 1.0)}
    yield from rows(SUBJECT, "open again, find a word", _SIZE, timings, targets)


def _neighbours(plan: Plan, path: Path, limit: int) -> Iterator[Row]:
    ours, theirs = read_word_vectors(path, limit=limit), _gensim_load(path, limit)
    word = ours.words[limit // 2]
    direction = ours.unit(word).astype(np.float32)
    setups: dict[str, Setup] = {
        COMPANION: partial(partial, ours.most_similar, word),
        PRODUCT: partial(partial, np.matmul, ours.vectors, direction),
        GENSIM: partial(partial, theirs.most_similar, word),
    }
    theirs.most_similar(word)  # The first time it works out the lengths of all rows.
    timings = take_turns(setups, plan.rounds, calls=10)
    targets = {PRODUCT: Target("at most 1.2 × the peer's time", ratio, 1.2)}
    yield from rows(SUBJECT, "ten nearest neighbours", _SIZE, timings, targets)


def companion_load(path: Path, limit: int) -> Run:
    """Read the first rows with the companion."""
    return partial(read_word_vectors, path, limit=limit)


def companion_open(folder: Path) -> Run:
    """Map a table that the companion has stored, and look a word up."""
    return lambda: WordVectors.from_table(open_table(folder)).id_of("word0000000")


def gensim_load(path: Path, limit: int | None) -> Run:
    """Read the first rows, or all, with gensim."""
    return partial(_gensim_load, path, limit)


def _gensim_load(path: Path, limit: int | None) -> KeyedVectors:
    return KeyedVectors.load_word2vec_format(str(path), binary=True, limit=limit)
