"""The loaders of notebook 05 have the faults that they are said to have."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from itertools import product
from typing import Any

import pytest
import torch

from companion import load_gpt2, load_text
from companion.corpora import load_articles
from companion.exercises.challenges import attempt
from companion.exercises.records import find, find_task
from companion.exercises.sliding_window import line_up as exercises
from companion.exercises.sliding_window import shifted_by_stride
from companion.exercises.suspects import KINDS, Pair, Suspect, colleague, line_up
from companion.sliding_window import WindowDataset
from companion.training import GPT, next_token_loss

TASK = exercises.CHALLENGE


def windows(pairs: list[Pair]) -> list[list[int]]:
    return [inputs + targets[-1:] for inputs, targets in pairs]


def stretches(pairs: list[Pair], length: int) -> set[tuple[int, ...]]:
    return {
        tuple(row[i : i + length])
        for row in windows(pairs)
        for i in range(len(row) - length + 1)
    }


@pytest.fixture(scope="module")
def suspects() -> list[Suspect]:
    return line_up(400, seed=3)


def test_kinds_are_equally_frequent_and_the_same_in_every_run(
    suspects: list[Suspect],
) -> None:
    assert [suspect.kind for suspect in suspects] == list(KINDS) * 100
    assert line_up(8, seed=3) == suspects[:8]
    assert line_up(8, seed=4) != suspects[:8]


def test_all_windows_of_a_suspect_have_one_length(suspects: list[Suspect]) -> None:
    for suspect in suspects:
        pairs = suspect.training + suspect.held_out
        assert suspect.training
        assert suspect.held_out
        assert len({len(row) for pair in pairs for row in pair}) == 1


def test_only_the_shifted_have_wrong_targets(suspects: list[Suspect]) -> None:
    for suspect in suspects:
        pairs = suspect.training + suspect.held_out
        inside = all(inputs[1:] == targets[:-1] for inputs, targets in pairs)
        round_again = all(inputs[0] == targets[-1] for inputs, targets in pairs)
        assert (inside and not round_again) == (suspect.kind != "shifted"), suspect


def test_windows_of_the_right_follow_each_other(suspects: list[Suspect]) -> None:
    loose = {
        kind: [
            exercises._loose_ends(exercises._windows(s.training)).total()
            for s in suspects
            if s.kind == kind
        ]
        for kind in ("right", "holed")
    }
    assert max(loose["right"]) <= 1
    assert sum(number > 1 for number in loose["holed"]) > 90


def test_windows_of_the_leaking_are_partly_trained_on(suspects: list[Suspect]) -> None:
    for suspect in suspects:
        length = (len(suspect.training[0][0]) + 1) // 2
        shared = stretches(suspect.training, length) & stretches(
            suspect.held_out, length
        )
        if suspect.kind == "leaking":
            assert shared


@pytest.mark.parametrize(
    ("name", "answer"),
    [
        ("always “right”", exercises._always_right),
        ("looks at the targets only", exercises._targets_only),
        ("three quick looks", exercises._three_quick_looks),
    ],
)
def test_simple_answers_score_what_the_record_says(
    name: str, answer: Callable[..., Any]
) -> None:
    assert TASK.score(answer) == dict(TASK.baselines)[name]


def test_the_reference_scores_what_the_record_says() -> None:
    assert TASK.score(TASK.solution) == TASK.reference < exercises.N_SUSPECTS
    assert find_task("05.line-up") is TASK


@pytest.mark.parametrize("seed", range(3))
def test_the_reference_is_as_good_on_other_suspects(seed: int) -> None:
    named = [
        TASK.solution(s.training, s.held_out) == s.kind for s in line_up(300, seed)
    ]
    assert sum(named) >= 288


@pytest.mark.slow
def test_an_answer_that_knows_the_suspects_by_heart_is_refused() -> None:
    known = {
        repr((s.training, s.held_out)): s.kind
        for s in line_up(exercises.N_SUSPECTS, exercises._SEED)
    }

    def by_heart(training: list[Pair], held_out: list[Pair]) -> str:
        return known.get(repr((training, held_out)), "right")

    assert TASK.score(by_heart) == exercises.N_SUSPECTS
    assert "by heart" in TASK.validate(by_heart)
    assert attempt(TASK, by_heart).outcome != "right"
    for seed in range(3):
        rng = random.Random(seed)
        assert not TASK.validate(lambda *_, rng=rng: rng.choice(KINDS))
    assert not TASK.validate(TASK.solution)


def test_a_name_that_is_no_kind_is_refused_and_none_is_not() -> None:
    def misnamed(training: list[Pair], held_out: list[Pair]) -> str:
        kind = exercises._targets_only(training, held_out)
        return "shift" if kind == "shifted" else kind

    def unfinished(training: list[Pair], held_out: list[Pair]) -> str | None:
        kind = exercises._targets_only(training, held_out)
        return kind if kind == "shifted" else None

    report = attempt(TASK, misnamed)
    assert report.outcome == "wrong"
    assert "'shift' is no kind. The kinds are right, shifted, holed" in report.text
    assert attempt(TASK, unfinished).outcome == "scored"


def test_the_colleague_is_right_with_stride_1_alone() -> None:
    ids = list(range(30))
    for stride in (1, 2, 4):
        inputs, targets = colleague(ids, 4, stride)
        assert all(len(row) == 4 for row in inputs + targets)
        right = [(a.tolist(), b.tolist()) for a, b in WindowDataset(ids, 4, stride)]
        same = list(zip(inputs, targets, strict=True)) == right
        assert same == (stride == 1)


def stands_the_cheap_test(load: Callable[..., Any], n_tokens: int, stride: int) -> bool:
    """Try a loader on numbers, look at each pair, and count them."""
    try:
        inputs, targets = load(list(range(n_tokens)), 4, stride)
        pairs = list(zip(inputs, targets, strict=True))
        right = all(
            len(row) == 4 and [i + 1 for i in row] == target for row, target in pairs
        )
    except (TypeError, ValueError):
        return False
    return right and len(pairs) == len(range(0, n_tokens - 4, stride))


def test_numbers_as_text_show_every_listed_mistake_but_two() -> None:
    exercise = find("05.shifted-by-stride")
    for n_tokens in range(8, 20):
        # With one stride alone, a mistake may give what is right.
        some = list(product(range(n_tokens, n_tokens + 3), (2, 3)))
        assert all(stands_the_cheap_test(exercise.solution, *each) for each in some)
        for mistake in exercise.mistakes:
            found = [
                not stands_the_cheap_test(mistake.function, *each) for each in some
            ]
            # One shows only in a text too short for any window, and one only where
            # the next token is not the number that comes next.
            hidden = (shifted_by_stride._unzipped, shifted_by_stride._one_added)
            assert any(found) != (mistake.function in hidden), mistake


@pytest.mark.parametrize("stride", [1, 4])
def test_a_network_learns_the_colleagues_targets_without_a_sound(stride: int) -> None:
    days = list(range(7)) * 40
    inputs, targets = map(torch.tensor, colleague(days, 8, stride))
    model = GPT(7, 8, embedding_dim=16, n_heads=2, n_layers=1)
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-2)
    for _ in range(60):
        loss = next_token_loss(model(inputs[:16]), targets[:16])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    assert loss.item() < 0.05
    assert model(torch.tensor([[0]])).argmax().item() == stride % 7


def score(training: list[Pair], test: list[Pair]) -> float:
    """Return the share of answers that the smallest model of the lesson gets right."""
    answers: defaultdict[int, Counter[int]] = defaultdict(Counter)
    for inputs, targets in training:
        for token, answer in zip(inputs, targets, strict=True):
            answers[token][answer] += 1
    model = {token: counter.most_common(1)[0][0] for token, counter in answers.items()}
    asked = [pair for row in test for pair in zip(*row, strict=True)]
    return sum(model.get(token) == answer for token, answer in asked) / len(asked)


def cut(ids: Sequence[int], stride: int) -> list[Pair]:
    starts = range(0, len(ids) - 16, stride)
    return [(list(ids[i : i + 16]), list(ids[i + 1 : i + 17])) for i in starts]


def split_first(ids: Sequence[int], stride: int) -> float:
    """Hold back each tenth of the text in turn; return the mean score."""
    size = len(ids) // 10
    total = 0.0
    for begin in range(0, 10 * size, size):
        end = begin + size
        training = cut(ids[:begin], stride) + cut(ids[end:], stride)
        total += score(training, cut(ids[begin:end], stride))
    return total / 10


def shuffled_first(ids: Sequence[int], stride: int) -> float:
    """Hold back a tenth of the shuffled windows; return the mean score of ten times."""
    total = 0.0
    for seed in range(10):
        pairs = cut(ids, stride)
        random.Random(seed).shuffle(pairs)
        n_held_out = len(pairs) // 10
        total += score(pairs[n_held_out:], pairs[:n_held_out])
    return total / 10


def test_overlap_leaks_and_splitting_first_ends_it() -> None:
    ids = load_gpt2().encode(load_text("story"))
    assert round(shuffled_first(ids, 8), 2) == 0.33
    assert round(split_first(ids, 8), 2) == 0.20
    assert round(split_first(ids, 16), 2) == 0.20


@pytest.mark.slow
@pytest.mark.parametrize("begin", [0, 80_000, 160_000])
def test_neighbours_leak_a_little_without_overlap(begin: int) -> None:
    news = "\n\n".join(load_articles("news"))[begin : begin + 80_000]
    ids = load_gpt2().encode(news)
    shuffled, split = shuffled_first(ids, 16), split_first(ids, 16)
    assert 0.01 < shuffled - split < 0.04
    if begin == 0:  # the numbers of TEACHING.md
        assert (round(split, 2), round(shuffled, 2)) == (0.14, 0.16)
