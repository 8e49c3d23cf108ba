"""Say in one line that the set-up cell was forgotten, where Python says NameError.

Until the set-up cell of a lesson has run, `check` is no name that Python knows, so
nothing of the series can answer. The kernels of the series' own JupyterLab therefore
ask this module when they start (``jupyter/startup.py``).
"""

from __future__ import annotations

import sys
from types import TracebackType
from typing import Any

NAMES = ("check", "hint", "solution")
"""What every set-up cell imports, and an exercise calls."""


def listen() -> None:
    """Have this kernel answer for `NAMES`; other errors are shown as always.

    Outside IPython nothing is changed.
    """
    if "IPython" in sys.modules:
        shell = sys.modules["IPython"].get_ipython()
        if shell is not None:
            shell.set_custom_exc((NameError,), _answer)


def sentence(error: NameError) -> str:
    """Return what to say instead of an error's traceback; nothing for most errors.

    Parameters
    ----------
    error
        What a cell raised.

    Returns
    -------
    str
        One line, or ``""``.

    Examples
    --------
    >>> print(sentence(NameError(name="check")))
    Run the set-up cell first (the first one with code): it is what makes check known.
    >>> sentence(NameError(name="chekc"))
    ''
    """
    if error.name not in NAMES:
        return ""
    return (
        "Run the set-up cell first (the first one with code): it is what makes "
        f"{error.name} known."
    )


def _answer(
    shell: Any,
    kind: type[NameError],
    error: NameError,
    traceback: TracebackType,
    tb_offset: int | None = None,
) -> None:
    if said := sentence(error):
        shell._showtraceback(kind, error, [said])
    else:
        shell.showtraceback((kind, error, traceback), tb_offset=tb_offset)
