"""What storage refuses, and what can go wrong with a database; the text of each error is for people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any

from assessment.errors import AssessmentError, Problem
from assessment.i18n import gettext as _
from assessment.i18n import mark
from assessment.installation import COMMAND
from assessment.labels.formatting import date_text, response_name
from assessment.parsing.message_text import abbreviated_list, printable, truncated
from assessment.records.assessments import AssessmentListing, Stored


class Refused(AssessmentError):
    """What was asked can't be done as things are, and nothing was changed; the text says why."""


class StorageError(AssessmentError):
    """The database can't do what was asked; nothing stored is lost."""


class DatabaseUrlRefused(StorageError):
    """The address of the database is not one that this software can use."""

    sentence = mark(
        "The database address is not valid. Write it like “sqlite:////folder/assessments.db” or "
        "“postgresql://user:password@server/database”."
    )


class DatabaseRefused(StorageError):
    """A database can't be used; `sentence` says why, of the place where it is."""

    def __init__(self, place: str) -> None:
        super().__init__(place=place)


class DatabaseNewer(DatabaseRefused):
    """A newer version of the software wrote this database."""

    sentence = mark(
        "{place} was written by a newer version of this software. Nothing was changed. Install that version."
    )


class DatabaseOlder(DatabaseRefused):
    """A version of the software wrote this database from which none leads to this one."""

    sentence = mark(
        "{place} was written by an older version of this software. Nothing was changed. Open it once with the "
        "version of 27 November 2026, which brings it up to date, then with this one."
    )


class NotADatabase(DatabaseRefused):
    """The file is not an SQLite database, is damaged, or belongs to another program."""

    sentence = mark(
        "{place} is damaged or not a database of this software. Nothing was changed. Use another file, or "
        "restore a backup into a new one."
    )


class DatabaseBusy(DatabaseRefused):
    """Another program locked the database for too long."""

    sentence = mark("{place} is in use by another program. Nothing was changed. Close that program, or try again.")


class DiskFull(DatabaseRefused):
    """The disk of the database is full."""

    sentence = mark(
        "The disk of {place} is full. This change was not saved; earlier ones were. Free some space, then try again."
    )


class DatabaseReadOnly(DatabaseRefused):
    """The file or its folder can't be written, or doesn't exist and can't be created."""

    sentence = mark("{place} can’t be opened for writing. Nothing was changed. Check its folder and your permissions.")


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
                "“{command} check” lists all damage; restore a backup from before it."
            ).format(command=COMMAND, id=printable(truncated(assessment_id)), what=what)
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

    sentence = mark("Stored answers have changed since you looked at these files, so nothing was imported. Look again.")


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


class WorkshopUnknown(AssessmentError):
    """There is no such workshop, or it was deleted."""

    def __init__(self, workshop_id: str) -> None:
        self.workshop_id = workshop_id
        super().__init__(_("There is no such workshop. List the workshops, and try again."))


class WorkshopDamaged(AssessmentError):
    """What is stored of a workshop was damaged by a disk or another program."""

    def __init__(self, workshop_id: str) -> None:
        self.workshop_id = workshop_id
        super().__init__(
            _(
                "This workshop is damaged, and nothing was changed. “{command} check” lists all damage; "
                "restore a backup from before it."
            ).format(command=COMMAND)
        )


class WorkshopFinished(AssessmentError):
    """Nothing can be changed in a workshop that is finished."""

    sentence = mark("This workshop is finished. Nothing was changed; its agreed response can still be edited.")


class ParticipantUnknown(AssessmentError):
    """There is no such participant, or they were removed or merged."""

    sentence = mark("You are not in this workshop any more. Join again, or ask the facilitator.")


class MovedMeanwhile(AssessmentError):
    """Somebody else moved the recommendation on."""

    sentence = mark("Another facilitator has moved this on meanwhile. Look where it is now, and go on there.")


class VoteNotOpen(AssessmentError):
    """A ballot came when its vote took none."""

    sentence = mark("Not counted: this vote is closed.")


class BallotOutdated(AssessmentError):
    """A ballot was filled in before another of the same person came, which stands."""

    sentence = mark("Not counted: you have voted again since. What you see now stands; change it if you like.")
