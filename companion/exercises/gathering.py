"""Read the progress files of a class, and count what went wrong most often.

Learners hand in their file, ``companion progress`` says where it lies, and a teacher
puts the files into one folder. They are only read, and nothing is sent anywhere.
"""

from __future__ import annotations

import os
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from .comparing import short
from .progress import LARGEST, decoded, is_utf16, mistake_in, score_in
from .records import TOPIC_OF, TOPICS, Challenge, challenge, exercises

LONGEST = 300  # characters of a diagnosis
_JOINERS = "\u200c\u200d"  # which Persian and Hindi names hold
_FILE = "progress"  # the name that says nothing of whose it is


@dataclass(frozen=True)
class Learner:
    """What one file says.

    Parameters
    ----------
    name
        The file's name, or its folder's if the file is called ``progress.txt``. It
        holds no control characters, and no two learners of a class share it.
    solved
        The exercises that are solved.
    met
        The known mistakes that were made: exercise and diagnosis.
    best
        From a challenge to the best score in it.
    """

    name: str
    solved: frozenset[str] = frozenset()
    met: tuple[tuple[str, str], ...] = ()
    best: dict[str, float] = field(default_factory=dict)

    def state(self, name: str) -> str:
        """Return "solved", "missed" (a known mistake was made) or nothing."""
        if name in self.solved:
            return "solved"
        return "missed" if any(name == each for each, _ in self.met) else ""


@dataclass(frozen=True)
class ClassProgress:
    """What the files of a class say together.

    Parameters
    ----------
    learners
        In the order of their names.
    notes
        A line for each file that could not be read, or not in full.
    """

    learners: tuple[Learner, ...]
    notes: tuple[str, ...]

    def most_missed(self) -> list[tuple[str, int, int]]:
        """Return where known mistakes were made, the hardest exercise first.

        Returns
        -------
        list of tuple of str, int and int
            Exercise; how many learners made a known mistake and have not solved it
            since; how many made one.
        """
        found = []
        for name in exercise_names():
            met = [one for one in self.learners if any(name == n for n, _ in one.met)]
            stuck = sum(name not in one.solved for one in met)
            if met:
                found.append((name, stuck, len(met)))
        return sorted(found, key=lambda row: (-row[1], -row[2]))

    def frequent_mistakes(self) -> list[tuple[str, str, int]]:
        """Return the diagnoses, the most frequent first.

        Returns
        -------
        list of tuple of str, str and int
            Exercise, diagnosis, and how many learners met it.
        """
        counts = Counter(pair for one in self.learners for pair in set(one.met))
        rows = [(name, said, count) for (name, said), count in counts.items()]
        return sorted(rows, key=lambda row: (-row[2], row[0], row[1]))


def exercise_names() -> list[str]:
    """Return the names of all exercises, in the order of the notebooks."""
    return [name for names in names_by_notebook().values() for name in names]


def names_by_notebook() -> dict[str, list[str]]:
    """Return the names of each notebook's exercises by its number."""
    return {
        number: [exercise.name for exercise in exercises(topic)]
        for number, topic in TOPIC_OF.items()
    }


def challenges() -> dict[str, Challenge]:
    """Return the challenges by their names, in the order of the notebooks."""
    found = (challenge(topic) for topic in TOPICS)
    return {task.name: task for task in found if task is not None}


