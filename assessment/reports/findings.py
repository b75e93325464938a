"""Everything that a gap report shows, found once, and the facts that it lists by name."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from assessment.domain.countries import country_name
from assessment.domain.fields import SharingLevel
from assessment.domain.follow_up import FollowUp, PlannedGap, first_follow_up, follow_up_plan
from assessment.domain.gaps import Gap, gaps, information_gaps, red_lines
from assessment.domain.model import Answer, Catalogue, Recommendation, Response, Status
from assessment.domain.robustness import Robustness, robustness
from assessment.domain.scoring import (
    COVERAGE_THRESHOLD,
    Grouping,
    Tally,
    assessed,
    tally_all,
    tally_by,
    theme_weighted_if_different,
)
from assessment.domain.sourced import SourcedResponse
from assessment.domain.workshop.outcome import Outcome, WorkshopOutcome
from assessment.i18n import gettext as _
from assessment.labels.codes import status_word, voice_word
from assessment.labels.findings import agenda_text, gravest_gaps, headline, not_assigned
from assessment.labels.formatting import Group, date_text, name_groups, timestamp_text
from assessment.labels.workshops import comment_beside, room_lines
from assessment.parsing.message_text import truncated

NOT_GIVEN = "–"
_WHO_SHOWN = 50
"""Characters shown of a responsible body among the gravest gaps; the list of gaps has all of them."""


@dataclass(frozen=True, slots=True)
class ReportEntry:
    """A recommendation with its answer, as a row of a list; `number` is its position there."""

    number: int
    recommendation: Recommendation
    answer: Answer
    asked_by: int
    room: str
    """What a workshop said of an agreed rating, a line each; empty where there is none."""
    follow_up: FollowUp
    """As somebody saved it, or what the answer says."""

    @property
    def place(self) -> str:
        """What identifies its long texts on their own sheet."""
        return self.recommendation.id


@dataclass(frozen=True, slots=True)
class Findings:
    """A response, the settings of its report, and the figures and lists that follow."""

    source: SourcedResponse
    level: SharingLevel
    threshold: float
    written: dt.datetime
    whole: Tally
    by: Mapping[Grouping, Mapping[str, Tally]]
    gaps: tuple[Gap, ...]
    information_gaps: tuple[Recommendation, ...]
    robustness: Robustness
    workshop: WorkshopOutcome | None = None
    """What the workshop came to whose agreed response this is; None if it is none's."""

    @property
    def catalogue(self) -> Catalogue:
        return self.source.catalogue

    @property
    def response(self) -> Response:
        return self.source.response

    @property
    def status(self) -> Status:
        """A draft, where nothing says otherwise."""
        return self.source.status or Status.DRAFT

    @property
    def left_out(self) -> tuple[str, ...]:
        return self.source.left_out

    @property
    def day_written(self) -> dt.date:
        """The day of the report where the machine is: by it an action is overdue."""
        return self.written.astimezone().date()

    @property
    def assessed(self) -> list[Recommendation]:
        """The recommendations that the report is about."""
        return assessed(self.response, self.catalogue.recommendations)

    @property
    def planned_gaps(self) -> list[PlannedGap]:
        """The gaps in their order, each with its follow-up."""
        return follow_up_plan(self.gaps, self.source.follow_ups)

    @property
    def is_whole(self) -> bool:
        """Whether nothing was left out, so that what is missing was really not answered."""
        return not self.left_out

    @property
    def differing_weighted(self) -> float | None:
        """The theme-weighted overall, if it differs from the overall."""
        return theme_weighted_if_different(self.whole, self.by[Grouping.THEME], self.threshold)

    def groups(self, grouping: Grouping) -> tuple[Group, ...]:
        """The groups of a grouping in the catalogue's order."""
        return name_groups(self.catalogue, grouping, self.by[grouping])

    @property
    def headline(self) -> str:
        """What every report says first: what was found, and of how much."""
        found = f"{headline(len(self.gaps), len(red_lines(self.gaps)), len(self.information_gaps))}."
        return " ".join(filter(None, (found, agenda_text(self.catalogue, self.response))))

    @property
    def gravest_gaps(self) -> tuple[ReportEntry, ...]:
        """The gaps that lead, in the order of the gaps."""
        leading = gravest_gaps(self.gaps)
        return tuple(self.entry(number, gap.recommendation) for number, gap in enumerate(leading, start=1))

    def responsible(self, follow_up: FollowUp) -> str:
        """Who acts, in short, on one line; where nobody is named, whether that was left out or nobody is assigned."""
        is_left_out = "responsible" in self.left_out or self.level is SharingLevel.PUBLIC
        if is_left_out and not follow_up.responsible:
            return _("left out")
        return truncated(" ".join(follow_up.responsible.split()), _WHO_SHOWN) or not_assigned()

    def room(self, recommendation: Recommendation) -> list[tuple[str, str]]:
        """What the workshop said of a rating on which it agreed, by name."""
        found = self._outcome(recommendation)
        return [] if found is None else room_lines(found, self.response.answer(recommendation.id).reason)

    def comment(self, recommendation: Recommendation) -> str:
        """The comment, without the dissent that became a part of it and is told by `room`."""
        found, comment = self._outcome(recommendation), self.response.answer(recommendation.id).comment
        return comment if found is None else comment_beside(found, comment)

    def follow_up(self, recommendation: Recommendation) -> FollowUp:
        """What is done about it, as somebody saved it, or as the answer says."""
        saved = self.source.follow_ups.get(recommendation.id)
        return saved or first_follow_up(self.response.answer(recommendation.id))

    def _outcome(self, recommendation: Recommendation) -> Outcome | None:
        of_workshop = () if self.workshop is None else self.workshop.outcomes
        return next((each for each in of_workshop if each.recommendation.id == recommendation.id), None)

    def entry(self, number: int, recommendation: Recommendation) -> ReportEntry:
        answer = self.response.answer(recommendation.id)
        return ReportEntry(
            number,
            recommendation,
            answer,
            self.catalogue.asked_by[recommendation.id],
            "\n".join(f"{name}: {text}" for name, text in self.room(recommendation)),
            self.follow_up(recommendation),
        )


