"""`word_vectors.little_world`: plain sentences, and questions that they answer."""

from __future__ import annotations

import re
import subprocess
import sys

import numpy as np
import pytest

from companion.word_vectors.little_world import little_world, little_world_analogies

QUESTIONS = [q for section in little_world_analogies().values() for q in section]


def test_the_little_world_is_the_same_for_the_same_seed() -> None:
    assert little_world(50, seed=3) == little_world(50, seed=3)
    assert little_world(50, seed=3) != little_world(50, seed=4)
    assert little_world(20, seed=3) == little_world(50, seed=3)[:20]


def test_the_little_world_is_whole_sentences_of_plain_words() -> None:
    sentences = little_world(4_000)
    assert len(sentences) == 4_000
    assert all(4 <= len(sentence) <= 10 for sentence in sentences)
    words = {word for sentence in sentences for word in sentence}
    assert all(re.fullmatch("[a-z]+", word) for word in words)
    assert {word for question in QUESTIONS for word in question} <= words


def test_questions_hold_every_two_pairs_in_both_directions() -> None:
    sections = little_world_analogies()
    assert list(sections) == ["gender", "capital", "plural"]
    for questions in sections.values():
        assert len(questions) == len(set(questions)) == 2 * 8 * 7
        assert all(len(set(question)) == 4 for question in questions)
    assert ("king", "queen", "man", "woman") in sections["gender"]
    assert ("woman", "man", "queen", "king") in sections["gender"]
    assert ("paris", "france", "rome", "italy") in sections["capital"]
    assert ("cat", "cats", "dog", "dogs") in sections["plural"]


@pytest.mark.parametrize(
    ("one_sided", "low", "high"), [(0.5, 0.4, 0.6), (0.9, 0.85, 1)]
)
def test_one_sidedness_is_the_share_of_the_usual_pronoun(
    one_sided: float, low: float, high: float
) -> None:
    usual = {"doctor": "he", "pilot": "he", "nurse": "she", "steward": "she"}
    gender = {"his": "he", "sir": "he", "her": "she", "madam": "she"}
    matches = [
        gender.get(word, word) == usual[job]
        for sentence in little_world(4_000, one_sided=one_sided)
        for job in set(usual) & set(sentence)
        for word in sentence
        if word in gender or word in ("he", "she")
    ]
    assert len(matches) > 300
    assert low < np.mean(matches) < high


@pytest.mark.parametrize("sentences", [0, -3])
def test_an_empty_world_is_refused(sentences: int) -> None:
    says = f"sentences must be at least 1, got {sentences}"
    with pytest.raises(ValueError, match=says):
        little_world(sentences)


@pytest.mark.parametrize("sentences", [2.5, 2.0, "2", float("nan")])
def test_a_fraction_of_a_sentence_is_refused(sentences: object) -> None:
    with pytest.raises(TypeError, match="sentences must be a whole number"):
        little_world(sentences)  # type: ignore[arg-type]


@pytest.mark.parametrize("seed", [1.5, "a", True, None])
def test_a_seed_that_is_no_whole_number_is_refused(seed: object) -> None:
    with pytest.raises(TypeError, match="seed must be a whole number"):
        little_world(3, seed=seed)  # type: ignore[arg-type]
    assert little_world(3, seed=np.int64(5)) == little_world(3, seed=5)  # type: ignore[arg-type]


@pytest.mark.parametrize("one_sided", [-0.1, 1.1, float("nan")])
def test_a_share_beyond_0_and_1_is_refused(one_sided: float) -> None:
    with pytest.raises(ValueError, match="a share is from 0 to 1"):
        little_world(one_sided=one_sided)


def test_importing_does_not_load_torch() -> None:
    code = "import sys; from companion.word_vectors import little_world\n"
    code += "sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
