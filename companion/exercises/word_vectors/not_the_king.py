"""Exercise 08.not-the-king."""

from __future__ import annotations

import functools
import itertools
import math
import random
from collections.abc import Callable, Mapping

from ..records import Exercise, Mistake
from .shared import Vector, cosine, dot


def _query(a: str, b: str, c: str, vectors: Mapping[str, Vector]) -> Vector:
    rows = zip(vectors[a], vectors[b], vectors[c], strict=True)
    return [y - x + z for x, y, z in rows]


def _analogy(a: str, b: str, c: str, vectors: Mapping[str, Vector]) -> str:
    query = _query(a, b, c, vectors)
    others = [word for word in vectors if word not in (a, b, c)]
    return max(others, key=lambda word: cosine(query, vectors[word]))


def _wrong_analogy(
    signs: tuple[int, int, int] = (-1, 1, 1),
    *,
    leaves_out: str = "abc",
    by_name: tuple[str, ...] = (),
    only: bool = False,
    score: Callable[[Vector, Vector], float] = cosine,
    place: int = 0,
) -> Callable[[str, str, str, Mapping[str, Vector]], str]:
    """Return an answer with another query, other words left out or another place."""

    def answer(a: str, b: str, c: str, vectors: Mapping[str, Vector]) -> str:
        rows = zip(vectors[a], vectors[b], vectors[c], strict=True)
        query = [sum(s * x for s, x in zip(signs, row, strict=True)) for row in rows]
        named = zip("abc", (a, b, c), strict=True)
        barred = [word for name, word in named if name in leaves_out]
        barred += by_name
        others = [word for word in vectors if (word in barred) is only]
        return sorted(others, key=lambda word: -score(query, vectors[word]))[place]

    return answer


def _above_zero(
    a: str, b: str, c: str, vectors: Mapping[str, Vector], best: str | None = None
) -> str | None:
    query = _query(a, b, c, vectors)
    highest = 0.0
    for word in vectors:
        if word not in (a, b, c) and cosine(query, vectors[word]) > highest:
            best, highest = word, cosine(query, vectors[word])
    return best


def _stops_at_the_question(
    a: str, b: str, c: str, vectors: Mapping[str, Vector]
) -> str:
    query = _query(a, b, c, vectors)
    best = a
    for word in vectors:
        if word in (a, b, c):
            break
        if cosine(query, vectors[word]) > cosine(query, vectors[best]):
            best = word
    return best


def _returns_within_the_loop(
    better: bool, a: str, b: str, c: str, vectors: Mapping[str, Vector]
) -> str:
    """Return after the first word that is allowed, or the first that beats a."""
    query = _query(a, b, c, vectors)
    alike = {word: cosine(query, vectors[word]) for word in vectors}
    allowed = [word for word in vectors if word not in (a, b, c)]
    beats_a = [w for w in allowed[: None if better else 1] if alike[w] > alike[a]]
    return beats_a[0] if beats_a else a


def _stops_before_the_question(
    first: str | None, a: str, b: str, c: str, vectors: Mapping[str, Vector]
) -> str | None:
    query = _query(a, b, c, vectors)
    before = list(itertools.takewhile(lambda w: w not in (a, b, c), vectors))
    return max(before, key=lambda w: cosine(query, vectors[w]), default=first)


def _always_raises(
    skips: bool, a: str, b: str, c: str, vectors: Mapping[str, Vector]
) -> str:
    query = _query(a, b, c, vectors)
    best, highest = a, -1.0
    for word in vectors:
        barred = word in (a, b, c)
        alike = cosine(query, vectors[word])
        if alike > highest and not barred:
            best = word
        if not (barred and skips):
            highest = alike
    return best


def _looked_up_in_all(a: str, b: str, c: str, vectors: Mapping[str, Vector]) -> str:
    query = _query(a, b, c, vectors)
    left = [cosine(query, vectors[w]) for w in vectors if w not in (a, b, c)]
    return list(vectors)[left.index(max(left))]


def _bars_the_best_alone(a: str, b: str, c: str, vectors: Mapping[str, Vector]) -> str:
    query = _query(a, b, c, vectors)
    best = a
    for word in vectors:
        if best in (a, b, c) or cosine(query, vectors[word]) > cosine(
            query, vectors[best]
        ):
            best = word
    return best


def _second_when_beaten(a: str, b: str, c: str, vectors: Mapping[str, Vector]) -> str:
    query = _query(a, b, c, vectors)
    best = second = a
    for word in vectors:
        if cosine(query, vectors[word]) > cosine(query, vectors[best]):
            best, second = word, best
    return second


def _never_raises(a: str, b: str, c: str, vectors: Mapping[str, Vector]) -> str:
    others = [word for word in vectors if word not in (a, b, c)]
    query = _query(a, b, c, vectors)
    return [word for word in others if cosine(query, vectors[word]) > -1][-1]


