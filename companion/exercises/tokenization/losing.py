"""Ways to look for what a pattern skips, each with a slip, for 01.what-was-lost."""

from __future__ import annotations

import re
from collections import Counter


def lost_by_splitting(text: str, pattern: str) -> str:
    """Join what stands between the matches, and so what a group has matched, too."""
    return "".join("".join(re.split(pattern, text)).split())


def lost_in_a_second_group(text: str, pattern: str) -> str:
    """Find the matches, or else one sign, in a group: with another there are two."""
    return "".join(re.findall(rf"{pattern}|(\S)", text))


def lost_first(text: str, pattern: str) -> str:
    """Take the first match away."""
    return "".join(re.sub(pattern, "", text, count=1).split())


def lost_first_by_splitting(text: str, pattern: str) -> str:
    """Cut at the first match."""
    return "".join("".join(re.split(pattern, text, maxsplit=1)).split())


def lost_by_letter(text: str, pattern: str) -> str:
    """Ask of each character whether some token has it."""
    found = "".join(re.findall(pattern, text))
    return "".join(c for c in text if c not in found and not c.isspace())


def lost_by_letter_but_spaces(text: str, pattern: str) -> str:
    """Ask of each character that is no space whether some token has it."""
    found = "".join(re.findall(pattern, text))
    return "".join(c for c in text if c not in found and c != " ")


def lost_by_letter_and_blanks(text: str, pattern: str) -> str:
    """Ask of each character, be it whitespace, whether some token has it."""
    found = "".join(re.findall(pattern, text))
    return "".join(c for c in text if c not in found)


def lost_by_count(text: str, pattern: str) -> str:
    """Compare how often each character occurs."""
    rest = Counter(text) - Counter("".join(re.findall(pattern, text)))
    return "".join(c for c in rest.elements() if not c.isspace())


def lost_by_replacing(text: str, pattern: str) -> str:
    """Remove each token wherever its letters stand."""
    for token in re.findall(pattern, text):
        text = text.replace(token, "")
    return "".join(text.split())


def lost_first_match(text: str, pattern: str) -> str:
    """Remove each token where its letters stand first."""
    for token in re.findall(pattern, text):
        text = text.replace(token, "", 1)
    return "".join(text.split())


def lost_searching_anew(text: str, pattern: str) -> str:
    """Take one match away, and search in what is left, until there is none."""
    while (rest := re.sub(pattern, "", text, count=1)) != text:
        text = rest
    return "".join(text.split())


def lost_in_the_rest(text: str, pattern: str) -> str:
    """Find the first match, and look for the next in what comes behind it."""
    before = ""
    while match := re.search(pattern, text):
        before += text[: match.start()]
        text = text[match.end() :]
    return "".join((before + text).split())


def lost_from_each_place(text: str, pattern: str) -> str:
    """Cut off what was read, and try the pattern at the beginning of the rest."""
    rest = ""
    while text:
        match = re.match(pattern, text)
        rest += "" if match else text[0]
        text = text[match.end() if match else 1 :]
    return "".join(rest.split())


def lost_in_each_line(text: str, pattern: str) -> str:
    """Take the matches out of each line by itself."""
    lines = [re.sub(pattern, "", line) for line in text.splitlines()]
    return "".join("".join(lines).split())


def lost_beside_a_group(text: str, pattern: str) -> str:
    """Put the pattern into a group, and take every second piece of the split."""
    return "".join("".join(re.split(f"({pattern})", text)[::2]).split())


def lost_as_set(text: str, pattern: str) -> set[str]:
    """Take one set from another."""
    return set(text) - set("".join(re.findall(pattern, text)))


def lost_by_word(text: str, pattern: str) -> str:
    """Ask of each word whether something is found in it."""
    return "".join(word for word in text.split() if not re.findall(pattern, word))


def lost_side_by_side(text: str, pattern: str) -> str:
    """Go through the text and what is found side by side."""
    found, place, rest = "".join(re.findall(pattern, text)), 0, []
    for character in text:
        if found[place : place + 1] == character:
            place += 1
        else:
            rest.append(character)
    return "".join("".join(rest).split())


def lost_by_striking_out(text: str, pattern: str) -> str:
    """Strike each character off a list of those found."""
    found, rest = list("".join(re.findall(pattern, text))), []
    for character in text:
        if character in found:
            found.remove(character)
        else:
            rest.append(character)
    return "".join("".join(rest).split())


def lost_one_at_a_time(text: str, pattern: str) -> str:
    """Try the pattern on each character alone."""
    return "".join(c for c in text if not re.match(pattern, c) and not c.isspace())


def lost_without_whitespace(text: str, pattern: str) -> str:
    """Take the whitespace away first."""
    return re.sub(pattern, "", "".join(text.split()))


def lost_without_whitespace_by_splitting(text: str, pattern: str) -> str:
    """Take the whitespace away first, and cut at the matches."""
    return "".join(re.split(pattern, "".join(text.split())))


def lost_by_single_letters(text: str, pattern: str) -> str:
    """Look for each character among the tokens, which are longer."""
    found = re.findall(pattern, text)
    return "".join(c for c in text if c not in found and not c.isspace())


