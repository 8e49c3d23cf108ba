"""The page of a class: self-contained, escaped, and saying in words what it draws."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from companion.exercises.class_page import page
from companion.exercises.gathering import ClassProgress, Learner, exercise_names, gather

HOSTILE = '<script>alert("x")</script>&"\'><img src=x onerror=y>'


class Elements(HTMLParser):
    """Collect the elements of a page, and the words in them."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.titles: list[str] = []
        self.words = ""
        self.open: list[str] = []
        self.feed(source)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element; none may load anything."""
        assert not {"src", "href", "srcset", "action"} & dict(attrs).keys()
        assert not any(name.startswith("on") for name, _ in attrs)
        self.tags.append(tag)
        if tag not in ("meta", "rect"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Note that an element ends, and that it is the one that began last."""
        if tag != "rect":
            assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        """Note what is read."""
        if self.open and self.open[-1] == "title":
            self.titles.append(data)
        self.words += data


def shown(*learners: Learner, notes: tuple[str, ...] = ()) -> Elements:
    elements = Elements(page(ClassProgress(learners, notes)))
    assert elements.open == []
    return elements


def test_each_square_says_in_words_what_it_shows(tmp_path: Path) -> None:
    (tmp_path / "anna.txt").write_text("02.decode\n02.new-edition!You_sorted.\n")
    (tmp_path / "ben.txt").write_text("05.line-up=3.5\n01.lengths\n")
    found = Elements(page(gather(tmp_path)))
    squares = found.titles[1:]
    names = exercise_names()
    state = {
        "anna, 02.decode": "solved",
        "anna, 02.new-edition": "missed",
        "ben, 01.lengths": "solved",
    }
    places = [f"{who}, {name}" for who in ("anna", "ben") for name in names]
    assert squares == [f"{place}: {state.get(place, 'open')}" for place in places]
    assert found.tags.count("rect") == 2 * len(names)
    assert "You sorted." in found.words
    assert re.search(r"05\.line-up: 3\.5 \w", found.words)
    assert "nothing is sent anywhere" in found.words


def test_names_and_diagnoses_are_escaped() -> None:
    one = Learner(HOSTILE, met=(("02.decode", HOSTILE),))
    found = shown(one, notes=(HOSTILE,))
    assert not {"script", "img"} & set(found.tags)
    assert found.words.count(HOSTILE) >= 3  # table, mistakes, notes
    assert f"{HOSTILE}, 02.decode: missed" in found.titles


def test_a_long_name_does_not_push_the_picture_away() -> None:
    source = page(ClassProgress((Learner("x" * 250),), ()))
    width = re.search(r'<svg role="img" width="(\d+)"', source)
    assert width
    assert int(width[1]) < 1300


def test_without_a_mistake_the_page_says_so() -> None:
    found = shown(Learner("anna", frozenset({"01.lengths"})))
    assert found.words.count("None so far.") == 2


@pytest.mark.parametrize("count", [1, 40])
def test_the_picture_has_a_row_for_each_learner(count: int) -> None:
    learners = tuple(Learner(f"learner {n}") for n in range(count))
    assert shown(*learners).tags.count("rect") == count * len(exercise_names())
