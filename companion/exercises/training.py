"""Exercises of notebook 09: writing on, blending counts, weights, temperature."""

from __future__ import annotations

import functools
import math
import random
from collections import Counter
from collections.abc import Callable, Sequence
from itertools import pairwise

from ..byte_pair_encoding import train
from ..corpora import load_articles
from .records import Challenge, Exercise, Mistake

Follows = dict[tuple[int, int], int]
Chance = Callable[[list[int], int], float]


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


def _blend(counts: list[int], shorter: list[float]) -> list[float]:
    total = sum(counts)
    kinds = sum(count > 0 for count in counts)
    if total == 0:
        return shorter
    return [
        (count + kinds * chance) / (total + kinds)
        for count, chance in zip(counts, shorter, strict=True)
    ]


def _blend_by_kinds_alone(counts: list[int], shorter: list[float]) -> list[float]:
    """Fail, as a learner's answer does, where nothing was counted."""
    total, kinds = sum(counts), sum(count > 0 for count in counts)
    return [
        (count + kinds * chance) / (total + kinds)
        for count, chance in zip(counts, shorter, strict=True)
    ]


def _counts_alone(counts: list[int], shorter: list[float]) -> list[float]:
    total = sum(counts)
    return [count / total for count in counts] if total else list(shorter)


def _blend_half(counts: list[int], shorter: list[float]) -> list[float]:
    alone = _counts_alone(counts, shorter)
    return [(a + b) / 2 for a, b in zip(alone, shorter, strict=True)]


def _blend_where_unseen(counts: list[int], shorter: list[float]) -> list[float]:
    total, kinds = sum(counts), sum(count > 0 for count in counts)
    return [
        (count if count else kinds * chance) / (total + kinds) if total else chance
        for count, chance in zip(counts, shorter, strict=True)
    ]


def _blend_with_all_kinds(counts: list[int], shorter: list[float]) -> list[float]:
    total, kinds = sum(counts), len(counts)
    return [
        (count + kinds * chance) / (total + kinds)
        for count, chance in zip(counts, shorter, strict=True)
    ]


def _blend_undivided(counts: list[int], shorter: list[float]) -> list[float]:
    total, kinds = sum(counts), sum(count > 0 for count in counts)
    return [
        (count + kinds * chance) / total if total else chance
        for count, chance in zip(counts, shorter, strict=True)
    ]


def _blend_unweighted(counts: list[int], shorter: list[float]) -> list[float]:
    total, kinds = sum(counts), sum(count > 0 for count in counts)
    return [
        (count + chance) / (total + kinds) if total else chance
        for count, chance in zip(counts, shorter, strict=True)
    ]


def _blend_cases(rng: random.Random) -> list[tuple[list[int], list[float]]]:
    return [
        ([3, 1, 0, 0], [0.25, 0.25, 0.25, 0.25]),
        ([0, 0, 0], [0.5, 0.3, 0.2]),
        ([0, 6, 0, 2, 1], [0.4, 0.1, 0.2, 0.2, 0.1]),
        ([rng.randint(0, 9) for _ in range(3)] + [7, 0], [0.1, 0.2, 0.3, 0.1, 0.3]),
    ]


def _n_weights(V: int, D: int, n_layers: int) -> int:  # noqa: N803
    table = V * D
    norm = 2 * D
    attention = (D * 3 * D + 3 * D) + (D * D + D)
    mlp = (D * 4 * D + 4 * D) + (4 * D * D + D)
    layer = norm + attention + norm + mlp
    return table + n_layers * layer + norm + D * V


def _n_weights_without_biases(V: int, D: int, n_layers: int) -> int:  # noqa: N803
    return V * D + n_layers * (12 * D * D + 4 * D) + 2 * D + D * V


def _n_weights_without_norms(V: int, D: int, n_layers: int) -> int:  # noqa: N803
    return V * D + n_layers * (12 * D * D + 9 * D) + D * V


def _n_weights_without_the_last_norm(V: int, D: int, n_layers: int) -> int:  # noqa: N803
    return _n_weights(V, D, n_layers) - 2 * D


def _n_weights_without_head(V: int, D: int, n_layers: int) -> int:  # noqa: N803
    return _n_weights(V, D, n_layers) - D * V


def _n_weights_with_biased_head(V: int, D: int, n_layers: int) -> int:  # noqa: N803
    return _n_weights(V, D, n_layers) + V


def _n_weights_with_one_of_three(V: int, D: int, n_layers: int) -> int:  # noqa: N803
    return _n_weights(V, D, n_layers) - n_layers * (2 * D * D + 2 * D)


def _n_weights_without_out(V: int, D: int, n_layers: int) -> int:  # noqa: N803
    return _n_weights(V, D, n_layers) - n_layers * (D * D + D)


