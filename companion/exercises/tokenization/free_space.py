"""Exercise 01.free-space."""

from __future__ import annotations

import random

from ... import tokenization
from ..records import Exercise
from . import gluing
from .gluing_mistakes import MISTAKES
from .shared import sentence


def _glue_cases(rng: random.Random) -> list[tuple[list[str]]]:
    some = tokenization.split(sentence(rng, " ,."), keep_whitespace=True)
    return [
        ([],),
        (["Is", " ", "this", "--", " ", "a"],),
        (["tea", " ", " ", "time"],),
        (["tea", " "],),
        (["tea", " ", "\n", "time"],),
        (["tea", "\n", "time"],),
        (["tea", " ", "\t", "time"],),
        ([" ", "tea", ",", " ", "(", "hot", ")"],),
        (["well-known", ",", " ", '"', "yes", "!", '"', " ", "two"],),
        (some,),
    ]


EXERCISE = Exercise(
    name="01.free-space",
    task="Glue each space to the front of the piece after it, unless that is "
    "whitespace or missing; leave pieces unchanged.",
    starter="def glue(pieces):\n    tokens = []\n    # your code\n    return tokens\n",
    hints=(
        "Go through the pieces in order. When you meet a word, look back: what is "
        "the last token so far?",
        'If the last token is " " and the new piece is no whitespace, put '
        '" " + piece in its place. Otherwise append the piece.',
        "tokens[-1] is the last token, if there is one; piece.isspace() tells "
        "whether a piece is whitespace.",
    ),
    solution=gluing.glue,
    cases=_glue_cases,
    lesson="The space rides along with its word, and joined, the tokens are the text: "
    "nothing is lost. GPT-2 keeps its spaces so.",
    mistakes=MISTAKES,
    leaves_arguments=True,
)
