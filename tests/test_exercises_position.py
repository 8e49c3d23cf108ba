"""The challenge of notebook 07: what is claimed of its scores, with other fogs too."""

from __future__ import annotations

import math
from collections.abc import Callable

import pytest

from companion.exercises.challenges import attempt
from companion.exercises.position import fog as position
from companion.exercises.position.fog import CHALLENGE, positions_off

SIMPLE = {
    "sinusoidal, base 10,000": position._in_the_paper,
    "random numbers": position._drawn,
    "half a circle": position._half_circle,
    "binary digits": position._digits,
    "each hand 2.5 times as fast as the last": position._slower_by_a_factor,
}


def test_scores_of_simple_codes_are_those_computed() -> None:
    computed = tuple((name, positions_off(code)) for name, code in SIMPLE.items())
    assert [name for name, _ in computed] == [name for name, _ in CHALLENGE.baselines]
    for (_, found), (_, stated) in zip(computed, CHALLENGE.baselines, strict=True):
        assert found == pytest.approx(stated, abs=0.05)
    assert positions_off(CHALLENGE.solution) == pytest.approx(
        CHALLENGE.reference, abs=0.05
    )


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("fog", [0.33, 0.37])
def test_the_order_holds_in_other_fogs(fog: float, seed: int) -> None:
    paper, drawn, circle, digits, factor = (
        positions_off(code, fog=fog, seed=seed) for code in SIMPLE.values()
    )
    ours = positions_off(CHALLENGE.solution, fog=fog, seed=seed)
    assert ours < factor < digits < min(drawn, circle)
    assert max(drawn, circle) < paper
    assert ours > 0.5  # there is room above


def test_the_starter_is_the_papers_code() -> None:
    namespace: dict[str, Callable[[int], list[float]]] = {"math": math}  # type: ignore[dict-item]
    exec(compile(CHALLENGE.starter, "starter", "exec"), namespace)
    for p in (0, 1, 200):
        assert namespace["code"](p) == pytest.approx(position._in_the_paper(p))
    assert attempt(CHALLENGE, namespace["code"]).outcome == "not tried"


def test_two_of_the_papers_hands_hardly_move() -> None:
    turns = [256 / 10_000 ** (2 * hand / 8) / (2 * math.pi) for hand in range(4)]
    assert turns[0] > 40
    assert turns[2] < 0.5
    assert turns[3] < 0.05


@pytest.mark.parametrize(
    ("code", "message"),
    [
        (lambda p: [1.0], "must return 8 numbers"),
        (lambda p: p, "must return 8 numbers for each p: "),
        (lambda p: [math.inf] * 8, "infinite"),
        (lambda p: [float(p)] * 8, "all zeros"),
        (
            lambda p, seen=[]: [*map(float, seen.append(p) or [len(seen)] * 8)],
            "p alone",
        ),
    ],
)
def test_what_is_no_code_is_refused(
    code: Callable[[int], list[float]], message: str
) -> None:
    report = attempt(CHALLENGE, code)
    assert report.outcome == "wrong"
    assert message in report.text


def test_a_good_code_is_scored_beside_the_others() -> None:
    report = attempt(CHALLENGE, position._slow_hands_close_together)
    assert report.outcome == "scored"
    assert report.score == pytest.approx(CHALLENGE.reference, abs=0.05)
    assert CHALLENGE.lesson in report.text
