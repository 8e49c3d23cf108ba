"""The explorers, in real Chromium: they say what the companion says, to everybody."""

from __future__ import annotations

import importlib.util
import itertools
import json
import random
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from playwright.sync_api import Browser

from companion import explorers
from companion.byte_pair_encoding import (
    BytePairTokenizer,
    load_gpt2,
    train,
)
from companion.corpora import load_parallel, load_text
from companion.explorers import merging, page, sliding, turning, words
from companion.explorers.page import MOST_BYTES, Explorer
from companion.sliding_window import coverage
from companion.word_vectors import WordVectors
from tools import look
from tools.explorers_in_browser import browser, opened

STORY = load_text()
TOKENIZER = train(STORY, 1_000)
WORDS = [
    *("king", "queen", "man", "woman", "prince", "princess", "boy", "girl", "tea"),
    *("cup", "paris", "france", "rome", "italy", "walk", "walked", "run", "ran"),
]


def world(seed: int) -> WordVectors:
    rows = np.random.default_rng(seed).normal(size=(len(WORDS), 32))
    return WordVectors(WORDS, [[float(f"{x:.5g}") for x in row] for row in rows])


WORLDS = {"even": world(0), "one-sided": world(1)}
ALL: dict[str, Explorer] = {
    "cutter": explorers.cutter(pieces=True),
    "merges": explorers.merges(TOKENIZER, "the thing she thought of"),
    "windows": explorers.windows(STORY, load_gpt2()),
    "rotation": explorers.rotation(),
    "map": explorers.word_map(WORLDS, WORDS, question=("man", "king", "woman")),
    "small map": explorers.word_map({"even": world(0)}, WORDS),
    "bars": explorers.next_token(
        "tea or", [" coffee", " war", "\n", "<b>"] * 8, torch.linspace(3, -3, 32)
    ),
}
EACH = pytest.mark.parametrize("name", ALL)
HOSTILE = [
    "</script><script>document.title='run'</script>",
    "<img src=x onerror=\"document.title='run'\">",
    "\"'`&amp;<!-- --> ]]> \\u0041 \\",
    "\u202eright to left\u202c שלום مرحبا",
    "\0\u2028\u2029\ufeff\ud83d half",
    "x" * 1_000_000,
]
in_browser = pytest.mark.skipif(
    look.find_browser() is None, reason="Chromium is not installed"
)


@pytest.fixture(scope="module")
def running() -> Iterator[Browser]:
    with browser() as started:
        yield started


# Without a browser


class Reader(HTMLParser):
    """Notes the tags of a piece of HTML, and that none leads elsewhere."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a tag."""
        self.tags.append(tag)
        for name, value in attrs:
            assert name not in ("src", "href")
            assert "//" not in (value or "")


@EACH
def test_it_is_one_small_self_contained_piece_of_html(name: str) -> None:
    html = ALL[name]._repr_html_()
    assert len(html.encode()) <= MOST_BYTES
    tags = Reader(html).tags
    assert tags.count("script") == 2
    assert not {"iframe", "link", "object", "img"} & set(tags)
    for word in ("http:", "https:", "import ", "eval(", "fetch(", "XMLHttp"):
        assert word not in html.replace("http://www.w3.org/2000/svg", "")


@EACH
def test_its_text_says_what_it_is_and_stays_the_same(name: str) -> None:
    assert repr(ALL[name]).startswith("Explorer: ")
    assert "0x" not in repr(ALL[name])


@EACH
def test_without_scripts_there_is_a_picture_of_the_first_state(name: str) -> None:
    still = ALL[name].still
    assert Reader(still).tags[:1] in (["div"], ["table"], ["p"])
    assert len(still) > 50


def test_a_script_has_a_version_of_its_own() -> None:
    versions = {page.version(each.script) for each in ALL.values()}
    assert len(versions) == len({each.script for each in ALL.values()})
    for each in ALL.values():
        assert f'data-version="{page.version(each.script)}"' in each._repr_html_()


