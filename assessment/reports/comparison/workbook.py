"""Several responses as an Excel workbook: side by side, voice against voice, round after round, and all they say."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from assessment.domain.comparison.compare import ComparedResponse, Comparison, catalogue_versions
from assessment.domain.comparison.findings import find_comparison_findings
from assessment.domain.countries import INVENTED_PLACES, country_name
from assessment.domain.scoring import COVERAGE_THRESHOLD
from assessment.i18n import gettext as _
from assessment.i18n import ngettext
from assessment.reports.comparison.data_sheet import write_observations
from assessment.reports.comparison.evidence_sheet import write_evidence
from assessment.reports.comparison.recommendation_sheet import write_recommendations
from assessment.reports.comparison.summary_sheet import write_comparison_summary
from assessment.reports.comparison.theme_sheet import write_themes
from assessment.reports.sheets.book import Book
from assessment.reports.sheets.long_texts import write_long_texts
from assessment.reports.sheets.respondents import number_respondents
from assessment.reports.sheets.round_tables import write_rounds
from assessment.reports.sheets.voice_tables import write_voices

_NAMED = 3
"""Up to this many countries or areas are named; otherwise they are counted."""


def comparison_report(
    comparison: Comparison,
    *,
    earlier: Sequence[ComparedResponse] = (),
    threshold: float = COVERAGE_THRESHOLD,
    written: dt.datetime,
) -> bytes:
    """The comparison as the content of an .xlsx file.

    `earlier` are rounds before those that are compared, for the findings alone. `threshold` is the coverage, 0 to 1,
    below which no score is shown; `written` is when the report is written.
    """
    respondents = number_respondents(comparison)
    book = Book(
        title=_("Comparison"),
        name=_name(comparison),
        mark=_mark(comparison),
        subject=catalogue_versions(comparison.responses)[0].title,
        created=written,
    )
    findings = find_comparison_findings(comparison, earlier)
    write_comparison_summary(book, comparison, respondents, findings, threshold, written)
    write_themes(book, comparison, respondents, threshold)
    write_recommendations(book, comparison, respondents)
    write_voices(book, comparison)
    write_rounds(book, comparison)
    write_evidence(book, comparison, respondents)
    write_observations(book, comparison)
    write_long_texts(book)
    return book.content()


def _name(comparison: Comparison) -> str:
    countries = comparison.countries
    if len(countries) > _NAMED:
        where = ngettext("{n} country or area", "{n} countries or areas", len(countries)).format(n=len(countries))
    else:
        where = ", ".join(country_name(country) for country in countries)
    count = len(comparison.responses)
    return f"{ngettext('{n} response', '{n} responses', count).format(n=count)} · {where}"


def _mark(comparison: Comparison) -> str:
    invented = INVENTED_PLACES & set(comparison.countries)
    if not invented:
        return ""
    if len(invented) == len(comparison.countries):
        return _("Sample data (invented)")
    return _("Includes sample data (invented)")


def comparison_report_name(comparison: Comparison, written: dt.datetime) -> str:
    """A file name of codes only, which any system accepts: `comparison-3-responses-2026-11-24.xlsx`."""
    return f"comparison-{len(comparison.responses)}-responses-{written.astimezone():%Y-%m-%d}.xlsx"
