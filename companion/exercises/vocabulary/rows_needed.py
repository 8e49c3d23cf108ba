"""Exercise 02.rows-needed."""

from __future__ import annotations

import math
import operator
import random
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from itertools import accumulate

from ...tokenization import token_counts
from ..records import Exercise, Mistake
from .shared import WORDS

Stop = Callable[[float, float], bool]


def _rows_needed(tokens: Sequence[str], share: float) -> int:
    covered = rows = 0
    for count in token_counts(tokens).values():
        if covered >= share * len(tokens):
            break
        covered += count
        rows += 1
    return rows


def _rows(counts: Iterable[int], places: float, *, stop: Stop = operator.ge) -> int:
    """Take rows in this order until their places have come so far."""
    covered = rows = 0
    for count in counts:
        if stop(covered, places):
            break
        covered += count
        rows += 1
    return rows


def _rows_in_any_order(tokens: Sequence[str], share: float) -> int:
    return _rows(Counter(tokens).values(), share * len(tokens))


def _rows_in_sorted_order(tokens: Sequence[str], share: float) -> int:
    counts = Counter(tokens)
    return _rows((counts[token] for token in sorted(counts)), share * len(tokens))


def _rows_from_z_to_a(tokens: Sequence[str], share: float) -> int:
    counts = Counter(tokens)
    ordered = sorted(counts, reverse=True)
    return _rows((counts[token] for token in ordered), share * len(tokens))


def _rows_of_the_largest(tokens: Sequence[str], share: float) -> int:
    """Add the largest count each time."""
    return math.ceil(share * len(tokens) / max(Counter(tokens).values()))


def _rows_while_beyond(stop: Stop, tokens: Sequence[str], share: float) -> int:
    """End the loop as long as the share is not reached."""
    largest = max(Counter(tokens).values())
    return 1 if stop(largest, share * len(tokens)) else len(set(tokens))


def _rows_of_the_rarest(tokens: Sequence[str], share: float) -> int:
    return _rows(reversed(token_counts(tokens).values()), share * len(tokens))


def _rows_beyond(tokens: Sequence[str], share: float) -> int:
    counts = token_counts(tokens).values()
    return _rows(counts, share * len(tokens), stop=operator.gt)


def _rows_exactly(tokens: Sequence[str], share: float) -> int | None:
    ends = list(accumulate(token_counts(tokens).values()))
    places = share * len(tokens)
    return ends.index(int(places)) + 1 if places in ends else None


def _rows_before(tokens: Sequence[str], share: float) -> int:
    return max(_rows_needed(tokens, share) - 1, 0)


def _rows_as_share_of_entries(tokens: Sequence[str], share: float) -> int:
    return round(share * len(set(tokens)))


def _rows_for_a_share_of_entries(tokens: Sequence[str], share: float) -> int:
    """Add up places of the text until they reach a share of the distinct tokens."""
    return _rows(token_counts(tokens).values(), share * len(set(tokens)))


def _rows_beyond_or_none(tokens: Sequence[str], share: float) -> int | None:
    counts = token_counts(tokens).values()
    enough = sum(counts) > share * len(tokens)
    return _rows_beyond(tokens, share) if enough else None


def _rows_for_so_many_places(tokens: Sequence[str], share: float) -> int:
    """Add up places of the text until their number, not their share, is reached."""
    return _rows(token_counts(tokens).values(), share)


def _rows_until_beyond(tokens: Sequence[str], share: float) -> int:
    """Go on until the share is passed, and fail where there is no more."""
    counts = list(token_counts(tokens).values())
    covered = rows = 0
    while covered <= share * len(tokens):
        covered += counts[rows]
        rows += 1
    return rows


def _rows_until_it_is_left(least: int, tokens: Sequence[str], share: float) -> int:
    """Stop as soon as no more than the share is left."""
    counts = token_counts(tokens).values()
    return max(_rows(counts, len(tokens) - share * len(tokens)), least)


def _rows_of_one_place(tokens: Sequence[str], share: float) -> int:
    return _rows([1] * len(set(tokens)), share * len(tokens))


def _rows_of_one_place_or_none(tokens: Sequence[str], share: float) -> int | None:
    enough = len(set(tokens)) >= share * len(tokens)
    return _rows_of_one_place(tokens, share) if enough else None


def _first_that_is_enough_alone(tokens: Sequence[str], share: float) -> int | None:
    return 1 if max(Counter(tokens).values()) >= share * len(tokens) else None


def _distinct_when_mixed(
    whole: Callable[[float], int], tokens: Sequence[str], share: float
) -> int:
    ordered = sorted(tokens, key=tokens.count, reverse=True)
    return len(set(ordered[: whole(share * len(tokens))]))


def _rows_with_places_cut(tokens: Sequence[str], share: float) -> int:
    return _rows_for_so_many_places(tokens, int(share * len(tokens)))


