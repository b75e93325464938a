"""What is decided about a workshop before anybody joins."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from assessment.domain.catalogue import Catalogue
from assessment.domain.response import Response, Round, Voice
from assessment.domain.workshop.model import Breakdown, RemarkRule
from assessment.errors import AssessmentError
from assessment.i18n import gettext as _
from assessment.parsing.limits import check_name

TABLES_LIMIT = 100
HEADS_LIMIT = 10_000
PARTICIPANTS_LIMIT = 5_000
MINUTES_LIMIT = 480
DAYS_LIMIT = 14


class PlanRefused(AssessmentError):
    """A workshop can't be held like this; the text says what to correct."""


@dataclass(frozen=True, slots=True)
class WorkshopPlan:
    """A workshop as it is prepared.

    Raises TextRefused for a title, organisation, round, place or table that is too long or isn't a single line, and
    PlanRefused for what contradicts itself. Whether there is such a recommendation is for `check_recommendations`.
    """

    title: str
    country: str
    """An ISO 3166-1 alpha-3 code."""
    recommendations: tuple[str, ...]
    """The ids of those that are voted on, in the order of the agenda."""
    kept_until: dt.date
    """Until when participants, their names and who voted what are kept, as participants are told."""
    round: Round = field(default_factory=Round)
    voice: Voice = Voice.OTHER
    """Whose the agreed response is; participants have voices of their own."""
    organisation: str = ""
    voices: tuple[Voice, ...] = ()
    """What participants choose from; empty where they aren't asked."""
    tables: tuple[str, ...] = ()
    breakdown: Breakdown = Breakdown.NONE
    anonymous: bool = False
    reveals_itself: bool = False
    """Whether a vote is closed and revealed as soon as everybody who is there has voted."""
    remarks: RemarkRule = RemarkRule.MODERATED
    place: str = ""
    """Where people meet, for the minutes."""
    days: tuple[dt.date, ...] = ()
    """When they meet, in order; empty where it isn't planned."""
    minutes: Mapping[str, int] = field(default_factory=dict, hash=False)
    """How long the room is to talk about a recommendation, where that is planned."""

    def __post_init__(self) -> None:
        for name in (self.title, self.organisation, self.round.label, self.place, *self.tables):
            check_name(name)
        if problem := self._problem():
            raise PlanRefused(problem)

    def _problem(self) -> str | None:
        if not self.title.strip():
            return _("The workshop has no title. Give it one, so that it can be told apart.")
        if not self.recommendations:
            return _("There is nothing to vote on. Choose one recommendation or more.")
        if len(self.tables) > TABLES_LIMIT:
            return _("A workshop has at most {limit} tables. Name fewer.").format(limit=TABLES_LIMIT)
        if len(self.days) > DAYS_LIMIT or list(self.days) != sorted(set(self.days)):
            return _("A workshop has up to {limit} days, each named once, in their order.").format(limit=DAYS_LIMIT)
        if any(len(set(names)) < len(names) for names in (self.recommendations, self.voices, self.tables)):
            return _("Something is named twice. Name each recommendation, voice and table once.")
        if not all(table.strip() for table in self.tables):
            return _("A table has no name. Name it, or leave it out.")
        if not self.minutes.keys() <= set(self.recommendations):
            return _("Minutes are planned for what is on the agenda only.")
        if not all(1 <= minutes <= MINUTES_LIMIT for minutes in self.minutes.values()):
            return _("Plan 1 to {limit} minutes for a recommendation, or none.").format(limit=MINUTES_LIMIT)
        if self.breakdown is Breakdown.VOICE and not self.voices:
            return _("Votes can’t be shown by voice if nobody is asked for it. Choose voices, or no breakdown.")
        if self.breakdown is Breakdown.TABLE and not self.tables:
            return _("Votes can’t be shown by table if there are none. Name tables, or choose no breakdown.")
        return None

    def check_recommendations(self, catalogue: Catalogue) -> None:
        """Raise PlanRefused unless these are recommendations of the catalogue."""
        if not catalogue.by_id.keys() >= set(self.recommendations):
            raise PlanRefused(_("The catalogue doesn’t have all these recommendations. Choose them from its list."))

    def place_of_day(self, day: dt.date) -> tuple[int, int] | None:
        """Which of its days this is, from 1, and of how many; None where it is none, or the only one."""
        return (self.days.index(day) + 1, len(self.days)) if day in self.days and len(self.days) > 1 else None

    def agreed_response(self, catalogue: Catalogue) -> Response:
        """The response that the workshop fills in, still without answers."""
        return Response(
            catalogue_id=catalogue.id,
            catalogue_version=catalogue.version,
            country=self.country,
            voice=self.voice,
            organisation=self.organisation,
            round=self.round,
        )