def find_findings(
    source: SourcedResponse,
    *,
    written: dt.datetime,
    threshold: float = COVERAGE_THRESHOLD,
    level: SharingLevel = SharingLevel.FULL,
    workshop: WorkshopOutcome | None = None,
) -> Findings:
    """Score a response and list what it leaves open.

    `threshold` is the coverage, 0 to 1, below which no score is shown; `written` is when the report is written.
    The response and the `workshop` that agreed on it must be shared at this level already (`domain/sharing`,
    `domain/workshop/outcome`).
    """
    catalogue, response = source.catalogue, source.response
    return Findings(
        source=source,
        level=level,
        threshold=threshold,
        written=written,
        whole=tally_all(catalogue, response),
        by={grouping: tally_by(catalogue, response, grouping) for grouping in Grouping},
        gaps=tuple(gaps(catalogue, response)),
        information_gaps=tuple(information_gaps(catalogue, response)),
        robustness=robustness(catalogue, response),
        workshop=workshop,
    )


# The facts, worded once for a workbook and a document


@dataclass(frozen=True, slots=True)
class Fact:
    """A label and its value. `is_typed` if a person wrote it, at any length; `url` is where it links."""

    label: str
    value: str | int | dt.date
    is_typed: bool = False
    url: str = ""

    @property
    def text(self) -> str:
        return date_text(self.value) if isinstance(self.value, dt.date) else str(self.value)


def response_facts(findings: Findings) -> list[Fact]:
    """Who answered and when (five facts), then the status and what was asked (five facts)."""
    catalogue, response = findings.catalogue, findings.response
    return [
        Fact(_("Country or area"), country_name(response.country)),
        Fact(_("Voice"), voice_word(response.voice)),
        Fact(_("Organisation"), _("This response is anonymous: the organisation is left out."))
        if response.anonymous
        else _typed(_("Organisation"), response.organisation),
        _typed(_("Round"), response.round.label),
        Fact(_("Date of the round"), response.round.date or NOT_GIVEN),
        Fact(_("Status"), status_word(findings.status)),
        Fact(_("Report written"), timestamp_text(findings.written)),
        Fact(_("Framework"), catalogue.framework),
        Fact(_("Catalogue and version"), f"{catalogue.id}, {catalogue.version}"),
        Fact(_("Recommendations"), _recommendations(findings)),
    ]


def _recommendations(findings: Findings) -> str | int:
    total, counted = len(findings.catalogue.recommendations), len(findings.assessed)
    return total if counted == total else _("{n} of {total}").format(n=counted, total=total)


def _typed(label: str, text: str) -> Fact:
    return Fact(label, text, is_typed=True) if text else Fact(label, NOT_GIVEN)


def publication_facts(catalogue: Catalogue) -> list[Fact]:
    """Where the recommendations were published, and which catalogue quotes them."""
    publication = catalogue.publication
    return [
        Fact(_("Publication"), publication.title),
        Fact(_("Publisher"), publication.publisher),
        Fact(_("Date"), publication.date),
        Fact(_("Address"), publication.url, url=publication.url),
        Fact(_("Note"), publication.note, is_typed=True),
        Fact(_("Catalogue"), f"{catalogue.title} ({catalogue.id}, {catalogue.version})"),
        Fact(_("Fingerprint of the catalogue (SHA-256)"), catalogue.hash),
    ]


def quoted_documents(findings: Findings) -> list[tuple[Recommendation, ...]]:
    """The recommendations of each document that is quoted: by mandate in the catalogue’s order, the newest first."""
    found: dict[tuple[str, str], list[Recommendation]] = {}
    for item in findings.assessed:
        found.setdefault((item.source.mandate.id, item.source.symbol), []).append(item)
    order = {mandate.id: number for number, mandate in enumerate(findings.catalogue.mandates)}
    return [tuple(found[key]) for key in sorted(found, key=lambda key: (order[key[0]], -found[key][0].source.year))]


def quoted_paragraphs(items: tuple[Recommendation, ...]) -> str:
    """Which paragraphs of a document the recommendations are: `PRO-01 (para. 12)`."""
    return ", ".join(f"{item.id} (para. {item.source.paragraph})" for item in items)
