"""What a file that comes back says, before anything of it is taken: the answers in it, and where each stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from assessment.errors import Problem
from assessment.model import Catalogue, Response


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
    """What tells a submission from every other one, so that it is taken once only (`_uuid`)."""
    is_submission: bool = False
    """Whether it is one of the submissions of a form, of which each is somebody’s own, with or without a key."""
    left_out: tuple[str, ...] = ()
    """The fields that sharing took out before the file was made (assessment/sharing.py): that they are empty says
    nothing."""
    warnings: tuple[Problem, ...] = ()
    """What was understood, and is worth a look."""