def _parts_left_out(a: str, b: str, c: str, vectors: Mapping[str, Vector]) -> str:
    """Leave out each word that is found in the text of all three: man in woman."""
    query = _query(a, b, c, vectors)
    others = [word for word in vectors if word not in f"{a} {b} {c}"]
    return max(others, key=lambda word: cosine(query, vectors[word]))


def _begins_with(
    first: str | None, a: str, b: str, c: str, vectors: Mapping[str, Vector]
) -> str:
    query = _query(a, b, c, vectors)
    first = first or next(iter(vectors))
    others = [word for word in vectors if word not in (a, b, c)]
    return max([first, *others], key=lambda word: cosine(query, vectors[word]))


def _beats_one_of_the_question(
    which: int, best: str | None, a: str, b: str, c: str, vectors: Mapping[str, Vector]
) -> str | None:
    """Let the best cosine begin at that of a, b or c."""
    query = _query(a, b, c, vectors)
    highest = cosine(query, vectors[(a, b, c)[which]])
    for word in vectors:
        if word not in (a, b, c) and cosine(query, vectors[word]) > highest:
            best, highest = word, cosine(query, vectors[word])
    return best


def _skips_one_place(a: str, b: str, c: str, vectors: Mapping[str, Vector]) -> str:
    query = _query(a, b, c, vectors)
    first, second, *_ = sorted(vectors, key=lambda w: -cosine(query, vectors[w]))
    return second if first in (a, b, c) else first


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


# King less man plus woman is (2, 0) here, and everybody else lies on the other side.
# The court has none of them, so that no search can begin with one fixed word.
_NONE_NEAR = {
    "man": [0.0, 1.0],
    "king": [1.0, 1.0],
    "woman": [1.0, 0.0],
    "beggar": [-2.0, 1.0],
    "desert": [-1.0, 2.0],
}


def _analogy_cases(
    rng: random.Random,
) -> list[tuple[str, str, str, dict[str, list[float]]]]:
    words = ["man", "woman", "king", "queen"]
    turned = rng.sample(range(3), k=3)
    order = ["king", *_COURT]  # an answer stands first here, and none does above
    king_first = {word: _COURT[word] for word in order}
    queen_last = {word: _COURT[word] for word in sorted(_COURT, key="queen".__eq__)}
    mixed = {word: [_COURT[word][i] for i in turned] for word in order}
    return [
        ("man", "king", "woman", _COURT),
        ("king", "queen", "man", _COURT),
        ("king", "queen", "man", king_first),
        ("queen", "king", "woman", _COURT),
        ("man", "king", "woman", {**king_first, "desert": [-1.5, -1.6, -0.5]}),
        ("woman", "queen", "man", queen_last),
        ("man", "king", "woman", _NONE_NEAR),
        ("woman", "man", "queen", mixed),
        ("queen", "king", "woman", mixed),
        ("king", "man", "woman", queen_last),
        (*rng.sample(words, k=3), mixed),  # type: ignore[list-item]
    ]


