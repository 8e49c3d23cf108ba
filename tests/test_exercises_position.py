"""Notebook 07: slips that are named, and what is claimed of the challenge's scores."""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch

from companion.exercises.challenges import attempt
from companion.exercises.checking import examine
from companion.exercises.position import fog as position
from companion.exercises.position.fog import CHALLENGE, positions_off
from companion.exercises.records import find
from tests.answers_in_cells import in_a_cell

pytestmark = pytest.mark.usefixtures("in_a_thread")

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


def test_two_of_the_papers_hands_do_not_go_round_once() -> None:
    turns = [256 / 10_000 ** (2 * hand / 8) / (2 * math.pi) for hand in range(4)]
    assert [turn < 1 for turn in turns] == [False, False, True, True]


@pytest.mark.parametrize("seed", range(3))
def test_random_numbers_beat_the_starter_only_around_0(seed: int) -> None:
    rng = random.Random(seed)
    around_0 = [[rng.gauss(0, 1) for _ in range(8)] for _ in range(256)]
    above_0 = [[rng.random() for _ in range(8)] for _ in range(256)]
    starter = dict(CHALLENGE.baselines)["sinusoidal, base 10,000"]
    assert positions_off(around_0.__getitem__) < 0.9 * starter
    assert positions_off(above_0.__getitem__) > 2 * starter


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


_POWERS = """powers = [math.exp(s) for s in scores]
    return [p / {} for p in powers]"""
_SHARES = [
    (_POWERS.format("min(powers)"), "You divided by the smallest power"),
    (_POWERS.format("powers[-1]"), "You divided by the last power"),
    (
        "powers = [math.exp(s / math.sqrt(len(scores))) for s in scores]\n"
        "    return [p / sum(powers) for p in powers]",
        "You divided the scores by a root",
    ),
    (_POWERS.format("sum(powers)").replace("math.exp(s)", "10**s"), "powers of 10"),
    (
        _POWERS.format("sum(map(math.exp, set(scores)))"),
        "Scores that are equal were added up only once",
    ),
    (
        "p = [math.exp(s) for s in scores]\n"
        "    for i in range(len(p)):\n"
        "        p[i] = p[i] / sum(p)\n"
        "    return p",
        "The sum changes while you divide",
    ),
    *(
        (_POWERS.format("sum(powers)").replace("math.exp(s)", power), said)
        for power, said in (
            ("2.7**s", "2.7 is only near e"),
            ("2.72**s", "2.72 is only near e"),
            ("math.exp(abs(s))", "You took the sizes of the scores"),
            ("math.exp(s / math.sqrt(2))", "You divided the scores by a root"),
        )
    ),
    (
        "powers = [math.exp(s) for s in scores]\n"
        "    return [s * p / sum(powers) for s, p in zip(scores, powers)]",
        "You multiplied each share by its score",
    ),
    (
        _POWERS.format("(sum(powers) / len(powers))"),
        "You divided by the mean of the powers",
    ),
]
_EMBED = "f(ids, E, P, start)"
_STARTS = [
    ("P[start : start + len(ids) - 1]", "One row of P too few"),
    ("P[start + 1 : start + len(ids)]", "One row of P too few"),
    ("P[: len(ids)] + start", "You added start to the numbers"),
    ("P[start] + P[: len(ids)]", "You added two rows of P"),
    ("P[:start]", "You took rows before start"),
    ("P[start - len(ids) : start]", "You took rows before start"),
    ("P[start + len(ids)]", "All of ids got one row"),
    ("P[len(ids) : len(ids) + start]", "start and len(ids) are the wrong way round"),
    ("P[start : 2 * start]", "Your slice holds as many rows as start says"),
    ("P[[start + ids.index(i) for i in ids]]", "ids.index finds the first place"),
    ("P[start : start + len(ids)] + start", "You added start to the numbers"),
    ("P[start : start + len(ids)].flip(0)", "The positions run backwards"),
    ("P[-start:]", "A minus counts from the end"),
    ("P[start + torch.tensor(ids)]", "You added start to the token IDs"),
]
_TURNS = """moved = []
    for i in range(len(row) // 2):
        b = k {}
        s, c = row[2 * i], row[2 * i + 1]
        moved += [{}, {}]
    return moved"""
