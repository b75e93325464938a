"""The title page of a Word report: whose answers they are, when they were given, and what was asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from docx.document import Document
from docx.text.paragraph import Paragraph

from assessment.domain.countries import INVENTED_PLACES
from assessment.domain.model import Catalogue
from assessment.domain.sharing import omission_notice
from assessment.i18n import gettext as _
from assessment.parsing.limits import TEXT_LIMIT
from assessment.parsing.message_text import truncated
from assessment.reports.findings import Fact, Findings, response_facts
from assessment.reports.word.body import Body
from assessment.reports.word.tables import text_cell
from assessment.reports.word.template import fill, find_placeholder
from assessment.reports.word.text import shown

_LONGEST_NAME, _LONGEST_HEADER = 150, 105
"""Characters of the response’s name as a title, and of everything in the header of a page."""


@dataclass(frozen=True, slots=True)
class TitlePage:
    """What the title page says before its facts, and every page in its header and footer."""

    title: str
    name: str
    country: str
    catalogue: Catalogue
    report: str
    """The footer of each page."""
    left_out: str = ""
    contents: str = ""
    """The heading of the contents; empty where there are none."""


def report_title_page(findings: Findings, name: str) -> TitlePage:
    """The title page of a gap report."""
    catalogue = findings.catalogue
    return TitlePage(
        title=_("Gap report"),
        name=name,
        country=findings.response.country,
        catalogue=catalogue,
        report=_("Gap report · {catalogue}, {version}").format(catalogue=catalogue.id, version=catalogue.version),
        left_out=omission_notice(findings.left_out),
        contents=_("Contents"),
    )


def fill_template(document: Document, page: TitlePage) -> Paragraph:
    """Fill the template’s placeholders but that of the facts, which is returned: filled-in text may look like one."""
    place = find_placeholder(document, "facts")
    mark = _("Sample data (invented)") if page.country in INVENTED_PLACES else ""
    before, between, after = _("Page {page} of {pages}").replace("{pages}", "{page}").split("{page}")
    values = {
        "title": page.title,
        "name": truncated(page.name, _LONGEST_NAME),
        "short_name": truncated(page.name, _LONGEST_HEADER - len(mark)),
        "mark": mark,
        "invented": mark,
        "catalogue": _("On “{catalogue}”").format(catalogue=page.catalogue.title),
        "left_out": page.left_out,
        "contents": page.contents,
        "report": page.report,
        "before_page": before,
        "before_pages": between,
        "after_pages": after,
        **dict.fromkeys(("summary", "plan", "method"), ""),
    }
    fill(document, {name: shown(value) for name, value in values.items()})
    return place


def write_facts(body: Body, title: str, facts: Sequence[Fact], place: Paragraph) -> None:
    rows = [(fact.label, text_cell(truncated(fact.text, TEXT_LIMIT))) for fact in facts]
    body.facts(title, rows, names=29, place=place)


def write_response_facts(body: Body, findings: Findings, place: Paragraph) -> None:
    write_facts(body, _("Who answered, when, and what was asked"), response_facts(findings), place)
