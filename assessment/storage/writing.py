"""Changes assessments as a whole: creates, submits, describes, deletes them, each with an event."""

from __future__ import annotations

import dataclasses
import datetime as dt

from sqlalchemy import delete, insert, update

from assessment.domain.catalogue import Catalogue
from assessment.domain.merging.matching import Described, are_twins
from assessment.domain.response import Response, Round, Status, Voice
from assessment.errors import TextRefused
from assessment.i18n import gettext as _
from assessment.parsing.limits import PASSAGE_LIMIT, check_name, length_problem
from assessment.records.assessments import AssessmentListing, EventKind
from assessment.records.audit import Event
from assessment.records.errors import AssessmentAlreadyBegun, AssessmentSubmitted, Refused
from assessment.storage.answers import append_versions, check_answer
from assessment.storage.assessments import find_row, list_listings, read_revisions
from assessment.storage.audit import record
from assessment.storage.tables import assessments, events
from assessment.storage.transaction import Transaction, new_id, now


def create_once(
    transaction: Transaction, catalogue: Catalogue, response: Response, *, sample: bool = False, language: str = "en"
) -> str:
    """Store a response as a new assessment, but never a second one that people couldn't tell apart.

    Returns the one that is there instead if it is sample data, or has no answers: two clicks or windows began it.
    Raises AssessmentAlreadyBegun for another, and what `create_assessment` raises.
    """
    transaction.lock_creation()
    for twin in _find_twins(transaction, response, sample=sample, owner=transaction.owner):
        if sample or _is_just_begun(transaction, twin, catalogue, response):
            return twin.id
        raise AssessmentAlreadyBegun(twin)
    return create_assessment(transaction, catalogue, response, at=now(), sample=sample, language=language)


def _is_just_begun(transaction: Transaction, twin: AssessmentListing, catalogue: Catalogue, response: Response) -> bool:
    """Whether it is the response that would be created, still without answers."""
    begun = (twin.catalogue_hash, twin.anonymous, twin.status) == (catalogue.hash, response.anonymous, Status.DRAFT)
    return begun and not read_revisions(transaction, twin.id)


def create_assessment(
    transaction: Transaction,
    catalogue: Catalogue,
    response: Response,
    *,
    at: dt.datetime,
    sample: bool = False,
    language: str = "en",
) -> str:
    """Store a response as a new assessment, with its answers as first versions; returns its id.

    The id can't be guessed; it starts with a letter and has only letters and digits. Raises Refused,
    RecommendationUnknown or AnswerRefused if the response doesn't answer the catalogue, TextRefused for its names.
    """
    if (response.catalogue_id, response.catalogue_version) != (catalogue.id, catalogue.version):
        words = _("The response answers the catalogue {named}, not {given}.")
        raise Refused(
            words.format(
                named=f"{response.catalogue_id} {response.catalogue_version}",
                given=f"{catalogue.id} {catalogue.version}",
            )
        )
    for name in (response.organisation, response.round.label, transaction.owner):
        check_name(name)
    answers = {
        recommendation_id: check_answer(answer, catalogue, recommendation_id)
        for recommendation_id, answer in response.answers.items()
        if not answer.is_empty
    }
    for answer in answers.values():
        answer.check_bounds()
    assessment_id = new_id("a")
    transaction.catalogues.save(transaction.connection, catalogue)
    transaction.execute(
        insert(assessments).values(
            id=assessment_id,
            catalogue_hash=catalogue.hash,
            country=response.country,
            voice=response.voice,
            organisation=response.organisation,
            round_label=response.round.label,
            round_date=response.round.date,
            anonymous=response.anonymous,
            language=language,
            sample=sample,
            status=Status.DRAFT,
            created=at,
            changed=at,
            owner=transaction.owner,
            asked=None if response.asked is None else tuple(sorted(response.asked)),
        )
    )
    append_versions(transaction, assessment_id, answers, {}, at=at)
    record_event(transaction, assessment_id, EventKind.CREATED, at=at)
    return assessment_id


def update_assessment(
    transaction: Transaction, assessment_id: str, kind: EventKind, *, note: str = "", **values: object
) -> None:
    """Change columns of an assessment, and record the event."""
    at = now()
    transaction.execute(update(assessments).where(assessments.c.id == assessment_id).values(changed=at, **values))
    record_event(transaction, assessment_id, kind, at=at, note=note)


def record_event(
    transaction: Transaction, assessment_id: str, kind: EventKind, *, at: dt.datetime, note: str = ""
) -> None:
    """Add an event of an assessment as a whole."""
    transaction.execute(
        insert(events).values(assessment_id=assessment_id, at=at, author=transaction.person, kind=kind, note=note)
    )


