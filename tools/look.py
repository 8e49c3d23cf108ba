"""Open a notebook in a real JupyterLab, press Run All, and take pictures of it.

`python -m tools.look 01` writes pictures of notebook 01, page by page, to a new folder;
`--copy` shows the learner's copy, without proofs; `--dark` uses the dark theme,
`--width 1024` a page of that width, with the file browser closed; `--out DIR` names the
folder. It works on a copy, so that the notebook stays as it is. It needs Chromium.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import re
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from playwright.sync_api import Page, sync_playwright

from companion.lessons.verifying.notebooks import KERNEL_ENVIRONMENT
from companion.lessons.view import lesson_view
from tools.notebooks import (
    NotebookError,
    notebook_paths,
    read,
    without_outputs,
    write,
)

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
FLAGS = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update"),
    # A process for each of our own pages would cost more than it protects.
    *("--disable-sync", "--disable-site-isolation-trials"),
)
THEMES = {False: "JupyterLab Light", True: "JupyterLab Dark"}
WIDTH, HEIGHT = 1280, 1400
START = 120_000  # milliseconds that JupyterLab or a kernel may take to come up
NOTEBOOK = ".jp-NotebookPanel:not(.lm-mod-hidden)"
# No question about news over the pictures, and every cell in the page at once.
SETTINGS = {
    "apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False},
    "notebook-extension/tracker": {"windowingMode": "none"},
}
# JupyterLab shows errors and stderr in the same way; a notebook has neither.
ERROR = "[data-mime-type='application/vnd.jupyter.stderr']"
# The prompt of a collapsed cell is empty.
FINISHED = """
error => {
  const prompts = [...document.querySelectorAll('.jp-CodeCell .jp-InputPrompt')];
  return document.querySelector(error)
    || prompts.every(prompt => /^$|\\[\\d+\\]/.test(prompt.textContent));
}
"""


class Cell(NamedTuple):
    """A code cell as the browser shows it after Run All."""

    prompt: str
    has_error: bool  # or something on stderr


class Opened(NamedTuple):
    """What came of opening a notebook."""

    cells: list[Cell]
    pictures: list[Path]


def find_browser() -> str | None:
    """Return where Chromium is installed, if it is."""
    return next(filter(None, map(shutil.which, BROWSERS)), None)


@contextlib.contextmanager
def jupyterlab(folder: Path, **variables: str) -> Iterator[tuple[str, str]]:
    """Run a JupyterLab server on a folder, with a token.

    Parameters
    ----------
    folder
        The folder that it serves; its settings are kept apart from the user's.
    variables
        Environment variables of the server and its kernels.

    Yields
    ------
    tuple of str
        The server's address and its token.
    """
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    token = secrets.token_hex(16)
    with tempfile.TemporaryDirectory() as settings:
        own = ("CONFIG_DIR", "DATA_DIR", "RUNTIME_DIR")
        for name, values in SETTINGS.items():
            file = Path(settings) / f"lab/@jupyterlab/{name}.jupyterlab-settings"
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(json.dumps(values))
        environment = {
            **os.environ,
            **KERNEL_ENVIRONMENT,
            **{f"JUPYTER_{name}": f"{settings}/{name}" for name in own},
            "JUPYTERLAB_SETTINGS_DIR": f"{settings}/lab",
            "JUPYTERLAB_WORKSPACES_DIR": f"{settings}/workspaces",
            "JUPYTER_TOKEN": token,
            **variables,
        }
        command = [
            *(sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root"),
            *(f"--ServerApp.port={port}", "--ServerApp.port_retries=0"),
            f"--ServerApp.root_dir={folder}",
        ]
        with (
            open(Path(settings) / "log", "w") as log,
            subprocess.Popen(
                command, stdout=log, stderr=log, env=environment
            ) as server,
        ):
            address = f"http://127.0.0.1:{port}"
            try:
                _wait_for(server, address, token)
                yield address, token
            finally:
                server.terminate()


def _wait_for(server: subprocess.Popen[bytes], address: str, token: str) -> None:
    for _ in range(120):
        if server.poll() is not None:
            raise RuntimeError(f"JupyterLab ended with status {server.returncode}")
        try:
            urllib.request.urlopen(f"{address}/api/status?token={token}", timeout=5)
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.5)
        else:
            return
    raise TimeoutError("JupyterLab did not answer within a minute")


def _wait_for_kernel(kernels: str) -> None:
    """Wait for a kernel with a page connected; before, what is run gets lost."""
    for _ in range(START // 500):
        try:
            with urllib.request.urlopen(kernels, timeout=20) as answer:
                found = json.load(answer)
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            found = []  # While a kernel starts, the server may fail to list it.
        if any(k["connections"] and k["execution_state"] == "idle" for k in found):
            return
        time.sleep(0.5)
    raise TimeoutError("JupyterLab did not start a kernel")


def look(
    notebook: Path,
    out: Path,
    *,
    dark: bool = False,
    copy: bool = False,
    width: int = WIDTH,
    timeout: float = 600,
) -> Opened:
    """Open a copy of a notebook, run all of it, and take pictures.

    Parameters
    ----------
    notebook
        The notebook file.
    out
        The folder for the pictures; it is made if it is not there.
    dark
        Whether to use the dark theme.
    copy
        Whether to open the learner's copy, which has no proofs.
    width
        Of the page, in pixels; on one that is narrower than usual the file browser is
        closed.
    timeout
        How long Run All may take, in seconds.

    Returns
    -------
    Opened
        The code cells as shown, and the pictures, from top to bottom.

    Raises
    ------
    RuntimeError
        If there is no Chromium, or JupyterLab does not start.
    """
    out.mkdir(parents=True, exist_ok=True)
    with opened(notebook, copy=copy) as page:
        page.set_viewport_size({"width": width, "height": HEIGHT})
        if width < WIDTH:
            page.keyboard.press("ControlOrMeta+b")
        _set_theme(page, dark)
        run_all(page, timeout)
        stem = f"{notebook.stem}-{'dark' if dark else 'light'}"
        return Opened(_cells(page), _photograph(page, out, stem))


@contextlib.contextmanager
def opened(
    notebook: Path, *, copy: bool = False, outputs: bool = False, **variables: str
) -> Iterator[Page]:
    """Open a copy of a notebook in JupyterLab, without outputs.

    Parameters
    ----------
    notebook
        The notebook file.
    copy
        Whether to open the learner's copy, which has no proofs.
    outputs
        Whether to keep the stored outputs; JupyterLab does not trust them.
    variables
        Environment variables of the kernel.

    Yields
    ------
    Page
        The browser's page, with the notebook in it.

    Raises
    ------
    RuntimeError
        If there is no Chromium, or JupyterLab does not start.
    """
    browser_path = find_browser()
    if browser_path is None:
        raise RuntimeError(f"none of these is installed: {', '.join(BROWSERS)}")
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        shown = read(notebook)
        if copy:
            shown = lesson_view(shown)
        write(shown if outputs else without_outputs(shown), folder / notebook.name)
        address, token = stack.enter_context(jupyterlab(folder, **variables))
        playwright = stack.enter_context(sync_playwright())
        browser = playwright.chromium.launch(
            executable_path=browser_path, args=list(FLAGS)
        )
        stack.callback(browser.close)
        page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
        page.goto(f"{address}/lab/tree/{notebook.name}?token={token}")
        page.wait_for_selector(
            f"{NOTEBOOK} .jp-Notebook-ExecutionIndicator", timeout=START
        )
        _wait_for_kernel(f"{address}/api/kernels?token={token}")
        yield page


def _menu(page: Page, *labels: str) -> None:
    """Choose an entry of the menu bar, by the labels on the way to it."""
    page.locator(".lm-MenuBar-itemLabel", has_text=re.compile(f"^{labels[0]}$")).click()
    for label in labels[1:]:
        entry = page.locator(".lm-Menu-itemLabel", has_text=re.compile(f"^{label}$"))
        entry.last.click()


def _set_theme(page: Page, dark: bool) -> None:
    _menu(page, "Settings", "Theme", THEMES[dark])
    theme = f"body[data-jp-theme-name='{THEMES[dark]}']"
    page.wait_for_selector(theme, state="attached")


def run_all(page: Page, timeout: float) -> None:
    """Press Run All and wait until it has finished, at most so many seconds."""
    idle = f"{NOTEBOOK} .jp-Notebook-ExecutionIndicator[data-status='idle']"
    page.wait_for_selector(idle, timeout=START)
    _menu(page, "Run", "Run All Cells")
    page.wait_for_function(FINISHED, arg=ERROR, timeout=timeout * 1_000)
    page.wait_for_selector(idle, timeout=START)


def _cells(page: Page) -> list[Cell]:
    """Return the code cells as they are shown, from top to bottom."""
    return [
        Cell(
            cell.locator(".jp-InputPrompt").first.inner_text().strip(),
            cell.locator(ERROR).count() > 0,
        )
        for cell in page.locator(f"{NOTEBOOK} .jp-CodeCell").all()
    ]


def _photograph(page: Page, out: Path, stem: str) -> list[Path]:
    """Scroll from top to bottom and take a picture of each page."""
    pictures: list[Path] = []
    scroller = page.locator(f"{NOTEBOOK} .jp-WindowedPanel-outer").first
    scroller.evaluate("element => element.scrollTo(0, 0)")
    while True:
        page.wait_for_timeout(300)
        pictures.append(out / f"{stem}-{len(pictures) + 1:02}.png")
        page.screenshot(path=pictures[-1])
        before, after = scroller.evaluate(
            "element => { const before = element.scrollTop;"
            " element.scrollBy(0, element.clientHeight * 0.9);"
            " return [before, element.scrollTop]; }"
        )
        if after == before:
            return pictures


def main() -> int:
    """Look at the notebook that the command line names, and say what came out."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("number", help="the notebook's number, for example 01")
    parser.add_argument("--dark", action="store_true", help="use the dark theme")
    parser.add_argument("--copy", action="store_true", help="show a learner's copy")
    parser.add_argument("--width", type=int, default=WIDTH, help="of the page")
    parser.add_argument("--out", type=Path, help="the folder for the pictures")
    options = parser.parse_args()
    try:
        (notebook,) = notebook_paths((options.number,))
        out = options.out or Path(tempfile.mkdtemp(prefix="look-"))
        opened = look(
            notebook, out, dark=options.dark, copy=options.copy, width=options.width
        )
    except (NotebookError, RuntimeError) as error:
        print(error, file=sys.stderr)
        return 1
    errors = sum(cell.has_error for cell in opened.cells)
    print(f"{len(opened.cells)} code cells, {errors} with an error")
    print(*opened.pictures, sep="\n")
    return int(errors > 0)


if __name__ == "__main__":
    sys.exit(main())