_FORMULA = "s * math.cos(b) + c * math.sin(b)", "c * math.cos(b) - s * math.sin(b)"
_SLOWER = "/ 10_000 ** (2 * i / len(row))"
_STEPS = [
    (
        _TURNS.format("/ 10_000 ** (2 * (i + 1) / len(row))", *_FORMULA),
        "The first hand is number 0",
    ),
    (_TURNS.format(_SLOWER.replace("/", "*", 1), *_FORMULA), "The hands get faster"),
    (
        _TURNS.format("", *_FORMULA).replace(
            "= k ", "= (k / 10_000) ** (2 * i / len(row))"
        ),
        "only 10_000 is raised to a power",
    ),
    (
        _TURNS.format(_SLOWER, "math.sin(s + b)", "math.cos(c + b)"),
        "The row holds sin(a) and cos(a)",
    ),
    (
        _TURNS.format(
            _SLOWER,
            "s * math.sin(b) + c * math.cos(b)",
            "c * math.sin(b) - s * math.cos(b)",
        ),
        "The sine and the cosine of the turn are swapped",
    ),
]
_STEPS += [
    (_TURNS.format(_SLOWER.replace("10_000", base), *_FORMULA), "number in the formula")
    for base in ("10.000", "1_000", "100_000")
]
_STEPS += [
    (
        _TURNS.format(_SLOWER, *_FORMULA).replace("b = k", "b = 2 * math.pi * k"),
        "There is no 2π in it",
    ),
    (
        _TURNS.format("", *_FORMULA).replace(
            "b = k", "b = i / 10_000 ** (2 * k / len(row))"
        ),
        "k and i are swapped",
    ),
    (
        _TURNS.format(_SLOWER, "math.sin(b)", "math.cos(b)").replace(
            "b = k",
            "b = (math.atan2(row[2 * i], row[2 * i + 1]) + k)",
        ),
        "Only k is divided",
    ),
    *(
        (_TURNS.format(_SLOWER, *formula), said)
        for *formula, said in (
            ("s * math.cos(b)", "c * math.cos(b)", "Each formula has two products"),
            (
                "s * math.cos(b) + s * math.sin(b)",
                "c * math.cos(b) - c * math.sin(b)",
                "has the other number of the pair",
            ),
            (
                "math.sin(b) * math.cos(b) + math.cos(b) * math.sin(b)",
                "math.cos(b) * math.cos(b) - math.sin(b) * math.sin(b)",
                "You put b in the place of a",
            ),
        )
    ),
    (
        _TURNS.format(_SLOWER, *_FORMULA).replace(f", {_FORMULA[1]}]", "]"),
        "The cosines are missing",
    ),
    (
        _TURNS.format(_SLOWER, *_FORMULA).replace(
            "return moved", "return moved[0::2] + moved[1::2]"
        ),
        "You put all sines in front",
    ),
]
_READ = [
    ("math.acos(c)", "acos alone cannot tell"),
    ("math.asin(s)", "asin alone cannot tell"),
    ("math.atan(s / c)", "math.atan gets one number"),
    ("s", "You took the first number of each pair for the angle"),
]
_STEPS += [
    *(
        (_TURNS.format(_SLOWER, f"math.sin({a} + b)", f"math.cos({a} + b)"), said)
        for a, said in _READ
    ),
    *(
        (
            _TURNS.format(_SLOWER, "math.sin(a)", "math.cos(a)")
            .replace("b = k", f"a = ({p} + k)")
            .replace("s, c =", "_ ="),
            "You read the position off the first hand",
        )
        for p in (
            "math.atan2(row[0], row[1])",
            "math.asin(row[0])",
            "math.acos(row[1])",
        )
    ),
    (
        _TURNS.format(
            _SLOWER,
            "math.sin(s) * math.cos(b) + math.cos(c) * math.sin(b)",
            "math.cos(c) * math.cos(b) - math.sin(s) * math.sin(b)",
        ),
        "What stands in the row is sin(a) and cos(a) already",
    ),
    (
        _TURNS.format(_SLOWER, _FORMULA[0], "s * math.cos(b) - c * math.sin(b)"),
        "The second formula begins with the old cosine",
    ),
    (
        _TURNS.format(_SLOWER, *_FORMULA).replace("moved +=", "moved ="),
        "Only the last hand came out",
    ),
    (
        _TURNS.format("/ 10_000 ** (2 * i / (len(row) // 2))", *_FORMULA),
        "D is len(row), and not half of it",
    ),
]
# The notebook's D is 2: an answer that reads it has no NameError.
_STEPS += [
    ("D = 2\n    " + _TURNS.format("/ 10_000 ** (2 * i / D)", *_FORMULA), "D is 2 in"),
    (
        "D = 2\n    "
        + _TURNS.format("/ 10_000 ** (2 * i / D)", *_FORMULA).replace("len(row)", "D"),
        "Only the first hand came out",
    ),
    (
        "for _ in range(k):\n        moved = []\n"
        "        for i in range(0, len(row), 2):\n"
        "            b = 1 / 10_000 ** (i / len(row))\n"
        "            s, c = row[i], row[i + 1]\n"
        f"            moved += [{', '.join(_FORMULA)}]\n"
        "        row = moved\n"
        "    return row",
        "k may be below 0",
    ),
]
_STEPS += [
    (
        _TURNS.format(_SLOWER, *_FORMULA).replace("b = k", "b = abs(k)"),
        "k may be below 0: then the hands turn the other way",
    ),
    (
        _TURNS.format("/" + _SLOWER, *_FORMULA),
        "// rounds the angle down",
    ),
    (
        _TURNS.format(_SLOWER, "s * math.sin(b)", "c * math.cos(b)"),
        "the new sine is not sin(a) · sin(b)",
    ),
    (
        _TURNS.format(_SLOWER, *_FORMULA)
        .replace("range(len(row) // 2)", "range(len(row) - 1)")
        .replace("row[2 * i], row[2 * i + 1]", "row[i], row[i + 1]"),
        "You read hand i off columns i and i + 1",
    ),
    (
        _TURNS.format("/ 10_000 ** (2 * i) / len(row)", *_FORMULA),
        "The exponent needs brackets, 10_000 ** (2 * i / D)",
    ),
    *(
        (
            "moved = []\n"
            "    for j in range(len(row)):\n"
            f"        b = k / 10_000 ** ({exponent} / len(row))\n"
            "        if j % 2 == 0:\n"
            "            s, c = row[j], row[j + 1]\n"
            f"            moved.append({_FORMULA[0]})\n"
            "        else:\n"
            "            s, c = row[j - 1], row[j]\n"
            f"            moved.append({_FORMULA[1]})\n"
            "    return moved",
            "The two numbers of a hand turn by one angle",
        )
        for exponent in ("j", "2 * j")
    ),
    (
        _TURNS.format(_SLOWER, *_FORMULA).replace("return moved", "return row"),
        "Did you return row itself?",
    ),
    (
        _TURNS.format(_SLOWER, *_FORMULA).replace("    return", "        return"),
        "A return stands inside the loop",
    ),
]
_REMEDIES = """even = all(np.ptp(first.diagonal(k)) < {0} for k in range(-4, 5))
    if {1}:
        return "bias"
    return "rotary" if even else "added"
"""