def _rows_with_places_rounded(tokens: Sequence[str], share: float) -> int:
    return _rows_for_so_many_places(tokens, round(share * len(tokens)))


def _rows_within(tokens: Sequence[str], share: float) -> int:
    """Take only what does not go beyond the share."""
    ends = accumulate(token_counts(tokens).values())
    return sum(end <= share * len(tokens) for end in ends)


def _rows_covered(tokens: Sequence[str], share: float) -> int:
    counts = list(token_counts(tokens).values())
    return sum(counts[: _rows_needed(tokens, share)])


def _rows_of_added_shares(tokens: Sequence[str], share: float) -> int | None:
    shares = accumulate(n / len(tokens) for n in token_counts(tokens).values())
    return next((rows for rows, s in enumerate(shares, 1) if s >= share), None)


def _chosen(
    counts: Mapping[str, int], tokens: Sequence[str], share: float
) -> list[str]:
    return list(counts)[: _rows_needed(tokens, share)]


def _rows_cases(rng: random.Random) -> list[tuple[list[str], float]]:
    mixed = ["a", "b", "c", "d", "a", "e", "a", "b"]
    return [
        (["tea"], 1.0),
        (["tea", "tea", "and", "milk"], 0.5),
        (["and", "milk", "tea", "tea"], 0.5),
        (["tea", "tea", "and", "milk"], 0.75),
        # Equally frequent: one of them is enough, and sorting by count mixes them.
        (["tea", "milk", "tea", "milk"], 0.5),
        # Shares that are no whole number of places: 1.5 and 2.5.
        (["tea", "and", "milk"], 0.5),
        (["tea", "and", "milk", "or", "bread"], 0.5),
        (mixed, 0.25),
        (mixed, 0.5),
        (mixed, 0.625),
        (mixed, 1.0),
        ([*"abcdefghijkl"], 0.5),  # six times 1/12, added up, is not quite 0.5
        ([*"abcdefgh", *"hhhhgggg"], 0.5),
        (rng.choices(WORDS[:5], k=16), rng.choice([0.25, 0.5, 0.75])),
    ]


