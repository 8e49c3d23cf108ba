"""Exercise 07.where-it-starts."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from ..records import Exercise, Mistake
from .shared import tensor

if TYPE_CHECKING:
    from torch import Tensor

Answer = Callable[[Sequence[int], "Tensor", "Tensor", int], "Tensor"]


def _embed(ids: Sequence[int], tokens: Tensor, positions: Tensor, start: int) -> Tensor:
    return tokens[ids] + positions[start : start + len(ids)]


def _with_rows(rows: Callable[[Sequence[int], int], Any]) -> Answer:
    """Return an answer that adds these rows of P, said by ids and start."""

    def answer(
        ids: Sequence[int], tokens: Tensor, positions: Tensor, start: int
    ) -> Tensor:
        summed: Tensor = tokens[ids] + positions[rows(ids, start)]
        return summed

    return answer


_embed_from_the_top = _with_rows(lambda ids, start: slice(len(ids)))
_embed_by_id = _with_rows(lambda ids, start: ids)
_embed_all_at_start = _with_rows(lambda ids, start: start)
_embed_the_last_rows = _with_rows(lambda ids, start: slice(-len(ids), None))
_embed_up_to_their_number = _with_rows(lambda ids, start: slice(start, len(ids)))
_embed_up_to_the_end_of_ids = _with_rows(lambda ids, start: slice(start + len(ids)))
_embed_to_the_end = _with_rows(lambda ids, start: slice(start, None))
_embed_one_row_too_many = _with_rows(
    lambda ids, start: slice(start, start + len(ids) + 1)
)
_embed_by_id_from_start = _with_rows(
    lambda ids, start: [start + token for token in ids]
)
_embed_one_row_too_few = _with_rows(
    lambda ids, start: slice(start, start + len(ids) - 1)
)
_embed_from_the_second_row = _with_rows(
    lambda ids, start: slice(start + 1, start + len(ids))
)
_embed_what_came_before = _with_rows(lambda ids, start: slice(start))
_embed_counted_from_the_end = _with_rows(lambda ids, start: slice(-start, None))
_embed_what_stands_in_front = _with_rows(
    lambda ids, start: slice(start - len(ids), start)
)
_embed_the_row_behind = _with_rows(lambda ids, start: start + len(ids))
_embed_start_and_number_swapped = _with_rows(
    lambda ids, start: slice(len(ids), len(ids) + start)
)
_embed_as_many_as_start = _with_rows(lambda ids, start: slice(start, start + start))
_embed_every_second_row = _with_rows(
    lambda ids, start: [start + 2 * i for i in range(len(ids))]
)
_embed_by_first_place = _with_rows(
    lambda ids, start: [start + ids.index(token) for token in ids]
)


def _embed_rows_by_moved_id(
    ids: Sequence[int], tokens: Tensor, positions: Tensor, start: int
) -> Tensor:
    moved = [start + token for token in ids]  # for some of them E has no row
    summed: Tensor = tokens[moved] + positions[: len(ids)]
    return summed


def _embed_counted_up_to_their_number(
    ids: Sequence[int], tokens: Tensor, positions: Tensor, start: int
) -> Tensor:
    import torch

    # An error where start is larger than the number of ids.
    summed: Tensor = tokens[ids] + positions[torch.arange(start, len(ids))]
    return summed


def _embed_the_ids_from_start_on(
    ids: Sequence[int], tokens: Tensor, positions: Tensor, start: int
) -> Tensor:
    import torch

    # Of no rows stack makes no tensor: an error where start is not below len(ids).
    places = range(start, len(ids))
    return torch.stack([tokens[ids[i]] + positions[i] for i in places])


def _embed_ids_counted_from_start(
    ids: Sequence[int], tokens: Tensor, positions: Tensor, start: int
) -> list[Tensor]:
    places = range(start, start + len(ids))  # past the end of ids, unless start is 0
    return [tokens[ids[i]] + positions[i] for i in places]


def _embed_one_late(
    ids: Sequence[int], tokens: Tensor, positions: Tensor, start: int
) -> Tensor:
    return _embed(ids, tokens, positions, start + 1)


def _embed_one_early(
    ids: Sequence[int], tokens: Tensor, positions: Tensor, start: int
) -> Tensor:
    return _embed(ids, tokens, positions, start - 1)


def _embed_one_early_from_the_second(
    ids: Sequence[int], tokens: Tensor, positions: Tensor, start: int
) -> Tensor:
    return _embed(ids, tokens, positions, max(start - 1, 0))


def _embed_rows_by_place(
    ids: Sequence[int], tokens: Tensor, positions: Tensor, start: int
) -> Tensor:
    summed: Tensor = (
        tokens[start : start + len(ids)] + positions[start : start + len(ids)]
    )
    return summed


def _embed_by_index(
    ids: Sequence[int], tokens: Tensor, positions: Tensor, start: int
) -> Tensor:
    count = len(ids)
    summed: Tensor = tokens[:count] + positions[start : start + count]
    return summed


def _embed_start_added(
    ids: Sequence[int], tokens: Tensor, positions: Tensor, start: int
) -> Tensor:
    summed: Tensor = tokens[ids] + positions[: len(ids)] + start
    return summed


def _embed_first_added(
    ids: Sequence[int], tokens: Tensor, positions: Tensor, start: int
) -> Tensor:
    summed: Tensor = tokens[ids] + positions[start] + positions[: len(ids)]
    return summed


def _embed_without_the_first_ids(
    ids: Sequence[int], tokens: Tensor, positions: Tensor, start: int
) -> Tensor:
    summed: Tensor = tokens[ids[start:]] + positions[start : len(ids)]
    return summed


def _embed_all_rows_without_the_first_ids(
    ids: Sequence[int], tokens: Tensor, positions: Tensor, start: int
) -> Tensor:
    summed: Tensor = tokens[ids[start:]] + positions[start : start + len(ids)]
    return summed


def _embed_first_rows_without_the_first_ids(
    ids: Sequence[int], tokens: Tensor, positions: Tensor, start: int
) -> Tensor:
    left = ids[start:]
    summed: Tensor = tokens[left] + positions[: len(left)]
    return summed


def _embed_first_rows_for_the_ids_left(
    ids: Sequence[int], tokens: Tensor, positions: Tensor, start: int
) -> Tensor:
    summed: Tensor = tokens[ids[start:]] + positions[: len(ids)]
    return summed


def _embed_tables_swapped(
    ids: Sequence[int], tokens: Tensor, positions: Tensor, start: int
) -> Tensor:
    summed: Tensor = positions[ids] + tokens[start : start + len(ids)]
    return summed


def _embed_multiplied(
    ids: Sequence[int], tokens: Tensor, positions: Tensor, start: int
) -> Tensor:
    return tokens[ids] * positions[start : start + len(ids)]


def _embed_subtracted(
    ids: Sequence[int], tokens: Tensor, positions: Tensor, start: int
) -> Tensor:
    return tokens[ids] - positions[start : start + len(ids)]


def _embed_backwards(
    ids: Sequence[int], tokens: Tensor, positions: Tensor, start: int
) -> Tensor:
    return tokens[ids] + positions[start : start + len(ids)].flip(0)


def _embed_right_rows_and_start(
    ids: Sequence[int], tokens: Tensor, positions: Tensor, start: int
) -> Tensor:
    return _embed(ids, tokens, positions, start) + start


def _embed_cases(
    rng: random.Random,
) -> list[tuple[list[int], Tensor, Tensor, int]]:
    draw = np.random.default_rng(7)  # the same tables whatever the seed is
    tokens = tensor(draw.integers(-9, 10, (6, 2)).astype(float))
    steps = 100.0 * np.arange(10)[:, None]
    positions = tensor(draw.integers(-9, 10, (10, 2)) + steps)
    return [
        ([2, 3, 5, 2], tokens, positions, 0),
        ([4], tokens, positions, 4),
        ([0, 1, 4], tokens, positions, 2),  # cut at start, one ID is left
        ([1, 0], tokens, positions, 1),  # start added to an ID, E still has a row
        (rng.choices(range(6), k=3), tokens, positions, rng.randint(1, 5)),
    ]


EXERCISE = Exercise(
    name="07.where-it-starts",
    task=(
        "Return the token vectors of ids plus the vectors of their positions. ids is a "
        "list of the new tokens alone: start others came before them. Leave E and P as "
        "they are."
    ),
    starter=("def embed(ids, E, P, start):\n    return E[ids] + P[: len(ids)]\n"),
    hints=(
        "Which position has the first of ids, if four tokens came before?",
        "The rows of P from start on, as many as there are ids.",
    ),
    solution=_embed,
    cases=_embed_cases,
    lesson=(
        "E is asked by ID and P by position. With every new token at position 0, a "
        "model would write as if each word were the first."
    ),
    mistakes=(
        Mistake(
            "Every piece begins at position 0 again: start is not used.",
            _embed_from_the_top,
        ),
        Mistake(
            "You looked P up by token ID, so a word has the same position vector "
            "everywhere and the order is lost.",
            _embed_by_id,
        ),
        Mistake(
            "All of ids got the position of the first: they stand side by side.",
            _embed_all_at_start,
        ),
        Mistake(
            "You are one position too far: after start tokens the next one has "
            "the position start, since positions count from 0.",
            _embed_one_late,
        ),
        *(
            Mistake(
                "You are one position early: positions count from 0, so after start "
                "tokens the next one has the position start.",
                early,
            )
            for early in (_embed_one_early, _embed_one_early_from_the_second)
        ),
        Mistake(
            "Your slice ends at len(ids). The second number of a slice says where "
            "to stop, not how many: after start it must be start + len(ids).",
            _embed_up_to_their_number,
        ),
        Mistake(
            "Your positions end before len(ids). The second number says where to stop, "
            "not how many: after start it must be start + len(ids).",
            _embed_counted_up_to_their_number,
        ),
        Mistake(
            "Your slice begins at position 0: it has the rows of the tokens before "
            "ids, too.",
            _embed_up_to_the_end_of_ids,
        ),
        Mistake(
            "Your slice goes on to the end of P: stop after as many rows as there "
            "are ids.",
            _embed_to_the_end,
        ),
        Mistake(
            "One row of P too many: a slice leaves out the row that it ends with.",
            _embed_one_row_too_many,
        ),
        *(
            Mistake(
                "One row of P too few: a slice leaves out the row that it ends with, "
                "so it ends at start + len(ids).",
                short,
            )
            for short in (_embed_one_row_too_few, _embed_from_the_second_row)
        ),
        *(
            Mistake(
                "You took the rows of E by position: E is asked by token ID, E[ids].",
                by_place,
            )
            for by_place in (_embed_rows_by_place, _embed_by_index)
        ),
        Mistake(
            "A minus counts from the end: P[-start:] are the last rows of P. The row "
            "of position start is P[start].",
            _embed_counted_from_the_end,
        ),
        *(
            Mistake(
                "You added start to the numbers themselves. It only says which rows of "
                "P to take: those from start on.",
                added,
            )
            for added in (_embed_start_added, _embed_right_rows_and_start)
        ),
        Mistake(
            "You added two rows of P. There is one for each token: that of start plus "
            "its index in ids.",
            _embed_first_added,
        ),
        *(
            Mistake(
                "You took rows before start: those belong to the tokens that were read "
                "already.",
                before,
            )
            for before in (_embed_what_came_before, _embed_what_stands_in_front)
        ),
        Mistake(
            "All of ids got one row, that of the first token after them.",
            _embed_the_row_behind,
        ),
        Mistake(
            "start and len(ids) are the wrong way round: begin at start, and take "
            "len(ids) rows.",
            _embed_start_and_number_swapped,
        ),
        Mistake(
            "Your slice holds as many rows as start says: it should be as many as "
            "there are ids.",
            _embed_as_many_as_start,
        ),
        Mistake(
            "ids.index finds the first place of a token, so one that comes twice gets "
            "the same position twice: count with enumerate.",
            _embed_by_first_place,
        ),
        Mistake(
            "The tables are the wrong way round: E is asked by token ID, P by "
            "position.",
            _embed_tables_swapped,
        ),
        Mistake(
            "You multiplied: the vector of the position is added.", _embed_multiplied
        ),
        Mistake(
            "You subtracted: the vector of the position is added.", _embed_subtracted
        ),
        Mistake(
            "The positions run backwards: the first of ids has the position start.",
            _embed_backwards,
        ),
        Mistake(
            "You went on by two positions for each token: add 1 to start in each "
            "round, or the index, but not both.",
            _embed_every_second_row,
        ),
        *(
            Mistake(
                "You cut start tokens off ids, but ids holds only what is new: all of "
                "them are needed.",
                cut,
            )
            for cut in (
                _embed_without_the_first_ids,
                _embed_all_rows_without_the_first_ids,
                _embed_first_rows_without_the_first_ids,
                _embed_first_rows_for_the_ids_left,
                _embed_the_ids_from_start_on,
            )
        ),
        Mistake(
            "Your index counts from start, but the first of ids has the index 0: "
            "P[start + i] goes with ids[i].",
            _embed_ids_counted_from_start,
        ),
        *(
            Mistake(
                "You added start to the token IDs. The position of a token is start "
                "plus its index in ids, whatever its ID is.",
                moved,
            )
            for moved in (_embed_by_id_from_start, _embed_rows_by_moved_id)
        ),
        Mistake(
            "You took the last rows of P: those are the last positions there are, "
            "not the ones from start on.",
            _embed_the_last_rows,
        ),
    ),
    leaves_arguments=True,
)
