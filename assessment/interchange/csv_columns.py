"""The columns of a response as a table, what their headers may be, and how text is written in their cells."""

from __future__ import annotations

import re
from functools import cache

from assessment.i18n import using_language
from assessment.interchange.fields import ANSWER_FIELDS, IDENTITY_FIELDS, field_label, field_question
from assessment.interchange.vocabulary import Vocabulary, WordUnknown
from assessment.parsing.csv_escaping import FORMULA_SIGNS, unescape_formula

FORMAT = "gap-assessment-table/2"
"""Written in every row: its texts are guarded as in `csv_text`."""
RECOMMENDATION = "recommendation_id"
TAGS = {
    "catalogue": "#meta+catalogue",
    "country": "#country+code+v_iso3",
    "voice": "#org+type+code",
    "organisation": "#org+name",
    "round_label": "#meta+round",
    "round_date": "#date+round",
    "anonymous": "#meta+anonymous",
    "left_out": "#meta+left_out",
    "assessment_id": "#meta+id",
    "revision": "#meta+revision",
    RECOMMENDATION: "#indicator+code",
    "title": "#indicator+name",
    "rating": "#indicator+value+code",
    "measures": "#indicator+measures+list",
    "evidence": "#description+evidence",
    "evidence_url": "#meta+url+evidence",
    "law_reference": "#description+law",
    "responsible": "#org+name+responsible",
    "action": "#activity+name",
    "target_date": "#date+target",
    "comment": "#description+comment",
    "reason": "#description+reason",
    "cause": "#cause+change+code",
    "format": "#meta+format",
}
"""The columns in their order, each with its hashtag of the Humanitarian Exchange Language (HXL 1.1)."""
COLUMNS = tuple(TAGS)
# For the first version, which guarded only the beginning of a text.
_GUARDED_FIRST = re.compile(rf"''*[{FORMULA_SIGNS}\t\r\n]")


@cache
def columns_by_header(languages: tuple[str, ...]) -> Vocabulary[str]:
    """The columns by their possible headers: their codes, and their names in each of the languages."""
    words = [(code, code) for code in COLUMNS]
    words += [(code.removesuffix("_id"), code) for code in (RECOMMENDATION, "assessment_id")]
    for spoken in languages:
        with using_language(spoken):
            words += [(field_label(field), field) for field in (*ANSWER_FIELDS, *IDENTITY_FIELDS)]
            words += [(field_question(field), field) for field in (*ANSWER_FIELDS, *IDENTITY_FIELDS)]
    return Vocabulary(words, lambda _text, near: WordUnknown("", near), lambda code: code)


def unescape_cell(cell: str, written: str) -> str:
    """The text in a cell of a row whose format is `written`; rows of the first version or typed by hand have none."""
    if written:
        return unescape_formula(cell)
    return cell[1:] if _GUARDED_FIRST.match(cell) else cell
