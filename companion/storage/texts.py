"""Texts of other people's files: UTF-8, with one kind of line end."""

from __future__ import annotations

_BEGINS = {  # files that people take for texts; of two that fit, the first is meant
    b"PK\x03\x04": "a zip archive, like those of .docx and .epub",
    b"\x1f\x8b": "a gzip archive",
    b"BZh91AY&SY": "a bzip2 archive, like Wikipedia's dumps",
    b"\xfd7zXZ\0": "an xz archive",
    b"(\xb5/\xfd": "a zstd archive",
    b"7z\xbc\xaf": "a 7z archive",
    b"\xd0\xcf\x11\xe0": "an old Office file, like those of .doc",
    b"%PDF": "a PDF",
    rb"{\rtf": "rich text, like that of .rtf",
    b"\xff\xfe\x00\x00": "a text in UTF-32",
    b"\xff\xfe": "a text in UTF-16",
    b"\xfe\xff": "a text in UTF-16",
    b"version https://git-lfs.github.com/spec/": "a pointer of Git LFS's, in place of "
    "the text that git lfs pull fetches",
}
_LOOKED_AT = 64  # bytes of a file, to know UTF-16 without a mark


def decode_text(content: bytes, begin: int = 0) -> str:
    r"""Decode UTF-8 as all texts are read here.

    Line ends become ``\n`` and a byte order mark at the start is dropped; nothing else
    is changed.

    Parameters
    ----------
    content
        A file, or a stretch of one that cuts neither a character nor a line end.
    begin
        Where in its file the stretch begins.

    Returns
    -------
    str
        The text.

    Raises
    ------
    ValueError
        If it is not UTF-8; the error names the first byte that is not, its place in
        the file, and the kind of file if its beginning tells. Or if it begins as a kind
        of file that is no plain text: rich text is UTF-8, too.

    Examples
    --------
    >>> decode_text(b"one\r\ntwo\rthree")
    'one\ntwo\nthree'
    """
    kind = _kind(content) if begin == 0 else ""
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise ValueError(
            f"not UTF-8: byte {content[error.start]:#04x} at place "
            f"{begin + error.start}" + (f"; it begins as {kind}" if kind else "")
        ) from None
    if kind:
        raise ValueError(f"no plain text: it begins as {kind}")
    if begin == 0:
        text = text.removeprefix("\ufeff")
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def _kind(content: bytes) -> str:
    """Name the kind of a file that people take for a text, or return nothing."""
    for start, kind in _BEGINS.items():
        if content.startswith(start):
            return kind
    # In UTF-16, every other byte of English and its relatives is 0.
    first, second = content[:_LOOKED_AT:2], content[1:_LOOKED_AT:2]
    return "a text in UTF-16" if len(second) > 1 and any(first) != any(second) else ""
