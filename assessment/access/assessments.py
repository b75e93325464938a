"""Responses as wholes: listed, read, compared, created, described, submitted, deleted."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from assessment.access.gate import Gate
from assessment.access.presence import PRESENCE
from assessment.domain.comparison.compare import ThemeTallies
from assessment.domain.model import Answer, Assessment, Catalogue, Rating, Response, Round, Voice
from assessment.domain.permissions import Action
from assessment.domain.sourced import SourcedResponse
from assessment.errors import AssessmentError
from assessment.i18n import gettext as _
from assessment.labels.formatting import response_name
from assessment.records.assessments import AssessmentListing, AssessmentState, AssessmentSummary, CommonItems, Event
from assessment.records.errors import AssessmentDamaged
from assessment.storage import answers, assessments, follow_ups, tallies, writing
from assessment.storage.transaction import Transaction


class NameMismatch(AssessmentError):
    """The name typed to delete a response is not its name."""

    def __init__(self, name: str) -> None:
        super().__init__(_("Nothing was deleted. To delete this response, type its name: {name}").format(name=name))


def create_assessment(
    gate: Gate, catalogue: Catalogue, response: Response, *, sample: bool = False, language: str = "en"
) -> str:
    with gate.writing(Action.CREATE) as transaction:
        return writing.create_once(transaction, catalogue, response, sample=sample, language=language)


def list_summaries(gate: Gate) -> list[AssessmentSummary]:
    """Every response that isn't deleted, last changed first."""
    with gate.reading(Action.READ) as transaction:
        return assessments.list_summaries(transaction)


def list_deleted(gate: Gate) -> list[AssessmentSummary]:
    """The responses that can be undeleted, last deleted first."""
    with gate.reading(Action.DELETE) as transaction:
        return assessments.list_summaries(transaction, deleted=True)


def list_damaged(gate: Gate) -> list[AssessmentDamaged]:
    """Why responses are missing from these lists."""
    with gate.reading(Action.READ) as transaction:
        return assessments.list_damaged(transaction)


def list_listings(gate: Gate) -> list[AssessmentListing]:
    """Every response that isn't deleted, in no particular order and without figures: fast with thousands."""
    with gate.reading(Action.READ) as transaction:
        return assessments.list_listings(transaction)


def read_assessment(gate: Gate, assessment_id: str) -> Assessment:
    with gate.reading(Action.READ, [assessment_id]) as transaction:
        return assessments.read_assessments(transaction, [assessment_id])[0]


def read_assessments(gate: Gate, ids: Sequence[str]) -> list[Assessment]:
    with gate.reading(Action.READ, ids) as transaction:
        return assessments.read_assessments(transaction, ids)


def read_undamaged(gate: Gate, ids: Sequence[str]) -> tuple[list[Assessment], list[AssessmentDamaged]]:
    with gate.reading(Action.READ, ids) as transaction:
        return assessments.read_undamaged(transaction, ids)


def read_sources(gate: Gate, ids: Sequence[str], action: Action = Action.READ) -> list[SourcedResponse]:
    """Several responses with the follow-ups that somebody has saved."""
    with gate.reading(action, ids) as transaction:
        return [_source(transaction, each) for each in assessments.read_assessments(transaction, ids)]


def read_related_sources(gate: Gate, assessment_id: str) -> list[SourcedResponse]:
    """The same of the other responses of its country and catalogue that can be read, oldest first."""
    with gate.reading(Action.READ, [assessment_id]) as transaction:
        return [_source(transaction, each) for each in assessments.read_related(transaction, assessment_id)]


def gather_sources(
    gate: Gate, ids: Collection[str] | None = None
) -> tuple[list[SourcedResponse], list[AssessmentDamaged]]:
    """The same of all responses, or of those among some ids; and why others can't be read."""
    with gate.reading(Action.READ) as transaction:
        there = dict.fromkeys(each.id for each in assessments.list_listings(transaction))
        wanted = [each for each in (there if ids is None else ids) if each in there]
        sound, damaged = assessments.read_undamaged(transaction, wanted)
        if ids is None or len(wanted) < len(ids):
            damaged += [each for each in assessments.list_damaged(transaction) if each.assessment_id not in there]
        return [_source(transaction, each) for each in sound], damaged