def _find_twins(transaction: Transaction, response: Described, *, sample: bool, owner: str) -> list[AssessmentListing]:
    """The assessments of this owner that people can't tell from a response, of samples only the samples."""
    # Compared here and not in SQL, since names are stored as JSON.
    return [
        listing
        for listing in list_listings(transaction)
        if (listing.sample, listing.owner) == (sample, owner) and are_twins(listing, response)
    ]


def _refuse_new_twin(
    transaction: Transaction, assessment_id: str, *, voice: Voice, organisation: str, in_round: Round
) -> None:
    """Raise AssessmentAlreadyBegun if an assessment with these details couldn't be told from another one.

    One that couldn't be told from it before is no reason to refuse.
    """
    before = next((listing for listing in list_listings(transaction) if listing.id == assessment_id), None)
    if before is None:
        return
    after = dataclasses.replace(before, voice=voice, organisation=organisation, round=in_round)
    if not are_twins(before, after):
        for twin in _find_twins(transaction, after, sample=before.sample, owner=before.owner):
            raise AssessmentAlreadyBegun(twin)


def submit(transaction: Transaction, assessment_id: str) -> None:
    """Lock an assessment. One that is already submitted stays as it is."""
    if find_row(transaction, assessment_id, lock=True).status != Status.SUBMITTED:
        update_assessment(transaction, assessment_id, EventKind.SUBMITTED, status=Status.SUBMITTED)


def reopen(transaction: Transaction, assessment_id: str, note: str = "") -> None:
    """Unlock an assessment. One that isn't submitted stays as it is. Raises TextRefused if the note is too long."""
    if wrong := length_problem(note, PASSAGE_LIMIT):
        raise TextRefused(" ".join(wrong))
    if find_row(transaction, assessment_id, lock=True).status != Status.DRAFT:
        update_assessment(transaction, assessment_id, EventKind.REOPENED, note=note, status=Status.DRAFT)


def update_identity(
    transaction: Transaction,
    assessment_id: str,
    *,
    voice: Voice,
    organisation: str,
    in_round: Round,
    anonymous: bool,
) -> None:
    """Change who answers, and the round. Raises AssessmentSubmitted, TextRefused, AssessmentAlreadyBegun.

    The event names the changed fields without the old values: a response made anonymous should not keep the name.
    """
    wanted = {
        "voice": voice,
        "organisation": organisation,
        "round_label": in_round.label,
        "round_date": in_round.date,
        "anonymous": anonymous,
    }
    transaction.lock_creation()
    row = find_row(transaction, assessment_id, lock=True)
    changed = {name: value for name, value in wanted.items() if row._mapping[name] != value}
    if not changed:
        return
    if row.status == Status.SUBMITTED:
        raise AssessmentSubmitted
    for name in ("organisation", "round_label"):
        check_name(str(changed.get(name, "")))
    _refuse_new_twin(transaction, assessment_id, voice=voice, organisation=organisation, in_round=in_round)
    if "organisation" in changed:
        transaction.note_erasure()
    update_assessment(transaction, assessment_id, EventKind.IDENTITY_CHANGED, note=", ".join(changed), **changed)


def hand_over(transaction: Transaction, assessment_id: str, owner: str) -> bool:
    """Let the facilitators of an organisation work with an assessment; only administrators if it is empty. Returns
    whether that is new.

    Raises TextRefused.
    """
    check_name(owner)
    if find_row(transaction, assessment_id, lock=True).owner == owner:
        return False
    update_assessment(transaction, assessment_id, EventKind.HANDED_OVER, note=owner, owner=owner)
    return True


def delete_assessment(transaction: Transaction, assessment_id: str) -> None:
    """Hide an assessment; `undelete` restores it until `purge_assessments` removes it."""
    if find_row(transaction, assessment_id, lock=True, deleted_too=True).deleted is None:
        update_assessment(transaction, assessment_id, EventKind.DELETED, deleted=now())


def undelete(transaction: Transaction, assessment_id: str) -> bool:
    """Restore a deleted assessment; returns whether it was deleted."""
    if find_row(transaction, assessment_id, lock=True, deleted_too=True).deleted is None:
        return False
    update_assessment(transaction, assessment_id, EventKind.UNDELETED, deleted=None)
    return True


def purge_assessments(transaction: Transaction, before: dt.datetime) -> list[str]:
    """Remove for good what was deleted before a time, with its history; returns the ids of these assessments."""
    erasing = delete(assessments).where(assessments.c.deleted < before).returning(assessments.c.id)
    removed = sorted(transaction.execute(erasing).scalars())
    if removed:
        transaction.note_erasure()
        record(transaction, Event.RESPONSES_ERASED, removed)
    return removed
