"""Positions: each kind beside an independent formulation, and what defines it."""

import itertools
import math
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor, nn
from torch.nn import functional as F
from torch.utils._python_dispatch import TorchDispatchMode

from companion.byte_pair_encoding.files import load_gpt2
from companion.position import (
    LearnedPositions,
    T5Bias,
    alibi_bias,
    alibi_slopes,
    attention,
    causal_bias,
    relative_positions,
    rotary,
    sinusoidal,
    t5_buckets,
)
from companion.sliding_window import create_dataloader

sizes = st.integers(1, 24)
even_widths = st.integers(1, 16).map(lambda half: 2 * half)
seeds = st.integers(0, 2**32)


def normal(*shape: int, seed: int = 0, dtype: torch.dtype = torch.float64) -> Tensor:
    generator = torch.Generator().manual_seed(seed)
    return torch.randn(*shape, generator=generator, dtype=dtype)


# --- The published shapes -----------------------------------------------------------

FIRST_BATCH = [
    [40, 367, 2885, 1464],
    [1807, 3619, 402, 271],
    [10899, 2138, 257, 7026],
    [15632, 438, 2016, 257],
    [922, 5891, 1576, 438],
    [568, 340, 373, 645],
    [1049, 5975, 284, 502],
    [284, 3285, 326, 11],
]


def test_published_ids_and_shapes_of_the_verdict(verdict: str) -> None:
    gpt2 = load_gpt2()
    loader = create_dataloader(
        verdict, gpt2, batch_size=8, max_length=4, stride=4, shuffle=False
    )
    ids, _ = next(iter(loader))
    assert ids.tolist() == FIRST_BATCH
    tokens = nn.Embedding(gpt2.n_vocab, 256)(ids)
    places = LearnedPositions(context_length=4, embedding_dim=256)(4)
    assert tokens.shape == (8, 4, 256)
    assert places.shape == (4, 256)
    assert (tokens + places).shape == (8, 4, 256)


# --- Attention and order ------------------------------------------------------------


def test_a_place_that_may_read_nothing_has_no_mean() -> None:
    bias = causal_bias(3)
    bias[1] = -math.inf
    q, k, v = normal(3, 3, 4)
    read = attention(q, k, v, bias=bias.double())
    assert read.isnan().all(dim=-1).tolist() == [False, True, False]
    expected = F.scaled_dot_product_attention(q, k, v, attn_mask=bias.double())
    torch.testing.assert_close(read.nan_to_num(), expected)


@settings(max_examples=30, deadline=None)
@given(seeds, sizes, sizes, st.booleans())
def test_attention_is_torchs(seed: int, length: int, width: int, causal: bool) -> None:
    q, k, v = normal(3, 2, 3, length, width, seed=seed)
    bias = causal_bias(length).double() if causal else None
    expected = F.scaled_dot_product_attention(q, k, v, is_causal=causal)
    torch.testing.assert_close(attention(q, k, v, bias=bias), expected)


def test_attention_with_a_bias_is_torchs() -> None:
    q, k, v = normal(3, 2, 4, 7, 8)
    bias = alibi_bias(4, 7).double()
    expected = F.scaled_dot_product_attention(q, k, v, attn_mask=bias)
    torch.testing.assert_close(attention(q, k, v, bias=bias), expected)


@pytest.mark.parametrize("masked", [True, False])
def test_a_causal_mask_alone_can_tell_which_of_two_tokens_came_first(
    masked: bool,
) -> None:
    """No positions: token 1 looks for token 0 and finds it only where it came before.

    A mean over places of what was read beyond a share of 0.9 is then above 0 just if
    token 0 came before token 1; the other tokens read all they see alike.
    """
    n = 5
    ids = torch.tensor(list(itertools.permutations(range(n))))  # (120, T)
    looks_for = torch.zeros(n, n)
    looks_for[1, 0] = 100.0
    keys = values = torch.eye(n)
    bias = causal_bias(n) if masked else None
    read = attention(looks_for[ids], keys[ids], values[ids], bias=bias)
    # Token 0 in the first place reads itself alone: then, too, it came before token 1.
    found = (read[..., 0] - 0.9).relu().mean(dim=1) > 0
    places = ids.argsort(dim=1)
    came_first = places[:, 0] < places[:, 1]
    assert torch.equal(found, came_first) == masked


