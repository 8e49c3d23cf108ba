"""`companion.word_vectors`: neighbours and analogies, equal to gensim's."""

from __future__ import annotations

import itertools
import json
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from gensim.models import KeyedVectors
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from companion.vocabulary import UnknownTokenError
from companion.word_vectors import (
    WordVectors,
    cosine,
    read_word_vectors,
)
from companion.word_vectors import vectors as word_vectors
from companion.word_vectors.store import open_table, write_table


def random_table(
    count: int, width: int, seed: int
) -> tuple[list[str], NDArray[np.float32]]:
    rng = np.random.default_rng(seed)
    lengths = rng.uniform(0.1, 10, size=(count, 1))
    rows = rng.normal(size=(count, width)) * lengths
    return [f"w{index}" for index in rng.permutation(count)], rows.astype(np.float32)


def gensims(words: list[str], rows: NDArray[np.float32]) -> KeyedVectors:
    keyed = KeyedVectors(rows.shape[1])
    keyed.add_vectors(words, rows)
    return keyed


def test_cosine_by_hand() -> None:
    assert cosine([3, 4], [4, 3]) == pytest.approx(24 / 25, abs=1e-15)
    assert cosine([1, 2, 3], [-2, -4, -6]) == pytest.approx(-1)
    assert cosine([1e-30, 0], [1e30, 1e30]) == pytest.approx(0.5**0.5)


@pytest.mark.parametrize(
    ("first", "second", "says"),
    [
        ([1, 2], [1, 2, 3], r"not \(2,\), \(3,\)"),
        ([[1, 2]], [[1, 2]], r"not \(1, 2\)"),
        (1.0, 2.0, r"not \(\)"),
        ([0, 0], [1, 2], "length 0.0"),
        ([1, 2], [np.nan, 1], "length nan"),
        ([1, 2], [np.inf, 1], "length inf"),
        ([], [], "length 0.0"),
    ],
)
def test_cosine_refuses_what_has_no_angle(
    first: object, second: object, says: str
) -> None:
    with pytest.raises(ValueError, match=says):
        cosine(first, second)  # type: ignore[arg-type]


@settings(max_examples=60, deadline=None)
@given(
    st.integers(2, 400),
    st.integers(2, 20),
    st.integers(0, 10**6),
    st.integers(1, 3),
    st.integers(0, 2),
    st.integers(1, 450),
)
def test_neighbours_equal_gensims(
    count: int, width: int, seed: int, plus: int, minus: int, topn: int
) -> None:
    words, rows = random_table(count, width, seed)
    ours, theirs = WordVectors(words, rows), gensims(words, rows)
    positive, negative = words[:plus], words[plus : plus + minus]
    found = ours.most_similar(positive, negative, topn)
    expected = theirs.most_similar(positive, negative, topn=topn)
    # Equal to float precision, so two scores closer than that may change places.
    assert len(found) == len(expected) == min(topn, count - len(positive + negative))
    scores = dict(expected)
    for (word, score), (_, other) in zip(found, expected, strict=True):
        assert score == pytest.approx(other, abs=2e-6)
        assert word not in scores or score == pytest.approx(scores[word], abs=2e-6)
    if all(a[1] - b[1] > 1e-5 for a, b in itertools.pairwise(expected)):
        assert [word for word, _ in found[:-1]] == [word for word, _ in expected[:-1]]


def test_similarity_equals_gensims() -> None:
    words, rows = random_table(30, 8, seed=1)
    ours, theirs = WordVectors(words, rows), gensims(words, rows)
    for first in words[:5]:
        for second in words:
            expected = float(theirs.similarity(first, second))
            assert ours.similarity(first, second) == pytest.approx(expected, abs=1e-6)


@settings(max_examples=80, deadline=None)
@given(st.lists(st.integers(-3, 3), min_size=1, max_size=300), st.integers(1, 320))
def test_the_largest_come_first_and_ties_by_place(
    values: list[int], count: int
) -> None:
    scores = np.array(values, dtype=np.float32)
    expected = sorted(range(len(values)), key=lambda place: (-values[place], place))
    assert word_vectors._largest(scores, count) == expected[:count]


