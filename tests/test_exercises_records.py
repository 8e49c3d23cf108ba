"""Exercises are found by their names, and each topic's is loaded alone."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from companion.exercises import Exercise, check
from companion.exercises.records import TOPICS, exercises, find
from tests.all_exercises import ALL, every_exercise

pytestmark = pytest.mark.usefixtures("in_a_thread")


def test_names_are_unique_and_begin_with_the_notebooks_number() -> None:
    names = [exercise.name for exercise in ALL]
    assert len(set(names)) == len(names)
    for number, topic in enumerate(TOPICS, start=1):
        for exercise in exercises(topic):
            assert re.fullmatch(rf"{number:02}\.[a-z0-9]+(-[a-z0-9]+)*", exercise.name)


def test_unknown_exercise_is_answered_with_the_nearest() -> None:
    name = ALL[0].name
    with pytest.raises(ValueError, match=rf"Did you mean '{re.escape(name)}'"):
        check(name[:-1], len)
    with pytest.raises(ValueError, match="Notebook 01 has: 01") as caught:
        find("01.")
    assert "Did you mean" not in str(caught.value)
    for name in ("", "strip", "10.strip", "1.strip"):
        with pytest.raises(ValueError, match=r"begins with the notebook's number"):
            find(name)


@every_exercise
def test_what_must_stay_as_it_is_stands_in_the_task(exercise: Exercise) -> None:
    said = re.search("unchanged|as it is|as they are", exercise.task)
    assert exercise.leaves_arguments == bool(said)


def test_only_the_topic_asked_for_is_loaded() -> None:
    program = (
        "import sys; from companion.exercises import check;"
        f"check({ALL[0].name!r}, lambda *_: None);"
        "print(*(m for m in sys.modules if m.startswith('companion.exercises.')));"
        "print('torch' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    loaded, torch_loaded = done.stdout.splitlines()
    topics = {name.rpartition(".")[2] for name in loaded.split()} & set(TOPICS)
    assert topics == {"tokenization"}
    assert torch_loaded == "False"
