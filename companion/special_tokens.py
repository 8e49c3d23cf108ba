"""Special tokens: unknown words, borders of documents, padding.

A special token stands for no words of any text. It is a mark that whoever prepares
the data puts in, and that text from elsewhere must not be able to put in.
"""

from __future__ import annotations

import operator
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Literal, Self

import numpy as np
from numpy.typing import NDArray

from .arguments import check_id, check_size
from .tokenization import any_of, check_free_of, check_text, replace_surrogates, split
from .vocabulary import WordTokenizer, build_vocabulary

END_OF_TEXT = "<|endoftext|>"
"""The mark between two documents; GPT models pad with it as well."""

UNKNOWN = "<|unk|>"
"""The stand-in for every word that the vocabulary does not have."""


def add_special_tokens(
    vocab: Mapping[str, int], specials: Sequence[str] = (END_OF_TEXT, UNKNOWN)
) -> dict[str, int]:
    """Append special tokens to a vocabulary; the IDs of its words stay as they are.

    Parameters
    ----------
    vocab
        From token to ID, the IDs from 0 without a gap. It is not changed.
    specials
        The special tokens, in the order in which they get their IDs.

    Returns
    -------
    dict of str to int
        A new vocabulary, `specials` at its end.

    Raises
    ------
    TypeError
        If `specials` is one string, or has no fixed order.
    ValueError
        If a special token is empty, has a lone surrogate, is repeated, or in the
        vocabulary already.

    Examples
    --------
    >>> add_special_tokens({"cat": 0, "dog": 1})
    {'cat': 0, 'dog': 1, '<|endoftext|>': 2, '<|unk|>': 3}
    """
    if isinstance(specials, str | AbstractSet):
        raise TypeError(
            f"specials is a {type(specials).__name__}: pass a list or a tuple, "
            "whose order is the order of the IDs"
        )
    extended = dict(vocab)
    for token in specials:
        if check_special(token) in extended:
            raise ValueError(
                f"{token!r} is in the vocabulary already: ID {extended[token]}"
            )
        extended[token] = len(extended)
    return extended


def check_special(token: str) -> str:
    """Return a special token, or raise a clear error if no text can hold it.

    Parameters
    ----------
    token
        What should be a special token.

    Returns
    -------
    str
        The same object.

    Raises
    ------
    TypeError
        If it is not a string.
    ValueError
        If it is empty, or has a surrogate, which `replace_surrogates` mends in every
        text that is encoded.

    Examples
    --------
    >>> check_special("")
    Traceback (most recent call last):
        ...
    ValueError: a special token is empty: no text could hold it
    """
    if not isinstance(token, str):
        raise TypeError(f"a special token must be a str, not {token!r}")
    if not token:
        raise ValueError("a special token is empty: no text could hold it")
    if replace_surrogates(token) != token:
        raise ValueError(
            f"the special token {token!r} has a surrogate, which is half of a "
            "character and belongs to no text: leave it out"
        )
    return token


def split_special(
    text: str,
    specials: Collection[str],
    *,
    allowed_special: Literal["all"] | AbstractSet[str] = frozenset(),
    disallowed_special: Literal["all"] | Collection[str] = "all",
) -> list[tuple[str, bool]]:
    """Cut a text at its allowed special tokens and refuse the disallowed ones.

    The rules are tiktoken's, one after the other:

    1. ``allowed_special="all"`` allows all of `specials`; other names are ignored.
    2. ``disallowed_special="all"`` means all of `specials` that are not allowed.
       Any other text may be disallowed by name, special or not.
    3. A disallowed token in the text is an error, even if it is allowed as well.
    4. Surrogates are mended (see `companion.tokenization.replace_surrogates`).
    5. Allowed special tokens are cut out, from left to right. Everything else is
       ordinary text, special tokens that are neither allowed nor disallowed too.

    Where several allowed ones start at the same place the longest wins. (There
    tiktoken's choice hangs on the order of a hash table. In all else they agree.)

    Parameters
    ----------
    text
        The text.
    specials
        All special tokens of the tokenizer.
    allowed_special
        Those to recognise in the text.
    disallowed_special
        Those to refuse.

    Returns
    -------
    list of (str, bool)
        The pieces in order, none empty, and whether each is a special token. Put
        together they are the mended text.

    Raises
    ------
    TypeError
        If `text` is not a string, or if `allowed_special` or `disallowed_special` is
        a string other than ``"all"``, or `allowed_special` is not a set.
    ValueError
        If a disallowed special token occurs in the text, or one is empty.

    Examples
    --------
    >>> split_special("a<|endoftext|>b", {"<|endoftext|>"}, allowed_special="all")
    [('a', False), ('<|endoftext|>', True), ('b', False)]
    >>> split_special("a<|endoftext|>b", {"<|endoftext|>"}, disallowed_special=())
    [('a<|endoftext|>b', False)]
    """
    known = frozenset(specials)
    if "" in known:
        raise ValueError("a special token is empty: no text could hold it")
    allowed = known & _allowed(allowed_special, known)
    check_free_of(
        check_text(text),
        known - allowed if disallowed_special == "all" else disallowed_special,
    )
    text = replace_surrogates(text)
    pattern = any_of(allowed)
    pieces: list[tuple[str, bool]] = []
    start = 0
    for match in pattern.finditer(text) if pattern else ():
        if start < match.start():
            pieces.append((text[start : match.start()], False))
        pieces.append((match.group(), True))
        start = match.end()
    if start < len(text):
        pieces.append((text[start:], False))
    return pieces