def _n_weights_of_half_norms(V: int, D: int, n_layers: int) -> int:  # noqa: N803
    return _n_weights(V, D, n_layers) - (2 * n_layers + 1) * D


def _n_weights_of_one_norm(V: int, D: int, n_layers: int) -> int:  # noqa: N803
    return _n_weights(V, D, n_layers) - n_layers * 2 * D


def _n_weights_of_one_layer(V: int, D: int, n_layers: int) -> int:  # noqa: N803
    return _n_weights(V, D, 1)


def _n_weights_cases(rng: random.Random) -> list[tuple[int, int, int]]:
    return [
        (10, 4, 1),
        (512, 96, 2),
        (50_257, 768, 12),
        (rng.randint(20, 99), 4 * rng.randint(2, 9), rng.randint(2, 5)),
    ]


def _tempered(chances: list[float], temperature: float) -> list[float]:
    powers = [chance ** (1 / temperature) for chance in chances]
    total = sum(powers)
    return [power / total for power in powers]


def _softmax(scores: list[float]) -> list[float]:
    powers = [math.exp(score) for score in scores]
    return [power / sum(powers) for power in powers]


def _tempered_as_scores(chances: list[float], temperature: float) -> list[float]:
    return _softmax([chance / temperature for chance in chances])


def _tempered_by_division(chances: list[float], temperature: float) -> list[float]:
    powers = [chance / temperature for chance in chances]
    return [power / sum(powers) for power in powers]


def _tempered_upside_down(chances: list[float], temperature: float) -> list[float]:
    return _tempered(chances, 1 / temperature)


def _tempered_unfinished(chances: list[float], temperature: float) -> list[float]:
    return [chance ** (1 / temperature) for chance in chances]


def _tempered_divided(chances: list[float], temperature: float) -> list[float]:
    return [chance / temperature for chance in chances]


def _tempered_by_logs(chances: list[float], temperature: float) -> list[float]:
    """Fail, as a learner's answer does, at a chance of 0."""
    return _softmax([math.log(chance) / temperature for chance in chances])


def _tempered_cases(rng: random.Random) -> list[tuple[list[float], float]]:
    drawn = [rng.randint(1, 9) for _ in range(4)]
    return [
        ([0.6, 0.3, 0.1], 0.5),
        ([0.6, 0.3, 0.1], 2.0),
        ([0.5, 0.5, 0.0], 0.25),
        ([number / sum(drawn) for number in drawn], 0.8),
    ]


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


def _no_chances(learn: Callable[[list[int], int], Chance]) -> str:
    """Say what is wrong with an answer whose chances are none."""
    read, _, n_vocab = challenge_texts()
    chance = learn(list(read[:3000]), n_vocab)
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
    return ""


def _learn_frequencies(ids: list[int], n_vocab: int) -> Chance:
    counts = Counter(ids)

    def chance(context: list[int], token: int) -> float:
        return (counts[token] + 1) / (len(ids) + n_vocab)

    return chance


def learn_counts(
    order: int, *, kneser_ney: bool = False
) -> Callable[[list[int], int], Chance]:
    """Return an answer to the challenge: the companion's counts."""

    def learn(ids: list[int], n_vocab: int) -> Chance:
        from ..training.counting import CountModel

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


