"""``companion tokenize``: files and folders of text, turned into token files."""

from __future__ import annotations

import argparse
import sys
from contextlib import suppress
from pathlib import Path

from ..byte_pair_encoding import load_gpt2, read_tokenizer, to_tiktoken
from ..byte_pair_encoding.patterns import GPT2_PATTERN
from ..token_files.cutting import PART_BYTES
from ..token_files.folder import PARTS
from ..token_files.job import tokenize_files
from ..tokenization import Tokenizer


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    parser.description = (
        "Turn files and folders of text, however large, into files of token IDs. Each "
        "file is a document, closed by the end-of-text token. If the command is "
        "stopped, in whatever way, the same command goes on from there."
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


def run(options: argparse.Namespace) -> int:
    """Tokenize the files, and say how many tokens there are."""
    tokenizer = load_tokenizer(options.tokenizer)
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
    return 0


def load_tokenizer(name: str) -> Tokenizer:
    """Load a tokenizer; tiktoken's engine, being faster, does what it does the same."""
    tokenizer = load_gpt2() if name == "gpt2" else read_tokenizer(name)
    if tokenizer.pattern == GPT2_PATTERN:
        with suppress(ValueError):  # as for special tokens of which one begins another
            return to_tiktoken(tokenizer)
    return tokenizer
