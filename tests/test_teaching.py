"""What TEACHING.md promises: times that add up, things that exist."""

from __future__ import annotations

import math
import random
import re
from collections.abc import Callable, Iterable, Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from companion import load_text, tokenization
from companion.cli import main
from companion.exercises.checking import examine
from companion.exercises.records import TOPICS, exercises
from companion.word_vectors import cosine
from tools import assignments, notebooks
from tools.guide import EXPLORERS, MISTAKES, questions, rows, tables
from tools.lesson_parts import lesson
from tools.page import EXPLORER, NUMBERED, Page
from tools.plans import Plan, read_plans

ROOT = Path(__file__).resolve().parents[1]
TEXT = (ROOT / "TEACHING.md").read_text(encoding="utf-8")
PAGES = {
    path.name[:2]: Page(path.stem, notebooks.read(path))
    for path in notebooks.notebook_paths()
}
EXERCISES = {e.name: e for topic in TOPICS for e in exercises(topic)}
COMMANDS = [
    line
    for block in re.findall(r"```sh\n(.+?)```", TEXT, re.DOTALL)
    for line in block.splitlines()
] + re.findall(r"`((?:make|companion) [^`]+)`", TEXT)


PLANS = read_plans()
WATCHED = [line.cells for line in rows(MISTAKES)]


def blend_unseen(counts: list[int], shorter: list[float]) -> list[float]:
    """Ask the shorter run only about tokens that were not counted."""
    total, kinds = sum(counts), sum(map(bool, counts))
    if not total:
        return shorter
    return [
        (count or kinds * chance) / (total + kinds)
        for count, chance in zip(counts, shorter, strict=True)
    ]


def numbered(tokens: Iterable[str]) -> dict[str, int]:
    return {token: index for index, token in enumerate(tokens)}


def greedy(word: str, merges: Mapping[tuple[int, int], int]) -> list[int]:
    """Take the longest token that fits, from the left."""
    tokens = {value: bytes([value]) for value in range(256)}
    for (first, second), new in merges.items():
        tokens[new] = tokens[first] + tokens[second]
    piece, ids = word.encode(), []
    while piece:
        fitting = [new for new in tokens if piece.startswith(tokens[new])]
        ids.append(max(fitting, key=lambda new: len(tokens[new])))
        piece = piece[len(tokens[ids[-1]]) :]
    return ids


def glued_behind(pieces: list[str]) -> list[str]:
    """Let a token hold the space after it."""
    tokens: list[str] = []
    for piece in pieces:
        if piece == " " and tokens:
            tokens[-1] += piece
        else:
            tokens.append(piece)
    return tokens


def counted_once(words: list[list[int]], n_merges: int) -> dict[Any, int]:
    """Take the most frequent pairs of the first count."""
    counts: dict[tuple[int, int], int] = {}
    for word in words:
        for pair in pairwise(word):
            counts[pair] = counts.get(pair, 0) + 1
    best = sorted(counts, key=lambda pair: -counts[pair])[:n_merges]
    return {pair: 256 + place for place, pair in enumerate(best)}


def one_table(
    king: list[float], queen: list[float], throne: list[float], rate: float
) -> list[list[float]]:
    """Move the centres alone, as if throne's row were not there to carry anything."""
    moved = []
    for row in (king, queen):
        dot = sum(x * y for x, y in zip(row, throne, strict=True))
        pull = rate * (1 - 1 / (1 + math.exp(-dot)))
        moved.append([x + pull * y for x, y in zip(row, throne, strict=True)])
    return [*moved, throne]


def shifted(sequences: list[list[int]], pad_id: int) -> tuple[Any, Any, Any]:
    """Guess from the IDs which targets count."""
    longest = max(map(len, sequences))
    rows = [row + [pad_id] * (longest - len(row)) for row in sequences]
    targets = [row[1:] for row in rows]
    counts = [[index != pad_id for index in row] for row in targets]
    return [row[:-1] for row in rows], targets, counts


def last_token_alone(model: Callable[[list[int]], list[int]], ids: list[int]) -> int:
    """Change the last token, and see how far back an answer changes."""
    before, after = model(ids), model([*ids[:-1], ids[-1] + 1])
    other = [at for at in range(len(ids)) if before[at] != after[at]]
    return len(ids) - 1 - min(other)


def test_minutes_of_the_notebooks_add_up() -> None:
    minutes = {
        number: int(re.findall(r"\*\*Time:\*\* about (\d+) minutes", page.prose)[0])
        for number, page in PAGES.items()
    }
    assert len(minutes) == len(NUMBERED) == 9
    (promised,) = re.findall(r"about (\d+) minutes for the nine", TEXT)
    assert sum(minutes.values()) == int(promised)


