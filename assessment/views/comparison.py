"""What is shown of responses compared, as tables: scores by theme, ratings by recommendation, two voices, two rounds.

Page, workbook and terminal only draw them. A response is called differently in each, so they say what is in its header.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Protocol

from assessment.domain.answer import RatingChange
from assessment.domain.catalogue import Catalogue, Recommendation, Theme
from assessment.domain.comparison.compare import (
    FEWEST_COMPARED,
    Comparison,
    LeftOutReason,
    ScoreDifference,
    ScoreDifferences,
    ThemeTallies,
    all_themes,
    catalogues_of,
    score_differences,
    total_tallies,
)
from assessment.domain.comparison.ordering import NamedResponse
from assessment.domain.comparison.rated import RatedResponses
from assessment.domain.comparison.rounds import ChangedRating, RoundPair
from assessment.domain.comparison.voices import RatedByTwo, VoicePair
from assessment.domain.scoring import Tally, points_per_answer
from assessment.i18n import gettext as _
from assessment.labels.codes import cause_word, follow_up_word, left_out_word, rating_change_word, voice_word
from assessment.views.table import Column, Kind, Noted, OfRecommendation, Reworded, Score, Table, Value

# Scores by theme


def too_few_to_compare() -> str:
    """What is shown of a theme in place of percentages where at most one recommendation is common."""
    return _("too few to compare")


def score_columns(
    catalogues: Iterable[Catalogue], tallies: ThemeTallies, threshold: float
) -> list[Column[NamedResponse]]:
    """The scores of a response on everything that it was asked: overall, then a column a theme of these versions of a
    catalogue."""

    def score(by_name: Mapping[str, Tally]) -> Callable[[NamedResponse], Score]:
        return lambda response: Score(by_name[response.name], threshold)

    return [
        Column(_("Overall"), score(total_tallies(tallies)), Kind.SCORE),
        *(
            Column(theme.name, score(tallies[theme.id]), Kind.SCORE)
            for theme in all_themes(catalogues)
            if theme.id in tallies
        ),
    ]


@dataclass(frozen=True, slots=True)
class ThemeScores:
    """A theme, or all of them, by response; all of them on the same recommendations."""

    name: str
    tallies: tuple[Tally, ...]

    @property
    def common(self) -> int:
        return self.tallies[0].rated

    @property
    def is_comparable(self) -> bool:
        return self.common >= FEWEST_COMPARED

    @property
    def scores(self) -> tuple[float | None, ...]:
        """0 to 100, by response; none of them where too few recommendations are common."""
        return tuple(tally.score if self.is_comparable else None for tally in self.tallies)


def theme_scores(comparison: Comparison) -> list[ThemeScores]:
    """Each theme on the common recommendations; the last row is of all."""
    return scores_by_theme(comparison.themes, comparison.tallies, [source.name for source in comparison.responses])


def scores_by_theme(themes: Iterable[Theme], tallies: ThemeTallies, names: Sequence[str]) -> list[ThemeScores]:
    """The same from tallies on the common recommendations, of the responses with these names."""
    named = [(theme.name, tallies.get(theme.id, {})) for theme in themes]
    named.append((_("Overall"), total_tallies(tallies)))
    return [ThemeScores(name, tuple(by_name.get(each, Tally()) for each in names)) for name, by_name in named]


def theme_scores_table(rows: Sequence[ThemeScores], headers: Iterable[Noted]) -> Table[ThemeScores]:
    """The responses in columns under these headers, the themes in rows, of which the last is of all."""

    def score(place: int) -> Callable[[ThemeScores], float | None]:
        return lambda row: row.scores[place]

    def name(row: ThemeScores) -> Noted:
        return Noted(row.name, "" if row.is_comparable else too_few_to_compare())

    return Table(
        _("Scores by theme, on the common recommendations"),
        [
            Column(_("Theme"), name),
            Column(_("Common (n)"), attrgetter("common"), Kind.NUMBER),
            *(Column(head.words, score(place), Kind.PERCENT, note=head.note) for place, head in enumerate(headers)),
        ],
        rows if rows[-1].common else [],
        nothing=_("No recommendation is common to all."),
        about=_("The scores cover what all of them rate in the same words."),
        has_total=True,
    )


# Ratings by recommendation


class AskedBy(OfRecommendation, Protocol):
    """A row that says how many UN mandates ask for its recommendation."""

    @property
    def asked_by(self) -> int: ...


@dataclass(frozen=True, slots=True)
class RecommendationRow:
    """A recommendation, and how often it was given each answer in these very words."""

    recommendation: Recommendation
    tally: Tally
    left_out: LeftOutReason | None = None
    """Why it isn't compared, if so."""

    @property
    def implemented(self) -> Noted:
        """How many implement it, and under it how many don't."""
        counted = self.tally
        return Noted(
            _("{n} of {total}").format(n=counted.implemented, total=counted.asked),
            _("{partial} partial, {absent} absent").format(partial=counted.partial, absent=counted.absent),
        )


