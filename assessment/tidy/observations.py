"""A comparison as observations, for programs: a row a response and what was observed of it, in codes that never change.

The columns are named as in SDMX, the statistical offices' standard, where it has a name for them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from assessment.domain.comparison.compare import Comparison
from assessment.domain.countries import country_number
from assessment.domain.model import Rating, Voice
from assessment.domain.scoring import RATING_VALUES, Tally
from assessment.domain.sourced import SourcedResponse
from assessment.i18n import gettext as _
from assessment.tidy.answers import RATINGS, UNANSWERED
from assessment.tidy.table import Table, Variable, three_unknowns

OVERALL = "OVERALL"
THEME = "THEME:"
"""Stands before the id of a theme, so that none is taken for a recommendation's."""


class ObservationMeasure(StrEnum):
    """What is observed."""

    RATING = "RATING"
    SCORE_COMMON = "SCORE_COMMON"
    SCORE_OWN = "SCORE_OWN"


class ObservationStatus(StrEnum):
    """Codes of SDMX's code list CL_OBS_STATUS, in their meaning there."""

    NORMAL = "A"
    MISSING = "O"
    CANNOT_EXIST = "M"


@dataclass(frozen=True, slots=True)
class Observation:
    """One row; `rating` is the code of a rating, `tally` is that of a score."""

    compared: SourcedResponse
    indicator: str
    measure: ObservationMeasure
    is_common: bool
    value: float | None
    status: ObservationStatus
    rating: str = ""
    tally: Tally | None = None


def observations(comparison: Comparison) -> Iterator[Observation]:
    """The responses in their order; of each first its ratings of what it was asked, in document order, then its scores
    on the common recommendations, then those on everything that it was asked."""
    common = {item.id for item in comparison.common.items}
    asked = [item.id for item in comparison.recommendations]
    overall, own_overall = comparison.overall, comparison.own_overall
    for one in comparison.responses:
        for item_id in asked:
            if one.is_asked(item_id):
                yield _rated(one, item_id, item_id in common)
        for measure, whole, themes in (
            (ObservationMeasure.SCORE_COMMON, overall, comparison.tallies),
            (ObservationMeasure.SCORE_OWN, own_overall, comparison.own_tallies),
        ):
            yield _scored(one, OVERALL, measure, whole[one.name])
            for theme, tallies in themes.items():
                yield _scored(one, THEME + theme, measure, tallies[one.name])


def _rated(one: SourcedResponse, item_id: str, is_common: bool) -> Observation:
    rating = one.response.rating(item_id)
    return Observation(
        one,
        item_id,
        ObservationMeasure.RATING,
        is_common,
        None if rating is None else RATING_VALUES.get(rating),
        _STATUSES[rating],
        rating.value if rating else UNANSWERED,
    )


_STATUSES: Mapping[Rating | None, ObservationStatus] = {
    **dict.fromkeys(RATING_VALUES, ObservationStatus.NORMAL),
    Rating.DONT_KNOW: ObservationStatus.MISSING,
    None: ObservationStatus.MISSING,
    Rating.NOT_APPLICABLE: ObservationStatus.CANNOT_EXIST,
}


def _scored(one: SourcedResponse, indicator: str, measure: ObservationMeasure, tally: Tally) -> Observation:
    if tally.rated:
        status = ObservationStatus.NORMAL
    else:
        status = ObservationStatus.MISSING if tally.applicable else ObservationStatus.CANNOT_EXIST
    return Observation(
        one, indicator, measure, measure is ObservationMeasure.SCORE_COMMON, tally.score, status, tally=tally
    )


# The columns


def observation_table() -> Table[Observation]:
    return Table(
        [*_of_response(), *_of_observation(), *_of_counts(), *_of_source()],
        _("Comparison of responses"),
        _(
            "One row for each rating and score of a response. Responses are in alphabetical order of countries "
            "and areas. Nobody is ranked."
        ),
        _(
            "Responses may be compared only where COMMON is true: on the recommendations that each of them rates in "
            "the same words."
        )
        + f" {three_unknowns()}",
        ("RESPONSE", "INDICATOR", "MEASURE"),
    )


