"""A response as a Word document that a ministry goes on to edit: summary, red lines, gaps, follow-up plan, method."""

from __future__ import annotations

from pathlib import Path

from assessment.domain.sharing import omission_notice
from assessment.i18n import gettext as _
from assessment.labels.formatting import response_name
from assessment.reports.word.body import Body
from assessment.reports.word.method import write_method
from assessment.reports.word.recommendations import (
    write_gaps,
    write_information_gaps,
    write_other_answers,
    write_plan,
    write_red_lines,
)
from assessment.reports.word.summary import write_summary
from assessment.reports.word.template import TitlePage, fill_template, open_template, word_file
from assessment.views.results import Results, response_facts


def word_report(results: Results, *, charts: bool = True, template: Path | None = None) -> bytes:
    """The gap report of a response as the content of a .docx file.

    `template` is a ministry’s own (docs/word-report.md). A workshop adds the spread next to each agreed rating. Raises
    TemplateRefused if the template can’t be used.
    """
    response = results.response
    document, name = open_template(template), response_name(response)
    place = fill_template(document, _title_page(results, name))
    body = Body(document)
    body.list_facts(_("Who answered, when, and what was asked"), response_facts(results), place)
    write_summary(body, results, charts=charts)
    write_red_lines(body, results)
    write_gaps(body, results)
    write_information_gaps(body, results)
    body.end_section()
    write_plan(body, results)
    body.end_section()
    write_other_answers(body, results)
    write_method(body, results)
    body.complete()
    return word_file(
        document,
        title=_("Gap report: {name}").format(name=name),
        subject=results.catalogue.title,
        author="" if response.anonymous else response.organisation,
        written=results.written,
    )


def _title_page(results: Results, name: str) -> TitlePage:
    catalogue = results.catalogue
    return TitlePage(
        title=_("Gap report"),
        name=name,
        country=results.response.country,
        catalogue=catalogue,
        report=_("Gap report · {catalogue}, {version}").format(catalogue=catalogue.id, version=catalogue.version),
        left_out=omission_notice(results.left_out),
        contents=_("Contents"),
    )
