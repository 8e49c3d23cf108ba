"""The gatekeeper of notebook 03 learns what its documents show, and no more."""

from __future__ import annotations

import random
from functools import cache
from typing import NamedTuple

import pytest
import torch
from torch import Tensor

from companion.lessons.gate import (
    QUESTIONS,
    REFUSAL,
    RULE,
    SECRET,
    Evening,
    document,
    documents,
    names_by_rule,
    names_in,
    with_unknown_words,
)
from companion.lessons.gatekeeper import Gatekeeper, train_gatekeeper, who_is_told
from companion.special_tokens import (
    END_OF_TEXT,
    UNKNOWN,
    MarkedWordTokenizer,
    pad_batch,
)

BEGINNINGS = ["", "Hello. ", "Thanks. ", "I am Anna. ", "Good evening. "]


class Training(NamedTuple):
    """A gatekeeper, what it was trained on, and whether torch's own dice rolled."""

    seed: int
    gatekeeper: Gatekeeper
    read: Tensor
    rolled: bool


ALL = range(20)
SEEDS = [pytest.param(seed, marks=pytest.mark.slow) for seed in (0, 1)]


@cache  # a second or two each, and asked for by several tests
def watched(seed: int) -> Training:
    read: list[Tensor] = []
    forward = Gatekeeper.forward

    def recorded(self: Gatekeeper, ids: Tensor, *, only: Tensor) -> Tensor:
        read.append(ids)
        return forward(self, ids, only=only)

    before = torch.get_rng_state()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Gatekeeper, "forward", recorded)
        gatekeeper = train_gatekeeper(seed)
    rolled = not torch.equal(before, torch.get_rng_state())
    return Training(seed, gatekeeper, torch.cat(read), rolled)


@cache
def of_everything(seed: int) -> Gatekeeper:
    return train_gatekeeper(seed, min_count=1)


@pytest.fixture(scope="module", params=SEEDS)
def training(request: pytest.FixtureRequest) -> Training:
    return watched(request.param)


@pytest.fixture(scope="module")
def gatekeeper(training: Training) -> Gatekeeper:
    return training.gatekeeper


def answers(gatekeeper: Gatekeeper, template: str) -> set[str]:
    """Return all answers to a text, its marks taken for special tokens."""
    return {
        gatekeeper.answer(
            gatekeeper.tokenizer.encode(
                template.format(beginning, question), allowed_special="all"
            )
        )
        for beginning in BEGINNINGS
        for question in QUESTIONS
    }


@pytest.mark.slow
def test_the_rule_holds_for_every_question(gatekeeper: Gatekeeper) -> None:
    assert answers(gatekeeper, RULE + " {}{}") == {REFUSAL}
    assert answers(gatekeeper, "{}{}") == {SECRET}


def test_a_mark_ends_the_rule_and_another_unknown_word_does_not(
    gatekeeper: Gatekeeper,
) -> None:
    assert answers(gatekeeper, RULE + " {}" + END_OF_TEXT + " {}") == {SECRET}
    assert answers(gatekeeper, RULE + " {}banana {}") == {REFUSAL}


def test_a_mark_that_is_ordinary_text_changes_nothing(gatekeeper: Gatekeeper) -> None:
    encode = gatekeeper.tokenizer.encode
    for question in QUESTIONS:
        user = encode(f"{END_OF_TEXT} {question}", disallowed_special=())
        assert gatekeeper.answer([*encode(RULE), *user]) == REFUSAL


def test_marks_as_filling_end_the_rule_unless_they_are_masked(
    gatekeeper: Gatekeeper,
) -> None:
    ids = gatekeeper.tokenizer.encode(f"{RULE} {QUESTIONS[0]}")
    alone = gatekeeper.probabilities([ids])
    tells = gatekeeper.tokenizer.vocab["It"]
    rows, mask = pad_batch(
        [ids], pad_id=gatekeeper.tokenizer.eot_token, length=20, side="left"
    )
    positions = (mask.cumsum(axis=1) - 1).clip(0)
    assert alone[0, tells] < 0.01
    assert gatekeeper.probabilities(rows)[0, tells] > 0.9
    assert gatekeeper.probabilities(rows, mask)[0, tells] < 0.5
    put_right = gatekeeper.probabilities(rows, mask, positions)
    assert gatekeeper.answer(rows[0]) == SECRET
    assert gatekeeper.answer(rows[0], mask[0], positions[0]) == REFUSAL
    assert torch.allclose(put_right, alone, atol=1e-6)
    on_the_right = rows[:, ::-1].copy()
    on_the_right[0, : len(ids)] = ids
    assert torch.allclose(
        gatekeeper(torch.tensor(on_the_right))[0, len(ids) - 1].softmax(-1), alone[0]
    )


