"""The command line: ``companion COMMAND``.

========  ===================================================================
lab       opens the learner's copies of the notebooks (`lessons.lab`)
doctor    says what is there and what is missing (`lessons.doctor`)
progress  says which exercises are solved, by oneself (`exercises.progress`) or by a
          class (`exercises.gathering`)
tokenize  turns files and folders of text into token files (`token_files`)
verify    says what there is to mend in any notebooks (`lessons.verifying`)
========  ===================================================================

Each command is a module of its own here, loaded only when it is asked for. It has
``add_arguments``, which says what the command takes, and ``run``, which returns the
exit status.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from importlib import import_module
from typing import Any

from .. import __version__

COMMANDS = {
    "lab": "open your copies of the notebooks in JupyterLab",
    "doctor": "say what is there and what is missing",
    "progress": "say which exercises are solved",
    "tokenize": "turn files and folders of text into token files",
    "verify": "say what there is to mend in notebooks of any kind",
}
"""The commands, each with what ``companion --help`` says of it."""

_EXPECTED = ImportError, LookupError, MemoryError, OSError, RuntimeError, ValueError
_STOPPED = 130  # what shells say of a program that was ended with Ctrl-C
_UNHEARD = 141  # and of one whose reader, such as `head`, had enough


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command.

    Parameters
    ----------
    arguments
        What follows ``companion`` on the command line; by default taken from there.

    Returns
    -------
    int
        0 if all went well, 1 if not (the reason is on standard error), 130 if it was
        stopped with Ctrl-C, 141 if whoever read the output stopped reading. Wrong
        arguments end the program with 2, and so does a notebook that cannot be read.
    """
    given = sys.argv[1:] if arguments is None else [*arguments]
    _open_what_is_closed()
    try:
        options = _parser(given).parse_args(given)
        with _letters_replaced():
            status = int(options.run(options))
            sys.stdout.flush()  # here, where it can be told that nobody reads it
            return status
    except BrokenPipeError:
        # Python writes what is left when it ends, and would complain.
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115
        return _UNHEARD
    except KeyboardInterrupt:
        print("companion: stopped", file=sys.stderr)
        return _STOPPED
    except _EXPECTED as error:
        print(f"companion: {error}", file=sys.stderr)
        return 1


def _open_what_is_closed() -> None:
    """Let what is printed go nowhere if the one who started this closed the way."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115


@contextmanager
def _letters_replaced() -> Iterator[None]:
    """Print what the console cannot show, as in the name of a file, as "?"."""
    output: Any = sys.stdout
    before = getattr(output, "errors", None)
    if before is None or not hasattr(output, "reconfigure"):  # A notebook's, for one.
        yield
        return
    output.reconfigure(errors="replace")
    try:
        yield
    finally:
        with suppress(ValueError):  # A command may have closed it.
            output.reconfigure(errors=before)


def _parser(given: Sequence[str]) -> argparse.ArgumentParser:
    """Return what reads the command line; it knows the commands that are given."""
    parser = argparse.ArgumentParser(
        prog="companion",
        description="The companion of the series From text to vectors.",
    )
    parser.add_argument(
        "--version", action="version", version=f"companion {__version__}"
    )
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    for name, summary in COMMANDS.items():
        command = commands.add_parser(name, help=summary)
        if name in given:
            module = import_module(f"{__name__}.{name}")
            module.add_arguments(command)
            command.set_defaults(run=module.run)
    return parser
