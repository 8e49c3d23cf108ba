"""What a learner waits for: a check, the lesson views, the explorers, the site."""

from __future__ import annotations

import os
import re
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import torch
from playwright.sync_api import Browser, Page

from companion import explorers
from companion.benchmark_results import Row, Timing
from companion.byte_pair_encoding import load_gpt2, train
from companion.corpora import load_text
from companion.exercises import check
from companion.exercises.records import Exercise, find
from companion.explorers import merging
from companion.explorers.page import Explorer
from companion.lessons.view import learners_copy
from companion.word_vectors import WordVectors
from tools import look
from tools.explorers_in_browser import PAGE, browser
from tools.notebooks import notebook_paths

from .harness import COMPANION, Plan, Run, Target, median, rows, seconds, take_turns

SUBJECT = "waiting"
ANSWER = "05.shift-by-one"

_ROOT = Path(__file__).resolve().parents[1]
_PAINTED = """() => new Promise((done) => new PerformanceObserver((list) => {
  const [first] = list.getEntriesByName("first-contentful-paint");
  if (first) done(first.startTime);
}).observe({type: "paint", buffered: true}))"""
# From a key to the picture on the screen: the task after the next frame.
_ANSWERED = """(area) => new Promise((done) => {
  const start = performance.now();
  area.value = area.value.slice(0, -1) + "e";
  area.dispatchEvent(new Event("input", {bubbles: true}));
  requestAnimationFrame(() => {
    const {port1, port2} = new MessageChannel();
    port1.onmessage = () => done(performance.now() - start);
    port2.postMessage(null);
  });
})"""


def measure(plan: Plan) -> Iterator[Row]:
    """Measure what there is to wait for; explorers only where Chromium is."""
    with tempfile.TemporaryDirectory() as scratch:
        os.environ["COMPANION_PROGRESS"] = str(Path(scratch, "progress.txt"))
        at_once = Target("at most 50 ms", seconds, 0.05)
        yield from _row(plan, "check of an ordinary answer", checking, at_once)
        yield from _row(plan, "lesson views of all notebooks", views)
        if look.find_browser():
            yield from _explorers(plan, Path(scratch))
    within = Target("at most 120 s", seconds, 120)
    yield from _row(Plan(rounds=1), "build of the site", site, within)


def _row(
    plan: Plan, what: str, setup: Callable[[], Run], target: Target | None = None
) -> Iterator[Row]:
    timings = take_turns({COMPANION: setup}, plan.rounds)
    targets = {COMPANION: target} if target else {}
    yield from rows(SUBJECT, what, "", timings, targets)


def checking() -> Run:
    """Check a right answer, progress and all."""
    exercise = find(ANSWER)
    assert isinstance(exercise, Exercise)
    return partial(check, ANSWER, exercise.solution)


def views() -> Run:
    """Make the learner's copy of every notebook."""
    texts = [path.read_text(encoding="utf-8") for path in notebook_paths()]
    return lambda: [learners_copy(text) for text in texts]


def site() -> Run:
    """Build the site as `make site` does."""
    return partial(
        subprocess.run, ["make", "site"], cwd=_ROOT, check=True, capture_output=True
    )


def _explorers(plan: Plan, scratch: Path) -> Iterator[Row]:
    with browser() as running:
        for name, explorer in shown().items():
            path = scratch / f"{name}.html"
            content = PAGE.format(style="", body=explorer._repr_html_())
            path.write_text(content, encoding="utf-8")
            paints = [_first_paint(running, path) for _ in range(plan.rounds)]
            timing = median([Timing(seconds) for seconds in paints])
            what = f"first paint of the explorer {name}"
            yield from rows(SUBJECT, what, "", {COMPANION: timing})
        with running.new_page() as page:
            page.goto((scratch / "merges.html").as_uri())
            keys = [_key_to_picture(page) for _ in range(plan.rounds)]
        timing = median([Timing(seconds) for seconds in keys])
        target = Target("at most 50 ms", seconds, 0.05)
        what = "merges: from a key to the picture"
        size = f"{merging.LONGEST} characters"
        yield from rows(SUBJECT, what, size, {COMPANION: timing}, {COMPANION: target})


def shown() -> dict[str, Explorer]:
    """Make the explorers as the lessons show them."""
    text = load_text("story")
    words = list(dict.fromkeys(re.findall(r"\w+", text)))[:20]
    vectors = torch.randn(20, 32, generator=torch.Generator().manual_seed(1))
    world = WordVectors(words, vectors.numpy())
    return {
        "cutter": explorers.cutter(text),
        "merges": explorers.merges(train(text, 1_000), text[: merging.LONGEST]),
        "windows": explorers.windows(text, load_gpt2()),
        "rotation": explorers.rotation(),
        "word map": explorers.word_map({"one": world}, words),
        "next token": explorers.next_token("tea or", words, torch.arange(20.0)),
    }


def _first_paint(running: Browser, path: Path) -> float:
    with running.new_page() as page:
        page.goto(path.as_uri())
        return float(page.evaluate(_PAINTED)) / 1_000


def _key_to_picture(page: Page) -> float:
    area = page.locator("textarea, input[type=text]").first
    return float(area.evaluate(_ANSWERED)) / 1_000