def moved_along(read: Callable[[Tensor], Tensor], x: Tensor, order: Tensor) -> bool:
    """Whether reading a shuffled sequence gives the shuffled result."""
    return torch.allclose(read(x[order]), read(x)[order], atol=1e-9)


@settings(max_examples=30, deadline=None)
@given(seeds, st.permutations(range(6)))
def test_without_positions_attention_is_permutation_equivariant(
    seed: int, order: list[int]
) -> None:
    x = normal(6, 8, seed=seed)
    assert moved_along(lambda x: attention(x, x, x), x, torch.tensor(order))


@pytest.mark.parametrize(
    "read",
    [
        lambda x: attention(x + learned_rows, x + learned_rows, x + learned_rows),  # type: ignore[has-type]
        lambda x: attention(x + sines, x + sines, x),  # type: ignore[has-type]
        lambda x: attention(x, x, x, bias=t5_numbers[0]),  # type: ignore[has-type]
        lambda x: attention(x, x, x, bias=alibi_bias(1, 6)[0].double()),
        lambda x: attention(rotary(x), rotary(x), x),
        lambda x: attention(x, x, x, bias=causal_bias(6).double()),
    ],
    ids=["learned", "sinusoidal", "t5", "alibi", "rotary", "causal mask"],
)
def test_with_positions_it_is_not(read: Callable[[Tensor], Tensor]) -> None:
    x = normal(6, 8)
    order = torch.tensor([2, 0, 1, 5, 4, 3])
    assert not moved_along(read, x, order)
    assert moved_along(read, x, torch.arange(6))


learned_rows = normal(6, 8, seed=1)
sines = sinusoidal(6, 8).double()
t5_numbers = normal(1, 32, seed=2)[:, t5_buckets(relative_positions(6))]


def test_a_symmetric_bias_cannot_tell_a_sequence_from_its_reverse() -> None:
    x, backwards = normal(6, 8), torch.arange(5, -1, -1)
    bias = alibi_bias(1, 6)[0].double()
    assert moved_along(lambda x: attention(x, x, x, bias=bias), x, backwards)
    causal = bias + causal_bias(6)
    assert not moved_along(lambda x: attention(x, x, x, bias=causal), x, backwards)


def test_causal_bias_lets_each_place_read_itself_and_what_is_before_it() -> None:
    for row, line in enumerate(causal_bias(5).tolist()):
        assert line == [0.0] * (row + 1) + [-math.inf] * (4 - row)


# --- Learned ------------------------------------------------------------------------


def test_learned_positions_are_the_first_rows_and_receive_their_gradient() -> None:
    positions = LearnedPositions(5, 3)
    places = positions(3)
    assert torch.equal(places, positions.table.weight[:3])
    places.sum().backward()
    grad = positions.table.weight.grad
    assert grad is not None
    assert grad.tolist() == [[1.0] * 3] * 3 + [[0.0] * 3] * 2


def test_learned_positions_stop_at_the_trained_length_and_the_others_go_on() -> None:
    table = LearnedPositions(4, 8)
    assert table(4).shape == (4, 8)
    with pytest.raises(
        IndexError, match=r"5 positions .* rows for 4 .* position 4 was never"
    ):
        table(5)
    trained = T5Bias(n_heads=2)
    for length in (5, 400):
        assert sinusoidal(length, 8).isfinite().all()
        assert trained(length).isfinite().all()
        assert alibi_bias(2, length).isfinite().all()
        assert rotary(normal(length, 8)).isfinite().all()


# --- Sinusoidal ---------------------------------------------------------------------


