"""Notebook 04: the five steps end in tiktoken's IDs; the challenge and its cheats."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Mapping
from functools import partial
from itertools import pairwise
from typing import Any

import pytest
import regex

from companion.byte_pair_encoding import GPT2_PATTERN, load_gpt2, to_tiktoken, train
from companion.corpora import load_parallel, load_text
from companion.exercises.byte_pair_encoding import best_pair as best_pair_step
from companion.exercises.byte_pair_encoding import gpt2
from companion.exercises.byte_pair_encoding import mend_the_pattern as topic
from companion.exercises.byte_pair_encoding import merge as merge_step
from companion.exercises.byte_pair_encoding import replay as replay_step
from companion.exercises.byte_pair_encoding import train as train_step
from companion.exercises.byte_pair_encoding.shared import merge
from companion.exercises.challenges import attempt
from companion.exercises.checking import examine
from tests.answers_in_cells import in_a_cell

pytestmark = pytest.mark.usefixtures("in_a_thread")

CHALLENGE = topic.CHALLENGE
PATTERNS = {
    "every character by itself": r"(?s).",
    "no pattern: a sentence is one piece": r"(?s).+",
    "GPT-2's pattern": GPT2_PATTERN,
    r"GPT-2's pattern with \p{M} among the letters": (
        r"'(?:[sdmt]|ll|ve|re)| ?(?:[\p{L}\p{M}]+|\p{N}+|[^\s\p{L}\p{M}\p{N}]+)"
        r"|\s+(?!\S)|\s+"
    ),
    "cut at spaces only": r" ?\S+|\s+",
}


def returning(pattern: str) -> Callable[[], str]:
    return lambda: pattern


def test_the_last_step_gives_the_ids_of_tiktoken() -> None:
    reference = to_tiktoken(load_gpt2(), "gpt2")
    sentences = [s for column in load_parallel().values() for s in column[:4]]
    for text in [load_text("story")[:3_000], *sentences]:
        assert gpt2._encode_text(text, GPT2_PATTERN) == reference.encode(text)


def test_training_gives_the_merges_of_the_companion() -> None:
    words = ["tea"] * 5 + ["eat"] * 4 + ["seat"] * 3 + ["team"] * 2
    tokenizer = train(words, 256 + 5)
    ranks = tokenizer.ranks
    ours = train_step._train([list(word.encode()) for word in words], 5)
    assert ours == {(ranks[a], ranks[b]): ranks[a + b] for a, b in tokenizer.merges}


@pytest.mark.filterwarnings("ignore:the text has no pair left")
def test_marks_among_the_letters_help_hindi_most_and_hardly_others() -> None:
    training, test = topic._sentences()
    plain, marks = (
        {
            language: sum(len(own.encode(s)) for s in test[language])
            for language, sentences in training.items()
            for own in [train(sentences, 1_000, pattern=pattern)]
        }
        for name, pattern in PATTERNS.items()
        if name.startswith("GPT-2")
    )
    saved = {language: 1 - marks[language] / plain[language] for language in plain}
    assert saved.pop("Hindi") > 0.35
    assert max(saved, key=lambda language: saved[language]) == "Arabic"
    assert all(0 <= share < 0.07 for share in saved.values())


@pytest.mark.parametrize("name", PATTERNS)
def test_baselines_are_what_these_patterns_score(name: str) -> None:
    pattern = returning(PATTERNS[name])
    assert CHALLENGE.validate(pattern) == ""
    assert dict(CHALLENGE.baselines)[name] == CHALLENGE.score(pattern)


def test_the_reference_is_ours_beats_every_baseline_and_can_be_beaten() -> None:
    assert CHALLENGE.score(CHALLENGE.solution) == CHALLENGE.reference
    assert CHALLENGE.reference < min(score for _, score in CHALLENGE.baselines)
    better = r"\p{Han}{1,2}\p{P}*| ?[^\s\p{Han}]+|\s+"
    assert CHALLENGE.validate(returning(better)) == ""
    assert CHALLENGE.score(returning(better)) < CHALLENGE.reference


@pytest.mark.parametrize(
    ("pattern", "refusal"),
    [
        ("good|morning|[t]ea|(?s).", "has 15 plain letters"),
        ("доброе|утро|чай|(?s).", "has 14 plain letters"),
        ("(?s).|" + r"\s" * 100, "has 206 characters"),
        (r"\p{L}+", "loses text: of 'Good evening! How are you today?'"),
        ("(", "is malformed"),
        (7, "must return a pattern"),
    ],
)
def test_what_is_no_fair_pattern_is_refused(pattern: str, refusal: str) -> None:
    assert refusal in attempt(CHALLENGE, lambda: pattern).text


def test_the_sentences_to_test_with_are_not_learned_from() -> None:
    training, test = topic._sentences()
    for language in test:
        assert not set(training[language]) & set(test[language])


def test_an_odd_word_is_in_every_draw() -> None:
    texts = [text for text, _ in gpt2._gpt2_cases(random.Random(1))]
    assert "otherworldly" in texts


def test_the_best_pair_must_be_able_to_be_a_key() -> None:
    step = best_pair_step.EXERCISE
    report = examine(step, lambda ids: list(step.solution(ids)), 0)
    assert report.outcome == "wrong"
    assert "as a list, which cannot be a key of a dictionary" in report.text
    assert examine(step, step.solution, 0).outcome == "right"


def train_by(best: Callable[[list[list[int]]], Any]) -> Callable[..., Any]:
    """Return a loop as a learner writes it, with a choice of its own."""

    def answer(words: list[list[int]], n_merges: int) -> dict[Any, int]:
        merges = {}
        for new in range(256, 256 + n_merges):
            pair = best(words)
            merges[pair] = new
            words = [merge(word, pair, new) for word in words]
        return merges

    return answer


def best_of_the_last_word(words: list[list[int]]) -> Any:
    for word in words:
        counts = Counter(pairwise(word))
    return max(counts, key=lambda pair: counts[pair])


@pytest.mark.parametrize(
    ("best", "said"),
    [
        (best_of_the_last_word, "Your Counter is made anew for each word"),
        (
            lambda words: Counter(
                pair for word in words for pair in pairwise(word)
            ).most_common(1)[0],
            "the pair together with its count",
        ),
        (
            lambda words: Counter(i for w in words for i in w).most_common(1)[0][0],
            "You counted single IDs",
        ),
    ],
)
@pytest.mark.parametrize("seed", range(3))
def test_slips_in_the_loop_are_named(best: Any, said: str, seed: int) -> None:
    report = examine(train_step.EXERCISE, train_by(best), seed)
    assert said in report.text
    assert "default=" not in report.text


def with_gpt2(
    text: str,
    pattern: str,
    *,
    take: Callable[..., Any],
    put: Callable[..., Any],
    by: Mapping[bytes, int] | None = None,
) -> list[int]:
    """Encode as step 5 asks for, with a pair and a new part of the learner's choice.

    `take` gets the pairs by rank, and the two that the loop over the neighbours ends
    with; `put` gets the pairs by rank, the one taken, and those last two. The ranks of
    pairs are GPT-2's, or those of `by`.
    """
    ranks = load_gpt2().ranks
    by = by or ranks
    ids: list[int] = []
    for piece in regex.findall(pattern, text):
        parts: list[Any] = [bytes([value]) for value in piece.encode()]
        while True:
            known = {}
            for first, second in pairwise(parts):
                if first + second in by:
                    known[by[first + second]] = first, second
            if not known:
                break
            pair = take(known, (first, second))
            parts = merge(parts, pair, put(known, pair, (first, second)))
        ids += [ranks[part] for part in parts]
    return ids


def together(known: Any, pair: tuple[bytes, bytes], last: Any) -> bytes:
    return pair[0] + pair[1]


first_in_the_alphabet = partial(
    with_gpt2, take=lambda known, last: min(known.values()), put=together
)
of_the_last_two = partial(with_gpt2, take=lambda known, last: last, put=together)
of_the_last_known = partial(
    with_gpt2, take=lambda known, last: [*known.values()][-1], put=together
)
the_last_two_for_the_pair = partial(
    with_gpt2,
    take=lambda known, last: known[min(known)],
    put=lambda known, pair, last: last[0] + last[1],
)


def with_the_last(ids: list[int], pair: tuple[int, int], new: int) -> list[int]:
    merged = []
    for place in range(len(ids) - 1):
        if (ids[place], ids[place + 1]) == pair:
            merged.append(new)
        else:
            merged.append(ids[place])
    merged.append(ids[-1])
    return merged


def with_a_flag(
    ids: list[int], pair: tuple[int, int], new: int, guarded: bool = True
) -> list[int]:
    merged, done = [], False
    for first, second in pairwise(ids):
        if done:
            done = False
        elif (first, second) == pair:
            merged.append(new)
            done = True
        else:
            merged.append(first)
    if ids or not guarded:
        merged.append(ids[-1])
    return merged


def popping(ids: list[int], pair: tuple[int, int], new: int) -> list[int]:
    for i in range(len(ids) - 1):
        if ids[i] == pair[0] and ids[i + 1] == pair[1]:
            ids[i] = new
            ids.pop(i + 1)
    return ids


def popping_by_slices(ids: list[int], pair: tuple[int, int], new: int) -> list[int]:
    for i in range(len(ids) - 1):
        if (ids[i], ids[i + 1]) == pair:
            ids[i : i + 2] = [new]
    return ids


def word_by_word(words: list[list[int]], n_merges: int) -> dict[Any, int]:
    merges = {}
    for new in range(256, 256 + n_merges):
        for i in range(len(words)):
            counts = Counter(pairwise(words[i]))
            best = max(counts, key=lambda pair: counts[pair])
            merges[best] = new
            words[i] = merge(words[i], best, new)
    return merges


def best_of_each_unmerged(words: list[list[int]], n_merges: int) -> dict[Any, int]:
    merges = {}
    for new in range(256, 256 + n_merges):
        for word in words:
            best = Counter(pairwise(word)).most_common(1)[0][0]
            merges[best] = new
            word = merge(word, best, new)
    return merges


def only_the_last_word_left(words: list[list[int]], n_merges: int) -> dict[Any, int]:
    merges = {}
    for new in range(256, 256 + n_merges):
        counts: Counter[Any] = Counter()
        for word in words:
            counts.update(pairwise(word))
        best = max(counts, key=lambda pair: counts[pair])
        merges[best] = new
        for word in words:
            changed = []
            changed.append(merge(word, best, new))
        words = changed
    return merges


def numbered_from_0(word: str, merges: dict[Any, int]) -> list[int]:
    ids = list(word.encode())
    for new, pair in enumerate(merges.keys()):
        ids = merge(ids, pair, new)
    return ids


def best_of_a_set(ids: list[int]) -> tuple[int, int]:
    pairs = list(pairwise(ids))
    return max(set(pairs), key=pairs.count)


def first_pair(ids: list[int]) -> tuple[int, int]:
    counts = Counter(pairwise(ids))
    return next(iter(counts))


def either_way(ids: list[int]) -> Any:
    counts: Counter[Any] = Counter()
    for first, second in pairwise(ids):
        counts[tuple(sorted([first, second]))] += 1
    return max(counts, key=lambda pair: counts[pair])


def all_best(ids: list[int]) -> list[tuple[int, int]]:
    counts = Counter(pairwise(ids))
    most = max(counts.values())
    return [pair for pair, number in counts.items() if number == most]


def never_overlapping(ids: list[int]) -> tuple[int, int]:
    counts: Counter[tuple[int, int]] = Counter()
    last = None
    for pair in pairwise(ids):
        if pair == last:
            last = None
            continue
        counts[pair] += 1
        last = pair
    return max(counts, key=lambda pair: counts[pair])


def without_else(ids: list[int], pair: tuple[int, int], new: int) -> list[int]:
    merged, i = [], 0
    while i < len(ids):
        if i < len(ids) - 1 and (ids[i], ids[i + 1]) == pair:
            merged.append(new)
            i += 2
        merged.append(ids[i])
        i += 1
    return merged


def past_the_end(ids: list[int], pair: tuple[int, int], new: int) -> list[int]:
    merged, i = [], 0
    while i < len(ids):
        if ids[i] == pair[0] and ids[i + 1] == pair[1]:
            merged.append(new)
            i += 2
        else:
            merged.append(ids[i])
            i += 1
    return merged


def crossing_out(ids: list[int], pair: tuple[int, int], new: int) -> list[int]:
    merged: list[Any] = list(ids)
    for i in range(len(ids) - 1):
        if (ids[i], ids[i + 1]) == pair:
            merged[i], merged[i + 1] = new, None
    return [index for index in merged if index is not None]


def in_a_string(ids: list[int], pair: tuple[int, int], new: int) -> list[int]:
    text = " ".join(str(index) for index in ids)
    text = text.replace(f"{pair[0]} {pair[1]}", str(new))
    return [int(number) for number in text.split()]


def count_of_the_best(words: list[list[int]], n_merges: int) -> dict[Any, int]:
    merges = {}
    for new in range(256, 256 + n_merges):
        counts: Counter[Any] = Counter()
        for word in words:
            counts.update(pairwise(word))
        best = counts.most_common(1)[0][0]
        merges[best] = counts[best]
        words = [merge(word, best, new) for word in words]
    return merges


def in_every_word(words: list[list[int]], n_merges: int) -> dict[Any, int]:
    merges = {}
    for new in range(256, 256 + n_merges):
        for word in words:
            best = Counter(pairwise(word)).most_common(1)[0][0]
            merges[best] = new
            words = [merge(each, best, new) for each in words]
    return merges


def learned(
    words: list[list[int]], n_merges: int, keep: Any = list, always: int = 0
) -> dict[Any, int]:
    merges = {}
    for new in range(256, 256 + n_merges):
        counts = Counter(pair for word in words for pair in pairwise(word))
        best = max(counts, key=lambda pair: counts[pair])
        merges[best] = new
        words = [merge(word, best, always or new) for word in keep(words)]
    return merges


def once_in_a_word(words: list[list[int]]) -> Any:
    counts: Counter[Any] = Counter()
    for word in words:
        counts.update(set(pairwise(word)))
    return max(counts, key=lambda pair: counts[pair])


def best_of(ids: list[Any]) -> Any:
    counts = Counter(pairwise(ids))
    return max(counts, key=lambda pair: counts[pair])


def most_votes(words: list[list[int]]) -> Any:
    votes = Counter(best_of(word) for word in words if len(word) > 1)
    return max(votes, key=lambda pair: votes[pair])


def from_bytes_again(word: str, merges: dict[Any, int]) -> list[int]:
    ids = list(word.encode())
    for pair, new in merges.items():
        out = merge(ids, pair, new)
    return out


def with_a_break(word: str, merges: dict[Any, int]) -> list[int]:
    ids = list(word.encode())
    for pair, new in merges.items():
        if pair in list(pairwise(ids)):
            ids = merge(ids, pair, new)
        else:
            break
    return ids


def numbered_from_257(word: str, merges: dict[Any, int]) -> list[int]:
    ids = list(word.encode())
    for place, pair in enumerate(merges):
        ids = merge(ids, pair, 257 + place)
    return ids


def without_items(word: str, merges: dict[Any, int]) -> list[int]:
    ids = list(word.encode())
    for pair, new in merges:
        ids = merge(ids, pair, new)
    return ids


def swapped(word: str, merges: dict[Any, int]) -> list[int]:
    ids: list[Any] = list(word.encode())
    for pair, new in merges.items():
        ids = merge(ids, new, pair)  # type: ignore[arg-type]
    return ids


def asking_the_ids(word: str, merges: dict[Any, int]) -> list[int]:
    ids: list[Any] = list(word.encode())
    for pair, new in merges.items():
        if pair in ids:
            ids = merge(ids, pair, new)
    return ids


def first_by_get(word: str, merges: dict[Any, int]) -> list[int]:
    ids = list(word.encode())
    while len(ids) > 1:
        pair = min(pairwise(ids), key=merges.get)  # type: ignore[arg-type]
        ids = merge(ids, pair, merges[pair])
    return ids


def one_id_with_a_pair(ids: list[int], pair: Any, new: int) -> list[int]:
    merged = []
    for index in ids:
        if index == pair:
            merged.append(new)
        else:
            merged.append(index)
    return merged


def as_good_or_better(ids: list[int]) -> tuple[int, int]:
    best, most, pairs = (0, 0), 0, list(pairwise(ids))
    for pair in pairs:
        if pairs.count(pair) >= most:
            best, most = pair, pairs.count(pair)
    return best


def by_index(ids: list[int], pair: tuple[int, int], new: int) -> list[int]:
    while pair in list(pairwise(ids)):
        place = ids.index(pair[0])
        ids = [*ids[:place], new, *ids[place + 2 :]]
    return ids


def both_of_each(ids: list[int], pair: tuple[int, int], new: int) -> list[int]:
    merged = []
    for first, second in pairwise(ids):
        if (first, second) == pair:
            merged.append(new)
        else:
            merged += [first, second]
    return merged


def in_a_set(words: list[list[int]]) -> Any:
    counts: Counter[Any] = Counter()
    for word in set(map(tuple, words)):
        counts.update(pairwise(word))
    return max(counts, key=lambda pair: counts[pair])


def by_frequency(word: str, merges: dict[Any, int]) -> list[int]:
    ids = list(word.encode())
    while known := Counter(pair for pair in pairwise(ids) if pair in merges):
        pair = known.most_common(1)[0][0]
        ids = merge(ids, pair, merges[pair])
    return ids


def last_piece_only(text: str, pattern: str) -> list[int]:
    ids: list[int] = []
    for piece in regex.findall(pattern, text):
        ids = gpt2._encode_text(piece, r"(?s).+")
    return ids


def in_a_ring(ids: list[int]) -> tuple[int, int]:
    counts = Counter(zip(ids, ids[1:] + ids[:1], strict=True))
    return max(counts, key=lambda pair: counts[pair])


def with_the_one_before(ids: list[int]) -> tuple[int, int]:
    counts: Counter[tuple[int, int]] = Counter()
    for place in range(len(ids)):
        counts[ids[place - 1], ids[place]] += 1
    return max(counts, key=lambda pair: counts[pair])


def one_pair_too_few(ids: list[int]) -> tuple[int, int]:
    counts: Counter[tuple[int, int]] = Counter()
    for place in range(len(ids) - 2):
        counts[ids[place], ids[place + 1]] += 1
    return max(counts, key=lambda pair: counts[pair])


def beside_the_first(ids: list[int], pair: tuple[int, int], new: int) -> list[int]:
    merged: list[int] = []
    for index in ids:
        if merged and merged[-1] == pair[0] and index == pair[1]:
            merged.append(new)
        else:
            merged.append(index)
    return merged


def anew_in_each_round(ids: list[int], pair: tuple[int, int], new: int) -> list[int]:
    for index in ids:
        merged: list[int] = []
        if merged and (merged[-1], index) == pair:
            merged[-1] = new
        else:
            merged.append(index)
    return merged


def choosing_while_counting(
    words: list[list[int]], n_merges: int, merging: bool = True
) -> dict[Any, int]:
    merges = {}
    for new in range(256, 256 + n_merges):
        counts: Counter[Any] = Counter()
        for word in words:
            counts.update(pairwise(word))
            best = max(counts, key=lambda pair: counts[pair])
            merges[best] = new
            if merging:
                words = [merge(each, best, new) for each in words]
    return merges


def counted_once(words: list[list[int]], n_merges: int) -> dict[Any, int]:
    merges = {}
    counts = Counter(pair for word in words for pair in pairwise(word))
    for new in range(256, 256 + n_merges):
        best = max(counts, key=lambda pair: counts[pair])
        merges[best] = new
        words = [merge(word, best, new) for word in words]
    return merges


def with_the_pair_only(words: list[list[int]]) -> list[list[int]]:
    best = best_of_all(words)
    return [word for word in words if best in pairwise(word)]


def best_of_all(words: list[list[int]]) -> Any:
    counts = Counter(pair for word in words for pair in pairwise(word))
    return max(counts, key=lambda pair: counts[pair])


def unknown_first(word: str, merges: dict[Any, int]) -> list[int]:
    ids = list(word.encode())
    while len(ids) > 1:
        pair = min(pairwise(ids), key=lambda pair: merges.get(pair, 0))
        if pair not in merges:
            break
        ids = merge(ids, pair, merges[pair])
    return ids


def count_in_the_key(words: list[list[int]], n_merges: int) -> dict[Any, int]:
    merges = {}
    for new in range(256, 256 + n_merges):
        counts: Counter[Any] = Counter()
        for word in words:
            counts.update(pairwise(word))
        best = counts.most_common(1)[0]
        merges[best] = new
        words = [merge(word, best[0], new) for word in words]
    return merges


def n_merges_for_new(words: list[list[int]], n_merges: int) -> dict[Any, int]:
    return dict.fromkeys(learned(words, n_merges), n_merges)


def word_by_word_of_a_text(text: str, merges: dict[Any, int]) -> list[int]:
    ids: list[int] = []
    for word in text.split():
        part = list(word.encode())
        for pair, new in merges.items():
            part = merge(part, pair, new)
        ids += part
    return ids


def stripped(word: str, merges: dict[Any, int]) -> list[int]:
    return replay_step._encode(word.strip(), merges)


def as_in_training(word: str, merges: dict[Any, int]) -> list[int]:
    ids = list(word.encode())
    while True:
        best = best_of(ids)
        if best not in merges:
            return ids
        ids = merge(ids, best, merges[best])


def ids_in_every_round(text: str, pattern: str) -> list[int]:
    ranks = load_gpt2().ranks
    ids: list[int] = []
    for piece in regex.findall(pattern, text):
        parts = [bytes([value]) for value in piece.encode()]
        while True:
            known = {}
            for first, second in pairwise(parts):
                if first + second in ranks:
                    known[ranks[first + second]] = first, second
            if not known:
                break
            first, second = known[min(known)]
            parts = merge(parts, (first, second), first + second)
            ids += [ranks[part] for part in parts]
    return ids


def by_ranks_of_the_story(text: str, pattern: str) -> list[int]:
    story = train(load_text("story"), 1_000).ranks
    return with_gpt2(
        text,
        pattern,
        take=lambda known, last: known[min(known)],
        put=together,
        by=story,
    )


def with_lists(
    ids: list[int], pair: Any, new: int, end: Callable[[list[int]], list[int]]
) -> list[int]:
    """Compare a list with the pair, and add some end of the IDs."""
    merged, i = [], 0
    while i < len(ids) - 1:
        if [ids[i], ids[i + 1]] == pair:
            merged.append(new)
            i += 2
        else:
            merged.append(ids[i])
            i += 1
    return merged + end(ids)


def each_counts_1(words: list[list[int]]) -> Any:
    counts: Counter[Any] = Counter()
    for word in words:
        for pair in pairwise(word):
            counts[pair] = 1
    return max(counts, key=lambda pair: counts[pair])


def returning_in_the_loop(words: list[list[int]], n_merges: int) -> dict[Any, int]:
    merges = {}
    for new in range(256, 256 + n_merges):
        best = best_of_all(words)
        merges[best] = new
        words = [merge(word, best, new) for word in words]
        return merges
    return merges


def tie_by_the_first_id(ids: list[int]) -> tuple[int, int]:
    pairs = Counter(pairwise(ids)).most_common()
    tied = [pair for pair, number in pairs if number == pairs[0][1]]
    return sorted(tied, key=lambda pair: ids.index(pair[0]))[0]


def returning_the_first_better(ids: list[int]) -> tuple[int, int]:
    counts = Counter(pairwise(ids))
    best = ids[0], ids[1]
    for pair in counts:
        if counts[pair] > counts[best]:
            return pair
    return best


def seen_before(ids: list[int]) -> tuple[int, int]:
    seen = set()
    for pair in pairwise(ids):
        if pair in seen:
            return pair
        seen.add(pair)
    return ids[0], ids[1]


def counter_in_the_loop(ids: list[int]) -> tuple[int, int]:
    for pair in pairwise(ids):
        counts: Counter[tuple[int, int]] = Counter()
        counts[pair] += 1
    return max(counts, key=lambda pair: counts[pair])


def slices_of_a_copy(ids: list[int], pair: tuple[int, int], new: int) -> list[int]:
    merged, i = ids.copy(), 0
    while i < len(ids) - 1:
        if (ids[i], ids[i + 1]) == pair:
            merged[i : i + 2] = [new]
            i += 2
        else:
            i += 1
    return merged


def old_places(ids: list[int], pair: tuple[int, int], new: int) -> list[int]:
    for i, two in enumerate(pairwise(ids)):
        if two == pair:
            ids = [*ids[:i], new, *ids[i + 2 :]]
    return ids


def name_of_the_loop(
    words: list[list[int]], n_merges: int, write: bool = True, put: bool = True
) -> dict[Any, int]:
    merges = {}
    for new in range(256, 256 + n_merges):
        counts: Counter[Any] = Counter()
        for word in words:
            for pair in pairwise(word):
                counts[pair] += 1
        best = max(counts, key=lambda pair: counts[pair])
        merges[pair if write else best] = new
        words = [merge(word, pair if put else best, new) for word in words]
    return merges


def added_to_the_words(words: list[list[int]], n_merges: int) -> dict[Any, int]:
    merges = {}
    for new in range(256, 256 + n_merges):
        best = best_of_all(words)
        merges[best] = new
        words = words + [merge(word, best, new) for word in words]
    return merges


def most_never_written(ids: list[int]) -> Any:
    best, most = None, 0
    for pair, number in Counter(pairwise(ids)).items():
        if number > most:
            best = pair
    return best


def merging_if(
    question: Callable[[Any, tuple[int, int]], bool], steps: int = 2
) -> Callable[..., list[int]]:
    """Return a merge that asks another question of an ID and its neighbour."""

    def answer(ids: list[int], pair: tuple[int, int], new: int) -> list[int]:
        merged, i = [], 0
        while i < len(ids):
            if question((*ids[i : i + 2], None)[:2], pair):
                merged.append(new)
                i += 2
            else:
                merged.append(ids[i])
                i += steps - 1
        return merged

    return answer


def after_a_merged_id(ids: list[int], pair: tuple[int, int], new: int) -> list[int]:
    out: list[int] = []
    before = -1
    for index in ids:
        if before == pair[0] and index == pair[1]:
            out.pop()
            out.append(new)
        else:
            out.append(index)
        before = index
    return out


def removing(ids: list[int], pair: tuple[int, int], new: int) -> list[int]:
    for i in range(len(ids) - 1):
        if (ids[i], ids[i + 1]) == pair:
            ids[i] = new
            ids.remove(pair[1])
    return ids


def merging_while_counting(
    words: list[list[int]], n_merges: int, choose_only: bool = False, each: bool = False
) -> dict[Any, int]:
    merges = {}
    for new in range(256, 256 + n_merges):
        counts: Counter[Any] = Counter()
        for i in range(len(words)):
            counts.update(pairwise(words[i]))
            best = max(counts, key=lambda pair: counts[pair])
            if not choose_only:
                words[i] = merge(words[i], best, new)
            if each:
                merges[best] = new
        if choose_only:
            words = [merge(word, best, new) for word in words]
        merges[best] = new
    return merges


def growing(words: list[list[int]], n_merges: int) -> dict[Any, int]:
    merges, merged = {}, []
    for new in range(256, 256 + n_merges):
        best = best_of_all(words)
        merges[best] = new
        for word in words:
            merged.append(merge(word, best, new))
        words = merged[:]
    return merges


def merges_made_anew(words: list[list[int]], n_merges: int) -> dict[Any, int]:
    for new in range(256, 256 + n_merges):
        best = best_of_all(words)
        merges = {best: new}
        words = [merge(word, best, new) for word in words]
    return merges


def one_word_for_all(words: Any, n_merges: int, added: bool = False) -> dict[Any, int]:
    merges = {}
    for new in range(256, 256 + n_merges):
        best = best_of_all(words)
        merges[best] = new
        merged: list[Any] = []
        for word in words:
            merged = merged * added + merge(word, best, new)
        words = merged
    return merges


def pair_of_smallest_ids(word: str, merges: dict[Any, int]) -> list[int]:
    ids = list(word.encode())
    while True:
        pairs = [pair for pair in pairwise(ids) if pair in merges]
        if len(pairs) == 0:
            return ids
        ids = merge(ids, min(pairs), merges[min(pairs)])


def best_of_the_word(word: str, merges: dict[Any, int]) -> list[int]:
    ids = list(word.encode())
    for _ in range(len(merges)):
        best = best_of(ids)
        ids = merge(ids, best, merges[best])
    return ids


def bytes_for_ids(word: str, merges: dict[Any, int]) -> list[Any]:
    parts: list[Any] = [bytes([value]) for value in word.encode()]
    for pair, new in merges.items():
        parts = merge(parts, pair, new)
    return parts


def chosen_while_counting(words: list[list[int]]) -> Any:
    counts: dict[Any, int] = {}
    best, most = None, 0
    for word in words:
        for i in range(len(word) - 1):
            pair = word[i], word[i + 1]
            counts[pair] = counts.get(pair, 0) + 1
            if counts[pair] > most:
                best, most = pair, counts[pair]
    return best


def place_among_counts(ids: list[int]) -> tuple[int, int]:
    numbers = list(Counter(pairwise(ids)).values())
    i = numbers.index(max(numbers))
    return ids[i], ids[i + 1]


def chosen_from_a_set(words: list[list[int]]) -> Any:
    pairs: list[tuple[int, int]] = []
    for word in words:
        pairs += pairwise(word)
    return max(set(pairs), key=pairs.count)


def pair_among_ids(
    words: list[Any], n_merges: int, boxed: bool = False
) -> dict[Any, int]:
    merges = {}
    for new in range(256, 256 + n_merges):
        best = best_of_all(words)
        merges[best] = new
        if boxed:
            words = [[merge(word, best, new)] for word in words]
        else:
            words = [merge(word, best, new) for word in words if best in word]
    return merges


def last_choice_merged(words: list[list[int]], n_merges: int) -> dict[Any, int]:
    merges = {}
    for new in range(256, 256 + n_merges):
        counts: Counter[Any] = Counter()
        for word in words:
            counts.update(pairwise(word))
            best = max(counts, key=lambda pair: counts[pair])
            merges[best] = new
        words = [merge(word, best, new) for word in words]
    return merges


def last_in_the_word(word: str, merges: dict[Any, int]) -> list[int]:
    ids = list(word.encode())
    while True:
        known = [pair for pair in pairwise(ids) if pair in merges]
        if not known:
            return ids
        ids = merge(ids, known[-1], merges[known[-1]])


def slices_of_bytes(word: str, merges: dict[Any, int]) -> list[int]:
    ids: Any = word.encode()
    for pair, new in merges.items():
        merged, i = [], 0
        while i < len(ids):
            found = ids[i : i + 2] == list(pair)
            merged.append(new if found else ids[i])
            i += 1 + found
        ids = merged
    return list(ids)


def all_results(word: str, merges: dict[Any, int]) -> list[int]:
    out: list[int] = []
    for pair, new in merges.items():
        out += merge(list(word.encode()), pair, new)
    return out


def taking_out(ids: list[int]) -> tuple[int, int]:
    counts: Counter[tuple[int, int]] = Counter()
    while len(ids) > 1:
        counts[ids[0], ids[1]] += 1
        ids.pop(0)
    return max(counts, key=lambda pair: counts[pair])


def merged_in_place(ids: list[int], pair: tuple[int, int], new: int) -> list[int]:
    place = 0
    while place < len(ids) - 1:
        if (ids[place], ids[place + 1]) == pair:
            ids[place : place + 2] = [new]
        place += 1
    return ids


def trained_in_place(
    words: list[list[int]], n_merges: int, each: bool = False
) -> dict[Any, int]:
    merges = {}
    for new in range(256, 256 + n_merges):
        best = best_of_all(words)
        merges[best] = new
        for place, word in enumerate(words):
            if each:
                word[:] = merge(word, best, new)
            else:
                words[place] = merge(word, best, new)
    return merges


def using_up(word: str, merges: dict[Any, int]) -> list[int]:
    ids = list(word.encode())
    while merges:
        pair = next(iter(merges))
        ids = merge(ids, pair, merges.pop(pair))
    return ids


@pytest.mark.parametrize(
    ("step", "answer"),
    [
        (best_pair_step, taking_out),
        (merge_step, merged_in_place),
        (train_step, trained_in_place),
        (train_step, partial(trained_in_place, each=True)),
        (replay_step, using_up),
    ],
)
@pytest.mark.parametrize("seed", range(3))
def test_an_answer_may_change_what_it_is_given(
    step: Any, answer: Callable[..., Any], seed: int
) -> None:
    assert examine(step.EXERCISE, answer, seed).outcome == "right"


def the_old_list(ids: list[int], pair: tuple[int, int], new: int) -> list[int]:
    merged, place = [], 0
    while place < len(ids):
        found = tuple(ids[place : place + 2]) == pair
        merged.append(new if found else ids[place])
        place += 1 + found
    return ids


def first_word_merged(words: list[list[int]], n_merges: int) -> dict[Any, int]:
    merges = {}
    for new in range(256, 256 + n_merges):
        best = best_of_all(words)
        merges[best] = new
        words[0] = merge(words[0], best, new)
    return merges


def name_of_the_last_word(words: list[list[int]], n_merges: int) -> dict[Any, int]:
    merges = {}
    for new in range(256, 256 + n_merges):
        counts: Counter[Any] = Counter()
        for word in words:
            counts.update(pairwise(word))
        best = max(counts, key=lambda pair: counts[pair])
        merges[best] = new
        words = [merge(word, best, new) for _ in words]
    return merges


def test_a_change_that_is_allowed_is_no_cause() -> None:
    report = examine(train_step.EXERCISE, first_word_merged, 0)
    assert report.outcome == "wrong"
    assert "work on a copy" not in report.text


def count_for_pair(words: list[list[int]]) -> Any:
    counts = Counter(pair for word in words for pair in pairwise(word))
    return max(counts.values())


STEP_5 = """def f(text, pattern):
    ids = []
    for piece in regex.findall(pattern, text):
        parts = [bytes([value]) for value in piece.encode()]
        while True:
            known = {}
            for first, second in pairwise(parts):
                if first + second in gpt2.ranks:
                    known[gpt2.ranks[first + second]] = first, second
            if not known:
                break
            first, second = known[min(known)]
            parts = merge(parts, (first, second), first + second)
        ids += [gpt2.ranks[part] for part in parts]
    return ids