def _allowed(
    choice: Literal["all"] | AbstractSet[str], known: frozenset[str]
) -> AbstractSet[str]:
    if choice == "all":
        return known
    if not isinstance(choice, AbstractSet):
        raise TypeError(
            f"allowed_special must be 'all' or a set, not {choice!r}: "
            "write {'<|endoftext|>'} for one token"
        )
    return choice


class MarkedWordTokenizer(WordTokenizer):
    """A word tokenizer with special tokens, one of which stands for unknown words.

    Parameters
    ----------
    vocab
        From token to ID, `specials` included (see `add_special_tokens`).
    specials
        The special tokens. Words of a text never get their IDs by chance.
    keep_whitespace
        Whether whitespace characters are tokens.

    Raises
    ------
    ValueError
        If a special token is missing from the vocabulary, `UNKNOWN` is not one of
        them, or the IDs are not the whole numbers from 0 up.

    Examples
    --------
    >>> tokenizer = MarkedWordTokenizer.from_text("The dog saw the cat.")
    >>> ids = tokenizer.encode("The cow saw the cat.")
    >>> ids
    [1, 7, 4, 5, 2, 0]
    >>> tokenizer.decode(ids)
    'The <|unk|> saw the cat.'
    """

    def __init__(
        self,
        vocab: Mapping[str, int],
        *,
        specials: Sequence[str] = (END_OF_TEXT, UNKNOWN),
        keep_whitespace: bool = False,
    ) -> None:
        super().__init__(vocab, keep_whitespace=keep_whitespace)
        if UNKNOWN not in specials:
            raise ValueError(f"{UNKNOWN!r} is not among the specials {tuple(specials)}")
        for token in specials:
            if token not in self.vocab:
                raise ValueError(
                    f"the special token {token!r} is not in the vocabulary: "
                    "add it with add_special_tokens"
                )
        self.specials = tuple(specials)
        self._words = {
            token: index
            for token, index in self.vocab.items()
            if token not in self.specials
        }

    @classmethod
    def from_text(
        cls, text: str, *, keep_whitespace: bool = False, min_count: int = 1
    ) -> Self:
        """Build the tokenizer whose vocabulary is the tokens of a text, and specials.

        Parameters
        ----------
        text
            The text. Special tokens in it cut it, as in `encode`, and add no words.
        keep_whitespace
            Whether whitespace characters are tokens.
        min_count
            How often the text must have a token for it to get an ID. With 1 every
            token has one, so the text itself holds no `UNKNOWN`, and a model that
            learns from it never learns what that stands for.

        Returns
        -------
        MarkedWordTokenizer
            A tokenizer that can encode any text.

        Raises
        ------
        TypeError, ValueError
            If `min_count` is not a whole number, or less than 1.

        Examples
        --------
        >>> MarkedWordTokenizer.from_text("to be or not to be").n_vocab
        6
        >>> MarkedWordTokenizer.from_text("to be or not to be", min_count=2).vocab
        {'be': 0, 'to': 1, '<|endoftext|>': 2, '<|unk|>': 3}
        """
        min_count = check_size("min_count", min_count)
        specials = (END_OF_TEXT, UNKNOWN)
        words: list[str] = []
        for piece, is_special in split_special(text, specials, allowed_special="all"):
            if not is_special:
                words += split(piece, keep_whitespace=keep_whitespace)
        counts = Counter(words)
        kept = [word for word in counts if counts[word] >= min_count]
        vocab = add_special_tokens(build_vocabulary(kept), specials)
        return cls(vocab, specials=specials, keep_whitespace=keep_whitespace)

    def encode(
        self,
        text: str,
        *,
        allowed_special: Literal["all"] | AbstractSet[str] = frozenset(),
        disallowed_special: Literal["all"] | Collection[str] = "all",
    ) -> list[int]:
        """Turn a text into token IDs; unknown words become `UNKNOWN`.

        Parameters
        ----------
        text
            Any text.
        allowed_special
            The special tokens to recognise in the text, or ``"all"``.
        disallowed_special
            Those to refuse, or ``"all"`` for those that are not allowed. Pass ``()``
            to read them as ordinary text (`split_special` has the rules).

        Returns
        -------
        list of int
            One ID for each token.

        Raises
        ------
        ValueError
            If a disallowed special token occurs in the text.
        """
        unknown = self.vocab[UNKNOWN]
        ids = []
        for piece, is_special in split_special(
            text,
            self.specials,
            allowed_special=allowed_special,
            disallowed_special=disallowed_special,
        ):
            if is_special:
                ids.append(self.vocab[piece])
            else:
                ids.extend(
                    self._words.get(token, unknown) for token in self._split(piece)
                )
        return ids

    @property
    def eot_token(self) -> int:
        """The ID of `END_OF_TEXT`."""
        return self._id_of(END_OF_TEXT)


