"""Predicting by counts: the formula, and chances that add up to 1."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from companion.training import CountModel

texts = st.lists(st.integers(0, 4), max_size=40)


def witten_bell(ids: list[int], context: list[int], token: int, order: int) -> float:
    """Return the chance as the paper has it, from the longest context to the shortest.

    Every run is counted anew by looking through the whole text.
    """
    if order == 0:
        return 1 / 5
    shorter = witten_bell(ids, context, token, order - 1)
    if len(context) < order - 1:
        return shorter
    ending = context[len(context) - order + 1 :]
    after = [
        ids[place]
        for place in range(order - 1, len(ids))
        if ids[place - order + 1 : place] == ending
    ]
    kinds = len(set(after))
    if not after:
        return shorter
    return (after.count(token) + kinds * shorter) / (len(after) + kinds)


@given(texts, texts, st.integers(0, 4), st.integers(1, 5))
@settings(max_examples=200, deadline=None)
def test_a_chance_is_the_formula(
    ids: list[int], context: list[int], token: int, order: int
) -> None:
    model = CountModel(ids, vocab_size=5, order=order)
    expected = witten_bell(ids, context, token, order)
    assert model.chance(context, token) == pytest.approx(expected, rel=1e-12)


@given(texts, texts, st.integers(1, 5))
@settings(max_examples=100, deadline=None)
def test_chances_are_above_0_and_add_up_to_1(
    ids: list[int], context: list[int], order: int
) -> None:
    model = CountModel(ids, vocab_size=5, order=order)
    chances = [model.chance(context, token) for token in range(5)]
    assert min(chances) > 0
    assert sum(chances) == pytest.approx(1)


def test_the_loss_is_minus_the_mean_log_of_the_chances() -> None:
    ids, new = [0, 1, 2, 0, 1, 3, 0, 1, 2], [0, 1, 2, 4]
    model = CountModel(ids, vocab_size=5, order=3)
    expected = [witten_bell(ids, new[:n], new[n], 3) for n in range(4)]
    assert model.loss(new) == pytest.approx(-sum(map(math.log, expected)) / 4)
    for order in (1, 2, 5):
        shorter = CountModel(ids, vocab_size=5, order=min(order, 3)).loss(new)
        assert model.loss(new, order=order) == shorter


def test_with_an_order_of_1_tokens_are_guessed_by_their_frequency() -> None:
    model = CountModel([0] * 6 + [1] * 2, vocab_size=4, order=1)
    assert [model.chance([3], token) for token in range(4)] == pytest.approx(
        [6.5 / 10, 2.5 / 10, 0.5 / 10, 0.5 / 10]
    )


def test_with_nothing_counted_every_token_is_equally_likely() -> None:
    assert CountModel([], vocab_size=8, order=3).loss([1, 7]) == pytest.approx(
        math.log(8)
    )


def test_what_cannot_be_counted_is_refused() -> None:
    with pytest.raises(ValueError, match="new_ids is empty"):
        CountModel([1], 3, order=1).loss([])
    with pytest.raises(ValueError, match="vocab_size must be at least 1, got 0"):
        CountModel([1], 0, order=1)
    with pytest.raises(ValueError, match="order must be at least 1, got 0"):
        CountModel([1], 3, order=0)
    with pytest.raises(ValueError, match="order must be at least 1, got 0"):
        CountModel([1], 3, order=1).loss([1], order=0)
    with pytest.raises(TypeError, match="must be whole numbers"):
        CountModel([1.5], 3, order=1)  # type: ignore[list-item]
    for wrong in (3, -1):
        with pytest.raises(IndexError, match=f"token ID {wrong} is not in .* of 3"):
            CountModel([wrong], 3, order=1)
        with pytest.raises(IndexError, match=f"token ID {wrong} is not in .* of 3"):
            CountModel([1], 3, order=1).loss([wrong])
