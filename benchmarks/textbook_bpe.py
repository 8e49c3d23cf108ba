"""Byte pair encoding as a textbook has it: plain, slow, and independent of the package.

Every round counts all pairs of the whole text anew and merges the most frequent one;
of equally frequent pairs the one that the text has first.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from itertools import pairwise

import regex

BORDER = -1


def train(
    texts: Iterable[str], n_merges: int, pattern: str | None
) -> tuple[list[tuple[int, int]], list[int]]:
    """Return the merges, and the IDs of the text as it stands after the last one."""
    row = [BORDER]
    for text in texts:
        for piece in regex.findall(pattern, text) if pattern else [text]:
            row += [*piece.encode(), BORDER]
    merges: list[tuple[int, int]] = []
    while len(merges) < n_merges and (best := most_frequent(row)):
        row = replace(row, best, 256 + len(merges))
        merges.append(best)
    return merges, [symbol for symbol in row if symbol != BORDER]


def most_frequent(row: list[int]) -> tuple[int, int] | None:
    """Return the most frequent pair, the first of equal ones; None if there is none."""
    counts = Counter(pairwise(row))
    pairs = [pair for pair in counts if BORDER not in pair]
    return max(pairs, key=lambda pair: counts[pair], default=None)


def replace(row: list[int], pair: tuple[int, int], new: int) -> list[int]:
    """Return the row with every occurrence of the pair replaced, from the left."""
    result: list[int] = []
    i = 0
    while i < len(row):
        if row[i] == pair[0] and row[i + 1 : i + 2] == [pair[1]]:
            result.append(new)
            i += 2
        else:
            result.append(row[i])
            i += 1
    return result


def in_bytes(merges: list[tuple[int, int]]) -> list[tuple[bytes, bytes]]:
    """Write merges with the bytes of the two tokens in place of their IDs."""
    tokens = [bytes([value]) for value in range(256)]
    for first, second in merges:
        tokens.append(tokens[first] + tokens[second])
    return [(tokens[first], tokens[second]) for first, second in merges]
