"""Responses: listed, read, compared, created, answered, described, submitted, imported, deleted.

Every name of this module that takes a gate is a use case: what it needs is said where it is made.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Sequence
from pathlib import Path

from assessment.access.gate import About, Gate, reads, writes
from assessment.access.presence import PRESENCE
from assessment.domain.catalogue import Catalogue
from assessment.domain.merging.merge import ImportPlan
from assessment.domain.permissions import Action
from assessment.domain.response import Assessment
from assessment.domain.sourced import SourcedResponse
from assessment.errors import Problem
from assessment.i18n import gettext as _
from assessment.labels.formatting import response_name
from assessment.records.assessments import AssessmentState, CheckResult, ImportRecord
from assessment.records.audit import Event
from assessment.records.errors import AssessmentDamaged, Refused
from assessment.storage import answers, assessments, audit, follow_ups, imports, tallies, writing
from assessment.storage.audit import record
from assessment.storage.opening import measure
from assessment.storage.transaction import Transaction

RESPONSE, RESPONSES = About.RESPONSE, About.RESPONSES


list_listings = reads(Action.READ)(assessments.list_listings)
list_summaries = reads(Action.READ)(assessments.list_summaries)
list_damaged = reads(Action.READ)(assessments.list_damaged)
read_assessment = reads(Action.READ, RESPONSE)(assessments.read_assessment)
read_assessments = reads(Action.READ, RESPONSES)(assessments.read_assessments)
read_undamaged = reads(Action.READ, RESPONSES)(assessments.read_undamaged)
read_state = reads(Action.READ, RESPONSE)(assessments.read_state)
read_events = reads(Action.READ, RESPONSE)(assessments.read_events)
read_catalogue_of = reads(Action.READ, RESPONSE)(assessments.read_catalogue_of)
create_assessment = writes(Action.CREATE)(writing.create_once)
update_identity = writes(Action.DESCRIBE, RESPONSE)(writing.update_identity)
submit_assessment = writes(Action.SUBMIT, RESPONSE)(writing.submit)
reopen_assessment = writes(Action.REOPEN, RESPONSE)(writing.reopen)
hand_over = writes(Action.ADMINISTER, RESPONSE, event=Event.HANDED_OVER)(writing.hand_over)
list_deleted = reads(Action.DELETE)(assessments.list_deleted)
undelete_assessment = writes(Action.DELETE, RESPONSE, event=Event.RESPONSE_UNDELETED)(writing.undelete)

count_themes = reads(Action.READ, RESPONSES)(tallies.count_themes)
find_common_items = reads(Action.READ, RESPONSES)(tallies.find_common_items)
read_ratings = reads(Action.READ, RESPONSES)(tallies.read_ratings)
read_answers_to = reads(Action.READ, RESPONSES)(answers.read_answers_to)

read_current_answers = reads(Action.READ, RESPONSE)(answers.read_current_answers)
read_history = reads(Action.READ, RESPONSE)(answers.read_history)
read_answer_versions = reads(Action.READ, RESPONSE)(answers.read_answer_versions)
read_answer_sources = reads(Action.READ, RESPONSE)(imports.read_answer_sources)
save_answer = writes(Action.ANSWER, RESPONSE)(answers.save_answer)
read_follow_ups = reads(Action.READ, RESPONSE)(follow_ups.read_follow_ups)
read_follow_up_history = reads(Action.READ, RESPONSE)(follow_ups.read_follow_up_history)
save_follow_ups = writes(Action.ANSWER, RESPONSE)(follow_ups.save_follow_ups)

list_imports = reads(Action.CREATE)(imports.list_imports)
read_imported_submissions = reads(Action.CREATE)(imports.read_imported_submissions)
undo_import = writes(Action.DELETE, event=Event.IMPORT_UNDONE)(imports.undo_import)


def store_import(gate: Gate, plans: Sequence[ImportPlan], *, language: str = "en") -> ImportRecord:
    changed = [plan.assessment_id for plan in plans if plan.assessment_id is not None]
    with gate.writing(Action.CREATE, changed) as transaction:
        made = imports.save_import(transaction, plans, language=language)
        record(transaction, Event.IMPORTED, [made.id, *made.assessment_ids])
        return made


@reads(Action.READ, RESPONSE)
def look_at(transaction: Transaction, assessment_id: str, session: str) -> tuple[AssessmentState, tuple[str, ...]]:
    """The state of a response, and the names of the others who have it open; marks that this session has."""
    state = assessments.read_state(transaction, assessment_id)
    return state, PRESENCE.mark(assessment_id, session, transaction.person)


def read_sources(gate: Gate, ids: Sequence[str], action: Action = Action.READ) -> list[SourcedResponse]:
    """Several responses with the follow-ups that somebody has saved; the audit log has those that are exported."""
    with gate.reading(action, ids) as transaction:
        sources = _sources(transaction, assessments.read_assessments(transaction, ids))
    if action is Action.EXPORT:
        gate.note_export(action, ids)
    return sources


@reads(Action.READ, RESPONSE)
def read_related_sources(transaction: Transaction, assessment_id: str) -> list[SourcedResponse]:
    """The same of the other responses of its country and catalogue that can be read, oldest first."""
    return _sources(transaction, assessments.read_related(transaction, assessment_id))


def gather_sources(
    gate: Gate, ids: Collection[str] | None = None, action: Action = Action.READ
) -> tuple[list[SourcedResponse], list[AssessmentDamaged]]:
    """The same of all responses, or of those among some ids; and why others can't be read."""
    with gate.reading(action) as transaction:
        there = dict.fromkeys(listing.id for listing in assessments.list_listings(transaction))
        wanted = [key for key in (there if ids is None else ids) if key in there]
        sound, damaged = assessments.read_undamaged(transaction, wanted)
        if ids is None or len(wanted) < len(ids):
            damaged += [error for error in assessments.list_damaged(transaction) if error.assessment_id not in there]
        sources = _sources(transaction, sound)
    if action is Action.EXPORT and sources:
        gate.note_export(action, [source.name for source in sources])
    return sources, damaged


