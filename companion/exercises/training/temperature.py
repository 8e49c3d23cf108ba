"""Exercise 09.temperature."""

from __future__ import annotations

import math
import random
from collections.abc import Callable

from ..records import Exercise, Mistake


def _tempered(chances: list[float], temperature: float) -> list[float]:
    largest = max(chances)
    powers = [(chance / largest) ** (1 / temperature) for chance in chances]
    total = sum(powers)
    return [power / total for power in powers]


def _softmax(scores: list[float]) -> list[float]:
    powers = [math.exp(score) for score in scores]
    return [power / sum(powers) for power in powers]


def _tempered_as_scores(chances: list[float], temperature: float) -> list[float]:
    return _softmax([chance / temperature for chance in chances])


def _tempered_as_scores_upside_down(
    chances: list[float], temperature: float
) -> list[float]:
    return _softmax([chance * temperature for chance in chances])


def _tempered_as_scores_unfinished(
    chances: list[float], temperature: float
) -> list[float]:
    return [math.exp(chance / temperature) for chance in chances]


def _tempered_by_division(chances: list[float], temperature: float) -> list[float]:
    powers = [chance / temperature for chance in chances]
    return [power / sum(powers) for power in powers]


def _tempered_upside_down(chances: list[float], temperature: float) -> list[float]:
    return _tempered(chances, 1 / temperature)


def _tempered_unfinished(chances: list[float], temperature: float) -> list[float]:
    return [chance ** (1 / temperature) for chance in chances]


def _tempered_divided(chances: list[float], temperature: float) -> list[float]:
    return [chance / temperature for chance in chances]


def _tempered_multiplied(chances: list[float], temperature: float) -> list[float]:
    return [chance * temperature for chance in chances]


def _tempered_with_logit_0(chances: list[float], temperature: float) -> list[float]:
    return _softmax([math.log(chance or 1) / temperature for chance in chances])


def _tempered_by_logs_of_one_more(
    chances: list[float], temperature: float
) -> list[float]:
    return _softmax([math.log(chance + 1) / temperature for chance in chances])


def _tempered_from(
    least: float,
) -> Callable[[list[float], float], list[float]]:
    """Return an answer that puts a small number in the place of a chance of 0."""

    def tempered(chances: list[float], temperature: float) -> list[float]:
        return _tempered([chance or least for chance in chances], temperature)

    return tempered


def _tempered_without_zeros(chances: list[float], temperature: float) -> list[float]:
    return _tempered([chance for chance in chances if chance], temperature)


def _odds(chance: float, temperature: float) -> float:
    odds: float = (chance / (1 - chance)) ** (1 / temperature)
    return odds


def _tempered_by_odds(chances: list[float], temperature: float) -> list[float]:
    odds = [_odds(chance, temperature) for chance in chances]
    return [each / sum(odds) for each in odds]


def _tempered_by_sigmoids(chances: list[float], temperature: float) -> list[float]:
    odds = [_odds(chance, temperature) for chance in chances]
    return [each / (1 + each) for each in odds]


def _tempered_by_logs(chances: list[float], temperature: float) -> list[float]:
    """Fail, as a learner's answer does, at a chance of 0."""
    return _softmax([math.log(chance) / temperature for chance in chances])


def _tempered_with_the_wrong_sign(
    chances: list[float], temperature: float
) -> list[float]:
    powers = [p ** (-1 / temperature) if p else 0.0 for p in chances]
    return [power / sum(powers) for power in powers]


def _tempered_by_a_growing_sum(chances: list[float], temperature: float) -> list[float]:
    powers = [chance ** (1 / temperature) for chance in chances]
    return [p / sum(powers[: place + 1]) for place, p in enumerate(powers)]


def _tempered_by_a_changing_sum(
    chances: list[float], temperature: float
) -> list[float]:
    powers = [chance ** (1 / temperature) for chance in chances]
    for place in range(len(powers)):
        powers[place] /= sum(powers)
    return powers


def _tempered_unfinished_by_logs(
    chances: list[float], temperature: float
) -> list[float]:
    return [math.exp(math.log(chance) / temperature) for chance in chances]


def _tempered_upside_down_by_logs(
    chances: list[float], temperature: float
) -> list[float]:
    return _softmax([math.log(chance) * temperature for chance in chances])


def _tempered_upside_down_unfinished(
    chances: list[float], temperature: float
) -> list[float]:
    return [chance**temperature for chance in chances]


def _logits_alone(chances: list[float], temperature: float) -> list[float]:
    return [math.log(chance) / temperature for chance in chances]


