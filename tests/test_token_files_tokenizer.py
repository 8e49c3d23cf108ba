"""Which tokenizer is which: by what it is, and not by a pickle."""

from __future__ import annotations

import hashlib
import os
import pickle
import subprocess
import sys
from pathlib import Path

import pytest
import tiktoken

from companion.byte_pair_encoding import (
    GPT2_PATTERN,
    BytePairTokenizer,
    to_tiktoken,
)
from companion.special_tokens import END_OF_TEXT, MarkedWordTokenizer
from companion.token_files.tokenizer import TokenizerFile, identity, received, sent
from companion.tokenization import Tokenizer
from companion.vocabulary import WordTokenizer
from tests.token_jobs import (
    BYTES,
    FAST_GPT2,
    GPT2,
    OTHER_BYTES,
    Meddling,
    contents,
    tokenize,
)

RANKS = dict(BYTES.ranks) | {b"th": 256, b"the": 257}
SPECIALS = {END_OF_TEXT: 258, "<|pad|>": 259}
TOKENIZER = BytePairTokenizer(RANKS, special_tokens=SPECIALS)
WORDS = {"a": 0, END_OF_TEXT: 1, "<|unk|>": 2}
ORIGINAL = (
    r"""'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"""
)


def test_the_order_of_a_dictionary_does_not_matter() -> None:
    backwards = BytePairTokenizer(
        dict(reversed(RANKS.items())),
        special_tokens=dict(reversed(SPECIALS.items())),
    )
    assert pickle.dumps(backwards) != pickle.dumps(TOKENIZER)
    assert identity(backwards) == identity(TOKENIZER)


@pytest.mark.parametrize(
    "pattern", [GPT2_PATTERN, None, r"\p{N}{1,3}+|\w+|\W", r"[^\s]+|\s+"]
)
def test_ours_and_tiktokens_are_the_same_if_they_are_equal(pattern: str | None) -> None:
    ours = BytePairTokenizer(RANKS, pattern, SPECIALS)
    theirs = to_tiktoken(ours, "a name that does not matter")
    assert identity(theirs) == identity(ours)
    assert identity(theirs) == identity(to_tiktoken(ours, "another"))


def test_gpt2_is_gpt2_however_its_pattern_is_spelt() -> None:
    original = tiktoken.Encoding(
        "gpt2",
        pat_str=ORIGINAL,
        mergeable_ranks=dict(GPT2.ranks),
        special_tokens=GPT2.special_tokens,
    )
    assert identity(original) == identity(FAST_GPT2) == identity(GPT2)


def test_whatever_changes_an_id_changes_the_identity() -> None:
    swapped = RANKS | {b"a": RANKS[b"b"], b"b": RANKS[b"a"]}
    others: list[Tokenizer] = [
        BYTES,
        OTHER_BYTES,
        BytePairTokenizer(swapped, special_tokens=SPECIALS),
        BytePairTokenizer(RANKS, r"\S+|\s+", SPECIALS),
        BytePairTokenizer(RANKS, None, SPECIALS),
        BytePairTokenizer(RANKS, special_tokens={END_OF_TEXT: 258}),
        BytePairTokenizer(RANKS, special_tokens={END_OF_TEXT: 259, "<|pad|>": 258}),
        BytePairTokenizer(RANKS | {END_OF_TEXT.encode(): 258}),
        WordTokenizer({"a": 0, "b": 1}),
        WordTokenizer({"a": 1, "b": 0}),
        WordTokenizer({"a": 0, "b": 1}, keep_whitespace=True),
        MarkedWordTokenizer(WORDS),
        MarkedWordTokenizer(WORDS, specials=["<|unk|>"]),
        WordTokenizer(WORDS),
        WordTokenizer({"ab": 0}),
    ]
    assert len({identity(other) for other in [TOKENIZER, *others]}) == 1 + len(others)


