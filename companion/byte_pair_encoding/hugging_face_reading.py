"""Hugging Face's ``tokenizer.json``, read without its library.

Such a file can ask for much that changes IDs. What a `BytePairTokenizer` does as well
is read; everything else is refused, so that a tokenizer that was read gives the IDs
that Hugging Face's library gives for every text.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping

from ..arguments import shortened
from .files import (
    BYTES_NEEDED,
    FORMAT,
    entry,
    load_data,
    make_tokenizer,
    other_reader,
    read_json,
)
from .patterns import (
    GPT2_PATTERN,
    EmptyMatchError,
    check_size_of_pattern,
    portable,
    without_gaps,
)
from .printable import from_printable
from .tokenizer import BytePairTokenizer
from .vocab_and_merges import check_merges, check_words_first

_OTHERS = "; Tokenizer.from_file of the package tokenizers reads it"


def from_hugging_face(path: str | os.PathLike[str]) -> BytePairTokenizer:
    """Read a ``tokenizer.json`` that holds a byte-level byte pair encoding.

    Parameters
    ----------
    path
        The file.

    Returns
    -------
    BytePairTokenizer
        The tokenizer. Text that its pattern isolates no match in is kept, as Hugging
        Face keeps it: each gap is a pre-token.

    Raises
    ------
    OSError
        If the file cannot be read.
    ValueError
        If it is malformed, or asks for something that would change the IDs and that
        `BytePairTokenizer` does not do: another model, a normalizer, a prefix,
        truncation, padding to a fixed length, a pattern that it may read differently.
        Also if an added token has another ID than Hugging Face would give it, if added
        tokens overlap in a way that depends on which is looked for first, or a key is
        repeated.
    """
    return _from_data(read_json(path), path)


def read_tokenizer(path: str | os.PathLike[str]) -> BytePairTokenizer:
    """Read a tokenizer from a JSON file that says by itself what it is.

    Parameters
    ----------
    path
        What `companion.byte_pair_encoding.save` wrote, or a ``tokenizer.json`` of
        Hugging Face's.

    Returns
    -------
    BytePairTokenizer
        The tokenizer.

    Raises
    ------
    OSError
        If the file cannot be read.
    ValueError
        If it is neither of the two, or as for `from_hugging_face`.
    """
    data = read_json(path)
    if "model" in data:
        return _from_data(data, path)
    if data.get("format") == FORMAT:
        return load_data(data, path)
    raise ValueError(
        f"{path} is neither a file of companion's nor a tokenizer.json of Hugging "
        f"Face's{other_reader(data)}"
    )


def _from_data(
    data: Mapping[str, object], path: str | os.PathLike[str]
) -> BytePairTokenizer:
    if not isinstance(data.get("model"), dict) and (hint := other_reader(data)):
        raise ValueError(f"{path} is no tokenizer.json of Hugging Face's{hint}")
    model = entry(data, "model", dict, path)
    _check_nothing_else(data, model, path)
    vocab = entry(model, "vocab", dict, path)
    special_tokens = _special_tokens(data, vocab, path)
    ranks: dict[bytes, int] = {}
    for alias, index in vocab.items():
        if alias not in special_tokens:
            try:
                ranks[from_printable(alias)] = index
            except ValueError as error:
                raise ValueError(
                    f"model.vocab in {path}: {error}. Was it trained without ByteLevel "
                    "as pre-tokenizer, or edited?"
                ) from None
    pattern = _pattern(data.get("pre_tokenizer"), path)
    where = f"model.vocab in {path}"
    tokenizer = make_tokenizer(ranks, pattern, special_tokens, where, BYTES_NEEDED)
    merges = [
        merge.split(" ") if isinstance(merge, str) else merge
        for merge in entry(model, "merges", list, path)
    ]
    for place, merge in enumerate(merges):
        if not (
            isinstance(merge, list)
            and len(merge) == 2
            and all(isinstance(part, str) for part in merge)
        ):
            raise ValueError(
                f"model.merges in {path}: merge {place} is {shortened(merge)}, "
                "not two tokens"
            )
    words_first = bool(model.get("ignore_merges"))  # as Llama 3 needs it
    if words_first:
        check_words_first(special_tokens, f"model.vocab in {path}")
    where = f"model.merges in {path}"
    check_merges(merges, tokenizer, where, words_first=words_first)
    return tokenizer


def _special_tokens(
    data: Mapping[str, object], vocab: Mapping[str, object], path: object
) -> dict[str, int]:
    special_tokens: dict[str, int] = {}
    kinds: dict[bool, list[str]] = {False: [], True: []}
    for added in _added_tokens(data, path):
        content = entry(added, "content", str, path)
        index = entry(added, "id", int, path)
        # Hugging Face itself gives an added token this ID, whatever the file says.
        following = max([len(vocab) - 1, *special_tokens.values()]) + 1
        given = vocab.get(content, special_tokens.get(content, following))
        if index != given:
            raise ValueError(
                f"the added token {shortened(content)} in {path} has the ID {index}, "
                f"but Hugging Face would give it {shortened(given)}: one of them must "
                "be changed"
            )
        special_tokens[content] = index
        kinds[bool(added.get("normalized", not added.get("special")))].append(content)
    # Those that are not normalized are looked for first, in the whole text, and the
    # others in what is left: here all are looked for at once.
    for first in kinds[False]:
        for second in kinds[True]:
            if _overlap(first, second):
                raise ValueError(
                    f"the added tokens {shortened(first)} and {shortened(second)} in "
                    f"{path} can overlap, and one is normalized, the other not: which "
                    f"is found then depends on the library{_OTHERS}"
                )
    return special_tokens


def _overlap(first: str, second: str) -> bool:
    """Tell whether two texts can share characters of a third."""
    short, long = sorted((first, second), key=len)
    return short in long or any(
        a[-n:] == b[:n]
        for a, b in ((first, second), (second, first))
        for n in range(1, len(short))
    )


def _check_nothing_else(
    data: Mapping[str, object], model: Mapping[str, object], path: object
) -> None:
    found = {
        "model.type": model.get("type") if model.get("type") != "BPE" else None,
        "normalizer": None if _normalizes_nothing(data) else data.get("normalizer"),
        "truncation": data.get("truncation"),
        "padding": None if _pads_batches_only(data) else data.get("padding"),
        "post_processor": None if _adds_nothing(data) else data.get("post_processor"),
        "model.dropout": model.get("dropout"),
        "model.continuing_subword_prefix": model.get("continuing_subword_prefix"),
        "model.end_of_word_suffix": model.get("end_of_word_suffix"),
    }
    for added in _added_tokens(data, path):
        for name in ("single_word", "lstrip", "rstrip"):
            found[f"{name} of the added token {added.get('content')!r:.80}"] = (
                added.get(name)
            )
    for name, value in found.items():
        if value:
            raise ValueError(
                f"{name} in {path} is {shortened(value)}: only plain byte-level byte "
                f"pair encodings can be read here{_OTHERS}"
            )


def _normalizes_nothing(data: Mapping[str, object]) -> bool:
    """Tell whether the normalizer is an empty sequence, as in DeepSeek's file."""
    match data.get("normalizer"):
        case {"type": "Sequence", "normalizers": []}:
            return True
    return False


