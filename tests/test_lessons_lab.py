"""`companion.lessons.lab`: JupyterLab on the copies, with the series' settings."""

from __future__ import annotations

import contextlib
import json
import os
import re
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from companion.lessons import lab
from companion.lessons.copies import Copies, make_copies
from companion.lessons.verifying.notebooks import ONE_THREAD


def test_the_command_opens_the_first_notebook(tmp_path: Path) -> None:
    make_copies(tmp_path)
    line = lab.command(tmp_path, port=9123, browser=False)
    assert line[:3] == [sys.executable, "-m", "jupyterlab"]
    assert {"--port=9123", "--no-browser"} <= set(line)
    assert line[-1] == "--LabApp.default_url=/lab/tree/01_tokenization.ipynb"
    plain = lab.command(tmp_path, port=None, browser=True)
    assert not any(part.startswith(("--port", "--no-browser")) for part in plain)
    # Without its token, any page in the learner's browser could run code.
    assert not re.search("token=|password=|allow_origin|--ip", " ".join(line))


def test_settings_of_others_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JUPYTER_CONFIG_PATH", "theirs")
    ours, theirs = lab.environment()["JUPYTER_CONFIG_PATH"].split(os.pathsep)
    assert theirs == "theirs"
    (file,) = Path(ours).rglob("*.json")
    assert file.parent.name == "labconfig"
    assert json.loads(file.read_text())


def test_kernels_have_one_thread_unless_the_learner_says_how_many(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ONE_THREAD:
        monkeypatch.delenv(name, raising=False)
    assert lab.environment().items() >= ONE_THREAD.items()
    monkeypatch.setenv("OMP_NUM_THREADS", "4")
    assert lab.environment()["OMP_NUM_THREADS"] == "4"


def test_what_became_of_the_copies_is_told() -> None:
    copies = Copies(["01"], ["02"], ["03", "04"], Path("before"))
    first, second, third = lab.describe(copies, Path("mine")).splitlines()
    assert first == (
        "Your notebooks are in mine: 1 written, 1 with your changes, left as they are."
    )
    assert second.startswith("You have worked in 03, 04, and there is a newer version")
    assert third == "Your old copies are in before."


def test_without_jupyterlab_it_says_how_to_install_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lab, "find_spec", lambda name: None)
    with pytest.raises(ModuleNotFoundError, match=r"text-to-vectors\[lab\]"):
        lab.start(tmp_path / "mine")
    assert not (tmp_path / "mine").exists()


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="a process group is ended at once")
def test_jupyterlab_serves_the_copies_without_asking_for_news(tmp_path: Path) -> None:
    """The whole way: the command, a server, its settings, and a notebook from it."""
    process = subprocess.Popen(
        [
            *(sys.executable, "-c", "from companion import cli; cli.main()", "lab"),
            *(str(tmp_path / "my copies"), "--no-browser"),
        ],
        env={**os.environ, "JUPYTER_CONFIG_DIR": str(tmp_path / "config")},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    try:
        assert process.stdout is not None
        deadline, address = time.monotonic() + 120, None
        while address is None and time.monotonic() < deadline:
            line = process.stdout.readline()
            assert line or process.poll() is None, "JupyterLab ended"
            address = re.search(
                r"(http://127\.0\.0\.1:\d+)/lab/tree/01_tokenization\.ipynb\?token=(\w+)",
                line,
            )
        assert address is not None
        root, token = address.groups()

        def get(path: str) -> str:
            request = urllib.request.Request(
                f"{root}/{path}", headers={"Authorization": f"token {token}"}
            )
            while True:  # the address is printed before the server listens
                try:
                    with urllib.request.urlopen(request, timeout=60) as answer:
                        return str(answer.read().decode())
                except urllib.error.URLError:
                    if time.monotonic() > deadline:
                        raise
                    time.sleep(0.2)

        name = "@jupyterlab/apputils-extension:notification"
        settings = json.loads(get(f"lab/api/settings/{name}"))
        # The overrides come as the schema's defaults.
        defaults = settings["schema"]["properties"]
        assert defaults["fetchNews"]["default"] == "false"
        assert defaults["checkForUpdates"]["default"] is False
        listing = json.loads(get("api/contents/"))["content"]
        assert "01_tokenization.ipynb" in [entry["name"] for entry in listing]
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait(60)
        assert process.stdout is not None
        process.stdout.close()


@pytest.mark.parametrize("port", [-5, 0, 65_536, 99_999_999])
def test_a_port_that_there_is_not_is_refused_before_anything_is_written(
    port: int, tmp_path: Path
) -> None:
    """JupyterLab shows a traceback for the first and waits for the last."""
    with pytest.raises(ValueError, match=f"from 1 to 65535, not {port}"):
        lab.start(tmp_path / "mine", port=port)
    assert not (tmp_path / "mine").exists()
