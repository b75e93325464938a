"""JSON output of the command line: a catalogue, and the unrounded figures of a response."""

from __future__ import annotations

from typing import Any

from assessment.domain.gaps import gaps, information_gaps, red_lines
from assessment.domain.model import Catalogue, Recommendation, Response
from assessment.domain.robustness import VARIANTS, Range, robustness
from assessment.domain.scoring import Grouping, Tally, tally_all, tally_by, theme_weighted


def catalogue_data(catalogue: Catalogue) -> dict[str, Any]:
    """A catalogue with derived data: links, and how many mandates recommend the same."""
    return {
        "id": catalogue.id,
        "version": catalogue.version,
        "hash": catalogue.hash,
        "title": catalogue.title,
        "mandates": [
            {"id": mandate.id, "name": mandate.name, "mechanism": mandate.mechanism.value}
            for mandate in catalogue.mandates
        ],
        "themes": [{"id": theme.id, "name": theme.name, "sentence": theme.sentence} for theme in catalogue.themes],
        "recommendations": [_recommendation_data(item, catalogue) for item in catalogue.recommendations],
    }


def _recommendation_data(item: Recommendation, catalogue: Catalogue) -> dict[str, Any]:
    source = item.source
    return {
        "id": item.id,
        "title": item.title,
        "question": item.question,
        "text": item.text,
        "theme": item.theme,
        "also_themes": list(item.also_themes),
        "populations": list(item.populations),
        "pillar": item.pillar.value,
        "gcm_actions": list(item.gcm_actions),
        "indicator": [indicator.value for indicator in item.indicator],
        "mechanism": source.mandate.mechanism.value,
        "mandate": source.mandate.id,
        "document": source.document or None,
        "year": source.year,
        "symbol": source.symbol,
        "paragraph": source.paragraph,
        "url": source.url,
        "addressee": item.addressee,
        "red_line": item.red_line,
        "asks": list(item.asks),
        "asked_by": catalogue.asked_by[item.id],
        "counts_once_with": item.counts_once_with,
        "measures": [{"id": measure.id, "text": measure.text} for measure in item.measures],
    }


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
