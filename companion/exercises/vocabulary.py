"""Exercises of notebook 02: numbering, a new edition, a sorted book, rows needed."""

from __future__ import annotations

import functools
import random
from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from ..corpora import load_articles, load_text
from ..tokenization import join, split, token_counts
from ..vocabulary import unseen_share
from .records import Challenge, Exercise, Mistake

_WORDS = (
    "Ada",
    "bread",
    "café",
    "Dog",
    "dog",
    "ferry",
    "naïve",
    "tea",
    "Łódź",
    ".",
    ",",
)
# Two of many books: one in the order of its IDs, one in an order of its own.
_IN_ORDER = {",": 0, ".": 1, "Zoë": 2, "a": 3, "letter": 4, "sent": 5}
_BOOK = {"letter": 4, "sent": 0, "a": 2, "Zoë": 5, ",": 1, ".": 3}


def _vocabulary(tokens: Sequence[str]) -> dict[str, int]:
    return {token: index for index, token in enumerate(sorted(set(tokens)))}


def _vocabulary_as_met(tokens: Sequence[str]) -> dict[str, int]:
    return {token: index for index, token in enumerate(dict.fromkeys(tokens))}


def _vocabulary_with_repeats(tokens: Sequence[str]) -> dict[str, int]:
    return {token: index for index, token in enumerate(sorted(tokens))}


def _vocabulary_from_one(tokens: Sequence[str]) -> dict[str, int]:
    return {token: index for index, token in enumerate(sorted(set(tokens)), start=1)}


def _vocabulary_without_case(tokens: Sequence[str]) -> dict[str, int]:
    ordered = sorted(sorted(set(tokens)), key=str.casefold)
    return {token: index for index, token in enumerate(ordered)}


def _vocabulary_cases(rng: random.Random) -> list[tuple[list[str]]]:
    return [
        ([],),
        (["the", "cat", "saw", "the", "dog"],),
        (["Zoë", "ate", "an", "apple", "."],),
        (rng.choices(_WORDS, k=8),),
    ]


def _decode(ids: Sequence[int], vocab: Mapping[str, int]) -> str:
    token_of = {index: token for token, index in vocab.items()}
    return " ".join(token_of[index] for index in ids)


def _pieces(ids: Sequence[int], vocab: Mapping[str, int]) -> list[str]:
    token_of = {index: token for token, index in vocab.items()}
    return [token_of[index] for index in ids]


def _decode_by_place(ids: Sequence[int], vocab: Mapping[str, int]) -> str:
    token_at = dict(enumerate(vocab))
    return " ".join(token_at[index] for index in ids)


def _decode_by_place_in_the_alphabet(
    ids: Sequence[int], vocab: Mapping[str, int]
) -> str:
    return _decode_by_place(ids, _vocabulary(list(vocab)))


def _decode_in_order_of_the_book(ids: Sequence[int], vocab: Mapping[str, int]) -> str:
    return " ".join(token for token, index in vocab.items() if index in ids)


def _decode_space_before(ids: Sequence[int], vocab: Mapping[str, int]) -> str:
    return "".join(" " + piece for piece in _pieces(ids, vocab))


def _decode_space_after(ids: Sequence[int], vocab: Mapping[str, int]) -> str:
    return "".join(piece + " " for piece in _pieces(ids, vocab))


def _decode_by_first_id(ids: Sequence[int], vocab: Mapping[str, int]) -> str:
    text = ""
    for index, piece in zip(ids, _pieces(ids, vocab), strict=True):
        if index != ids[0]:
            text += " "
        text += piece
    return text


def _decode_by_last_id(ids: Sequence[int], vocab: Mapping[str, int]) -> str:
    text = ""
    for index, piece in zip(ids, _pieces(ids, vocab), strict=True):
        text += piece
        if index != ids[-1]:
            text += " "
    return text


def _decode_cases(rng: random.Random) -> list[tuple[list[int], dict[str, int]]]:
    drawn = dict(zip(rng.sample(_WORDS, k=6), rng.sample(range(6), k=6), strict=True))
    return [
        ([], _BOOK),
        ([4], _IN_ORDER),
        ([2, 5, 3, 4, 1], _IN_ORDER),
        ([5, 0, 2, 4, 3], _BOOK),
        ([2, 4, 1, 2, 4], _BOOK),
        ([4, 4, 4], _BOOK),
        (rng.sample(range(6), k=6), drawn),
    ]


def _new_edition(vocab: Mapping[str, int], tokens: Sequence[str]) -> dict[str, int]:
    edition = dict(vocab)
    for token in tokens:
        if token not in edition:
            edition[token] = len(edition)
    return edition


