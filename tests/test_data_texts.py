"""The shipped texts hold what the lessons rest on."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from pathlib import Path

import pytest

DATA = Path(__file__).parents[1] / "data"
STORY = (DATA / "story.txt").read_bytes()
PARALLEL = (DATA / "parallel.tsv").read_bytes()
TRAINING = (DATA / "parallel_training.tsv").read_bytes()
TEXT = STORY.decode("utf-8")
HEAD, *ROWS = [line.split("\t") for line in PARALLEL.decode("utf-8").splitlines()]
HEAD_2, *ROWS_2 = [line.split("\t") for line in TRAINING.decode("utf-8").splitlines()]
# What holds for the sentences of one file holds for both together.
COLUMNS = {name: [r[i] for r in ROWS + ROWS_2] for i, name in enumerate(HEAD)}

LANGUAGES = [
    "English",
    "Spanish",
    "German",
    "Russian",
    "Persian",
    "Arabic",
    "Hindi",
    "Chinese",
    "Japanese",
    "Korean",
]
# Unicode blocks: which letters each language may use, and which it must show.
LATIN = "\u0041-\u005a\u0061-\u007a\u00c0-\u017f"
HAN = "\u4e00-\u9fff"
KANA = "\u3040-\u30ff"
SCRIPTS = {
    "English": "A-Za-z",
    "Spanish": LATIN,
    "German": LATIN,
    "Russian": "\u0400-\u04ff",
    "Persian": "\u0600-\u06ff",
    "Arabic": "\u0600-\u06ff",
    "Hindi": "\u0900-\u097f",
    "Chinese": HAN,
    "Japanese": HAN + KANA,
    "Korean": "\uac00-\ud7a3",
}
ZERO_WIDTH_NON_JOINER = "\u200c"


def letters(text: str) -> list[str]:
    """Every character of `text` that Unicode calls a letter."""
    return [c for c in text if unicodedata.category(c).startswith("L")]


@pytest.mark.parametrize(
    "raw", [STORY, PARALLEL, TRAINING], ids=["story", "parallel", "training"]
)
def test_file_is_plain_normalised_utf8_with_unix_line_ends(raw: bytes) -> None:
    text = raw.decode("utf-8")
    assert not raw.startswith(b"\xef\xbb\xbf")
    assert b"\r" not in raw
    assert text.endswith("\n")
    assert not text.endswith("\n\n")
    assert unicodedata.is_normalized("NFC", text)


def test_story_has_the_length_the_lessons_are_timed_for() -> None:
    assert 18_000 <= len(TEXT) <= 22_000


def test_story_paragraphs_stand_on_one_line_with_a_blank_line_between() -> None:
    paragraphs = TEXT.rstrip("\n").split("\n\n")
    assert len(paragraphs) > 50
    for paragraph in paragraphs:
        assert paragraph == paragraph.strip()
        assert "\n" not in paragraph
        assert "  " not in paragraph


def test_story_is_made_of_letters_digits_and_ascii_punctuation() -> None:
    allowed = set(" \n\"'(),-.:;?!_0123456789")
    strays = {c for c in TEXT if c not in allowed and not c.isalpha()}
    assert strays == set()


@pytest.mark.parametrize(
    ("feature", "pattern", "at_least"),
    [
        ("speech in quotation marks", r'"[A-Z][^"\n]*[,.?!-]+"', 60),
        ("contractions", r"\b[A-Za-z]+'(?:s|t|d|ve|ll|re|m)\b", 40),
        ("the contraction of notebook 01", r"\bIt's\b", 3),
        ("another contraction", r"\b(?:don't|didn't|hadn't)\b", 5),
        ("dashes", r"\w--\w?", 5),
        ("semicolons", r"\w[\")]?;", 15),
        ("colons", r"\w[\")]?:", 15),
        ("parentheses", r"\([^()\n]+\)", 5),
        ("hyphenated words", r"[A-Za-z]-[A-Za-z]", 8),
        ("years", r"\b1[89]\d\d\b", 8),
        ("times of the day", r"\b\d{1,2}:\d\d\b", 5),
        ("prices", r"\b\d+ (?:pence|shillings?|pounds?)\b", 5),
        ("emphasis", r"\b_[^_\n]+_\b", 2),
        ("questions", r"\?", 25),
        ("exclamations", r"!", 5),
        ("names with a title", r"\b(?:Mr|Dr|Mrs)\. [A-Z]", 15),
    ],
)
def test_story_holds_what_the_lessons_cut(
    feature: str, pattern: str, at_least: int
) -> None:
    found = re.findall(pattern, TEXT)
    assert len(found) >= at_least, f"{feature}: only {len(found)}"


def test_story_quotation_marks_and_parentheses_are_balanced() -> None:
    for paragraph in TEXT.split("\n\n"):
        assert paragraph.count('"') % 2 == 0, paragraph
        assert paragraph.count("(") == paragraph.count(")"), paragraph


def test_story_has_refrains() -> None:
    assert TEXT.count("How many words is that?") >= 4
    assert len(re.findall(r"What do(?:es)? (?:they|he) know already\?", TEXT)) >= 2
    message = "THE STONE IS AS IT WAS AND WILL STAY SO."
    assert TEXT.count(message) == 2


def in_pence(pounds: str, shillings: str, pence: str) -> int:
    """Return old money in its smallest coin: 12 to a shilling, 240 to a pound."""
    return (int(pounds) * 20 + int(shillings)) * 12 + int(pence)


def test_story_numbers_agree_with_each_other() -> None:
    message = next(p for p in TEXT.split("\n\n") if p.startswith("I AM WELL."))
    cut = next(p for p in TEXT.split("\n\n") if p.startswith("AM WELL"))
    before, after = len(message.split()), len(cut.split())
    assert (before, after) == (38, 10)
    assert set(cut.split()) - set(re.findall(r"\w+", message)) == {"EATING"}
    (rate,) = re.findall(r"At (\d+) shilling and (\d+) pence that is", TEXT)
    (price,) = re.findall(r"(\d+) pounds, (\d+) shillings and (\d+) pence", TEXT)
    (change,) = re.findall(r"(\d+) pound and (\d+) shillings", TEXT)
    a_word = in_pence("0", *rate)
    assert in_pence(*price) == before * a_word
    assert in_pence(*change, "0") == (before - after) * a_word  # type: ignore[call-arg]


def test_story_has_a_dozen_words_beyond_ascii() -> None:
    words = {w.strip("_").lower() for w in re.findall(r"\w+", TEXT)}
    beyond = {word for word in words if not word.isascii()}
    assert len(beyond) >= 12, sorted(beyond)
    assert {"café", "naïve", "zoë", "łódź"} <= beyond


def test_parallel_has_ten_languages_of_at_least_ten_sentences() -> None:
    assert HEAD == HEAD_2 == LANGUAGES
    assert len(ROWS) >= 10
    assert len(ROWS_2) >= 3 * len(ROWS)
    for row in ROWS + ROWS_2:
        assert len(row) == len(LANGUAGES)
        assert all(cell and cell == cell.strip() for cell in row)


@pytest.mark.parametrize("language", LANGUAGES)
def test_parallel_sentences_differ_and_end_like_sentences(language: str) -> None:
    sentences = COLUMNS[language]
    assert [s for s, n in Counter(sentences).items() if n > 1] == []
    for sentence in sentences:
        assert sentence[-1] in ".?!؟।。！？", sentence


@pytest.mark.parametrize("language", LANGUAGES)
def test_parallel_sentences_use_their_own_script(language: str) -> None:
    own = re.compile(f"[{SCRIPTS[language]}]")
    for sentence in COLUMNS[language]:
        strangers = [c for c in letters(sentence) if not own.match(c)]
        assert strangers == [], sentence
        assert letters(sentence), sentence


@pytest.mark.parametrize("language", LANGUAGES)
def test_parallel_has_no_stray_control_or_format_characters(language: str) -> None:
    allowed = ZERO_WIDTH_NON_JOINER if language == "Persian" else ""
    for sentence in COLUMNS[language]:
        strays = [
            f"U+{ord(c):04X}"
            for c in sentence
            if unicodedata.category(c).startswith("C") and c not in allowed
        ]
        assert strays == [], sentence


def test_parallel_persian_uses_persian_letters_and_the_non_joiner() -> None:
    text = " ".join(COLUMNS["Persian"])
    assert "ي" not in text
    assert "ك" not in text
    assert "ی" in text
    assert "ک" in text
    assert not re.search(r"\bن?می ", text), "the prefix می takes a non-joiner"
    joined = [s for s in COLUMNS["Persian"] if ZERO_WIDTH_NON_JOINER in s]
    assert len(joined) >= 5
    # The non-joiner stands between two letters, or it does nothing.
    places = re.findall(f"(.?){ZERO_WIDTH_NON_JOINER}(.?)", text)
    assert places
    assert all(a.isalpha() and b.isalpha() for a, b in places)


def test_parallel_japanese_shows_its_scripts() -> None:
    text = "".join(COLUMNS["Japanese"])
    assert re.search("[\u3040-\u309f]", text)
    assert re.search("[\u30a0-\u30ff]", text)
    assert re.search(f"[{HAN}]", text)


def test_parallel_chinese_and_japanese_have_no_spaces() -> None:
    for language in ("Chinese", "Japanese"):
        assert all(" " not in sentence for sentence in COLUMNS[language])


def test_parallel_chinese_is_simplified() -> None:
    text = "".join(COLUMNS["Chinese"])
    assert not set(text) & set("這們說車點嗎錢買麵學園鑰")


def test_parallel_accents_are_there_where_the_language_needs_them() -> None:
    assert re.search("[áéíóúñ¿¡]", " ".join(COLUMNS["Spanish"]))
    assert re.search("[äöüß]", " ".join(COLUMNS["German"]))
