"""What a file that comes back says, before anything of it is taken: the answers in it, and where each stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from assessment.errors import Problem
from assessment.model import Answer, Assessment, Catalogue, Response
from assessment.strict import printable


@dataclass(frozen=True, slots=True)
class Edition:
    """One state of a submission, which may be edited on its server: what the server says of it."""

    id: str = ""
    """Of this state alone; empty if the file doesn't say."""
    replaces: str = ""
    """The id of the state before it, if the file says."""
    edits: int | None = None
    """How often it had been edited, if the file says."""

    def follows(self, other: Edition, key: str) -> bool | None:
        """Whether this is a later state than another of the submission with that key; None if nobody can tell."""
        if self.edits is not None and other.edits is not None and self.edits != other.edits:
            return self.edits > other.edits
        # What was never edited has the key for its id.
        if other.id and (self.replaces == other.id or (other.id == key and self.id not in ("", key))):
            return True
        if self.id and (other.replaces == self.id or (self.id == key and other.id not in ("", key))):
            return False
        return None


UNTOLD = Edition()
"""Nothing is said of the state."""


@dataclass(frozen=True, slots=True)
class Taken:
    """A state of a submission that was taken into an assessment, or is to be."""

    key: str
    assessment_id: str
    """Empty for one that is to be made."""
    revision: int
    """How many states of that submission were taken, with this one."""
    edition: Edition
    said: Mapping[str, Answer] | None
    """Its answers by recommendation id; None if they weren't kept, as by earlier versions of this software."""


@dataclass(frozen=True, slots=True)
class Incoming:
    """One response in a file.

    `response.answers` holds every recommendation that the file speaks of, an empty answer where it has a place for one
    and nothing is said there; of a recommendation that isn't in it the file says nothing, and nothing is changed.
    """

    source: str
    """The name of the file, for people."""
    catalogue: Catalogue
    response: Response
    places: Mapping[str, str] = field(default_factory=dict)
    """Where each answer stands, by recommendation id: `Questionnaire!E12`, `row 7`, `answers.GCM10-01`."""
    assessment_id: str | None = None
    """The assessment that the file was made from, if any."""
    revisions: Mapping[str, int] = field(default_factory=dict)
    """The revision of each answer that the file was made with: the last state that both sides had in common."""
    key: str | None = None
    """What tells a submission from every other one, and stays when it is edited, so that it is taken once only."""
    edition: Edition = UNTOLD
    """Which state of that submission it is."""
    is_rejected: bool = False
    """Whether somebody who reviewed the submissions on the server rejected it."""
    earlier: Taken | None = None
    """The state of the same submission that was taken before. It says nothing where nobody can tell which of the two
    is later."""
    is_submission: bool = False
    """Whether it is one of the submissions of a form, of which each is somebody’s own, with or without a key."""
    left_out: tuple[str, ...] = ()
    """The fields that sharing took out before the file was made (assessment/sharing.py): that they are empty says
    nothing."""
    warnings: tuple[Problem, ...] = ()
    """What was understood, and is worth a look."""

    @property
    def row(self) -> str:
        """Where a submission stands in its file: `row 7`."""
        return next(iter(self.places.values()), printable(str(self.key)))

    @property
    def names(self) -> tuple[str, ...]:
        """What the same submission may be known by if it was taken before, the surest name last.

        Earlier versions of this software knew a submission by the id of its state.
        """
        names = (self.edition.replaces, self.edition.id, self.key or "") if self.key else ()
        return tuple(dict.fromkeys(name for name in names if name))


@dataclass(frozen=True, slots=True)
class Kept:
    """An assessment that files may belong to.

    `versions` has every version of its answers, by recommendation id and revision, as the history tells them. Only
    files that name this assessment need them.
    """

    assessment: Assessment
    versions: Mapping[tuple[str, int], Answer] = field(default_factory=dict)
