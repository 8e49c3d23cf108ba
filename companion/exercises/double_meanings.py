"""The words of notebook 06's challenge: neighbours that a map should keep.

Each line is a group of words that belong together; every word of a line is a neighbour
of every other. Many words stand in two lines, since they have two meanings: that is
what makes the map hard.
"""

from __future__ import annotations

import itertools

import numpy as np
from numpy.typing import ArrayLike

_GROUPS = (
    "bank mouth bed stream bridge",  # a river
    "bank note bill branch coin",  # money
    "note scale bass key bridge",  # music: a violin has a bridge
    "scale bass fin net tail",  # fish
    "key lock bell handle hinge",  # a door
    "lock wave brush curl comb",  # hair
    "wave net seal sail tide",  # the sea
    "seal stamp letter parcel envelope",  # the post
    "mouth eye nose lip chin",  # a face
    "eye pin thread button cloth",  # sewing: a needle has an eye
    "branch bark leaf root trunk",  # a tree
    "bark tail paw collar bone",  # a dog
    "bill wing crane nest comb",  # birds: a rooster has a comb
    "wing crane brick roof ladder",  # a house that is built
    "bed pillow dream night blanket",  # sleep
    "button collar sleeve pocket belt",  # clothes
    "trunk belt wheel horn engine",  # a car
    "book leaf letter page cover",  # a book
)

WORDS = tuple(sorted({word for group in _GROUPS for word in group.split()}))
"""The words, in the order of the alphabet."""

PAIRS = tuple(
    sorted(
        {
            pair
            for group in _GROUPS
            for pair in itertools.combinations(sorted(group.split()), 2)
        }
    )
)
"""The words that are neighbours of each other, each pair once."""


def neighbours_found(points: ArrayLike, *, width: int = 2) -> int:
    """Count the neighbours that a map keeps.

    A word with `n` known neighbours looks at the `n` words that stand nearest to it.
    Each of these that is a known neighbour counts one.

    Parameters
    ----------
    points
        Where each of `WORDS` stands, ``(len(WORDS), width)``.
    width
        How many numbers say where: 2 in the plane.

    Returns
    -------
    int
        At most ``2 * len(PAIRS)``.

    Raises
    ------
    ValueError
        If there is not a point of this width for each word.

    Examples
    --------
    >>> neighbours_found([(i, 0) for i in range(len(WORDS))])  # the alphabet in a row
    32
    """
    try:
        place = np.asarray(getattr(points, "detach", lambda: points)(), float)
    except (TypeError, ValueError):
        raise ValueError(
            f"a map has a point (x, y) for each of the {len(WORDS)} words, in their "
            f"order, and this {type(points).__name__} is no such list of points; of "
            "what train returns, [0][-1] is one"
        ) from None
    if place.shape != (len(WORDS), width) or not np.isfinite(place).all():
        raise ValueError(
            f"a map has a point (x, y) for each of the {len(WORDS)} words, in their "
            f"order; this has the shape {place.shape}, or a number that is not finite"
        )
    number = {word: i for i, word in enumerate(WORDS)}
    near = np.zeros((len(WORDS), len(WORDS)), bool)
    for a, b in PAIRS:
        near[number[a], number[b]] = near[number[b], number[a]] = True
    apart = np.linalg.norm(place[:, None] - place, axis=2).round(9)  # equal means equal
    np.fill_diagonal(apart, np.inf)
    found = 0
    for known, distances in zip(near, apart, strict=True):
        # Of words that are equally far a stranger comes first: no gain from points that
        # lie on each other.
        order = np.lexsort((known, distances))
        found += int(known[order[: known.sum()]].sum())
    return found
