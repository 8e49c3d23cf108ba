"""Token IDs in memory and in files, joined and mapped."""

from __future__ import annotations

import io
import json
import os
import pickle
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from companion.sliding_window import (
    WindowDataset,
    join_documents,
    open_token_file,
)
from tests.plain_windows import EOT, as_lists, copied_windows, token_sources


def test_tokens_come_from_anything_that_holds_whole_numbers(tmp_path: Path) -> None:
    expected = copied_windows(range(100, 130), 7, 3)
    for name, source in token_sources(tmp_path).items():
        windows = WindowDataset(source, 7, 3)
        assert as_lists(windows) == expected, name
        inputs, targets = windows.batch([0, 1])
        assert inputs.dtype == targets.dtype == torch.int64, name
        assert inputs.is_contiguous(), name
        assert targets.is_contiguous(), name


def test_arrays_and_tensors_are_viewed() -> None:
    ids = np.arange(20)
    tensor = torch.arange(20)
    from_array, from_tensor = WindowDataset(ids, 4), WindowDataset(tensor, 4)
    ids[1] = tensor[1] = 99
    assert from_array[0][0].tolist() == from_tensor[0][0].tolist() == [0, 99, 2, 3]


@pytest.mark.parametrize(
    ("ids", "error", "message"),
    [
        ([3, -1, 5], ValueError, "-1 is among them"),
        (np.array([3, -2, 5]), ValueError, "-2 is among them"),
        (torch.tensor([3, 4, -5]), ValueError, "-5 is among them"),
        (
            np.array([1, 2**63, 5], np.uint64),
            ValueError,
            "9223372036854775808 is among",
        ),
        ([1, 2**70, 5], TypeError, "whole 64-bit numbers, got object"),
        ([1.0, 2.0, 3.0], TypeError, "whole 64-bit numbers, got float64"),
        ([True, False, True], TypeError, "got bool"),
        (["a", "b", "c"], TypeError, "got <U1"),
        ([[1, 2], [3, 4]], ValueError, r"one flat sequence, got shape \(2, 2\)"),
        (torch.tensor(3), ValueError, r"one flat sequence, got shape \(\)"),
        ({1, 2, 3}, ValueError, "one flat sequence"),
        ([], ValueError, "the text has 0 tokens"),
        (torch.tensor([]), ValueError, "the text has 0 tokens"),
    ],
)
def test_ids_that_make_no_sense(ids: Any, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        WindowDataset(ids, max_length=1)


def test_file_of_bare_numbers_needs_its_type(tmp_path: Path) -> None:
    (tmp_path / "ids.bin").write_bytes(bytes(16))
    for dtype in (None, "float64", "int8"):
        with pytest.raises(ValueError, match="needs 'uint16' or 'uint32'"):
            open_token_file(tmp_path / "ids.bin", dtype)
    with pytest.raises(ValueError, match="needs 'uint16' or 'uint32'"):
        WindowDataset(tmp_path / "ids.bin", 4)
    assert len(open_token_file(tmp_path / "ids.bin", "uint32")) == 4


def test_an_npy_file_says_its_type_itself(tmp_path: Path) -> None:
    np.save(tmp_path / "ids.npy", np.arange(9, dtype=np.uint16))
    (tmp_path / "ids.npy").rename(tmp_path / "ids.NPY")
    for dtype in (None, "uint16"):
        assert open_token_file(tmp_path / "ids.NPY", dtype).tolist() == list(range(9))
    for dtype in ("uint32", "nonsense"):
        with pytest.raises(ValueError, match=rf"'{dtype}', but ids.NPY .* uint16"):
            open_token_file(tmp_path / "ids.NPY", dtype)


def written_by_llm_c(ids: NDArray[np.uint16]) -> bytes:
    """Lay out a shard of FineWeb as llm.c and its relatives publish it."""
    header = np.zeros(256, np.int32)
    header[:3] = 20240520, 1, len(ids)
    return header.tobytes() + ids.tobytes()


def saved(ids: NDArray[np.uint16], save: Callable[..., None]) -> bytes:
    with io.BytesIO() as file:
        save(file, ids)
        return file.getvalue()


@pytest.mark.parametrize(
    ("write", "kind"),
    [
        (written_by_llm_c, "one of llm.c's: its numbers follow a header"),
        (lambda ids: saved(ids, np.save), r"a \.npy file: give it that ending"),
        (lambda ids: saved(ids, np.savez), "a zip archive, as numpy.savez"),
        (lambda ids: pickle.dumps(ids.tolist(), 4), "a pickle"),
        (
            lambda ids: saved(ids, partial(np.savetxt, fmt="%d")),
            "a text of them, as in",
        ),
        (lambda ids: json.dumps(ids.tolist()).encode(), "a text of them, as in"),
    ],
)
def test_a_header_is_not_taken_for_token_ids(
    write: Callable[[NDArray[np.uint16]], bytes], kind: str, tmp_path: Path
) -> None:
    path, ids = tmp_path / "ids.bin", np.arange(90, dtype=np.uint16)
    path.write_bytes(write(ids))
    with pytest.raises(ValueError, match=rf"^ids\.bin is no file of bare .*{kind}"):
        open_token_file(path, "uint16")
    if write is written_by_llm_c:  # What the message says to give does.
        mapped = np.memmap(path, "uint16", "r", 1024)
        assert as_lists(WindowDataset(mapped, 4)) == copied_windows(range(90), 4, 4)


@pytest.mark.parametrize(
    ("array", "error", "says"),
    [
        (np.ones(9), TypeError, "must be whole 64-bit numbers, got float64"),
        (np.arange(9) - 1, ValueError, "go from 0 to .*, but -1 is among them"),
    ],
)
def test_a_file_of_ids_that_make_no_sense_is_named(
    array: NDArray[Any], error: type[Exception], says: str, tmp_path: Path
) -> None:
    np.save(tmp_path / "ids.npy", array)
    with pytest.raises(error, match=rf"^token IDs in .*ids\.npy {says}"):
        WindowDataset(tmp_path / "ids.npy", 4)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="Windows has no such pipes")