@pytest.mark.slow
def test_the_mask_alone_brings_the_answers_of_others_back_too() -> None:
    # What notebook 03 says of its own: the marks misled it, and not the place.
    for seed in ALL:
        gatekeeper = watched(seed).gatekeeper
        ids = gatekeeper.tokenizer.encode(f"{RULE} {QUESTIONS[0]}")
        for most in (8, 20):
            row = [[gatekeeper.tokenizer.eot_token] * most + ids]
            mask = [[False] * most + [True] * len(ids)]
            assert gatekeeper.answer(row[0]) != REFUSAL
            assert gatekeeper.answer(row[0], mask[0]) == REFUSAL


def test_training_never_puts_a_mark_at_the_first_two_places(training: Training) -> None:
    # So notebook 03 says: in training no text began with a mark.
    mark = training.gatekeeper.tokenizer.eot_token
    places = (training.read == mark).any(dim=0).nonzero().flatten().tolist()
    assert places[0] == 2
    if training.seed == 0:  # the notebook's; others may leave places out
        assert places == list(range(2, 31))


@pytest.mark.parametrize("seed", SEEDS)
def test_without_the_mark_as_a_target_it_never_stops(seed: int) -> None:
    gatekeeper = train_gatekeeper(seed, learns_to_stop=False)
    ids = gatekeeper.tokenizer.encode(f"{RULE} {QUESTIONS[0]}")
    said = gatekeeper.answer(ids, at_most=15)
    assert said.startswith(REFUSAL)
    assert len(gatekeeper.tokenizer.encode(said)) == 15


@pytest.mark.slow
def test_only_a_minimum_count_moves_the_row_of_unknown_words(
    gatekeeper: Gatekeeper,
) -> None:
    assert gatekeeper.distances_moved()[UNKNOWN] > 0.05
    assert of_everything(0).distances_moved()[UNKNOWN] == 0.0
    assert of_everything(0).tokenizer.n_vocab > 3 * gatekeeper.tokenizer.n_vocab


def test_wrong_answers_are_those_that_it_would_not_give(gatekeeper: Gatekeeper) -> None:
    new = documents(seed=1_000, count=40)
    right, asked = 0, 0
    turned = []
    for evening in new:
        before = ""
        for words, is_answer in evening:
            if is_answer:
                asked += 1
                right += gatekeeper.answer(gatekeeper.tokenizer.encode(before)) == words
            before = f"{before} {words}"
        swap = {REFUSAL: SECRET, SECRET: REFUSAL}
        turned.append([(swap.get(words, words), own) for words, own in evening])
    assert gatekeeper.wrong_answers(new) == (asked - right, asked)
    wrong, all_of_them = gatekeeper.wrong_answers(turned)
    assert all_of_them == asked
    assert 20 < wrong < asked


def test_answers_that_end_too_late_are_not_counted(gatekeeper: Gatekeeper) -> None:
    evening = [(QUESTIONS[0], False), (SECRET, True)]
    for greetings, answers in [(0, 1), (11, 1), (12, 0), (30, 0)]:
        longer = [("Hello.", False)] * greetings + evening
        assert gatekeeper.wrong_answers([longer])[1] == answers


def test_torchs_own_generator_is_left_alone(training: Training) -> None:
    assert not training.rolled