def _edition_sorted_anew(
    vocab: Mapping[str, int], tokens: Sequence[str]
) -> dict[str, int]:
    return _vocabulary([*vocab, *tokens])


def _edition_with_sorted_news(
    vocab: Mapping[str, int], tokens: Sequence[str]
) -> dict[str, int]:
    return _new_edition(vocab, sorted(tokens))


def _edition_with_gaps(
    vocab: Mapping[str, int], tokens: Sequence[str]
) -> dict[str, int]:
    edition = dict(vocab)
    for place, token in enumerate(tokens):
        edition.setdefault(token, len(vocab) + place)
    return edition


def _edition_one_too_high(
    vocab: Mapping[str, int], tokens: Sequence[str]
) -> dict[str, int]:
    edition = dict(vocab)
    for token in tokens:
        if token not in edition:
            edition[token] = len(edition) + 1
    return edition


def _edition_renumbered(
    vocab: Mapping[str, int], tokens: Sequence[str]
) -> dict[str, int]:
    edition = dict(vocab)
    for token in tokens:
        edition[token] = len(edition)
    return edition


def _edition_with_repeats(
    vocab: Mapping[str, int], tokens: Sequence[str]
) -> dict[str, int]:
    edition = dict(vocab)
    free = len(vocab)
    for token in tokens:
        if token not in vocab:
            edition[token] = free
            free += 1
    return edition


def _edition_of_news_alone(
    vocab: Mapping[str, int], tokens: Sequence[str]
) -> dict[str, int]:
    return _vocabulary_as_met(tokens)


def _edition_by_set(vocab: Mapping[str, int], tokens: Sequence[str]) -> dict[str, int]:
    edition = dict(vocab)
    for token in set(tokens):
        if token not in edition:
            edition[token] = len(edition)
    return edition


def _edition_cases(rng: random.Random) -> list[tuple[dict[str, int], list[str]]]:
    vocab = {"cat": 0, "dog": 1, "saw": 2}
    return [
        ({}, []),
        (vocab, []),
        ({}, ["tea", "and", "tea"]),
        (vocab, ["the", "cat", "saw", "a", "the", "ant"]),
        (vocab, ["dog", "cat"]),
        ({"saw": 0, "cat": 1}, ["cat", "zebra", "zebra", "apple"]),
        (vocab, ["moon", "ant", "zoo", "bee", "sky", "fox", "hat", "ink", "cup"]),
        (vocab, rng.choices(_WORDS, k=8)),
    ]


def _rows_needed(tokens: Sequence[str], share: float) -> int:
    covered = rows = 0
    for count in token_counts(tokens).values():
        if covered >= share * len(tokens):
            break
        covered += count
        rows += 1
    return rows


def _rows_in_any_order(tokens: Sequence[str], share: float) -> int:
    covered = rows = 0
    for count in Counter(tokens).values():
        if covered >= share * len(tokens):
            break
        covered += count
        rows += 1
    return rows


def _rows_of_the_rarest(tokens: Sequence[str], share: float) -> int:
    covered = rows = 0
    for count in reversed(token_counts(tokens).values()):
        if covered >= share * len(tokens):
            break
        covered += count
        rows += 1
    return rows


def _rows_beyond(tokens: Sequence[str], share: float) -> int:
    covered = rows = 0
    for count in token_counts(tokens).values():
        if covered > share * len(tokens):
            break
        covered += count
        rows += 1
    return rows


def _rows_before(tokens: Sequence[str], share: float) -> int:
    return max(_rows_needed(tokens, share) - 1, 0)


def _rows_as_share_of_entries(tokens: Sequence[str], share: float) -> int:
    return round(share * len(set(tokens)))


def _rows_for_a_share_of_entries(tokens: Sequence[str], share: float) -> int:
    """Add up places of the text until they reach a share of the distinct tokens."""
    covered = rows = 0
    for count in token_counts(tokens).values():
        if covered >= share * len(set(tokens)):
            break
        covered += count
        rows += 1
    return rows


def _rows_beyond_or_none(tokens: Sequence[str], share: float) -> int | None:
    covered = 0
    for rows, count in enumerate(token_counts(tokens).values(), start=1):
        covered += count
        if covered > share * len(tokens):
            return rows
    return None


def _rows_covered(tokens: Sequence[str], share: float) -> int:
    counts = list(token_counts(tokens).values())
    return sum(counts[: _rows_needed(tokens, share)])