def _log(chance: float) -> float:
    """Return the logarithm as numpy and torch do: of 0 it is minus infinity."""
    return math.log(chance) if chance else -math.inf


def _logits_of_arrays_alone(chances: list[float], temperature: float) -> list[float]:
    return [_log(chance) / temperature for chance in chances]


def _logits_over_their_sum(chances: list[float], temperature: float) -> list[float]:
    logits = _logits_alone(chances, temperature)
    return [logit / sum(logits) for logit in logits]


def _logits_of_arrays_over_their_sum(
    chances: list[float], temperature: float
) -> list[float]:
    logits = _logits_of_arrays_alone(chances, temperature)
    return [logit / sum(logits) for logit in logits]


def _tempered_by_the_largest(chances: list[float], temperature: float) -> list[float]:
    powers = [chance ** (1 / temperature) for chance in chances]
    return [power / max(powers) for power in powers]


def _logs_of_the_answer(chances: list[float], temperature: float) -> list[float]:
    return [_log(chance) for chance in _tempered(chances, temperature)]


def _in_base(base: float) -> Callable[[list[float], float], list[float]]:
    """Return an answer with logarithms of this base, but the exponential of e."""

    def tempered(chances: list[float], temperature: float) -> list[float]:
        return _softmax([_log(p) / math.log(base) / temperature for p in chances])

    return tempered


def _tempered_by_the_length(chances: list[float], temperature: float) -> list[float]:
    return [chance ** (1 / temperature) / len(chances) for chance in chances]


def _softmax_of_powers(chances: list[float], temperature: float) -> list[float]:
    return _softmax([chance ** (1 / temperature) for chance in chances])


