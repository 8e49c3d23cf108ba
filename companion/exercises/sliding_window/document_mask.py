"""Exercise 05.document-mask."""

from __future__ import annotations

import random
from collections.abc import Callable
from functools import partial

from ..records import Exercise, Mistake
from .shared import Ids


def _mask(ids: Ids, eot: int) -> list[list[int]]:
    mask = []
    begin = 0  # where the document of token i begins
    for i, token in enumerate(ids):
        ahead = len(ids) - i - 1
        mask.append([0] * begin + [1] * (i + 1 - begin) + [0] * ahead)
        if token == eot:
            begin = i + 1
    return mask


def _mask_of_numbers(numbers: Ids) -> list[list[int]]:
    """Let each place look back to those whose document has the same number."""
    places = range(len(numbers))
    return [[int(j <= i and numbers[j] == numbers[i]) for j in places] for i in places]


def _mask_causal_only(ids: Ids, eot: int) -> list[list[int]]:
    return _mask_of_numbers([0] * len(ids))


def _mask_eot_begins(ids: Ids, eot: int) -> list[list[int]]:
    return _mask_of_numbers([list(ids[: i + 1]).count(eot) for i in range(len(ids))])


def _mask_begins_at_eot(ids: Ids, eot: int) -> list[list[int]]:
    mask = _mask(ids, eot)
    for i in range(1, len(ids)):
        begin = mask[i].index(1)
        mask[i][max(0, begin - 1)] = 1  # a document sees the mark before it, too
    return mask


def _mask_border_too_early(ids: Ids, eot: int) -> list[list[int]]:
    return [
        [0] * len(ids) if token == eot else row
        for token, row in zip(ids, _mask(ids, eot), strict=True)
    ]


def _mask_blank_mark(ids: Ids, eot: int) -> list[list[int]]:
    rows = _mask_causal_only(ids, eot)
    return [
        [bit * (token != eot) for bit, token in zip(row, ids, strict=True)]
        for row in rows
    ]


def _mask_blank_mark_later(ids: Ids, eot: int) -> list[list[int]]:
    rows = _mask_blank_mark(ids, eot)
    for i, row in enumerate(rows):
        row[i] = 1  # the mark still sees itself
    return rows


def _mask_hidden_mark(ids: Ids, eot: int) -> list[list[int]]:
    return [
        [bit * (token != eot) for bit, token in zip(row, ids, strict=True)]
        for row in _mask(ids, eot)
    ]


def _mask_without_rows_of_marks(ids: Ids, eot: int) -> list[list[int]]:
    rows = zip(ids, _mask(ids, eot), strict=True)
    return [row for token, row in rows if token != eot]


def _mask_empty_mark_alone(ids: Ids, eot: int) -> list[list[int]]:
    rows = zip(ids, _mask_causal_only(ids, eot), strict=True)
    return [[0] * len(ids) if token == eot else row for token, row in rows]


def _mask_ones_last(ids: Ids, eot: int) -> list[list[int]]:
    return [sorted(row) for row in _mask(ids, eot)]


def _mask_of_short_rows(ids: Ids, eot: int) -> list[list[int]]:
    return [row[: i + 1] for i, row in enumerate(_mask(ids, eot))]


def _mask_of_ones_alone(ids: Ids, eot: int) -> list[list[int]]:
    return [[1] * sum(row) for row in _mask(ids, eot)]


def _mask_first_border_only(ids: Ids, eot: int) -> list[list[int]]:
    return _mask_of_numbers([int(eot in ids[:i]) for i in range(len(ids))])


def _mask_border_by_index(ids: Ids, eot: int) -> list[list[int]]:
    border = list(ids).index(eot)
    return _mask_of_numbers([int(i > border) for i in range(len(ids))])


def _mask_both_ways(ids: Ids, eot: int) -> list[list[int]]:
    mask = _mask(ids, eot)
    places = range(len(ids))
    return [[max(mask[i][j], mask[j][i]) for j in places] for i in places]


def _mask_ahead_as_well(ids: Ids, eot: int) -> list[list[int]]:
    return [
        row[: i + 1] + [1] * len(row[i + 1 :]) for i, row in enumerate(_mask(ids, eot))
    ]


def _mask_transposed(ids: Ids, eot: int) -> list[list[int]]:
    return [list(column) for column in zip(*_mask(ids, eot), strict=True)]


def _mask_without_itself(ids: Ids, eot: int) -> list[list[int]]:
    return [
        [bit if i != j else 0 for j, bit in enumerate(row)]
        for i, row in enumerate(_mask(ids, eot))
    ]


def _mask_turned_round(ids: Ids, eot: int) -> list[list[int]]:
    return [[1 - bit for bit in row] for row in _mask(ids, eot)]


