"""What notebook 09 says of longer learning, which would take too long there."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import nbformat
import pytest
import torch
from torch import nn

from companion.training import GPT, CountModel, train
from tools.notebooks import FOLDER

pytestmark = pytest.mark.slow

CELLS = {
    cell.id: cell.source
    for cell in nbformat.read(FOLDER / "09_training.ipynb", 4).cells
}
DEFINING = ("set-up-code", "text", "table-code", "learn-code")
BUILDING = ("causal", "head-code", "reader-code", "attention")


@pytest.fixture(scope="module")
def lesson() -> dict[str, Any]:
    """Return the lesson's names up to its blocks; nothing has learned."""
    names: dict[str, Any] = {}
    measuring = CELLS["measure-code"].split("learned =")[0]
    blocks = CELLS["block-figure"].split("figures.show")[0]
    for source in (
        *(CELLS[name] for name in DEFINING),
        measuring,
        *(CELLS[name] for name in BUILDING),
        blocks,
    ):
        exec(source, names)
    torch.manual_seed(0)
    return names


def table_of_gains() -> dict[str, tuple[float, float]]:
    """Return what the lesson says each part is worth after 120 and 800 steps."""
    rows = re.findall(
        r"\| ([a-z ,]+) \| ([\d.]+) \| ([\d.]+) \|", CELLS["ex-temperature"]
    )
    return {name: (float(short), float(long)) for name, short, long in rows}


def gains(lesson: dict[str, Any], n_steps: int, seed: int = 0) -> dict[str, float]:
    """Train each model anew, and return by how much each part lowers the loss."""
    block, head, slopes = lesson["block"], lesson["Head"], lesson["SLOPES"]
    layers: dict[str, Callable[[], list[nn.Module]]] = {
        "itself": lambda: [head(slope=100)],
        "near": lambda: [head(slope=2)],
        "four": lambda: [lesson["Heads"](slopes)],
        "MLP": lambda: block()[1:],
        "one": block,
        "two": lambda: block() + block(),
    }
    losses = {}
    for name, build in layers.items():
        torch.manual_seed(seed)
        model = lesson["Reader"](*build())
        losses[name] = lesson["measure"](lesson["learn"](model, n_steps=n_steps))
    return {
        "reading what is near": losses["itself"] - losses["near"],
        "four heads instead of one": losses["near"] - losses["four"],
        "thinking, after the heads": losses["four"] - losses["one"],
        "thinking, without a head": losses["itself"] - losses["MLP"],
        "a second block": losses["one"] - losses["two"],
    }


@pytest.mark.parametrize(("column", "n_steps"), [(0, 120), (1, 800)])
def test_each_part_is_worth_what_the_table_says(
    lesson: dict[str, Any], column: int, n_steps: int
) -> None:
    found, stated = gains(lesson, n_steps), table_of_gains()
    assert list(found) == list(stated)
    for name, gain in found.items():
        said = stated[name][column]
        assert gain == pytest.approx(said, abs=max(0.02, said / 4)), name


def test_half_as_many_steps_again_leave_the_model_behind_the_counts(
    lesson: dict[str, Any],
) -> None:
    ids = lesson["ids"]
    model = GPT(
        lesson["V"],
        lesson["T"],
        embedding_dim=lesson["D"],
        n_heads=4,
        slopes=lesson["SLOPES"],
    )
    adam = torch.optim.AdamW(model.parameters(), lr=0.008, weight_decay=0.3, fused=True)
    train(model, lesson["loader"], adam, 1200, decay=True)
    unread = lesson["measure"](model)
    assert unread == pytest.approx(2.87, abs=0.02)
    counts = CountModel(ids, lesson["V"], 4, kneser_ney=True)
    assert unread > counts.loss(lesson["unread_ids"]) + 0.05


def test_a_model_that_cannot_read_far_ends_at_the_same_loss(
    lesson: dict[str, Any],
) -> None:
    model = GPT(lesson["V"], lesson["T"], **{**lesson["shape"], "slopes": [2.0] * 4})
    adam = torch.optim.AdamW(model.parameters(), lr=0.008, weight_decay=0.3, fused=True)
    train(model, lesson["loader"], adam, 800, decay=True)
    # The lesson's own model, with heads from near to far, has 2.95.
    assert lesson["measure"](model) == pytest.approx(2.95, abs=0.02)
