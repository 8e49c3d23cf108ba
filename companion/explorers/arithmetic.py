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
_NEAREST = 4  # words that are told


def word_map(
    worlds: Mapping[str, WordVectors],
    words: Sequence[str],
    *,
    question: tuple[str, str, str] | None = None,
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

    Returns
    -------
    Explorer
        Shown in a notebook, it works without a kernel. Neighbours and answers are among
        the words shown, by cosine in all dimensions.

    Raises
    ------
    UnknownTokenError
        If a word is not in a world.
    ValueError
        If there are too few words, or too many for a map or a page.

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
    shows = (
        f"The map shows 2 of {dimensions} dimensions, those in which the words differ "
        "most; near and far are by cosine in all of them."
        if dimensions > 2
        else "The map shows both dimensions; near and far are by cosine."
    )
    asked = [found.index(word) for word in question] if question else []
    first = WordVectors(words, made[0]["vectors"])
    return Explorer(
        script="map",
        title="a map of words and their neighbours",
        data={
            "words": words,
            "shown": list(map(shown_name, words)),
            "size": [WIDTH, HEIGHT],
            "font": FONT,
            "worlds": made,
            "word": 0,
            "question": asked or [0, 1, 2],
            "arithmetic": question is not None,
            "note": shows,
        },
        still=_still(first, asked, made[0], several=len(made) > 1) + note(shows),
    )


def answers(
    vectors: WordVectors, a: str, b: str, c: str, *, allowed: bool
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

    Returns
    -------
    list of tuple of str, float
        At most four words with their cosines, the nearest first.
    """
    if not allowed:
        return vectors.most_similar([b, c], [a], topn=_NEAREST)
    query = vectors.unit(b) - vectors.unit(a) + vectors.unit(c)
    return vectors.nearest(query, _NEAREST)


def _still(
    vectors: WordVectors, asked: list[int], world: dict[str, Any], *, several: bool
) -> str:
    words, dots = list(vectors), world["dots"]
    back: list[Shape] = []
    heads: list[Shape] = []
    if asked:
        marked = asked
        a, b, c = (words[index] for index in asked)
        found = answers(vectors, a, b, c, allowed=False)
        told = f"{b} − {a} + {c} is nearest to"
        from_a, to_b, from_c = (dots[index] for index in asked)
        end = (from_c[0] + to_b[0] - from_a[0], from_c[1] + to_b[1] - from_a[1])
        for shaft, head in (arrow(from_a, to_b), arrow(from_c, end)):
            back.append(shaft)
            heads.append(head)
        beyond = not (0 <= end[0] <= WIDTH and 0 <= end[1] <= HEIGHT)
    else:
        marked, beyond = [0], False
        found = vectors.most_similar(words[0], topn=_NEAREST)
        told = f"nearest to {words[0]}:"
        for word, _ in found:
            end = dots[words.index(word)]
            back.append(line(dots[0], end, stroke=ACCENT, stroke_width=2))
    listed = ", ".join(f"{word} ({fixed(cosine, 2)})" for word, cosine in found)
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
        [f"<bdi>{html.escape(word)}</bdi>", fixed(cosine, 2)] for word, cosine in found
    ]
    return (
        said(told)
        + image(shapes, WIDTH, HEIGHT, f"A map of the words: {told}", font=FONT)
        + table(["nearest", "cosine"], rows)
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
