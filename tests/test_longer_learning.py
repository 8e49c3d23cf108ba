"""What notebook 09 says of longer learning, which would take too long there."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import nbformat
import pytest
import torch

from companion import load_text
from companion.sliding_window import create_dataloader
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


def test_with_400_steps_reading_near_is_worth_more_than_with_120(
    lesson: dict[str, Any],
) -> None:
    said = " ".join(CELLS["ex-temperature"].split())
    assert "reading near lowers the loss by about 0.25; in 120 by less than 0.1" in said
    assert 0.03 < gain(lesson, 120) < 0.1
    assert 0.2 < gain(lesson, 400) < 0.3


def test_with_800_steps_the_table_learns_what_the_lesson_says(
    lesson: dict[str, Any],
) -> None:
    said = CELLS["look-back"]
    assert "With 800 steps the table reaches 3.9: try" in said
    assert "measure(learn(Table(), 0.25, 800))" in said
    table = lesson["learn"](lesson["Table"](), rate=0.25, n_steps=800)
    assert round(lesson["measure"](table), 1) == 3.9


def test_with_three_times_as_many_steps_the_clever_blend_still_wins(
    lesson: dict[str, Any],
) -> None:
    said = " ".join(CELLS["ex-temperature"].split())
    assert "wins, even against three times as many steps: put 2280 for 680" in said
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


def test_the_rates_of_the_second_text_are_the_best_for_its_third_quarter(
    lesson: dict[str, Any],
) -> None:
    """As many passes through the first half, each rate beside one on either side."""
    assert "learn(training.GPT(V, T, **shape), 0.008, 80" in CELLS["own-run"]
    assert "learn(deepcopy(gpt), 0.0025, 80" in CELLS["own-run"]
    assert "0.6 * alone + 0.4 * news" in CELLS["own-run"]
    training, n_vocab, sizes = lesson["training"], lesson["V"], lesson["sizes"]
    own_ids = lesson["tokenizer"].encode(load_text("story"))
    half, most = len(own_ids) // 2, len(own_ids) * 3 // 4
    third = create_dataloader(own_ids[half:most], **sizes, **lesson["in_order"])

    def after(model: torch.nn.Module, rate: float) -> float:
        first = create_dataloader(own_ids[:half], **sizes, stride=1, seed=0)
        loss: float = lesson["measure"](lesson["learn"](model, rate, 53, first), third)
        return loss

    def fresh() -> Any:
        slopes = [2, 1, 1 / 2, 1 / 8]
        return training.GPT(
            n_vocab, lesson["T"], embedding_dim=lesson["D"], n_heads=4, slopes=slopes
        )

    gpt = lesson["learn"](fresh())
    adam = torch.optim.AdamW(gpt.parameters(), lr=0.01, weight_decay=0.3, fused=True)
    training.train(gpt, lesson["loader"], adam, 680, decay=True)
    for begin, best in ((fresh, 0.008), (lambda: deepcopy(gpt), 0.0025)):
        less, chosen, more = (
            after(begin(), rate) for rate in (best / 1.6, best, best * 1.6)
        )
        assert chosen < min(less, more)
    own, news = (
        torch.tensor(
            training.CountModel(ids, n_vocab, order=5, kneser_ney=True).chances(
                own_ids[half:most]
            )
        )
        for ids in (own_ids[:half], lesson["ids"])
    )
    mixed = {
        share: -(share * own + (1 - share) * news).log().mean().item()
        for share in (0.5, 0.6, 0.7, 0.8, 0.9)
    }
    assert min(mixed, key=mixed.__getitem__) == 0.6
