"""The files in which an assessment is handed on: each is written from what is stored when its button is clicked.

They are written outside the session, so who asks and in which language is handed over.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from assessment.access import Access
from assessment.comparison import Compared
from assessment.interchange.questionnaire_workbook import questionnaire_workbook
from assessment.interchange.response_csv import share_csv
from assessment.interchange.response_json import write_response
from assessment.interchange.xlsform import xlsform
from assessment.language import speaking
from assessment.model import Assessment, Catalogue
from assessment.reports.beside_others import share_others
from assessment.reports.gap_report import gap_report
from assessment.reports.word_report import word_report
from assessment.sharing import Level, Shared, share


@dataclass(frozen=True, slots=True)
class Handout:
    """An assessment as it is handed to readers of one level."""

    access: Access
    assessment_id: str
    level: Level
    threshold: float
    language: str

    def excel(self) -> bytes:
        """The gap report, beside the other responses of the country or area at the same level."""
        with self._shared() as (assessment, shared):
            return gap_report(
                assessment.catalogue,
                shared.response,
                threshold=self.threshold,
                written=dt.datetime.now(dt.UTC),
                status=assessment.status,
                others=share_others(assessment.catalogue, assessment.response, self._companions(), self.level),
                left_out=shared.left_out,
            )

    def word(self) -> bytes:
        with self._shared() as (assessment, shared):
            return word_report(
                assessment.catalogue,
                shared.response,
                threshold=self.threshold,
                written=dt.datetime.now(dt.UTC),
                status=assessment.status,
                left_out=shared.left_out,
            )

    def csv(self, hxl: bool) -> bytes:
        """The answers as a table, with the mark by which Excel knows UTF-8."""
        assessment = self.access.assessment(self.assessment_id)
        with speaking(self.language):
            return share_csv(assessment, self.level, hxl=hxl).encode("utf-8-sig")

    def json(self) -> str:
        with self._shared() as (_assessment, shared):
            return write_response(shared.response, shared.left_out)

    def workbook(self) -> bytes:
        """The offline workbook with everything that is answered, whatever the level: it is for coming back."""
        assessment = self.access.assessment(self.assessment_id)
        with speaking(self.language):
            return questionnaire_workbook(
                assessment.catalogue,
                response=assessment.response,
                assessment_id=assessment.id,
                revisions=assessment.revisions,
                threshold=self.threshold,
            )

    @contextmanager
    def _shared(self) -> Iterator[tuple[Assessment, Shared]]:
        assessment = self.access.assessment(self.assessment_id)
        with speaking(self.language):
            yield assessment, share(assessment.response, self.level)

    def _companions(self) -> list[Compared]:
        return [Compared.kept(each) for each in self.access.companions(self.assessment_id)]


def blank_workbook(catalogue: Catalogue, language: str) -> bytes:
    """The offline workbook with nothing in it yet."""
    with speaking(language):
        return questionnaire_workbook(catalogue)


def form(catalogue: Catalogue, language: str) -> bytes:
    """The questionnaire as a form for phones."""
    with speaking(language):
        return xlsform(catalogue)
