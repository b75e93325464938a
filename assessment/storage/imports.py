"""Imports: changes to many assessments at once, all or nothing, and undone as one step."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from types import NoneType

from sqlalchemy import Connection, Select, and_, delete, func, insert, not_, select, update

from assessment.domain.merging.imported_response import (
    ImportedResponse,
    ImportedSubmission,
)
from assessment.domain.merging.matching import match_files
from assessment.domain.merging.merge import ImportPlan
from assessment.domain.model import EMPTY_ANSWER, Answer, Status
from assessment.domain.permissions import EVERYTHING, Scope
from assessment.domain.sourced import SourcedResponse
from assessment.parsing.message_text import printable, truncated
from assessment.records.assessments import EventKind, ImportRecord
from assessment.records.errors import (
    AssessmentDamaged,
    AssessmentSubmitted,
    AssessmentUnknown,
    ImportChangedSince,
    ImportOutdated,
    ImportUnknown,
    unreadable,
)
from assessment.storage.assessment_queries import (
    batched_ids,
    find_row,
    read_listed,
    read_readable,
    read_revisions,
    within,
)
from assessment.storage.catalogues import CatalogueStore
from assessment.storage.follow_ups import changed_since, import_follow_ups, undo_follow_ups
from assessment.storage.row_mapping import AnyRow, damaged_answers, have_types
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
from assessment.storage.writing import append_versions, check_answer, create_assessment, new_id, now, record_event


def save_import(
    connection: Connection,
    kept: CatalogueStore,
    intakes: Sequence[ImportPlan],
    *,
    author: str,
    language: str,
    scope: Scope = EVERYTHING,
) -> ImportRecord:
    """Store the changes of files to these responses, as one import; new ones belong to the scope's organisation.

    Nobody else may create responses meanwhile (`Database.lock_creation`). Raises ImportOutdated if an answer is no
    longer the expected one, a submission was imported meanwhile, or a response was created to which the files belong;
    AssessmentUnknown, AssessmentSubmitted, CatalogueMismatch, RecommendationUnknown, AnswerRefused.
    """
    making = [incoming for intake in intakes for incoming in intake.files_for_new_response]
    _refuse_made(connection, kept, making, scope)
    at, import_id = now(), new_id("i")
    files = tuple(dict.fromkeys(file for intake in intakes for file in intake.files))
    _refuse_taken(connection, [state for intake in intakes for state in intake.submissions], scope)
    connection.execute(insert(imports).values(id=import_id, at=at, author=author, files=files))
    ids = []
    # Rows are always locked in the same order, to avoid deadlocks.
    for intake in sorted(intakes, key=lambda each: each.assessment_id or ""):
        if intake.assessment_id is None:
            assessment_id = create_assessment(
                connection,
                kept,
                intake.catalogue,
                intake.response,
                at=at,
                author=author,
                language=language,
                owner=scope.organisation or "",
            )
            revisions: dict[str, int] = {}
        else:
            assessment_id = intake.assessment_id
            revisions = _change(connection, kept, assessment_id, intake, at=at, author=author)
        ids.append(assessment_id)
        import_follow_ups(connection, assessment_id, intake, at=at, author=author, import_id=import_id)
        _remember(connection, import_id, assessment_id, intake, revisions)
        note = ", ".join(intake.files)
        record_event(connection, assessment_id, EventKind.IMPORTED, at=at, author=author, note=note)
    written = sum(len(intake.answers) for intake in intakes)
    planned = sum(len(intake.follow_ups) for intake in intakes)
    return ImportRecord(import_id, at, author, files, tuple(sorted(ids)), written, undone=None, follow_ups=planned)


def _refuse_made(
    connection: Connection, kept: CatalogueStore, making: Sequence[ImportedResponse], scope: Scope
) -> None:
    """Refuse to create a response that another window has created meanwhile, perhaps from the same files."""
    wanted = {(each.response.country, each.response.voice, each.catalogue.hash) for each in making}
    if not wanted:
        return
    listed = read_listed(connection, scope)
    ids = [each.id for each in listed if (each.country, each.voice, each.catalogue_hash) in wanted]
    there = [SourcedResponse.from_assessment(each) for each in read_readable(connection, kept, ids)[0]]
    if any(match.kept for match in match_files(making, there).matches):
        raise ImportOutdated


def _refuse_taken(connection: Connection, states: Sequence[ImportedSubmission], scope: Scope) -> None:
    """Refuse submissions that were imported since the preview; forget those whose response was deleted since."""
    expected: dict[str, int] = {}
    for state in states:
        expected[state.key] = min(state.revision, expected.get(state.key, state.revision))
    there = dict.fromkeys(expected, 0)
    for taken in read_imported_submissions(connection, expected, scope):
        there[taken.key] = max(taken.revision, there[taken.key])
    if any(revision != there[key] + 1 for key, revision in expected.items()):
        raise ImportOutdated
    deleted = select(assessments.c.id).where(assessments.c.deleted.is_not(None), within(scope))
    for part in batched_ids(expected):
        of_these = submissions.c.key.in_(part)
        connection.execute(delete(submissions).where(of_these, submissions.c.assessment_id.in_(deleted)))


def _change(
    connection: Connection,
    kept: CatalogueStore,
    assessment_id: str,
    intake: ImportPlan,
    *,
    at: dt.datetime,
    author: str,
) -> dict[str, int]:
    """Write the answers of an intake to an existing assessment; returns the previous revisions."""
    row = find_row(connection, assessment_id, lock=True)
    if intake.answers and row.status == Status.SUBMITTED:
        raise AssessmentSubmitted
    stored = read_revisions(connection, assessment_id)
    if any(stored.get(key, 0) != intake.expected.get(key, 0) for key in intake.answers):
        raise ImportOutdated
    # After a restore the same revision may have other values.
    if _versions(connection, assessment_id, {key: stored[key] for key in intake.replaced if key in stored}) != {
        key: answer for key, answer in intake.replaced.items() if key in stored
    }:
        raise ImportOutdated
    catalogue = kept.find(connection, row.catalogue_hash, assessment_id)
    taken = {key: check_answer(answer, catalogue, key) for key, answer in intake.answers.items()}
    append_versions(connection, assessment_id, taken, stored, at=at, author=author)
    return stored


def _remember(
    connection: Connection, import_id: str, assessment_id: str, intake: ImportPlan, revisions: dict[str, int]
) -> None:
    """Record what an import changed in one assessment: enough to undo it, and to know which file said what."""
    created = intake.assessment_id is None
    of = {"import_id": import_id, "assessment_id": assessment_id}
    connection.execute(insert(imported).values(**of, created=created))
    written = [
        {
            **of,
            "recommendation_id": key,
            "revision": revisions.get(key, 0) + 1,
            "said": intake.answer_sources.get(key, ()),
        }
        for key in intake.answers
    ]
    if written:
        connection.execute(insert(imported_answers), written)
    if intake.submissions:
        states = [
            {**of, "key": each.key, "revision": each.revision, "state": (each.version, each.answers or {})}
            for each in intake.submissions
        ]
        connection.execute(insert(submissions), states)


def undo(connection: Connection, import_id: str, *, author: str, scope: Scope = EVERYTHING) -> None:
    """Restore every answer that an import changed, and delete the assessments that it created.

    Assessments deleted since stay deleted. Raises ImportUnknown, ImportChangedSince, AssessmentSubmitted, with nothing
    undone.
    """
    if not import_id.isprintable():
        raise ImportUnknown(import_id)
    found = connection.execute(select(imports).where(imports.c.id == import_id).with_for_update()).one_or_none()
    if found is None or found.undone is not None:
        raise ImportUnknown(import_id)
    if connection.execute(_touching_elsewhere(scope).where(imported.c.import_id == import_id).limit(1)).first():
        raise ImportUnknown(import_id)
    at = now()
    touched = connection.execute(
        select(imported).where(imported.c.import_id == import_id).order_by(imported.c.assessment_id)
    ).all()
    built_upon: list[str] = []
    for one in touched:
        try:
            row = find_row(connection, one.assessment_id, lock=True)
        except AssessmentUnknown:
            continue
        built_upon += _take_back(connection, import_id, row, at=at, author=author, created=one.created)
    if built_upon:
        raise ImportChangedSince(sorted(set(built_upon)))
    # A response created by the import keeps its submissions, and has them again if it is undeleted.
    kept = [one.assessment_id for one in touched if not one.created]
    of_this = submissions.c.import_id == import_id
    connection.execute(delete(submissions).where(of_this, submissions.c.assessment_id.in_(kept)))
    connection.execute(update(imports).where(imports.c.id == import_id).values(undone=at))


def _take_back(
    connection: Connection, import_id: str, row: AnyRow, *, at: dt.datetime, author: str, created: bool
) -> list[str]:
    """Undo an import in one assessment; returns the recommendations whose answers were changed since, if any."""
    written = {
        item.recommendation_id: item.revision
        for item in connection.execute(
            select(imported_answers.c.recommendation_id, imported_answers.c.revision).where(
                imported_answers.c.import_id == import_id, imported_answers.c.assessment_id == row.id
            )
        )
    }
    stored = read_revisions(connection, row.id)
    # An assessment created by the import is deleted as a whole, so changes to any other answer count too.
    looked_at = stored if created else written
    newer = [key for key in looked_at if stored.get(key) != written.get(key)]
    # What was changed and changed back, such as by undoing a later import, is as this import left it.
    now_said = _versions(connection, row.id, {key: stored.get(key, 0) for key in newer})
    left = _versions(connection, row.id, {key: written.get(key, 0) for key in newer})
    changed = [key for key in newer if now_said[key] != left[key]]
    changed += changed_since(connection, row.id, import_id, created=created)
    if changed:
        return changed
    if row.status == Status.SUBMITTED and (created or written):
        raise AssessmentSubmitted
    if created:
        connection.execute(update(assessments).where(assessments.c.id == row.id).values(deleted=at))
    else:
        before = _versions(connection, row.id, {key: revision - 1 for key, revision in written.items()})
        append_versions(connection, row.id, before, stored, at=at, author=author)
        undo_follow_ups(connection, row.id, import_id, at=at, author=author)
    record_event(connection, row.id, EventKind.IMPORT_UNDONE, at=at, author=author)
    return []


def _versions(connection: Connection, assessment_id: str, revisions: dict[str, int]) -> dict[str, Answer]:
    """The answers at these revisions; empty at revision 0. Raises AssessmentDamaged."""
    found = connection.execute(
        select(changes.c.recommendation_id, changes.c.revision, changes.c.answer).where(
            changes.c.assessment_id == assessment_id, changes.c.recommendation_id.in_(list(revisions))
        )
    )
    known = {(row.recommendation_id, row.revision): row.answer for row in found}
    wanted = {key: known.get((key, revision), EMPTY_ANSWER) for key, revision in revisions.items()}
    if spoilt := [key for key, answer in wanted.items() if not isinstance(answer, Answer)]:
        raise damaged_answers(assessment_id, spoilt)
    return wanted


def read_imported_submissions(
    connection: Connection, keys: Collection[str], scope: Scope = EVERYTHING
) -> list[ImportedSubmission]:
    """The imported states of the submissions with these keys, in assessments that aren't deleted.

    Raises AssessmentDamaged.
    """
    found = []
    for part in batched_ids(keys):
        for row in connection.execute(
            select(submissions)
            .join(assessments, assessments.c.id == submissions.c.assessment_id)
            .where(submissions.c.key.in_(part), assessments.c.deleted.is_(None), within(scope))
            .order_by(submissions.c.revision, submissions.c.assessment_id)
        ):
            if not have_types((row.revision, row.state), _STATE):
                raise AssessmentDamaged(row.assessment_id, unreadable(printable(truncated(row.key))))
            found.append(ImportedSubmission(row.key, row.assessment_id, row.revision, *row.state))
    return found


_STATE = (int, tuple)
_IMPORT = (str, dt.datetime, str, tuple, (dt.datetime, NoneType))


def _touching_elsewhere(scope: Scope) -> Select[tuple[str]]:
    """The imports that touch an assessment outside a part of the server."""
    there = imported.c.assessment_id == assessments.c.id
    return select(imported.c.import_id).join(assessments, there).where(not_(within(scope)))


def read_imports(connection: Connection, at_most: int, scope: Scope = EVERYTHING) -> list[ImportRecord]:
    """The latest imports of which every assessment is in scope, newest first, without those that can't be read."""
    statement = select(imports).order_by(imports.c.at.desc(), imports.c.id).limit(at_most)
    if not scope.is_server:
        statement = statement.where(imports.c.id.not_in(_touching_elsewhere(scope)))
        statement = statement.where(imports.c.id.in_(select(imported.c.import_id)))
    latest = connection.execute(statement)
    found = [row for row in latest if have_types(row, _IMPORT)]
    ids = [row.id for row in found]
    counts = {
        row.import_id: row.n
        for row in connection.execute(
            select(imported_answers.c.import_id, func.count().label("n"))
            .where(imported_answers.c.import_id.in_(ids))
            .group_by(imported_answers.c.import_id)
        )
    }
    planned = {
        row.import_id: row.n
        for row in connection.execute(
            select(follow_ups.c.import_id, func.count().label("n"))
            .where(follow_ups.c.import_id.in_(ids))
            .group_by(follow_ups.c.import_id)
        )
    }
    touched = connection.execute(
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
            assessment_ids=tuple(one.assessment_id for one in touched if one.import_id == row.id),
            answers=counts.get(row.id, 0),
            undone=row.undone,
            follow_ups=planned.get(row.id, 0),
        )
        for row in found
    ]


def read_answer_sources(connection: Connection, assessment_id: str) -> dict[str, tuple[str, ...]]:
    """By recommendation, the files from which the current answer was imported, if it was."""
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
    return {row.recommendation_id: row.said for row in connection.execute(statement) if isinstance(row.said, tuple)}
