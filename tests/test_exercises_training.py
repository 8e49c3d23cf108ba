"""Exercises of notebook 09."""

from __future__ import annotations

import itertools
import math
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterable

import nbformat
import numpy as np
import pytest
import torch

from companion.exercises.challenges import attempt
from companion.exercises.checking import examine
from companion.exercises.records import find
from companion.exercises.solutions import source
from companion.exercises.training.beat_the_model import CHALLENGE, challenge_texts
from companion.training import CountModel
from tools.notebooks import FOLDER

pytestmark = pytest.mark.usefixtures("in_a_thread")

CHANCES = [0.1, 0.6, 0.3, 0.0]


@pytest.mark.parametrize("temperature", [1e-320, 1e-5, 0.001, 1.0, 1e5, 1e300])
def test_the_tempered_chances_of_any_temperature_add_up(temperature: float) -> None:
    found = find("09.temperature").solution(CHANCES, temperature)
    assert sum(found) == pytest.approx(1)
    assert found[1] == max(found)
    assert found[3] == 0
    if temperature <= 0.001:
        assert found == pytest.approx([0, 1, 0, 0])


def test_chances_far_below_1_can_be_tempered() -> None:
    """A vocabulary of many tokens has chances whose powers all round to 0."""
    found = find("09.temperature").solution([3e-5, 1e-5], 0.01)
    assert found == pytest.approx([1, 3**-100.0])


def test_the_tempered_solution_says_why_it_divides_by_the_largest() -> None:
    exercise = find("09.temperature")
    assert "chance / largest" in source(exercise)
    assert "subtracts the largest logit" in exercise.lesson


def softmax(logits: Iterable[float]) -> list[float]:
    powers = [math.exp(each) for each in logits]
    return [power / sum(powers) for power in powers]


def divided_in_place(chances: list[float], temperature: float) -> list[float]:
    powers = [chance ** (1 / temperature) for chance in chances]
    for place, power in enumerate(powers):
        powers[place] = power / sum(powers)
    return powers


