"""Byte pair merging, fast: learning the merges of a text, and merging a piece of it.

Each does what a plain loop would do, to the last merge, in less time. Training counts
equal pre-tokens once and keeps the counts of pairs up to date instead of counting anew;
merging has one way for short pieces, where little overhead counts, and one for long
ones, where the growth does. `companion.byte_pair_encoding` makes a tokenizer of them.

Where plain Python ends, on 5 MB of English that was not seen before: the package
`regex` takes a fifth of the time, merging the 53,000 distinct pre-tokens that are no
token two fifths, at seven microseconds each, and the rest goes into a look-up for each
of a million pre-tokens. Tried and no faster: to keep where the parts are cut instead of
the parts, possessive quantifiers, letters first, and a way of their own for the letters
a to z. In training, lists of places in place of arrays, and arrays of symbols in place
of lists, were slower: what counts there is how much memory is touched.
"""

from __future__ import annotations

import sys
from array import array
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from heapq import heappop, heappush
from itertools import pairwise

BYTES = [bytes([value]) for value in range(256)]
"""All single bytes, in the order of their IDs."""

_NO_RANK = sys.maxsize
_BORDER = -1  # Stands between pre-tokens; token IDs are never negative.
_NO_PLACES: Callable[[], array[int]] = partial(array, "q")


def learn_merges(
    pretokens: Mapping[bytes, int], wanted: int, at_least: int = 1
) -> list[tuple[int, int]]:
    """Find the merges that the plain training loop would find, in far less time.

    The plain loop counts all pairs of neighbours anew for each merge and takes the most
    frequent one; of equally frequent pairs the one that stands first. Here the pairs
    wait in buckets, one for each count. Only the bucket of the highest count is put in
    order, in a heap of (first place, pair): most pairs are too rare ever to get there.
    What is known of a pair can be out of date, but once a pair is born its count never
    rises and its first place never moves left, so the truth is never better than that:
    looking again when a pair is popped, and letting it wait anew if something has
    changed, finds exactly the pair that a full count would.

    Parameters
    ----------
    pretokens
        How often the text has each pre-token, in the order in which it has them first.
    wanted
        How many merges to find at most.
    at_least
        How often a pair must occur to be merged.

    Returns
    -------
    list of tuple of int, int
        The merges as pairs of IDs, in their order. IDs below 256 are bytes; merge i
        makes the ID 256 + i. There are fewer than `wanted` if the pairs run out.

    Examples
    --------
    >>> learn_merges({b"low": 5, b"lot": 2, b"new": 3}, 2)  # b"lo", then b"low"
    [(108, 111), (256, 119)]
    """
    row = _Row(pretokens)
    waiting: defaultdict[int, list[int]] = defaultdict(list)
    levels: list[int] = []  # A heap of the counts of the buckets, negative.
    first: list[tuple[int, int]] = []
    merges: list[tuple[int, int]] = []

    def wait(pairs: Iterable[int]) -> None:
        for pair in pairs:
            count = row.counts[pair]
            if count not in waiting:
                heappush(levels, -count)
            waiting[count].append(pair)

    wait(row.counts)
    while levels and (level := -levels[0]) >= at_least and len(merges) < wanted:
        for pair in waiting.pop(level, ()):
            heappush(first, (row.places[pair][-1], pair))
        if not first:
            heappop(levels)
            continue
        # The pair whose first place is leftmost, as far as is known. If that is still
        # true it is the winner; if not, it waits anew by what is true now.
        place, pair = heappop(first)
        if row.counts[pair] == level and row.first_place(pair) == place:
            merges.append(_unpack(pair))
            wait(row.merge(pair))
        else:
            wait([pair])
    return merges


def _unpack(pair: int) -> tuple[int, int]:
    """Take a pair apart: two IDs in one number hash faster than in a tuple."""
    return pair >> 32, pair & 0xFFFFFFFF


