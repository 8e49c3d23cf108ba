"""Token files made on a Dask cluster: real processes, on this machine's loopback."""

from __future__ import annotations

import builtins
import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from companion import cli
from companion.corpora import data_path
from companion.token_files.cluster import check_address, on_cluster
from companion.token_files.parts import hash_part
from tests.token_jobs import JOB

pytest.importorskip("distributed", reason="the extra 'cluster' is not installed")

# The command, cutting texts into small parts so that there are many.
COMMAND = "-m", "companion", "tokenize", "--part-bytes", "20000"


@contextmanager
def process(*arguments: object, log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Run Python in a process that does not outlive the block."""
    with log.open("wb") as file:
        command = [sys.executable, *map(str, arguments)]
        running = subprocess.Popen(command, stdout=file, stderr=file)
    try:
        yield running
    finally:
        running.kill()
        running.wait()


def wait_until(condition: Callable[[], object], log: Path) -> None:
    deadline = time.monotonic() + 90
    while not condition():
        assert "companion: " not in log.read_text()
        assert time.monotonic() < deadline, log.read_text()
        time.sleep(0.01)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cluster")


@contextmanager
def start_scheduler(file: Path, log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Start a scheduler that has no workers, and writes its address to a file."""
    with process(
        *("-m", "distributed.cli.dask_scheduler", "--host", "127.0.0.1"),
        *("--port", "0", "--no-dashboard", "--scheduler-file", file),
        log=log,
    ) as running:
        wait_until(lambda: file.exists() and file.stat().st_size, log)
        yield running


@pytest.fixture(scope="module")
def scheduler(place: Path) -> Iterator[str]:
    file = place / "scheduler.json"
    with start_scheduler(file, place / "scheduler.log"):
        yield json.loads(file.read_text())["address"]


def worker(scheduler: str, place: Path, name: str) -> Any:
    return process(
        *("-m", "distributed.cli.dask_worker", scheduler, "--host", "127.0.0.1"),
        *("--nthreads", "1", "--no-nanny", "--no-dashboard", "--name", name),
        *("--local-directory", place / name),
        log=place / f"{name}.log",
    )


@pytest.fixture(scope="module")
def steady_worker(scheduler: str, place: Path) -> Iterator[subprocess.Popen[bytes]]:
    with worker(scheduler, place, "steady") as running:
        yield running


@pytest.fixture(scope="module")
def text(place: Path) -> Path:
    path = place / "large.txt"
    path.write_bytes(data_path("story.txt").read_bytes() * 200)
    return path


@pytest.fixture(scope="module")
def made_here(text: Path, place: Path) -> dict[str, bytes]:
    return tokenize_here(text, place / "here")


def is_registered(log: Path) -> bool:
    return "Registered to" in log.read_text()


def tokenize_here(text: Path, output: Path) -> dict[str, bytes]:
    """Run the command in this process, and return what is in the files."""
    options = ["--output", str(output), "--processes", "1"]
    assert cli.main([*COMMAND[2:], str(text), *options]) == 0
    return contents(output)


def parts(folder: Path) -> int:
    return len(list(folder.glob("unfinished-parts/*.bin")))


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.mark.slow
def test_when_a_worker_is_killed_half_way_nothing_is_lost(
    scheduler: str,
    steady_worker: subprocess.Popen[bytes],
    text: Path,
    made_here: dict[str, bytes],
    place: Path,
) -> None:
    clustered, log = place / "clustered", place / "client.log"
    with worker(scheduler, place, "doomed") as doomed:
        for name in ("doomed", "steady"):
            its_log = place / f"{name}.log"
            wait_until(partial(is_registered, its_log), its_log)
        with process(
            *(*COMMAND, text, "--output", clustered),
            *("--scheduler", scheduler),
            log=log,
        ) as client:
            wait_until(lambda: parts(clustered) >= 60, log)
            doomed.kill()
            doomed.wait()
            assert parts(clustered) < 150
            assert not (clustered / "manifest.json").exists()
            assert client.wait(timeout=120) == 0, log.read_text()
    assert steady_worker.poll() is None
    assert "tokenizing: 100%" in log.read_text()
    assert len(json.loads(made_here["manifest.json"])["parts"]) > 180
    assert contents(clustered) == made_here


@pytest.mark.slow
def test_it_goes_on_with_new_workers_and_after_its_own_death_without_them(
    scheduler: str,
    steady_worker: subprocess.Popen[bytes],
    text: Path,
    made_here: dict[str, bytes],
    place: Path,
) -> None:
    output, log = place / "begun", place / "killed.log"
    with process(
        *(*COMMAND, text, "--output", output),
        *("--scheduler", scheduler),
        log=log,
    ) as client:
        wait_until(lambda: parts(output) >= 5, log)
        steady_worker.kill()  # the only one, which alone had the tokenizer
        steady_worker.wait()
        done = parts(output)
        with worker(scheduler, place, "new"):
            wait_until(lambda: parts(output) > done + 5 or client.poll(), log)
            assert client.poll() is None, log.read_text()
            client.kill()
            client.wait()
    assert parts(output) < 180
    assert tokenize_here(text, output) == made_here


@pytest.mark.slow
def test_a_cluster_that_is_not_there_or_idle_is_reported(tmp_path: Path) -> None:
    def wait_for(address: str) -> None:
        work = partial(hash_part, JOB)
        with on_cluster(address, work, folder=None, text=__file__, patience=1):
            pass

    with pytest.raises(OSError, match=r"127\.0\.0\.1:9"):
        wait_for("tcp://127.0.0.1:9")
    file, log = tmp_path / "scheduler.json", tmp_path / "scheduler.log"
    with start_scheduler(file, log):
        address = json.loads(file.read_text())["address"]
        with pytest.raises(TimeoutError, match="0/1 workers"):
            wait_for(address)


@pytest.mark.parametrize(
    "address",
    [
        *("10.0.0.5", "tcp://10.0.0.5", "tcp://10.0.0.5:", "tcp://:8786", "", "tcp://"),
        *("10.0.0.5:0", "10.0.0.5:65536", "10.0.0.5:87x6", "::1", "foo://a:8786"),
        *("http://a:8786", "a b:8786", "a:8786/status/x", "a" * 10_000),
    ],
)
def test_what_is_no_address_is_refused_at_once(
    address: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Dask would look for it for a minute."""
    output = tmp_path / "tokens"
    options = ["--output", str(output), f"--scheduler={address}"]
    assert cli.main(["tokenize", __file__, *options]) == 1
    said = capsys.readouterr().err
    assert said.startswith("companion: scheduler must be an address with a port")
    assert len(said) <= 300
    assert not output.exists()


@pytest.mark.parametrize(
    "address",
    [
        *("10.0.0.5:8786", "tcp://10.0.0.5:8786", "tls://host.example:1"),
        *("[::1]:8786", "tcp://[fe80::1%eth0]:65535", "localhost:8786", "ws://a:80/"),
        "inproc://10.0.0.5/1/2",
    ],
)
def test_addresses_of_every_form_are_taken(address: str) -> None:
    assert check_address(address) == address


def test_an_address_is_a_string() -> None:
    with pytest.raises(TypeError, match=r"must be an address .* not 8786"):
        check_address(8786)  # type: ignore[arg-type]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("lost", "message"),
    [
        ("scheduler", "the cluster was lost"),
        ("worker", "the cluster has had no workers left for 1 s"),
    ],
)
def test_a_cluster_that_is_lost_half_way_is_reported(
    lost: str, message: str, text: Path, tmp_path: Path
) -> None:
    file, log = tmp_path / "scheduler.json", tmp_path / "client.log"
    output = tmp_path / "tokens"
    with start_scheduler(file, tmp_path / "scheduler.log") as its_scheduler:
        address = json.loads(file.read_text())["address"]
        with (
            worker(address, tmp_path, "only") as its_worker,
            process(
                *("-c", SHORT_OF_PATIENCE, *COMMAND[2:], text, "--output", output),
                *("--scheduler", address),
                log=log,
            ) as client,
        ):
            wait_until(lambda: parts(output) >= 5 or client.poll(), log)
            {"scheduler": its_scheduler, "worker": its_worker}[lost].kill()
            assert client.wait(timeout=90) == 1, log.read_text()
    assert f"companion: {message}" in log.read_text()
    assert parts(output) >= 5
    assert "the same command goes on from what is done" in log.read_text()


# The command, which waits for a worker only for a second when the last one is gone.
SHORT_OF_PATIENCE = """
import sys
from functools import partial
from companion import cli
from companion.token_files import job
job.on_cluster = partial(job.on_cluster, workerless=1)
sys.exit(cli.main(sys.argv[1:]))
"""

# A worker that lacks something, which is put in the place of the dots.
LACKING = """
import importlib.metadata, os, sys
...
from distributed.cli.dask_worker import main
main()
"""


def lacking_worker(lack: str, scheduler: str, place: Path) -> Any:
    return process(
        *("-c", LACKING.replace("...", lack), scheduler, "--host", "127.0.0.1"),
        *("--nthreads", "1", "--no-nanny", "--no-dashboard"),
        *("--local-directory", place),
        log=place / "worker.log",
    )


@pytest.mark.slow
@pytest.mark.parametrize(
    ("lack", "message"),
    [
        (
            "sys.modules['companion'] = None",
            "the worker {} does not have the package text-to-vectors",
        ),
        (
            "real = importlib.metadata.version\n"
            "importlib.metadata.version = (\n"
            "    lambda name: '0.0' if name == 'text-to-vectors' else real(name)\n)",
            "the worker {} has version 0.0 of text-to-vectors, but",
        ),
        (
            "import genericpath; see = os.path.isdir\n"
            "genericpath.isdir = lambda it: 'unfinish' not in str(it) and see(it)",
            "the worker {} does not see this folder; all must share it",
        ),
        (
            "import genericpath; see = os.path.exists\n"
            "genericpath.exists = lambda it: '_cluster' not in str(it) and see(it)",
            "the worker {} does not see this file; all must share it: '" + __file__,
        ),
    ],
)
def test_a_worker_that_lacks_something_is_named(
    lack: str,
    message: str,
    scheduler: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    log = tmp_path / "worker.log"
    with lacking_worker(lack, scheduler, tmp_path):
        wait_until(partial(is_registered, log), log)
        output = ["--output", str(tmp_path / "tokens"), "--scheduler", scheduler]
        assert cli.main(["tokenize", __file__, *output]) == 1
    said = capsys.readouterr().err
    expected = message.partition("{}")
    assert expected[0] in said, log.read_text()
    assert expected[2] in said, log.read_text()
    assert "tcp://127.0.0.1:" in said


@pytest.mark.slow
def test_a_file_that_a_worker_alone_does_not_see_is_not_called_missing(
    scheduler: str,
    text: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """The worker sees the first file, so that this comes out only in the middle."""
    unseen, log = tmp_path / "unseen.txt", tmp_path / "worker.log"
    unseen.write_bytes(b"there")
    lack = (
        "import builtins, errno, io; see = open\n"
        "def refuse(path, *arguments, **options):\n"
        "    if str(path).endswith('unseen.txt'):\n"
        "        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT))\n"
        "    return see(path, *arguments, **options)\n"
        "builtins.open = refuse"
    )
    with lacking_worker(lack, scheduler, tmp_path):
        wait_until(partial(is_registered, log), log)
        output = ["--output", str(tmp_path / "tokens"), "--scheduler", scheduler]
        assert cli.main(["tokenize", __file__, str(unseen), *output]) == 1
    said = capsys.readouterr().err
    assert f"{unseen}: a worker does not see this file; texts must be shared" in said


def test_without_distributed_it_says_what_to_install(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    really_import = builtins.__import__

    def refuse(name: str, *arguments: Any, **options: Any) -> Any:
        if name == "distributed":
            raise ModuleNotFoundError("No module named 'distributed'")
        return really_import(name, *arguments, **options)

    monkeypatch.setattr(builtins, "__import__", refuse)
    command = ["tokenize", __file__, "--output", str(tmp_path / "t"), "--scheduler"]
    assert cli.main([*command, "tcp://127.0.0.1:9"]) == 1
    assert "pip install 'text-to-vectors[cluster]'" in capsys.readouterr().err


def test_distributed_is_not_loaded_without_need() -> None:
    code = (
        "import sys\n"
        "from companion.cli import doctor, lab, progress, tokenize\n"
        "print(sorted({'dask', 'distributed', 'torch', 'matplotlib', 'gensim'} "
        "& set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.stdout == "[]\n", done.stderr
