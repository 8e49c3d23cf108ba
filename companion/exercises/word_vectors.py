"""Exercises of notebook 08: cosine, analogies, skip-gram pairs, rank correlation."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Mapping, Sequence

from .records import Exercise, Mistake

Vector = Sequence[float]


def _cosine(a: Vector, b: Vector) -> float:
    dot = sum(x * y for x, y in zip(a, b, strict=True))
    length_a = math.sqrt(sum(x * x for x in a))
    length_b = math.sqrt(sum(y * y for y in b))
    return dot / (length_a * length_b)


def _dot(a: Vector, b: Vector) -> float:
    return sum(x * y for x, y in zip(a, b, strict=True))


def _cosine_by_squares(a: Vector, b: Vector) -> float:
    return _dot(a, b) / (_dot(a, a) * _dot(b, b))


def _cosine_by_one_length(a: Vector, b: Vector) -> float:
    return _dot(a, b) / math.sqrt(_dot(a, a))


def _cosine_by_sum_of_lengths(a: Vector, b: Vector) -> float:
    return _dot(a, b) / (math.sqrt(_dot(a, a)) + math.sqrt(_dot(b, b)))


def _distance(a: Vector, b: Vector) -> float:
    return math.dist(a, b)


def _vector(rng: random.Random, width: int) -> list[float]:
    return [rng.choice((-1, 1)) * rng.randint(1, 90) / 10 for _ in range(width)]


def _cosine_cases(rng: random.Random) -> list[tuple[list[float], list[float]]]:
    return [
        ([3.0, 4.0], [6.0, 8.0]),
        ([1.0, 0.0], [0.0, 5.0]),
        ([1.0, 2.0], [-2.0, -4.0]),
        (_vector(rng, 4), _vector(rng, 4)),
    ]


def _analogy(a: str, b: str, c: str, vectors: Mapping[str, Vector]) -> str:
    query = [
        y - x + z for x, y, z in zip(vectors[a], vectors[b], vectors[c], strict=True)
    ]
    others = [word for word in vectors if word not in (a, b, c)]
    return max(others, key=lambda word: _cosine(query, vectors[word]))


def _wrong_analogy(
    signs: tuple[int, int, int] = (-1, 1, 1),
    *,
    keep_inputs: bool = False,
    score: Callable[[Vector, Vector], float] = _cosine,
) -> Callable[[str, str, str, Mapping[str, Vector]], str]:
    def answer(a: str, b: str, c: str, vectors: Mapping[str, Vector]) -> str:
        rows = zip(vectors[a], vectors[b], vectors[c], strict=True)
        query = [sum(s * x for s, x in zip(signs, row, strict=True)) for row in rows]
        left_out = () if keep_inputs else (a, b, c)
        others = [word for word in vectors if word not in left_out]
        return max(others, key=lambda word: score(query, vectors[word]))

    return answer


# The first number is large in all, as company that all words keep is in real text; it
# makes the words of a question near to its answer. Every question about the royal four
# has one answer, whether all vectors are brought to one length before or not.
_COURT = {
    "servant": [4.5, -1.7, -1.0],
    "man": [5.0, 1.0, 0.0],
    "woman": [3.0, -0.5, 1.0],
    "king": [3.5, 3.0, -0.5],
    "queen": [3.5, 1.2, -0.1],
    "crowd": [6.0, -2.0, 4.3],
    "realm": [31.0, 0.5, -17.0],
}


def _analogy_cases(
    rng: random.Random,
) -> list[tuple[str, str, str, dict[str, list[float]]]]:
    words = ["man", "woman", "king", "queen"]
    turned = rng.sample(range(3), k=3)
    order = ["king", *_COURT]  # an answer stands first here, and none does above
    mixed = {word: [_COURT[word][i] for i in turned] for word in order}
    return [
        ("man", "king", "woman", _COURT),
        ("king", "queen", "man", _COURT),
        ("woman", "man", "queen", mixed),
        ("queen", "king", "woman", mixed),
        (*rng.sample(words, k=3), mixed),  # type: ignore[list-item]
    ]


def _pairs(words: Sequence[str], window: int) -> list[tuple[str, str]]:
    pairs = []
    for i, centre in enumerate(words):
        for j in range(max(0, i - window), min(len(words), i + window + 1)):
            if j != i:
                pairs.append((centre, words[j]))
    return pairs


def _pairs_with_itself(words: Sequence[str], window: int) -> list[tuple[str, str]]:
    return [
        (centre, near)
        for i, centre in enumerate(words)
        for near in words[max(0, i - window) : i + window + 1]
    ]


def _pairs_to_the_right(words: Sequence[str], window: int) -> list[tuple[str, str]]:
    return [
        (centre, near)
        for i, centre in enumerate(words)
        for near in words[i + 1 : i + window + 1]
    ]


def _pairs_without_the_last(words: Sequence[str], window: int) -> list[tuple[str, str]]:
    return [
        (centre, words[j])
        for i, centre in enumerate(words)
        for j in range(max(0, i - window), min(len(words), i + window))
        if j != i
    ]


def _pairs_from_the_end(words: Sequence[str], window: int) -> list[tuple[str, str]]:
    return [
        (centre, words[j])
        for i, centre in enumerate(words)
        for j in range(i - window, min(len(words), i + window + 1))
        if j != i
    ]


def _pairs_of_different_words(
    words: Sequence[str], window: int
) -> list[tuple[str, str]]:
    return [(a, b) for a, b in _pairs(words, window) if a != b]


def _pairs_cases(rng: random.Random) -> list[tuple[list[str], int]]:
    return [
        (["the", "king", "rules"], 1),
        (["the", "king", "and", "the", "queen"], 3),
        (["tea"], 2),
        (rng.choices(["cup", "tea", "milk", "pot"], k=6), 2),
    ]


def _mean_ranks(numbers: Sequence[float]) -> list[float]:
    ordered = sorted(numbers)
    ranks = {}
    for number in numbers:
        places = [place for place, x in enumerate(ordered, start=1) if x == number]
        ranks[number] = sum(places) / len(places)
    return [float(ranks[number]) for number in numbers]


def _ranks_by_place(numbers: Sequence[float]) -> list[float]:
    order = sorted(range(len(numbers)), key=lambda place: numbers[place])
    return [float(order.index(place) + 1) for place in range(len(numbers))]


def _lowest_ranks(numbers: Sequence[float]) -> list[float]:
    return [float(sorted(numbers).index(number) + 1) for number in numbers]


def _ranks_half_up(numbers: Sequence[float]) -> list[float]:
    return [
        rank + 0.5 * (list(numbers).count(number) > 1)
        for rank, number in zip(_lowest_ranks(numbers), numbers, strict=True)
    ]


def _dense_ranks(numbers: Sequence[float]) -> list[float]:
    return [float(sorted(set(numbers)).index(number) + 1) for number in numbers]


def _ranks_from_the_top(numbers: Sequence[float]) -> list[float]:
    return [len(numbers) + 1 - rank for rank in _mean_ranks(numbers)]


def _ranks_from_zero(numbers: Sequence[float]) -> list[float]:
    return [rank - 1 for rank in _mean_ranks(numbers)]


def _sorting_order(numbers: Sequence[float]) -> list[float]:
    order = sorted(range(len(numbers)), key=lambda place: numbers[place])
    return [float(place + 1) for place in order]


def _ranks_cases(rng: random.Random) -> list[tuple[list[float]]]:
    return [
        ([10.0, 30.0, 20.0],),
        ([30.0, 10.0, 40.0, 20.0],),
        ([7.5, 1.0, 7.5, 9.0],),
        ([5.0, 2.0, 5.0, 5.0, 1.0],),
        ([float(rng.randint(1, 4)) for _ in range(7)],),
    ]


EXERCISES = (
    Exercise(
        name="08.cosine",
        task="Return the cosine of the angle between two vectors, given as lists.",
        starter="def cosine_of(a, b):\n    # your code\n    ...\n",
        hints=(
            "First the dot product: sum(x * y for x, y in zip(a, b)).",
            "A vector's length is the root of its dot product with itself.",
            "Divide the dot product by the product of both lengths.",
        ),
        solution=_cosine,
        cases=_cosine_cases,
        lesson="Twice the length, the same cosine: only directions are compared.",
        mistakes=(
            Mistake("You returned the dot product: it grows with the lengths.", _dot),
            Mistake(
                "You divided by the squares of the lengths: take their roots.",
                _cosine_by_squares,
            ),
            Mistake("You divided by one length only.", _cosine_by_one_length),
            Mistake(
                "You divided by the sum of the lengths: it is their product.",
                _cosine_by_sum_of_lengths,
            ),
            Mistake("You returned the distance, not the cosine.", _distance),
        ),
    ),
    Exercise(
        name="08.not-the-king",
        task=(
            "Return the word that answers 'a is to b as c is to what?': the one whose "
            "vector has the largest cosine with b - a + c, and that is none of the "
            "three. vectors is a dictionary from word to list."
        ),
        starter="def answer(a, b, c, vectors):\n    # your code\n    ...\n",
        hints=(
            "Build the query number by number: y - x + z.",
            "Which words may be the answer? Not a, b or c.",
            "max(others, key=lambda word: cosine(query, vectors[word]))",
        ),
        solution=_analogy,
        cases=_analogy_cases,
        lesson="b and c are in the query themselves, so they are near it by design.",
        mistakes=(
            Mistake(
                "You let a word of the question be its own answer: leave out a, b, c.",
                _wrong_analogy(keep_inputs=True),
            ),
            Mistake(
                "You subtracted b and added a: the query is b - a + c.",
                _wrong_analogy((1, -1, 1)),
            ),
            Mistake(
                "You added all three: a has to be subtracted.",
                _wrong_analogy((1, 1, 1)),
            ),
            Mistake(
                "You compared by dot product, so a long vector wins: take the cosine.",
                _wrong_analogy(score=_dot),
            ),
            Mistake(
                "You took the nearest by distance, so lengths decide: take the cosine.",
                _wrong_analogy(score=lambda a, b: -math.dist(a, b)),
            ),
        ),
    ),
    Exercise(
        name="08.pairs",
        task=(
            "Return every (centre, near) pair of a list of words, in order, where near "
            "stands at most window places to the left or right of centre."
        ),
        starter="def pairs(words, window):\n    # your code\n    ...\n",
        hints=(
            "Go over the places i of the words; then over the places j near i.",
            "j runs from i - window, but not below 0, to i + window, and not past "
            "the end.",
            "A place is not near itself: leave out j == i.",
        ),
        solution=_pairs,
        cases=_pairs_cases,
        lesson="These pairs are all that skip-gram sees of a text.",
        mistakes=(
            Mistake("You paired each word with its own place.", _pairs_with_itself),
            Mistake("You looked to the right only.", _pairs_to_the_right),
            Mistake(
                "Your window is one short on the right: range leaves out its end.",
                _pairs_without_the_last,
            ),
            Mistake(
                "You let j go below 0, where Python counts from the end.",
                _pairs_from_the_end,
            ),
            Mistake(
                "You left out equal words; two places may hold the same word.",
                _pairs_of_different_words,
            ),
        ),
    ),
    Exercise(
        name="08.ranks",
        task=(
            "Return the rank of each number, as floats: 1.0 for the smallest. Equal "
            "numbers share the mean of their ranks."
        ),
        starter="def ranks(numbers):\n    # your code\n    ...\n",
        hints=(
            "Sort a copy; a number's rank is its place there, counted from 1.",
            "A number that is there twice has two places: take their mean.",
            "places = [p for p, x in enumerate(sorted(numbers), 1) if x == number]",
        ),
        solution=_mean_ranks,
        cases=_ranks_cases,
        lesson="The correlation of two such lists is Spearman's.",
        mistakes=(
            Mistake("Equal numbers got different ranks.", _ranks_by_place),
            Mistake(
                "Equal numbers got the lowest of their ranks, not the mean.",
                _lowest_ranks,
            ),
            Mistake(
                "You added a half for every tie: three equal numbers share the mean of "
                "three ranks.",
                _ranks_half_up,
            ),
            Mistake(
                "You ranked the distinct numbers; a number that is there twice takes "
                "up two ranks.",
                _dense_ranks,
            ),
            Mistake("You gave rank 1 to the largest.", _ranks_from_the_top),
            Mistake("You counted from 0; ranks start at 1.", _ranks_from_zero),
            Mistake(
                "You returned where each rank stands, not the rank of each number.",
                _sorting_order,
            ),
        ),
    ),
)
