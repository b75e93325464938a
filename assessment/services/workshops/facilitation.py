"""What facilitators do with workshops, and what is seen of them: the gate's part for workshops.

Nothing here shows a ballot before it is revealed, or who voted what in an anonymous workshop.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from assessment.domain.model import EMPTY_ANSWER, Assessment, Catalogue, Rating
from assessment.domain.permissions import Action
from assessment.domain.workshop.model import (
    FIRST_VOTE,
    SECOND_VOTE,
    AgreedRating,
    Participant,
    Remark,
    RemarkState,
    Wifi,
)
from assessment.domain.workshop.outcome import Happening, Outcome, WorkshopOutcome
from assessment.domain.workshop.plan import HEADS_LIMIT, PlanRefused, WorkshopPlan
from assessment.domain.workshop.stages import Stage, Step
from assessment.errors import AssessmentError
from assessment.i18n import gettext as _
from assessment.records.errors import AssessmentUnknown
from assessment.records.workshops import (
    Agreement,
    BallotForm,
    Newcomer,
    OwnBallot,
    Place,
    Revealed,
    RevealedBallot,
    Seat,
    Turnout,
    Workshop,
    WorkshopEvent,
    WorkshopEventKind,
    WorkshopListing,
)
from assessment.services.access import Access, is_typed
from assessment.services.workshops.ballot_box import BallotBox, by_itself, new_join_code
from assessment.services.workshops.turnstile import TURNSTILE, Slowing
from assessment.storage.repository import Repository


class TitleMismatch(AssessmentError):
    """The title typed to delete a workshop isn't its title."""

    def __init__(self, title: str) -> None:
        super().__init__(_("Nothing was deleted. To delete this workshop, type its title: {title}").format(title=title))


class BallotsAreSecret(AssessmentError):
    """Who voted what in an anonymous workshop is shown to nobody."""

    def __init__(self) -> None:
        super().__init__(_("This workshop is anonymous: who voted what is shown to nobody."))