@settings(max_examples=50, deadline=None)
@given(sizes, even_widths, st.sampled_from([10.0, 10_000.0, 500_000.0]))
def test_sinusoidal_is_the_papers_formula_number_by_number(
    length: int, width: int, base: float
) -> None:
    table = sinusoidal(length, width, base=base)
    assert table.shape == (length, width)
    for place in range(length):
        for column in range(width):
            angle = place / base ** (2 * (column // 2) / width)
            wave = math.sin if column % 2 == 0 else math.cos
            assert table[place, column] == pytest.approx(wave(angle), abs=1e-6)


def steps_forward(offset: int, width: int) -> Tensor:
    """Build R(k), which knows the offset and no place: rotations, two by two."""
    blocks = []
    for column in range(0, width, 2):
        a = offset / 10_000 ** (column / width)
        blocks.append(
            torch.tensor(
                [[math.cos(a), math.sin(a)], [-math.sin(a), math.cos(a)]],
                dtype=torch.float64,
            )
        )
    return torch.block_diag(*blocks)


@settings(max_examples=50, deadline=None)
@given(st.integers(0, 60), st.integers(-30, 30), even_widths)
def test_moving_on_by_k_is_one_rotation_wherever_it_starts(
    place: int, offset: int, width: int
) -> None:
    table = sinusoidal(100, width).double()
    if place + offset >= 0:
        moved = steps_forward(offset, width) @ table[place]
        torch.testing.assert_close(table[place + offset], moved, atol=1e-6, rtol=0)


def test_dot_products_of_sinusoidal_places_depend_on_distance_alone() -> None:
    table = sinusoidal(50, 32)
    dots = table @ table.T
    for distance in range(50):
        diagonal = dots.diagonal(distance)
        frequencies = 10_000 ** -(torch.arange(0, 32, 2) / 32)
        expected = (distance * frequencies).cos().sum().item()
        torch.testing.assert_close(
            diagonal, torch.full_like(diagonal, expected), atol=1e-4, rtol=0
        )


def test_sinusoidal_is_exact_far_out() -> None:
    far = 1_000_003
    row = sinusoidal(far + 1, 2)[far]
    assert row.tolist() == pytest.approx([math.sin(far), math.cos(far)], abs=1e-6)


# --- Rotary -------------------------------------------------------------------------


def rotary_complex(x: Tensor, places: Tensor, base: float = 10_000.0) -> Tensor:
    """Each pair as a complex number, multiplied by exp(i · p · frequency)."""
    width = x.shape[-1]
    frequencies = base ** -(torch.arange(0, width, 2).double() / width)
    pairs = torch.view_as_complex(x.reshape(*x.shape[:-1], -1, 2))
    turn = torch.exp(1j * places[:, None] * frequencies)
    return torch.view_as_real(pairs * turn).flatten(-2)


def rotary_blocks(x: Tensor, places: Tensor) -> Tensor:
    """Each vector times a matrix of rotations, two by two (paper, equation 15)."""
    rows = [
        # The sinusoid's (sin, cos) pairs turn clockwise, rotary's pairs the other way.
        x[..., i, :] @ steps_forward(int(p), x.shape[-1])
        for i, p in enumerate(places)
    ]
    return torch.stack(rows, dim=-2)


@settings(max_examples=40, deadline=None)
@given(seeds, sizes, even_widths, st.integers(0, 1000))
def test_rotary_is_complex_multiplication_and_rotation_by_blocks(
    seed: int, length: int, width: int, first: int
) -> None:
    x, places = normal(2, length, width, seed=seed), first + torch.arange(length)
    turned = rotary(x, places)
    torch.testing.assert_close(turned, rotary_complex(x, places))
    torch.testing.assert_close(turned, rotary_blocks(x, places))


def test_rotary_is_the_half_and_half_form_with_columns_reordered() -> None:
    x, half = normal(5, 8), 4
    columns = torch.tensor([0, 4, 1, 5, 2, 6, 3, 7])
    angles = torch.arange(5)[:, None] / 10_000 ** (torch.arange(half).double() / half)
    cos, sin = angles.cos().repeat(1, 2), angles.sin().repeat(1, 2)
    other = x * cos + torch.cat([-x[:, half:], x[:, :half]], dim=-1) * sin
    torch.testing.assert_close(rotary(x[:, columns]), other[:, columns])


@settings(max_examples=40, deadline=None)
@given(seeds, even_widths, st.integers(-40, 40), st.integers(0, 500))
def test_rotary_scores_depend_on_the_offset_alone(
    seed: int, width: int, offset: int, shift: int
) -> None:
    q, k = normal(2, 1, width, seed=seed, dtype=torch.float32)

    def score(start: int) -> Tensor:
        at_q, at_k = torch.tensor([start]), torch.tensor([start + offset])
        return (rotary(q, at_q) * rotary(k, at_k)).sum()

    torch.testing.assert_close(score(shift), score(0), atol=1e-5, rtol=1e-5)


@settings(max_examples=30, deadline=None)
@given(seeds, sizes, even_widths)
def test_rotary_keeps_lengths_and_leaves_place_zero_alone(
    seed: int, length: int, width: int
) -> None:
    x = normal(length, width, seed=seed)
    torch.testing.assert_close(rotary(x).norm(dim=-1), x.norm(dim=-1))
    torch.testing.assert_close(rotary(x)[0], x[0])


def test_rotary_keeps_the_number_type() -> None:
    for dtype in (torch.float32, torch.float64, torch.bfloat16):
        assert rotary(torch.ones(3, 4, dtype=dtype)).dtype == dtype


def test_rotary_needs_no_float64_where_the_vectors_are() -> None:
    # Apple's GPUs have none. torch's meta device stands in for one.
    class NoFloat64(TorchDispatchMode):
        def __torch_dispatch__(
            self, func: Any, types: Any, args: Any = (), kwargs: Any = None
        ) -> Any:
            made = func(*args, **(kwargs or {}))
            if isinstance(made, Tensor) and made.device.type == "meta":
                assert made.dtype != torch.float64
            return made

    with NoFloat64():
        turned = rotary(torch.ones(2, 3, 4, device="meta"))
        again = rotary(torch.ones(3, 4, device="meta"), torch.arange(5, 8))
    assert turned.device.type == again.device.type == "meta"
    assert turned.shape == (2, 3, 4)


# --- Relative bias: T5 --------------------------------------------------------------


def t5_bucket(
    relative: int, n_buckets: int, max_distance: int, bidirectional: bool
) -> int:
    """One bucket, from the authors' definition, in exact fractions."""
    bucket, n = 0, -relative
    if bidirectional:
        n_buckets //= 2
        if n < 0:
            bucket = n_buckets
        n = abs(n)
    else:
        n = max(n, 0)
    exact = n_buckets // 2
    if n < exact:
        return bucket + n
    # floor(log(n / exact) / log(max / exact) · far), without logarithms
    step, far = 0, n_buckets - exact
    while step < far - 1 and Fraction(n, exact) ** far >= Fraction(
        max_distance, exact
    ) ** (step + 1):
        step += 1
    return bucket + exact + step


@settings(max_examples=40, deadline=None)
@given(st.booleans(), st.integers(1, 10), st.integers(1, 300))
def test_t5_buckets_are_those_of_a_scalar_loop(
    bidirectional: bool, quarter: int, beyond: int
) -> None:
    n_buckets = quarter * 4
    exact = n_buckets // (4 if bidirectional else 2)
    max_distance = exact + beyond
    relative = list(range(-2 * max_distance, 2 * max_distance + 1, 3))
    found = t5_buckets(
        torch.tensor(relative),
        n_buckets=n_buckets,
        max_distance=max_distance,
        bidirectional=bidirectional,
    )
    assert found.tolist() == [
        t5_bucket(r, n_buckets, max_distance, bidirectional) for r in relative
    ]


def test_t5_buckets_are_the_logarithms_away_from_the_borders() -> None:
    distances = torch.arange(8, 128)
    steps = torch.log(distances / 8) / math.log(128 / 8) * 8
    sure = (steps - steps.round()).abs() > 1e-3
    found = t5_buckets(-distances)
    assert torch.equal(found[sure], 8 + steps[sure].long())
    assert sure.sum() >= 110


def test_t5_buckets_never_fall_with_distance_and_separate_the_directions() -> None:
    behind, ahead = t5_buckets(-torch.arange(500)), t5_buckets(torch.arange(1, 500))
    assert (behind.diff() >= 0).all()
    assert (ahead.diff() >= 0).all()
    assert set(behind.tolist()) == set(range(16))
    assert set(ahead.tolist()) == set(range(17, 32))
    causal = t5_buckets(torch.arange(-500, 500), bidirectional=False)
    assert causal[500:].eq(0).all()
    assert set(causal.tolist()) == set(range(32))


@pytest.mark.parametrize("bidirectional", [True, False])
def test_t5_bias_depends_on_head_and_distance_alone(bidirectional: bool) -> None:
    layer = T5Bias(3, n_buckets=8, max_distance=20, bidirectional=bidirectional)
    bias = layer(30)
    assert bias.shape == (3, 30, 30)
    for offset in range(-29, 30):
        bucket = t5_bucket(offset, 8, 20, bidirectional)
        for head in range(3):
            assert (
                bias[head].diagonal(offset) == layer.table.weight[bucket, head]
            ).all()


# --- Relative bias: ALiBi -----------------------------------------------------------


def test_alibi_slopes_of_the_paper() -> None:
    assert alibi_slopes(8).tolist() == [2.0**-h for h in range(1, 9)]
    assert alibi_slopes(16).tolist() == pytest.approx(
        [2 ** (-h / 2) for h in range(1, 17)]
    )
    assert alibi_slopes(1).tolist() == [2.0**-8]


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 200))
def test_alibi_slopes_are_those_of_the_recursive_definition(n_heads: int) -> None:
    def slopes(n: int) -> list[float]:
        if math.log2(n).is_integer():
            start = 2 ** (-(2 ** -(math.log2(n) - 3)))
            return [start ** (i + 1) for i in range(n)]
        below = 2 ** math.floor(math.log2(n))
        return slopes(below) + slopes(2 * below)[0::2][: n - below]

    assert alibi_slopes(n_heads).tolist() == pytest.approx(slopes(n_heads))
    assert len(set(alibi_slopes(n_heads).tolist())) == n_heads


