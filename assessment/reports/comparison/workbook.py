"""Several responses as an Excel workbook: side by side, voice against voice, round after round, and all they say."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from assessment.domain.comparison.compare import (
    Comparison,
    LeftOutRecommendation,
    catalogue_versions,
    catalogues_of,
    total_tallies,
)
from assessment.domain.comparison.findings import ComparisonFindings, find_comparison_findings
from assessment.domain.countries import INVENTED_PLACES, country_name
from assessment.domain.scoring import COVERAGE_THRESHOLD
from assessment.domain.sourced import SourcedResponse
from assessment.i18n import counted
from assessment.i18n import gettext as _
from assessment.labels.codes import left_out_word
from assessment.labels.findings import comparison_findings
from assessment.labels.formatting import timestamp_text
from assessment.reports.comparison.recommendation_sheets import write_evidence, write_recommendations
from assessment.reports.comparison.theme_picture import write_theme_picture
from assessment.reports.comparison.theme_sheet import write_themes
from assessment.reports.method_text import comparison_summary, do_no_harm_notice
from assessment.reports.sheets.book import Book, ReportSheet, write_long_texts
from assessment.reports.sheets.columns import Column
from assessment.reports.sheets.data_sheet import write_observations
from assessment.reports.sheets.pair_sheets import write_rounds, write_voices
from assessment.reports.sheets.respondents import Respondent, number_list, number_respondents, who_columns
from assessment.reports.sheets.styles import Style

_NAMED = 3
"""Up to this many countries or areas are named; otherwise they are counted."""


def comparison_report(
    comparison: Comparison,
    *,
    earlier: Sequence[SourcedResponse] = (),
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
        name=comparison_name(comparison),
        mark=comparison_mark(comparison),
        subject=catalogue_versions(catalogues_of(comparison.responses))[0].title,
        created=written,
    )
    findings = find_comparison_findings(comparison.responses, earlier)
    write_theme_picture(book, comparison, respondents)
    _write_summary(book, comparison, respondents, findings, threshold, written)
    write_themes(book, comparison, respondents, threshold)
    write_recommendations(book, comparison, respondents)
    write_voices(book, comparison)
    write_rounds(book, comparison)
    write_evidence(book, comparison, respondents)
    write_observations(book, comparison)
    write_long_texts(book)
    return book.content()


def comparison_name(comparison: Comparison) -> str:
    countries = comparison.countries
    if len(countries) > _NAMED:
        where = counted("{n} country or area", "{n} countries or areas", len(countries))
    else:
        where = ", ".join(country_name(country) for country in countries)
    count = len(comparison.responses)
    return f"{counted('{n} response', '{n} responses', count)} · {where}"


def comparison_mark(comparison: Comparison) -> str:
    invented = INVENTED_PLACES & set(comparison.countries)
    if not invented:
        return ""
    if len(invented) == len(comparison.countries):
        return _("Sample data (invented)")
    return _("Includes sample data (invented)")


# The summary: the findings, what is compared, how, and what is left out and why


def _write_summary(
    book: Book,
    comparison: Comparison,
    respondents: Sequence[Respondent],
    findings: ComparisonFindings,
    threshold: float,
    written: dt.datetime,
) -> None:
    own = total_tallies(comparison.own_tallies)
    columns: list[Column[Respondent]] = [
        *who_columns((11, 26, 25, 37, 20), lambda row: row),
        Column(_("Date of the round"), 12, lambda row: row.response.round.date, Style.DATE),
        Column(_("Version of the catalogue"), 13, lambda row: row.compared.catalogue.version),
        Column(_("Asked"), 9, lambda row: own[row.name].asked, Style.NUMBER),
        Column(_("Answered"), 11, lambda row: own[row.name].asked - own[row.name].unanswered, Style.NUMBER),
        Column(_("Rated"), 9, lambda row: own[row.name].rated, Style.NUMBER),
    ]
    sheet = book.sheet(
        _("Summary"),
        [column.width for column in columns],
        _("Comparison of responses to “{catalogue}”").format(catalogue=book.subject),
    )
    sheet.keep_in_sight()
    sheet.section(_("Findings"))
    _write_lines(sheet, [(finding.title, finding.text) for finding in comparison_findings(findings)])
    sheet.section(_("What is compared"))
    _write_facts(sheet, comparison, written)
    sheet.section(_("How they are compared"))
    for line in [*comparison_summary(threshold), do_no_harm_notice()]:
        sheet.paragraph(line, Style.FACT)
    sheet.section(_("Responses"))
    sheet.table("Responses", columns, respondents)
    _write_left_out(sheet, comparison, {respondent.name: respondent.number for respondent in respondents})


def _write_facts(sheet: ReportSheet, comparison: Comparison, written: dt.datetime) -> None:
    versions = catalogue_versions(catalogues_of(comparison.responses))
    responses, countries = len(comparison.responses), len(comparison.countries)
    facts: list[tuple[str, str]] = [
        (
            _("Compared"),
            f"{counted('{n} response', '{n} responses', responses)} · "
            f"{counted('{n} country or area', '{n} countries or areas', countries)}",
        ),
        (_("Catalogue and version"), f"{versions[0].id}, {', '.join(catalogue.version for catalogue in versions)}"),
        (_("Report written"), timestamp_text(written)),
    ]
    _write_lines(sheet, facts)


def _write_lines(sheet: ReportSheet, lines: Sequence[tuple[str, str]]) -> None:
    for words, value in lines:
        sheet.fact(words, value, label_span=2)


def _write_left_out(sheet: ReportSheet, comparison: Comparison, numbers: Mapping[str, int]) -> None:
    left_out = comparison.common.left_out
    sheet.section(_("Why recommendations are left out"))
    if not left_out:
        sheet.paragraph(_("None: all responses rate every recommendation in the same words."), Style.FACT)
        return
    columns: list[Column[LeftOutRecommendation]] = [
        Column(_("Id"), 0, lambda entry: entry.recommendation_id),
        Column(_("Title"), 0, lambda entry: entry.title),
        Column(_("Reason"), 0, lambda entry: left_out_word(entry.reason)),
        Column(_("Because of (No.)"), 0, lambda entry: number_list(numbers[name] for name in entry.names)),
    ]
    sheet.table("LeftOut", columns, left_out)
