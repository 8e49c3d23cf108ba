"""Byte pair encoding: a fixed vocabulary that covers every text.

A text is cut into pre-tokens (about a word each), and a pre-token into its UTF-8
bytes. Training joins the most frequent pair of neighbours into one new token, again
and again; encoding replays those merges on any text, the earliest learned first. The
algorithms that do both fast are in `companion.byte_pair_encoding.merging`.

References
----------
Gage (1994), "A New Algorithm for Data Compression"; Sennrich, Haddow and Birch (2016),
"Neural Machine Translation of Rare Words with Subword Units"; Radford et al. (2019),
"Language Models are Unsupervised Multitask Learners", for bytes and the pattern.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from functools import cached_property
from itertools import chain
from typing import Any, Literal, SupportsIndex

from ..arguments import check_id, check_id_of, shortened
from ..special_tokens import (
    END_OF_TEXT,
    check_special,
    split_special,
)
from ..tokenization import TokenIds, replace_surrogates
from ..vocabulary import UnknownIdError, UnknownTokenError
from .merging import BYTES, made_by, merge_long, merge_short, merge_steps
from .patterns import GPT2_PATTERN, splitter

_LONG = 128  # Bytes from which a pre-token is merged by buckets and not remembered.
_REMEMBERED = 1 << 17  # Pre-tokens whose IDs are kept: tens of megabytes at most.


class BytePairTokenizer:
    """A byte pair encoding: the tokens in the order of their merging, and a pattern.

    Every text can be encoded, since every byte is a token, and decodes to itself.
    Surrogates are mended first, as `companion.tokenization.replace_surrogates` says.

    Parameters
    ----------
    ranks
        From the bytes of a token to its ID. The lower of two IDs is merged first.
    pattern
        What the pre-tokens are, as for `train`. Text that it leaves out is lost.
    special_tokens
        From special token to ID, apart from the IDs of `ranks`.

    Raises
    ------
    ValueError
        If one of the 256 bytes is missing, a token is empty, two share an ID, an ID is
        not a whole number from 0 to 4,294,967,295, a special token is none that a
        text could hold, or the pattern is malformed.

    Examples
    --------
    >>> from companion.byte_pair_encoding import train
    >>> tokenizer = train("low lower lowest", 260, special_tokens=["<|end|>"])
    >>> tokenizer.encode("slow<|end|>", allowed_special="all")
    [115, 257, 259]
    >>> tokenizer.decode([115, 257, 259])
    'slow<|end|>'
    """

    def __init__(
        self,
        ranks: Mapping[bytes, int],
        pattern: str | None = GPT2_PATTERN,
        special_tokens: Mapping[str, int] | None = None,
    ) -> None:
        self.ranks = {token: check_id_of(token, ranks[token]) for token in ranks}
        self.pattern = pattern
        self.special_tokens = {
            check_special(special): check_id_of(special, index)
            for special, index in (special_tokens or {}).items()
        }
        self._tokens = _invert(self.ranks, self.special_tokens)
        self._split = splitter(pattern)
        self._memory = _Memory(self.ranks)

    def __repr__(self) -> str:
        return f"<BytePairTokenizer, {self.n_vocab:,} tokens>"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, BytePairTokenizer):
            return NotImplemented
        return self.__reduce__() == other.__reduce__()  # the class is part of it

    def __hash__(self) -> int:
        # Equal tokenizers hash alike; that others mostly differ is enough.
        return hash((self.pattern, len(self.ranks), *sorted(self.special_tokens)))

    def __reduce__(self) -> tuple[object, ...]:
        return type(self), (self.ranks, self.pattern, self.special_tokens)

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
            Any text.
        allowed_special
            The special tokens to recognise in the text, or ``"all"``.
        disallowed_special
            Those to refuse, or ``"all"`` for those that are not allowed. Pass ``()``
            to read them as ordinary text.

        Returns
        -------
        list of int
            The IDs, exactly those that tiktoken gives if `regex` and tiktoken know the
            same version of Unicode (see `GPT2_PATTERN`).

        Raises
        ------
        ValueError
            If a disallowed special token occurs in the text.
        """
        ids: list[int] = []
        for piece, is_special in split_special(
            text,
            self.special_tokens,
            allowed_special=allowed_special,
            disallowed_special=disallowed_special,
        ):
            if is_special:
                ids.append(self.special_tokens[piece])
            else:
                ids += self._encode(piece)
        return ids

    def encode_ordinary(self, text: str) -> list[int]:
        """Turn a text into token IDs; special tokens in it are ordinary text.

        Parameters
        ----------
        text
            Any text.

        Returns
        -------
        list of int
            The IDs.
        """
        return list(self._encode(replace_surrogates(text)))

    def encode_batch(
        self,
        texts: Iterable[str],
        *,
        allowed_special: Literal["all"] | AbstractSet[str] = frozenset(),
        disallowed_special: Literal["all"] | Collection[str] = "all",
    ) -> list[list[int]]:
        """Turn several texts into token IDs, as `encode` does each.

        Parameters
        ----------
        texts
            Any texts.
        allowed_special, disallowed_special
            As for `encode`.

        Returns
        -------
        list of list of int
            The IDs of each text.
        """
        return [
            self.encode(
                text,
                allowed_special=allowed_special,
                disallowed_special=disallowed_special,
            )
            for text in texts
        ]

    def encode_single_token(self, token: str | bytes) -> int:
        """Return the ID of one token, special ones included.

        Parameters
        ----------
        token
            The token's text, or its bytes.

        Returns
        -------
        int
            Its ID.

        Raises
        ------
        UnknownTokenError
            If this is not exactly one token: a `KeyError` that names it.

        Examples
        --------
        >>> from companion.byte_pair_encoding import train
        >>> train("low lower lowest", 258).encode_single_token(b"low")
        257
        """
        piece = token.encode() if isinstance(token, str) else bytes(token)
        if piece in self.ranks:
            return self.ranks[piece]
        for special, index in self.special_tokens.items():
            if piece == special.encode():
                return index
        raise UnknownTokenError(
            f"{shortened(token)} is not a single token: encode says how it is cut"
        )

    def decode(self, ids: TokenIds) -> str:
        """Turn token IDs back into a text.

        Parameters
        ----------
        ids
            Token IDs: a list, an array or a tensor of one dimension.

        Returns
        -------
        str
            The text. Bytes that are not UTF-8, as where IDs were cut in the middle of
            a character, become U+FFFD.

        Raises
        ------
        UnknownIdError
            If an ID is not in the vocabulary: a `KeyError` that names it.
        TypeError
            If an ID is not a whole number.
        """
        return self.decode_bytes(ids).decode("utf-8", errors="replace")

    def decode_batch(self, batch: Iterable[TokenIds]) -> list[str]:
        """Turn several rows of token IDs back into texts, as `decode` does each.

        Parameters
        ----------
        batch
            Rows of token IDs.

        Returns
        -------
        list of str
            The text of each row.
        """
        return [self.decode(ids) for ids in batch]

    def decode_bytes(self, ids: TokenIds) -> bytes:
        """Turn token IDs into the bytes that they stand for; otherwise like `decode`.

        Parameters
        ----------
        ids
            Token IDs.

        Returns
        -------
        bytes
            Their bytes, UTF-8 or not.
        """
        # An array or a tensor gives plain numbers at once, which is far faster.
        plain: Any = ids.tolist() if hasattr(ids, "tolist") else list(ids)
        if set(map(type, plain)) == {int} and min(plain) >= 0:
            try:
                joined = "".join(map(self._latin_1.__getitem__, plain))
                return joined.encode("latin-1")
            except (IndexError, TypeError):
                pass  # an ID that is not there: the way below names it
        return b"".join(
            self.decode_tokens_bytes(ids if hasattr(ids, "tolist") else plain)
        )

    def decode_tokens_bytes(self, ids: TokenIds) -> list[bytes]:
        """Return the bytes of each token; otherwise like `decode_bytes`.

        Parameters
        ----------
        ids
            Token IDs.

        Returns
        -------
        list of bytes
            One entry for each ID.
        """
        return list(map(self.decode_single_token_bytes, ids))

    def decode_with_offsets(self, ids: TokenIds) -> tuple[str, list[int]]:
        """Turn token IDs back into a text, and say where in it each token begins.

        Parameters
        ----------
        ids
            Token IDs.

        Returns
        -------
        text
            The text.
        offsets
            For each token the place in the text of the character that its first byte
            belongs to.

        Raises
        ------
        UnicodeDecodeError
            If the bytes are not UTF-8: then there is no such character.

        Examples
        --------
        >>> from companion.byte_pair_encoding import train
        >>> train("low lower lowest", 258).decode_with_offsets([115, 257])
        ('slow', [0, 1])
        """
        tokens = self.decode_tokens_bytes(ids)
        offsets, begun = [], 0  # how many characters have begun so far
        for token in tokens:
            goes_on = 0x80 <= token[0] < 0xC0  # a byte that continues a character
            offsets.append(max(0, begun - goes_on))
            begun += sum(not 0x80 <= byte < 0xC0 for byte in token)
        return b"".join(tokens).decode("utf-8"), offsets

    def token_byte_values(self) -> list[bytes]:
        """Return the bytes of all ordinary tokens.

        Returns
        -------
        list of bytes
            In alphabetical order, special tokens left out.
        """
        return sorted(self.ranks)

    def decode_single_token_bytes(self, token: SupportsIndex) -> bytes:
        """Return the bytes of one token, which may be part of a character only.

        Parameters
        ----------
        token
            A token ID.

        Returns
        -------
        bytes
            Its bytes.

        Raises
        ------
        UnknownIdError
            If the ID is not in the vocabulary.
        TypeError
            If it is not a whole number.
        """
        try:
            # Most are plain, and the question costs less than the call.
            return self._tokens[token if type(token) is int else check_id(token)]
        except KeyError:
            raise UnknownIdError(
                f"the ID {token} is not in the vocabulary: "
                f"its {len(self._tokens)} IDs lie between 0 and {self.n_vocab - 1}"
            ) from None

    @property
    def n_vocab(self) -> int:
        """How many IDs there are: one more than the greatest."""
        return max(self._tokens) + 1

    @property
    def eot_token(self) -> int:
        """The ID of `companion.special_tokens.END_OF_TEXT`."""
        try:
            return self.special_tokens[END_OF_TEXT]
        except KeyError:
            raise UnknownTokenError(
                f"this tokenizer has no {END_OF_TEXT!r}: "
                "pass it to train as one of the special_tokens"
            ) from None

    @cached_property
    def _latin_1(self) -> list[Any]:
        """The tokens by ID, each byte as a character; None where there is no token.

        Python joins strings four times as fast as bytes. Of IDs that lie far apart
        there is no list, since it would be mostly empty.
        """
        if self.n_vocab > 4 * len(self._tokens):
            return []
        tokens: list[Any] = [None] * self.n_vocab
        for index, token in self._tokens.items():
            tokens[index] = token.decode("latin-1")
        return tokens

    @cached_property
    def merges(self) -> list[tuple[bytes, bytes]]:
        """The pairs that were merged, in their order, found anew from the ranks.

        Raises
        ------
        ValueError
            If a token cannot be reached by merging: the table is not a training's.
        """
        merges, unreached = made_by(self.ranks)
        if unreached:
            raise ValueError(f"no merge of two tokens gives {shortened(unreached[0])}")
        return merges

    def merge_steps(self, word: str) -> list[list[bytes]]:
        """Show how encoding merges a word: from its bytes to its tokens.

        Parameters
        ----------
        word
            A text that is taken as one pre-token.

        Returns
        -------
        list of list of bytes
            The first entry is the bytes, each later one the parts after one more
            merge was made wherever it applies, the last one the tokens.

        Examples
        --------
        >>> from companion.byte_pair_encoding import train
        >>> train("low lower lowest", 258).merge_steps("low")
        [[b'l', b'o', b'w'], [b'lo', b'w'], [b'low']]
        """
        return merge_steps(replace_surrogates(word).encode(), self.ranks)

    def smaller(self, n_vocab: int) -> BytePairTokenizer:
        """Return the tokenizer that the same training gives for a smaller vocabulary.

        Parameters
        ----------
        n_vocab
            How many tokens to keep, at least 256: the bytes and the first merges.
            Special tokens are left out.

        Returns
        -------
        BytePairTokenizer
            One with the same pattern and the IDs below `n_vocab`.

        Raises
        ------
        ValueError
            If a byte would be missing.

        Examples
        --------
        >>> from companion.byte_pair_encoding import train
        >>> train("low lower lowest", 260).smaller(258).merges
        [(b'l', b'o'), (b'lo', b'w')]
        """
        kept = {token: index for token, index in self.ranks.items() if index < n_vocab}
        return BytePairTokenizer(kept, self.pattern)

    def _encode(self, text: str) -> Iterator[int]:
        pretokens = self._split(text)
        return chain.from_iterable(map(self._memory.__getitem__, pretokens))


