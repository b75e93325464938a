"""What is shown of two responses compared: rows as values, and the columns that page and workbook choose from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from operator import attrgetter

from assessment.domain.comparison.compare import (
    ScoreDifference,
    ScoreDifferences,
    all_recommendations,
    all_themes,
    mandate_count,
)
from assessment.domain.comparison.rounds import RoundLine, RoundPair
from assessment.domain.comparison.voices import VoicePair
from assessment.domain.follow_up import FollowUpStatus
from assessment.domain.model import Cause, Rating, RatingChange, Recommendation
from assessment.domain.scoring import Tally, points_per_answer
from assessment.i18n import gettext as _
from assessment.labels.codes import cause_word, follow_up_word, rating_change_word, voice_word
from assessment.views.table import Column, Kind

# The differences between two scores


@dataclass(frozen=True, slots=True)
class ThemeDifference:
    """How far two scores are apart in a theme, or overall."""

    name: str
    difference: ScoreDifference

    @property
    def is_pale(self) -> bool:
        """Whether it depends on the method, and so is drawn pale."""
        return not self.difference.is_robust

    @property
    def reading(self) -> str:
        """Whether a difference can be interpreted, and if not, why not."""
        difference = self.difference
        words = [
            *([_("level")] if difference.points == 0 else []),
            *([_("within one answer")] if difference.within_one_answer else []),
            *([] if difference.is_robust or difference.points == 0 else [_("does not hold under every variant")]),
        ]
        return "; ".join(words) or _("holds under every variant")


def theme_differences(found: ScoreDifferences) -> list[ThemeDifference]:
    """Each theme in which both rate something in the same words, in the catalogue's order; the last row is of all."""
    themes = [(theme.name, found.by_theme.get(theme.id)) for theme in all_themes((found.first, found.second))]
    rows = [*themes, (_("Overall"), found.overall)]
    return [ThemeDifference(name, difference) for name, difference in rows if difference is not None]


def difference_columns(
    scores: Iterable[tuple[str, Callable[[ScoreDifference], Tally]]],
) -> list[Column[ThemeDifference]]:
    """The columns of differences; `scores` are the two columns of scores by header."""

    def score(of: Callable[[ScoreDifference], Tally]) -> Callable[[ThemeDifference], float | None]:
        return lambda row: of(row.difference).score

    return [
        Column(_("Theme"), lambda row: row.name),
        Column(_("Common (n)"), lambda row: row.difference.first.rated, Kind.NUMBER),
        *(Column(header, score(of), Kind.PERCENT) for header, of in scores),
        Column(_("Difference"), lambda row: row.difference.points, Kind.SIGNED),
        Column(_("One step (points)"), lambda row: points_per_answer(row.difference.first), Kind.POINTS),
        Column(_("How to read it"), lambda row: row.reading, Kind.ORDINAL),
    ]


def about_pale() -> str:
    return _("Pale italics: the difference does not hold under every variant of the method.")


# Two voices


@dataclass(frozen=True, slots=True)
class RatedByTwo:
    """A recommendation that at least one of two voices rates; `place` is its place on the agenda, if any."""

    recommendation: Recommendation
    asked_by: int
    first: Rating | None
    second: Rating | None
    difference: float | None
    place: int | None

    @property
    def agreement(self) -> str:
        match abs(self.difference or 0):
            case 0:
                return _("the same")
            case 1:
                return _("strongly contested")
            case _steps:
                return _("contested")


def rated_by_both(pair: VoicePair) -> list[RatedByTwo]:
    """The agenda in its order, then what both rate the same in catalogue order."""
    on_agenda = [entry.recommendation for entry in pair.agenda]
    return _rated(pair, [*on_agenda, *(item for item in pair.common.items if not pair.differences[item.id])])


def rated_by_one(pair: VoicePair) -> list[RatedByTwo]:
    """What only the first rates, then what only the second does."""
    return _rated(pair, [*pair.first_only, *pair.second_only])


def _rated(pair: VoicePair, items: Iterable[Recommendation]) -> list[RatedByTwo]:
    mandates = mandate_count((pair.first, pair.second))
    places = {entry.recommendation.id: place for place, entry in enumerate(pair.agenda, start=1)}
    return [
        RatedByTwo(
            recommendation=item,
            asked_by=mandates[item.id],
            first=pair.first.rating(item.id),
            second=pair.second.rating(item.id),
            difference=pair.differences.get(item.id),
            place=places.get(item.id),
        )
        for item in items
    ]


def voice_words(pair: VoicePair) -> tuple[str, str]:
    return voice_word(pair.first.response.voice), voice_word(pair.second.response.voice)


def rating_columns(names: Sequence[str]) -> list[Column[RatedByTwo]]:
    """What each of the two says."""
    first, second = names
    return [
        Column(first, lambda row: row.first, Kind.RATING),
        Column(second, lambda row: row.second, Kind.RATING),
    ]


