"""Exercise 03.minimum-count."""

from __future__ import annotations

import math
import random
from collections import Counter
from collections.abc import Callable, Sequence
from functools import partial

from ..records import Exercise, Mistake
from .shared import WORDS


def _minimum_count(tokens: Sequence[str], share: float) -> int:
    return _with_enough(tokens, share * len(tokens))


def _with_enough(tokens: Sequence[str], enough: float) -> int:
    """Return the smallest minimum with which so many tokens are unknown."""
    counts = Counter(tokens)
    minimum = 1
    while sum(n for n in counts.values() if n < minimum) < enough:
        minimum += 1
    return minimum


def _of_distinct_tokens(tokens: Sequence[str], share: float) -> int:
    counts = Counter(tokens)
    minimum = 1
    while sum(count < minimum for count in counts.values()) < share * len(counts):
        minimum += 1
    return minimum


def _count_that_is_lost(tokens: Sequence[str], share: float) -> int:
    counts = Counter(tokens)
    minimum = 1
    while sum(n for n in counts.values() if n <= minimum) < share * len(tokens):
        minimum += 1
    return minimum


def _one_that_is_more(tokens: Sequence[str], share: float) -> int:
    counts = Counter(tokens)
    minimum = 1
    while sum(n for n in counts.values() if n < minimum) <= share * len(tokens):
        minimum += 1
    return minimum


def _words_for_tokens(tokens: Sequence[str], share: float) -> int | None:
    counts = Counter(tokens)
    for minimum in range(1, len(tokens) + 2):
        if sum(n < minimum for n in counts.values()) >= share * len(tokens):
            return minimum
    return None


def _among_counts(tokens: Sequence[str], share: float) -> int:
    tried = sorted({*Counter(tokens).values()})
    smallest = _minimum_count(tokens, share)
    return next((n for n in tried if n >= smallest), tried[-1] + 1)


def _among_counts_alone(tokens: Sequence[str], share: float) -> int | None:
    smallest = _minimum_count(tokens, share)
    return next((n for n in sorted(Counter(tokens).values()) if n >= smallest), None)


def _known_are_enough(tokens: Sequence[str], share: float) -> int:
    counts = Counter(tokens)
    minimum = 1
    while sum(n for n in counts.values() if n >= minimum) < share * len(tokens):
        minimum += 1
    return minimum


def _up_to_the_largest(tokens: Sequence[str], share: float) -> int | None:
    minimum = _minimum_count(tokens, share)
    return minimum if minimum <= max(Counter(tokens).values()) else None


def _up_to_the_length(beyond: int, tokens: Sequence[str], share: float) -> int | None:
    minimum = _minimum_count(tokens, share)
    return minimum if minimum < len(tokens) + beyond else None


def _below_the_largest(tokens: Sequence[str], share: float) -> int | None:
    minimum = _minimum_count(tokens, share)
    return minimum if minimum < max(Counter(tokens).values()) else None


def _of_one_count(tokens: Sequence[str], share: float) -> int | None:
    counts = Counter(tokens)
    for minimum in range(1, len(tokens) + 2):
        if sum(n for n in counts.values() if n == minimum) >= share * len(tokens):
            return minimum
    return None


def _commonest_first(more: int) -> Callable[[Sequence[str], float], int]:
    """Return an answer that loses the commonest words first, and adds so many."""

    def answer(tokens: Sequence[str], share: float) -> int:
        lost = 0
        for _, count in Counter(tokens).most_common():
            lost += count
            if lost >= share * len(tokens):
                return count + more
        return 0

    return answer


def _in_order_of_the_text(
    asks_first: bool,
) -> Callable[[Sequence[str], float], int]:
    """Return an answer that loses words as the text has them, until it is enough."""

    def answer(tokens: Sequence[str], share: float) -> int:
        lost, minimum = 0, 1
        for count in Counter(tokens).values():
            if asks_first and lost >= share * len(tokens):
                break
            lost += count
            minimum = count + 1
            if lost >= share * len(tokens):
                break
        return minimum

    return answer


def _next_count(
    after: Callable[[int], int | None],
) -> Callable[[Sequence[str], float], int | None]:
    """Return an answer that gives the count of the next word, and this after all."""

    def answer(tokens: Sequence[str], share: float) -> int | None:
        lost, counts = 0, sorted(Counter(tokens).values())
        for count in counts:
            if lost >= share * len(tokens):
                return count
            lost += count
        return after(counts[-1])

    return answer


def _counts_of_tokens(tokens: Sequence[str], share: float) -> int:
    counts = Counter(tokens)
    minimum = 1
    while sum(n for n in map(counts.__getitem__, tokens) if n < minimum) < share * len(
        tokens
    ):
        minimum += 1
    return minimum


def _rounded_share(digits: int) -> Callable[[Sequence[str], float], int]:
    """Return an answer that rounds the share that is lost to so many digits."""

    def answer(tokens: Sequence[str], share: float) -> int:
        minimum = 1
        while round(_lost(tokens, minimum) / len(tokens), digits) < share:
            minimum += 1
        return minimum

    return answer


