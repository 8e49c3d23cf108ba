"""Wrong answers to 09.blend, each with its cause."""

from __future__ import annotations

import math
from collections.abc import Callable

from ..records import Mistake


def _blend_by_kinds_alone(counts: list[int], shorter: list[float]) -> list[float]:
    """Fail, as a learner's answer does, where nothing was counted."""
    total, kinds = sum(counts), sum(count > 0 for count in counts)
    return [
        (count + kinds * chance) / (total + kinds)
        for count, chance in zip(counts, shorter, strict=True)
    ]


def _counting_like(
    weight: Callable[[list[int]], int],
) -> Callable[[list[int], list[float]], list[float]]:
    """Return an answer in which the shorter run counts like so many tokens, not k."""

    def blend(counts: list[int], shorter: list[float]) -> list[float]:
        total, more = sum(counts), weight(counts)
        return [
            (count + more * chance) / (total + more) if total else chance
            for count, chance in zip(counts, shorter, strict=True)
        ]

    return blend


def _blend_of_the_example(counts: list[int], shorter: list[float]) -> list[float]:
    return [
        (count + 3 * chance) / (22 + 3)
        for count, chance in zip(counts, shorter, strict=True)
    ]


def _where_nothing_was_counted(
    chance: Callable[[list[float]], float],
) -> Callable[[list[int], list[float]], list[float]]:
    """Return an answer that gives every token the same where nothing was counted."""

    def blend(counts: list[int], shorter: list[float]) -> list[float]:
        if sum(counts):
            return _blend_by_kinds_alone(counts, shorter)
        return [chance(shorter)] * len(shorter)

    return blend


def _shared_out(
    share: Callable[[int, float, int, int, int], float],
) -> Callable[[list[int], list[float]], list[float]]:
    """Return an answer with its own formula of a count, a chance, n, k and V."""

    def blend(counts: list[int], shorter: list[float]) -> list[float]:
        total, kinds = sum(counts), sum(count > 0 for count in counts)
        return [
            share(count, chance, total, kinds, len(counts)) if total else chance
            for count, chance in zip(counts, shorter, strict=True)
        ]

    return blend


def _blend_with_a_growing_k(counts: list[int], shorter: list[float]) -> list[float]:
    """Count the kinds in the same loop that shares out."""
    total, kinds, blended = sum(counts), 0, []
    for count, chance in zip(counts, shorter, strict=True):
        kinds += count > 0
        blended.append((count + kinds * chance) / (total + kinds) if total else chance)
    return blended


def _blend_of_the_first_like_it(counts: list[int], shorter: list[float]) -> list[float]:
    """Look a token up by its count, which finds the first that has the same."""
    return (
        _blend_by_kinds_alone(
            counts, [shorter[counts.index(count)] for count in counts]
        )
        if sum(counts)
        else shorter
    )


def _blend_for_the_unseen(counts: list[int], shorter: list[float]) -> list[float]:
    """Share out what k gives among those alone that did not follow."""
    total, kinds = sum(counts), sum(count > 0 for count in counts)
    pairs = list(zip(counts, shorter, strict=True))
    unseen = sum(chance for count, chance in pairs if not count)
    return [
        (count or kinds * chance / (unseen or 1)) / (total + kinds) if total else chance
        for count, chance in pairs
    ]


def _blend_of_what_was_counted(counts: list[int], shorter: list[float]) -> list[float]:
    blended = _where_nothing_was_counted(lambda _: 0.0)(counts, shorter)
    if not sum(counts):
        return shorter
    return [chance for count, chance in zip(counts, blended, strict=True) if count]


def _blend_to_no_number(counts: list[int], shorter: list[float]) -> list[float]:
    """Give, as arrays and tensors do, no number and no error for 0 / 0."""
    return (
        _blend_by_kinds_alone(counts, shorter)
        if sum(counts)
        else [math.nan] * len(counts)
    )


