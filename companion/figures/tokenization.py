"""Figures for notebook 01: tokens in colour, what changed, how often tokens occur."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache
from html import escape
from itertools import cycle

from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, findfont, get_font

from ..tokenization import replace_surrogates
from . import BLACK, described, style

# Tints of the palette, light enough for black letters on a light or a dark page.
_TINTS = ("#cfe6f5", "#fde7b8", "#c9ecdf", "#f9d6c0", "#ecd9e6", "#f7f3b5")
_TOKEN_CSS = (
    "color:#000;border:1px solid #767676;border-radius:3px;padding:0 3px;"
    "margin:1px;display:inline-block;white-space:pre;unicode-bidi:isolate"
)
_SIGNS = {" ": "␣", "\n": "⏎", "\r": "␍", "\t": "⇥"}
_ESCAPED_CATEGORIES = ("Cc", "Zs", "Zl", "Zp")
_ESCAPED = ("\u200b", "\ufeff")
_LABELLED = (1, 3, 10, 30, 100, 300)  # ranks far enough apart on a log axis
_LONGEST_LABEL = 12


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


def drawable(token: str, longest: int = _LONGEST_LABEL) -> str:
    """Show a token in a figure: visible, short, and in letters that its font has.

    Parameters
    ----------
    token
        Any text.
    longest
        How many characters of it to show at most.

    Returns
    -------
    str
        The token as `visible` shows it. What is cut off is shown as ``…``, a letter
        that the font lacks as ``□``.

    Examples
    --------
    >>> drawable(" the"), drawable("tea 茶"), drawable("unbelievable things")
    ('␣the', 'tea␣□', 'unbelievable…')
    """
    shown = visible(token)
    if len(shown) > longest:
        shown = shown[:longest] + "…"
    return "".join(c if ord(c) in _glyphs() else "□" for c in shown)


@cache
def _glyphs() -> frozenset[int]:
    """Return the code points that both fonts of the figures can draw."""
    found = (
        findfont(FontProperties(family=[name])) for name in ("sans-serif", "monospace")
    )
    first, second = (frozenset(get_font(path).get_charmap()) for path in found)
    return first & second


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


@dataclass(frozen=True)
class Differences:
    """Pairs of texts, one above the other, with what differs marked.

    Where only text can be shown, what differs stands in brackets.

    Parameters
    ----------
    pairs
        Pairs of a text as it was and as it came out.

    Examples
    --------
    >>> Differences([("It's late.", "It' s late."), ("no", "no")])
    was:  It's late.
    now:  It'[␣]s late.
    <BLANKLINE>
    was:  no
    now:  no
    """

    pairs: Iterable[tuple[str, str]]

    def __post_init__(self) -> None:
        object.__setattr__(self, "pairs", tuple(self.pairs))

    def __repr__(self) -> str:
        shown = []
        for was, now in self.pairs:
            lines = (
                "".join(f"[{visible(p)}]" if new else p for p, new in parts)
                for parts in _compared(was, now)
            )
            shown.append("was:  {}\nnow:  {}".format(*lines))
        return "\n\n".join(shown)

    def _repr_html_(self) -> str:
        cell = "text-align:left;white-space:pre-wrap"
        rows = "".join(
            f'<tr><th scope="row" style="{cell}">{label}</th>'
            f'<td dir="auto" style="{cell}">{_marked(parts)}</td></tr>'
            for was, now in self.pairs
            for label, parts in zip(("was", "now"), _compared(was, now), strict=True)
        )
        return f"<table>{rows}</table>"


_Parts = list[tuple[str, bool]]


def _compared(was: str, now: str) -> tuple[_Parts, _Parts]:
    """Cut two texts into parts, each with whether the other text lacks it."""
    first: _Parts = []
    second: _Parts = []
    for kind, a, b, c, d in SequenceMatcher(None, was, now, False).get_opcodes():
        if a < b:
            first.append((was[a:b], kind != "equal"))
        if c < d:
            second.append((now[c:d], kind != "equal"))
    return first, second


def _marked(parts: _Parts) -> str:
    style = "background:#f9d6c0;color:#000;border-bottom:2px solid #a33c00"
    return "".join(
        f'<mark style="{style}">{escape(visible(part))}</mark>'
        if new
        else escape(replace_surrogates(part))
        for part, new in parts
    )


def zipf(counts: Mapping[str, Mapping[str, int]]) -> Figure:
    """Draw how often each token occurs against its rank, both on log axes.

    A dashed line shows Zipf's law for the first text: the token of rank r occurs 1/r
    times as often as that of rank 1, and all ranks together have as many tokens as the
    text. The legend gives the count at rank 1. The first text is drawn on top.

    Parameters
    ----------
    counts
        For each label of the legend, how often each token occurs. In the first text
        the tokens of ranks 1, 3, 10, 30, 100 and 300 are named in the figure.

    Returns
    -------
    matplotlib.figure.Figure
        The figure. Its description names, for each text, the highest count, how many
        distinct tokens there are, and how many of them occur once.

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
        for rank in (rank for rank in _LABELLED if rank <= len(first)):
            token, count = first[rank - 1]
            axes.annotate(
                drawable(token),
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
        axes.legend(loc="upper right", markerscale=2)
    told = "; ".join(
        f"{label}, from {items[0][1]:,} down to {items[-1][1]:,} over "
        f"{len(items):,} distinct tokens"
        for label, items in ranked.items()
    )
    return described(
        figure,
        alt="Counts of tokens against their rank, both axes logarithmic, with the "
        f"straight line of Zipf's law: {told}.",
    )