def test_equal_scores_come_by_id() -> None:
    words = [f"w{index}" for index in range(5_000)]
    rows = np.tile(np.array([[1, 0], [0, 1], [-1, 0]], np.float32), (1_667, 1))[:5_000]
    vectors = WordVectors(words, rows)
    assert vectors.most_similar("w3", topn=4) == [
        (word, 1.0) for word in ("w0", "w6", "w9", "w12")
    ]


def test_the_words_that_went_in_do_not_come_out() -> None:
    vectors = WordVectors(["king", "man", "woman"], [[9, 1], [1, 0], [0, 1]])
    query = vectors.unit("king") - vectors.unit("man") + vectors.unit("woman")
    assert vectors.nearest(query, 1)[0][0] == "woman"
    assert vectors.most_similar(["king", "woman"], ["man"]) == []
    kept = vectors.nearest(query, exclude=["woman"])
    assert [word for word, _ in kept] == ["king", "man"]


def test_analogy_reads_like_the_question() -> None:
    words = ["man", "woman", "king", "queen"]
    vectors = WordVectors(words, [[1, 0, 1], [0, 1, 1], [3, 0, 1], [0, 3, 1]])
    assert vectors.analogy("man", "woman", "king") == "queen"
    assert vectors.analogy("queen", "king", "woman") == "man"


def test_a_row_of_zeros_is_at_right_angles_to_everything() -> None:
    vectors = WordVectors(["tea", "cup", "nil"], [[1, 0], [-1, 0.1], [0, 0]])  # type: ignore[arg-type]
    assert [word for word, _ in vectors.most_similar("tea")] == ["nil", "cup"]
    assert dict(vectors.most_similar("tea"))["nil"] == 0
    with pytest.raises(ValueError, match="nil has the length 0"):
        vectors.most_similar("nil")
    with pytest.raises(ValueError, match="nil has the length 0"):
        vectors.similarity("tea", "nil")


@pytest.mark.parametrize("length", [1e-45, 1e-40, 1e-30, 1e-20, 1, 1e20, 3e38])
def test_neighbours_do_not_depend_on_the_lengths_of_rows(
    tmp_path: Path, length: float
) -> None:
    rows = np.array([[length, 0], [length, length], [0, -length], [0, 0]], np.float32)
    words = ["tea", "cup", "sky", "nil"]
    write_table(tmp_path / "table", [(words, rows)])
    lines = [f"{word} {row[0]} {row[1]}" for word, row in zip(words, rows, strict=True)]
    (tmp_path / "toy.txt").write_text("\n".join(["4 2", *lines]))
    for vectors in (
        WordVectors(words, rows),
        WordVectors.from_table(open_table(tmp_path / "table")),
        read_word_vectors(tmp_path / "toy.txt"),
    ):
        expected = {"cup": 0.5**0.5, "sky": 0.0, "nil": 0.0}
        assert vectors.similarity("tea", "cup") == pytest.approx(expected["cup"])
        assert dict(vectors.most_similar("tea")) == pytest.approx(expected)
        assert vectors.most_similar("cup", topn=1)[0][0] == "tea"


def test_an_analogy_without_a_fourth_word_has_no_answer() -> None:
    vectors = WordVectors(["man", "woman", "king"], np.eye(3))
    with pytest.raises(ValueError, match="no word but 'man', 'woman' and 'king'"):
        vectors.analogy("man", "woman", "king")


@pytest.mark.parametrize("wrong", [0, None, 1.5, b"tea", ["tea"]])
def test_a_word_is_a_string(wrong: object) -> None:
    vectors = WordVectors(["tea", "cup"], np.eye(2))
    with pytest.raises(TypeError, match="a word is a string, not"):
        vectors[wrong]  # type: ignore[index]
    with pytest.raises(TypeError, match="a word is a string, not"):
        vectors.most_similar(["tea", wrong])  # type: ignore[list-item]


def test_words_that_cancel_out_have_no_neighbour() -> None:
    vectors = WordVectors(["tea", "cup"], [[1, 0], [0, 1]])
    with pytest.raises(ValueError, match="the query has the length 0"):
        vectors.most_similar("tea", "tea")
    with pytest.raises(ValueError, match="the query has the length 0"):
        vectors.most_similar([])


