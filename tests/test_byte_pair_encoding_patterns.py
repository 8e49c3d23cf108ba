"""Patterns that change hands, against the engines of tiktoken and Hugging Face."""

from __future__ import annotations

from importlib.metadata import version

import pytest
import regex
import tiktoken
from hypothesis import given, settings
from hypothesis import strategies as st
from tiktoken_ext.openai_public import r50k_pat_str
from tokenizers import Regex, pre_tokenizers

from companion.byte_pair_encoding import GPT2_PATTERN
from companion.byte_pair_encoding.patterns import portable

CL100K = (  # as tiktoken publishes it
    r"'(?i:[sdmt]|ll|ve|re)|[^\r\n\p{L}\p{N}]?+\p{L}++|\p{N}{1,3}+|"
    r" ?[^\s\p{L}\p{N}]++[\r\n]*+|\s++$|\s*[\r\n]|\s+(?!\S)|\s"
)
BYTES = {bytes([value]): value for value in range(256)}
ODD = "'Sſß ﬁ\u212a²½ab19_\u200d\u0301\u1e9e\x1c\x85\u2028 \t\r\n"
PATTERNS = [
    *(GPT2_PATTERN, r50k_pat_str, CL100K),
    *(r"\w+|\s|\W", r"[\w-]+", r"[^\w\s]+", r"[\\w]+"),
    *(r"^\w+", r"\A.", r"\w$", r"\s$|\w", r"\d\Z", r"(?:^|\s)\w", r"[$^.]"),
    *(r"\d{2}", r"\w{2,}", r"\w{1,3}?b", r"\w{2}?", r"\w{1,2}+\w", r"(a|b){1,2}+b"),
    *(r"(?:a(?:b|1){2}+)+", r"[ab]{2}+b", r"(?>a|ab)1", r"(?<=a)b", r"(?<!a)b"),
    *(r"(?i:s|k)+", r"\x61|\u0062", r"[^\P{L}a]+", r"[]a]+", r"\p{^L}", r"\ ?\'+"),
]


def by_tiktoken(pattern: str, text: str) -> str:
    encoding = tiktoken.Encoding(
        "cut", pat_str=pattern, mergeable_ranks=BYTES, special_tokens={}
    )
    return bytes(encoding.encode(text)).decode()


def by_hugging_face(pattern: str, text: str) -> list[str]:
    split = pre_tokenizers.Split(Regex(pattern), "removed", invert=True)
    return [piece for piece, _ in split.pre_tokenize_str(text)]


@pytest.mark.parametrize("pattern", PATTERNS)
@given(text=st.text(ODD + "ab1\n", max_size=12))
@settings(max_examples=60, deadline=None)
def test_portable_patterns_find_the_same_everywhere(pattern: str, text: str) -> None:
    pieces = [match.group() for match in regex.finditer(pattern, text)]
    written = portable(pattern)
    assert [match.group() for match in regex.finditer(written, text)] == pieces
    assert by_hugging_face(written, text) == pieces
    assert by_tiktoken(written, text) == "".join(pieces)
    assert portable(written) == written


@pytest.mark.skipif(
    not version("regex").startswith("2025.9."),
    reason="only these tables of Unicode are tiktoken's and tokenizers'",
)
def test_every_character_is_a_part_of_a_word_or_not_everywhere() -> None:
    # Beyond, nothing but tags and selectors is assigned.
    text = "\n".join(chr(c) for c in range(0x40000) if not 0xD800 <= c < 0xE000)
    words = regex.findall(r"\w", text)
    assert by_hugging_face(portable(r"\w"), text) == words
    assert by_tiktoken(portable(r"\w"), text) == "".join(words)


@pytest.mark.parametrize("pattern", [GPT2_PATTERN, r"\p{L}+|\p{N}{1,3}|\s*[\r\n]+|."])
def test_what_is_shared_stays_as_it_is(pattern: str) -> None:
    assert portable(pattern) == pattern


@pytest.mark.parametrize("pattern", [r"x*|.", r"\w*|\s", "(?=a)|a", "^|a"])
def test_after_an_empty_match_each_goes_on_elsewhere(pattern: str) -> None:
    pieces = [match.group() for match in regex.finditer(pattern, "ab a x")]
    assert by_hugging_face(pattern, "ab a x") != list(filter(None, pieces))
    with pytest.raises(ValueError, match=r"can match the empty string, .* write [+]"):
        portable(pattern)


def test_a_malformed_pattern_is_called_so() -> None:
    with pytest.raises(ValueError, match="is malformed: missing"):
        portable("(a")


@pytest.mark.parametrize(
    ("pattern", "part"),
    [
        ("a|[[:alpha:]]+", "[[:alpha:]]+"),
        ("[a[b]]", "[a[b]]"),
        *((f"x[a{sign}b]", f"[a{sign}b]") for sign in ("&&", "~~", "||")),
        *((rf"a{escape}", escape) for escape in (r"\b", r"\B", r"\h", r"\X", r"\K")),
        *((rf"a{escape}", escape) for escape in (r"\pL", r"\N", r"\G", r"\m")),
        (r"[\W]", r"[\W]"),
        ("[+--]", "[+--]"),
        (r"(a)\1", r"\1"),
        ("(?i:strasse)", "(?i:strasse)"),
        ("(?i:ß)", "(?i:ß)"),
        ("(?i)a", "(?i)a"),
        ("(?m:^a)", "(?m:^a)"),
        ("(?x) a", "(?x) a"),
        ("(?P<x>a)", "(?P<x>a)"),
        ("(?:ab){e<=1}", "{e<=1}"),
        ("a{,2}", "{,2}"),
    ],
)
def test_what_is_read_differently_is_named(pattern: str, part: str) -> None:
    regex.compile(pattern)
    says = f"may read {part!r} in the pattern differently: write"
    with pytest.raises(ValueError, match=regex.escape(says)):
        portable(pattern)