def _lost(tokens: Sequence[str], minimum: int) -> int:
    return sum(n for n in Counter(tokens).values() if n < minimum)


def _in_the_joined_text(tokens: Sequence[str], share: float) -> int:
    text = " ".join(tokens)
    minimum = 1
    while sum(text.count(t) < minimum for t in tokens) < share * len(tokens):
        minimum += 1
    return minimum


def _sums_added_up(after: int) -> Callable[[Sequence[str], float], int]:
    """Return an answer that keeps the sums of earlier rounds, and adds so many."""

    def answer(tokens: Sequence[str], share: float) -> int:
        counts = Counter(tokens)
        lost, minimum = 0, 1
        while lost < share * len(tokens):
            minimum += 1
            lost += sum(n for n in counts.values() if n < minimum)
        return minimum + (after if minimum > 1 else 0)

    return answer


def _words_for_tokens_or_all(tokens: Sequence[str], share: float) -> int:
    most = max(Counter(tokens).values())
    return min(_words_for_tokens(tokens, share) or most + 1, most + 1)


def _share_that_is_known(tokens: Sequence[str], share: float) -> int:
    return _minimum_count(tokens, 1 - share)


def _minimum_count_cases(rng: random.Random) -> list[tuple[list[str], float]]:
    tea = ["to", "tea", "or", "not", "to", "tea", "to", "be", "or", "to", "see"]
    drawn = [word for n, word in enumerate(WORDS[:6], 1) for _ in range(n * n)]
    rng.shuffle(drawn)
    return [
        (tea, 0.0),
        (tea, 0.1),
        (tea, 0.25),
        (tea, 0.4),
        (tea, 0.3),  # 3 of 11 are lost with 2, and 0.27 is too few
        (["a"] * 8 + ["b"] * 19, 0.3),  # 0.296 is too few as well
        (["a", "b", "b", "c"], 0.5),  # reached exactly, with 2
        (["a", "b", "b"], 0.4),  # more than one token, so one is too few
        (["a", "a", "a", "b"], 0.5),  # even the commonest word has to go
        (["a"] * 30 + ["b"] * 9 + ["c"], 0.2),
        (["a", "b", "b"] + ["c"] * 5, 0.6),
        (["a", "a", "b", "b", "b"], 0.3),  # no word is lost with 2
        (["a", "a", "a"], 0.5),  # one more than there are tokens
        (["a", "tea", "tea"], 0.1),  # one word has the letters of another
        (drawn, rng.choice((0.05, 0.1, 0.3))),
    ]