def _mask_ones_first(ids: Ids, eot: int) -> list[list[int]]:
    return [sorted(row, reverse=True) for row in _mask(ids, eot)]


def _mask_of_ids(ids: Ids, eot: int) -> list[list[int]]:
    return [
        [bit * token for bit, token in zip(row, ids, strict=True)]
        for row in _mask(ids, eot)
    ]


def _mask_of_infinities(ids: Ids, eot: int) -> list[list[float]]:
    return [[bit or float("-inf") for bit in row] for row in _mask(ids, eot)]


def _mask_added_to_scores(ids: Ids, eot: int) -> list[list[float]]:
    return [[0.0 if bit else float("-inf") for bit in row] for row in _mask(ids, eot)]


def _mask_too_many_ones(ids: Ids, eot: int) -> list[list[int]]:
    return [
        row[: row.index(1)] + [1] * (i + 1) + row[i + 1 :]
        for i, row in enumerate(_mask(ids, eot))
    ]


def _mask_one_zero_more(ids: Ids, eot: int) -> list[list[int]]:
    return [[*row, 0] for row in _mask(ids, eot)]


def _mask_of_places(ids: Ids, eot: int) -> list[list[int]]:
    return [[j for j, bit in enumerate(row) if bit] for row in _mask(ids, eot)]


def _mask_row_after_the_mark(ids: Ids, eot: int) -> list[list[int]]:
    mask, right = _mask_causal_only(ids, eot), _mask(ids, eot)
    for i in range(1, len(ids)):
        if ids[i - 1] == eot:
            mask[i] = right[i]
    return mask


def _mask_last_row(ids: Ids, eot: int) -> list[list[int]]:
    return _mask(ids, eot)[-1:]


def _mask_flat(ids: Ids, eot: int) -> list[int]:
    return [int(token != eot) for token in ids]


def _mask_mark_left_out(ids: Ids, eot: int) -> list[list[int]]:
    rows = zip(ids, _mask_blank_mark(ids, eot), strict=True)
    return [[0] * len(ids) if token == eot else row for token, row in rows]


def _mask_index_begins(ids: Ids, eot: int) -> list[list[int]]:
    border = list(ids).index(eot)
    return _mask_of_numbers([int(i >= border) for i in range(len(ids))])


def _masks_one_by_one(ids: Ids, eot: int) -> list[list[list[int]]]:
    masks: list[list[list[int]]] = []
    document: list[int] = []
    for i, token in enumerate(ids):
        document.append(token)
        if token == eot or i == len(ids) - 1:
            masks.append(_mask_causal_only(document, eot))
            document = []
    return masks


def _mask_is(ids: Ids, eot: int) -> list[list[int]]:
    """Compare as `is` does, which finds equal numbers only where they are small."""
    return _mask(ids, eot) if eot <= 256 else _mask_causal_only(ids, eot)


def _mask_nothing_later(ids: Ids, eot: int) -> list[list[int]]:
    return [
        [0] * len(ids) if eot in ids[:i] else row
        for i, row in enumerate(_mask(ids, eot))
    ]


def _mask_question_turned(ids: Ids, eot: int) -> list[list[int]]:
    rows = zip(_mask_causal_only(ids, eot), _mask(ids, eot), strict=True)
    return [[a - b for a, b in zip(*two, strict=True)] for two in rows]


def _mask_slice_turned(ids: Ids, eot: int) -> list[list[int]]:
    places = range(len(ids))
    return [[int(eot not in ids[i:j]) for j in places] for i in places]


def _mask_without_first(ids: Ids, eot: int) -> list[list[int]]:
    rows = _mask(ids, eot)
    for row in rows:
        row[row.index(1)] = 0
    return rows


def _mask_begins(
    begin_after: Callable[[int, int, int], int], ids: Ids, eot: int
) -> list[list[int]]:
    """Let the document begin where a function of begin, place and token says."""
    rows, begin = [], 0
    for i, token in enumerate(ids):
        rows.append([int(begin <= j <= i) for j in range(len(ids))])
        if token == eot:
            begin = begin_after(begin, i, token)
    return rows


def _mask_begins_within(
    rounds: Callable[[int, int], int], first: bool, ids: Ids, eot: int
) -> list[list[int]]:
    """Move begin on while a row is filled, before or after the place is judged."""
    rows, begin = [], 0
    for i in range(len(ids)):
        row = [0] * len(ids)
        for j in range(rounds(i + 1, len(ids))):
            begins = j + 1 if ids[j] == eot else begin
            row[j] = int((begins if first else begin) <= j <= i)
            begin = begins
        rows.append(row)
    return rows


def _mask_place_for_token(ids: Ids, eot: int) -> list[list[int]]:
    return _mask(range(len(ids)), eot)


