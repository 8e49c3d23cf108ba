"""What other libraries do with the companion, done with the real ones."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from companion.byte_pair_encoding import from_hugging_face, to_hugging_face, train
from companion.corpora import load_parallel, load_text
from companion.lessons.view import lesson_view
from companion.special_tokens import END_OF_TEXT
from companion.tokenization import split
from companion.vocabulary import build_vocabulary
from companion.word_vectors import WordVectors
from tools.notebooks import code_cells, notebook_paths, read, write

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


def test_scikit_learn_counts_our_tokens_and_finds_our_neighbours() -> None:
    text = pytest.importorskip("sklearn.feature_extraction.text")
    neighbors = pytest.importorskip("sklearn.neighbors")
    sentences = load_parallel()["English"][:20]
    counter = text.CountVectorizer(tokenizer=split, token_pattern=None, lowercase=False)
    counts = counter.fit_transform(sentences)
    assert list(counter.get_feature_names_out()) == sorted(
        build_vocabulary(token for s in sentences for token in split(s))
    )
    assert counts.sum() == sum(len(split(sentence)) for sentence in sentences)

    generator = np.random.default_rng(0)
    vectors = WordVectors(
        [f"word{i}" for i in range(50)], generator.normal(size=(50, 8)).astype("f4")
    )
    search = neighbors.NearestNeighbors(n_neighbors=6, metric="cosine")
    rows = np.stack([vectors[word] for word in vectors])
    far, found = search.fit(rows).kneighbors(rows[7:8])
    assert found[0, 0] == 7
    ours = vectors.most_similar("word7", topn=5)
    assert [word for word, _ in ours] == [f"word{i}" for i in found[0, 1:]]
    assert [score for _, score in ours] == pytest.approx(1 - far[0, 1:], abs=1e-5)


@pytest.mark.parametrize("form", ["py:percent", "md:myst"])
def test_jupytext_keeps_every_lesson(form: str) -> None:
    jupytext = pytest.importorskip("jupytext")
    for path in notebook_paths():
        here = read(path)
        there = jupytext.reads(jupytext.writes(here, fmt=form), fmt=form)
        for one, other in zip(here.cells, there.cells, strict=True):
            assert other.cell_type == one.cell_type
            assert other.source.rstrip() == one.source.rstrip()
            assert other.metadata.get("tags") == one.metadata.get("tags")


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_papermill_runs_a_lesson_with_a_text_of_ones_own(tmp_path: Path) -> None:
    papermill = pytest.importorskip("papermill")
    text = tmp_path / "mine.txt"
    text.write_text(load_text()[:9_000].replace("the", "that"), encoding="utf-8")
    source, out = tmp_path / "01.ipynb", tmp_path / "ran.ipynb"
    write(lesson_view(read(notebook_paths()[0])), source)
    papermill.execute_notebook(source, out, {"TEXT": str(text)}, progress_bar=False)
    ran = read(out)
    assert ran.metadata.papermill.parameters == {"TEXT": str(text)}
    kinds = [o.output_type for cell in code_cells(ran) for o in cell.outputs]
    assert kinds
    assert "error" not in kinds
