"""A comparison as plain data for other programs."""

from __future__ import annotations

from typing import Any

from assessment.codec import attributes
from assessment.domain.comparison.compare import (
    Comparison,
    ScoreDifference,
    ScoreDifferences,
    ThemeTallies,
    score_differences,
)
from assessment.domain.comparison.rounds import RoundPair, round_pairs
from assessment.domain.comparison.voices import VoicePair, voice_pairs
from assessment.domain.sourced import SourcedResponse
from assessment.tidy.figures import tally_data


def comparison_data(comparison: Comparison, threshold: float) -> dict[str, Any]:
    """A comparison of responses. Figures are as in `score_data`; responses are identified by name throughout.

    `themes` has comparable figures, on the common recommendations; `own` each response on everything that it was asked.
    """
    voices, rounds = voice_pairs(comparison.responses), round_pairs(comparison.responses)
    return {
        "coverage_threshold": threshold,
        "common": [item.id for item in comparison.common.items],
        "left_out": [
            {"id": entry.recommendation_id, "reason": entry.reason, "responses": entry.names}
            for entry in comparison.common.left_out
        ],
        "countries": list(comparison.countries),
        "responses": [_response_data(source) for source in comparison.responses],
        "themes": _tallies_data(comparison.tallies, threshold),
        "own": _tallies_data(comparison.own_tallies, threshold),
        "recommendations": {
            item.id: {source.name: source.rating(item.id) for source in comparison.responses}
            for item in comparison.recommendations
        },
        "voices": [_voices_data(pair) for pair in voices],
        "rounds": [_rounds_data(pair) for pair in rounds],
        # The difference of a pair of voices is the first minus the second (docs/method.md, *Comparing*), that of rounds
        # the later minus the earlier.
        "differences": [
            *(_differences_data("voices", score_differences(pair.second, pair.first)) for pair in voices),
            *(_differences_data("rounds", score_differences(pair.earlier, pair.later)) for pair in rounds),
        ],
    }


def _response_data(source: SourcedResponse) -> dict[str, Any]:
    response = source.response
    return {
        "name": source.name,
        **attributes(response, "country", "voice"),
        "organisation": None if response.anonymous else response.organisation or None,
        "round": response.round,
        "catalogue": attributes(source.catalogue, "id", "version"),
    }


def _tallies_data(tallies: ThemeTallies, threshold: float) -> dict[str, Any]:
    return {
        theme: {name: tally_data(tally, threshold) for name, tally in by_name.items()}
        for theme, by_name in tallies.items()
    }


def _voices_data(pair: VoicePair) -> dict[str, Any]:
    return {
        **attributes(pair.first.response, "country", "round"),
        "first": pair.first.name,
        "second": pair.second.name,
        "common": len(pair.common),
        **attributes(pair, "agreement", "alpha"),
        "recommendations": {row.recommendation.id: row.difference for row in pair.common},
        **{
            part: [row.recommendation.id for row in getattr(pair, part)]
            for part in ("strongly_contested", "contested", "first_only", "second_only")
        },
    }


def _rounds_data(pair: RoundPair) -> dict[str, Any]:
    return {
        "country": pair.later.response.country,
        "earlier": pair.earlier.name,
        "later": pair.later.name,
        "movements": dict(pair.movements),
        "causes": dict(pair.causes),
    }


def _differences_data(between: str, differences: ScoreDifferences) -> dict[str, Any]:
    return {
        "between": between,
        "from": differences.first.name,
        "to": differences.second.name,
        "common": len(differences.common.items),
        "overall": _difference_data(differences.overall),
        "themes": {theme: _difference_data(difference) for theme, difference in differences.by_theme.items()},
    }


def _difference_data(difference: ScoreDifference | None) -> dict[str, Any] | None:
    if difference is None:
        return None
    return {
        "points": difference.points,
        "within_one_answer": difference.within_one_answer,
        "survives": difference.is_robust,
    }
