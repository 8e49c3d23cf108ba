"""The task of notebook 07: headlines in which only the order tells who bites."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial

import pytest
import torch
from torch import Tensor

from companion import position
from companion.lessons import who_bites
from companion.lessons.who_bites import WORDS, Readers, headlines

Read = Callable[[Readers, Tensor], Tensor]


def dice(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


@pytest.mark.parametrize("length", [2, 8, 64])
def test_a_headline_has_one_verb_and_the_word_before_it_bites(length: int) -> None:
    ids, who = headlines(200, length, dice())
    assert ids.shape == (200, length)
    assert ((ids == 0).sum(dim=1) == 1).all()
    assert (ids[:, 0] != 0).all()
    for row, answer in zip(ids.tolist(), who.tolist(), strict=True):
        assert row[row.index(0) - 1] == answer
    assert set(ids.flatten().tolist()) == set(range(len(WORDS)))


def test_the_verb_stands_everywhere_but_in_front() -> None:
    ids, _ = headlines(500, 6, dice())
    assert set((ids == 0).nonzero()[:, 1].tolist()) == {1, 2, 3, 4, 5}


@pytest.mark.parametrize(
    ("count", "length", "error"),
    [(0, 8, ValueError), (3, 1, ValueError), (2.5, 8, TypeError), (3, "8", TypeError)],
)
def test_sizes_that_make_no_sense_are_refused(
    count: int, length: int, error: type[Exception]
) -> None:
    with pytest.raises(error):
        headlines(count, length, dice())


def read_before(readers: Readers, ids: Tensor) -> Tensor:
    """Read the word before, and nothing else."""
    values = readers.E[:, ids] @ readers.U  # (8, B, T, D)
    return values.roll(1, dims=2)


def read_all(readers: Readers, ids: Tensor) -> Tensor:
    """Read the mean of all words."""
    values = readers.E[:, ids] @ readers.U
    return values.mean(dim=2, keepdim=True).expand_as(values)


def test_a_reader_that_reads_the_word_before_learns_at_every_length() -> None:
    readers = who_bites.train("before", read_before, steps=60)
    for length in (8, 32):
        shares = readers.share_right(length)
        assert shares.shape == (8,)
        assert (shares > 0.99).all()


def test_a_reader_without_order_gives_a_headline_and_its_mirror_one_answer() -> None:
    readers = who_bites.train("none", read_all, steps=30)
    ids, _ = headlines(20, 8, dice(3))
    with torch.no_grad():
        assert torch.allclose(readers(ids), readers(ids.flip(1)), atol=1e-4)


def test_readers_are_independent_and_repeatable() -> None:
    one, same = (who_bites.train("none", read_all, steps=3, seed=4) for _ in range(2))
    for first, second in zip(one.parameters(), same.parameters(), strict=True):
        assert torch.equal(first, second)
    assert not torch.allclose(one.E[0], one.E[1])
    other = who_bites.train("none", read_all, steps=3, seed=5)
    assert not torch.allclose(one.E, other.E)


def test_the_loss_of_one_reader_moves_no_other() -> None:
    readers = Readers("none", read_all)
    ids, who = headlines(4, 8, dice())
    scores = readers(ids)
    assert scores.shape == (8, 4, len(WORDS))
    scores[2, torch.arange(4), who].sum().backward()
    assert readers.E.grad is not None
    moved = readers.E.grad.abs().sum(dim=(1, 2)) > 0
    assert moved.tolist() == [False, False, True] + 5 * [False]


def test_t5_bias_has_a_table_for_each_reader_and_starts_at_zero() -> None:
    readers = Readers("T5", read_all)
    bias = readers.t5_bias(12)
    assert bias.shape == (8, 1, 12, 12)
    assert not bias.any()
    offsets = position.relative_positions(12)
    with torch.no_grad():
        readers._t5.table.weight.copy_(torch.arange(128.0).reshape(16, 8))
    bias = readers.t5_bias(12)[:, 0]
    for offset in range(-11, 12):
        assert all(len(set(one[offsets == offset].tolist())) == 1 for one in bias)
    for ahead in (1, -1):  # notebook 07 says where the last bucket begins
        last = [bias[:, offsets == ahead * n][:, 0].tolist() for n in (6, 7, 8, 11)]
        assert last[0] != last[1] == last[2] == last[3]


@pytest.mark.parametrize("seed", [1, pytest.param(2, marks=pytest.mark.slow)])
def test_near_and_before_together_tell_who_bites(seed: int) -> None:
    def read(readers: Readers, ids: Tensor) -> Tensor:
        length = ids.shape[1]
        x = readers.E[:, ids]
        bias = position.alibi_bias(8, length)[0]
        if readers.kind == "both":
            bias = bias + position.causal_bias(length)
        scores = (x @ readers.Q) @ (x @ readers.K).mT / math.sqrt(x.shape[-1]) + bias
        return scores.softmax(dim=-1) @ (x @ readers.U)

    near = who_bites.train("near", read, seed=seed).share_right(8).median()
    both = who_bites.train("both", read, seed=seed).share_right(8).median()
    assert 0.45 < near < 0.68  # a neighbour, but which?
    assert both > 0.85


def read_in(readers: Readers, ids: Tensor) -> tuple[Tensor, Tensor]:
    """Return what each position attends to, and the values, for a kind of position."""
    kind, length = readers.kind, ids.shape[1]
    x = readers.E[:, ids]
    q, k, v = x @ readers.Q, x @ readers.K, x @ readers.U
    bias = torch.zeros(length, length)
    if kind == "rotary":
        q, k = position.rotary(q), position.rotary(k)
    elif kind == "T5":
        bias = readers.t5_bias(length)
    else:
        bias = position.alibi_bias(8, length)[0] + position.causal_bias(length)
    scores = q @ k.mT / math.sqrt(x.shape[-1]) + bias
    return scores.softmax(dim=-1), v


def read(readers: Readers, ids: Tensor) -> Tensor:
    shares, values = read_in(readers, ids)
    return shares @ values


@pytest.mark.parametrize("seed", [0, pytest.param(1, marks=pytest.mark.slow)])
def test_why_each_kind_holds_or_falls_beyond_the_trained_length(seed: int) -> None:
    far, largest = {}, {}
    for kind in ("T5", "rotary", "ALiBi + mask"):
        readers = who_bites.train(kind, read, seed=seed)
        ids, _ = headlines(200, 64, dice(9))
        with torch.no_grad():
            shares, _ = read_in(readers, ids)
        verb = (ids == 0).nonzero()[:, 1]
        shares = shares[:, torch.arange(200), verb]  # (8, B, T): what "bites" reads
        shares = shares * ((torch.arange(64) - verb[:, None]).abs() >= 8)
        far[kind] = float(shares.sum(dim=-1).mean(dim=1).median())
        largest[kind] = float(shares.amax(dim=-1).mean(dim=1).median())
    assert far["T5"] > 0.6
    assert largest["T5"] < 0.06  # many small shares
    assert largest["rotary"] > 0.35  # one large share
    assert far["ALiBi + mask"] < 0.06


def read_masked(bias_of: Callable[[Readers, int], Tensor]) -> Read:
    """Read by attention with the causal mask and one more bias."""

    def read(readers: Readers, ids: Tensor) -> Tensor:
        x, length = readers.E[:, ids], ids.shape[1]
        bias = bias_of(readers, length) + position.causal_bias(length)
        scores = (x @ readers.Q) @ (x @ readers.K).mT / math.sqrt(x.shape[-1]) + bias
        return scores.softmax(dim=-1) @ (x @ readers.U)

    return read


def one_slope(head: int, _: Readers, length: int) -> Tensor:
    """Return ALiBi's bias of one of eight heads, ``(T, T)``."""
    return position.alibi_bias(8, length)[head]


