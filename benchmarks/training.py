"""Training a byte pair encoding, beside Hugging Face's trainer and a textbook loop."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from functools import partial

import regex
from tokenizers import Tokenizer, models, pre_tokenizers, trainers

from companion import byte_pair_encoding
from companion.benchmark_results import Row, Timing
from companion.byte_pair_encoding import GPT2_PATTERN, BytePairTokenizer

from . import textbook_bpe
from .harness import (
    COMPANION,
    Plan,
    Run,
    Target,
    cpu_ratio,
    exponent,
    grow,
    growth_rows,
    rows,
    speed_up,
    take_turns,
    with_memory,
)
from .texts import natural_text, size_name

SUBJECT = "training"
ONE_THREAD = "tokenizers, one thread"
ALL_CORES = "tokenizers, all cores"
TEXTBOOK = "textbook loop"


def measure(plan: Plan) -> Iterator[Row]:
    """Measure lines, whole texts, and a text without pre-tokens."""
    yield from _lines(plan, 5_000_000, 10_000)
    yield from _whole_text(plan, 185_000, 1_024, _textbook, least=300)
    sampled = partial(_sampled_textbook, rounds=plan.sampled_rounds)
    yield from _whole_text(plan, 1_000_000, 4_096, sampled, least=1_000)
    yield from _without_pretokens(plan)


def _lines(plan: Plan, n_bytes: int, vocab_size: int) -> Iterator[Row]:
    lines = natural_text(plan.size(n_bytes)).splitlines(keepends=True)
    wanted = _vocab_size(plan, vocab_size)
    setups = {
        COMPANION: partial(companion, lines, wanted, GPT2_PATTERN),
        ONE_THREAD: partial(hugging_face, lines, wanted, True, False),
        ALL_CORES: partial(hugging_face, lines, wanted, True, True),
    }
    timings = with_memory(take_turns(setups, plan.rounds), setups)
    target = Target("CPU time at most the peer's", cpu_ratio, 1.0)
    what = f"lines, vocabulary {vocab_size:,}"
    yield from rows(SUBJECT, what, size_name(n_bytes), timings, {ONE_THREAD: target})


def _whole_text(
    plan: Plan,
    n_bytes: int,
    vocab_size: int,
    textbook: Callable[[str, int], Timing],
    least: float,
) -> Iterator[Row]:
    text, wanted = natural_text(plan.size(n_bytes)), _vocab_size(plan, vocab_size)
    setups = {COMPANION: partial(companion, [text], wanted, GPT2_PATTERN)}
    timings = take_turns(setups, plan.rounds)
    timings[TEXTBOOK] = textbook(text, wanted)
    target = Target(f"at least {least:,} × faster", speed_up, least, at_least=True)
    what = f"text, vocabulary {vocab_size:,}"
    yield from rows(SUBJECT, what, size_name(n_bytes), timings, {TEXTBOOK: target})


def _without_pretokens(plan: Plan) -> Iterator[Row]:
    sizes = [plan.size(320_000 // 4**step) for step in (4, 3, 2, 1, 0)]
    wanted = _vocab_size(plan, 512)

    def setups_for(n_bytes: int) -> dict[str, Callable[[], Run]]:
        text = [natural_text(n_bytes)]
        return {
            COMPANION: partial(companion, text, wanted, None),
            ONE_THREAD: partial(hugging_face, text, wanted, False, False),
        }

    found = grow(setups_for, sizes, min(3, plan.rounds))
    target = Target("grows at most as n^1.1", exponent, 1.1)
    what = "unsplit, vocabulary 512"
    yield from growth_rows(SUBJECT, what, found, size_name, {ONE_THREAD: target})


def companion(texts: list[str], vocab_size: int, pattern: str | None) -> Run:
    """Train with the companion."""
    return partial(byte_pair_encoding.train, texts, vocab_size, pattern=pattern)


def hugging_face(
    texts: list[str], vocab_size: int, by_pattern: bool, all_cores: bool
) -> Run:
    """Train with Hugging Face's trainer, on GPT-2's pre-tokens or on whole texts."""

    def run() -> Tokenizer:
        os.environ["TOKENIZERS_PARALLELISM"] = "true" if all_cores else "false"
        tokenizer = Tokenizer(models.BPE())
        tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(
            add_prefix_space=False, use_regex=by_pattern
        )
        trainer = trainers.BpeTrainer(
            vocab_size=vocab_size,
            initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
            show_progress=False,
        )
        tokenizer.train_from_iterator(texts, trainer)
        return tokenizer

    return run


def _textbook(text: str, vocab_size: int) -> Timing:
    """Time the whole textbook loop once: it takes half a minute."""
    n_merges = vocab_size - 256
    setup = partial(partial, textbook_bpe.train, [text], n_merges, GPT2_PATTERN)
    return take_turns({TEXTBOOK: setup}, rounds=1)[TEXTBOOK]


def _sampled_textbook(text: str, vocab_size: int, rounds: int) -> Timing:
    """Time some rounds of the textbook loop, evenly spread, for it takes far too long.

    A round costs less the shorter the text has become, so the text is brought to where
    it stands before each timed round.
    """
    n_merges = vocab_size - 256
    trained = byte_pair_encoding.train(text, vocab_size)
    step = max(1, n_merges // rounds)
    seconds = cpu_seconds = 0.0
    timed = range(step // 2, n_merges, step)
    for done in timed:
        setup = partial(_one_round, _row_after(done, trained, text), 256 + done)
        timing = take_turns({TEXTBOOK: setup}, rounds=1)[TEXTBOOK]
        seconds += timing.seconds
        cpu_seconds += timing.cpu_seconds or 0.0
    share = n_merges / len(timed)
    return Timing(seconds * share, cpu_seconds * share)


def _row_after(n_merges: int, trained: BytePairTokenizer, text: str) -> list[int]:
    """Return the textbook's row of a text after so many merges."""
    ranks = {
        token: rank for token, rank in trained.ranks.items() if rank < 256 + n_merges
    }
    tokenizer = BytePairTokenizer(ranks, None)
    pretokens = regex.findall(GPT2_PATTERN, text)
    ids = {pretoken: tokenizer.encode_ordinary(pretoken) for pretoken in set(pretokens)}
    row = [textbook_bpe.BORDER]
    for pretoken in pretokens:
        row += [*ids[pretoken], textbook_bpe.BORDER]
    return row


def _one_round(row: list[int], new: int) -> Run:
    def run() -> list[int]:
        pair = textbook_bpe.most_frequent(row)
        assert pair is not None
        return textbook_bpe.replace(row, pair, new)

    return run


def _vocab_size(plan: Plan, full: int) -> int:
    return 256 + plan.size(full - 256)