def test_the_times_of_each_plan_add_up() -> None:
    half_a_day, sessions = PLANS
    assert [hour.minutes for hour in sessions.hours] == [60] * 6
    at = 0
    ((_, lines),) = [each for each in tables() if each[0].startswith("Half a day: ")]
    for line in lines[1:]:
        start, minutes, *_ = line.cells
        assert start == f"{at // 60}:{at % 60:02}", line.place
        at += int(minutes)
    assert at == 240
    breaks = [int(line.cells[1]) for line in lines if line.cells[2] == "Break"]
    assert sum(hour.minutes for hour in half_a_day.hours) == 240 - sum(breaks)


@pytest.mark.parametrize("plan", PLANS, ids=lambda plan: plan.name)
def test_sections_and_exercises_of_the_plans_exist(plan: Plan) -> None:
    for hour in plan.hours:
        for place in hour.places:
            assert lesson(place.notebook).part(place).cells


def test_each_explorer_of_the_table_is_in_its_section() -> None:
    for note, line in zip(questions(), rows(EXPLORERS), strict=True):
        cells = lesson(note.place.notebook).part(note.place).cells
        name = line.cells[0].partition(",")[0]
        assert any(f"{name}(" in cell.source for cell in cells), line


def test_each_explorer_is_played_with_before_its_exercise() -> None:
    found = []
    for line in rows(EXPLORERS):
        number, exercise = line.cells[1][:2], line.cells[3].strip("`")
        page = PAGES[number]
        name = line.cells[0].partition(",")[0]
        (explorer,) = (
            place
            for place, cell in enumerate(page.lesson)
            if re.search(rf"^explorers\.\w*{name}\(", cell.source, re.MULTILINE)
        )
        found.append((number, explorer))
        checks = {name: place for place, name in page.checks}
        # Above its check an exercise has its starter, and above that its task.
        assert explorer < checks[exercise] - 2, line
    assert sorted(found) == [
        (number, place)
        for number, page in PAGES.items()
        for place, cell in enumerate(page.lesson)
        if EXPLORER.search(cell.source)
    ]


def test_every_mistake_is_diagnosed_where_the_table_says() -> None:
    assert len(WATCHED) >= 20
    for _, _, who in WATCHED:
        exercise = re.fullmatch(r"`([^`]+)`: (.+)", who)
        if exercise:
            known = [m.diagnosis for m in EXERCISES[exercise[1]].mistakes]
            assert any(said.startswith(exercise[2]) for said in known), who
        else:
            place = re.fullmatch(r"notebook (\d\d), (A common mistake|section \d)", who)
            assert place
            title = re.sub(r"section (\d)", r"\1. ", place[2])
            headings = [text for _, text in PAGES[place[1]].headings]
            assert any(text.startswith(title) for text in headings), who


# What somebody who makes a mistake of the table writes: the diagnosis must be its own.
ANSWERS: dict[str, Callable[..., Any]] = {
    "two backslashes in a raw string": lambda text: [
        piece for piece in re.split(r"([,.]|\\s)", text) if piece.strip()
    ],
    "forgetting to strip": lambda text: re.split(r"([,.]|\s)", text),
    "counting what one sees instead of code points": lambda text: (
        tokenization.count_units(text).characters,
        len(text.encode()),
    ),
    "gluing spaces to the word before": glued_behind,
    "asking of each letter whether some token has it": lambda text, pattern: "".join(
        letter
        for letter in text
        if letter not in "".join(re.findall(pattern, text)) and letter.strip()
    ),
    "sorting anew when words are added": lambda vocab, tokens: numbered(
        sorted({*vocab, *tokens})
    ),
    "IDs from an unsorted set": lambda tokens: numbered(set(tokens)),
    "taking an ID for a place in the book": lambda ids, vocab: " ".join(
        [*vocab][i] for i in ids
    ),
    "special tokens added before sorting": lambda tokens, specials: numbered(
        sorted({*tokens, *specials})
    ),
    "special tokens kept in a set": lambda tokens, specials: numbered(
        [*sorted(set(tokens)), *set(specials)]
    ),
    "a mask guessed from the IDs": shifted,
    "merging by longest match": greedy,
    "pairs counted only once": counted_once,
    "the target shifted by the stride": lambda ids, length, stride: (
        [ids[i : i + length] for i in range(0, len(ids) - length, stride)],
        [
            ids[i + stride : i + stride + length]
            for i in range(0, len(ids) - length, stride)
        ],
    ),
    "one causal mask over several documents": lambda ids, eot: np.tri(len(ids)),
    "all parts pulled together, nothing pushed": lambda rows, friends: sum(
        math.dist(rows[a], rows[b]) ** 2 for a, b in friends
    ),
    "a repeated ID whose parts overwrite each other": lambda ids, parts, size: [
        dict(zip(ids, parts, strict=True)).get(row, [0.0] * len(parts[0]))
        for row in range(size)
    ],
    "a transposed weight": lambda ids, table: np.array(table).T[ids],
    "every piece at position 0 again": lambda ids, tokens, positions, start: (
        tokens[ids] + positions[: len(ids)]
    ),
    "one look at scores that depend on the offset": lambda first, second: (
        "rotary"
        if np.ptp(first[1:, 1:] - first[:-1, :-1]) < 0.01 < len(second)
        else "added"
    ),
    "`king` as its own answer": lambda a, b, c, vectors: max(
        vectors,
        key=lambda word: cosine(
            np.array(vectors[b]) - vectors[a] + vectors[c], vectors[word]
        ),
    ),
    "taking two tables for one": one_table,
    "chances that do not add up to 1": blend_unseen,
    "testing a mask at one place only": last_token_alone,
    "taking chances for logits": lambda chances, temperature: (
        torch.tensor(chances).div(temperature).softmax(dim=-1).tolist()
    ),
}


