"""The small GPT: its parts beside torch's, the nine steps, the mask, one update."""

import math

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor, nn
from torch._subclasses.fake_tensor import FakeTensorMode
from torch.nn import functional as F

from companion.byte_pair_encoding import train as train_tokenizer
from companion.corpora import load_text
from companion.sliding_window import create_dataloader
from companion.training import (
    GPT,
    Block,
    CausalSelfAttention,
    CountModel,
    generate,
    next_token_loss,
    train,
)
from tests.small_gpt import (
    D,
    H,
    T,
    V,
    first_block,
    position_table,
    random_ids,
    roughen,
    small,
)

# --- The parts beside torch's own -----------------------------------------------------


@pytest.mark.parametrize(("dim", "n_heads"), [(16, 1), (16, 4), (24, 3), (8, 8)])
def test_attention_equals_torchs_multi_head_attention(dim: int, n_heads: int) -> None:
    ours = CausalSelfAttention(dim, n_heads)
    roughen(ours)
    theirs = nn.MultiheadAttention(dim, n_heads, batch_first=True)
    with torch.no_grad():
        theirs.in_proj_weight.copy_(ours.qkv.weight)
        theirs.in_proj_bias.copy_(ours.qkv.bias)
        theirs.out_proj.weight.copy_(ours.out.weight)
        theirs.out_proj.bias.copy_(ours.out.bias)
    x = torch.randn(3, T, dim, generator=torch.Generator().manual_seed(1))
    mask = nn.Transformer.generate_square_subsequent_mask(T)
    expected, _ = theirs(x, x, x, attn_mask=mask, is_causal=True)
    torch.testing.assert_close(ours(x), expected, atol=1e-4, rtol=1e-4)


