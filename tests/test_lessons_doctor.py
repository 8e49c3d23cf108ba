"""`companion.lessons.doctor`: what is missing is seen, and said in one line each."""

from __future__ import annotations

import importlib.metadata
import subprocess
from collections import namedtuple
from pathlib import Path

import pytest

from companion import cli
from companion.lessons import doctor
from companion.lessons.doctor import Finding, examine, report


def the_one_with(part: str) -> Finding:
    (found,) = (each for each in examine() if part in each.text)
    return found


def test_a_line_for_each_thing() -> None:
    findings = examine()
    assert len(report(findings).splitlines()) == len(findings) == 7
    assert the_one_with("Python 3").good
    assert the_one_with("9 notebooks").good
    assert the_one_with("GB free").good


def test_the_lock_is_that_of_learners() -> None:
    locked = doctor.locked_versions()
    assert locked["torch"] == "2.13.0"
    assert {"gensim", "jupyterlab", "tiktoken", "matplotlib"} <= locked.keys()
    assert not {"pytest", "nbval", "ruff"} & locked.keys()


def test_other_and_absent_packages_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    locked = {"numpy": importlib.metadata.version("numpy"), "gensim": "0.1"}
    monkeypatch.setattr(doctor, "locked_versions", lambda: locked)
    found = the_one_with("gensim")
    assert found.good
    assert found.text.endswith("instead of 0.1")
    assert "numpy" not in found.text
    locked["no-such-package"] = "1"
    assert the_one_with("no-such-package") == (False, "not installed: no-such-package")


def test_an_old_python_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "OLDEST_PYTHON", (99, 1))
    found = the_one_with("99.1")
    assert not found.good


def test_a_full_disk_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    usage = namedtuple("usage", "total used free")(10, 9, 1)  # type: ignore[arg-type, call-arg]
    monkeypatch.setattr(doctor.shutil, "disk_usage", lambda path: usage)  # type: ignore[attr-defined]
    assert the_one_with("0.0 GB free").good is False


def test_a_user_without_a_home_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def nowhere() -> Path:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.setattr(doctor, "user_folder", nowhere)
    assert the_one_with("home directory").good is False


def test_scripts_without_a_font_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def fonts(command: list[str], **_: object) -> subprocess.CompletedProcess[bytes]:
        known = b"" if command[1] in (":lang=hi", ":lang=ko") else b"some.ttf: "
        return subprocess.CompletedProcess(command, 0, stdout=known)

    monkeypatch.setattr(doctor.shutil, "which", lambda name: name)  # type: ignore[attr-defined]
    monkeypatch.setattr(doctor.subprocess, "run", fonts)  # type: ignore[attr-defined]
    found = the_one_with("no font for")
    assert "no font for Hindi, Korean:" in found.text
    assert not found.good
    monkeypatch.setattr(doctor.shutil, "which", lambda name: None)  # type: ignore[attr-defined]
    assert the_one_with("font").good


def test_the_command_fails_only_if_something_is_missing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    findings = [Finding(True, "one"), Finding(False, "two")]
    monkeypatch.setattr(doctor, "examine", lambda: findings)
    assert cli.main(["doctor"]) == 1
    captured = capsys.readouterr()
    assert captured.out == "ok       one\nmissing  two\n"
    assert captured.err == "companion: 1 of 2 things are missing\n"
    findings.pop()
    assert cli.main(["doctor"]) == 0
