"""The map: words on two axes, their true neighbours, and arithmetic with them."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from ..tokenization import replace_surrogates
from ..word_vectors import WordVectors, principal_components
from .drawing import (
    ACCENT,
    PLAIN,
    STRONG,
    Point,
    Shape,
    arrow,
    circle,
    image,
    line,
    square,
)
from .drawing import words as written
from .page import Explorer, fixed, note, said, table
from .placing import FONT, HEIGHT, WIDTH, Label, labels, places, shown_name

MOST_WORDS = 40
"""How many words fit on a map, each with its name."""

_DIGITS = 5


def word_map(
    worlds: Mapping[str, WordVectors],
    words: Sequence[str],
    *,
    question: tuple[str, str, str] | None = None,
    word: str | None = None,
    n_nearest: int = 4,
    by_distance: bool = False,
) -> Explorer:
    """Let a reader look at words on two axes, at neighbours, and do sums with them.

    Parameters
    ----------
    worlds
        From a name to word vectors; the first is shown first.
    words
        The words to show, at most 40, all of them in each world.
    question
        The words a, b and c of ``b - a + c``; without it there is no arithmetic.
    word
        The word whose neighbours are shown first; without it the first one.
    n_nearest
        How many neighbours a word is shown with, and a question with answers.
    by_distance
        Whether near is what has a small distance, and not what has a large cosine; only
        without a question.

    Returns
    -------
    Explorer
        Shown in a notebook, it works without a kernel. Neighbours and answers are among
        the words shown, in all dimensions.

    Raises
    ------
    UnknownTokenError
        If a word is not in a world.
    ValueError
        If there are too few words, or too many for a map or a page; or if a question
        is to be answered by distance.

    Examples
    --------
    >>> vectors = WordVectors(["tea", "cup", "war"], np.eye(3))
    >>> word_map({"small": vectors}, ["tea", "cup", "war"])
    Explorer: a map of words and their neighbours
    """
    found = list(words)
    words = list(map(replace_surrogates, found))
    if not 3 <= len(words) <= MOST_WORDS:
        raise ValueError(f"{len(words)} words: a map has 3 to {MOST_WORDS}")
    if question and by_distance:
        raise ValueError("arithmetic is by cosine: leave by_distance or question out")
    made: list[dict[str, Any]] = []
    for name, vectors in worlds.items():
        exact = np.array([vectors[word] for word in found], dtype=np.float64)
        rows = [[float(f"{x:.{_DIGITS}g}") for x in row] for row in exact]
        dots = places(principal_components(exact).tolist())
        made.append(
            {
                "name": replace_surrogates(name),
                "vectors": rows,
                "dots": dots,
                "labels": labels(dots, words),
            }
        )
    dimensions = len(made[0]["vectors"][0])
    by = "distance" if by_distance else "cosine"
    shows = (
        f"The map shows 2 of {dimensions} dimensions, those in which the words differ "
        f"most; near and far are by {by} in all of them."
        if dimensions > 2
        else f"The map shows both dimensions; near and far are by {by}."
    )
    asked = [found.index(word) for word in question] if question else []
    first = WordVectors(words, made[0]["vectors"])
    start = found.index(word) if word is not None else 0
    if asked:
        a, b, c = (words[index] for index in asked)
        near = answers(first, a, b, c, allowed=False, n_nearest=n_nearest)
    else:
        near = neighbours(first, words[start], n_nearest, by_distance=by_distance)
    return Explorer(
        script="map",
        title="a map of words and their neighbours",
        data={
            "words": words,
            "shown": list(map(shown_name, words)),
            "size": [WIDTH, HEIGHT],
            "font": FONT,
            "worlds": made,
            "word": start,
            "near": n_nearest,
            "distance": by_distance,
            "question": asked or [0, 1, 2],
            "arithmetic": question is not None,
            "note": shows,
        },
        still=_still(words, asked or [start], near, made[0], len(made) > 1, by)
        + note(shows),
    )


def neighbours(
    vectors: WordVectors, word: str, n_nearest: int, *, by_distance: bool
) -> list[tuple[str, float]]:
    """Return the words nearest to a word, as the script does.

    Parameters
    ----------
    vectors
        The words and their vectors.
    word
        The word.
    n_nearest
        How many there are.
    by_distance
        Whether to go by distance, and not by cosine.

    Returns
    -------
    list of tuple of str, float
        Words with their distances or cosines, the nearest first.
    """
    if not by_distance:
        return vectors.most_similar(word, topn=n_nearest)
    here = np.asarray(vectors[word])
    far = [
        (other, float(np.linalg.norm(np.asarray(vectors[other]) - here)))
        for other in vectors
        if other != word
    ]
    return sorted(far, key=lambda pair: pair[1])[:n_nearest]


def answers(
    vectors: WordVectors,
    a: str,
    b: str,
    c: str,
    *,
    allowed: bool,
    n_nearest: int = 4,
) -> list[tuple[str, float]]:
    """Return the words nearest to ``b - a + c``, as the script does.

    Parameters
    ----------
    vectors
        The words and their vectors.
    a, b, c
        The words of the question.
    allowed
        Whether they may be answers too.
    n_nearest
        How many answers there are at most.

    Returns
    -------
    list of tuple of str, float
        Words with their cosines, the nearest first.
    """
    if not allowed:
        return vectors.most_similar([b, c], [a], topn=n_nearest)
    query = vectors.unit(b) - vectors.unit(a) + vectors.unit(c)
    return vectors.nearest(query, n_nearest)


def _still(
    words: list[str],
    marked: list[int],
    found: list[tuple[str, float]],
    world: dict[str, Any],
    several: bool,
    by: str,
) -> str:
    """Draw the first state: a question's words with answers, or one with neighbours."""
    dots, beyond = world["dots"], False
    back: list[Shape] = []
    heads: list[Shape] = []
    if len(marked) == 3:
        a, b, c = (words[index] for index in marked)
        told = f"{b} − {a} + {c} is nearest to"
        from_a, to_b, from_c = (dots[index] for index in marked)
        end = (from_c[0] + to_b[0] - from_a[0], from_c[1] + to_b[1] - from_a[1])
        for shaft, head in (arrow(from_a, to_b), arrow(from_c, end)):
            back.append(shaft)
            heads.append(head)
        beyond = not (0 <= end[0] <= WIDTH and 0 <= end[1] <= HEIGHT)
    else:
        told = f"nearest to {words[marked[0]]}:"
        for word, _ in found:
            end = dots[words.index(word)]
            back.append(line(dots[marked[0]], end, stroke=ACCENT, stroke_width=2))
    listed = ", ".join(f"{word} ({fixed(number, 2)})" for word, number in found)
    told = f"World {world['name']}: {told}" if several else told
    told = f"{told} {listed}."
    if beyond:
        told += " On the map the second arrow leads beyond the border."
    near = [words.index(word) for word, _ in found]
    names = _names(words, dots, world["labels"], {*marked, *near})
    shapes = [*back, *names, *heads]
    for index, dot in enumerate(dots):
        if index in marked:
            shapes.append(square(dot, STRONG))
        elif index in near:
            shapes.append(circle(dot, 7, fill=ACCENT))
        else:
            shapes.append(circle(dot, 4, fill=PLAIN, fill_opacity=0.55))
    rows = [
        [f"<bdi>{html.escape(word)}</bdi>", fixed(number, 2)] for word, number in found
    ]
    return (
        said(told)
        + image(shapes, WIDTH, HEIGHT, f"A map of the words: {told}", font=FONT)
        + table(["nearest", by], rows)
    )


def _names(
    words: list[str], dots: list[Point], where: list[Label], strong: set[int]
) -> list[Shape]:
    """Return the names on the map, after the lines that lead to some of them."""
    leads = [
        line(dot, (lead[0], lead[1]), stroke=PLAIN, stroke_opacity=0.5)
        for dot, (_, _, *lead) in zip(dots, where, strict=True)
        if lead
    ]
    names = [
        written(
            (x, base),
            shown_name(word),
            font_weight=700 if index in strong else 400,
            paint_order="stroke",
            stroke="#fff",
            stroke_width=4,
        )
        for index, (word, (x, base, *_)) in enumerate(zip(words, where, strict=True))
    ]
    return [*leads, *names]