@pytest.mark.parametrize(
    ("name", "head", "body", "said"),
    [
        *(("07.shares", "f(scores)", *row) for row in _SHARES),
        *(
            ("07.where-it-starts", _EMBED, f"return E[ids] + {row}", cause)
            for row, cause in _STARTS
        ),
        (
            "07.where-it-starts",
            _EMBED,
            "here = slice(start, start + len(ids))\n    return E[here] + P[here]",
            "You took the rows of E by position",
        ),
        (
            "07.where-it-starts",
            _EMBED,
            "return [E[i] + P[start + i] for i in range(len(ids))]",
            "You took the rows of E by position",
        ),
        *(
            (
                "07.where-it-starts",
                _EMBED,
                f"return E[ids[start:]] + P[start : {end}]",
                "You cut start tokens off ids",
            )
            for end in ("len(ids)", "start + len(ids)")
        ),
        *(
            (
                "07.where-it-starts",
                _EMBED,
                f"return E[ids[start:]] + P[: len({left})]",
                "You cut start tokens off ids",
            )
            for left in ("ids", "ids[start:]")
        ),
        (
            "07.where-it-starts",
            _EMBED,
            "return P[ids] + E[start : start + len(ids)]",
            "The tables are the wrong way round",
        ),
        *(
            (
                "07.where-it-starts",
                _EMBED,
                f"return E[ids] {sign} P[start : start + len(ids)]",
                said,
            )
            for sign, said in (("*", "You multiplied"), ("-", "You subtracted"))
        ),
        (
            "07.where-it-starts",
            _EMBED,
            "rows = []\n"
            "    for i, token in enumerate(ids):\n"
            "        rows.append(E[token] + P[start + i])\n"
            "        start += 1\n"
            "    return rows",
            "You went on by two positions",
        ),
        *(("07.step", "f(row, k)", *row) for row in _STEPS),
    ],
)
def test_a_natural_slip_is_named(name: str, head: str, body: str, said: str) -> None:
    answer: Any = in_a_cell(f"def {head}:\n    {body}\n", math=math, torch=torch)
    report = examine(find(name), answer, 0)
    assert report.outcome == "wrong"
    assert said in report.text


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize(
    ("room", "no_change"),
    [
        ("0.01", "first.argmax() == second.argmax()"),
        ("0.5", "np.ptp(first - second) < 0.5"),
    ],
)
def test_a_bias_is_not_told_by_its_maximum_or_with_too_much_room(
    room: str, no_change: str, seed: int
) -> None:
    body = _REMEDIES.format(room, no_change)
    answer: Any = in_a_cell(f"def f(first, second):\n    {body}\n", np=np)
    assert examine(find("07.which-remedy"), answer, seed).outcome == "wrong"