"""


def step_5(*changes: tuple[str, str]) -> Callable[..., Any]:
    """Return step 5 as a learner writes it, with some lines changed."""
    source = STEP_5
    for old, new in changes:
        assert old in source
        source = source.replace(old, new)
    names = {"regex": regex, "pairwise": pairwise, "merge": merge}
    return in_a_cell(source, gpt2=load_gpt2(), **names)


FOUND = "known[gpt2.ranks[first + second]] = first, second\n"
ADD = "        ids += [gpt2.ranks[part] for part in parts]\n"
JOIN = """            first, second = known[min(known)]
            parts = merge(parts, (first, second), first + second)
"""
WITHIN = " " * 20 + "parts = merge(parts, (first, second), first + second)\n"
LAST_PLACE = """            places = [i for i in range(len(parts) - 1)
                      if (parts[i], parts[i + 1]) == known[min(known)]]
            parts[places[-1] : places[-1] + 2] = [b"".join(known[min(known)])]
"""
AT_THE_FIRST = """            first, second = known[min(known)]
            place = parts.index(first)
            parts = parts[:place] + [first + second] + parts[place + 2 :]
"""
LOWEST_OR_0 = """            tokens = [a + b for a, b in pairwise(parts)]
            token = min(tokens, key=lambda t: gpt2.ranks.get(t, 0))
            if token not in gpt2.ranks:
                break
            place = tokens.index(token)
            parts = merge(parts, (parts[place], parts[place + 1]), token)
