"""Participants, ballots and agreed ratings: what they hold and what they refuse."""

from __future__ import annotations

import pytest

from assessment.domain.answer import Answer, Rating
from assessment.domain.response import Voice
from assessment.domain.workshop.model import AgreedRating, Ballot, Breakdown, Participant
from assessment.errors import AnswerRefused, TextRefused
from assessment.parsing.limits import NAME_LIMIT, PASSAGE_LIMIT, TEXT_LIMIT


def test_a_participant_is_counted_with_a_voice_or_a_table_or_with_all() -> None:
    asha = Participant("1", Voice.CIVIL_SOCIETY, table="Shelters", name="Asha")
    assert asha.part(Breakdown.VOICE) == "civil_society"
    assert asha.part(Breakdown.TABLE) == "Shelters"
    assert asha.part(Breakdown.NONE) == ""
    assert Participant("2").part(Breakdown.VOICE) == Participant("2").part(Breakdown.TABLE) == ""


def test_a_name_and_a_table_are_one_line_that_can_be_shown() -> None:
    for text in ("a" * (NAME_LIMIT + 1), "two\nlines", "\x1b[2J"):
        with pytest.raises(TextRefused):
            Participant("1", name=text)
        with pytest.raises(TextRefused):
            Participant("1", table=text)


def test_a_remark_has_a_limit() -> None:
    assert Ballot("1", "INV-01", 1, Rating.PARTIAL, "a" * PASSAGE_LIMIT)
    with pytest.raises(AnswerRefused, match="Shorten it"):
        Ballot("1", "INV-01", 1, Rating.PARTIAL, "a" * (PASSAGE_LIMIT + 1))


def test_an_agreed_not_applicable_needs_a_reason_that_can_be_seen() -> None:
    for reason in ("", " \n", "\u2800"):
        with pytest.raises(AnswerRefused, match="needs a reason"):
            AgreedRating(Rating.NOT_APPLICABLE, reason)
        assert AgreedRating(Rating.PARTIAL, reason)
    assert AgreedRating(Rating.NOT_APPLICABLE, "The country has no coast.")


def test_what_is_agreed_has_the_limits_of_an_answer() -> None:
    for name in ("reason", "dissent", "evidence", "next_step"):
        with pytest.raises(AnswerRefused, match="Shorten it"):
            AgreedRating(Rating.PARTIAL, **{name: "a" * (TEXT_LIMIT + 1)})


FIRST = AgreedRating(Rating.PARTIAL, "Two of five", "Dina: no", "Law 12", "Train")
AFTER = Answer(Rating.PARTIAL, reason="Two of five", comment="Dina: no", evidence="Law 12", action="Train")


def test_what_was_agreed_and_is_taken_back_leaves_the_agreed_response() -> None:
    assert FIRST.answer(Answer()) == AFTER
    assert AgreedRating(Rating.ABSENT).answer(AFTER, FIRST) == Answer(Rating.ABSENT)
    anew = AgreedRating(Rating.ABSENT, "None", "Chen: one", "Law 13", "Fund")
    assert anew.answer(AFTER, FIRST) == anew.answer(Answer())


def test_what_others_have_written_stays_where_nothing_is_said() -> None:
    theirs = Answer(Rating.PARTIAL, reason="One of five", comment="Chen: look", evidence="Law 13", action="Fund")
    assert AgreedRating(Rating.PARTIAL).answer(theirs, FIRST) == theirs
    assert AgreedRating(Rating.PARTIAL).answer(theirs) == theirs


def test_only_the_dissent_that_was_added_to_a_comment_is_replaced() -> None:
    commented = FIRST.answer(Answer(comment="Chen: look here"))
    assert commented.comment == "Chen: look here\n\nDina: no"
    assert AgreedRating(Rating.ABSENT, dissent="Dina: never").answer(commented, FIRST).comment == (
        "Chen: look here\n\nDina: never"
    )
    assert AgreedRating(Rating.ABSENT).answer(commented, FIRST).comment == "Chen: look here"
