"""Draw docs/road.png, the picture in the README, from the story itself."""

from __future__ import annotations

from pathlib import Path

import torch

from companion import load_text
from companion.byte_pair_encoding.files import load_gpt2
from tools.road import road

PICTURE = Path(__file__).resolve().parents[1] / "docs" / "road.png"
N_TOKENS, WIDTH = 9, 8


def first_words() -> tuple[list[str], list[int]]:
    """Return the first words of the story: N_TOKENS + 1 tokens, as text and as IDs."""
    tokenizer = load_gpt2()
    _title, _, body = load_text("story").partition("\n\n")
    ids = tokenizer.encode(body[:200])[: N_TOKENS + 1]
    return [tokenizer.decode([token_id]) for token_id in ids], ids


def description() -> str:
    """Say what the picture shows; it is stored in the file, and a test compares it."""
    pieces, ids = first_words()
    return " ".join(
        f"{piece!r}={token_id}" for piece, token_id in zip(pieces, ids, strict=True)
    )


def main() -> None:
    """Draw the picture anew."""
    pieces, ids = first_words()
    vectors = torch.randn(N_TOKENS, WIDTH, generator=torch.Generator().manual_seed(1))
    PICTURE.parent.mkdir(exist_ok=True)
    road(pieces, ids, vectors.numpy()).savefig(
        PICTURE, metadata={"Description": description(), "Software": None}
    )


if __name__ == "__main__":
    main()