def recommendation_rows(comparison: Comparison, rated: RatedResponses) -> list[RecommendationRow]:
    reasons = {entry.recommendation_id: entry.reason for entry in comparison.common.left_out}
    return [RecommendationRow(item, rated.distribution(item), reasons.get(item.id)) for item in rated.items]


def item_columns() -> list[Column[AskedBy]]:
    """What a row is about."""
    return [
        Column(_("Recommendation"), lambda row: row.recommendation, Kind.RECOMMENDATION),
        Column(_("UN mandates"), lambda row: row.asked_by, Kind.ORDINAL),
    ]


def compared_column() -> Column[RecommendationRow]:
    return Column(_("Compared"), lambda row: left_out_word(row.left_out) if row.left_out else _("Yes"))


def rating_columns(
    rated: RatedResponses, responses: Iterable[NamedResponse], header: Callable[[NamedResponse], Noted]
) -> list[Column[OfRecommendation]]:
    """What each response answers, under its header."""

    def rating(response: NamedResponse) -> Callable[[OfRecommendation], Value]:
        def value(row: OfRecommendation) -> Value:
            item = row.recommendation
            if not rated.is_asked(response, item):
                return _("not asked")
            answer = rated.rating(response, item)
            return Reworded(answer) if rated.is_reworded(response, item) else answer

        return value

    heads = [(response, header(response)) for response in responses]
    return [Column(head.words, rating(response), Kind.RATING, note=head.note) for response, head in heads]


# The differences between two scores


@dataclass(frozen=True, slots=True)
class ThemeDifference:
    """How far two scores are apart in a theme, or overall; both of them on the same recommendations."""

    name: str
    difference: ScoreDifference | None
    """None where no recommendation is common."""

    @property
    def common(self) -> int:
        return self.difference.first.rated if self.difference else 0

    @property
    def compared(self) -> ScoreDifference | None:
        """The difference; None where too few recommendations are common."""
        return self.difference if self.common >= FEWEST_COMPARED else None

    @property
    def scores(self) -> tuple[float | None, float | None]:
        """0 to 100; none where too few recommendations are common."""
        return (self.compared.first.score, self.compared.second.score) if self.compared else (None, None)

    @property
    def points(self) -> float | None:
        """The second score minus the first, -100 to 100; None where too few recommendations are common."""
        return self.compared.points if self.compared else None

    @property
    def is_pale(self) -> bool:
        """Whether it is no finding, and so is drawn pale."""
        return self.compared is None or not self.compared.is_robust

    @property
    def reading(self) -> str:
        """Whether a difference can be interpreted."""
        if self.compared is None:
            return too_few_to_compare()
        if self.compared.points == 0:
            return _("level")
        return _("robust") if self.compared.is_robust else _("too small to read")


def theme_differences(apart: ScoreDifferences) -> list[ThemeDifference]:
    """Each theme in the catalogue's order; the last row is of all. None where nothing is common."""
    themes = all_themes(catalogues_of((apart.first, apart.second)))
    named = [*((theme.name, apart.by_theme.get(theme.id)) for theme in themes), (_("Overall"), apart.overall)]
    return [ThemeDifference(name, difference) for name, difference in named] if apart.overall else []


def differences_table(apart: ScoreDifferences, first: str, second: str) -> Table[ThemeDifference]:
    """The second minus the first, under these names; the last row is of all."""

    def step(row: ThemeDifference) -> float | None:
        return points_per_answer(row.compared.first) if row.compared else None

    return Table(
        _("Differences by theme"),
        [
            Column(_("Theme"), attrgetter("name")),
            Column(_("Common (n)"), attrgetter("common"), Kind.NUMBER),
            Column(first, lambda row: row.scores[0], Kind.PERCENT),
            Column(second, lambda row: row.scores[1], Kind.PERCENT),
            Column(_("Difference"), attrgetter("points"), Kind.SIGNED),
            Column(_("One step (points)"), step, Kind.POINTS),
            Column(_("How to read it"), attrgetter("reading"), Kind.ORDINAL),
        ],
        theme_differences(apart),
        nothing=_("The two have no rated recommendation in common."),
        about=_("Difference: {one} minus {other}, in points.").format(one=second, other=first),
        is_pale=attrgetter("is_pale"),
        has_total=True,
    )


# Two voices


@dataclass(frozen=True, slots=True)
class VoiceTables:
    """What two voices compared come to."""

    agreement: Table[VoicePair]
    differences: Table[ThemeDifference]
    agenda: Table[RatedByTwo]
    alike: Table[RatedByTwo]
    one_sided: Table[RatedByTwo]
    """What only the first rates, then what only the second does."""


