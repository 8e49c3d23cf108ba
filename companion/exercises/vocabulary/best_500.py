"""Exercise 02.best-500."""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Callable, Container, Sequence

from ...corpora import load_text, texts_by_genre
from ...tokenization import split
from ...vocabulary import unseen_share
from ..comparing import short
from ..records import Challenge

_ENTRIES = 500
_ENDING = "##"  # as BERT writes it; no token of the texts begins so


@functools.cache
def _genres() -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """Return the tokens to choose from and those held out, for each genre."""
    read, new = texts_by_genre(split)
    story = split(load_text("story"))
    middle = len(story) // 2
    given = {"news": read["news"], "encyclopedia": read["wiki"]}
    held_out = {"news": new["news"], "encyclopedia": new["wiki"]}
    return given | {"fiction": story[:middle]}, held_out | {"fiction": story[middle:]}


_Chooser = Callable[[dict[str, list[str]]], Sequence[str]]


def _chosen(best_entries: _Chooser) -> list[str]:
    given = {genre: list(tokens) for genre, tokens in _genres()[0].items()}
    chosen: Sequence[str] | None = best_entries(given)
    return [] if chosen is None else list(chosen)


def _is_seen(word: str, entries: Container[str]) -> bool:
    """Say whether a word is an entry, or one entry and one ending behind it."""
    return word in entries or any(
        word[:cut] in entries and _ENDING + word[cut:] in entries
        for cut in range(1, len(word))
    )


def _unseen_with(best_entries: _Chooser) -> float:
    """Return the per cent of held-out tokens that are unseen, mean of three genres."""
    entries = set(_chosen(best_entries))
    held_out = _genres()[1].values()
    total = 0.0
    for tokens in held_out:
        known = {word for word in set(tokens) if _is_seen(word, entries)}
        total += unseen_share(known, tokens)
    return round(100 * total / len(held_out), 2)


def _not_a_vocabulary(best_entries: _Chooser) -> str:
    """Say why what was chosen is no vocabulary of 500 entries from the given tokens."""
    entries = _chosen(best_entries)
    if not entries:
        return f"There are no entries, and there should be {_ENTRIES}: use return."
    for entry in entries:
        if not isinstance(entry, str):
            return (
                f"The entries are to be tokens, and one of yours is {short(entry)}. "
                "most_common, for example, gives each token together with its count."
            )
    distinct = set(entries)
    if len(entries) != _ENTRIES:
        return f"There are {len(entries):,} entries, and there should be {_ENTRIES}."
    if len(distinct) != _ENTRIES:
        return (
            f"Only {len(distinct)} of the entries are distinct: a second row for the "
            "same token is wasted."
        )
    words = sorted(set().union(*_genres()[0].values()))
    begins = {word[:cut] for word in words for cut in range(1, len(word) + 1)}
    ends = {_ENDING + word[cut:] for word in words for cut in range(len(word))}
    if strangers := sorted(distinct - begins - ends):
        verb = "ends" if strangers[0].startswith(_ENDING) else "begins"
        return (
            f"{strangers[0]!r} {verb} no word of the three texts; take what you find "
            "in them."
        )
    return ""


def _first_in_the_alphabet(texts: dict[str, list[str]]) -> list[str]:
    return sorted(set().union(*texts.values()))[:500]


def _first_met(texts: dict[str, list[str]]) -> list[str]:
    seen = dict.fromkeys(token for tokens in texts.values() for token in tokens)
    return list(seen)[:500]


def _most_frequent(texts: dict[str, list[str]]) -> list[str]:
    counts = Counter(token for tokens in texts.values() for token in tokens)
    return [token for token, _ in counts.most_common(500)]


def _mean_shares(texts: dict[str, list[str]]) -> dict[str, float]:
    """Return the words with their shares of the texts, the largest first."""
    worth: dict[str, float] = {}
    for tokens in texts.values():
        for word in tokens:
            # A share, so that the largest text does not outvote the others.
            worth[word] = worth.get(word, 0) + 1 / len(tokens)
    return {word: worth[word] for word in sorted(worth, key=lambda w: -worth[w])}


def _most_frequent_with_one_vote_each(texts: dict[str, list[str]]) -> list[str]:
    return list(_mean_shares(texts))[:500]


def _frequent_words_and_endings(texts: dict[str, list[str]]) -> list[str]:
    worth = _mean_shares(texts)
    words = list(worth)[:450]
    known = set(words)
    helps: dict[str, float] = {}
    for word in worth:
        if word not in known:
            for cut in range(1, len(word)):
                if word[:cut] in known:
                    ending = "##" + word[cut:]
                    helps[ending] = helps.get(ending, 0) + worth[word]
    return words + sorted(helps, key=lambda ending: -helps[ending])[:50]


CHALLENGE = Challenge(
    name="02.best-500",
    task="Choose the 500 entries, words and endings, that leave the fewest words "
    "unseen in new texts of three genres.",
    starter=(
        "def best_entries(texts):\n"
        "    entries = set()\n"
        "    for tokens in texts.values():\n"
        "        entries.update(tokens)\n"
        "    return sorted(entries)[:500]\n"
    ),
    hints=(
        "Begin with words alone. Which 500 serve the most places of the texts that you "
        "are given? Count with token_counts: tokens.count is slow here.",
        "The encyclopedia is 120 times as long as the fiction, but each genre counts "
        "for a third of the score. What should one place in each of them weigh?",
        "##s alone serves more than a hundred words. How would you find out what an "
        "ending adds to the words that you have chosen, and how many of them it is "
        "worth?",
        "An ending changes what a word is worth: with ##s, cats needs no row if cat "
        "has one. Can you choose the words once more, knowing the endings?",
        "In so little fiction many words are frequent by chance. How much would you "
        "trust one that occurs there twice, and in no other genre?",
    ),
    solution=_frequent_words_and_endings,
    lesson="Frequent entries serve many places, and an ending serves many words at "
    "once: pieces go further than words. Notebook 04 goes that way to its end.",
    score=_unseen_with,
    unit="% of new tokens unseen, mean of three genres",
    baselines=(
        ("the first 500 of the alphabet", 85.68),
        ("the first 500 in the texts", 45.96),
        ("the 500 most frequent", 36.14),
        ("the 500 most frequent, one vote a genre", 33.21),
        ("the best that we have found", 26.45),
    ),
    reference=31.56,
    higher_is_better=False,
    validate=_not_a_vocabulary,
)
