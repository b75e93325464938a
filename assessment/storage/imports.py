"""Imports: changes to many assessments at once, all or nothing, and undone as one step."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence

from sqlalchemy import Select, Table, and_, delete, func, insert, not_, select, update

from assessment.domain.answer import EMPTY_ANSWER, Answer
from assessment.domain.merging.imported_response import ImportedResponse, ImportedSubmission
from assessment.domain.merging.matching import match_files
from assessment.domain.merging.merge import ImportPlan
from assessment.domain.permissions import Scope
from assessment.domain.response import Status
from assessment.domain.sourced import SourcedResponse
from assessment.i18n import gettext as _
from assessment.parsing.message_text import abbreviated_list, printable, truncated
from assessment.records.assessments import EventKind, ImportRecord
from assessment.records.errors import (
    AssessmentDamaged,
    AssessmentSubmitted,
    AssessmentUnknown,
    ImportOutdated,
    Refused,
    unreadable,
)
from assessment.storage.answers import append_versions, check_answer
from assessment.storage.assessments import (
    batched_ids,
    damaged_answers,
    find_row,
    list_listings,
    read_revisions,
    read_undamaged,
    within,
)
from assessment.storage.column_types import AnyRow, damaged_columns
from assessment.storage.follow_ups import changed_since, import_follow_ups, undo_follow_ups
from assessment.storage.tables import (
    answers,
    assessments,
    changes,
    follow_ups,
    imported,
    imported_answers,
    imports,
    submissions,
)
from assessment.storage.transaction import Transaction, matching, new_id, now
from assessment.storage.writing import create_assessment, record_event


def save_import(transaction: Transaction, intakes: Sequence[ImportPlan], *, language: str = "en") -> ImportRecord:
    """Store the changes of files to these responses, as one import; new ones belong to the owner.

    Raises ImportOutdated if an answer is no longer the expected one, a submission was imported meanwhile, or a response
    was created to which the files belong; AssessmentUnknown, AssessmentSubmitted, Refused,
    RecommendationUnknown, AnswerRefused.
    """
    transaction.lock_creation()
    making = [incoming for intake in intakes for incoming in intake.files_for_new_response]
    _refuse_made(transaction, making)
    at, import_id = now(), new_id("i")
    files = tuple(dict.fromkeys(file for intake in intakes for file in intake.files))
    _refuse_taken(transaction, [state for intake in intakes for state in intake.submissions])
    transaction.execute(insert(imports).values(id=import_id, at=at, author=transaction.person, files=files))
    ids = []
    # Rows are always locked in the same order, to avoid deadlocks.
    for intake in sorted(intakes, key=lambda intake: intake.assessment_id or ""):
        if intake.assessment_id is None:
            assessment_id = create_assessment(transaction, intake.catalogue, intake.response, at=at, language=language)
            revisions: dict[str, int] = {}
        else:
            assessment_id = intake.assessment_id
            revisions = _change(transaction, assessment_id, intake, at=at)
        ids.append(assessment_id)
        import_follow_ups(transaction, assessment_id, intake, at=at, import_id=import_id)
        _remember(transaction, import_id, assessment_id, intake, revisions)
        note = ", ".join(intake.files)
        record_event(transaction, assessment_id, EventKind.IMPORTED, at=at, note=note)
    written = sum(len(intake.answers) for intake in intakes)
    planned = sum(len(intake.follow_ups) for intake in intakes)
    return ImportRecord(
        import_id, at, transaction.person, files, tuple(sorted(ids)), written, undone=None, follow_ups=planned
    )


def _refuse_made(transaction: Transaction, making: Sequence[ImportedResponse]) -> None:
    """Refuse to create a response that another window has created meanwhile, perhaps from the same files."""
    wanted = {(incoming.response.country, incoming.response.voice, incoming.catalogue.hash) for incoming in making}
    if not wanted:
        return
    listed = list_listings(transaction)
    ids = [listing.id for listing in listed if (listing.country, listing.voice, listing.catalogue_hash) in wanted]
    there = [SourcedResponse.from_assessment(assessment) for assessment in read_undamaged(transaction, ids)[0]]
    if any(match.kept for match in match_files(making, there).matches):
        raise ImportOutdated


def _refuse_taken(transaction: Transaction, states: Sequence[ImportedSubmission]) -> None:
    """Refuse submissions that were imported since the preview; forget those whose response was deleted since."""
    expected: dict[str, int] = {}
    for state in states:
        expected[state.key] = min(state.revision, expected.get(state.key, state.revision))
    there = dict.fromkeys(expected, 0)
    for taken in read_imported_submissions(transaction, expected):
        there[taken.key] = max(taken.revision, there[taken.key])
    if any(revision != there[key] + 1 for key, revision in expected.items()):
        raise ImportOutdated
    deleted = select(assessments.c.id).where(assessments.c.deleted.is_not(None), within(transaction.scope))
    for part in batched_ids(expected):
        of_these = submissions.c.key.in_(part)
        transaction.execute(delete(submissions).where(of_these, submissions.c.assessment_id.in_(deleted)))


def _change(
    transaction: Transaction,
    assessment_id: str,
    intake: ImportPlan,
    *,
    at: dt.datetime,
) -> dict[str, int]:
    """Write the answers of an intake to an existing assessment; returns the previous revisions."""
    row = find_row(transaction, assessment_id, lock=True)
    if intake.answers and row.status == Status.SUBMITTED:
        raise AssessmentSubmitted
    stored = read_revisions(transaction, assessment_id)
    now_said = _versions(transaction, assessment_id, {key: stored.get(key, 0) for key in intake.answers})
    for key, change in intake.answers.items():
        # After a restore the same revision may have other values.
        if (stored.get(key, 0), now_said[key]) != (change.revision, change.before):
            raise ImportOutdated
    catalogue = transaction.catalogue(row.catalogue_hash, assessment_id)
    taken = {key: check_answer(change.after, catalogue, key) for key, change in intake.answers.items()}
    append_versions(transaction, assessment_id, taken, stored, at=at)
    return stored


def _remember(
    transaction: Transaction, import_id: str, assessment_id: str, intake: ImportPlan, revisions: dict[str, int]
) -> None:
    """Record what an import changed in one assessment: enough to undo it, and to know which file said what."""
    created = intake.assessment_id is None
    of = {"import_id": import_id, "assessment_id": assessment_id}
    transaction.execute(insert(imported).values(**of, created=created))
    written = [
        {
            **of,
            "recommendation_id": key,
            "revision": revisions.get(key, 0) + 1,
            "said": change.sources,
        }
        for key, change in intake.answers.items()
    ]
    transaction.insert(imported_answers, written)
    states = [
        {**of, "key": state.key, "revision": state.revision, "state": (state.version, state.answers or {})}
        for state in intake.submissions
    ]
    transaction.insert(submissions, states)


def undo_import(transaction: Transaction, import_id: str) -> None:
    """Restore every answer that an import changed, and delete the assessments that it created.

    Assessments deleted since stay deleted. Raises Refused, AssessmentSubmitted, with nothing
    undone.
    """
    row = transaction.execute(select(imports).where(imports.c.id == import_id).with_for_update()).one_or_none()
    elsewhere = _touching_elsewhere(transaction.scope).where(imported.c.import_id == import_id).limit(1)
    if row is None or row.undone is not None or transaction.execute(elsewhere).first():
        raise Refused(_("There is no import “{id}”, or it was already undone.").format(id=truncated(import_id)))
    at = now()
    touched = transaction.execute(
        select(imported).where(imported.c.import_id == import_id).order_by(imported.c.assessment_id)
    ).all()
    built_upon: list[str] = []
    for target in touched:
        try:
            row = find_row(transaction, target.assessment_id, lock=True)
        except AssessmentUnknown:
            continue
        built_upon += _take_back(transaction, import_id, row, at=at, created=target.created)
    if built_upon:
        changed = abbreviated_list(sorted(set(built_upon)))
        words = _(
            "Nothing was undone, because answers have changed since: {recommendations}. Change them back by hand."
        )
        raise Refused(words.format(recommendations=changed))
    # A response created by the import keeps its submissions, and has them again if it is undeleted.
    existing_ids = [target.assessment_id for target in touched if not target.created]
    of_this = submissions.c.import_id == import_id
    transaction.execute(delete(submissions).where(of_this, submissions.c.assessment_id.in_(existing_ids)))
    transaction.execute(update(imports).where(imports.c.id == import_id).values(undone=at))


def _take_back(transaction: Transaction, import_id: str, row: AnyRow, *, at: dt.datetime, created: bool) -> list[str]:
    """Undo an import in one assessment; returns the recommendations whose answers were changed since, if any."""
    of_import = select(imported_answers).where(matching(imported_answers, import_id=import_id, assessment_id=row.id))
    written = {item.recommendation_id: item.revision for item in transaction.execute(of_import)}
    stored = read_revisions(transaction, row.id)
    # An assessment created by the import is deleted as a whole, so changes to any other answer count too.
    looked_at = stored if created else written
    newer = [key for key in looked_at if stored.get(key) != written.get(key)]
    # What was changed and changed back, such as by undoing a later import, is as this import left it.
    now_said = _versions(transaction, row.id, {key: stored.get(key, 0) for key in newer})
    left = _versions(transaction, row.id, {key: written.get(key, 0) for key in newer})
    changed = [key for key in newer if now_said[key] != left[key]]
    changed += changed_since(transaction, row.id, import_id, created=created)
    if changed:
        return changed
    if row.status == Status.SUBMITTED and (created or written):
        raise AssessmentSubmitted
    if created:
        transaction.execute(update(assessments).where(assessments.c.id == row.id).values(deleted=at))
    else:
        before = _versions(transaction, row.id, {key: revision - 1 for key, revision in written.items()})
        append_versions(transaction, row.id, before, stored, at=at)
        undo_follow_ups(transaction, row.id, import_id, at=at)
    record_event(transaction, row.id, EventKind.IMPORT_UNDONE, at=at)
    return []


def _versions(transaction: Transaction, assessment_id: str, revisions: dict[str, int]) -> dict[str, Answer]:
    """The answers at these revisions; empty at revision 0. Raises AssessmentDamaged."""
    rows = transaction.execute(
        select(changes.c.recommendation_id, changes.c.revision, changes.c.answer).where(
            changes.c.assessment_id == assessment_id, changes.c.recommendation_id.in_(list(revisions))
        )
    )
    known = {(row.recommendation_id, row.revision): row.answer for row in rows}
    wanted = {key: known.get((key, revision), EMPTY_ANSWER) for key, revision in revisions.items()}
    if spoilt := [key for key, answer in wanted.items() if not isinstance(answer, Answer)]:
        raise damaged_answers(assessment_id, spoilt)
    return wanted


def read_imported_submissions(transaction: Transaction, keys: Collection[str]) -> list[ImportedSubmission]:
    """The imported states of the submissions with these keys, in assessments that aren't deleted.

    Raises AssessmentDamaged.
    """
    states = []
    for part in batched_ids(keys):
        for row in transaction.execute(
            select(submissions)
            .join(assessments, assessments.c.id == submissions.c.assessment_id)
            .where(submissions.c.key.in_(part), assessments.c.deleted.is_(None), within(transaction.scope))
            .order_by(submissions.c.revision, submissions.c.assessment_id)
        ):
            if row.state is None or damaged_columns(row, submissions):
                raise AssessmentDamaged(row.assessment_id, unreadable(printable(truncated(row.key))))
            states.append(ImportedSubmission(row.key, row.assessment_id, row.revision, *row.state))
    return states


def _touching_elsewhere(scope: Scope) -> Select[tuple[str]]:
    """The imports that touch an assessment outside a part of the server."""
    there = imported.c.assessment_id == assessments.c.id
    return select(imported.c.import_id).join(assessments, there).where(not_(within(scope)))


def list_imports(transaction: Transaction, at_most: int = 20) -> list[ImportRecord]:
    """The latest imports of which every assessment is in scope, newest first, without those that can't be read."""
    statement = select(imports).order_by(imports.c.at.desc(), imports.c.id).limit(at_most)
    if not transaction.scope.is_server:
        statement = statement.where(imports.c.id.not_in(_touching_elsewhere(transaction.scope)))
        statement = statement.where(imports.c.id.in_(select(imported.c.import_id)))
    rows = [row for row in transaction.execute(statement) if not damaged_columns(row, imports)]
    ids = [row.id for row in rows]
    written, planned = (_count_rows(transaction, table, ids) for table in (imported_answers, follow_ups))
    touched = transaction.execute(
        select(imported.c.import_id, imported.c.assessment_id)
        .join(assessments, assessments.c.id == imported.c.assessment_id)
        .where(imported.c.import_id.in_(ids), assessments.c.deleted.is_(None))
        .order_by(imported.c.assessment_id)
    ).all()
    return [
        ImportRecord(
            id=row.id,
            at=row.at,
            by=row.author,
            files=row.files,
            assessment_ids=tuple(target.assessment_id for target in touched if target.import_id == row.id),
            answers=written.get(row.id, 0),
            undone=row.undone,
            follow_ups=planned.get(row.id, 0),
        )
        for row in rows
    ]


def _count_rows(transaction: Transaction, table: Table, ids: Sequence[str]) -> dict[str, int]:
    """How many rows of a table each import wrote."""
    by_import = select(table.c.import_id, func.count()).group_by(table.c.import_id)
    rows = transaction.execute(by_import.where(table.c.import_id.in_(ids)))
    return {import_id: number for import_id, number in rows}  # noqa: C416 - rows aren't pairs for the types


def read_answer_sources(transaction: Transaction, assessment_id: str) -> dict[str, tuple[str, ...]]:
    """By recommendation, the files from which the current answer was imported, if it was."""
    find_row(transaction, assessment_id)
    statement = (
        select(imported_answers.c.recommendation_id, imported_answers.c.said)
        .join(
            answers,
            and_(
                answers.c.assessment_id == imported_answers.c.assessment_id,
                answers.c.recommendation_id == imported_answers.c.recommendation_id,
                answers.c.revision == imported_answers.c.revision,
            ),
        )
        .where(imported_answers.c.assessment_id == assessment_id)
    )
    return {row.recommendation_id: row.said for row in transaction.execute(statement) if isinstance(row.said, tuple)}
