"""Let a class of twenty try the hub, and write down what it took.

`python -m tools.hub.trial` carries out the steps of hub/Dockerfile in build/hub (as
root on Linux, with debootstrap) and runs the hub that they make. Twenty learners log
in, six at a time: each opens a lesson, runs it, has exercises checked, and finds their
own progress. One more measures the lessons that need most. What came out is written to
hub/measured.json, from which docs/hub.md has its numbers: memory and processor seconds,
which depend less than the clock on what else the machine does.
"""

from __future__ import annotations

import argparse
import contextlib
import datetime
import json
import secrets
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, NamedTuple

import httpx

from companion.exercises.records import TOPIC_OF, Exercise, exercises
from companion.exercises.solutions import parts, source
from companion.lessons.copies import lesson_paths
from companion.lessons.lab import FOLDER
from tools.hub import figures, image
from tools.hub.learner import Learner
from tools.hub.measuring import machine, processes, the_hubs, use, watched
from tools.hub.running import ADDRESS, collect, leave_the_network, running

LEARNERS, AT_ONCE = 20, 6
LIGHT, HEAVY = "01", ("08", "09")
# What no learner may do: change the environment, read another's home or the hub's own
# folder, and know a password of the hub's.
CLOSED = """
import os

import companion

closed = not [name for name in os.environ if name.startswith("HUB_")]
for place, how in (
    (companion.__file__, os.O_WRONLY),
    ("/home/measured/.bashrc", os.O_RDONLY),
    ("/srv/hub", os.O_RDONLY),
):
    try:
        os.open(place, how)
    except PermissionError:
        closed += 1
print(closed, "of 4 closed")
"""
TOO_MUCH = "kept = 'still here'\nlist(range(10**9))"


class Kept(NamedTuple):
    """What one learner did and what became of it."""

    name: str
    cells: int
    errors: list[str]
    solved: list[str]
    missing: list[str]  # solved, but not in the learner's own progress


def names(count: int) -> list[str]:
    """Return the names of a class.

    Examples
    --------
    >>> names(2)
    ['learner01', 'learner02']
    """
    return [f"learner{number:02}" for number in range(1, count + 1)]


def tasks(number: str, place: int) -> list[Exercise]:
    """Return the exercises that a learner solves: not all learners the same ones.

    Examples
    --------
    >>> [len(tasks("01", place)) for place in range(4)]
    [1, 2, 3, 4]
    """
    found = exercises(TOPIC_OF[number])
    return list(found[: place % len(found) + 1])


def path_of(number: str) -> str:
    """Return where a lesson's copy is in a learner's home.

    Examples
    --------
    >>> path_of("01")
    'my-notebooks/01_tokenization.ipynb'
    """
    (name,) = (path.name for path in lesson_paths() if path.name.startswith(number))
    return f"{FOLDER}/{name}"


def work(address: str, password: str, name: str, number: str, place: int) -> Kept:
    """Let one learner log in, run a lesson, solve exercises and read the progress."""
    learner = Learner(address, name)
    learner.log_in(password)
    cells, errors = run_all(learner, number)
    solved = tasks(number, place)
    for task in solved:
        function = parts(task).head.removeprefix("def ").partition("(")[0]
        shown = learner.run(f"{source(task)}\n\n\ncheck({task.name!r}, {function})")
        errors += [f"{task.name}: {shown.error}"] if shown.error else []
    listed = learner.run(f"!companion progress {number}").text
    wrong = [
        task.name
        for task in exercises(TOPIC_OF[number])
        if (f"[x] {task.name}" in listed) != (task in solved)
    ]
    closed = learner.run(CLOSED)
    errors += [] if closed.text == "4 of 4 closed\n" else [str(closed)]
    return Kept(name, cells, errors, [task.name for task in solved], wrong)


def run_all(learner: Learner, number: str) -> tuple[int, list[str]]:
    """Open a lesson and run its cells; return how many, and what went wrong."""
    notebook = learner.open(path_of(number))
    code = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    shown = [learner.run("".join(cell["source"])) for cell in code]
    return len(code), [each.error for each in shown if each.error]


