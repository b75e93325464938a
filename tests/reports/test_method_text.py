"""The method is worded once: workbook, document and pages say the same sentences."""

from __future__ import annotations

import io

from docx import Document

from assessment.catalogues import load_catalogue
from assessment.domain.scoring import COVERAGE_THRESHOLD
from assessment.reports.excel.gap_report import gap_report
from assessment.reports.method_text import about_red_lines, about_robustness, about_steps, about_threshold
from assessment.reports.word.document import word_report
from tests.reports.excel.test_gap_report import WRITTEN, gcm_response
from tests.reports.word.test_document import all_text
from tests.support.pages import GCM10, OpenPage, words
from tests.support.reports import results_of
from tests.support.workbooks import texts_by_sheet


def test_workbook_document_and_pages_explain_the_method_in_the_same_words(open_page: OpenPage) -> None:
    catalogue, response = load_catalogue(GCM10), gcm_response()
    results = results_of(catalogue, response, written=WRITTEN)
    workbook = [text for texts in texts_by_sheet(gap_report(results)).values() for text in texts]
    document = all_text(Document(io.BytesIO(word_report(results, charts=False))))
    method = words(open_page("method/page.py", catalogue, response))
    shown = words(open_page("results/page.py", catalogue, response, **{"plan-only": "red-lines"}))
    for sentence in (about_red_lines(), about_robustness(), about_steps(), about_threshold(COVERAGE_THRESHOLD)):
        assert sentence in workbook
        assert sentence in document
        assert sentence in method
    assert about_red_lines() in shown
