"""tools/install.py: torch from its own index first, and pip's if that fails."""

from __future__ import annotations

import http.server
import sys
import threading

import pytest

from tools import install

LOCK = install.ROOT / "requirements.txt"


@pytest.fixture
def commands(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, ...]]:
    """Keep what pip would be asked; torch is not there yet, and its index fails."""
    asked: list[tuple[str, ...]] = []

    def pip(*arguments: str, quiet: bool = False) -> int:
        asked.append(arguments)
        return int("show" in arguments or "--index-url" in arguments)

    monkeypatch.setattr(install, "pip", pip)
    return asked


def test_torch_comes_first_and_the_rest_in_spite_of_a_failure(
    commands: list[tuple[str, ...]],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("TORCH_INDEX", "https://torch.example/cpu")
    monkeypatch.setattr(install, "is_editable", lambda: False)
    assert install.main([]) == 0
    _, first, packages, own = commands
    assert first[first.index("--index-url") + 1] == "https://torch.example/cpu"
    assert first[-1] == "torch==2.13.0"
    assert packages[-2:] == ("--requirement", str(LOCK))
    assert own[-1] == str(install.ROOT)
    assert "--editable" not in own
    assert "going on with pip's ordinary index" in " ".join(
        capsys.readouterr().out.split()
    )


def test_an_empty_index_is_not_tried(
    commands: list[tuple[str, ...]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TORCH_INDEX", "")
    install.main(["--everything"])
    assert not [line for line in commands if "--index-url" in line]
    packages, own = commands
    assert packages[-1].endswith("requirements-dev.txt")
    assert own[-2:] == ("--editable", str(install.ROOT))


def test_only_linux_needs_another_index(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TORCH_INDEX", raising=False)
    found = {}
    for system in ("linux", "darwin", "win32"):
        monkeypatch.setattr(sys, "platform", system)
        found[system] = install.torch_index()
    assert found == {"linux": install.CPU_INDEX, "darwin": "", "win32": ""}


def test_a_developers_environment_keeps_running_the_checkout(
    commands: list[tuple[str, ...]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TORCH_INDEX", "")
    monkeypatch.setattr(install, "is_editable", lambda: True)
    install.main([])
    assert [line[-1] for line in commands] == [str(LOCK)]


def test_a_step_that_fails_ends_with_its_status(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("TORCH_INDEX", "")
    monkeypatch.setattr(install, "pip", lambda *_, **__: 7)
    assert install.main([]) == 7


@pytest.mark.slow
def test_an_index_that_answers_with_nothing_is_given_up_at_once(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The real pip, against a real server that has no torch."""

    class Empty(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_error(404)

        def log_message(self, *_: object) -> None:
            pass

    asked = install.pip

    def as_if_absent(*arguments: str, quiet: bool = False) -> int:
        if arguments[0] == "show":
            return 1
        return asked(*arguments, "--dry-run", "--ignore-installed", quiet=quiet)

    monkeypatch.setattr(install, "pip", as_if_absent)
    monkeypatch.setenv("PIP_NO_INDEX", "")
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Empty) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            index = f"http://127.0.0.1:{server.server_port}/simple"
            install.try_torch(index, "no-such-torch==2.13.0")
        finally:
            server.shutdown()
            thread.join()
    assert "cannot be reached" in capsys.readouterr().out


def test_the_lock_names_torch_once() -> None:
    assert install.locked_torch(LOCK) == "torch==2.13.0"
    assert install.locked_torch(LOCK.with_name("requirements-dev.txt")) == (
        "torch==2.13.0"
    )
