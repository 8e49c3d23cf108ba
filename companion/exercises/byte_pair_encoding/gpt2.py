"""Exercise 04.gpt2."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from functools import cache
from itertools import pairwise, takewhile
from typing import Any

import regex

from ...byte_pair_encoding import GPT2_PATTERN, gpt2_ranks, train
from ...corpora import load_text
from ..records import Exercise, Mistake
from .shared import merge


def _encode_text(text: str, pattern: str) -> list[int]:
    ranks = gpt2_ranks()
    ids: list[int] = []
    for piece in regex.findall(pattern, text):
        parts = [bytes([value]) for value in piece.encode()]
        while True:
            known: dict[int, tuple[bytes, bytes]] = {}
            for first, second in pairwise(parts):
                if first + second in ranks:
                    known[ranks[first + second]] = first, second
            if not known:
                break
            first, second = known[min(known)]
            parts = merge(parts, (first, second), first + second)
        ids += [ranks[part] for part in parts]
    return ids


def _joining(
    join: Callable[[list[bytes]], Sequence[bytes]],
) -> Callable[[str, str], list[int]]:
    """Return an answer that joins the parts of a piece in another way."""

    def answer(text: str, pattern: str) -> list[int]:
        ranks = gpt2_ranks()
        ids: list[int] = []
        for piece in regex.findall(pattern, text):
            parts = [bytes([value]) for value in piece.encode()]
            ids += [ranks[part] for part in join(parts)]
        return ids

    return answer


def _known(parts: Sequence[bytes]) -> list[tuple[bytes, bytes]]:
    """Return the neighbours whose token has a rank, which `_rank` tells."""
    return [pair for pair in pairwise(parts) if pair[0] + pair[1] in gpt2_ranks()]


def _rank(pair: tuple[bytes, bytes]) -> int:
    return gpt2_ranks()[b"".join(pair)]


def _choosing(
    choice: Callable[[list[tuple[bytes, bytes]]], tuple[bytes, bytes]],
) -> Callable[[str, str], list[int]]:
    """Return an answer that joins another pair than that of the lowest rank."""

    def join(parts: list[bytes]) -> list[bytes]:
        while known := _known(parts):
            pair = choice(known)
            parts = merge(parts, pair, b"".join(pair))
        return parts

    return _joining(join)


def _rank_for_token(parts: list[Any]) -> list[Any]:
    while known := _known(parts):
        pair = min(known, key=_rank)
        parts = merge(parts, pair, _rank(pair))
    return parts


@cache
def _story_ranks() -> dict[bytes, int]:
    return dict(train(load_text("story"), 1_000).ranks)


def _by_other_ranks(parts: list[bytes]) -> list[bytes]:
    other = _story_ranks()
    while known := [pair for pair in pairwise(parts) if b"".join(pair) in other]:
        pair = min(known, key=lambda pair: other[b"".join(pair)])
        parts = merge(parts, pair, b"".join(pair))
    return parts


def _ids_of_each_round(text: str, pattern: str) -> list[int]:
    ids: list[int] = []
    for piece in regex.findall(pattern, text):
        parts = [bytes([value]) for value in piece.encode()]
        while known := _known(parts):
            pair = min(known, key=_rank)
            parts = merge(parts, pair, b"".join(pair))
            ids += [gpt2_ranks()[part] for part in parts]
    return ids


def _one_join(parts: list[bytes]) -> list[bytes]:
    for pair in sorted(_known(parts), key=_rank)[:1]:
        parts = merge(parts, pair, b"".join(pair))
    return parts


def _one_round(parts: list[bytes]) -> list[bytes]:
    for pair in sorted({*_known(parts)}, key=_rank):
        parts = merge(parts, pair, b"".join(pair))
    return parts


def _once_from_the_left(parts: list[bytes]) -> list[bytes]:
    for pair in _known(parts):
        parts = merge(parts, pair, b"".join(pair))
    return parts


def _last_two(parts: list[bytes]) -> list[bytes]:
    """Join first and second as the loop over the neighbours leaves them."""
    while _known(parts):
        pair = parts[-2], parts[-1]
        parts = merge(parts, pair, b"".join(pair))
    return parts


def _last_two_for_token(parts: list[bytes]) -> list[bytes]:
    """Put first and second, as that loop leaves them, for the pair of lowest rank."""
    while known := _known(parts):
        parts = merge(parts, min(known, key=_rank), parts[-2] + parts[-1])
    return parts


def _again(
    join: Callable[[list[bytes]], list[bytes]],
) -> Callable[[list[bytes]], list[bytes]]:
    """Return what makes a way of joining again, as long as a pair has a rank."""

    def joined(parts: list[bytes]) -> list[bytes]:
        while _known(parts):
            parts = join(parts)
        return parts

    return joined


def _while_looking(parts: list[bytes]) -> list[bytes]:
    """Join the pair of the lowest rank so far, before all have been looked at."""
    found: list[tuple[bytes, bytes]] = []
    for pair in _known(parts):
        found.append(pair)
        best = min(found, key=_rank)
        parts = merge(parts, best, b"".join(best))
    return parts


def _up_to_an_unknown(parts: list[bytes]) -> list[bytes]:
    """Look for pairs only as far as the first that has no rank."""
    while True:
        known = list(
            takewhile(lambda pair: b"".join(pair) in gpt2_ranks(), pairwise(parts))
        )
        if not known:
            return parts
        pair = min(known, key=_rank)
        parts = merge(parts, pair, b"".join(pair))


def _last_place(parts: list[bytes]) -> list[bytes]:
    """Join one pair at a time, of equal ranks the last."""
    while known := [b"".join(pair) for pair in pairwise(parts)]:
        ranks = gpt2_ranks()
        best = min(ranks.get(token, len(ranks)) for token in known)
        places = [i for i, token in enumerate(known) if ranks.get(token) == best]
        if not places:
            break
        parts[places[-1] : places[-1] + 2] = [known[places[-1]]]
    return parts


def _all_to_one(parts: list[bytes]) -> list[bytes]:
    """Join also what has no rank together, so that an unknown piece is an error."""
    return [b"".join(parts)] if parts else []


def _unknown_first(parts: list[bytes]) -> list[bytes]:
    """Take a pair without a rank for the first, and end there."""
    while pairs := list(pairwise(parts)):
        if known := _known(parts):
            pair = min(known, key=_rank)
        if len(known) < len(pairs):
            break
        parts = merge(parts, pair, b"".join(pair))
    return parts


def _where_the_first_stands(parts: list[bytes]) -> list[bytes]:
    while known := _known(parts):
        first, second = min(known, key=_rank)
        place = parts.index(first)
        parts[place : place + 2] = [first + second]
    return parts


def _parts_of_the_first(text: str, pattern: str) -> list[Any]:
    pieces = regex.findall(pattern, text)
    return _tokens_of_ranks("".join(pieces[:1]), r"(?s).+")


def _below_the_loop(text: str, pattern: str) -> list[int]:
    if not text:
        raise UnboundLocalError  # there was no piece, so there are no parts
    return _last_piece(text, pattern)


def _longest(parts: list[bytes]) -> list[bytes]:
    rest, found = b"".join(parts), []
    while rest:
        size = max(n for n in range(1, len(rest) + 1) if rest[:n] in gpt2_ranks())
        found.append(rest[:size])
        rest = rest[size:]
    return found


def _leftmost(parts: list[bytes]) -> list[bytes]:
    place = 0
    while place < len(parts) - 1:
        if parts[place] + parts[place + 1] in gpt2_ranks():
            parts[place : place + 2] = [parts[place] + parts[place + 1]]
            place = 0
        else:
            place += 1
    return parts


def _tokens_of_ranks(text: str, pattern: str) -> list[bytes]:
    token_of = {rank: token for token, rank in gpt2_ranks().items()}
    return [token_of[index] for index in _encode_text(text, pattern)]


def _last_piece(text: str, pattern: str) -> list[int]:
    pieces = regex.findall(pattern, text)
    return _encode_text("".join(pieces[-1:]), pattern)


def _ranks_of_bytes(text: str, pattern: str) -> list[int]:
    ranks = gpt2_ranks()
    return [ranks[bytes([value])] for value in text.encode()]


def _bytes_of_text(text: str, pattern: str) -> list[int]:
    return list(text.encode())


def _gpt2_cases(rng: random.Random) -> list[tuple[str, str]]:
    texts = [
        "",
        "egg",
        "Akwirw ier",
        "otherworldly",
        "How many r are in strawberry?",
        "1234567 + 1",
        "It's naïve.\n\n  Zoë",
        "  tea \n",
        "banananana",
        "नींद 👍🏽",
        "ill lllll",
        " ".join(rng.sample(_ODD_WORDS, k=4)),
    ]
    return [*((text, GPT2_PATTERN) for text in texts), ("tea-cup, tea", r"\S+|\s+")]


_ODD_WORDS = (
    *("committee", "someunknownPlace", "Alvazska", "terracesof", "unbelievable"),
    *("abcabcabc", "underwhelmed", "baga", "tokenization", "sunlit"),
)


EXERCISE = Exercise(
    name="04.gpt2",
    task="In each piece join the two neighbours whose token has the lowest rank, and "
    "again, until no two neighbours together have a rank.",
    starter="def encode_text(text, pattern):\n"
    "    ids = []\n"
    "    for piece in regex.findall(pattern, text):\n"
    "        parts = [bytes([value]) for value in piece.encode()]\n"
    "        # your code: join parts until no two neighbours have a rank\n"
    "        ids += [gpt2.ranks[part] for part in parts]\n"
    "    return ids\n",
    hints=(
        "A loop that has no fixed number of rounds: while True, with a break when no "
        "two neighbours have a rank.",
        "Each round begins as in the cell above the task, with an empty known: a "
        "dictionary from rank to pair. known[min(known)] is the pair to join.",
        "After first, second = known[min(known)] the new token is first + second. "
        "merge of step 2 works with bytes too: merge(parts, (first, second), …).",
    ),
    solution=_encode_text,
    cases=_gpt2_cases,
    lesson="With GPT-2's pattern and ranks these are the IDs that GPT-2 reads. You "
    "have built its tokenizer.",
    mistakes=(
        Mistake(
            "You took the longest token that fits, from the left. The lowest rank "
            "decides, wherever in the piece it is.",
            _joining(_longest),
        ),
        Mistake(
            "You joined the first pair that has a rank. The lowest rank decides, "
            "since it was learned first.",
            _joining(_leftmost),
        ),
        Mistake(
            "You joined the most frequent pair that has a rank. That is how training "
            "chooses; here the order learned is given: the lowest rank goes first.",
            _choosing(lambda known: max(known, key=known.count)),
        ),
        *(
            Mistake(
                "You went through the pairs from the left, and joined each that has a "
                "rank. The lowest rank goes first; then look again, since the join has "
                "made new neighbours.",
                _joining(join),
            )
            for join in (_once_from_the_left, _again(_once_from_the_left))
        ),
        Mistake(
            "You join while you are still looking. Look at all neighbours; then, below "
            "that loop, join those of the lowest rank.",
            _joining(_again(_while_looking)),
        ),
        Mistake(
            "You stop looking at the first two neighbours without a rank. Further to "
            "the right others may have one: no else, and no break in the for loop.",
            _joining(_up_to_an_unknown),
        ),
        Mistake(
            "Where the lowest rank stands in several places you took the last. Go from "
            "the left: is there a <= that should be <?",
            _joining(_last_place),
        ),
        Mistake(
            "A part has no rank. Do you join neighbours that together have none, as a "
            "second argument of .get lets you?",
            _joining(_all_to_one),
        ),
        Mistake(
            "You stop where two neighbours have no rank, as if .get gave 0 for them. "
            "Leave them out before you take the min.",
            _joining(_unknown_first),
        ),
        Mistake(
            "You joined where the first of the two parts stands, whatever comes behind "
            "it: parts.index(first) may be the place of another pair.",
            _joining(_where_the_first_stands),
        ),
        Mistake(
            "You return the parts of the first piece. break leaves the while loop; "
            "return ends the whole function.",
            _parts_of_the_first,
        ),
        Mistake(
            "You put the rank, or the pair, among the parts. The parts are bytes until "
            "the end: what takes the place of the two is first + second.",
            _joining(_rank_for_token),
        ),
        Mistake(
            "You joined by the ranks, or merges, of another tokenizer: look for the "
            "known pairs in gpt2.ranks too.",
            _joining(_by_other_ranks),
        ),
        Mistake(
            "You add the IDs of a piece in every round. Add them once, when the piece "
            "is done: further to the left, below the loop.",
            _ids_of_each_round,
        ),
        Mistake(
            "It returns an empty list. Does a return stand where break should, so that "
            "the first piece ends it all?",
            lambda text, pattern: [],
        ),
        Mistake(
            "You joined once in each piece. What came of it has new neighbours: look "
            "again, until no two of them have a rank.",
            _joining(_one_join),
        ),
        Mistake(
            "You collected the pairs once, at the beginning. Each join makes new "
            "neighbours: look for the lowest rank anew after every one.",
            _joining(_one_round),
        ),
        Mistake(
            "In each round you joined all pairs that have a rank. Each join makes new "
            "neighbours: look for the lowest rank anew after every one.",
            _joining(_again(_one_round)),
        ),
        Mistake(
            "You joined the pair with the highest rank; the lowest was learned first.",
            _choosing(lambda known: max(known, key=_rank)),
        ),
        Mistake(
            "You joined the last two parts: that is what first and second hold when "
            "the loop has ended. Before you join: first, second = known[min(known)].",
            _joining(_last_two),
        ),
        Mistake(
            "You found the right pair, but put another token in its place: first and "
            "second still hold the last two parts. Before you join: first, second = "
            "known[min(known)].",
            _joining(_last_two_for_token),
        ),
        Mistake(
            "You joined the last pair that has a rank. The lowest rank decides, since "
            "it was learned first.",
            _choosing(lambda known: known[-1]),
        ),
        Mistake(
            "You took the smallest pair of bytes, which is the first in the alphabet. "
            "The lowest rank decides: known[min(known)], not min(known.values()).",
            _choosing(min),
        ),
        Mistake(
            "You did not cut the text with the pattern that you are given, so "
            "merges reach over its borders.",
            lambda text, pattern: _encode_text(text, r"(?s).+"),
        ),
        Mistake(
            "Only the last piece is left. ids += … adds to the list; ids = … begins "
            "a new one.",
            _last_piece,
        ),
        Mistake(
            "Only the last piece is left. The line ids += … stands below the for loop; "
            "it belongs into it, further to the right.",
            _below_the_loop,
        ),
        Mistake(
            "You returned the tokens: look up the rank of each, that is its ID.",
            _tokens_of_ranks,
        ),
        Mistake(
            "You joined nothing: each piece is still single bytes. Is known filled "
            "before the while loop asks for it, and from parts? And gpt2.ranks holds "
            "tokens, not pairs: ask for first + second.",
            _ranks_of_bytes,
        ),
        Mistake(
            "You returned bytes. GPT-2's IDs are its ranks, also for a single "
            "byte: gpt2.ranks[b'a'] is not 97.",
            _bytes_of_text,
        ),
    ),
)