def _tempered_by_whole_powers(chances: list[float], temperature: float) -> list[float]:
    powers = [chance ** (1 // temperature) for chance in chances]
    return [power / sum(powers) for power in powers]


def _tempered_and_a_softmax(chances: list[float], temperature: float) -> list[float]:
    return _softmax(_tempered(chances, temperature))


def _softmax_then_divided(chances: list[float], temperature: float) -> list[float]:
    return [chance / temperature for chance in _softmax(chances)]


def _tempered_cases(rng: random.Random) -> list[tuple[list[float], float]]:
    drawn = [rng.randint(1, 9) for _ in range(4)]
    return [
        ([0.6, 0.3, 0.1], 0.5),
        ([0.6, 0.3, 0.1], 2.0),
        ([0.5, 0.5, 0.0], 0.25),
        ([0.7, 0.0, 0.3], 1.25),
        ([0.5, 0.5, 0.0], 8.0),  # the eighth root of very little is not little
        ([number / sum(drawn) for number in drawn], 0.8),
    ]


EXERCISE = Exercise(
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
    "1 / temperature. At 0.5 they are squared: the likely gain, the unlikely lose. "
    "Close to 0 every power would round to 0, and their sum with them; so our "
    "solution first divides all chances by the largest, as a safe softmax subtracts "
    "the largest logit.",
    mistakes=(
        Mistake(
            "You treated the chances as logits. They have been through a softmax "
            "already.",
            _tempered_as_scores,
        ),
        Mistake(
            "You treated the chances as logits; they have been through a softmax "
            "already. And it is division by the temperature that makes the likely "
            "likelier below 1.",
            _tempered_as_scores_upside_down,
        ),
        Mistake(
            "You treated the chances as logits; they have been through a softmax "
            "already. And chances must add up to 1: divide by their sum.",
            _tempered_as_scores_unfinished,
        ),
        Mistake(
            "Nothing has changed. To divide every chance by the temperature, or to "
            "subtract it from every logit, does nothing that dividing by the sum does "
            "not undo: it is the logits that are divided. (Did you write p ** 1 / t? "
            "That is p / t; the power is p ** (1 / t).)",
            _tempered_by_division,
        ),
        Mistake(
            "The wrong way round: below 1 the likely must become likelier.",
            _tempered_upside_down,
        ),
        Mistake(
            "Two things: below 1 the likely must become likelier, and yours do the "
            "reverse; and chances must add up to 1, so divide by their sum.",
            _tempered_upside_down_unfinished,
        ),
        Mistake(
            "The wrong way round: below 1 the likely must become likelier, so divide "
            "the logits. And a chance may be 0, which has no logarithm.",
            _tempered_upside_down_by_logs,
        ),
        Mistake(
            "The chances do not add up to 1: divide by the sum of the new ones.",
            _tempered_unfinished,
        ),
        Mistake(
            "The chances do not add up to 1: divide by their sum, not by how many "
            "there are.",
            _tempered_by_the_length,
        ),
        Mistake(
            "Your sum still grows while you divide by it. First add up all the new "
            "ones, then divide each by their sum.",
            _tempered_by_a_growing_sum,
        ),
        Mistake(
            "Your sum changes while you divide by it, since some of its numbers have "
            "been divided already. Add up once, before the loop.",
            _tempered_by_a_changing_sum,
        ),
        Mistake(
            "The least likely has become the likeliest: a logit is the logarithm of "
            "the chance, without a minus.",
            _tempered_with_the_wrong_sign,
        ),
        Mistake(
            "log2 is undone by 2 ** x, not by exp. Take the natural logarithm, log.",
            _in_base(2),
        ),
        Mistake(
            "log10 is undone by 10 ** x, not by exp. Take the natural logarithm, log.",
            _in_base(10),
        ),
        Mistake(
            "The chances do not add up to 1: divide by their sum. And a chance may be "
            "0, which has no logarithm.",
            _tempered_unfinished_by_logs,
        ),
        Mistake(
            "These are the new logits; a logit is no chance. Take the exponential of "
            "each, then divide by their sum. And a chance may be 0, which has no "
            "logarithm.",
            _logits_alone,
        ),
        Mistake(
            "These are the new logits; a logit is no chance. Take the exponential of "
            "each, then divide by their sum.",
            _logits_of_arrays_alone,
        ),
        Mistake(
            "You divided the logits by their sum, which undoes the temperature. First "
            "take the exponential of each. And a chance may be 0, which has no "
            "logarithm.",
            _logits_over_their_sum,
        ),
        Mistake(
            "You divided the logits by their sum, which undoes the temperature. First "
            "take the exponential of each.",
            _logits_of_arrays_over_their_sum,
        ),
        Mistake(
            "You took a softmax of the powers. They are no logits: to divide them by "
            "their sum is enough.",
            _softmax_of_powers,
        ),
        Mistake(
            "1 // t leaves no fraction: at 2 it is 0, and every chance becomes the "
            "same. Write 1 / t.",
            _tempered_by_whole_powers,
        ),
        Mistake(
            "You took a softmax of the right chances. They add up to 1 already: return "
            "them as they are.",
            _tempered_and_a_softmax,
        ),
        Mistake(
            "You took a softmax of the chances, which have been through one already, "
            "and divided after it. Divide the logits, then take the softmax.",
            _softmax_then_divided,
        ),
        Mistake(
            "You divided the chances by the temperature. It is the logits that are "
            "divided; and chances must add up to 1. (Did you write p ** 1 / t? That "
            "is p / t; the power is p ** (1 / t).)",
            _tempered_divided,
        ),
        Mistake(
            "You multiplied the chances by the temperature. It is the logits that are "
            "divided; and chances must add up to 1.",
            _tempered_multiplied,
        ),
        Mistake(
            "You gave a chance of 0 the logit 0, but the exponential of 0 is 1. A "
            "chance of 0 stays 0.",
            _tempered_with_logit_0,
        ),
        *(
            Mistake(
                "You put a small number in the place of a chance of 0. It is not 0 any "
                "more when it has been raised to a power: 0 stays 0.",
                _tempered_from(least),
            )
            for least in (
                *(10.0**-places for places in (*range(1, 21), 24, 30)),
                2.0**-52,  # epsilon of Python's floats
                2.0**-23,  # and of torch's
            )
        ),
        Mistake(
            "You took the logarithm of the chance plus 1. The logit is log(p) as it "
            "is; for a chance of 0 take a power instead: 0 stays 0.",
            _tempered_by_logs_of_one_more,
        ),
        Mistake(
            "You left out the tokens whose chance is 0. Keep their places: 0 stays 0.",
            _tempered_without_zeros,
        ),
        Mistake(
            "log(p / (1 - p)) undoes a sigmoid, for a choice between two. What undoes "
            "a softmax is log(p).",
            _tempered_by_odds,
        ),
        Mistake(
            "log(p / (1 - p)) and a sigmoid are for a choice between two. Here many "
            "share the chances: log(p) and a softmax.",
            _tempered_by_sigmoids,
        ),
        Mistake(
            "A chance may be 0, and 0 has no logarithm. Can you do it with a power "
            "instead?",
            _tempered_by_logs,
        ),
        Mistake(
            "You divided by the largest power. Divide by the sum of all, so that they "
            "add up to 1.",
            _tempered_by_the_largest,
        ),
        Mistake(
            "These are the logarithms of the right chances. Return the chances: "
            "softmax, not log_softmax.",
            _logs_of_the_answer,
        ),
    ),
)
