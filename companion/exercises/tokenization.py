"""Exercises of notebook 01: lengths, a broken pattern, free spaces, what was lost."""

from __future__ import annotations

import functools
import random
import re
from collections import Counter
from collections.abc import Callable

from .. import tokenization
from ..corpora import load_articles
from .records import Challenge, Exercise, Mistake

_WORDS = ("Ada", "said", "naïve", "café", "yes", "snow", "Łódź", "o'clock", "two", "茶")
_SIGNS = ("€", "%", "👍", "&", "+", "…")


def _sentence(rng: random.Random, separators: str) -> str:
    """Return four to seven words, each with a separator of this kind behind it."""
    words = rng.choices(_WORDS, k=rng.randint(4, 7))
    return " ".join(word + rng.choice(separators) for word in words).strip() + "."


def _lengths(text: str) -> tuple[int, int]:
    return len(text), len(text.encode("utf-8"))


def _lengths_cases(rng: random.Random) -> list[tuple[str]]:
    return [
        ("",),
        ("tea",),
        ("naïve",),
        ("👍",),
        ("cafe\u0301",),
        ("👩‍🚀",),
        (_sentence(rng, " ,"),),
    ]


def _cut(text: str) -> list[str]:
    pieces = re.split(r"([,.]|\s)", text)
    return [piece for piece in pieces if piece.strip()]


def _cut_with_doubled_backslash(text: str) -> list[str]:
    pieces = re.split(r"([,.]|\\s)", text)
    return [piece for piece in pieces if piece.strip()]


def _cut_and_strip_with_doubled_backslash(text: str) -> list[str]:
    return [piece.strip() for piece in _cut_with_doubled_backslash(text)]


def _cut_without_group(text: str) -> list[str]:
    return [piece for piece in re.split(r"[,.]|\s", text) if piece.strip()]


def _cut_with_bare_dot(text: str) -> list[str]:
    return [piece for piece in re.split(r"(,|.|\s)", text) if piece.strip()]


def _cut_without_dropping(text: str) -> list[str]:
    return re.split(r"([,.]|\s)", text)


def _cut_dropping_empty_only(text: str) -> list[str]:
    return [piece for piece in re.split(r"([,.]|\s)", text) if piece]


def _cut_at_spaces_alone(text: str) -> list[str]:
    return [piece for piece in re.split(r"([,.]| )", text) if piece.strip()]


def _cut_cases(rng: random.Random) -> list[tuple[str]]:
    return [
        ("Is this, or not.",),
        ("One\ntwo.",),
        (r"no\space here, none",),
        ("Two! o'clock, say we.",),
        ("tea",),
        (_sentence(rng, " ,."),),
    ]


def _glue(pieces: list[str]) -> list[str]:
    tokens: list[str] = []
    for piece in pieces:
        if tokens and tokens[-1] == " " and not piece.isspace():
            tokens[-1] = " " + piece
        else:
            tokens.append(piece)
    return tokens


def _glue_behind(pieces: list[str]) -> list[str]:
    tokens: list[str] = []
    for piece in pieces:
        if piece == " " and tokens and not tokens[-1].isspace():
            tokens[-1] += " "
        else:
            tokens.append(piece)
    return tokens


def _glue_everything(pieces: list[str]) -> list[str]:
    """Glue a space to whatever comes next, be it whitespace."""
    tokens: list[str] = []
    held = ""
    for piece in pieces:
        if piece == " " and not held:
            held = " "
        else:
            tokens.append(held + piece)
            held = ""
    return [*tokens, held] if held else tokens


def _glue_and_lose_the_last(pieces: list[str]) -> list[str]:
    tokens: list[str] = []
    held = ""
    for piece in pieces:
        if piece == " ":
            held += " "
        else:
            tokens.append(held + piece)
            held = ""
    return tokens


def _glue_where_a_word_follows(pieces: list[str]) -> list[str]:
    tokens = _glue(pieces)
    split_again = []
    for token in tokens:
        if token[0] == " " and not token[1:2].isalnum():
            split_again += [" ", token[1:]] if token[1:] else [" "]
        else:
            split_again.append(token)
    return split_again


def _glue_all_whitespace(pieces: list[str]) -> list[str]:
    tokens: list[str] = []
    for piece in pieces:
        if tokens and tokens[-1].isspace() and not piece.isspace():
            tokens[-1] += piece
        else:
            tokens.append(piece)
    return tokens


