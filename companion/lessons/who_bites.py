"""Who bites in a headline? A task that only the order of the words can solve.

A headline is a row of animals with the word "bites" among them; the one just before it
bites. Eight readers, alike but for their random start, learn the task at once. How they
learn about positions is what notebook 07 compares.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from ..arguments import check_dimension, check_size, shortened
from ..position import causal_bias, relative_positions, rotary, t5_buckets

WORDS = ("bites", "dog", "man", "cat", "fox", "hen", "rat", "bee")
"""The vocabulary; the ID of "bites" is 0."""

TRAINED_LENGTH = 8  # words in a headline that readers learn from
_READERS, _WIDTH = 8, 16
_BUCKETS = 16  # of the T5 bias: eight behind, eight ahead
_HEADLINES, _LEARNING_RATE = 32, 0.02  # of one step


def headlines(count: int, length: int, dice: torch.Generator) -> tuple[Tensor, Tensor]:
    """Draw headlines, and who bites in each.

    Parameters
    ----------
    count
        How many headlines, ``B``.
    length
        Words in a headline, ``T``, at least 2.
    dice
        What the random numbers are drawn from.

    Returns
    -------
    tuple of Tensor, Tensor
        The IDs, ``(B, T)``, with one 0 in each row, never in front; and the IDs of the
        words just before the 0, ``(B,)``.

    Raises
    ------
    TypeError, ValueError
        If a size is no whole number, `count` is less than 1, or `length` less than 2.

    Examples
    --------
    >>> ids, who = headlines(1, 4, torch.Generator().manual_seed(0))
    >>> [WORDS[i] for i in ids[0]], WORDS[who[0]]
    (['hen', 'fox', 'bites', 'cat'], 'fox')
    """
    count = check_dimension("count", count)
    hint = "someone has to bite"
    length = check_size("length", length, at_least=2, hint=hint)
    ids = torch.randint(1, len(WORDS), (count, length), generator=dice)
    verb = torch.randint(1, length, (count,), generator=dice)
    row = torch.arange(count)
    ids[row, verb] = 0
    return ids, ids[row, verb - 1]


@dataclass(frozen=True)
class Reader:
    """One reader, as the function sees it that says how a headline is read.

    Attributes
    ----------
    kind
        How it learns about positions.
    E
        Its embedding table, ``(V, D)``.
    P
        Its position table, ``(8, D)``.
    Q, K, U
        What makes its queries, keys and values, ``(D, D)`` each.
    buckets
        Its numbers for `t5_bias`, ``(16,)``.
    """

    kind: str
    E: Tensor
    P: Tensor
    Q: Tensor
    K: Tensor
    U: Tensor
    buckets: Tensor

    def t5_bias(self, length: int) -> Tensor:
        """Give its T5 bias; the last bucket begins at distance 7.

        Parameters
        ----------
        length
            Words in the headline, ``T``.

        Returns
        -------
        Tensor
            ``(T, T)``, to be added to the scores.
        """
        places = t5_buckets(
            relative_positions(length),
            n_buckets=_BUCKETS,
            max_distance=TRAINED_LENGTH,
        )
        return self.buckets[places]


Read = Callable[[Reader, Tensor], Tensor]
"""Gives what each position of one headline has read, ``(T, D)``."""


def seven_back_at_most(reader: Reader, ids: Tensor) -> Tensor:
    """Read by rotary positions, with no offset that training did not show.

    A word that is more than seven places back is scored as if it were seven back. So
    there are as many words as ever to choose from, and none at an unknown offset.

    Parameters
    ----------
    reader
        One that learned with rotary positions.
    ids
        A headline of any length, ``(T,)``.

    Returns
    -------
    Tensor
        What each position has read, ``(T, D)``.
    """
    length = len(ids)
    x = reader.E[ids]
    q, k, v = x @ reader.Q, x @ reader.K, x @ reader.U
    furthest = TRAINED_LENGTH - 1
    near = rotary(q) @ rotary(k).T
    far = rotary(q, torch.full((length,), furthest)) @ k.T  # keys at position 0
    unknown = relative_positions(length) < -furthest
    scores = torch.where(unknown, far, near) / math.sqrt(_WIDTH)
    shares = (scores + causal_bias(length)).softmax(dim=-1)
    return shares @ v


class Readers(nn.Module):
    """Eight readers with tables of their own: one attention each, and an answer.

    Parameters
    ----------
    kind
        How they learn about positions; for `read` to know.
    read
        Gives what each position of one headline has read, ``(T, D)``, for one `Reader`
        and the headline's IDs ``(T,)``. It is called once for all readers and all
        headlines (`torch.vmap`), so it must not ask for the value of a tensor.
    seed
        What all random numbers start from.

    Attributes
    ----------
    kind
        As given.
    E, P, Q, K, U
        As for `Reader`, with a dimension of eight readers in front.
    """

    def __init__(self, kind: str, read: Read, *, seed: int = 0) -> None:
        super().__init__()
        self.kind, self._read = kind, read
        self.dice = torch.Generator().manual_seed(seed)
        self.E = self._draw(len(WORDS), _WIDTH)
        self.P = self._draw(TRAINED_LENGTH, _WIDTH)
        self.Q, self.K, self.U = (
            self._draw(_WIDTH, _WIDTH, spread=_WIDTH**-0.5) for _ in range(3)
        )
        self.answer = self._draw(_WIDTH, len(WORDS), spread=_WIDTH**-0.5)
        self._t5 = nn.Parameter(torch.zeros(_READERS, _BUCKETS))

    def _draw(self, *shape: int, spread: float = 1.0) -> nn.Parameter:
        """Draw a table for each reader."""
        numbers = torch.randn(_READERS, *shape, generator=self.dice)
        return nn.Parameter(spread * numbers)

    def forward(self, ids: Tensor, read: Read | None = None) -> Tensor:
        """Give each reader's score for each word, ``(8, B, V)``.

        Parameters
        ----------
        ids
            Headlines, ``(B, T)``.
        read
            Another way to read than the one that was trained.

        Returns
        -------
        Tensor
            The higher, the more likely it is that this word bites.
        """
        read = read or self._read

        def by_one(ids: Tensor, *tables: Tensor) -> Tensor:
            return read(Reader(self.kind, *tables), ids)

        tables = self.E, self.P, self.Q, self.K, self.U, self._t5
        of_all_headlines = torch.vmap(by_one, in_dims=(0, *len(tables) * (None,)))
        of_all_readers = torch.vmap(
            of_all_headlines, in_dims=(None, *len(tables) * (0,))
        )
        has_read = of_all_readers(ids, *tables)  # (8, B, T, D)
        at_verb = has_read[:, ids == 0]  # (8, B, D): what "bites" has read
        scores: Tensor = at_verb @ self.answer
        return scores

    def share_right(
        self, length: int, *, read: Read | None = None, count: int = 160
    ) -> Tensor:
        """Ask who bites in headlines that training never showed.

        Parameters
        ----------
        length
            Words in a headline, ``T``.
        read
            Another way to read than the one that was trained.
        count
            How many headlines, the same for all readers.

        Returns
        -------
        Tensor
            The share of right answers of each reader, ``(8,)``.
        """
        dice = torch.Generator().manual_seed(99)
        ids, who = headlines(count, length, dice)
        with torch.no_grad():
            guesses = self(ids, read).argmax(dim=-1)  # (8, B)
        right: Tensor = guesses == who
        return right.float().mean(dim=1)

    def who(self, headline: str) -> str:
        """Ask who bites in one headline.

        Parameters
        ----------
        headline
            Words of `WORDS` with blanks between them, with "bites" among them once, and
            not in front.

        Returns
        -------
        str
            The word that most of the eight readers name; for learned positions and a
            headline that is too long, what they lack.

        Raises
        ------
        ValueError
            If a word is unknown, or "bites" does not stand behind another word, once.
        """
        words = headline.split()
        for word in words:
            if word not in WORDS:
                known = ", ".join(WORDS)
                raise ValueError(f"no reader knows {shortened(word)}, only {known}")
        if words.count("bites") != 1 or words[0] == "bites":
            raise ValueError(
                '"bites" must stand in the headline once, and not in front, '
                f"got {shortened(headline)}"
            )
        if self.kind == "learned" and len(words) > TRAINED_LENGTH:
            return f"(no row for position {TRAINED_LENGTH})"
        ids = torch.tensor([[WORDS.index(word) for word in words]])
        with torch.no_grad():
            votes = self(ids).argmax(dim=-1).flatten()  # (8,)
        return WORDS[int(votes.mode().values)]


def train(
    kind: str,
    read: Read,
    *,
    steps: int = 120,
    seed: int = 0,
) -> Readers:
    """Train eight readers on headlines of eight words.

    Parameters
    ----------
    kind, read, seed
        As for `Readers`.
    steps
        How often the tables are moved, each time by 32 headlines.

    Returns
    -------
    Readers
        The trained readers.

    Raises
    ------
    TypeError, ValueError
        If `steps` is no whole number, or less than 1.

    Examples
    --------
    >>> def read(reader, ids):  # the mean of all words: no positions
    ...     x = reader.E[ids] @ reader.U
    ...     return x.mean(dim=0, keepdim=True).expand_as(x)
    >>> bool(train("none", read, steps=20).share_right(8).max() < 0.5)
    True
    """
    readers = Readers(kind, read, seed=seed)
    optimizer = torch.optim.Adam(readers.parameters(), lr=_LEARNING_RATE)
    for _ in range(check_size("steps", steps)):
        ids, who = headlines(_HEADLINES, TRAINED_LENGTH, readers.dice)
        log_shares = readers(ids).log_softmax(dim=-1)  # (8, B, V)
        # The mean over headlines, but the sum over readers: each learns by itself.
        right = log_shares[:, torch.arange(len(who)), who]  # (8, B)
        loss = -right.mean(dim=1).sum()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return readers
