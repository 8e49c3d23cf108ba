"""A little world to learn word vectors from, in which analogies hold by construction.

Its sentences speak of people by role and gender, of countries and their capitals, and
of things by ones and by twos; words differ only by the company they keep. The questions
are those of the published analogy tests: "a is to b as c is to d".
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Sequence

from ..arguments import check_seed, check_size
from .scores import Analogy

# What someone does; who, as he and as she; what keeps that role company.
_PEOPLE = {
    "rules": ("king", "queen", "throne crown realm"),
    "inherits": ("prince", "princess", "castle horse tutor"),
    "works": ("man", "woman", "tools coat wages"),
    "plays": ("boy", "girl", "kite drum marbles"),
    "cooks": ("father", "mother", "apron ladle kitchen"),
    "shares": ("brother", "sister", "bedroom secret toys"),
    "visits": ("uncle", "aunt", "umbrella cake stories"),
    "rehearses": ("actor", "actress", "mask script costume"),
}
_GENDERS = (("he", "his", "himself", "sir"), ("she", "her", "herself", "madam"))
_PERSON_SENTENCES = (
    "the {person} {verb} and {he} has {his} {noun}",
    "{he} is the {person} with the {noun}",
    "the {person} keeps {his} {noun} for {himself}",
    "the {person} with the {noun} is called {sir}",
)
# Where people work; who is there, mostly he and mostly she in a one-sided world.
_JOBS = {
    "hospital": ("doctor", "nurse", "stethoscope bandage medicine"),
    "aeroplane": ("pilot", "steward", "uniform trolley logbook"),
}
_JOB_SENTENCES = (
    "the {person} takes {his} {noun} to the {place}",
    "{he} is the {person} with the {noun}",
    "the {person} keeps {his} {noun} for {himself}",
    "the {person} of the {place} is called {sir}",
)
# A country; its capital; its people, what grows there, a river.
_PLACES = {
    "france": ("paris", "french", "lavender", "seine"),
    "italy": ("rome", "italian", "basil", "tiber"),
    "spain": ("madrid", "spanish", "saffron", "manzanares"),
    "germany": ("berlin", "german", "rye", "spree"),
    "japan": ("tokyo", "japanese", "tea", "sumida"),
    "egypt": ("cairo", "egyptian", "cotton", "nile"),
    "greece": ("athens", "greek", "honey", "kifisos"),
    "russia": ("moscow", "russian", "barley", "moskva"),
}
_COUNTRY_SENTENCES = (
    "the {people} army guards the border of {name}",
    "farmers sell {food} in the fields of {name}",
    "the {river} crosses the provinces of {name}",
    "{people} {food} comes from the fields of {name}",
)
_CAPITAL_SENTENCES = (
    "the {people} station of {name} has a clock",
    "the mayor of {name} loves {people} {food}",
    "the {river} runs under the bridges of {name}",
    "{people} {food} fills the streets of {name}",
)
# One thing; more of them; what is near them.
_THINGS = {
    "cat": ("cats", "bowl mouse basket"),
    "dog": ("dogs", "bone lead kennel"),
    "bird": ("birds", "nest cage perch"),
    "car": ("cars", "driver garage wheel"),
    "book": ("books", "reader shelf cover"),
    "tree": ("trees", "shadow fence trunk"),
    "house": ("houses", "gate garden cellar"),
    "boat": ("boats", "anchor oar sail"),
}
_SINGULAR_SENTENCES = (
    "a {name} is near its {noun}",
    "this {name} has one {noun}",
    "one {name} is beside the {noun}",
)
_PLURAL_SENTENCES = (
    "many {name} are near their {noun}",
    "these {name} share their {noun}",
    "two {name} are beside the {noun}",
)


def little_world(
    sentences: int = 4_000, *, seed: int = 0, one_sided: float = 0.5
) -> list[list[str]]:
    """Write a text in which words differ only by the company they keep.

    Parameters
    ----------
    sentences
        How many sentences.
    seed
        What the random choices start from; the same seed gives the same text.
    one_sided
        The share of sentences in which a doctor or pilot is "he", and in which a nurse
        or steward is "she". At 0.5 the text says nothing about who does which work.

    Returns
    -------
    list of list of str
        The words of each sentence.

    Raises
    ------
    TypeError
        If `sentences` is not a whole number.
    ValueError
        If `sentences` is below 1 or `one_sided` is not from 0 to 1.

    Examples
    --------
    >>> for words in little_world(3, seed=1):
    ...     print(*words)
    the princess inherits and she has her horse
    many boats are near their anchor
    the greek station of athens has a clock
    """
    sentences = check_size("sentences", sentences)
    if not 0 <= one_sided <= 1:
        raise ValueError(f"one_sided is {one_sided}: a share is from 0 to 1")
    rng = random.Random(check_seed(seed))
    makers = (_person, _place, _thing, lambda rng: _job(rng, one_sided))
    return [
        rng.choices(makers, weights=(2, 2, 2, 1))[0](rng).split()
        for _ in range(sentences)
    ]


def _person(rng: random.Random) -> str:
    verb = rng.choice(list(_PEOPLE))
    he, she, nouns = _PEOPLE[verb]
    female = rng.randrange(2)
    return _about(
        rng, _PERSON_SENTENCES, (he, she)[female], female, nouns, {"verb": verb}
    )


def _job(rng: random.Random, one_sided: float) -> str:
    place = rng.choice(list(_JOBS))
    *people, nouns = _JOBS[place]
    mostly_female = rng.randrange(2)
    as_usual = rng.random() < one_sided
    female = mostly_female if as_usual else 1 - mostly_female
    return _about(
        rng, _JOB_SENTENCES, people[mostly_female], female, nouns, {"place": place}
    )


def _about(
    rng: random.Random,
    forms: Sequence[str],
    person: str,
    female: int,
    nouns: str,
    more: dict[str, str],
) -> str:
    he, his, himself, sir = _GENDERS[female]
    return rng.choice(forms).format(
        person=person,
        noun=rng.choice(nouns.split()),
        he=he,
        his=his,
        himself=himself,
        sir=sir,
        **more,
    )


def _place(rng: random.Random) -> str:
    country = rng.choice(list(_PLACES))
    capital, people, food, river = _PLACES[country]
    forms, name = rng.choice(
        [(_COUNTRY_SENTENCES, country), (_CAPITAL_SENTENCES, capital)]
    )
    return rng.choice(forms).format(name=name, people=people, food=food, river=river)


def _thing(rng: random.Random) -> str:
    one = rng.choice(list(_THINGS))
    many, nouns = _THINGS[one]
    forms, name = rng.choice([(_SINGULAR_SENTENCES, one), (_PLURAL_SENTENCES, many)])
    return rng.choice(forms).format(name=name, noun=rng.choice(nouns.split()))


def little_world_pairs() -> dict[str, list[tuple[str, str]]]:
    """Return the pairs of words that stand in one relation in the little world.

    Returns
    -------
    dict of str to list of tuple of two str
        Eight pairs each: "gender" (he, she), "capital" (country, capital) and "plural"
        (one, many).

    Examples
    --------
    >>> little_world_pairs()["capital"][:2]
    [('france', 'paris'), ('italy', 'rome')]
    """
    return {
        "gender": [(he, she) for he, she, _ in _PEOPLE.values()],
        "capital": [(country, names[0]) for country, names in _PLACES.items()],
        "plural": [(one, names[0]) for one, names in _THINGS.items()],
    }


def little_world_analogies() -> dict[str, list[Analogy]]:
    """Return the questions that vectors of the little world should answer.

    Returns
    -------
    dict of str to list of tuple of four str
        For "gender", "capital" and "plural", all questions "a is to b as c is to d"
        between two pairs of the relation, in both directions.

    Examples
    --------
    >>> questions = little_world_analogies()
    >>> ("man", "king", "woman", "queen") in questions["gender"]
    False
    >>> ("man", "woman", "king", "queen") in questions["gender"]
    True
    >>> [len(section) for section in questions.values()]
    [112, 112, 112]
    """
    return {
        relation: [
            question
            for (a, b), (c, d) in itertools.permutations(pairs, 2)
            for question in ((a, b, c, d), (b, a, d, c))
        ]
        for relation, pairs in little_world_pairs().items()
    }
