"""Whole workshops as they are exported, invented by chance."""

from __future__ import annotations

import datetime as dt

from hypothesis import strategies as st

from assessment.domain.model import Answer, Rating, Voice
from assessment.domain.workshop.archive import (
    ArchivedAgreement,
    ArchivedBallot,
    ArchivedEvent,
    ArchivedPlace,
    ArchivedReveal,
    ArchivedSeat,
    WorkshopArchive,
)
from assessment.domain.workshop.consensus import tally_ballots, tally_parts
from assessment.domain.workshop.disclosure import Figures
from assessment.domain.workshop.events import WorkshopEventKind
from assessment.domain.workshop.model import AgreedRating, Ballot
from assessment.domain.workshop.stages import Stage
from tests.support.cases import follow_ups
from tests.support.catalogues import a_catalogue
from tests.support.room import TWO_VOICES, a_plan

CATALOGUE = a_catalogue()
ITEM = "INV-01"
WHEN = dt.datetime(2026, 11, 24, 14, 2, 11, tzinfo=dt.UTC)
_TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
_NAMES = st.text("abcdefgh =+@'\"<>&éعا", max_size=20).map(str.strip)
_BALLOT_PEOPLE = st.lists(st.tuples(st.sampled_from(Rating), _TEXTS, st.booleans()), min_size=1, max_size=6)


@st.composite
def archives(draw: st.DrawFn) -> WorkshopArchive:
    """A named workshop in which one recommendation was voted on once and agreed."""
    given = draw(_BALLOT_PEOPLE)
    seats = tuple(
        ArchivedSeat(number, draw(st.sampled_from(TWO_VOICES)), None, draw(_NAMES) or None, on_paper, WHEN, None, None)
        for number, (_rating, _remark, on_paper) in enumerate(given, start=1)
    )
    reason, dissent = draw(_TEXTS), draw(_TEXTS)
    agreed = AgreedRating(draw(st.sampled_from([Rating.PARTIAL, Rating.ABSENT])), reason, dissent)
    plan = a_plan(CATALOGUE, country="XAA", title=draw(_NAMES) or "Boruna")
    answers = {ITEM: Answer(rating=agreed.rating, reason=reason, comment=dissent)}
    response = draw(st.none() | st.just(plan.agreed_response(CATALOGUE).with_answers(answers)))
    return WorkshopArchive(
        origin="w1",
        plan=plan,
        catalogue=CATALOGUE,
        heads=draw(st.none() | st.integers(0, 10_000)),
        created=WHEN,
        author=draw(_NAMES),
        finished=draw(st.none() | st.just(WHEN)),
        forgotten=None,
        places={
            each: ArchivedPlace(Stage.AGREED_AFTER_FIRST if each == ITEM else Stage.NOT_OPENED, 4, WHEN)
            for each in plan.recommendations
        },
        seats=seats,
        reveals={ITEM: (_reveal(given, [seat.voice for seat in seats]),)},
        agreements={ITEM: (ArchivedAgreement(agreed, WHEN, draw(_NAMES)),)},
        changed_after=draw(st.sampled_from([set(), {ITEM}])),
        events=(ArchivedEvent(WHEN, draw(_NAMES), WorkshopEventKind.AGREED, ITEM, ""),),
        response=response,
        follow_ups=draw(st.dictionaries(st.sampled_from([*CATALOGUE.by_id]), follow_ups, max_size=2))
        if response
        else {},
    )


def _reveal(given: list[tuple[Rating, str, bool]], voices: list[Voice | None]) -> ArchivedReveal:
    ballots = [
        Ballot(str(number), ITEM, 1, rating, remark) for number, (rating, remark, _paper) in enumerate(given, start=1)
    ]
    parts = {str(number): voice or "" for number, voice in enumerate(voices, start=1)}
    figures = Figures(
        vote=1,
        together=tally_ballots(ballots),
        parts=tally_parts(ballots, parts),
        others=None,
        remarks=tuple(sorted(remark for _rating, remark, _paper in given if remark)),
        moved=None,
    )
    archived = tuple(
        ArchivedBallot(number, 1, rating, remark, paper)
        for number, (rating, remark, paper) in enumerate(given, start=1)
    )
    return ArchivedReveal(1, WHEN, figures, archived)
