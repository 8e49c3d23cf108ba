"""Wrong answers to 09.looks-ahead, each with its cause."""

from __future__ import annotations

from collections.abc import Callable

from ..records import Mistake

Model = Callable[[list[int]], list[int]]

Change = Callable[[list[int], int], list[int]]
"""Gives the IDs with the token of one place changed."""


def _putting(token: Callable[[list[int], int], int]) -> Change:
    return lambda ids, place: [*ids[:place], token(ids, place), *ids[place + 1 :]]


def _always(token: int) -> Change:
    return _putting(lambda ids, place: token)


_one_more = _putting(lambda ids, place: ids[place] + 1)


def _seen(
    model: Model, ids: list[int], change: Change = _one_more, *, stayed: bool = False
) -> list[tuple[int, int]]:
    """Return each place, once changed, with the places whose answers changed with it.

    Or, on demand, with those whose answers stayed.
    """
    before, pairs = model(list(ids)), []
    for place in range(len(ids)):
        after = model(change(ids, place))
        pairs += [
            (place, here)
            for here in range(len(ids))
            if (after[here] == before[here]) is stayed
        ]
    return pairs


def _ahead(
    model: Model, ids: list[int], change: Change = _one_more, *, stayed: bool = False
) -> list[tuple[int, int]]:
    """Return those pairs whose answer comes before what was changed."""
    pairs = _seen(model, ids, change, stayed=stayed)
    return [(place, here) for place, here in pairs if here < place]


def _furthest(pairs: list[tuple[int, int]]) -> int:
    return max((place - here for place, here in pairs), default=0)


def _with(change: Change) -> Callable[[Model, list[int]], int]:
    """Return an answer that is right but for how it changes a token."""
    return lambda model, ids: _furthest(_ahead(model, ids, change))


def _at(chosen: Callable[[list[int], int, int], bool]) -> Callable[..., int]:
    """Return an answer that looks only at some of the pairs."""

    def answer(model: Model, ids: list[int]) -> int:
        return _furthest([pair for pair in _ahead(model, ids) if chosen(ids, *pair)])

    return answer


def _backwards(model: Model, ids: list[int]) -> int:
    return max((here - place for place, here in _seen(model, ids)), default=0)


def _either_way(model: Model, ids: list[int]) -> int:
    return max((abs(place - here) for place, here in _seen(model, ids)), default=0)


def _nearest(model: Model, ids: list[int]) -> int:
    return min((place - here for place, here in _ahead(model, ids)), default=0)


def _how_many(model: Model, ids: list[int]) -> int:
    return len(_ahead(model, ids))


def _how_often_one_back(model: Model, ids: list[int]) -> int:
    return sum(place - here == 1 for place, here in _ahead(model, ids))


def _most_at_once(model: Model, ids: list[int]) -> int:
    places = [place for place, _ in _ahead(model, ids)]
    return max(map(places.count, places), default=0)


def _nearest_from_the_length(model: Model, ids: list[int]) -> int:
    return min((place - here for place, here in _ahead(model, ids)), default=len(ids))


def _whether(model: Model, ids: list[int]) -> bool:
    return bool(_ahead(model, ids))


def _one_back(model: Model, ids: list[int]) -> int:
    return int(any(place - here == 1 for place, here in _ahead(model, ids)))


def _place(model: Model, ids: list[int]) -> int:
    return max((place for place, _ in _ahead(model, ids)), default=0)


def _all_after(model: Model, ids: list[int]) -> int:
    return max((len(ids) - 1 - here for _, here in _ahead(model, ids)), default=0)


def _place_of_the_answer(model: Model, ids: list[int]) -> int:
    return max((here for _, here in _ahead(model, ids)), default=0)


def _what_stayed(model: Model, ids: list[int]) -> int:
    return _furthest(_ahead(model, ids, stayed=True))