def lost_by_single_letters_but_spaces(text: str, pattern: str) -> str:
    """Look for each character that is no space among the tokens."""
    found = re.findall(pattern, text)
    return "".join(c for c in text if c not in found and c != " ")


def lost_by_whole_words(text: str, pattern: str) -> str:
    """Look for each word, with the marks that stick to it, among the tokens."""
    found = re.findall(pattern, text)
    return "".join(word for word in text.split() if word not in found)


def lost_by_full_match(text: str, pattern: str) -> str:
    """Try the pattern on each word as a whole."""
    return "".join(word for word in text.split() if not re.fullmatch(pattern, word))


def lost_by_first_letters(text: str, pattern: str) -> str:
    """Try the pattern at the beginning of each word."""
    return "".join(word for word in text.split() if not re.match(pattern, word))


def lost_in_each_word(text: str, pattern: str) -> str:
    """Take the matches out of each word by itself."""
    return "".join(re.sub(pattern, "", word) for word in text.split())


def lost_in_each_word_by_splitting(text: str, pattern: str) -> str:
    """Cut each word by itself at the matches."""
    return "".join("".join(re.split(pattern, word)) for word in text.split())


def _before_each_match(text: str, pattern: str) -> list[str]:
    ends, pieces = 0, []
    for match in re.finditer(pattern, text):
        pieces.append(text[ends : match.start()])
        ends = match.end()
    return pieces


def lost_before_the_last(text: str, pattern: str) -> str:
    """Collect what stands before each match, and forget the rest."""
    return "".join("".join(_before_each_match(text, pattern)).split())


def lost_with_one_space(text: str, pattern: str) -> str:
    """Join what is left with a space."""
    return " ".join(re.sub(pattern, "", text).split())


def lost_with_spaces(text: str, pattern: str) -> str:
    """Put a space for each match, and join what is left with a space."""
    return " ".join(re.sub(pattern, " ", text).split())


def lost_in_pieces(text: str, pattern: str) -> list[str]:
    """Leave what is left in pieces."""
    return re.sub(pattern, "", text).split()


def lost_stripped(text: str, pattern: str) -> str:
    """Strip each piece between two matches."""
    return "".join(rest.strip() for rest in re.split(pattern, text))


def lost_without_blanks(text: str, pattern: str) -> str:
    """Drop the pieces that are blank, and no other whitespace."""
    return "".join(rest for rest in re.split(pattern, text) if rest.strip())


def lost_not_listed(text: str, pattern: str) -> str:
    """Put the pattern into brackets, as if it were a list of characters."""
    return "".join(re.findall(f"[^{pattern}]", text))


def lost_not_listed_nor_blank(text: str, pattern: str) -> str:
    """Put the pattern into brackets, and whitespace too."""
    return "".join(re.findall(rf"[^{pattern}\s]", text))


def lost_taking_the_unlisted(text: str, pattern: str) -> str:
    """Take away what is not in brackets with the pattern."""
    return re.sub(f"[^{pattern}]", "", text)


def lost_by_replacing_and_spaces(text: str, pattern: str) -> str:
    """Remove each token wherever its letters stand, and then the spaces alone."""
    for token in re.findall(pattern, text):
        text = text.replace(token, "")
    return text.replace(" ", "")


def lost_by_replacing_with_spaces(text: str, pattern: str) -> str:
    """Put a space for each token wherever its letters stand."""
    for token in re.findall(pattern, text):
        text = text.replace(token, " ")
    return "".join(text.split())


def lost_by_replacing_the_longest_first(text: str, pattern: str) -> str:
    """Put a space for each token wherever its letters stand, long ones first."""
    for token in sorted(re.findall(pattern, text), key=len, reverse=True):
        text = text.replace(token, " ")
    return "".join(text.split())


def lost_as_joined_set(text: str, pattern: str) -> str:
    """Take one set from another, and join what is left."""
    return "".join(lost_as_set(text, pattern))


def lost_before_the_last_stripped(text: str, pattern: str) -> str:
    """Collect what stands before each match, without the blanks at its ends."""
    return "".join(rest.strip() for rest in _before_each_match(text, pattern))


def lost_before_the_last_with_blanks(text: str, pattern: str) -> str:
    """Collect what stands before each match, blanks as well."""
    return "".join(_before_each_match(text, pattern))


def lost_one_at_a_time_but_spaces(text: str, pattern: str) -> str:
    """Try the pattern on each character that is no space."""
    return "".join(c for c in text if not re.match(pattern, c) and c != " ")


def lost_beside_whole_tokens(text: str, pattern: str) -> str:
    """Go through the text and the tokens side by side, a letter beside a token."""
    found, place, rest = re.findall(pattern, text), 0, []
    for character in text:
        if found[place : place + 1] == [character]:
            place += 1
        else:
            rest.append(character)
    return "".join("".join(rest).split())


def lost_in_the_pattern(text: str, pattern: str) -> str:
    """Hand text and pattern to re.sub the wrong way round."""
    return "".join(re.sub(text, "", pattern).split())
