"""Embedding: the three ways give the same rows and gradients; errors say what to do."""

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor, nn

from companion import embedding
from companion.embedding import (
    Cost,
    TokenEmbedding,
    linear,
    lookup,
    measure_cost,
    one_hot,
    one_hot_lookup,
    pull_and_push,
    share_of_circles,
)


def linear_lookup(ids: Tensor, table: Tensor) -> Tensor:
    return linear(one_hot(ids, len(table)), table.T)


WAYS: list[Callable[[Tensor, Tensor], Tensor]] = [lookup, one_hot_lookup, linear_lookup]


def rounded(numbers: Tensor) -> list[Any]:
    return (numbers.detach() * 10_000).round().div(10_000).tolist()


def assert_close(found: Tensor, expected: list[Any]) -> None:
    torch.testing.assert_close(
        found.detach(), torch.tensor(expected), atol=5e-5, rtol=0
    )


# Golden figures ----------------------------------------------------------------


def test_golden_table_of_six_rows() -> None:
    torch.manual_seed(123)
    embed = TokenEmbedding(vocab_size=6, embedding_dim=3)
    assert_close(embed.weight[0], [0.3374, -0.1778, -0.1690])
    assert_close(
        embed(torch.tensor([2, 3, 5, 1])),
        [
            [1.2753, -0.2010, -0.1606],
            [-0.4015, 0.9666, -1.1481],
            [-2.8400, -0.7849, -1.4096],
            [0.9178, 1.5810, 1.3010],
        ],
    )


def test_golden_one_hot_times_a_table_of_four_rows() -> None:
    torch.manual_seed(123)
    table = TokenEmbedding(vocab_size=4, embedding_dim=5).weight
    ids = torch.tensor([2, 3, 1])
    rows = [
        [0.6957, -1.8061, -1.1589, 0.3255, -0.6315],
        [-2.8400, -0.7849, -1.4096, -0.4076, 0.7953],
        [1.3010, 1.2753, -0.2010, -0.1606, -0.4015],
    ]
    assert one_hot(ids, 4).tolist() == [[0, 0, 1, 0], [0, 0, 0, 1], [0, 1, 0, 0]]
    for way in WAYS:
        assert_close(way(ids, table), rows)


@pytest.mark.parametrize("shape", [(6, 3), (4, 5), (1000, 16)])
def test_same_seed_gives_the_same_table_as_torch(shape: tuple[int, int]) -> None:
    torch.manual_seed(123)
    ours = TokenEmbedding(*shape).weight
    torch.manual_seed(123)
    assert torch.equal(ours, nn.Embedding(*shape).weight)


# Equality of outputs and gradients ----------------------------------------------


@settings(deadline=None, max_examples=60)
@given(st.data())
def test_outputs_and_gradients_equal_torch_embedding(data: st.DataObject) -> None:
    vocab_size, width = data.draw(st.integers(1, 12)), data.draw(st.integers(1, 6))
    shape = data.draw(st.lists(st.integers(0, 4), max_size=3))
    generator = torch.Generator().manual_seed(data.draw(st.integers(0, 99)))
    ids = torch.randint(vocab_size, shape, generator=generator)
    upstream = torch.randn([*shape, width], generator=generator)
    reference = nn.Embedding(vocab_size, width)
    expected = reference(ids)
    expected.backward(upstream)
    for way in WAYS:
        table = reference.weight.detach().clone().requires_grad_()
        found = way(ids, table)
        found.backward(upstream)
        assert found.shape == (*shape, width)
        assert torch.equal(found, expected)
        torch.testing.assert_close(table.grad, reference.weight.grad)


