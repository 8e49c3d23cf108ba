"""Explorers in a real browser: what every test of one needs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Protocol
from weakref import WeakKeyDictionary

from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright

from tools import look

PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Explorers
</title><style>{style}</style></head><body><main><h1>Explorers</h1>{body}</main></body>
</html>"""
DARK = """body { background: #111; color: #eee; --jp-content-font-color1: #e8e8e8;
--jp-layout-color0: #111111; --jp-border-color0: #8a8a8a;
--jp-brand-color1: #8ab4f8; }"""
LIGHT = "body { background: #fff; color: #111; }"

_RUNS_SCRIPTS: WeakKeyDictionary[Page, bool] = WeakKeyDictionary()

CONTROLS = ":is(button, input, select, textarea)"
# What the keyboard's control is, and whether it stands at its end.
_FOCUSED = """() => { const it = document.activeElement;
  return [it.tagName === "INPUT" ? it.type : it.tagName.toLowerCase(),
    it.value === it.max || it.selectedIndex === it.options?.length - 1]; }"""


def is_usable(control: Locator) -> bool:
    """Tell whether a control is shown, and does something if it is operated now."""
    is_off = control.get_attribute("aria-disabled") == "true"
    return control.is_visible() and not is_off


def operate(page: Page) -> None:
    """Press the keys that change the control that has the focus."""
    kind, is_at_end = page.evaluate(_FOCUSED)
    if kind == "textarea":
        page.keyboard.press("ControlOrMeta+End")
        page.keyboard.type(" x!")
    elif kind == "range":
        page.keyboard.press("ArrowLeft" if is_at_end else "ArrowRight")
    elif kind == "select":
        page.keyboard.press("ArrowUp" if is_at_end else "ArrowDown")
    else:
        page.keyboard.press("ArrowRight" if kind == "radio" else "Space")


def operate_all(page: Page, explorer: Locator) -> None:
    """Operate each control that can be used, and see the picture and the words change.

    Raises
    ------
    AssertionError
        If there is no control, or one changes nothing.
    """
    controls = explorer.locator(CONTROLS).all()
    assert controls
    said = explorer.locator(".cx-said")
    for control in filter(is_usable, controls):
        before, words = explorer.inner_html(), said.inner_text()
        control.focus()
        operate(page)
        expect(said).not_to_have_text(words)
        assert explorer.inner_html() != before


class Shown(Protocol):
    """What a notebook can show: an explorer, or what a viewer leaves of one."""

    def _repr_html_(self) -> str: ...


@contextmanager
def browser(*flags: str) -> Iterator[Browser]:
    """Start Chromium, with no network, and with flags beside the usual ones."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=look.find_browser(), args=[*look.FLAGS, *flags]
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
    *explorers: Shown,
    dark: bool = False,
    width: int = 1000,
    scripts: bool = True,
    motion: bool = False,
) -> Iterator[Opened]:
    """Open a page that shows explorers, one below the other.

    A window of its own costs Chromium a process and a quarter of a second, so there is
    one for all that run scripts and one for all that run none, with a new document each
    time.
    """
    page = _window(running, scripts)
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


def _window(running: Browser, scripts: bool) -> Page:
    """Return the window of those that run scripts, or of those that do not."""
    for context in running.contexts:
        (page,) = context.pages
        if _RUNS_SCRIPTS[page] == scripts:
            return page
    context = running.new_context(java_script_enabled=scripts, offline=True)
    page = context.new_page()
    _RUNS_SCRIPTS[page] = scripts
    return page
