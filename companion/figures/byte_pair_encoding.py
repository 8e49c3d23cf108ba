"""Figures for notebook 04: pieces side by side, merges of a word, what texts cost."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import cycle

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import FancyBboxPatch

from ..byte_pair_encoding import BytePairTokenizer
from . import BLACK, BLUE, ORANGE, SKY, described, style
from .tokenization import ColouredLines, visible

_GAP = 0.1
_LOOKS = (("o", "-", BLUE), ("s", "--", ORANGE))


def label(token: bytes) -> str:
    """Write a token as text, or as hexadecimal bytes where it is no whole text.

    Parameters
    ----------
    token
        The bytes of a token.

    Returns
    -------
    str
        The text with signs for whitespace, as `visible` writes it; between bytes a
        dot, since a space would be made visible too.

    Examples
    --------
    >>> label(b" the"), label(bytes([0xC3])), label(bytes([0x20, 0xEC]))
    ('␣the', 'c3', '20·ec')
    """
    try:
        return visible(token.decode())
    except UnicodeDecodeError:
        return token.hex(" ").replace(" ", "·")


def specimens(tokenizer: BytePairTokenizer, texts: Iterable[str]) -> ColouredLines:
    """Show the tokens of several texts below each other, in coloured boxes.

    Parameters
    ----------
    tokenizer
        What cuts them.
    texts
        The texts, each short enough for a line.

    Returns
    -------
    ColouredLines
        For each text, with signs for its spaces, the number of tokens and the tokens.

    Examples
    --------
    >>> from companion.byte_pair_encoding import train
    >>> specimens(train("low low", 258), ["low", " lot"])
    low   1  low
    ␣lot  3  ␣|lo|t
    """
    return ColouredLines({visible(text): _labels(tokenizer, text) for text in texts})


def _labels(tokenizer: BytePairTokenizer, text: str) -> list[str]:
    ids = tokenizer.encode_ordinary(text)
    return [label(tokenizer.decode_single_token_bytes(index)) for index in ids]


def ladder(steps: Sequence[Sequence[bytes]]) -> Figure:
    """Draw the merges of one word, a line for each step, as boxes that grow together.

    Parameters
    ----------
    steps
        What `BytePairTokenizer.merge_steps` returns for a word that is not empty.

    Returns
    -------
    matplotlib.figure.Figure
        A box for each part, as wide as its bytes; what a step has merged is filled
        darker.

    Raises
    ------
    ValueError
        If the first step has no parts.

    Examples
    --------
    >>> figure = ladder([[b"l", b"o", b"w"], [b"lo", b"w"], [b"low"]])
    >>> [text.get_text() for text in figure.axes[0].texts]
    ['bytes', 'l', 'o', 'w', 'step 1', 'lo', 'w', 'step 2', 'low']
    """
    if not steps or not steps[0]:
        raise ValueError("there is nothing to draw: the word has no bytes")
    width = len(steps[0])
    with style():
        figure = Figure(figsize=(7.2, 0.3 + 0.42 * len(steps)))
        axes = figure.add_subplot()
        axes.set(xlim=(-0.22 * width, width), ylim=(len(steps), 0))
        axes.axis("off")
        before: set[tuple[int, bytes]] = set()
        for line, parts in enumerate(steps):
            name = f"step {line}" if line else "bytes"
            axes.text(-0.2 * width, line + 0.5, name, va="center")
            starts = [sum(map(len, parts[:place])) for place in range(len(parts))]
            now = set(zip(starts, parts, strict=True))
            for start, part in zip(starts, parts, strict=True):
                merged = bool(line) and (start, part) not in before
                _draw_box(axes, start, line, part, SKY if merged else SKY + "40")
            before = now
    return described(
        figure,
        f"The {width} bytes of a word as boxes in a line. Below it {len(steps) - 1} "
        "lines in which neighbouring boxes grow together, one merge a line, until "
        f"{len(steps[-1])} tokens are left.",
    )


def _draw_box(axes: Axes, start: int, line: int, part: bytes, fill: str) -> None:
    axes.add_patch(
        FancyBboxPatch(
            (start + _GAP / 2, line + 0.12),
            len(part) - _GAP,
            0.76,
            boxstyle="round,pad=0,rounding_size=0.1",
            facecolor=fill,
            edgecolor=BLUE,
        )
    )
    middle = start + len(part) / 2
    axes.text(middle, line + 0.5, label(part), ha="center", va="center", color=BLACK)


def languages(
    costs: Mapping[str, Mapping[str, float]], *, one_scale: bool = False
) -> Figure:
    """Draw what a sentence costs in each language, in several units side by side.

    Parameters
    ----------
    costs
        For each unit, by name, from each language to the mean number in a sentence.
        All have the same languages.
    one_scale
        Whether all panels have one scale, as the same unit in each of them needs it.

    Returns
    -------
    matplotlib.figure.Figure
        A panel a unit with one bar a language. The cheapest in the first unit stands on
        top, and a dashed line carries its length down in every panel.

    Raises
    ------
    ValueError
        If there is no unit.

    Examples
    --------
    >>> bytes_, tokens = {"Hindi": 84, "English": 38}, {"Hindi": 51, "English": 9}
    >>> figure = languages({"bytes": bytes_, "tokens": tokens})
    >>> [text.get_text() for axes in figure.axes for text in axes.texts]
    ['38.0', '84.0 (2.2 ×)', '9.0', '51.0 (5.7 ×)']
    """
    if not costs:
        raise ValueError("there is nothing to draw: no unit has numbers")
    first = next(iter(costs.values()))
    names = sorted(first, key=first.__getitem__)
    greatest = max(max(numbers.values()) for numbers in costs.values())
    with style():
        figure = Figure(figsize=(8.2, 0.9 + 0.27 * len(names)))
        panels = figure.subplots(1, len(costs), sharey=True, squeeze=False)[0]
        for axes, (unit, numbers) in zip(panels, costs.items(), strict=True):
            values = [numbers[name] for name in names]
            longest = greatest if one_scale else max(values)
            axes.barh(names, values, color=[ORANGE, *[BLUE] * (len(names) - 1)])
            axes.axvline(values[0], color=BLACK, linestyle="--", linewidth=1)
            for place, value in enumerate(values):
                times = f" ({value / values[0]:.1f} ×)" if place else ""
                text = f"{value:.1f}{times}"
                begin = max(value, values[0]) + 0.03 * longest  # off the line
                axes.text(begin, place, text, va="center")
            axes.set_xlim(0, 1.7 * longest)
            axes.set_xlabel(unit)
        panels[0].invert_yaxis()
    told = []
    for unit, numbers in costs.items():
        least, most = (best(numbers, key=numbers.__getitem__) for best in (min, max))
        told.append(
            f"{unit}: {numbers[names[0]]:.1f} in {names[0]}, from {numbers[least]:.1f} "
            f"in {least} to {numbers[most]:.1f} in {most}"
        )
    alt = f"What a sentence takes on average in {len(names)} languages. "
    return described(figure, alt + "; ".join(told) + ".")


def curves(lengths: Mapping[str, Mapping[int, float]]) -> Figure:
    """Draw how long a vocabulary makes its texts as it grows, a curve a way.

    Parameters
    ----------
    lengths
        For each way, by name, from the size of the vocabulary to the tokens that it
        takes for a word, on average.

    Returns
    -------
    matplotlib.figure.Figure
        The curves over a logarithmic axis, every second one dashed.

    Raises
    ------
    ValueError
        If there is no curve to draw.

    Examples
    --------
    >>> figure = curves({"read": {256: 4.0, 512: 1.8}, "unread": {256: 4.1, 512: 1.9}})
    >>> [line.get_label() for line in figure.axes[0].lines]
    ['read', 'unread']
    """
    if not lengths:
        raise ValueError("there is nothing to draw: no text has a curve")
    sizes = sorted({size for curve in lengths.values() for size in curve})
    with style():
        figure = Figure()
        axes = figure.add_subplot()
        for (name, curve), look in zip(lengths.items(), cycle(_LOOKS)):
            marker, dashes, colour = look
            axes.plot(
                *zip(*sorted(curve.items()), strict=True),
                marker=marker,
                linestyle=dashes,
                color=colour,
                label=name,
            )
        axes.set_xscale("log", base=2)
        axes.set_xticks(sizes, [f"{size:,}" for size in sizes])
        axes.minorticks_off()
        axes.set_xlabel("tokens in the vocabulary (logarithmic axis)")
        axes.set_ylabel("tokens per word")
        axes.legend(loc="upper right")
    ends = "; ".join(
        f"{name}: {curve[min(curve)]:.2f} at {min(curve):,}, "
        f"{curve[max(curve)]:.2f} at {max(curve):,}"
        for name, curve in lengths.items()
    )
    return described(
        figure,
        f"Tokens per word against the size of the vocabulary. {ends}.",
    )