def test_outputs_and_gradients_equal_torch_linear() -> None:
    torch.manual_seed(0)
    layer = nn.Linear(7, 3, bias=False)
    ids = torch.tensor([[2, 0, 2], [6, 6, 1]])
    expected = layer(nn.functional.one_hot(ids, 7).float())
    upstream = torch.randn(2, 3, 3)
    expected.backward(upstream)
    weight = layer.weight.detach().clone().requires_grad_()
    found = linear(one_hot(ids, 7), weight)
    found.backward(upstream)
    torch.testing.assert_close(found, expected)
    torch.testing.assert_close(weight.grad, layer.weight.grad)
    assert torch.equal(lookup(ids, layer.weight.T), expected)


def test_only_the_rows_that_were_fetched_receive_a_gradient() -> None:
    ids = torch.tensor([2, 5, 2])
    for way in WAYS:
        table = torch.ones(8, 4, requires_grad=True)
        way(ids, table).sum().backward()
        assert table.grad is not None
        assert table.grad[:, 0].tolist() == [0, 0, 2, 0, 0, 1, 0, 0]


def test_a_step_of_plain_descent_leaves_the_other_rows_alone() -> None:
    torch.manual_seed(0)
    embed = TokenEmbedding(8, 4)
    before = embed.weight.detach().clone()
    optimizer = torch.optim.SGD(embed.parameters(), lr=0.1)
    embed(torch.tensor([1, 6])).square().sum().backward()
    optimizer.step()
    moved = (embed.weight != before).any(dim=1)
    assert moved.nonzero().flatten().tolist() == [1, 6]


def test_one_hot_equals_torch() -> None:
    ids = torch.tensor([[3, 0], [1, 1]])
    assert torch.equal(one_hot(ids, 5), nn.functional.one_hot(ids, 5).float())
    assert one_hot(ids, 5).shape == (2, 2, 5)
    distances = torch.cdist(one_hot(torch.arange(5), 5), one_hot(torch.arange(5), 5))
    assert rounded(distances.unique()) == rounded(torch.tensor([0, math.sqrt(2)]))


def test_lookup_takes_ids_of_every_whole_number_type() -> None:
    table = torch.arange(12.0).view(4, 3)
    for dtype in (torch.uint8, torch.int16, torch.int32, torch.int64):
        ids = torch.tensor([3, 1], dtype=dtype)
        for way in WAYS:
            assert way(ids, table).tolist() == [[9, 10, 11], [3, 4, 5]]


@pytest.mark.parametrize(
    ("dtype", "wrong", "rows"),
    [
        (torch.uint8, 255, 256),
        (torch.uint8, 255, 300),
        (torch.int8, 127, 128),
        (torch.int16, 32_767, 50_257),
        (torch.uint16, 50_256, 50_257),
        (torch.uint32, 50_256, 50_257),
        (torch.uint64, 50_256, 50_257),
    ],
)
def test_a_table_may_have_more_rows_than_the_type_of_the_ids_can_count(
    dtype: torch.dtype, wrong: int, rows: int
) -> None:
    last = torch.tensor([wrong], dtype=dtype)
    table = torch.arange(float(rows))[:, None]
    assert lookup(last, table).item() == wrong
    assert one_hot(last, rows).argmax().item() == wrong
    with pytest.raises(IndexError, match=f"token ID {wrong} is not in the vocabulary"):
        lookup(last, table[:wrong])


def test_lists_and_arrays_are_ids_as_well() -> None:
    table = torch.arange(12.0).view(4, 3)
    for ids in ([3, 1], (3, 1), np.array([3, 1], np.uint16), np.array([3, 1])):
        assert lookup(ids, table).tolist() == [[9, 10, 11], [3, 4, 5]]
        assert one_hot(ids, 4).argmax(dim=-1).tolist() == [3, 1]
        assert TokenEmbedding(4, 3)(ids).shape == (2, 3)
    assert lookup([], table).shape == (0, 3)


@pytest.mark.parametrize(
    "ids", ["tea", None, {1, 2}, [[1], [1, 2]], [2**70], [1.0], ["a"], [True]]
)
def test_what_is_no_list_of_whole_numbers_is_refused(ids: Any) -> None:
    with pytest.raises(TypeError, match="token IDs must be whole numbers"):
        lookup(ids, torch.zeros(6, 3))