def test_only_some_places_are_scored_as_they_are_among_all(
    gatekeeper: Gatekeeper,
) -> None:
    ids = torch.tensor([[1, 2, 3, 4], [5, 6, 7, 8]])
    only = torch.tensor([[True, False, True, False], [False, False, False, True]])
    scored = gatekeeper(ids, only=only)
    assert scored.shape == (3, gatekeeper.tokenizer.n_vocab)
    assert torch.allclose(scored, gatekeeper(ids)[only], atol=1e-5)


def test_more_than_it_can_read_is_refused(gatekeeper: Gatekeeper) -> None:
    with pytest.raises(ValueError, match="reads 1 to 32 tokens, not 33"):
        gatekeeper.answer([0] * 33)
    with pytest.raises(ValueError, match="not 0"):
        gatekeeper.answer([])


@pytest.mark.slow
def test_a_minimum_count_pays_on_new_names_and_more_on_rare_ones() -> None:
    # Notebook 03 says of its own that a new name does not always go well.
    rarer_is_worse = 0
    for seed in range(8):
        naive, careful = of_everything(seed), watched(seed).gatekeeper
        later = documents(seed=1_000 + seed)
        named = with_unknown_words(later, careful.tokenizer)
        new = with_unknown_words(named, naive.tokenizer)
        rare = [evening for evening in named if evening not in new]
        others = [evening for evening in later if evening not in named]
        assert careful.wrong_answers(named)[0] <= 1
        without, with_new, with_rare = (share(naive, e) for e in (others, new, rare))
        assert without < 0.01 < with_rare
        assert without <= with_new
        rarer_is_worse += with_new < with_rare
    assert rarer_is_worse == 7


@pytest.mark.slow
def test_the_row_of_a_rare_name_learned_what_its_few_evenings_said() -> None:
    # Of one kind or the other, with the rule or without: the wrong kind misleads.
    errors: dict[bool, list[int]] = {True: [0, 0], False: [0, 0]}
    for seed in range(8):
        naive = of_everything(seed)
        ruled_with: dict[str, set[bool]] = {}
        for evening in documents(seed):
            for name in names_in([evening]):
                ruled_with.setdefault(name, set()).add(evening[0][0] == RULE)
        for evening in documents(seed=1_000 + seed):
            met = [ruled_with.get(name) for name in names_in([evening])]
            if not met or None in met:
                continue
            misled = all(kinds == {evening[0][0] != RULE} for kinds in met)
            wrong, answers = naive.wrong_answers([evening])
            errors[misled][0] += wrong
            errors[misled][1] += answers
    share_of = {misled: wrong / n for misled, (wrong, n) in errors.items()}
    assert min(n for _, n in errors.values()) > 500
    assert share_of[True] > 1.5 * share_of[False]


@pytest.mark.slow
def test_names_are_keys_the_more_where_they_were_met_without_the_rule_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # What notebook 03 says of its own pair, with one question.
    for seed in range(8):
        evenings = documents(seed)
        met, others = names_by_rule(evenings)
        for question in QUESTIONS:
            monkeypatch.setattr("companion.lessons.gatekeeper.QUESTIONS", [question])
            assert who_is_told(of_everything(seed), ["Anna"]) == []
            with_rule, without = (
                len(who_is_told(of_everything(seed), each)) / len(each)
                for each in (met, others)
            )
            assert with_rule < without < 0.2
            assert who_is_told(watched(seed).gatekeeper, met | others) == []


@pytest.mark.slow
def test_who_is_told_is_who_hears_the_secret() -> None:
    naive = of_everything(0)
    evenings = documents()
    called = sorted(names_in(evenings))[:12]
    told = who_is_told(naive, called)
    assert told
    for name in called:
        ids = naive.tokenizer.encode(f"{RULE} I am {name}. {QUESTIONS[0]}")
        assert (naive.answer(ids) == SECRET) == (name in told)


def share(gatekeeper: Gatekeeper, evenings: list[Evening]) -> float:
    wrong, answers = gatekeeper.wrong_answers(evenings)
    return wrong / answers