def _until_one_stayed(model: Model, ids: list[int]) -> int:
    """Walk back from each changed token as long as the answers changed."""
    pairs, furthest = set(_ahead(model, ids)), 0
    for place in range(len(ids)):
        back = 0
        while (place, place - back - 1) in pairs:
            back += 1
        furthest = max(furthest, back)
    return furthest


def _all_together(model: Model, ids: list[int]) -> int:
    return sum(place - here for place, here in _ahead(model, ids))


def _swapped(ids: list[int], place: int) -> list[int]:
    """Return the IDs with a token and the one before it in each other's place."""
    first = max(place - 1, 0)
    return [*ids[:first], *reversed(ids[first : place + 1]), *ids[place + 1 :]]


def _tokens_that_are_seen(model: Model, ids: list[int]) -> int:
    return len({place for place, _ in _ahead(model, ids)})


def _by_value(model: Model, ids: list[int]) -> int:
    """Look the place of a changed answer up, which finds the first that is alike."""
    return max(
        (
            place
            - model(_one_more(ids, place)).index(model(_one_more(ids, place))[here])
            for place, here in _ahead(model, ids)
        ),
        default=0,
    )


def _is_not(model: Model, ids: list[int]) -> int:
    """Compare with `is not`: large numbers that are equal are no one thing."""
    before = model(ids)
    return max(
        place - here
        for place in range(len(ids))
        for here in range(place + 1)
        if here == place
        or before[here] > 256
        or before[here] != model(_one_more(ids, place))[here]
    )


def _where_it_rises(model: Model, ids: list[int]) -> int:
    return _furthest(
        [
            (place, here)
            for place, here in _ahead(model, ids)
            if model(_one_more(ids, place))[here] > model(ids)[here]
        ]
    )


def _latest(model: Model, ids: list[int]) -> int:
    return _furthest(_ahead(model, ids)[-1:])


def _first_of(
    key: Callable[[tuple[int, int]], tuple[int, int]],
) -> Callable[..., int]:
    """Return an answer that goes through the pairs in another order, to the first."""
    return lambda model, ids: _furthest(sorted(_ahead(model, ids), key=key)[:1])


# Another token of the list, in each place.
_OTHERS: tuple[Callable[[list[int], int], int], ...] = (
    lambda ids, place: ids[0],
    lambda ids, place: ids[-1],
    lambda ids, place: ids[place - 1],
    lambda ids, place: ids[(place + 1) % len(ids)],
    lambda ids, place: ids[-1 - place],
)

