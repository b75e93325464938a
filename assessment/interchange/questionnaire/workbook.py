"""The offline workbook: an Excel file to fill in without the app, which `reader` reads.

It asks for every field of an answer, and can be printed as the paper questionnaire. A response that is written to it is
read again exactly.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from itertools import zip_longest
from types import MappingProxyType

from assessment.domain.answer import ANSWER_FIELDS, Rating
from assessment.domain.catalogue import Catalogue
from assessment.domain.countries import INVENTED_PLACES, country_codes, country_name
from assessment.domain.fields import IDENTITY_FIELDS, Field, Kind
from assessment.domain.response import Response, Voice
from assessment.domain.scoring import COVERAGE_THRESHOLD
from assessment.i18n import gettext as _
from assessment.interchange.questionnaire import questionnaire_sheet as questionnaire
from assessment.interchange.questionnaire.layout import CATALOGUE_CODE, OWN_CODES, TICK, ColumnCode
from assessment.interchange.questionnaire.provenance import provenance_rows
from assessment.interchange.questionnaire.scores_sheet import write_scores_sheet
from assessment.interchange.questionnaire.sheet import (
    PORTRAIT,
    RATING_COLOURS,
    WAITING,
    QuestionnaireSheet,
    QuestionnaireStyle,
)
from assessment.interchange.questionnaire.texts import answer_rows
from assessment.labels.codes import RATING_STYLES, code_word, rating_label, rating_meaning, voice_word, yes_or_no
from assessment.labels.formatting import response_name
from assessment.spreadsheet.references import column_letter, sheet_reference, sheet_title
from assessment.spreadsheet.styles import CellStyle
from assessment.spreadsheet.workbook import Workbook

_NO_REVISIONS: Mapping[str, int] = MappingProxyType({})
COLUMNS = (ColumnCode.FIELD, ColumnCode.LABEL, ColumnCode.ANSWER, ColumnCode.NOTE, ColumnCode.GUTTER)
"""Those of the sheet *Start here*."""
_FIELD, _LABEL, _ANSWER, _NOTE, _GUTTER = range(1, len(COLUMNS) + 1)
_WIDTHS = (12.0, 22.0, 50.0, 34.0, 1.0)


def questionnaire_workbook(
    catalogue: Catalogue,
    *,
    response: Response | None = None,
    assessment_id: str | None = None,
    revisions: Mapping[str, int] = _NO_REVISIONS,
    threshold: float = COVERAGE_THRESHOLD,
) -> bytes:
    """The offline workbook of a catalogue as the content of an .xlsx file.

    With a `response` it has the answers so far. `assessment_id` and `revisions` say from which state of a stored
    assessment it was made, so that the completed file can be merged into it later. `threshold` is the coverage, 0 to 1,
    below which no percentage is shown.
    """
    name = response_name(response) if response else catalogue.title
    start, title, scores, lists, about = titles = [
        sheet_title(words)
        for words in (_("Start here"), _("Questionnaire"), _("Scores"), _("Lists"), _("About this file"))
    ]
    # A person who filled it in with a program that computes nothing should see the scores of what is there.
    book = Workbook(title=f"{_('Questionnaire')}: {name}", created=dt.datetime.now(dt.UTC), computes=True)
    answered = response or Response(catalogue.id, catalogue.version, country="", voice=Voice.OTHER)
    words = _offered_words(answered.country)
    offered = {
        field: sheet_reference(lists, f"{column_letter(place)}1:{column_letter(place)}{len(column)}")
        for place, (field, column) in enumerate(words.items(), start=1)
    }
    _write_start_sheet(book, start, catalogue, response, offered)
    columns = questionnaire.write_questionnaire_sheet(book, title, name, catalogue, answered, offered)
    write_scores_sheet(book, scores, name, catalogue, answered, threshold, title, columns)
    _write_lists(book, lists, words)
    sheets = {start: COLUMNS, title: questionnaire.COLUMNS}
    hidden = QuestionnaireSheet(book, about, [16.0, 18.0, 18.0, 18.0, 60.0])
    for row in provenance_rows(catalogue, answered, assessment_id, revisions, sheets, titles):
        hidden.add({place: (value, QuestionnaireStyle.ANSWER) for place, value in enumerate(row, start=1)})
    hidden.hide()
    return book.content()


# The words of the dropdowns


def _offered_words(country: str) -> dict[str, list[str]]:
    """The words by field; the country of the response is offered even if it is invented."""
    invented = [country] if country in INVENTED_PLACES else []
    words = {
        "rating": [rating_label(rating) for rating in Rating],
        "measures": [TICK, yes_or_no(True), yes_or_no(False)],
        "anonymous": [yes_or_no(True), yes_or_no(False)],
        "country": [country_name(code) for code in (*invented, *country_codes())],
        "voice": [voice_word(voice) for voice in Voice],
    }
    return words | {
        field.name: [code_word(code) for code in field.codes]
        for field in ANSWER_FIELDS
        if field.codes and field.name not in words
    }


def _write_lists(book: Workbook, title: str, words: Mapping[str, list[str]]) -> None:
    sheet = QuestionnaireSheet(book, title, [30.0] * len(words))
    for row in zip_longest(*words.values()):
        sheet.add({column: (word, QuestionnaireStyle.FACT) for column, word in enumerate(row, start=1) if word})
    sheet.hide()


# The sheet *Start here*: what to do, who answers, and what the ratings mean


def _write_start_sheet(
    book: Workbook, title: str, catalogue: Catalogue, response: Response | None, offered: Mapping[str, str]
) -> None:
    sheet = QuestionnaireSheet(book, title, _WIDTHS, hidden_columns=1)
    codes = [*(code.value for code in COLUMNS), f"{CATALOGUE_CODE} {catalogue.id} {catalogue.version}"]
    sheet.add({place: (code, QuestionnaireStyle.KEY) for place, code in enumerate(codes, start=1)}, is_hidden=True)
    sheet.add({_LABEL: (_("Questionnaire to fill in without the app"), QuestionnaireStyle.TITLE)}, height=30)
    _write_words(sheet, _("About"), catalogue.title, QuestionnaireStyle.SUBTITLE)
    _write_words(sheet, _("Framework"), catalogue.framework)
    sheet.add_section(_LABEL, _("How to fill it in"))
    for step, words in _steps().items():
        _write_words(sheet, step, words)
    sheet.add_section(_LABEL, _("Who answers"))
    _write_identity(sheet, response, offered)
    sheet.add_section(_LABEL, _("What the ratings mean"))
    for rating in RATING_STYLES:
        row = _write_words(sheet, rating_label(rating), rating_meaning(rating))
        sheet.colour(f"{column_letter(_LABEL)}{row}", "TRUE", *RATING_COLOURS[rating])
    sheet.add_section(_LABEL, _("Where the recommendations come from"))
    publication = catalogue.publication
    _write_words(sheet, _("Publication"), f"{publication.title}, {publication.publisher}, {publication.date}")
    row = _write_words(sheet, _("Address"), publication.url, QuestionnaireStyle.LINK)
    sheet.write_link(row, _ANSWER, publication.url, publication.url, QuestionnaireStyle.LINK)
    _write_words(sheet, _("Catalogue and version"), f"{catalogue.id}, {catalogue.version}")
    sheet.print_on(PORTRAIT, catalogue.title)


def _steps() -> dict[str, str]:
    return {
        _("1. Enter who answers"): _("Fill in the fields below. Those in pale yellow are still needed."),
        _("2. Answer"): _(
            "On the sheet “Questionnaire”, choose a rating for each recommendation, and put an “{tick}” in front "
            "of each measure that is in place. Leave blank what you haven’t looked at: blank means “not "
            "answered”, never absent."
        ).format(tick=TICK),
        _("3. See the figures"): _("The sheet “Scores” updates as you answer."),
        _("4. Import it"): _(
            "Save it as .xlsx and import it into the app. If something can’t be read, you are told in which cell, "
            "and nothing is imported until it is corrected."
        ),
        _("Do no harm"): _("Write no names, no cases, and nothing by which a victim could be recognised."),
        _("Your own notes"): _(
            "You can add sheets of your own, which aren’t read, and in Excel enlarge rows and columns. To sort "
            "rows or add columns, first unprotect the sheet (in Excel under “Review”, in LibreOffice under "
            "“Tools”); there is no password. Sort whole rows, hidden columns included: the app needs those to "
            "find the answers."
        ),
    }


def _write_identity(sheet: QuestionnaireSheet, response: Response | None, offered: Mapping[str, str]) -> None:
    values: dict[str, str | dt.date | None] = {"anonymous": yes_or_no(False)}
    if response is not None:
        values = {
            "country": country_name(response.country),
            "voice": voice_word(response.voice),
            "organisation": response.organisation,
            "round_label": response.round.label,
            "round_date": response.round.date,
            "anonymous": yes_or_no(response.anonymous),
        }
    notes = {
        "country": _("Required. Choose from the list."),
        "voice": _("Required. Whose answers these are."),
        "organisation": _("Leave it blank if the name could put somebody in danger."),
        "round_label": _("For example: 2026 baseline"),
        "round_date": _("For example: 2026-11-24"),
        "anonymous": _("“Yes” leaves the organisation’s name out of reports. This file still contains it."),
    }
    for field in IDENTITY_FIELDS:
        place = f"{column_letter(_ANSWER)}{sheet.row}"
        _write_answer(sheet, field, values.get(field.name), notes[field.name])
        if field.name in offered:
            sheet.offer(place, offered[field.name])
        if field.name in ("country", "voice"):
            sheet.colour(place, f"LEN(TRIM({place}))=0", *WAITING)


def _write_answer(sheet: QuestionnaireSheet, field: Field, value: str | dt.date | None, note: str) -> None:
    style = QuestionnaireStyle.ANSWER_DATE if field.kind is Kind.DAY else QuestionnaireStyle.ANSWER
    for key, label, part, look in answer_rows(field.name, field.short, value, _WIDTHS[_ANSWER - 1], style):
        sheet.add({
            _FIELD: (key, QuestionnaireStyle.KEY),
            _LABEL: (label, QuestionnaireStyle.LABEL),
            _ANSWER: (part, look),
            _NOTE: (note, QuestionnaireStyle.NOTE),
            _GUTTER: (None, QuestionnaireStyle.GUTTER),
        })  # fmt: skip


def _write_words(sheet: QuestionnaireSheet, label: str, words: str, style: CellStyle = QuestionnaireStyle.FACT) -> int:
    """Write words beside a label, and give their row."""
    return sheet.add(
        {
            _FIELD: (OWN_CODES, QuestionnaireStyle.KEY),
            _LABEL: (label, QuestionnaireStyle.LABEL),
            _ANSWER: (words, style),
        }
    )
