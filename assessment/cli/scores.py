"""The command that scores a response, and the figures of a response as JSON."""

from __future__ import annotations

import argparse
from typing import Any

from assessment.cli.commands import print_json, read_incoming
from assessment.config import settings
from assessment.domain.gaps import gaps, information_gaps, red_lines
from assessment.domain.model import Catalogue, Response
from assessment.domain.robustness import VARIANTS, Range, robustness
from assessment.domain.scoring import Grouping, Tally, tally_all, tally_by, theme_weighted
from assessment.i18n import gettext as _
from assessment.labels.findings import agenda_text
from assessment.labels.formatting import response_name, score_with_n
from assessment.parsing.message_text import printable


def score_file(options: argparse.Namespace) -> None:
    incoming = read_incoming(options.file)
    catalogue, response = incoming.catalogue, incoming.response
    threshold = settings().coverage_threshold
    if options.json:
        return print_json(score_data(catalogue, response, threshold))
    print(printable(response_name(response)))
    for theme, tally in tally_by(catalogue, response, Grouping.THEME).items():
        print(f"  {catalogue.theme_by_id[theme].name:<28}{score_with_n(tally, threshold)}")
    print(f"  {_('Overall'):<28}{score_with_n(tally_all(catalogue, response), threshold)}")
    if whole := agenda_text(catalogue, response):
        print(whole)
    print(_("Gaps, in order:"))
    for gap in gaps(catalogue, response):
        print(f"  {gap.recommendation.id}  {gap.answer.rating}  {gap.recommendation.title}")
    return None


def score_data(catalogue: Catalogue, response: Response, threshold: float) -> dict[str, Any]:
    """The figures of a response. Scores and bands are from 0 to 100, shares from 0 to 1; null if there is none."""
    ordered = gaps(catalogue, response)
    findings = robustness(catalogue, response)
    tallies = {grouping: tally_by(catalogue, response, grouping) for grouping in Grouping}
    return {
        "catalogue": {"id": catalogue.id, "version": catalogue.version},
        "country": response.country,
        "voice": response.voice.value,
        "coverage_threshold": threshold,
        "overall": tally_data(tally_all(catalogue, response), threshold),
        "by": {
            grouping.value: {group: tally_data(tally, threshold) for group, tally in groups.items()}
            for grouping, groups in tallies.items()
        },
        "theme_weighted": theme_weighted(tallies[Grouping.THEME]),
        "gaps": [gap.recommendation.id for gap in ordered],
        "not_assessed": [item.id for item in catalogue.recommendations if not response.assesses(item.id)],
        "information_gaps": [item.id for item in information_gaps(catalogue, response)],
        "red_lines": [gap.recommendation.id for gap in red_lines(ordered)],
        "robustness": {
            "variants": len(VARIANTS),
            "overall": findings.overall and _range_data(findings.overall),
            "by_theme": {theme: _range_data(span) for theme, span in findings.by_theme.items()},
            "leading_gaps": {"kept": list(findings.gaps_kept), "lost": list(findings.gaps_lost)},
            "theme_orders": {
                "kept": [list(pair) for pair in findings.orders_kept],
                "lost": [list(pair) for pair in findings.orders_lost],
            },
        },
    }


def tally_data(tally: Tally, threshold: float) -> dict[str, Any]:
    """The figures of a tally, the same in all output."""
    return {
        "implemented": tally.implemented,
        "partial": tally.partial,
        "absent": tally.absent,
        "dont_know": tally.dont_know,
        "unanswered": tally.unanswered,
        "not_applicable": tally.not_applicable,
        "rated": tally.rated,
        "applicable": tally.applicable,
        "score": tally.score,
        "coverage": tally.coverage,
        "low": tally.low,
        "high": tally.high,
        "sufficient": tally.is_sufficient(threshold),
    }


def _range_data(span: Range) -> dict[str, float]:
    return {"low": span.low, "high": span.high}
