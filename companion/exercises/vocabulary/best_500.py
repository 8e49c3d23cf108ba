"""Exercise 02.best-500."""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Callable, Sequence

from ...corpora import load_articles, load_text
from ...tokenization import split, token_counts
from ...vocabulary import unseen_share
from ..comparing import short
from ..records import Challenge

_ENTRIES = 500


_HELD_OUT = 10  # one in so many articles, the last ones


@functools.cache
def _genres() -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """Return the tokens to choose from and those held out, for each genre."""
    given: dict[str, list[str]] = {}
    held_out: dict[str, list[str]] = {}
    for genre in ("news", "encyclopedia"):
        articles = load_articles(genre)
        cut = len(articles) - len(articles) // _HELD_OUT
        given[genre] = split("\n".join(articles[:cut]))
        held_out[genre] = split("\n".join(articles[cut:]))
    story = split(load_text("story"))
    middle = len(story) // 2
    given["fiction"], held_out["fiction"] = story[:middle], story[middle:]
    return given, held_out


_Chooser = Callable[[dict[str, list[str]]], Sequence[str]]


def _chosen(best_entries: _Chooser) -> list[str]:
    given = {genre: list(tokens) for genre, tokens in _genres()[0].items()}
    return list(best_entries(given))


def _unseen_with(best_entries: _Chooser) -> float:
    """Return the per cent of held-out tokens that are unseen, mean of three genres."""
    entries = set(_chosen(best_entries))
    held_out = _genres()[1].values()
    shares = [unseen_share(entries, tokens) for tokens in held_out]
    return round(100 * sum(shares) / len(shares), 2)


def _not_a_vocabulary(best_entries: _Chooser) -> str:
    """Say why what was chosen is no vocabulary of 500 given tokens."""
    entries = _chosen(best_entries)
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
    strangers = sorted(map(str, distinct.difference(*_genres()[0].values())))
    if strangers:
        return f"{strangers[0]!r} is in none of the three texts; choose among theirs."
    return ""


def _first_in_the_alphabet(texts: dict[str, list[str]]) -> list[str]:
    return sorted(set().union(*texts.values()))[:500]


def _first_met(texts: dict[str, list[str]]) -> list[str]:
    seen = dict.fromkeys(token for tokens in texts.values() for token in tokens)
    return list(seen)[:500]


def _most_frequent(texts: dict[str, list[str]]) -> list[str]:
    counts = Counter(token for tokens in texts.values() for token in tokens)
    return [token for token, _ in counts.most_common(500)]


def _most_frequent_on_average(texts: dict[str, list[str]]) -> list[str]:
    total: dict[str, float] = {}
    for tokens in texts.values():
        for token, count in token_counts(tokens).items():
            # A share, so that the largest text does not outvote the others.
            total[token] = total.get(token, 0) + count / len(tokens)
    return sorted(total, key=lambda token: -total[token])[:500]


CHALLENGE = Challenge(
    name="02.best-500",
    task="Choose the 500 entries that leave the fewest tokens unseen, in new texts of "
    "three genres.",
    starter=(
        "def best_entries(texts):\n"
        "    entries = set()\n"
        "    for tokens in texts.values():\n"
        "        entries.update(tokens)\n"
        "    return sorted(entries)[:500]\n"
    ),
    hints=(
        "Which 500 tokens serve the most places of the texts that you are given?",
        "The encyclopedia is 120 times as long as the fiction, but each genre counts "
        "for a third of the score. What should one place in each of them weigh?",
        "In so little fiction many tokens are frequent by chance. How much would you "
        "trust a token that occurs there twice, and in no other genre?",
    ),
    solution=_most_frequent_on_average,
    lesson="Frequent tokens serve many places, and what is frequent in one genre may "
    "be rare in the next: the best vocabulary is that of the texts to come.",
    score=_unseen_with,
    unit="% of new tokens unseen, mean of three genres",
    baselines=(
        ("the first 500 of the alphabet", 85.65),
        ("the first 500 in the texts", 45.97),
        ("the 500 most frequent", 36.15),
    ),
    reference=33.17,
    higher_is_better=False,
    validate=_not_a_vocabulary,
)