LOG_OF_0 = "a chance may be 0, which has no logarithm"


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (lambda p, t: torch.tensor(p).log() / t, "the new logits"),
        (lambda p, t: [math.log(each) / t for each in p], "the new logits"),
        (lambda p, t: [math.log(each) / t for each in p], LOG_OF_0),
        (lambda p, t: [math.exp(math.log(each) / t) for each in p], LOG_OF_0),
        (lambda p, t: torch.tensor(p) ** (1 / t), "do not add up to 1"),
        (lambda p, t: torch.tensor(p) ** t, "Two things"),
        (lambda p, t: (torch.tensor(p) ** (1 / t)).softmax(0), "softmax of the powers"),
        (lambda p, t: p, "Nothing has changed"),
        (
            lambda p, t: [(x / max(p)) ** (1 / t) for x in p],
            "by the largest power",
        ),
        (
            lambda p, t: (torch.tensor(p).log() / t).log_softmax(0),
            "softmax, not log_softmax",
        ),
        (lambda p, t: [x**1 / t / sum(y**1 / t for y in p) for x in p], "Did you"),
        (lambda p, t: [x**1 / t for x in p], "Did you write p ** 1 / t?"),
        (lambda p, t: [x * t for x in p], "multiplied the chances"),
        (
            lambda p, t: [x ** (1 // t) / sum(y ** (1 // t) for y in p) for x in p],
            "leaves no fraction",
        ),
        (
            lambda p, t: (torch.tensor(p).log() / t).softmax(0).softmax(0),
            "add up to 1 already",
        ),
        (lambda p, t: torch.tensor(p).softmax(0) / t, "divided after it"),
        (
            lambda p, t: softmax(math.log(x) / t if x else 0 for x in p),
            "the logit 0",
        ),
        (
            lambda p, t: softmax(math.log(x) / t for x in p if x),
            "Keep their places",
        ),
        (lambda p, t: softmax(math.log(x or 1e-3) / t for x in p), "a small number"),
        (lambda p, t: softmax(math.log(x or 1e-6) / t for x in p), "a small number"),
        (lambda p, t: softmax(math.log(x + 1e-9) / t for x in p), "a small number"),
        (lambda p, t: softmax(math.log(x + 1e-12) / t for x in p), "a small number"),
        (lambda p, t: softmax(math.log(x + 1e-15) / t for x in p), "a small number"),
        (lambda p, t: softmax(math.log(x + 1e-20) / t for x in p), "a small number"),
        (lambda p, t: softmax(math.log(x + 1e-30) / t for x in p), "a small number"),
        *(
            (lambda p, t, e=e: softmax(math.log(x or e) / t for x in p), "a small numb")
            for e in (sys.float_info.epsilon, torch.finfo().eps)
        ),
        (lambda p, t: softmax(math.log(x + 1) / t for x in p), "chance plus 1"),
        (divided_in_place, "Your sum changes while"),
        (lambda p, t: [x ** (1 / t) / sum(p) for x in p], "sum of the new ones"),
        (lambda p, t: [x ** (1 / t) / len(p) for x in p], "how many there are"),
        (lambda p, t: (torch.tensor(p).log2() / t).softmax(0), "undone by 2 ** x"),
        (lambda p, t: (torch.tensor(p).log10() / t).softmax(0), "undone by 10 ** x"),
        (lambda p, t: (torch.tensor(p).logit() / t).softmax(0), "undoes a sigmoid"),
        (lambda p, t: (torch.tensor(p).logit() / t).sigmoid(), "and a sigmoid are"),
        (
            lambda p, t: softmax(math.log(x) - t if x else -math.inf for x in p),
            "or to subtract it from every logit",
        ),
        (
            lambda p, t: softmax(-math.log(x) / t if x else -math.inf for x in p),
            "without a minus",
        ),
        (
            lambda p, t: (
                torch.tensor(p) ** (1 / t) / (torch.tensor(p) ** (1 / t)).cumsum(0)
            ),
            "still grows while you divide",
        ),
    ],
)
def test_a_step_left_out_of_tempering_is_named(
    answer: Callable[[list[float], float], object], told: str
) -> None:
    assert told in examine(find("09.temperature"), answer, seed=0).diagnosis


def unseen_alone(counts: list[int], shorter: list[float]) -> list[float]:
    n, k = sum(counts), sum(c > 0 for c in counts)
    pairs = zip(counts, shorter, strict=True)
    return [c / n if c else k * s / (n + k) for c, s in pairs] if n else shorter


def always_three(counts: list[int], shorter: list[float]) -> list[float]:
    n = sum(counts)
    pairs = zip(counts, shorter, strict=True)
    return [(c + 3 * s) / (n + 3) for c, s in pairs] if n else shorter


def like_one_token(counts: list[int], shorter: list[float]) -> list[float]:
    n = sum(counts)
    pairs = zip(counts, shorter, strict=True)
    return [(c + s) / (n + 1) for c, s in pairs] if n else shorter


Share = Callable[[int, float, int, int], float]
"""A formula of a count, the shorter run's chance, n and k."""


def by(
    share: Share, nothing: Callable[[list[float]], list[float]] = list
) -> Callable[[list[int], list[float]], list[float]]:
    """Return an answer with a formula, and one with what it does without counts."""

    def answer(counts: list[int], shorter: list[float]) -> list[float]:
        n, k = sum(counts), sum(c > 0 for c in counts)
        if not n:
            return nothing(shorter)
        pairs = zip(counts, shorter, strict=True)
        return [share(c, s, n, k) for c, s in pairs]

    return answer


def with_k(k_of: Callable[[list[int]], int]) -> Callable[..., list[float]]:
    """Return an answer that takes something else for k."""

    def answer(counts: list[int], shorter: list[float]) -> list[float]:
        return by(lambda c, s, n, _: (c + k_of(counts) * s) / (n + k_of(counts)))(
            counts, shorter
        )

    return answer


def right(c: int, s: float, n: int, k: int) -> float:
    return (c + k * s) / (n + k)


def all_places(counts: list[int], shorter: list[float]) -> list[float]:
    return by(lambda c, s, n, k: (c + k * s) / (n + k + len(counts)))(counts, shorter)