def test_attention_equals_scaled_dot_product_attention_head_by_head() -> None:
    layer = CausalSelfAttention(D, H)
    roughen(layer)
    x = torch.randn(2, T, D, generator=torch.Generator().manual_seed(1))
    q, k, v = layer.qkv(x).split(D, dim=-1)
    columns = [slice(h * D // H, (h + 1) * D // H) for h in range(H)]
    heads = [
        F.scaled_dot_product_attention(q[..., c], k[..., c], v[..., c], is_causal=True)
        for c in columns
    ]
    expected = layer.out(torch.cat(heads, dim=-1))
    torch.testing.assert_close(layer(x), expected, atol=1e-4, rtol=1e-4)


KINDS = ("weight", "bias")


def test_a_block_equals_torchs_encoder_layer() -> None:
    # In float64 an approximate GELU, 4e-4 away, cannot hide behind rounding.
    ours = Block(D, H).double()
    roughen(ours)
    theirs = nn.TransformerEncoderLayer(
        D, H, 4 * D, dropout=0.0, activation="gelu", batch_first=True, norm_first=True
    ).double()
    names = {
        "self_attn.in_proj_": "attention.qkv.",
        "self_attn.out_proj.": "attention.out.",
        "linear1.": "mlp.0.",
        "linear2.": "mlp.2.",
        "norm1.": "norm_before_attention.",
        "norm2.": "norm_before_mlp.",
    }
    state = ours.state_dict()
    theirs.load_state_dict(
        {a + kind: state[b + kind] for a, b in names.items() for kind in KINDS}
    )
    generator = torch.Generator().manual_seed(1)
    x = torch.randn(2, T, D, generator=generator, dtype=torch.float64)
    mask = nn.Transformer.generate_square_subsequent_mask(T).double()
    expected = theirs(x, src_mask=mask, is_causal=True)
    torch.testing.assert_close(ours(x), expected, atol=1e-9, rtol=1e-9)


# --- The nine steps -------------------------------------------------------------------


@pytest.mark.parametrize("tied", [False, True])
def test_the_nine_steps_and_their_shapes(tied: bool) -> None:
    text = load_text("story")[:4000]
    tokenizer = train_tokenizer(text, 300)  # 1 the vocabulary
    ids = tokenizer.encode(text)  # 2 the IDs
    loader = create_dataloader(  # 3 blocks
        ids, batch_size=8, max_length=T, stride=T, shuffle=False
    )
    inputs, targets = next(iter(loader))  # 4 shifted by one
    assert inputs.shape == targets.shape == (8, T)
    assert inputs.flatten()[1:].tolist() == targets.flatten()[:-1].tolist()
    model = small(vocab_size=tokenizer.n_vocab, tied=tied)
    assert model.tokens.weight.shape == (300, D)
    assert position_table(model).shape == (T, D)
    x = model.embed(inputs)  # 5 token + position
    assert x.shape == (8, T, D)
    assert torch.equal(x, model.tokens.weight[inputs] + position_table(model))
    y = model.blocks(x)  # 6 blocks
    assert y.shape == (8, T, D)
    logits = model.head(model.norm(y))  # 7 logits
    assert logits.shape == (8, T, 300)
    assert torch.equal(logits, model(inputs))
    loss = next_token_loss(logits, targets)  # 8 cross-entropy
    assert loss.shape == ()
    before = [weight.clone() for weight in model.parameters()]
    loss.backward()
    torch.optim.SGD(model.parameters(), lr=0.1).step()  # 9 update
    assert [w.shape for w in model.parameters()] == [w.shape for w in before]
    for weight, old in zip(model.parameters(), before, strict=True):
        assert not torch.equal(weight, old)
    assert next_token_loss(model(inputs), targets).item() < loss.item()


def test_the_model_has_no_weights_but_those_of_its_parts() -> None:
    names = {name for name, _ in small().named_parameters()}
    outside_blocks = {name for name in names if not name.startswith("blocks.")}
    assert outside_blocks == {
        "tokens.weight",
        "positions.table.weight",
        "norm.weight",
        "norm.bias",
        "head.weight",  # and no bias, as in GPT-2
    }


def test_tied_weights_are_one_table() -> None:
    model = small(tied=True)
    assert model.head.weight is model.tokens.weight
    untied = small()
    n_weights = [sum(w.numel() for w in m.parameters()) for m in (untied, model)]
    assert n_weights[0] - n_weights[1] == V * D


# --- What holds at the start ----------------------------------------------------------


@pytest.mark.parametrize("tied", [False, True])
@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize(("vocab_size", "dim"), [(50, 16), (512, 64), (5000, 128)])
def test_the_first_loss_is_about_ln_v(
    vocab_size: int, dim: int, seed: int, tied: bool
) -> None:
    model = small(vocab_size=vocab_size, embedding_dim=dim, tied=tied, seed=seed)
    generator = torch.Generator().manual_seed(seed)
    ids = torch.randint(vocab_size, (64, T + 1), generator=generator)
    loss = next_token_loss(model(ids[:, :-1]), ids[:, 1:]).item()
    assert loss == pytest.approx(math.log(vocab_size), abs=0.05)


def test_the_first_loss_is_exactly_ln_v_with_a_head_of_zeros() -> None:
    model = small()
    with torch.no_grad():
        model.head.weight.zero_()
    loss = next_token_loss(model(random_ids(4, T)), random_ids(4, T, seed=1))
    assert loss.item() == pytest.approx(math.log(V), abs=1e-6)


def test_starting_weights_are_those_of_torchs_layers_and_come_from_the_seed() -> None:
    state = torch.get_rng_state()
    model = small(vocab_size=2000, embedding_dim=64)
    assert torch.equal(state, torch.get_rng_state())
    torch.manual_seed(0)
    tables = nn.Embedding(2000, 64), nn.Embedding(T, 64)
    layers = nn.Linear(64, 3 * 64), nn.Linear(64, 64), nn.Linear(64, 4 * 64)
    torch.set_rng_state(state)
    assert torch.equal(model.tokens.weight, tables[0].weight)
    assert torch.equal(position_table(model), tables[1].weight)
    block = first_block(model)
    found = block.attention.qkv, block.attention.out, block.mlp[0]
    for ours, torchs in zip(found, layers, strict=True):
        for a, b in zip(ours.parameters(), torchs.parameters(), strict=True):
            assert torch.equal(a, b)
    for head in (model.head, small(vocab_size=2000, embedding_dim=64, tied=True).head):
        assert head.weight.std().item() == pytest.approx(0.02, rel=0.02)
    ids = random_ids(2, T)
    assert torch.equal(small(seed=3)(ids), small(seed=3)(ids))
    assert not torch.equal(small(seed=3)(ids), small(seed=4)(ids))


# --- The causal mask ------------------------------------------------------------------


@settings(max_examples=30, deadline=None)
@given(st.integers(0, T - 1), st.integers(1, V - 1), st.integers(0, 1000))
def test_changing_a_token_leaves_all_earlier_logits_unchanged(
    place: int, shift: int, seed: int
) -> None:
    model = small()
    roughen(model, seed)
    ids = random_ids(2, T, seed=seed)
    other = ids.clone()
    other[:, place] = (other[:, place] + shift) % V
    before, after = model(ids), model(other)
    assert torch.equal(before[:, :place], after[:, :place])
    assert not torch.allclose(before[:, place:], after[:, place:])


def test_a_shorter_sequence_gets_the_same_logits_as_the_start_of_a_longer_one() -> None:
    model = small()
    roughen(model)
    ids = random_ids(3, T)
    torch.testing.assert_close(model(ids[:, :5]), model(ids)[:, :5])


# --- One update -----------------------------------------------------------------------


def rows_changed(model: GPT, inputs: Tensor, targets: Tensor, lr: float) -> list[int]:
    before = model.tokens.weight.detach().clone()
    train(model, [(inputs, targets)], torch.optim.SGD(model.parameters(), lr), 1)
    return (model.tokens.weight != before).any(dim=1).nonzero().flatten().tolist()


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 1000))
def test_one_sgd_update_changes_only_the_rows_it_saw(seed: int) -> None:
    model = small(seed=seed)
    roughen(model, seed)
    inputs, targets = random_ids(2, 4, seed=seed), random_ids(2, 4, seed=seed + 1)
    places = position_table(model).detach().clone()
    assert rows_changed(model, inputs, targets, lr=1.0) == sorted(
        set(inputs.flatten().tolist())
    )
    moved = (position_table(model) != places).any(dim=1).tolist()
    assert moved == [True] * 4 + [False] * (T - 4)


