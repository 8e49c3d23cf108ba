"""Exercise 01.beat-the-joiner."""

from __future__ import annotations

import functools
import random
import re
from collections.abc import Callable

from ... import tokenization
from ...corpora import load_articles
from ..kinds import kind_of
from ..panels import paragraph
from ..records import Challenge

_SENTENCES = 500  # of each corpus
_PRACTICE = 100  # of each corpus, and none of them hidden
_SHOWN = 3  # of those that fail


_LONGEST = 200  # code points


_BETWEEN_SENTENCES = re.compile(r'(?<=[.!?]) (?=[A-Z"])|(?<=[.!?]") (?=[A-Z"])')


_HARD_TO_PLACE = re.compile(r"""["'()]|--|\d[,.:]\d|\.\w""")


def practice_sentences() -> list[str]:
    """Return sentences of the same kind as those that an answer is scored on.

    Returns
    -------
    list of str
        100 sentences of news and 100 of an encyclopedia, in a mixed order.
    """
    return list(_sentences()[1])


@functools.cache
def _sentences() -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the hidden sentences and others, each with a mark hard to place."""
    rng = random.Random(0)
    hidden: list[str] = []
    others: list[list[str]] = []
    for corpus in ("news", "encyclopedia"):
        sentences = {
            sentence: None  # a dictionary keeps each once, and in order
            for article in load_articles(corpus)
            for paragraph in article.split("\n")
            for sentence in _BETWEEN_SENTENCES.split(" ".join(paragraph.split()))
            if _HARD_TO_PLACE.search(sentence)
            # A quotation that goes on in the next sentence would be unfair.
            and sentence.count('"') % 2 == 0
            and len(sentence) <= _LONGEST
        }
        hidden += rng.sample(list(sentences), _SENTENCES)
        scored = set(hidden)
        others.append([each for each in sentences if each not in scored])
    practice = [each for other in others for each in rng.sample(other, _PRACTICE)]
    rng.shuffle(practice)
    return tuple(hidden), tuple(practice)


def _hidden_sentences() -> tuple[str, ...]:
    return _sentences()[0]


def _failing(put_together: Callable[[list[str]], str]) -> tuple[str, str]:
    """Show some of the practice sentences that fail, as text and as HTML."""
    from ...figures.tokenization import Differences  # it loads matplotlib

    pairs = [(s, put_together(tokenization.split(s))) for s in practice_sentences()]
    torn = [(was, now) for was, now in pairs if was != now]
    if not torn:
        return "", ""
    said = (
        f"{len(torn)} of the {len(pairs)} practice sentences do not come back. "
        "Some of them:"
    )
    some = Differences(torn[:_SHOWN])
    return f"{said}\n{some}", paragraph(said) + some._repr_html_()


def _exact(put_together: Callable[[list[str]], str]) -> int:
    """Count the hidden sentences that come back exactly."""
    return sum(
        put_together(tokenization.split(sentence)) == sentence
        for sentence in _hidden_sentences()
    )


def _by_heart(put_together: Callable[[list[str]], str]) -> str:
    """Refuse an answer that looks sentences up: rules do not mind what words say."""
    plain = _hidden_sentences()[:: 2 * _SENTENCES // 100]
    returned = put_together(tokenization.split(plain[0]))
    if not isinstance(returned, str):
        if returned is None:
            return "It returned None: is there a return on every way through it?"
        kind = kind_of(returned) or f"a {type(returned).__name__}"
        return f"It returned {kind}, and should return the sentence as one text."
    backwards = [
        re.sub(r"[A-Za-z]{5,}", lambda word: word.group()[::-1], sentence)
        for sentence in plain
    ]
    exact, exact_backwards = (
        sum(put_together(tokenization.split(s)) == s for s in sentences)
        for sentences in (plain, backwards)
    )
    if exact_backwards >= 0.7 * exact:
        return ""
    return (
        f"On {len(plain)} of the sentences {exact} come back, but only "
        f"{exact_backwards} once the letters of the long words stand in another order. "
        "A rule would not notice: your answer seems to know the sentences by heart."
    )


def _with_spaces(tokens: list[str]) -> str:
    return " ".join(tokens)


def _with_contractions(tokens: list[str]) -> str:
    text = tokenization.join(tokens)
    return re.sub(r"(\w)' (s|t|re|ll|d|ve|m)\b", r"\1'\2", text)


def _with_two_rules(tokens: list[str]) -> str:
    text = _with_contractions(tokens)
    parts = text.split('"')
    for place in range(1, len(parts), 2):
        # Odd parts are inside quotation marks: the space belongs before the first.
        parts[place] = parts[place].lstrip()
        if parts[place - 1]:
            parts[place - 1] += " "
    return '"'.join(parts)


def _with_six_rules(tokens: list[str]) -> str:
    text = _with_two_rules(tokens)
    text = re.sub(r"(\S)\( ", r"\1 (", text)  # dear( she -> dear (she
    text = re.sub(r"(\d)([:.]) (?=\d)", r"\1\2", text)  # 7: 40 -> 7:40
    # 1, 000 -> 1,000, but June 5, 1862 stays: three digits and no more.
    text = re.sub(r"(\d), (?=\d\d\d\b)", r"\1,", text)
    return re.sub(r"\b(\w)\. (?=\w\.)", r"\1.", text)  # U. S. -> U.S.


CHALLENGE = Challenge(
    name="01.beat-the-joiner",
    task="Put the tokens of a sentence together again, with the spaces where they "
    "were. As many of the hidden sentences as possible should come back exactly.",
    starter=(
        "def put_together(tokens):\n"
        '    text = " ".join(tokens)\n'
        "    # your rules\n"
        "    return text\n"
    ),
    hints=(
        "Start from tokenization.join(tokens), and mend its worst damage first: which "
        "kind of mark is in most of the sentences that fail?",
        "Contractions: an apostrophe, a space, and one of s, t, re, ll, d, ve, m with "
        "a word border behind it.",
        "Quotation marks alternate: the first opens, the second closes. "
        "text.split('\"') puts what is inside at the odd places.",
        "Then parentheses, numbers such as 7:40 and 1,000, and initials such as U.S. "
        "Look at what fails before you write a rule: a date such as June 5, 1862 has a "
        "comma between digits, too.",
    ),
    solution=_with_six_rules,
    lesson="Each rule mends one kind of loss, and the last per cent are never reached: "
    "in which of two ways a text was spaced cannot be seen in tokens that both share.",
    score=_exact,
    unit=f"of {2 * _SENTENCES:,} sentences",
    baselines=(
        ("a space everywhere", 0.0),
        ("tokenization.join", 35.0),
        ("join and one rule, for contractions", 359.0),
        ("join and two rules, for quotation marks too", 656.0),
    ),
    reference=972.0,
    validate=_by_heart,
    failing=_failing,
)
