"""Everything that a gap report shows, found once, and the facts that it lists by name."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property

from assessment.domain.answer import Answer, Rating
from assessment.domain.catalogue import Catalogue, Recommendation
from assessment.domain.countries import country_name
from assessment.domain.fields import SharingLevel
from assessment.domain.follow_up import FollowUp, PlannedGap, first_follow_up, follow_up_plan
from assessment.domain.gaps import Gap, gaps, information_gaps, red_lines
from assessment.domain.response import Response, Status
from assessment.domain.robustness import Range, Robustness, robustness
from assessment.domain.scoring import (
    COVERAGE_THRESHOLD,
    Grouping,
    Tally,
    assessed,
    points_per_answer,
    tally_all,
    tally_by,
    theme_weighted_if_different,
    within_one_answer,
)
from assessment.domain.sourced import SourcedResponse
from assessment.domain.workshop.outcome import Outcome, WorkshopOutcome
from assessment.i18n import gettext as _
from assessment.labels.codes import RATING_STYLES, grouping_word, rating_word, status_word, voice_word
from assessment.labels.findings import agenda_text, gaps_found, gravest_gaps, headline, not_assigned
from assessment.labels.formatting import (
    Group,
    band,
    coverage_words,
    date_text,
    name_groups,
    percent,
    points_words,
    rating_counts,
    round_half_up,
    score_text,
    timestamp_text,
)
from assessment.labels.workshops import comment_beside, room_lines
from assessment.parsing.message_text import truncated
from assessment.views.table import Column, Kind, Value

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


@dataclass(frozen=True)
class Results:
    """A response, the settings with which it is shown, and the figures and lists that follow.

    `threshold` is the coverage, 0 to 1, below which no score is shown; `written` is when this is shown. The response
    and the `workshop` that agreed on it must be shared at this level already (`domain/sharing`,
    `domain/workshop/outcome`).
    """

    source: SourcedResponse
    written: dt.datetime
    threshold: float = COVERAGE_THRESHOLD
    level: SharingLevel = SharingLevel.FULL
    workshop: WorkshopOutcome | None = None
    """What the workshop came to whose agreed response this is; None if it is none's."""

    @cached_property
    def whole(self) -> Tally:
        """The tally of everything that was assessed."""
        return tally_all(self.catalogue, self.response)

    @cached_property
    def by(self) -> Mapping[Grouping, Mapping[str, Tally]]:
        return {grouping: tally_by(self.catalogue, self.response, grouping) for grouping in Grouping}

    @cached_property
    def gaps(self) -> tuple[Gap, ...]:
        return tuple(gaps(self.catalogue, self.response))

    @cached_property
    def information_gaps(self) -> tuple[Recommendation, ...]:
        return tuple(information_gaps(self.catalogue, self.response))

    @cached_property
    def robustness(self) -> Robustness:
        return robustness(self.catalogue, self.response)

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

    @cached_property
    def theme_orders(self) -> tuple[ThemeOrder, ...]:
        """Pairs of themes with sufficient data that differ under some variant, in the catalogue's order."""
        tallies = self.by[Grouping.THEME]
        themes = {theme: Group(self.catalogue.theme_by_id[theme].name, tally) for theme, tally in tallies.items()}
        places = {theme: place for place, theme in enumerate(tallies)}
        pairs = [*((pair, True) for pair in self.robustness.orders_kept)]
        pairs += ((pair, False) for pair in self.robustness.orders_lost)
        return tuple(
            ThemeOrder(themes[lower], themes[higher], is_kept)
            for (lower, higher), is_kept in sorted(pairs, key=lambda pair: [places[theme] for theme in pair[0]])
            if all(tallies[theme].is_sufficient(self.threshold) for theme in (lower, higher))
        )

    @property
    def found(self) -> str:
        """“14 gaps, 2 of them red lines, 3 recommendations unknown”."""
        return headline(len(self.gaps), len(red_lines(self.gaps)), len(self.information_gaps))

    @property
    def gaps_found(self) -> str:
        """“14 gaps, 2 of them red lines”, where a picture beside it says what is unknown."""
        return gaps_found(len(self.gaps), len(red_lines(self.gaps)), len(self.information_gaps))

    @property
    def of_agenda(self) -> str:
        """Of what the figures are where a workshop had only a part on its agenda."""
        return agenda_text(self.catalogue, self.response)

    @property
    def headline(self) -> str:
        """What every report says first: what was found, and of how much."""
        return " ".join(filter(None, (f"{self.found}.", self.of_agenda)))

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
        outcome = self._outcome(recommendation)
        return [] if outcome is None else room_lines(outcome, self.response.answer(recommendation.id).reason)

    def comment(self, recommendation: Recommendation) -> str:
        """The comment, without the dissent that became a part of it and is told by `room`."""
        outcome, comment = self._outcome(recommendation), self.response.answer(recommendation.id).comment
        return comment if outcome is None else comment_beside(outcome, comment)

    def follow_up(self, recommendation: Recommendation) -> FollowUp:
        """What is done about it, as somebody saved it, or as the answer says."""
        saved = self.source.follow_ups.get(recommendation.id)
        return saved or first_follow_up(self.response.answer(recommendation.id))

    def _outcome(self, recommendation: Recommendation) -> Outcome | None:
        outcomes = () if self.workshop is None else self.workshop.outcomes
        return next((outcome for outcome in outcomes if outcome.recommendation.id == recommendation.id), None)

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


