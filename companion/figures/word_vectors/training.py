"""How vectors come about: a window, and who is pulled and pushed."""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import FancyBboxPatch

from .. import GREEN, ORANGE, VERMILION, described, style


def skip_gram_window(
    sentence: Sequence[str], centre: int, window: int, negatives: Sequence[str]
) -> Figure:
    """Draw one step of skip-gram: a centre, words near it, and words drawn at random.

    Parameters
    ----------
    sentence
        The words of a sentence.
    centre
        The place of the word in the centre.
    window
        How many words on each side are near.
    negatives
        Words drawn at random.

    Returns
    -------
    matplotlib.figure.Figure
        The sentence with arrows to the near words above, the random words below.

    Raises
    ------
    IndexError
        If the sentence has no such place.

    Examples
    --------
    >>> figure = skip_gram_window("the cup of tea".split(), 1, 1, ["boat"])
    >>> [text.get_text() for text in figure.axes[0].texts if text.get_text()]
    ['the', 'cup', 'of', 'tea', 'boat', 'pull together', 'push apart']
    """
    if not 0 <= centre < len(sentence):
        raise IndexError(
            f"place {centre} is not in a sentence of {len(sentence)} words"
        )
    with style():
        figure = Figure(figsize=(7.2, 3.0))
        ax = figure.subplots()
        for place, word in enumerate(sentence):
            near = place != centre and abs(place - centre) <= window
            _box(
                ax, place, 1, word, ORANGE if place == centre else GREEN if near else ""
            )
            if near:
                _curve(ax, (centre, 1.28), (place, 1.28), GREEN, bend=place < centre)
        left = centre - (len(negatives) - 1) / 2
        left = min(max(left, 0), max(len(sentence) - len(negatives), 0))
        for place, word in enumerate(negatives):
            _box(ax, left + place, -0.5, word, VERMILION)
            _curve(ax, (centre, 0.72), (left + place, -0.22), VERMILION)
        ax.text(-0.5, 2.25, "pull together", color=GREEN, weight="bold")
        ax.text(-0.5, -1.15, "push apart", color=VERMILION, weight="bold")
        widest = max(len(sentence), left + len(negatives))
        ax.set(xlim=(-0.6, widest - 0.4), ylim=(-1.3, 2.6))
        ax.axis("off")
    beside = [
        word
        for place, word in enumerate(sentence)
        if place != centre and abs(place - centre) <= window
    ]
    alt = (
        f"The sentence {' '.join(sentence)!r} with {sentence[centre]} in the centre. "
        f"Arrows to {', '.join(beside)}: pull together. Arrows to "
        f"{', '.join(negatives)}: push apart."
    )
    return described(figure, alt)


def _box(ax: Axes, x: float, y: float, word: str, colour: str) -> None:
    fill = {ORANGE: "#fbd98f", GREEN: "#c9ecdf", VERMILION: "#f9d6c0"}
    box = FancyBboxPatch(
        (x - 0.42, y - 0.25),
        0.84,
        0.5,
        boxstyle="round,pad=0.02",
        facecolor=fill.get(colour, "#efeeea"),
        edgecolor=colour or "#b9b5aa",
    )
    ax.add_patch(box)
    ax.text(x, y, word, ha="center", va="center")


def _curve(
    ax: Axes,
    start: tuple[float, float],
    end: tuple[float, float],
    colour: str,
    *,
    bend: bool | None = None,
) -> None:
    radius = 0 if bend is None else 0.38 if bend else -0.38
    ax.annotate(
        "",
        xy=end,
        xytext=start,
        arrowprops={
            "arrowstyle": "-|>",
            "color": colour,
            "connectionstyle": f"arc3,rad={radius}",
        },
    )
