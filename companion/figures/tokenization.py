"""Figures for notebook 01: tokens in colour, and how often each token occurs."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from itertools import cycle

from matplotlib.figure import Figure

from ..tokenization import replace_surrogates
from . import BLACK, style

# Tints of the palette, light enough for black letters on a light or a dark page.
_TINTS = ("#cfe6f5", "#fde7b8", "#c9ecdf", "#f9d6c0", "#ecd9e6", "#f7f3b5")
_TOKEN_CSS = (
    "color:#000;border:1px solid #767676;border-radius:3px;padding:0 3px;"
    "margin:1px;display:inline-block;white-space:pre;unicode-bidi:isolate"
)
_SIGNS = {" ": "␣", "\n": "⏎", "\r": "␍", "\t": "⇥"}
_ESCAPED_CATEGORIES = ("Cc", "Zs", "Zl", "Zp")
_ESCAPED = ("\u200b", "\ufeff")
_LABELLED = 5


def visible(token: str) -> str:
    r"""Show a token on one line, with a sign for each character that has no ink.

    Parameters
    ----------
    token
        Any text.

    Returns
    -------
    str
        The token with ``␣`` for a space, ``⏎`` for a line feed, ``⇥`` for a tab and
        an escape for every other whitespace or control character. Joiners stay,
        since letters take their shape from them.

    Examples
    --------
    >>> visible(" the\n")
    '␣the⏎'
    """
    return "".join(map(_sign, replace_surrogates(token)))


def _sign(character: str) -> str:
    if character in _SIGNS:
        return _SIGNS[character]
    if character in _ESCAPED or unicodedata.category(character) in _ESCAPED_CATEGORIES:
        return f"\\u{ord(character):04x}"
    return character


@dataclass(frozen=True)
class ColouredTokens:
    """Tokens in coloured boxes, one after the other, as a notebook shows them.

    Where only text can be shown the tokens stand with a bar between them. Neighbours
    differ in colour; the colour itself means nothing.

    Parameters
    ----------
    tokens
        The tokens of a text, in order.

    Examples
    --------
    >>> ColouredTokens(("Is", " ", "this", "--", "a", " ", "test", "?"))
    Is|␣|this|--|a|␣|test|?
    """

    tokens: Iterable[str]

    def __post_init__(self) -> None:
        object.__setattr__(self, "tokens", tuple(self.tokens))

    def __repr__(self) -> str:
        return "|".join(map(visible, self.tokens))

    def _repr_html_(self) -> str:
        return f'<div dir="auto" style="line-height:1.9">{_boxes(self.tokens)}</div>'


@dataclass(frozen=True)
class ColouredLines:
    """Several lists of tokens, each on a line with a label and its length.

    Parameters
    ----------
    lines
        For each label the tokens.

    Examples
    --------
    >>> ColouredLines({"words": ["It's", "late"], "pieces": ["It", "'", "s", "late"]})
    words   2  It's|late
    pieces  4  It|'|s|late
    """

    lines: Mapping[str, Sequence[str]]

    def __repr__(self) -> str:
        width = max(map(len, self.lines), default=0)
        digits = max(
            (len(str(len(tokens))) for tokens in self.lines.values()), default=0
        )
        return "\n".join(
            f"{label:{width}}  {len(tokens):{digits}}  {ColouredTokens(tokens)!r}"
            for label, tokens in self.lines.items()
        )

    def _repr_html_(self) -> str:
        cell = "text-align:left;white-space:normal;line-height:1.9"
        rows = (
            f'<tr><th scope="row" style="{cell}">{escape(label)}</th>'
            f'<td style="{cell}">{len(tokens)}</td>'
            f'<td dir="auto" style="{cell}">{_boxes(tokens)}</td></tr>'
            for label, tokens in self.lines.items()
        )
        return f"<table>{''.join(rows)}</table>"


def _boxes(tokens: Iterable[str]) -> str:
    return " ".join(
        f'<span style="background:{_TINTS[place % len(_TINTS)]};{_TOKEN_CSS}">'
        f"{escape(visible(token))}</span>"
        for place, token in enumerate(tokens)
    )


def zipf(counts: Mapping[str, Mapping[str, int]]) -> Figure:
    """Draw how often each token occurs against its rank, both on log axes.

    A dashed line shows Zipf's law for the first text: the token of rank r occurs 1/r
    times as often as that of rank 1, and all ranks together have as many tokens as the
    text. The legend gives the count at rank 1. The first text is drawn on top.

    Parameters
    ----------
    counts
        For each label of the legend, how often each token occurs. The five most
        frequent tokens of the first are named in the figure.

    Returns
    -------
    matplotlib.figure.Figure
        The figure.

    Raises
    ------
    ValueError
        If there is nothing to draw, or one text has no tokens.

    References
    ----------
    Zipf (1949), *Human Behavior and the Principle of Least Effort*.

    Examples
    --------
    >>> figure = zipf({"a text": {"the": 4, "cat": 2, "dog": 1}})
    >>> figure.axes[0].get_xscale(), figure.axes[0].get_yscale()
    ('log', 'log')
    """
    if not counts or not all(counts.values()):
        raise ValueError(
            "there are no tokens to draw: give counts of at least one text"
        )
    ranked = {
        label: sorted(of_text.items(), key=lambda item: -item[1])
        for label, of_text in counts.items()
    }
    first = next(iter(ranked.values()))
    with style():
        figure = Figure()
        axes = figure.subplots()
        for (label, items), marker in zip(ranked.items(), cycle("osD^"), strict=False):
            axes.plot(
                range(1, len(items) + 1),
                [count for _, count in items],
                marker,
                markersize=3,
                label=label,
                zorder=2.5 if items is first else 2,
            )
        ranks = range(1, len(first) + 1)
        tokens = sum(count for _, count in first)
        top = tokens / sum(1 / rank for rank in ranks)
        axes.plot(
            ranks,
            [top / rank for rank in ranks],
            "--",
            color=BLACK,
            lw=1,
            label=f"Zipf's law: {top:,.0f} / rank",
        )
        for rank, (token, count) in enumerate(first[:_LABELLED], start=1):
            axes.annotate(
                visible(token),
                (rank, count),
                (0, -13),
                textcoords="offset points",
                ha="center",
                va="center",
                family="monospace",
                bbox={"boxstyle": "round,pad=0.15", "fc": "white", "ec": "0.6"},
            )
        axes.set(
            xscale="log",
            yscale="log",
            xlabel="rank of the token (1 is the most frequent)",
            ylabel="how often it occurs",
        )
        for axis in (axes.xaxis, axes.yaxis):
            axis.set_major_formatter("{x:,.0f}")
        axes.set_ylim(bottom=0.6)
        axes.legend()
    return figure
