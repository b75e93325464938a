"""The command that scores a response, and the figures of a response as JSON."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from assessment.cli.commands import FILE, json_option, print_json, print_rows, read_incoming
from assessment.codec import attributes
from assessment.config import settings
from assessment.domain.catalogue import Catalogue
from assessment.domain.gaps import gaps, information_gaps, red_lines
from assessment.domain.response import Response
from assessment.domain.robustness import VARIANTS, robustness
from assessment.domain.scoring import Grouping, tally_all, tally_by, theme_weighted
from assessment.labels.findings import agenda_text
from assessment.labels.formatting import response_name, score_with_n
from assessment.tidy.figures import tally_data


@click.command("score")
@click.argument("file", metavar="FILE", type=FILE)
@json_option
def score(file: Path, as_json: bool) -> None:
    """Show the scores and gaps of a response."""
    incoming, threshold = read_incoming(file), settings().coverage_threshold
    catalogue, response = incoming.catalogue, incoming.response
    if as_json:
        return print_json(score_data(catalogue, response, threshold))
    print_rows([(response_name(response),)])
    themes = tally_by(catalogue, response, Grouping.THEME)
    named = {catalogue.theme_by_id[theme].name: tally for theme, tally in themes.items()}
    named["Overall"] = tally_all(catalogue, response)
    print_rows([(name, score_with_n(tally, threshold)) for name, tally in named.items()], "  ")
    if whole := agenda_text(catalogue, response):
        print(whole)
    print("Gaps, in order:")
    ordered = gaps(catalogue, response)
    print_rows([(gap.recommendation.id, gap.answer.rating, gap.recommendation.title) for gap in ordered], "  ")
    return None


def score_data(catalogue: Catalogue, response: Response, threshold: float) -> dict[str, Any]:
    """The figures of a response. Scores and bands are from 0 to 100, shares from 0 to 1; null if there is none."""
    ordered = gaps(catalogue, response)
    findings = robustness(catalogue, response)
    tallies = {grouping: tally_by(catalogue, response, grouping) for grouping in Grouping}
    return {
        "catalogue": attributes(catalogue, "id", "version"),
        **attributes(response, "country", "voice"),
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
            "overall": findings.overall,
            "by_theme": findings.by_theme,
            "leading_gaps": {"kept": findings.gaps_kept, "lost": findings.gaps_lost},
            "theme_orders": {"kept": findings.orders_kept, "lost": findings.orders_lost},
        },
    }
