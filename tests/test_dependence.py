"""Which cells have to do with the text: those alone are run with another one."""

from __future__ import annotations

import pytest
from nbformat import NotebookNode, v4

from tools.dependence import about_the_text, needed_for

SET_UP = 'TEXT = "story"\ntext = load_text(TEXT)\nids = encode(text)'


def cells(**sources: str) -> list[NotebookNode]:
    made = {"set-up": SET_UP, **sources}
    return [v4.new_code_cell(source, id=name) for name, source in made.items()]


def test_a_function_has_names_of_its_own() -> None:
    sources = {
        "function": "def ask(text):\n    ids = encode(text)\n    return ids",
        "call": "ask('What?')\n[text for text in ids_of_mine]",
        "reader": "def longest():\n    return max(ids)",
        "its-call": "found = longest()",
        "changed": "table = {}",
        "changes": "def fill():\n    table[0] = ids[0]",
        "read": "print(found)",
    }
    expected = {"set-up", *sources} - {"function", "call"}
    assert about_the_text(cells(**sources)) == expected


@pytest.mark.parametrize(
    "source",
    [
        "for name in [1, 2]:\n    print(name)",
        "name = 1\nprint(name)",
        "name = []\nname.append(1)",
        "if 1 < 2:\n    name = 1\nelse:\n    name = 2\nprint(name)",
        "with open('a') as name:\n    print(name)",
        "import name\nname.run()",
        "def name():\n    return 1\nname()",
        "print([name for name in [1, 2]])",
        "def other(name):\n    return name",
    ],
)
def test_who_binds_a_name_first_does_not_see_what_the_text_gave_it(source: str) -> None:
    found = about_the_text(cells(loop="for name in ids:\n    name", own=source))
    assert found == {"set-up", "loop"}


@pytest.mark.parametrize(
    "source",
    [
        "print(name)",
        "name += 1",
        "name.append(1)",
        "name[0] = 1",
        "name.size = 1",
        "other = name = name + 1",
        "for other in []:\n    name = 1\nprint(name)",
        "if 1 < 2:\n    name = 1\nprint(name)",
        "while name:\n    name = 0",
        "try:\n    name = 1\nfinally:\n    print(name)",
        "print([other for other in name])",
        "def other():\n    return name",
        "def other(of=name):\n    return of",
        "other = lambda: name",
        "class Other:\n    def run(self):\n        return name",
        "name = 1\ndef other():\n    return name",  # and is called when name is another
        "del name",
    ],
)
def test_who_may_see_it_is_found(source: str) -> None:
    found = about_the_text(cells(loop="for name in ids:\n    name", sees=source))
    assert found == {"set-up", "loop", "sees"}


def test_what_a_called_function_sees_and_changes_counts() -> None:
    found = about_the_text(
        cells(
            makes="found = {}\nmost = 0\ndef note(it):\n    found[it] = most",
            calls="def twice(it):\n    note(it)\n    note(it)",
            fills="twice(ids)",
            reads="print(found)",
            other="print(most)",
        )
    )
    assert found == {"set-up", "makes", "calls", "fills", "reads"}


def test_what_is_seen_is_made_again_where_it_was_changed_since() -> None:
    sources = {
        "makes": "size = 3\nkept = 4",
        "sees": "print(ids[:size], kept)",
        "changes": "size = 5",
    }
    assert about_the_text(cells(**sources)) == {"set-up", "makes", "sees"}
    del sources["changes"]
    assert about_the_text(cells(**sources)) == {"set-up", "sees"}


def test_what_some_cells_need_is_found() -> None:
    sources = {
        "makes": "size = 3",
        "changes": "size += 1",
        "uses": "def shorten(it):\n    return it[:size]",
        "apart": "other = shorten([1])",
        "sees": "own = shorten(ids)",
        "after": "size = 5",
    }
    needed = {"set-up", "makes", "changes", "uses", "sees"}
    assert needed_for(cells(**sources), {"sees"}) == needed
    assert needed_for(cells(**sources), {"apart"}) == (
        needed - {"set-up", "sees"} | {"apart"}
    )