def _pads_batches_only(data: Mapping[str, object]) -> bool:
    """Tell whether padding leaves a single text as it is."""
    padding = data.get("padding")
    return isinstance(padding, dict) and (
        padding.get("strategy") == "BatchLongest"
        and not padding.get("pad_to_multiple_of")
    )


def _adds_nothing(data: Mapping[str, object]) -> bool:
    """Tell whether the post-processor leaves the IDs of a text as they are."""
    match data.get("post_processor"):
        case None | {"type": "ByteLevel"}:
            return True
        case {"type": "TemplateProcessing", "single": [{"Sequence": {"id": "A"}}]}:
            return True
        case {"type": "Sequence", "processors": list(processors)}:
            return all(_adds_nothing({"post_processor": one}) for one in processors)
    return False


def _added_tokens(data: Mapping[str, object], path: object) -> list[dict[str, object]]:
    if data.get("added_tokens") is None:
        return []
    added_tokens: Iterable[object] = entry(data, "added_tokens", list, path)
    return [
        entry({"added token": added}, "added token", dict, path)
        for added in added_tokens
    ]


def _pattern(pre_tokenizer: object, path: object) -> str | None:
    match pre_tokenizer:
        case {"type": "ByteLevel", "add_prefix_space": False, "use_regex": False}:
            return None
        case {"type": "ByteLevel", "add_prefix_space": False}:
            return GPT2_PATTERN
        case {
            "type": "Sequence",
            "pretokenizers": [
                {
                    "type": "Split",
                    "pattern": {"Regex": str(pattern)},
                    "behavior": "Isolated" | "Removed" as behavior,
                    "invert": bool(invert),
                },
                {"type": "ByteLevel", "add_prefix_space": False, "use_regex": False},
            ],
        } if invert == (behavior == "Removed"):
            check_size_of_pattern(pattern, f"pre_tokenizer in {path}")
            try:
                is_portable = portable(pattern) == pattern
            except EmptyMatchError as error:
                raise ValueError(f"pre_tokenizer in {path}: {error}") from None
            except ValueError:
                is_portable = False
            if not is_portable:
                raise ValueError(
                    f"pre_tokenizer in {path}: the pattern {shortened(pattern)} may be "
                    "read differently here; only those that "
                    "companion.byte_pair_encoding.portable leaves as they are can be "
                    "read"
                )
            if behavior != "Isolated":
                return pattern
            return without_gaps(pattern)
    raise ValueError(
        f"the pre_tokenizer in {path} is {shortened(pre_tokenizer)}: only ByteLevel "
        "without add_prefix_space, alone or after one Split that isolates, can be read "
        f"here{_OTHERS}"
    )