def voice_tables(pair: VoicePair) -> VoiceTables:
    first, second = names = voice_names(pair)
    rated = _rated_by_two(names)
    return VoiceTables(
        Table(_("How far the two agree"), _agreement_columns(names), [pair]),
        # The first voice minus the second, so the difference leads to the first.
        differences_table(score_differences(pair.second, pair.first), second, first),
        Table(
            _("Agenda for a joint meeting"),
            [
                *rated,
                Column(_("Difference"), lambda row: row.difference, Kind.STEPS),
                Column(_("Agreement"), lambda row: _("strongly contested") if row.is_strong else _("contested")),
                Column(_("Place on the agenda"), lambda row: row.place, Kind.ORDINAL),
            ],
            pair.agenda,
            nothing=_("No common recommendation is rated differently."),
            about=_(
                "Listed in this order: red lines, then the others; within each, strongly contested first, then what "
                "most UN mandates recommend."
            ),
        ),
        Table(_("Rated the same"), rated, pair.alike),
        Table(
            _("Rated by one side only"),
            rated,
            [*pair.first_only, *pair.second_only],
            about=_("Not compared. The other side may know too little about it."),
        ),
    )


def voice_names(pair: VoicePair) -> tuple[str, str]:
    return voice_word(pair.first.response.voice), voice_word(pair.second.response.voice)


def _agreement_columns(names: tuple[str, str]) -> list[Column[VoicePair]]:
    only = _("Rated by {voice} only")
    return [
        Column(_("Common (n)"), lambda pair: len(pair.common), Kind.NUMBER),
        Column(_("Strongly contested"), lambda pair: len(pair.strongly_contested), Kind.NUMBER),
        Column(_("Contested"), lambda pair: len(pair.contested), Kind.NUMBER),
        Column(_("Rated the same"), lambda pair: len(pair.alike), Kind.NUMBER),
        Column(_("Percent agreement"), lambda pair: pair.agreement and 100 * pair.agreement, Kind.PERCENT),
        Column(_("Krippendorff’s alpha (ordinal)"), lambda pair: pair.alpha, Kind.COEFFICIENT),
        Column(only.format(voice=names[0]), lambda pair: len(pair.first_only), Kind.NUMBER),
        Column(only.format(voice=names[1]), lambda pair: len(pair.second_only), Kind.NUMBER),
    ]


def _rated_by_two(names: tuple[str, str]) -> list[Column[RatedByTwo]]:
    return [
        *item_columns(),
        Column(names[0], lambda row: row.first, Kind.RATING),
        Column(names[1], lambda row: row.second, Kind.RATING),
    ]


# Two rounds

CHANGES = (
    RatingChange.WORSENED,
    RatingChange.IMPROVED,
    RatingChange.NEWLY_RATED,
    RatingChange.NO_LONGER_RATED,
    RatingChange.UNCHANGED,
)
"""What worsened comes first, and what didn't change last."""


@dataclass(frozen=True, slots=True)
class RoundTables:
    """What two rounds compared come to."""

    counts: Table[RoundPair]
    differences: Table[ThemeDifference]
    changed: Table[ChangedRating]
    """By change, and within each in catalogue order."""
    unchanged: Table[ChangedRating]


def round_tables(pair: RoundPair, earlier: str, later: str) -> RoundTables:
    """The tables, with the names of the two rounds."""
    unchanged = [row for row in pair.changes if row.change is RatingChange.UNCHANGED]
    changed = [row for row in pair.changes if row.change is not RatingChange.UNCHANGED]
    both: list[Column[ChangedRating]] = [
        *item_columns(),
        Column(earlier, lambda row: row.earlier, Kind.RATING),
        Column(later, lambda row: row.later, Kind.RATING),
    ]
    cause: Column[ChangedRating] = Column(_("Reason given"), _cause_words, is_optional=True)
    follow_up: Column[ChangedRating] = Column(
        _("What came of it"), lambda row: row.follow_up and follow_up_word(row.follow_up), is_optional=True
    )
    change: Column[ChangedRating] = Column(_("Change"), lambda row: rating_change_word(row.change))
    return RoundTables(
        Table(_("Number of changes"), _change_counts(), [pair]),
        differences_table(score_differences(pair.earlier, pair.later), earlier, later),
        Table(
            _("Changes and reasons given"),
            [*both, change, cause, follow_up],
            sorted(changed, key=lambda row: CHANGES.index(row.change)),
            nothing=_("No rating has changed."),
        ),
        Table(rating_change_word(RatingChange.UNCHANGED), [*both, cause, follow_up], unchanged),
    )


def _cause_words(row: ChangedRating) -> str | None:
    # What stayed the same needs no cause.
    return None if row.cause is None and row.change is RatingChange.UNCHANGED else cause_word(row.cause)


def _change_counts() -> list[Column[RoundPair]]:
    def count(change: RatingChange) -> Callable[[RoundPair], int]:
        return lambda pair: Counter(pair.movements.values())[change]

    return [
        *(Column(rating_change_word(change), count(change), Kind.NUMBER) for change in CHANGES),
        Column(_("Worded differently"), lambda pair: len(pair.left_out), Kind.NUMBER),
    ]