class Facilitation:
    """One person's access to workshops. Each method checks anew whether this person may do that, and signs changes.

    Every method raises VisitEnded, NotAllowed, WorkshopUnknown for a workshop out of scope, and what the method of the
    same name of `repository.workshops` raises.
    """

    def __init__(self, access: Access, repository: Repository) -> None:
        self._access = access
        self._repository = repository
        self._workshops = repository.workshops

    def _require(self, action: Action, workshop_id: str) -> str:
        """Raises as the class says; returns the name that signs."""
        return self._access.require_workshop(action, workshop_id).person

    def create(self, catalogue: Catalogue, plan: WorkshopPlan, *, language: str = "en") -> str:
        grant = self._access.require(Action.LEAD)
        owner = grant.scope.organisation or ""
        return self._workshops.create(
            catalogue, plan, new_join_code(), author=grant.person, owner=owner, language=language
        )

    def listings(self) -> list[WorkshopListing]:
        return self._workshops.listings(self._access.require(Action.READ).scope)

    def workshop(self, workshop_id: str) -> Workshop:
        self._require(Action.READ, workshop_id)
        return self._workshops.workshop(workshop_id)

    def pulse(self, workshop_id: str) -> tuple[int, int]:
        self._require(Action.READ, workshop_id)
        return self._workshops.pulse(workshop_id)

    def turnout(self, workshop_id: str, recommendation_id: str, vote: int) -> Turnout:
        self._require(Action.READ, workshop_id)
        return self._workshops.turnout(workshop_id, recommendation_id, vote)

    def reveals(self, workshop_id: str) -> dict[str, tuple[Revealed, ...]]:
        self._require(Action.READ, workshop_id)
        return self._workshops.reveals(workshop_id)

    def agreements(self, workshop_id: str) -> dict[str, tuple[Agreement, ...]]:
        self._require(Action.READ, workshop_id)
        return self._workshops.agreements(workshop_id)

    def room_of(self, assessment_id: str) -> Workshop | None:
        """The running workshop whose agreed response this is, for who takes notes in it; None if there is none."""
        self._access.require(Action.MODERATE, [assessment_id])
        workshop_id = self._workshops.of_assessment(assessment_id)
        workshop = None if workshop_id is None else self._workshops.workshop(workshop_id)
        return None if workshop is None or workshop.finished is not None else workshop

    def remarks(self, workshop_id: str) -> list[Remark]:
        """The remarks of votes that were revealed, those that the room doesn't see among them."""
        self._require(Action.MODERATE, workshop_id)
        return self._workshops.remarks(workshop_id)

    def moderate(self, workshop_id: str, found: Sequence[Remark], state: RemarkState) -> None:
        author = self._require(Action.MODERATE, workshop_id)
        self._workshops.moderate(workshop_id, found, state, author=author)

    def seats(self, workshop_id: str) -> list[Seat]:
        self._require(Action.LEAD, workshop_id)
        return self._workshops.seats(workshop_id)

    def change_plan(self, workshop_id: str, plan: WorkshopPlan, *, seen: WorkshopPlan) -> None:
        self._workshops.change_plan(workshop_id, plan, seen=seen, author=self._require(Action.LEAD, workshop_id))

    def set_days(self, workshop_id: str, days: Sequence[dt.date]) -> None:
        self._workshops.set_days(workshop_id, days, author=self._require(Action.LEAD, workshop_id))

    def change_agenda(
        self, workshop_id: str, recommendations: Sequence[str], minutes: Mapping[str, int], *, seen: WorkshopPlan
    ) -> None:
        author = self._require(Action.LEAD, workshop_id)
        self._workshops.change_agenda(workshop_id, recommendations, minutes, seen=seen, author=author)

    def set_door(self, workshop_id: str, *, is_open: bool) -> None:
        self._workshops.set_door(workshop_id, is_open=is_open, author=self._require(Action.LEAD, workshop_id))

    def renew_code(self, workshop_id: str) -> None:
        """Give a workshop another join code, so that the old one lets nobody in."""
        self._require(Action.LEAD, workshop_id)
        self._workshops.set_code(workshop_id, new_join_code())

    def set_heads(self, workshop_id: str, heads: int | None) -> None:
        """Raises PlanRefused for a number that can't be."""
        self._require(Action.LEAD, workshop_id)
        if heads is not None and not 0 <= heads <= HEADS_LIMIT:
            raise PlanRefused(_("Write how many people are in the room, up to {limit}.").format(limit=HEADS_LIMIT))
        self._workshops.set_heads(workshop_id, heads)

    def set_wifi(self, workshop_id: str, wifi: Wifi | None) -> None:
        self._require(Action.LEAD, workshop_id)
        self._workshops.set_wifi(workshop_id, wifi)

    def set_clock(self, workshop_id: str, ends: dt.datetime | None) -> None:
        self._require(Action.LEAD, workshop_id)
        self._workshops.set_clock(workshop_id, ends)

    def go_to(self, workshop_id: str, recommendation_id: str | None) -> None:
        self._require(Action.LEAD, workshop_id)
        self._workshops.go_to(workshop_id, recommendation_id)

    def step(self, workshop_id: str, recommendation_id: str, step: Step, *, seen: Place | None = None) -> Stage:
        author = self._require(Action.LEAD, workshop_id)
        return self._workshops.step(workshop_id, recommendation_id, step, author=author, seen=seen)

    def agree(
        self,
        workshop_id: str,
        recommendation_id: str,
        agreed: AgreedRating,
        *,
        seen: Place | None = None,
    ) -> Stage:
        author = self._require(Action.LEAD, workshop_id)
        return self._workshops.agree(workshop_id, recommendation_id, agreed, author=author, seen=seen)

    def count_missing(self, workshop_id: str, recommendation_id: str, vote: int) -> int:
        """How many are there and haven't voted."""
        self._require(Action.LEAD, workshop_id)
        return len(BallotBox(self._repository).waited_for(workshop_id, recommendation_id, vote))

    def not_voted(self, workshop_id: str, recommendation_id: str, vote: int) -> list[Seat]:
        """Who takes part and hasn't voted. Raises BallotsAreSecret."""
        self._require(Action.LEAD, workshop_id)
        if self._workshops.workshop(workshop_id).plan.anonymous:
            raise BallotsAreSecret
        voters = self._workshops.voters(workshop_id, recommendation_id, vote)
        return [each for each in self._present(workshop_id) if each.participant.id not in voters]

    def typed_in(self, workshop_id: str, recommendation_id: str, vote: int) -> list[Seat]:
        """Whose vote was typed in from paper, without what it says."""
        self._require(Action.LEAD, workshop_id)
        voters = self._workshops.voters(workshop_id, recommendation_id, vote, on_paper=True)
        return [each for each in self._present(workshop_id) if each.participant.id in voters]

    def _present(self, workshop_id: str) -> list[Seat]:
        return [seat for seat in self._workshops.seats(workshop_id) if seat.left is None]

    def add_on_paper(self, workshop_id: str, newcomer: Newcomer) -> Participant:
        return self._workshops.add_on_paper(workshop_id, newcomer, author=self._require(Action.LEAD, workshop_id))

    def cast_for(
        self,
        workshop_id: str,
        participant_id: str,
        recommendation_id: str,
        vote: int,
        rating: Rating | None,
        remark: str = "",
    ) -> OwnBallot:
        """Type a ballot in from paper, in place of the participant's last; without a rating, withdraw it."""
        self._require(Action.LEAD, workshop_id)
        own = self._workshops.own_ballots(workshop_id, [participant_id])[participant_id]
        standing = own.get((recommendation_id, vote))
        form = BallotForm(recommendation_id, vote, rating, remark, 0 if standing is None else standing.revision)
        return self._workshops.cast_for(workshop_id, participant_id, form)

    def remove(self, workshop_id: str, participant_id: str) -> None:
        self._workshops.remove(workshop_id, participant_id, author=self._require(Action.LEAD, workshop_id))

    def remove_since(self, workshop_id: str, since: dt.datetime) -> int:
        return self._workshops.remove_since(workshop_id, since, author=self._require(Action.LEAD, workshop_id))

    def slowing(self, workshop_id: str) -> Slowing | None:
        """Whether somebody waits at the door because many have joined, and how many that were."""
        self._require(Action.READ, workshop_id)
        return TURNSTILE.slowing(workshop_id)

    def let_more_in(self, workshop_id: str) -> None:
        """Let as many join at once as at the beginning."""
        self._require(Action.LEAD, workshop_id)
        TURNSTILE.give_more(workshop_id)

    def merge(self, workshop_id: str, participant_id: str, into: str) -> None:
        self._workshops.merge(workshop_id, participant_id, into, author=self._require(Action.LEAD, workshop_id))

    def finish(self, workshop_id: str) -> None:
        self._workshops.finish(workshop_id, author=self._require(Action.LEAD, workshop_id))

    def delete(self, workshop_id: str, title: str) -> None:
        """Delete a workshop for good, whose title the person has typed. Raises TitleMismatch."""
        self._require(Action.LEAD, workshop_id)
        expected = self._workshops.workshop(workshop_id).plan.title
        if not is_typed(title, expected):
            raise TitleMismatch(expected)
        self._workshops.delete(workshop_id)

    def revealed_ballots(self, workshop_id: str) -> list[RevealedBallot]:
        """Who voted what, as it was revealed. Raises BallotsAreSecret."""
        self._require(Action.LEAD, workshop_id)
        if self._workshops.workshop(workshop_id).plan.anonymous:
            raise BallotsAreSecret
        return self._workshops.revealed_ballots(workshop_id)

    def outcome(self, workshop_id: str) -> WorkshopOutcome:
        """What a workshop came to until now."""
        self._require(Action.READ, workshop_id)
        return self._outcome(workshop_id)

    def outcome_of(self, assessment_id: str) -> WorkshopOutcome | None:
        """What the workshop came to whose agreed response this is; None if it is none's."""
        self._access.require(Action.READ, [assessment_id])
        workshop_id = self._workshops.of_assessment(assessment_id)
        return None if workshop_id is None else self._outcome(workshop_id)

    def _outcome(self, workshop_id: str) -> WorkshopOutcome:
        workshop = self._workshops.workshop(workshop_id)
        reveals, agreements = self._workshops.reveals(workshop_id), self._workshops.agreements(workshop_id)
        agreed_response = self._agreed_response(workshop)
        seats, events = self._workshops.seats(workshop_id), self._workshops.events(workshop_id)
        kept_back = [
            replace(remark, text="")
            for remark in self._workshops.remarks(workshop_id)
            if remark.state in (RemarkState.HIDDEN, RemarkState.REDACTED)
        ]
        done = [event for event in events if event.kind not in _BEFORE]
        return WorkshopOutcome(
            id=workshop.id,
            plan=workshop.plan,
            catalogue=workshop.catalogue,
            outcomes=tuple(
                _outcome(
                    workshop,
                    each,
                    reveals.get(each, ()),
                    agreements.get(each, ()),
                    events,
                    [remark for remark in kept_back if remark.recommendation == each],
                    agreed_response,
                )
                for each in workshop.catalogue.by_id
                if each in workshop.places
            ),
            participants=Counter(seat.participant.part(workshop.plan.breakdown) for seat in seats if seat.left is None),
            heads=workshop.heads,
            created=workshop.created,
            finished=workshop.finished,
            times=tuple(event.at for event in done),
            facilitators=tuple(dict.fromkeys(each.author for each in done if each.author not in ("", by_itself()))),
        )

    def _agreed_response(self, workshop: Workshop) -> Assessment | None:
        try:
            return None if workshop.assessment_id is None else self._repository.assessment(workshop.assessment_id)
        except AssessmentUnknown:
            return None