@pytest.mark.parametrize("topn", [0, -1, -(10**9)])
def test_fewer_than_one_neighbour_cannot_be_asked_for(topn: int) -> None:
    vectors = WordVectors(["tea", "cup"], [[1, 0], [0, 1]])
    with pytest.raises(ValueError, match=f"topn must be at least 1, got {topn}"):
        vectors.most_similar("tea", topn=topn)


def test_a_fraction_of_a_neighbour_cannot_be_asked_for() -> None:
    vectors = WordVectors(["tea", "cup"], [[1, 0], [0, 1]])
    with pytest.raises(TypeError, match=r"topn must be a whole number, got 1\.5"):
        vectors.most_similar("tea", topn=1.5)  # type: ignore[call-overload]


def test_more_neighbours_than_words_gives_all() -> None:
    vectors = WordVectors(["tea", "cup"], [[1, 0], [0, 1]])
    assert vectors.most_similar("tea", topn=10**12) == [("cup", 0.0)]


def test_a_query_of_another_width_is_refused() -> None:
    vectors = WordVectors(["tea", "cup"], [[1, 0], [0, 1]])
    with pytest.raises(ValueError, match=r"shape is \(3,\), not \(2,\)"):
        vectors.nearest([1, 2, 3])


@pytest.mark.parametrize(
    ("word", "near"),
    [
        ("qeen", "queen"),
        ("QUEEN", "queen"),
        ("paris", "Paris"),
        ("New York", "New_York"),
        ("usa", "USA"),
        ("zzzzzz", "none"),
        ("", "none"),
    ],
)
def test_an_unknown_word_is_named_with_near_spellings(word: str, near: str) -> None:
    words = ["queen", "Paris", "New_York", "USA"]
    vectors = WordVectors(words, np.eye(4))
    for ask in (vectors.__getitem__, vectors.id_of, vectors.unit, vectors.most_similar):
        with pytest.raises(UnknownTokenError) as caught:
            ask(word)
        assert isinstance(caught.value, KeyError)
        assert str(caught.value).startswith(f"{word!r} is not one of the 4 words")
        assert f"Near spellings: {near}." in str(caught.value)
    with pytest.raises(UnknownTokenError):
        vectors.nearest(np.ones(4), exclude=[word])
    assert word not in vectors


def test_membership_and_rows() -> None:
    words, rows = random_table(50, 3, seed=2)
    vectors = WordVectors(words, rows)
    assert len(vectors) == 50
    assert list(vectors.words) == words
    for index, word in enumerate(words):
        assert word in vectors
        assert vectors.id_of(word) == index
        assert np.array_equal(vectors[word], rows[index])
    assert 3 not in vectors
    assert None not in vectors


def test_the_rows_are_a_copy_that_cannot_be_changed() -> None:
    rows = np.eye(2, dtype=np.float32)
    vectors = WordVectors(["tea", "cup"], rows)
    rows[0] = 7
    assert vectors["tea"].tolist() == [1, 0]
    with pytest.raises(ValueError, match="read-only"):
        vectors["tea"][0] = 5


@pytest.mark.parametrize(
    ("words", "rows", "says"),
    [
        ([], np.empty((0, 3)), "0 words need vectors"),
        (["tea"], np.empty((1, 0)), "1 words need vectors"),
        (["tea"], [1, 2], r"shape \(1, D\), not \(2,\)"),
        (["tea", "cup"], [[1, 2]], r"2 words need vectors of the shape \(2, D\)"),
        (["tea", "cup", "tea"], np.eye(3), "'tea' is there twice: rows 0, 2"),
        (["tea", "cup"], [[1, 2], [np.nan, 1]], "vector of 'cup' is not finite"),
        (["tea", "cup"], [[np.inf, 2], [1, 1]], "vector of 'tea' is not finite"),
    ],
)
def test_a_senseless_table_is_refused(
    words: list[str], rows: object, says: str
) -> None:
    with pytest.raises(ValueError, match=says):
        WordVectors(words, rows)  # type: ignore[arg-type]


def test_words_are_strings() -> None:
    with pytest.raises(TypeError, match="a word is 7"):
        WordVectors(["tea", 7], np.eye(2))  # type: ignore[list-item]


