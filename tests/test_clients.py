"""What other libraries do with the companion, done with the real ones."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from companion.byte_pair_encoding import from_hugging_face, to_hugging_face, train
from companion.corpora import load_parallel, load_text
from companion.special_tokens import END_OF_TEXT

TEXTS = [load_text()[:2_000], *(s[0] for s in load_parallel().values()), "a's  b", ""]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tokenizer")
    specials = [END_OF_TEXT, "<|pad|>"]
    to_hugging_face(train(load_text(), 400, special_tokens=specials), folder)
    return folder


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_transformers_opens_an_exported_folder_and_what_it_saves_is_read(
    folder: Path, tmp_path: Path
) -> None:
    transformers = pytest.importorskip("transformers")
    here = from_hugging_face(folder / "tokenizer.json")
    there = transformers.AutoTokenizer.from_pretrained(folder, local_files_only=True)
    assert there.eos_token == END_OF_TEXT
    assert there.pad_token == "<|pad|>"
    for text in TEXTS:
        ids = here.encode(text)
        assert there(text)["input_ids"] == ids
        assert there.decode(ids) == text
    # After a padded call the file that it saves speaks of padding.
    batch = there(["tea", "a cup of tea"], padding=True)["input_ids"]
    assert len({len(row) for row in batch}) == 1
    there.save_pretrained(tmp_path)
    assert json.loads((tmp_path / "tokenizer.json").read_text())["padding"]
    again = from_hugging_face(tmp_path / "tokenizer.json")
    for text in TEXTS:
        assert again.encode(text) == here.encode(text)
