"""Several responses as an Excel workbook: side by side, voice against voice, round after round, and all they say."""

from __future__ import annotations

import datetime as dt

from assessment.comparison import Comparison, versions
from assessment.countries import INVENTED, country_name
from assessment.language import gettext as _
from assessment.reports.comparison_summary import write_comparison_summary
from assessment.reports.evidence_sheet import write_evidence
from assessment.reports.long_texts import write_long_texts
from assessment.reports.observation_sheet import write_observations
from assessment.reports.rating_matrix import write_recommendations
from assessment.reports.respondents import number_respondents
from assessment.reports.round_tables import write_rounds
from assessment.reports.sheets import Book
from assessment.reports.theme_matrix import write_themes
from assessment.reports.voice_tables import write_voices
from assessment.scoring import COVERAGE_THRESHOLD

_NAMED = 3
"""Up to so many countries or areas are named; of more the number is told."""


def comparison_report(comparison: Comparison, *, threshold: float = COVERAGE_THRESHOLD, written: dt.datetime) -> bytes:
    """The comparison as the content of an .xlsx file.

    `threshold` is the coverage, 0 to 1, under which no percentage is shown; `written` is the moment of the report.
    """
    respondents = number_respondents(comparison)
    book = Book(
        title=_("Comparison"),
        name=_name(comparison),
        mark=_mark(comparison),
        subject=versions(comparison.responses)[0].title,
        created=written,
    )
    write_comparison_summary(book, comparison, respondents, threshold, written)
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
        where = _("{n} countries or areas").format(n=len(countries))
    else:
        where = ", ".join(country_name(country) for country in countries)
    return _("{n} responses · {where}").format(n=len(comparison.responses), where=where)


def _mark(comparison: Comparison) -> str:
    invented = INVENTED & set(comparison.countries)
    if not invented:
        return ""
    if len(invented) == len(comparison.countries):
        return _("invented places – sample data")
    return _("with invented places – sample data")


def comparison_report_name(comparison: Comparison, written: dt.datetime) -> str:
    """A file name of codes alone, as any system takes it: `comparison-3-responses-2026-11-24.xlsx`."""
    return f"comparison-{len(comparison.responses)}-responses-{written.astimezone():%Y-%m-%d}.xlsx"