def test_what_does_not_fit_is_refused() -> None:
    small = train(STORY, 300).ranks
    backwards = {token: 299 - rank for token, rank in small.items()}
    with pytest.raises(ValueError, match="not GPT-2's"):
        explorers.merges(train(STORY, 300, pattern=r"\w+|\W"))
    with pytest.raises(ValueError, match="are not the bytes"):
        explorers.merges(BytePairTokenizer(backwards))
    with pytest.raises(ValueError, match="too many for a page"):
        explorers.merges(load_gpt2())
    with pytest.raises(ValueError, match="tokens must be at least 30, got 2"):
        explorers.windows("tea", load_gpt2())
    with pytest.raises(ValueError, match=r"\(2, 4\): at least \(61, 4\)"):
        explorers.rotation(torch.ones(2, 4))
    with pytest.raises(ValueError, match="2 words: a map has 3 to 150"):
        explorers.word_map(WORLDS, ["king", "man"])
    with pytest.raises(KeyError, match="tee"):
        explorers.word_map(WORLDS, ["king", "man", "tee"])
    with pytest.raises(ValueError, match="2 tokens need logits"):
        explorers.next_token("a", ["b", "c"], torch.ones(3))


# In a browser


@in_browser
@EACH
@pytest.mark.parametrize("width", [700, 1000])
def test_nothing_goes_wrong_nothing_is_asked_for_and_it_fits(
    name: str, width: int, running: Browser
) -> None:
    with opened(running, ALL[name], width=width) as found:
        assert found.problems == []
        assert found.asked == []
        wide = found.page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width
        small = found.page.evaluate(
            "[...document.querySelectorAll('.cx *')].filter((each) => each.innerText"
            " && parseFloat(getComputedStyle(each).fontSize) < 14).map(e => e.tagName)"
        )
        assert small == []
        # A picture may be shown smaller than it was drawn.
        shown = found.page.evaluate(
            "[...document.querySelectorAll('.cx svg text')].map((each) =>"
            " parseFloat(getComputedStyle(each).fontSize) * each.getScreenCTM().a)"
        )
        assert min(shown, default=14) >= 14


@in_browser
@EACH
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_axe_finds_nothing(name: str, dark: bool, running: Browser) -> None:
    axe = importlib.util.find_spec("axe_playwright_python")
    if axe is None or axe.origin is None:
        pytest.skip("axe is not installed")
    with opened(running, ALL[name], dark=dark, width=900) as found:
        found.page.evaluate((Path(axe.origin).parent / "axe.min.js").read_text())
        report = found.page.evaluate("axe.run()")
        assert [
            (problem["id"], [node["html"] for node in problem["nodes"]][:3])
            for problem in report["violations"]
        ] == []
        assert len(report["passes"]) > 5


@in_browser
@EACH
def test_everything_is_reached_by_keyboard_and_shows_where_one_is(
    name: str, running: Browser
) -> None:
    with opened(running, ALL[name]) as found:
        controls = found.page.locator(
            ".cx :is(button:not([disabled]), input, select, textarea)"
        )
        visible = [each for each in controls.all() if each.is_visible()]
        groups = {
            each.get_attribute("name") if each.get_attribute("type") == "radio" else at
            for at, each in enumerate(visible)
        }
        reached = set()
        for _ in range(len(visible) + 8):
            found.page.keyboard.press("Tab")
            focused = found.page.evaluate(
                "(() => { const it = document.activeElement; const style ="
                " getComputedStyle(it); return [it.tagName, it.name || it.id ||"
                " it.textContent, style.outlineStyle, parseFloat(style.outlineWidth)];"
                " })()"
            )
            tag, label, outline, thickness = focused
            if tag in ("BUTTON", "INPUT", "SELECT", "TEXTAREA"):
                assert outline != "none", focused
                assert thickness >= 2, focused
                reached.add(label)
        assert len(reached) == len(groups)
        live = found.page.locator(".cx [aria-live=polite]")
        assert live.count() == 1


@in_browser
@EACH
def test_without_scripts_it_is_still_there(name: str, running: Browser) -> None:
    with opened(running, ALL[name], scripts=False) as found:
        assert found.page.locator(".cx-still").inner_text().strip()