def _outcome(
    workshop: Workshop,
    recommendation_id: str,
    revealed: Sequence[Revealed],
    agreements: Sequence[Agreement],
    events: Sequence[WorkshopEvent],
    kept_back: Sequence[Remark],
    agreed_response: Assessment | None,
) -> Outcome:
    stage = workshop.places[recommendation_id].stage
    last = agreements[-1] if agreements else None
    answer, revision = EMPTY_ANSWER, 0
    if agreed_response is not None:
        answer = agreed_response.response.answer(recommendation_id)
        revision = agreed_response.revisions.get(recommendation_id, 0)
    outcome = Outcome(
        recommendation=workshop.catalogue.by_id[recommendation_id],
        stage=stage,
        votes={each.vote: each.shown for each in revealed},
        agreed=None if last is None else last.agreed,
        answer=answer,
        is_changed=False,
        history=tuple(_history(recommendation_id, revealed, agreements, events)),
        kept_back=tuple(each for each in kept_back if _is_last(each, revealed)),
    )
    if last is None or not outcome.is_agreed or revision == last.revision:
        return outcome
    return replace(outcome, is_changed=True)


def _is_last(remark: Remark, revealed: Sequence[Revealed]) -> bool:
    """Whether a remark is of the last reveal of its vote."""
    return remark.reveal == max(number for number, each in enumerate(revealed, start=1) if each.vote == remark.vote)


