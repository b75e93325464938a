"""Follow-ups in a database: what is done about the gaps of an assessment, in every version."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from sqlalchemy import Select, func, select

from assessment.domain.answer import EMPTY_ANSWER
from assessment.domain.follow_up import FollowUp, first_follow_up
from assessment.domain.merging.merge import ImportPlan
from assessment.records.assessments import Stored
from assessment.records.errors import ChangedMeanwhile, ImportOutdated, RecommendationUnknown
from assessment.storage.answers import read_answers_to
from assessment.storage.assessments import damaged_answers, find_row
from assessment.storage.column_types import AnyRow, damaged_columns
from assessment.storage.tables import follow_ups
from assessment.storage.transaction import Transaction, now


def read_follow_ups(transaction: Transaction, assessment_id: str) -> dict[str, Stored[FollowUp]]:
    """The follow-ups as they are now, by recommendation; not those that nobody has saved yet."""
    find_row(transaction, assessment_id)
    return _read_current(transaction, assessment_id)


def read_follow_up_history(
    transaction: Transaction, assessment_id: str, recommendation_id: str
) -> list[Stored[FollowUp]]:
    """Every version of a follow-up, oldest first."""
    find_row(transaction, assessment_id)
    statement = _versions(assessment_id).where(follow_ups.c.recommendation_id == recommendation_id)
    return [_stored(assessment_id, row) for row in transaction.execute(statement.order_by(follow_ups.c.revision))]


def save_follow_ups(
    transaction: Transaction,
    assessment_id: str,
    changes: Mapping[str, FollowUp],
    *,
    expected_revisions: Mapping[str, int],
    seen: Mapping[str, FollowUp] | None = None,
) -> dict[str, Stored[FollowUp]]:
    """Save follow-ups by recommendation, all or none, and return those that are new versions.

    `expected_revisions` are those that the person saw; 0, or none, where nothing was stored. `seen` is what they
    saw there: a restore gives revisions again, and what nobody has saved changes with its answer, whose revision
    this isn't. What is stored already, or is what the answer says, is no change. It may be done after submission.
    Raises ChangedMeanwhile, RecommendationUnknown, FollowUpRefused.
    """
    row = find_row(transaction, assessment_id, lock=True)
    catalogue = transaction.catalogue(row.catalogue_hash, assessment_id)
    stored, saved, at = _read_current(transaction, assessment_id), dict[str, Stored[FollowUp]](), now()
    for item, follow_up in changes.items():
        if item not in catalogue.by_id:
            raise RecommendationUnknown(item)
        before = stored.get(item) or _first(transaction, assessment_id, item)
        if follow_up == before.record:
            continue
        is_seen = (seen or {}).get(item, before.record) == before.record
        if before.revision != expected_revisions.get(item, 0) or not is_seen:
            raise ChangedMeanwhile(item, before)
        follow_up.check_bounds(before.record)
        saved[item] = Stored(follow_up, before.revision + 1, transaction.person, at)
    _append(transaction, assessment_id, saved)
    return saved


def import_follow_ups(
    transaction: Transaction, assessment_id: str, intake: ImportPlan, *, at: dt.datetime, import_id: str
) -> None:
    """Write the follow-ups of an intake, after its answers. Raises ImportOutdated, FollowUpRefused."""
    stored, saved = _read_current(transaction, assessment_id), dict[str, Stored[FollowUp]]()
    for item, change in intake.follow_ups.items():
        before = stored.get(item) or _first(transaction, assessment_id, item)
        # What nobody has saved changes with its answer.
        is_seen = before.record == change.before or (before.revision == 0 and item in intake.answers)
        if before.revision != change.revision or not is_seen:
            raise ImportOutdated
        if change.after != before.record:
            change.after.check_bounds(before.record)
            sources = ", ".join(change.sources)
            saved[item] = Stored(change.after, before.revision + 1, transaction.person, at, sources)
    _append(transaction, assessment_id, saved, import_id)


def undo_follow_ups(transaction: Transaction, assessment_id: str, import_id: str, *, at: dt.datetime) -> None:
    """Put back what an import replaced, after its answers; `changed_since` must have found nothing."""
    stored, back = _read_current(transaction, assessment_id), dict[str, Stored[FollowUp]]()
    versions = _read_versions(transaction, assessment_id)
    for item, revision in _imported(transaction, assessment_id, import_id).items():
        before = versions[item].get(revision - 1) or _first(transaction, assessment_id, item)
        if before.record != stored[item].record:
            back[item] = Stored(before.record, stored[item].revision + 1, transaction.person, at)
    _append(transaction, assessment_id, back)


def changed_since(transaction: Transaction, assessment_id: str, import_id: str, *, created: bool) -> list[str]:
    """The recommendations whose follow-up is another than an import left; with `created` also those it didn't write."""
    written, versions = _imported(transaction, assessment_id, import_id), _read_versions(transaction, assessment_id)
    left = {item: versions[item][revision].record for item, revision in written.items()}
    return [
        item
        for item, stored in _read_current(transaction, assessment_id).items()
        if (item in left and stored.record != left[item]) or (created and item not in left)
    ]


