"""Exercise 08.count."""

from __future__ import annotations

import functools
import random
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...word_vectors.little_world import little_world, little_world_analogies
from ..records import Challenge
from .shared import Array

# The challenge: rows made by counting, from worlds too small for skip-gram.
SENTENCES, WORLDS = 200, 4


@functools.cache
def _small_worlds() -> tuple[tuple[Array, NDArray[np.int64]], ...]:
    """Return each world's counts, and its questions as rows of four IDs.

    Words are in a random order, so that no answer can know which is which.
    """
    questions = [q for section in little_world_analogies().values() for q in section]
    worlds = []
    for seed in range(WORLDS):
        world = little_world(SENTENCES, seed=seed)
        words = sorted({word for sentence in world for word in sentence})
        random.Random(seed).shuffle(words)
        vocab = {word: index for index, word in enumerate(words)}
        counts = np.zeros((len(words), len(words)))
        for sentence in world:
            ids = [vocab[word] for word in sentence]
            for i, first in enumerate(ids):
                for second in ids[:i] + ids[i + 1 :]:
                    counts[first, second] += 1
        asked = [[vocab[w] for w in q] for q in questions if all(w in vocab for w in q)]
        worlds.append((counts, np.array(asked)))
    return tuple(worlds)


def questions_right(vectors: Callable[[Array], Any]) -> float:
    """Count the analogies that come out right in four worlds of 200 sentences.

    Parameters
    ----------
    vectors
        Gets a table ``(V, V)``, how often two words share a sentence, and returns a row
        for each word.

    Returns
    -------
    float
        How many of 1,344 questions; one with a word that a world lacks is not right.

    Examples
    --------
    >>> questions_right(lambda counts: counts > 0) > 400
    True
    """
    right = 0
    for counts, asked in _small_worlds():
        rows = np.asarray(vectors(counts.copy()), dtype=float)
        lengths = np.linalg.norm(rows, axis=1, keepdims=True)
        units = rows / np.where(lengths > 0, lengths, 1)
        a, b, c, d = asked.T
        scores = (units[b] - units[a] + units[c]) @ units.T
        for barred in (a, b, c):
            scores[np.arange(len(asked)), barred] = -np.inf
        # Of equal cosines the last digit, which is the machine's, must not choose.
        right += int((scores.round(9).argmax(axis=1) == d).sum())
    return float(right)


def _refused(vectors: Callable[[Array], Any]) -> str:
    """Say why an answer gives no vectors; nothing if it does."""
    counts, _ = _small_worlds()[0]
    try:
        rows = np.asarray(vectors(counts.copy()), dtype=float)
    except (TypeError, ValueError) as error:
        return f"rows_of(counts) must return a row of numbers for each word: {error}."
    if rows.ndim != 2 or len(rows) != len(counts):
        return (
            f"rows_of(counts) must return {len(counts)} rows here, one for each word; "
            f"its result has the shape {rows.shape}."
        )
    if not np.isfinite(rows).all():
        return "A number is infinite or no number: was 0 divided, or log(0) taken?"
    return ""


def _surprise(counts: Array) -> Array:
    total = counts.sum()
    by_word = counts.sum(axis=1, keepdims=True)
    expected = by_word * by_word.T / total
    ratio = counts / expected
    surprise: Array = np.log(np.maximum(ratio, 1))  # with 0 for rarer than by chance
    return surprise


def _balanced_surprise(counts: Array) -> Array:
    directions, sizes, _ = np.linalg.svd(_surprise(counts))
    rows: Array = directions * np.sqrt(sizes)
    return rows


CHALLENGE = Challenge(
    name="08.count",
    task=(
        "counts[i, j] says how many times words i and j share a sentence, in a world "
        "of 200 sentences. Return a row of numbers for each word. The score: how many "
        "of 1,344 analogies in four such worlds come out right."
    ),
    starter="def rows_of(counts):\n    return counts\n",
    hints=(
        "the, and, is and has share sentences with everyone: a large count with them "
        "says little. Make large counts count for less: try np.log(1 + counts).",
        "How often would two words meet by chance? The product of their totals, "
        "divided by the total of all counts. Divide by that.",
        "log(counts / expected), with 0 for what is below 0, is called positive "
        "pointwise mutual information: it gets about 856.",
        "u, s, _ = np.linalg.svd(table) takes a table apart: u * s has the angles of "
        "the table's own rows, but a few columns outweigh the rest. Weigh them more "
        "evenly.",
    ),
    solution=_balanced_surprise,
    lesson=(
        "What counts is not how often words meet, but how much oftener than by chance. "
        "Skip-gram with negative samples aims at nearly that number (Levy and "
        "Goldberg, 2014). Roots of the singular values make up for a few strong "
        "columns (Levy, Goldberg and Dagan, 2015)."
    ),
    score=questions_right,
    unit="of 1,344 questions right",
    baselines=(
        ("counts as they are", 485.0),
        ("their logarithms", 591.0),
        ("positive mutual information", 856.0),
        ("skip-gram, thirty epochs", 483.0),
        ("skip-gram, two hundred epochs", 847.0),
    ),
    reference=926.0,
    higher_is_better=True,
    validate=_refused,
)
