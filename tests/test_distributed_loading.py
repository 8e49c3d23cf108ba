"""Windows shared out among processes: each once an epoch, resumed from the middle."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from torch.utils.data import DistributedSampler

from companion.byte_pair_encoding import BytePairTokenizer
from companion.corpora import data_path
from companion.distributed_loading import DistributedLoader
from companion.sliding_window import WindowDataset
from companion.special_tokens import END_OF_TEXT
from companion.token_files import open_token_files, tokenize_files

# What torchrun starts twice: two epochs, the second one broken off after three batches
# and gone on with by a new loader, from a state that went through a file.
SCRIPT = """
import json, sys
from pathlib import Path

import torch
import torch.distributed as dist

from companion.distributed_loading import DistributedLoader
from companion.sliding_window import WindowDataset
from companion.token_files import open_token_files

tokens, place = map(Path, sys.argv[1:])


def make_loader():
    windows = WindowDataset(open_token_files(tokens).ids, max_length=16)
    return DistributedLoader(windows, batch_size=8, seed=5)


def starts(inputs):
    return inputs[:, :2].tolist()


if __name__ == "__main__":
    dist.init_process_group("gloo")
    rank = dist.get_rank()
    loader = make_loader()
    epochs = [[starts(inputs) for inputs, _ in loader]]
    before = []
    for number, (inputs, _) in enumerate(loader, start=1):
        before.append(starts(inputs))
        if number == 3:
            Path(place, f"state{rank}.json").write_text(json.dumps(loader.state_dict()))
            break
    dist.barrier()
    loader = make_loader()
    loader.load_state_dict(json.loads(Path(place, "state0.json").read_text()))
    after = [starts(inputs) for inputs, _ in loader]
    # All processes must have taken part equally often, or this would hang.
    count = torch.tensor(len(after))
    dist.all_reduce(count)
    assert count.item() == 2 * len(after)
    result = {"epochs": [*epochs, before + after], "left": len(after)}
    Path(place, f"rank{rank}.json").write_text(json.dumps(result))
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


def test_under_torchrun_every_window_comes_once_also_when_resumed(
    tmp_path: Path,
) -> None:
    tokenizer = BytePairTokenizer(
        {bytes([value]): value for value in range(256)},
        special_tokens={END_OF_TEXT: 256},
    )
    # Pairs of bytes that are all different, so that a window is known by its first.
    pairs = [bytes([a, b]) for a in range(97, 123) for b in range(65, 91)]
    text = b"".join(pair + b"." * 14 for pair in pairs)
    (tmp_path / "text.txt").write_bytes(text)
    tokens = tokenize_files(
        tmp_path / "text.txt", tmp_path / "tokens", tokenizer, progress=False
    )
    assert len(WindowDataset(tokens.ids, max_length=16)) == len(pairs) == 676
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
    done = subprocess.run(
        command, env=environment, capture_output=True, text=True, timeout=240
    )
    assert done.returncode == 0, done.stderr
    results = [
        json.loads((tmp_path / f"rank{rank}.json").read_text()) for rank in (0, 1)
    ]
    assert [result["left"] for result in results] == [40, 40]  # of 43
    states = [(tmp_path / f"state{rank}.json").read_text() for rank in (0, 1)]
    assert states[0] == states[1]
    assert json.loads(states[0])["epoch"] == 1
    everything = sorted([*pair] for pair in pairs)
    orders = []
    for epoch in (0, 1):
        shares = [flat(result["epochs"][epoch]) for result in results]
        assert [len(share) for share in shares] == [338, 338]
        assert sorted(shares[0] + shares[1]) == everything
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
        sampler = DistributedSampler(windows(20), 2, 1, seed=9)
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
    assert (state["epoch"], state["batches"]) == (1, stop)
    resumed = load(24, 0, num_workers=num_workers)
    resumed.load_state_dict(state)
    assert firsts(resumed) == expected[1][stop:]
    assert firsts(resumed) == expected[2]
    del iterator


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


def test_bad_arguments() -> None:
    with pytest.raises(ValueError, match="batch_size must be at least 1, got 0"):
        load(24, 0, batch_size=0)
    with pytest.raises(ValueError, match="rank"):
        load(24, 2)
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