MISTAKES = (
    Mistake(
        "Where nothing was counted you divide 0 by 0. Then the shorter run is "
        "all there is: return its chances.",
        _blend_by_kinds_alone,
    ),
    Mistake(
        "Where nothing was counted you divide 0 by 0, which for arrays and tensors "
        "is nan, not a number. Then the shorter run is all there is.",
        _blend_to_no_number,
    ),
    Mistake(
        "You swapped the weights: the counts weigh n of n + k, the shorter run k "
        "of n + k.",
        _shared_out(
            lambda count, chance, n, k, v: (k * count / n + n * chance) / (n + k)
        ),
    ),
    Mistake(
        "You used the counts alone. A token that has not followed yet gets the "
        "chance 0, and the first one that does costs an infinite loss.",
        _shared_out(lambda count, chance, n, k, v: count / n),
    ),
    Mistake(
        "This is the mean of both, as if k were n. k is how many different tokens "
        "were counted: each counts once, however often it came.",
        _shared_out(lambda count, chance, n, k, v: (count / n + chance) / 2),
    ),
    Mistake(
        "You asked the shorter run only about tokens with a count of 0. Then "
        "the chances add up to less than 1.",
        _shared_out(
            lambda count, chance, n, k, v: (count if count else k * chance) / (n + k)
        ),
    ),
    Mistake(
        "You asked the shorter run only about tokens with a count of 0, and the "
        "others kept all that they had. Then the chances add up to more than 1.",
        _shared_out(
            lambda count, chance, n, k, v: count / n if count else k * chance / (n + k)
        ),
    ),
    Mistake(
        "You took 3 for k. That was the example's: k is how many different tokens "
        "were counted here.",
        _counting_like(lambda counts: 3),
    ),
    Mistake(
        "You let the shorter run count like one token. It counts like k.",
        _counting_like(lambda counts: 1),
    ),
    Mistake(
        "You returned the chances of the shorter run as soon as one count was 0. "
        "That is right only where all are 0.",
        lambda counts, shorter: (
            shorter if 0 in counts else _blend_by_kinds_alone(counts, shorter)
        ),
    ),
    Mistake(
        "You took the shorter run's chance as it is where a count is 0. Then the "
        "chances add up to more than 1.",
        _shared_out(lambda count, chance, n, k, v: count / n if count else chance),
    ),
    Mistake(
        "n is how many tokens were counted, the sum of the counts, not how many "
        "counts there are.",
        _shared_out(lambda count, chance, n, k, v: (count + k * chance) / (v + k)),
    ),
    Mistake(
        "You counted how many different counts there are. Two tokens may have the "
        "same count: k is how many counts are more than 0.",
        _counting_like(lambda counts: len(set(counts))),
    ),
    Mistake(
        "You counted how many different counts there are. Two tokens may have the "
        "same count: k is how many tokens were counted.",
        _counting_like(lambda counts: len(set(counts) - {0})),
    ),
    Mistake(
        "Your k still grows while the chances are worked out, so the first tokens "
        "get a smaller one. Count all kinds before the loop.",
        _blend_with_a_growing_k,
    ),
    Mistake(
        "You left out the tokens whose count is 0. All V get a chance: that is what "
        "the shorter run is for.",
        _blend_of_what_was_counted,
    ),
    Mistake(
        "// leaves only the whole number, here 0. Divide with /.",
        _shared_out(lambda count, chance, n, k, v: (count + k * chance) // (n + k)),
    ),
    Mistake(
        "You took for k how many tokens were counted once. k is how many were "
        "counted at all, once or more often.",
        _counting_like(lambda counts: counts.count(1)),
    ),
    Mistake(
        "k is how many different tokens were counted, not how many there are.",
        _counting_like(len),
    ),
    Mistake(
        "You divided by n alone: the chances add up to more than 1.",
        _shared_out(lambda count, chance, n, k, v: (count + k * chance) / n),
    ),
    Mistake(
        "You added the chance of the shorter run once; it counts k times.",
        _shared_out(lambda count, chance, n, k, v: (count + chance) / (n + k)),
    ),
    Mistake(
        "Where nothing was counted you give every token the chance 0. The chances "
        "must add up to 1: return those of the shorter run.",
        _where_nothing_was_counted(lambda shorter: 0.0),
    ),
    Mistake(
        "Where nothing was counted you give every token 1 / V. The shorter run "
        "knows more than that: return its chances.",
        _where_nothing_was_counted(lambda shorter: 1 / len(shorter)),
    ),
    Mistake(
        "You took n = 22 and k = 3 from the example. Here they are others: n is "
        "the sum of the counts, k is how many of them are more than 0.",
        _blend_of_the_example,
    ),
    Mistake(
        "For k you took only tokens that were counted more than once. Once is "
        "enough: k is how many counts are more than 0.",
        _counting_like(lambda counts: sum(count > 1 for count in counts)),
    ),
    Mistake(
        "You took the largest count for k. k is how many counts are more than 0.",
        _counting_like(max),
    ),
    Mistake(
        "For k you counted the tokens that did not follow. Count those that did.",
        _counting_like(lambda counts: counts.count(0)),
    ),
    Mistake(
        "You let the shorter run count like 4 k tokens. Here it counts like k.",
        _counting_like(lambda counts: 4 * sum(count > 0 for count in counts)),
    ),
    Mistake(
        "You divided by V as well. n + k is enough for the chances to add up to 1.",
        _shared_out(lambda count, chance, n, k, v: (count + k * chance) / (n + k + v)),
    ),
    Mistake(
        "The division takes in only the second part. Put the sum in brackets: "
        "(count + k * chance) / (n + k).",
        _shared_out(lambda count, chance, n, k, v: count + k * chance / (n + k)),
    ),
    Mistake(
        "The division ends at n. Put both sums in brackets: "
        "(count + k * chance) / (n + k).",
        _shared_out(lambda count, chance, n, k, v: (count + k * chance) / n + k),
    ),
    Mistake(
        "The division takes in only the middle part. Put both sums in brackets: "
        "(count + k * chance) / (n + k).",
        _shared_out(lambda count, chance, n, k, v: count + k * chance / n + k),
    ),
    Mistake(
        "You divided the count by n alone. Both parts are divided by n + k; else the "
        "chances add up to more than 1.",
        _shared_out(lambda count, chance, n, k, v: count / n + k * chance / (n + k)),
    ),
    Mistake(
        "You divided the count by n, and what comes from the shorter run by "
        "nothing. Add both up first, then divide by n + k.",
        _shared_out(lambda count, chance, n, k, v: count / n + k * chance),
    ),
    Mistake(
        "You took the count k times. It is the chance of the shorter run that "
        "counts k times.",
        _shared_out(lambda count, chance, n, k, v: (k * count + chance) / (n + k)),
    ),
    Mistake(
        "You multiplied the count by n. The share n / (n + k) is for the chance "
        "count / n; together they make count / (n + k).",
        _shared_out(lambda count, chance, n, k, v: (n * count + k * chance) / (n + k)),
    ),
    Mistake(
        "The shorter run counts like k more tokens, so its chance is multiplied by k; "
        "n is how many were counted.",
        _shared_out(lambda count, chance, n, k, v: (count + n * chance) / (n + k)),
    ),
    Mistake(
        "You added k as it is. The shorter run's k tokens are shared out by its "
        "chances: k * chance.",
        _shared_out(lambda count, chance, n, k, v: (count + k) / (n + k)),
    ),
    Mistake(
        "You added 1 to every count. That does not ask the shorter run: it counts "
        "like k tokens, shared out by its chances.",
        lambda counts, shorter: [
            (count + 1) / (sum(counts) + len(counts)) for count in counts
        ],
    ),
    Mistake(
        "You took the shorter run's chance as it is where a count is 0. It is blended "
        "like the others: k * chance / (n + k).",
        _shared_out(
            lambda count, chance, n, k, v: (
                (count + k * chance) / (n + k) if count else chance
            )
        ),
    ),
    Mistake(
        "You took the shorter run's chance as it is where a count is 0, and asked it "
        "nowhere else. Every token gets (count + k * chance) / (n + k).",
        _shared_out(
            lambda count, chance, n, k, v: count / (n + k) if count else chance
        ),
    ),
    Mistake(
        "You shared out what the shorter run gives among those tokens alone that were "
        "not counted. It has a chance for each token: k * chance for all.",
        _blend_for_the_unseen,
    ),
    Mistake(
        "You looked up the shorter run's chance with index, which finds the first "
        "token with the same count. Go through both lists together, with zip.",
        _blend_of_the_first_like_it,
    ),
    Mistake(
        "You left out what the shorter run gives. Every token gets its share of that, "
        "too: k * chance / (n + k).",
        _shared_out(lambda count, chance, n, k, v: count / (n + k)),
    ),
    Mistake(
        "You shared the shorter run's k tokens out evenly, 1 / V for each. Share them "
        "out by its chances: k * chance.",
        _shared_out(lambda count, chance, n, k, v: (count + k / v) / (n + k)),
    ),
    Mistake(
        "You let all that was counted count like one token. It counts like n: "
        "(count + k * chance) / (n + k).",
        _shared_out(lambda count, chance, n, k, v: (count / n + k * chance) / (1 + k)),
    ),
    Mistake(
        "You divided the count by n before, and by n + k once more. Add up the counts "
        "as they are: (count + k * chance) / (n + k).",
        _shared_out(lambda count, chance, n, k, v: (count / n + k * chance) / (n + k)),
    ),
    Mistake(
        "You multiplied both chances. To blend is to add them up, the one with the "
        "weight n, the other with k, and to divide by n + k.",
        _shared_out(lambda count, chance, n, k, v: count / n * chance),
    ),
    Mistake(
        "You added k to n twice. Divide by n + k, where n is the sum of the counts.",
        _shared_out(lambda count, chance, n, k, v: (count + k * chance) / (n + 2 * k)),
    ),
    Mistake(
        "You gave the shorter run the share k / n. Its k tokens come on top of the n "
        "that were counted: its share is k / (n + k).",
        _shared_out(
            lambda count, chance, n, k, v: (1 - k / n) * count / n + k / n * chance
        ),
    ),
)
