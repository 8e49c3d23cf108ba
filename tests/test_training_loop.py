"""The loop: that it learns, repeats itself, and refuses what it cannot do."""

import math
from collections.abc import Iterator, Sequence
from typing import Any

import pytest
import torch

from companion.byte_pair_encoding import train as train_tokenizer
from companion.corpora import load_text
from companion.sliding_window import (
    Batch,
    DistributedLoader,
    WindowDataset,
    create_dataloader,
)
from companion.training import (
    GPT,
    CountModel,
    choose_device,
    mean_loss,
    train,
)
from tests.small_gpt import T, V, random_ids, small

# --- Learning -------------------------------------------------------------------------


@pytest.fixture(autouse=True)
def _one_thread() -> Iterator[None]:
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


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


@pytest.mark.slow
def test_it_learns_the_story_and_beats_the_unigram_baseline_on_unread_text() -> None:
    losses, unread = learn_story(200)
    _, _, ids, new_ids = story_loaders()
    baseline = CountModel(ids, 512, order=1).loss(new_ids)
    assert losses[0] == pytest.approx(math.log(512), abs=0.05)
    assert sum(losses[-20:]) / 20 < 0.5 * losses[0]
    assert baseline < losses[0]
    assert unread < baseline - 1.0


@pytest.mark.slow
def test_trained_on_shuffled_tokens_it_does_not_beat_the_baseline() -> None:
    _, unread = learn_story(100, shuffled=True)
    _, _, ids, new_ids = story_loaders()
    assert unread > CountModel(ids, 512, order=1).loss(new_ids) - 0.05


@pytest.mark.slow
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


# --- Device ---------------------------------------------------------------------------


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


# --- Bad input ------------------------------------------------------------------------


def test_an_iterator_is_refused_before_anything_is_learned() -> None:
    model = small()
    before = model.tokens.weight.detach().clone()
    batch = random_ids(2, 4), random_ids(2, 4, seed=1)
    optimizer = torch.optim.SGD(model.parameters(), 0.1)
    for loader in (iter([batch] * 2), (batch for _ in range(2))):
        with pytest.raises(TypeError, match=r"gives its batches only once: give a"):
            train(model, loader, optimizer, 3)
    assert torch.equal(model.tokens.weight, before)


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


# --- Rate, bar, empty passes ----------------------------------------------------------


def test_with_decay_the_steps_shrink_evenly_and_the_rate_comes_back() -> None:
    rates: list[list[float]] = []

    class Noting(torch.optim.SGD):
        def step(self, closure: Any = None) -> Any:
            rates.append([group["lr"] for group in self.param_groups])
            return super().step(closure)

    model = small()
    fast, slow = model.head.weight, model.tokens.weight
    optimizer = Noting([{"params": [fast], "lr": 1.0}, {"params": [slow], "lr": 0.1}])
    batch = random_ids(2, 4), random_ids(2, 4, seed=1)
    train(model, [batch], optimizer, 4, decay=True)
    assert rates == [pytest.approx([r, r / 10]) for r in (1.0, 0.75, 0.5, 0.25)]
    assert [group["lr"] for group in optimizer.param_groups] == [1.0, 0.1]
    with pytest.raises(IndexError):
        train(model, [(batch[0], batch[1] + V)], optimizer, 4, decay=True)
    assert [group["lr"] for group in optimizer.param_groups] == [1.0, 0.1]


def test_an_empty_pass_is_no_error_if_the_next_has_something() -> None:
    passes = iter([1, 0, 2, 0, 0])

    class Loader:
        def __iter__(self) -> Iterator[Batch]:
            for _ in range(next(passes)):
                yield random_ids(2, 4), random_ids(2, 4, seed=1)

    model = small()
    optimizer = torch.optim.SGD(model.parameters(), 0.1)
    assert len(train(model, Loader(), optimizer, 3)) == 3
    with pytest.raises(ValueError, match=r"gives no batch.*to learn"):
        train(model, Loader(), optimizer, 1)


def test_training_goes_on_after_the_last_batch_of_a_distributed_loader() -> None:
    loader = DistributedLoader(
        WindowDataset(list(range(V)), T), batch_size=4, rank=0, world_size=1
    )
    model = small()
    optimizer = torch.optim.SGD(model.parameters(), 0.1)
    train(model, loader, optimizer, n_steps=len(loader))
    assert len(train(model, loader, optimizer, 3)) == 3


def test_the_bar_ends_at_the_last_step_and_prints_nothing_else(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    shown: list[dict[str, str]] = []

    class Handle:
        def update(self, look: dict[str, str], *, raw: bool) -> None:
            shown.append(look)

    def display(look: dict[str, str], *, raw: bool, display_id: bool) -> Handle:
        shown.append(look)
        return Handle()

    monkeypatch.setattr("IPython.get_ipython", object)
    monkeypatch.setattr("IPython.display.display", display)
    model, batch = small(), (random_ids(2, 4), random_ids(2, 4, seed=1))
    optimizer = torch.optim.SGD(model.parameters(), 0.1)
    losses = train(model, [batch], optimizer, 5, progress=True)
    assert shown[0]["text/plain"] == "0 of 5 steps"
    assert shown[-1]["text/plain"] == f"5 of 5 steps, loss {sum(losses) / 5:.2f}"
    assert 'max="5" value="5"' in shown[-1]["text/html"]
    assert capsys.readouterr().out == ""


def test_outside_of_a_notebook_the_end_of_the_bar_is_printed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("IPython.get_ipython", lambda: None)
    model, batch = small(), (random_ids(2, 4), random_ids(2, 4, seed=1))
    optimizer = torch.optim.SGD(model.parameters(), 0.1)
    losses = train(model, [batch], optimizer, 5, progress=True)
    said = f"5 of 5 steps, loss {sum(losses) / 5:.2f}\n"
    assert capsys.readouterr().out == said
