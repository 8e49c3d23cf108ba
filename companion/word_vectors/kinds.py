"""Files that people take for word vectors, known by how they begin."""

from __future__ import annotations

LOOKED_AT = 32
"""Bytes at the beginning of a file that are enough to know it."""

_OTHERS = {
    b"PK\x03\x04": "a zip archive: unpack it, and read what is in it",
    b"BZh": "packed with bzip2: unpack it, and read what is in it",
    b"\xfd7zXZ\0": "packed with xz: unpack it, and read what is in it",
    b"\xba\x16O/": "a model of fastText's: read the .vec file that belongs to it",
    b"\x1f\x8b": "packed with gzip twice: unpack it once",
    b"\xff\xfe": "UTF-16: save it as UTF-8",
    b"\xfe\xff": "UTF-16: save it as UTF-8",
    b"version https://git-lfs": "a pointer of Git LFS's: git lfs pull fetches the file",
    b"\x93NUMPY": "an array of NumPy's, which holds no words",
    b"\x80": "a pickle, which can run code: read what save_word2vec_format writes",
}


def check_kind(beginning: bytes) -> None:
    r"""See that a file does not begin as one of another kind.

    Examples
    --------
    >>> check_kind(b"3000000 300\n")
    >>> check_kind(b"BZh91AY&SY")
    Traceback (most recent call last):
        ...
    ValueError: it is packed with bzip2: unpack it, and read what is in it
    """
    if not beginning.strip():
        raise ValueError("it is empty, or begins with empty lines")
    for signature, kind in _OTHERS.items():
        if beginning.startswith(signature):
            raise ValueError(f"it is {kind}")
