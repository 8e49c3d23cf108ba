"""Arrays in files: what does not belong there is refused by name."""

from __future__ import annotations

import io
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from companion.storage.arrays import map_array, npy_header, write_array


@pytest.mark.parametrize(
    "array",
    [
        np.arange(5, dtype="<u2"),
        np.array([], "<i8"),
        np.arange(6, dtype="<f4").reshape(2, 3),
        np.arange(6, dtype="<f4").reshape(2, 3).T,
        np.arange(10, dtype=">u4")[::3],
    ],
)
def test_an_array_is_written_as_numpy_writes_it(
    array: NDArray[Any], tmp_path: Path
) -> None:
    ours, theirs = io.BytesIO(), io.BytesIO()
    write_array(ours, array)
    np.save(theirs, np.ascontiguousarray(array))
    assert ours.getvalue() == theirs.getvalue()
    path = tmp_path / "a.npy"
    path.write_bytes(ours.getvalue())
    found = map_array(path, ndim=array.ndim)
    assert found.dtype == array.dtype
    assert found.tolist() == array.tolist()
    assert not found.flags.writeable


def write(path: Path, descr: str, shape: str, data: bytes = b"") -> None:
    header = f"{{'descr': {descr}, 'fortran_order': False, 'shape': {shape}}}\n"
    write_header(path, header, data)


def write_header(path: Path, header: str, data: bytes = b"") -> None:
    size = len(header).to_bytes(4, "little")
    path.write_bytes(b"\x93NUMPY\x02\x00" + size + header.encode("latin-1") + data)


@pytest.mark.parametrize(
    ("descr", "shape"),
    [
        ("'<u2'", f"({2**62},)"),
        ("'<u2'", f"({2**70},)"),
        ("'<u2'", "(-5,)"),
        ("'<u2'", "(True,)"),
        ("'<u2'", "(2.5,)"),
        ("'<u2'", "5"),
        ("'<u2'", "(" + "1," * 100 + ")"),
        ("'<q9'", "(5,)"),
        ("5", "(5,)"),
        ("'|O'", "(5,)"),
        ("'<u2'", "(1,) + (2,)"),
        ("__import__('os').getcwd()", "(5,)"),
    ],
)
def test_a_header_that_makes_no_sense_is_a_value_error_that_names_the_file(
    descr: str, shape: str, tmp_path: Path
) -> None:
    path = tmp_path / "a.npy"
    write(path, descr, shape, b"\0" * 10)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with pytest.raises(ValueError, match=r"a\.npy") as caught:
            map_array(path, ["<u2"])
    assert len(str(caught.value)) < 300 + len(str(path))


@pytest.mark.parametrize(
    "header",
    [
        "(" * 900,
        "(" * 100_000,
        "[" * 99 + "]" * 99,
        "-" * 900 + "1",
        "-" * 100_000 + "1",
        "{'descr': " + "[('a'," * 60 + "'<u2'" + ")]" * 60 + "}",
        "",
        "\0",
        "9" * 900,
        "{**{}}",
        "'''",
    ],
)
def test_a_header_made_to_hurt_is_a_value_error_and_costs_little(
    header: str, tmp_path: Path
) -> None:
    resource = pytest.importorskip("resource", reason="this system does not tell")
    path = tmp_path / "a.npy"
    write_header(path, header)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(
        ValueError, match=r"a\.npy is damaged, or no \.npy file"
    ) as caught:
        map_array(path)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 50_000  # KB
    assert len(str(caught.value)) < 300 + len(str(path))


def test_a_file_that_is_cut_or_goes_on_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.npy"
    whole = npy_header("<u2", (3,)) + b"\1\0\2\0\3\0"
    path.write_bytes(whole)
    assert map_array(path, ["<u2"]).tolist() == [1, 2, 3]
    for content in (b"", whole[:5], whole[:60], whole[:-1], whole + b"\0", b"x" * 200):
        path.write_bytes(content)
        with pytest.raises(ValueError, match=r"a\.npy is damaged"):
            map_array(path, ["<u2"])


def test_what_the_file_should_hold_is_said(tmp_path: Path) -> None:
    path = tmp_path / "a.npy"
    np.save(path, np.zeros((2, 3), "<i4"))
    assert map_array(path, ["<i4"], ndim=2).shape == (2, 3)
    with pytest.raises(
        ValueError, match=r"array of <i4 of shape \(2, 3\), not of <u2 or"
    ):
        map_array(path, ["<u2", "<u4"], ndim=2)
    with pytest.raises(ValueError, match="not of numbers of 1 dimension"):
        map_array(path)


def test_what_is_no_file_is_not_waited_for(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        map_array(tmp_path / "none.npy")
    with pytest.raises(ValueError, match="is no file"):
        map_array(tmp_path)
