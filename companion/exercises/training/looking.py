"""Wrong answers to 09.looks-ahead, each with its cause."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ..records import Mistake

Model = Callable[[list[int]], list[int]]


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


def _last_token_left(model: Model, ids: list[int]) -> int:
    return max(_distances(model, ids, range(len(ids) - 1)))


def _first_answer_left(model: Model, ids: list[int]) -> int:
    before, furthest = model(list(ids)), 0
    for place in range(len(ids)):
        after = model([*ids[:place], ids[place] + 1, *ids[place + 1 :]])
        for earlier in range(1, place):
            if after[earlier] != before[earlier]:
                furthest = max(furthest, place - earlier)
    return furthest


def _what_stayed(model: Model, ids: list[int]) -> int:
    before, furthest = model(list(ids)), 0
    for place in range(len(ids)):
        after = model([*ids[:place], ids[place] + 1, *ids[place + 1 :]])
        for earlier in range(place):
            if after[earlier] == before[earlier]:
                furthest = max(furthest, place - earlier)
    return furthest


def _place_of_the_answer(model: Model, ids: list[int]) -> int:
    before, furthest = model(list(ids)), 0
    for place in range(len(ids)):
        after = model([*ids[:place], ids[place] + 1, *ids[place + 1 :]])
        for earlier in range(place):
            if after[earlier] != before[earlier]:
                furthest = max(furthest, earlier)
    return furthest


def _neighbour(model: Model, ids: list[int]) -> int:
    """Put the token before it into each place."""
    before, furthest = model(list(ids)), 0
    for place in range(1, len(ids)):
        after = model([*ids[:place], ids[place - 1], *ids[place + 1 :]])
        for earlier in range(place):
            if after[earlier] != before[earlier]:
                furthest = max(furthest, place - earlier)
    return furthest


def _latest(model: Model, ids: list[int]) -> int:
    return _distances(model, ids, range(len(ids)))[-1]


MISTAKES = (
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
    Mistake(
        "You put the token before it in each place. Where both are the same, that "
        "changes nothing: take another token, such as one more.",
        _neighbour,
    ),
    Mistake(
        "You never changed the last token. It may be the one that is looked at.",
        _last_token_left,
    ),
    Mistake(
        "You never compared the first answer. It can look furthest ahead.",
        _first_answer_left,
    ),
    Mistake(
        "You looked for answers that stayed as they were. Look for those that "
        "changed: !=, not ==.",
        _what_stayed,
    ),
    Mistake(
        "You returned the place of an answer. The distance is the changed token's "
        "place minus the answer's.",
        _place_of_the_answer,
    ),
)
