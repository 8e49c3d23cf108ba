"""Exercises of notebook 08: cosine, a round of pulls, an analogy, ranks, counting."""

from __future__ import annotations

import functools
import math
import random
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..word_vectors.little_world import little_world, little_world_analogies
from .records import Challenge, Exercise, Mistake

Vector = Sequence[float]
Array = NDArray[np.float64]


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


def _begins_with_a(a: str, b: str, c: str, vectors: Mapping[str, Vector]) -> str:
    rows = zip(vectors[a], vectors[b], vectors[c], strict=True)
    query = [y - x + z for x, y, z in rows]
    others = [word for word in vectors if word not in (a, b, c)]
    return max([a, *others], key=lambda word: _cosine(query, vectors[word]))


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
        ("queen", "king", "woman", _COURT),
        ("woman", "man", "queen", mixed),
        ("queen", "king", "woman", mixed),
        (*rng.sample(words, k=3), mixed),  # type: ignore[list-item]
    ]


def _one_round(
    king: Vector, queen: Vector, throne: Vector, rate: float
) -> list[Vector]:
    moved: list[Vector] = []
    neighbour = throne
    for centre in (king, queen):
        dot = sum(x * y for x, y in zip(centre, neighbour, strict=True))
        pull = rate * (1 - 1 / (1 + math.exp(-dot)))
        pulled = [x + pull * y for x, y in zip(centre, neighbour, strict=True)]
        neighbour = [y + pull * x for x, y in zip(centre, neighbour, strict=True)]
        moved.append(pulled)
    return [*moved, neighbour]


def _wrong_round(
    *,
    strength: Callable[[float], float] = lambda s: 1 - s,
    sign: int = 1,
    moves_neighbour: bool = True,
    in_turn: bool = True,
    uses_moved: bool = False,
) -> Callable[[Vector, Vector, Vector, float], list[list[float]]]:
    """Return a round with one thing wrong."""

    def one_round(
        king: Vector, queen: Vector, throne: Vector, rate: float
    ) -> list[list[float]]:
        rows: list[Array] = []
        neighbour = np.array(throne, float)
        for centre in (np.array(king, float), np.array(queen, float)):
            near = neighbour if in_turn else np.array(throne, float)
            pull = sign * rate * strength(1 / (1 + math.exp(-float(centre @ near))))
            rows.append(centre + pull * near)
            if moves_neighbour:
                neighbour = neighbour + pull * (rows[-1] if uses_moved else centre)
        return [row.tolist() for row in (*rows, neighbour)]

    return one_round


