"""Windows shared out among processes: each once an epoch, resumed from the middle."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from itertools import chain, islice
from pathlib import Path
from typing import Any

import numpy as np
import psutil
import pytest
import torch
from torch.utils.data import DistributedSampler

from companion.byte_pair_encoding import BytePairTokenizer
from companion.corpora import data_path
from companion.sliding_window import WindowDataset
from companion.sliding_window.distributed import DistributedLoader
from companion.special_tokens import END_OF_TEXT
from companion.token_files import open_token_files, tokenize_files
from companion.training import GPT, train

# What torchrun starts: two epochs, the state saved after each batch, from which it goes
# on if there is one. What each process has had is written down.
SCRIPT = """
import json, os, sys, time
from pathlib import Path

import torch.distributed as dist

from companion.sliding_window.distributed import DistributedLoader
from companion.sliding_window import WindowDataset
from companion.token_files import open_token_files

tokens, place = map(Path, sys.argv[1:])
state = place / "state.json"

if __name__ == "__main__":
    dist.init_process_group("gloo")
    rank = dist.get_rank()
    windows = WindowDataset(open_token_files(tokens).ids, max_length=16)
    loader = DistributedLoader(windows, batch_size=8, seed=5)
    resumed = state.exists()
    if resumed:
        loader.load_state_dict(json.loads(state.read_text()))
    with (place / f"seen{rank}.jsonl").open("a") as seen:
        while loader.epoch < 2:
            epoch = loader.epoch
            for inputs, _ in loader:
                # At the end of an epoch the next one has begun, with no batch.
                number = loader.state_dict()["batches"] or len(loader)
                batch = [epoch, number, inputs[:, :2].tolist()]
                print(json.dumps(batch), file=seen, flush=True)
                if not resumed and batch[:2] == [1, 20]:
                    time.sleep(120)  # waits to be killed before this is saved
                # All must take part equally often, or this would hang.
                dist.barrier()
                if rank == 0:
                    new = place / "state.new"
                    new.write_text(json.dumps(loader.state_dict()))
                    os.replace(new, state)
                dist.barrier()
    dist.destroy_process_group()
