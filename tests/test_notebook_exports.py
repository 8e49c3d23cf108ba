"""What others make of a notebook: nbconvert's own pages and scripts."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.sample_lesson import ALT, sample
from tools import notebooks

nbconvert = pytest.importorskip(
    "nbconvert", reason="the extra `classroom` is not installed"
)
PATHS = notebooks.notebook_paths()


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_a_script_is_python_with_the_prose_as_comments(path: Path) -> None:
    script, resources = nbconvert.ScriptExporter().from_filename(str(path))
    assert resources["output_extension"] == ".py"
    title = notebooks.read(path).cells[0].source.splitlines()[0]
    assert f"# {title}" in script.splitlines()
    compile(script, path.name, "exec")


@pytest.mark.parametrize("template", ["lab", "classic", "basic"])
def test_the_words_of_a_figure_reach_the_page(template: str) -> None:
    exporter = nbconvert.HTMLExporter(template_name=template)
    page, _ = exporter.from_notebook_node(sample().notebook)
    picture = page.index("data:image/png;base64,aGk=")
    after = page[picture : picture + 600]
    assert f"<p>{ALT}</p>" in after
    # `lab` knows no alternative text of pictures, so there the caption alone says it.
    image = page[page.rindex("<img", 0, picture) : page.index(">", picture)]
    assert (f'alt="{ALT}"' in image) == (template != "lab")
