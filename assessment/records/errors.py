"""What storage refuses, and what can go wrong with a database; the text of each error is for people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any

from assessment.atomic_files import already_exists, no_file
from assessment.errors import AssessmentError, Problem
from assessment.i18n import gettext as _
from assessment.labels.formatting import date_text, response_name
from assessment.parsing.message_text import abbreviated_list, printable, truncated
from assessment.records.assessments import AssessmentListing, Stored


class StorageError(AssessmentError):
    """The database can't do what was asked; nothing stored is lost."""


class DatabaseUrlRefused(StorageError):
    """The address of the database is not one that this software can use."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "The database address is not valid. Write it like “sqlite:////folder/assessments.db” or "
                "“postgresql://user:password@server/database”."
            )
        )


class DatabaseNewer(StorageError):
    """A newer version of the software wrote this database."""

    def __init__(self, place: str) -> None:
        super().__init__(
            _(
                "{place} was written by a newer version of this software. Nothing was changed. Install that version."
            ).format(place=place)
        )


class DatabaseOlder(StorageError):
    """A version of the software wrote this database from which none leads to this one."""

    def __init__(self, place: str) -> None:
        super().__init__(
            _(
                "{place} was written by an older version of this software. Nothing was changed. Open it once with the "
                "version of 27 November 2026, which brings it up to date, then with this one."
            ).format(place=place)
        )


class NotADatabase(StorageError):
    """The file is not an SQLite database, is damaged, or belongs to another program."""

    def __init__(self, place: str) -> None:
        super().__init__(
            _(
                "{place} is damaged or not a database of this software. Nothing was changed. Use another file, or "
                "restore a backup into a new one."
            ).format(place=place)
        )


class DatabaseFileReplaced(StorageError):
    """The database was deleted, moved, emptied or replaced while it was open; its content is in `rescued`."""

    def __init__(self, place: str, rescued: Path | None = None) -> None:
        self.rescued = rescued
        what = _("{place} was deleted, moved or replaced while it was open. Your last change was not saved.")
        if rescued is None:
            fix = _("Put it back, or restore a backup, then try again.")
        else:
            fix = _("Earlier changes are in {rescued}. To use them, move that file to {place}, then try again.")
        super().__init__(f"{what} {fix}".format(place=place, rescued=rescued))


class DatabaseBusy(StorageError):
    """Another program locked the database for too long."""

    def __init__(self, place: str) -> None:
        super().__init__(
            _("{place} is in use by another program. Nothing was changed. Close that program, or try again.").format(
                place=place
            )
        )


class DiskFull(StorageError):
    """The disk of the database is full."""

    def __init__(self, place: str) -> None:
        super().__init__(
            _(
                "The disk of {place} is full. This change was not saved; earlier ones were. Free some space, then "
                "try again."
            ).format(place=place)
        )


class DatabaseReadOnly(StorageError):
    """The file or its folder can't be written, or doesn't exist and can't be created."""

    def __init__(self, place: str) -> None:
        super().__init__(
            _(
                "{place} can’t be opened for writing. Nothing was changed. Check its folder and your permissions."
            ).format(place=place)
        )


class DatabaseUnreachable(StorageError):
    """The database server doesn't answer, or refuses the connection."""

    def __init__(self, place: str, reason: str) -> None:
        what = _("The database server at {place} can’t be reached. Check the server, the address and the password.")
        super().__init__(f"{what.format(place=place)} {_may_be_lost(reason)}")


class DatabaseFailed(StorageError):
    """Anything else that a database reports."""

    def __init__(self, place: str, reason: str) -> None:
        what = _("The database {place} reported a problem.")
        super().__init__(f"{what.format(place=place)} {_may_be_lost(reason)}")


def _may_be_lost(reason: str) -> str:
    return _("Your last change may not be saved; earlier ones are. Reason: {reason}").format(reason=reason)


class DatabaseDamaged(StorageError):
    """Stored data can't be read, or contradicts itself."""

    def __init__(self, problems: Sequence[Problem], words: str) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join([*map(str, self.problems), words]))


