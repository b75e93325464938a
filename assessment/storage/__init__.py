"""Where assessments are kept. Nothing outside this package knows that it is a database."""

from assessment.storage.errors import (
    AnswerChangedMeanwhile,
    AssessmentSubmitted,
    AssessmentUnknown,
    BackupExists,
    BackupMissing,
    CatalogueMismatch,
    DatabaseBusy,
    DatabaseFailed,
    DatabaseNewer,
    DatabaseReadOnly,
    DatabaseUnreachable,
    DatabaseUrlRefused,
    DiskFull,
    NotADatabase,
    RecommendationUnknown,
    StorageError,
)
from assessment.storage.opening import open_repository
from assessment.storage.records import Change, Event, EventKind, Saved, State, Summary
from assessment.storage.repository import Repository

__all__ = [
    "AnswerChangedMeanwhile",
    "AssessmentSubmitted",
    "AssessmentUnknown",
    "BackupExists",
    "BackupMissing",
    "CatalogueMismatch",
    "Change",
    "DatabaseBusy",
    "DatabaseFailed",
    "DatabaseNewer",
    "DatabaseReadOnly",
    "DatabaseUnreachable",
    "DatabaseUrlRefused",
    "DiskFull",
    "Event",
    "EventKind",
    "NotADatabase",
    "RecommendationUnknown",
    "Repository",
    "Saved",
    "State",
    "StorageError",
    "Summary",
    "open_repository",
]
