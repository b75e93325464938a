"""What leaves the software: a response as readers of one level get it, in each format.

Files are written outside the session, so the gate and the language are passed in.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from assessment.access.assessments import read_related_sources, read_sources
from assessment.access.gate import Gate
from assessment.access.workshops import read_outcome_of
from assessment.config import settings
from assessment.domain.catalogue import Catalogue
from assessment.domain.fields import SharingLevel
from assessment.domain.permissions import Action
from assessment.domain.sharing import share, share_all
from assessment.domain.sourced import SourcedResponse
from assessment.domain.workshop.outcome import WorkshopOutcome, share_outcome
from assessment.i18n import using_language
from assessment.interchange.forms.xlsform import xlsform
from assessment.interchange.questionnaire.workbook import questionnaire_workbook
from assessment.interchange.response_csv import write_csv
from assessment.interchange.response_json import write_response
from assessment.reports.excel.gap_report import gap_report
from assessment.reports.related import share_related_responses
from assessment.reports.web.gap_report import web_report
from assessment.reports.word.document import word_report
from assessment.reports.word.paper_questionnaire import paper_questionnaire
from assessment.views.results import Results


@dataclass(frozen=True, slots=True)
class Export:
    """A response to be written for readers of one level; each method is a file (docs/sharing.md)."""

    source: SourcedResponse
    level: SharingLevel
    threshold: float
    """The coverage, 0 to 1, below which no score is shown."""
    language: str
    others: Sequence[SourcedResponse] = ()
    """Other responses of the country or area, which a report compares at the same level."""
    workshop: WorkshopOutcome | None = None
    """What the workshop came to whose agreed response this is; None if it is none's."""

    def excel(self) -> bytes:
        """The gap report as a workbook."""
        with using_language(self.language):
            return gap_report(self._results(), self._related())

    def word(self) -> bytes:
        """The gap report as a document, made from a template of one's own if there is one. Raises TemplateRefused."""
        with using_language(self.language):
            return word_report(self._results(), self._related(), template=settings().word_template)

    def web(self) -> bytes:
        """The gap report as one web page, with the answers and figures in it as files."""
        with using_language(self.language):
            return web_report(self._results(), self.json())

    def csv(self, *, hxl: bool) -> bytes:
        """The answers as a table, with the byte-order mark by which Excel recognises UTF-8."""
        with using_language(self.language):
            return write_csv(share(self.source, self.level), hxl=hxl).encode("utf-8-sig")

    def json(self) -> str:
        with using_language(self.language):
            shared = share(self.source, self.level)
            return write_response(shared.response, shared.left_out, shared.follow_ups)

    def workbook(self) -> bytes:
        """The offline workbook with all answers whatever the level, because it is to be imported again."""
        with using_language(self.language):
            return questionnaire_workbook(
                self.source.catalogue,
                response=self.source.response,
                assessment_id=self.source.assessment_id,
                revisions=self.source.revisions,
                threshold=self.threshold,
            )

    def _related(self) -> list[SourcedResponse]:
        return share_related_responses(self.source, self.others, self.level)

    def _results(self) -> Results:
        (shared,) = share_all([self.source], self.level)
        return Results(
            shared,
            written=dt.datetime.now(dt.UTC),
            threshold=self.threshold,
            level=self.level,
            workshop=None if self.workshop is None else share_outcome(self.workshop, self.level),
        )


def stored_export(
    gate: Gate,
    assessment_id: str,
    level: SharingLevel,
    threshold: float,
    language: str,
) -> Export:
    """An assessment with everything that its files need, as it is stored now.

    Raises VisitEnded, NotAllowed, AssessmentUnknown.
    """
    return Export(
        read_sources(gate, [assessment_id], Action.EXPORT)[0],
        level,
        threshold,
        language,
        read_related_sources(gate, assessment_id),
        read_outcome_of(gate, assessment_id),
    )


def blank_workbook(catalogue: Catalogue, language: str, threshold: float) -> bytes:
    """The empty offline workbook; it shows no score below this coverage, 0 to 1."""
    with using_language(language):
        return questionnaire_workbook(catalogue, threshold=threshold)


def blank_paper(catalogue: Catalogue, language: str) -> bytes:
    """The questionnaire to print. Raises TemplateRefused."""
    with using_language(language):
        return paper_questionnaire(catalogue, written=dt.datetime.now(dt.UTC), template=settings().word_template)


def blank_form(catalogue: Catalogue, language: str) -> bytes:
    """The questionnaire as a form for phones."""
    with using_language(language):
        return xlsform(catalogue)