def difference_column() -> Column[RatedByTwo]:
    return Column(_("Difference"), lambda row: row.difference, Kind.STEPS)


def agreement_columns() -> list[Column[VoicePair]]:
    """How far two voices agree."""
    return [
        Column(_("Common (n)"), lambda pair: len(pair.common.items), Kind.NUMBER),
        Column(_("Strongly contested"), lambda pair: len(pair.strongly_contested), Kind.NUMBER),
        Column(_("Contested"), lambda pair: len(pair.contested), Kind.NUMBER),
        Column(_("Rated the same"), lambda pair: len(pair.common.items) - len(pair.agenda), Kind.NUMBER),
        Column(
            _("Percent agreement"),
            lambda pair: "–" if pair.agreement is None else 100 * pair.agreement,
            Kind.PERCENT,
        ),
        Column(
            _("Krippendorff’s alpha (ordinal)"),
            lambda pair: "–" if pair.alpha is None else pair.alpha,
            Kind.COEFFICIENT,
        ),
    ]


def about_agenda_order() -> str:
    return _(
        "Listed in this order: strongly contested, then contested; within each, red lines first, then what most UN "
        "mandates recommend."
    )


# Two rounds

CHANGES = (
    RatingChange.IMPROVED,
    RatingChange.WORSENED,
    RatingChange.NEWLY_RATED,
    RatingChange.NO_LONGER_RATED,
    RatingChange.UNCHANGED,
)
"""What changed comes before what didn't."""


@dataclass(frozen=True, slots=True)
class ChangedRating:
    """A recommendation that at least one of two rounds rates."""

    recommendation: Recommendation
    asked_by: int
    earlier: Rating | None
    later: Rating | None
    change: RatingChange
    cause: Cause | None
    follow_up: FollowUpStatus | None
    """How far the plan for the gap of the earlier round has come; None where there was none."""

    @property
    def cause_words(self) -> str | None:
        # What stayed the same needs no cause.
        return None if self.cause is None and self.change is RatingChange.UNCHANGED else cause_word(self.cause)


def changed_ratings(pair: RoundPair) -> list[ChangedRating]:
    """By change, and within each in catalogue order."""
    both = (pair.earlier, pair.later)
    items, mandates = {item.id: item for item in all_recommendations(both)}, mandate_count(both)
    came_of_it = pair.earlier.follow_up_statuses()
    rows = [
        ChangedRating(
            recommendation=items[key],
            asked_by=mandates[key],
            earlier=pair.earlier.rating(key),
            later=pair.later.rating(key),
            change=change,
            cause=pair.causes[key],
            follow_up=came_of_it.get(key),
        )
        for key, change in pair.movements.items()
    ]
    return sorted(rows, key=lambda row: CHANGES.index(row.change))


def change_columns(earlier: str, later: str) -> list[Column[ChangedRating]]:
    """The ratings under these headers, and why they differ."""
    return [
        Column(earlier, lambda row: row.earlier, Kind.RATING),
        Column(later, lambda row: row.later, Kind.RATING),
        Column(_("Change"), lambda row: rating_change_word(row.change)),
        Column(_("Reason given"), lambda row: row.cause_words),
    ]


def follow_up_column(rows: Iterable[ChangedRating]) -> list[Column[ChangedRating]]:
    """What came of the earlier plan, where somebody has kept one."""
    if not any(row.follow_up for row in rows):
        return []
    return [Column(_("What came of it"), lambda row: row.follow_up and follow_up_word(row.follow_up))]


def change_counts() -> list[Column[RoundPair]]:
    """How many ratings changed, and how."""

    def count(change: RatingChange) -> Callable[[RoundPair], int]:
        return lambda pair: Counter(pair.movements.values())[change]

    return [
        *(Column(rating_change_word(change), count(change), Kind.NUMBER) for change in CHANGES),
        Column(_("Worded differently"), lambda pair: len(pair.left_out), Kind.NUMBER),
    ]


# More than two rounds


@dataclass(frozen=True, slots=True)
class Course:
    """The tallies of a theme, or of all, from round to round."""

    name: str
    tallies: tuple[Tally, ...]


def courses(line: RoundLine) -> list[Course]:
    """Each theme of which every round rates something in the same words; the last row is of all."""
    themes = [(theme.name, line.themes.get(theme.id, ())) for theme in all_themes(line.responses)]
    rows = [*themes, (_("Overall"), line.overall)]
    return [Course(name, tallies) for name, tallies in rows if tallies and tallies[0].rated]


def course_columns(rounds: Iterable[str]) -> list[Column[Course]]:
    """A theme's scores under the names of the rounds."""

    def score(place: int) -> Callable[[Course], float | None]:
        return lambda course: course.tallies[place].score

    return [
        Column(_("Theme"), attrgetter("name")),
        Column(_("Common recommendations (n)"), lambda course: course.tallies[0].rated, Kind.NUMBER),
        *(Column(name, score(place), Kind.PERCENT) for place, name in enumerate(rounds)),
    ]