def _sources(transaction: Transaction, read: Sequence[Assessment]) -> list[SourcedResponse]:
    stored = {assessment.id: follow_ups.read_follow_ups(transaction, assessment.id) for assessment in read}
    return [
        SourcedResponse.from_assessment(
            assessment,
            {key: version.record for key, version in stored[assessment.id].items()},
            {key: version.revision for key, version in stored[assessment.id].items()},
        )
        for assessment in read
    ]


@reads(Action.CREATE)
def find_catalogue(transaction: Transaction, catalogue_id: str, version: str) -> Catalogue | None:
    """A catalogue that a response answers; None if none is stored, or several of this version differ."""
    return transaction.catalogues.find_version(transaction.connection, catalogue_id, version)


@writes(Action.DELETE, RESPONSE, event=Event.RESPONSE_DELETED)
def delete_assessment(transaction: Transaction, assessment_id: str, name: str) -> None:
    """Delete a response whose name the person has typed. Raises Refused if that isn't its name."""
    require_typed(name, response_name(assessments.read_assessment(transaction, assessment_id).response))
    writing.delete_assessment(transaction, assessment_id)


def require_typed(text: str, name: str) -> None:
    """Raise Refused unless a text is the name of what is deleted, as people can type it: not every keyboard has what
    may stand between its words."""
    typed, expected = (re.findall(r"\w+", words.casefold()) for words in (text, name))
    if typed != expected:
        raise Refused(_("Nothing was deleted. To delete it, type its name: {name}").format(name=name))


def check_stored_data(gate: Gate) -> CheckResult:
    return gate.administering().check()


def write_backup(gate: Gate, path: Path) -> tuple[Problem, ...]:
    """Write everything to a new file; the log of what is backed up has this too, but not that of the backup."""
    problems = gate.administering().backup(path)
    with gate.writing(Action.ADMINISTER) as transaction:
        record(transaction, Event.BACKED_UP)
    return problems


def restore_stored_data(gate: Gate, path: Path) -> Path:
    return gate.administering().restore(path, gate.grant())


read_log = reads(Action.ADMINISTER)(audit.read_log)
read_newest_entries = reads(Action.ADMINISTER)(audit.read_newest)
measure_storage = reads(Action.ADMINISTER)(measure)


@reads(Action.ADMINISTER)
def find_last_backup(transaction: Transaction) -> dt.datetime | None:
    return audit.find_last(transaction, Event.BACKED_UP)