def test_with_a_tied_head_every_row_changes() -> None:
    model = small(tied=True)
    roughen(model)
    changed = rows_changed(model, random_ids(2, 4), random_ids(2, 4, seed=1), lr=1.0)
    assert changed == list(range(V))


def test_one_update_is_weight_minus_rate_times_gradient() -> None:
    ours, copy = small(), small()
    inputs, targets = random_ids(2, T), random_ids(2, T, seed=1)
    loss = next_token_loss(copy(inputs), targets)
    gradients = torch.autograd.grad(loss, list(copy.parameters()))
    expected = [w - 0.3 * g for w, g in zip(copy.parameters(), gradients, strict=True)]
    train(ours, [(inputs, targets)], torch.optim.SGD(ours.parameters(), 0.3), 1)
    for weight, wanted in zip(ours.parameters(), expected, strict=True):
        torch.testing.assert_close(weight.detach(), wanted.detach())


# --- Devices and number types ---------------------------------------------------------


def test_attention_follows_its_vectors_to_their_device_and_type() -> None:
    block = Block(D, H)
    assert block.to("meta")(torch.zeros(2, T, D, device="meta")).device.type == "meta"
    model = small().bfloat16()
    assert model(random_ids(2, T)).dtype == torch.bfloat16
    assert len(generate(model, [1, 2], 3)) == 5


# --- Bad input ------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", ["vocab_size", "context_length", "embedding_dim", "n_heads", "n_layers"]
)
def test_sizes_below_one_and_fractions_are_refused(name: str) -> None:
    for size in (0, -2):
        with pytest.raises(ValueError, match=f"{name} must be at least 1, got {size}"):
            small(**{name: size})
    with pytest.raises(TypeError, match=rf"{name} must be a whole number, got 2\.5"):
        small(**{name: 2.5})