"""
RANK_OR_0 = " " * 20 + "rank = gpt2.ranks.get(first + second, 0)\n"
ALL_OF_A_ROUND = """            for rank in sorted(known):
                first, second = known[rank]
                parts = merge(parts, (first, second), first + second)
"""
PARTS_OF_A_RANK = """            pair = min(known)
            parts = merge(parts, pair, pair[0] + pair[1])
"""


def test_step_5_is_right_as_it_stands() -> None:
    assert examine(gpt2.EXERCISE, step_5(), 0).outcome == "right"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ([(JOIN, LAST_PLACE)], "is there a <= that should be <?"),
        ([(JOIN, ""), (FOUND, FOUND + WITHIN)], "You went through the pairs from the"),
        (
            [
                (JOIN, ""),
                (
                    FOUND,
                    FOUND + " " * 20 + "first, second = known[min(known)]\n" + WITHIN,
                ),
            ],
            "You join while you are still looking",
        ),
        (
            [
                ("            if not known:\n                break\n", ""),
                ("while True", "while len(parts) > 1"),
                (JOIN, LOWEST_OR_0),
            ],
            "as if .get gave 0 for them",
        ),
        ([(JOIN, AT_THE_FIRST)], "You joined where the first of the two parts stands"),
        (
            [
                ("if first + second in gpt2.ranks:", "if True:"),
                ("known[gpt2.ranks[first + second]]", "known[rank]"),
                (" " * 20 + "known", RANK_OR_0 + " " * 20 + "known"),
            ],
            "Do you join neighbours that together have none",
        ),
        ([(JOIN, ALL_OF_A_ROUND)], "In each round you joined all pairs that have"),
        (
            [(FOUND, FOUND + "                else:\n                    break\n")],
            "You stop looking at the first two neighbours without a rank",
        ),
        ([("break", "return parts")], "You return the parts of the first piece"),
        ([(ADD, ADD[4:])], "The line ids += … stands below the for loop"),
        (
            [
                ("            known = {}\n", ""),
                ("        while True", "        known = {}\n        while known"),
            ],
            "Is known filled before the while loop asks for it",
        ),
        ([("if first + second in", "if (first, second) in")], "ask for first + second"),
        *(
            ([("known[min(known)]", taken)], "d[key] is what it leads to")
            for taken in ("min(known)", "sorted(known)[0]")
        ),
        ([(JOIN, PARTS_OF_A_RANK)], "d[key] is what one leads to"),
        (
            [
                ("            if not", "                if not"),
                ("    break", "        break"),
            ],
            "The break stands in a for loop",
        ),
    ],
)
def test_a_slip_in_the_lines_of_step_5_gets_its_own_cause(
    changes: Any, said: str
) -> None:
    report = examine(gpt2.EXERCISE, step_5(*changes), 1)
    assert report.outcome in {"wrong", "raised"}
    assert said in " ".join(report.text.split())


@pytest.mark.slow
@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("(first, second), first", "first, second, first"), "an argument too many"),
        (("second), first + second)", "second))"), "an argument too many, or lacks"),
        (("merge(parts, (first, second), first + second)", "parts.sort()"), "is None"),
        (("), first + second", '), "".join((first, second))'), 'b"".join(…) puts'),
    ],
)
def test_a_join_that_fails_is_not_taken_for_a_known_mistake(
    change: tuple[str, str], said: str
) -> None:
    report = examine(gpt2.EXERCISE, step_5(change), 0)
    assert (report.outcome, report.diagnosis) == ("raised", "")
    assert said in " ".join(report.text.split())


@pytest.mark.parametrize(
    ("step", "answer", "said"),
    [
        (
            best_pair_step,
            lambda ids: each_counts_1([ids]),
            "does every count stay at 1",
        ),
        (best_pair_step, tie_by_the_first_id, "the one whose first ID comes first"),
        (best_pair_step, returning_the_first_better, "Let the loop go on to its end"),
        (best_pair_step, seen_before, "the first pair that comes a second time"),
        (
            best_pair_step,
            lambda ids: chosen_while_counting([ids]),
            "You chose while you were still counting",
        ),
        (best_pair_step, place_among_counts, "for a place in the list"),
        (
            train_step,
            train_by(chosen_while_counting),
            "You chose while you were still counting",
        ),
        (train_step, train_by(chosen_from_a_set), "You chose from a set"),
        (train_step, pair_among_ids, "And best in word is never true"),
        (
            train_step,
            partial(pair_among_ids, boxed=True),
            "Is every word still a list of IDs?",
        ),
        (train_step, last_choice_merged, "You choose a pair while you are still count"),
        (replay_step, slices_of_bytes, "are the IDs bytes, which never equal a list"),
        (replay_step, last_in_the_word, "you took the last in the word"),
        (replay_step, all_results, "You put what the merges give one behind another"),
        (best_pair_step, counter_in_the_loop, "You returned the last pair of the list"),
        (merge_step, slices_of_a_copy, "You look for places in the old list"),
        (merge_step, old_places, "You look for places in the old list"),
        (train_step, added_to_the_words, "The words of earlier rounds are still"),
        *(
            (train_step, answer, "the pair that the loop over the pairs ends with")
            for answer in (
                name_of_the_loop,
                partial(name_of_the_loop, put=False),
                partial(name_of_the_loop, write=False),
            )
        ),
        (best_pair_step, most_never_written, "does it write that count down too?"),
        (
            best_pair_step,
            lambda ids: max(Counter(pairwise(ids)).items()),
            "You took the greatest item",
        ),
        *(
            (merge_step, merging_if(question), said)
            for question, said in (
                (lambda two, pair: two[0] == pair[0], "the first ID of the pair alone"),
                (
                    lambda two, pair: two[0] == pair[0] and two[1] is not None,
                    "the first ID of the pair alone",
                ),
                (
                    lambda two, pair: (
                        two[1] is not None and (two[0] == pair[0] or two[1] == pair[1])
                    ),
                    "Both must: and, not or",
                ),
                (
                    lambda two, pair: two[0] in pair and two[1] in pair,
                    "You ask whether both IDs are in the pair",
                ),
            )
        ),
        (
            merge_step,
            merging_if(lambda two, pair: two == pair, steps=3),
            "You move on by 2 each time",
        ),
        (merge_step, after_a_merged_id, "You remember the last ID also where a merge"),
        (merge_step, removing, "remove(…) takes out the first such ID"),
        *(
            (train_step, answer, "while you are still counting")
            for answer in (
                merging_while_counting,
                partial(merging_while_counting, choose_only=True),
                partial(merging_while_counting, each=True),
            )
        ),
        (train_step, growing, "The words of earlier rounds are still among those"),
        (train_step, merges_made_anew, "Only the last merge is left"),
        (train_step, one_word_for_all, "words is no longer a list of words"),
        (
            train_step,
            partial(one_word_for_all, added=True),
            "words is no longer a list of words",
        ),
        (replay_step, pair_of_smallest_ids, "min(pairs, key=merges.get)"),
        (replay_step, best_of_the_word, "That was training"),
        (replay_step, bytes_for_ids, "Your list holds bytes, one by one"),
        (train_step, train_by(each_counts_1), "Does every count stay at 1"),
        (train_step, returning_in_the_loop, "end the loop in its first round?"),
        *(
            (merge_step, partial(with_lists, end=end), "What do you compare with pair?")
            for end in (
                lambda ids: [],
                lambda ids: ids[-1:],
                lambda ids: [ids[-1]],
            )
        ),
        (best_pair_step, in_a_ring, "the last ID and the first for neighbours"),
        (best_pair_step, with_the_one_before, "the last ID and the first for"),
        (best_pair_step, one_pair_too_few, "You left out the last pair"),
        *(
            pytest.param(gpt2, answer, said, marks=pytest.mark.slow)
            for answer, said in (
                (of_the_last_two, "You joined the last two parts"),
                (of_the_last_known, "You joined the last pair that has a rank"),
                (the_last_two_for_the_pair, "first and second still hold the last"),
            )
        ),
        (best_pair_step, lambda ids: best_of(sorted(ids)), "You sorted the IDs"),
        (merge_step, the_old_list, "Do you return ids, and not your new list?"),
        (train_step, name_of_the_last_word, "a name that still holds the last one"),
        (train_step, train_by(count_for_pair), "Your key is how often a pair comes"),
        (best_pair_step, best_of_a_set, "You chose from a set"),
        (best_pair_step, first_pair, "Does a return stand within the loop?"),
        (best_pair_step, either_way, "You counted (1, 2) and (2, 1) as one pair"),
        (best_pair_step, all_best, "You returned all of the most frequent pairs"),
        (best_pair_step, never_overlapping, "You counted 9, 9, 9 as one pair"),
        (
            merge_step,
            lambda ids, pair, new: [new if index in pair else index for index in ids],
            "You put the new ID for each ID of the pair",
        ),
        (merge_step, without_else, "An else is missing"),
        (merge_step, past_the_end, "The last ID has no neighbour"),
        (merge_step, crossing_out, "you used the middle ID for two pairs"),
        (merge_step, in_a_string, "You replaced in a string"),
        (train_step, count_of_the_best, "You wrote down how often each pair comes"),
        (train_step, in_every_word, "You chose a best pair in each word"),
        (train_step, train_by(most_votes), "You chose a best pair in each word"),
        (train_step, train_by(best_of), "gives each word with the next word"),
        (train_step, train_by(once_in_a_word), "You counted a pair once in each word"),
        (
            train_step,
            train_by(lambda words: best_of([i for word in words for i in word])),
            "You counted across the borders of the words",
        ),
        (train_step, partial(learned, always=256), "you put 256 for every pair"),
        (
            train_step,
            partial(learned, keep=lambda words: set(map(tuple, words))),
            "After a merge you kept equal words once",
        ),
        (
            train_step,
            partial(learned, keep=lambda words: dict.fromkeys(map(tuple, words))),
            "After a merge you kept equal words once",
        ),
        (replay_step, from_bytes_again, "Each merge began with the bytes again"),
        (replay_step, with_a_break, "You stopped at the first merge that does not"),
        (replay_step, numbered_from_257, "You numbered the merges from 257"),
        (replay_step, without_items, "Does the loop go over merges.items()?"),
        (replay_step, swapped, "Does pair come before new in the call?"),
        (gpt2, last_piece_only, "Only the last piece is left"),
        (merge_step, with_a_flag, "You append the last ID always"),
        (
            merge_step,
            partial(with_a_flag, guarded=False),
            "You append the last ID always",
        ),
        *(
            pytest.param(
                gpt2,
                partial(with_gpt2, take=lambda known, last: known[min(known)], put=put),
                "You put the rank, or the pair, among the parts",
                marks=pytest.mark.slow,
            )
            for put in (
                lambda known, pair, last: min(known),
                lambda known, pair, last: pair,
            )
        ),
        (merge_step, with_the_last, "an empty list has no ids[-1]"),
        (merge_step, popping, "You take IDs out of the list while"),
        (merge_step, popping_by_slices, "You take IDs out of the list while"),
        (merge_step, one_id_with_a_pair, "What do you compare with pair?"),
        (
            merge_step,
            lambda ids, pair, new: [new if p == pair else p for p in pairwise(ids)],
            "There are pairs in your list",
        ),
        (train_step, best_of_each_unmerged, "You chose a best pair in each word"),
        (train_step, only_the_last_word_left, "only the last word is left"),
        (replay_step, first_by_get, ".get gives None for a key"),
        (train_step, word_by_word, "You chose a best pair in each word"),
        (replay_step, numbered_from_0, "You numbered the merges from 0"),
        (replay_step, asking_the_ids, "pair in ids is never true"),
        (best_pair_step, as_good_or_better, "the one that you met last"),
        (merge_step, by_index, "whatever comes behind it"),
        (merge_step, both_of_each, "You append both IDs of each pair"),
        (train_step, train_by(in_a_set), "You counted equal words once"),
        (replay_step, by_frequency, "whose pair is most frequent in the word"),
        (best_pair_step, lambda ids: min(pairwise(ids)), "with the smallest IDs"),
        (merge_step, beside_the_first, "is in your list already"),
        (merge_step, anew_in_each_round, "Only the last ID is left"),
        (train_step, count_in_the_key, "the pair together with its count"),
        (train_step, choosing_while_counting, "while you are still counting"),
        (
            train_step,
            partial(choosing_while_counting, merging=False),
            "while you are still counting",
        ),
        (train_step, counted_once, "keep what merge returns, and count anew"),
        (
            train_step,
            partial(learned, keep=with_the_pair_only),
            "the words without the pair are gone",
        ),
        (replay_step, unknown_first, "counts as the first one"),
        (train_step, n_merges_for_new, "You wrote down n_merges for each pair"),
        (replay_step, word_by_word_of_a_text, "You lost a space"),
        (replay_step, stripped, "You lost a space"),
        (replay_step, as_in_training, "That was training"),
        *(
            pytest.param(gpt2, answer, said, marks=pytest.mark.slow)
            for answer, said in (
                (ids_in_every_round, "You add the IDs of a piece in every round"),
                (by_ranks_of_the_story, "merges, of another tokenizer"),
                (first_in_the_alphabet, "You took the smallest pair of bytes"),
                (lambda text, pattern: [], "Does a return stand where break should"),
            )
        ),
    ],
)
@pytest.mark.parametrize("seed", range(3))
def test_a_likely_slip_gets_its_own_cause(
    step: Any, answer: Callable[..., Any], said: str, seed: int
) -> None:
    report = examine(step.EXERCISE, answer, seed)
    assert report.outcome in {"wrong", "raised"}
    assert said in " ".join(report.text.split())