def growing_k(counts: list[int], shorter: list[float]) -> list[float]:
    k, found = 0, []
    for c, s in zip(counts, shorter, strict=True):
        if c > 0:
            k += 1
        found.append(right(c, s, sum(counts), k) if sum(counts) else s)
    return found


def unseen_share_all(counts: list[int], shorter: list[float]) -> list[float]:
    unseen = sum(s for c, s in zip(counts, shorter, strict=True) if c == 0)
    return by(lambda c, s, n, k: (c if c else k * s / unseen) / (n + k))(
        counts, shorter
    )


def counted_alone(counts: list[int], shorter: list[float]) -> list[float]:
    blended = by(right)(counts, shorter)
    kept = [b for b, c in zip(blended, counts, strict=True) if c]
    return kept if any(counts) else shorter


def test_one_kind_that_followed_is_no_reason_to_ask_the_shorter_run_alone() -> None:
    def answer(counts: list[int], shorter: list[float]) -> list[float]:
        return by(right)(counts, shorter) if sum(map(bool, counts)) > 1 else shorter

    assert examine(find("09.blend"), answer, seed=0).outcome == "wrong"


@pytest.mark.parametrize("seed", range(12))
def test_counts_that_are_alike_count_twice_whatever_is_drawn(seed: int) -> None:
    answer = with_k(lambda c: len(set(c) - {0}))
    assert examine(find("09.blend"), answer, seed=seed).outcome == "wrong"


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (unseen_alone, "the others kept all"),
        (always_three, "You took 3 for k"),
        (like_one_token, "like one token"),
        (by(right, lambda s: [0] * len(s)), "every token the chance 0"),
        (by(right, lambda s: [1 / len(s)] * len(s)), "every token 1 / V"),
        (
            lambda c, s: [(x + 3 * y) / 25 for x, y in zip(c, s, strict=True)],
            "from the example",
        ),
        (with_k(lambda c: sum(x > 1 for x in c)), "counted more than once"),
        (with_k(max), "the largest count"),
        (with_k(sum), "as if k were n"),
        (lambda c, s: s if 0 in c else by(right)(c, s), "as soon as one count was 0"),
        (with_k(lambda c: c.count(0)), "did not follow"),
        (by(lambda c, s, n, k: (c + 4 * k * s) / (n + 4 * k)), "like 4 k"),
        (all_places, "by V as well"),
        (by(lambda c, s, n, k: c + k * s / (n + k)), "only the second part"),
        (by(lambda c, s, n, k: (c + k * s) / n + k), "ends at n"),
        (by(lambda c, s, n, k: c / n + k * s), "by nothing"),
        (by(lambda c, s, n, k: c + k * s / n + k), "only the middle part"),
        (by(lambda c, s, n, k: c / n + k * s / (n + k)), "the count by n alone"),
        (by(lambda c, s, n, k: (k * c + s) / (n + k)), "the count k times"),
        (by(lambda c, s, n, k: (n * c + k * s) / (n + k)), "multiplied the count by n"),
        (with_k(lambda c: len(set(c) - {0})), "how many different counts"),
        (by(lambda c, s, n, k: (c + k * s) // (n + k)), "Divide with /"),
        (growing_k, "before the loop"),
        (by(lambda c, s, n, k: (c + k) / (n + k)), "added k as it is"),
        (lambda c, s: [(x + 1) / (sum(c) + len(c)) for x in c], "1 to every count"),
        (by(lambda c, s, n, k: right(c, s, n, k) if c else s), "like the others"),
        (by(lambda c, s, n, k: c / (n + k) if c else s), "asked it nowhere else"),
        (unseen_share_all, "among those tokens alone"),
        (
            lambda c, s: by(right)(c, [s[c.index(x)] for x in c]) if any(c) else s,
            "first token with the same count",
        ),
        (by(lambda c, s, n, k: (c / n + k * s) / (1 + k)), "count like one token"),
        (by(lambda c, s, n, k: (c / n + k * s) / (n + k)), "by n + k once more"),
        (by(lambda c, s, n, k: c / n * s), "multiplied both chances"),
        (by(lambda c, s, n, k: (c + k * s) / (n + k + k)), "k to n twice"),
        (counted_alone, "left out the tokens"),
        (by(lambda c, s, n, k: c / (n + k)), "left out what the shorter run gives"),
        (
            lambda c, s: by(right)(c, [1 / len(s)] * len(s)) if any(c) else s,
            "out evenly",
        ),
    ],
)
def test_a_blend_that_trusts_the_shorter_run_wrongly_is_told_so(
    answer: Callable[[list[int], list[float]], list[float]], told: str
) -> None:
    assert told in examine(find("09.blend"), answer, seed=0).diagnosis