def _glue_and_lose_lone_spaces(pieces: list[str]) -> list[str]:
    tokens: list[str] = []
    for place, piece in enumerate(pieces):
        before = pieces[place - 1] if place else ""
        if piece != " ":
            tokens.append((" " if before == " " else "") + piece)
    return tokens


def _glue_to_line_feeds(pieces: list[str]) -> list[str]:
    """Look back, but at spaces alone: what comes next may be a line feed."""
    tokens: list[str] = []
    for piece in pieces:
        if piece != " " and tokens and tokens[-1] == " ":
            tokens[-1] += piece
        else:
            tokens.append(piece)
    return tokens


def _glue_by_cutting_anew(pieces: list[str]) -> list[str]:
    return re.findall(r" ?\w+| ?[^\w\s]+|\s", "".join(pieces))


def _glue_to_every_piece(pieces: list[str]) -> list[str]:
    """Drop the spaces and put one before every token but the first."""
    words = [piece for piece in pieces if piece != " "]
    return words[:1] + [" " + word for word in words[1:]]


def _glue_and_repeat(pieces: list[str]) -> list[str]:
    tokens: list[str] = []
    for place, piece in enumerate(pieces):
        after = pieces[place + 1 : place + 2]
        if piece == " " and after and not after[0].isspace():
            tokens.append(" " + after[0])
        else:
            tokens.append(piece)
    return tokens


def _glue_past_the_end(pieces: list[str]) -> list[str]:
    tokens: list[str] = []
    for place, piece in enumerate(pieces):
        tokens.append(" " + pieces[place + 1] if piece == " " else piece)
    return tokens


def _glue_cases(rng: random.Random) -> list[tuple[list[str]]]:
    some = tokenization.split(_sentence(rng, " ,."), keep_whitespace=True)
    return [
        ([],),
        (["Is", " ", "this", "--", " ", "a"],),
        (["tea", " ", " ", "time"],),
        (["tea", " "],),
        (["tea", " ", "\n", "time"],),
        (["tea", "\n", "time"],),
        ([" ", "tea", ",", " ", "(", "hot", ")"],),
        (["well-known", ",", " ", '"', "yes", "!", '"', " ", "two"],),
        (some,),
    ]


def _lost(text: str, pattern: str) -> str:
    rest = re.sub(pattern, "", text)
    return "".join(rest.split())


def _lost_by_letter(text: str, pattern: str) -> str:
    found = "".join(re.findall(pattern, text))
    return "".join(c for c in text if c not in found and not c.isspace())


def _lost_by_count(text: str, pattern: str) -> str:
    rest = Counter(text) - Counter("".join(re.findall(pattern, text)))
    return "".join(c for c in rest.elements() if not c.isspace())


def _lost_by_replacing(text: str, pattern: str) -> str:
    for token in re.findall(pattern, text):
        text = text.replace(token, "")
    return "".join(text.split())


def _lost_first_match(text: str, pattern: str) -> str:
    for token in re.findall(pattern, text):
        text = text.replace(token, "", 1)
    return "".join(text.split())


def _lost_as_set(text: str, pattern: str) -> set[str]:
    return set(text) - set("".join(re.findall(pattern, text)))


def _lost_by_word(text: str, pattern: str) -> str:
    return "".join(word for word in text.split() if not re.findall(pattern, word))


def _lost_cases(rng: random.Random) -> list[tuple[str, str]]:
    words = tokenization.WORD_PATTERN
    signs = " ".join(
        rng.choice(_WORDS) + " " + rng.choice(_SIGNS) for _ in range(rng.randint(3, 5))
    )
    return [
        ("", words),
        ("Nothing is lost here.", words),
        ("Tea: 5 € + 2 % 👍", words),
        ("a cup for 5€, please", words),
        ("2 % of 5 €, then 3 %", words),
        ("It's 'free', isn't it?", words),
        ("5 x 15 = 75", r"\d+"),
        ("ab x b", r"\bb\b"),
        ("a\n\nb & c\td", words),
        (signs, words),
    ]


_SENTENCES = 500  # of each corpus
_LONGEST = 200  # code points
_BETWEEN_SENTENCES = re.compile(r'(?<=[.!?]) (?=[A-Z"])|(?<=[.!?]") (?=[A-Z"])')
_HARD_TO_PLACE = re.compile(r"""["'()]|--|\d[,.:]\d|\.\w""")