def test_sizes_of_small_types_do_not_wrap_round() -> None:
    # 4 * 100 is 144 in uint8.
    block = Block(np.uint8(100), np.uint8(2))  # type: ignore[arg-type]
    assert block(torch.zeros(1, 3, 100)).shape == (1, 3, 100)
    assert block.mlp[0].weight.shape == (400, 100)
    model = small(
        vocab_size=np.uint8(200), embedding_dim=np.uint8(100), n_heads=np.uint8(2)
    )
    assert model(torch.tensor([[199]])).shape == (1, 1, 200)
    assert CausalSelfAttention(1000, np.uint8(2)).n_heads == 2  # type: ignore[arg-type]


def test_sizes_beyond_64_bits_are_refused() -> None:
    for name in ("vocab_size", "context_length", "embedding_dim", "n_heads"):
        with pytest.raises(ValueError, match=f"{name} must be at most"):
            small(**{name: 10**30})


def test_seeds_that_make_no_sense_are_refused() -> None:
    for make in (
        lambda seed: small(seed=seed),
        lambda s: generate(small(), [1], 1, seed=s),
    ):
        for wrong in (1.5, "a", True):
            with pytest.raises(TypeError, match=f"seed must be .* got {wrong!r}"):
                make(wrong)
        with pytest.raises(ValueError, match="seed must be from"):
            make(2**70)
    assert torch.equal(small(seed=np.int64(3)).head.weight, small(seed=3).head.weight)


def test_heads_that_do_not_divide_the_width_are_refused() -> None:
    with pytest.raises(ValueError, match=r"embedding_dim 16 .* among 3 heads"):
        small(n_heads=3)


def test_ids_outside_the_vocabulary_are_refused() -> None:
    for wrong in (V, -1):
        with pytest.raises(IndexError, match=f"token ID {wrong} "):
            small()(torch.tensor([[0, wrong]]))
        with pytest.raises(IndexError, match=f"token ID {wrong} "):
            generate(small(), [wrong], 1)


def test_ids_that_are_no_whole_numbers_are_refused() -> None:
    with pytest.raises(TypeError, match="must be whole numbers"):
        small()(torch.zeros(1, 2))


@pytest.mark.parametrize("dtype", [torch.uint8, torch.int16, torch.uint16])
def test_ids_of_a_small_type_do_as_well(dtype: torch.dtype) -> None:
    model = small(vocab_size=300)
    ids = [[255, 7]]
    expected = model(torch.tensor(ids))
    assert torch.equal(model(torch.tensor(ids, dtype=dtype)), expected)
    assert torch.equal(model(ids), expected)
    small_ids = torch.tensor(ids[0], dtype=dtype)
    assert generate(model, small_ids, 2) == generate(model, ids[0], 2)
    assert CountModel(small_ids, 256, 2).loss(small_ids) == CountModel(
        ids[0], 256, 2
    ).loss(ids[0])
    logits = torch.zeros(1, 2, 256)
    loss = next_token_loss(logits, torch.tensor(ids, dtype=dtype))
    assert loss.item() == pytest.approx(math.log(256))


def test_a_sequence_longer_than_the_context_is_refused() -> None:
    with pytest.raises(IndexError, match=f"{T + 1} tokens, but .* at most {T} "):
        small()(random_ids(1, T + 1))


def test_one_sequence_without_a_batch_is_refused() -> None:
    with pytest.raises(ValueError, match=r"ids must be \(B, T\), got the shape \(3,\)"):
        small()(torch.tensor([1, 2, 3]))


def test_slopes_that_are_not_one_finite_number_a_head_are_refused() -> None:
    for wrong in ([1.0], [1.0] * (H + 1), [1.0, 1.0, 1.0, math.nan], [math.inf] * H):
        with pytest.raises(ValueError, match=f"finite number for each of {H} heads"):
            small(slopes=wrong)


def test_another_gelu_is_refused() -> None:
    with pytest.raises(ValueError, match="gelu must be 'none' or 'tanh', got 'relu'"):
        small(gelu="relu")


# --- Order by distance ----------------------------------------------------------------

SLOPES = [1.0, 0.5, 0.25, 0.0625]


