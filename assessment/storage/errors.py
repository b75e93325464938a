"""What storage refuses, and what can go wrong with a database; the text of each is a sentence for a person."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

from assessment.errors import AssessmentError, Problem
from assessment.language import gettext as _
from assessment.model import Answer
from assessment.strict import listed, printable, shortened


class StorageError(AssessmentError):
    """The database can't do what was asked of it; nothing that it had stored is lost."""


class DatabaseUrlRefused(StorageError):
    """The address of the database is not one that this software can use."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "The address of the database makes no sense. Write it like “sqlite:////folder/assessments.db” or "
                "“postgresql://user:password@server/database”."
            )
        )


class DatabaseNewer(StorageError):
    """A newer version of the software wrote this database."""

    def __init__(self, place: str) -> None:
        super().__init__(
            _(
                "{place} was written by a newer version of this software. Nothing in it was changed. Install the "
                "newer version to open it."
            ).format(place=place)
        )


class NotADatabase(StorageError):
    """The file is not an SQLite database, is damaged, or holds what another program put there."""

    def __init__(self, place: str) -> None:
        super().__init__(
            _(
                "{place} is not a database of this software, or it is damaged. Nothing in it was changed. Name "
                "another file, or restore a backup into a new one."
            ).format(place=place)
        )


class DatabaseDisplaced(StorageError):
    """The database was deleted, moved, emptied or replaced while it was open; what was in it is in `rescued`."""

    def __init__(self, place: str, rescued: Path | None = None) -> None:
        self.rescued = rescued
        if rescued is None:
            words = _(
                "{place} was deleted, moved or replaced while it was open, so what you did last is not saved there. "
                "Put it back, or restore a backup, then try again."
            )
        else:
            words = _(
                "{place} was deleted, moved or replaced while it was open, so what you did last is not saved there. "
                "Everything saved before is in {rescued}. To go on with it, move that file to {place}. Then try again."
            )
        super().__init__(words.format(place=place, rescued=rescued))


class DatabaseBusy(StorageError):
    """Somebody else held the database for longer than anybody should wait."""

    def __init__(self, place: str) -> None:
        super().__init__(
            _(
                "{place} is in use by another program, so nothing was changed. Close that program, or try again in "
                "a moment."
            ).format(place=place)
        )


class DiskFull(StorageError):
    """There is no room left where the database is."""

    def __init__(self, place: str) -> None:
        super().__init__(
            _(
                "The disk that holds {place} is full, so this change was not saved; everything saved before is "
                "still there. Make room, then try again."
            ).format(place=place)
        )


class DatabaseReadOnly(StorageError):
    """The file or its folder can't be written, or isn't there and can't be made."""

    def __init__(self, place: str) -> None:
        super().__init__(
            _(
                "{place} can't be opened for writing, so nothing was changed. Check that its folder exists and that "
                "you may write there."
            ).format(place=place)
        )


class DatabaseUnreachable(StorageError):
    """The database server doesn't answer, or it turns us away."""

    def __init__(self, place: str, reason: str) -> None:
        super().__init__(
            _(
                "The database server at {place} can't be reached. What you did last may not be saved; everything "
                "before it is. Check that the server runs and that the address and the password are right. The "
                "reason given: {reason}"
            ).format(place=place, reason=reason)
        )


class DatabaseFailed(StorageError):
    """Anything else that a database reports."""

    def __init__(self, place: str, reason: str) -> None:
        super().__init__(
            _(
                "The database {place} reported a problem. What you did last may not be saved; everything before it "
                "is. The reason given: {reason}"
            ).format(place=place, reason=reason)
        )


class DatabaseDamaged(StorageError):
    """Something that is kept can't be read, or contradicts itself."""

    def __init__(self, problems: Sequence[Problem], words: str) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join([*map(str, self.problems), words]))


class BackupDamaged(NotADatabase):
    """A backup isn't whole, so it doesn't take the place of anything."""

    def __init__(self, place: str, problems: Sequence[Problem]) -> None:
        super().__init__(place)
        self.problems = tuple(problems)
        self.args = ("\n".join([*map(str, self.problems), *self.args]),)


class BackupExists(StorageError):
    """A backup never overwrites a file."""

    def __init__(self, path: Path) -> None:
        super().__init__(_("There is already a file {path}. Name another one.").format(path=path))


class BackupMissing(StorageError):
    """There is no such file to restore."""

    def __init__(self, path: Path) -> None:
        super().__init__(_("There is no file {path}, so nothing was restored.").format(path=path))


class AssessmentUnknown(AssessmentError):
    """There is no assessment of that id, or it was deleted."""

    def __init__(self, assessment_id: str) -> None:
        super().__init__(_("There is no response “{id}” here, or it was deleted.").format(id=shortened(assessment_id)))


class AssessmentDamaged(AssessmentError):
    """Something that is kept of an assessment isn't what was written there: a disk or another program has spoilt it."""

    def __init__(self, assessment_id: str, what: str) -> None:
        self.assessment_id = assessment_id
        self.what = what
        super().__init__(
            _(
                "The response “{id}” is damaged in the database: {what}. Nothing was changed, and the other responses "
                "aren’t concerned. “python -m assessment check” says all that is damaged; restore a backup from before."
            ).format(id=printable(shortened(assessment_id)), what=what)
        )


class AssessmentSubmitted(AssessmentError):
    """A submitted assessment is locked until it is reopened."""

    def __init__(self) -> None:
        super().__init__(_("This response was submitted, so it can’t be changed. Reopen it first."))


class ImportOutdated(AssessmentError):
    """Between the look at files and their import somebody changed what they were held against."""

    def __init__(self) -> None:
        super().__init__(
            _("Something was changed here since these files were looked at, so nothing was taken. Look at them again.")
        )


class ImportUnknown(AssessmentError):
    """There is no such import, or it was undone already."""

    def __init__(self, import_id: str) -> None:
        super().__init__(_("There is no import “{id}” here, or it was undone already.").format(id=shortened(import_id)))


class ImportBuiltUpon(AssessmentError):
    """Answers that an import brought were changed since, so that to undo it would take the newer words away."""

    def __init__(self, recommendations: Sequence[str]) -> None:
        self.recommendations = tuple(recommendations)
        super().__init__(
            _(
                "Nothing was undone, because answers were changed since the import: {recommendations}. Change back "
                "by hand what should be as before."
            ).format(recommendations=listed(self.recommendations))
        )


class CatalogueMismatch(AssessmentError):
    """A response names another catalogue than the one it is to be kept with."""

    def __init__(self, named: str, given: str) -> None:
        super().__init__(_("The response answers the catalogue {named}, not {given}.").format(named=named, given=given))


class RecommendationUnknown(AssessmentError):
    """The catalogue of the assessment has no such recommendation."""

    def __init__(self, recommendation_id: str) -> None:
        super().__init__(_("This response has no recommendation “{id}”.").format(id=shortened(recommendation_id)))


class AnswerChangedMeanwhile(AssessmentError):
    """Somebody else changed the same answer first. Both versions are here, so that a person can choose.

    `stored_revision` is the revision to expect when saving over it; `stored_at` (UTC) is None if nothing is stored.
    """

    def __init__(
        self, yours: Answer, stored: Answer, stored_revision: int, stored_by: str, stored_at: dt.datetime | None
    ) -> None:
        self.yours = yours
        self.stored = stored
        self.stored_revision = stored_revision
        self.stored_by = stored_by
        self.stored_at = stored_at
        super().__init__(
            _("This answer was changed in another window or by another person, so yours was not saved over it.")
        )
