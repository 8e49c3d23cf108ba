"""Encoding with GPT-2's table, beside tiktoken, tokenizers and a textbook loop."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from functools import cache, partial
from itertools import pairwise
from pathlib import Path

import regex
import tiktoken
from tiktoken_ext.openai_public import r50k_pat_str
from tokenizers import Tokenizer

from companion.benchmark_results import Row
from companion.byte_pair_encoding import (
    GPT2_PATTERN,
    BytePairTokenizer,
    load_gpt2,
    to_hugging_face,
)
from companion.corpora import load_text

from . import textbook_bpe
from .harness import (
    COMPANION,
    Plan,
    Run,
    Setup,
    Target,
    exponent,
    grow,
    growth_rows,
    ratio,
    rows,
    seconds,
    take_turns,
    with_memory,
)
from .texts import HARD_INPUTS, natural_text, size_name

SUBJECT = "encoding"
HARD_SUBJECT = "encoding hard inputs"
TIKTOKEN = "tiktoken"
OUR_PATTERN = "tiktoken, our pattern"
ONE_TEXT = "tokenizers"
LINES = "tokenizers, in lines"
TEXTBOOK = "textbook loop"


def measure(plan: Plan) -> Iterator[Row]:
    """Measure fresh text, repeated text, and inputs that slow encoders down."""
    size = plan.size(5_000_000)
    yield from _text(plan, "fresh text", natural_text(size), 2.5, memory=True)
    story = load_text("story")
    repeated = (story * (size // len(story) + 1))[:size]
    yield from _text(plan, "the story, repeated", repeated, 1.5)
    yield from _decoding(plan, natural_text(size))
    yield from _textbook_rows(plan, 500_000)
    for name, make in HARD_INPUTS.items():
        yield from _hard(plan, name, make)


def _text(
    plan: Plan, what: str, text: str, tiktoken_limit: float, *, memory: bool = False
) -> Iterator[Row]:
    setups: dict[str, Setup] = {
        COMPANION: partial(companion, text),
        TIKTOKEN: partial(by_tiktoken, text),
        OUR_PATTERN: partial(by_tiktoken, text, GPT2_PATTERN),
        ONE_TEXT: partial(by_tokenizers, text),
        LINES: partial(by_tokenizers_in_lines, text),
    }
    timings = take_turns(setups, min(3, plan.rounds))
    if memory:
        timings = with_memory(timings, setups)
    targets = {
        TIKTOKEN: Target(
            f"at most {tiktoken_limit} × the peer's time", ratio, tiktoken_limit
        ),
        ONE_TEXT: Target("at most the peer's time", ratio, 1.0),
    }
    yield from rows(SUBJECT, what, size_name(5_000_000), timings, targets)


def _decoding(plan: Plan, text: str) -> Iterator[Row]:
    ids = _gpt2().encode_ordinary(text)
    setups: dict[str, Setup] = {
        COMPANION: partial(partial, _gpt2().decode, ids),
        TIKTOKEN: partial(partial, gpt2_of_tiktoken().decode, ids),
    }
    timings = take_turns(setups, plan.rounds)
    targets = {TIKTOKEN: Target("at most 2.5 × the peer's time", ratio, 2.5)}
    yield from rows(SUBJECT, "decoding", size_name(5_000_000), timings, targets)


def _textbook_rows(plan: Plan, n_bytes: int) -> Iterator[Row]:
    text = natural_text(plan.size(n_bytes))
    setups = {COMPANION: partial(companion, text), TEXTBOOK: partial(by_textbook, text)}
    timings = take_turns(setups, min(3, plan.rounds))
    yield from rows(SUBJECT, "fresh text", size_name(n_bytes), timings)


def _hard(plan: Plan, name: str, make: Callable[[int], str]) -> Iterator[Row]:
    sizes = [plan.size(100_000) // 4**step for step in (4, 3, 2, 1, 0)]

    def setups_for(n_bytes: int) -> dict[str, Setup]:
        text = make(n_bytes)
        return {
            COMPANION: partial(companion, text),
            TIKTOKEN: partial(by_tiktoken, text),
            ONE_TEXT: partial(by_tokenizers, text),
            TEXTBOOK: partial(by_textbook, text),
        }

    found = grow(setups_for, sizes, min(3, plan.rounds))
    targets = {
        TIKTOKEN: Target("at most 0.5 s for 100 KB", seconds, 0.5),
        ONE_TEXT: Target("grows at most as n^1.3", exponent, 1.3),
    }
    yield from growth_rows(HARD_SUBJECT, name, found, size_name, targets)


def companion(text: str) -> Run:
    """Encode with the companion, which has not seen a text yet."""
    gpt2 = _gpt2()
    tokenizer = BytePairTokenizer(gpt2.ranks, gpt2.pattern, gpt2.special_tokens)
    return partial(tokenizer.encode_ordinary, text)


def by_tiktoken(text: str, pattern: str = r50k_pat_str) -> Run:
    """Encode as ``tiktoken.get_encoding("gpt2")`` does, or with another pattern."""
    return partial(gpt2_of_tiktoken(pattern).encode_ordinary, text)


def by_tokenizers(text: str) -> Run:
    """Encode the text as a whole, on one thread, with nothing remembered."""
    tokenizer = Tokenizer.from_str(_tokenizer_json())
    return lambda: tokenizer.encode(text).ids


def by_tokenizers_in_lines(text: str) -> Run:
    """Encode line by line, on as many threads as the library takes."""
    tokenizer = Tokenizer.from_str(_tokenizer_json())
    lines = text.splitlines(keepends=True)
    return lambda: [line.ids for line in tokenizer.encode_batch_fast(lines)]


def by_textbook(text: str) -> Run:
    """Encode by replaying merges: the lowest one that applies, until none does."""
    merges, byte_ids = _textbook_merges()

    def run() -> list[int]:
        encoded: list[int] = []
        for pretoken in regex.findall(GPT2_PATTERN, text):
            ids = [byte_ids[value] for value in pretoken.encode()]
            while known := [pair for pair in pairwise(ids) if pair in merges]:
                pair = min(known, key=merges.__getitem__)
                ids = textbook_bpe.replace(ids, pair, merges[pair])
            encoded += ids
        return encoded

    return run


@cache
def _gpt2() -> BytePairTokenizer:
    return load_gpt2()


@cache
def gpt2_of_tiktoken(pattern: str = r50k_pat_str) -> tiktoken.Encoding:
    """Make the encoding that ``tiktoken.get_encoding("gpt2")`` would download.

    Not by `to_tiktoken`, which writes some patterns in another way.
    """
    gpt2 = _gpt2()
    return tiktoken.Encoding(
        "gpt2",
        pat_str=pattern,
        mergeable_ranks=gpt2.ranks,
        special_tokens=gpt2.special_tokens,
    )


@cache
def _tokenizer_json() -> str:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "tokenizer.json")
        to_hugging_face(_gpt2(), path)
        return path.read_text(encoding="utf-8")


@cache
def _textbook_merges() -> tuple[dict[tuple[int, int], int], list[int]]:
    """Return GPT-2's merges from a pair of IDs to the new one, and the bytes' IDs."""
    ranks = _gpt2().ranks
    merges = {
        (ranks[first], ranks[second]): ranks[first + second]
        for first, second in _gpt2().merges
    }
    return merges, [ranks[bytes([value])] for value in range(256)]
