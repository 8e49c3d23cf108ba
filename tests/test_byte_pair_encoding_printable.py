"""How tokens are written in files: a letter for each byte, and back."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tokenizers import pre_tokenizers

from companion.byte_pair_encoding import (
    byte_aliases,
    from_printable,
    to_printable,
)


def test_byte_aliases_are_those_of_hugging_face() -> None:
    aliases = byte_aliases()
    assert sorted(aliases) == list(range(256))
    assert set(aliases.values()) == set(pre_tokenizers.ByteLevel.alphabet())
    text = "".join(map(chr, range(0x180))) + "中😀"
    split = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)
    assert split.pre_tokenize_str(text)[0][0] == to_printable(text.encode())
    assert all(
        alias.isprintable() and not alias.isspace() for alias in aliases.values()
    )


@given(st.binary())
@settings(deadline=None)
def test_printable_form_gives_the_bytes_back(token: bytes) -> None:
    assert from_printable(to_printable(token)) == token


def test_a_character_that_stands_for_no_byte_is_named() -> None:
    with pytest.raises(ValueError, match="' ' in 'a b' stands for no byte"):
        from_printable("a b")
