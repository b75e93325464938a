"""The questionnaire on paper: people tick and write, and nothing has to be explained to them."""

from __future__ import annotations

import io

from docx import Document

from assessment.reports.word.paper_questionnaire import paper_questionnaire
from tests.reports.excel.test_gap_report import WRITTEN
from tests.reports.word.test_document import all_text, styled
from tests.support.cases import GCM10


def test_every_recommendation_has_its_words_and_a_box_for_each_answer_and_measure() -> None:
    document = Document(io.BytesIO(paper_questionnaire(GCM10, written=WRITTEN)))
    text = all_text(document)
    measures = sum(len(item.measures) + 1 for item in GCM10.recommendations if item.measures)
    assert text.count("☐") == 5 * len(GCM10.recommendations) + measures
    assert sorted(styled(document, "Quote")) == sorted(item.text for item in GCM10.recommendations)
    for item in GCM10.recommendations:
        assert item.question in text
        assert all(measure.text in text for measure in item.measures)
    answers = [words.replace("\N{NO-BREAK SPACE}", " ").split("   ")[:5] for words in styled(document, "Report Label")]
    assert answers == [["☐ ● Implemented", "☐ ◐ Partial", "☐ ○ Absent", "☐ ? Don’t know", "☐ – Not applicable"]] * 33


def test_no_page_is_begun_before_the_last_is_full() -> None:
    document = Document(io.BytesIO(paper_questionnaire(GCM10, written=WRITTEN)))
    assert not [paragraph for paragraph in document.paragraphs if paragraph.paragraph_format.page_break_before]
    assert len(document.sections) == 1