def _one_round_cases(
    rng: random.Random,
) -> list[tuple[list[float], list[float], list[float], float]]:
    return [
        ([1.0, 0.0], [0.0, 1.0], [0.5, 0.5], 1.0),
        ([2.0, -1.0], [-0.5, 1.0], [1.0, 2.0], 0.5),
        ([0.0, 0.0, 1.0], [1.0, 0.0, 0.0], [0.0, 2.0, -1.0], 0.1),
        (_vector(rng, 2), [0.3, -0.4], [-0.2, 0.1], rng.randint(2, 9) / 10),
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
        name="08.why-queen-profits",
        task=(
            "One round: first (king, throne) takes a step, then (queen, throne). "
            "Return the rows of king, queen and throne after it, as three lists. A "
            "step moves both rows of a pair towards each other: each gets rate * "
            "(1 - s) times the other row added, where s is 1 / (1 + e^-dot)."
        ),
        starter=(
            "def one_round(king, queen, throne, rate):\n    # your code\n    ...\n"
        ),
        hints=(
            "dot is the dot product of the centre's row and throne's, before the step.",
            "Compute both new rows from the old ones; only then replace throne.",
            "Queen's step uses the throne that king's step has moved.",
        ),
        solution=_one_round,
        cases=_one_round_cases,
        lesson=(
            "Throne's row now holds a bit of king, and queen moved towards it: so "
            "queen took over a bit of king, without ever meeting it."
        ),
        mistakes=(
            Mistake(
                "Throne did not move: both rows of a pair do, and queen profits by it.",
                _wrong_round(moves_neighbour=False),
            ),
            Mistake(
                "Queen met the throne of before: king's step has moved it already.",
                _wrong_round(in_turn=False),
            ),
            Mistake(
                "Throne was moved by the row that had already moved: compute both from "
                "the rows before the step.",
                _wrong_round(uses_moved=True),
            ),
            Mistake(
                "You multiplied by s; the step is large where s is small, so 1 - s.",
                _wrong_round(strength=lambda s: s),
            ),
            Mistake(
                "You left out 1 - s: a pair that is known already hardly moves.",
                _wrong_round(strength=lambda s: 1.0),
            ),
            Mistake(
                "The rows moved apart: add the other row, do not subtract it.",
                _wrong_round(sign=-1),
            ),
        ),
    ),
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
            "'a is to b as c is to what?' Return the word whose vector has the largest "
            "cosine with b - a + c, and that is none of the three. vectors is a "
            "dictionary from word to list."
        ),
        starter=(
            "def answer(a, b, c, vectors):\n"
            "    size = len(vectors[a])\n"
            "    query = []\n"
            "    for i in range(size):\n"
            "        query.append(vectors[b][i] - vectors[a][i] + vectors[c][i])\n"
            "    best = a\n"
            "    for word in vectors:\n"
            "        if cosine(query, vectors[word]) > cosine(query, vectors[best]):\n"
            "            best = word\n"
            "    return best\n"
        ),
        hints=(
            "Which word may the search not begin with, and which may it not return?",
            "Go over the words that are not in (a, b, c), and begin with one of them.",
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
                "You skip the three words, but the search still begins with a: if no "
                "word beats it, a is what you return.",
                _begins_with_a,
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

# The challenge: rows made by counting, from worlds too small for skip-gram.
SENTENCES, WORLDS = 200, 4


@functools.cache
def _small_worlds() -> tuple[tuple[Array, NDArray[np.int64]], ...]:
    """Return each world's counts, and its questions as rows of four IDs.

    Words are in a random order, so that no answer can know which is which.
    """
    questions = [q for section in little_world_analogies().values() for q in section]
    worlds = []
    for seed in range(WORLDS):
        world = little_world(SENTENCES, seed=seed)
        words = sorted({word for sentence in world for word in sentence})
        random.Random(seed).shuffle(words)
        vocab = {word: index for index, word in enumerate(words)}
        counts = np.zeros((len(words), len(words)))
        for sentence in world:
            ids = [vocab[word] for word in sentence]
            for i, first in enumerate(ids):
                for second in ids[:i] + ids[i + 1 :]:
                    counts[first, second] += 1
        asked = [[vocab[w] for w in q] for q in questions if all(w in vocab for w in q)]
        worlds.append((counts, np.array(asked)))
    return tuple(worlds)


def questions_right(vectors: Callable[[Array], Any]) -> float:
    """Count the analogies that come out right in four worlds of 200 sentences.

    Parameters
    ----------
    vectors
        Gets a table ``(V, V)``, how often two words share a sentence, and returns a row
        for each word.

    Returns
    -------
    float
        How many of 1,344 questions; one with a word that a world lacks is not right.

    Examples
    --------
    >>> questions_right(lambda counts: counts > 0) > 400
    True
    """
    right = 0
    for counts, asked in _small_worlds():
        rows = np.asarray(vectors(counts.copy()), dtype=float)
        lengths = np.linalg.norm(rows, axis=1, keepdims=True)
        units = rows / np.where(lengths > 0, lengths, 1)
        a, b, c, d = asked.T
        scores = (units[b] - units[a] + units[c]) @ units.T
        for barred in (a, b, c):
            scores[np.arange(len(asked)), barred] = -np.inf
        right += int((scores.argmax(axis=1) == d).sum())
    return float(right)


def _refused(vectors: Callable[[Array], Any]) -> str:
    """Say why an answer gives no vectors; nothing if it does."""
    counts, _ = _small_worlds()[0]
    try:
        rows = np.asarray(vectors(counts.copy()), dtype=float)
    except (TypeError, ValueError) as error:
        return f"rows_of(counts) must return a row of numbers for each word: {error}."
    if rows.ndim != 2 or len(rows) != len(counts):
        return (
            f"rows_of(counts) must return {len(counts)} rows here, one for each word; "
            f"its result has the shape {rows.shape}."
        )
    if not np.isfinite(rows).all():
        return "A number is infinite or no number: was 0 divided, or log(0) taken?"
    return ""


def _surprise(counts: Array) -> Array:
    total = counts.sum()
    by_word = counts.sum(axis=1, keepdims=True)
    expected = by_word * by_word.T / total
    ratio = counts / expected
    surprise: Array = np.log(np.maximum(ratio, 1))
    return surprise


CHALLENGE = Challenge(
    name="08.count",
    task=(
        "counts[i, j] says how many times words i and j share a sentence, in a world "
        "of 200 sentences. Return a row of numbers for each word. The score: how many "
        "of 1,344 analogies in four such worlds come out right."
    ),
    starter="def rows_of(counts):\n    return counts\n",
    hints=(
        "the, and, is and has share sentences with everyone: a large count with them "
        "says little. Make large counts count for less: try np.log(1 + counts).",
        "How often would two words meet by chance? The product of their totals, "
        "divided by the total of all counts. Divide by that.",
        "log(counts / expected), with 0 for what is below 0, is called positive "
        "pointwise mutual information.",
    ),
    solution=_surprise,
    lesson=(
        "What counts is not how often words meet, but how much oftener than by chance. "
        "Skip-gram with negative samples aims at nearly that number (Levy and "
        "Goldberg, 2014). Counting gets there at once, training after a hundred epochs."
    ),
    score=questions_right,
    unit="of 1,344 questions right",
    baselines=(
        ("counts as they are", 485.0),
        ("their logarithms", 592.0),
        ("skip-gram, three epochs", 32.0),
        ("skip-gram, thirty epochs", 483.0),
    ),
    reference=856.0,
    higher_is_better=True,
    validate=_refused,
)