@in_browser
@EACH
def test_two_on_a_page_do_not_disturb_each_other(name: str, running: Browser) -> None:
    with opened(running, ALL[name], ALL[name]) as found:
        assert found.problems == []
        first, second = found.page.locator(".cx").all()
        before = second.inner_html()
        control = first.locator("input[type=range], input[type=radio], select").last
        control.focus()
        for key in ("ArrowLeft", "ArrowRight", "ArrowRight"):
            control.press(key)
        assert second.inner_html() == before
        ids = found.page.evaluate(
            "[...document.querySelectorAll('[id]')].map(e => e.id)"
        )
        assert len(ids) == len(set(ids))


def random_texts(count: int, longest: int) -> list[str]:
    """Return texts of all scripts that Python's own tables know, and of marks."""
    rng = random.Random(0)
    letters = [
        character
        for character in map(chr, range(0x20, 0x30000))
        if unicodedata.category(character)[0] in "LMNPSZ"
    ]
    common = "aab's -.,!?\t\n12ÉéßΩя中한ا्ि\u200c\u0301😀" + STORY[:300]
    texts = []
    for _ in range(count):
        pool = rng.choice([letters, common, common])
        texts.append("".join(rng.choices(pool, k=rng.randrange(longest))))
    return texts + [s for column in load_parallel().values() for s in column]


@in_browser
@pytest.mark.slow
def test_the_cutter_cuts_as_the_companion_does(running: Browser) -> None:
    texts = random_texts(2_000, 40)
    with opened(running, ALL["cutter"]) as found:
        for way in ("split", "words", "pieces", "points", "bytes"):
            cut = found.call("args[0].map((text) => it.cut(text, args[1]))", texts, way)
            for text, pieces in zip(texts, cut, strict=True):
                assert pieces == words.cut(text, way), (way, text)


def by_pretoken(state: list[list[list[int]]]) -> list[list[bytes]]:
    return [list(map(bytes, symbols)) for symbols in state]


@in_browser
@pytest.mark.slow
def test_the_merges_are_those_of_the_companion(running: Browser) -> None:
    texts = random_texts(2_000, 40)
    with opened(running, ALL["merges"]) as found:
        replayed = found.call("args[0].map((t) => it.replay(t).at(-1))", texts)
        longest = found.call("args[0].map((t) => it.greedy(t))", texts)
        for text, last, greedy in zip(texts, replayed, longest, strict=True):
            tokens = [token for symbols in by_pretoken(last) for token in symbols]
            ids = TOKENIZER.encode_ordinary(text)
            assert tokens == TOKENIZER.decode_tokens_bytes(ids), text
            assert by_pretoken(greedy) == merging.longest_match(TOKENIZER, text)
        for word in ("thought", " gardener", "été"):
            steps = found.call("it.replay(args[0])", word)
            ladder = [by_pretoken(state)[0] for state in steps]
            assert ladder == TOKENIZER.merge_steps(word)


@in_browser
@pytest.mark.slow
@pytest.mark.filterwarnings("ignore:the text has no pair left")
def test_training_step_by_step_is_the_companions(running: Browser) -> None:
    texts = [text for text in random_texts(300, 30) if text.strip()]
    with opened(running, ALL["merges"]) as found:
        for text in texts:
            states = found.call("it.train(args[0])", text)
            for made in {0, 1, 2, len(states) // 2, len(states) - 1} & set(
                range(len(states))
            ):
                here = train(text, 256 + made)
                shown = [t for symbols in by_pretoken(states[made]) for t in symbols]
                ids = here.encode_ordinary(text)
                assert shown == here.decode_tokens_bytes(ids), (text, made)
            assert len(states) - 1 == train(text, 5_000).n_vocab - 256


@in_browser
def test_a_key_is_answered_at_once_on_the_longest_text(running: Browser) -> None:
    """A figure for the benchmarks; here only that the longest text is answered."""
    with opened(running, ALL["merges"]) as found:
        for start in (0, 500):
            text = STORY[start : start + merging.LONGEST]
            assert found.call("it.time(args[0])", text) > 0
            assert "Replaying merges gives" in found.page.locator(".cx").inner_text()


