"""The reference: a page a room of the companion, with every public name."""

from __future__ import annotations

import contextlib
import importlib
import io
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from unittest import mock

from companion import cli
from companion.exercises.records import TOPIC_OF
from tools.notebooks import notebook_paths, read
from tools.website.names import (
    COMMAND_LINE,
    Public,
    at_the_top,
    documented,
    parts,
    rooms,
    used,
)

LESSON_OF = {topic: number for number, topic in TOPIC_OF.items()}
AROUND = ("corpora", "token_files", "exercises", "explorers", "figures", "lessons")


def write_reference(folder: Path) -> None:
    """Write the pages of the reference, in reStructuredText.

    Parameters
    ----------
    folder
        The folder for them; it is made if it does not exist.
    """
    folder.mkdir(parents=True, exist_ok=True)
    uses = _lessons_that_use()
    for room in rooms():
        page = "\n".join(_page(room, uses.get(room, {})))
        (folder / f"{room}.rst").write_text(page, encoding="utf-8")
    (folder / "index.rst").write_text("\n".join(_index()), encoding="utf-8")


def _lessons_that_use() -> dict[str, dict[str, list[str]]]:
    """Return, for each room, the lessons that use its names, and which."""
    found: dict[str, dict[str, list[str]]] = {}
    for path in notebook_paths():
        for full in used(read(path)):
            of_room = found.setdefault(documented()[full], {})
            of_room.setdefault(path.stem, []).append(full)
    return found


def _index() -> Iterator[str]:
    yield from _title("The companion", "=")
    yield "The package that the lessons build and then use. Its own page says what is"
    yield "in which room:"
    yield ""
    yield ".. automodule:: companion"
    yield "   :no-index:"
    yield ""
    yield from _title("Names at the top", "-")
    yield "What is needed most can be imported from ``companion`` itself:"
    yield ""
    for name, full in at_the_top().items():
        yield f"- ``from companion import {name}``: :py:obj:`{full}`"
    yield ""
    topics = [room for room in TOPIC_OF.values() if room in rooms()]
    around = [*AROUND, *sorted({*rooms()} - {*topics, *AROUND})]
    for caption, names in (("Topics", topics), ("Around the topics", around)):
        yield from (".. toctree::", f"   :caption: {caption}", "   :hidden:", "")
        yield from (f"   {name}" for name in names)
        yield ""


def _page(room: str, lessons: dict[str, list[str]]) -> Iterator[str]:
    """Yield the lines of a room's page."""
    yield from _title(f"``{room}``", "=")
    yield from _lessons(room, lessons)
    for module, names in parts(room).items():
        if module == f"companion.{room}":
            yield f".. automodule:: {module}"
            yield ""
        else:
            yield from _title(f"``{module.removeprefix('companion.')}``", "-")
            yield f".. automodule:: {module}"
            yield ""
        for public in names:
            yield from _entry(public)
    if f"companion.{room}" not in parts(room):
        yield f".. automodule:: companion.{room}"
        yield ""
    if room == COMMAND_LINE:
        yield from _commands()


def _lessons(room: str, lessons: dict[str, list[str]]) -> Iterator[str]:
    """Yield where a room is taught, and which lessons use it."""
    own = LESSON_OF.get(room, "")
    for lesson, names in sorted(lessons.items(), key=lambda item: item[0][:2] != own):
        links = ", ".join(f":py:obj:`~{full}`" for full in names)
        verb = "Taught in" if lesson[:2] == own else "Used in"
        yield f"- {verb} :doc:`/lessons/{lesson}`: {links}"
    yield ""


def _entry(public: Public) -> Iterator[str]:
    """Yield what Sphinx shows a name from."""
    if public.kind == "data":
        value = getattr(importlib.import_module(public.module), public.name)
        yield f".. py:currentmodule:: {public.module}"
        yield ""
        yield f".. py:data:: {public.name}"
        if isinstance(value, str | int | float) and len(repr(value)) <= 200:
            yield f"   :value: {value!r}"
        yield ""
        yield from (f"   {line}".rstrip() for line in public.doc.splitlines())
    else:
        yield f".. auto{public.kind}:: {public.full}"
        if public.kind != "function":
            yield "   :members:"
    yield ""


def _commands() -> Iterator[str]:
    """Yield what each command says of itself."""
    for name in cli.COMMANDS:
        yield from _title(f"``companion {name}``", "-")
        yield ".. code-block:: text"
        yield ""
        yield from (f"   {line}".rstrip() for line in _help(name).splitlines())
        yield ""


def _help(command: str) -> str:
    printed = io.StringIO()
    with (
        mock.patch.dict(os.environ, COLUMNS="80"),
        contextlib.redirect_stdout(printed),
        contextlib.suppress(SystemExit),
    ):
        cli.main([command, "--help"])
    return printed.getvalue()


def _title(text: str, line: str) -> Iterable[str]:
    return text, line * len(text), ""
