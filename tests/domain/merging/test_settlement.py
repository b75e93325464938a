"""A third way out of a conflict loses nothing that anybody wrote."""

from __future__ import annotations

import datetime as dt

import pytest

from assessment.domain.follow_up import FollowUp, FollowUpStatus
from assessment.domain.merging.settlement import PlanSettlement, Settlement, Version, settle, settle_follow_up
from assessment.domain.model import Answer, Rating
from assessment.errors import AnswerRefused, FollowUpRefused
from assessment.parsing.limits import TEXT_LIMIT


def settled(asha: Answer, bela: Answer, rating: Rating | None = Rating.PARTIAL, note: str = "") -> Answer:
    return settle([Version("Asha", asha), Version("Bela", bela)], Settlement(rating, note))


def test_both_texts_are_kept_and_each_is_marked_by_whose_it_is() -> None:
    answer = settled(
        Answer(evidence="Act 12", responsible="Ministry of Labour"),
        Answer(evidence="A report", responsible="Ministry of Justice", comment="Ask again"),
    )
    assert answer == Answer(
        Rating.PARTIAL,
        evidence="Asha: Act 12\n\nBela: A report",
        responsible="Asha: Ministry of Labour · Bela: Ministry of Justice",
        comment="Ask again",
    )


def test_a_text_that_goes_on_where_the_other_ends_is_kept_once() -> None:
    assert settled(Answer(action="Draft"), Answer(action="Draft a law")).action == "Draft a law"
    assert settled(Answer(action="Draft"), Answer(action="Draft")).action == "Draft"


def test_those_who_say_the_same_are_named_together() -> None:
    versions = [Version("a", Answer(action="x")), Version("b", Answer(action="y")), Version("c", Answer(action="x"))]
    assert settle(versions, Settlement(None)).action == "a, c: x\n\nb: y"


def test_what_is_no_text_is_that_of_the_version_so_rated() -> None:
    asha = Answer(Rating.ABSENT, measures=(), evidence_url="https://asha.example")
    bela = Answer(Rating.PARTIAL, measures=("INV-01.1",))
    assert settled(asha, bela, Rating.PARTIAL).measures == ("INV-01.1",)
    assert settled(asha, bela, Rating.ABSENT).measures == ()
    assert settled(asha, bela, Rating.PARTIAL).evidence_url == "https://asha.example"


def test_the_link_that_finds_no_place_is_kept_in_the_evidence() -> None:
    asha, bela = Answer(evidence_url="https://asha.example"), Answer(evidence_url="https://bela.example")
    answer = settled(asha, bela)
    assert (answer.evidence_url, answer.evidence) == ("https://asha.example", "Bela: https://bela.example")


def test_what_the_room_says_replaces_comments_and_is_the_reason_for_not_applicable() -> None:
    asha, bela = Answer(Rating.ABSENT, comment="No"), Answer(Rating.PARTIAL, comment="Yes")
    assert settled(asha, bela, Rating.DONT_KNOW, "We ask").comment == "We ask"
    assert settled(asha, bela, Rating.NOT_APPLICABLE, "No coast") == Answer(
        Rating.NOT_APPLICABLE, comment="No coast", reason="No coast"
    )
    with pytest.raises(AnswerRefused, match="needs a reason"):
        settled(asha, bela, Rating.NOT_APPLICABLE)


def test_texts_that_are_too_long_together_are_refused() -> None:
    with pytest.raises(AnswerRefused, match="longer than"):
        settled(Answer(comment="a" * TEXT_LIMIT), Answer(comment="b" * TEXT_LIMIT))


def settled_plan(asha: FollowUp, bela: FollowUp) -> FollowUp:
    since, due = dt.date(2026, 11, 26), dt.date(2027, 6, 30)
    versions = [Version("Asha", asha), Version("Bela", bela)]
    return settle_follow_up(versions, PlanSettlement(FollowUpStatus.STARTED, since, due))


def test_both_texts_of_a_follow_up_are_kept_with_the_status_and_the_days_that_were_decided() -> None:
    asha = FollowUp(FollowUpStatus.DONE, note="Late", responsible="Parliament", action="Draft")
    bela = FollowUp(note="Delayed", responsible="Cabinet", action="Draft a law")
    assert settled_plan(asha, bela) == FollowUp(
        FollowUpStatus.STARTED,
        dt.date(2026, 11, 26),
        note="Asha: Late\n\nBela: Delayed",
        responsible="Asha: Parliament · Bela: Cabinet",
        action="Draft a law",
        target_date=dt.date(2027, 6, 30),
    )


def test_texts_of_a_follow_up_that_are_too_long_together_are_refused() -> None:
    with pytest.raises(FollowUpRefused, match="longer than"):
        settled_plan(FollowUp(note="a" * TEXT_LIMIT), FollowUp(note="b"))