def pad_batch(
    sequences: Sequence[Sequence[int]],
    *,
    pad_id: int,
    length: int | None = None,
    side: Literal["right", "left"] = "right",
) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Put sequences of unequal length into one rectangle, and say what is real.

    Parameters
    ----------
    sequences
        B sequences of token IDs, each of any length.
    pad_id
        The ID that fills the empty places.
    length
        T, the length of every row; the longest sequence's if not given.
    side
        Where the filling goes.

    Returns
    -------
    ids : int64 array, (B, T)
        The token IDs, filled up with `pad_id`.
    mask : bool array, (B, T)
        True where an ID comes from a sequence, False where it is filling.

    Raises
    ------
    TypeError
        If an ID, `pad_id` or `length` is not a whole number.
    ValueError
        If there are no sequences, one is longer than `length`, `side` is unknown, or
        an ID or `pad_id` does not fit into 64 bits.

    Examples
    --------
    >>> ids, mask = pad_batch([[5, 2, 7], [4]], pad_id=0)
    >>> ids
    array([[5, 2, 7],
           [4, 0, 0]])
    >>> mask
    array([[ True,  True,  True],
           [ True, False, False]])
    """
    if side not in ("right", "left"):
        raise ValueError(f"side is {side!r}: it must be 'right' or 'left'")
    if not len(sequences):
        raise ValueError("there are no sequences to pad")
    rows = [list(map(check_id, sequence)) for sequence in sequences]
    filling = check_id(pad_id)
    for numbers in [[filling], *filter(None, rows)]:
        _check_int64(min(numbers))
        _check_int64(max(numbers))
    longest = max(map(len, rows))
    width = longest if length is None else operator.index(length)
    if width < longest:
        raise ValueError(
            f"length is {width}, but the longest sequence has {longest} tokens: "
            "cut it or choose a greater length"
        )
    ids = np.full((len(rows), width), filling, dtype=np.int64)  # (B, T)
    mask = np.zeros(ids.shape, dtype=np.bool_)  # (B, T)
    for row, sequence in enumerate(rows):
        first = 0 if side == "right" else width - len(sequence)
        ids[row, first : first + len(sequence)] = sequence
        mask[row, first : first + len(sequence)] = True
    return ids, mask


def _check_int64(number: int) -> None:
    if not -(1 << 63) <= number < 1 << 63:
        raise ValueError(
            f"the ID {number} does not fit into 64 bits, as token IDs do: "
            "take one between -2**63 and 2**63 - 1"
        )