def _source(transaction: Transaction, assessment: Assessment) -> SourcedResponse:
    stored = follow_ups.read_follow_ups(transaction, assessment.id)
    return SourcedResponse.from_assessment(
        assessment,
        {key: each.follow_up for key, each in stored.items()},
        {key: each.revision for key, each in stored.items()},
    )


def count_themes(gate: Gate, ids: Sequence[str], items: Collection[str] | None = None) -> ThemeTallies:
    with gate.reading(Action.READ, ids) as transaction:
        return tallies.count_themes(transaction, ids, items)


def find_common_items(gate: Gate, ids: Sequence[str]) -> CommonItems:
    with gate.reading(Action.READ, ids) as transaction:
        return tallies.find_common_items(transaction, ids)


def read_ratings(
    gate: Gate, ids: Sequence[str], recommendation_ids: Collection[str]
) -> dict[str, dict[str, Rating | None]]:
    with gate.reading(Action.READ, ids) as transaction:
        return tallies.read_ratings(transaction, ids, recommendation_ids)


def read_answers_to(gate: Gate, ids: Sequence[str], recommendation_id: str) -> dict[str, Answer]:
    with gate.reading(Action.READ, ids) as transaction:
        return answers.read_answers_to(transaction, ids, recommendation_id)


def look_at(gate: Gate, assessment_id: str, session: str) -> tuple[AssessmentState, tuple[str, ...]]:
    """The state of a response, and the names of the others who have it open; marks that this session has."""
    with gate.reading(Action.READ, [assessment_id]) as transaction:
        state = assessments.read_state(transaction, assessment_id)
        return state, PRESENCE.mark(assessment_id, session, transaction.person)


def read_state(gate: Gate, assessment_id: str) -> AssessmentState:
    with gate.reading(Action.READ, [assessment_id]) as transaction:
        return assessments.read_state(transaction, assessment_id)


def read_events(gate: Gate, assessment_id: str) -> list[Event]:
    with gate.reading(Action.READ, [assessment_id]) as transaction:
        return assessments.read_events(transaction, assessment_id)


def read_catalogue_of(gate: Gate, assessment_id: str) -> Catalogue:
    with gate.reading(Action.READ, [assessment_id]) as transaction:
        return assessments.read_catalogue_of(transaction, assessment_id)


def find_catalogue(gate: Gate, catalogue_id: str, version: str) -> Catalogue | None:
    """A catalogue that a response answers; None if none is stored, or several of this version differ."""
    with gate.reading(Action.CREATE) as transaction:
        return transaction.catalogues.find_version(transaction.connection, catalogue_id, version)


def update_identity(
    gate: Gate, assessment_id: str, *, voice: Voice, organisation: str, in_round: Round, anonymous: bool
) -> None:
    with gate.writing(Action.DESCRIBE, [assessment_id]) as transaction:
        writing.update_identity(
            transaction,
            assessment_id,
            voice=voice,
            organisation=organisation,
            in_round=in_round,
            anonymous=anonymous,
        )


def submit_assessment(gate: Gate, assessment_id: str) -> None:
    with gate.writing(Action.SUBMIT, [assessment_id]) as transaction:
        writing.submit(transaction, assessment_id)


def reopen_assessment(gate: Gate, assessment_id: str, note: str = "") -> None:
    with gate.writing(Action.REOPEN, [assessment_id]) as transaction:
        writing.reopen(transaction, assessment_id, note)


def delete_assessment(gate: Gate, assessment_id: str, name: str) -> None:
    """Delete a response whose name the person has typed. Raises NameMismatch if that isn't its name."""
    with gate.writing(Action.DELETE, [assessment_id]) as transaction:
        expected = response_name(assessments.read_assessments(transaction, [assessment_id])[0].response)
        if not is_typed(name, expected):
            raise NameMismatch(expected)
        writing.delete_assessment(transaction, assessment_id)


def undelete_assessment(gate: Gate, assessment_id: str) -> None:
    with gate.writing(Action.DELETE, [assessment_id]) as transaction:
        writing.undelete(transaction, assessment_id)


def hand_over(gate: Gate, assessment_id: str, owner: str) -> None:
    with gate.writing(Action.ADMINISTER, [assessment_id]) as transaction:
        writing.hand_over(transaction, assessment_id, owner)


def is_typed(text: str, name: str) -> bool:
    """Whether a text is this name as people can type it: not every keyboard has what may stand between its words."""
    typed, expected = (re.findall(r"\w+", each.casefold()) for each in (text, name))
    return typed == expected
