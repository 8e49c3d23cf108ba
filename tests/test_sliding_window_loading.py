"""Batches of windows, as loaders give them."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor
from torch.utils.data import (
    ConcatDataset,
    DataLoader,
    Dataset,
    StackDataset,
    Subset,
    random_split,
)

from companion.byte_pair_encoding import train
from companion.byte_pair_encoding.files import load_gpt2
from companion.sliding_window import (
    Batch,
    WindowDataset,
    create_dataloader,
    open_token_file,
)
from companion.sliding_window.loading import WholeBatches
from companion.special_tokens import MarkedWordTokenizer, add_special_tokens
from companion.tokenization import Tokenizer, split
from companion.vocabulary import WordTokenizer, build_vocabulary
from tests.plain_windows import copied_windows, gpt2_of_tiktoken


def worker_batches(source: Any, method: str, **options: Any) -> list[list[Any]]:
    loader = create_dataloader(source, max_length=4, batch_size=5, seed=1, **options)
    loader.multiprocessing_context = method
    batches = list(loader)
    assert {type(batch) for batch in batches} == {tuple}
    return [[part.tolist() for part in batch] for batch in batches]


# From Python 3.12 on, forking a process that has threads warns; torch has threads.
@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
@pytest.mark.parametrize(
    "method", [pytest.param("spawn", marks=pytest.mark.slow), "fork"]
)
def test_worker_processes_give_the_same_batches(tmp_path: Path, method: str) -> None:
    if method == "fork" and sys.platform != "linux":
        pytest.skip("processes are forked on Linux alone")
    np.arange(200, dtype=np.uint16).tofile(tmp_path / "ids.bin")
    file = open_token_file(tmp_path / "ids.bin", "uint16")
    expected = [
        [part.tolist() for part in batch]
        for batch in create_dataloader(range(200), max_length=4, batch_size=5, seed=1)
    ]
    assert worker_batches(file, method, num_workers=2) == expected


def test_loader_gives_whole_batches_in_order() -> None:
    loader = create_dataloader(
        range(30), max_length=4, stride=4, batch_size=3, shuffle=False, drop_last=False
    )
    batches = list(loader)
    assert {type(batch) for batch in batches} == {tuple}
    assert [len(inputs) for inputs, _ in batches] == [3, 3, 1]
    assert len(loader) == 3
    rows = [
        (x, y) for a, b in batches for x, y in zip(a.tolist(), b.tolist(), strict=True)
    ]
    assert rows == copied_windows(range(30), 4, 4)


def first_column(loader: DataLoader[tuple[Tensor, Tensor]]) -> list[int]:
    return [int(token) for inputs, _ in loader for token in inputs[:, 0]]


def test_seed_fixes_the_order_and_every_epoch_has_its_own() -> None:
    def two_epochs(seed: int | None) -> tuple[list[int], list[int]]:
        loader = create_dataloader(range(101), batch_size=5, max_length=4, seed=seed)
        return first_column(loader), first_column(loader)

    assert two_epochs(7) == two_epochs(7)
    first, second = two_epochs(7)
    assert first != second
    assert sorted(first) == sorted(second) == list(range(0, 100, 4))
    assert two_epochs(7) != two_epochs(8)
    assert two_epochs(None) != two_epochs(None)


def test_seed_leaves_the_global_generator_alone() -> None:
    before = torch.get_rng_state()
    loader = create_dataloader(range(101), max_length=4, seed=7)
    first_column(loader)
    # Starting an epoch draws torch's base seed for workers, from our generator.
    assert torch.equal(torch.get_rng_state(), before)


def test_drop_last_leaves_out_the_small_batch() -> None:
    options: dict[str, Any] = {"batch_size": 3, "max_length": 4, "shuffle": False}
    kept = create_dataloader(range(30), drop_last=False, **options)
    dropped = create_dataloader(range(30), **options)
    assert (len(kept), len(dropped)) == (3, 2)
    assert [len(inputs) for inputs, _ in dropped] == [3, 3]


def test_drop_last_that_leaves_no_batch_is_refused() -> None:
    with pytest.raises(
        ValueError, match=r"drop_last=True leaves no batch: .* 7 windows"
    ):
        create_dataloader(range(30), batch_size=8, max_length=4)
    assert len(create_dataloader(range(30), batch_size=7, max_length=4)) == 1


def test_options_reach_the_loader() -> None:
    loader = create_dataloader(range(30), max_length=4, pin_memory=True, batch_size=2)
    assert loader.pin_memory
    assert loader.num_workers == 0
    assert isinstance(loader.sampler, torch.utils.data.RandomSampler)


def test_plain_loader_and_subset_work_as_well() -> None:
    windows = WindowDataset(range(30), max_length=4)
    inputs, targets = next(iter(DataLoader(windows, batch_size=2)))
    assert inputs.tolist() == [[0, 1, 2, 3], [4, 5, 6, 7]]
    assert targets.tolist() == [[1, 2, 3, 4], [5, 6, 7, 8]]
    inputs, _ = next(iter(DataLoader(Subset(windows, [3, 1]), batch_size=2)))
    assert inputs.tolist() == [[12, 13, 14, 15], [4, 5, 6, 7]]


def test_a_collator_of_ones_own_gets_a_list_of_windows() -> None:
    """As torch promises it: each a pair of an input and its target."""
    windows = WindowDataset(range(100), max_length=4)

    def inputs_only(samples: list[Batch]) -> Tensor:
        assert isinstance(samples, list)
        return torch.stack([inputs for inputs, _ in samples])

    batch = next(iter(DataLoader(windows, batch_size=8, collate_fn=inputs_only)))
    assert batch.tolist() == np.arange(32).reshape(8, 4).tolist()
    subset = Subset(windows, [5, 0])
    batch = next(iter(DataLoader(subset, batch_size=8, collate_fn=inputs_only)))
    assert batch.tolist() == [[20, 21, 22, 23], [0, 1, 2, 3]]


def test_what_torch_makes_of_datasets_gives_whole_batches() -> None:
    windows = WindowDataset(range(100), max_length=4)
    first, rest = random_split(windows, [8, 16], torch.Generator().manual_seed(0))
    both: Dataset[Any]
    for both in (ConcatDataset([first, rest]), StackDataset(windows, windows), windows):
        (batch,) = DataLoader(both, batch_size=24)
        pair = batch[0] if isinstance(both, StackDataset) else batch
        inputs, targets = pair
        assert inputs.shape == (24, 4)
        assert torch.equal(targets, inputs + 1)
        assert sorted(inputs[:, 0].tolist()) == list(range(0, 96, 4))


def test_the_loaders_own_dataset_is_the_windows() -> None:
    loader = create_dataloader(range(100), max_length=4)
    assert isinstance(loader.dataset, WholeBatches)
    assert isinstance(loader.dataset.windows, WindowDataset)
    assert len(loader.dataset) == 24
    assert loader.dataset[1][0].tolist() == [4, 5, 6, 7]
    assert repr(loader.dataset) == "<WindowDataset, 24 windows of 4 tokens, stride 4>"


def test_text_is_encoded_by_any_tokenizer() -> None:
    text = "To be, or not to be, that is the question."
    vocab = build_vocabulary(split(text))
    spaced = build_vocabulary(split(text, keep_whitespace=True))
    tokenizers: list[Tokenizer] = [
        WordTokenizer(vocab),
        WordTokenizer(spaced, keep_whitespace=True),
        MarkedWordTokenizer(add_special_tokens(vocab)),
        train(text, 270),
        load_gpt2(),
        gpt2_of_tiktoken(),
    ]
    for tokenizer in tokenizers:
        loader = create_dataloader(
            text, tokenizer, batch_size=2, max_length=3, stride=1, shuffle=False
        )
        expected = copied_windows(tokenizer.encode(text), 3, 1)
        inputs, targets = next(iter(loader))
        assert [*zip(inputs.tolist(), targets.tolist(), strict=True)] == expected[:2]


def test_text_needs_a_tokenizer() -> None:
    with pytest.raises(TypeError, match="needs a tokenizer"):
        create_dataloader("a text", max_length=4)
    with pytest.raises(TypeError, match="encode it first"):
        WindowDataset("a text", max_length=4)  # type: ignore[arg-type]


def test_text_that_spells_a_special_token_is_refused() -> None:
    for tokenizer in (load_gpt2(), gpt2_of_tiktoken()):
        with pytest.raises(ValueError, match="endoftext"):
            create_dataloader("one <|endoftext|> two", tokenizer, max_length=2)


@pytest.mark.parametrize("allowed", ["all", {"<|endoftext|>"}])
def test_special_tokens_are_recognised_where_they_are_allowed(allowed: Any) -> None:
    for tokenizer in (load_gpt2(), gpt2_of_tiktoken()):
        loader = create_dataloader(
            "one<|endoftext|>two",
            tokenizer,
            allowed_special=allowed,
            max_length=2,
            batch_size=1,
        )
        ((inputs, targets),) = loader
        assert inputs.tolist() == [[505, 50256]]
        assert targets.tolist() == [[50256, 11545]]


@pytest.mark.slow
def test_options_of_workers_reach_the_loader() -> None:
    loader = create_dataloader(
        range(64),
        max_length=4,
        shuffle=False,
        num_workers=1,
        persistent_workers=True,
        prefetch_factor=3,
        multiprocessing_context="spawn",
    )
    assert loader.persistent_workers
    assert loader.prefetch_factor == 3
    assert loader.multiprocessing_context.get_start_method() == "spawn"
    for _ in range(2):
        firsts = [inputs[:, 0].tolist() for inputs, _ in loader]
        assert firsts == [[0, 4, 8, 12, 16, 20, 24, 28]]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"persistent_workers": True}, "persistent_workers = True concerns workers"),
        ({"prefetch_factor": 2}, "prefetch_factor = 2 concerns workers, but num_w"),
        ({"multiprocessing_context": "spawn"}, "= 'spawn' concerns workers"),
        ({"num_workers": 1, "prefetch_factor": 0}, "prefetch_factor must be at least"),
        ({"num_workers": 1, "prefetch_factor": "x"}, "must be a whole number, got 'x'"),
        (
            {"num_workers": 1, "multiprocessing_context": "thread"},
            r"multiprocessing_context is 'thread', but this system .* by .*spawn",
        ),
    ],
)
def test_options_of_workers_that_make_no_sense(
    options: dict[str, Any], message: str
) -> None:
    with pytest.raises((TypeError, ValueError), match=message):
        create_dataloader(range(64), max_length=4, **options)


@pytest.mark.parametrize("wrong", [1.5, "a", True])
def test_a_seed_that_is_no_whole_number_is_refused(wrong: Any) -> None:
    with pytest.raises(TypeError, match=f"seed must be a whole number, got {wrong!r}"):
        create_dataloader(range(30), max_length=4, seed=wrong)


def test_a_seed_of_another_type_or_size() -> None:
    def order(seed: Any) -> list[int]:
        return first_column(create_dataloader(range(101), max_length=4, seed=seed))

    assert order(np.int64(7)) == order(7)
    with pytest.raises(ValueError, match="seed must be from"):
        order(2**70)


@pytest.mark.parametrize(
    ("wrong", "error"), [(1.5, TypeError), ("1", TypeError), (-1, ValueError)]
)
def test_a_number_of_workers_that_makes_no_sense(
    wrong: Any, error: type[Exception]
) -> None:
    with pytest.raises(error, match="num_workers must be"):
        create_dataloader(range(30), max_length=4, num_workers=wrong)


def test_golden_batch_of_eight_at_stride_four(verdict: str) -> None:
    loader = create_dataloader(
        verdict, gpt2_of_tiktoken(), batch_size=8, max_length=4, stride=4, shuffle=False
    )
    inputs, targets = next(iter(loader))
    assert inputs.tolist() == [
        [40, 367, 2885, 1464],
        [1807, 3619, 402, 271],
        [10899, 2138, 257, 7026],
        [15632, 438, 2016, 257],
        [922, 5891, 1576, 438],
        [568, 340, 373, 645],
        [1049, 5975, 284, 502],
        [284, 3285, 326, 11],
    ]
    assert targets.tolist() == [
        [367, 2885, 1464, 1807],
        [3619, 402, 271, 10899],
        [2138, 257, 7026, 15632],
        [438, 2016, 257, 922],
        [5891, 1576, 438, 568],
        [340, 373, 645, 1049],
        [5975, 284, 502, 284],
        [3285, 326, 11, 287],
    ]
