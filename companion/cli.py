"""The command line: ``companion COMMAND``.

========  ===================================================================
lab       opens the learner's copies of the notebooks (`lessons.lab`)
doctor    says what is there and what is missing (`lessons.doctor`)
progress  says which exercises are solved, by oneself (`exercises.progress`) or by a
          class (`exercises.gathering`)
tokenize  turns files and folders of text into token files (`token_files`)
========  ===================================================================
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from . import __version__
from .byte_pair_encoding import load_gpt2, read_tokenizer, to_tiktoken
from .byte_pair_encoding.patterns import GPT2_PATTERN
from .exercises import class_page, progress
from .lessons import doctor, lab
from .token_files.cutting import PART_BYTES
from .token_files.folder import PARTS
from .token_files.job import tokenize_files
from .tokenization import Tokenizer

_EXPECTED = ImportError, LookupError, MemoryError, OSError, RuntimeError, ValueError
_STOPPED = 130  # what shells say of a program that was ended with Ctrl-C


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
        stopped with Ctrl-C. Wrong arguments end the program with 2.
    """
    options = _parser().parse_args(arguments)
    command: Callable[[argparse.Namespace], None] = options.command
    try:
        with _letters_replaced():
            command(options)
    except KeyboardInterrupt:
        print("companion: stopped", file=sys.stderr)
        return _STOPPED
    except _EXPECTED as error:
        print(f"companion: {error}", file=sys.stderr)
        return 1
    return 0


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


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="companion",
        description="The companion of the series From text to vectors.",
    )
    parser.add_argument(
        "--version", action="version", version=f"companion {__version__}"
    )
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    _add_lab(commands)
    _add_doctor(commands)
    _add_progress(commands)
    _add_tokenize(commands)
    return parser


def _add_lab(commands: Any) -> None:
    parser = commands.add_parser(
        "lab",
        help="open your copies of the notebooks in JupyterLab",
        description="Make or bring up to date your own copies of the notebooks, and "
        "open JupyterLab on the first. What you changed is never overwritten.",
    )
    parser.add_argument(
        "folder",
        nargs="?",
        type=Path,
        default=Path(lab.FOLDER),
        metavar="FOLDER",
        help=f"the folder for your copies (by default {lab.FOLDER})",
    )
    parser.add_argument(
        "--fresh",
        action="store_true",
        help="put the copies that are there aside, and begin anew",
    )
    parser.add_argument("--port", type=int, metavar="N", help="the port to listen on")
    parser.add_argument(
        "--no-browser",
        action="store_true",
        help="open no browser; the address to open is printed",
    )
    parser.set_defaults(command=_lab)


def _lab(options: argparse.Namespace) -> None:
    status = lab.start(
        options.folder,
        fresh=options.fresh,
        port=options.port,
        browser=not options.no_browser,
    )
    if status:
        raise RuntimeError(f"JupyterLab ended with the status {status}")


def _add_doctor(commands: Any) -> None:
    parser = commands.add_parser(
        "doctor",
        help="say what is there and what is missing",
        description="Say in a few lines what the lessons need, what is there, and what "
        "is missing.",
    )
    parser.set_defaults(command=_doctor)


def _doctor(options: argparse.Namespace) -> None:
    findings = doctor.examine()
    print(doctor.report(findings))
    missing = sum(not finding.good for finding in findings)
    if missing:
        raise RuntimeError(f"{missing} of {len(findings)} things are missing")


def _add_progress(commands: Any) -> None:
    parser = commands.add_parser(
        "progress",
        help="say which exercises are solved",
        description="Say which exercises are solved, in one notebook or in all; or, "
        "for a teacher, where a class stands. Progress is kept in a file of your own, "
        "on this machine alone; nothing is sent anywhere.",
    )
    what = parser.add_mutually_exclusive_group()
    what.add_argument(
        "number", nargs="?", metavar="NN", help="the number of a notebook, such as 05"
    )
    what.add_argument(
        "--forget", action="store_true", help="delete the file that holds your progress"
    )
    what.add_argument(
        "--class",
        dest="folder",
        type=Path,
        metavar="FOLDER",
        help="show the progress files of a class, such as FOLDER/anna.txt or "
        "FOLDER/anna/progress.txt, in one table",
    )
    parser.add_argument(
        "--csv", type=Path, metavar="FILE", help="write the class's table as CSV, too"
    )
    parser.add_argument(
        "--page", type=Path, metavar="FILE", help="write a page with a picture, too"
    )
    parser.set_defaults(command=_progress)


def _progress(options: argparse.Namespace) -> None:
    if options.folder is None and (options.csv or options.page):
        raise ValueError("--csv and --page show a class: name its folder with --class")
    if options.forget:
        print(progress.forget())
    elif options.folder is not None:
        print(class_page.show(options.folder, options.csv, options.page))
    else:
        print(progress.report(options.number))


def _add_tokenize(commands: Any) -> None:
    parser = commands.add_parser(
        "tokenize",
        help="turn files and folders of text into token files",
        description="Turn files and folders of text, however large, into files of "
        "token IDs. Each file is a document, closed by the end-of-text token. If the "
        "command is stopped, in whatever way, the same command goes on from there.",
    )
    parser.add_argument(
        "paths",
        nargs="+",
        type=Path,
        metavar="PATH",
        help="a text file in UTF-8, or a folder of them (hidden files are left out)",
    )
    parser.add_argument(
        "--output",
        required=True,
        type=Path,
        metavar="DIR",
        help="the folder for the token files: a new one, or one to go on with",
    )
    parser.add_argument(
        "--tokenizer",
        default="gpt2",
        metavar="gpt2|FILE",
        help="GPT-2's tokenizer (the default), a file of companion's, or a "
        "tokenizer.json of Hugging Face's",
    )
    workers = parser.add_mutually_exclusive_group()
    workers.add_argument(
        "--processes",
        type=int,
        metavar="N",
        help="how many processes to use (by default one for each core)",
    )
    workers.add_argument(
        "--scheduler",
        metavar="ADDRESS",
        help="let the workers of this Dask scheduler do it, such as tcp://10.0.0.5:8786;"
        " texts and output must be in folders that all of them share",
    )
    parser.add_argument(
        "--part-bytes",
        type=int,
        default=PART_BYTES,
        metavar="N",
        help="how much text to tokenize at a time (%(default)s bytes); less text needs "
        "less memory and more time",
    )
    parser.set_defaults(command=_tokenize)


def _tokenize(options: argparse.Namespace) -> None:
    tokenizer = _load_tokenizer(options.tokenizer)
    try:
        tokens = tokenize_files(
            options.paths,
            options.output,
            tokenizer,
            processes=options.processes,
            scheduler=options.scheduler,
            part_bytes=options.part_bytes,
        )
    except (KeyboardInterrupt, MemoryError, OSError, RuntimeError):
        if any((options.output / PARTS).glob("*.bin")):
            print("the same command goes on from what is done", file=sys.stderr)
        raise
    print(
        f"{options.output}: {len(tokens.ids):,} tokens ({tokens.ids.dtype.name}), "
        f"documents: {len(tokens.documents) - 1:,}"
    )


def _load_tokenizer(name: str) -> Tokenizer:
    """Load a tokenizer; tiktoken's engine, being faster, does what it does the same."""
    tokenizer = load_gpt2() if name == "gpt2" else read_tokenizer(name)
    return to_tiktoken(tokenizer) if tokenizer.pattern == GPT2_PATTERN else tokenizer
