"""A response as a Word document that a ministry goes on to edit: summary, red lines, gaps, follow-up plan, method."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from assessment.countries import INVENTED
from assessment.figures import response_name
from assessment.language import gettext as _
from assessment.model import Catalogue, Response, Status
from assessment.reports.findings import find
from assessment.reports.word_answers import write_information_gaps, write_other_answers
from assessment.reports.word_body import Body
from assessment.reports.word_frame import Frame, Properties
from assessment.reports.word_gaps import write_gaps, write_red_lines
from assessment.reports.word_method import write_method
from assessment.reports.word_plan import write_plan
from assessment.reports.word_summary import write_front, write_summary
from assessment.scoring import COVERAGE_THRESHOLD

_LONGEST_NAME, _LONGEST_HEAD = 150, 105
"""Characters of the response's name as a title, and of all that stands on the line at the head of a page."""


def word_report(
    catalogue: Catalogue,
    response: Response,
    *,
    threshold: float = COVERAGE_THRESHOLD,
    written: dt.datetime,
    status: Status = Status.DRAFT,
    charts: bool = True,
    left_out: Sequence[str] = (),
) -> bytes:
    """The gap report of a response as the content of a .docx file.

    `threshold` is the coverage, 0 to 1, under which no percentage is shown; `written` is the moment of the report;
    `left_out` names the fields that sharing took out of the response (assessment/sharing.py).
    """
    findings = find(catalogue, response, threshold, written, status, left_out)
    name = _shortened(response_name(response), _LONGEST_NAME)
    mark = _("invented place – sample data") if response.country in INVENTED else ""
    frame = Frame(
        name=_shortened(name, _LONGEST_HEAD - len(mark)),
        mark=mark,
        foot=_("Gap report · {catalogue}, {version}").format(catalogue=catalogue.id, version=catalogue.version),
    )
    body = Body(frame)
    write_front(body, findings, name)
    write_summary(body, findings, charts=charts)
    write_red_lines(body, findings)
    write_gaps(body, findings)
    write_information_gaps(body, findings)
    body.end_section(across=False)
    write_plan(body, findings)
    body.end_section(across=True)
    write_other_answers(body, findings)
    write_method(body, findings)
    return frame.content(
        body.xml(),
        Properties(
            title=_("Gap report: {name}").format(name=name),
            subject=catalogue.title,
            author="" if response.anonymous else response.organisation,
            written=written,
        ),
    )


def _shortened(text: str, limit: int) -> str:
    return text if len(text) <= limit else f"{text[:limit]}…"