@pytest.mark.slow
def test_no_ready_made_line_meets_the_goal_of_the_challenge() -> None:
    """The goal is stated in the lesson; our own solution is under it."""
    cells = nbformat.read(FOLDER / "09_training.ipynb", 4).cells
    (stated,) = [c.source for c in cells if c.source.count("## Challenge")]
    goal = float(re.findall(r"get under ([\d.]+\d)", stated)[0])
    read, unread, n_vocab = challenge_texts()
    clever = [
        CountModel(read, n_vocab, n, kneser_ney=True).loss(unread) for n in (5, 6)
    ]
    assert f"{clever[0]:.3f}" in stated
    assert min(clever) > goal + 0.01
    assert f"{CHALLENGE.reference:.3f}" in stated
    assert CHALLENGE.reference < goal - 0.01


Model = Callable[[list[int]], list[int]]


def changed_answers(model: Model, ids: list[int], place: int) -> list[int]:
    """Return which answers change when a token does."""
    other = [*ids[:place], ids[place] + 1, *ids[place + 1 :]]
    pairs = zip(model(ids), model(other), strict=True)
    return [here for here, (old, new) in enumerate(pairs) if old != new]


def only_the_one_before(model: Model, ids: list[int]) -> int:
    found = [p for p in range(len(ids)) if p - 1 in changed_answers(model, ids, p)]
    return 1 if found else 0


def the_first_answer_alone(model: Model, ids: list[int]) -> int:
    found = [
        place for place in range(len(ids)) if 0 in changed_answers(model, ids, place)
    ]
    return max(found)


def neighbours_counted(model: Model, ids: list[int]) -> int:
    return sum(p - 1 in changed_answers(model, ids, p) for p in range(1, len(ids)))


def the_wrong_way_round(model: Model, ids: list[int]) -> int:
    furthest = 0
    for place in range(len(ids)):
        for here in changed_answers(model, ids, place):
            if here < place:
                furthest = max(furthest, here - place)
    return furthest


def one_token_added(model: Model, ids: list[int]) -> int:
    pairs = enumerate(zip(model(ids), model([*ids, 7]), strict=False))
    return max((len(ids) - here for here, (old, new) in pairs if old != new), default=0)


def one_token_less(model: Model, ids: list[int]) -> int:
    return max(
        place - here
        for place in range(len(ids) + 1)
        for here, new in enumerate([*model(ids[:place]), None])
        if here == place or new != model(ids)[here]
    )


def furthest(
    model: Model,
    ids: list[int],
    *,
    token: Callable[[int], int] = lambda place: 99,
    first: int = 0,
    last: int = 0,
) -> int:
    """Return the right answer, or one with another token, or places left out."""
    before, found = model(ids), 0
    for place in range(len(ids) - last):
        after = model([*ids[:place], token(place), *ids[place + 1 :]])
        for here in range(first, place):
            if after[here] != before[here]:
                found = max(found, place - here)
    return found


def what_stayed(model: Model, ids: list[int]) -> int:
    return max(
        place - here
        for place in range(len(ids))
        for here in range(place + 1)
        if here == place or here not in changed_answers(model, ids, place)
    )


def any_answer(model: Model, ids: list[int]) -> int:
    """Each token is put back, but answers on both sides are compared."""
    return max(p for p in range(len(ids)) if changed_answers(model, ids, p))


def place_of_the_answer(model: Model, ids: list[int]) -> int:
    return max(
        here
        for place in range(len(ids))
        for here in [0, *changed_answers(model, ids, place)]
        if here < place or not here
    )


