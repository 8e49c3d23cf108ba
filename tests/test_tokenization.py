"""Splitting, finding, joining and counting text."""

from __future__ import annotations

import re
import time

import pytest
import regex
from hypothesis import given, settings
from hypothesis import strategies as st

from companion.tokenization import (
    SPLIT_PATTERN,
    any_of,
    check_free_of,
    check_text,
    count_units,
    find_words,
    join,
    replace_surrogates,
    split,
    token_counts,
)

MARKS = ",.:;?_!\"()'"
texts = st.text(st.one_of(st.sampled_from(MARKS + "- \n\tab"), st.characters()))


def split_by_hand(text: str) -> list[str]:
    """Return the pieces with whitespace, found without a regular expression."""
    pieces: list[str] = []
    word = ""
    place = 0
    while place < len(text):
        if text[place] in MARKS or text[place].isspace():
            cut = text[place]
        elif text.startswith("--", place):
            cut = "--"
        else:
            word += text[place]
            place += 1
            continue
        pieces += [word, cut] if word else [cut]
        word = ""
        place += len(cut)
    return [*pieces, word] if word else pieces


def test_split_the_two_sentences_of_the_lesson() -> None:
    assert split("Hello, world. This, is a test.") == (
        ["Hello", ",", "world", ".", "This", ",", "is", "a", "test", "."]
    )
    assert split("Hello, world. Is this-- a test?") == (
        ["Hello", ",", "world", ".", "Is", "this", "--", "a", "test", "?"]
    )


def test_counts_of_the_verdict(verdict: str) -> None:
    pieces = re.split(SPLIT_PATTERN, verdict)
    assert (len(pieces), pieces.count("")) == (9_235, 830)
    assert len(split(verdict, keep_whitespace=True)) == 8_405
    assert len(split(verdict)) == 4_690
    assert split(verdict) == [piece.strip() for piece in pieces if piece.strip()]
    assert len(find_words(verdict)) == 4_578
    assert len(set(find_words(verdict))) == 1_155


@given(texts)
@settings(deadline=None)
def test_split_equals_a_scanner_without_regular_expressions(text: str) -> None:
    kept = split_by_hand(text)
    assert split(text, keep_whitespace=True) == kept
    assert split(text) == [piece for piece in kept if not piece.isspace()]


@given(texts)
@settings(deadline=None)
def test_whitespace_kept_loses_nothing_and_no_token_is_empty(text: str) -> None:
    tokens = split(text, keep_whitespace=True)
    assert "".join(tokens) == text
    assert all(tokens)


@given(texts)
@settings(deadline=None)
def test_whitespace_dropped_loses_whitespace_alone(text: str) -> None:
    tokens = split(text)
    assert "".join(tokens) == "".join(text.split())
    assert all(tokens)


@pytest.mark.parametrize(
    ("text", "tokens", "kept"),
    [
        ("", [], []),
        (" ", [], [" "]),
        ("a\x00b", ["a\x00b"], ["a\x00b"]),
        ("\ufeffa b", ["\ufeffa", "b"], ["\ufeffa", " ", "b"]),
        ("a\r\nb", ["a", "b"], ["a", "\r", "\n", "b"]),
        ("a\tb", ["a", "b"], ["a", "\t", "b"]),
        ("a\u00a0b", ["a", "b"], ["a", "\u00a0", "b"]),
        ("a\u200bb", ["a\u200bb"], ["a\u200bb"]),
        ("می\u200cروم", ["می\u200cروم"], ["می\u200cروم"]),
        ("👩‍🚀!", ["👩‍🚀", "!"], ["👩‍🚀", "!"]),
        ("שלום, עולם", ["שלום", ",", "עולם"], ["שלום", ",", " ", "עולם"]),
        ("我喜欢读书。", ["我喜欢读书。"], ["我喜欢读书。"]),
        ("a---b", ["a", "--", "-b"], ["a", "--", "-b"]),
        ("_a_", ["_", "a", "_"], ["_", "a", "_"]),
        ("\ud83d x", ["\ud83d", "x"], ["\ud83d", " ", "x"]),
    ],
)
def test_split_unusual_text(text: str, tokens: list[str], kept: list[str]) -> None:
    assert split(text) == tokens
    assert split(text, keep_whitespace=True) == kept


@pytest.mark.parametrize("cut", [split, find_words])
def test_one_token_of_a_megabyte_stays_whole_and_is_fast(cut: object) -> None:
    text = "a" * 1_000_000
    start = time.process_time()
    assert cut(text) == [text]  # type: ignore[operator]
    assert time.process_time() - start < 2


@pytest.mark.parametrize("function", [split, find_words, count_units, check_text])
@pytest.mark.parametrize("text", [None, 3, ["a"]])
def test_what_is_not_text_is_refused(function: object, text: object) -> None:
    kind = type(text).__name__
    with pytest.raises(TypeError, match=f"must be a str, not {kind}$"):
        function(text)  # type: ignore[operator]


@pytest.mark.parametrize("text", [b"\xff", bytearray(b"a"), memoryview(b"a")])
def test_bytes_are_refused_with_advice(text: bytes) -> None:
    with pytest.raises(TypeError, match="decode it first"):
        split(text)  # type: ignore[arg-type]


