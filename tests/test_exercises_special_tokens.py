"""Notebook 03: slips in its exercises, and what every try at its challenge scores."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any

import pytest

from companion.exercises.challenges import attempt
from companion.exercises.checking import examine
from companion.exercises.special_tokens import EXERCISES
from companion.exercises.special_tokens import letter_box as topic
from companion.lessons.gate import MARKS, in_letter_box

pytestmark = pytest.mark.usefixtures("in_a_thread")

CHALLENGE = topic.CHALLENGE


def test_every_disguise_of_every_mark_reaches_the_letter_box() -> None:
    attacks = topic._messages()[: len(MARKS) * len(topic._DISGUISES)]
    assert len(set(attacks)) == len(attacks) == 36
    for attack in attacks:
        assert any(is_mark for _, is_mark in in_letter_box(attack)), attack


def test_harmless_messages_are_worth_all_points_as_they_are() -> None:
    for message in topic._HARMLESS:
        assert topic._points(message, message) == 1


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("nothing done", lambda message: message),
        ("as it was given", topic._clean_as_given),
        ("marks taken out until none is left", topic._clean_in_a_loop),
        ("every < and > left out", topic._clean_of_brackets),
        (
            "one sign changed for each mark, the best there is",
            topic._clean_sign_by_sign,
        ),
        ("marks changed in what the box would read", topic._clean_as_the_box_reads),
        ("every > made a blank, wide and small ones too", topic._clean_of_closing),
    ],
)
def test_baselines_are_what_simple_answers_score(
    name: str, clean: Callable[[str], str]
) -> None:
    assert dict(CHALLENGE.baselines)[name] == CHALLENGE.score(clean)


def test_the_reference_is_ours_and_can_be_beaten() -> None:
    assert CHALLENGE.score(CHALLENGE.solution) == CHALLENGE.reference
    best = CHALLENGE.score(topic._clean_sign_by_sign)
    assert CHALLENGE.reference < best < 100


def test_no_answer_scores_more_than_the_best() -> None:
    # At least one sign of each mark that the box sees has to change.
    most = 0.0
    for message in topic._messages():
        marks = sum(is_mark for _, is_mark in in_letter_box(message))
        most += 1 - marks / max(1, len(message))
    best = CHALLENGE.score(topic._clean_sign_by_sign)
    assert best == round(100 * most / len(topic._messages()), 1)


def test_no_single_sign_put_out_reaches_the_reference() -> None:
    for signs in (">\uff1e\ufe65", "<\uff1c\ufe64", "|\uff5c"):
        table = str.maketrans(dict.fromkeys(signs, " "))
        score = CHALLENGE.score(lambda message, table=table: message.translate(table))
        assert score < CHALLENGE.reference - 5


@pytest.mark.parametrize(
    "cheat", [lambda message: "", lambda message: "Hello.", " ".join]
)
def test_throwing_the_text_away_is_worth_little(cheat: Callable[[str], str]) -> None:
    assert CHALLENGE.score(cheat) < 10


@pytest.mark.parametrize(
    "clean",
    [
        lambda message: [message],
        lambda message: None if "<|rule|>" in message else message,
        lambda message: None if "half" in message else message,
    ],
)
def test_what_is_no_text_is_refused(clean: Callable[[str], Any]) -> None:
    report = attempt(CHALLENGE, clean)
    assert "it must return a string" in report.text


def test_edits_are_counted_as_levenshtein_counts_them() -> None:
    assert topic._edits("kitten", "sitting") == 3
    assert topic._edits("", "abc") == topic._edits("abc", "") == 3
    assert topic._edits("same", "same") == 0


def _targets_of(
    mask: Callable[[list[int], list[int], int, int], bool],
) -> Callable[[list[list[int]], int], tuple[list[list[Any]], ...]]:
    """Return the answer of a learner whose mask follows a rule of line and filling."""

    def shifted(sequences: list[list[int]], pad_id: int) -> tuple[list[list[Any]], ...]:
        width = max(len(ids) for ids in sequences)
        filled = [ids + [pad_id] * (width - len(ids)) for ids in sequences]
        counts = [
            [mask(ids, row, place, pad_id) for place in range(width - 1)]
            for ids, row in zip(sequences, filled, strict=True)
        ]
        return [ids[:-1] for ids in filled], [ids[1:] for ids in filled], counts

    return shifted


def _ids_without_else(
    tokens: list[str], vocab: dict[str, int], specials: list[str]
) -> list[int]:
    ids = []
    for token in tokens:
        if token in specials:
            ids.append(vocab["<|unk|>"])
        if token in vocab:
            ids.append(vocab[token])
        else:
            ids.append(vocab["<|unk|>"])
    return ids


def _unknown_at(
    place: int,
) -> Callable[[list[str], dict[str, int], list[str]], list[int]]:
    """Return the answer of a learner who looks marks up too, and <|unk|> by place."""
    return lambda tokens, vocab, specials: [
        vocab.get(token, vocab[specials[place]]) for token in tokens
    ]


def _walked(tokens: list[str], share: float) -> int:
    lost = 0
    for count in sorted(Counter(tokens).values()):
        lost += count
        if lost >= share * len(tokens):
            return count + 1
    return 0


def _rounded(tokens: list[str], share: float) -> int:
    counts = Counter(tokens)
    for minimum in range(1, len(tokens) + 2):
        lost = sum(n for n in counts.values() if n < minimum)
        if lost >= round(share * len(tokens)):
            return minimum
    return 0


def _ids_of_what_is_known(
    tokens: list[str], vocab: dict[str, int], specials: list[str]
) -> list[int]:
    ids = []
    for token in tokens:
        if token in specials:
            ids.append(vocab["<|unk|>"])
        elif token in vocab:
            ids.append(vocab[token])
    return ids


def _one_too_few(tokens: list[str], share: float) -> int:
    counts = Counter(tokens)
    minimum = 1
    while sum(n for n in counts.values() if n < minimum) < share * len(tokens):
        minimum += 1
    return minimum - 1


def _numbered_before_a_set(tokens: list[str], specials: list[str]) -> dict[str, int]:
    ids = {token: index for index, token in enumerate(sorted(tokens))}
    for token in specials:
        ids[token] = len(ids)
    return ids


def _special_ids(
    number: Callable[[list[str], dict[str, int], int], int],
) -> Callable[[list[str], list[str]], dict[str, int]]:
    """Return the answer of a learner who numbers special tokens one after the other."""

    def vocabulary(tokens: list[str], specials: list[str]) -> dict[str, int]:
        ids = {token: index for index, token in enumerate(sorted(set(tokens)))}
        words = dict(ids)
        for place, token in enumerate(specials):
            ids[token] = number(tokens, ids if number is _growing else words, place)
        return ids

    return vocabulary


def _growing(tokens: list[str], ids: dict[str, int], place: int) -> int:
    return len(ids) + place


def _without_capitals(tokens: list[str], specials: list[str]) -> dict[str, int]:
    ordered = sorted(set(tokens), key=lambda token: (token.lower(), token))
    return {token: index for index, token in enumerate(ordered + specials)}


def _ids_by(
    choose: Callable[[int, str, dict[str, int], list[str]], int | str],
) -> Callable[[list[str], dict[str, int], list[str]], list[int | str]]:
    """Return the answer of a learner who chooses for one token after the other."""
    return lambda tokens, vocab, specials: [
        choose(place, token, vocab, specials) for place, token in enumerate(tokens)
    ]


def _grown(tokens: list[str], vocab: dict[str, int], specials: list[str]) -> list[int]:
    known = dict(vocab)
    ids = []
    for token in tokens:
        if token not in known:
            known[token] = len(known)
        ids.append(known["<|unk|>"] if token in specials else known[token])
    return ids


def _anew(tokens: list[str], vocab: dict[str, int], specials: list[str]) -> list[int]:
    words = [token for token in vocab if token not in specials]
    ids = {token: index for index, token in enumerate(words)}
    return [ids.get(token, vocab["<|unk|>"]) for token in tokens]


def _lost(tokens: list[str], minimum: int) -> int:
    return sum(tokens.count(token) < minimum for token in tokens)


def _if_for_while(tokens: list[str], share: float) -> int:
    minimum = 1
    if _lost(tokens, minimum) < share * len(tokens):
        minimum += 1
    return minimum


def _returned_at_once(tokens: list[str], share: float) -> int:
    for minimum in range(1, len(tokens)):
        if _lost(tokens, minimum) >= share * len(tokens):
            return minimum
        return minimum + 1
    return 0


def _percent(tokens: list[str], share: float) -> int:
    minimum = 1
    while 100 * _lost(tokens, minimum) / len(tokens) < share:
        minimum += 1
    return minimum


def _the_last(tokens: list[str], share: float) -> int:
    best = 0
    for minimum in range(1, max(Counter(tokens).values()) + 2):
        if _lost(tokens, minimum) >= share * len(tokens):
            best = minimum
    return best


def _how_many(tokens: list[str], share: float) -> int:
    minimum = 1
    while _lost(tokens, minimum) < share * len(tokens):
        minimum += 1
    return _lost(tokens, minimum)


def _never_at_0(before: bool) -> Callable[[list[str], float], int]:
    """Return the answer of a learner whose sum is never set back."""

    def minimum_count(tokens: list[str], share: float) -> int:
        minimum, lost = 1, 0
        while lost < share * len(tokens):
            minimum += before
            lost += _lost(tokens, minimum)
            minimum += not before
        return minimum

    return minimum_count


def _downwards(more: int) -> Callable[[list[str], float], int]:
    """Return the answer of a learner who loses the commonest words first."""

    def minimum_count(tokens: list[str], share: float) -> int:
        lost = 0
        for count in sorted(Counter(tokens).values(), reverse=True):
            lost += count
            if lost >= share * len(tokens):
                return count + more
        return 0

    return minimum_count


def _equal(tokens: list[str], share: float) -> int | None:
    for minimum in range(1, len(tokens) + 2):
        lost = [token for token in tokens if tokens.count(token) == minimum]
        if len(lost) >= share * len(tokens):
            return minimum
    return None


def _words_up_to_all(tokens: list[str], share: float) -> int:
    counts, minimum = Counter(tokens), 1
    while sum(n < minimum for n in counts.values()) < share * len(tokens):
        if minimum > max(counts.values()):
            break
        minimum += 1
    return minimum


def _raised_last(tokens: list[str], share: float) -> int:
    minimum, lost = 1, 0
    while lost < share * len(tokens):
        lost = _lost(tokens, minimum)
        minimum += 1
    return minimum


def _whole_division(tokens: list[str], share: float) -> int:
    minimum = 1
    while _lost(tokens, minimum) // len(tokens) < share:
        minimum += 1
    return minimum


def _first_of(
    minimums: Callable[[list[int]], Iterable[int]],
) -> Callable[[list[str], float], int | None]:
    """Return the answer of a learner who tries some minimums that counts give."""

    def minimum_count(tokens: list[str], share: float) -> int | None:
        for minimum in minimums(sorted(Counter(tokens).values())):
            if _lost(tokens, minimum) >= share * len(tokens):
                return minimum
        return None

    return minimum_count


def _the_count_that_is_reached(tokens: list[str], share: float) -> int:
    lost = 0
    for _, count in reversed(Counter(tokens).most_common()):
        lost += count
        if lost / len(tokens) >= share:
            return count
    return 0


def _place_among_counts(tokens: list[str], share: float) -> int:
    counts = sorted(Counter(tokens)[token] for token in tokens)
    return counts[math.ceil(share * len(tokens)) - 1] + 1


def _never_sorted(tokens: list[str], share: float) -> int:
    lost = 0
    for count in Counter(tokens).values():
        lost += count
        if lost >= share * len(tokens):
            return count + 1
    return 0


def _never_sorted_and_asked_first(tokens: list[str], share: float) -> int:
    lost, minimum = 0, 1
    for count in Counter(tokens).values():
        if lost >= share * len(tokens):
            return minimum
        lost += count
        minimum = count + 1
    return minimum


def _words_that_are_lost(tokens: list[str], share: float) -> int:
    counts, minimum = Counter(tokens), 1
    while _lost(tokens, minimum) < share * len(tokens):
        minimum += 1
    return len([word for word in counts if counts[word] < minimum])


def _once_for_each_special(
    tokens: list[str], vocab: dict[str, int], specials: list[str]
) -> list[int]:
    ids = []
    for token in tokens:
        for special in specials:
            known = token in vocab and token != special
            ids.append(vocab[token] if known else vocab["<|unk|>"])
    return ids


def _all_tokens_for_each_special(
    tokens: list[str], vocab: dict[str, int], specials: list[str]
) -> list[int]:
    ids = []
    for special in specials:
        for token in tokens:
            known = token in vocab and token != special
            ids.append(vocab[token] if known else vocab["<|unk|>"])
    return ids


def _own_and_unknown(
    tokens: list[str], vocab: dict[str, int], specials: list[str]
) -> list[int]:
    ids = []
    for token in tokens:
        if token in vocab:
            ids.append(vocab[token])
        if token not in vocab or token in specials:
            ids.append(vocab["<|unk|>"])
    return ids


def _marks_as_texts(
    tokens: list[str], vocab: dict[str, int], specials: list[str]
) -> list[int | str]:
    return [
        token if token in specials else vocab.get(token, vocab["<|unk|>"])
        for token in tokens
    ]


def _ordered(
    order: Callable[[list[str], list[str]], list[str]],
) -> Callable[[list[str], list[str]], dict[str, int]]:
    """Return the answer of a learner who numbers tokens in an order."""
    return lambda tokens, specials: {
        token: index for index, token in enumerate(order(tokens, specials))
    }


def _changed(sequences: list[list[int]], pad_id: int) -> tuple[list[Any], ...]:
    inputs, targets, counts = _good(sequences, pad_id)
    for row, real in zip(targets, counts, strict=True):
        row[:] = [index if real[n] else -100 for n, index in enumerate(row)]
    return inputs, targets, counts


def _filled_up_with(
    other: int | None,
) -> Callable[[list[list[int]], int], tuple[list[Any], ...]]:
    """Return the answer of a learner who makes filling look different."""

    def shifted(sequences: list[list[int]], pad_id: int) -> tuple[list[Any], ...]:
        width = max(len(ids) for ids in sequences)
        filled = [[*ids, *[other] * (width - len(ids))] for ids in sequences]
        targets = [ids[1:] for ids in filled]
        counts = [[index != other for index in ids] for ids in targets]
        return [ids[:-1] for ids in filled], targets, counts

    return shifted


def _inserted(tokens: list[str], specials: list[str]) -> dict[str, int]:
    ordered = sorted(set(tokens))
    for token in specials:
        ordered.insert(-1, token)
    return {token: index for index, token in enumerate(ordered)}


def _pairs_turned(tokens: list[str], specials: list[str]) -> dict[Any, Any]:
    ids: dict[Any, Any] = {token: n for n, token in enumerate(sorted(set(tokens)))}
    for index, token in enumerate(specials, len(ids)):
        ids[index] = token
    return ids


def _never_replaced(
    tokens: list[str], vocab: dict[str, int], specials: list[str]
) -> list[int]:
    for token in tokens:
        if token not in vocab or token in specials:
            token = "<|unk|>"
    return [vocab[token] for token in tokens]


def _else_in_a_loop(
    tokens: list[str], vocab: dict[str, int], specials: list[str]
) -> list[int]:
    ids = []
    for token in tokens:
        for word in vocab:
            if token == word and word not in specials:
                ids.append(vocab[word])
            else:
                ids.append(vocab["<|unk|>"])
    return ids


def _else_forgotten(
    tokens: list[str], vocab: dict[str, int], specials: list[str]
) -> list[int]:
    ids = []
    for token in tokens:
        if token in vocab and token not in specials:
            ids.append(vocab[token])
        ids.append(vocab["<|unk|>"])
    return ids


def _asked_before(ends: bool) -> Callable[[list[str], float], int | None]:
    """Return the answer of a learner who asks first and gives the next count."""

    def minimum_count(tokens: list[str], share: float) -> int | None:
        lost, count = 0, 0
        for _, count in Counter(tokens).most_common()[::-1]:
            if lost >= share * len(tokens):
                return count
            lost += count
        return count + 1 if ends else None

    return minimum_count


def _asked_before_and_ended(tokens: list[str], share: float) -> int:
    lost, count = 0, 0
    for _, count in Counter(tokens).most_common()[::-1]:
        if lost / len(tokens) >= share:
            break
        lost += count
    return count


def _added_twice(tokens: list[str], share: float) -> int:
    minimum = 1
    while True:
        lost = 0
        for token in tokens:
            if tokens.count(token) < minimum:
                lost += tokens.count(token)
        if lost >= share * len(tokens):
            return minimum
        minimum += 1


def _share_rounded(
    compared: Callable[[float], float],
) -> Callable[[list[str], float], int]:
    """Return the answer of a learner who rounds the share that is lost."""

    def minimum_count(tokens: list[str], share: float) -> int:
        minimum = 1
        while compared(_lost(tokens, minimum) / len(tokens)) < share:
            minimum += 1
        return minimum

    return minimum_count


def _by_looks(
    looks: Callable[[str], bool],
) -> Callable[[list[str], dict[str, int], list[str]], list[int]]:
    """Return the answer of a learner who knows specials by how they look."""
    return lambda tokens, vocab, specials: [
        vocab["<|unk|>" if t not in vocab or looks(t) else t] for t in tokens
    ]


def _turned_comparison(tokens: list[str], share: float) -> int:
    minimum = 1
    while _lost(tokens, minimum) > share * len(tokens):
        minimum += 1
    return minimum


def _letters(tokens: list[str], share: float) -> int:
    text, minimum = " ".join(tokens), 1
    while True:
        lost = [token for token in tokens if text.count(token) < minimum]
        if len(lost) / len(tokens) >= share:
            return minimum
        minimum += 1


def _one_row(
    rows: list[list[int]], targets: list[list[int]], pad: int
) -> list[list[bool]]:
    mask, row = [], []
    for ids in rows:
        for place in range(len(targets[0])):
            row.append(place + 1 < len(ids))
        mask.append(row)
    return mask


def _one_row_for_all(
    rows: list[list[int]], targets: list[list[int]], pad: int
) -> list[list[bool]]:
    mask = [[False] * len(targets[0])] * len(rows)
    for line, ids in zip(mask, rows, strict=True):
        for place in range(len(ids) - 1):
            line[place] = True
    return mask


def _own_mark_by_place(
    rows: list[list[int]], targets: list[list[int]], pad: int
) -> list[list[bool]]:
    mask = [[index != pad for index in line] for line in targets]
    for line, ids in zip(mask, rows, strict=True):
        line[len(ids) - 2] = True
    return mask


_Mask = Callable[[list[list[int]], list[list[int]], int], list[Any]]


def _with_mask(
    mask: _Mask,
) -> Callable[[list[list[int]], int], tuple[list[Any], ...]]:
    """Return the answer of a learner whose mask follows from sequences and targets."""

    def shifted(sequences: list[list[int]], pad_id: int) -> tuple[list[Any], ...]:
        width = max(len(ids) for ids in sequences)
        filled = [ids + [pad_id] * (width - len(ids)) for ids in sequences]
        targets = [ids[1:] for ids in filled]
        return [ids[:-1] for ids in filled], targets, mask(sequences, targets, pad_id)

    return shifted


def _left(sequences: list[list[int]], pad_id: int) -> tuple[list[Any], ...]:
    width = max(len(ids) for ids in sequences)
    filled = [[pad_id] * (width - len(ids)) + ids for ids in sequences]
    counts = [[n >= width - len(ids) for n in range(width - 1)] for ids in sequences]
    return [ids[:-1] for ids in filled], [ids[1:] for ids in filled], counts


def _good(sequences: list[list[int]], pad_id: int) -> tuple[list[Any], ...]:
    return _with_mask(
        lambda rows, targets, _: [
            [place + 1 < len(ids) for place in range(len(targets[0]))] for ids in rows
        ]
    )(sequences, pad_id)


_MASKS: tuple[tuple[_Mask, str], ...] = (
    (_one_row, "begin a new list for each line"),
    (_one_row_for_all, "has each line of your mask a list of its own"),
    (_own_mark_by_place, "not those inside it"),
    *(
        (
            lambda rows, targets, pad, more=more: [
                [index + more < len(ids) for index in line]
                for ids, line in zip(rows, targets, strict=True)
            ],
            "compared IDs with the length",
        )
        for more in (0, 1)
    ),
    (
        lambda rows, targets, pad: [
            [index in ids for index in line]
            for ids, line in zip(rows, targets, strict=True)
        ],
        "Only lengths tell",
    ),
    (
        lambda rows, targets, pad: [
            [n + 1 < len(rows[-1]) for n in range(len(targets[0]))]
        ],
        "append each inside the loop",
    ),
    (
        lambda rows, targets, pad: [
            [n + 1 < len(targets[0]) + 1 for n in range(len(targets[0]))] for _ in rows
        ],
        "are yours those before it was filled up",
    ),
    (
        lambda rows, targets, pad: [
            [n < len(ids) - 1 for n in range(len(ids))] for ids in rows
        ],
        "lines of your mask differ in length",
    ),
    (
        lambda rows, targets, pad: [
            [n for n in range(len(targets[0])) if n + 1 < len(ids)] for ids in rows
        ],
        "gave the places of the targets",
    ),
    (
        lambda rows, targets, pad: [
            [n == 0 or index != pad or ids[n - 1] != pad for n, index in enumerate(ids)]
            for ids in targets
        ],
        "Two real end marks may stand side by side",
    ),
    (
        lambda rows, targets, pad: [
            [n + 1 < len(ids) for n in range(len(ids))] for ids in targets
        ],
        "length of a line of targets",
    ),
    (
        lambda rows, targets, pad: [
            [n + 1 < len(rows[0]) for n in range(len(ids))] for ids in targets
        ],
        "length of one sequence",
    ),
    (
        lambda rows, targets, pad: [
            [n + 1 < len(rows[-1]) for n in range(len(ids))] for ids in targets
        ],
        "length of one sequence",
    ),
    (
        lambda rows, targets, pad: [[index == pad for index in ids] for ids in targets],
        "wrong way round",
    ),
    (
        lambda rows, targets, pad: [[index != pad for index in ids] for ids in rows],
        "asked the IDs of the sequences",
    ),
    (
        lambda rows, targets, pad: [
            [False, *[True] * (len(ids) - 1)] + [False] * (len(line) + 1 - len(ids))
            for ids, line in zip(rows, targets, strict=True)
        ],
        "as wide as the filled sequences",
    ),
    (
        lambda rows, targets, pad: [
            [n + 1 < len(ids) for n in range(len(targets[0]) + 1)] for ids in rows
        ],
        "as wide as the filled sequences",
    ),
    (
        lambda rows, targets, pad: [
            [False] * (len(targets[0]) + 1 - len(ids)) + [True] * (len(ids) - 1)
            for ids in rows
        ],
        "filling on the left",
    ),
    (
        lambda rows, targets, pad: [len(ids) - 1 for ids in rows],
        "gave lengths for the mask",
    ),
    (
        lambda rows, targets, pad: [
            line[: len(ids) - 1] for ids, line in zip(rows, targets, strict=True)
        ],
        "targets that count for the mask",
    ),
    (
        lambda rows, targets, pad: [
            [n + 1 < min(map(len, rows)) for n in range(len(ids))] for ids in targets
        ],
        "length of the shortest sequence",
    ),
    *(
        (
            lambda rows, targets, pad, more=more: [
                [n < sum(index != pad for index in ids) + more for n in range(len(ids))]
                for ids in targets
            ],
            "counted the tokens that are no end mark",
        )
        for more in (0, 1)
    ),
    (
        lambda rows, targets, pad: [
            [index != pad and one != pad for index, one in zip(ids, row, strict=False)]
            for ids, row in zip(
                targets,
                [[*ids, *[pad] * len(targets[0])] for ids in rows],
                strict=True,
            )
        ],
        "asked the inputs as well",
    ),
    (
        lambda rows, targets, pad: [
            [True] * (len(ids) - 1) + [False] * (max(map(len, rows)) - len(ids) - 1)
            for ids in rows
        ],
        "and so width - len(ids) that are filling",
    ),
    (
        lambda rows, targets, pad: [
            [True] * (len(ids) - 2) + [False] * (max(map(len, rows)) - len(ids) + 1)
            for ids in rows
        ],
        "left out the last real target",
    ),
    (
        lambda rows, targets, pad: [
            n + 1 < len(ids) for ids in rows for n in range(len(targets[0]))
        ],
        "Your mask is one list",
    ),
    (
        lambda rows, targets, pad: [
            [index != pad for index in ids[:-1]] + [True] for ids in targets
        ],
        "last place of every line",
    ),
    (
        lambda rows, targets, pad: [
            [index in ids[1:] for index in line]
            for ids, line in zip(rows, targets, strict=True)
        ],
        "whether a target occurs",
    ),
    (
        lambda rows, targets, pad: [
            [n < len(ids) - ids.count(pad) for n in range(len(targets[0]))]
            for ids in rows
        ],
        "counted the tokens that are no end mark",
    ),
)


@pytest.mark.parametrize(
    ("name", "answer", "cause"),
    [
        (
            "03.append",
            _special_ids(lambda t, d, n: len(t) + n),
            "every token of the text",
        ),
        ("03.append", _special_ids(lambda t, d, n: len(d)), "got one ID"),
        ("03.append", _special_ids(lambda t, d, n: len(d) - 1 + n), "the last word"),
        *(
            ("03.append", _ordered(order), cause)
            for order, cause in [
                (lambda t, s: [*sorted({*t}), s[0]], "only one special token"),
                (lambda t, s: [*sorted({*t}), s[-1]], "only one special token"),
                (
                    lambda t, s: [
                        *sorted({*t}, key=lambda w: (-t.count(w), t.index(w))),
                        *s,
                    ],
                    "most often first",
                ),
                (lambda t, s: sorted({*t, *s}, reverse=True), "and backwards"),
                (lambda t, s: [*sorted({*t}, reverse=True), *s], "words backwards"),
                (lambda t, s: [*sorted(set(t), key=len), *s], "by their length"),
            ]
        ),
        ("03.append", _special_ids(lambda t, d, n: len(t) + 1 + n), "and one more"),
        (
            "03.append",
            _ordered(lambda t, s: sorted({*t, *s}, key=lambda each: each in s)),
            "Your key only tells",
        ),
        (
            "03.append",
            _ordered(lambda t, s: sorted({*t, *s}, key=lambda each: each not in s)),
            "Your key only tells",
        ),
        (
            "03.append",
            _ordered(
                lambda t, s: sorted(
                    {*t, *s}, key=lambda each: s.index(each) if each in s else -1
                )
            ),
            "Your key is one number for all words",
        ),
        *(
            ("03.append", _ordered(order), "You numbered a set")
            for order in (
                lambda t, s: [*{*t, *s}],
                lambda t, s: [*{*sorted(t), *s}],
                lambda t, s: [*{*sorted({*t}), *s}],
            )
        ),
        *(
            ("03.append", _ordered(order), "You kept the words in a set")
            for order in (
                lambda t, s: [*{*t}, *s],
                lambda t, s: [*{*sorted(t)}, *s],
                lambda t, s: [*{*sorted({*t})}, *s],
            )
        ),
        ("03.append", _inserted, "insert(-1, …)"),
        ("03.append", _pairs_turned, "of your special tokens are the wrong way round"),
        *(
            ("03.append", _special_ids(number), "shares its ID with the last word")
            for number in (
                lambda t, d, n: len(d) - 1,
                lambda t, d, n: max(d.values(), default=0),
            )
        ),
        ("03.unknown", _never_replaced, "You looked every token up in vocab"),
        ("03.unknown", _else_in_a_loop, "an ID for each entry of vocab"),
        ("03.unknown", _else_forgotten, "You gave words two IDs"),
        *(
            ("03.unknown", _ids_by(choose), cause)
            for choose, cause in [
                (
                    lambda n, t, v, s: v[t if t in v or t not in s else "<|unk|>"],
                    "join the two with or",
                ),
                (
                    lambda n, t, v, s: v["<|unk|>" if t not in v and t in s else t],
                    "join the two with or",
                ),
                (
                    lambda n, t, v, s: v[
                        t if t in v and v[t] < len(v) - len(s) else "<|unk|>"
                    ],
                    "They may stand anywhere",
                ),
                *(
                    (
                        lambda n, t, v, s, place=place: v[
                            t if t in v and t != s[place] else "<|unk|>"
                        ],
                        "asked for one of the specials alone",
                    )
                    for place in (0, 1)
                ),
                *(
                    (
                        lambda n, t, v, s, one=one: v[
                            t if t in v and t not in one(s) else "<|unk|>"
                        ],
                        "asked for a piece of a special",
                    )
                    for one in ("".join, str)
                ),
                (
                    lambda n, t, v, s: (
                        v["<|unk|>"] if t in s else v.get(t.lower(), v["<|unk|>"])
                    ),
                    "in small letters",
                ),
                (
                    lambda n, t, v, s: (
                        v["<|unk|>"]
                        if t in s
                        else v.get(t, v.get(t.lower(), v["<|unk|>"]))
                    ),
                    "in small letters",
                ),
            ]
        ),
        ("03.minimum-count", _asked_before(ends=True), "count of the next word"),
        ("03.minimum-count", _asked_before(ends=False), "count of the next word"),
        ("03.minimum-count", _asked_before_and_ended, "count of the next word"),
        ("03.minimum-count", _added_twice, "a word that came twice is added twice"),
        *(
            ("03.minimum-count", _share_rounded(compared), "0.296 is less than 0.3")
            for compared in (
                lambda lost: round(lost, 1),
                lambda lost: round(lost, 2),
                lambda lost: round(100 * lost) / 100,
            )
        ),
        ("03.minimum-count", _turned_comparison, "comparison is the wrong way round"),
        *(
            (
                "03.unknown",
                _by_looks(looks),
                "or by how they are written",
            )
            for looks in (
                lambda token: token in ["<|endoftext|>", "<|unk|>"],
                lambda token: token in ["<|endoftext|>", "<|unk|>", "[SEP]"],
                lambda token: token[0] == "<",
                lambda token: token[0] in "<[",
                lambda token: token[:2] == "<|" or token[0] + token[-1] == "[]",
            )
        ),
        (
            "03.unknown",
            _ids_by(lambda n, t, v, s: v[t if t in v and not s else "<|unk|>"]),
            "whether that list is empty",
        ),
        ("03.append", _ordered(lambda t, s: sorted(t + s)), "sort the words alone"),
        ("03.minimum-count", _letters, "one word may stand inside another"),
        ("03.unknown", _own_and_unknown, "its own and that of <|unk|>"),
        (
            "03.unknown",
            _ids_by(
                lambda n, t, v, s: s.index(t) if t in s else v.get(t, v["<|unk|>"])
            ),
            "place of a mark in specials",
        ),
        (
            "03.unknown",
            _ids_by(lambda n, t, v, s: v[t] if t in v and t not in s else len(v) + 1),
            "and one more",
        ),
        ("03.minimum-count", _place_among_counts, "Only a share of 0"),
        ("03.minimum-count", _never_sorted, "in the order of the text"),
        ("03.minimum-count", _never_sorted_and_asked_first, "in the order of the text"),
        ("03.unknown", _once_for_each_special, "an ID for each special"),
        ("03.unknown", _all_tokens_for_each_special, "an ID for each special"),
        (
            "03.unknown",
            _ids_by(lambda n, t, v, s: t if t in v and t not in s else v["<|unk|>"]),
            "a word needs its ID too",
        ),
        ("03.unknown", _marks_as_texts, "among the IDs as text"),
        ("03.append", _special_ids(_growing), "counted the special tokens twice"),
        ("03.append", _without_capitals, "capital letters"),
        ("03.unknown", _grown, "gave unknown words new IDs"),
        ("03.unknown", _anew, "numbered the words anew"),
        (
            "03.unknown",
            _ids_by(
                lambda n, t, v, s: v[t] if t in map(str, v.values()) else v["<|unk|>"]
            ),
            "made every token unknown",
        ),
        (
            "03.unknown",
            _ids_by(lambda n, t, v, s: v[t] if t in s else v["<|unk|>"]),
            "kept the specials",
        ),
        (
            "03.unknown",
            _ids_by(lambda n, t, v, s: n if t in v and t not in s else v["<|unk|>"]),
            "places of the text",
        ),
        (
            "03.unknown",
            _ids_by(
                lambda n, t, v, s: v[t] if t in v and t not in s else s.index("<|unk|>")
            ),
            "place of <|unk|> in specials",
        ),
        ("03.minimum-count", _raised_last, "after the last count as well"),
        ("03.minimum-count", _whole_division, "divide with //"),
        ("03.minimum-count", _first_of(lambda n: range(1, n[-1])), "range leaves"),
        ("03.minimum-count", _first_of(lambda n: n), "none of them"),
        ("03.minimum-count", _the_count_that_is_reached, "or return one more"),
        ("03.minimum-count", _words_that_are_lost, "how many words are unknown"),
        *(
            ("03.minimum-count", answer, "how many tokens have to be unknown")
            for answer in (
                lambda tokens, share: math.ceil(share * len(tokens)),
                lambda tokens, share: round(share * len(tokens)),
            )
        ),
        ("03.minimum-count", _if_for_while, "goes up once at most"),
        ("03.minimum-count", _returned_at_once, "goes up once at most"),
        ("03.minimum-count", _percent, "or percent"),
        ("03.minimum-count", _the_last, "the largest minimum"),
        ("03.minimum-count", _how_many, "how many tokens are unknown"),
        ("03.minimum-count", _never_at_0(before=True), "sums of all rounds"),
        ("03.minimum-count", _never_at_0(before=False), "sums of all rounds"),
        ("03.minimum-count", _downwards(0), "began with the commonest"),
        ("03.minimum-count", _downwards(1), "began with the commonest"),
        ("03.minimum-count", _equal, "not with =="),
        ("03.minimum-count", _words_up_to_all, "a number of words with"),
        *(("03.targets", _with_mask(mask), cause) for mask, cause in _MASKS),
        *(
            ("03.targets", _targets_of(mask), cause)
            for mask, cause in [
                (lambda ids, row, n, pad: n + 2 == len(ids), "only the sequence's own"),
                (lambda ids, row, n, pad: 0 < n < len(ids), "left out the first"),
                (
                    lambda ids, row, n, pad: row[n + 1] != pad or n == len(ids) - 1,
                    "one place too far",
                ),
                (
                    lambda ids, row, n, pad: (
                        row[n + 1] != pad or (n > 0 and row[n] != pad)
                    ),
                    "Two real end marks may stand side by side",
                ),
            ]
        ),
        ("03.targets", _changed, "changed targets"),
        *(
            ("03.targets", _filled_up_with(other), "something other than pad_id")
            for other in (-1, None, -100)
        ),
        ("03.targets", _left, "filled up on the left"),
        (
            "03.targets",
            lambda rows, pad: _good([[*ids, pad] for ids in rows], pad),
            "another end mark",
        ),
        ("03.targets", lambda rows, pad: _good(rows, pad)[2], "the mask alone"),
        (
            "03.targets",
            lambda rows, pad: [_good(rows, pad)[n] for n in (1, 0, 2)],
            "exchanged inputs and targets",
        ),
        ("03.append", _numbered_before_a_set, "shares its ID with a word"),
        (
            "03.targets",
            _targets_of(lambda _, row, n, pad: row[n] != pad or row[n + 1] != pad),
            "Two real end marks may stand side by side",
        ),
        (
            "03.targets",
            _targets_of(
                lambda _, row, n, pad: n == 0 or any(index != pad for index in row[n:])
            ),
            "You looked from the right",
        ),
        (
            "03.targets",
            _targets_of(
                lambda ids, row, n, pad: row[n + 1] != pad or n + 2 == len(ids)
            ),
            "not those inside it",
        ),
        ("03.unknown", _ids_without_else, "two IDs"),
        *(
            ("03.unknown", _unknown_at(place), "by its place in specials")
            for place in (0, 1, -1)
        ),
        ("03.unknown", _ids_of_what_is_known, "every token that vocab lacks"),
        ("03.minimum-count", _one_too_few, "subtracted 1 at the end"),
        ("03.minimum-count", _rounded, "You rounded share * len(tokens)"),
        ("03.minimum-count", _walked, "You never try the minimum 1"),
    ],
)
def test_a_learners_slip_gets_its_cause(
    name: str, answer: Callable[..., Any], cause: str
) -> None:
    exercise = next(each for each in EXERCISES if each.name == name)
    for seed in range(3):
        assert cause in examine(exercise, answer, seed=seed).text


def test_a_key_that_takes_tildes_for_the_end_of_the_alphabet_is_refused() -> None:
    append = next(each for each in EXERCISES if each.name == "03.append")

    def vocabulary(tokens: list[str], specials: list[str]) -> dict[str, int]:
        def key(token: str) -> str:
            return f"~~~{specials.index(token)}" if token in specials else token

        ordered = sorted({*tokens, *specials}, key=key)
        return {token: index for index, token in enumerate(ordered)}

    for seed in range(3):
        assert examine(append, vocabulary, seed=seed).outcome == "wrong"


def _sorted_in_place(tokens: list[str], specials: list[str]) -> dict[str, int]:
    tokens.sort()
    tokens[:] = dict.fromkeys(tokens)
    tokens.extend(specials)
    return {token: index for index, token in enumerate(tokens)}


def _rare_ones_taken_out(tokens: list[str], share: float) -> int:
    enough, lost, minimum = share * len(tokens), 0, 1
    while lost < enough:
        minimum += 1
        for token in [*tokens]:
            if token in tokens and tokens.count(token) < minimum:
                lost += tokens.count(token)
                while token in tokens:
                    tokens.remove(token)
    return minimum


def _filled_in_place(
    sequences: list[list[int]], pad_id: int
) -> tuple[list[list[Any]], ...]:
    lengths = [len(ids) for ids in sequences]
    for ids in sequences:
        while len(ids) < max(lengths):
            ids.append(pad_id)
    places = range(max(lengths) - 1)
    counts = [[place + 1 < length for place in places] for length in lengths]
    return [ids[:-1] for ids in sequences], [ids[1:] for ids in sequences], counts


@pytest.mark.parametrize(
    ("name", "answer"),
    [
        ("03.append", _sorted_in_place),
        ("03.minimum-count", _rare_ones_taken_out),
        ("03.targets", _filled_in_place),
    ],
)
def test_a_right_answer_may_change_what_it_is_given(
    name: str, answer: Callable[..., Any]
) -> None:
    exercise = next(each for each in EXERCISES if each.name == name)
    for seed in range(3):
        assert examine(exercise, answer, seed=seed).outcome == "right"


def test_unknown_words_leave_the_vocabulary_as_it_is() -> None:
    unknown = next(each for each in EXERCISES if each.name == "03.unknown")

    def encode(
        tokens: list[str], vocab: dict[str, int], specials: list[str]
    ) -> list[int]:
        other = vocab["<|unk|>"]
        for special in specials:
            vocab.pop(special)
        return [vocab.get(token, other) for token in tokens]

    assert "Leave tokens, vocab and specials as they are" in unknown.task
    for seed in range(3):
        assert "changes what it is given" in examine(unknown, encode, seed=seed).text
