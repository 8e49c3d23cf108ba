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
import os
import platform
import secrets
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, NamedTuple

import httpx
import psutil

from companion.exercises.records import TOPIC_OF, Exercise, exercises
from companion.exercises.solutions import parts, source
from companion.lessons.copies import lesson_paths
from companion.lessons.lab import FOLDER
from tools.hub import image
from tools.hub.learner import Learner

ADDRESS = "http://127.0.0.1:8000"
MEASURED = image.ROOT / "hub" / "measured.json"
LEARNERS, AT_ONCE = 20, 6
LIGHT, HEAVY = "01", ("08", "09")
# What no learner may open: the environment, another's home, what the hub keeps.
CLOSED = """
import os

import companion

for place, mode in (
    (companion.__file__, "a"), ("/home/measured/.bashrc", "r"), ("/srv/hub", "r")
):
    try:
        os.open(place, os.O_RDONLY if mode == "r" else os.O_WRONLY)
        print("open:", place)
    except PermissionError:
        pass
"""
TOO_MUCH = "kept = 'still here'\nlist(range(10**9))"


class Use(NamedTuple):
    """What processes take, in megabytes and seconds of a processor."""

    resident: float  # with the libraries that all of them share
    own: float  # without: what one more such process adds
    data: float  # what they have asked for, and what a limit counts
    seconds: float


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


def processes(name: str) -> dict[str, list[psutil.Process]]:
    """Return a learner's processes on this machine: the server, and the kernels."""
    found: dict[str, list[psutil.Process]] = {"server": [], "kernel": []}
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error):
            if process.environ().get("JUPYTERHUB_USER") == name:
                words = " ".join(process.cmdline())
                kind = "kernel" if "ipykernel" in words else "server"
                if kind == "kernel" or "singleuser" in words:
                    found[kind].append(process)
    return found


def use(of: list[psutil.Process]) -> Use:
    """Return what processes take now; they may have ended."""
    resident = own = data = seconds = 0.0
    for process in of:
        with contextlib.suppress(psutil.Error):
            memory, times = process.memory_info(), process.cpu_times()
            resident += memory.rss / 1e6
            own += (memory.rss - memory.shared) / 1e6
            data += memory.data / 1e6
            seconds += times.user + times.system
            seconds += times.children_user + times.children_system
    return Use(resident, own, data, seconds)


@contextlib.contextmanager
def watched(of: list[psutil.Process]) -> Iterator[list[Use]]:
    """Look at processes five times a second; the list that is given grows."""
    seen, end = [use(of)], threading.Event()

    def look() -> None:
        while not end.wait(0.2):
            seen.append(use(of))

    thread = threading.Thread(target=look)
    thread.start()
    try:
        yield seen
    finally:
        end.set()
        thread.join()
        seen.append(use(of))


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
    errors += learner.run(CLOSED).text.splitlines()
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


def the_hubs(root: Path) -> list[psutil.Process]:
    """Return the processes of the hub itself: hub, proxy and culler."""
    parts = "jupyterhub --config", "configurable-http-proxy", "idle_culler"
    found = []
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error, OSError):
            words = " ".join(process.cmdline())
            inside = os.readlink(f"/proc/{process.pid}/root") == str(root)
            if inside and any(part in words for part in parts):
                found.append(process)
    return found


@contextlib.contextmanager
def running(root: Path, password: str, log: Path) -> Iterator[None]:
    """Run the hub that the image runs, until the class is over."""
    steps = image.read_steps(image.DOCKERFILE.read_text(encoding="utf-8"))
    variables = image.environment(steps) | {"HUB_PASSWORD": password}
    line, env = image.enter(root, image.command(steps), variables)
    with log.open("w") as file:
        hub = subprocess.Popen(line, env=env, stdout=file, stderr=file)
        try:
            wait_for(hub, log)
            yield
        finally:
            hub.send_signal(signal.SIGTERM)
            hub.wait(60)


def wait_for(hub: subprocess.Popen[bytes], log: Path) -> None:
    """Wait until the hub shows its login page."""
    for _ in range(120):
        with contextlib.suppress(httpx.HTTPError):
            if httpx.get(f"{ADDRESS}/hub/login").is_success:
                return
        if hub.poll() is not None:
            break
        time.sleep(1)
    raise RuntimeError(f"the hub did not start; its last words are in {log}")


def trial(root: Path, log: Path) -> dict[str, Any]:
    """Hold the class, and return what hub/measured.json is to hold."""
    password = secrets.token_hex(8)
    with running(root, password, log):
        one = Learner(ADDRESS, "measured")
        one.log_in(password)
        server = use(processes(one.name)["server"])
        lessons = {number: measure(one, number) for number in (LIGHT, *HEAVY)}
        said, kept_work = runs_out(one), keeps_work(one)
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
        "out_of_memory": said,
        "hub_own_mb": round(hub.own),
        "class_own_mb": round(sum(each.own for each in together)),
        "server": {
            "own_mb": round(server.own),
            "cpu_seconds": round(server.seconds, 1),
        },
        "lessons": lessons,
    }


def collect(root: Path) -> dict[str, int]:
    """Collect the class's progress as a teacher does; return how much each solved."""
    steps = image.read_steps(image.DOCKERFILE.read_text(encoding="utf-8"))
    words = ["sh", "/opt/hub/collect.sh", "--csv", "/srv/hub/class.csv"]
    line, env = image.enter(root, words, image.environment(steps))
    subprocess.run(line, env=env, check=True)
    kept = (root / "srv/hub/progress").glob("learner*.txt")
    return {path.stem: len(path.read_text().split()) for path in kept}


def machine() -> str:
    """Return in a few words what machine this is."""
    memory = round(psutil.virtual_memory().total / 2**30)
    return f"{os.cpu_count()} cores, {platform.machine()}, {memory} GB"


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
    found = trial(root, root.with_name(f"{root.name}.log"))
    MEASURED.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
    print(MEASURED.read_text(encoding="utf-8"))
    return int(found["errors"] > 0 or not found["work_kept"] or not found["collected"])


if __name__ == "__main__":
    sys.exit(main())
