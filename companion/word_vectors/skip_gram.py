"""Word vectors made here: skip-gram with negative sampling, in torch.

Skip-gram learns to tell the words that stood near a word from words drawn at random
(Mikolov et al., 2013). `companion.word_vectors.little_world` is a text made for it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import torch
import torch.nn.functional as F
from torch import Tensor

from ..arguments import check_cut, check_dimension, check_seed, check_size
from ..embedding import as_ids
from .vectors import WordVectors

_BATCH = 1024  # pairs
_LEARNING_RATE = 0.02


def skip_gram_pairs(
    sentences: Iterable[Sequence[int]], window: int
) -> tuple[Tensor, Tensor]:
    """List every word together with each word near it.

    Parameters
    ----------
    sentences
        Token IDs, sentence by sentence; no pair crosses from one to the next.
    window
        How many words to the left and to the right count as near.

    Returns
    -------
    tuple of Tensor (N,), Tensor (N,)
        The IDs in the centre, and the IDs near them.

    Raises
    ------
    TypeError, ValueError
        If `window` is not a whole number from 1 up, or an ID is not whole.

    Examples
    --------
    >>> centres, contexts = skip_gram_pairs([[7, 8, 9]], window=1)
    >>> list(zip(centres.tolist(), contexts.tolist()))
    [(7, 8), (8, 7), (8, 9), (9, 8)]
    """
    window = check_size("window", window, hint="it counts the words on each side")
    pairs = [  # one flat list: torch reads it much faster than pairs
        word
        for ids in sentences
        for middle, centre in enumerate(ids)
        for near in range(max(0, middle - window), min(len(ids), middle + window + 1))
        if near != middle
        for word in (centre, ids[near])
    ]
    centres, contexts = as_ids(pairs).reshape(-1, 2).unbind(1)
    return centres, contexts


def negative_sampling_loss(
    centres: Tensor, contexts: Tensor, negatives: Tensor
) -> Tensor:
    """Say how badly vectors tell true neighbours from words drawn at random.

    Parameters
    ----------
    centres
        Vectors of the words in the centre, shape (B, D).
    contexts
        Vectors of words that stood near them, shape (B, D).
    negatives
        Vectors of K words drawn at random for each, shape (B, K, D).

    Returns
    -------
    Tensor ()
        The mean over the batch of -log s(centre·context) - sum log s(-centre·negative),
        where s is the logistic function.

    References
    ----------
    Mikolov, T., Sutskever, I., Chen, K., Corrado, G., and Dean, J. (2013). Distributed
    representations of words and phrases and their compositionality. Equation 4.

    Examples
    --------
    >>> zeros = torch.zeros(1, 2)
    >>> round(negative_sampling_loss(zeros, zeros, zeros.reshape(1, 1, 2)).item(), 4)
    1.3863
    """
    near = (centres * contexts).sum(dim=1)  # (B,)
    far = (negatives * centres.unsqueeze(1)).sum(dim=2)  # (B, K)
    return -(F.logsigmoid(near) + F.logsigmoid(-far).sum(dim=1)).mean()


class SkipGram(NamedTuple):
    """What skip-gram has learned.

    Parameters
    ----------
    vectors
        A row for each word as a centre: the word vectors. Frequent words come first,
        equally frequent ones by the alphabet.
    neighbours
        A row for each of the same words as a neighbour. A centre's row is pulled
        towards rows of this table, never towards one of its own.
    losses
        The mean loss of each epoch.
    """

    vectors: WordVectors
    neighbours: WordVectors
    losses: list[float]


def train_skip_gram(
    sentences: Iterable[Sequence[str]],
    *,
    embedding_dim: int = 32,
    window: int = 8,
    negatives: int = 5,
    epochs: int = 3,
    seed: int = 0,
) -> SkipGram:
    """Train word vectors by skip-gram with negative sampling.

    Parameters
    ----------
    sentences
        The words of each sentence.
    embedding_dim
        How many numbers a vector has, ``D``.
    window
        How many words to the left and to the right count as near.
    negatives
        How many random words each true neighbour is told from.
    epochs
        How often all pairs are seen.
    seed
        What the random numbers start from.

    Returns
    -------
    SkipGram
        Both tables, and the mean loss of each epoch.

    Raises
    ------
    TypeError
        If a size is not a whole number, or a sentence is a string that has not been cut
        yet.
    ValueError
        If a size is below 1 or no sentence has two words.

    References
    ----------
    Mikolov, T., Sutskever, I., Chen, K., Corrado, G., and Dean, J. (2013). Distributed
    representations of words and phrases and their compositionality.

    Examples
    --------
    >>> from companion.word_vectors.little_world import little_world
    >>> trained = train_skip_gram(little_world(200), epochs=2)
    >>> trained.losses[1] < trained.losses[0]
    True
    >>> trained.vectors.words == trained.neighbours.words
    True
    """
    embedding_dim = check_dimension("embedding_dim", embedding_dim)
    negatives = check_dimension("negatives", negatives)
    epochs = check_size("epochs", epochs)
    sentences = check_cut("sentence", sentences)
    counts = Counter(word for sentence in sentences for word in sentence)
    words = sorted(counts, key=lambda word: (-counts[word], word))
    vocab = {word: index for index, word in enumerate(words)}
    ids = [[vocab[word] for word in sentence] for sentence in sentences]
    pairs = torch.stack(skip_gram_pairs(ids, window), dim=1)  # (N, 2)
    if not len(pairs):
        raise ValueError("no sentence has two words, so no word has a neighbour")
    generator = torch.Generator().manual_seed(check_seed(seed))
    # Counts to the power 3/4: drawn by the counts as they are, negatives would nearly
    # always be the most frequent words (Mikolov et al., 2013, found 3/4 to work best).
    noise = torch.tensor([counts[word] for word in words]) ** 0.75
    # Two tables, (V, D) each: a word as centre, and the same word as neighbour.
    shape = len(words), embedding_dim
    centre = (torch.rand(shape, generator=generator) - 0.5) / embedding_dim
    neighbour = torch.zeros_like(centre)
    tables = [centre.requires_grad_(), neighbour.requires_grad_()]
    optimizer = torch.optim.Adam(tables, lr=_LEARNING_RATE)
    losses = []
    for _ in range(epochs):
        total = 0.0
        order = torch.randperm(len(pairs), generator=generator)
        for batch in torch.split(pairs[order], _BATCH):
            drawn = torch.multinomial(
                noise, len(batch) * negatives, replacement=True, generator=generator
            )  # (B * K,)
            loss = negative_sampling_loss(
                centre.index_select(0, batch[:, 0]),  # (B, D)
                neighbour.index_select(0, batch[:, 1]),  # (B, D)
                neighbour.index_select(0, drawn).reshape(-1, negatives, embedding_dim),
            )
            optimizer.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            optimizer.step()
            total += loss.item() * len(batch)
        losses.append(total / len(pairs))
    return SkipGram(
        WordVectors(words, centre.detach().numpy()),
        WordVectors(words, neighbour.detach().numpy()),
        losses,
    )