def _imported(transaction: Transaction, assessment_id: str, import_id: str) -> dict[str, int]:
    """The revisions that an import wrote, by recommendation."""
    rows = transaction.execute(_versions(assessment_id).where(follow_ups.c.import_id == import_id))
    return {row.recommendation_id: row.revision for row in rows}


def _read_versions(transaction: Transaction, assessment_id: str) -> dict[str, dict[int, Stored[FollowUp]]]:
    versions: dict[str, dict[int, Stored[FollowUp]]] = {}
    for row in transaction.execute(_versions(assessment_id)):
        versions.setdefault(row.recommendation_id, {})[row.revision] = _stored(assessment_id, row)
    return versions


def _append(
    transaction: Transaction, assessment_id: str, saved: Mapping[str, Stored[FollowUp]], import_id: str = ""
) -> None:
    rows = [
        {
            "assessment_id": assessment_id,
            "recommendation_id": item,
            "revision": version.revision,
            "at": version.at,
            "author": version.author,
            "file": version.file,
            "follow_up": version.record,
            "import_id": import_id,
        }
        for item, version in saved.items()
    ]
    transaction.insert(follow_ups, rows)


def _versions(assessment_id: str) -> Select[*tuple[object, ...]]:
    return select(follow_ups).where(follow_ups.c.assessment_id == assessment_id)


def _read_current(transaction: Transaction, assessment_id: str) -> dict[str, Stored[FollowUp]]:
    last = (
        select(follow_ups.c.recommendation_id, func.max(follow_ups.c.revision).label("revision"))
        .where(follow_ups.c.assessment_id == assessment_id)
        .group_by(follow_ups.c.recommendation_id)
        .subquery()
    )
    statement = _versions(assessment_id).join(
        last,
        (follow_ups.c.recommendation_id == last.c.recommendation_id) & (follow_ups.c.revision == last.c.revision),
    )
    return {row.recommendation_id: _stored(assessment_id, row) for row in transaction.execute(statement)}


def _first(transaction: Transaction, assessment_id: str, item: str) -> Stored[FollowUp]:
    """What the answer says of its gap, as long as nobody has saved a follow-up."""
    answer = read_answers_to(transaction, [assessment_id], item).get(assessment_id, EMPTY_ANSWER)
    return Stored(first_follow_up(answer))


def _stored(assessment_id: str, row: AnyRow) -> Stored[FollowUp]:
    """A version from its row. Raises AssessmentDamaged."""
    if damaged_columns(row, follow_ups):
        raise damaged_answers(assessment_id, [row.recommendation_id])
    return Stored(row.follow_up, row.revision, row.author, row.at, row.file)
