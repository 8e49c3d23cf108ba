"""What notebook 09 says of longer learning, which would take too long there."""

from __future__ import annotations

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
DEFINING = ("set-up-code", "text", "loaders-code", "table-code", "learn-code")
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


def gains(lesson: dict[str, Any], n_steps: int, seed: int = 0) -> dict[str, float]:
    """Train each model anew, and return by how much each part lowers the loss."""
    block, head, slopes = lesson["block"], lesson["Head"], lesson["SLOPES"]
    layers: dict[str, Callable[[], list[nn.Module]]] = {
        "itself": lambda: [head(slope=100)],
        "near": lambda: [head(slope=2)],
        "four": lambda: [lesson["Heads"](slopes)],
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
        "a second block": losses["one"] - losses["two"],
    }


def test_with_800_steps_a_part_is_worth_what_the_lesson_says(
    lesson: dict[str, Any],
) -> None:
    said = " ".join(CELLS["ex-temperature"].split())
    assert "every part but the second block lowers the loss by more than 0.1" in said
    assert "near by most: more than 0.3 instead of less than 0.1" in said
    short, long = gains(lesson, 120), gains(lesson, 800)
    near, block = "reading what is near", "a second block"
    assert 0.03 < short[near] < 0.1
    assert long[near] == max(long.values()) > 0.3
    assert min(gain for name, gain in long.items() if name != block) > 0.1
    assert long[block] < 0.1


def learned_long(lesson: dict[str, Any], slopes: list[float], more: int) -> float:
    """Return the loss of the lesson's model after 120 steps and so many more."""
    model = GPT(lesson["V"], lesson["T"], **{**lesson["shape"], "slopes": slopes})
    lesson["learn"](model)
    adam = torch.optim.AdamW(model.parameters(), lr=0.01, weight_decay=0.3, fused=True)
    train(model, lesson["loader"], adam, more, decay=True)
    loss: float = lesson["measure"](model)
    return loss


def test_half_as_many_steps_again_leave_the_model_behind_the_counts(
    lesson: dict[str, Any],
) -> None:
    said = " ".join(CELLS["ex-temperature"].split())
    assert "with 1,200 steps the model is still behind" in said
    counts = CountModel(lesson["ids"], lesson["V"], 5, trust=4)
    long = learned_long(lesson, lesson["SLOPES"], 1080)
    assert long > counts.loss(lesson["unread_ids"]) + 0.02


def test_a_model_that_cannot_read_far_ends_hardly_higher(
    lesson: dict[str, Any],
) -> None:
    said = " ".join(CELLS["map"].split())
    assert "with all slopes 2 the loss ends less than 0.1 higher" in said
    near = learned_long(lesson, [2.0] * 4, 680)
    # The lesson's own model has heads from near to far.
    own = learned_long(lesson, lesson["SLOPES"], 680)
    assert 0 < near - own < 0.1