class _Row:
    """All distinct pre-tokens in one row, each once, with borders between them.

    A symbol that covers several places is written at its first and at its last one, so
    that the symbols which meet before place p are ``symbols[p - 1]`` and
    ``symbols[p]``. Between its ends the old symbols stay: only the pair that was merged
    there would find itself again, and nobody asks for that any more. `counts` and
    `places` say how often a pair occurs and where its second symbol starts, the first
    place last; places that it has lost stay listed until someone looks.
    """

    def __init__(self, pretokens: Mapping[bytes, int]) -> None:
        self.symbols = [_BORDER]
        self.weights = [0]
        for pretoken, count in pretokens.items():
            self.symbols += pretoken
            self.symbols.append(_BORDER)
            self.weights += [count] * (len(pretoken) + 1)
        self.sizes = [1] * 256
        self.counts: defaultdict[int, int] = defaultdict(int)
        self.places: dict[int, array[int]] = {}
        # place is where the second of the two stands.
        found: defaultdict[tuple[int, int], array[int]] = defaultdict(_NO_PLACES)
        for place, neighbours in enumerate(pairwise(self.symbols), start=1):
            found[neighbours].append(place)
        for (first, second), places in found.items():
            if first != _BORDER and second != _BORDER:
                self._enter(first << 32 | second, places)

    def _enter(self, pair: int, places: array[int]) -> int:
        """Take a new pair in; return what its places count together."""
        weight = sum(map(self.weights.__getitem__, places))
        self.counts[pair] += weight
        places.reverse()
        self.places[pair] = places
        return weight

    def first_place(self, pair: int) -> int:
        """Return the first place where a pair still is, and forget those before it."""
        first, second = _unpack(pair)
        places, symbols = self.places[pair], self.symbols
        while symbols[places[-1] - 1] != first or symbols[places[-1]] != second:
            places.pop()
        return places[-1]

    def merge(self, pair: int) -> list[int]:
        """Make a pair one symbol wherever it is; return the pairs that this forms."""
        first, second = _unpack(pair)
        symbols = self.symbols
        new, left, right = len(self.sizes), self.sizes[first], self.sizes[second]
        self.sizes.append(left + right)
        # From a neighbour's symbol to the places where it now meets the new symbol.
        before: defaultdict[int, array[int]] = defaultdict(_NO_PLACES)
        after: defaultdict[int, array[int]] = defaultdict(_NO_PLACES)
        # From left to right, as the plain loop goes: in "aaa" the first two merge.
        for place in reversed(self.places.pop(pair)):
            # Of a pair that another merge has taken apart only the place is left.
            if symbols[place] == second and symbols[place - 1] == first:
                start, end = place - left, place + right
                # Both ends, for whoever looks from the left and from the right.
                symbols[start] = symbols[end - 1] = new
                before[symbols[start - 1]].append(start)
                after[symbols[end]].append(end)
        # At a border there is no pair.
        before.pop(_BORDER, None)
        after.pop(_BORDER, None)
        del self.counts[pair]
        # What a new pair gains an old one loses: (x, first) has become (x, new), and
        # (second, x) has become (new, x). In "abab" the first "ab" meets an "a" that is
        # merged only then: so (new, a) is born, and loses all to (new, new) at once.
        born = []
        for symbol, places in before.items():
            born.append(symbol << 32 | new)
            self.counts[symbol << 32 | first] -= self._enter(born[-1], places)
        for symbol, places in after.items():
            born.append(new << 32 | symbol)
            self.counts[second << 32 | symbol] -= self._enter(born[-1], places)
        return born


def made_by(
    ranks: Mapping[bytes, int],
) -> tuple[list[tuple[bytes, bytes]], list[bytes]]:
    """Find the merge by which each token is made.

    A list of them does what the ranks do, whether a training made the table or not:
    what stands beside a token's bytes cannot change how they are merged on their own.

    Parameters
    ----------
    ranks
        As for `merge_steps`.

    Returns
    -------
    merges : list of tuple of bytes and bytes
        The pairs that were merged, in their order.
    unreached : list of bytes
        The tokens that no merge gives. A text gets one only if it is a whole pre-token.

    Examples
    --------
    >>> tokens = [*BYTES, b"lo", b"low", b"owe"]
    >>> made_by({token: index for index, token in enumerate(tokens)})
    ([(b'l', b'o'), (b'lo', b'w')], [b'owe'])
    """
    merges, unreached = [], []
    for token in sorted(ranks, key=ranks.__getitem__):
        if len(token) > 1:
            *_, pair, whole = [[], *merge_steps(token, ranks)]
            if whole == [token]:
                merges.append((pair[0], pair[1]))
            else:
                unreached.append(token)
    return merges, unreached


def merge_steps(piece: bytes, ranks: Mapping[bytes, int]) -> list[list[bytes]]:
    """Merge plainly, one pair after the other, and keep what there is after each.

    Parameters
    ----------
    piece
        The bytes of one pre-token.
    ranks
        From the bytes of a token to its ID; all 256 bytes are among them. The lower of
        two IDs is merged first.

    Returns
    -------
    list of list of bytes
        The first entry is the bytes, each later one the parts after one more merge was
        made wherever it applies, the last one the tokens.

    Examples
    --------
    >>> ranks = {byte: index for index, byte in enumerate([*BYTES, b"lo", b"low"])}
    >>> merge_steps(b"slow", ranks)
    [[b's', b'l', b'o', b'w'], [b's', b'lo', b'w'], [b's', b'low']]
    """
    parts = [BYTES[value] for value in piece]
    steps = [parts]
    while best := min(
        (a + b for a, b in pairwise(parts) if a + b in ranks),
        key=ranks.__getitem__,
        default=None,
    ):
        parts = _merge_everywhere(best, parts, ranks)
        steps.append(parts)
    return steps