class BackupDamaged(NotADatabase):
    """A backup is damaged, so it isn't restored."""

    def __init__(self, place: str, problems: Sequence[Problem]) -> None:
        super().__init__(place)
        self.problems = tuple(problems)
        self.args = ("\n".join([*map(str, self.problems), *self.args]),)


class BackupExists(StorageError):
    """A backup never overwrites a file."""

    def __init__(self, path: Path) -> None:
        super().__init__(already_exists(path))


class BackupMissing(StorageError):
    """There is no such file to restore."""

    def __init__(self, path: Path) -> None:
        super().__init__(no_file(path))


class AssessmentUnknown(AssessmentError):
    """There is no assessment of that id, or it was deleted."""

    def __init__(self, assessment_id: str) -> None:
        super().__init__(_("There is no response “{id}”.").format(id=truncated(assessment_id)))


class AssessmentDamaged(AssessmentError):
    """Stored data of an assessment was damaged by a disk or another program."""

    def __init__(self, assessment_id: str, what: str) -> None:
        self.assessment_id = assessment_id
        self.what = what
        super().__init__(
            _(
                "The response “{id}” is damaged: {what}. Nothing was changed, and other responses are not affected. "
                "“python -m assessment check” lists all damage; restore a backup from before it."
            ).format(id=printable(truncated(assessment_id)), what=what)
        )


def unreadable(*names: str) -> str:
    """What is damaged: columns, tables or ids."""
    return _("{names} can’t be read").format(names=abbreviated_list(names))


class AssessmentAlreadyBegun(AssessmentError):
    """There is one that people couldn't tell from this one (`domain.merging.matching`)."""

    def __init__(self, twin: AssessmentListing) -> None:
        self.assessment_id = twin.id
        date = date_text(twin.round.date) if twin.round.date else ""
        name = " · ".join(part for part in (printable(response_name(twin)), date) if part)
        super().__init__(
            _("There is already {name}. Continue that one, or give another organisation, round or date.").format(
                name=name
            )
        )


class AssessmentSubmitted(AssessmentError):
    """A submitted assessment is locked until it is reopened."""

    def __init__(self) -> None:
        super().__init__(" ".join([_("This response was submitted, so it can’t be changed."), _("Reopen it first.")]))


class ImportOutdated(AssessmentError):
    """Stored answers were changed between the preview of an import and the import."""

    def __init__(self) -> None:
        super().__init__(
            _("Stored answers have changed since you looked at these files, so nothing was imported. Look again.")
        )


class ImportUnknown(AssessmentError):
    """There is no such import, or it has been undone."""

    def __init__(self, import_id: str) -> None:
        super().__init__(_("There is no import “{id}”, or it was already undone.").format(id=truncated(import_id)))


class ImportChangedSince(AssessmentError):
    """Imported answers have been changed since, and undoing the import would lose these changes."""

    def __init__(self, recommendations: Sequence[str]) -> None:
        self.recommendations = tuple(recommendations)
        super().__init__(
            _(
                "Nothing was undone, because answers have changed since the import: {recommendations}. Change them "
                "back by hand."
            ).format(recommendations=abbreviated_list(self.recommendations))
        )


class CatalogueMismatch(AssessmentError):
    """A response names another catalogue than the one with which it is to be stored."""

    def __init__(self, named: str, given: str) -> None:
        super().__init__(_("The response answers the catalogue {named}, not {given}.").format(named=named, given=given))


class RecommendationUnknown(AssessmentError):
    """The catalogue of the assessment has no such recommendation."""

    def __init__(self, recommendation_id: str) -> None:
        super().__init__(_("“{id}” is not in this catalogue.").format(id=truncated(recommendation_id)))


class ChangedMeanwhile(AssessmentError):
    """Somebody else changed the same answer or follow-up first, so nothing was saved; `now` is what is there."""

    authors: Mapping[str, str] = MappingProxyType({})
    """Who changed each field, where that isn't the author of `now`."""

    def __init__(self, recommendation_id: str, now: Stored[Any]) -> None:
        self.now = now
        words = _("{recommendation} was changed in another window or by another person, so yours was not saved.")
        super().__init__(words.format(recommendation=recommendation_id))
