"""The progress of a class as a page: a picture, and the tables behind it."""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence
from pathlib import Path

from ..storage.files import new_file
from .class_table import NOWHERE, as_csv, report
from .gathering import (
    ClassProgress,
    challenges,
    exercise_names,
    gather,
    names_by_notebook,
)
from .panels import number_text

_SIDE, _GAP, _TOP = 20, 8, 24  # of a square, between notebooks, above the squares
_LETTER = 8  # a wide guess at the width of a letter
_LONGEST = 40  # letters of a name beside the picture
_STYLE = """\
:root { color-scheme: light dark; }
body { font: 16px/1.5 system-ui, sans-serif; margin: 2em auto; padding: 0 1em;
  max-width: 72em; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; margin: 1em 0; }
th, td { border: 1px solid #8a8f98; padding: 2px 8px; text-align: left;
  overflow-wrap: anywhere; }
td.number { text-align: right; }
svg text { font: 13px system-ui, sans-serif; fill: currentColor; }
svg rect { stroke: #6b7078; }
svg .solved { fill: #1a7f37; } svg .missed { fill: #b3261e; } svg .open { fill: none; }
svg text.sign { fill: #fff; font-weight: bold; text-anchor: middle; }
@media print { body { margin: 0; max-width: none; }
  svg rect, svg text { print-color-adjust: exact; } }
"""
_SIGNS = {"solved": "✓", "missed": "✗", "": ""}


def show(
    folder: Path, csv_file: Path | None = None, page_file: Path | None = None
) -> str:
    """Say where a class stands, and write the files that are asked for.

    Parameters
    ----------
    folder
        The folder with the learners' files.
    csv_file
        Where to write the table as CSV.
    page_file
        Where to write the page.

    Returns
    -------
    str
        The report for the terminal, and a line for each file written.

    Raises
    ------
    OSError
        If the folder cannot be read, or a file not be written.
    ValueError
        If no progress file is in the folder.
    """
    progress = gather(folder)
    lines = [report(progress)]
    for path, make in ((csv_file, as_csv), (page_file, page)):
        if path is not None:
            with new_file(path) as file:
                file.write(make(progress).encode())
            lines.append(f"Written: {path}")
    return "\n".join(lines)


def page(progress: ClassProgress) -> str:
    """Return a page that loads nothing from elsewhere.

    Parameters
    ----------
    progress
        What was gathered.

    Returns
    -------
    str
        HTML; names and diagnoses come from files of others, and are escaped.
    """
    count = len(progress.learners)
    missed = [(name, stuck, met) for name, stuck, met in progress.most_missed()]
    said = progress.frequent_mistakes()
    parts = [
        f"<h1>Who is where</h1><p>Learners: {count}. {NOWHERE}</p>",
        "<h2>What is missed most</h2>",
        _table(("exercise", "stuck now", "met a mistake"), missed),
        "<h2>The most frequent mistakes</h2>",
        _table(("exercise", "what check said", "learners"), said),
        "<h2>Each learner and each exercise</h2>",
        "<p>✓ solved, ✗ a known mistake and not solved yet, empty: neither.</p>",
        f'<div class="wide" tabindex="0">{picture(progress)}</div>',
        "<h2>The same in numbers</h2>",
        _table(("learner", "solved", "stuck at", "challenges"), _rows(progress)),
    ]
    if progress.notes:
        notes = "".join(f"<li>{html.escape(note)}</li>" for note in progress.notes)
        parts.append(f"<h2>Files in trouble</h2><ul>{notes}</ul>")
    body = "\n".join(parts)
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>Who is where</title><style>\n{_STYLE}</style></head>\n"
        f"<body><main>{body}</main></body></html>\n"
    )


def _rows(progress: ClassProgress) -> Iterable[tuple[str, str, str, str]]:
    names, scored = exercise_names(), challenges()
    for one in progress.learners:
        stuck = ", ".join(name for name in names if one.state(name) == "missed")
        best = [
            f"{name}: {number_text(one.best[name])} {task.unit}"
            for name, task in scored.items()
            if name in one.best
        ]
        yield one.name, f"{len(one.solved)} of {len(names)}", stuck, "; ".join(best)


def picture(progress: ClassProgress) -> str:
    """Return the picture: a row for each learner, a square for each exercise.

    Parameters
    ----------
    progress
        What was gathered.

    Returns
    -------
    str
        An SVG element; each square says in words what it shows.
    """
    shown = [_brief(one.name) for one in progress.learners]
    left = _LETTER * max(map(len, shown)) + _GAP
    columns, x = {}, left
    heads = []
    for number, names in names_by_notebook().items():
        heads.append(f'<text x="{x}" y="{_TOP - 8}">{number}</text>')
        for name in names:
            columns[name] = x
            x += _SIDE
        x += _GAP
    marks = []
    for row, one in enumerate(progress.learners):
        y = _TOP + row * _SIDE
        name_of = html.escape(shown[row])
        marks.append(f'<text x="0" y="{y + 15}">{name_of}</text>')
        for name, at in columns.items():
            state = one.state(name)
            said = html.escape(f"{one.name}, {name}: {state or 'open'}")
            marks.append(
                f'<g><title>{said}</title><rect class="{state or "open"}" x="{at}" '
                f'y="{y}" width="{_SIDE - 2}" height="{_SIDE - 2}"/>'
                f'<text class="sign" x="{at + 9}" y="{y + 14}">{_SIGNS[state]}</text>'
                "</g>"
            )
    height = _TOP + len(shown) * _SIDE
    return (
        f'<svg role="img" width="{x}" height="{height}" '
        'aria-label="A row for each learner, a square for each exercise; the table '
        f'below says the same">{"".join(heads)}{"".join(marks)}</svg>'
    )


def _brief(name: str) -> str:
    return name if len(name) <= _LONGEST else f"{name[: _LONGEST - 1]}…"


def _table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return a table; what is a number stands at the right."""
    titles = "".join(f'<th scope="col">{title}</th>' for title in head)
    lines = "".join(
        f'<tr><th scope="row">{html.escape(str(first))}</th>'
        f"{''.join(map(_cell, cells))}</tr>"
        for first, *cells in rows
    )
    if not lines:
        return "<p>None so far.</p>"
    return f"<table><thead><tr>{titles}</tr></thead><tbody>{lines}</tbody></table>"


def _cell(content: object) -> str:
    kind = ' class="number"' if isinstance(content, int) else ""
    return f"<td{kind}>{html.escape(str(content))}</td>"