_ONE_GAP = "np.ptp(first - second) < 0.05"
_DIAGONAL_STEPS = "(first[1:, 1:] - first[:-1, :-1])"
_ALL_DIAGONALS = "np.ptp(first[1:, 1:] - first[:-1, :-1]) < 0.05"
_TENSORS = "(first[1:, 1:] - first[:-1, :-1]).abs().max() < 0.05"
_HIGHEST = "(first.argmax({0}) == second.argmax({0})).all()"


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize(
    ("bias", "turned", "said"),
    [
        (_HIGHEST.format("axis=1"), _ALL_DIAGONALS, "highest at the same places"),
        (_HIGHEST.format("axis=0"), _ALL_DIAGONALS, "highest at the same places"),
        (_HIGHEST.format(""), _ALL_DIAGONALS, "highest at the same places"),
        (
            f"{_ALL_DIAGONALS} and {_HIGHEST.format('')}",
            _ALL_DIAGONALS,
            "highest at the same places",
        ),
        (_ONE_GAP, "np.ptp(first.diagonal()) < 0.05", "the main diagonal alone"),
        (_ONE_GAP, "first.diagonal(1).std() < 0.01", "You looked at one diagonal"),
        (_ONE_GAP, "np.ptp(first.diagonal(-1)) < 0.05", "You looked at one diagonal"),
        *(
            (_ONE_GAP, f"abs({one} - {other}) < 0.01", "You compared two places alone")
            for one, other in (
                ("first[0, 0]", "first[1, 1]"),
                ("first[0, 1]", "first[1, 2]"),
                ("first[1, 0]", "first[2, 1]"),
            )
        ),
        (_ONE_GAP.replace("0.05", "0.001"), _ALL_DIAGONALS, "too little room"),
        ("(first - second).max() < 0.05", _ALL_DIAGONALS, "need not be near 0"),
        (
            _ONE_GAP,
            f"{_DIAGONAL_STEPS}.max() < 0.05",
            "A number far below 0 is below 0.05",
        ),
        *(
            (_ONE_GAP, f"abs({_DIAGONAL_STEPS}.{whole}()) < 0.05", "may cancel out")
            for whole in ("sum", "mean")
        ),
        *(
            (
                f"abs((first - second)[0, 0] - (first - second)[{place}]) < 0.05",
                _ALL_DIAGONALS,
                "you compared two places alone",
            )
            for place in ("1, 1", "0, 1", "1, 0")
        ),
        (
            "np.ptp((first - second).diagonal()) < 0.05",
            _ALL_DIAGONALS,
            "you compared the main diagonal alone",
        ),
        *(
            (
                f"len(np.unique(np.round({gap}, {n}))) == 1",
                _ALL_DIAGONALS,
                "You rounded",
            )
            for gap in ("(first - second).numpy()", "(first - second).double().numpy()")
            for n in (1, 2)
        ),
        *(
            (
                f"len((first - second).round(decimals={n}).unique()) == 1",
                _ALL_DIAGONALS,
                "You rounded",
            )
            for n in (1, 2)
        ),
        (
            _ONE_GAP.replace("<", ">"),
            _ALL_DIAGONALS,
            "Your comparison for a bias is the wrong way round",
        ),
        (
            _ONE_GAP,
            f"({_DIAGONAL_STEPS}.abs() < 0.05).any()",
            "One score that equals the next on its diagonal",
        ),
        (_ONE_GAP, f"not {_ALL_DIAGONALS}", "Rotary and added are the wrong way round"),
        (
            _ONE_GAP,
            "np.allclose(first[1:, :-1], first[:-1, 1:], atol=0.01)",
            "You found nothing turned",
        ),
        (
            _ONE_GAP.replace("0.05", "0.5"),
            _ALL_DIAGONALS.replace("0.05", "0.5"),
            "You allow too much for rounding",
        ),
    ],
)
def test_half_a_look_at_two_tables_is_named(
    bias: str, turned: str, said: str, seed: int
) -> None:
    source = (
        "def f(first, second):\n"
        f"    if {bias}:\n        return 'bias'\n"
        f"    return 'rotary' if {turned} else 'added'\n"
    )
    report = examine(find("07.which-remedy"), in_a_cell(source, np=np), seed)
    assert report.outcome == "wrong"
    assert said in report.text


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize(
    ("bias", "said"),
    [
        *(
            (f"(first[{part}] - second[{part}]).std() < 0.01", "one column alone")
            for part in ("0", "-1", ":, 0", ":, -1")
        ),
        ("first.argsort().equal(second.argsort())", "scores in the same order"),
        (
            "first.flatten().argsort().equal(second.flatten().argsort())",
            "scores in the same order",
        ),
        (
            "np.corrcoef(first.flatten(), second.flatten())[0, 1] > 0.99",
            "scores in the same order",
        ),
    ],
)
def test_a_bias_is_not_told_by_a_part_or_by_an_order(
    bias: str, said: str, seed: int
) -> None:
    source = (
        "def f(first, second):\n"
        f"    if {bias}:\n        return 'bias'\n"
        f"    return 'rotary' if {_TENSORS} else 'added'\n"
    )
    report = examine(find("07.which-remedy"), in_a_cell(source, np=np), seed)
    assert report.outcome == "wrong"
    assert said in report.text