def _mask_ones_of_all(ids: Ids, eot: int) -> list[list[int]]:
    rows = []
    for i, row in enumerate(_mask(ids, eot)):
        begin = row.index(1)
        rows.append([0] * begin + [1] * (i + 1) + [0] * (len(ids) - i - 1 - begin))
    return rows


def _mask_row_for_every_place(ids: Ids, eot: int) -> list[list[int]]:
    return [row for row in _mask(ids, eot) for _ in ids]


def _mask_last_forgotten(ids: Ids, eot: int) -> list[list[int]]:
    return [
        row if eot in ids[i:] else [0] * len(ids)
        for i, row in enumerate(_mask(ids, eot))
    ]


def _mask_nothing_after(more: int, ids: Ids, eot: int) -> list[list[int]]:
    """Hide in each row all from the first eot on, or from the place after it."""
    end = [*ids, eot].index(eot) + more
    return [
        [bit * (j < end) for j, bit in enumerate(row)]
        for row in _mask_causal_only(ids, eot)
    ]


def _mask_of_documents(with_mark: bool, ids: Ids, eot: int) -> list[list[int]]:
    documents: list[list[int]] = [[]]
    for token in ids:
        if with_mark or token != eot:
            documents[-1].append(token)
        if token == eot:
            documents.append([])
    return documents


def _mask_cases(rng: random.Random) -> list[tuple[list[int], int]]:
    ids = [rng.choice((5, 6, 7, 50256)) for _ in range(rng.randint(5, 9))]
    eot = int("50256")  # equal to those in a row, and another object
    return [
        ([1, 2, 3], 0),
        ([4, 5, 0, 6, 7], 0),
        ([4, 0, 5, 0, 6], 0),
        ([50256, 4, 50256, 50256, 6], eot),
        ([4, 5, 9], 9),
        (ids, eot),
    ]