def test_find_words_keeps_contractions_and_hyphens_whole() -> None:
    text = "Don't cut mother-in-law's well-known [sic] tea -- it's 3.5 %!"
    assert "|".join(find_words(text)) == (
        "Don't|cut|mother-in-law's|well-known|[|sic|]|tea|-|-|it's|3|.|5|!"
    )
    assert find_words("") == []
    assert find_words("$ % 👍") == []


def test_find_words_takes_marks_and_dashes_one_by_one() -> None:
    marks = '.,:;!?"()[]—–-'
    assert find_words(marks) == list(marks)


@given(texts)
@settings(deadline=None)
def test_found_words_lie_in_the_text_in_order(text: str) -> None:
    place = 0
    for word in find_words(text):
        place = text.index(word, place) + len(word)


def test_join_removes_the_space_before_each_mark_only() -> None:
    assert join(["a", "b"]) == "a b"
    for mark in ",.:;?!\"()'":
        assert join(["a", mark, "b"]) == f"a{mark} b"
    for other in ("_", "--", "-", "[", "<|endoftext|>"):
        assert join(["a", other, "b"]) == f"a {other} b"
    assert join([]) == ""
    assert join([","]) == ","
    assert join(token for token in ("x", ".", ".")) == "x.."


def test_join_damages_contractions_and_opening_quotes() -> None:
    assert join(split('It\'s the "last".')) == 'It\' s the" last".'


@given(st.lists(st.text(st.sampled_from("ab,.'-"), min_size=1)))
@settings(deadline=None)
def test_join_adds_nothing_but_spaces(tokens: list[str]) -> None:
    assert join(tokens).replace(" ", "") == "".join(tokens)


@pytest.mark.parametrize(
    ("text", "characters", "code_points", "utf8_bytes"),
    [
        ("", 0, 0, 0),
        ("cat", 3, 3, 3),
        ("é", 1, 1, 2),
        ("e\u0301", 1, 2, 3),
        ("한", 1, 1, 3),
        ("\u1112\u1161\u11ab", 1, 3, 9),
        ("नमस्ते", 3, 6, 18),
        ("👩‍👩‍👧‍👦", 1, 7, 25),
        ("🇰🇷", 1, 2, 8),
        ("\r\n", 1, 2, 2),
        ("\ufeffa", 2, 2, 4),
        ("\x00", 1, 1, 1),
        ("\ud800", 1, 1, 3),
        ("\ud83d\ude00", 1, 1, 4),
    ],
)
def test_count_units(
    text: str, characters: int, code_points: int, utf8_bytes: int
) -> None:
    assert count_units(text) == (characters, code_points, utf8_bytes)


@given(st.text("\U0001f1e6\U0001f1ff\u0600\u200d\u0301a\n", max_size=40))
@settings(deadline=None)
def test_flags_are_counted_as_the_standard_says(text: str) -> None:
    assert count_units(text).characters == len(regex.findall(r"\X", text))


@pytest.mark.parametrize("extra", ["", "\U0001f1e6"])
def test_a_run_of_a_million_flags_is_counted(extra: str) -> None:
    # Hours, if the time grew with the square of the length.
    text = "a\u0301" + "\U0001f1f0\U0001f1f7" * 1_000_000 + extra + "\u0301b"
    assert count_units(text).characters == 1_000_002 + len(extra)


@given(st.text())
@settings(deadline=None)
def test_units_grow_from_characters_to_bytes(text: str) -> None:
    units = count_units(text)
    assert units.characters <= units.code_points <= units.utf8_bytes
    assert units.code_points == len(text)
    assert units.utf8_bytes == len(text.encode())


@given(st.lists(st.sampled_from(["the", "The", "a", ",", ""])))
@settings(deadline=None)
def test_token_counts_fall_and_ties_are_sorted(tokens: list[str]) -> None:
    counts = token_counts(tokens)
    assert counts == {token: tokens.count(token) for token in set(tokens)}
    order = [(-count, token) for token, count in counts.items()]
    assert order == sorted(order)


@given(st.text(st.characters(codec=None)))
@settings(deadline=None)
def test_mended_text_is_storable_and_sound_text_is_untouched(text: str) -> None:
    mended = replace_surrogates(text)
    assert mended.encode().decode() == mended
    if not any("\ud800" <= character <= "\udfff" for character in text):
        assert mended is text


@pytest.mark.parametrize(
    ("text", "mended"),
    [
        ("a\ud800b", "a\ufffdb"),
        ("\udc00\ud800", "\ufffd\ufffd"),
        ("\ud83d\ude00", "😀"),
        ("\ufeff\ud83d", "\ufeff\ufffd"),
    ],
)
def test_surrogates_are_mended(text: str, mended: str) -> None:
    assert replace_surrogates(text) == mended


def test_any_of_takes_texts_literally_and_prefers_the_longest() -> None:
    pattern = any_of(["a", "a.", "a.b", "<|x|>"])
    assert pattern is not None
    assert pattern.findall("a.b a.c axb <|x|> |x|") == ["a.b", "a.", "a", "<|x|>"]
    assert any_of([]) is None


def test_refuse_texts_names_the_leftmost_and_its_place() -> None:
    check_free_of("nothing here", ["x", "<|y|>"])
    check_free_of("<|y|>", [])
    with pytest.raises(ValueError, match=r"'<\|y\|>' at position 2") as caught:
        check_free_of("ab<|y|>x", ["x", "<|y|>"])
    assert "allowed_special={'<|y|>'}" in str(caught.value)
    assert "disallowed_special=()" in str(caught.value)
