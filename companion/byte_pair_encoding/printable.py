"""Bytes as printable characters, as GPT-2's files have them."""

from __future__ import annotations

from functools import cache

from ..arguments import shortened


@cache
def byte_aliases() -> dict[int, str]:
    """Return the printable character that stands for each byte in GPT-2's files.

    Bytes that are visible characters in Latin-1 stand for themselves; the others get
    the characters from U+0100 on, in order, so the space becomes ``Ġ``.

    Returns
    -------
    dict of int to str
        From the value of the byte to its character, 256 different ones.

    References
    ----------
    Radford et al. (2019), the released code of "Language Models are Unsupervised
    Multitask Learners", https://github.com/openai/gpt-2.

    Examples
    --------
    >>> byte_aliases()[ord("a")], byte_aliases()[ord(" ")]
    ('a', 'Ġ')
    """
    visible = {*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)}
    hidden = [value for value in range(256) if value not in visible]
    return {value: chr(value) for value in visible} | {
        value: chr(0x100 + place) for place, value in enumerate(hidden)
    }


def to_printable(token: bytes) -> str:
    """Write the bytes of a token as printable characters, one for each byte.

    Parameters
    ----------
    token
        Any bytes.

    Returns
    -------
    str
        As many characters as there are bytes (see `byte_aliases`).

    Examples
    --------
    >>> to_printable(b" the")
    'Ġthe'
    """
    return "".join(byte_aliases()[value] for value in token)


def from_printable(alias: str) -> bytes:
    """Turn what `to_printable` wrote back into bytes.

    Parameters
    ----------
    alias
        Characters of `byte_aliases`.

    Returns
    -------
    bytes
        One byte for each character.

    Raises
    ------
    ValueError
        If a character stands for no byte.

    Examples
    --------
    >>> from_printable("Ġthe")
    b' the'
    """
    try:
        return bytes(_values()[character] for character in alias)
    except KeyError as error:
        raise ValueError(
            f"{error.args[0]!r} in {shortened(alias)} stands for no byte: this is not "
            "a token in GPT-2's printable form, in which a space is Ġ"
        ) from None


@cache
def _values() -> dict[str, int]:
    return {character: value for value, character in byte_aliases().items()}
