"""Take docs/lesson.png, the README's picture of a lesson, in a real JupyterLab.

It shows the first explorer of notebook 01, as a learner sees it after Run All.
"""

from __future__ import annotations

import io
from pathlib import Path

from PIL import Image

from tools.look import NOTEBOOK, opened, run_all
from tools.notebooks import notebook_paths

PICTURE = Path(__file__).resolve().parents[1] / "docs" / "lesson.png"
WIDTH, HEIGHT = 1000, 860  # of the window; the README shows the notebook in it
COLOURS = 128  # enough for a page of text


def main() -> None:
    """Take the picture anew."""
    (notebook,) = notebook_paths(("01",))
    with opened(notebook, copy=True) as page:
        page.set_viewport_size({"width": WIDTH, "height": HEIGHT})
        page.keyboard.press("ControlOrMeta+b")  # no file browser
        run_all(page, timeout=600)
        explorer = page.locator(f"{NOTEBOOK} .cx").first
        explorer.evaluate("element => element.scrollIntoView({block: 'start'})")
        notebook_alone = page.locator(f"{NOTEBOOK} .jp-WindowedPanel-outer").first
        shown = Image.open(io.BytesIO(notebook_alone.screenshot()))
        shown.convert("RGB").quantize(COLOURS).save(PICTURE, optimize=True)


if __name__ == "__main__":
    main()
