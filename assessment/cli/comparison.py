"""The command that compares responses, and a comparison as JSON.

Modules are imported where a command needs them, as in `commands`.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from assessment.cli.commands import (
    CommandRefused,
    load_sources,
    open_access,
    print_json,
    write_file,
    write_table,
    wrong_extension,
)
from assessment.cli.scores import tally_data
from assessment.config import settings
from assessment.domain.comparison.compare import (
    ComparedResponse,
    Comparison,
    ScoreDifference,
    ScoreDifferences,
    ThemeTallies,
    compare,
    score_differences,
)
from assessment.domain.comparison.rounds import RoundPair, round_pairs
from assessment.domain.comparison.voices import VoicePair, voice_pairs
from assessment.domain.model import Round
from assessment.errors import FileRefused
from assessment.i18n import gettext as _


def compare_responses(options: argparse.Namespace) -> None:
    from assessment.services.loading import without_obstacles

    write = None if options.output is None else _comparison_writer(options.output)
    gathered = without_obstacles(load_sources(options.sources))
    left_out = [*gathered.problems, *gathered.left_out]
    if gathered.problems and not options.leave_out:
        raise FileRefused(left_out)
    comparison = compare(gathered.compared)
    if left_out:
        print(FileRefused(left_out), file=sys.stderr)
        print(
            _("Compared: {n} of {total}.").format(n=len(gathered.compared), total=len(set(options.sources))),
            file=sys.stderr,
        )
    threshold = settings().coverage_threshold
    if write:
        return write(comparison, threshold)
    if options.json:
        return print_json(comparison_data(comparison, threshold))
    from assessment.cli.comparison_tables import comparison_lines

    for line in comparison_lines(comparison, options.by, threshold):
        print(line)
    return None


def _comparison_writer(path: Path) -> Callable[[Comparison, float], None]:
    """A function that writes a comparison to this path. Raises CommandRefused for other file types."""
    writers = {".xlsx": _write_workbook, ".csv": _write_observations}
    if path.suffix.lower() not in writers:
        raise CommandRefused(wrong_extension(path, ".xlsx, .csv"))
    return lambda comparison, threshold: writers[path.suffix.lower()](path, comparison, threshold)


def _write_workbook(path: Path, comparison: Comparison, threshold: float) -> None:
    import datetime as dt

    from assessment.reports.comparison.workbook import comparison_report
    from assessment.services.loading import earlier_rounds

    earlier = earlier_rounds(comparison.responses, open_access)
    written = dt.datetime.now(dt.UTC)
    write_file(path, comparison_report(comparison, earlier=earlier, threshold=threshold, written=written))


def _write_observations(path: Path, comparison: Comparison, _threshold: float) -> None:
    from assessment.reports.table_csv import tidy_csv, tidy_schema

    write_table(path, tidy_csv(comparison), tidy_schema())


def comparison_data(comparison: Comparison, threshold: float) -> dict[str, Any]:
    """A comparison of responses. Figures are as in `score_data`; responses are identified by name throughout.

    `themes` has comparable figures, on the common recommendations; `own` each response on everything that it was asked.
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
        # The difference of a pair of voices is the first minus the second (docs/method.md, *Comparing*), that of rounds
        # the later minus the earlier.
        "differences": [
            *(_differences_data("voices", score_differences(pair.second, pair.first)) for pair in voices),
            *(_differences_data("rounds", score_differences(pair.earlier, pair.later)) for pair in rounds),
        ],
    }


def _response_data(one: ComparedResponse) -> dict[str, Any]:
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


def _differences_data(between: str, found: ScoreDifferences) -> dict[str, Any]:
    return {
        "between": between,
        "from": found.first.name,
        "to": found.second.name,
        "common": len(found.common.items),
        "overall": _difference_data(found.overall),
        "themes": {theme: _difference_data(difference) for theme, difference in found.by_theme.items()},
    }


def _difference_data(found: ScoreDifference | None) -> dict[str, Any] | None:
    if found is None:
        return None
    return {"points": found.points, "within_one_answer": found.within_one_answer, "survives": found.is_robust}