@pytest.mark.parametrize("line", ["print('bias')", "'bias'"])
def test_a_remedy_that_is_found_but_not_returned_is_told_so(line: str) -> None:
    source = (
        "def f(first, second):\n"
        f"    if (first - second).std() < 0.01:\n        {line}\n"
        f"    return 'rotary' if {_TENSORS} else 'added'\n"
    )
    report = examine(find("07.which-remedy"), in_a_cell(source), 0)
    first = report.text.splitlines()[1]
    assert first.startswith(f"The line {line} hands nothing over")


@pytest.mark.parametrize("name", list(SIMPLE))
def test_a_code_is_no_better_for_the_order_or_the_signs_of_its_columns(
    name: str,
) -> None:
    code = SIMPLE[name]

    def others(p: int) -> list[float]:
        numbers = list(code(p))
        return [-number for number in numbers[1::2] + numbers[0::2]]

    assert positions_off(others) == pytest.approx(positions_off(code), abs=0.02)


@pytest.mark.parametrize(
    ("name", "head", "body"),
    [
        *(
            ("07.where-it-starts", _EMBED, f"return {right}")
            for right in (
                "torch.stack([E[t] + P[start + i] for i, t in enumerate(ids)])",
                "E[torch.tensor(ids)] + P[torch.arange(start, start + len(ids))]",
                "torch.index_select(E, 0, torch.tensor(ids)) + P[start:][: len(ids)]",
                "[e + p for e, p in zip(E[ids], P[start:])]",
                "np.array([E[t] + P[start + i] for i, t in enumerate(ids)])",
                "E.numpy()[ids] + P.numpy()[start : start + len(ids)]",
            )
        ),
        *(
            (
                "07.which-remedy",
                "f(first, second)",
                f"gap = first - second\n    steps = {_DIAGONAL_STEPS}\n"
                f"    if {bias}:\n        return 'bias'\n"
                f"    return 'rotary' if {turned} else 'added'",
            )
            for bias, turned in (
                ("gap.max() - gap.min() < 0.05", "steps.abs().max() < 0.05"),
                (
                    "torch.allclose(gap, gap[0, 0], atol=0.01)",
                    "torch.allclose(first[1:, 1:], first[:-1, :-1], atol=0.01)",
                ),
                ("gap.std() < 0.01", "steps.std() < 0.01"),
                (
                    "np.ptp(gap.numpy()) < 0.05",
                    "all(np.ptp(first.diagonal(k)) < 0.01 for k in range(-4, 5))",
                ),
            )
        ),
    ],
)
def test_a_right_answer_may_use_torch_or_numpy(name: str, head: str, body: str) -> None:
    answer: Any = in_a_cell(f"def {head}:\n    {body}\n", np=np, torch=torch)
    for seed in range(3):
        assert examine(find(name), answer, seed).outcome == "right"


