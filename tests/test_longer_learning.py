"""What notebook 09 says of longer learning, which would take too long there."""

from __future__ import annotations

from typing import Any

import nbformat
import pytest
import torch
from torch import nn

from companion.sliding_window import create_dataloader
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


def test_the_tenth_that_shows_what_was_read_is_as_hard_as_the_last(
    lesson: dict[str, Any],
) -> None:
    ids, unread = lesson["ids"], lesson["unread_ids"]
    n = len(unread)
    assert "ids[2 * n : 3 * n]" in CELLS["long-code"]
    for order, clever in ((4, False), (5, True)):
        rest = ids[: 2 * n] + ids[3 * n :]
        counts = CountModel(rest, lesson["V"], order, kneser_ney=clever)
        losses = counts.loss(ids[2 * n : 3 * n]), counts.loss(unread)
        assert losses[0] == pytest.approx(losses[1], abs=0.04)


def test_at_a_smaller_rate_blocks_without_ways_past_pass_the_table(
    lesson: dict[str, Any],
) -> None:
    learn, measure, block = (lesson[name] for name in ("learn", "measure", "block"))
    sizes = lesson["V"], lesson["D"]
    ends = nn.LayerNorm(sizes[1]), nn.Linear(*sizes[::-1], bias=False)
    plain = nn.Sequential(nn.Embedding(*sizes), *block(), *block(), *ends)
    without = measure(learn(plain, 0.003, 400))
    assert without == pytest.approx(3.7, abs=0.1)
    assert without < measure(learn(lesson["Table"](), 0.25, 400)) - 0.05
    whole = lesson["Reader"](*block(), *block())
    assert measure(learn(whole, 0.003, 400)) == pytest.approx(3.3, abs=0.05)


def test_half_as_many_steps_again_leave_the_model_behind_the_counts(
    lesson: dict[str, Any],
) -> None:
    n, ids = len(lesson["unread_ids"]), lesson["ids"]
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
    known = create_dataloader(ids[2 * n : 3 * n], **lesson["half"])
    assert lesson["measure"](model, known) == pytest.approx(2.32, abs=0.02)


def test_a_model_that_cannot_read_far_ends_at_the_same_loss(
    lesson: dict[str, Any],
) -> None:
    model = GPT(lesson["V"], lesson["T"], **{**lesson["shape"], "slopes": [2.0] * 4})
    adam = torch.optim.AdamW(model.parameters(), lr=0.008, weight_decay=0.3, fused=True)
    train(model, lesson["loader"], adam, 800, decay=True)
    # The lesson's own model, with heads from near to far, has 2.95.
    assert lesson["measure"](model) == pytest.approx(2.95, abs=0.02)