def test_alibi_bias_is_minus_slope_times_distance() -> None:
    bias, slopes = alibi_bias(6, 9), alibi_slopes(6)
    assert bias.shape == (6, 9, 9)
    for head in range(6):
        for i in range(9):
            for j in range(9):
                assert bias[head, i, j] == -slopes[head] * abs(i - j)


# --- Bad input ----------------------------------------------------------------------


@pytest.mark.parametrize("size", [0, -3])
@pytest.mark.parametrize(
    "call",
    [
        lambda n: causal_bias(n),
        lambda n: LearnedPositions(n, 4),
        lambda n: LearnedPositions(4, n),
        lambda n: LearnedPositions(4, 4)(n),
        lambda n: sinusoidal(n, 4),
        lambda n: sinusoidal(4, n),
        lambda n: relative_positions(n),
        lambda n: T5Bias(n),
        lambda n: T5Bias(2, n_buckets=n),
        lambda n: T5Bias(2, max_distance=n),
        lambda n: T5Bias(2)(n),
        lambda n: alibi_slopes(n),
        lambda n: alibi_bias(2, n),
    ],
)
def test_sizes_below_one_and_fractions_are_refused(
    call: Callable[[Any], object], size: int
) -> None:
    with pytest.raises(ValueError, match=rf"must be at least 1, got {size}"):
        call(size)
    with pytest.raises(TypeError, match=r"must be a whole number, got 2\.5"):
        call(2.5)


