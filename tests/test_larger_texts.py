"""What docs/larger_texts.md shows, run; and the libraries that it hands windows to."""

from __future__ import annotations

import os
import re
import shlex
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from torch.nn.functional import cross_entropy

from companion import cli
from companion.byte_pair_encoding import load_gpt2
from companion.corpora import load_text
from companion.sliding_window import DistributedLoader, WindowDataset, create_dataloader
from companion.training import GPT

TEXT = load_text("story")[:4000]
PAGE = Path(__file__).resolve().parents[1] / "docs" / "larger_texts.md"
BLOCKS: list[tuple[str, str]] = re.findall(
    r"```(\w+)\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.S
)


def block(kind: str, holds: str) -> str:
    """Return the only block of the page that holds something."""
    (found,) = [text for its_kind, text in BLOCKS if its_kind == kind and holds in text]
    return found


@pytest.fixture(scope="module")
def tokens(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Run the page's command on a folder of two texts; return where it was run."""
    place = tmp_path_factory.mktemp("page")
    (place / "texts").mkdir()
    for number in range(2):
        (place / "texts" / f"{number}.txt").write_text(TEXT, encoding="utf-8")
    program, *arguments = shlex.split(block("sh", "companion tokenize"))
    assert program == "companion"
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(place)
        assert cli.main(arguments) == 0
    return place


def test_the_command_writes_the_three_files_of_the_table(tokens: Path) -> None:
    written = {path.name for path in (tokens / "tokens").iterdir()}
    named = re.findall(r"^\| `(\S+)` \|", PAGE.read_text(encoding="utf-8"), re.M)
    assert written == set(named)


def test_every_option_of_the_page_is_one_of_the_command(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(SystemExit, match="0"):
        cli.main(["tokenize", "--help"])
    known = capsys.readouterr().out
    for option in re.findall(r"`(--[a-z-]+)", PAGE.read_text(encoding="utf-8")):
        assert option in known


def test_the_windows_of_the_page_are_those_of_the_texts(
    tokens: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tokens)
    made: dict[str, Any] = {}
    code = block("python", "create_dataloader(").replace(
        "num_workers=2", "num_workers=0"
    )
    exec(compile(code, str(PAGE), "exec"), made)
    expected = [*load_gpt2().encode(TEXT), 50256] * 2
    assert made["tokens"].ids.tolist() == expected
    assert made["windows"][0][0].tolist() == expected[:64]
    assert len(made["loader"]) == len(made["windows"]) // 8


def test_nanogpts_file_holds_bare_numbers(
    tokens: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tokens)
    made: dict[str, Any] = {}
    exec(compile(block("python", "train.bin"), str(PAGE), "exec"), made)
    # As nanoGPT's own train.py reads it.
    theirs = np.memmap("train.bin", dtype=np.uint16, mode="r")
    expected = [*load_gpt2().encode(TEXT), 50256] * 2
    assert theirs.tolist() == made["ids"].tolist() == expected


@pytest.mark.slow
def test_the_script_trains_in_two_processes_and_goes_on(tokens: Path) -> None:
    (tokens / "train.py").write_text(block("python", "def main("), encoding="utf-8")
    program, *arguments = shlex.split(block("sh", "torchrun"))
    assert program == "torchrun"
    assert arguments.pop() == "3"  # epochs
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = os.environ | {"OMP_NUM_THREADS": "1"}
    if sys.platform == "linux":
        environment["GLOO_SOCKET_IFNAME"] = "lo"
    losses: dict[int, float] = {}
    for epochs in (1, 3):
        done = subprocess.run(
            [
                *(sys.executable, "-m", "torch.distributed.run"),
                *("--master-addr=127.0.0.1", f"--master-port={port}"),
                *(*arguments, str(epochs)),
            ],
            cwd=tokens,
            env=environment,
            capture_output=True,
            text=True,
            timeout=240,
        )
        assert done.returncode == 0, done.stderr
        for epoch, loss in re.findall(r"^epoch (\d+): loss (\S+)$", done.stdout, re.M):
            assert int(epoch) not in losses  # It went on, and did not begin anew.
            losses[int(epoch)] = float(loss)
    assert sorted(losses) == [0, 1, 2]
    assert losses[2] < losses[0]


def for_trainer(windows: WindowDataset) -> Any:
    made: dict[str, Any] = {}
    exec(compile(block("python", "class ForTrainer"), str(PAGE), "exec"), made)
    return made["ForTrainer"](windows)


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")  # Those of the libraries are their own affair.
def test_a_model_of_transformers_learns_from_the_windows(tmp_path: Path) -> None:
    transformers = pytest.importorskip("transformers")
    pytest.importorskip("accelerate")
    windows = WindowDataset(range(64), max_length=8)
    config = transformers.GPT2Config(
        vocab_size=64, n_positions=16, n_embd=8, n_layer=1, n_head=1
    )
    model = transformers.GPT2LMHeadModel(config)
    dataset = for_trainer(windows)
    # Its loss is that of the windows' own inputs and targets.
    inputs, targets = windows.batch(range(len(windows)))
    model.eval()
    with torch.no_grad():
        batch = torch.utils.data.default_collate([*map(dataset.__getitem__, range(7))])
        theirs = model(**batch).loss
        logits = model(inputs).logits
        ours = cross_entropy(logits.flatten(0, 1), targets.flatten())
    assert theirs.item() == pytest.approx(ours.item(), rel=1e-5)
    arguments = transformers.TrainingArguments(
        output_dir=str(tmp_path),
        max_steps=3,
        per_device_train_batch_size=2,
        report_to="none",
        use_cpu=True,
        save_strategy="no",
        disable_tqdm=True,
    )
    done = transformers.Trainer(model, arguments, train_dataset=dataset).train()
    assert done.global_step == 3


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
def test_transformers_trainer_gets_every_batch_of_every_epoch(tmp_path: Path) -> None:
    transformers = pytest.importorskip("transformers")
    pytest.importorskip("accelerate")
    windows = WindowDataset(range(81), max_length=4)
    loader = DistributedLoader(windows, batch_size=2, world_size=1, rank=0)
    firsts: list[int] = []

    class Trainer(transformers.Trainer):  # type: ignore[misc, name-defined]
        def get_train_dataloader(self) -> Any:
            return loader

        def compute_loss(self, model: GPT, batch: Any, *_: Any, **__: Any) -> Any:
            inputs, targets = batch
            firsts.extend(inputs[:, 0].tolist())
            return cross_entropy(model(inputs).flatten(0, 1), targets.flatten())

    arguments = transformers.TrainingArguments(
        output_dir=str(tmp_path),
        num_train_epochs=4,
        report_to="none",
        use_cpu=True,
        save_strategy="no",
        disable_tqdm=True,
        remove_unused_columns=False,
    )
    model = GPT(100, context_length=4)
    done = Trainer(model, arguments, train_dataset=windows).train()
    assert done.global_step == 40
    assert loader.epoch == 4
    epochs = np.reshape(firsts, (4, 20))
    assert {*map(tuple, np.sort(epochs, 1))} == {tuple(range(0, 80, 4))}
    assert len({*map(tuple, epochs)}) == 4


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
def test_lightning_gets_every_batch_of_every_epoch(tmp_path: Path) -> None:
    lightning = pytest.importorskip("lightning")

    class Module(lightning.LightningModule):  # type: ignore[misc, name-defined]
        def __init__(self) -> None:
            super().__init__()
            self.model = GPT(100, context_length=4)
            self.firsts: list[int] = []

        def training_step(self, batch: Any, _: int) -> Any:
            inputs, targets = batch
            self.firsts += inputs[:, 0].tolist()
            return cross_entropy(self.model(inputs).flatten(0, 1), targets.flatten())

        def configure_optimizers(self) -> Any:
            return torch.optim.SGD(self.parameters(), lr=0.1)

    windows = WindowDataset(range(81), max_length=4)
    for loader in (
        create_dataloader(range(81), max_length=4, batch_size=2),
        DistributedLoader(windows, batch_size=2, world_size=1, rank=0),
    ):
        module = Module()
        trainer = lightning.Trainer(
            max_epochs=4,
            accelerator="cpu",
            logger=False,
            enable_checkpointing=False,
            enable_progress_bar=False,
            enable_model_summary=False,
            default_root_dir=tmp_path,
        )
        trainer.fit(module, loader)
        assert trainer.global_step == 40
        epochs = np.reshape(module.firsts, (4, 20))
        assert {*map(tuple, np.sort(epochs, 1))} == {tuple(range(0, 80, 4))}
        assert len({*map(tuple, epochs)}) == 4
