"""Run notebooks and store what comes out: the only writer of notebooks.

    python -m tools.refresh        all notebooks
    python -m tools.refresh 01 04  these two

A notebook that raises an error is left as it is.
"""

from __future__ import annotations

import sys
import time

from tools.notebooks import NotebookError, execute, notebook_paths, read, write


def main(numbers: tuple[str, ...]) -> int:
    """Refresh the notebooks with these numbers and say how it went.

    Parameters
    ----------
    numbers
        Numbers as in the file names; none means all.

    Returns
    -------
    int
        The exit status: 0 if all notebooks ran, 1 if one did not, 2 for a wrong number.
    """
    try:
        paths = notebook_paths(numbers)
    except NotebookError as error:
        print(error, file=sys.stderr)
        return 2
    status = 0
    for path in paths:
        start = time.perf_counter()
        try:
            changed = write(execute(read(path), path.name), path)
        except NotebookError as error:
            print(f"{error}\n{path.name} is left as it was.", file=sys.stderr)
            status = 1
        else:
            seconds = time.perf_counter() - start
            print(f"{path.name}: {'stored' if changed else 'same'}, {seconds:.1f} s")
    return status


if __name__ == "__main__":
    sys.exit(main(tuple(sys.argv[1:])))