def test_a_pipe_is_no_file_of_token_ids(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "ids.bin")
    with pytest.raises(OSError, match="a pipe or a device, not a file"):
        open_token_file(tmp_path / "ids.bin", "uint16")


@pytest.mark.parametrize("n_bytes", [0, 7])
def test_file_that_is_empty_or_cut_off(tmp_path: Path, n_bytes: int) -> None:
    (tmp_path / "ids.bin").write_bytes(bytes(n_bytes))
    with pytest.raises(ValueError, match=f"ids.bin has {n_bytes} bytes"):
        open_token_file(tmp_path / "ids.bin", "uint16")


@pytest.mark.parametrize(
    "shape", [f"({2**62},)", f"({2**70},)", "(-5,)", "(True,)", "(" * 900, "-" * 900]
)
def test_npy_file_with_a_header_made_to_hurt(shape: str, tmp_path: Path) -> None:
    path = tmp_path / "ids.npy"
    header = f"{{'descr': '<u2', 'fortran_order': False, 'shape': {shape}}}\n".encode()
    path.write_bytes(b"\x93NUMPY\1\0" + len(header).to_bytes(2, "little") + header)
    for read in (open_token_file, lambda file: WindowDataset(file, 4)):
        with pytest.raises(ValueError, match=r"ids\.npy is damaged"):
            read(path)


def test_npy_file_that_goes_on_behind_its_numbers(tmp_path: Path) -> None:
    path = tmp_path / "ids.npy"
    np.save(path, np.arange(9))
    path.write_bytes(path.read_bytes() + b"more")
    with pytest.raises(ValueError, match=r"ids\.npy is damaged: it has 204 bytes"):
        open_token_file(path)


def test_npy_file_that_is_damaged_or_holds_objects(tmp_path: Path) -> None:
    path = tmp_path / "ids.npy"
    np.save(path, np.arange(1_000))
    path.write_bytes(path.read_bytes()[:500])
    with pytest.raises(ValueError, match="greater than file size"):
        WindowDataset(path, 4)
    path.write_bytes(b"")
    with pytest.raises(ValueError, match="magic string"):
        WindowDataset(path, 4)
    np.save(path, np.array([{}, 1], dtype=object))
    with pytest.raises(ValueError, match="Python objects"):
        WindowDataset(path, 4)


def test_missing_file(tmp_path: Path) -> None:
    for name in ("ids.npy", "ids.bin"):
        with pytest.raises(FileNotFoundError):
            open_token_file(tmp_path / name, "uint16")


def test_documents_are_joined_each_closed_by_the_end_token() -> None:
    joined = join_documents([[5, 6], np.array([7], np.uint16), torch.tensor([8])], EOT)
    assert joined.tolist() == [5, 6, EOT, 7, EOT, 8, EOT]
    assert joined.dtype == np.int64
    assert join_documents([[], [5]], EOT).tolist() == [EOT, 5, EOT]
    assert join_documents([], EOT).tolist() == []


def test_documents_that_cannot_be_joined() -> None:
    with pytest.raises(ValueError, match=r"document 1 already holds .* ID 0"):
        join_documents([[5, 6], [7, 0]], EOT)
    with pytest.raises(ValueError, match="eot must be at least 0, got -1"):
        join_documents([[5, 6]], -1)
    for huge in (2**63, 2**70):
        with pytest.raises(ValueError, match=f"eot is {huge}, which cannot be among"):
            join_documents([[5, 6]], huge)
    with pytest.raises(TypeError, match=r"eot must be a whole number, got 0\.5"):
        join_documents([[5, 6]], 0.5)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="encode it first"):
        join_documents(["a text"], EOT)  # type: ignore[list-item]
    with pytest.raises(ValueError, match="-7 is among them"):
        join_documents([[-7]], EOT)


def test_an_end_token_that_cannot_be_among_the_ids() -> None:
    ids = np.arange(30, dtype=np.uint16)
    with pytest.raises(ValueError, match=r"eot is 100257, which .* the type uint16"):
        WindowDataset(ids, 4, eot=100_257)
    with pytest.raises(ValueError, match=r"eot is 9223372036854775808, which"):
        WindowDataset(range(30), 4, eot=2**63)
    with pytest.raises(ValueError, match="eot must be at least 0, got -1"):
        WindowDataset(ids, 4, eot=-1)
    with pytest.raises(TypeError, match=r"eot must be a whole number, got 2\.5"):
        WindowDataset(ids, 4, eot=2.5)  # type: ignore[arg-type]
    assert len(WindowDataset(ids, 4, eot=65_535)) == len(WindowDataset(ids, 4))


@pytest.mark.parametrize("name", ["tok", "tok.npy"])
def test_a_folder_of_token_files_is_told_apart_from_the_file_in_it(
    tmp_path: Path, name: str
) -> None:
    (tmp_path / name).mkdir()
    with pytest.raises(ValueError, match=r"is a folder.*tokens\.npy"):
        WindowDataset(tmp_path / name, 4)
    with pytest.raises(TypeError, match=r"give a pathlib\.Path"):
        WindowDataset(str(tmp_path / name), 4)  # type: ignore[arg-type]