@pytest.mark.slow
def test_the_diagnosis_of_a_row_is_that_of_its_mistake() -> None:
    diagnosed = {row[0]: row[2] for row in WATCHED if "`: " in row[2]}
    assert diagnosed.keys() == ANSWERS.keys()
    for mistake, who in diagnosed.items():
        name, said = who.removeprefix("`").split("`: ")
        for seed in range(3):
            report = examine(EXERCISES[name], ANSWERS[mistake], seed)
            assert report.diagnosis.startswith(said), (mistake, report)


def test_every_notebook_has_a_mistake_with_a_diagnosis() -> None:
    named = {who[1:3] for *_, who in WATCHED if who[0] == "`"}
    assert named == set(PAGES)


def test_a_monkey_that_knows_three_letters_repeats_itself_like_the_story() -> None:
    letters = re.sub(r"[\W\d_]+", " ", load_text("story"))
    following: dict[str, list[str]] = {}
    for place in range(3, len(letters)):
        following.setdefault(letters[place - 3 : place], []).append(letters[place])
    alone = []
    for seed in range(5):
        rng, typed = random.Random(seed), letters[:3]
        while len(typed) < len(letters):
            typed += rng.choice(following.get(typed[-3:], [" "]))
        counts = list(tokenization.token_counts(typed.split()).values())
        alone.append(round(100 * counts.count(1) / len(counts)))
    assert f"{min(alone)} to {max(alone)} % in five tries" in TEXT
    for seed in range(5):
        typed = "".join(random.Random(seed).choices(letters, k=len(letters)))
        counts = list(tokenization.token_counts(typed.split()).values())
        assert counts.count(1) / len(counts) > 0.9
    assert "over 90 % of its distinct words" in TEXT.replace("\n", " ")


def test_number_of_exercises() -> None:
    (promised,) = re.findall(r"There are (\d+) exercises", TEXT)
    assert len(EXERCISES) == int(promised)


def test_make_targets_exist() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = {line.split()[1] for line in COMMANDS if line.startswith("make ")}
    steps = {"release", "collect", "autograde", "feedback"}
    assert {"assignments", "handout", "slides", "lab", "test"} | steps == targets
    for target in targets:
        assert re.search(rf"^{target}:.*## ", makefile, re.MULTILINE), target


def test_the_steps_of_a_course_are_those_of_nbgrader() -> None:
    pytest.importorskip("nbgrader", reason="nbgrader is not installed")
    from tools import course

    lines = [line for line in COMMANDS if line.startswith("make ")]
    for step in course.STEPS:
        assert f"make {step} COURSE=../course" in lines


def test_companion_command_exists(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("COMPANION_PROGRESS", str(tmp_path / "none"))
    lines = {line for line in COMMANDS if line.startswith("companion ")}
    assert {"companion progress", "companion doctor"} <= lines
    for line in sorted(lines):
        with pytest.raises(SystemExit) as ended:
            main([*line.split()[1:], "--help"])
        assert ended.value.code == 0
    assert main(["progress"]) == 0
    assert f"0 of {len(EXERCISES)} exercises" in capsys.readouterr().out


def test_settings_of_the_course_are_those_described() -> None:
    assert assignments.POINTS == 1
    assert "Each exercise gives one point. A challenge gives up to one" in TEXT
    (limit,) = re.findall(r"limit of (\d+) seconds a", TEXT)
    assert f"c.Execute.timeout = {limit}\n" in assignments.CONFIG
