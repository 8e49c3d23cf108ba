"""Run learners' copies of notebooks in one process, as learners may use them.

    python -m tools.rehearse 05               with the usual texts of tools.sample_texts
    python -m tools.rehearse 05 german short  with these
    python -m tools.rehearse 05 again         cells twice in a row, and once more later
    python -m tools.rehearse 05 reach         tries the functions that stand above each
                                              exercise as its answer; only a warm-up may
                                              be passed by one

A text that the set-up cell refuses with a sentence is refused; any other error is one.
Cells that have nothing to do with the text are run for the first text alone. Training,
which nbval sees through, is cut short: that of `training` and `who_bites` ends after a
few steps, `train_skip_gram` goes through its sentences once, and a gatekeeper that was
trained before, which takes no text, is not trained again.
"""

from __future__ import annotations

import copy
import inspect
import os
import random
import sys
import tempfile
from collections.abc import Callable, Iterator
from functools import cache, partial, wraps
from itertools import chain
from pathlib import Path
from types import ModuleType
from typing import Any

from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output
from nbformat import NotebookNode

from companion.exercises.checking import examine
from companion.exercises.records import TOPICS, Exercise, find_task
from companion.lessons.verifying.notebooks import KERNEL_ENVIRONMENT
from companion.lessons.view import lesson_view
from tools.dependence import about_the_text
from tools.notebooks import (
    ANSI_COLOUR,
    NotebookError,
    code_cells,
    has_tag,
    notebook_paths,
    read,
    with_text,
)
from tools.page import Page
from tools.sample_texts import MAY_BE_REFUSED, TEXTS, USUAL

AS_WARM_UP = ", as a warm-up may be"
STEPS = 10  # of training
# The names whose training is cut short.
TRAINING = ("gatekeeper", "train_skip_gram", "training", "who_bites")