def test_an_odd_width_is_refused() -> None:
    with pytest.raises(ValueError, match=r"embedding_dim must be even.*got 5"):
        sinusoidal(4, 5)
    with pytest.raises(ValueError, match=r"embedding_dim must be even.*got 3"):
        rotary(torch.zeros(2, 3))


@pytest.mark.parametrize("base", [0.0, -1.0, math.inf, math.nan])
def test_a_base_that_is_no_positive_number_is_refused(base: float) -> None:
    with pytest.raises(ValueError, match="base must be a positive number, got"):
        sinusoidal(4, 4, base=base)


def test_rotary_refuses_shapes_that_do_not_fit() -> None:
    with pytest.raises(ValueError, match=r"must be \(\.\.\., T, D\), got .*\(4,\)"):
        rotary(torch.zeros(4))
    with pytest.raises(ValueError, match=r"3 vectors need 3 positions, got .*\(2,\)"):
        rotary(torch.zeros(3, 4), torch.arange(2))


@pytest.mark.parametrize("dtype", [torch.int64, torch.uint8, torch.bool])
def test_rotary_refuses_whole_numbers(dtype: torch.dtype) -> None:
    with pytest.raises(TypeError, match=f"floating-point numbers, got {dtype}"):
        rotary(torch.ones(2, 4, dtype=dtype))


