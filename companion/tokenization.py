"""Text cut into pieces: splitting, finding words, joining, counting.

A token is a piece of text that a model reads as one unit. Here tokens are words and
punctuation marks, found with one regular expression. `byte_pair_encoding` later cuts
words into smaller pieces; both kinds of tokenizer share the `Tokenizer` protocol.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from collections.abc import Set as AbstractSet
from typing import Literal, NamedTuple, Protocol, SupportsIndex, TypeVar

import regex

SPLIT_PATTERN = r'([,.:;?_!"()\']|--|\s)'
"""Where `split` cuts: at a punctuation mark, a double hyphen or a whitespace."""

WORD_PATTERN = r"\b\w+(?:[-']\w+)*\b|[.,:;!?\"()\[\]—–-]"
"""What `find_words` finds: words with inner hyphens and apostrophes, or one mark."""

_SPLIT = re.compile(SPLIT_PATTERN)
_WORD = re.compile(WORD_PATTERN)
_SPACE_BEFORE_MARK = re.compile(r""" (?=[,.:;?!"()'])""")
_GRAPHEME = regex.compile(r"\X")
# All pairs but the last of the letters that flags are made of, in one run of them.
_PAIRS_OF_FLAG_LETTERS = re.compile(
    "(?:[\U0001f1e6-\U0001f1ff]{2})+(?=[\U0001f1e6-\U0001f1ff]{2})"
)


T = TypeVar("T")
TokenIds = Iterable[SupportsIndex]
"""A row of token IDs: a list, or an array or a tensor of one dimension."""


class Tokenizer(Protocol):
    """What every tokenizer of the series can do; `tiktoken.Encoding` can as well.

    A function that asks for a `Tokenizer` takes any of them: the word tokenizers,
    the byte pair tokenizer, or one of tiktoken's.
    """

    def encode(
        self,
        text: str,
        *,
        allowed_special: Literal["all"] | AbstractSet[str] = frozenset(),
        disallowed_special: Literal["all"] | Collection[str] = "all",
    ) -> list[int]:
        """Turn a text into token IDs.

        Special tokens named in `allowed_special` become their IDs; finding one of
        `disallowed_special` in the text is a `ValueError`; ``"all"`` means every
        special token, and for `disallowed_special` every one that is not allowed.
        """
        ...

    def decode(self, ids: Sequence[int], /) -> str:
        """Turn token IDs back into a text."""
        ...

    @property
    def n_vocab(self) -> int:
        """How many IDs there are: every ID is below this number."""
        ...

    @property
    def eot_token(self) -> int:
        """The ID of the token that marks the end of a text."""
        ...


class TextUnits(NamedTuple):
    """The length of one text in three units (see `count_units`)."""

    characters: int
    code_points: int
    utf8_bytes: int


def split(text: str, *, keep_whitespace: bool = False) -> list[str]:
    r"""Cut a text at whitespace and punctuation, and keep what it was cut at.

    The empty strings that `re.split` leaves between two neighbouring cuts are never
    returned.

    Parameters
    ----------
    text
        Any text. The empty text has no tokens.
    keep_whitespace
        Whether every whitespace character becomes a token too. If so, joining the
        tokens with nothing between them gives the text back, whatever it is.

    Returns
    -------
    list of str
        The tokens, in the order of the text.

    Raises
    ------
    TypeError
        If `text` is not a string.

    Examples
    --------
    >>> split("Hello, world. Is this-- a test?")
    ['Hello', ',', 'world', '.', 'Is', 'this', '--', 'a', 'test', '?']
    >>> split("a\tb", keep_whitespace=True)
    ['a', '\t', 'b']
    """
    pieces = _SPLIT.split(check_text(text))
    if keep_whitespace:
        return [piece for piece in pieces if piece]
    return [piece for piece in pieces if piece and not piece.isspace()]


def find_words(text: str) -> list[str]:
    """Find the words and punctuation marks of a text, and skip everything else.

    Words keep their inner hyphens and apostrophes, unlike those of `split`. What the
    pattern does not name, such as ``$`` or an emoji, is lost without a trace.

    Parameters
    ----------
    text
        Any text.

    Returns
    -------
    list of str
        The words and marks, in the order of the text.

    Raises
    ------
    TypeError
        If `text` is not a string.

    Examples
    --------
    >>> find_words("It's a well-known test.")
    ["It's", 'a', 'well-known', 'test', '.']
    """
    return _WORD.findall(check_text(text))


def join(tokens: Iterable[str]) -> str:
    """Put tokens back together with a space between, but none before punctuation.

    The rule is a guess: whitespace that was dropped cannot be known again. Tokens
    that hold their whitespace need no rule, only ``"".join(tokens)``.

    Parameters
    ----------
    tokens
        The tokens, without whitespace.

    Returns
    -------
    str
        A text. It often differs from the one the tokens came from.

    Examples
    --------
    >>> join(["Hello", ",", "world", "."])
    'Hello, world.'
    >>> join(split("It's here."))
    "It' s here."
    """
    return _SPACE_BEFORE_MARK.sub("", " ".join(tokens))


def count_units(text: str) -> TextUnits:
    """Count a text in characters, in code points and in UTF-8 bytes.

    A character is what a reader sees as one: an extended grapheme cluster of Unicode
    Standard Annex 29, which may be made of several code points. Code points are what
    `len` counts. Lone surrogates count as U+FFFD (see `replace_surrogates`).

    Parameters
    ----------
    text
        Any text.

    Returns
    -------
    TextUnits
        The three counts. None is smaller than the one before it.

    Raises
    ------
    TypeError
        If `text` is not a string.

    Examples
    --------
    >>> count_units("naïve")
    TextUnits(characters=5, code_points=5, utf8_bytes=6)
    >>> count_units("👩‍🚀")
    TextUnits(characters=1, code_points=3, utf8_bytes=11)
    """
    text = replace_surrogates(text)
    # In a run of flag letters each two are one character. To know which two, \X walks
    # back to the beginning of the run, at each of them, so long runs are cut first.
    shorter = _PAIRS_OF_FLAG_LETTERS.sub("", text)
    flags = (len(text) - len(shorter)) // 2
    return TextUnits(
        characters=flags + sum(1 for _ in _GRAPHEME.finditer(shorter)),
        code_points=len(text),
        utf8_bytes=len(text.encode()),
    )


def token_counts(tokens: Iterable[str]) -> dict[str, int]:
    """Count how often each token occurs, the most frequent first.

    Parameters
    ----------
    tokens
        The tokens of a text.

    Returns
    -------
    dict of str to int
        From token to count, by falling count; equal counts in order of the tokens.

    Raises
    ------
    TypeError
        If `tokens` is a text that has not been cut yet.

    Examples
    --------
    >>> token_counts(["the", "cat", "and", "the", "dog"])
    {'the': 2, 'and': 1, 'cat': 1, 'dog': 1}
    """
    counts = Counter(check_cut(tokens))
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def replace_surrogates(text: str) -> str:
    r"""Make a text storable: join surrogate pairs, and put U+FFFD for lone ones.

    Python strings can hold surrogates, which are halves of characters and belong to
    no text: no file in UTF-8 can store them. Every tokenizer of the series mends them
    in this way before it encodes, and so does tiktoken.

    Parameters
    ----------
    text
        Any string.

    Returns
    -------
    str
        The same string if there is nothing to mend.

    Raises
    ------
    TypeError
        If `text` is not a string.

    Examples
    --------
    >>> replace_surrogates("half \ud83d, whole \ud83d\ude00")
    'half �, whole 😀'
    """
    try:
        check_text(text).encode()
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


def check_text(text: str) -> str:
    """Return the text, or raise a clear error if it is no string.

    Parameters
    ----------
    text
        What should be a string.

    Returns
    -------
    str
        The same object.

    Raises
    ------
    TypeError
        If it is not a string; for bytes the error says how to decode them.

    Examples
    --------
    >>> check_text(b"caf")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    TypeError: text must be a str, not bytes: decode it first, as in ...
    """
    if isinstance(text, str):
        return text
    kind = type(text).__name__
    advice = ""
    if isinstance(text, bytes | bytearray | memoryview):
        advice = ": decode it first, as in bytes(text).decode('utf-8')"
    raise TypeError(f"text must be a str, not {kind}{advice}")


def check_cut(tokens: T) -> T:
    """Return the tokens, or raise a clear error if they are one string.

    A string is a row of strings too, so that a text which nobody has cut would pass
    for a list of its code points.

    Parameters
    ----------
    tokens
        What should be tokens.

    Returns
    -------
    object
        The same object.

    Raises
    ------
    TypeError
        If it is a string; the error says how to cut it.

    Examples
    --------
    >>> check_cut(["the", "cat"])
    ['the', 'cat']
    """
    if isinstance(tokens, str):
        raise TypeError(
            "tokens is one string: cut it first with split(text), "
            "or with list(text) to take its code points as tokens"
        )
    return tokens


def check_free_of(text: str, forbidden: Iterable[str]) -> None:
    """Raise an error if a text contains any of the forbidden ones.

    Tokenizers use it so that a user's text cannot smuggle in a special token.

    Parameters
    ----------
    text
        The text to search.
    forbidden
        The special tokens that must not occur in it.

    Raises
    ------
    TypeError
        If `text` is not a string, or `forbidden` is one.
    ValueError
        If one occurs. The error names the leftmost (the longest if several start
        there), its position in code points from 0, and what to do.

    Examples
    --------
    >>> check_free_of("Stop. <|end|> Go.", ["<|end|>"])  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    ValueError: the text contains the special token '<|end|>' at position 6...
    """
    if isinstance(forbidden, str):
        raise TypeError(
            f"disallowed_special must be 'all' or a collection, not {forbidden!r}: "
            "write {'<|endoftext|>'} for one token, () for none"
        )
    pattern = any_of(forbidden)
    if pattern and (match := pattern.search(check_text(text))):
        token = match.group()
        raise ValueError(
            f"the text contains the special token {token!r} at position "
            f"{match.start()}, where it is not allowed. To encode it as a special "
            f"token pass allowed_special={{{token!r}}}; to encode it as ordinary text "
            f"pass disallowed_special=()."
        )


def any_of(texts: Iterable[str]) -> re.Pattern[str] | None:
    """Compile a pattern that finds the leftmost of some texts, the longest if equal.

    Parameters
    ----------
    texts
        The texts to find, taken literally.

    Returns
    -------
    re.Pattern or None
        None if there are no texts.

    Examples
    --------
    >>> any_of(["a", "a.b"]).search("xa.b").group()
    'a.b'
    """
    longest_first = sorted(set(texts), key=lambda item: (-len(item), item))
    return (
        re.compile("|".join(map(re.escape, longest_first))) if longest_first else None
    )
