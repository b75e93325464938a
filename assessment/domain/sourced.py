"""A response wherever it comes from: with its catalogue, its follow-ups, and what is known about its source."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Self

from assessment.domain.answer import Answer, Rating
from assessment.domain.catalogue import Catalogue
from assessment.domain.follow_up import FollowUp, FollowUpStatus, follow_up_plan
from assessment.domain.gaps import gaps
from assessment.domain.response import Assessment, Response, Status
from assessment.domain.scoring import RATING_VALUES


@dataclass(frozen=True, slots=True)
class SourcedResponse:
    """A response from a file or from storage. Its `name`, a file's or an id, is unique among those handled together."""

    name: str
    catalogue: Catalogue
    response: Response
    follow_ups: Mapping[str, FollowUp] = field(default_factory=dict)
    """Those that somebody has saved, by recommendation."""
    status: Status | None = None
    """None where nothing says whether it was submitted, as in a file."""
    left_out: tuple[str, ...] = ()
    """The fields that sharing took out of it (assessment/domain/sharing.py)."""
    assessment_id: str | None = None
    """None for a response from a file, and for one that isn't shared in full."""
    revisions: Mapping[str, int] = field(default_factory=dict)
    """Of the stored answers, by recommendation."""
    follow_up_revisions: Mapping[str, int] = field(default_factory=dict)
    versions: Mapping[tuple[str, int], Answer] = field(default_factory=dict)
    """Every version of its answers, by recommendation and revision, as the history tells them; only files that were
    made from this response need them."""

    @classmethod
    def from_assessment(
        cls,
        assessment: Assessment,
        follow_ups: Mapping[str, FollowUp] | None = None,
        follow_up_revisions: Mapping[str, int] | None = None,
    ) -> Self:
        """A stored response, under its id."""
        return cls(
            assessment.id,
            assessment.catalogue,
            assessment.response,
            follow_ups or {},
            assessment.status,
            assessment_id=assessment.id,
            revisions=assessment.revisions,
            follow_up_revisions=follow_up_revisions or {},
        )

    def follow_up_statuses(self) -> dict[str, FollowUpStatus]:
        """How far the plan of its gaps has come, by recommendation; nothing where nobody has kept one."""
        plan = follow_up_plan(gaps(self.catalogue, self.response), self.follow_ups) if self.follow_ups else []
        return {planned.gap.recommendation.id: planned.follow_up.status for planned in plan}

    @property
    def display_name(self) -> str:
        return self.name

    @property
    def catalogue_id(self) -> str:
        return self.catalogue.id

    @property
    def is_rated(self) -> bool:
        return any(self.rates(item) for item in self.catalogue.by_id)

    def full_response(self) -> Response:
        return self.response

    def rating(self, recommendation_id: str) -> Rating | None:
        """The rating; None also where this version of the catalogue doesn't ask."""
        return self.response.rating(recommendation_id) if recommendation_id in self.catalogue.by_id else None

    def is_asked(self, recommendation_id: str) -> bool:
        """Whether its version has a recommendation, which counts for this response."""
        return recommendation_id in self.catalogue.by_id and self.response.assesses(recommendation_id)

    def rates(self, recommendation_id: str) -> bool:
        return self.rating(recommendation_id) in RATING_VALUES
