"""`companion.storage.texts`: a file's text, and what is no text."""

from __future__ import annotations

import bz2
import lzma
import re

import pytest

from companion.storage.texts import decode_text


def test_a_stretch_of_a_file_is_decoded_as_part_of_it() -> None:
    mark = b"\xef\xbb\xbf"
    assert decode_text(mark + mark + b"a\r\n\rb") == "\ufeffa\n\nb"
    assert decode_text(mark + b"a", begin=10) == "\ufeffa"
    with pytest.raises(ValueError, match="not UTF-8: byte 0xff at place 1002"):
        decode_text(b"ab\xff", begin=1000)


def test_the_beginning_tells_a_kind_only_where_it_is_the_files() -> None:
    with pytest.raises(ValueError, match=r"at place 10; it begins as a PDF$"):
        decode_text(b"%PDF-1.7\n%\xe2\xe3")
    with pytest.raises(ValueError, match=r"at place 110$"):
        decode_text(b"%PDF-1.7\n%\xe2\xe3", begin=100)


@pytest.mark.parametrize("text", ["hello", "A", "Grüße"])
@pytest.mark.parametrize("code", ["utf-16-le", "utf-16-be", "utf-16", "utf-32"])
def test_other_encodings_of_unicode_are_named(text: str, code: str) -> None:
    with pytest.raises(ValueError, match=f"it begins as a text in {code[:6].upper()}$"):
        decode_text((text * 30).encode(code))


@pytest.mark.parametrize(
    ("begin", "kind"),
    [
        (rb"{\rtf1\ansi Hello}", "rich text, like that of .rtf"),
        (b"\x1f\x8b\x08\x00", "a gzip archive"),
        (bz2.compress(b"tea"), "a bzip2 archive, like Wikipedia's dumps"),
        (lzma.compress(b"tea"), "an xz archive"),
        (bytes.fromhex("28b52ffd 2003 190000 746561"), "a zstd archive"),
        (bytes.fromhex("377abcaf271c 0004"), "a 7z archive"),
        (b"\xd0\xcf\x11\xe0\xa1", "an old Office file, like those of .doc"),
        (
            b"version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12\n",
            "a pointer of Git LFS's, in place of the text that git lfs pull fetches",
        ),
    ],
)
def test_files_that_people_take_for_texts_are_named(begin: bytes, kind: str) -> None:
    with pytest.raises(ValueError, match=f"it begins as {re.escape(kind)}$"):
        decode_text(begin)


@pytest.mark.parametrize(
    "text", ["", "a", "\0", "\0\0\0\0", "a\0", "a\0b\0c d", "{\\rt}", "ab\0\0cd\0\0"]
)
def test_a_text_may_hold_zeros(text: str) -> None:
    assert decode_text(text.encode()) == text