def test_a_stored_table_answers_like_one_in_memory(tmp_path: Path) -> None:
    words, rows = random_table(300, 6, seed=3)
    write_table(tmp_path / "table", [(words, rows)])
    stored = WordVectors.from_table(open_table(tmp_path / "table"))
    memory = WordVectors(words, rows)
    mapped = stored.vectors.base
    assert isinstance(mapped, np.memmap)
    assert mapped.filename == tmp_path / "table" / "vectors.npy"  # type: ignore[comparison-overlap]
    for word in words[:20]:
        assert stored.most_similar(word) == memory.most_similar(word)
        assert stored.id_of(word) == memory.id_of(word)
    with pytest.raises(UnknownTokenError, match=r"Near spellings: w1"):
        stored["w1x"]


def test_importing_loads_neither_gensim_nor_torch() -> None:
    code = (
        "import sys, companion.word_vectors, companion.word_vectors.scores; "
        "sys.exit(any(name in sys.modules for name in ('gensim', 'torch')))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_the_notebook_tells_the_neighbours_of_queen_as_published() -> None:
    # Computing them takes a download of 1.7 GB, so they stand in the text.
    path = Path(__file__).parents[1] / "notebooks" / "08_word_vectors.ipynb"
    cells = json.loads(path.read_text("utf-8"))["cells"]
    (text,) = (
        "".join(c["source"]) for c in cells if "queen 0." in "".join(c["source"])
    )
    told = text.partition("king + woman − man gives ")[2].partition(". (")[0]
    assert re.findall(r"(\w+) (0\.\d+)", told) == [
        ("queen", "0.7118"),
        ("monarch", "0.6190"),
        ("princess", "0.5902"),
    ]


# What users of gensim look for


@pytest.fixture(scope="module")
def both() -> tuple[WordVectors, KeyedVectors]:
    rng = np.random.default_rng(0)
    words = [f"w{index}" for index in range(300)]
    rows = rng.normal(size=(300, 12)).astype(np.float32)
    theirs = KeyedVectors(12)
    theirs.add_vectors(words, rows)
    return WordVectors(words, rows), theirs


@pytest.mark.parametrize("restrict", [None, 50])
def test_vectors_weights_and_limits_are_those_of_gensim(
    both: tuple[WordVectors, KeyedVectors], restrict: int | None
) -> None:
    ours, theirs = both
    vector = ours["w9"] * 3
    for positive, negative in (
        (["w1", ("w2", 0.5)], ["w3"]),
        ([("w1", -2.0), vector], []),
        (["w1"], [(vector, 0.25), "w4"]),
    ):
        expected = theirs.most_similar(
            positive, negative, topn=8, restrict_vocab=restrict
        )
        found = ours.most_similar(positive, negative, topn=8, restrict_vocab=restrict)  # type: ignore[arg-type]
        assert [word for word, _ in found] == [word for word, _ in expected]
        assert np.allclose([c for _, c in found], [c for _, c in expected], atol=1e-5)
        everything = ours.most_similar(
            positive,  # type: ignore[arg-type]
            negative,  # type: ignore[arg-type]
            topn=None,
            restrict_vocab=restrict,
        )
        scores = theirs.most_similar(
            positive, negative, topn=None, restrict_vocab=restrict
        )
        assert np.allclose(everything, scores, atol=1e-5)


def test_what_does_not_match_is_what_gensim_says(
    both: tuple[WordVectors, KeyedVectors],
) -> None:
    ours, theirs = both
    for start in range(0, 200, 7):
        words = ours.words[start : start + 5]
        assert ours.doesnt_match(words) == theirs.doesnt_match(words)
    with pytest.raises(ValueError, match="no word is given"):
        ours.doesnt_match([])
    with pytest.raises(KeyError, match="tee"):
        ours.doesnt_match(["w1", "tee"])


def test_one_vector_alone_need_not_be_in_a_list() -> None:
    vectors = WordVectors(["tea", "cup"], [[1, 0], [0, 1]])
    assert vectors.most_similar(vectors["tea"]) == [("tea", 1.0), ("cup", 0.0)]


def test_vectors_say_what_they_are_and_go_through_their_words() -> None:
    vectors = WordVectors(["tea", "cup"], [[1, 0, 0], [0, 1, 0]])
    assert repr(vectors) == "<WordVectors, 2 words of 3 numbers>"
    assert list(vectors) == ["tea", "cup"]
    assert set(vectors) == {"tea", "cup"}
