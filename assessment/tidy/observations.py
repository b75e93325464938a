"""A comparison as observations, for programs: a row a response and what was observed of it, in codes that never change.

The columns are named as in SDMX, the statistical offices' standard, where it has a name for them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from assessment.domain.answer import Rating
from assessment.domain.comparison.compare import Comparison, total_tallies
from assessment.domain.countries import country_number
from assessment.domain.response import Voice
from assessment.domain.scoring import RATING_VALUES, Tally
from assessment.domain.sourced import SourcedResponse
from assessment.i18n import gettext as _
from assessment.tidy.answers import RATINGS, UNANSWERED
from assessment.tidy.table import Table, Variable, three_unknowns, variable

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
    overall, own_overall = total_tallies(comparison.tallies), total_tallies(comparison.own_tallies)
    for source in comparison.responses:
        for item_id in asked:
            if source.is_asked(item_id):
                yield _rated(source, item_id, item_id in common)
        for measure, whole, themes in (
            (ObservationMeasure.SCORE_COMMON, overall, comparison.tallies),
            (ObservationMeasure.SCORE_OWN, own_overall, comparison.own_tallies),
        ):
            yield _scored(source, OVERALL, measure, whole[source.name])
            for theme, tallies in themes.items():
                yield _scored(source, THEME + theme, measure, tallies[source.name])


def _rated(source: SourcedResponse, item_id: str, is_common: bool) -> Observation:
    rating = source.response.rating(item_id)
    return Observation(
        source,
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


def _scored(source: SourcedResponse, indicator: str, measure: ObservationMeasure, tally: Tally) -> Observation:
    if tally.rated:
        status = ObservationStatus.NORMAL
    else:
        status = ObservationStatus.MISSING if tally.applicable else ObservationStatus.CANNOT_EXIST
    return Observation(
        source, indicator, measure, measure is ObservationMeasure.SCORE_COMMON, tally.score, status, tally=tally
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


def _of_response() -> list[Variable[Any]]:
    return [
        variable(
            "REF_AREA", "string", _("Country or area"), _("ISO 3166-1 alpha-3; XAA to XAC are invented places."),
            "compared.response.country", required=True, pattern="[A-Z]{3}", width=22,
        ),
        variable(
            "REF_AREA_M49", "string", _("Country or area, M49"),
            _("UN numeric code (M49), three digits, as in ISO 3166-1; empty for an invented place."),
            lambda row: country_number(row.compared.response.country) or None, pattern="[0-9]{3}", width=16,
        ),
        variable(
            "VOICE", "string", _("Voice"), _("Voices are never averaged."), "compared.response.voice",
            required=True, codes=Voice, width=31,
        ),
        variable(
            "ORGANISATION", "string", _("Organisation"),
            _("As typed; empty if none is given or the response is anonymous"),
            lambda row: "" if row.compared.response.anonymous else row.compared.response.organisation,
            typed=True, width=24,
        ),
        variable(
            "ROUND", "string", _("Round"), _("Name of the round, as typed"), "compared.response.round.label",
            typed=True, width=18,
        ),
        variable(
            "TIME_PERIOD", "date", _("Date of the round"), _("Year, month and day; empty if the round has no date."),
            "compared.response.round.date", width=14,
        ),
    ]  # fmt: skip


def _of_observation() -> list[Variable[Any]]:
    return [
        variable(
            "INDICATOR", "string", _("Indicator"),
            _("Id of the recommendation; for a score THEME: and the theme’s id, or OVERALL."),
            "indicator", required=True, width=22,
        ),
        variable(
            "MEASURE", "string", _("Measure"),
            _("RATING: a rating. SCORE_COMMON: a score on the common recommendations, which may be compared. "
              "SCORE_OWN: a score on everything that this response was asked, which may not."),
            "measure", required=True, codes=ObservationMeasure, width=19,
        ),
        variable(
            "COMMON", "boolean", _("May be compared"),
            _("true for a recommendation that every response rates in the same words, and for the scores on these."),
            "is_common", required=True, width=11,
        ),
        variable(
            "OBS_VALUE", "number", _("Value"),
            _("Rating: 1 (implemented), 0.5 (partial) or 0 (absent). Score: 0 to 100, not rounded. Empty if there "
              "is none, never 0."),
            "value", minimum=0, maximum=100, width=12,
        ),
        variable(
            "OBS_STATUS", "string", _("Status of the value"),
            _("From the SDMX code list CL_OBS_STATUS. A: normal value. O: missing (not answered or “don’t know”, or"
              " a score of only these). M: cannot exist (not applicable, or a score of nothing)."),
            "status", required=True, codes=ObservationStatus, width=13,
        ),
        variable(
            "RATING", "string", _("Rating"),
            _("The answer, even if it has no value; unanswered if there is none. Empty for scores."),
            lambda row: row.rating or None, enum=list(RATINGS), width=15,
        ),
    ]  # fmt: skip


def _of_counts() -> list[Variable[Any]]:
    return [
        variable(
            "RATED", "integer", _("Rated (n of the score)"),
            _("How many recommendations the score is of. Empty for ratings."),
            lambda row: row.tally and row.tally.rated, minimum=0, width=9,
        ),
        variable(
            "APPLICABLE", "integer", _("Applicable"),
            _("How many recommendations apply: all but “not applicable”. The coverage is RATED / APPLICABLE; where it "
              "is low, read the band and not the score. Empty for ratings."),
            lambda row: row.tally and row.tally.applicable, minimum=0, width=13,
        ),
        variable(
            "BAND_LOW", "number", _("Band: low"),
            _("The score if every unknown turned out absent. Empty for ratings, and where nothing applies."),
            lambda row: row.tally and row.tally.low, minimum=0, maximum=100, width=12,
        ),
        variable(
            "BAND_HIGH", "number", _("Band: high"),
            _("The score if every unknown turned out implemented. Empty for ratings, and where nothing applies."),
            lambda row: row.tally and row.tally.high, minimum=0, maximum=100, width=12,
        ),
    ]  # fmt: skip


def _of_source() -> list[Variable[Any]]:
    return [
        variable(
            "RESPONSE", "string", _("Response"),
            _("The name of the response in this comparison; no two have the same."),
            "compared.name", required=True, typed=True, width=30,
        ),
        variable(
            "CATALOGUE", "string", _("Catalogue"), _("Id of the catalogue"), "compared.catalogue.id",
            required=True, width=13,
        ),
        variable(
            "CATALOGUE_VERSION", "string", _("Version of the catalogue"), _("The version that this response answers."),
            "compared.catalogue.version", required=True, width=25,
        ),
    ]  # fmt: skip