EXERCISES = (
    Exercise(
        name="09.write-on",
        task="Find the bug: after every two tokens, follows tells the next one. The "
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
                "The pair is the wrong way round: the token before the last comes "
                "first.",
                _write_the_wrong_way_round,
            ),
            Mistake(
                "You returned the new tokens alone; the prompt belongs in front.",
                lambda follows, ids, n_tokens: _write(follows, ids, n_tokens)[
                    len(ids) :
                ],
            ),
        ),
    ),
    Exercise(
        name="09.blend",
        task="Return the V blended chances: (count + k × shorter) / (n + k). n is "
        "how many tokens were counted, k how many different ones. If nothing was "
        "counted, return the chances of the shorter run.",
        starter="def blend(counts, shorter):\n    # your code\n    ...\n",
        hints=(
            "n = sum(counts). k is how many of the counts are more than 0.",
            "Go through counts and shorter together: for count, chance in "
            "zip(counts, shorter).",
            "Every token gets (count + k * chance) / (n + k), also one whose count is "
            "0. What if n is 0?",
        ),
        solution=_blend,
        cases=_blend_cases,
        lesson="Nothing is impossible any more, and the chances still add up to 1. "
        "Blend a third time, and you have a trigram model.",
        mistakes=(
            Mistake(
                "Where nothing was counted you divide 0 by 0. Then the shorter run is "
                "all there is: return its chances.",
                _blend_by_kinds_alone,
            ),
            Mistake(
                "You used the counts alone. A token that has not followed yet gets the "
                "chance 0, and the first one that does costs an infinite loss.",
                _counts_alone,
            ),
            Mistake(
                "You took the mean of both. How far the shorter run is trusted should "
                "depend on k and n.",
                _blend_half,
            ),
            Mistake(
                "You asked the shorter run only about tokens with a count of 0. Then "
                "the chances add up to less than 1.",
                _blend_where_unseen,
            ),
            Mistake(
                "k is how many different tokens were counted, not how many there are.",
                _blend_with_all_kinds,
            ),
            Mistake(
                "You divided by n alone: the chances add up to more than 1.",
                _blend_undivided,
            ),
            Mistake(
                "You added the chance of the shorter run once; it counts k times.",
                _blend_unweighted,
            ),
        ),
    ),
    Exercise(
        name="09.count-weights",
        task="Return how many weights the model has: E, n_layers blocks of two norms, "
        "attention and MLP, the last norm, and the head.",
        starter="def n_weights(V, D, n_layers):\n    # your code\n    ...\n",
        hints=(
            "nn.Linear(a, b) has a * b weights and b biases; with bias=False none of "
            "these. nn.LayerNorm(D) has D factors and D numbers to add.",
            "A block: norm 2D, qkv D * 3D + 3D, out D * D + D, norm 2D, "
            "MLP D * 4D + 4D and 4D * D + D.",
            "Around the blocks: E has V * D, the last norm 2D, the head D * V.",
        ),
        solution=_n_weights,
        cases=_n_weights_cases,
        lesson="A block has about 12 D²; the tables 2 V D. With 50,257 tokens, D = 768 "
        "and 12 blocks that is 162 million. GPT-2 uses E as its head as well and adds "
        "1,024 positions: the 124 million that it is known for.",
        mistakes=(
            Mistake(
                "The biases are missing: each Linear inside a block has one for each "
                "of its outputs.",
                _n_weights_without_biases,
            ),
            Mistake(
                "The norms are missing: each has 2D numbers.", _n_weights_without_norms
            ),
            Mistake(
                "The last norm, before the head, is missing.",
                _n_weights_without_the_last_norm,
            ),
            Mistake("The head is missing: D * V weights.", _n_weights_without_head),
            Mistake(
                "This head has no biases: it was made with bias=False.",
                _n_weights_with_biased_head,
            ),
            Mistake(
                "qkv makes queries, keys and values: three times as many outputs.",
                _n_weights_with_one_of_three,
            ),
            Mistake(
                "Attention ends with one more layer, out, from D to D.",
                _n_weights_without_out,
            ),
            Mistake(
                "A norm has 2D numbers: D to multiply by and D to add.",
                _n_weights_of_half_norms,
            ),
            Mistake("A block has two norms.", _n_weights_of_one_norm),
            Mistake("You counted one block only.", _n_weights_of_one_layer),
        ),
    ),
    Exercise(
        name="09.temperature",
        task="The logits are gone, only the chances are left. Return the chances at "
        "another temperature.",
        starter="def tempered(chances, temperature):\n    # your code\n    ...\n",
        hints=(
            "Softmax makes chances of logits. Which function leads back?",
            "The logarithm of a chance is its logit, up to a number that is the same "
            "for all. Divide it by the temperature and take the exponential. What is "
            "exp(log(p) / t), written as a power of p?",
            "Raise each chance to the power 1 / temperature, then divide all by their "
            "sum. 0 stays 0.",
        ),
        solution=_tempered,
        cases=_tempered_cases,
        lesson="Dividing logits by the temperature is raising chances to the power "
        "1 / temperature. At 0.5 they are squared: the likely gain, the unlikely lose.",
        mistakes=(
            Mistake(
                "You treated the chances as logits. They have been through a softmax "
                "already.",
                _tempered_as_scores,
            ),
            Mistake(
                "You divided every chance by the same number, and dividing by the sum "
                "undid it: nothing has changed.",
                _tempered_by_division,
            ),
            Mistake(
                "The wrong way round: below 1 the likely must become likelier.",
                _tempered_upside_down,
            ),
            Mistake(
                "The chances do not add up to 1: divide by their sum.",
                _tempered_unfinished,
            ),
            Mistake(
                "You divided the chances by the temperature. It is the logits that are "
                "divided; and chances must add up to 1.",
                _tempered_divided,
            ),
            Mistake(
                "A chance may be 0, and 0 has no logarithm. Can you do it with a power "
                "instead?",
                _tempered_by_logs,
            ),
        ),
    ),
)

CHALLENGE = Challenge(
    name="09.beat-the-model",
    task="Learn from ids, and return a function that tells the chance of a token after "
    "a context, the up to 256 tokens before it. The lower the loss on the unread news, "
    "the better.",
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
        "Runs of five tokens help once the shorter run is trusted more: like 2.5 k "
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
        ("the simple blend, runs of three", 3.032),
        ("Kneser and Ney's blend, runs of five", 2.746),
    ),
    reference=2.708,
    higher_is_better=False,
    validate=_no_chances,
)