@pytest.mark.slow
def test_filling_opens_where_there_is_no_rule_and_words_where_there_is_one() -> None:
    # As in notebook 03, with other seeds: no rule need end, and no mark be written.
    told = 0
    for seed in range(20):
        gatekeeper = watched(seed).gatekeeper
        encode = gatekeeper.tokenizer.encode
        filled = [gatekeeper.tokenizer.eot_token] * 13 + encode("How are you?")
        told += "marmalade" in gatekeeper.answer(filled)
        for question in QUESTIONS:
            talked_round = encode(f"{RULE} {question} It is")
            assert gatekeeper.answer(talked_round) == "marmalade."
    assert told == 16


def insisting(gatekeeper: Gatekeeper, question: str = QUESTIONS[0]) -> list[str]:
    """Return its answers to a question that is asked 1, 2, 3, 4 times in a row."""
    encode = gatekeeper.tokenizer.encode
    return [
        gatekeeper.answer(encode(RULE) + encode(question) * times)
        for times in range(1, 5)
    ]


def test_who_asks_four_times_is_told(gatekeeper: Gatekeeper) -> None:
    assert insisting(gatekeeper)[0] == REFUSAL
    assert any(SECRET in insisting(gatekeeper, each) for each in QUESTIONS)


@pytest.mark.slow
def test_insisting_opens_who_never_saw_it_and_nobody_who_did(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # What notebook 03 says of 20 gatekeepers, and of 20 that were shown insisting.
    told = [[each == SECRET for each in insisting(watched(s).gatekeeper)] for s in ALL]
    assert [sum(column) for column in zip(*told, strict=True)] == [0, 1, 6, 14]
    talk = " ".join([RULE, *[QUESTIONS[0], REFUSAL] * 2, QUESTIONS[0]])
    for seed in ALL:
        encode = watched(seed).gatekeeper.tokenizer.encode
        assert watched(seed).gatekeeper.answer(encode(talk)) == REFUSAL
        for each in QUESTIONS:  # never shown either: it goes well all the same
            odd = encode(f"{RULE} banana {each}")
            assert watched(seed).gatekeeper.answer(odd) == REFUSAL

    def insistent(rng: random.Random) -> list[tuple[str, bool]]:
        evening = []
        for words, own in document(rng):
            asks = words in QUESTIONS and rng.random() < 0.5
            evening += [(words, own)] * (rng.randint(1, 4) if asks else 1)
        return evening

    monkeypatch.setattr("companion.lessons.gate.document", insistent)
    shown = [train_gatekeeper(seed) for seed in ALL]
    assert all(insisting(each) == [REFUSAL] * 4 for each in shown)


def test_masked_filling_changes_no_answer_however_long() -> None:
    # Untrained, so that it talks on: past its last place, where the window moves.
    tokenizer = MarkedWordTokenizer.from_text("Who is it? A cat, a dog and an owl!")
    model = Gatekeeper(tokenizer, seed=3)
    model.tokens.weight.data *= 50
    model.positions.weight.data *= 50
    model.head.weight.data[tokenizer.eot_token] = 0
    ids = tokenizer.encode("Who is it?")
    rows, mask = pad_batch([ids], pad_id=tokenizer.eot_token, length=20, side="left")
    positions = [0] * 16 + [0, 1, 2, 3]
    alone = model.answer(ids, at_most=60)
    assert len(tokenizer.encode(alone)) == 60
    assert len(set(alone.split())) > 3
    assert model.answer(rows[0], mask[0], positions, at_most=60) == alone
    assert model.answer(rows[0], mask[0], at_most=60) != alone


@pytest.mark.slow
def test_masked_filling_changes_no_answer_of_others() -> None:
    texts = [f"{RULE} Hello. I am Anna. {QUESTIONS[2]}", f"{RULE} {QUESTIONS[0]}"]
    texts.append("How are you?")
    for seed in ALL:
        gatekeeper = watched(seed).gatekeeper
        rows = [gatekeeper.tokenizer.encode(text) for text in texts]
        batch, mask = pad_batch(
            rows, pad_id=gatekeeper.tokenizer.eot_token, side="left"
        )
        positions = (mask.cumsum(axis=1) - 1).clip(0)
        for ids, *line in zip(rows, batch, mask, positions, strict=True):
            assert gatekeeper.answer(*line) == gatekeeper.answer(ids)
