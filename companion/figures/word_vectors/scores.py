"""How far words lean to one side."""

from __future__ import annotations

from collections.abc import Mapping

from matplotlib.figure import Figure

from .. import BLACK, BLUE, GREEN, VERMILION, described, style

# The cosine up to which jobs lean by chance where the text is fair: those of four
# worlds, tried in tests/test_word_vectors_skip_gram.py, stay within it. Who meets
# neither "he" nor "she" can lean farther by accident.
_LEANING = 0.12
_MARKS = ((BLUE, "o"), (VERMILION, "s"), (GREEN, "D"))


def leanings(texts: Mapping[str, Mapping[str, float]]) -> Figure:
    """Draw how far words lean to one side or the other, text by text.

    Parameters
    ----------
    texts
        For each text, each word's cosine with the step from "she" to "he".

    Returns
    -------
    matplotlib.figure.Figure
        A line for each word, a mark for each text; left of 0 is "she". Grey is how
        far jobs lean where the text is fair.

    Raises
    ------
    ValueError
        If there are no words, or more than three texts.

    Examples
    --------
    >>> figure = leanings({"fair": {"pilot": 0.0}, "one-sided": {"pilot": 0.2}})
    >>> [label.get_text() for label in figure.axes[0].get_yticklabels()]
    ['pilot']
    """
    words = list(dict.fromkeys(word for row in texts.values() for word in row))
    if not words:
        raise ValueError("there is no word to draw")
    if len(texts) > len(_MARKS):
        raise ValueError(f"at most {len(_MARKS)} texts can be told apart")
    with style():
        figure = Figure(figsize=(7.2, 0.9 + 0.5 * len(words)))
        ax = figure.subplots()
        for (text, row), (colour, marker) in zip(texts.items(), _MARKS, strict=False):
            heights = [-words.index(word) for word in row]
            ax.plot(list(row.values()), heights, marker, color=colour, label=text)
        ax.axvspan(-_LEANING, _LEANING, color="0.8", zorder=0, label="fair jobs")
        ax.axvline(0, color=BLACK, linewidth=0.6)
        ax.set_yticks([-place for place in range(len(words))], words)
        ax.set(xlabel="cosine with the step from “she” to “he”")
        ax.margins(x=0.1, y=0.25)
        ax.legend(loc="center left", bbox_to_anchor=(1, 0.5))
    told = "; ".join(
        f"{text}: " + ", ".join(f"{word} {_side(lean)}" for word, lean in row.items())
        for text, row in texts.items()
    )
    return described(figure, f"To which side words lean. {told}.")


def _side(lean: float) -> str:
    """Name the side that a word leans to, if it does."""
    return "he" if lean > _LEANING else "she" if lean < -_LEANING else "neither"
