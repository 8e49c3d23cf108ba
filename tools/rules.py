"""Say what there is to mend in notebooks, without running them.

    python -m tools.rules        all notebooks
    python -m tools.rules 01 04  these two

Rules look at stored outputs too, so refresh first what you have changed.
"""

from __future__ import annotations

import sys
from collections.abc import Callable

from tools import rules_cells, rules_exercises, rules_form, rules_outputs
from tools.notebooks import NotebookError, notebook_paths, read
from tools.page import Page, minutes

Rule = Callable[[Page], list[str]]

RULES: tuple[Rule, ...] = (
    *rules_outputs.RULES,
    *rules_form.RULES,
    *rules_cells.RULES,
    *rules_exercises.RULES,
)


def main(numbers: tuple[str, ...]) -> int:
    """Print what there is to mend in the notebooks with these numbers.

    Parameters
    ----------
    numbers
        Numbers as in the file names; none means all.

    Returns
    -------
    int
        The exit status: 0 if there is nothing to mend, 1 if there is, 2 for a wrong
        number.
    """
    try:
        paths = notebook_paths(numbers)
    except NotebookError as error:
        print(error, file=sys.stderr)
        return 2
    status = 0
    for path in paths:
        page = Page(path.stem, read(path))
        problems = [
            f"  {rule.__name__}: {problem}" for rule in RULES for problem in rule(page)
        ]
        print(
            f"{path.name}: {len(page.lesson)} cells, {page.words} words, "
            f"{minutes(page)} minutes; to mend: {len(problems)}"
        )
        print(*problems, sep="\n", end="\n" if problems else "")
        status = max(status, bool(problems))
    return status


if __name__ == "__main__":
    sys.exit(main(tuple(sys.argv[1:])))
