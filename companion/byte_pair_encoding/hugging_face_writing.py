"""Hugging Face's ``tokenizer.json``, written without its library."""

from __future__ import annotations

import os
from pathlib import Path

from ..special_tokens import END_OF_TEXT
from .files import write_json
from .merging import made_by
from .patterns import GPT2_PATTERN, portable
from .tokenizer import BytePairTokenizer
from .vocab_and_merges import check_words_first, printable_pairs, with_special_tokens


def to_hugging_face(tokenizer: BytePairTokenizer, path: str | os.PathLike[str]) -> None:
    """Write a ``tokenizer.json``, as Hugging Face's `tokenizers` reads it.

    It gives the same IDs for every text there, its pattern being written as
    `patterns.portable` does. There special tokens in a text are
    always recognised, as with ``allowed_special="all"`` here.

    Parameters
    ----------
    tokenizer
        The tokenizer.
    path
        Where to. A file that is there is replaced, in one step. In a folder that is
        there, ``tokenizer.json`` is written and a ``tokenizer_config.json`` beside it,
        so that ``AutoTokenizer.from_pretrained`` opens the folder.

    Raises
    ------
    ValueError
        If a token is spelt like a special token, or if the pattern may be read
        differently there.
    """
    merges, unreached = made_by(tokenizer.ranks)
    if unreached:
        check_words_first(tokenizer.special_tokens, "the tokenizer")
    by_regex = tokenizer.pattern == GPT2_PATTERN
    byte_level = {
        "type": "ByteLevel",
        "add_prefix_space": False,
        "trim_offsets": True,
        "use_regex": by_regex,
    }
    pre_tokenizer: dict[str, object] = byte_level
    if tokenizer.pattern is not None and not by_regex:
        # To remove what is not matched is what finding all matches means.
        cut = {"Regex": portable(tokenizer.pattern)}
        split = {"type": "Split", "pattern": cut, "behavior": "Removed", "invert": True}
        pre_tokenizer = {"type": "Sequence", "pretokenizers": [split, byte_level]}
    data = {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "added_tokens": [
            {
                "id": index,
                "content": special,
                "single_word": False,
                "lstrip": False,
                "rstrip": False,
                "normalized": False,
                "special": True,
            }
            for special, index in tokenizer.special_tokens.items()
        ],
        # The JavaScript library asks for these two even where there are none.
        "normalizer": None,
        "pre_tokenizer": pre_tokenizer,
        "post_processor": None,
        "decoder": byte_level,
        "model": {
            "type": "BPE",
            "dropout": None,
            "unk_token": None,
            "continuing_subword_prefix": None,
            "end_of_word_suffix": None,
            "fuse_unk": False,
            "byte_fallback": False,
            "vocab": with_special_tokens(tokenizer),
            "merges": printable_pairs(merges),
            # A token that no merge gives is found by looking up whole words first.
            **({"ignore_merges": True} if unreached else {}),
        },
    }
    if not Path(path).is_dir():
        write_json(data, path)
        return
    write_json(data, Path(path) / "tokenizer.json")
    write_json(_config(tokenizer), Path(path) / "tokenizer_config.json")


def _config(tokenizer: BytePairTokenizer) -> dict[str, object]:
    """Say which special token has which part, where its name tells."""
    parts: dict[str, object] = {"tokenizer_class": "PreTrainedTokenizerFast"}
    if END_OF_TEXT in tokenizer.special_tokens:
        parts |= {"eos_token": END_OF_TEXT, "bos_token": END_OF_TEXT}
    padding = [name for name in tokenizer.special_tokens if "pad" in name.lower()]
    if padding:
        parts["pad_token"] = padding[0]
    # The library would else join "n't" and its like to the word before on decoding.
    return parts | {"clean_up_tokenization_spaces": False}
