"""What a report says of an answer, and in which order."""

from __future__ import annotations

import math
import random
from dataclasses import replace
from typing import Any

import pytest

from companion.exercises.checking import examine
from companion.exercises.records import find
from tests.little_exercise import LITTLE, little_cases

pytestmark = pytest.mark.usefixtures("in_a_thread")


def test_right_answer_in_another_shape_passes() -> None:
    report = examine(LITTLE, lambda ids, stride: tuple(ids[1:]), 0)
    assert report.outcome == "right"
    assert str(report) == (
        "Right: 05.little, on 3 cases with the seed 0.\n"
        "Every token but the first is a target."
    )


def test_wrong_answer_is_shown_on_the_smallest_case_it_fails() -> None:
    def answer(ids: list[int], stride: int) -> list[int]:
        return ids[1:] if len(ids) == 4 else ids

    report = examine(LITTLE, answer, 7)
    assert report.outcome == "wrong"
    assert report.diagnosis == ""
    assert repr(report) == (
        "Not yet: 05.little, wrong on 2 of 3 cases.\n"
        "For example\n"
        "  answer([5, 6, 7], 2)\n"
        "  gave:      [5, 6, 7]\n"
        "  should be: [6, 7]\n"
        "The length is 3, and should be 2.\n"
        "These cases have the seed 7; seed=7 in check brings them back.\n"
        'hint("05.little") gives a hint.'
    )


def test_one_list_in_many_places_is_told_before_an_argument_that_is_not_read() -> None:
    def mask(ids: list[int], eot: int) -> list[list[int]]:
        rows = [[0] * len(ids)] * len(ids)
        for i in range(len(ids)):
            for j in range(i + 1):
                rows[i][j] = 1
        return rows

    report = examine(find("05.document-mask"), mask, 0)
    assert "\nSeveral places hold one and the same list" in report.text
    assert "No line of it reads" not in report.text


def test_a_row_stored_many_times_is_told_where_it_looks_like_another_mistake() -> None:
    def mask(ids: list[int], eot: int) -> list[list[int]]:
        rows, row = [], [0] * len(ids)
        for i, token in enumerate(ids):
            row[i] = 1
            rows.append(row)
            if token == eot:
                row = [0] * len(ids)
        return rows

    report = examine(find("05.document-mask"), mask, 0)
    assert "is one row stored many times?" in report.diagnosis


def test_a_return_in_the_loop_is_told_before_the_none_of_a_loop_without_rounds() -> (
    None
):
    def count(n_tokens: int, max_length: int, stride: int) -> int | None:
        n = 0
        for _ in range(0, n_tokens - max_length, stride):
            n += stride
            return n
        return None

    report = examine(find("05.how-many-windows"), count, 0)
    assert "A return stands inside the loop" in report.text
    assert "on every way through it" not in report.text


def test_a_return_in_the_loop_is_told_before_a_mistake_with_the_same_outputs() -> None:
    def first_hand(row: list[float], k: int) -> list[float] | None:
        moved: list[float] = []
        for i in range(0, len(row), 2):
            b = k / 10_000 ** (i / len(row))
            moved.append(row[i] * math.cos(b) + row[i + 1] * math.sin(b))
            moved.append(row[i + 1] * math.cos(b) - row[i] * math.sin(b))
            return moved
        return None

    report = examine(find("07.step"), first_hand, 0)
    first, second = report.text.splitlines()[1:3]
    assert first.startswith("A return stands inside the loop")
    assert second == f"Results like yours come from this mistake: {report.diagnosis}"


def test_printing_is_shown() -> None:
    report = examine(LITTLE, lambda ids, stride: [print(ids[1:])], 0)
    assert report.outcome == "wrong"
    assert "Your function printed: '[2, 3, 4]\\n" in report.text


def test_a_wrong_answer_that_changes_what_it_is_given_is_told_both() -> None:
    def answer(ids: list[int], stride: int) -> list[int]:
        ids.append(0)
        return ids

    report = examine(replace(LITTLE, leaves_arguments=True), answer, 0)
    assert report.outcome == "wrong"
    assert "The length is 4, and should be 2." in report.text
    assert "It also changes what it is given: work on a copy." in report.text
    assert "changes what it is given" not in examine(LITTLE, answer, 0).text


def test_a_copy_of_the_outer_list_alone_is_told_of_the_inner_ones() -> None:
    def answer(rows: list[list[int]], friends: list[tuple[int, int]]) -> Any:
        points = list(rows)
        return meet(points, friends)

    def meet(points: list[list[int]], friends: list[tuple[int, int]]) -> Any:
        moved = exercise.solution([list(row) for row in points], friends)
        for row, new in zip(points, moved, strict=True):
            row[:] = new
        return points

    exercise = find("06.where-rows-end")
    report = examine(exercise, answer, 0)
    assert "a copy, also of the lists within: [list(row) for row in" in report.text


def test_what_is_kept_between_calls_is_named() -> None:
    kept: list[int] = []

    def answer(ids: list[int], stride: int, found: list[int] = kept) -> list[int]:
        found.extend(ids[1:])
        return found

    report = examine(LITTLE, answer, 0)
    assert report.outcome == "wrong"
    assert "  gave:      [2, 3, 4, " in report.text  # as it was when it was returned
    assert "It keeps something from the call before" in report.text
    always_wrong = examine(LITTLE, lambda ids, stride: ids, 0)
    assert "Called again" not in always_wrong.text


def test_huge_output_is_shown_briefly() -> None:
    report = examine(LITTLE, lambda ids, stride: list(range(100_000)), 0)
    assert report.outcome == "wrong"
    assert len(report.text) < 1_000


def test_answer_that_changes_what_it_is_given_is_told() -> None:
    def answer(ids: list[int], stride: int) -> list[int]:
        ids.pop(0)
        return ids

    cases = little_cases(random.Random(0))
    exercise = replace(LITTLE, cases=lambda rng: cases)
    allowed = examine(exercise, answer, 0)
    assert allowed.outcome == "right"
    assert allowed.text.endswith(
        "It changes what it is given, which may be done here. Where that is still "
        "needed afterwards, work on a copy."
    )
    report = examine(replace(exercise, leaves_arguments=True), answer, 0)
    assert report.outcome == "wrong"
    assert report.text.startswith(
        "Not yet: 05.little returns what it should, but changes what it is given: "
        "work on a copy. For example\n  answer([5, 6, 7], 2)\n"
    )
    assert cases == little_cases(random.Random(0))