@pytest.mark.parametrize(
    ("size", "error"), [(2.5, TypeError), ("3", TypeError), (0, ValueError)]
)
def test_one_hot_of_a_size_that_makes_no_sense(
    size: Any, error: type[Exception]
) -> None:
    with pytest.raises(error, match="vocab_size must be"):
        one_hot(torch.tensor([0]), size)


def test_one_hot_lookup_keeps_the_type_of_the_table() -> None:
    table = torch.rand(4, 3, dtype=torch.float64)
    rows = one_hot_lookup(torch.tensor([2]), table)
    assert rows.dtype == torch.float64
    assert torch.equal(rows, table[2:3])


# The layer ----------------------------------------------------------------------


def test_layer_is_a_trainable_module() -> None:
    embed = TokenEmbedding(6, 3)
    assert [(name, p.shape) for name, p in embed.named_parameters()] == [
        ("weight", (6, 3))
    ]
    assert repr(embed) == "TokenEmbedding(vocab_size=6, embedding_dim=3)"
    again = TokenEmbedding(6, 3)
    again.load_state_dict(embed.state_dict())
    ids = torch.tensor([[0, 5]])
    assert torch.equal(again(ids), embed(ids))
    assert torch.equal(embed(ids), nn.Embedding.from_pretrained(embed.weight)(ids))


def test_start_is_normal_with_deviation_one() -> None:
    torch.manual_seed(0)
    weight = TokenEmbedding(2_000, 100).weight.detach()
    assert abs(float(weight.mean())) < 0.02
    assert abs(float(weight.std()) - 1) < 0.02
    assert float(weight.abs().max()) > 3  # no uniform distribution of deviation 1


@pytest.mark.parametrize("way", [*WAYS, lambda ids, table: TokenEmbedding(6, 3)(ids)])
@pytest.mark.parametrize("wrong", [6, -1, 2**40])
def test_id_outside_the_table(
    way: Callable[[Tensor, Tensor], Tensor], wrong: int
) -> None:
    with pytest.raises(
        IndexError, match=f"token ID {wrong} is not in .* of 6: IDs go from 0 to 5"
    ):
        way(torch.tensor([[2, wrong], [1, 9]]), torch.zeros(6, 3))


def test_table_with_max_ids_rows_is_one_too_small() -> None:
    ids = torch.tensor([2, 3, 5, 1])
    with pytest.raises(IndexError, match=r"token ID 5 is not in .* max\(ids\) \+ 1"):
        TokenEmbedding(int(ids.max()), 3)(ids)
    assert TokenEmbedding(int(ids.max()) + 1, 3)(ids).shape == (4, 3)


@pytest.mark.parametrize("dtype", [torch.float32, torch.complex64, torch.bool])
def test_ids_must_be_whole_numbers(dtype: torch.dtype) -> None:
    ids = torch.ones(2, dtype=dtype)
    for way in WAYS:
        with pytest.raises(TypeError, match=f"whole numbers, got {dtype}"):
            way(ids, torch.zeros(6, 3))


def test_no_ids_give_no_rows() -> None:
    for way in WAYS:
        assert way(torch.empty(0, 4, dtype=torch.int64), torch.zeros(6, 3)).shape == (
            0,
            4,
            3,
        )


def test_weight_that_was_not_transposed() -> None:
    with pytest.raises(ValueError, match=r"shape \(6, 3\) does not fit .* \(2, 6\)"):
        linear(torch.zeros(2, 6), torch.zeros(6, 3))
    with pytest.raises(ValueError, match=r"must be \(outputs, 6\)"):
        linear(torch.zeros(2, 6), torch.zeros(6))


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ((0, 3), ValueError, "vocab_size must be at least 1, got 0"),
        ((6, -3), ValueError, "embedding_dim must be at least 1, got -3"),
        ((6.0, 3), TypeError, "vocab_size must be a whole number, got 6.0"),
        ((6, "3"), TypeError, "embedding_dim must be a whole number, got '3'"),
        ((2**63, 3), ValueError, "vocab_size must be at most"),
        ((6, 10**30), ValueError, "embedding_dim must be at most"),
    ],
)
def test_sizes_of_the_layer(
    arguments: tuple[Any, Any], error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message):
        TokenEmbedding(*arguments)


