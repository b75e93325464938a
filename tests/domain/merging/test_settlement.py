"""A third way out of a conflict loses nothing that anybody wrote."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from assessment.domain.answer import ANSWER_FIELDS, Answer, Rating
from assessment.domain.fields import SharingLevel
from assessment.domain.follow_up import FollowUp, FollowUpStatus
from assessment.domain.merging.settlement import PlanSettlement, Settlement, Version, settle, settle_follow_up
from assessment.domain.sharing import share
from assessment.domain.sourced import SourcedResponse
from assessment.errors import AnswerRefused, FollowUpRefused
from assessment.parsing.limits import TEXT_LIMIT
from tests.support.catalogues import a_catalogue, a_response

TEXTS = tuple(field.name for field in ANSWER_FIELDS if field.is_text)


def settled(asha: Answer, bela: Answer, rating: Rating | None = Rating.PARTIAL, note: str = "") -> Answer:
    return settle([Version("Asha", asha), Version("Bela", bela)], Settlement(rating, note))


def wordy(place: str) -> Answer:
    """An answer with something in each of its texts that is said nowhere else."""
    texts: dict[str, Any] = {name: f"{name} {place}" for name in TEXTS}
    return Answer(evidence_url=f"https://example.org/{place}", **texts)


def test_both_texts_are_kept_and_comments_are_marked_by_whose_they_are() -> None:
    answer = settled(
        Answer(evidence="Act 12", responsible="Ministry of Labour", comment="No"),
        Answer(evidence="A report", responsible="Ministry of Justice", comment="Ask again"),
    )
    assert answer == Answer(
        Rating.PARTIAL,
        evidence="Act 12\n\nA report",
        responsible="Ministry of Labour · Ministry of Justice",
        comment="Asha: No\n\nBela: Ask again",
    )


def test_what_a_level_hands_on_names_nobody_who_typed() -> None:
    versions = [Version("Asha", wordy("here")), Version("table.xlsx (row 7)", wordy("there"))]
    answer = settle(versions, Settlement(Rating.ABSENT))
    plans = [
        Version(each.name, FollowUp(note=f"note {place}", responsible=f"body {place}", action=f"action {place}"))
        for each, place in zip(versions, ("here", "there"), strict=True)
    ]
    plan = settle_follow_up(plans, PlanSettlement(FollowUpStatus.STARTED, None, None))
    response = a_response(a_catalogue(), {"INV-01": answer})
    for level in (SharingLevel.PUBLIC, SharingLevel.PARTNERS):
        shared = share(SourcedResponse("", a_catalogue(), response, {"INV-01": plan}), level)
        handed = repr((shared.response, shared.follow_ups))
        assert "law_reference here · law_reference there" in handed, level
        assert not any(name in handed for name in ("Asha", "table.xlsx")), level


def test_a_text_that_goes_on_where_the_other_ends_is_kept_once() -> None:
    assert settled(Answer(action="Draft"), Answer(action="Draft a law")).action == "Draft a law"
    assert settled(Answer(action="Draft"), Answer(action="Draft")).action == "Draft"


def test_those_who_say_the_same_are_named_together() -> None:
    said = {"a": "x", "b": "y", "c": "x"}
    versions = [Version(name, Answer(comment=text, law_reference=text)) for name, text in said.items()]
    answer = settle(versions, Settlement(None))
    assert (answer.comment, answer.law_reference) == ("a, c: x\n\nb: y", "x · y")


def test_what_is_no_text_is_that_of_the_version_so_rated() -> None:
    asha = Answer(Rating.ABSENT, measures=(), evidence_url="https://asha.example")
    bela = Answer(Rating.PARTIAL, measures=("INV-01.1",))
    assert settled(asha, bela, Rating.PARTIAL).measures == ("INV-01.1",)
    assert settled(asha, bela, Rating.ABSENT).measures == ()
    assert settled(asha, bela, Rating.PARTIAL).evidence_url == "https://asha.example"


def test_the_link_that_finds_no_place_is_kept_in_the_evidence() -> None:
    asha, bela = Answer(evidence_url="https://asha.example"), Answer(evidence_url="https://bela.example")
    answer = settled(asha, bela)
    assert (answer.evidence_url, answer.evidence) == ("https://asha.example", "https://bela.example")


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
        responsible="Parliament · Cabinet",
        action="Draft a law",
        target_date=dt.date(2027, 6, 30),
    )


def test_texts_of_a_follow_up_that_are_too_long_together_are_refused() -> None:
    with pytest.raises(FollowUpRefused, match="longer than"):
        settled_plan(FollowUp(note="a" * TEXT_LIMIT), FollowUp(note="b"))