@functools.cache
def _hidden_sentences() -> tuple[str, ...]:
    """Return sentences that the notebook does not show, with a mark hard to place."""
    rng = random.Random(0)
    chosen: list[str] = []
    for corpus in ("news", "encyclopedia"):
        sentences = {
            sentence: None  # a dictionary keeps each once, and in order
            for article in load_articles(corpus)
            for paragraph in article.split("\n")
            for sentence in _BETWEEN_SENTENCES.split(" ".join(paragraph.split()))
            if _HARD_TO_PLACE.search(sentence)
            # A quotation that goes on in the next sentence would be unfair.
            and sentence.count('"') % 2 == 0
            and len(sentence) <= _LONGEST
        }
        chosen += rng.sample(list(sentences), _SENTENCES)
    return tuple(chosen)


def _exact(put_together: Callable[[list[str]], str]) -> int:
    """Count the hidden sentences that come back exactly."""
    return sum(
        put_together(tokenization.split(sentence)) == sentence
        for sentence in _hidden_sentences()
    )


def _by_heart(put_together: Callable[[list[str]], str]) -> str:
    """Refuse an answer that looks sentences up: rules do not mind what words say."""
    plain = _hidden_sentences()[:: 2 * _SENTENCES // 100]
    backwards = [
        re.sub(r"[A-Za-z]{5,}", lambda word: word.group()[::-1], sentence)
        for sentence in plain
    ]
    exact, exact_backwards = (
        sum(put_together(tokenization.split(s)) == s for s in sentences)
        for sentences in (plain, backwards)
    )
    if exact_backwards >= 0.7 * exact:
        return ""
    return (
        f"On {len(plain)} of the sentences {exact} come back, but only "
        f"{exact_backwards} once the letters of the long words stand in another order. "
        "A rule would not notice: your answer seems to know the sentences by heart."
    )


def _with_spaces(tokens: list[str]) -> str:
    return " ".join(tokens)


def _with_contractions(tokens: list[str]) -> str:
    text = tokenization.join(tokens)
    return re.sub(r"(\w)' (s|t|re|ll|d|ve|m)\b", r"\1'\2", text)


def _with_two_rules(tokens: list[str]) -> str:
    text = _with_contractions(tokens)
    parts = text.split('"')
    for place in range(1, len(parts), 2):
        # Odd parts are inside quotation marks: the space belongs before the first.
        parts[place] = parts[place].lstrip()
        if parts[place - 1]:
            parts[place - 1] += " "
    return '"'.join(parts)


def _with_five_rules(tokens: list[str]) -> str:
    text = _with_two_rules(tokens)
    text = re.sub(r"(\w)\( ", r"\1 (", text)  # dear( she -> dear (she
    text = re.sub(r"(\d)([:.,]) (?=\d)", r"\1\2", text)  # 7: 40 -> 7:40
    return re.sub(r"\b([A-Z])\. (?=[A-Z]\.)", r"\1.", text)  # U. S. -> U.S.


EXERCISES: tuple[Exercise, ...] = (
    Exercise(
        name="01.lengths",
        task="Return the length of a text in code points and in UTF-8 bytes, "
        "as a pair.",
        starter="def lengths(text):\n    # your code\n    ...\n",
        hints=(
            "len counts the code points of a str, and the bytes of a bytes.",
            'text.encode("utf-8") turns the text into bytes.',
        ),
        solution=_lengths,
        cases=_lengths_cases,
        lesson="One text, two lengths: they agree only where every character is ASCII.",
        mistakes=(
            Mistake(
                "You returned the two lengths in the other order: code points first.",
                lambda text: _lengths(text)[::-1],
            ),
            Mistake(
                "You counted the code points twice: len(text) never sees the bytes.",
                lambda text: (len(text), len(text)),
            ),
            Mistake(
                "You counted the bytes of UTF-16, which spends at least two on each "
                "code point and two more on a mark at the start.",
                lambda text: (len(text), len(text.encode("utf-16"))),
            ),
            Mistake(
                "You counted what a reader sees as one character. An accent may be a "
                "code point of its own, and the joiner in an emoji is one too.",
                lambda text: tokenization.count_units(text)[::2],
            ),
            Mistake(
                "You returned one number, the code points: return both, as a pair.",
                len,
            ),
            Mistake(
                "You returned one number, the bytes: return both, as a pair.",
                lambda text: len(text.encode("utf-8")),
            ),
            Mistake(
                "Your second value is the bytes themselves: their number is asked.",
                lambda text: (len(text), text.encode("utf-8")),
            ),
        ),
    ),
    Exercise(
        name="01.mend-the-pattern",
        task="Cut a text at whitespace, commas and full stops; keep the marks, drop "
        "the blanks.",
        starter=(
            "def cut(text):\n"
            '    pieces = re.split(r"([,.]|\\\\s)", text)\n'
            "    return [piece.strip() for piece in pieces if piece.strip()]\n"
        ),
        hints=(
            "In a raw string every backslash stays: how many does \\s need?",
            "The pattern is a capture group around a class of two marks, a bar, and "
            "the sign for one whitespace character.",
        ),
        solution=_cut,
        cases=_cut_cases,
        lesson="A raw string hands its backslashes to the pattern as they are: one is "
        "the sign for whitespace, two mean a real backslash, which prose hardly has.",
        mistakes=(
            Mistake(
                "Your pattern has two backslashes: in a raw string that means a "
                "backslash and then the letter s, so no space is ever cut.",
                _cut_with_doubled_backslash,
            ),
            Mistake(
                "Your pattern has two backslashes, so no space is cut; stripping the "
                "pieces hides the spaces at their ends only.",
                _cut_and_strip_with_doubled_backslash,
            ),
            Mistake(
                "Your pattern has no capture group, so re.split throws the marks away.",
                _cut_without_group,
            ),
            Mistake(
                "You cut at every punctuation mark, with the companion's whole "
                "pattern; here commas and full stops alone are marks.",
                tokenization.split,
            ),
            Mistake(
                "A dot outside a class matches every character: put it inside [ ].",
                _cut_with_bare_dot,
            ),
            Mistake(
                "You left the blanks in: keep a piece only if piece.strip() is not "
                "empty.",
                _cut_without_dropping,
            ),
            Mistake(
                "You dropped the empty strings, but whitespace pieces are still there.",
                _cut_dropping_empty_only,
            ),
            Mistake(
                "You cut at the space, which is only one kind of whitespace: a line "
                "feed or a tab ends a word too.",
                _cut_at_spaces_alone,
            ),
        ),
    ),
    Exercise(
        name="01.free-space",
        task="Glue each space to the front of the piece after it, unless that is "
        "whitespace or missing.",
        starter="def glue(pieces):\n    tokens = []\n    # your code\n"
        "    return tokens\n",
        hints=(
            "Go through the pieces in order. When you meet a word, look back: what is "
            "the last token so far?",
            'If the last token is " " and the new piece is no whitespace, put '
            '" " + piece in its place. Otherwise append the piece.',
            "tokens[-1] is the last token, if there is one; piece.isspace() tells "
            "whether a piece is whitespace.",
        ),
        solution=_glue,
        cases=_glue_cases,
        lesson="The space rides along with its word: nothing is lost, and there are "
        "hardly more tokens than without spaces. GPT-2 keeps its spaces so.",
        mistakes=(
            Mistake(
                "You glued the space to the end of the piece before it; it belongs to "
                "the front of the piece after it.",
                _glue_behind,
            ),
            Mistake(
                "You glued a space to whitespace: before a line feed, or before "
                "another space, it stays a token of its own.",
                _glue_everything,
            ),
            Mistake(
                "You looked ahead and glued, and then the piece came once more by "
                "itself. Skip it, or look back at the last token instead.",
                _glue_and_repeat,
            ),
            Mistake(
                "You looked ahead without asking whether there is a next piece, and "
                "it comes once more by itself. Looking back at the last token is "
                "easier.",
                _glue_past_the_end,
            ),
            Mistake(
                "You collected several spaces and glued them all, or lost those at the "
                "end. Only the last space before a word is glued.",
                _glue_and_lose_the_last,
            ),
            Mistake(
                "You wrote a space only together with the piece after it: one before "
                "another space, or at the end, has gone.",
                _glue_and_lose_lone_spaces,
            ),
            Mistake(
                "You glued a space to a line feed. Ask piece.isspace(), which is true "
                "of every whitespace, not of the space alone.",
                _glue_to_line_feeds,
            ),
            Mistake(
                "You joined the pieces and cut them anew, so well-known falls apart: "
                "the pieces that you get should stay whole.",
                _glue_by_cutting_anew,
            ),
            Mistake(
                "You glued spaces to words alone; a mark such as ( takes the space "
                "before it as well.",
                _glue_where_a_word_follows,
            ),
            Mistake(
                "You glued line feeds too: only a space rides along.",
                _glue_all_whitespace,
            ),
            Mistake(
                "You put a space before every token. Joined, that is not the text any "
                "more: -- had none before it.",
                _glue_to_every_piece,
            ),
            Mistake(
                "You dropped the whitespace: joined, your tokens are not the text.",
                lambda pieces: [piece for piece in pieces if piece.strip()],
            ),
            Mistake(
                "You returned the pieces as they were: no space is glued.",
                list,
            ),
        ),
    ),
    Exercise(
        name="01.what-was-lost",
        task="Return the characters that re.findall(pattern, text) skips, in their "
        "order, whitespace apart.",
        starter="def lost(text, pattern):\n    # your code\n    ...\n",
        hints=(
            "Which part of the text is left when every match is taken away?",
            're.sub(pattern, "", text) puts nothing in the place of every match.',
            '"".join(rest.split()) is a text without its whitespace.',
        ),
        solution=_lost,
        cases=_lost_cases,
        lesson="Taking the matches away shows exactly what they leave. A line like "
        "this beside every new pattern has saved many a data set.",
        mistakes=(
            Mistake(
                "You left the whitespace in.",
                lambda text, pattern: re.sub(pattern, "", text),
            ),
            Mistake(
                "You took the whitespace away at both ends only: what stands between "
                "two lost characters is still there.",
                lambda text, pattern: re.sub(pattern, "", text).strip(),
            ),
            Mistake(
                "You took the spaces away, but a line feed and a tab are whitespace "
                "too.",
                lambda text, pattern: re.sub(pattern, "", text).replace(" ", ""),
            ),
            Mistake(
                "You asked of each character whether it occurs in some token. An "
                "apostrophe may be kept in one place and lost in another.",
                _lost_by_letter,
            ),
            Mistake(
                "You took one set from another: a set has each character once, and in "
                "no order. And what is kept in one place may be lost in another.",
                _lost_as_set,
            ),
            Mistake(
                "You asked of each word whether something is found in it. A word may "
                "be found in part, as in 5€, where only the 5 is.",
                _lost_by_word,
            ),
            Mistake(
                "You compared how often each character occurs, which loses the order "
                "in which they stood.",
                _lost_by_count,
            ),
            Mistake(
                "You removed each token from the whole text. A short one, such as 5, "
                "is then cut out of longer ones, such as 15.",
                _lost_by_replacing,
            ),
            Mistake(
                "You removed the first place where each token's letters stand, which "
                "may be inside another word.",
                _lost_first_match,
            ),
            Mistake(
                "You returned what is found; the question is what is lost.",
                lambda text, pattern: "".join(re.findall(pattern, text)),
            ),
            Mistake(
                "You returned each lost character once; a text may lose the same one "
                "many times.",
                lambda text, pattern: "".join(dict.fromkeys(_lost(text, pattern))),
            ),
            Mistake(
                "You returned a list; join the characters into one string.",
                lambda text, pattern: list(_lost(text, pattern)),
            ),
        ),
    ),
)

CHALLENGE = Challenge(
    name="01.beat-the-joiner",
    task="Put the tokens of a sentence together again, with the spaces where they "
    "were. As many of the hidden sentences as possible should come back exactly.",
    starter=(
        "def put_together(tokens):\n"
        '    text = " ".join(tokens)\n'
        "    # your rules\n"
        "    return text\n"
    ),
    hints=(
        "Start from tokenization.join(tokens), and mend its worst damage first: which "
        "kind of mark is in most of the paragraphs that fail?",
        "Contractions: an apostrophe, a space, and one of s, t, re, ll, d, ve, m with "
        "a word border behind it.",
        "Quotation marks alternate: the first opens, the second closes. "
        "text.split('\"') puts what is inside at the odd places.",
        "Then parentheses, numbers such as 7:40 and 1,000, and initials such as U.S. "
        "Look at what fails before you write a rule.",
    ),
    solution=_with_five_rules,
    lesson="Each rule mends one kind of loss, and the last per cent are never reached: "
    "in which of two ways a text was spaced cannot be seen in tokens that both share.",
    score=_exact,
    unit=f"of {2 * _SENTENCES:,} sentences",
    baselines=(
        ("a space everywhere", 0.0),
        ("tokenization.join", 35.0),
        ("join and one rule, for contractions", 359.0),
        ("and a second one, for quotation marks", 656.0),
    ),
    reference=948.0,
    validate=_by_heart,
)