# Cost ---------------------------------------------------------------------------


def test_cost_has_one_entry_a_size_and_memory_from_the_shapes() -> None:
    costs = measure_cost([10, 1_000], embedding_dim=8, n_ids=16, repeats=2)
    assert [cost.vocab_size for cost in costs] == [10, 1_000]
    for cost in costs:
        assert isinstance(cost, Cost)
        assert cost.lookup_bytes == 16 * 8 * 4
        assert cost.one_hot_bytes == 16 * 8 * 4 + 16 * cost.vocab_size * 4
        assert 0 < cost.lookup_seconds < math.inf
        assert 0 < cost.one_hot_seconds < math.inf


def test_cost_is_timed_after_a_first_call_in_runs_of_several(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    now = 0.0

    def embed(ids: torch.Tensor, table: torch.Tensor) -> torch.Tensor:
        nonlocal now
        # A slow first call, and a second one that something else disturbed.
        calls.append({0: 1.0, 1: 0.05}.get(len(calls), 0.0004))
        now += calls[-1]
        return table

    calls: list[float] = []
    monkeypatch.setattr("companion.embedding.time.perf_counter", lambda: now)
    table = torch.zeros(1, 1)
    assert embedding._best_time(embed, [table], table, 4) == pytest.approx(0.0004)
    assert len(calls) == 1 + 3 + 4 * 3  # three calls fill a millisecond


def test_cost_is_timed_with_other_ids_in_each_call() -> None:
    seen: list[torch.Tensor] = []

    def embed(ids: torch.Tensor, table: torch.Tensor) -> torch.Tensor:
        seen.append(ids)
        return table

    batches = list(torch.arange(3).unbind())
    embedding._best_time(embed, batches, torch.zeros(1, 1), 1)
    assert [int(ids) for ids in seen[:4]] == [0, 1, 2, 0]


def test_cost_is_timed_in_one_thread_and_the_others_come_back(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    before = torch.get_num_threads()
    seen: list[int] = []

    def embed(ids: torch.Tensor, table: torch.Tensor) -> torch.Tensor:
        seen.append(torch.get_num_threads())
        return table

    monkeypatch.setattr("companion.embedding.lookup", embed)
    try:
        torch.set_num_threads(2)
        measure_cost([10], repeats=1)
        with pytest.raises(ValueError, match="vocab_size"):
            measure_cost([10, -1], repeats=1)
        assert set(seen) == {1}
        assert torch.get_num_threads() == 2
    finally:
        torch.set_num_threads(before)


def test_cost_memory_is_that_of_the_tensors() -> None:
    (cost,) = measure_cost([50], embedding_dim=8, n_ids=16)
    ids, table = torch.zeros(16, dtype=torch.int64), torch.zeros(50, 8)
    assert cost.lookup_bytes == lookup(ids, table).untyped_storage().nbytes()
    one_hot_bytes = one_hot(ids, 50).untyped_storage().nbytes()
    assert cost.one_hot_bytes == cost.lookup_bytes + one_hot_bytes


@pytest.mark.parametrize("name", ["embedding_dim", "n_ids", "repeats"])
def test_cost_of_sizes_that_make_no_sense(name: str) -> None:
    with pytest.raises(ValueError, match=f"{name} must be at least 1, got 0"):
        measure_cost([10], **{name: 0})
    with pytest.raises(ValueError, match="vocab_size must be at least 1, got -1"):
        measure_cost([10, -1])
    assert measure_cost([]) == []


# What notebook 06 says beyond its one example ------------------------------------


def week_from(starts: Tensor, push: bool) -> Tensor:
    """Train tables of seven days, ``(n, 7, 2)``, as the notebook does."""
    one, other = torch.triu_indices(7, 7, 1)
    friends = ((other - one) == 1) | ((other - one) == 6)
    tables = starts.clone().requires_grad_()
    for _ in range(50):
        apart = (tables[:, one] - tables[:, other]).norm(dim=2)
        loss = (apart[:, friends] ** 2).sum()
        if push:
            loss = loss + ((3 - apart[:, ~friends]).clamp(min=0) ** 2).sum()
        (gradient,) = torch.autograd.grad(loss, tables)
        tables = (tables - 0.1 * gradient).detach().requires_grad_()
    return tables.detach()


def starts(n: int) -> Tensor:
    return torch.randn(n, 7, 2, generator=torch.Generator().manual_seed(0))


def test_from_every_start_the_week_becomes_a_circle() -> None:
    rows = week_from(starts(1_000), push=True)
    rows = rows - rows.mean(1, keepdim=True)
    order = torch.atan2(rows[..., 1], rows[..., 0]).argsort(1)
    steps = (order.roll(-1, 1) - order) % 7
    assert ((steps == 1).all(1) | (steps == 6).all(1)).all()
    radius = rows.norm(dim=2)
    assert (radius - radius.mean()).abs().max() < 0.05


def test_from_every_start_pulling_alone_ends_in_the_middle() -> None:
    begin = starts(1_000)
    middle = begin.mean(1, keepdim=True)
    assert (week_from(begin, push=False) - middle).norm(dim=2).max() < 0.01


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("vocab_size", [1_000, 20_000])
def test_tied_tables_drawn_wide_begin_worse_than_no_idea(
    vocab_size: int, seed: int
) -> None:
    generator = torch.Generator().manual_seed(seed)
    table = torch.randn(vocab_size, 64, generator=generator)
    ids, targets = torch.randint(vocab_size, (2, 64), generator=generator)

    def first_loss(spread: float) -> float:
        rows = spread * table
        return nn.functional.cross_entropy(rows[ids] @ rows.T, targets).item()

    assert first_loss(1.0) > 4 * math.log(vocab_size)
    assert first_loss(1.0) == pytest.approx(64, abs=6)  # 64 squares
    for spread in (0.02, 1 / math.sqrt(3 * vocab_size)):
        assert first_loss(spread) == pytest.approx(math.log(vocab_size), abs=0.05)


@pytest.mark.parametrize("seed", range(3))
def test_with_tied_weights_rows_are_pushed_away_by_their_chances(seed: int) -> None:
    generator = torch.Generator().manual_seed(seed)
    table = torch.randn(50, 2, generator=generator, requires_grad=True)
    ids, targets = torch.randint(10, (2, 4), generator=generator)
    logits = table[ids] @ table.T
    loss = nn.functional.cross_entropy(logits, targets)
    (gradient,) = torch.autograd.grad(loss, table)
    pushed = (logits.softmax(dim=1).T @ table[ids] / 4).detach()
    torch.testing.assert_close(gradient[10:], pushed[10:])
    assert (gradient[10:] != 0).any(dim=1).all()


def weeks(width: int = 2) -> Tensor:
    """Draw two tables for each of 60 weeks, ``(2, 60, 7, width)``."""
    generator = torch.Generator().manual_seed(0)
    return torch.randn(2, 60, 7, width, generator=generator)


def predicting_weeks(after: list[int], tables: Tensor) -> Tensor:
    """Learn which day comes after each; return the rows of today's table."""
    days, targets = torch.arange(7), torch.tensor(after)
    for _ in range(500):
        tables = tables.detach().requires_grad_()
        chances = (tables[0] @ tables[1].mT).log_softmax(dim=2)
        (slopes,) = torch.autograd.grad(-chances[:, days, targets].sum() / 7, tables)
        tables = tables - slopes
    return tables[0].detach()  # (60, 7, width)


WEEK = [1, 2, 3, 4, 5, 6, 0]


def test_with_two_tables_the_week_stands_round_in_an_order_of_chance() -> None:
    rows = predicting_weeks(WEEK, weeks())
    turns = torch.linspace(0, 2 * math.pi, 721)
    sides = torch.stack([turns.cos(), turns.sin()])
    for farthest_out in (rows @ sides).argmax(dim=1):  # (60, 721)
        assert len(farthest_out.unique()) == 7
    rows = rows - rows.mean(dim=1, keepdim=True)
    order = torch.atan2(rows[..., 1], rows[..., 0]).argsort(dim=1)
    steps = (order.roll(-1, dims=1) - order) % 7
    beside = ((steps == 1) | (steps == 6)).sum(dim=1)
    assert (beside < 7).all()  # never the circle
    assert 0.25 < beside.double().mean() / 7 < 0.42  # by chance 1/3


def test_with_two_tables_days_followed_by_the_same_come_near() -> None:
    friday, saturday = 4, 5
    rows = predicting_weeks([1, 2, 3, 4, 6, 6, 0], weeks())
    far = torch.cdist(rows, rows) + 1e9 * torch.eye(7)
    nearest = far.flatten(1).argmin(dim=1)
    assert (nearest == 7 * friday + saturday).double().mean() > 0.95


@pytest.mark.parametrize("width", [2, 3, 16])
def test_wide_rows_that_are_followed_by_the_same_come_nearer(width: int) -> None:
    def apart(rows: Tensor) -> Tensor:
        from_friday_to_saturday: Tensor = (rows[:, 5] - rows[:, 4]).norm(dim=1)
        return from_friday_to_saturday

    begin = weeks(width)
    rows = predicting_weeks([1, 2, 3, 4, 6, 6, 0], begin)
    assert (apart(rows) < apart(begin[0])).double().mean() > 0.95
    others = predicting_weeks(WEEK, begin)  # where another day follows each
    assert (apart(rows) < apart(others)).double().mean() > 0.95


@pytest.mark.parametrize(
    ("width", "millions", "share"), [(768, 124.4, 31.0), (12_288, 175_000, 0.4)]
)
def test_shares_of_gpt2_small_and_of_the_largest_gpt3(
    width: int, millions: float, share: float
) -> None:
    assert round(100 * 50_257 * width / 1e6 / millions, 1) == share


def test_torch_does_not_name_the_id_that_has_no_row() -> None:
    with pytest.raises(IndexError, match=r"^index out of range in self$"):
        nn.Embedding(5, 3)(torch.tensor([2, 5]))
    with pytest.raises(IndexError, match=r"^token ID 5 is not in the vocabulary of 5"):
        TokenEmbedding(5, 3)(torch.tensor([2, 5]))


@pytest.mark.slow
def test_circles_of_seven_are_found_and_of_twelve_in_three_dimensions() -> None:
    for seed in range(4):
        assert share_of_circles(7, 2, n_starts=300, seed=seed) == 1
        assert 0.55 < share_of_circles(12, 2, n_starts=300, seed=seed) < 0.75
        assert share_of_circles(12, 3, n_starts=300, seed=seed) == 1


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(4))
def test_years_that_are_pulled_first_seldom_get_stuck(seed: int) -> None:
    freed = [
        share_of_circles(12, 2, n_starts=300, pull_first=steps, seed=seed)
        for steps in (5, 20, 50)
    ]
    assert freed == sorted(freed)
    assert freed[0] < 0.85
    assert freed[1] > 0.95


def slow_loss(table: Tensor, friends: list[tuple[int, int]]) -> Tensor:
    loss = torch.zeros(())
    for a in range(len(table)):
        for b in range(a):
            distance = (table[a] - table[b]).norm()
            if (a, b) in friends or (b, a) in friends:
                loss = loss + distance**2
            elif distance < 3:
                loss = loss + (3 - distance) ** 2
    return loss


@pytest.mark.parametrize("seed", range(5))
def test_pull_and_push_goes_pair_by_pair(seed: int) -> None:
    generator = torch.Generator().manual_seed(seed)
    table = torch.randn(9, 3, generator=generator, requires_grad=True)
    friends = [(0, 4), (5, 2), (8, 7), (4, 0)]
    fast, slow = pull_and_push(table, friends), slow_loss(table, friends)
    torch.testing.assert_close(fast, slow)
    slopes = [torch.autograd.grad(loss, table)[0] for loss in (fast, slow)]
    torch.testing.assert_close(*slopes)
    both = torch.stack([table, 2 * table])
    assert pull_and_push(both, friends).item() == pytest.approx(
        (slow_loss(table, friends) + slow_loss(2 * table, friends)).item()
    )
    pulls = sum(
        (table[a] - table[b]).square().sum() for a, b in [(0, 4), (5, 2), (8, 7)]
    )
    torch.testing.assert_close(pull_and_push(table, friends, margin=0), pulls)


def test_rows_on_one_spot_can_be_trained() -> None:
    table = torch.zeros(4, 2, requires_grad=True)
    pull_and_push(table, [(0, 1)]).backward()
    assert table.grad is not None
    assert table.grad.isfinite().all()
    assert pull_and_push(table, []).item() == 6 * 9


def test_friends_are_numbers_of_rows() -> None:
    with pytest.raises(TypeError, match="must be whole numbers"):
        pull_and_push(torch.zeros(3, 2), [("Mon", "Tue")])  # type: ignore[list-item]
    with pytest.raises(IndexError, match="token ID 3 is not in the vocabulary of 3"):
        pull_and_push(torch.zeros(3, 2), [(0, 3)])


def test_a_circle_is_trained_as_autograd_would_train_it() -> None:
    rows = torch.randn(6, 2, generator=torch.Generator().manual_seed(3))
    for _ in range(50):
        rows = rows.detach().requires_grad_()
        loss = slow_loss(rows, [(i, (i + 1) % 6) for i in range(6)])
        (slope,) = torch.autograd.grad(loss, rows)
        rows = rows - 0.1 * slope
    nearest = torch.cdist(rows, rows).argsort(dim=1)[:, 1:3]
    found = all(
        {(i - 1) % 6, (i + 1) % 6} == set(pair)
        for i, pair in enumerate(nearest.tolist())
    )
    assert share_of_circles(6, 2, n_starts=1, seed=3) == found


def test_circles_need_friends_and_strangers() -> None:
    with pytest.raises(ValueError, match="n_tokens must be at least 5, got 4"):
        share_of_circles(4, 2)


def test_sparse_gradients_suit_plain_descent_and_not_adam() -> None:
    layer = torch.nn.Embedding(6, 3, sparse=True)
    layer(torch.tensor([2, 3])).sum().backward()
    torch.optim.SGD(layer.parameters(), lr=0.1).step()
    for kind in (torch.optim.Adam, torch.optim.AdamW):
        with pytest.raises(RuntimeError, match="does not support sparse gradients"):
            kind(layer.parameters(), lr=0.1).step()


def test_adamw_moves_rows_that_were_not_fetched() -> None:
    layer = TokenEmbedding(6, 3)
    optimizer = torch.optim.AdamW(layer.parameters(), lr=0.01)
    before = layer.weight.detach().clone()
    for ids in ([1, 2], [2, 3]):
        optimizer.zero_grad()
        layer(torch.tensor(ids)).square().sum().backward()
        start = layer.weight.detach().clone()
        optimizer.step()
    moved = (layer.weight.detach() - start).abs().sum(dim=1)
    assert moved[1] > 10 * moved[5] > 0  # row 1 goes on; row 5 is shrunk a little
    assert (layer.weight[5].norm() < before[5].norm()).item()