def measure(learner: Learner, number: str) -> dict[str, Any]:
    """Return what a lesson takes, in a kernel of its own."""
    notebook = learner.open(path_of(number))
    code = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    found = processes(learner.name)
    kernels, every = found["kernel"], found["kernel"] + found["server"]
    by_cell, errors = [], []
    with watched(every) as seen, watched(kernels) as kernel:
        for cell in code:
            before = use(kernels).seconds
            shown = learner.run("".join(cell["source"]))
            by_cell.append(use(kernels).seconds - before)
            errors += [shown.error] if shown.error else []
    learner.close()
    return {
        "cells": len(code),
        "errors": len(errors),
        "resident_mb": round(max(each.resident for each in seen)),
        "own_mb": round(max(each.own for each in seen)),
        "kernel_own_mb": round(max(each.own for each in kernel)),
        "kernel_data_mb": round(max(each.data for each in kernel)),
        "cpu_seconds": round(kernel[-1].seconds, 1),
        "longest_cell_cpu_seconds": round(max(by_cell), 1),
    }


def runs_out(learner: Learner) -> str:
    """Ask for more memory than there is; return what the learner sees."""
    learner.open(path_of(LIGHT))
    shown = learner.run(TOO_MUCH)
    after = learner.run("print(kept)")
    learner.close()
    return shown.error if "still here" in after.text else "the kernel was lost"


def refuses(password: str) -> bool:
    """Tell whether the hub refuses the system's names, and a wrong password."""
    for name, given in (("root", password), ("daemon", password), ("measured", "tea")):
        with contextlib.suppress(PermissionError):
            Learner(ADDRESS, name).log_in(given)
            return False
    return True


def keeps_work(learner: Learner) -> bool:
    """Change a copy, start the server anew, and tell whether the copy is still so."""
    path = path_of("02")
    notebook = learner.open(path)
    notebook["cells"][0]["source"] = "# My own title"
    learner.save(path, notebook)
    learner.close()
    learner.stop()
    learner.start()
    again = learner.open(path)
    learner.close()
    return bool(again["cells"][0]["source"] == "# My own title")


def trial(root: Path, log: Path) -> dict[str, Any]:
    """Hold the class, and return what hub/measured.json is to hold."""
    password = secrets.token_hex(8)
    with running(root, password, log):
        one = Learner(ADDRESS, "measured")
        one.log_in(password)
        server = use(processes(one.name)["server"])
        lessons = {number: measure(one, number) for number in (LIGHT, *HEAVY)}
        said, kept_work = runs_out(one), keeps_work(one)
        refused = refuses(password)
        jupyterhub = httpx.get(f"{ADDRESS}/hub/api/").json()["version"]
        one.stop()
        with ThreadPoolExecutor(AT_ONCE) as pool:
            jobs = [
                pool.submit(work, ADDRESS, password, name, LIGHT, place)
                for place, name in enumerate(names(LEARNERS))
            ]
            kept = [job.result() for job in jobs]
        together = [
            use([*found["server"], *found["kernel"]])
            for found in (processes(each.name) for each in kept)
        ]
        hub = use(the_hubs(root))
        collected = collect(root)
    for each in kept:
        print(each.name, each.cells, "cells", each.solved, *each.errors, *each.missing)
    return {
        "date": datetime.date.today().isoformat(),
        "machine": machine(),
        "jupyterhub": jupyterhub,
        "learners": LEARNERS,
        "at_once": AT_ONCE,
        "lesson": LIGHT,
        "checks": sum(len(each.solved) for each in kept),
        "errors": sum(len(each.errors) + len(each.missing) for each in kept),
        "collected": collected == {each.name: len(each.solved) for each in kept},
        "work_kept": kept_work,
        "refused": refused,
        "out_of_memory": said,
        "hub_own_mb": round(hub.own),
        "class_own_mb": round(sum(each.own for each in together)),
        "server": {
            "own_mb": round(server.own),
            "cpu_seconds": round(server.seconds, 1),
        },
        "lessons": lessons,
    }


def main() -> int:
    """Build what is not built, hold the class, and write down what it took."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--root", type=Path, default=image.ROOT / "build" / "hub")
    parser.add_argument(
        "--mount",
        action="append",
        default=[],
        metavar="FOLDER",
        help="a folder of this machine that the steps may read, such as one of wheels",
    )
    options = parser.parse_args()
    root = options.root.absolute()
    if not (root / "opt/hub").exists():
        image.build(root, options.mount)
    leave_the_network()  # what is built needs none
    found = trial(root, root.with_name(f"{root.name}.log"))
    text = json.dumps(found, indent=2) + "\n"
    figures.MEASURED.write_text(text, encoding="utf-8")
    figures.main()
    print(text)
    good = all(found[name] for name in ("collected", "work_kept", "refused"))
    return int(found["errors"] > 0 or not good)


if __name__ == "__main__":
    sys.exit(main())