_IN_PLACE = [
    (
        "07.step",
        "f(row, k)",
        "for i in range(len(row) // 2):\n"
        f"        b = k {_SLOWER}\n"
        "        s, c = row[2 * i], row[2 * i + 1]\n"
        f"        row[2 * i], row[2 * i + 1] = {', '.join(_FORMULA)}\n"
        "    return row",
    ),
    (
        "07.step",
        "f(row, k)",
        "moved, D = [], len(row)\n"
        "    while row:\n"
        "        b = k / 10_000 ** (len(moved) / D)\n"
        "        s, c = row.pop(0), row.pop(0)\n"
        f"        moved += [{', '.join(_FORMULA)}]\n"
        "    return moved",
    ),
    (
        "07.shares",
        "f(scores)",
        "for i, score in enumerate(scores):\n"
        "        scores[i] = math.exp(score)\n"
        "    return [power / sum(scores) for power in scores]",
    ),
    (
        "07.which-remedy",
        "f(first, second)",
        "second -= first\n"
        f"    even = {_TENSORS}\n"
        "    if second.std() < 0.01:\n        return 'bias'\n"
        "    return 'rotary' if even else 'added'",
    ),
]


@pytest.mark.parametrize(("name", "head", "body"), _IN_PLACE)
def test_a_right_answer_may_change_what_it_is_given(
    name: str, head: str, body: str
) -> None:
    answer: Any = in_a_cell(f"def {head}:\n    {body}\n", math=math)
    for seed in range(3):
        assert examine(find(name), answer, seed).outcome == "right"


