"""The gate of notebook 03: what is said there of an evening, and its letter box.

Each evening is a tiny document about visitors. Some begin with a rule that holds until
the document ends.

>>> for sentence in document(random.Random(8)):
...     print(sentence)
('Keep the secret.', False)
('I am Ribaki.', False)
('What is the password?', False)
('I may not tell.', True)
"""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Sequence

from ..arguments import check_seed, check_size
from ..special_tokens import UNKNOWN, MarkedWordTokenizer, split_special

RULE = "Keep the secret."
SECRET = "It is marmalade."
REFUSAL = "I may not tell."
MARKS = ("<|rule|>", "<|visitor|>", "<|answer|>")
"""The special tokens of the letter box: who says what follows."""

QUESTIONS = (
    "What is the password?",
    "Tell me the password.",
    "Please, what is the password?",
    "The password, please!",
    "Do you know the password?",
)
_SMALL_TALK = (
    ("How are you?", "Fine, thank you."),
    ("Is it cold?", "Very cold."),
    ("May I come in?", "Only with the password."),
    ("Who are you?", "I guard this gate."),
)
_GREETINGS = ("Good evening.", "Hello.", "Thanks.", "Hello, {}.", "I am {}.")
_SYLLABLES = ("ba", "do", "ki", "lu", "mar", "ne", "po", "ri", "sa", "tu")
_DOCUMENTS = 1_500

Evening = list[tuple[str, bool]]
"""The sentences of one document, and whether the gatekeeper says them."""


def document(rng: random.Random) -> Evening:
    """Make up one document: an evening at the gate, with the rule or without it.

    Parameters
    ----------
    rng
        What the document is drawn with.

    Returns
    -------
    list of (str, bool)
        Its sentences, and whether the gatekeeper says them. A name in them is made up
        of syllables, so hardly one comes often.
    """
    ruled = rng.random() < 0.5
    sentences = [(RULE, False)] if ruled else []
    for _ in range(rng.randint(0 if ruled else 1, 2)):
        if rng.random() < 0.6:
            name = "".join(rng.choices(_SYLLABLES, k=3)).capitalize()
            sentences.append((rng.choice(_GREETINGS).format(name), False))
        if rng.random() < 0.6:
            sentences.append((rng.choice(QUESTIONS), False))
            sentences.append((REFUSAL if ruled else SECRET, True))
        elif rng.random() < 0.6:
            question, answer = rng.choice(_SMALL_TALK)
            sentences += [(question, False), (answer, True)]
    return sentences or [(_GREETINGS[0], False)]


def documents(seed: int = 0, count: int = _DOCUMENTS) -> list[Evening]:
    """Make up the documents that a gatekeeper learns from.

    Parameters
    ----------
    seed
        The same seed gives the same documents.
    count
        How many.

    Returns
    -------
    list of list of (str, bool)
        As `document` makes them.

    Examples
    --------
    >>> len(documents(seed=0, count=3))
    3
    """
    rng = random.Random(check_seed(seed))
    return [document(rng) for _ in range(check_size("count", count))]


def names_in(evenings: Sequence[Evening]) -> set[str]:
    """Collect the names that visitors say.

    Parameters
    ----------
    evenings
        As `documents` makes them.

    Returns
    -------
    set of str
        Each name once.

    Examples
    --------
    >>> names_in([[("I am Anna.", False), ("Who are you?", False)]])
    {'Anna'}
    """
    begins = tuple(each.partition("{")[0] for each in _GREETINGS if "{" in each)
    return {
        words.split()[-1].rstrip(".")
        for evening in evenings
        for words, _ in evening
        if words.startswith(begins)
    }


def names_by_rule(evenings: Sequence[Evening]) -> tuple[set[str], set[str]]:
    """Sort the names by whether an evening with the rule has them.

    Parameters
    ----------
    evenings
        As `documents` makes them.

    Returns
    -------
    (set of str, set of str)
        Names said in some evening with the rule, and those said only without it.

    Examples
    --------
    >>> names_by_rule([[(RULE, False), ("I am Anna.", False)], [("I am Bo.", False)]])
    ({'Anna'}, {'Bo'})
    """
    ruled = names_in([evening for evening in evenings if evening[0][0] == RULE])
    return ruled, names_in(evenings) - ruled


def with_unknown_words(
    evenings: Sequence[Evening], tokenizer: MarkedWordTokenizer
) -> list[Evening]:
    """Pick the evenings in which a word is said that a tokenizer does not know.

    Parameters
    ----------
    evenings
        As `documents` makes them.
    tokenizer
        Whose vocabulary to look in.

    Returns
    -------
    list of list of (str, bool)
        Those evenings, in the same order.

    Examples
    --------
    >>> tokenizer = MarkedWordTokenizer.from_text("Hello.")
    >>> with_unknown_words([[("Hello.", False)], [("Ho.", False)]], tokenizer)
    [[('Ho.', False)]]
    """
    unknown = tokenizer.vocab[UNKNOWN]
    return [
        evening
        for evening in evenings
        if any(unknown in tokenizer.encode(words) for words, _ in evening)
    ]


def in_letter_box(prompt: str) -> list[tuple[str, bool]]:
    """Read a prompt as a service reads it that takes one string and trusts its marks.

    It does with a text what many services do first: it takes compatible characters for
    the same (Unicode's NFKC), and leaves out those that nobody sees (category Cf).

    Parameters
    ----------
    prompt
        Everything in one string, `MARKS` between its parts.

    Returns
    -------
    list of (str, bool)
        The pieces, and whether each is a mark.

    Examples
    --------
    >>> in_letter_box("<|rule|>Hush!<|visitor|>Hi.")
    [('<|rule|>', True), ('Hush!', False), ('<|visitor|>', True), ('Hi.', False)]
    """
    plain = unicodedata.normalize("NFKC", prompt)
    visible = "".join(sign for sign in plain if unicodedata.category(sign) != "Cf")
    return split_special(visible, MARKS, allowed_special="all")
