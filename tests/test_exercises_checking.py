"""An answer is run on its cases: which count, what is asked for, what is refused."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch

from companion.exercises import Exercise, check
from companion.exercises.byte_pair_encoding import gpt2, replay
from companion.exercises.checking import examine
from companion.exercises.records import find
from companion.exercises.word_vectors import not_the_king
from companion.exercises.word_vectors.shared import cosine
from tests.all_exercises import ALL
from tests.little_exercise import LITTLE, shift

pytestmark = pytest.mark.usefixtures("in_a_thread")


@pytest.mark.parametrize("stop", [SystemExit, KeyboardInterrupt, GeneratorExit])
def test_answer_cannot_end_the_kernel(stop: type[BaseException]) -> None:
    def answer(ids: list[int], stride: int) -> None:
        raise stop

    assert examine(LITTLE, answer, 0).outcome == "raised"


def test_expected_error_is_asked_for() -> None:
    def strict(table: dict[str, int], key: str) -> int:
        return table[key]

    exercise = Exercise(
        **{
            **vars(LITTLE),
            "solution": strict,
            "cases": lambda rng: [({"a": 1}, "a"), ({"a": 1}, "b")],
        }
    )
    lax = examine(exercise, lambda table, key: table.get(key, 0), 0)
    assert lax.outcome == "wrong"
    assert "  gave:      0\n  should be: KeyError: 'b'" in lax.text
    assert examine(exercise, lambda table, key: table[key], 0).outcome == "right"


def test_a_buffer_that_is_used_again_does_not_spoil_a_right_answer() -> None:
    buffer: list[int] = []

    def answer(ids: list[int], stride: int) -> list[int]:
        buffer[:] = ids[1:]
        return buffer

    assert examine(LITTLE, answer, 0).outcome == "right"


def test_the_example_is_not_empty_if_another_will_do() -> None:
    exercise = Exercise(
        **{**vars(LITTLE), "cases": lambda rng: [([], 2), ([5, 6, 7], 2), ([8], 2)]}
    )
    report = examine(exercise, lambda ids, stride: [0], 0)
    assert "For example\n  <lambda>([8], 2)\n" in report.text
    only_empty = examine(exercise, lambda ids, stride: ids[1:] if ids else [0], 0)
    assert "For example\n  <lambda>([], 2)\n" in only_empty.text


def test_arrays_are_answers_like_any_other() -> None:
    def solution(ids: list[int], stride: int) -> Any:
        return np.array(ids[1:])

    exercise = Exercise(**{**vars(LITTLE), "solution": solution})
    assert examine(exercise, lambda ids, _: torch.tensor(ids[1:]), 0).outcome == "right"
    assert examine(LITTLE, lambda ids, _: torch.tensor(ids[1:]), 0).outcome == "right"
    assert examine(exercise, lambda ids, _: ids[1:], 0).outcome == "right"
    wrong = examine(exercise, lambda ids, _: torch.tensor(ids), 0)
    assert "The shape is (3,), and should be (2,)." in wrong.text


def test_check_draws_fresh_cases_and_can_repeat_them() -> None:
    name = ALL[0].name
    reports = [check(name, lambda *_: "no such thing").text for _ in range(5)]
    seeds = [re.search(r"seed (\d+);", text)[1] for text in reports]  # type: ignore[index]
    assert len(set(seeds)) > 1
    again = check(name, lambda *_: "no such thing", seed=int(seeds[0]))
    assert again.text == reports[0]


def test_check_refuses_what_is_not_a_function() -> None:
    with pytest.raises(TypeError, match=r"not \[1, 2\]: write check\(\"01"):
        check(ALL[0].name, [1, 2])  # type: ignore[arg-type]


def test_name_and_function_in_the_wrong_order_are_told() -> None:
    with pytest.raises(TypeError, match="the name comes first, as a text in quotes"):
        check(shift, "05.little")  # type: ignore[arg-type]


class Length(list[int]):
    """Has a length of its own, and a wrong one."""

    def __len__(self) -> int:
        return -1


class SilentError(Exception):
    """Cannot tell its message."""

    def __str__(self) -> str:
        raise RuntimeError("nothing to say")


class Text(str):
    """A text that refuses to be compared, shown or measured."""

    def __repr__(self) -> str:
        raise RuntimeError

    __eq__ = __len__ = __lt__ = __format__ = __str__ = __repr__  # type: ignore[assignment]
    __hash__ = None  # type: ignore[assignment]


@pytest.mark.parametrize("kind", [Length, SilentError, Text])
def test_what_cannot_be_looked_at_is_told_and_raises_nothing(kind: type[Any]) -> None:
    def answer(ids: list[int], stride: int) -> Any:
        if issubclass(kind, Exception):
            raise kind
        return kind("5") if kind is Text else kind([1, 2])

    report = examine(LITTLE, answer, 0)
    assert report.outcome in {"wrong", "raised"}
    assert kind.__name__ in report.text
    assert "  answer([" in report.text
    assert kind.__name__ in report._repr_html_()


# Right only where the blanks, the order or the neighbours of a case happen to fit.
FITTING: dict[str, Callable[..., Any]] = {
    "01.lengths": lambda text: (len(text.strip()), len(text.strip().encode())),
    "02.new-edition": lambda vocab, tokens: {
        token: index for index, token in enumerate(dict.fromkeys([*vocab, *tokens]))
    },
    "04.merge": lambda ids, pair, new: [
        int(number)
        for number in str(ids)
        .replace(f"{pair[0]}, {pair[1]}", str(new))
        .strip("[]")
        .split(", ")
        if number
    ],
    "04.replay": lambda word, merges: replay._encode(word.lower(), merges),
    "04.gpt2": lambda text, pattern: gpt2._encode_text(text.strip(), pattern),
    "08.not-the-king": not_the_king._wrong_analogy(
        score=lambda x, y: abs(cosine(x, y))
    ),
}


@pytest.mark.parametrize("name", FITTING)
@pytest.mark.parametrize("seed", range(5))
def test_an_answer_that_fits_most_cases_is_wrong(name: str, seed: int) -> None:
    assert examine(find(name), FITTING[name], seed).outcome in {"wrong", "raised"}


@pytest.mark.filterwarnings("ignore:coroutine")
def test_a_coroutine_is_told_from_what_it_would_give() -> None:
    async def answer(ids: list[int], stride: int) -> list[int]:
        return shift(ids, stride)

    assert "It is a coroutine: write def" in examine(LITTLE, answer, 0).text
