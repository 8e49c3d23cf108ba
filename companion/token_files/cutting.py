r"""Files of text cut into parts that can be tokenized on their own.

A part may end only where the tokens cannot depend on what follows: at a border. In
GPT-2's pattern no pre-token goes on from something else into whitespace, so in ``one
two\nthree`` there is a border before the space and one before the line end. Nor does
one go on from a letter into a mark or a digit: ``{"id":12}`` has borders too. What is
left of a border tokenizes alone as it does within the text, since all that the pattern
looks at ahead is whether whitespace goes on; what is right of it does too, since the
pattern never looks back. Tests compare both with the whole text.

Tokenizers whose borders are not known here get each file whole.
"""

from __future__ import annotations

import os
import stat
import warnings
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, NamedTuple

import regex
import tiktoken

from ..byte_pair_encoding.files import definition
from ..byte_pair_encoding.patterns import GPT2_PATTERN
from ..tokenization import Tokenizer
from .folder import holds_token_files

PART_BYTES = 1 << 22
"""How much text is tokenized at a time, up to the next border."""

WINDOW = 1 << 16
"""How many bytes of a file are searched for a border at a time."""

OPENING = 1 << 12
"""How many bytes of text are tokenized in the time that it takes to open a file."""

_MUCH = 4  # times the size of a part: so long a stretch is worth a warning

# Between a letter or digit and a mark (but no apostrophe, which may begin an ending as
# in "it's"), between letters and digits, and between a Chinese or Japanese letter and a
# mark. All of these characters are as old as Unicode, so that engines that know
# different versions of it agree on what they are.
_ANY_BORDER = (
    r"(?<=[0-9A-Za-z])(?=[!-&(-/:-@\[-`{-~])"
    r"|(?<=[A-Za-z])(?=[0-9])|(?<=[0-9])(?=[A-Za-z])"
    r"|(?<=[ぁ-んァ-ヶ一-龥])(?=[、。！，：；？])"  # noqa: RUF001
)
_GPT2_BORDER = regex.compile(rf"(?<=\S)(?=\s)|{_ANY_BORDER}")
# In later patterns a mark takes the line ends after it into its pre-token.
_LATER_BORDER = regex.compile(rf"(?<=\S)(?= )|(?<=[0-9A-Za-z])(?=[\r\n])|{_ANY_BORDER}")

GPT2_SPELLINGS = {
    GPT2_PATTERN,
    r"'s|'t|'re|'ve|'m|'ll|'d| ?[\p{L}]+| ?[\p{N}]+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+",
    r"""'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+""",
    r"'(?:[sdmt]|ll|ve|re)| ?\p{L}++| ?\p{N}++| ?[^\s\p{L}\p{N}]++|\s++$|\s+(?!\S)|\s",
}
"""The ways in which GPT-2's one pattern is written."""

_LATER_ENCODINGS = {"cl100k_base", "o200k_base", "o200k_harmony"}


class TextFile(NamedTuple):
    """A file as it was when it was found."""

    name: str  # as the user wrote it, or the folder, with / on every platform
    path: str  # absolute
    size: int  # bytes
    modified: int  # nanoseconds since 1970


class Piece(NamedTuple):
    """A stretch of one file, in bytes."""

    path: str
    begin: int
    end: int
    is_last: bool  # whether the file ends here


Part = tuple[Piece, ...]
"""The stretches of files that one worker tokenizes in one go."""


class UnreadableFilesError(ValueError):
    """Some files cannot be used; the message names them and says why."""

    def __init__(self, problems: list[str]) -> None:
        shown = problems[:20]
        if len(problems) > len(shown):
            shown.append(f"and {len(problems) - len(shown)} more")
        super().__init__("\n  ".join(["some files cannot be used:", *shown]))


def find_files(
    paths: str | os.PathLike[str] | Iterable[str | os.PathLike[str]],
    leave_out: str | os.PathLike[str] | None = None,
) -> list[TextFile]:
    """List files, and the files of folders with all that is below them, in order.

    Left out are names that begin with a dot, links to folders, folders of token files,
    and `leave_out`. What cannot be used is an error that names all of it.

    Examples
    --------
    >>> from companion.corpora import data_path
    >>> [file.size for file in find_files(data_path("gpt2.tiktoken"))]
    [835554]
    """
    paths = [paths] if isinstance(paths, str | os.PathLike) else list(paths)
    files: list[TextFile] = []
    problems: list[OSError] = []
    for path in map(Path, paths):
        if os.path.isdir(path) and holds_token_files(path):
            why = "it holds token files, not the texts that they were made of"
            problems.append(OSError(0, why, str(path)))
            continue
        found = _walk(path, leave_out, problems) if os.path.isdir(path) else [path]
        for file in found:
            try:
                files.append(_look_at(file))
            except OSError as error:
                problems.append(error)
    if problems:
        raise UnreadableFilesError(
            [f"{error.filename}: {error.strerror}" for error in problems]
        )
    if not files:
        raise ValueError(f"there are no files in {', '.join(map(str, paths))}")
    return files


