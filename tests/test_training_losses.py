"""The loss, on a batch and on text that is not learned from."""

import math

import pytest
import torch
from torch import Tensor, nn

from companion.training import (
    device_of,
    loss_by_position,
    mean_loss,
    next_token_loss,
    train,
)
from tests.small_gpt import T, V, random_ids, roughen, small


def test_the_loss_is_minus_the_log_of_the_true_tokens_chance() -> None:
    logits = torch.randn(2, 3, V, generator=torch.Generator().manual_seed(0))
    targets = random_ids(2, 3)
    chances = logits.softmax(dim=-1)
    by_hand = [
        -math.log(chances[b, t, targets[b, t]]) for b in range(2) for t in range(3)
    ]
    assert next_token_loss(logits, targets).item() == pytest.approx(
        sum(by_hand) / 6, abs=1e-5
    )


def test_mean_loss_weighs_every_token_alike() -> None:
    model = small()
    roughen(model)
    long, short = (
        (random_ids(3, T), random_ids(3, T, seed=1)),
        (
            random_ids(1, 2, seed=2),
            random_ids(1, 2, seed=3),
        ),
    )
    with torch.no_grad():
        each = [next_token_loss(model(x), y).item() for x, y in (long, short)]
    expected = (each[0] * 3 * T + each[1] * 2) / (3 * T + 2)
    assert mean_loss(model, [long, short]) == pytest.approx(expected, rel=1e-5)


def test_batches_follow_the_model_to_its_device() -> None:
    # torch's meta device computes shapes alone, so a batch left on the CPU fails.
    class Meta(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.table = nn.Parameter(torch.zeros(V, V, device="meta"))

        def forward(self, ids: Tensor) -> Tensor:
            assert ids.device.type == "meta"
            return self.table[ids]

    model = Meta()
    assert device_of(model).type == "meta"
    with pytest.raises(RuntimeError, match=r"item\(\) cannot"):
        mean_loss(model, [(random_ids(2, T), random_ids(2, T))])


# --- Bad input ------------------------------------------------------------------------


@pytest.mark.parametrize("wrong", [-100, -1, V])
def test_a_target_outside_the_vocabulary_is_refused(wrong: int) -> None:
    targets = torch.tensor([[1, wrong]])
    with pytest.raises(IndexError, match=f"token ID {wrong} is not in .* of {V}"):
        next_token_loss(torch.zeros(1, 2, V), targets)
    model = small()
    for measure in (
        lambda batch: mean_loss(model, [batch]),
        lambda batch: train(model, [batch], torch.optim.SGD(model.parameters()), 1),
    ):
        with pytest.raises(IndexError, match=f"token ID {wrong} "):
            measure((torch.tensor([[1, 2]]), targets))


@pytest.mark.parametrize(
    ("logits", "targets"),
    [((1, 0, V), (1, 0)), ((2, 3, V), (3, 2)), ((2, 3, V), (6,)), ((6, V), (6,))],
)
def test_targets_that_do_not_fit_the_logits_are_refused(
    logits: tuple[int, ...], targets: tuple[int, ...]
) -> None:
    with pytest.raises(ValueError, match=r"logits \(B, T, V\) need targets \(B, T\)"):
        next_token_loss(torch.zeros(logits), torch.zeros(targets, dtype=torch.int64))


def test_targets_that_are_no_whole_numbers_are_refused() -> None:
    with pytest.raises(TypeError, match=r"whole numbers, got torch\.float32"):
        next_token_loss(torch.zeros(1, 2, V), torch.zeros(1, 2))


def test_the_loss_by_position_is_the_mean_over_the_windows() -> None:
    model = small()
    roughen(model)
    batches = [(random_ids(n, 4, seed=n), random_ids(n, 4, seed=n + 9)) for n in (3, 2)]
    found = loss_by_position(model, batches)
    for place in range(4):
        each = [
            next_token_loss(model(x)[row, None, [place]], y[row, None, [place]])
            for x, y in batches
            for row in range(len(x))
        ]
        assert found[place] == pytest.approx(torch.stack(each).mean().item(), rel=1e-5)
    assert sum(found) / 4 == pytest.approx(mean_loss(model, batches), rel=1e-5)
    with pytest.raises(ValueError, match=r"gives no batch.*to measure"):
        loss_by_position(model, [])
    with pytest.raises(IndexError, match=f"token ID {V} "):
        loss_by_position(model, [(random_ids(1, 2), torch.tensor([[0, V]]))])