_BEFORE = {
    WorkshopEventKind.PREPARED,
    WorkshopEventKind.CHANGED,
    WorkshopEventKind.AGENDA_CHANGED,
    WorkshopEventKind.IMPORTED,
}
"""What is done before the room comes together."""
_STEPS = {WorkshopEventKind(step.value) for step in Step}
_TOLD = {
    WorkshopEventKind.SECOND_OPENED: Step.SECOND,
    WorkshopEventKind.REOPENED: Step.REOPEN,
    WorkshopEventKind.PARKED: Step.PARK,
    WorkshopEventKind.TAKEN_UP: Step.TAKE_UP,
}
"""The steps that are told beside reveals and agreed ratings, which are stored with what they say."""


def _not_undone(recommendation_id: str, events: Sequence[WorkshopEvent]) -> list[WorkshopEvent]:
    """The steps of a recommendation without those that were undone, and without undoing."""
    kept: list[WorkshopEvent] = []
    for each in events:
        if each.recommendation == recommendation_id and each.kind in _STEPS:
            if each.kind is not WorkshopEventKind.UNDONE:
                kept.append(each)
            elif kept:
                kept.pop()
    return kept


def _history(
    recommendation_id: str,
    revealed: Sequence[Revealed],
    agreements: Sequence[Agreement],
    events: Sequence[WorkshopEvent],
) -> Iterator[Happening]:
    """What happened to a recommendation, in its order, each with the vote at which it then was."""
    happened = [Happening(each.at, Step.REVEAL, each.vote, shown=each.shown) for each in revealed]
    happened += [Happening(each.at, Step.AGREE, FIRST_VOTE, rating=each.agreed.rating) for each in agreements]
    happened += [
        Happening(each.at, _TOLD[each.kind], FIRST_VOTE)
        for each in _not_undone(recommendation_id, events)
        if each.kind in _TOLD
    ]
    vote = FIRST_VOTE
    for each in sorted(happened, key=lambda happening: happening.at):
        vote = SECOND_VOTE if each.step is Step.SECOND else vote
        yield each if each.step is Step.REVEAL else replace(each, vote=vote)