@in_browser
def test_merges_are_played_to_the_last_one_or_until_something_else_is_wanted(
    running: Browser,
) -> None:
    for pace, until_the_end in ((10, True), (600_000, False)):
        data = {**ALL["merges"].data, "pace": pace}
        explorer = replace(ALL["merges"], data=data)
        with opened(running, explorer, motion=True) as found:
            said = found.page.locator(".cx-said")
            last = said.inner_text()
            found.page.get_by_role("button", name="play").click()
            stop = found.page.get_by_role("button", name="stop")
            if until_the_end:
                stop.wait_for(state="detached")
                assert said.inner_text() == last
            else:
                assert "No merge yet" in said.inner_text()
                assert said.get_attribute("aria-live") == "off"
                found.page.locator("textarea").press("End")
                found.page.keyboard.type("s")
                assert stop.count() == 0
            assert said.get_attribute("aria-live") == "polite"
            assert found.problems == []


@in_browser
def test_nothing_can_be_played_where_no_motion_is_wanted(running: Browser) -> None:
    with opened(running, ALL["merges"]) as found:
        assert not found.page.get_by_role("button", name="play").is_visible()
        assert found.page.get_by_role("button", name="one back").is_visible()


@in_browser
def test_all_windows_are_those_of_the_companion(running: Browser) -> None:
    n = sliding.TOKENS
    with opened(running, ALL["windows"]) as found:
        for length in range(1, sliding.MOST + 1):
            for stride in range(1, sliding.MOST + 1):
                cut = found.call("it.cut(args[0], args[1], 1)", length, stride)
                starts = list(range(0, n - length, stride))
                assert [each["inputs"][0] for each in cut] == starts
                assert all(
                    each["targets"] == [place + 1 for place in each["inputs"]]
                    for each in cut
                )
                times = found.call(
                    "it.times(it.cut(args[0], args[1], 1))", length, stride
                )
                assert times == coverage(n, length, stride).targets.tolist()
                wrong = found.call("it.cut(args[0], args[1], args[1])", length, stride)
                assert all(each["targets"][-1] < n for each in wrong)
                assert (wrong == cut) == (stride == 1)


@in_browser
def test_the_scores_are_those_of_the_companion(running: Browser) -> None:
    tables = {
        name: torch.tensor(rows, dtype=torch.float64)
        for name, rows in ALL["rotation"].data["tables"].items()
    }
    with opened(running, ALL["rotation"]) as found:
        for way in turning.WAYS:
            for query in range(0, turning.PLACES, 5):
                for offset in range(turning.OFFSETS):
                    key = query + offset
                    here = turning.score(way, tables, query, key)
                    there = found.call("it.score(...args)", way, query, key)
                    assert there == pytest.approx(here, abs=1e-6)
            still = {
                round(found.call("it.score(...args)", way, query, query + 3), 6)
                for query in range(turning.PLACES)
            }
            assert (len(still) == 1) == (way == "rotary")


def test_a_table_that_has_learned_nothing_is_not_called_learned() -> None:
    assert ALL["rotation"].data["learned"] == "a table before training"
    assert explorers.rotation(torch.ones(61, 4)).data["learned"] == "a learned table"


@in_browser
@pytest.mark.parametrize("width", [420, 700, 1000])
def test_a_slider_turns_query_and_key_and_keeps_its_value_beside_it(
    width: int, running: Browser
) -> None:
    with opened(running, ALL["rotation"], width=width) as found:
        said = found.page.locator(".cx-said")
        assert "Query at place 0, key at place 3, offset 3" in said.inner_text()
        place, offset = found.page.locator(".cx input[type=range]").all()
        place.press("ArrowRight")
        assert "Query at place 1, key at place 4, offset 3" in said.inner_text()
        offset.press("ArrowRight")
        assert "Query at place 1, key at place 5, offset 4" in said.inner_text()
        values = found.page.locator(".cx output").all()
        assert [value.inner_text() for value in values] == ["1", "4"]
        for control, value in zip((place, offset), values, strict=True):
            slid, shown = control.bounding_box(), value.bounding_box()
            assert slid is not None
            assert shown is not None
            assert slid["y"] < shown["y"] + shown["height"] / 2 < slid["y"] + 40
            assert shown["x"] >= slid["x"] + slid["width"]