def _walk(
    folder: Path,
    leave_out: str | os.PathLike[str] | None,
    problems: list[OSError],
) -> list[Path]:
    """List the files below a folder, sorted by the parts of their paths."""
    avoided = None if leave_out is None else os.path.realpath(leave_out)
    found = []
    for place, folders, names in os.walk(folder, onerror=problems.append):
        folders[:] = [
            name
            for name in folders
            if not name.startswith(".")
            and os.path.realpath(os.path.join(place, name)) != avoided
            and not holds_token_files(Path(place, name))
        ]
        found += [Path(place, name) for name in names if not name.startswith(".")]
    return sorted(found, key=lambda path: path.parts)


def _look_at(path: Path) -> TextFile:
    # To wait for what a pipe or a device may send would be to hang.
    if not stat.S_ISREG((found := path.stat()).st_mode):
        raise OSError(0, "neither a file nor a folder", str(path))
    with open(path, "rb"):
        return TextFile(
            path.as_posix(), os.path.abspath(path), found.st_size, found.st_mtime_ns
        )


def has_changed(file: TextFile) -> bool:
    """Say whether a file has another size or time of change than it had, or is gone."""
    try:
        return _look_at(Path(file.path))[2:] != file[2:]
    except OSError:
        return True


def border_rule(tokenizer: Tokenizer) -> regex.Pattern[str] | None:
    """Return a pattern for the borders at which texts can be cut for a tokenizer.

    It matches the empty string there, though perhaps not at all of them. It is None if
    no border is known to be safe: then a text has to stay whole.

    Examples
    --------
    >>> from companion.byte_pair_encoding import train
    >>> rule = border_rule(train("to be or not to be", 260))
    >>> [match.start() for match in rule.finditer("To be,  or not")]
    [2, 5, 6, 10]
    """
    pattern = getattr(tokenizer, "pattern", None)
    if isinstance(tokenizer, tiktoken.Encoding):
        registered = tiktoken.registry.ENCODINGS.get(tokenizer.name) is tokenizer
        if registered and tokenizer.name in _LATER_ENCODINGS:
            return _LATER_BORDER
        pattern = definition(tokenizer).pattern
    return _GPT2_BORDER if pattern in GPT2_SPELLINGS else None


def cut_into_parts(
    files: Iterable[TextFile],
    rule: regex.Pattern[str] | None,
    *,
    part_bytes: int = PART_BYTES,
    window: int = WINDOW,
    opening: int = OPENING,
) -> Iterator[Part]:
    """Cut files into parts of about one size: a stretch of a file, or many files.

    The same files always give the same parts. Without a `rule` each file stays whole;
    each counts `opening` bytes beside its size. Borders are searched for in `window`
    bytes at a time.
    """
    part: list[Piece] = []
    weight = 0
    for file in files:
        for piece in _cut(file, rule, part_bytes, window):
            part.append(piece)
            weight += piece.end - piece.begin + opening
            if weight >= part_bytes:
                yield tuple(part)
                part, weight = [], 0
    if part:
        yield tuple(part)


def count_parts(
    files: Iterable[TextFile],
    part_bytes: int = PART_BYTES,
    opening: int = OPENING,
) -> int:
    """Estimate in how many parts `cut_into_parts` will cut files, without reading them.

    It is at least 1.
    """
    return 1 + sum(file.size + opening for file in files) // part_bytes


def _cut(
    file: TextFile, rule: regex.Pattern[str] | None, part_bytes: int, window: int
) -> Iterator[Piece]:
    if rule is None or file.size <= part_bytes:
        yield Piece(file.path, 0, file.size, True)
        return
    begin = 0
    try:
        with open(file.path, "rb") as handle:
            while begin < file.size:
                end = _next_border(handle, begin + part_bytes, file.size, rule, window)
                if end - begin > _MUCH * part_bytes:
                    _warn_of_much(file, begin, end)
                yield Piece(file.path, begin, end, end == file.size)
                begin = end
    except OSError as error:
        raise UnreadableFilesError([f"{file.name}: {error.strerror}"]) from error


def _warn_of_much(file: TextFile, begin: int, end: int) -> None:
    warnings.warn(
        f"{file.name}: no place to cut was found in {end - begin:,} bytes from byte "
        f"{begin:,} on; they are encoded as one, which may need much memory",
        stacklevel=2,
    )


def _next_border(
    handle: IO[bytes], place: int, size: int, rule: regex.Pattern[str], window: int
) -> int:
    """Find a border after a place, looking at a window of the file at a time.

    One between two windows is missed, and the next one does as well. Files in another
    encoding are cut somewhere; whoever decodes the part will see.
    """
    while place < size:
        handle.seek(place)
        found = handle.read(window)
        # A window that begins within a character begins with the next one instead.
        skipped = next((i for i in range(4) if not _continues(found[i : i + 1])), 0)
        text = found[skipped:].decode("utf-8", "surrogateescape")
        if match := rule.search(text):
            before = text[: match.start()].encode("utf-8", "surrogateescape")
            return min(place + skipped + len(before), size)
        place += window
    return size


def _continues(byte: bytes) -> bool:
    """Say whether a byte is inside a UTF-8 character, not the first of one."""
    return b"\x80" <= byte < b"\xc0"
