"""Writing token by token: chances, draws, and characters that stay whole."""

import math

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor

from companion.byte_pair_encoding import load_gpt2
from companion.byte_pair_encoding import train as train_tokenizer
from companion.sliding_window import create_dataloader
from companion.training import (
    GPT,
    decode_stream,
    generate,
    mean_loss,
    next_chances,
    train,
)
from tests.small_gpt import D, T, V, random_ids, roughen, small

# --- Generating -----------------------------------------------------------------------


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


@pytest.mark.slow
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


def test_mean_loss_and_generate_keep_no_graph_for_gradients() -> None:
    kept: list[bool] = []
    model = small()
    model.register_forward_hook(lambda _, __, logits: kept.append(logits.requires_grad))
    model(random_ids(1, 2))
    mean_loss(model, [(random_ids(2, T), random_ids(2, T, seed=1))])
    generate(model, [1], 1)
    assert kept == [True, False, False]


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


# --- Bad input ------------------------------------------------------------------------


def test_generate_returns_plain_numbers_for_any_prompt() -> None:
    for prompt in (torch.tensor([4, 5]), np.array([4, 5]), (4, 5)):
        text = generate(small(), prompt, 2)
        assert text[:2] == [4, 5]
        assert [type(token) for token in text] == [int] * 4


def test_generate_refuses_what_it_cannot_do() -> None:
    with pytest.raises(ValueError, match="ids is empty"):
        generate(small(), [], 3)
    with pytest.raises(ValueError, match=r"nested: .* not the shape \(1, 2\)"):
        generate(small(), torch.tensor([[1, 2]]), 3)
    with pytest.raises(TypeError, match="must be whole numbers"):
        generate(small(), [1.5], 3)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="n_tokens must be at least 1, got 0"):
        generate(small(), [1], 0)
    for wrong in (-0.5, math.nan, math.inf):
        with pytest.raises(ValueError, match=f"0 or more, got {wrong}"):
            generate(small(), [1], 3, temperature=wrong)


# --- Chances --------------------------------------------------------------------------

scores = st.lists(st.floats(-50, 50), min_size=1, max_size=12)


@given(scores, st.floats(0.1, 10), st.integers(1, 15))
@settings(max_examples=100, deadline=None)
def test_chances_are_a_softmax_over_the_likeliest(
    logits: list[float], temperature: float, top_k: int
) -> None:
    chances = next_chances(
        torch.tensor(logits, dtype=torch.float64), temperature=temperature, top_k=top_k
    ).tolist()
    kept = sorted(range(len(logits)), key=lambda i: -logits[i])[:top_k]
    highest = max(logits)
    powers = [
        math.exp((x - highest) / temperature) if i in kept else 0.0
        for i, x in enumerate(logits)
    ]
    assert chances == pytest.approx([p / sum(powers) for p in powers], abs=1e-9)


def test_of_tokens_that_tie_the_first_are_kept() -> None:
    tied = torch.tensor([1.0, 2.0, 2.0, 2.0])
    assert next_chances(tied, top_k=2).tolist() == [0.0, 0.5, 0.5, 0.0]
    assert next_chances(tied, temperature=0).tolist() == [0.0, 1.0, 0.0, 0.0]
    batch = next_chances(tied.expand(2, 3, 4), top_k=1)
    assert batch.shape == (2, 3, 4)
    assert batch[..., 1].eq(1).all()


def test_only_the_likeliest_are_drawn() -> None:
    model = small()
    roughen(model)
    ids = [1]
    for seed in range(20):
        best = model(torch.tensor([ids]))[0, -1].topk(3).indices.tolist()
        assert generate(model, ids, 1, top_k=3, seed=seed)[-1] in best
    with pytest.raises(ValueError, match="top_k must be at least 1, got 0"):
        generate(model, [1], 1, top_k=0)
    with pytest.raises(TypeError, match=r"top_k must be a whole number, got 1\.5"):
        next_chances(torch.zeros(3), top_k=1.5)  # type: ignore[arg-type]


# --- Decoding as tokens come ----------------------------------------------------------


@given(st.text(max_size=30), st.binary(max_size=8), st.integers(0, 20))
@settings(max_examples=200, deadline=None)
def test_a_decoded_stream_is_the_decoded_text(
    text: str, broken: bytes, n_merges: int
) -> None:
    tokenizer = train_tokenizer("né, né! 你好 👩‍👩‍👧 a tea, a tea" * 3, 256 + n_merges)
    ids = [*tokenizer.encode(text, disallowed_special=()), *broken]
    pieces = list(decode_stream(tokenizer, iter(ids)))
    assert "".join(pieces) == tokenizer.decode(ids)


def test_a_stream_holds_a_character_back_until_it_is_whole() -> None:
    tokenizer = train_tokenizer("", 256)
    parts = decode_stream(tokenizer, "né👍".encode())
    assert list(parts) == ["n", "", "é", "", "", "", "👍"]
    assert list(decode_stream(tokenizer, "é".encode()[:1])) == ["", "\ufffd"]
    ids = load_gpt2().encode("naïve 👍🏽!")
    assert "".join(decode_stream(load_gpt2(), ids)) == "naïve 👍🏽!"


def test_a_stream_refuses_an_unknown_id() -> None:
    with pytest.raises(KeyError, match="999"):
        list(decode_stream(train_tokenizer("", 256), [65, 999]))
