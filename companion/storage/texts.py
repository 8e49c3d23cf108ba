"""Texts of other people's files: UTF-8, with one kind of line end."""

from __future__ import annotations

_BEGINS = {  # files that people take for texts
    b"PK\x03\x04": "a zip archive, like those of .docx and .epub",
    b"%PDF": "a PDF",
    b"\xff\xfe": "a text in UTF-16",
    b"\xfe\xff": "a text in UTF-16",
}


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
        the file, and the kind of file if its beginning tells.

    Examples
    --------
    >>> decode_text(b"one\r\ntwo\rthree")
    'one\ntwo\nthree'
    """
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        begins_as = [k for start, k in _BEGINS.items() if content.startswith(start)]
        raise ValueError(
            f"not UTF-8: byte {content[error.start]:#04x} at place "
            f"{begin + error.start}"
            + "".join(f"; it begins as {kind}" for kind in begins_as if begin == 0)
        ) from None
    if begin == 0:
        text = text.removeprefix("\ufeff")
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text
