"""A whole workshop from one server to another: exported without secrets and unseen ballots, imported as a new one."""

from __future__ import annotations

from dataclasses import dataclass

from assessment.catalogues import FindCatalogue
from assessment.domain.follow_up import FollowUp
from assessment.domain.model import Response
from assessment.domain.permissions import Action
from assessment.domain.workshop.archive import (
    ArchivedAgreement,
    ArchivedBallot,
    ArchivedEvent,
    ArchivedPlace,
    ArchivedReveal,
    ArchivedSeat,
    WorkshopArchive,
)
from assessment.domain.workshop.stages import Stage, unrevealed_vote
from assessment.i18n import gettext as _
from assessment.interchange.workshop_reader import read_workshop
from assessment.services.access import Access
from assessment.services.importing import here_or_kept
from assessment.services.workshops.codes import new_join_code
from assessment.services.workshops.facilitation import Facilitation
from assessment.storage import (
    AssessmentUnknown,
    MovedMeanwhile,
    Repository,
    RevealedBallot,
    Seat,
    Workshop,
    WorkshopInProgress,
)


@dataclass(frozen=True, slots=True)
class ImportedWorkshop:
    """A workshop that was imported."""

    id: str
    was_here: bool
    """Whether the same workshop was here already; then there are two of them now."""


def import_workshop(
    content: bytes,
    file: str,
    access: Access,
    repository: Repository,
    find_catalogue: FindCatalogue,
    *,
    language: str = "en",
) -> ImportedWorkshop:
    """Import a workshop from a file's bytes and name, all or nothing, as a new one that belongs to the importer's
    organisation.

    Raises VisitEnded, NotAllowed, FileRefused with every problem of the file, and StorageError.
    """
    grant = access.require(Action.LEAD)
    access.require(Action.CREATE)
    archive = read_workshop(content, file, here_or_kept(find_catalogue, access.catalogue))
    owner = grant.scope.organisation or ""
    workshop_id, was_here = repository.workshops.import_workshop(
        archive, new_join_code(), author=grant.person, owner=owner, language=language
    )
    return ImportedWorkshop(workshop_id, was_here)


def archive_workshop(access: Access, repository: Repository, workshop_id: str) -> WorkshopArchive:
    """Everything of a workshop that may leave it.

    Raises VisitEnded, NotAllowed, WorkshopUnknown; WorkshopInProgress while a ballot would be lost or seen too early;
    MovedMeanwhile if it is moved on just then.
    """
    access.require_workshop(Action.EXPORT, workshop_id)
    facilitation = Facilitation(access, repository)
    workshop, seats = facilitation.workshop(workshop_id), facilitation.seats(workshop_id)
    _require_seen(workshop)
    is_secret = workshop.plan.anonymous or workshop.forgotten is not None
    ballots = [] if is_secret else facilitation.revealed_ballots(workshop_id)
    outcome = facilitation.outcome(workshop_id)
    response, follow_ups = _response(access, workshop)
    archive = WorkshopArchive(
        origin=workshop.id,
        plan=workshop.plan,
        catalogue=workshop.catalogue,
        heads=workshop.heads,
        created=workshop.created,
        author=workshop.author,
        finished=workshop.finished,
        forgotten=workshop.forgotten,
        places={
            each: ArchivedPlace(place.stage, place.revision, place.changed) for each, place in workshop.places.items()
        },
        seats=_seats(seats),
        reveals=_reveals(facilitation, workshop_id, seats, ballots),
        agreements={
            each: tuple(ArchivedAgreement(one.agreed, one.at, one.author) for one in found)
            for each, found in facilitation.agreements(workshop_id).items()
        },
        changed_after={each.recommendation.id for each in outcome.outcomes if each.is_changed},
        events=tuple(
            ArchivedEvent(event.at, event.author, event.kind, event.recommendation, event.note)
            for event in facilitation.events(workshop_id)
        ),
        response=response,
        follow_ups=follow_ups,
    )
    if facilitation.workshop(workshop_id).version != workshop.version:
        raise MovedMeanwhile
    return archive


def _require_seen(workshop: Workshop) -> None:
    stages = [place.stage for place in workshop.places.values()]
    if any(unrevealed_vote(stage) for stage in stages):
        raise WorkshopInProgress(
            _("A vote is still open, or closed and not revealed. Reveal it first; then export the workshop.")
        )
    if workshop.plan.anonymous and workshop.finished is None and set(stages) != {Stage.NOT_OPENED}:
        raise WorkshopInProgress(
            _("People have voted, and the workshop is anonymous. Finish it first; then export it without ballots.")
        )


def _seats(seats: list[Seat]) -> tuple[ArchivedSeat, ...]:
    numbers = {seat.participant.id: seat.number for seat in seats}
    return tuple(
        ArchivedSeat(
            number=seat.number,
            voice=seat.participant.voice,
            table=seat.participant.table,
            name=seat.participant.name,
            on_paper=seat.on_paper,
            joined=seat.joined,
            left=seat.left,
            merged_into=None if seat.merged_into is None else numbers[seat.merged_into],
        )
        for seat in seats
    )


def _reveals(
    facilitation: Facilitation, workshop_id: str, seats: list[Seat], ballots: list[RevealedBallot]
) -> dict[str, tuple[ArchivedReveal, ...]]:
    numbers = {seat.participant.id: seat.number for seat in seats}
    in_force: dict[tuple[str, int], list[ArchivedBallot]] = {}
    for ballot in sorted(ballots, key=lambda one: numbers[one.participant]):
        in_force.setdefault((ballot.recommendation, ballot.reveal), []).append(
            ArchivedBallot(numbers[ballot.participant], ballot.revision, ballot.rating, ballot.remark, ballot.on_paper)
        )
    return {
        each: tuple(
            ArchivedReveal(one.vote, one.at, one.shown, tuple(in_force.get((each, place), ())))
            for place, one in enumerate(found, start=1)
        )
        for each, found in facilitation.reveals(workshop_id).items()
    }


def _response(access: Access, workshop: Workshop) -> tuple[Response | None, dict[str, FollowUp]]:
    """The agreed response, and what is saved of its plan."""
    if workshop.assessment_id is None:
        return None, {}
    try:
        response = access.assessment(workshop.assessment_id).response
        saved = access.saved_follow_ups(workshop.assessment_id)
    except AssessmentUnknown:
        return None, {}
    return response, {item: saved[item] for item in workshop.catalogue.by_id if item in saved}
