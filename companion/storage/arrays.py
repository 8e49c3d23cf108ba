"""Arrays in ``.npy`` files: written so that a full disk is told, and read as data."""

from __future__ import annotations

import io
import os
import warnings
from collections.abc import Collection
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

_LONGEST_HEADER = 1_000  # characters, several times what a flat array needs


def npy_header(dtype: str, shape: tuple[int, ...]) -> bytes:
    """Return what stands before an array's numbers in a ``.npy`` file."""
    header = io.BytesIO()
    np.lib.format.write_array_header_1_0(
        header, {"descr": dtype, "fortran_order": False, "shape": shape}
    )
    return header.getvalue()


def write_array(file: IO[bytes], array: NDArray[Any]) -> None:
    """Write an array in C order as `numpy.save` does.

    That hands real files to C's ``fwrite``, and when the disk is full its error has
    neither number nor reason.
    """
    file.write(npy_header(array.dtype.str, array.shape))
    file.write(np.ascontiguousarray(array).data)


def map_array(
    path: str | os.PathLike[str], dtypes: Collection[str] = (), *, ndim: int = 1
) -> Any:
    """Map a ``.npy`` file into memory, if it is whole and holds what it should.

    Parameters
    ----------
    path
        The file.
    dtypes
        What its numbers may be, as in ``("<u2", "<u4")``; if empty, anything but
        Python's objects.
    ndim
        How many dimensions it must have.

    Returns
    -------
    numpy.memmap
        The array, read-only.

    Raises
    ------
    OSError
        If the file cannot be read.
    ValueError
        If it is cut or too long, is no such file, or holds something else. The error
        names it.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = os.path.join(folder, "a.npy")
    ...     np.save(path, np.array([0.5, 1.5]))
    ...     map_array(path, ["<u2"])  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    ValueError: ...a.npy holds an array of <f8 of shape (2,), not of <u2 of 1 dimension
    """
    name = os.fspath(path)
    if os.path.lexists(path) and not os.path.isfile(path):
        raise ValueError(f"{name} is no file")  # A pipe would be waited for.
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about the Python that wrote the header
            array = np.lib.format.open_memmap(
                path, mode="r", max_header_size=_LONGEST_HEADER
            )
    except OSError:
        raise
    except Exception as error:
        # A header is written in Python's own syntax, which can be wrong in every way.
        reason = f"{name} is damaged, or no .npy file: {_short(error)}"
        raise ValueError(reason) from None
    if array.ndim != ndim or (dtypes and array.dtype.str not in dtypes):
        raise ValueError(
            f"{name} holds an array of {_short(array.dtype.str)} of shape "
            f"{array.shape}, not of {' or '.join(dtypes) or 'numbers'} of {ndim} "
            f"dimension{'s' * (ndim > 1)}"
        )
    expected, found = array.offset + array.nbytes, os.path.getsize(path)
    if expected != found:
        raise ValueError(
            f"{name} is damaged: it has {found:,} bytes, and by its header {expected:,}"
        )
    return array


def _short(what: object) -> str:
    text = " ".join((str(what) or repr(what)).split())
    return text if len(text) <= 100 else f"{text[:97]}..."