"""


def windows(n: int) -> WindowDataset:
    return WindowDataset(range(n + 4), max_length=4, stride=1)


def load(n: int, rank: int, **options: Any) -> DistributedLoader:
    options = {"batch_size": 3, "world_size": 2} | options
    return DistributedLoader(windows(n), rank=rank, **options)


def firsts(loader: DistributedLoader) -> list[list[int]]:
    """Go through an epoch: the first token of each window, which is its number."""
    return [inputs[:, 0].tolist() for inputs, _ in loader]


def flat(batches: list[list[Any]]) -> list[Any]:
    return list(chain.from_iterable(batches))


def seen(place: Path, rank: int) -> list[list[Any]]:
    path = place / f"seen{rank}.jsonl"
    lines = path.read_text().splitlines(keepends=True) if path.exists() else []
    return [json.loads(line) for line in lines if line.endswith("\n")]


def kill_half_way(main: subprocess.Popen[bytes], place: Path) -> None:
    """Kill torchrun and its processes in the middle of the second epoch."""
    deadline = time.monotonic() + 120
    while min(len(seen(place, rank)) for rank in (0, 1)) < 43 + 20:
        assert main.poll() is None
        assert time.monotonic() < deadline
        time.sleep(0.02)
    processes = [main, *psutil.Process(main.pid).children(recursive=True)]
    for process in processes:
        process.kill()
    main.wait()
    assert not psutil.wait_procs(processes[1:], timeout=20)[1]


@pytest.mark.slow
def test_under_torchrun_every_window_comes_once_also_when_it_is_killed(
    tmp_path: Path,
) -> None:
    tokenizer = BytePairTokenizer(
        {bytes([value]): value for value in range(256)},
        special_tokens={END_OF_TEXT: 256},
    )
    # Pairs of bytes that are all different, so that a window is known by its first.
    pairs = [bytes([a, b]) for a in range(97, 123) for b in range(65, 91)][:675]
    (tmp_path / "text.txt").write_bytes(b"".join(pair + b"." * 14 for pair in pairs))
    tokens = tokenize_files(
        tmp_path / "text.txt", tmp_path / "tokens", tokenizer, progress=False
    )
    assert len(WindowDataset(tokens.ids, max_length=16)) == len(pairs)
    script = tmp_path / "train.py"
    script.write_text(SCRIPT, encoding="utf-8")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [
        *(sys.executable, "-m", "torch.distributed.run", "--nproc-per-node=2"),
        *("--master-addr=127.0.0.1", f"--master-port={port}"),
        *(str(script), str(tmp_path / "tokens"), str(tmp_path)),
    ]
    environment = os.environ | {"OMP_NUM_THREADS": "1"}
    if sys.platform == "linux":
        environment["GLOO_SOCKET_IFNAME"] = "lo"
    with (tmp_path / "log").open("wb") as log:
        killed = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
        try:
            kill_half_way(killed, tmp_path)
        finally:
            killed.kill()
            killed.wait()
        state = json.loads((tmp_path / "state.json").read_text())
        assert (state["epoch"], state["batches"]) == (1, 19)
        done = subprocess.run(
            command, env=environment, stdout=log, stderr=log, timeout=240
        )
    assert done.returncode == 0, (tmp_path / "log").read_text()
    everything = sorted([*pair] for pair in pairs)
    orders = []
    for epoch in (0, 1):
        # A batch after the last saved state is made again: the same one.
        shares = []
        for rank in (0, 1):
            batches: dict[int, list[list[int]]] = {}
            for its_epoch, number, batch in seen(tmp_path, rank):
                if its_epoch == epoch:
                    assert batches.setdefault(number, batch) == batch
            assert sorted(batches) == list(range(1, 44))
            shares.append(flat(list(batches.values())))
        # 675 is odd, so one window comes twice.
        assert [len(share) for share in shares] == [338, 338]
        together = sorted(shares[0] + shares[1])
        assert [*map(list, sorted(set(map(tuple, together))))] == everything
        orders.append(shares)
    assert orders[0] != orders[1]


@pytest.mark.parametrize(("n", "repeated"), [(12, 0), (13, 1), (2, 0)])
def test_windows_come_once_but_for_those_that_fill_up_the_shares(
    n: int, repeated: int
) -> None:
    shares = [firsts(load(n, rank)) for rank in (0, 1)]
    assert len(shares[0]) == len(shares[1]) == len(load(n, 0))
    counts = np.bincount(flat(shares[0] + shares[1]), minlength=n)
    assert counts.min() == 1
    assert counts.sum() == n + repeated


def test_the_order_is_that_of_torchs_sampler_and_another_in_every_epoch() -> None:
    loader = load(20, 1, seed=9)
    for epoch in range(3):
        sampler: DistributedSampler[Any] = DistributedSampler(windows(20), 2, 1, seed=9)
        sampler.set_epoch(epoch)
        assert loader.epoch == epoch
        assert flat(firsts(loader)) == list(sampler)
    assert firsts(load(20, 1, shuffle=False)) == [
        [1, 3, 5],
        [7, 9, 11],
        [13, 15, 17],
        [19],
    ]


@pytest.mark.parametrize("num_workers", [0, 1])
@pytest.mark.parametrize("stop", [1, 3, 4])
def test_resumed_after_any_batch_it_gives_the_batches_that_are_left(
    stop: int, num_workers: int
) -> None:
    whole = load(24, 0)
    expected = [firsts(whole) for _ in range(3)]
    broken = load(24, 0, num_workers=num_workers)
    assert firsts(broken) == expected[0]
    iterator = iter(broken)
    for _ in range(stop):
        next(iterator)
    state = json.loads(json.dumps(broken.state_dict()))
    assert (state["epoch"], state["batches"]) == ((1, stop) if stop < 4 else (2, 0))
    resumed = load(24, 0, num_workers=num_workers)
    resumed.load_state_dict(state)
    if stop < 4:  # There are four; after the last the next epoch follows.
        assert firsts(resumed) == expected[1][stop:]
    assert firsts(resumed) == expected[2]
    del iterator


@pytest.mark.parametrize("num_workers", [0, 1])
def test_who_takes_just_as_many_batches_as_there_are_gets_every_epoch(
    num_workers: int,
) -> None:
    """Lightning and others count, and never ask for one more."""
    expected = load(24, 0)
    epochs = [firsts(expected) for _ in range(3)]
    loader = load(24, 0, num_workers=num_workers)
    for epoch in range(3):
        taken = [inputs[:, 0].tolist() for inputs, _ in islice(loader, len(loader))]
        assert taken == epochs[epoch]
        assert (loader.epoch, loader.state_dict()["batches"]) == (epoch + 1, 0)


def test_training_may_stop_at_the_end_of_an_epoch_and_go_on() -> None:
    model = GPT(64, context_length=4)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    loader = load(24, 0)
    assert len(train(model, loader, optimizer, n_steps=len(loader))) == 4
    state = loader.state_dict()
    assert len(train(model, loader, optimizer, n_steps=3)) == 3
    resumed = load(24, 0)
    resumed.load_state_dict(state)
    assert len(train(model, resumed, optimizer, n_steps=3)) == 3


def test_the_end_of_an_epoch_as_earlier_versions_saved_it() -> None:
    expected = load(24, 0)
    epochs = [firsts(expected) for _ in range(2)]
    loader = load(24, 0)
    loader.load_state_dict(loader.state_dict() | {"epoch": 0, "batches": 4})
    assert firsts(loader) == epochs[1]


def test_broken_off_it_goes_on_itself() -> None:
    expected = firsts(load(24, 1))
    loader = load(24, 1)
    for _ in loader:
        break
    assert firsts(loader) == expected[1:]


@pytest.mark.parametrize(
    ("other", "message"),
    [
        ({"seed": 1}, "seed = 0, but here it is 1"),
        ({"batch_size": 4}, "batch_size = 3, but here it is 4"),
        ({"world_size": 4}, "world_size = 2, but here it is 4"),
        ({"shuffle": False}, "shuffle = True, but here it is False"),
    ],
)
def test_a_state_of_other_settings_is_refused(
    other: dict[str, Any], message: str
) -> None:
    state = load(24, 0).state_dict()
    loader = load(24, 0, **other)
    with pytest.raises(ValueError, match=message):
        loader.load_state_dict(state)
    with pytest.raises(ValueError, match="windows = 24, but here it is 25"):
        load(25, 0).load_state_dict(state)
    with pytest.raises(ValueError, match="windows = None"):
        load(24, 0).load_state_dict({"epoch": 3})


def test_the_largest_seeds_last_for_many_epochs() -> None:
    for seed in (2**63 - 1, -(2**63)):
        loader = load(24, 0, seed=seed)
        assert firsts(loader) != firsts(loader)


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"epoch": -1}, "epoch in the state must be at least 0, got -1"),
        ({"epoch": 2**63}, "epoch in the state is 9223372036854775808"),
        ({"epoch": 0.5}, r"epoch in the state must be a whole number, got 0\.5"),
        ({"epoch": True}, "epoch in the state must be a whole number, got True"),
        ({"epoch": None}, "epoch in the state must be a whole number, got None"),
        ({"batches": -1}, "batches in the state must be at least 0, got -1"),
        ({"batches": 5}, "batches in the state are 5, but an epoch has 4"),
        ({"batches": 10**6}, "batches in the state are 1000000, but an epoch has 4"),
        ({"batches": "x"}, "batches in the state must be a whole number, got 'x'"),
    ],
)
def test_a_state_that_cannot_be_is_refused_and_changes_nothing(
    wrong: dict[str, Any], message: str
) -> None:
    loader = load(24, 0)
    next(iter(loader))
    before = loader.state_dict()
    with pytest.raises((TypeError, ValueError), match=message):
        loader.load_state_dict(before | wrong)
    assert loader.state_dict() == before


BAD_NUMBERS: list[tuple[dict[str, Any], str]] = [
    ({"batch_size": 2.5}, r"batch_size must be a whole number, got 2\.5"),
    ({"batch_size": True}, "batch_size must be a whole number, got True"),
    ({"num_workers": -1}, "num_workers must be at least 0, got -1"),
    ({"num_workers": None}, "num_workers must be a whole number, got None"),
    ({"seed": "x"}, "seed must be a whole number, got 'x'"),
    ({"seed": True}, "seed must be a whole number, got True"),
    ({"seed": 2**64}, r"seed must be from -2\*\*63 to"),
    ({"seed": 2**63}, r"seed must be .* the number of the epoch is added to it"),
    ({"world_size": 0}, "world_size must be at least 1, got 0"),
    ({"rank": -1}, "rank must be at least 0, got -1"),
    ({"rank": 0.5}, "rank must be a whole number"),
]


def test_bad_arguments() -> None:
    with pytest.raises(ValueError, match="batch_size must be at least 1, got 0"):
        load(24, 0, batch_size=0)
    with pytest.raises(ValueError, match="rank"):
        load(24, 2)
    for wrong, message in BAD_NUMBERS:
        with pytest.raises((TypeError, ValueError), match=message):
            load(24, **{"rank": 0, **wrong})
    with pytest.raises(TypeError, match=r"must be a WindowDataset, not range\(0, 9\)"):
        DistributedLoader(range(9), world_size=1, rank=0)  # type: ignore[arg-type]
    with pytest.raises((ValueError, RuntimeError), match="process group"):
        DistributedLoader(windows(24))


def test_token_files_are_read_through_the_map_also_by_workers(tmp_path: Path) -> None:
    tokenizer = BytePairTokenizer(
        {bytes([value]): value for value in range(256)},
        special_tokens={END_OF_TEXT: 256},
    )
    tokens = tokenize_files(
        data_path("story.txt"), tmp_path / "tokens", tokenizer, progress=False
    )
    assert isinstance(tokens.ids, np.memmap)
    dataset = WindowDataset(open_token_files(tmp_path / "tokens").ids, 64, eot=256)
    loader = DistributedLoader(
        dataset, shuffle=False, num_workers=1, world_size=1, rank=0
    )
    whole = list(loader)
    assert {type(batch) for batch in whole} == {tuple}
    batches = [inputs for inputs, _ in whole]
    expected = torch.from_numpy(tokens.ids[: 64 * len(dataset)].astype(np.int64))
    assert torch.equal(torch.cat(batches).flatten(), expected)
