"""The downloads of an assessment: each file is written from what is stored when its button is clicked.

Files are written outside the session, so access and language are passed in.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from assessment.access import Access
from assessment.comparison import Compared
from assessment.config import settings
from assessment.interchange.questionnaire_workbook import questionnaire_workbook
from assessment.interchange.response_csv import share_csv
from assessment.interchange.response_json import write_response
from assessment.interchange.xlsform import xlsform
from assessment.language import speaking
from assessment.model import Catalogue
from assessment.reports.shared_reports import Reported, share_excel, share_word
from assessment.sharing import Level, share


@dataclass(frozen=True, slots=True)
class Handout:
    """An assessment as it is shared at one level."""

    access: Access
    assessment_id: str
    level: Level
    threshold: float
    language: str

    def excel(self) -> bytes:
        """The gap report, next to the other responses of the country or area, at the same level."""
        others = [Compared.kept(each) for each in self.access.companions(self.assessment_id)]
        reported, now = self._reported(), dt.datetime.now(dt.UTC)
        with speaking(self.language):
            return share_excel(reported, self.level, others=others, threshold=self.threshold, written=now)

    def word(self) -> bytes:
        reported, now = self._reported(), dt.datetime.now(dt.UTC)
        template = settings().word_template
        with speaking(self.language):
            return share_word(reported, self.level, threshold=self.threshold, written=now, template=template)

    def csv(self, hxl: bool) -> bytes:
        """The answers as a table, with the byte-order mark by which Excel recognises UTF-8."""
        assessment = self.access.assessment(self.assessment_id)
        with speaking(self.language):
            return share_csv(assessment, self.level, hxl=hxl).encode("utf-8-sig")

    def json(self) -> str:
        assessment = self.access.assessment(self.assessment_id)
        with speaking(self.language):
            shared = share(assessment.response, self.level)
            return write_response(shared.response, shared.left_out)

    def workbook(self) -> bytes:
        """The offline workbook with all answers whatever the level, because it is to be imported again."""
        assessment = self.access.assessment(self.assessment_id)
        with speaking(self.language):
            return questionnaire_workbook(
                assessment.catalogue,
                response=assessment.response,
                assessment_id=assessment.id,
                revisions=assessment.revisions,
                threshold=self.threshold,
            )

    def _reported(self) -> Reported:
        assessment = self.access.assessment(self.assessment_id)
        return Reported(assessment.catalogue, assessment.response, assessment.status)


def blank_workbook(catalogue: Catalogue, language: str, threshold: float) -> bytes:
    """The empty offline workbook; it shows no score below this coverage, 0 to 1."""
    with speaking(language):
        return questionnaire_workbook(catalogue, threshold=threshold)


def form(catalogue: Catalogue, language: str) -> bytes:
    """The questionnaire as a form for phones."""
    with speaking(language):
        return xlsform(catalogue)
