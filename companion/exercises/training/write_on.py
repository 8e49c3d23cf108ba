"""Exercise 09.write-on."""

from __future__ import annotations

import random

from ..records import Exercise, Mistake

Follows = dict[tuple[int, int], int]


def _write(follows: Follows, ids: list[int], n_tokens: int) -> list[int]:
    text = list(ids)
    for _ in range(n_tokens):
        pair = (text[-2], text[-1])
        text.append(follows[pair])
    return text


def _write_from_the_start(follows: Follows, ids: list[int], n_tokens: int) -> list[int]:
    text = list(ids)
    for _ in range(n_tokens):
        pair = (text[0], text[1])
        text.append(follows[pair])
    return text


def _write_from_the_prompt(
    follows: Follows, ids: list[int], n_tokens: int
) -> list[int]:
    return [*ids, *[follows[ids[-2], ids[-1]]] * n_tokens]


def _write_the_wrong_way_round(
    follows: Follows, ids: list[int], n_tokens: int
) -> list[int]:
    text = list(ids)
    for _ in range(n_tokens):
        text.append(follows[text[-1], text[-2]])
    return text


def _write_from_place_to_place(
    follows: Follows, ids: list[int], n_tokens: int
) -> list[int]:
    text = list(ids)
    for place in range(n_tokens):
        text.append(follows[text[place], text[place + 1]])
    return text


def _write_cases(rng: random.Random) -> list[tuple[Follows, list[int], int]]:
    pairs = [(a, b) for a in range(3) for b in range(3)]
    counting = {(a, b): (b + 1) % 3 for a, b in pairs}
    adding = {(a, b): (2 * a + b + 1) % 3 for a, b in pairs}
    drawn = {pair: rng.randrange(3) for pair in pairs}
    return [
        (counting, [0, 1], 5),
        (adding, [0, 0], 6),
        (adding, [2, 0, 1, 1], 5),
        (counting, [2, 0, 1], 0),
        (drawn, rng.choices(range(3), k=4), 6),
    ]


EXERCISE = Exercise(
    name="09.write-on",
    task="Find the bugs: after every two tokens, follows tells the next one. The "
    "function should return the prompt and n_tokens more, each told by the two "
    "tokens before it, and leave the prompt as it is.",
    starter=(
        "def write_on(follows, ids, n_tokens):\n"
        "    text = ids\n"
        "    for _ in range(n_tokens):\n"
        "        pair = (text[0], text[1])\n"
        "        text.append(follows[pair])\n"
        "    return text\n"
    ),
    hints=(
        "Follow it by hand for three tokens. Which pair does it look up each time?",
        "The last two tokens are text[-2] and text[-1].",
        "text = ids makes a second name for the same list. list(ids) makes a copy.",
    ),
    solution=_write,
    cases=_write_cases,
    lesson="To write is to predict, to append, and to begin again from the end of "
    "the text. A model that always says the same is often fed the same.",
    mistakes=(
        Mistake(
            "Every new token is looked up with the first two tokens, which never "
            "change. So the same one comes again and again.",
            _write_from_the_start,
        ),
        Mistake(
            "You looked up the prompt's last two tokens each time; what was just "
            "written counts as well.",
            _write_from_the_prompt,
        ),
        Mistake(
            "You walk through the text from its beginning, pair by pair. The pair "
            "before the new token is the last one, however long the prompt is.",
            _write_from_place_to_place,
        ),
        Mistake(
            "The pair is the wrong way round: the token before the last comes first.",
            _write_the_wrong_way_round,
        ),
        Mistake(
            "You returned the new tokens alone; the prompt belongs in front.",
            lambda follows, ids, n_tokens: _write(follows, ids, n_tokens)[len(ids) :],
        ),
    ),
)
