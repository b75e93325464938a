"""The title page of a Word report: whose answers they are, when they were given, and what was asked."""

from __future__ import annotations

from docx.document import Document
from docx.text.paragraph import Paragraph

from assessment.domain.countries import INVENTED_PLACES
from assessment.domain.sharing import omission_notice
from assessment.i18n import gettext as _
from assessment.parsing.limits import TEXT_LIMIT
from assessment.parsing.message_text import truncated
from assessment.reports.findings import Findings
from assessment.reports.publication import response_facts
from assessment.reports.word.body import Body
from assessment.reports.word.tables import text_cell
from assessment.reports.word.template import fill, find_placeholder
from assessment.reports.word.text import shown

_LONGEST_NAME, _LONGEST_HEADER = 150, 105
"""Characters of the response’s name as a title, and of everything in the header of a page."""


def fill_template(document: Document, findings: Findings, name: str) -> Paragraph:
    """Fill the template’s placeholders but that of the facts, which is returned: filled-in text may look like one."""
    place = find_placeholder(document, "facts")
    catalogue, is_invented = findings.catalogue, findings.response.country in INVENTED_PLACES
    mark = _("Sample data (invented)") if is_invented else ""
    before, between, after = _("Page {page} of {pages}").replace("{pages}", "{page}").split("{page}")
    values = {
        "title": _("Gap report"),
        "name": truncated(name, _LONGEST_NAME),
        "short_name": truncated(name, _LONGEST_HEADER - len(mark)),
        "mark": mark,
        "invented": _("Sample data (invented)") if is_invented else "",
        "catalogue": _("On “{catalogue}”").format(catalogue=catalogue.title),
        "left_out": omission_notice(findings.left_out),
        "contents": _("Contents"),
        "report": _("Gap report · {catalogue}, {version}").format(catalogue=catalogue.id, version=catalogue.version),
        "before_page": before,
        "before_pages": between,
        "after_pages": after,
        **dict.fromkeys(("summary", "plan", "method"), ""),
    }
    fill(document, {name: shown(value) for name, value in values.items()})
    return place


def write_facts(body: Body, findings: Findings, place: Paragraph) -> None:
    facts = [(fact.label, text_cell(truncated(fact.text, TEXT_LIMIT))) for fact in response_facts(findings)]
    body.facts(_("Who answered, when, and what was asked"), facts, names=29, place=place)
