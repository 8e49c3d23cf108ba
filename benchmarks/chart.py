"""The benchmarks in one picture: beside the peers, and on inputs that grow."""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from companion.benchmark_results import Row, as_speed
from companion.figures import BLACK, BLUE, PALETTE, VERMILION, style

# Eight lines, eight colours: yellow would be lost on the card, brown is not.
_COLOURS = (*PALETTE, BLACK, "#8c5a2b")
_MARKERS = "os^vDPX*"


def benchmarks(rows: Sequence[Row]) -> Figure:
    """Draw how much faster the companion is than its peers, and how its time grows.

    Parameters
    ----------
    rows
        The rows, for example ``companion.benchmark_results.load().rows``.

    Returns
    -------
    matplotlib.figure.Figure
        Above, a bar for each row with a peer, to the left where the companion is
        slower and to the right where it is faster, with a thin line from the worst
        round to the best. Below, a line for each input that
        grows, and a grey one that grows with the square of the size.

    Raises
    ------
    ValueError
        If no row has a peer, or no size was varied.

    Examples
    --------
    >>> from companion.benchmark_results import Timing
    >>> grown = Timing(0.2, points=[(100, 0.1), (400, 0.2)])
    >>> figure = benchmarks(
    ...     [
    ...         Row("a", "sum", "1 KB", Timing(2.0), "C", Timing(1.0)),
    ...         Row("b", "sort", "400", grown, "C", grown),
    ...     ]
    ... )
    >>> [text.get_text().strip() for text in figure.axes[0].texts]
    ['2.0 × slower']
    """
    compared = [row for row in rows if row.peer and not row.companion.points]
    grown = {row.what: row for row in rows if row.companion.points}
    if not compared or not grown:
        raise ValueError(f"{len(rows)} rows have no peers or no growing sizes to draw")
    with style():
        n_lines = len(compared) + len({row.subject for row in compared})
        heights = [1.0 + 0.19 * n_lines, 3.0]
        figure = Figure(figsize=(7.2, sum(heights)))
        above, below = figure.subplots(2, 1, height_ratios=heights)
        _beside_peers(above, compared)
        _growth(below, list(grown.values()))
    return figure


def _beside_peers(ax: Axes, rows: Sequence[Row]) -> None:
    labels: list[str] = []
    headings: list[int] = []
    for row in rows:
        if row.subject not in labels:
            headings.append(len(labels))
            labels.append(row.subject)
        place, speed = len(labels), 1 / (row.ratio or 1)
        labels.append(f"{row.what}, {row.size} | {row.peer}".replace(",  |", " |"))
        # On a logarithmic axis bars have a foot: 1, where both are as fast.
        colour = BLUE if speed >= 1 else VERMILION
        ax.barh(place, speed - 1, left=1, color=colour, height=0.6)
        if speeds := [1 / (each.ratio or 1) for each in row.rounds()]:
            ax.hlines(place, min(speeds), max(speeds), color="0.1", lw=1.2)
        # In a column of their own, where no bar and no other label can be.
        side = ax.get_yaxis_transform()
        name = as_speed(1 / speed)
        ax.text(1.02, place, name, va="center", fontsize=7, transform=side)
    ax.set_yticks(range(len(labels)), labels, fontsize=7)
    for place in headings:
        ax.get_yticklabels()[place].set_fontweight("bold")
    ax.tick_params(axis="y", length=0)
    ax.set(xscale="log", xlabel="times as fast as the peer")
    ratios = [each.ratio or 1 for row in rows for each in (row, *row.rounds())]
    ax.set_xlim(0.7 / max(1, *ratios), 1.5 / min(1, *ratios))
    ax.set_ylim(len(labels) - 0.4, -0.6)
    ax.axvline(1, color="0.3", lw=0.8)
    ax.set_title("The companion beside its peers", fontsize=10)


def _growth(ax: Axes, rows: Sequence[Row]) -> None:
    start, first = rows[0].companion.points[0]
    end = rows[0].companion.points[-1][0]
    square = [first, first * (end / start) ** 2]
    ax.plot([start, end], square, "--", color="0.6", label="if it grew as the square")
    for number, row in enumerate(rows):
        sizes, seconds = zip(*row.companion.points, strict=True)
        (line,) = ax.plot(sizes, seconds, label=f"{row.subject}: {row.what}", ms=4)
        line.set_color(_COLOURS[number % len(_COLOURS)])
        line.set_marker(_MARKERS[number % len(_MARKERS)])
    ax.set(xscale="log", yscale="log", xlabel="bytes", ylabel="seconds")
    ax.set_title("The companion's time on growing inputs", fontsize=10)
    ax.legend(fontsize=7, loc="center right", bbox_to_anchor=(-0.22, 0.5))
