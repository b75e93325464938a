"""The hidden sheets of the offline workbook: the words of its dropdowns, and what it was made from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import zip_longest

from assessment.domain.countries import INVENTED_PLACES, country_codes, country_name
from assessment.domain.fields import Field
from assessment.domain.model import ANSWER_FIELDS, Catalogue, Voice
from assessment.i18n import current_language
from assessment.i18n import gettext as _
from assessment.interchange.questionnaire.layout import FORMAT, ColumnCode, ProvenanceCode, wording_digest
from assessment.interchange.questionnaire.sheet import QuestionnaireSheet, QuestionnaireStyle
from assessment.interchange.questionnaire.visible_text import is_altered
from assessment.labels.codes import RATING_STYLES, code_word, rating_label, voice_word
from assessment.spreadsheet.plan_layout import json_pieces
from assessment.spreadsheet.references import column_letter, sheet_reference, sheet_title
from assessment.spreadsheet.workbook import Workbook

TICK = "x"


class Lists:
    """The sheet with the words of the dropdowns, a column a field.

    `country` is offered among the countries even if it is invented.
    """

    def __init__(self, country: str | None) -> None:
        invented = [country] if country in INVENTED_PLACES else []
        self.title = sheet_title(_("Lists"))
        self._words: dict[str, list[str]] = {
            "rating": [rating_label(rating) for rating in RATING_STYLES if rating is not None],
            "measures": [TICK, _("Yes"), _("No")],
            "anonymous": [_("Yes"), _("No")],
            "country": [country_name(code) for code in (*invented, *country_codes())],
            "voice": [voice_word(voice) for voice in Voice],
        }
        for field in ANSWER_FIELDS:
            self._words.setdefault(field.name, [code_word(code) for code in field.codes or ()])
        self._words = {name: words for name, words in self._words.items() if words}

    def __contains__(self, field: Field) -> bool:
        return field.name in self._words

    def reference(self, field: Field) -> str:
        """The cells with the words that a field takes, for use in any sheet."""
        column = column_letter(list(self._words).index(field.name) + 1)
        return sheet_reference(self.title, f"{column}1:{column}{len(self._words[field.name])}")

    def write(self, book: Workbook) -> None:
        sheet = QuestionnaireSheet(book, self.title, [30.0] * len(self._words))
        for words in zip_longest(*self._words.values()):
            sheet.add({column: (word, QuestionnaireStyle.FACT) for column, word in enumerate(words, start=1) if word})
        sheet.hide()


def write_file_sheet(
    book: Workbook,
    catalogue: Catalogue,
    assessment_id: str | None,
    asked: frozenset[str] | None,
    revisions: Mapping[str, int],
    columns: Mapping[str, Sequence[ColumnCode]],
    texts: Mapping[tuple[str, str], str],
    titles: Iterable[str],
) -> None:
    """Write the hidden sheet that says what the workbook was made from.

    `columns` are those of each sheet with answers, `texts` what stands in the workbook by recommendation and field.
    """
    title = sheet_title(_("About this file"))
    sheet = QuestionnaireSheet(book, title, [16.0, 18.0, 18.0, 18.0, 60.0])
    rows: list[tuple[str | int, ...]] = [
        (ProvenanceCode.FORMAT.value, FORMAT),
        (ProvenanceCode.CATALOGUE.value, catalogue.id),
        (ProvenanceCode.VERSION.value, catalogue.version),
        (ProvenanceCode.HASH.value, catalogue.hash),
        (ProvenanceCode.LANGUAGE.value, current_language()),
        *([(ProvenanceCode.ASSESSMENT.value, assessment_id)] if assessment_id else []),
        *((ProvenanceCode.ASKED.value, item.id) for item in catalogue.recommendations if item.id in (asked or ())),
        *((ProvenanceCode.SHEET.value, one) for one in (*titles, title)),
        *(
            (ProvenanceCode.COLUMN.value, with_answers, code.value, column_letter(place))
            for with_answers, codes in columns.items()
            for place, code in enumerate(codes, start=1)
        ),
        *(
            (ProvenanceCode.REVISION.value, item.id, str(revisions.get(item.id, 0)), wording_digest(item))
            for item in catalogue.recommendations
        ),
        *(
            (ProvenanceCode.TEXT.value, recommendation_id, field, str(number), piece)
            for (recommendation_id, field), text in texts.items()
            if is_altered(text)
            for number, piece in enumerate(json_pieces(text), start=1)
        ),
    ]
    for row in rows:
        sheet.add({place: (value, QuestionnaireStyle.ANSWER) for place, value in enumerate(row, start=1)})
    sheet.hide()