def _of_response() -> list[Variable[Observation]]:
    return [
        Variable(
            "REF_AREA", "string", _("Country or area"),
            _("ISO 3166-1 alpha-3; XAA to XAC are invented places."),
            lambda row: row.compared.response.country,
            {"required": True, "pattern": "[A-Z]{3}"}, width=22,
        ),
        Variable(
            "REF_AREA_M49", "string", _("Country or area, M49"),
            _("UN numeric code (M49), three digits, as in ISO 3166-1; empty for an invented place."),
            lambda row: country_number(row.compared.response.country) or None,
            {"pattern": "[0-9]{3}"}, width=16,
        ),
        Variable(
            "VOICE", "string", _("Voice"),
            _("Voices are never averaged."),
            lambda row: row.compared.response.voice.value,
            {"required": True, "enum": [voice.value for voice in Voice]}, width=31,
        ),
        Variable(
            "ORGANISATION", "string", _("Organisation"),
            _("As typed; empty if none is given or the response is anonymous"),
            lambda row: "" if row.compared.response.anonymous else row.compared.response.organisation,
            typed=True, width=24,
        ),
        Variable(
            "ROUND", "string", _("Round"), _("Name of the round, as typed"),
            lambda row: row.compared.response.round.label, typed=True, width=18,
        ),
        Variable(
            "TIME_PERIOD", "date", _("Date of the round"),
            _("Year, month and day; empty if the round has no date."),
            lambda row: row.compared.response.round.date, width=14,
        ),
    ]  # fmt: skip


def _of_observation() -> list[Variable[Observation]]:
    return [
        Variable(
            "INDICATOR", "string", _("Indicator"),
            _("Id of the recommendation; for a score THEME: and the theme’s id, or OVERALL."),
            lambda row: row.indicator, {"required": True}, width=22,
        ),
        Variable(
            "MEASURE", "string", _("Measure"),
            _("RATING: a rating. SCORE_COMMON: a score on the common recommendations, which may be compared. "
              "SCORE_OWN: a score on everything that this response was asked, which may not."),
            lambda row: row.measure.value,
            {"required": True, "enum": [measure.value for measure in ObservationMeasure]}, width=19,
        ),
        Variable(
            "COMMON", "boolean", _("May be compared"),
            _("true for a recommendation that every response rates in the same words, and for the scores on these."),
            lambda row: row.is_common, {"required": True}, width=11,
        ),
        Variable(
            "OBS_VALUE", "number", _("Value"),
            _("Rating: 1 (implemented), 0.5 (partial) or 0 (absent). Score: 0 to 100, not rounded. Empty if there "
"is none, never 0."),
            lambda row: row.value, {"minimum": 0, "maximum": 100}, width=12,
        ),
        Variable(
            "OBS_STATUS", "string", _("Status of the value"),
            _("From the SDMX code list CL_OBS_STATUS. A: normal value. O: missing (not answered or “don’t know”, or"
" a score of only these). M: cannot exist (not applicable, or a score of nothing)."),
            lambda row: row.status.value,
            {"required": True, "enum": [status.value for status in ObservationStatus]}, width=13,
        ),
        Variable(
            "RATING", "string", _("Rating"),
            _("The answer, even if it has no value; unanswered if there is none. Empty for scores."),
            lambda row: row.rating or None,
            {"enum": list(RATINGS)}, width=15,
        ),
    ]  # fmt: skip


def _of_counts() -> list[Variable[Observation]]:
    def figure(value: Callable[[Tally], float | None]) -> Callable[[Observation], float | None]:
        return lambda row: None if row.tally is None else value(row.tally)

    percentage = {"minimum": 0, "maximum": 100}
    return [
        Variable(
            "RATED", "integer", _("Rated (n of the score)"),
            _("How many recommendations the score is of. Empty for ratings."),
            figure(lambda tally: tally.rated), {"minimum": 0}, width=9,
        ),
        Variable(
            "APPLICABLE", "integer", _("Applicable"),
            _("How many recommendations apply: all but “not applicable”. The coverage is RATED / APPLICABLE; where it "
              "is low, read the band and not the score. Empty for ratings."),
            figure(lambda tally: tally.applicable), {"minimum": 0}, width=13,
        ),
        Variable(
            "BAND_LOW", "number", _("Band: low"),
            _("The score if every unknown turned out absent. Empty for ratings, and where nothing applies."),
            figure(lambda tally: tally.low), percentage, width=12,
        ),
        Variable(
            "BAND_HIGH", "number", _("Band: high"),
            _("The score if every unknown turned out implemented. Empty for ratings, and where nothing applies."),
            figure(lambda tally: tally.high), percentage, width=12,
        ),
    ]  # fmt: skip


def _of_source() -> list[Variable[Observation]]:
    return [
        Variable(
            "RESPONSE", "string", _("Response"),
            _("The name of the response in this comparison; no two have the same."),
            lambda row: row.compared.name, {"required": True}, typed=True, width=30,
        ),
        Variable(
            "CATALOGUE", "string", _("Catalogue"), _("Id of the catalogue"),
            lambda row: row.compared.catalogue.id, {"required": True}, width=13,
        ),
        Variable(
            "CATALOGUE_VERSION", "string", _("Version of the catalogue"), _("The version that this response answers."),
            lambda row: row.compared.catalogue.version, {"required": True}, width=25,
        ),
    ]  # fmt: skip