def twice_as_much(model: Model, ids: list[int]) -> int:
    return furthest(model, ids, token=lambda place: 2 * ids[place])


def most_at_once(model: Model, ids: list[int]) -> int:
    return max(
        sum(here < place for here in changed_answers(model, ids, place))
        for place in range(len(ids))
    )


def nearest(model: Model, ids: list[int]) -> int:
    found = len(ids)
    for place in range(len(ids)):
        for here in changed_answers(model, ids, place):
            if here < place:
                found = min(found, place - here)
    return found


def nearest_of_each_place(model: Model, ids: list[int]) -> int:
    found = 0
    for place in range(len(ids)):
        for here in reversed(range(place)):
            if here in changed_answers(model, ids, place):
                found = max(found, place - here)
                break
    return found


def until_one_stayed(model: Model, ids: list[int]) -> int:
    found = 0
    for place in range(len(ids)):
        here, changed = place - 1, changed_answers(model, ids, place)
        while here >= 0 and here in changed:
            found = max(found, place - here)
            here -= 1
    return found


def first_from_the_end(model: Model, ids: list[int]) -> int:
    for place in reversed(range(len(ids))):
        for here in range(place):
            if here in changed_answers(model, ids, place):
                return place - here
    return 0


def furthest_of_the_first_that_looks(model: Model, ids: list[int]) -> int:
    for here in range(len(ids)):
        for place in reversed(range(here + 1, len(ids))):
            if here in changed_answers(model, ids, place):
                return place - here
    return 0


def all_together(model: Model, ids: list[int]) -> int:
    return sum(
        place - here
        for place in range(len(ids))
        for here in changed_answers(model, ids, place)
        if here < place
    )


def neighbours_swapped(model: Model, ids: list[int]) -> int:
    found = 0
    for place in range(1, len(ids)):
        other = list(ids)
        other[place - 1], other[place] = other[place], other[place - 1]
        for here in range(place):
            if model(other)[here] != model(ids)[here]:
                found = max(found, place - here)
    return found


def by_the_place_of_a_token(model: Model, ids: list[int]) -> int:
    found = 0
    for token in ids:
        for here in changed_answers(model, ids, ids.index(token)):
            found = max(found, ids.index(token) - here)
    return found


def by_the_place_of_an_answer(model: Model, ids: list[int]) -> int:
    before, found = model(ids), 0
    for place in range(len(ids)):
        after = model([*ids[:place], ids[place] + 1, *ids[place + 1 :]])
        for old, new in zip(before[:place], after, strict=False):
            if old != new:
                found = max(found, place - after.index(new))
    return found


def by_identity(model: Model, ids: list[int]) -> int:
    before, found = model(ids), 0
    for place in range(len(ids)):
        after = model([*ids[:place], ids[place] + 1, *ids[place + 1 :]])
        for here in range(place):
            if after[here] is not before[here]:
                found = max(found, place - here)
    return found


def not_the_one_before(model: Model, ids: list[int]) -> int:
    found = 0
    for place in range(len(ids)):
        for here in changed_answers(model, ids, place):
            if here < place - 1:
                found = max(found, place - here)
    return found


def pieces_compared(model: Model, ids: list[int]) -> int:
    before, found = model(ids), 0
    for place in range(len(ids)):
        after = model([*ids[:place], ids[place] + 1, *ids[place + 1 :]])
        for here in range(place):
            if after[here:place] != before[here:place]:
                found = max(found, place - here)
    return found


def the_same_asked_twice(model: Model, ids: list[int]) -> int:
    before, found = model(ids), 0
    for place in range(len(ids)):
        other = list(ids)
        other[place] + 1
        for here in range(place):
            if model(other)[here] != before[here]:
                found = max(found, place - here)
    return found


def how_many_tokens(model: Model, ids: list[int]) -> int:
    return sum(
        min(changed_answers(model, ids, place), default=place) < place
        for place in range(len(ids))
    )


def the_first_that_changed(model: Model, ids: list[int]) -> int:
    return max(p - changed_answers(model, ids, p)[0] for p in range(len(ids)))