@pytest.mark.parametrize("seed", [0, pytest.param(1, marks=pytest.mark.slow)])
def test_alibi_with_the_mask_stays_with_its_steepest_slope_only(seed: int) -> None:
    at_8, at_64 = [], []
    for head in (0, 1, 3, 7):
        read = read_masked(partial(one_slope, head))
        readers = who_bites.train("ALiBi + mask", read, seed=seed)
        at_8.append(float(readers.share_right(8).median()))
        at_64.append(float(readers.share_right(64).median()))
    assert position.alibi_bias(8, 2)[0, 0, 1] == -0.5  # the slope that the text names
    assert at_64[0] > at_8[0] - 0.08
    assert all(at_64[i] < at_8[i] - 0.08 for i in (1, 2, 3))
    assert at_64 == sorted(at_64, reverse=True)


@pytest.mark.parametrize("seed", [0, pytest.param(1, marks=pytest.mark.slow)])
def test_t5_with_the_mask_needs_a_last_bucket_that_training_saw(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = read_masked(Readers.t5_bias)
    seen = who_bites.train("T5 + mask", read, seed=seed).share_right(64).median()
    monkeypatch.setattr(
        who_bites, "T5Bias", lambda n_heads, **_: position.T5Bias(n_heads)
    )  # the buckets of the paper
    unseen = who_bites.train("T5 + mask", read, seed=seed).share_right(64).median()
    assert seen > 0.8 > unseen + 0.05