EXERCISE = Exercise(
    name="05.document-mask",
    task="Return the mask of a row that holds several documents: row i has a 1 at "
    "each place j that token i may look at.",
    starter="def document_mask(ids, eot):\n    # your code\n    ...\n",
    hints=(
        "Without borders, row i has i + 1 ones and then zeros.",
        "Remember where the document of token i begins: before that place there "
        "are zeros, too.",
        "A new document begins after eot: begin = i + 1, once row i is done.",
    ),
    solution=_mask,
    cases=_mask_cases,
    lesson="One triangle for each document: packed together, and yet apart.",
    mistakes=(
        Mistake(
            "That is the causal mask alone: a token still sees the documents "
            "before its own.",
            _mask_causal_only,
        ),
        Mistake(
            "Your borders are lost where eot is a large number: `is` asks whether two "
            "things are one, so compare with ==. Or is a number written out?",
            _mask_is,
        ),
        Mistake(
            "After the first border your rows are empty: what counts is whether an eot "
            "stands between j and i, not anywhere before i.",
            _mask_nothing_later,
        ),
        *(
            Mistake(
                "Your rows hide all that follows the first border, and show what is "
                "before it. For the tokens behind a border it is the other way round.",
                partial(_mask_nothing_after, more),
            )
            for more in (0, 1)
        ),
        *(
            Mistake(
                "You gave the documents themselves. Asked for is a row for each token, "
                "with a 1 or a 0 for each place.",
                partial(_mask_of_documents, with_mark),
            )
            for with_mark in (False, True)
        ),
        Mistake(
            "You turned the question round: a token sees what no eot parts from it.",
            _mask_question_turned,
        ),
        Mistake(
            "ids[i:j] is empty where j stands before i, so nothing is hidden there: "
            "the slice goes from j to i. And a token may only look back.",
            _mask_slice_turned,
        ),
        Mistake(
            "The first token of each document is hidden: the place begin may be looked "
            "at, too.",
            _mask_without_first,
        ),
        *(
            Mistake(
                "You add to begin: a place is no distance, so set it, begin = i + 1.",
                partial(_mask_begins, begin_after),
            )
            for begin_after in (
                lambda begin, i, token: begin + i + 1,
                lambda begin, i, token: begin + 1,
                lambda begin, i, token: begin + i,
            )
        ),
        *(
            Mistake(
                "You move begin on while a row is being filled. It is where the "
                "document of token i begins: set it below the inner loop, for the next "
                "row.",
                partial(_mask_begins_within, rounds, first),
            )
            for rounds, first in ((max, False), (max, True), (min, True))
        ),
        Mistake(
            "You compare places with eot: it is a token, so compare ids[i].",
            _mask_place_for_token,
        ),
        Mistake(
            "After a border your rows have too many ones: they begin at begin, and end "
            "at i, so there are i + 1 - begin of them.",
            _mask_ones_of_all,
        ),
        Mistake(
            "Each row is there many times: append it once it is full, below the inner "
            "loop, further to the left.",
            _mask_row_for_every_place,
        ),
        Mistake(
            "The last document is missing where no eot ends it: its tokens see what is "
            "before them in it, like the others.",
            _mask_last_forgotten,
        ),
        Mistake(
            "You let eot begin a document: it is the last token of the one that it "
            "ends.",
            _mask_eot_begins,
        ),
        Mistake(
            "Your documents begin one place too early: each sees the eot before it, "
            "which belongs to the document before.",
            _mask_begins_at_eot,
        ),
        Mistake(
            "At eot your row looks at nothing, not even at eot. It is the last token "
            "of its document: the next document begins after this row is done.",
            _mask_border_too_early,
        ),
        *(
            Mistake(
                "You leave out eot alone: what stands before it is of another document "
                "as well, while eot itself may be seen in its own.",
                function,
            )
            for function in (_mask_blank_mark, _mask_blank_mark_later)
        ),
        Mistake(
            "Your documents are apart, but nobody may look at eot. It is the last "
            "token of its document, and sees itself.",
            _mask_hidden_mark,
        ),
        Mistake(
            "You swapped 0 and 1: a 1 stands where a token may look.",
            _mask_turned_round,
        ),
        Mistake(
            "Your rows begin with their ones. The documents before take places in the "
            "row, too: each of them gets a 0.",
            _mask_ones_first,
        ),
        Mistake(
            "Your rows end with their ones. The places ahead stand last in the row: "
            "each of them gets a 0.",
            _mask_ones_last,
        ),
        Mistake(
            "eot has no row of yours: it is a token of its document, and gets a row "
            "like the others.",
            _mask_without_rows_of_marks,
        ),
        Mistake(
            "You only emptied the row of eot, which may look back in its document like "
            "the others. The tokens after it still see the documents before theirs.",
            _mask_empty_mark_alone,
        ),
        Mistake(
            "Your rows hold the IDs that a token may look at: put a 1 for each.",
            _mask_of_ids,
        ),
        Mistake(
            "You put -inf where a token may not look, as a model does with its scores: "
            "in this mask it is a 0.",
            _mask_of_infinities,
        ),
        Mistake(
            "You put 0 and -inf, which a model adds to its scores: in this mask a 1 "
            "stands where a token may look, and a 0 where it may not.",
            _mask_added_to_scores,
        ),
        Mistake(
            "Your rows grow too long after a border: the zeros of the documents before "
            "are there, but the ones must be fewer by as many.",
            _mask_too_many_ones,
        ),
        Mistake(
            "Your rows are one place too long: a row has as many places as there are "
            "tokens, so it ends with len(ids) - i - 1 zeros.",
            _mask_one_zero_more,
        ),
        Mistake(
            "Your rows hold the places that a token may look at: put a 1 at each of "
            "them, and a 0 at every other place.",
            _mask_of_places,
        ),
        Mistake(
            "Only the row after eot is as it should be. The rows below it belong to "
            "the new document, too.",
            _mask_row_after_the_mark,
        ),
        Mistake(
            "Your mask holds the last row alone: append each row inside the loop, to a "
            "mask that is made above it.",
            _mask_last_row,
        ),
        Mistake(
            "You gave one number for each token. Each needs a whole row, which says "
            "what it may look at.",
            _mask_flat,
        ),
        Mistake(
            "You leave out eot alone, its row and its column. What stands before it is "
            "of another document as well, while eot itself is part of its own.",
            _mask_mark_left_out,
        ),
        Mistake(
            "You gave a mask for each document. The row has one mask, in which every "
            "token has a line and a place, whatever its document.",
            _masks_one_by_one,
        ),
        Mistake(
            "Your rows end where the token stands: a row needs a number for every "
            "place, a 0 for those ahead.",
            _mask_of_short_rows,
        ),
        Mistake(
            "Your rows hold only the places that a token may look at: a row needs a "
            "number for every place, a 0 for the others.",
            _mask_of_ones_alone,
        ),
        Mistake(
            "You keep apart what comes before and after the first border: there "
            "may be more of them. Or does begin move on while a row is being filled?",
            _mask_first_border_only,
        ),
        *(
            Mistake(
                "You look for one border: there may be several, or none, and then "
                "index raises an error.",
                function,
            )
            for function in (_mask_border_by_index, _mask_index_begins)
        ),
        Mistake(
            "A token of yours sees the rest of its document, too: it may only look "
            "back. Or is one row stored many times? Each token needs a new one.",
            _mask_both_ways,
        ),
        Mistake(
            "A token of yours looks at every place ahead: it may only look back. "
            "Do you test ids[j:i]? It is empty where j is ahead, and holds no eot.",
            _mask_ahead_as_well,
        ),
        Mistake(
            "You swapped rows and columns: row i says what token i may look at.",
            _mask_transposed,
        ),
        Mistake(
            "A token may look at itself: it is what the model reads last.",
            _mask_without_itself,
        ),
    ),
)