def where_it_rises(model: Model, ids: list[int]) -> int:
    before, found = model(ids), 0
    for place in range(len(ids)):
        after = model([*ids[:place], ids[place] + 1, *ids[place + 1 :]])
        for here in range(place):
            if after[here] > before[here]:
                found = max(found, place - here)
    return found


def begun_anew_for_each(model: Model, ids: list[int]) -> int:
    for place in range(len(ids)):
        found = 0
        for here in changed_answers(model, ids, place):
            found = max(found, place - here)
    return found


def stopped_at_what_stayed(model: Model, ids: list[int]) -> int:
    found = 0
    for place in range(len(ids)):
        for here in range(place):
            if here not in changed_answers(model, ids, place):
                break
            found = max(found, place - here)
    return found


def compared_with_tokens(model: Model, ids: list[int]) -> int:
    found = 0
    for place in range(len(ids)):
        after = model([*ids[:place], ids[place] + 1, *ids[place + 1 :]])
        for here in range(place):
            if after[here] != ids[here]:
                found = max(found, place - here)
    return found


def tokens_compared(model: Model, ids: list[int]) -> int:
    found = 0
    for place in range(len(ids)):
        other = [*ids[:place], ids[place] + 1, *ids[place + 1 :]]
        for here in range(place):
            if other[here] != ids[here]:
                found = max(found, place - here)
    return found


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("token", range(1, 10))
def test_a_token_that_is_put_everywhere_changes_nothing_where_it_stands(
    token: int, seed: int
) -> None:
    def answer(model: Model, ids: list[int]) -> int:
        return furthest(model, ids, token=lambda place: token)

    report = examine(find("09.looks-ahead"), answer, seed=seed)
    assert "take another token, such as one more" in report.diagnosis


def all_after_changed_as_well(model: Model, ids: list[int]) -> int:
    before, found = model(ids), 0
    for place in range(len(ids)):
        after = model([*ids[:place], *(token + 5 for token in ids[place:])])
        for here in range(place):
            if after[here] != before[here]:
                found = max(found, place - here)
    return found


def put_back_for_each_answer_alone(model: Model, ids: list[int]) -> int:
    before, found = model(ids), 0
    for here in range(len(ids)):
        other = list(ids)
        for place in range(here + 1, len(ids)):
            other[place] += 1
            if model(other)[here] != before[here]:
                found = max(found, place - here)
    return found


def all_that_follow_at_once(model: Model, ids: list[int]) -> int:
    before, found = model(ids), 0
    for here in range(len(ids)):
        after = model([*ids[: here + 1], *(token + 1 for token in ids[here + 1 :])])
        if after[here] != before[here]:
            found = max(found, len(ids) - 1 - here)
    return found


def of_arrays(model: Model, ids: list[int]) -> int | np.int64:
    before, found = np.array(model(ids)), np.int64(0)
    for place in range(len(ids)):
        other = np.array(ids)
        other[place] += 1
        after = np.array(model(other.tolist()))
        for here in np.flatnonzero(after[:place] != before[:place]):
            found = max(found, place - here)
    return found


@pytest.mark.parametrize(
    "answer", [the_first_that_changed, all_after_changed_as_well, of_arrays]
)
def test_another_way_to_look_ahead_is_right(
    answer: Callable[[Model, list[int]], int],
) -> None:
    assert examine(find("09.looks-ahead"), answer, seed=0).outcome == "right"


