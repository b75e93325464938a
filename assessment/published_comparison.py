"""What the command line publishes of a comparison as JSON: unrounded, and null where there is none."""

from __future__ import annotations

from typing import Any

from assessment.comparison import Compared, Comparison, ThemeTallies
from assessment.difference import Difference, Differences, differences
from assessment.model import Round
from assessment.published import tally_data
from assessment.rounds import RoundPair, round_pairs
from assessment.voices import VoicePair, voice_pairs


def comparison_data(comparison: Comparison, threshold: float) -> dict[str, Any]:
    """Responses side by side. Figures are those of `score_data`; a response is called by its name throughout.

    `themes` has what may be compared, on the common recommendations; `own` each response on everything it was asked.
    """
    voices, rounds = voice_pairs(comparison.responses), round_pairs(comparison.responses)
    return {
        "coverage_threshold": threshold,
        "common": [item.id for item in comparison.common.items],
        "left_out": [
            {"id": entry.recommendation_id, "reason": entry.reason.value, "responses": list(entry.names)}
            for entry in comparison.common.left_out
        ],
        "countries": list(comparison.countries),
        "responses": [_response_data(one) for one in comparison.responses],
        "themes": _tallies_data(comparison.tallies, threshold),
        "own": _tallies_data(comparison.own_tallies, threshold),
        "recommendations": {
            item.id: {name: rating and rating.value for name, rating in comparison.ratings(item.id).items()}
            for item in comparison.recommendations
        },
        "voices": [_voices_data(pair) for pair in voices],
        "rounds": [_rounds_data(pair) for pair in rounds],
        # A voice pair's difference is the first voice less the second (docs/method.md, *Comparing*), that of rounds
        # the later less the earlier.
        "differences": [
            *(_differences_data("voices", differences(pair.second, pair.first)) for pair in voices),
            *(_differences_data("rounds", differences(pair.earlier, pair.later)) for pair in rounds),
        ],
    }


def _response_data(one: Compared) -> dict[str, Any]:
    response = one.response
    return {
        "name": one.name,
        "country": response.country,
        "voice": response.voice.value,
        "organisation": None if response.anonymous else response.organisation or None,
        "round": _round_data(response.round),
        "catalogue": {"id": one.catalogue.id, "version": one.catalogue.version},
    }


def _round_data(asked_in: Round) -> dict[str, Any]:
    return {"label": asked_in.label, "date": asked_in.date and asked_in.date.isoformat()}


def _tallies_data(tallies: ThemeTallies, threshold: float) -> dict[str, Any]:
    return {
        theme: {name: tally_data(tally, threshold) for name, tally in by_name.items()}
        for theme, by_name in tallies.items()
    }


def _voices_data(pair: VoicePair) -> dict[str, Any]:
    return {
        "country": pair.first.response.country,
        "round": _round_data(pair.first.response.round),
        "first": pair.first.name,
        "second": pair.second.name,
        "common": len(pair.common.items),
        "agreement": pair.agreement,
        "alpha": pair.alpha,
        "recommendations": dict(pair.differences),
        "strongly_contested": [entry.recommendation.id for entry in pair.strongly_contested],
        "contested": [entry.recommendation.id for entry in pair.contested],
        "first_only": [item.id for item in pair.first_only],
        "second_only": [item.id for item in pair.second_only],
    }


def _rounds_data(pair: RoundPair) -> dict[str, Any]:
    return {
        "country": pair.later.response.country,
        "earlier": pair.earlier.name,
        "later": pair.later.name,
        "movements": {key: movement.value for key, movement in pair.movements.items()},
        "causes": {key: cause and cause.value for key, cause in pair.causes.items()},
    }


def _differences_data(between: str, found: Differences) -> dict[str, Any]:
    return {
        "between": between,
        "from": found.first.name,
        "to": found.second.name,
        "common": len(found.common.items),
        "overall": _difference_data(found.overall),
        "themes": {theme: _difference_data(difference) for theme, difference in found.by_theme.items()},
    }


def _difference_data(found: Difference | None) -> dict[str, Any] | None:
    if found is None:
        return None
    return {"points": found.points, "within_one_answer": found.within_one_answer, "survives": found.survives}