def _merge_everywhere(
    best: bytes, parts: list[bytes], ranks: Mapping[bytes, int]
) -> list[bytes]:
    """Merge two parts into one wherever they stand, from left to right."""
    merged: list[bytes] = []
    for place, part in enumerate(parts):
        if merged and merged[-1] + part == best:
            merged[-1] = best
            # In a table that no training made, what is there now may come first.
            neighbours = [*merged[-2:], *parts[place + 1 : place + 2]]
            joined = (first + second for first, second in pairwise(neighbours))
            if any(ranks.get(pair, ranks[best]) < ranks[best] for pair in joined):
                return merged + parts[place + 1 :]
        else:
            merged.append(part)
    return merged


def merge_short(piece: bytes, ranks: Mapping[bytes, int]) -> list[bytes]:
    """Merge the pair of lowest rank, the leftmost if equal, until none is left.

    The time grows with the square of the length, with so little to do for each merge
    that nothing is faster for a word.

    Parameters
    ----------
    piece, ranks
        As for `merge_steps`.

    Returns
    -------
    list of bytes
        The tokens.

    Examples
    --------
    >>> ranks = {byte: index for index, byte in enumerate([*BYTES, b"lo", b"low"])}
    >>> merge_short(b"slow", ranks)
    [b's', b'low']
    """
    get = ranks.get
    parts = [BYTES[value] for value in piece]
    pairs = [get(a + b, _NO_RANK) for a, b in pairwise(parts)]
    while pairs and (best := min(pairs)) < _NO_RANK:
        i = pairs.index(best)
        merged = parts[i] = parts[i] + parts.pop(i + 1)
        del pairs[i]
        if i < len(pairs):
            pairs[i] = get(merged + parts[i + 1], _NO_RANK)
        if i:
            pairs[i - 1] = get(parts[i - 1] + merged, _NO_RANK)
    return parts


def merge_long(piece: bytes, ranks: Mapping[bytes, int]) -> list[bytes]:
    """Do the same in nearly linear time: places wait in one bucket for each rank.

    Parameters
    ----------
    piece, ranks
        As for `merge_steps`.

    Returns
    -------
    list of bytes
        The tokens.

    Examples
    --------
    >>> ranks = {byte: index for index, byte in enumerate([*BYTES, b"lo", b"low"])}
    >>> merge_long(b"slow" * 1000, ranks) == [b"s", b"low"] * 1000
    True
    """
    # A part is named by the place where it starts: its end is right[place], which is
    # where the next part starts, and the part before it starts at left[place].
    # rank_at[place] is the rank of the part together with the next one.
    size = len(piece)
    left, right = list(range(-1, size)), [*range(1, size + 1), size]
    rank_at = [_NO_RANK] * (size + 1)
    buckets: dict[int, list[int]] = {}  # from rank to the places that wait with it
    heap: list[int] = []  # of the ranks of the buckets

    def put(place: int, end: int) -> None:
        """Let a place wait whose part, with the next one, would end there."""
        rank = rank_at[place] = ranks.get(piece[place:end], _NO_RANK)
        if rank in buckets:
            buckets[rank].append(place)
        elif rank < _NO_RANK:
            buckets[rank] = [place]
            heappush(heap, rank)

    for place in range(size - 1):
        put(place, place + 2)
    while heap:
        rank = heappop(heap)
        waiting = sorted(buckets.pop(rank))  # the leftmost first
        for i, place in enumerate(waiting):
            if heap and heap[0] < rank:  # Only in tables that no training made.
                buckets[rank] = waiting[i:]
                heappush(heap, rank)
                break
            # Otherwise the pair is gone: a neighbour was merged with another.
            if rank_at[place] == rank:
                after = right[right[place]]
                rank_at[place] = rank_at[right[place]] = _NO_RANK
                right[place], left[after] = after, place
                # The larger part has new pairs, with what is behind it and before.
                if after < size:
                    put(place, right[after])
                if place:
                    put(left[place], after)
    parts = []
    place = 0
    while place < size:
        parts.append(piece[place : right[place]])
        place = right[place]
    return parts
