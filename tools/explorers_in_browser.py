"""Explorers in a real browser: what every test of one needs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from companion.explorers.page import Explorer
from tools import look

PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Explorers
</title><style>{style}</style></head><body><main><h1>Explorers</h1>{body}</main></body>
</html>"""
DARK = """body { background: #111; color: #eee; --jp-content-font-color1: #e8e8e8;
--jp-layout-color0: #111111; --jp-border-color0: #8a8a8a;
--jp-brand-color1: #8ab4f8; }"""
LIGHT = "body { background: #fff; color: #111; }"


@contextmanager
def browser() -> Iterator[Browser]:
    """Start Chromium, with no network."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=look.find_browser(), args=list(look.FLAGS)
        )
        try:
            yield started
        finally:
            started.close()


class Opened:
    """A page with explorers on it, and whatever went wrong there."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.problems: list[str] = []
        self.asked: list[str] = []
        self._heard: dict[Any, Callable[[Any], None]] = {
            "pageerror": lambda error: self.problems.append(str(error)),
            "console": lambda message: (
                self.problems.append(message.text) if message.type == "error" else None
            ),
            "request": lambda request: self.asked.append(request.url),
        }
        for event, hear in self._heard.items():
            page.on(event, hear)

    def close(self) -> None:
        """Hear no more of the page."""
        for event, hear in self._heard.items():
            self.page.remove_listener(event, hear)

    def call(self, code: str, *arguments: Any, index: int = 0) -> Any:
        """Call what a script shows to tests: `it` is the explorer's object."""
        return self.page.evaluate(
            "([index, code, args]) => { const it = "
            "document.querySelectorAll('.cx')[index].companion; "
            "return new Function('it', 'args', code)(it, args); }",
            [index, f"return {code}", list(arguments)],
        )


@contextmanager
def opened(
    running: Browser,
    *explorers: Explorer,
    dark: bool = False,
    width: int = 1000,
    scripts: bool = True,
    motion: bool = False,
) -> Iterator[Opened]:
    """Open a page that shows explorers, one below the other.

    A window of its own costs Chromium a process and a quarter of a second, so there is
    one for all that run scripts, with a new document each time.
    """
    if scripts and running.contexts:
        (page,) = running.contexts[0].pages
    else:
        context = running.new_context(java_script_enabled=scripts, offline=True)
        page = context.new_page()
    page.goto("about:blank")
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(reduced_motion="no-preference" if motion else "reduce")
    found = Opened(page)
    try:
        body = "".join(each._repr_html_() for each in explorers)
        page.set_content(PAGE.format(style=DARK if dark else LIGHT, body=body))
        yield found
    finally:
        found.close()
        if not scripts:
            page.context.close()