def _invert(
    ranks: Mapping[bytes, int], special_tokens: Mapping[str, int]
) -> dict[int, bytes]:
    """Check a vocabulary and return its tokens by ID."""
    for byte in BYTES:
        if byte not in ranks:
            raise ValueError(f"the byte {byte!r} is missing from the ranks")
    if b"" in ranks:
        raise ValueError("a token is empty: no text could hold it")
    specials = {special.encode(): index for special, index in special_tokens.items()}
    tokens: dict[int, bytes] = {}
    for token, index in chain(ranks.items(), specials.items()):
        if not 0 <= index < 1 << 32:
            raise ValueError(
                f"{token!r} has the ID {index!r}: it must be a whole number "
                "from 0 to 4,294,967,295"
            )
        if index in tokens:
            raise ValueError(f"{tokens[index]!r} and {token!r} share the ID {index}")
        tokens[index] = token
    return tokens


class _Memory(dict[str, tuple[int, ...]]):
    """The IDs of each pre-token, computed when it is first looked up."""

    def __init__(self, ranks: Mapping[bytes, int]) -> None:
        self.ranks = ranks

    def __missing__(self, pretoken: str) -> tuple[int, ...]:
        piece = pretoken.encode()
        is_long = len(piece) >= _LONG
        if piece in self.ranks:
            parts = [piece]
        else:
            parts = (merge_long if is_long else merge_short)(piece, self.ranks)
        ids = tuple(map(self.ranks.__getitem__, parts))
        if not is_long:
            if len(self) >= _REMEMBERED:
                self.clear()
            self[pretoken] = ids
        return ids
