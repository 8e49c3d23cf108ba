"""Turn notebooks into slides that need no network.

    python -m tools.slides FOLDER        all notebooks
    python -m tools.slides FOLDER 01 04  these two

Each notebook becomes FOLDER/NN_topic.slides.html. Beside it lie reveal.js, MathJax and
require.js, fetched with npm the first time: the folder as a whole is self-contained.
How a notebook is cut into slides is in `tools.slide_cutting`.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from jinja2 import DictLoader
from nbconvert import SlidesExporter
from nbformat import NotebookNode, v4

from companion.lessons.view import lesson_view
from tools.guide import Note, mistakes, questions
from tools.lesson_parts import Lesson, with_notes
from tools.notebooks import NotebookError, folder_and_notebooks, read
from tools.slide_cutting import HEIGHT, WIDTH, cut

PACKAGES = {"reveal.js": "4.6.1", "mathjax": "2.7.9", "requirejs": "2.3.8"}
# What a browser loads of each package, and the licence.
FILES = {
    "reveal.js": (
        *("LICENSE", "dist/reveal.css", "dist/reveal.js", "dist/theme/white.css"),
        *("dist/theme/fonts/source-sans-pro", "plugin/notes/notes.js"),
    ),
    "mathjax": (
        *("LICENSE", "MathJax.js", "config/TeX-AMS_CHTML-full.js", "config/Safe.js"),
        *("extensions", "fonts/HTML-CSS/TeX/woff", "jax/element", "jax/input/TeX"),
        "jax/output/CommonHTML",
    ),
    "requirejs": ("require.js",),
}

# nbconvert's template loads jQuery and Mermaid from the network, which no slide of ours
# uses, and drops the description of a figure.
TEMPLATE = """\
{% extends 'index.html.j2' %}
{% block html_head_js_jquery %}{% endblock %}
{% block html_head_js_mermaidjs %}{% endblock %}
{% block data_png %}
<img src="data:image/png;base64,{{ output.data['image/png'] | escape_html }}"
     width="{{ output.metadata.get('image/png', {}).get('width', '') }}"
     alt="{{ output.metadata.get('image/png', {}).get('alt', '') | escape_html }}">
{% endblock %}
{% block html_head_css %}
<style>
:root {
  --jp-content-font-size1: 24px;
  --jp-ui-font-size1: 24px;
  --jp-code-font-size: 20px;
}
.reveal .slides section { text-align: left; max-height: 100%; overflow-y: auto; }
.reveal .slides section.stack { overflow: visible; }
.reveal .jp-Cell, .reveal .jp-Cell .jp-RenderedHTMLCommon { padding: 0; margin: 0; }
.reveal .jp-Cell { padding: 4px 24px; }
.reveal .jp-InputPrompt, .reveal .jp-OutputPrompt { display: none; }
.reveal .slides :is(h1, h2, h3) { text-transform: none; margin: 0 0 .5em; }
.reveal .slides h1 { font-size: 60px; }
.reveal .slides h2 { font-size: 44px; }
.reveal .slides h3 { font-size: 32px; }
.reveal .slides .section-name { color: #5f6368; font-size: 20px; margin: 0; }
.reveal .slides pre { width: 100%; margin: 0; box-shadow: none; }
.reveal .slides img { display: block; max-height: 500px; max-width: 100%; margin: 0; }
.reveal .slides .figure-caption { font-size: 20px !important; }
.reveal .slides blockquote { width: 96%; margin: 0; box-shadow: none; }
.reveal .slides table { margin: 0 0 .5em; font-size: inherit; }
.reveal .slides .cx { font-size: 16px; line-height: 1.4; max-width: 72em; }
.reveal .slides .cx p { margin: 6px 0; }
.reveal .slides .cx table { font-size: 16px; width: auto; }
.reveal .slides .cx tr:last-child > * { border-bottom: 1px solid var(--cx-line); }
.reveal .slides td code { white-space: nowrap; }
.reveal .slides summary { cursor: pointer; }
.reveal .slide-number { inset: auto auto 8px 8px; padding: 4px 8px; color: #3c4043;
  background: #fff; font-size: 16px; }
.reveal .slide-number a { color: inherit; }
</style>
{% endblock %}
"""


class SlidesError(Exception):
    """Slides cannot be made; the message says what is missing."""


def main(arguments: list[str]) -> int:
    """Write the slides and say where they are.

    Parameters
    ----------
    arguments
        The folder for the slides, then numbers of notebooks; none means all.

    Returns
    -------
    int
        The exit status: 0, 1 if the libraries cannot be had, 2 for wrong arguments.
    """
    try:
        folder, paths = folder_and_notebooks(arguments, __doc__)
        fetch_libraries(folder)
    except NotebookError as error:
        print(error, file=sys.stderr)
        return 2
    except SlidesError as error:
        print(error, file=sys.stderr)
        return 1
    notes = mistakes() + questions()
    for path in paths:
        target = folder / f"{path.stem}.slides.html"
        target.write_text(as_html(path, notes), encoding="utf-8")
        print(target)
    return 0


def fetch_libraries(folder: Path) -> None:
    """Put what the slides load into their folder, unless it is there.

    Parameters
    ----------
    folder
        The slides' folder; it is made if it does not exist.

    Raises
    ------
    SlidesError
        If npm is not installed or cannot fetch the packages.
    """
    if all((folder / name).is_dir() for name in PACKAGES):
        return
    npm = shutil.which("npm")
    wanted = [f"{name}@{version}" for name, version in PACKAGES.items()]
    if npm is None:
        raise SlidesError(
            "npm is not installed. It is needed once, for what slides load: "
            f"{', '.join(wanted)}. Install Node.js (https://nodejs.org/), or copy the "
            f"folders {', '.join(PACKAGES)} from slides that you made elsewhere into "
            f"{folder}."
        )
    with tempfile.TemporaryDirectory() as temporary:
        command = [npm, "install", "--ignore-scripts", "--no-audit", "--no-fund"]
        done = subprocess.run(
            [*command, "--prefix", temporary, *wanted],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        if done.returncode:
            raise SlidesError(
                f"npm could not fetch {', '.join(wanted)}:\n{done.stdout}"
            )
        for name, files in FILES.items():
            _copy(Path(temporary) / "node_modules" / name, folder / name, files)


def _copy(package: Path, target: Path, files: tuple[str, ...]) -> None:
    """Copy some files and folders of a package; the target appears whole or not."""
    unfinished = target.with_name(f"{target.name}.tmp")
    shutil.rmtree(unfinished, ignore_errors=True)
    for file in files:
        (unfinished / file).parent.mkdir(parents=True, exist_ok=True)
        if (package / file).is_dir():
            shutil.copytree(package / file, unfinished / file)
        else:
            shutil.copy(package / file, unfinished / file)
    shutil.rmtree(target, ignore_errors=True)
    unfinished.rename(target)


def as_html(path: Path, notes: Sequence[Note] = ()) -> str:
    """Return a notebook as a page of slides.

    Parameters
    ----------
    path
        The notebook.
    notes
        What the speaker sees; each on the slide of its place.

    Returns
    -------
    str
        HTML that loads nothing but the libraries beside it.
    """
    view = lesson_view(read(path), link=_slides_of)
    cells = with_notes(Lesson(path.name[:2], view), notes)
    return as_page(cut(v4.new_notebook(cells=cells, metadata=view.metadata)), path.stem)


def as_page(notebook: NotebookNode, name: str) -> str:
    """Return a notebook that is cut into slides as a page.

    Parameters
    ----------
    notebook
        What `tools.slide_cutting.cut` gives.
    name
        What the browser calls it.

    Returns
    -------
    str
        HTML that loads nothing but the libraries beside it.
    """
    exporter = SlidesExporter(
        extra_loaders=[DictLoader({"slides.html.j2": TEMPLATE})],
        template_file="slides.html.j2",
        reveal_url_prefix="reveal.js",
        reveal_theme="white",
        reveal_transition="none",
        reveal_number="c/t",
        reveal_width=str(WIDTH),
        reveal_height=str(HEIGHT),
        mathjax_url="mathjax/MathJax.js?config=TeX-AMS_CHTML-full,Safe",
        require_js_url="requirejs/require.js",
    )
    html, _ = exporter.from_notebook_node(notebook, {"metadata": {"name": name}})
    return str(html)


def _slides_of(address: str) -> str:
    """Return where the slides of a notebook lie: beside these."""
    file, _, _ = address.partition("#")  # slides have no places to link to
    return file.replace(".ipynb", ".slides.html")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