# Tables of figures: rows, and the columns that page, workbook and document choose from


def count_columns(kind: str) -> list[Column[Group]]:
    """How often each answer was given; `kind` says what the groups are, such as “Theme”."""

    def count(rating: Rating | None) -> Callable[[Group], int]:
        return lambda group: rating_counts(group.tally)[rating]

    return [
        Column(kind, lambda group: group.name),
        *(
            Column(rating_word(rating), count(rating), Kind.NUMBER, mark=look.mark)
            for rating, look in RATING_STYLES.items()
        ),
        Column(_("All"), lambda group: group.total, Kind.NUMBER),
    ]


def score_columns(kind: str, threshold: float) -> list[Column[Group]]:
    """Each score with its n, its band and the weight of one answer; words where there is no score."""

    def figure(value: Callable[[Tally], Value]) -> Callable[[Group], Value]:
        return lambda group: value(group.tally) if group.total else "–"

    def step(tally: Tally) -> Value:
        return points_per_answer(tally) if tally.is_sufficient(threshold) else "–"

    return [
        Column(kind, lambda group: group.name),
        Column(_("Score"), lambda group: score_value(group, threshold), Kind.PERCENT),
        Column(
            _("Rated"),
            figure(lambda tally: _("{n} of {total}").format(n=tally.rated, total=tally.applicable)),
            Kind.NUMBER,
        ),
        Column(_("Coverage"), figure(coverage_words), Kind.NUMBER),
        Column(_("Band"), figure(band), Kind.NUMBER),
        Column(_("One step (points)"), figure(step), Kind.POINTS),
    ]


def score_value(group: Group, threshold: float) -> float | str:
    """The unrounded score, or the words that stand in its place."""
    if not group.total:
        return _("not covered by this tool")
    score = group.tally.score
    if score is None or not group.tally.is_sufficient(threshold):
        return score_text(group.tally, threshold)
    return score


@dataclass(frozen=True, slots=True)
class VariedScore:
    """A group, and how far its score moves over all variants of the method."""

    group: Group
    span: Range

    @property
    def words(self) -> str:
        """“58–66 %”."""
        return f"{round_half_up(self.span.low)}–{percent(self.span.high)}"


