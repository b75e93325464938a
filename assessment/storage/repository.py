"""The repository: assessments, answers and their history in a database."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Self

from sqlalchemy import Connection, delete, select

from assessment.domain.comparison.compare import ThemeTallies
from assessment.domain.merging.imported_response import ImportedSubmission
from assessment.domain.merging.merge import ImportPlan
from assessment.domain.model import Answer, Assessment, Catalogue, Rating, Response, Round, Status, Voice
from assessment.domain.permissions import EVERYTHING, Scope
from assessment.errors import Problem, TextRefused
from assessment.parsing.limits import PASSAGE_LIMIT, check_name, length_problem
from assessment.records.assessments import (
    AnswerChange,
    AssessmentListing,
    AssessmentState,
    AssessmentSummary,
    CheckResult,
    CommonItems,
    Event,
    EventKind,
    ImportRecord,
    SavedAnswer,
    StoredAnswer,
    ThemeMatrix,
)
from assessment.records.errors import AssessmentAlreadyBegun, AssessmentDamaged, AssessmentSubmitted
from assessment.storage import row_mapping
from assessment.storage.assessment_queries import (
    batched_ids,
    find_row,
    find_twins,
    read_answers_to,
    read_assessments,
    read_current,
    read_damaged,
    read_listed,
    read_readable,
    read_related,
    read_revisions,
    read_state,
    read_summaries,
    read_versions,
    refuse_new_twin,
)
from assessment.storage.backup import restore_backup, write_backup
from assessment.storage.catalogues import CatalogueStore
from assessment.storage.engines.database import Database, note_erasure
from assessment.storage.follow_ups import FollowUpRepository
from assessment.storage.imports import read_answer_sources, read_imported_submissions, read_imports, save_import, undo
from assessment.storage.integrity_check import check
from assessment.storage.links import LinkRepository
from assessment.storage.safety_copies import remove_old_copies
from assessment.storage.tables import assessments, changes, events
from assessment.storage.tally_queries import count_matrix, count_themes, find_common_items, read_ratings
from assessment.storage.workshops.repository import WorkshopRepository, day_that_is_over
from assessment.storage.writing import create_assessment, now, update_assessment, write_answer

KEPT_AFTER_DELETION = dt.timedelta(days=30)
"""How long a deleted assessment can be restored."""


class Repository:
    """Assessments in a database. Every method is one transaction; a change is on disk when it returns.

    Every method raises StorageError if the database can't do what was asked, and every method with an `assessment_id`
    or `ids` raises AssessmentUnknown if there is no such assessment or it was deleted, and AssessmentDamaged if its
    stored data can't be read. Lists leave out assessments that can't be read (see `damaged`), and those outside
    `scope`. Threads may share a repository.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._catalogues = CatalogueStore()
        self.follow_ups = FollowUpRepository(database, self._catalogues)
        """What is done about the gaps of these assessments."""
        self.links = LinkRepository(database)
        """The links by which people come to these assessments."""
        self.workshops = WorkshopRepository(database, self._catalogues)
        self._last_removal: dt.date | None = None
        """The last day whose end was seen to."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def close(self) -> None:
        self._database.close()

    def create(
        self,
        catalogue: Catalogue,
        response: Response,
        *,
        author: str,
        sample: bool = False,
        language: str = "en",
        owner: str = "",
    ) -> str:
        """Store a response as a new assessment, with its answers as first versions; returns its id.

        The id can't be guessed; it starts with a letter and has only letters and digits. Raises CatalogueMismatch,
        RecommendationUnknown or AnswerRefused if the response doesn't answer the catalogue, TextRefused for its names.
        """
        with self._database.writing() as connection:
            self._database.lock_creation(connection)
            return create_assessment(
                connection,
                self._catalogues,
                catalogue,
                response,
                at=now(),
                author=author,
                sample=sample,
                language=language,
                owner=owner,
            )

    def create_once(
        self,
        catalogue: Catalogue,
        response: Response,
        *,
        author: str,
        sample: bool = False,
        language: str = "en",
        owner: str = "",
    ) -> str:
        """Like `create`, but never a second one that people couldn't tell apart: raises AssessmentAlreadyBegun.

        Returns the one that is there instead if it is sample data, or has no answers: two clicks or windows began it.
        """
        with self._database.writing() as connection:
            self._database.lock_creation(connection)
            for twin in find_twins(connection, response, sample=sample, owner=owner):
                if sample or _is_just_begun(connection, twin, catalogue, response):
                    return twin.id
                raise AssessmentAlreadyBegun(twin)
            return create_assessment(
                connection,
                self._catalogues,
                catalogue,
                response,
                at=now(),
                author=author,
                sample=sample,
                language=language,
                owner=owner,
            )

    def summaries(self, scope: Scope = EVERYTHING) -> list[AssessmentSummary]:
        """Every assessment that isn't deleted, last changed first."""
        with self._database.reading() as connection:
            return read_summaries(connection, scope, deleted=False)

    def damaged_assessments(self, scope: Scope = EVERYTHING) -> list[AssessmentDamaged]:
        """The assessments missing from these lists because their stored data can't be read."""
        with self._database.reading() as connection:
            return read_damaged(connection, scope)

    def deleted(self, scope: Scope = EVERYTHING) -> list[AssessmentSummary]:
        """The assessments that can be undeleted, last deleted first."""
        with self._database.reading() as connection:
            return read_summaries(connection, scope, deleted=True)

    def listings(self, scope: Scope = EVERYTHING) -> list[AssessmentListing]:
        """Every assessment that isn't deleted, in no particular order and without figures: fast with thousands."""
        with self._database.reading() as connection:
            return read_listed(connection, scope)

    def assessment(self, assessment_id: str) -> Assessment:
        """An assessment with the exact catalogue that it answers."""
        return self.assessments([assessment_id])[0]

    def assessments(self, ids: Sequence[str]) -> list[Assessment]:
        """Several assessments at once, in the order of the ids."""
        with self._database.reading() as connection:
            return read_assessments(connection, self._catalogues, ids)

    def readable_assessments(self, ids: Sequence[str]) -> tuple[list[Assessment], list[AssessmentDamaged]]:
        """The assessments among these that can be read, in the order of the ids, and why the others can't."""
        with self._database.reading() as connection:
            return read_readable(connection, self._catalogues, ids)

    def related_assessments(self, assessment_id: str, scope: Scope = EVERYTHING) -> list[Assessment]:
        """The other assessments of the same country and catalogue, in any version, oldest first.

        Those that can't be read are left out.
        """
        with self._database.reading() as connection:
            return read_related(connection, self._catalogues, assessment_id, scope)

    def theme_tallies(self, ids: Sequence[str], items: Collection[str] | None = None) -> ThemeTallies:
        """The tallies of each theme by assessment: on all recommendations of its own catalogue version (used for
        coverage and band), or only on `items` (such as those that are `shared`).

        Raises RecommendationUnknown for an item that is in none of their catalogues.
        """
        with self._database.reading() as connection:
            return count_themes(connection, self._catalogues, ids, items)

    def common_items(self, ids: Sequence[str]) -> CommonItems:
        """The recommendations that all these assessments rate in the same wording, so that they can be compared."""
        with self._database.reading() as connection:
            return find_common_items(connection, self._catalogues, ids)

    def theme_matrix(self, ids: Sequence[str]) -> ThemeMatrix:
        """`shared` and both kinds of `theme_tallies` in the time of one."""
        with self._database.reading() as connection:
            return count_matrix(connection, self._catalogues, ids)

    def ratings(self, ids: Sequence[str], recommendation_ids: Collection[str]) -> dict[str, dict[str, Rating | None]]:
        """The ratings by recommendation and assessment, in the order in which both are given."""
        with self._database.reading() as connection:
            return read_ratings(connection, ids, recommendation_ids)

    def answers_to(self, ids: Sequence[str], recommendation_id: str) -> dict[str, Answer]:
        """The complete answers of these assessments to one recommendation, without empty ones."""
        with self._database.reading() as connection:
            return read_answers_to(connection, ids, recommendation_id)

    def state(self, assessment_id: str) -> AssessmentState:
        """Whether anything in an assessment has changed: one small query, to be called often."""
        with self._database.reading() as connection:
            return read_state(connection, assessment_id)

    def current_answers(self, assessment_id: str, known: Mapping[str, StoredAnswer]) -> dict[str, StoredAnswer]:
        """The current answers by recommendation, without those of which the current version is `known`."""
        with self._database.reading() as connection:
            return read_current(connection, assessment_id, known)

    def save_answer(
        self,
        assessment_id: str,
        recommendation_id: str,
        answer: Answer,
        *,
        expected_revision: int,
        author: str,
        seen: Answer | None = None,
    ) -> SavedAnswer:
        """Replace the answer of `expected_revision` (0: never answered) with a new one.

        If the answer that was `seen` is given, the stored one must be equal to it: after a restore, or in another file
        of the same name, the same revision may have another answer.

        Saving the stored answer again is not a change, whatever revision is expected, so sending one twice is harmless.
        Clearing an answer is a change like any other. Raises AnswerChangedMeanwhile if the stored revision isn't the
        expected one, AssessmentSubmitted, AssessmentDamaged, RecommendationUnknown, AnswerRefused.
        """
        with self._database.writing() as connection:
            if self._database.locks_rows:
                # Not in the statement that reads the answer, which wouldn't see the change it had waited for.
                find_row(connection, assessment_id, lock=True)
            return write_answer(
                connection,
                self._catalogues,
                assessment_id,
                recommendation_id,
                answer,
                expected_revision=expected_revision,
                author=author,
                seen=seen,
            )

    def answer_versions(self, assessment_id: str) -> dict[tuple[str, int], Answer]:
        """Every version of every answer from which a file may have been made, by recommendation and revision."""
        with self._database.reading() as connection:
            find_row(connection, assessment_id)
            return read_versions(connection, assessment_id)

    def history(self, assessment_id: str, recommendation_id: str | None = None) -> list[AnswerChange]:
        """Every change of every answer, or of one, oldest first."""
        statement = select(changes).where(changes.c.assessment_id == assessment_id).order_by(changes.c.number)
        if recommendation_id is not None:
            statement = statement.where(changes.c.recommendation_id == recommendation_id)
        with self._database.reading() as connection:
            find_row(connection, assessment_id)
            return row_mapping.history(connection.execute(statement))

    def events(self, assessment_id: str) -> list[Event]:
        """The events of an assessment as a whole, oldest first."""
        with self._database.reading() as connection:
            find_row(connection, assessment_id)
            return row_mapping.events(
                connection.execute(
                    select(events).where(events.c.assessment_id == assessment_id).order_by(events.c.number)
                )
            )

    def answer_sources(self, assessment_id: str) -> dict[str, tuple[str, ...]]:
        """By recommendation, the names of the files from which its answer was imported, if it was."""
        with self._database.reading() as connection:
            find_row(connection, assessment_id)
            return read_answer_sources(connection, assessment_id)

    def catalogue_of(self, assessment_id: str) -> Catalogue:
        """The catalogue that an assessment answers."""
        with self._database.reading() as connection:
            row = find_row(connection, assessment_id)
            return self._catalogues.find(connection, row.catalogue_hash, assessment_id)

    def catalogue(self, catalogue_id: str, version: str) -> Catalogue | None:
        """A catalogue that an assessment answers; None if none is stored, or several of this version differ."""
        with self._database.reading() as connection:
            return self._catalogues.find_version(connection, catalogue_id, version)

    def save_import(
        self, intakes: Sequence[ImportPlan], *, author: str, language: str = "en", scope: Scope = EVERYTHING
    ) -> ImportRecord:
        """Store the changes of files to these responses, all or nothing; new ones belong to the scope's organisation.

        Raises ImportOutdated if an answer isn't the expected one, a submission was imported meanwhile, or somebody
        created the response that files would create; AssessmentSubmitted, AssessmentDamaged, CatalogueMismatch,
        RecommendationUnknown, AnswerRefused.
        """
        with self._database.writing() as connection:
            self._database.lock_creation(connection)
            return save_import(connection, self._catalogues, intakes, author=author, language=language, scope=scope)

    def undo_import(self, import_id: str, *, author: str, scope: Scope = EVERYTHING) -> None:
        """Restore every answer that an import changed, and delete the assessments that it created.

        Raises ImportUnknown, ImportChangedSince if answers were changed since, AssessmentSubmitted.
        """
        with self._database.writing() as connection:
            undo(connection, import_id, author=author, scope=scope)

    def imports(self, at_most: int = 20, *, scope: Scope = EVERYTHING) -> list[ImportRecord]:
        """The latest imports, newest first."""
        with self._database.reading() as connection:
            return read_imports(connection, at_most, scope)

    def imported_submissions(self, keys: Collection[str], scope: Scope = EVERYTHING) -> list[ImportedSubmission]:
        """All imported states of the submissions with these keys."""
        with self._database.reading() as connection:
            return read_imported_submissions(connection, keys, scope)

    def submit(self, assessment_id: str, *, author: str) -> None:
        """Lock an assessment. One that is already submitted stays as it is."""
        with self._database.writing() as connection:
            if find_row(connection, assessment_id, lock=True).status != Status.SUBMITTED:
                update_assessment(
                    connection, assessment_id, EventKind.SUBMITTED, author=author, status=Status.SUBMITTED.value
                )

    def reopen(self, assessment_id: str, *, author: str, note: str = "") -> None:
        """Unlock an assessment. One that isn't submitted stays as it is. Raises TextRefused if the note is too long."""
        if wrong := length_problem(note, PASSAGE_LIMIT):
            raise TextRefused(" ".join(wrong))
        with self._database.writing() as connection:
            if find_row(connection, assessment_id, lock=True).status != Status.DRAFT:
                update_assessment(
                    connection,
                    assessment_id,
                    EventKind.REOPENED,
                    author=author,
                    note=note,
                    status=Status.DRAFT.value,
                )

    def update_identity(
        self, assessment_id: str, *, voice: Voice, organisation: str, in_round: Round, anonymous: bool, author: str
    ) -> None:
        """Change who answers, and the round. Raises AssessmentSubmitted, TextRefused, AssessmentAlreadyBegun.

        The event names the changed fields without the old values: a response made anonymous should not keep the name.
        """
        wanted = {
            "voice": voice.value,
            "organisation": organisation,
            "round_label": in_round.label,
            "round_date": in_round.date,
            "anonymous": anonymous,
        }
        with self._database.writing() as connection:
            self._database.lock_creation(connection)
            row = find_row(connection, assessment_id, lock=True)
            changed = {name: value for name, value in wanted.items() if row._mapping[name] != value}
            if not changed:
                return
            if row.status == Status.SUBMITTED:
                raise AssessmentSubmitted
            for name in ("organisation", "round_label"):
                check_name(str(changed.get(name, "")))
            refuse_new_twin(connection, assessment_id, voice=voice, organisation=organisation, in_round=in_round)
            note = ", ".join(changed)
            if "organisation" in changed:
                note_erasure(connection)
            update_assessment(
                connection, assessment_id, EventKind.IDENTITY_CHANGED, author=author, note=note, **changed
            )

    def owners(self, ids: Collection[str]) -> dict[str, str]:
        """The organisation to which each of these belongs, deleted ones too; without those that don't exist."""
        found: dict[str, str] = {}
        with self._database.reading() as connection:
            for part in batched_ids(each for each in ids if each.isprintable()):
                statement = select(assessments.c.id, assessments.c.owner).where(assessments.c.id.in_(part))
                found |= {row.id: row.owner for row in connection.execute(statement)}
        return found

    def hand_over(self, assessment_id: str, owner: str, *, author: str) -> None:
        """Let the facilitators of an organisation work with an assessment; only administrators if it is empty.

        Raises TextRefused.
        """
        check_name(owner)
        with self._database.writing() as connection:
            if find_row(connection, assessment_id, lock=True).owner != owner:
                update_assessment(
                    connection, assessment_id, EventKind.HANDED_OVER, author=author, note=owner, owner=owner
                )

    def delete(self, assessment_id: str, *, author: str) -> None:
        """Hide an assessment; `undelete` restores it until `purge` removes it."""
        with self._database.writing() as connection:
            if find_row(connection, assessment_id, lock=True, deleted_too=True).deleted is None:
                update_assessment(connection, assessment_id, EventKind.DELETED, author=author, deleted=now())

    def undelete(self, assessment_id: str, *, author: str) -> None:
        """Restore a deleted assessment. One that isn't deleted stays as it is."""
        with self._database.writing() as connection:
            if find_row(connection, assessment_id, lock=True, deleted_too=True).deleted is not None:
                update_assessment(connection, assessment_id, EventKind.UNDELETED, author=author, deleted=None)

    def purge(self, before: dt.datetime) -> int:
        """Remove for good what was deleted before a time, with its history; returns the number of assessments."""
        with self._database.writing() as connection:
            removed = connection.execute(delete(assessments).where(assessments.c.deleted < before)).rowcount
            if removed:
                note_erasure(connection)
        return removed

    def remove_what_is_due(self) -> None:
        """Remove for good what people were told isn't stored any longer, once a day: a server may run for months.

        On every other call it only compares two days.
        """
        at, before = now(), self._last_removal
        if before == day_that_is_over(at):
            return
        self._last_removal = day_that_is_over(at)
        try:
            self.purge(at - KEPT_AFTER_DELETION)
            self.links.purge(at)
            self.workshops.purge(at)
            if self._database.file is not None:
                remove_old_copies(self._database.file, at)
        except BaseException:
            self._last_removal = before
            raise

    def check(self) -> CheckResult:
        """Check all stored data for damage."""
        with self._database.reading() as connection:
            return check(connection)

    def backup(self, path: Path) -> tuple[Problem, ...]:
        """Write everything to a new SQLite file, as of one moment, while others go on writing.

        Damaged data is copied as it is; returns the damage. Raises BackupExists if `path` exists.
        """
        return write_backup(self._database, path)

    def restore(self, path: Path) -> Path:
        """Replace everything with a backup; `path` is only read.

        The current data is first saved in a new backup next to the database's file, or next to `path` if the database
        is on a server; returns the path of that backup. Raises BackupMissing, NotADatabase, DatabaseOlder or
        DatabaseNewer for a file that can't be restored, BackupDamaged for a damaged one, with nothing changed.
        """
        return restore_backup(self._database, path)


def _is_just_begun(connection: Connection, twin: AssessmentListing, catalogue: Catalogue, response: Response) -> bool:
    """Whether it is the response that would be created, still without answers."""
    begun = (twin.catalogue_hash, twin.anonymous, twin.status) == (catalogue.hash, response.anonymous, Status.DRAFT)
    return begun and not read_revisions(connection, twin.id)
