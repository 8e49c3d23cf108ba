"""Exercise 09.looks-ahead."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ..records import Exercise, Mistake

Model = Callable[[list[int]], list[int]]


@dataclass(frozen=True, repr=False)
class _Reader:
    """A model whose answer to each token depends on those that it may read.

    Parameters
    ----------
    said
        What it is, as a counter-example shows it.
    reads
        How far from its own place each answer reads, ahead or (below 0) back.
    until
        From this place on an answer reads nothing that is ahead.
    """

    said: str
    reads: Sequence[int]
    until: int = 99

    def __call__(self, ids: list[int]) -> list[int]:
        return [
            sum(
                (place + 2) * ids[place]
                for far in self.reads
                if 0 <= (place := here + far) < len(ids)
                and (far <= 0 or here < self.until)
            )
            for here in range(len(ids))
        ]

    def __repr__(self) -> str:
        return f"<a model {self.said}>"


def _looks_ahead(model: Model, ids: list[int]) -> int:
    furthest = 0
    before = model(ids)
    for place in range(len(ids)):
        changed = list(ids)
        changed[place] += 1
        after = model(changed)
        for earlier in range(place):
            if after[earlier] != before[earlier]:
                furthest = max(furthest, place - earlier)
    return furthest


def _distances(
    model: Model, ids: list[int], places: Sequence[int], *, behind: bool = False
) -> list[int]:
    """Tell how far back answers change, or ahead, when tokens at places do."""
    before, found = model(list(ids)), [0]
    for place in places:
        changed = list(ids)
        changed[place] += 1
        after = model(changed)
        found += [
            here - place if behind else place - here
            for here in (range(place, len(ids)) if behind else range(place))
            if after[here] != before[here]
        ]
    return found


def _last_token_alone(model: Model, ids: list[int]) -> int:
    return max(_distances(model, ids, [len(ids) - 1]))


def _middle_token_alone(model: Model, ids: list[int]) -> int:
    return max(_distances(model, ids, [len(ids) // 2]))


def _first_token_alone(model: Model, ids: list[int]) -> int:
    return max(_distances(model, ids, [0]))


def _backwards(model: Model, ids: list[int]) -> int:
    return max(_distances(model, ids, range(len(ids)), behind=True))


def _either_way(model: Model, ids: list[int]) -> int:
    places = range(len(ids))
    back = _distances(model, ids, places, behind=True)
    return max(back + _distances(model, ids, places))


def _nearest(model: Model, ids: list[int]) -> int:
    return min([d for d in _distances(model, ids, range(len(ids))) if d] or [0])


def _how_many(model: Model, ids: list[int]) -> int:
    return len(_distances(model, ids, range(len(ids)))) - 1


def _whether(model: Model, ids: list[int]) -> bool:
    return max(_distances(model, ids, range(len(ids)))) > 0


def _one_back(model: Model, ids: list[int]) -> int:
    return int(1 in _distances(model, ids, range(len(ids))))


def _place(model: Model, ids: list[int]) -> int:
    places = range(len(ids))
    return max(
        place for place in places if max(_distances(model, ids, [place])) or not place
    )


def _not_put_back(model: Model, ids: list[int]) -> int:
    changed, before, furthest = list(ids), model(list(ids)), 0
    for place in range(len(ids)):
        changed[place] += 1
        after = model(changed)
        for earlier in range(place):
            if after[earlier] != before[earlier]:
                furthest = max(furthest, place - earlier)
    return furthest


def _made(token: int, model: Model, ids: list[int]) -> int:
    """Put the same token into each place in turn."""
    before, furthest = model(list(ids)), 0
    for place in range(len(ids)):
        after = model([*ids[:place], token, *ids[place + 1 :]])
        for earlier in range(place):
            if after[earlier] != before[earlier]:
                furthest = max(furthest, place - earlier)
    return furthest


def _made_0(model: Model, ids: list[int]) -> int:
    return _made(0, model, ids)


def _made_1(model: Model, ids: list[int]) -> int:
    return _made(1, model, ids)


def _latest(model: Model, ids: list[int]) -> int:
    return _distances(model, ids, range(len(ids)))[-1]


def _cases(rng: random.Random) -> list[tuple[Model, list[int]]]:
    drawn = [rng.randint(1, 9) for _ in range(7)]
    back, seven = (0, -1, -2), [2, 7, 1, 8, 2, 8, 4]
    return [
        (_Reader("with a right mask", back), [3, 1, 4, 1]),
        (_Reader("whose mask is off by one", (*back, 1)), [2, 7, 1, 8]),
        (_Reader("with a leak at its first token", (*back, 1, 2), until=1), seven),
        (_Reader("that reads three ahead", (*back, 1, 2, 3)), seven),
        (_Reader("that sees what is four ahead, and nothing nearer", (0, 4)), seven),
        (_Reader("whose mask is off by one", (*back, 1)), [5, 0, 0, 0, 0]),
        (_Reader("without a mask", range(-6, 7)), drawn),
    ]


EXERCISE = Exercise(
    name="09.looks-ahead",
    task="Return the largest distance from a token that is changed back to an answer "
    "of model(ids) that changes with it; 0 if no earlier answer ever changes.",
    starter="def looks_ahead(model, ids):\n    # your code\n    ...\n",
    hints=(
        "Ask once with the tokens as they are. Then change one token in a copy, ask "
        "again, and compare the answers before it.",
        "Do so for every place, each time with a fresh copy: other = list(ids), then "
        "other[place] += 1. (No token has the ID V: there take one less.)",
        "For each earlier place whose answer differs, place - earlier is a distance. "
        "Keep the largest.",
    ),
    solution=_looks_ahead,
    cases=_cases,
    lesson="This test needs no look inside, so it finds a leak in any model, wherever "
    "it comes from. Run it before you believe a splendid loss.",
    mistakes=(
        Mistake(
            "You changed the last token alone, or added one behind it. A model may "
            "look ahead at other places only: change each token in turn.",
            _last_token_alone,
        ),
        Mistake(
            "You changed one token in the middle alone. Change each in turn.",
            _middle_token_alone,
        ),
        Mistake(
            "It finds nothing in any model. Did you change the first token alone? "
            "Nothing stands before it. Or subtract the wrong way round? The distance "
            "is the changed token's place minus the answer's.",
            _first_token_alone,
        ),
        Mistake(
            "You looked at the answers after the changed token. Those may change: that "
            "is reading back.",
            _backwards,
        ),
        Mistake(
            "You looked at the answers on both sides of the changed token. Those after "
            "it may change: that is reading back.",
            _either_way,
        ),
        Mistake(
            "You returned the smallest distance, or the first that you found. The "
            "largest is asked for.",
            _nearest,
        ),
        Mistake(
            "You counted the answers that changed. The distance is asked for.",
            _how_many,
        ),
        Mistake("You said whether it looks ahead, yes or no. Say how far.", _whether),
        Mistake(
            "You compared only the answer just before the changed token. A model may "
            "look further ahead: compare every answer before it.",
            _one_back,
        ),
        Mistake(
            "You returned the place of the last token with which an earlier answer "
            "changed. The distance between the two is asked for.",
            _place,
        ),
        Mistake(
            "You did not put a token back before you changed the next one. Then "
            "answers change because of earlier tokens.",
            _not_put_back,
        ),
        Mistake(
            "You returned the distance that you found last. Keep the largest.",
            _latest,
        ),
        Mistake(
            "You put 0 in a token's place, or left it out. Where 0 stands already, "
            "that may change nothing: take another token, such as one more.",
            _made_0,
        ),
        Mistake(
            "You put the same token everywhere. Where it stands already, that changes "
            "nothing: take another token, such as one more.",
            _made_1,
        ),
    ),
)
