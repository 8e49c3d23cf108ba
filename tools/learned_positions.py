"""Train the table of positions that the explorer of notebook 07 compares with.

    python -m tools.learned_positions

The task is that of notebook 07's readers, for every word at once: name the word before
this one. The words are drawn at random, so only positions can tell which one that is.
One attention with vectors of four numbers does it, well but not perfectly: four numbers
are few for 61 places. Its tables are written beside the explorers.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable

import torch
from torch import Tensor, nn

from companion.explorers import turning
from companion.position import attention, causal_bias

PLACES, WIDTH, WORDS = 61, 4, 7
STEPS, TEXTS, RATE = 3_000, 16, 0.02
Tables = dict[str, Tensor]


def drawn(dice: torch.Generator) -> Tables:
    """Draw the tables before training, under the names of notebook 07."""

    def table(rows: int, columns: int, spread: float) -> Tensor:
        numbers = spread * torch.randn(rows, columns, generator=dice)
        return numbers.requires_grad_()

    even = WIDTH**-0.5
    return {
        "E": table(WORDS, WIDTH, 1.0),
        "P": table(PLACES, WIDTH, 0.5),
        "Q": table(WIDTH, WIDTH, even),
        "K": table(WIDTH, WIDTH, even),
        "U": table(WIDTH, WIDTH, even),
        "answer": table(WIDTH, WORDS, even),
    }


def guesses(tables: Tables, ids: Tensor) -> Tensor:
    """Score each word as the one before, ``(B, T, V)`` for IDs ``(B, T)``."""
    x = tables["E"][ids] + tables["P"]
    q, k, v = (x @ tables[name] for name in "QKU")
    # `attention` divides scores by the root of the width, which is 2.
    read = attention(q * math.sqrt(WIDTH), k, v, bias=causal_bias(ids.shape[1]))
    return read @ tables["answer"]


def train(*, steps: int = STEPS, seed: int = 0) -> Tables:
    """Train the tables.

    Parameters
    ----------
    steps
        How often they are moved, each time by 16 texts.
    seed
        What all random numbers start from.

    Returns
    -------
    dict from str to Tensor
        The tables; ``P`` has a row for each of 61 places.
    """
    dice = torch.Generator().manual_seed(seed)
    tables = drawn(dice)
    optimizer = torch.optim.Adam(tables.values(), lr=RATE)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, steps)
    for _ in range(steps):
        ids = torch.randint(WORDS, (TEXTS, PLACES), generator=dice)
        scores = guesses(tables, ids)[:, 1:]
        loss = nn.functional.cross_entropy(scores.flatten(0, 1), ids[:, :-1].flatten())
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        schedule.step()
    return {name: table.detach() for name, table in tables.items()}


def share_right(
    tables: Tables, change: Callable[[Tensor], Tensor] = torch.clone
) -> float:
    """Return how often the word before is named, in texts that nobody trained on.

    Parameters
    ----------
    tables
        The tables.
    change
        What is done to the table of positions first.

    Returns
    -------
    float
        From 0 to 1; whoever guesses is right in one of seven cases.
    """
    dice = torch.Generator().manual_seed(99)
    ids = torch.randint(WORDS, (200, PLACES), generator=dice)
    found = guesses({**tables, "P": change(tables["P"])}, ids)[:, 1:].argmax(dim=-1)
    return float((found == ids[:, :-1]).double().mean())


def stored() -> Tables:
    """Return the tables as they are stored."""
    made = json.loads(turning.LEARNED.read_text(encoding="utf-8"))
    return {name: torch.tensor(rows) for name, rows in made.items()}


def main() -> None:
    """Train, write the tables, and say how good they are."""
    rounded = {
        name: [[round(number, 4) for number in row] for row in table.tolist()]
        for name, table in train().items()
    }
    content = json.dumps(rounded, separators=(",", ":")).replace("]],", "]],\n")
    turning.LEARNED.write_text(content + "\n", encoding="utf-8")
    print(f"{turning.LEARNED}: {share_right(stored()):.0%} right")


if __name__ == "__main__":
    main()
