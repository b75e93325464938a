"""A response as a Word document that a ministry goes on to edit: summary, red lines, gaps, follow-up plan, method."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Sequence
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from docx.document import Document

from assessment.domain.model import Catalogue, Response, Status
from assessment.domain.scoring import COVERAGE_THRESHOLD
from assessment.i18n import current_language
from assessment.i18n import gettext as _
from assessment.labels.formatting import response_name
from assessment.reports.findings import Findings, find_findings
from assessment.reports.word.answers import write_information_gaps, write_other_answers
from assessment.reports.word.body import Body
from assessment.reports.word.front import fill_template, write_facts
from assessment.reports.word.gaps import write_gaps, write_red_lines
from assessment.reports.word.method import write_method
from assessment.reports.word.plan import write_plan
from assessment.reports.word.summary import write_summary
from assessment.reports.word.template import open_template
from assessment.reports.word.text import language_tag, shown

_LONGEST_PROPERTY = 255
_COMPRESSION = 3
"""Half the time of the usual 6, and a file that is a tenth larger."""


def word_report(
    catalogue: Catalogue,
    response: Response,
    *,
    threshold: float = COVERAGE_THRESHOLD,
    written: dt.datetime,
    status: Status = Status.DRAFT,
    charts: bool = True,
    left_out: Sequence[str] = (),
    template: Path | None = None,
) -> bytes:
    """The gap report of a response as the content of a .docx file.

    `threshold` is the coverage, 0 to 1, under which no percentage is shown; `written` is the moment of the report;
    `left_out` names the fields that sharing took out of the response (assessment/domain/sharing.py); `template` is a
    ministry’s own (docs/word-report.md). Raises TemplateRefused if that can’t be used.
    """
    findings = find_findings(catalogue, response, threshold, written, status, left_out)
    document, name = open_template(template), response_name(response)
    place = fill_template(document, findings, name)
    body = Body(document)
    write_facts(body, findings, place)
    write_summary(body, findings, charts=charts)
    write_red_lines(body, findings)
    write_gaps(body, findings)
    write_information_gaps(body, findings)
    body.end_section()
    write_plan(body, findings)
    body.end_section()
    write_other_answers(body, findings)
    write_method(body, findings)
    body.complete()
    _describe(document, findings, name)
    return _packed(document, written)


def _describe(document: Document, findings: Findings, name: str) -> None:
    """What the document says of itself."""
    response, core = findings.response, document.core_properties
    core.title = shown(_("Gap report: {name}").format(name=name))[:_LONGEST_PROPERTY]
    core.subject = shown(findings.catalogue.title)[:_LONGEST_PROPERTY]
    core.author = "" if response.anonymous else shown(response.organisation)[:_LONGEST_PROPERTY]
    core.last_modified_by = core.comments = core.keywords = ""
    core.language = language_tag(current_language())
    core.created = core.modified = findings.written.astimezone(dt.UTC).replace(tzinfo=None)
    core.revision = 1


def _packed(document: Document, written: dt.datetime) -> bytes:
    """The document as a file in which every part bears the time of the report, so that the same report is the same
    file."""
    saved, packed = io.BytesIO(), io.BytesIO()
    document.save(saved)
    with ZipFile(saved) as given, ZipFile(packed, "w") as archive:
        for name in given.namelist():
            part = ZipInfo(name, written.astimezone(dt.UTC).timetuple()[:6])
            archive.writestr(part, given.read(name), ZIP_DEFLATED, _COMPRESSION)
    return packed.getvalue()
