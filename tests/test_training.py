"""The small GPT: its parts beside torch's, its nine steps, and that it learns."""

import math
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor, nn
from torch.nn import functional as F

from companion.byte_pair_encoding import train as train_tokenizer
from companion.corpora import load_text
from companion.sliding_window import Batch, create_dataloader
from companion.training import (
    GPT,
    Block,
    CausalSelfAttention,
    choose_device,
    device_of,
    generate,
    mean_loss,
    next_token_loss,
    train,
    unigram_loss,
)

V, T, D, H = 50, 12, 16, 4


def small(**changes: Any) -> GPT:
    sizes = {"vocab_size": V, "context_length": T, "width": D, "n_heads": H}
    return GPT(**{**sizes, "n_layers": 2, **changes})


def random_ids(*shape: int, seed: int = 0) -> Tensor:
    return torch.randint(V, shape, generator=torch.Generator().manual_seed(seed))


def roughen(model: nn.Module, seed: int = 0) -> None:
    """Give every weight a large random value, so that no part can hide."""
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for weight in model.parameters():
            weight.normal_(0.0, 0.5, generator=generator)


@pytest.fixture(autouse=True)
def _one_thread() -> Iterator[None]:
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


# --- The parts beside torch's own ---------------------------------------------------


@pytest.mark.parametrize(("width", "n_heads"), [(16, 1), (16, 4), (24, 3), (8, 8)])
def test_attention_equals_torchs_multi_head_attention(width: int, n_heads: int) -> None:
    ours = CausalSelfAttention(width, n_heads)
    roughen(ours)
    theirs = nn.MultiheadAttention(width, n_heads, batch_first=True)
    with torch.no_grad():
        theirs.in_proj_weight.copy_(ours.queries_keys_values.weight)
        theirs.in_proj_bias.copy_(ours.queries_keys_values.bias)
        theirs.out_proj.weight.copy_(ours.out.weight)
        theirs.out_proj.bias.copy_(ours.out.bias)
    x = torch.randn(3, T, width, generator=torch.Generator().manual_seed(1))
    mask = nn.Transformer.generate_square_subsequent_mask(T)
    expected, _ = theirs(x, x, x, attn_mask=mask, is_causal=True)
    torch.testing.assert_close(ours(x), expected, atol=1e-4, rtol=1e-4)


