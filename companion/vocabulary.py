"""Pieces numbered: vocabularies, token IDs, and the first tokenizer.

A model computes with numbers, so each distinct token gets one: its ID. The numbers
are names. That 7 is below 8 says that one token sorts before the other, no more.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Collection, Container, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from difflib import get_close_matches
from typing import Literal, Self, SupportsIndex

import numpy as np

from .arguments import check_id, check_id_of, shortened
from .tokenization import (
    TokenIds,
    check_cut,
    check_free_of,
    join,
    replace_surrogates,
    split,
)

_LONGEST_SHOWN = 60
_LARGEST_HASH_SEED = 2**32 - 1
_PRINT_SET = "import json, sys; print(json.dumps(list(set(json.load(sys.stdin)))))"


class _ReadableKeyError(KeyError):
    """A `KeyError` that prints its message as it is, without quotation marks."""

    def __str__(self) -> str:
        return str(self.args[0])


class UnknownTokenError(_ReadableKeyError):
    """A token that the vocabulary does not have."""


class UnknownIdError(_ReadableKeyError):
    """A token ID that the vocabulary does not have."""


def build_vocabulary(tokens: Iterable[str]) -> dict[str, int]:
    """Give every distinct token an ID: its place in sorted order, from 0.

    Sorting makes the IDs the same in every run. A `set` alone has no stable order.

    Parameters
    ----------
    tokens
        The tokens of a text, in any order and with repetitions.

    Returns
    -------
    dict of str to int
        From token to ID, in order of the IDs.

    Raises
    ------
    TypeError
        If `tokens` is a text that has not been cut yet.

    Examples
    --------
    >>> build_vocabulary(["the", "cat", "saw", "the", "dog"])
    {'cat': 0, 'dog': 1, 'saw': 2, 'the': 3}
    """
    tokens = sorted(set(check_cut(tokens)))
    return {token: index for index, token in enumerate(tokens)}


def order_of_set(words: Iterable[str], hash_seed: int) -> list[str]:
    """Start Python anew with a hash seed, and list a set of words in its order there.

    Python mixes the hash seed into the hash of every string, and draws it at random at
    each start unless the environment variable ``PYTHONHASHSEED`` gives it. So the order
    of a set of strings may differ from one start to the next.

    Parameters
    ----------
    words
        The words to put in the set; repetitions make no difference.
    hash_seed
        From 0 to 4,294,967,295. Seed 0 mixes nothing in.

    Returns
    -------
    list of str
        Every distinct word once, in the order in which the set gives them.

    Raises
    ------
    TypeError
        If `words` is one string, or holds something else than strings.
    ValueError
        If `hash_seed` is not a whole number that Python takes as a seed.

    Examples
    --------
    >>> sorted(order_of_set(["the", "cat", "saw", "the", "dog"], hash_seed=1))
    ['cat', 'dog', 'saw', 'the']
    """
    if isinstance(words, str):
        raise TypeError("words is one string: cut it first, as in words.split()")
    words = list(words)
    for word in words:
        if not isinstance(word, str):
            raise TypeError(f"every word must be a str, and {word!r} is none")
    if not isinstance(hash_seed, int) or not 0 <= hash_seed <= _LARGEST_HASH_SEED:
        raise ValueError(
            f"hash_seed must be a whole number from 0 to {_LARGEST_HASH_SEED:,}, "
            f"not {hash_seed!r}"
        )
    answer = subprocess.run(
        [sys.executable, "-P", "-c", _PRINT_SET],
        env={**os.environ, "PYTHONHASHSEED": str(int(hash_seed))},
        input=json.dumps(words),
        stdout=subprocess.PIPE,
        encoding="ascii",
        check=True,
    )
    order: list[str] = json.loads(answer.stdout)
    return order


def invert(vocab: Mapping[str, int]) -> dict[int, str]:
    """Turn a vocabulary round: from ID to token.

    Parameters
    ----------
    vocab
        From token to ID.

    Returns
    -------
    dict of int to str
        From ID to token.

    Raises
    ------
    TypeError, ValueError
        If it is no dictionary, or two tokens share an ID.

    Examples
    --------
    >>> invert({"cat": 0, "dog": 1})
    {0: 'cat', 1: 'dog'}
    """
    _check_mapping(vocab)
    tokens: dict[int, str] = {}
    for token, index in vocab.items():
        if index in tokens:
            raise ValueError(f"{tokens[index]!r} and {token!r} share the ID {index}")
        tokens[index] = token
    return tokens


class WordTokenizer:
    r"""A tokenizer whose tokens are words and marks, and that knows no others.

    Surrogates are mended before encoding, as `replace_surrogates` describes.

    Parameters
    ----------
    vocab
        From token to ID; the IDs are 0, 1, 2, … without a gap.
    keep_whitespace
        Whether whitespace characters are tokens. If so, ``decode(encode(text))`` is
        the text itself; if not, `decode` guesses the spaces as `join` does.

    Raises
    ------
    TypeError, ValueError
        If it is no dictionary, or the IDs are not the whole numbers from 0 up, each
        once.

    Examples
    --------
    >>> tokenizer = WordTokenizer.from_text("The dog saw the cat.")
    >>> tokenizer.encode("the cat saw The dog.")
    [5, 2, 4, 1, 3, 0]
    >>> tokenizer.decode([5, 2, 4, 1, 3, 0])
    'the cat saw The dog.'
    >>> tokenizer
    <WordTokenizer, 6 tokens>
    """

    def __init__(
        self, vocab: Mapping[str, int], *, keep_whitespace: bool = False
    ) -> None:
        _check_mapping(vocab)
        self.vocab = {token: check_id_of(token, vocab[token]) for token in vocab}
        self.keep_whitespace = keep_whitespace
        self._tokens = invert(self.vocab)
        _check_consecutive(self._tokens)

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        return vars(self) == vars(other)

    def __hash__(self) -> int:
        # Equal tokenizers hash alike; that others mostly differ is enough.
        return hash((type(self), len(self.vocab), self.keep_whitespace))

    def __repr__(self) -> str:
        kept = ", whitespace among them" if self.keep_whitespace else ""
        return f"<{type(self).__name__}, {self.n_vocab:,} tokens{kept}>"

    @classmethod
    def from_text(cls, text: str, *, keep_whitespace: bool = False) -> Self:
        """Build the tokenizer whose vocabulary is the tokens of a text.

        Parameters
        ----------
        text
            The text.
        keep_whitespace
            Whether whitespace characters are tokens.

        Returns
        -------
        WordTokenizer
            A tokenizer that can encode that text, and any made of the same words.

        Examples
        --------
        >>> WordTokenizer.from_text("to be or not to be").n_vocab
        4
        """
        tokens = split(replace_surrogates(text), keep_whitespace=keep_whitespace)
        return cls(build_vocabulary(tokens), keep_whitespace=keep_whitespace)

    def encode(
        self,
        text: str,
        *,
        allowed_special: Literal["all"] | AbstractSet[str] = frozenset(),
        disallowed_special: Literal["all"] | Collection[str] = "all",
    ) -> list[int]:
        """Turn a text into token IDs.

        Parameters
        ----------
        text
            The text. Every word of it must be in the vocabulary.
        allowed_special
            Part of the `Tokenizer` protocol; this tokenizer has no special tokens
            to allow.
        disallowed_special
            Texts to refuse. ``"all"`` means every special token, and so nothing.

        Returns
        -------
        list of int
            One ID for each token.

        Raises
        ------
        UnknownTokenError
            If a token is not in the vocabulary: a `KeyError` that names it and those
            that look like it.
        ValueError
            If the text contains one of `disallowed_special`.
        """
        if disallowed_special != "all":
            check_free_of(text, disallowed_special)
        return [self._id_of(token) for token in self._split(text)]

    def decode(self, ids: TokenIds) -> str:
        """Turn token IDs back into a text.

        Parameters
        ----------
        ids
            The token IDs, each below `n_vocab`.

        Returns
        -------
        str
            The tokens put together: exactly if whitespace is kept, else by `join`.

        Raises
        ------
        UnknownIdError
            If an ID is not in the vocabulary: a `KeyError` that names it.
        TypeError
            If an ID is not a whole number.
        """
        tokens = [self._token_of(index) for index in ids]
        return "".join(tokens) if self.keep_whitespace else join(tokens)

    @property
    def n_vocab(self) -> int:
        """How many tokens the vocabulary has."""
        return len(self.vocab)

    @property
    def eot_token(self) -> int:
        """The ID that marks the end of a text; this tokenizer has none.

        Raises
        ------
        UnknownTokenError
            Always: no word marks the end of a text, only a special token does.
        """
        raise UnknownTokenError(
            "a WordTokenizer has no token for the end of a text: its vocabulary holds "
            "words alone. companion.special_tokens.MarkedWordTokenizer has one."
        )

    def _split(self, text: str) -> list[str]:
        return split(replace_surrogates(text), keep_whitespace=self.keep_whitespace)

    def _id_of(self, token: str) -> int:
        try:
            return self.vocab[token]
        except KeyError:
            raise UnknownTokenError(_not_in_vocabulary(token, self.vocab)) from None

    def _token_of(self, index: SupportsIndex) -> str:
        try:
            return self._tokens[check_id(index)]
        except KeyError:
            raise UnknownIdError(
                f"the ID {index} is not in the vocabulary: "
                f"its {self.n_vocab} IDs are 0 to {self.n_vocab - 1}"
                if self.vocab
                else f"the ID {index} is not in the vocabulary, which is empty"
            ) from None


def _check_mapping(vocab: object) -> None:
    """See that it is no list, as many files hold their tokens."""
    if not isinstance(vocab, Mapping):
        kind = type(vocab).__name__
        raise TypeError(
            f"a vocabulary is a dictionary from token to ID, not {shortened(vocab)} "
            f"({kind}); of tokens in the order of their IDs, "
            "{token: i for i, token in enumerate(tokens)} makes one"
        )


def _check_consecutive(tokens: Mapping[int, str]) -> None:
    for index in tokens:
        if not 0 <= index < len(tokens):
            raise ValueError(
                f"{tokens[index]!r} has the ID {index!r}, but the IDs of a vocabulary "
                f"of {len(tokens)} are the whole numbers 0 to {len(tokens) - 1}"
            )


def _not_in_vocabulary(token: str, vocab: Mapping[str, int]) -> str:
    if len(token) > _LONGEST_SHOWN:
        return (
            f"{token[:_LONGEST_SHOWN]!r}… ({len(token):,} code points long) "
            "is not in the vocabulary"
        )
    same_letters = [word for word in vocab if word.casefold() == token.casefold()]
    near = dict.fromkeys(same_letters + get_close_matches(token, vocab))
    advice = f"near spellings: {', '.join(map(repr, near))}" if near else "nothing near"
    return f"{token!r} is not in the vocabulary of {len(vocab):,} tokens ({advice})"


def vocabulary_growth(tokens: Iterable[str]) -> list[int]:
    """Count the distinct tokens met so far, after each token of a text.

    Parameters
    ----------
    tokens
        The tokens of a text, in order.

    Returns
    -------
    list of int
        Entry ``i`` is the number of distinct tokens among the first ``i + 1``.

    Raises
    ------
    TypeError
        If `tokens` is a text that has not been cut yet.

    Examples
    --------
    >>> vocabulary_growth(["to", "be", "or", "not", "to", "be"])
    [1, 2, 3, 4, 4, 4]
    """
    seen: set[str] = set()
    growth = []
    for token in check_cut(tokens):
        seen.add(token)
        growth.append(len(seen))
    return growth


def fit_heaps(growth: Sequence[int]) -> tuple[float, float]:
    """Fit Heaps' law, ``V = k · n ** beta``, to the growth of a vocabulary.

    The fit is a straight line through the logarithms, by least squares.

    Parameters
    ----------
    growth
        What `vocabulary_growth` returns for a text of at least two tokens.

    Returns
    -------
    k, beta : tuple of float
        `beta` is 1 if every token is new and 0 if the first is repeated for ever.

    Raises
    ------
    ValueError
        If there are fewer than two entries, which no line can be drawn through, or
        one is not above zero.

    References
    ----------
    Heaps (1978), *Information Retrieval: Computational and Theoretical Aspects*.

    Examples
    --------
    >>> k, beta = fit_heaps([1, 2, 3, 4, 5, 6])
    >>> round(k, 4), round(beta, 4)
    (1.0, 1.0)
    """
    if len(growth) < 2:
        raise ValueError(
            f"growth has {len(growth)} entries: Heaps' law needs a text of two or more"
        )
    for place, size in enumerate(growth):
        if not size > 0:
            raise ValueError(
                f"growth[{place}] is {size}: after each token there is at least one "
                "distinct token, as vocabulary_growth counts them"
            )
    beta, log_k = np.polyfit(np.log(np.arange(1, len(growth) + 1)), np.log(growth), 1)
    return float(np.exp(log_k)), float(beta)


def unseen_share(vocab: Container[str], tokens: Sequence[str]) -> float:
    """Compute what share of a text's tokens a vocabulary does not have.

    Parameters
    ----------
    vocab
        The known tokens: a vocabulary, a set or a list.
    tokens
        The tokens of another text.

    Returns
    -------
    float
        From 0 (all known) to 1 (none known). Repetitions count each time.

    Raises
    ------
    ValueError
        If there are no tokens.
    TypeError
        If `tokens` is a text that has not been cut yet.

    Examples
    --------
    >>> unseen_share({"the": 0, "cat": 1}, ["the", "dog", "saw", "the"])
    0.5
    """
    if not check_cut(tokens):
        raise ValueError("tokens is empty: a share of nothing has no value")
    return sum(token not in vocab for token in tokens) / len(tokens)
