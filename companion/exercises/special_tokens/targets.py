"""Exercise 03.targets."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from operator import itemgetter
from typing import Any

from ..records import Exercise, Mistake

Rows = list[list[int]]


Shifted = tuple[Rows, Rows, list[list[bool]]]


def _targets(sequences: Sequence[Sequence[int]], pad_id: int) -> Shifted:
    width = max(len(row) for row in sequences)
    rows = [[*row, *[pad_id] * (width - len(row))] for row in sequences]
    inputs = [row[:-1] for row in rows]
    targets = [row[1:] for row in rows]
    counts = [[place + 1 < len(row) for place in range(width - 1)] for row in sequences]
    return inputs, targets, counts


def _counting(
    rule: Callable[[Sequence[int], int, int], bool],
) -> Callable[[Sequence[Sequence[int]], int], Shifted]:
    """Return an answer whose mask follows another rule: of row, place and filling."""

    def answer(sequences: Sequence[Sequence[int]], pad_id: int) -> Shifted:
        inputs, targets, _ = _targets(sequences, pad_id)
        places = range(len(inputs[0]))
        counts = [[rule(row, place, pad_id) for place in places] for row in sequences]
        return inputs, targets, counts

    return answer


def _is_not_filling(row: Sequence[int], place: int, pad_id: int) -> bool:
    return place + 1 < len(row) and row[place + 1] != pad_id


def _is_word_or_last(row: Sequence[int], place: int, pad_id: int) -> bool:
    return _is_not_filling(row, place, pad_id) or place + 2 == len(row)


def _follows_another(first: bool) -> Callable[[Sequence[int], int, int], bool]:
    """Return a rule by the token before a target, and what it says of the first one."""

    def rule(row: Sequence[int], place: int, pad_id: int) -> bool:
        if place == 0 and first:
            return True
        behind = 0 < place < len(row) and row[place] != pad_id
        return _is_not_filling(row, place, pad_id) or behind

    return rule


def _has_a_small_id(more: int) -> Callable[[Sequence[int], int, int], bool]:
    """Return a rule that takes the ID of a target for its place."""

    def rule(row: Sequence[int], place: int, pad_id: int) -> bool:
        target = row[place + 1] if place + 1 < len(row) else pad_id
        return target + more < len(row)

    return rule


def _one_of_both_is_no_filling(
    sequences: Sequence[Sequence[int]], pad_id: int
) -> Shifted:
    inputs, targets, _ = _targets(sequences, pad_id)
    counts = [
        [one != pad_id or other != pad_id for one, other in zip(*rows, strict=True)]
        for rows in zip(inputs, targets, strict=True)
    ]
    return inputs, targets, counts


def _up_to_the_last_run(sequences: Sequence[Sequence[int]], pad_id: int) -> Shifted:
    inputs, targets, _ = _targets(sequences, pad_id)
    counts = []
    for row in targets:
        ends = max((n for n, index in enumerate(row, 1) if index != pad_id), default=0)
        counts.append([place <= ends for place in range(len(row))])
    return inputs, targets, counts


def _by_sequence(
    rule: Callable[[Sequence[int], int], Any],
) -> Callable[[Sequence[Sequence[int]], int], tuple[Any, ...]]:
    """Return an answer whose mask follows from each sequence alone."""

    def answer(sequences: Sequence[Sequence[int]], pad_id: int) -> tuple[Any, ...]:
        inputs, targets, _ = _targets(sequences, pad_id)
        return inputs, targets, [rule(row, pad_id) for row in sequences]

    return answer


def _last_line_alone(sequences: Sequence[Sequence[int]], pad_id: int) -> Shifted:
    inputs, targets, counts = _targets(sequences, pad_id)
    return inputs, targets, counts[-1:]


def _one_row_that_grows(sequences: Sequence[Sequence[int]], pad_id: int) -> Shifted:
    inputs, targets, counts = _targets(sequences, pad_id)
    return inputs, targets, [[real for row in counts for real in row]] * len(counts)


def _own_mark_set_by_place(sequences: Sequence[Sequence[int]], pad_id: int) -> Shifted:
    inputs, targets, _ = _targets(sequences, pad_id)
    counts = [[index != pad_id for index in row] for row in targets]
    for row, ids in zip(counts, sequences, strict=True):
        row[len(ids) - 2] = True  # the last place, where there is one token alone
    return inputs, targets, counts


def _masked_by_inputs(sequences: Sequence[Sequence[int]], pad_id: int) -> Shifted:
    inputs, targets, _ = _targets(sequences, pad_id)
    return inputs, targets, [[index != pad_id for index in row] for row in inputs]


def _mask_of_rows(sequences: Sequence[Sequence[int]], pad_id: int) -> Shifted:
    inputs, targets, _ = _targets(sequences, pad_id)
    width = max(len(row) for row in sequences)
    return inputs, targets, [[i < len(row) for i in range(width)] for row in sequences]


def _first_filling_counts(sequences: Sequence[Sequence[int]], pad_id: int) -> Shifted:
    inputs, targets, _ = _targets(sequences, pad_id)
    width = max(len(row) for row in sequences)
    counts = [[True] * len(r) + [False] * (width - len(r) - 1) for r in sequences]
    return inputs, targets, counts


def _first_mark_counts(sequences: Sequence[Sequence[int]], pad_id: int) -> Shifted:
    inputs, targets, _ = _targets(sequences, pad_id)
    counts = [
        [
            index != pad_id or pad_id not in row[:place]
            for place, index in enumerate(row)
        ]
        for row in targets
    ]
    return inputs, targets, counts


def _as_if_all_had(
    length: Callable[[list[int]], int],
) -> Callable[[Sequence[Sequence[int]], int], Shifted]:
    """Return an answer that makes one length for all lines of theirs."""

    def answer(sequences: Sequence[Sequence[int]], pad_id: int) -> Shifted:
        inputs, targets, _ = _targets(sequences, pad_id)
        one = length([len(row) for row in sequences])
        mask = [place + 1 < one for place in range(len(inputs[0]))]
        return inputs, targets, [[*mask] for _ in sequences]

    return answer


def _wide_mask(
    rule: Callable[[int, int], bool],
) -> Callable[[Sequence[Sequence[int]], int], Shifted]:
    """Return an answer whose mask has a place for every token, by place and length."""

    def answer(sequences: Sequence[Sequence[int]], pad_id: int) -> Shifted:
        inputs, targets, _ = _targets(sequences, pad_id)
        places = range(len(inputs[0]) + 1)
        return inputs, targets, [[rule(i, len(s)) for i in places] for s in sequences]

    return answer


def _filled_on_the_left(sequences: Sequence[Sequence[int]], pad_id: int) -> Shifted:
    width = max(len(row) for row in sequences)
    rows = [[*[pad_id] * (width - len(row)), *row] for row in sequences]
    counts = _mask_of_the_left(sequences, pad_id)[2]
    return [row[:-1] for row in rows], [row[1:] for row in rows], counts


def _mask_of_the_left(sequences: Sequence[Sequence[int]], pad_id: int) -> Shifted:
    inputs, targets, counts = _targets(sequences, pad_id)
    return inputs, targets, [row[::-1] for row in counts]


def _with_another_mark(sequences: Sequence[Sequence[int]], pad_id: int) -> Shifted:
    return _targets([[*row, pad_id] for row in sequences], pad_id)


def _one_list_for_a_mask(
    sequences: Sequence[Sequence[int]], pad_id: int
) -> tuple[Any, ...]:
    inputs, targets, counts = _targets(sequences, pad_id)
    return inputs, targets, [real for row in counts for real in row]


def _last_place_counts(sequences: Sequence[Sequence[int]], pad_id: int) -> Shifted:
    inputs, targets, _ = _targets(sequences, pad_id)
    counts = [
        [index != pad_id or place + 1 == len(row) for place, index in enumerate(row)]
        for row in targets
    ]
    return inputs, targets, counts


def _whether_it_occurs(sequences: Sequence[Sequence[int]], pad_id: int) -> Shifted:
    inputs, targets, _ = _targets(sequences, pad_id)
    rows = zip(sequences, targets, strict=True)
    counts = [[index in row[1:] for index in line] for row, line in rows]
    return inputs, targets, counts


def _filled_with(
    other: int | None,
) -> Callable[[Sequence[Sequence[int]], int], tuple[Any, ...]]:
    """Return an answer that fills up with something else, and knows it by that."""

    def answer(sequences: Sequence[Sequence[int]], pad_id: int) -> tuple[Any, ...]:
        width = max(map(len, sequences))
        rows = [[*row, *[other] * (width - len(row))] for row in sequences]
        counts = _targets(sequences, pad_id)[2]
        return [row[:-1] for row in rows], [row[1:] for row in rows], counts

    return answer


def _as_many_as_no_marks(
    more: int,
) -> Callable[[Sequence[Sequence[int]], int], Shifted]:
    """Return an answer that counts the targets that are no mark, and adds so many."""

    def answer(sequences: Sequence[Sequence[int]], pad_id: int) -> Shifted:
        inputs, targets, _ = _targets(sequences, pad_id)
        counts = []
        for row in targets:
            words = len(row) - row.count(pad_id) + more
            counts.append([place < words for place in range(len(row))])
        return inputs, targets, counts

    return answer


def _both_are_no_filling(sequences: Sequence[Sequence[int]], pad_id: int) -> Shifted:
    inputs, targets, _ = _targets(sequences, pad_id)
    counts = [
        [one != pad_id and other != pad_id for one, other in zip(*rows, strict=True)]
        for rows in zip(inputs, targets, strict=True)
    ]
    return inputs, targets, counts


def _built(
    fewer: int, filling: int
) -> Callable[[Sequence[Sequence[int]], int], Shifted]:
    """Return an answer that builds its mask of two lists, each too short by so many."""

    def answer(sequences: Sequence[Sequence[int]], pad_id: int) -> Shifted:
        inputs, targets, _ = _targets(sequences, pad_id)
        width = len(targets[0]) + 1
        counts = [
            [True] * (len(row) - fewer) + [False] * (width - len(row) - filling)
            for row in sequences
        ]
        return inputs, targets, counts

    return answer


def _changed_targets(sequences: Sequence[Sequence[int]], pad_id: int) -> Shifted:
    inputs, targets, counts = _targets(sequences, pad_id)
    rows = zip(targets, counts, strict=True)
    changed = [
        [index if real else -100 for index, real in zip(*row, strict=True)]
        for row in rows
    ]
    return inputs, changed, counts


def _up_to_the_first_mark(
    first: int,
) -> Callable[[Sequence[Sequence[int]], int], Shifted]:
    """Return an answer that looks for the first end mark from this place on."""

    def answer(sequences: Sequence[Sequence[int]], pad_id: int) -> Shifted:
        inputs, targets, _ = _targets(sequences, pad_id)
        width = len(inputs[0])
        counts = []
        for row in sequences:
            filled = [*row, *[pad_id] * (width + 1)]
            counts.append(
                [place < filled.index(pad_id, first) for place in range(width)]
            )
        return inputs, targets, counts

    return answer


def _targets_cases(rng: random.Random) -> list[tuple[Rows, int]]:
    lengths = rng.sample(range(1, 6), k=3)
    return [
        ([[3, 1, 0]], 0),
        ([[5, 2, 0], [4, 0]], 0),
        ([[5, 2, 9], [4, 9], [9]], 9),
        ([[7, 9, 3, 9], [1, 9]], 9),
        ([[5, 2, 9, 9], [4, 9]], 9),  # two marks, and both are real
        ([[7, 9, 9, 3, 9], [1, 9]], 9),  # and a word after two marks
        ([[*rng.choices(range(1, 10), k=n), 9] for n in [*lengths, 6]], 9),
    ]


EXERCISE = Exercise(
    name="03.targets",
    task="Fill up on the right, shift by one, and say which targets count: those "
    "that are real tokens.",
    starter="def shifted(sequences, pad_id):\n"
    "    width = max(len(ids) for ids in sequences)\n"
    "    filled = [ids + [pad_id] * (width - len(ids)) for ids in sequences]\n"
    "    inputs = [ids[:-1] for ids in filled]\n"
    "    targets = [ids[1:] for ids in filled]\n"
    "    counts = []\n"
    "    for ids in targets:\n"
    "        counts.append([index != pad_id for index in ids])\n"
    "    return inputs, targets, counts\n",
    hints=(
        "Can a target that equals pad_id be real? Try a sequence that ends in it.",
        "Which targets count depends on the lengths alone. The target at a place "
        "is the token at place + 1.",
        "What do you know of a sequence before it was filled up that tells how many of "
        "its targets are real?",
    ),
    solution=_targets,
    cases=_targets_cases,
    lesson="The input mask says what may be read, the target mask what is to be "
    "learned. Both come from the lengths: the IDs no longer tell.",
    mistakes=(
        Mistake(
            "You made the mask from the IDs: where the end mark is the filling "
            "too, the real end mark does not count, and the model never learns to "
            "stop.",
            _counting(_is_not_filling),
        ),
        *(
            Mistake(
                "You let the sequence's own end mark count, but not those inside it. "
                "They are real tokens too: every target up to the length counts.",
                answer,
            )
            for answer in (_counting(_is_word_or_last), _own_mark_set_by_place)
        ),
        Mistake(
            "You let the first end mark among the targets count. It need not be the "
            "sequence's own: that one is found by the length alone.",
            _first_mark_counts,
        ),
        *(
            Mistake(
                "You let nothing count after the first end mark. It need not be the "
                "sequence's own: that one is found by the length alone.",
                _up_to_the_first_mark(first),
            )
            for first in (0, 1)
        ),
        Mistake(
            "You let an end mark count if the token before it is another token. Two "
            "real end marks may stand side by side: the length alone tells.",
            _one_of_both_is_no_filling,
        ),
        *(
            Mistake(
                "You let an end mark count if the token before it is another token. "
                "Two real end marks may stand side by side: the length alone tells.",
                _counting(_follows_another(first)),
            )
            for first in (False, True)
        ),
        Mistake(
            "You looked for the sequence's own end mark one place too far: place "
            "begins at 0, and the target at a place is one further on.",
            _counting(
                lambda row, place, pad_id: (
                    _is_not_filling(row, place, pad_id) or place + 1 == len(row)
                )
            ),
        ),
        Mistake(
            "You made the mask from the IDs, and it is the wrong way round. True is "
            "for targets that count, and only the lengths tell which do.",
            _counting(
                lambda row, place, pad_id: not _is_not_filling(row, place, pad_id)
            ),
        ),
        Mistake(
            "You asked the IDs of the sequences. Their end mark is pad_id too, and "
            "their first token is no target: the lengths alone tell.",
            _by_sequence(lambda row, pad_id: [index != pad_id for index in row]),
        ),
        Mistake(
            "You took the length of a line of targets. All of them are equally long: "
            "take that of the sequence, before it was filled up.",
            _as_if_all_had(lambda lengths: max(lengths) - 1),
        ),
        *(
            Mistake(
                "You took the length of one sequence for all lines. Each line has its "
                "own: go through the sequences.",
                _as_if_all_had(itemgetter(place)),
            )
            for place in (0, -1)
        ),
        Mistake(
            "You took the length of the shortest sequence for all lines. Each line has "
            "its own: go through the sequences.",
            _as_if_all_had(min),
        ),
        *(
            Mistake(
                "You counted the tokens that are no end mark. Real end marks are "
                "targets too, not only the last of them: the length alone tells.",
                answer,
            )
            for answer in (
                _as_many_as_no_marks(0),
                _as_many_as_no_marks(1),
                _counting(lambda row, n, pad_id: n < len(row) - [*row].count(pad_id)),
            )
        ),
        Mistake(
            "You made the mask from the IDs, and asked the inputs as well. Whether a "
            "target counts, the length alone tells.",
            _both_are_no_filling,
        ),
        *(
            Mistake(
                "You filled up with something other than pad_id. The lengths tell "
                "what is filling: it need not look different.",
                _filled_with(other),
            )
            for other in (-1, None, -100)
        ),
        *(
            Mistake(
                "You compared IDs with the length. A place counts if its number is "
                "small enough, whatever stands there: take it from range or enumerate.",
                _counting(_has_a_small_id(more)),
            )
            for more in (0, 1)
        ),
        Mistake(
            "You changed targets that do not count. Leave them as they are: that they "
            "do not count, the mask says.",
            _changed_targets,
        ),
        Mistake(
            "You let only the sequence's own end mark count. All its tokens but the "
            "first are real targets.",
            _counting(lambda row, place, pad_id: place + 2 == len(row)),
        ),
        Mistake(
            "You left out the first target. The first token is not among the targets: "
            "they begin with the second.",
            _counting(lambda row, place, pad_id: 0 < place < len(row)),
        ),
        Mistake(
            "Your mask has the filling on the left. Here it stands on the right.",
            _mask_of_the_left,
        ),
        Mistake(
            "You filled up on the left, as in section 5. Here it is on the right.",
            _filled_on_the_left,
        ),
        Mistake(
            "You put another end mark behind each sequence: it has one already.",
            _with_another_mark,
        ),
        Mistake(
            "You returned the mask alone: return inputs, targets and the mask.",
            lambda sequences, pad_id: _targets(sequences, pad_id)[2],
        ),
        Mistake(
            "You exchanged inputs and targets.",
            lambda sequences, pad_id: (
                *_targets(sequences, pad_id)[1::-1],
                _targets(sequences, pad_id)[2],
            ),
        ),
        Mistake(
            "You gave lengths for the mask. It has True or False for each target.",
            _by_sequence(lambda row, pad_id: len(row) - 1),
        ),
        Mistake(
            "You gave the places of the targets that count for the mask. It has True "
            "or False for each target.",
            _by_sequence(lambda row, pad_id: [*range(len(row) - 1)]),
        ),
        Mistake(
            "Your mask has one line, that of the last sequence: append each inside "
            "the loop.",
            _last_line_alone,
        ),
        Mistake(
            "You put what belongs to all lines into one list, and that list into the "
            "mask each time: begin a new list for each line, inside the loop.",
            _one_row_that_grows,
        ),
        Mistake(
            "Your mask is one list. It has a line for each sequence: begin a new list "
            "for each.",
            _one_list_for_a_mask,
        ),
        Mistake(
            "You let the last place of every line count. Only the longest sequence has "
            "its own end mark there: the length tells where each has it.",
            _last_place_counts,
        ),
        Mistake(
            "You asked whether a target occurs in the sequence. Filling has the ID of "
            "its end mark, so it counts too: the length alone tells.",
            _whether_it_occurs,
        ),
        Mistake(
            "You gave the targets that count for the mask. It has True or False for "
            "each target.",
            _by_sequence(lambda row, pad_id: [*row[1:]]),
        ),
        Mistake(
            "You looked from the right for where the end marks begin, and let the "
            "first of them count. It may be filling, or more of them may be real: the "
            "length alone tells.",
            _up_to_the_last_run,
        ),
        *(
            Mistake(
                "The lines of your mask differ in length. It is as wide as the "
                "targets: where a target is filling, it has False.",
                answer,
            )
            for answer in (
                _by_sequence(lambda row, pad_id: [True] * (len(row) - 1)),
                _by_sequence(lambda row, pad_id: [*[True] * (len(row) - 1), False]),
            )
        ),
        Mistake(
            "The lines of your mask differ in length: a line of width - 1 targets has "
            "len(ids) - 1 real ones, and so width - len(ids) that are filling.",
            _built(1, 1),
        ),
        Mistake(
            "You took the mask of the inputs. The last real token is an input "
            "whose target is filling: that one does not count.",
            _counting(lambda row, place, pad_id: place < len(row)),
        ),
        Mistake(
            "You looked at the inputs. Whether a target counts depends on the "
            "target, which is one place further on.",
            _masked_by_inputs,
        ),
        Mistake(
            "Your mask is as wide as the filled sequences. There is one target fewer "
            "than tokens: the first token is no target.",
            _mask_of_rows,
        ),
        *(
            Mistake(
                "Your mask is as wide as the filled sequences. There is one target "
                "fewer than tokens: the first token is no target.",
                _wide_mask(rule),
            )
            for rule in (
                lambda place, length: 0 < place < length,
                lambda place, length: place + 1 < length,
            )
        ),
        Mistake(
            "You let a sequence of n tokens have n targets. It has n - 1, since its "
            "first token is none: so the first filling counts, and the mask of the "
            "longest sequence is one place too long.",
            _first_filling_counts,
        ),
        Mistake(
            "You counted two targets too many: place begins at 0, and the target at a "
            "place is one further on. So place + 1 must be below the length.",
            _counting(lambda row, place, pad_id: place <= len(row)),
        ),
        Mistake(
            "You left out the last real target: place + 1 may be the last token.",
            _counting(lambda row, place, pad_id: place + 2 < len(row)),
        ),
        Mistake(
            "You left out the last real target: a sequence of n tokens has n - 1 of "
            "them.",
            _built(2, -1),
        ),
        Mistake(
            "Your mask is the wrong way round: True is for targets that count.",
            _counting(lambda row, place, pad_id: place + 1 >= len(row)),
        ),
        Mistake(
            "You let every target count, and so the model learns to write filling. "
            "Only lengths tell: are yours those before it was filled up, and has each "
            "line of your mask a list of its own?",
            _counting(lambda row, place, pad_id: True),
        ),
    ),
)
