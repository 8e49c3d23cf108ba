"""Predicting by counts: the formula, and chances that add up to 1."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from companion.byte_pair_encoding import train
from companion.corpora import load_articles
from companion.training import CountModel, counting

texts = st.lists(st.integers(0, 4), max_size=40)


def witten_bell(
    ids: list[int], context: list[int], token: int, order: int, trust: float = 1
) -> float:
    """Return the chance as the paper has it, from the longest context to the shortest.

    Every run is counted anew by looking through the whole text.
    """
    if order == 0:
        return 1 / 5
    shorter = witten_bell(ids, context, token, order - 1, trust)
    if len(context) < order - 1:
        return shorter
    ending = context[len(context) - order + 1 :]
    after = [
        ids[place]
        for place in range(order - 1, len(ids))
        if ids[place - order + 1 : place] == ending
    ]
    extra = trust * len(set(after))
    if not after:
        return shorter
    return (after.count(token) + extra * shorter) / (len(after) + extra)


@given(texts, texts, st.integers(0, 4), st.integers(1, 5), st.sampled_from([1, 2.5, 3]))
@settings(max_examples=200, deadline=None)
def test_a_chance_is_the_formula(
    ids: list[int], context: list[int], token: int, order: int, trust: float
) -> None:
    model = CountModel(ids, vocab_size=5, order=order, trust=trust)
    expected = witten_bell(ids, context, token, order, trust)
    assert model.chance(context, token) == pytest.approx(expected, rel=1e-12)


def kneser_ney(
    ids: list[int], context: list[int], token: int, order: int, *, longest: int
) -> float:
    """Return the chance as the paper has it, with everything counted anew."""
    if order == 0:
        return 1 / 5
    shorter = kneser_ney(ids, context, token, order - 1, longest=longest)
    if len(context) < order - 1:
        return shorter
    # The runs of the longest order: each that occurs counts as often as it does. Of a
    # shorter one count the different runs of the longest kind that end with it, by
    # what stands before.
    runs = [tuple(ids[i : i + longest]) for i in range(len(ids) - longest + 1)]
    for length in range(longest, order, -1):
        assert all(len(run) == length for run in runs)
        runs = [run[1:] for run in dict.fromkeys(runs)]
    ending = tuple(context[len(context) - order + 1 :])
    after = [run[-1] for run in runs if run[:-1] == ending]
    if not after:
        return shorter
    kept = max(after.count(token) - 0.8, 0)
    return (kept + 0.8 * len(set(after)) * shorter) / len(after)


@given(texts, texts, st.integers(0, 4), st.integers(1, 5))
@settings(max_examples=200, deadline=None)
def test_a_kneser_ney_chance_is_the_formula(
    ids: list[int], context: list[int], token: int, order: int
) -> None:
    model = CountModel(ids, vocab_size=5, order=order, kneser_ney=True)
    expected = kneser_ney(ids, context, token, order, longest=order)
    assert model.chance(context, token) == pytest.approx(expected, rel=1e-12)


def test_a_token_that_follows_one_other_alone_is_no_guess_anywhere_else() -> None:
    # 3 is as frequent as 4, but comes after 0 alone.
    ids = [0, 3, 1, 4, 0, 3, 2, 4, 0, 3, 3, 4]
    model = CountModel(ids, vocab_size=6, order=2, kneser_ney=True)
    assert model.chance([5], 3) < model.chance([5], 4)


@pytest.mark.parametrize("kneser_ney", [False, True])
@given(ids=texts, context=texts, order=st.integers(1, 5))
@settings(max_examples=100, deadline=None)
def test_chances_are_above_0_and_add_up_to_1(
    kneser_ney: bool, ids: list[int], context: list[int], order: int
) -> None:
    model = CountModel(ids, vocab_size=5, order=order, kneser_ney=kneser_ney)
    chances = [model.chance(context, token) for token in range(5)]
    assert min(chances) > 0
    assert sum(chances) == pytest.approx(1)


def test_chances_are_each_token_s_and_the_loss_is_minus_their_mean_log() -> None:
    ids, new = [0, 1, 2, 0, 1, 3, 0, 1, 2], [0, 1, 2, 4]
    model = CountModel(ids, vocab_size=5, order=3)
    expected = [witten_bell(ids, new[:n], new[n], 3) for n in range(4)]
    assert model.chances(new) == pytest.approx(expected)
    assert model.loss(new) == pytest.approx(-sum(map(math.log, expected)) / 4)


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
    for trust in (0, -1, math.inf, math.nan):
        with pytest.raises(ValueError, match="trust must be above 0 and finite"):
            CountModel([1], 3, order=1, trust=trust)
    with pytest.raises(ValueError, match="trust belongs to the simple blend"):
        CountModel([1], 3, order=1, kneser_ney=True, trust=3)
    with pytest.raises(TypeError, match="must be whole numbers"):
        CountModel([1.5], 3, order=1)  # type: ignore[arg-type]
    for wrong in (3, -1):
        with pytest.raises(IndexError, match=f"token ID {wrong} is not in .* of 3"):
            CountModel([wrong], 3, order=1)
        with pytest.raises(IndexError, match=f"token ID {wrong} is not in .* of 3"):
            CountModel([1], 3, order=1).loss([wrong])


@pytest.mark.slow
@pytest.mark.parametrize("order", [3, 5])
def test_the_discount_suits_text_held_out_of_what_the_lesson_reads(
    order: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The lesson's unread text, its last tenth, takes no part in the choice.
    text = "\n".join(load_articles("news"))
    read = text[: len(text) * 9 // 10]
    ids = train(read, 512).encode(read)
    cut = len(ids) * 9 // 10
    losses = {}
    for discount in (0.6, 0.7, 0.8, 0.9):
        monkeypatch.setattr(counting, "DISCOUNT", discount)
        model = CountModel(ids[:cut], 512, order, kneser_ney=True)
        losses[discount] = model.loss(ids[cut:])
    assert losses[0.8] < min(losses.values()) + 0.01


@pytest.mark.slow
def test_four_times_k_suits_text_held_out_of_what_the_lesson_reads() -> None:
    # The lesson's unread text, its last tenth, takes no part in the choice.
    text = "\n".join(load_articles("news"))
    read = text[: len(text) * 9 // 10]
    ids = train(read, 512).encode(read)
    cut = len(ids) * 9 // 10
    losses = {
        trust: CountModel(ids[:cut], 512, 5, trust=trust).loss(ids[cut:])
        for trust in (1, 2, 3, 4, 5)
    }
    assert losses[4] == min(losses.values())
    assert losses[4] < losses[1] - 0.1
