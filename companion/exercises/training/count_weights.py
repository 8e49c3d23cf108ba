"""Exercise 09.count-weights."""

from __future__ import annotations

import random

from ..records import Exercise, Mistake


def _n_weights(V: int, D: int, n_layers: int) -> int:  # noqa: N803
    table = V * D
    norm = 2 * D
    attention = (D * 3 * D + 3 * D) + (D * D + D)
    mlp = (D * 4 * D + 4 * D) + (4 * D * D + D)
    layer = norm + attention + norm + mlp
    return table + n_layers * layer + norm + D * V


def _n_weights_without_biases(V: int, D: int, n_layers: int) -> int:  # noqa: N803
    return V * D + n_layers * (12 * D * D + 4 * D) + 2 * D + D * V


def _n_weights_without_norms(V: int, D: int, n_layers: int) -> int:  # noqa: N803
    return V * D + n_layers * (12 * D * D + 9 * D) + D * V


def _n_weights_without_the_last_norm(V: int, D: int, n_layers: int) -> int:  # noqa: N803
    return _n_weights(V, D, n_layers) - 2 * D


def _n_weights_without_head(V: int, D: int, n_layers: int) -> int:  # noqa: N803
    return _n_weights(V, D, n_layers) - D * V


def _n_weights_with_biased_head(V: int, D: int, n_layers: int) -> int:  # noqa: N803
    return _n_weights(V, D, n_layers) + V


def _n_weights_with_one_of_three(V: int, D: int, n_layers: int) -> int:  # noqa: N803
    return _n_weights(V, D, n_layers) - n_layers * (2 * D * D + 2 * D)


def _n_weights_without_out(V: int, D: int, n_layers: int) -> int:  # noqa: N803
    return _n_weights(V, D, n_layers) - n_layers * (D * D + D)


def _n_weights_of_half_norms(V: int, D: int, n_layers: int) -> int:  # noqa: N803
    return _n_weights(V, D, n_layers) - (2 * n_layers + 1) * D


def _n_weights_of_one_norm(V: int, D: int, n_layers: int) -> int:  # noqa: N803
    return _n_weights(V, D, n_layers) - n_layers * 2 * D


def _n_weights_of_one_layer(V: int, D: int, n_layers: int) -> int:  # noqa: N803
    return _n_weights(V, D, 1)


def _n_weights_cases(rng: random.Random) -> list[tuple[int, int, int]]:
    return [
        (10, 4, 1),
        (512, 96, 2),
        (50_257, 768, 12),
        (rng.randint(20, 99), 4 * rng.randint(2, 9), rng.randint(2, 5)),
    ]


EXERCISE = Exercise(
    name="09.count-weights",
    task="Return how many weights the model has: E, n_layers blocks of two norms, "
    "attention and MLP, the last norm, and the head.",
    starter="def n_weights(V, D, n_layers):\n    # your code\n    ...\n",
    hints=(
        "nn.Linear(a, b) has a * b weights and b biases; with bias=False none of "
        "these. nn.LayerNorm(D) has D factors and D numbers to add.",
        "A block: norm 2D, qkv D * 3D + 3D, out D * D + D, norm 2D, "
        "MLP D * 4D + 4D and 4D * D + D.",
        "Around the blocks: E has V * D, the last norm 2D, the head D * V.",
    ),
    solution=_n_weights,
    cases=_n_weights_cases,
    lesson="A block has about 12 D²; the tables 2 V D. With 50,257 tokens, D = 768 "
    "and 12 blocks that is 162 million. GPT-2 uses E as its head as well and adds "
    "1,024 positions: the 124 million that it is known for.",
    mistakes=(
        Mistake(
            "The biases are missing: each Linear inside a block has one for each "
            "of its outputs.",
            _n_weights_without_biases,
        ),
        Mistake(
            "The norms are missing: each has 2D numbers.", _n_weights_without_norms
        ),
        Mistake(
            "The last norm, before the head, is missing.",
            _n_weights_without_the_last_norm,
        ),
        Mistake("The head is missing: D * V weights.", _n_weights_without_head),
        Mistake(
            "This head has no biases: it was made with bias=False.",
            _n_weights_with_biased_head,
        ),
        Mistake(
            "qkv makes queries, keys and values: three times as many outputs.",
            _n_weights_with_one_of_three,
        ),
        Mistake(
            "Attention ends with one more layer, out, from D to D.",
            _n_weights_without_out,
        ),
        Mistake(
            "A norm has 2D numbers: D to multiply by and D to add.",
            _n_weights_of_half_norms,
        ),
        Mistake("A block has two norms.", _n_weights_of_one_norm),
        Mistake("You counted one block only.", _n_weights_of_one_layer),
    ),
)