def test_any_other_token_will_do() -> None:
    assert examine(find("09.looks-ahead"), furthest, seed=0).outcome == "right"


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (
            lambda m, ids: furthest(m, ids, token=lambda p: ids[max(p - 1, 0)]),
            "another token of the list",
        ),
        (lambda m, ids: furthest(m, ids, last=1), "never changed the last"),
        (lambda m, ids: furthest(m, ids, first=1), "never compared the first"),
        (the_first_answer_alone, "the first answer alone"),
        (neighbours_counted, "how often the answer just before"),
        (what_stayed, "!=, not =="),
        (any_answer, "compare all answers"),
        (place_of_the_answer, "the place of an answer"),
        (only_the_one_before, "just before the changed token"),
        (the_wrong_way_round, "the wrong way round"),
        (one_token_added, "added one behind it"),
        (one_token_less, "leave it out"),
        (twice_as_much, "or multiply it"),
        (most_at_once, "changed with one token"),
        (nearest, "beginning with the length"),
        (nearest_of_each_place, "stopped at the nearest answer"),
        (until_one_stayed, "had not changed"),
        (first_from_the_end, "coming from one end"),
        (furthest_of_the_first_that_looks, "coming from one end"),
        (all_together, "added up"),
        (neighbours_swapped, "swapped two tokens"),
        (by_the_place_of_a_token, "place of a token up"),
        (by_the_place_of_an_answer, "place of an answer up"),
        (by_identity, "with is not"),
        (not_the_one_before, "just before the changed token: range"),
        (pieces_compared, "one answer at a time"),
        (the_same_asked_twice, "alone changes nothing"),
        (how_many_tokens, "counted the tokens"),
        (lambda m, ids: furthest(m, ids, token=lambda p: ids[0]), "of the list"),
        (
            lambda m, ids: furthest(m, ids, token=lambda p: [*ids, ids[0]][p + 1]),
            "token of the list",
        ),
        (where_it_rises, "It may become smaller"),
        (begun_anew_for_each, "with 0 again for each token"),
        (stopped_at_what_stayed, "stopped at the first that had stayed"),
        (compared_with_tokens, "with the tokens instead of the answers"),
        (tokens_compared, "compare the tokens instead"),
        (put_back_for_each_answer_alone, "without putting them back"),
        (all_that_follow_at_once, "all that come later"),
    ],
)
def test_an_answer_that_looks_at_too_little_is_told_so(
    answer: Callable[[Model, list[int]], int], told: str
) -> None:
    assert told in examine(find("09.looks-ahead"), answer, seed=0).diagnosis


def test_an_answer_that_gives_a_token_the_chance_0_is_told_so() -> None:
    def pairs_alone(ids: list[int], n_vocab: int) -> Callable[[list[int], int], float]:
        counts, pairs = Counter(ids), Counter(itertools.pairwise(ids))

        def chance(context: list[int], token: int) -> float:
            if not context or not counts[context[-1]]:
                return 1 / n_vocab
            return pairs[context[-1], token] / (counts[context[-1]] or 1)

        return chance

    report = attempt(CHALLENGE, pairs_alone)
    assert report.outcome == "wrong"
    assert "whose chance was 0" in str(report)


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (lambda ids, n_vocab: ids.sort(), "its last line should be return chance"),
        (lambda ids, n_vocab: 1 / n_vocab, "without brackets. It returned something"),
        (lambda ids, n_vocab: lambda context, token: None, "it needs a return, too"),
        (
            lambda ids, n_vocab: lambda context, token: [1 / n_vocab] * n_vocab,
            "should give one number, the chance of this token",
        ),
    ],
)
def test_what_is_no_function_of_a_chance_is_refused_in_words(
    answer: Callable[[list[int], int], object], told: str
) -> None:
    report = attempt(CHALLENGE, answer)
    assert report.outcome == "wrong"
    assert told in str(report).replace("\n", " ")


def test_a_chance_may_be_a_tensor() -> None:
    def even(ids: list[int], n_vocab: int) -> Callable[[list[int], int], torch.Tensor]:
        return lambda context, token: torch.full((1,), 1 / n_vocab)

    assert attempt(CHALLENGE, even).outcome == "scored"


def test_an_answer_may_give_the_chance_0_to_what_never_comes() -> None:
    """Most bytes are in no text: whoever leaves them out is not refused."""
    read, unread, n_vocab = challenge_texts()
    met = sorted({*read, *unread})

    def what_comes(ids: list[int], n_vocab: int) -> Callable[[list[int], int], float]:
        counts = Counter(ids)
        total = len(ids) + len(met)
        return lambda context, token: (counts[token] + (token in met)) / total

    assert len(met) < n_vocab
    assert attempt(CHALLENGE, what_comes).outcome == "scored"