def test_a_pattern_that_the_libraries_may_read_differently_is_two_tokenizers() -> None:
    ours = BytePairTokenizer(RANKS, r"[[:alpha:]]+|.", SPECIALS)
    theirs = tiktoken.Encoding(
        "x",
        pat_str=r"[[:alpha:]]+|.",
        mergeable_ranks=RANKS,
        special_tokens=SPECIALS,
    )
    assert identity(ours) != identity(theirs)


class Louder(BytePairTokenizer):
    """A tokenizer that does otherwise than its class, with the same tables."""

    def encode_ordinary(self, text: str) -> list[int]:
        """Encode in capital letters."""
        return super().encode_ordinary(text.upper())


def test_of_a_class_that_is_not_known_the_pickle_decides() -> None:
    louder = Louder(RANKS, special_tokens=SPECIALS)
    assert identity(louder) != identity(TOKENIZER)
    meddling = Meddling(int)
    expected = hashlib.sha256(pickle.dumps(meddling, protocol=4)).hexdigest()
    assert identity(meddling) == expected


def test_the_identity_is_the_same_in_every_process_and_pickle_protocol(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    code = (
        "import pickle, sys\n"
        "pickle.DEFAULT_PROTOCOL = int(sys.argv[1])\n"
        "from companion.token_files.tokenizer import identity\n"
        "from companion.byte_pair_encoding import load_gpt2\n"
        "print(identity(load_gpt2()))"
    )
    for protocol, seed in (("2", "1"), ("5", "2")):
        done = subprocess.run(
            [sys.executable, "-c", code, protocol],
            capture_output=True,
            text=True,
            check=True,
            env=os.environ | {"PYTHONHASHSEED": seed},
        )
        assert done.stdout.strip() == identity(GPT2)


def test_ours_and_tiktokens_take_turns_in_one_folder(
    tmp_path: Path, story_file: Path
) -> None:
    made = tokenize(story_file, tmp_path / "tokens", FAST_GPT2).ids.tolist()
    before = contents(tmp_path / "tokens")
    assert tokenize(story_file, tmp_path / "tokens", GPT2).ids.tolist() == made
    assert contents(tmp_path / "tokens") == before
    with pytest.raises(ValueError, match="token files of another tokenizer"):
        tokenize(story_file, tmp_path / "tokens", BYTES)


class Exploding(Meddling):
    """A tokenizer that ends the process that unpickles it."""

    def __reduce__(self) -> tuple[object, ...]:
        return os._exit, (3,)


def test_what_was_changed_on_its_way_is_not_unpickled(tmp_path: Path) -> None:
    with sent(BYTES, str(tmp_path)) as tokenizer_file:
        assert received(tokenizer_file).encode("ab") == [97, 98]
        assert received(tokenizer_file) is received(tokenizer_file)
        received.cache_clear()
        Path(tokenizer_file.path).write_bytes(pickle.dumps(Exploding(int)))
        with pytest.raises(ValueError, match="has changed since it was written"):
            received(tokenizer_file)
    assert not list(tmp_path.iterdir())


def test_what_an_earlier_run_has_left_is_not_read(tmp_path: Path) -> None:
    """It would end this process; nothing that was stored is unpickled here."""
    folder = tmp_path / "tokens"
    parts = folder / "unfinished-parts"
    parts.mkdir(parents=True)
    (parts / "tokenizer").write_bytes(pickle.dumps(Exploding(int)))
    text = tmp_path / "a.txt"
    text.write_bytes(b"tea")
    tokens = tokenize(text, folder)
    assert tokens.ids.tolist() == [*b"tea", 256]
    assert not parts.exists()


def test_a_tokenizer_is_sent_as_a_path_and_a_hash(tmp_path: Path) -> None:
    with sent(BYTES, str(tmp_path)) as tokenizer_file:
        assert isinstance(tokenizer_file, TokenizerFile)
        content = Path(tokenizer_file.path).read_bytes()
        assert hashlib.sha256(content).hexdigest() == tokenizer_file.sha256