EXERCISE = Exercise(
    name="03.minimum-count",
    task="Return the smallest minimum count with which at least this share of the "
    "tokens is unknown. A word that is rarer than the minimum gets no ID.",
    starter="def minimum_count(tokens, share):\n    # your code\n    ...\n",
    hints=(
        "Count first: Counter(tokens). With a minimum of 1 no word is lost, with 2 "
        "those that came once.",
        "A word that came twice is two tokens: add up the counts that are below "
        "the minimum, and compare with share * len(tokens).",
        "Begin with 1 and raise it in a loop until the sum is large enough.",
    ),
    solution=_minimum_count,
    cases=_minimum_count_cases,
    lesson="The share of unknown tokens is a choice. It should be large enough to "
    "learn from, and every point of it is words that nobody can read again.",
    mistakes=(
        Mistake(
            "You took the share of the distinct tokens. A rare word is one of "
            "them, but only a few of the tokens: add up the counts.",
            _of_distinct_tokens,
        ),
        Mistake(
            "Words that come exactly as often as the minimum are kept, and yours are "
            "lost: compare with <, not with <=, or return one more.",
            _count_that_is_lost,
        ),
        Mistake(
            "You subtracted 1 at the end, or returned the largest count that is lost: "
            "the minimum is one more than that.",
            lambda tokens, share: _minimum_count(tokens, share) - 1,
        ),
        Mistake(
            "You asked for more than the share. At least means that the share "
            "itself is enough.",
            _one_that_is_more,
        ),
        Mistake(
            "You rounded share * len(tokens): at least 1.2 tokens are 2 tokens, not "
            "1. Compare with the product as it is.",
            lambda tokens, share: _with_enough(tokens, int(share * len(tokens))),
        ),
        Mistake(
            "You compared a number of tokens, or percent, with the share: with a share "
            "of 0.4, 0.4 * len(tokens) tokens have to be unknown.",
            _with_enough,
        ),
        Mistake(
            "You compared a number of words with a number of tokens. A word that "
            "came twice is two tokens: add up the counts.",
            _words_for_tokens,
        ),
        Mistake(
            "You compared a number of words with a number of tokens. A word that "
            "came twice is two tokens: add up the counts.",
            _words_for_tokens_or_all,
        ),
        Mistake(
            "Your minimum goes up once at most. Ask again and again: with while, not "
            "with if; and let no return end the loop in its first round.",
            lambda tokens, share: min(2, _minimum_count(tokens, share)),
        ),
        Mistake(
            "You counted only words that come exactly as often as the minimum. Those "
            "that are rarer are lost: compare with <, not with ==.",
            _of_one_count,
        ),
        Mistake(
            "You returned the largest minimum that you tried: stop at the first that "
            "is enough.",
            lambda tokens, share: max(Counter(tokens).values()) + 1,
        ),
        Mistake(
            "You returned how many tokens are unknown: return the minimum.",
            lambda tokens, share: sum(
                n for n in Counter(tokens).values() if n < _minimum_count(tokens, share)
            ),
        ),
        Mistake(
            "You returned how many words are unknown: return the minimum.",
            lambda tokens, share: sum(
                n < _minimum_count(tokens, share) for n in Counter(tokens).values()
            ),
        ),
        *(
            Mistake(
                "You returned how many tokens have to be unknown: return the minimum "
                "count with which so many are.",
                lambda tokens, share, whole=whole: whole(share * len(tokens)),
            )
            for whole in (math.ceil, round, int)
        ),
        Mistake(
            "Your minimum rises until every token is unknown. Did you divide with //, "
            "which gives whole numbers alone?",
            lambda tokens, share: _minimum_count(tokens, math.ceil(share)),
        ),
        Mistake(
            "Your loop raises the minimum after the last count as well: raise it "
            "first, and count then.",
            lambda tokens, share: _minimum_count(tokens, share) + (share > 0),
        ),
        *(
            Mistake(
                "You began with the commonest words. The rarest are lost first.",
                _commonest_first(more),
            )
            for more in (0, 1)
        ),
        *(
            Mistake(
                "You went through the words in the order of the text. The rarest are "
                "lost first: sort the counts.",
                _in_order_of_the_text(asks_first),
            )
            for asks_first in (True, False)
        ),
        *(
            Mistake(
                "You returned the count of the next word. It may be as rare as the "
                "last that is lost, or there may be none: return one more than the "
                "last count that is lost, and 1 where none is.",
                _next_count(after),
            )
            for after in (lambda count: count + 1, lambda count: count, lambda _: None)
        ),
        Mistake(
            "You went through the tokens and added a count for each, so that a word "
            "that came twice is added twice. Add 1 for a token, or go through the "
            "words.",
            _counts_of_tokens,
        ),
        *(
            Mistake(
                "You rounded the share that is lost: 0.296 is less than 0.3. Compare "
                "it as it is.",
                _rounded_share(digits),
            )
            for digits in (1, 2)
        ),
        Mistake(
            "You counted letters in a text, where one word may stand inside another. "
            "Count the tokens of the list: Counter(tokens).",
            _in_the_joined_text,
        ),
        Mistake(
            "Only a share of 0 goes wrong: no word need be lost, and the minimum is 1. "
            "Did you ask for place -1? In a list that is the last.",
            lambda tokens, share: (
                _minimum_count(tokens, share)
                if share
                else max(Counter(tokens).values()) + 1
            ),
        ),
        *(
            Mistake(
                "You added the sums of all rounds up: for each minimum, begin to "
                "count at 0 again.",
                _sums_added_up(after),
            )
            for after in (0, 1)
        ),
        *(
            Mistake(
                "You tried only counts that some word has. The smallest minimum may "
                "be none of them: it is one more than the last count that is lost.",
                among,
            )
            for among in (_among_counts, _among_counts_alone)
        ),
        Mistake(
            "You never try the minimum 1. With a share of 0 it is enough, since no "
            "word need be lost.",
            lambda tokens, share: max(2, _minimum_count(tokens, share)),
        ),
        Mistake(
            "Your minimum stays 1: your comparison is the wrong way round, or you "
            "added up the tokens that are kept. The loop goes on as long as those "
            "below the minimum are too few.",
            _known_are_enough,
        ),
        Mistake(
            "Your minimum begins at 0. With 1 no word is lost already, so 1 is the "
            "smallest answer.",
            lambda tokens, share: _minimum_count(tokens, share) if share else 0,
        ),
        Mistake(
            "Your loop ends at the largest count, and so without an answer where even "
            "the commonest word has to go: then the minimum is one more.",
            _up_to_the_largest,
        ),
        Mistake(
            "Your loop ends before the largest count, since range leaves its end out: "
            "the minimum may be that one, or one more.",
            _below_the_largest,
        ),
        *(
            Mistake(
                "Your loop ends too early where all tokens are alike, or nearly: the "
                "minimum may be len(tokens) + 1.",
                partial(_up_to_the_length, beyond),
            )
            for beyond in (0, 1)
        ),
        Mistake(
            "You let the share be the known tokens: it is that of the unknown.",
            _share_that_is_known,
        ),
    ),
)