def _rows_cases(rng: random.Random) -> list[tuple[list[str], float]]:
    mixed = ["a", "b", "c", "d", "a", "e", "a", "b"]
    return [
        (["tea"], 1.0),
        (["tea", "tea", "and", "milk"], 0.5),
        (["and", "milk", "tea", "tea"], 0.5),
        (["tea", "tea", "and", "milk"], 0.75),
        (mixed, 0.25),
        (mixed, 0.5),
        (mixed, 0.625),
        (mixed, 1.0),
        ([*"abcdefgh", *"hhhhgggg"], 0.5),
        (rng.choices(_WORDS[:5], k=16), rng.choice([0.25, 0.5, 0.75])),
    ]


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


EXERCISES: tuple[Exercise, ...] = (
    Exercise(
        name="02.vocabulary",
        task="Return a dictionary from each distinct token to its place in sorted "
        "order, from 0.",
        starter="def vocabulary(tokens):\n    # your code\n    ...\n",
        hints=(
            "set(tokens) drops the repetitions; sorted(...) puts the rest in order.",
            "enumerate(...) counts from 0 while you loop.",
        ),
        solution=_vocabulary,
        cases=_vocabulary_cases,
        lesson="The same tokens get the same IDs in every run and on every machine, "
        "whatever order they came in.",
        mistakes=(
            Mistake(
                "You numbered the tokens in the order of the text, so the IDs change "
                "when a sentence moves: sort them first.",
                _vocabulary_as_met,
            ),
            Mistake(
                "You numbered a set as it came: it has no order of its own, so the IDs "
                "change from run to run. Sort it first.",
                lambda tokens: {token: i for i, token in enumerate(set(tokens))},
            ),
            Mistake(
                "You made the dictionary from ID to token; it should lead from token "
                "to ID.",
                lambda tokens: dict(enumerate(_vocabulary(tokens))),
            ),
            Mistake(
                "You counted repeated tokens again, which leaves gaps between the IDs: "
                "take the distinct ones first.",
                _vocabulary_with_repeats,
            ),
            Mistake(
                "You started at 1. IDs are row numbers of a table, and rows count "
                "from 0.",
                _vocabulary_from_one,
            ),
            Mistake(
                "You sorted without regard to case; here the order is that of the code "
                "points, capitals first.",
                _vocabulary_without_case,
            ),
            Mistake(
                "You made all letters small, so The and the share an ID: here they are "
                "two tokens.",
                lambda tokens: _vocabulary([token.lower() for token in tokens]),
            ),
            Mistake(
                "You returned the sorted tokens as a list: give each its ID, in a "
                "dictionary.",
                lambda tokens: list(_vocabulary(tokens)),
            ),
            Mistake(
                "You returned pairs of ID and token: make a dictionary from token to "
                "ID.",
                lambda tokens: list(enumerate(_vocabulary(tokens))),
            ),
            Mistake(
                "You counted how often each token occurs; its ID is its place in "
                "sorted order.",
                lambda tokens: dict(Counter(tokens)),
            ),
        ),
    ),
    Exercise(
        name="02.new-edition",
        task="Return a new vocabulary: all entries of the old one with their IDs, then "
        "the new tokens in the order in which they are met.",
        starter="def new_edition(vocab, tokens):\n    # your code\n    ...\n",
        hints=(
            "Begin with a copy: dict(vocab). Then look at each token of the new text.",
            "Which ID is the next free one? The old IDs are 0, 1, 2, … without a gap.",
            "len(edition) is the next free ID, as long as each token is added once.",
        ),
        solution=_new_edition,
        cases=_edition_cases,
        lesson="Whoever has the old edition can still read every message, and a model "
        "keeps what it has learned. That is how new tokens are added in practice.",
        mistakes=(
            Mistake(
                "You sorted everything anew, so old tokens have moved: what was "
                "encoded before means other words now.",
                _edition_sorted_anew,
            ),
            Mistake(
                "You sorted the new tokens; they should come in the order in which "
                "they are met.",
                _edition_with_sorted_news,
            ),
            Mistake(
                "You went through a set of the tokens, which has no order: the new "
                "tokens should come in the order in which they are met.",
                _edition_by_set,
            ),
            Mistake(
                "You counted the places of the text, so there are gaps between the "
                "IDs: count only tokens that are new.",
                _edition_with_gaps,
            ),
            Mistake(
                "Your new IDs are one too high: with n entries from 0 on, n is free.",
                _edition_one_too_high,
            ),
            Mistake(
                "You gave a new ID to a token that has one already.",
                _edition_renumbered,
            ),
            Mistake(
                "A new token that comes twice got a second ID: ask whether it is in "
                "the new edition, not only whether it is in the old one.",
                _edition_with_repeats,
            ),
            Mistake(
                "The old entries are missing: begin with a copy of vocab.",
                _edition_of_news_alone,
            ),
        ),
    ),
    Exercise(
        name="02.decode",
        task="Turn IDs back into text, one space between neighbours, whatever the "
        "order in which the entries of the vocabulary stand.",
        starter=(
            "def decode(ids, vocab):\n"
            "    tokens = list(vocab)\n"
            '    return " ".join(tokens[index] for index in ids)\n'
        ),
        hints=(
            "Sort the entries of a small book by hand. What about an entry changes, "
            "and what stays?",
            "tokens[index] asks which entry stands at that place. You want the one "
            "that has this ID.",
            "Turn the book round first: a dictionary from ID to token, made in a loop "
            "over vocab.items().",
        ),
        solution=_decode,
        cases=_decode_cases,
        lesson="An ID is a name that the book gives, not a place in it. Turned round "
        "once, the book decodes every message, in whatever order its entries stand.",
        mistakes=(
            Mistake(
                "You took the ID for a place among the entries, which holds only "
                "until somebody sorts them. Ask which token has this ID.",
                _decode_by_place,
            ),
            Mistake(
                "You sorted the words and took the ID for a place among them. A book "
                "need not be numbered by the alphabet: ask which token has this ID.",
                _decode_by_place_in_the_alphabet,
            ),
            Mistake(
                "You went through the book, so its words come in the order of the "
                "book, each once. Go through the IDs.",
                _decode_in_order_of_the_book,
            ),
            Mistake(
                "Your text begins with a space: every token brought one along, the "
                "first too.",
                _decode_space_before,
            ),
            Mistake(
                "Your text ends with a space: every token brought one along, the last "
                "too.",
                _decode_space_after,
            ),
            Mistake(
                "You left the space out wherever the first token comes again: ask for "
                "the place in the list, not for the ID.",
                _decode_by_first_id,
            ),
            Mistake(
                "You left the space out wherever the last token comes earlier: ask for "
                "the place in the list, not for the ID.",
                _decode_by_last_id,
            ),
            Mistake(
                "You used join, which takes the space before a mark away; this task "
                "asks for one space between all neighbours.",
                lambda ids, vocab: join(_pieces(ids, vocab)),
            ),
            Mistake(
                "You joined the tokens with nothing between them.",
                lambda ids, vocab: "".join(_pieces(ids, vocab)),
            ),
            Mistake(
                "You returned the tokens as a list: join them into one text.",
                _pieces,
            ),
        ),
    ),
    Exercise(
        name="02.rows-needed",
        task="Return how many of the most frequent tokens it takes to make up at least "
        "the given share of a text.",
        starter="def rows_needed(tokens, share):\n    # your code\n    ...\n",
        hints=(
            "Begin with the most frequent token. How many places of the text does its "
            "row serve? And the next one?",
            "token_counts(tokens).values() gives the counts, the largest first. Add "
            "them up until they reach share * len(tokens).",
        ),
        solution=_rows_needed,
        cases=_rows_cases,
        lesson="A few rows serve half of every text. The rest of the table is for the "
        "other half, and its last rows serve one place each.",
        mistakes=(
            Mistake(
                "You took the counts in the order of the text; the largest should come "
                "first.",
                _rows_in_any_order,
            ),
            Mistake(
                "You began with the rarest tokens: that takes the most rows.",
                _rows_of_the_rarest,
            ),
            Mistake(
                "You went on when the share was reached exactly: at least means >=.",
                _rows_beyond,
            ),
            Mistake(
                "You asked for more than the share, which all tokens together cannot "
                "reach: at least means >=.",
                _rows_beyond_or_none,
            ),
            Mistake(
                "You compared places of the text with the number of distinct tokens: "
                "the share is one of len(tokens).",
                _rows_for_a_share_of_entries,
            ),
            Mistake(
                "Your answer is one too low: the token that reaches the share needs a "
                "row as well.",
                _rows_before,
            ),
            Mistake(
                "You took a share of the distinct tokens. Frequent ones serve more of "
                "the text than rare ones.",
                _rows_as_share_of_entries,
            ),
            Mistake(
                "You took a share of the distinct tokens and cut it down to a whole "
                "number. Frequent ones serve more of the text than rare ones.",
                lambda tokens, share: int(share * len(set(tokens))),
            ),
            Mistake(
                "You returned how many places of the text are covered, not by how many "
                "rows.",
                _rows_covered,
            ),
        ),
    ),
)

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
