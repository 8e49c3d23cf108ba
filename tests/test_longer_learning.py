"""What notebook 09 says of longer learning, which would take too long there."""

from __future__ import annotations

from typing import Any

import nbformat
import pytest
import torch

from tools.notebooks import FOLDER

pytestmark = pytest.mark.slow

CELLS = {
    cell.id: cell.source
    for cell in nbformat.read(FOLDER / "09_training.ipynb", 4).cells
}
DEFINING = ("set-up-code", "text", "loaders-code", "table-code")
BUILDING = ("causal", "head-code", "reader-code")


@pytest.fixture(scope="module")
def lesson() -> dict[str, Any]:
    """Return the lesson's names up to its heads; nothing has learned."""
    names: dict[str, Any] = {}
    measuring = CELLS["learn-code"].split("learned =")[0]
    for source in (
        *(CELLS[name] for name in DEFINING),
        measuring,
        *(CELLS[name] for name in BUILDING),
    ):
        exec(source, names)
    torch.manual_seed(0)
    return names


def gain(lesson: dict[str, Any], n_steps: int) -> float:
    """Return by how much reading what is near lowers the loss, learned so long."""
    losses: list[float] = []
    for slope in (100, 2):
        torch.manual_seed(0)
        model = lesson["Reader"](lesson["Head"](slope=slope))
        losses.append(lesson["measure"](lesson["learn"](model, n_steps=n_steps)))
    return losses[0] - losses[1]


def test_with_800_steps_reading_near_is_worth_what_the_lesson_says(
    lesson: dict[str, Any],
) -> None:
    said = " ".join(CELLS["ex-temperature"].split())
    assert "lowers the loss by more than 0.3; with 120 it was less than 0.1" in said
    assert 0.03 < gain(lesson, 120) < 0.1
    assert gain(lesson, 800) > 0.3


def test_with_800_steps_the_table_learns_what_the_lesson_says(
    lesson: dict[str, Any],
) -> None:
    assert "With 800 steps the table reaches 3.9." in CELLS["look-back"]
    table = lesson["learn"](lesson["Table"](), rate=0.25, n_steps=800)
    assert round(lesson["measure"](table), 1) == 3.9


def test_with_three_times_as_many_steps_the_clever_blend_still_wins(
    lesson: dict[str, Any],
) -> None:
    said = " ".join(CELLS["ex-temperature"].split())
    assert "wins, even against three times as many steps" in said
    training, ids, n_vocab = lesson["training"], lesson["ids"], lesson["V"]
    slopes = [2, 1, 1 / 2, 1 / 8]
    gpt = training.GPT(
        n_vocab, lesson["T"], embedding_dim=lesson["D"], n_heads=4, slopes=slopes
    )
    lesson["learn"](gpt)
    adam = torch.optim.AdamW(gpt.parameters(), lr=0.01, weight_decay=0.3, fused=True)
    training.train(gpt, lesson["loader"], adam, 2_280, decay=True)
    clever = training.CountModel(ids, n_vocab, order=5, kneser_ney=True)
    assert lesson["measure"](gpt) > clever.loss(lesson["unread_ids"]) + 0.02