EXERCISE = Exercise(
    name="08.not-the-king",
    task=(
        "'a is to b as c is to what?' Return the word whose vector has the largest "
        "cosine with b - a + c, and that is none of the three. vectors is a "
        "dictionary from word to list; leave it as it is."
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
            _wrong_analogy(leaves_out=""),
        ),
        Mistake(
            "a can still come out: skip all three words, and begin the search with "
            "none of them.",
            lambda a, b, c, vectors: _begins_with(a, a, b, c, vectors),
        ),
        Mistake(
            "b can still come out: skip all three words, and begin the search with "
            "none of them.",
            lambda a, b, c, vectors: _begins_with(b, a, b, c, vectors),
        ),
        Mistake(
            "c can still come out: skip all three words, and begin the search with "
            "none of them.",
            lambda a, b, c, vectors: _begins_with(c, a, b, c, vectors),
        ),
        *(
            Mistake(
                f"You left out {some} alone: leave out a, b and c.",
                _wrong_analogy(leaves_out=some),
            )
            for some in "abc"
        ),
        Mistake(
            "Only a, b and c can come out: they are to be left out, so write not in.",
            _wrong_analogy(only=True),
        ),
        Mistake(
            "man is a part of the text woman, so it was left out with it: ask whether "
            "word is in (a, b, c), where in compares whole words.",
            _parts_left_out,
        ),
        Mistake(
            "The search ends at the first word of the question: continue goes on to "
            "the next word, break does not.",
            _stops_at_the_question,
        ),
        Mistake(
            "The search ends at the first word of the question: continue goes on to "
            "the next word, break does not.",
            lambda a, b, c, vectors: _stops_before_the_question(a, a, b, c, vectors),
        ),
        Mistake(
            "The search ends at the first word of the question: continue goes on to "
            "the next word, break does not.",
            lambda a, b, c, vectors: _stops_before_the_question(None, a, b, c, vectors),
        ),
        *(
            Mistake(
                "The search ends too early, at a return inside the loop: keep the "
                "best word, and return it below the loop.",
                functools.partial(_returns_within_the_loop, better),
            )
            for better in (False, True)
        ),
        Mistake(
            "Your best cosine begins at 0, and it may be below: begin at -1, or with "
            "a word that is allowed.",
            _above_zero,
        ),
        Mistake(
            "Your best cosine begins at 0, and it may be below: begin at -1, or with "
            "a word that is allowed.",
            lambda a, b, c, vectors: _above_zero(a, b, c, vectors, best=a),
        ),
        *(
            Mistake(
                f"The best cosine begins at that of {name}, which a word that is "
                "allowed may not reach: begin at -1.",
                functools.partial(_beats_one_of_the_question, which, best),
            )
            for which, name in enumerate("abc")
            for best in (None, "")
        ),
        Mistake(
            "You passed over one word of the question, and the next place may be "
            "another's: leave out a, b and c.",
            _skips_one_place,
        ),
        Mistake(
            "The sign of the cosine is lost: what points the other way is far, not "
            "near.",
            _wrong_analogy(score=lambda a, b: abs(cosine(a, b))),
        ),
        Mistake(
            "You took the smallest cosine: the nearest word has the largest.",
            _wrong_analogy(leaves_out="", place=-1),
        ),
        Mistake(
            "The search begins with the first word there is, which may be one of the "
            "question: begin with none of the three.",
            lambda a, b, c, vectors: _begins_with(None, a, b, c, vectors),
        ),
        Mistake(
            "The search begins with the last word there is, which may be one of the "
            "question: begin with none of the three.",
            lambda a, b, c, vectors: _begins_with([*vectors][-1], a, b, c, vectors),
        ),
        Mistake(
            "The first word outside the question comes out: go over all words before "
            "you return one.",
            lambda a, b, c, vectors: next(w for w in vectors if w not in (a, b, c)),
        ),
        Mistake(
            "The last word comes out: with each better word, raise the best cosine.",
            _never_raises,
        ),
        Mistake(
            "Every word sets the best cosine: only a better one may.",
            lambda a, b, c, vectors: _always_raises(True, a, b, c, vectors),
        ),
        Mistake(
            "Every word sets the best cosine: only a better one may.",
            lambda a, b, c, vectors: _always_raises(False, a, b, c, vectors),
        ),
        Mistake(
            "The place was found among the words that are left, but looked up among "
            "all: take both from one list.",
            _looked_up_in_all,
        ),
        Mistake(
            "You asked whether best is a word of the question, so that a later one "
            "can still replace it: skip the words themselves.",
            _bars_the_best_alone,
        ),
        Mistake(
            "You kept the word that was best before: it need not be the second, and "
            "the question may hold that, too. Leave out a, b and c.",
            _second_when_beaten,
        ),
        Mistake(
            "a always comes out: begin with none of the three, and look whether word, "
            "not best, is one of them.",
            lambda a, b, c, vectors: a,
        ),
        Mistake(
            "You left out man, king and woman by name: leave out a, b and c, whatever "
            "they are.",
            _wrong_analogy(leaves_out="", by_name=("man", "king", "woman")),
        ),
        Mistake(
            "You left out king by name: leave out a, b and c, whatever they are.",
            _wrong_analogy(leaves_out="", by_name=("king",)),
        ),
        Mistake(
            "You took the third place. Of the question's words one or three may come "
            "first, too: leave out a, b and c.",
            _wrong_analogy(leaves_out="", place=2),
        ),
        Mistake(
            "You took the second best. Of the question's words one may come first, "
            "but also two or none: leave out a, b and c.",
            _wrong_analogy(leaves_out="", place=1),
        ),
        Mistake(
            "You took the fourth place, as if the question's words always had the "
            "first three: leave out a, b and c.",
            _wrong_analogy(leaves_out="", place=3),
        ),
        Mistake(
            "You took the smallest cosine: the nearest word has the largest.",
            _wrong_analogy(place=-1),
        ),
        Mistake(
            "You subtracted b and added a: the query is b - a + c.",
            _wrong_analogy((1, -1, 1)),
        ),
        Mistake(
            "You subtracted c and added a: the query is b - a + c.",
            _wrong_analogy((1, 1, -1)),
        ),
        Mistake(
            "You took the nearest neighbour of c: the step from a to b is missing.",
            _wrong_analogy((0, 0, 1)),
        ),
        Mistake(
            "You took the nearest neighbour of b: subtract a, and add c.",
            _wrong_analogy((0, 1, 0)),
        ),
        Mistake(
            "You took the step from a to b alone: add c.",
            _wrong_analogy((-1, 1, 0)),
        ),
        Mistake(
            "You took b + c, without the step: subtract a.",
            _wrong_analogy((0, 1, 1)),
        ),
        Mistake(
            "You added all three: a has to be subtracted.",
            _wrong_analogy((1, 1, 1)),
        ),
        Mistake(
            "You compared by dot product, so a long vector wins: take the cosine.",
            _wrong_analogy(score=dot),
        ),
        Mistake(
            "You took the nearest by distance, so lengths decide: take the cosine.",
            _wrong_analogy(score=lambda a, b: -math.dist(a, b)),
        ),
    ),
    leaves_arguments=True,
)
