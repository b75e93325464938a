"""The content of an imported file before anything is stored: its answers, and the place of each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from assessment.domain.answer import Answer
from assessment.domain.catalogue import Catalogue
from assessment.domain.follow_up import FollowUp
from assessment.domain.response import Response
from assessment.errors import Problem
from assessment.parsing.message_text import printable


@dataclass(frozen=True, slots=True)
class SubmissionVersion:
    """One state of a submission, which may be edited on its server, according to the server."""

    id: str = ""
    """The id of this state; empty if the file has none."""
    replaces: str = ""
    """The id of the previous state, if the file has it."""
    edits: int | None = None
    """The number of edits, if the file has it."""

    def follows(self, other: SubmissionVersion, key: str) -> bool | None:
        """Whether this is a later state of the submission with that key than `other`; None if that is unknown."""
        if self.edits is not None and other.edits is not None and self.edits != other.edits:
            return self.edits > other.edits
        # The id of a submission that was never edited is its key.
        if other.id and (self.replaces == other.id or (other.id == key and self.id not in ("", key))):
            return True
        if self.id and (other.replaces == self.id or (self.id == key and other.id not in ("", key))):
            return False
        return None


UNKNOWN_VERSION = SubmissionVersion()
"""Nothing is known about the state."""


@dataclass(frozen=True, slots=True)
class ImportedSubmission:
    """A state of a submission that was imported into an assessment, or will be."""

    key: str
    assessment_id: str
    """Empty for one that will be created."""
    revision: int
    """How many states of that submission were imported, including this one."""
    version: SubmissionVersion
    answers: Mapping[str, Answer] | None
    """Its answers by recommendation id; None if it is unknown which state is later."""


@dataclass(frozen=True, slots=True)
class FileFollowUp:
    """What a file says about one follow-up, and where."""

    follow_up: FollowUp
    location: str = ""
    base: FollowUp | None = None
    """What it was when the file was made; None if the file doesn't tell."""
    revision: int | None = None
    """The revision that it had then; 0 where nobody had saved it."""


@dataclass(frozen=True, slots=True)
class ImportedResponse:
    """One response in a file.

    `response.answers` has every recommendation in the file, with an empty answer if its place in the file is empty; an
    import doesn't change recommendations that aren't in it.
    """

    source: str
    """The name of the file, for messages."""
    catalogue: Catalogue
    response: Response
    locations: Mapping[str, str] = field(default_factory=dict)
    """The place of each answer, by recommendation id: `Questionnaire!E12`, `row 7`, `answers.GCM10-01`."""
    assessment_id: str | None = None
    """The assessment that the file was made from, if any."""
    revisions: Mapping[str, int] = field(default_factory=dict)
    """The revision of each answer with which the file was made: the last common state of both sides."""
    follow_ups: Mapping[str, FileFollowUp] = field(default_factory=dict)
    """What the file says about follow-ups, by recommendation id."""
    is_gap_report: bool = False
    """Whether it says nothing but follow-ups, and who answered what is only known by `assessment_id`."""
    key: str | None = None
    """Identifies a submission through all edits, so that it is imported only once."""
    version: SubmissionVersion = UNKNOWN_VERSION
    """Which state of that submission it is."""
    is_rejected: bool = False
    """Whether it was rejected in a review on the server."""
    previous_state: ImportedSubmission | None = None
    """The state of the same submission that was imported before, without answers if it is unknown which is later."""
    is_submission: bool = False
    """Whether it is a submission of a form; each is a response of its own, with or without a key."""
    left_out: tuple[str, ...] = ()
    """The fields that sharing removed before the file was made (assessment/domain/sharing.py): that they are empty
    means nothing."""
    warnings: tuple[Problem, ...] = ()
    """What was understood but should be checked."""

    @property
    def row(self) -> str:
        """Where a submission stands in its file: `row 7`."""
        return next(iter(self.locations.values()), printable(str(self.key)))

    @property
    def names(self) -> tuple[str, ...]:
        """The names under which the same submission may have been imported before, the most reliable last.

        From a file without the column of its key it was known by the id of its state.
        """
        names = (self.version.replaces, self.version.id, self.key or "") if self.key else ()
        return tuple(dict.fromkeys(name for name in names if name))
