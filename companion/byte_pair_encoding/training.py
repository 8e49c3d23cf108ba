"""Training: which merges a text teaches (notebook 04)."""

from __future__ import annotations

import warnings
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from itertools import chain

from ..arguments import check_size
from ..special_tokens import add_special_tokens
from ..tokenization import any_of, replace_surrogates
from .merging import BYTES, learn_merges
from .patterns import GPT2_PATTERN, splitter
from .tokenizer import BytePairTokenizer


def train(
    texts: str | Iterable[str],
    vocab_size: int,
    *,
    pattern: str | None = GPT2_PATTERN,
    special_tokens: Sequence[str] = (),
    min_frequency: int = 1,
) -> BytePairTokenizer:
    """Learn merges from a text until the vocabulary has the size asked for.

    IDs 0 to 255 are the bytes; merges follow in the order learned, special tokens
    come last. Of equally frequent pairs the one seen first in the text is merged.

    Parameters
    ----------
    texts
        A text, or several. No pair reaches across the border of two.
    vocab_size
        How many tokens to aim at: 256 bytes, the merges and the special tokens.
    pattern
        A pattern of the `regex` package whose matches are the pre-tokens. No merge
        crosses their borders. None takes each text as one pre-token.
    special_tokens
        Special tokens, in the order of their IDs. They cut the texts and are not
        learned from.
    min_frequency
        How often a pair must occur to be merged. A rare pair may be an accident of the
        text that will not come again.

    Returns
    -------
    BytePairTokenizer
        The tokenizer. If the texts run out of pairs its vocabulary is smaller than
        `vocab_size`, and a `UserWarning` says so.

    Raises
    ------
    TypeError
        If `vocab_size` or `min_frequency` is not a whole number, or a text not a
        string.
    ValueError
        If `vocab_size` leaves no room for bytes and special tokens, `min_frequency` is
        less than 1, or the pattern is malformed.

    Examples
    --------
    >>> tokenizer = train("aaabdaaabac", 259)
    >>> tokenizer.merges
    [(b'a', b'a'), (b'aa', b'a'), (b'aaa', b'b')]
    >>> tokenizer.encode("aaabdaaabac")
    [258, 100, 258, 97, 99]
    """
    specials = add_special_tokens({}, special_tokens)
    taken = 256 + len(specials)
    hint = f"256 bytes and {len(specials)} special tokens take an ID each"
    wanted = check_size("vocab_size", vocab_size, at_least=taken, hint=hint) - taken
    least = check_size("min_frequency", min_frequency)
    pretokens = _count_pretokens(texts, pattern, specials)
    merges = learn_merges(pretokens, wanted, least)
    tokens = list(BYTES)
    for first, second in merges:
        tokens.append(tokens[first] + tokens[second])
    if len(merges) < wanted:
        warnings.warn(
            f"the text has no pair left to merge {_at_least(least)}after {len(merges)} "
            f"of {wanted} merges: the vocabulary has {len(tokens) + len(specials)} "
            f"tokens, not {vocab_size}",
            stacklevel=2,
        )
    return BytePairTokenizer(
        {token: rank for rank, token in enumerate(tokens)},
        pattern,
        {special: len(tokens) + place for special, place in specials.items()},
    )


def _at_least(frequency: int) -> str:
    return "" if frequency == 1 else f"that occurs {frequency} times "


def _count_pretokens(
    texts: str | Iterable[str], pattern: str | None, specials: Collection[str]
) -> dict[bytes, int]:
    """Count equal pre-tokens once, in the order in which the text first has them."""
    special = any_of(specials)
    mended = map(
        replace_surrogates, [texts] if isinstance(texts, str | bytes) else texts
    )
    parts = chain.from_iterable(map(special.split, mended)) if special else mended
    counts = Counter(chain.from_iterable(map(splitter(pattern), parts)))
    return {pretoken.encode(): count for pretoken, count in counts.items()}