@pytest.mark.parametrize("dtype", [torch.float32, torch.complex64, torch.bool])
def test_t5_refuses_distances_that_are_no_whole_numbers(dtype: torch.dtype) -> None:
    with pytest.raises(TypeError, match=f"whole numbers, got {dtype}"):
        t5_buckets(torch.ones(2, dtype=dtype))


def test_t5_takes_distances_of_every_whole_number_type() -> None:
    for dtype in (torch.int8, torch.uint8, torch.int32):
        found = t5_buckets(torch.tensor([0, 7, 12], dtype=dtype))
        assert found.tolist() == [0, 23, 25]
    assert t5_buckets(torch.tensor([-128], dtype=torch.int8)).tolist() == [15]


def test_t5_refuses_buckets_that_do_not_fit() -> None:
    with pytest.raises(ValueError, match=r"multiple of 4 here .* got 6"):
        t5_buckets(torch.tensor([0]), n_buckets=6)
    with pytest.raises(ValueError, match=r"multiple of 2 here .* got 7"):
        T5Bias(2, n_buckets=7, bidirectional=False)
    with pytest.raises(ValueError, match="max_distance 8 must be greater than 8"):
        T5Bias(2, max_distance=8)


@pytest.mark.parametrize(
    "call",
    [
        lambda n: causal_bias(n),
        lambda n: LearnedPositions(n, 4),
        lambda n: sinusoidal(n, 2),
        lambda n: T5Bias(n),
        lambda n: alibi_slopes(n),
        lambda n: T5Bias(2)(n),
    ],
)
def test_huge_sizes_are_refused_at_once_by_torch(call: Callable[[int], object]) -> None:
    with pytest.raises(RuntimeError, match=r"overflow|allocate|memory|size"):
        call(2**60)


@pytest.mark.parametrize(
    "call",
    [
        lambda n: causal_bias(n),
        lambda n: LearnedPositions(n, 4),
        lambda n: LearnedPositions(4, n),
        lambda n: sinusoidal(n, 2),
        lambda n: sinusoidal(2, n),
        lambda n: relative_positions(n),
        lambda n: T5Bias(n),
        lambda n: T5Bias(2, n_buckets=n),
        lambda n: T5Bias(2)(n),
        lambda n: alibi_slopes(n),
    ],
)
def test_sizes_beyond_64_bits_are_refused(call: Callable[[int], object]) -> None:
    for huge in (2**63, 10**30):
        with pytest.raises(ValueError, match=rf"at most 2\*\*63 - 1, got {huge}"):
            call(huge)


def test_huge_numbers_of_buckets_are_refused() -> None:
    with pytest.raises(ValueError, match=r"at most 1024, got 1152921504606846976"):
        t5_buckets(torch.tensor([0]), n_buckets=2**60, max_distance=2**62)
    assert (
        t5_buckets(torch.tensor([-(2**61)]), n_buckets=1024, max_distance=2**61) == 511
    )


def test_huge_distances_share_the_last_bucket_at_once() -> None:
    far = torch.tensor([-(10**15), -(10**9), 10**15])
    assert t5_buckets(far, max_distance=10**9).tolist() == [15, 15, 31]
    assert t5_buckets(far, max_distance=2**63 - 1).tolist() == [14, 11, 30]
    for huge in (2**63, 2**64, 10**30):
        with pytest.raises(ValueError, match=f"max_distance must be .* got {huge}"):
            t5_buckets(far, max_distance=huge)