def gather(folder: Path) -> ClassProgress:
    r"""Read all files of a folder and of the folders in it; hidden ones are left out.

    Parameters
    ----------
    folder
        A folder with a progress file for each learner, such as ``anna.txt`` or
        ``anna/progress.txt``.

    Returns
    -------
    ClassProgress
        The learners, and a line for each file that cannot be read.

    Raises
    ------
    OSError
        If the folder cannot be read.
    ValueError
        If no file in it is a progress file.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = (Path(folder) / "anna.txt").write_text("02.decode\n")
    ...     gather(Path(folder)).learners[0].solved
    frozenset({'02.decode'})
    """
    os.listdir(folder)  # says what is wrong with the folder, which a walk does not
    read: list[tuple[Path, Learner]] = []
    notes: list[str] = []
    for path in _files(folder, notes):
        place = path.relative_to(folder)
        try:
            learner, note = _learner(path, _name(place))
        except (OSError, ValueError) as error:
            said = error.strerror if isinstance(error, OSError) else str(error)
            learner, note = None, f"left out: {said or error}"
        if learner is not None:
            read.append((place, learner))
        if note:
            notes.append(f"{_printable(place.as_posix())}: {note}")
    if not read:
        why = "".join(f"\n  {note}" for note in notes)
        raise ValueError(f"no progress file is in {short(str(folder))}{why}")
    return ClassProgress(tuple(_told_apart(read)), tuple(notes))


def _files(folder: Path, notes: list[str]) -> Iterator[Path]:
    """Yield the files below a folder in order; links to folders are not followed."""

    def unreadable(error: OSError) -> None:
        place = Path(error.filename).relative_to(folder).as_posix()
        notes.append(f"{_printable(place)}: left out: {error.strerror}")

    for here, folders, names in os.walk(folder, onerror=unreadable):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            if not name.startswith("."):
                yield Path(here) / name


def _name(place: Path) -> str:
    """Return whose file this is, by its name or by its folder's."""
    is_plain = place.stem.casefold() == _FILE and len(place.parts) > 1
    return _printable(place.parent.name if is_plain else place.stem)


def _printable(name: str) -> str:
    """Return a name as one form of the same letters, without control characters."""
    return "".join(
        letter if letter.isprintable() or letter in _JOINERS else "\ufffd"
        for letter in unicodedata.normalize("NFC", name)
    )


def _told_apart(read: Sequence[tuple[Path, Learner]]) -> Iterator[Learner]:
    """Yield the learners; those of one name with the place of their file behind it."""
    counts = Counter(one.name.casefold() for _, one in read)
    for place, one in sorted(read, key=lambda pair: (pair[1].name.casefold(), pair[0])):
        name = one.name
        if counts[name.casefold()] > 1:
            name = f"{name} ({_printable(place.as_posix())})"
        yield Learner(name, one.solved, one.met, one.best)


def _learner(path: Path, name: str) -> tuple[Learner, str]:
    """Return what a file says, and a note if that is not all."""
    if not path.is_file():
        raise ValueError("it is no ordinary file")
    with path.open("rb") as file:
        data = file.read(LARGEST + 1)
    if len(data) > LARGEST:
        raise ValueError(f"it is larger than {LARGEST:,} bytes")
    if not data.strip():
        raise ValueError("it is empty")
    note = "it is UTF-16, and was read" if is_utf16(data) else ""
    return _entries(name, decoded(data).split(), note)


def _entries(name: str, entries: list[str], note: str) -> tuple[Learner, str]:
    """Sort the entries of a file into what is solved, met and scored."""
    known, scored = set(exercise_names()), challenges()
    solved, unknown = set(), 0
    met: dict[tuple[str, str], None] = {}
    best: dict[str, float] = {}
    for entry in entries:
        task, said = mistake_in(entry) or ("", "")
        challenged, score = score_in(entry) or ("", 0.0)
        if entry in known:
            solved.add(entry)
        elif task in known and said:
            met[task, _printable(said[:LONGEST])] = None
        elif challenged in scored:
            before = best.get(challenged, score)
            is_better = scored[challenged].is_better(score, before)
            best[challenged] = score if is_better else before
        else:
            unknown += 1
    if unknown == len(entries):
        raise ValueError("it is no progress file: no entry is that of an exercise")
    if unknown:
        lost = (
            f"{unknown} of {len(entries)} entries are no exercise's, and were left out"
        )
        note = f"{note}; {lost}" if note else lost
    return Learner(name, frozenset(solved), tuple(met), best), note