@in_browser
@pytest.mark.parametrize("width", [700, 1000])
def test_names_on_the_map_are_not_written_over_each_other(
    width: int, running: Browser
) -> None:
    with opened(running, ALL["map"], width=width) as found:
        found.page.locator(".cx input[value=near]").check()
        for word in WORDS[::3]:
            found.page.get_by_label("Word", exact=True).select_option(label=word)
            boxes = found.page.evaluate(
                "[...document.querySelectorAll('.cx svg text')].map((each) =>"
                " { const box = each.getBBox(); return [each.textContent, box.x, box.y,"
                " box.x + box.width, box.y + box.height]; })"
            )
            near = [
                WORDS[at]
                for at, _ in found.call(
                    "it.neighbours(0, args[0], 4)", WORDS.index(word)
                )
            ]
            assert {word, *near} <= {name for name, *_ in boxes}
            assert len(boxes) > len(WORDS) / 2
            for one, other in itertools.combinations(boxes, 2):
                wide = min(one[3], other[3]) - max(one[1], other[1])
                high = min(one[4], other[4]) - max(one[2], other[2])
                assert wide <= 0 or high <= 6, (one, other)  # 6: what letters spare


@in_browser
def test_neighbours_and_answers_are_those_of_the_companion(running: Browser) -> None:
    rng = random.Random(0)
    with opened(running, ALL["map"]) as found:
        for number, vectors in enumerate(WORLDS.values()):
            for index, word in enumerate(WORDS):
                near = found.call("it.neighbours(...args)", number, index, 4)
                expected = vectors.most_similar(word, topn=4)
                assert [WORDS[each] for each, _ in near] == [w for w, _ in expected]
                for (_, there), (_, here) in zip(near, expected, strict=True):
                    assert there == pytest.approx(here, abs=1e-5)
            for _ in range(60):
                a, b, c = rng.sample(range(len(WORDS)), 3)
                given = [WORDS[b], WORDS[c]], [WORDS[a]]
                query = sum(map(vectors.unit, given[0])) - vectors.unit(WORDS[a])
                for allowed, expected in (
                    (False, vectors.most_similar(*given, topn=4)),
                    (True, vectors.nearest(query, 4)),
                ):
                    best = found.call("it.answer(...args)", number, a, b, c, allowed)
                    assert [WORDS[each] for each, _ in best] == [w for w, _ in expected]


@in_browser
def test_the_chances_are_those_of_softmax(running: Browser) -> None:
    data = ALL["bars"].data
    logits = torch.tensor([*data["logits"], *data["rest"]], dtype=torch.float64)
    with opened(running, ALL["bars"]) as found:
        for temperature in (0.1, 0.7, 1.0, 3.0):
            there = found.call("it.chances(args[0])", temperature)
            here = torch.softmax(logits / temperature, 0)[: len(there)].tolist()
            assert there == pytest.approx(here, abs=1e-9)


@in_browser
@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_is_shown_as_text(text: str, running: Browser) -> None:
    made: list[Any] = [
        explorers.cutter(text, pieces=True),
        explorers.merges(TOKENIZER, text),
        explorers.next_token(text, [text[:999], "b"], torch.tensor([1.0, 2.0])),
    ]
    for each in made:
        assert len(each._repr_html_().encode()) <= MOST_BYTES or len(text) > 1_000
        Reader(each.still)
        with opened(running, each) as found:
            assert found.problems == []
            assert found.page.title().strip() == "Explorers"
            assert found.page.locator(".cx img").count() == 0
    with opened(running, ALL["cutter"]) as found:
        area = found.page.locator("textarea")
        area.evaluate(
            "(area, text) => { area.value = text;"
            " area.dispatchEvent(new Event('input')); }",
            json.loads(json.dumps(text)),
        )
        assert found.problems == []
        assert found.page.title().strip() == "Explorers"
        assert found.page.locator(".cx-chip").count() <= words.LONGEST