def test_the_tables_are_to_be_left_as_they_are() -> None:
    body = "rows = P[start : start + len(ids)]\n    rows += E[ids]\n    return rows"
    report = examine(
        find("07.where-it-starts"), in_a_cell(f"def {_EMBED}:\n    {body}\n"), 0
    )
    assert report.outcome == "wrong"
    assert "changes what it is given" in report.text
    assert "Leave E and P as they are" in find("07.where-it-starts").task


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ("E[torch.tensor(ids) + start] + P[: len(ids)]", "added start to the token"),
        ("E[ids] + P[torch.arange(start, len(ids))]", "positions end before len(ids)"),
        *(
            (
                f"torch.stack([E[ids[i]] + P[i] for i in range(start, {end})])",
                said,
            )
            for end, said in (
                ("start + len(ids)", "Your index counts from start"),
                ("len(ids)", "You cut start tokens off ids"),
            )
        ),
        ("E[ids] + P[start + ids]", "A number cannot be added to a whole list"),
        ("E[ids + start] + P[: len(ids)]", "A number cannot be added to a whole list"),
        ("E[ids] + P[start:ids]", "start + len(…)"),
        ("E[ids] + P[start : start + ids.size(0)]", "A list has none of this"),
    ],
)
def test_an_error_where_ids_is_taken_for_a_number_or_a_tensor_is_explained(
    rows: str, said: str
) -> None:
    source = f"def {_EMBED}:\n    return {rows}\n"
    report = examine(find("07.where-it-starts"), in_a_cell(source, torch=torch), 0)
    assert report.outcome == "raised"
    assert said in report.text


@pytest.mark.parametrize("name", ["rope", "RoPE"])
def test_rotary_by_its_other_name_is_told_the_one_that_is_asked_for(name: str) -> None:
    source = (
        "def f(first, second):\n"
        f"    if {_ONE_GAP}:\n        return 'bias'\n"
        f"    return '{name}' if {_ALL_DIAGONALS} else 'added'\n"
    )
    report = examine(find("07.which-remedy"), in_a_cell(source, np=np), 0)
    assert 'called "rotary" here' in report.text


@pytest.mark.parametrize("name", ["sinusoidal", "learned", "absolute"])
def test_added_by_another_name_is_told_the_one_that_is_asked_for(name: str) -> None:
    source = (
        "def f(first, second):\n"
        f"    if {_ONE_GAP}:\n        return 'bias'\n"
        f"    return 'rotary' if {_ALL_DIAGONALS} else '{name}'\n"
    )
    report = examine(find("07.which-remedy"), in_a_cell(source, np=np), 0)
    assert 'is called "added" here' in report.text


@pytest.mark.parametrize(
    "asked", ["first == second", "max(first - second) < 0.05", "min(first) < 0.05"]
)
def test_a_table_that_is_asked_for_its_truth_is_told_what_to_ask(asked: str) -> None:
    source = f"def f(first, second):\n    return 'bias' if {asked} else 'rotary'\n"
    report = examine(find("07.which-remedy"), in_a_cell(source, np=np), 0)
    assert "neither true nor false" in report.text


def test_alibi_is_told_to_be_a_bias() -> None:
    body = _REMEDIES.format("0.01", "np.ptp(first - second) < 0.01").replace(
        '"bias"', '"ALiBi"'
    )
    answer: Any = in_a_cell(f"def f(first, second):\n    {body}\n", np=np)
    report = examine(find("07.which-remedy"), answer, 0)
    assert "ALiBi is one bias among others" in report.text