class Lesson:
    """A learner's copy of a notebook, and the shell that runs it.

    Parameters
    ----------
    path
        The notebook.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.view = lesson_view(read(path), outputs=False)
        self.shell: Any = InteractiveShell.instance()
        self.shell.reset()
        # What `exit()` calls; the shells of notebooks and terminals have it.
        vars(self.shell)["ask_exit"] = lambda: None
        self.is_whole = False  # whether every cell was run
        sources = [cell.source for cell in code_cells(self.view)]
        if any(name in source for source in sources for name in TRAINING):
            cut_training_short()

    def cells(self, text: str = "story") -> list[NotebookNode]:
        """Return the code cells, with another text in the set-up."""
        return code_cells(with_text(self.view, text))

    def run(self, cell: NotebookNode) -> None:
        """Run a cell.

        Raises
        ------
        RefusedError
            If it is the set-up cell that raises, with one sentence.
        NotebookError
            If another raises, or something is said on stderr.
        """
        with capture_output() as caught:
            result = self.shell.run_cell(cell.source)
        error = result.error_before_exec or result.error_in_exec
        if error is not None:
            sentence = str(error)
            if has_tag(cell, "parameters") and 0 < len(sentence) <= 300 > (
                1000 * sentence.count("\n")
            ):
                raise RefusedError(sentence)
            raise self._failed(cell, ANSI_COLOUR.sub("", caught.stdout)[-2_000:])
        if "Warning" in caught.stderr:
            raise self._failed(cell, caught.stderr)

    def _failed(self, cell: NotebookNode, why: str) -> NotebookError:
        first = cell.source.splitlines()[0]
        return NotebookError(
            f"{self.path.name}, the cell that begins {first!r}:\n{why}"
        )


class RefusedError(Exception):
    """The set-up cell says in a sentence what a text lacks."""


def cut_training_short() -> None:
    """Have all training of lessons end after a few steps, or be done once alone."""
    # Here, since both load torch, for which most rehearsals need not wait.
    from companion import training, word_vectors
    from companion.lessons import gatekeeper, who_bites

    vars(training)["train"] = in_few_steps(training.train)
    vars(who_bites)["train"] = always_with(who_bites.train, steps=STEPS)
    vars(word_vectors)["train_skip_gram"] = always_with(
        word_vectors.train_skip_gram, epochs=1
    )
    trained = cache(gatekeeper.train_gatekeeper)
    vars(gatekeeper)["train_gatekeeper"] = lambda *given, **options: copy.deepcopy(
        trained(*given, **options)
    )


def always_with(function: Callable[..., Any], **fixed: Any) -> Callable[..., Any]:
    """Return a function that takes these options, whatever it is told.

    It passes for the function itself, which may be in reach of an exercise.
    """

    @wraps(function)
    def called(*given: Any, **options: Any) -> Any:
        return function(*given, **{**options, **fixed})

    return called


def in_few_steps(train: Callable[..., list[float]]) -> Callable[..., list[float]]:
    """Return a training loop that ends after a few steps, whatever it is told."""

    @wraps(train)
    def hurried(
        model: Any, loader: Any, optimizer: Any, n_steps: int, **options: Any
    ) -> list[float]:
        return train(model, loader, optimizer, min(n_steps, STEPS), **options)

    return hurried


def with_texts(lesson: Lesson, names: list[str]) -> Iterator[str]:
    """Run a lesson with one text after another; yield what came out for each."""
    concerned = about_the_text(lesson.cells())
    with tempfile.TemporaryDirectory() as folder:
        for name in names:
            path = Path(folder) / f"{name}.txt"
            path.write_text(TEXTS[name](), encoding="utf-8", newline="")
            try:
                for cell in lesson.cells(str(path)):
                    if not lesson.is_whole or cell.id in concerned:
                        lesson.run(cell)
            except RefusedError as sentence:
                if name not in MAY_BE_REFUSED:
                    why = f"{lesson.path.name} refuses {name}: {sentence}"
                    raise NotebookError(why) from None
                yield f"{name}: refused: {sentence}"
            except NotebookError as error:
                raise NotebookError(f"with the text {name}: {error}") from None
            else:
                lesson.is_whole = True
                yield f"{name}: runs"


def with_the_story(lesson: Lesson, *, twice: bool, tries: bool) -> Iterator[str]:
    """Run a lesson as it stands; yield what came out.

    Parameters
    ----------
    lesson
        The lesson.
    twice
        Whether to run each cell twice in a row, and once more after all of them.
    tries
        Whether to try the functions in reach of each exercise.
    """
    page = Page(lesson.path.stem, lesson.view)
    asked = {
        lesson.view.cells[place - 1].id: find_task(name) for place, name in page.checks
    }
    tried = 0
    for cell in lesson.cells():
        exercise = asked.get(cell.id)
        if tries and isinstance(exercise, Exercise):
            for title, outcome in _outcomes(lesson, exercise):
                tried += 1
                if outcome == "right":
                    may_be = AS_WARM_UP if exercise.name == page.warm_up else ""
                    yield f"reach: {exercise.name} is passed by {title}{may_be}"
        lesson.run(cell)
        if twice:
            lesson.run(cell)
    lesson.is_whole = True
    if twice:
        for cell in lesson.cells():
            lesson.run(cell)
        yield f"again: {len(lesson.cells())} cells twice, and once more"
    if tries:
        yield f"reach: {tried} tries"


def _outcomes(lesson: Lesson, exercise: Exercise) -> Iterator[tuple[str, str]]:
    """Yield what is tried as the answer to an exercise, and what a check says."""
    case = exercise.cases(random.Random(0))[0]
    for title, function in in_reach(lesson.shell.user_ns):
        if _takes(function, case):
            with capture_output():
                outcome = examine(exercise, function, seed=0).outcome
            yield title, outcome


def _takes(function: Callable[..., Any], arguments: tuple[Any, ...]) -> bool:
    """Tell whether a function can be called with these arguments."""
    try:
        inspect.signature(function).bind(*arguments)
    except TypeError:
        return False
    return True


def in_reach(namespace: dict[str, Any]) -> Iterator[tuple[str, Callable[..., Any]]]:
    """Yield what a learner could hand in as it stands, each with its name.

    The functions of the notebook and of the topics that it imports, also with a switch
    turned over, and methods of the objects that these have made.
    """
    seen: set[int] = set()
    for name, value in list(namespace.items()):
        if name.startswith("_") or id(value) in seen:
            continue
        seen.add(id(value))
        if isinstance(value, ModuleType):
            if _is_ours(value.__name__):
                functions = vars(value)
                yield from _functions(name, functions, seen)
        elif inspect.isfunction(value) and _is_ours(value.__module__):
            yield from _switched(name, value)
        elif not inspect.isclass(value) and _is_ours(type(value).__module__):
            methods = inspect.getmembers_static(type(value), inspect.isfunction)
            for method, function in methods:
                if not method.startswith("_") and _is_ours(function.__module__):
                    yield from _switched(f"{name}.{method}", getattr(value, method))


def _is_ours(module: str) -> bool:
    """Tell whether a module is the notebook, or one of a topic."""
    part = [*module.split("."), ""]
    return part[0] == "__main__" or (part[0] == "companion" and part[1] in TOPICS)


def _functions(
    prefix: str, found: dict[str, Any], seen: set[int]
) -> Iterator[tuple[str, Callable[..., Any]]]:
    for name, value in list(found.items()):
        if name.startswith("_") or id(value) in seen or not inspect.isfunction(value):
            continue
        seen.add(id(value))
        if _is_ours(value.__module__):
            yield from _switched(f"{prefix}.{name}", value)


def _switched(
    name: str, function: Callable[..., Any]
) -> Iterator[tuple[str, Callable[..., Any]]]:
    """Yield a function, and the same with each switch of its turned over."""
    yield name, function
    for parameter in inspect.signature(function).parameters.values():
        if isinstance(parameter.default, bool):
            turned = {parameter.name: not parameter.default}
            yield (
                f"{name}({parameter.name}={not parameter.default})",
                partial(function, **turned),
            )


def main(arguments: list[str]) -> int:
    """Rehearse a notebook and say what came out.

    Parameters
    ----------
    arguments
        The notebook's number or file, then names of texts, ``again`` or ``reach``.

    Returns
    -------
    int
        The exit status: 0, 1 if something failed, 2 for wrong arguments.
    """
    wanted = arguments[1:] or list(USUAL)
    if not arguments or not set(wanted) <= {*TEXTS, "again", "reach"}:
        print(__doc__, file=sys.stderr)
        return 2
    os.environ.update(KERNEL_ENVIRONMENT)
    status = 0
    try:
        if arguments[0].endswith(".ipynb"):
            path = Path(arguments[0])
        else:
            (path,) = notebook_paths((arguments[0],))
        lesson, plan = Lesson(path), []
        twice, tries = "again" in wanted, "reach" in wanted
        if twice or tries:
            plan.append(with_the_story(lesson, twice=twice, tries=tries))
        plan.append(with_texts(lesson, [name for name in wanted if name in TEXTS]))
        for line in chain(*plan):
            print(line, flush=True)
            is_passed = " is passed by " in line and not line.endswith(AS_WARM_UP)
            status = max(status, is_passed)
    except NotebookError as error:
        print(error, file=sys.stderr)
        return 1
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
