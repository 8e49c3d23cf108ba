"""What goes wrong in exercise 01.free-space, and what the learner is told of it."""

from __future__ import annotations

from ..records import Mistake
from . import gluing, gluing_at_the_ends, gluing_in_the_loop

MISTAKES = (
    Mistake(
        "You glued the space to the end of the piece before it; it belongs to "
        "the front of the piece after it.",
        gluing.glue_behind,
    ),
    *(
        Mistake(
            "You glued each whitespace to the piece before it. Only a space is "
            "glued, and it belongs to the front of the piece after it.",
            behind,
        )
        for behind in (
            gluing.glue_all_behind,
            gluing.glue_all_behind_words,
            gluing.glue_next_whitespace_behind,
        )
    ),
    Mistake(
        "You glue the space to the token before it, and at the first piece there "
        "is none. The space belongs to the front of the piece after it.",
        gluing.glue_behind_without_a_token,
    ),
    Mistake(
        "You glued several spaces to one piece. Only the last one before it rides "
        "along; the others stay tokens of their own.",
        gluing.glue_held_spaces,
    ),
    Mistake(
        "You held all whitespace and glued it to the next word. Only one space "
        "rides along; a line feed and a second space stay tokens of their own.",
        gluing.glue_held_whitespace,
    ),
    Mistake(
        "You held all whitespace and glued it to the next word, and lost what no "
        "word follows. Only one space rides along, the rest are tokens.",
        gluing.glue_held_and_lose_the_last,
    ),
    Mistake(
        "You held the last space for a word that never came. After the loop, "
        "append what is still held.",
        gluing.glue_well_and_lose_the_last,
    ),
    *(
        Mistake(
            "You stop one piece before the end to have one to look at: a last "
            "piece that no space is glued to is lost. Append it after the loop.",
            stopped,
        )
        for stopped in (
            gluing_at_the_ends.glue_and_stop_before_the_last,
            gluing_at_the_ends.glue_in_steps_before_the_last,
        )
    ),
    *(
        Mistake(
            "You look ahead, and after the last piece there is none: ask first "
            "whether place + 1 < len(pieces).",
            looking_ahead,
        )
        for looking_ahead in (
            gluing_at_the_ends.glue_looking_past_the_end,
            gluing.glue_whatever_is_past_the_end,
        )
    ),
    *(
        Mistake(
            "Before the first piece stands none, but pieces[-1] is the last one, and "
            "Python gives you that: ask first whether the place is above 0.",
            looking_behind,
        )
        for looking_behind in (
            gluing_at_the_ends.glue_looking_at_the_last_first,
            gluing_at_the_ends.glue_behind_the_last,
        )
    ),
    *(
        Mistake(
            "You begin with the second piece, to have one before it to look at, and "
            "the first is lost.",
            beginning_late,
        )
        for beginning_late in (
            gluing_at_the_ends.glue_from_the_second,
            gluing_at_the_ends.glue_pairs,
            gluing_at_the_ends.glue_words_from_the_second,
        )
    ),
    Mistake(
        "You count places that the list has no more: it is shorter, as pieces were "
        "taken out of it, or glued. Build a new list, whose last token is tokens[-1].",
        gluing_at_the_ends.glue_in_a_shorter_list,
    ),
    Mistake(
        "You hold one space: a second takes its place, and the first has gone. Before "
        "whitespace, be it a line feed, append what you hold by itself.",
        gluing_in_the_loop.glue_with_one_held,
    ),
    Mistake(
        "Of several pieces of whitespace you keep only the one before a word: the "
        "others have gone. And only a space is glued; the rest are tokens.",
        gluing_in_the_loop.glue_with_one_whitespace_held,
    ),
    Mistake(
        "You wrote a space wherever whitespace stood, and dropped what it was: a line "
        "feed, or two spaces. Joined, your tokens are not the text.",
        gluing_in_the_loop.glue_a_space_for_any_whitespace,
    ),
    *(
        Mistake(
            "You hold a space while other whitespace comes, so it moves to the word "
            "behind that, or is lost. Before whitespace, append what you hold.",
            holding,
        )
        for holding in (
            gluing_in_the_loop.glue_past_a_line_feed,
            gluing_in_the_loop.glue_past_a_line_feed_and_keep_the_last,
        )
    ),
    *(
        Mistake(
            "You joined the pieces and cut before spaces alone, so a word and its "
            "mark, or a line feed, became one token. Take the pieces as they are.",
            cutting,
        )
        for cutting in (
            gluing_in_the_loop.glue_by_cutting_before_spaces,
            gluing_in_the_loop.glue_by_marking_spaces,
        )
    ),
    Mistake(
        "From the first space on every piece gets one. If you note that a space came, "
        "take the note back once it is glued.",
        gluing_in_the_loop.glue_ever_after,
    ),
    *(
        Mistake(
            "You added letters: tokens += piece, like extend, takes a piece apart. "
            "tokens.append(piece) adds it whole.",
            adding,
        )
        for adding in (
            gluing_in_the_loop.glue_and_add_letters,
            gluing_in_the_loop.glue_words_and_add_letters,
        )
    ),
    Mistake(
        "You put a space before every word and mark, and left the spaces as well: "
        "they are there twice.",
        gluing_in_the_loop.glue_before_words_and_keep_spaces,
    ),
    *(
        Mistake(
            "You glued a space to whitespace: before a line feed, or before "
            "another space, it stays a token of its own.",
            gluing_all,
        )
        for gluing_all in (
            gluing.glue_everything,
            gluing_in_the_loop.glue_to_what_was_last,
        )
    ),
    Mistake(
        "At the first piece there is no last token yet, so tokens[-1] fails: "
        "ask first whether tokens holds anything, as in if tokens and ...",
        gluing.glue_without_a_last_token,
    ),
    Mistake(
        "Where the first piece is a word there is no last token yet, so tokens[-1] "
        "fails: ask first whether tokens holds anything.",
        gluing.glue_without_a_token_before_a_word,
    ),
    Mistake(
        "You glued, and then the piece came once more by itself: append it only in an "
        "else, or skip it. In a for loop i += 1 skips nothing, in a while loop it "
        "does.",
        gluing.glue_and_repeat,
    ),
    Mistake(
        "You looked ahead without asking whether there is a next piece, and "
        "it comes once more by itself. Looking back at the last token is "
        "easier.",
        gluing.glue_past_the_end,
    ),
    Mistake(
        "You collected several spaces and glued them all, or lost those at the "
        "end. Only the last space before a word is glued.",
        gluing.glue_and_lose_the_last,
    ),
    *(
        Mistake(
            "You wrote a space only together with the piece after it: one before "
            "another space, or at the end, has gone.",
            losing,
        )
        for losing in (
            gluing.glue_and_lose_lone_spaces,
            gluing.glue_to_words_and_lose_lone_spaces,
        )
    ),
    Mistake(
        "You glued each space, but it is a token already: it stands there twice. And "
        "to another whitespace it is not glued.",
        gluing.glue_whatever_comes_and_keep_the_space,
    ),
    Mistake(
        "You glued a space to a line feed. Ask piece.isspace(), which is true "
        "of every whitespace, not of the space alone.",
        gluing.glue_to_line_feeds,
    ),
    Mistake(
        "You glued a space to a tab. Ask piece.isspace(), which is true of every "
        "whitespace, not of the space and the line feed alone.",
        gluing.glue_to_tabs,
    ),
    Mistake(
        "You glued several spaces to one piece. Only the last one before it rides "
        "along; those before that are followed by whitespace.",
        gluing.glue_several,
    ),
    Mistake(
        "You joined the pieces and cut them anew, so well-known falls apart: "
        "the pieces that you get should stay whole.",
        gluing.glue_by_cutting_anew,
    ),
    Mistake(
        "You appended the glued piece and left its space behind as well: put it "
        "in the place of the last token.",
        gluing.glue_and_keep_the_space,
    ),
    Mistake(
        "You appended the glued piece and left what was glued behind as well. And "
        "only a space is glued: compare with it, as isspace() is true of a line "
        "feed too.",
        gluing.glue_and_keep_all_whitespace,
    ),
    Mistake(
        "You put a space in place of other whitespace: a line feed was there, and "
        "joined, your tokens are not the text.",
        gluing.glue_all_as_spaces,
    ),
    Mistake(
        "You put the space behind the piece that comes after it; it stood before "
        "that piece: ' this', not 'this '.",
        gluing.glue_the_wrong_way_round,
    ),
    Mistake(
        "You joined the pieces and cut at whitespace, so a word and its mark "
        "became one token: the pieces that you get should stay whole.",
        gluing.glue_to_what_has_no_whitespace,
    ),
    Mistake(
        "You put the piece in the place of its space, which is lost: what should stand "
        'there is " " + piece.',
        gluing_in_the_loop.glue_and_lose_the_space,
    ),
    Mistake(
        "Where a space was glued you left an empty text: append what should stay to a "
        "new list instead.",
        gluing_in_the_loop.glue_and_leave_empty_texts,
    ),
    Mistake(
        "split() cuts at whitespace alone and drops it, so a word and its mark are one "
        "token, and line feeds have gone: take the pieces that you get.",
        lambda pieces: [" " + piece for piece in "".join(pieces).split()],
    ),
    Mistake(
        "You made empty texts of the spaces: joined, your tokens are not the text.",
        gluing.empty_the_spaces,
    ),
    Mistake(
        "You glued spaces to words alone; a mark such as ( takes the space "
        "before it as well.",
        gluing.glue_where_a_word_follows,
    ),
    Mistake(
        "You glued line feeds too: only a space rides along.",
        gluing.glue_all_whitespace,
    ),
    *(
        Mistake(
            "You put a space before every token. Joined, that is not the text any "
            "more: -- had none before it.",
            spaced,
        )
        for spaced in (
            gluing.glue_to_every_piece,
            lambda pieces: [" " + piece for piece in pieces if piece != " "],
        )
    ),
    Mistake(
        "You put a space before every piece, and dropped all other whitespace: "
        "joined, your tokens are not the text.",
        lambda pieces: [" " + piece for piece in pieces if piece.strip()],
    ),
    Mistake(
        "You dropped the whitespace: joined, your tokens are not the text.",
        lambda pieces: [piece for piece in pieces if piece.strip()],
    ),
    Mistake(
        "You dropped the spaces: joined, your tokens are not the text.",
        lambda pieces: [piece for piece in pieces if piece != " "],
    ),
    Mistake(
        'split(" ") throws the spaces away, and leaves words and marks together.',
        lambda pieces: "".join(pieces).split(" "),
    ),
    Mistake(
        'split(" ") leaves words and marks together, and of the first word nobody '
        "knows whether a space stood before it: take the pieces that you get.",
        lambda pieces: [" " + piece for piece in "".join(pieces).split(" ")],
    ),
    Mistake(
        "You put a space before every piece, whether one stood there or not.",
        lambda pieces: [" " + piece for piece in pieces],
    ),
    Mistake(
        "You returned the pieces as they were: no space is glued. Is your condition "
        "ever true? Without its (), not piece.isspace never is.",
        list,
    ),
)
