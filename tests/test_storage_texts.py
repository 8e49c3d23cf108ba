"""`companion.storage.texts`: a file's text, and what is no text."""

from __future__ import annotations

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