def test_each_step_back_lowers_the_scores_by_the_heads_slope() -> None:
    layer = CausalSelfAttention(D, H, slopes=SLOPES)
    roughen(layer)
    x = torch.randn(2, T, D, generator=torch.Generator().manual_seed(1))
    q, k, v = layer.qkv(x).split(D, dim=-1)
    heads = []
    for h, slope in enumerate(SLOPES):
        columns = slice(h * D // H, (h + 1) * D // H)
        bias = torch.full((T, T), -math.inf)
        for i in range(T):
            for j in range(i + 1):
                bias[i, j] = -slope * (i - j)
        heads.append(
            F.scaled_dot_product_attention(
                q[..., columns], k[..., columns], v[..., columns], attn_mask=bias
            )
        )
    expected = layer.out(torch.cat(heads, dim=-1))
    torch.testing.assert_close(layer(x), expected, atol=1e-4, rtol=1e-4)


def test_with_slopes_there_is_no_table_of_positions_and_order_still_matters() -> None:
    model = small(slopes=SLOPES)
    roughen(model)
    assert model.positions is None
    assert not any("positions" in name for name, _ in model.named_parameters())
    ids = torch.tensor([[1, 2, 3, 4], [2, 1, 3, 4]])
    first, second = model(ids)[:, -1]
    assert not torch.allclose(first, second)
    assert generate(model, [1], T + 3)[0] == 1  # past the context length


@pytest.mark.parametrize("slopes", [None, SLOPES])
def test_attention_weights_are_what_each_place_reads(
    slopes: list[float] | None,
) -> None:
    model = small(slopes=slopes)
    roughen(model)
    ids = random_ids(2, T)
    weights = model.attention_weights(ids)
    assert weights.shape == (2, 2, H, T, T)
    torch.testing.assert_close(weights.sum(dim=-1), torch.ones(2, 2, H, T))
    assert (weights.triu(diagonal=1) == 0).all()
    block = first_block(model)
    x = block.norm_before_attention(model.embed(ids))
    values = block.attention.qkv(x)[..., 2 * D :].unflatten(-1, (H, D // H))
    read = torch.einsum("bhij,bjhd->bihd", weights[0], values).flatten(2)
    torch.testing.assert_close(
        block.attention.out(read), block.attention(x), atol=1e-4, rtol=1e-4
    )


# --- GPT-2's own GELU -----------------------------------------------------------------


def test_the_two_gelus_differ_by_as_little_as_is_said() -> None:
    x = torch.linspace(-10, 10, 100_001, dtype=torch.float64)
    exact, tanh = (
        Block(D, H, gelu=kind).double().mlp[1](x) for kind in ("none", "tanh")
    )
    assert 4e-4 < (exact - tanh).abs().max() < 5e-4
    ids = random_ids(2, T)
    assert not torch.equal(small(gelu="tanh")(ids), small()(ids))


# --- Torch's own tools ----------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("slopes", [None, SLOPES])
def test_torchs_tools_take_the_model(slopes: list[float] | None) -> None:
    model, ids = small(slopes=slopes), random_ids(3, T)
    expected = model(ids)
    exported = torch.export.export(model, (ids,)).module()
    torch.testing.assert_close(exported(ids), expected)
    compiled = torch.compile(model, fullgraph=True, backend="aot_eager")
    torch.testing.assert_close(compiled(ids), expected)
    mapped = torch.vmap(lambda row: model(row[None])[0])(ids)
    torch.testing.assert_close(mapped, expected)
    shapes = small(slopes=slopes).to("meta")(ids.to("meta"))
    assert shapes.shape == expected.shape
    with FakeTensorMode(allow_non_fake_inputs=True):
        assert model(torch.zeros(2, 5, dtype=torch.int64)).shape == (2, 5, V)


@pytest.mark.slow
def test_a_training_step_compiles_whole() -> None:
    model, ids, targets = small(), random_ids(3, T), random_ids(3, T, seed=1)

    def loss_of(ids: Tensor, targets: Tensor) -> Tensor:
        return next_token_loss(model(ids), targets)

    compiled = torch.compile(loss_of, fullgraph=True, backend="aot_eager")
    loss = compiled(ids, targets)
    torch.testing.assert_close(loss, loss_of(ids, targets))
    loss.backward()
    assert all(weight.grad is not None for weight in model.parameters())