def test_attention_equals_scaled_dot_product_attention_head_by_head() -> None:
    layer = CausalSelfAttention(D, H)
    roughen(layer)
    x = torch.randn(2, T, D, generator=torch.Generator().manual_seed(1))
    q, k, v = layer.queries_keys_values(x).split(D, dim=-1)
    columns = [slice(h * D // H, (h + 1) * D // H) for h in range(H)]
    heads = [
        F.scaled_dot_product_attention(q[..., c], k[..., c], v[..., c], is_causal=True)
        for c in columns
    ]
    expected = layer.out(torch.cat(heads, dim=-1))
    torch.testing.assert_close(layer(x), expected, atol=1e-4, rtol=1e-4)


def test_a_block_equals_torchs_encoder_layer() -> None:
    # In float64 an approximate GELU, 4e-4 away, cannot hide behind rounding.
    ours = Block(D, H).double()
    roughen(ours)
    theirs = nn.TransformerEncoderLayer(
        D, H, 4 * D, dropout=0.0, activation="gelu", batch_first=True, norm_first=True
    ).double()
    names = {
        "self_attn.in_proj_": "attention.queries_keys_values.",
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


KINDS = ("weight", "bias")


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


# --- The nine steps -----------------------------------------------------------------


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
    assert model.positions.table.weight.shape == (T, D)
    x = model.embed(inputs)  # 5 token + position
    assert x.shape == (8, T, D)
    assert torch.equal(x, model.tokens.weight[inputs] + model.positions.table.weight)
    y = model.blocks(x)  # 6 blocks
    assert y.shape == (8, T, D)
    logits = model.head(model.norm(y))  # 7 logits
    assert logits.shape == (8, T, 300)
    assert torch.equal(logits, model(inputs))
    loss = next_token_loss(logits, targets)  # 8 cross-entropy
    assert loss.shape == ()
    before = [weight.clone() for weight in model.parameters()]
    loss.backward()  # type: ignore[no-untyped-call]
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


# --- What holds at the start --------------------------------------------------------


@pytest.mark.parametrize("tied", [False, True])
@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize(("vocab_size", "width"), [(50, 16), (512, 64), (5000, 128)])
def test_the_first_loss_is_about_ln_v(
    vocab_size: int, width: int, seed: int, tied: bool
) -> None:
    model = small(vocab_size=vocab_size, width=width, tied=tied, seed=seed)
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


def test_starting_weights_are_as_in_gpt2_and_come_from_the_seed() -> None:
    state = torch.get_rng_state()
    model = small(vocab_size=2000, width=64)
    assert torch.equal(state, torch.get_rng_state())
    for name, weight in model.named_parameters():
        if weight.ndim == 2:
            assert weight.std().item() == pytest.approx(0.02, rel=0.1), name
        else:
            fixed = 1.0 if "norm" in name and name.endswith("weight") else 0.0
            assert (weight == fixed).all(), name
    ids = random_ids(2, T)
    assert torch.equal(small(seed=3)(ids), small(seed=3)(ids))
    assert not torch.equal(small(seed=3)(ids), small(seed=4)(ids))


# --- The causal mask ----------------------------------------------------------------


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


# --- One update ---------------------------------------------------------------------


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
    places = model.positions.table.weight.detach().clone()
    assert rows_changed(model, inputs, targets, lr=1.0) == sorted(
        set(inputs.flatten().tolist())
    )
    moved = (model.positions.table.weight != places).any(dim=1).tolist()
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


# --- Learning -----------------------------------------------------------------------


def story_loaders(shuffled: bool = False) -> tuple[Any, Any, Sequence[int], Any]:
    text = load_text("story")
    cut = len(text) * 9 // 10
    tokenizer = train_tokenizer(text[:cut], 512)
    ids, new_ids = tokenizer.encode(text[:cut]), tokenizer.encode(text[cut:])
    if shuffled:
        order = torch.randperm(len(ids), generator=torch.Generator().manual_seed(0))
        ids = torch.tensor(ids)[order].tolist()
    loader = create_dataloader(ids, batch_size=16, max_length=32, stride=16, seed=0)
    fresh = create_dataloader(
        new_ids, batch_size=16, max_length=32, shuffle=False, drop_last=False
    )
    return loader, fresh, ids, new_ids


def learn_story(n_steps: int, *, shuffled: bool = False) -> tuple[list[float], float]:
    loader, fresh, _, _ = story_loaders(shuffled)
    model = GPT(vocab_size=512, context_length=32)
    optimizer = torch.optim.AdamW(model.parameters(), lr=0.003)
    losses = train(model, loader, optimizer, n_steps)
    return losses, mean_loss(model, fresh)


def test_it_learns_the_story_and_beats_the_unigram_baseline_on_unread_text() -> None:
    losses, unread = learn_story(200)
    _, _, ids, new_ids = story_loaders()
    baseline = unigram_loss(ids, new_ids, 512)
    assert losses[0] == pytest.approx(math.log(512), abs=0.05)
    assert sum(losses[-20:]) / 20 < 0.5 * losses[0]
    assert baseline < losses[0]
    assert unread < baseline - 1.0


def test_trained_on_shuffled_tokens_it_does_not_beat_the_baseline() -> None:
    _, unread = learn_story(100, shuffled=True)
    _, _, ids, new_ids = story_loaders()
    assert unread > unigram_loss(ids, new_ids, 512) - 0.05


def test_one_and_two_threads_give_the_same_printed_numbers() -> None:
    results = []
    for n_threads in (1, 2):
        torch.set_num_threads(n_threads)
        losses, unread = learn_story(40)
        results.append([*losses, unread])
    assert results[0] == pytest.approx(results[1], abs=1e-3)


def test_the_same_seeds_give_the_same_run_to_the_last_bit() -> None:
    assert learn_story(5) == learn_story(5)


def test_training_goes_round_and_round_and_returns_each_loss() -> None:
    seen: list[int] = []

    class Loader:
        def __iter__(self) -> Iterator[Batch]:
            for number in range(3):
                seen.append(number)
                yield random_ids(2, 4, seed=number), random_ids(2, 4, seed=number + 9)

    model = small()
    losses = train(model, Loader(), torch.optim.SGD(model.parameters(), 0.1), 7)
    assert seen == [0, 1, 2, 0, 1, 2, 0]
    assert len(losses) == 7
    assert losses[0] == pytest.approx(math.log(V), abs=0.1)


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


def test_mean_loss_and_generate_keep_no_graph_for_gradients() -> None:
    kept: list[bool] = []
    model = small()
    model.register_forward_hook(lambda _, __, logits: kept.append(logits.requires_grad))
    model(random_ids(1, 2))
    mean_loss(model, [(random_ids(2, T), random_ids(2, T, seed=1))])
    generate(model, [1], 1)
    assert kept == [True, False, False]


@given(
    st.lists(st.integers(0, 9), max_size=30), st.lists(st.integers(0, 9), min_size=1)
)
@settings(max_examples=50, deadline=None)
def test_unigram_loss_is_the_formula(ids: list[int], new_ids: list[int]) -> None:
    chances = [(ids.count(i) + 1) / (len(ids) + 10) for i in new_ids]
    expected = -sum(map(math.log, chances)) / len(new_ids)
    assert unigram_loss(ids, new_ids, 10) == pytest.approx(expected)


# --- Generating ---------------------------------------------------------------------


def taught(model: GPT) -> GPT:
    """Teach a model to count from 0 to ``V - 1`` and to begin again."""
    loader = create_dataloader(
        list(range(V)) * 6, batch_size=8, max_length=T, stride=3, seed=0
    )
    train(model, loader, torch.optim.AdamW(model.parameters(), lr=0.01), 80)
    return model


def test_greedy_generation_takes_the_likeliest_token_each_time() -> None:
    model = taught(small())
    assert generate(model, [3], 20, temperature=0) == list(range(3, 24))
    ids = [7, 1, 30]
    for _ in range(T + 5):  # past the context length: the oldest tokens fall out
        ids.append(int(model(torch.tensor([ids[-T:]]))[0, -1].argmax()))
    assert generate(small_copy(model), [7, 1, 30], T + 5, temperature=0) == ids


def small_copy(model: GPT) -> GPT:
    copy = small()
    copy.load_state_dict(model.state_dict())
    return copy


def test_drawing_depends_on_the_seed_and_the_temperature_alone() -> None:
    model, state = small(), torch.get_rng_state()
    first = generate(model, [1], 30, seed=5)
    assert first == generate(model, [1], 30, seed=5)
    assert first != generate(model, [1], 30, seed=6)
    assert torch.equal(state, torch.get_rng_state())
    greedy = generate(model, [1], 30, temperature=0)
    for temperature in (1e-6, 1e-45, 5e-324):
        assert generate(model, [1], 30, temperature=temperature) == greedy


def test_drawn_tokens_follow_the_models_chances() -> None:
    model = small(vocab_size=4, context_length=1)
    with torch.no_grad():
        model.norm.bias.fill_(1.0)
        model.norm.weight.zero_()
        wanted = torch.tensor([0.5, 0.3, 0.15, 0.05])
        model.head.weight.copy_(wanted.log()[:, None].expand(4, D) / D)
    drawn = torch.tensor(generate(model, [0], 2000)[1:]).bincount(minlength=4) / 2000
    torch.testing.assert_close(drawn, wanted, atol=0.04, rtol=0)
    cold = torch.tensor(generate(model, [0], 2000, temperature=0.5)[1:])
    expected = wanted**2 / (wanted**2).sum()
    torch.testing.assert_close(
        cold.bincount(minlength=4) / 2000, expected, atol=0.04, rtol=0
    )


def test_generating_returns_the_prompt_first_and_leaves_it_alone() -> None:
    prompt = [4, 5, 6]
    text = generate(small(), prompt, 2)
    assert text[:3] == prompt == [4, 5, 6]
    assert len(text) == 5


# --- Device -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cuda", "mps", "kind", "said"),
    [
        (True, True, "cuda", "Computing on cuda (Some GPU).\n"),
        (True, False, "cuda", "Computing on cuda (Some GPU).\n"),
        (False, True, "mps", "Computing on mps (an Apple GPU).\n"),
        (False, False, "cpu", "Computing on cpu (the CPU, 1 thread).\n"),
    ],
)
def test_the_device_is_chosen_and_said_aloud(
    cuda: bool,
    mps: bool,
    kind: str,
    said: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: cuda)
    monkeypatch.setattr(torch.cuda, "get_device_name", lambda: "Some GPU")
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: mps)
    assert choose_device() == torch.device(kind)
    assert capsys.readouterr().out == said


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


def test_attention_follows_its_vectors_to_their_device_and_type() -> None:
    block = Block(D, H)
    assert block.to("meta")(torch.zeros(2, T, D, device="meta")).device.type == "meta"
    model = small().bfloat16()
    assert model(random_ids(2, T)).dtype == torch.bfloat16
    assert len(generate(model, [1, 2], 3)) == 5


def test_generate_sends_the_text_to_the_model_and_draws_on_the_cpu(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seen: list[str] = []

    def forward(ids: Tensor) -> Tensor:
        seen.append(ids.device.type)
        return torch.zeros(1, ids.shape[1], V)

    model = small().to("meta")
    monkeypatch.setattr(model, "forward", forward)
    assert len(generate(model, [1, 2], 2)) == 4
    assert seen == ["meta", "meta"]


# --- Bad input ----------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", ["vocab_size", "context_length", "width", "n_heads", "n_layers"]
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
    model = small(vocab_size=np.uint8(200), width=np.uint8(100), n_heads=np.uint8(2))
    assert model(torch.tensor([[199]])).shape == (1, 1, 200)
    assert CausalSelfAttention(1000, np.uint8(2)).n_heads == 2  # type: ignore[arg-type]


def test_sizes_beyond_64_bits_are_refused() -> None:
    for name in ("vocab_size", "context_length", "width", "n_heads"):
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
    with pytest.raises(ValueError, match=r"width 16 .* among 3 heads"):
        small(n_heads=3)


def test_ids_outside_the_vocabulary_are_refused() -> None:
    for wrong in (V, -1):
        with pytest.raises(IndexError, match=f"token ID {wrong} "):
            small()(torch.tensor([[0, wrong]]))
        with pytest.raises(IndexError, match=f"token ID {wrong} "):
            generate(small(), [wrong], 1)
        with pytest.raises(IndexError, match=f"token ID {wrong} is not in .* of {V}"):
            unigram_loss([0, 1], [wrong], V)
        with pytest.raises(IndexError, match=f"token ID {wrong} is not in .* of {V}"):
            unigram_loss([wrong], [0, 1], V)


def test_ids_that_are_no_whole_numbers_are_refused() -> None:
    with pytest.raises(TypeError, match="must be whole numbers"):
        small()(torch.zeros(1, 2))
    with pytest.raises(TypeError, match="must be whole numbers"):
        unigram_loss([1.5], [1], V)  # type: ignore[list-item]


@pytest.mark.parametrize("dtype", [torch.uint8, torch.int16, torch.uint16])
def test_ids_of_a_small_type_do_as_well(dtype: torch.dtype) -> None:
    model = small(vocab_size=300)
    ids = [[255, 7]]
    expected = model(torch.tensor(ids))
    assert torch.equal(model(torch.tensor(ids, dtype=dtype)), expected)
    assert torch.equal(model(ids), expected)
    small_ids = torch.tensor(ids[0], dtype=dtype)
    assert generate(model, small_ids, 2) == generate(model, ids[0], 2)
    assert unigram_loss(small_ids, small_ids, 256) == unigram_loss(*ids, *ids, 256)
    logits = torch.zeros(1, 2, 256)
    loss = next_token_loss(logits, torch.tensor(ids, dtype=dtype))
    assert loss.item() == pytest.approx(math.log(256))


def test_generate_returns_plain_numbers_for_any_prompt() -> None:
    for prompt in (torch.tensor([4, 5]), np.array([4, 5]), (4, 5)):
        text = generate(small(), prompt, 2)
        assert text[:2] == [4, 5]
        assert [type(token) for token in text] == [int] * 4


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


def test_an_iterator_is_refused_before_anything_is_learned() -> None:
    model = small()
    before = model.tokens.weight.detach().clone()
    batch = random_ids(2, 4), random_ids(2, 4, seed=1)
    optimizer = torch.optim.SGD(model.parameters(), 0.1)
    for loader in (iter([batch] * 2), (batch for _ in range(2))):
        with pytest.raises(TypeError, match=r"gives its batches only once: give a"):
            train(model, loader, optimizer, 3)
    assert torch.equal(model.tokens.weight, before)


def test_a_sequence_longer_than_the_context_is_refused() -> None:
    with pytest.raises(IndexError, match=f"{T + 1} places asked for.*rows for {T}"):
        small()(random_ids(1, T + 1))


def test_one_sequence_without_a_batch_is_refused() -> None:
    with pytest.raises(ValueError, match=r"ids must be \(B, T\), got the shape \(3,\)"):
        small()(torch.tensor([1, 2, 3]))


def test_a_loader_without_batches_is_refused_and_changes_nothing() -> None:
    model = small()
    before = model.tokens.weight.detach().clone()
    optimizer = torch.optim.SGD(model.parameters(), 0.1)
    with pytest.raises(ValueError, match=r"gives no batch.*to learn"):
        train(model, [], optimizer, 3)
    with pytest.raises(ValueError, match=r"gives no batch.*to measure"):
        mean_loss(model, [])
    with pytest.raises(ValueError, match="n_steps must be at least 1, got 0"):
        train(model, [(random_ids(1, 2), random_ids(1, 2))], optimizer, 0)
    assert torch.equal(model.tokens.weight, before)


def test_generate_refuses_what_it_cannot_do() -> None:
    with pytest.raises(ValueError, match="ids is empty"):
        generate(small(), [], 3)
    with pytest.raises(ValueError, match=r"nested: .* not the shape \(1, 2\)"):
        generate(small(), torch.tensor([[1, 2]]), 3)
    with pytest.raises(TypeError, match="must be whole numbers"):
        generate(small(), [1.5], 3)  # type: ignore[list-item]
    with pytest.raises(ValueError, match="n_tokens must be at least 1, got 0"):
        generate(small(), [1], 0)
    for wrong in (-0.5, math.nan, math.inf):
        with pytest.raises(ValueError, match=f"0 or more, got {wrong}"):
            generate(small(), [1], 3, temperature=wrong)


def test_unigram_loss_refuses_an_empty_text_and_no_vocabulary() -> None:
    with pytest.raises(ValueError, match="new_ids is empty"):
        unigram_loss([1], [], V)
    with pytest.raises(ValueError, match="vocab_size must be at least 1, got 0"):
        unigram_loss([1], [1], 0)
