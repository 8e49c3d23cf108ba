"""Word vectors made here: a little world to learn from, and skip-gram in torch.

Skip-gram learns to tell the words that stood near a word from words drawn at random
(Mikolov et al., 2013). The little world is a text in which the published analogies hold
by construction: its sentences speak of people by role and gender, of countries and
their capitals, and of things by ones and by twos.
"""

from __future__ import annotations

import itertools
import random
from collections import Counter
from collections.abc import Iterable, Sequence

import torch
import torch.nn.functional as F
from torch import Tensor

from .word_vector_scores import Analogy
from .word_vectors import WordVectors

_BATCH = 1024  # pairs
_LEARNING_RATE = 0.02

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
    if sentences < 1:
        raise ValueError(f"sentences is {sentences}: ask for 1 or more")
    if not 0 <= one_sided <= 1:
        raise ValueError(f"one_sided is {one_sided}: a share is from 0 to 1")
    rng = random.Random(seed)
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
    relations = {
        "gender": [(he, she) for he, she, _ in _PEOPLE.values()],
        "capital": [(country, names[0]) for country, names in _PLACES.items()],
        "plural": [(one, names[0]) for one, names in _THINGS.items()],
    }
    return {
        relation: [
            question
            for (a, b), (c, d) in itertools.permutations(pairs, 2)
            for question in ((a, b, c, d), (b, a, d, c))
        ]
        for relation, pairs in relations.items()
    }


def skip_gram_pairs(
    sentences: Iterable[Sequence[int]], window: int
) -> tuple[Tensor, Tensor]:
    """List every word together with each word near it.

    Parameters
    ----------
    sentences
        Token IDs, sentence by sentence; no pair crosses from one to the next.
    window
        How many words to the left and to the right count as near.

    Returns
    -------
    tuple of Tensor (N,), Tensor (N,)
        The IDs in the centre, and the IDs near them.

    Raises
    ------
    ValueError
        If `window` is below 1.

    Examples
    --------
    >>> centres, contexts = skip_gram_pairs([[7, 8, 9]], window=1)
    >>> list(zip(centres.tolist(), contexts.tolist()))
    [(7, 8), (8, 7), (8, 9), (9, 8)]
    """
    if window < 1:
        raise ValueError(f"window is {window}: at least 1 word on each side is needed")
    pairs = [
        (centre, ids[place])
        for ids in sentences
        for middle, centre in enumerate(ids)
        for place in range(max(0, middle - window), min(len(ids), middle + window + 1))
        if place != middle
    ]
    centres, contexts = torch.tensor(pairs, dtype=torch.int64).reshape(-1, 2).unbind(1)
    return centres, contexts


def negative_sampling_loss(
    centres: Tensor, contexts: Tensor, negatives: Tensor
) -> Tensor:
    """Say how badly vectors tell true neighbours from words drawn at random.

    Parameters
    ----------
    centres
        Vectors of the words in the centre, shape (B, D).
    contexts
        Vectors of words that stood near them, shape (B, D).
    negatives
        Vectors of K words drawn at random for each, shape (B, K, D).

    Returns
    -------
    Tensor ()
        The mean over the batch of -log s(centre·context) - sum log s(-centre·negative),
        where s is the logistic function.

    References
    ----------
    Mikolov, T., Sutskever, I., Chen, K., Corrado, G., and Dean, J. (2013). Distributed
    representations of words and phrases and their compositionality. Equation 4.

    Examples
    --------
    >>> zeros = torch.zeros(1, 2)
    >>> round(negative_sampling_loss(zeros, zeros, zeros.reshape(1, 1, 2)).item(), 4)
    1.3863
    """
    near = (centres * contexts).sum(dim=1)  # (B,)
    far = (negatives @ centres.unsqueeze(2)).squeeze(2)  # (B, K)
    return -(F.logsigmoid(near) + F.logsigmoid(-far).sum(dim=1)).mean()


def train_skip_gram(
    sentences: Iterable[Sequence[str]],
    *,
    width: int = 32,
    window: int = 8,
    negatives: int = 5,
    epochs: int = 3,
    seed: int = 0,
) -> tuple[WordVectors, list[float]]:
    """Train word vectors by skip-gram with negative sampling.

    Parameters
    ----------
    sentences
        The words of each sentence.
    width
        How many numbers a vector has.
    window
        How many words to the left and to the right count as near.
    negatives
        How many random words each true neighbour is told from.
    epochs
        How often all pairs are seen.
    seed
        What the random numbers start from.

    Returns
    -------
    tuple of WordVectors, list of float
        The vectors, frequent words first (equally frequent ones by the alphabet), and
        the mean loss of each epoch.

    Raises
    ------
    TypeError
        If a sentence is a string that has not been cut yet.
    ValueError
        If a size is below 1 or no sentence has two words.

    References
    ----------
    Mikolov, T., Sutskever, I., Chen, K., Corrado, G., and Dean, J. (2013). Distributed
    representations of words and phrases and their compositionality.

    Examples
    --------
    >>> vectors, losses = train_skip_gram(little_world(200), epochs=2)
    >>> losses[1] < losses[0]
    True
    """
    if min(width, negatives, epochs) < 1:
        raise ValueError(
            f"width {width}, negatives {negatives} and epochs {epochs} start at 1"
        )
    sentences = list(sentences)
    for sentence in sentences:
        if isinstance(sentence, str):
            raise TypeError(f"the sentence {sentence[:40]!r} is not cut into words yet")
    counts = Counter(word for sentence in sentences for word in sentence)
    words = sorted(counts, key=lambda word: (-counts[word], word))
    vocab = {word: index for index, word in enumerate(words)}
    ids = [[vocab[word] for word in sentence] for sentence in sentences]
    pairs = torch.stack(skip_gram_pairs(ids, window), dim=1)  # (N, 2)
    if not len(pairs):
        raise ValueError("no sentence has two words, so no word has a neighbour")
    generator = torch.Generator().manual_seed(seed)
    rare = torch.tensor([counts[word] for word in words]) ** 0.75
    # Two tables, (V, D) each: a word as centre, and the same word as neighbour.
    centre = (torch.rand(len(words), width, generator=generator) - 0.5) / width
    context = torch.zeros_like(centre)
    tables = [centre.requires_grad_(), context.requires_grad_()]
    optimizer = torch.optim.Adam(tables, lr=_LEARNING_RATE)
    losses = []
    for _ in range(epochs):
        total = 0.0
        order = torch.randperm(len(pairs), generator=generator)
        for batch in torch.split(pairs[order], _BATCH):
            drawn = torch.multinomial(
                rare, len(batch) * negatives, replacement=True, generator=generator
            ).reshape(-1, negatives)
            loss = negative_sampling_loss(
                centre[batch[:, 0]], context[batch[:, 1]], context[drawn]
            )
            optimizer.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            optimizer.step()
            total += loss.item() * len(batch)
        losses.append(total / len(pairs))
    return WordVectors(words, centre.detach().numpy()), losses
