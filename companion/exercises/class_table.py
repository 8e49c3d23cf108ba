"""The progress of a class as lines for a terminal, and as a CSV file."""

from __future__ import annotations

import csv
import io
import unicodedata

from .gathering import (
    ClassProgress,
    Learner,
    challenges,
    exercise_names,
    names_by_notebook,
)

SIGNS = {"solved": "#", "missed": "x", "": "."}
NOWHERE = "The files were read on this machine, and nothing is sent anywhere."
_ROWS = 5  # of the most missed exercises, and of the most frequent mistakes
_FORMULA = "=", "+", "-", "@"  # with which a spreadsheet begins to calculate


def report(progress: ClassProgress) -> str:
    """Say where a class stands.

    Parameters
    ----------
    progress
        What was gathered.

    Returns
    -------
    str
        What most learners miss, the table, and a line for each file in trouble.
    """
    learners = progress.learners
    lines = [f"Learners: {len(learners)}", "", *most(progress), *_table(learners), ""]
    lines.append("# solved   x a known mistake, not solved yet   . neither")
    if progress.notes:
        lines += ["", "Files in trouble:", *(f"  {note}" for note in progress.notes)]
    return "\n".join([*lines, "", NOWHERE])


def most(progress: ClassProgress) -> list[str]:
    """Return lines on what is missed most, and on the most frequent mistakes."""
    missed = progress.most_missed()[:_ROWS]
    mistakes = progress.frequent_mistakes()[:_ROWS]
    if not mistakes:
        return ["Nobody has met a mistake that has a name.", ""]
    lines = ["Most missed (learners who are stuck, of those who met a mistake):"]
    lines += [f"  {stuck:>3} of {met:<3} {name}" for name, stuck, met in missed]
    lines += ["", "Most frequent mistakes (learners who met it):"]
    lines += [f"  {count:>3}  {name}: {said}" for name, said, count in mistakes]
    return [*lines, ""]


def _table(learners: tuple[Learner, ...]) -> list[str]:
    """Return a line for each learner, with a sign for each exercise."""
    blocks = names_by_notebook()
    width = max(map(_width, ["learner", *(one.name for one in learners)]))
    total = sum(map(len, blocks.values()))
    head = "  ".join(f"{number:<{len(names)}}" for number, names in blocks.items())
    lines = [f"{'learner':<{width}}  {head}  solved"]
    for one in learners:
        cells = (
            "".join(SIGNS[one.state(name)] for name in names)
            for names in blocks.values()
        )
        name = one.name + " " * (width - _width(one.name))
        lines.append(f"{name}  {'  '.join(cells)}  {len(one.solved)} of {total}")
    return lines


def _width(text: str) -> int:
    """Return how many columns a terminal takes: two for a Chinese letter."""
    wide = sum(unicodedata.east_asian_width(letter) in "WF" for letter in text)
    return len(text) + wide - sum(map(bool, map(unicodedata.combining, text)))


def as_csv(progress: ClassProgress) -> str:
    """Return the table as CSV: a line for each learner, a column for each exercise.

    Parameters
    ----------
    progress
        What was gathered.

    Returns
    -------
    str
        A cell says "solved", "missed" or nothing; a challenge's holds the best score.
    """
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    names, scored = exercise_names(), challenges()
    writer.writerow(["learner", *names, *scored])
    for one in progress.learners:
        best = [repr(one.best[name]) if name in one.best else "" for name in scored]
        is_formula = one.name.startswith(_FORMULA)
        shown = f"'{one.name}" if is_formula else one.name
        writer.writerow([shown, *map(one.state, names), *best])
    return file.getvalue()