EXERCISE = Exercise(
    name="02.rows-needed",
    task="Return how many of the most frequent tokens it takes to make up at least "
    "the given share of a text. Leave tokens unchanged.",
    starter="def rows_needed(tokens, share):\n    # your code\n    ...\n",
    hints=(
        "Begin with the most frequent token. How many places of the text does its "
        "row serve? And the next one?",
        "token_counts(tokens) of notebook 01 has the largest counts first, and reads "
        "the text only once. Which number of places must they add up to?",
    ),
    solution=_rows_needed,
    cases=_rows_cases,
    lesson="A few rows serve half of a long text. The rest of the table is for the "
    "other half, and its last rows serve one place each.",
    mistakes=(
        Mistake(
            "You took the counts in the order of the text; the largest should come "
            "first.",
            _rows_in_any_order,
        ),
        Mistake(
            "You took the tokens in sorted order, as they stand in the book; the most "
            "frequent should come first.",
            _rows_in_sorted_order,
        ),
        Mistake(
            "You took the tokens from the last in sorted order to the first; the most "
            "frequent should come first, and sorted and max compare tokens unless a "
            "key says otherwise.",
            _rows_from_z_to_a,
        ),
        Mistake(
            "You added the largest count each time. A token that was taken is gone: "
            "the next one serves fewer places, or as many.",
            _rows_of_the_largest,
        ),
        *(
            Mistake(
                "Your loop ends where the share is not reached, and goes on where it "
                "is: turn the comparison round.",
                partial(_rows_while_beyond, stop),
            )
            for stop in (operator.le, operator.lt)
        ),
        Mistake(
            "You began with the rarest tokens: that takes the most rows.",
            _rows_of_the_rarest,
        ),
        Mistake(
            "You went on when the share was reached exactly: at least means >=.",
            _rows_beyond,
        ),
        Mistake(
            "You added shares, and each is rounded: six times 1/12 comes to a little "
            "less than 0.5. Add the counts, which are whole numbers.",
            _rows_of_added_shares,
        ),
        Mistake(
            "You asked for more than the share, which all tokens together cannot "
            "reach: at least means >=.",
            _rows_beyond_or_none,
        ),
        Mistake(
            "You went on when the share was reached exactly, and where it is the whole "
            "text no token is left: at least means that reaching it is enough.",
            _rows_until_beyond,
        ),
        *(
            Mistake(
                "You stopped when no more than the share was left. It is the share "
                "that the rows should serve.",
                partial(_rows_until_it_is_left, least),
            )
            for least in (1, 0)
        ),
        *(
            Mistake(
                "You added 1 for each token. It serves as many places as its count: "
                "add that.",
                one_place,
            )
            for one_place in (_rows_of_one_place, _rows_of_one_place_or_none)
        ),
        *(
            Mistake(
                "You asked whether one token makes up the share alone. Several do it "
                "together: add their counts up.",
                alone,
            )
            for alone in (
                _first_that_is_enough_alone,
                lambda tokens, share: (
                    _first_that_is_enough_alone(tokens, share) or len(set(tokens))
                ),
            )
        ),
        *(
            Mistake(
                "You took the first places of the text sorted by count, where equally "
                "frequent tokens stand mixed, and so counted too many of them. Sort "
                "the text before, or add up the counts of distinct tokens.",
                partial(_distinct_when_mixed, whole),
            )
            for whole in (math.ceil, int)
        ),
        Mistake(
            "You waited until the share is met exactly, and a token may take you "
            "beyond it: at least means >=.",
            _rows_exactly,
        ),
        Mistake(
            "You waited until the share is met exactly, and went on to the end where a "
            "token takes you beyond it: at least means >=.",
            lambda tokens, share: _rows_exactly(tokens, share) or len(set(tokens)),
        ),
        Mistake(
            "You compared places of the text with the number of distinct tokens: "
            "the share is one of len(tokens).",
            _rows_for_a_share_of_entries,
        ),
        Mistake(
            "Your answer is 1 each time. Does a return stand inside the loop, or rows "
            "= 0? Does the line that counts rows on stand below it? Are the counts "
            "those of another text, such as the notebook's own? Or is a number of "
            "places compared with the share itself, which is one of len(tokens)?",
            _rows_for_so_many_places,
        ),
        Mistake(
            "You cut share times len(tokens) down to a whole number. Two and a half "
            "places need three: compare with the share itself.",
            _rows_with_places_cut,
        ),
        Mistake(
            "You rounded share times len(tokens), and two and a half became two, which "
            "is less than the share: compare without rounding.",
            _rows_with_places_rounded,
        ),
        Mistake(
            "Your answer is one too low: the token that reaches the share needs a "
            "row as well.",
            _rows_before,
        ),
        Mistake(
            "Your answer is one too high: you counted one more row after the share was "
            "reached.",
            lambda tokens, share: _rows_needed(tokens, share) + 1,
        ),
        Mistake(
            "You took a share of the distinct tokens. Frequent ones serve more of "
            "the text than rare ones.",
            _rows_as_share_of_entries,
        ),
        Mistake(
            "You took a share of the distinct tokens and cut it down to a whole "
            "number. Frequent ones serve more of the text than rare ones.",
            lambda tokens, share: int(share * len(set(tokens))),
        ),
        Mistake(
            "You took a share of the distinct tokens, rounded up. Frequent ones serve "
            "more of the text than rare ones.",
            lambda tokens, share: math.ceil(share * len(set(tokens))),
        ),
        Mistake(
            "You took a share of the distinct tokens. Frequent ones serve more of "
            "the text than rare ones.",
            lambda tokens, share: share * len(set(tokens)),
        ),
        *(
            Mistake(
                "You returned how many places of the text are covered, not by how many "
                "rows.",
                covered,
            )
            for covered in (
                _rows_covered,
                lambda tokens, share: share * len(tokens),
                lambda tokens, share: int(share * len(tokens)),
                lambda tokens, share: math.ceil(share * len(tokens)),
            )
        ),
        Mistake(
            "You returned which share of the text is covered, not by how many rows.",
            lambda tokens, share: _rows_covered(tokens, share) / len(tokens),
        ),
        Mistake(
            "You returned which share of the rows it takes, not how many rows.",
            lambda tokens, share: _rows_needed(tokens, share) / len(set(tokens)),
        ),
        Mistake(
            "You returned the count of the last token that you took: return how many "
            "tokens you took.",
            lambda tokens, share: list(token_counts(tokens).values())[
                _rows_needed(tokens, share) - 1
            ],
        ),
        Mistake(
            "You stopped before the share was reached, since the next token would have "
            "gone beyond it. That token needs a row as well.",
            _rows_within,
        ),
        Mistake(
            "You counted the tokens that make up the share alone. Several do it "
            "together: add their counts up.",
            lambda tokens, share: sum(
                count >= share * len(tokens) for count in Counter(tokens).values()
            ),
        ),
        Mistake(
            "You counted the distinct tokens of the first part of the text. Take the "
            "most frequent of the whole text, until they make up the share.",
            lambda tokens, share: len(set(tokens[: int(share * len(tokens))])),
        ),
        Mistake(
            "Your answer is the number of all distinct tokens, as if you had gone on "
            "to the end. The share is reached at share * len(tokens) places.",
            lambda tokens, share: len(set(tokens)),
        ),
        Mistake(
            "You returned the tokens themselves: return how many they are.",
            lambda tokens, share: _chosen(token_counts(tokens), tokens, share),
        ),
        Mistake(
            "You returned the tokens themselves: return how many they are.",
            lambda tokens, share: _chosen(
                dict(Counter(tokens).most_common()), tokens, share
            ),
        ),
    ),
    leaves_arguments=True,
)
