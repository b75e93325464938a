"""The downloads of an assessment: each file is written from what is stored when its button is clicked.

Files are written outside the session, so access and language are passed in.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from assessment.config import settings
from assessment.domain.comparison.compare import ComparedResponse
from assessment.domain.model import Assessment, Catalogue
from assessment.domain.permissions import Action
from assessment.domain.sharing import SharingLevel, share
from assessment.i18n import using_language
from assessment.interchange.forms.xlsform import xlsform
from assessment.interchange.questionnaire.workbook import questionnaire_workbook
from assessment.interchange.response_csv import share_csv
from assessment.interchange.response_json import write_shared_response
from assessment.reports.shared import ReportSource, share_excel, share_word
from assessment.services.access import Access
from assessment.services.workshops.facilitation import Facilitation
from assessment.storage.repository import Repository


@dataclass(frozen=True, slots=True)
class Export:
    """An assessment as it is shared at one level. Each file raises VisitEnded, NotAllowed, AssessmentUnknown."""

    access: Access
    assessment_id: str
    level: SharingLevel
    threshold: float
    language: str
    repository: Repository | None = None
    """Where the workshop is whose agreed response this may be; without it, a report says nothing of one."""

    def excel(self) -> bytes:
        """The gap report, next to the other responses of the country or area, at the same level."""
        reported, now = self._reported(), dt.datetime.now(dt.UTC)
        others = [
            ComparedResponse.from_assessment(each, self.access.saved_follow_ups(each.id))
            for each in self.access.related_assessments(self.assessment_id)
        ]
        with using_language(self.language):
            return share_excel(reported, self.level, others=others, threshold=self.threshold, written=now)

    def word(self) -> bytes:
        reported, now = self._reported(), dt.datetime.now(dt.UTC)
        template = settings().word_template
        with using_language(self.language):
            return share_word(reported, self.level, threshold=self.threshold, written=now, template=template)

    def csv(self, hxl: bool) -> bytes:
        """The answers as a table, with the byte-order mark by which Excel recognises UTF-8."""
        assessment = self._assessment()
        with using_language(self.language):
            return share_csv(assessment, self.level, hxl=hxl).encode("utf-8-sig")

    def json(self) -> str:
        assessment = self._assessment()
        with using_language(self.language):
            return write_shared_response(
                share(assessment.response, self.level, follow_ups=self.access.saved_follow_ups(self.assessment_id))
            )

    def workbook(self) -> bytes:
        """The offline workbook with all answers whatever the level, because it is to be imported again."""
        assessment = self._assessment()
        with using_language(self.language):
            return questionnaire_workbook(
                assessment.catalogue,
                response=assessment.response,
                assessment_id=assessment.id,
                revisions=assessment.revisions,
                threshold=self.threshold,
            )

    def _assessment(self) -> Assessment:
        self.access.require(Action.EXPORT, [self.assessment_id])
        return self.access.assessment(self.assessment_id)

    def _reported(self) -> ReportSource:
        assessment = self._assessment()
        workshop = None
        if self.repository is not None:
            workshop = Facilitation(self.access, self.repository).outcome_of(self.assessment_id)
        stored = self.access.follow_ups(self.assessment_id)
        return ReportSource(
            assessment.catalogue,
            assessment.response,
            assessment.status,
            workshop=workshop,
            follow_ups={key: each.follow_up for key, each in stored.items()},
            revisions={key: each.revision for key, each in stored.items()},
            assessment_id=assessment.id,
        )


def blank_workbook(catalogue: Catalogue, language: str, threshold: float) -> bytes:
    """The empty offline workbook; it shows no score below this coverage, 0 to 1."""
    with using_language(language):
        return questionnaire_workbook(catalogue, threshold=threshold)


def blank_form(catalogue: Catalogue, language: str) -> bytes:
    """The questionnaire as a form for phones."""
    with using_language(language):
        return xlsform(catalogue)
