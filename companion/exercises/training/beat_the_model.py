"""Exercise 09.beat-the-model."""

from __future__ import annotations

import functools
import math
import random
from collections import Counter
from collections.abc import Callable, Sequence
from itertools import pairwise

from ...byte_pair_encoding import train
from ...corpora import load_articles
from ..records import Challenge

Chance = Callable[[list[int], int], float]


_SHORTEST = 256  # tokens before a token that an answer to the challenge may see


@functools.cache
def challenge_texts() -> tuple[list[int], list[int], int]:
    """Return the lesson's tokens to learn from, the unread ones, and ``V``.

    The IDs are dealt anew: they carry no meaning, and whoever counts does not notice.
    Whoever knows the unread text by heart would have to decode it first.
    """
    text = "\n".join(load_articles("news"))
    cut = len(text) * 9 // 10
    tokenizer = train(text[:cut], 512)
    new = list(range(tokenizer.n_vocab))
    random.Random(9).shuffle(new)
    read, unread = (
        [new[token] for token in tokenizer.encode(part)]
        for part in (text[:cut], text[cut:])
    )
    return read, unread, tokenizer.n_vocab


def loss_of(chance: Chance, unread: Sequence[int]) -> float:
    """Return the mean loss of an answer to the challenge, in nats a token."""
    total = 0.0
    for place, token in enumerate(unread):
        given = chance(list(unread[max(0, place - _SHORTEST) : place]), token)
        total -= math.log(given) if given > 0 else -math.inf
    return total / len(unread)


def _score(learn: Callable[[list[int], int], Chance]) -> float:
    read, unread, n_vocab = challenge_texts()
    return round(loss_of(learn(list(read), n_vocab), unread), 3)


def _no_function(chance: object, context: list[int], token: int) -> str:
    """Say what came back in the place of a function, or in that of a number."""
    if chance is None:
        return "learn_counts returns nothing: its last line should be return chance."
    if not callable(chance):
        return (
            "learn_counts should return the function itself: return chance, without "
            f"brackets. It returned something of the kind {type(chance).__name__}."
        )
    given = chance(context, token)
    try:
        float(given)
    except (RuntimeError, TypeError, ValueError):
        if given is None:
            return "The function that it returns gives None: it needs a return, too."
        return (
            "The function that it returns should give one number, the chance of this "
            f"token. It gives something of the kind {type(given).__name__}."
        )
    return ""


def _no_chances(learn: Callable[[list[int], int], Chance]) -> str:
    """Say what is wrong with an answer whose chances are none."""
    read, unread, n_vocab = challenge_texts()
    chance = learn(list(read[:3000]), n_vocab)
    if refusal := _no_function(chance, list(read[4000:4005]), read[4005]):
        return refusal
    impossible = False
    for length in (0, 1, 2, 5, _SHORTEST):
        context = list(read[4000 : 4000 + length])
        each = [chance(list(context), token) for token in range(n_vocab)]
        if not all(0 <= number <= 1 for number in each):
            return "A chance lies between 0 and 1; yours do not all."
        if abs(sum(each) - 1) > 1e-3:
            return (
                f"After a context of {length} tokens the chances of all tokens add up "
                f"to {sum(each):.3f}. They must add up to 1, or the loss means nothing."
            )
        impossible = impossible or min(each) == 0
    if impossible and loss_of(learn(list(read), n_vocab), unread) == math.inf:
        return (
            "A token did come whose chance was 0, and -ln(0) is infinite. Where a run "
            "knows nothing of a token, blend in a shorter one, down to 1 / V."
        )
    return ""


def learn_counts(
    order: int, *, kneser_ney: bool = False
) -> Callable[[list[int], int], Chance]:
    """Return an answer to the challenge: the companion's counts."""

    def learn(ids: list[int], n_vocab: int) -> Chance:
        from ...training.counting import CountModel

        return CountModel(ids, n_vocab, order, kneser_ney=kneser_ney).chance

    return learn


def _learn(ids: list[int], n_vocab: int) -> Chance:
    order, discount = 5, 0.8
    # The longest runs count how often they occur. Of shorter ones count how many
    # different tokens stand before them: a new dictionary from the one before.
    followers: list[dict[tuple[int, ...], Counter[int]]] = [{} for _ in range(order)]
    for place in range(order - 1, len(ids)):
        context = tuple(ids[place - order + 1 : place])
        followers[-1].setdefault(context, Counter())[ids[place]] += 1
    for n in range(order - 1, 0, -1):
        for context, counts in followers[n].items():
            shorter = followers[n - 1].setdefault(context[1:], Counter())
            shorter.update(counts.keys())
    totals = [{c: counts.total() for c, counts in table.items()} for table in followers]

    def chance(context: list[int], token: int) -> float:
        found = 1 / n_vocab
        for n in range(min(order, len(context) + 1)):
            ending = tuple(context[len(context) - n :])
            if ending not in followers[n]:
                break
            counts, total = followers[n][ending], totals[n][ending]
            kept = max(counts[token] - discount, 0)
            found = (kept + discount * len(counts) * found) / total
        # What followed the last token in the recent past is likely to do so again.
        recent = [b for a, b in pairwise(context) if a == context[-1]]
        again = (recent.count(token) + found) / (len(recent) + 1)
        return 0.9 * found + 0.1 * again

    return chance


CHALLENGE = Challenge(
    name="09.beat-the-model",
    task="Learn from ids, and return a function that tells the chance of a token after "
    "a context, the up to 256 tokens before it (at first none). The lower the loss on "
    "the unread news, the better.",
    starter=(
        "def learn_counts(ids, V):\n"
        "    counts = Counter(ids)\n\n"
        "    def chance(context, token):\n"
        "        return (counts[token] + 1) / (len(ids) + V)\n\n"
        "    return chance\n"
    ),
    hints=(
        "Use your blend. A dictionary of Counters, followers[context][token], holds "
        "what followed each run of 0, 1, 2, … tokens.",
        "Runs of five tokens help once the shorter run is trusted more: like 4 k "
        "tokens instead of k, for example.",
        "Kneser and Ney take 0.8 from every count and give what they took to the "
        "shorter run. For the shorter runs they don't count how often a token "
        "followed, but after how many different tokens: Francisco is frequent, yet "
        "only after San.",
        "Beyond that: names come back. In the last 256 tokens, what has followed the "
        "last token before? Blend in a tenth of it.",
    ),
    solution=_learn,
    lesson="Counting well is hard to beat with so little text. That is why a model "
    "should be shown beside it, and why models that win have read so much more.",
    score=_score,
    unit="nats a token on unread news",
    baselines=(
        ("how often each token occurs", 5.287),
        ("the simple blend, pairs", 3.781),
        ("the simple blend, runs of four", 2.98),
        ("Kneser and Ney's blend, runs of five", 2.746),
    ),
    reference=2.708,
    higher_is_better=False,
    validate=_no_chances,
)