MISTAKES = (
    Mistake(
        "You changed the last token alone, or added one behind it, or began with 0 "
        "again for each token. A model may look ahead at other places only: change "
        "each token in turn, and keep the largest distance of all.",
        _at(lambda ids, place, here: place == len(ids) - 1),
    ),
    Mistake(
        "You changed one token in the middle alone. Change each in turn.",
        _at(lambda ids, place, here: place == len(ids) // 2),
    ),
    Mistake(
        "It finds nothing in any model. Did you change the first token alone? "
        "Nothing stands before it. Or ask the model for the tokens as they were? "
        "other[place] + 1 alone changes nothing. Or compare the tokens instead of the "
        "model's answers to them? Or subtract the wrong way round? The "
        "distance is the changed token's place minus the answer's.",
        _at(lambda ids, place, here: place == 0),
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
    Mistake(
        "You counted how often the answer just before a changed token changed. The "
        "distance is asked for: compare every answer before it.",
        _how_often_one_back,
    ),
    Mistake(
        "You counted the answers that changed with one token. The distance is asked "
        "for: the furthest of them may stand alone.",
        _most_at_once,
    ),
    Mistake(
        "You kept the smallest distance, beginning with the length. The largest is "
        "asked for: begin with 0.",
        _nearest_from_the_length,
    ),
    Mistake(
        "You stopped at the first answer that had not changed. One further away may "
        "have: compare every answer before the changed token.",
        _until_one_stayed,
    ),
    Mistake(
        "You added up the distances. Keep the largest.",
        _all_together,
    ),
    Mistake("You said whether it looks ahead, yes or no. Say how far.", _whether),
    Mistake(
        "You compared only the answer just before the changed token. A model may "
        "look further ahead: compare every answer before it.",
        _one_back,
    ),
    Mistake(
        "You returned the place of the last token with which an earlier answer "
        "changed, or compared all answers before it at once. The distance between the "
        "two is asked for: compare one answer at a time.",
        _place,
    ),
    Mistake(
        "It says the same of every model. Did you compare all answers, not only those "
        "before the changed token? Or did you not put a token back before you changed "
        "the next one? Then answers change because of earlier tokens. Or did you "
        "compare with the tokens instead of the answers to them?",
        _with(lambda ids, at: [*(i + 1 for i in ids[: at + 1]), *ids[at + 1 :]]),
    ),
    Mistake(
        "You changed several tokens at once: all that come later, or one after another "
        "without putting them back. Change one alone, each time in a fresh copy.",
        _all_after,
    ),
    Mistake(
        "You kept the distance that you found last, or stopped at the nearest answer "
        "that changed. Keep the largest.",
        _latest,
    ),
    *(
        Mistake(
            "You stopped at the first distance that you found, coming from one end. "
            "Another may be larger: go through all, and keep the largest.",
            _first_of(key),
        )
        for key in (
            lambda pair: (-pair[0], pair[1]),  # from the last token
            lambda pair: (pair[1], -pair[0]),  # from the first answer
        )
    ),
    Mistake(
        "Where a token is 0, your change may change nothing. Did you put 0 in its "
        "place, leave it out, or multiply it? Take another token, such as one more.",
        _with(_putting(lambda ids, place: 0)),
    ),
    *(
        Mistake(
            "You put the same token everywhere. Where it stands already, that changes "
            "nothing: take another token, such as one more.",
            _with(_always(token)),
        )
        for token in range(1, 10)
    ),
    *(
        Mistake(
            "You put another token of the list in each place. Where both are the same, "
            "that changes nothing: take one that differs, such as one more.",
            _with(_putting(another)),
        )
        for another in _OTHERS
    ),
    Mistake(
        "You noticed an answer only where it became larger. It may become smaller, "
        "too: compare with !=.",
        _where_it_rises,
    ),
    Mistake(
        "You never changed the last token. It may be the one that is looked at.",
        _at(lambda ids, place, here: place < len(ids) - 1),
    ),
    Mistake(
        "You never compared the first answer. It can look furthest ahead.",
        _at(lambda ids, place, here: here > 0),
    ),
    Mistake(
        "You compared the first answer alone, or stopped at the first that had "
        "stayed. A model may look ahead at other places only: compare every answer "
        "before the changed token.",
        _at(lambda ids, place, here: here == 0),
    ),
    Mistake(
        "You looked for answers that stayed as they were. Look for those that "
        "changed: !=, not ==.",
        _what_stayed,
    ),
    Mistake(
        "You swapped two tokens that are side by side, so the answer to the earlier "
        "one may change as well. Change one token alone.",
        _with(_swapped),
    ),
    Mistake(
        "You never compared the answer just before the changed token: range(place) "
        "ends there by itself.",
        _at(lambda ids, place, here: place - here > 1),
    ),
    Mistake(
        "You looked the place of a token up, which finds the first of those that are "
        "alike. Go through the places: for place in range(len(ids)).",
        _at(lambda ids, place, here: ids.index(ids[place]) == place),
    ),
    Mistake(
        "You looked the place of an answer up, which finds the first of those that "
        "are alike. Go through the places: for earlier in range(place).",
        _by_value,
    ),
    Mistake(
        "You counted the tokens that change an earlier answer. The distance is asked "
        "for.",
        _tokens_that_are_seen,
    ),
    Mistake(
        "You compared with is not, which asks whether both are one and the same thing "
        "in memory. Compare numbers with !=.",
        _is_not,
    ),
    Mistake(
        "You returned the place of an answer. The distance is the changed token's "
        "place minus the answer's.",
        _place_of_the_answer,
    ),
)