def varied_scores(results: Results) -> tuple[list[VariedScore], VariedScore] | None:
    """Each theme with its range, and all together; None where nothing is rated."""
    overall, tallies = results.robustness.overall, results.by[Grouping.THEME]
    if overall is None:
        return None
    themes = [
        VariedScore(Group(results.catalogue.theme_by_id[theme].name, tallies[theme]), span)
        for theme, span in results.robustness.by_theme.items()
    ]
    return themes, VariedScore(Group(_("Overall"), results.whole), overall)


def varied_columns(threshold: float) -> list[Column[VariedScore]]:
    def shown(row: VariedScore, figure: float) -> float | str:
        return figure if row.group.tally.is_sufficient(threshold) else "–"

    return [
        Column(grouping_word(Grouping.THEME), lambda row: row.group.name),
        Column(_("Score"), lambda row: score_value(row.group, threshold), Kind.PERCENT),
        Column(_("Lowest under all variants"), lambda row: shown(row, row.span.low), Kind.PERCENT),
        Column(_("Highest under all variants"), lambda row: shown(row, row.span.high), Kind.PERCENT),
    ]


@dataclass(frozen=True, slots=True)
class ThemeOrder:
    """Two themes by their scores, which may be level, and whether that is their order under every variant."""

    lower: Group
    higher: Group
    is_kept: bool

    @property
    def difference(self) -> str:
        low, high = (group.tally.score or 0 for group in (self.lower, self.higher))
        return points_words(high - low) if high > low else _("level")

    @property
    def size(self) -> str:
        is_within = within_one_answer(self.lower.tally, self.higher.tally)
        return _("within one answer") if is_within else _("one answer or more")


def order_columns() -> list[Column[ThemeOrder]]:
    return [
        Column(_("Themes, the lower score first"), lambda order: f"{order.lower.name} – {order.higher.name}"),
        Column(_("Difference"), lambda order: order.difference),
        Column(_("Size"), lambda order: order.size),
        Column(_("In all variants"), lambda order: _("same order") if order.is_kept else _("not the same order")),
    ]


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


def response_facts(results: Results) -> list[Fact]:
    """Who answered and when (five facts), then the status and what was asked (five facts)."""
    catalogue, response = results.catalogue, results.response
    total, counted = len(catalogue.recommendations), len(results.assessed)
    return [
        Fact(_("Country or area"), country_name(response.country)),
        Fact(_("Voice"), voice_word(response.voice)),
        Fact(_("Organisation"), _("This response is anonymous: the organisation is left out."))
        if response.anonymous
        else _typed(_("Organisation"), response.organisation),
        _typed(_("Round"), response.round.label),
        Fact(_("Date of the round"), response.round.date or NOT_GIVEN),
        Fact(_("Status"), status_word(results.status)),
        Fact(_("Report written"), timestamp_text(results.written)),
        Fact(_("Framework"), catalogue.framework),
        Fact(_("Catalogue and version"), f"{catalogue.id}, {catalogue.version}"),
        Fact(_("Recommendations"), total if counted == total else _("{n} of {total}").format(n=counted, total=total)),
    ]


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


def quoted_documents(results: Results) -> list[tuple[Recommendation, ...]]:
    """The recommendations of each document that is quoted: by mandate in the catalogue’s order, the newest first."""
    documents: dict[tuple[str, str], list[Recommendation]] = {}
    for item in results.assessed:
        documents.setdefault((item.source.mandate.id, item.source.symbol), []).append(item)
    order = {mandate.id: number for number, mandate in enumerate(results.catalogue.mandates)}
    keys = sorted(documents, key=lambda key: (order[key[0]], -documents[key][0].source.year))
    return [tuple(documents[key]) for key in keys]


def quoted_paragraphs(items: tuple[Recommendation, ...]) -> str:
    """Which paragraphs of a document the recommendations are: `PRO-01 (para. 12)`."""
    return ", ".join(f"{item.id} (para. {item.source.paragraph})" for item in items)
