"""The sheet *Start here*: what to do, who answers, and what the ratings mean."""

from __future__ import annotations

import datetime as dt

from assessment.domain.countries import country_name
from assessment.domain.fields import IDENTITY_FIELDS, Field, Kind
from assessment.domain.model import Catalogue, Response
from assessment.i18n import gettext as _
from assessment.interchange.questionnaire.hidden_sheets import TICK, Lists
from assessment.interchange.questionnaire.layout import OWN_CODES, ColumnCode, catalogue_mark
from assessment.interchange.questionnaire.sheet import (
    PORTRAIT,
    RATING_COLOURS,
    WAITING,
    QuestionnaireSheet,
    QuestionnaireStyle,
)
from assessment.interchange.questionnaire.visible_text import answer_rows
from assessment.labels.codes import RATING_STYLES, rating_label, rating_meaning, voice_word
from assessment.spreadsheet.references import column_letter
from assessment.spreadsheet.styles import CellStyle
from assessment.spreadsheet.workbook import Workbook

COLUMNS = (ColumnCode.FIELD, ColumnCode.LABEL, ColumnCode.ANSWER, ColumnCode.NOTE, ColumnCode.GUTTER)
_FIELD, _LABEL, _ANSWER, _NOTE, _GUTTER = range(1, len(COLUMNS) + 1)
_WIDTHS = (12.0, 22.0, 50.0, 34.0, 1.0)


def write_start_sheet(
    book: Workbook, title: str, catalogue: Catalogue, response: Response | None, lists: Lists
) -> None:
    sheet = QuestionnaireSheet(book, title, _WIDTHS, hidden_columns=1)
    sheet.add({
        **{place: (code.value, QuestionnaireStyle.KEY) for place, code in enumerate(COLUMNS, start=1)},
        len(COLUMNS) + 1: (catalogue_mark(catalogue), QuestionnaireStyle.KEY),
    }, is_hidden=True)  # fmt: skip
    sheet.add({_LABEL: (_("Questionnaire to fill in without the app"), QuestionnaireStyle.TITLE)}, height=30)
    _write_words(sheet, _("About"), catalogue.title, QuestionnaireStyle.SUBTITLE)
    _write_words(sheet, _("Framework"), catalogue.framework)
    _write_section(sheet, _("How to fill it in"))
    _write_steps(sheet)
    _write_section(sheet, _("Who answers"))
    _write_identity(sheet, response, lists)
    _write_section(sheet, _("What the ratings mean"))
    _write_ratings(sheet)
    _write_section(sheet, _("Where the recommendations come from"))
    _write_source(sheet, catalogue)
    sheet.print_on(PORTRAIT, catalogue.title)


def _write_section(sheet: QuestionnaireSheet, words: str) -> None:
    sheet.skip(8)
    sheet.add({_LABEL: (words, QuestionnaireStyle.SECTION)}, height=24)


def _write_steps(sheet: QuestionnaireSheet) -> None:
    steps = {
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
    for step, words in steps.items():
        _write_words(sheet, step, words)


def _write_identity(sheet: QuestionnaireSheet, response: Response | None, lists: Lists) -> None:
    given: dict[str, str | dt.date | None] = {}
    if response is not None:
        given = {
            "country": country_name(response.country),
            "voice": voice_word(response.voice),
            "organisation": response.organisation,
            "round_label": response.round.label,
            "round_date": response.round.date,
        }
    given["anonymous"] = _("Yes") if response is not None and response.anonymous else _("No")
    notes = {
        "country": _("Required. Choose from the list."),
        "voice": _("Required. Whose answers these are."),
        "organisation": _("Leave it blank if the name could put somebody in danger."),
        "round_label": _("For example: 2026 baseline"),
        "round_date": _("For example: 2026-11-24"),
        "anonymous": _("“Yes” keeps the organisation out of every report. This file still contains it."),
    }
    for field in IDENTITY_FIELDS:
        place = _write_answer(sheet, field, given.get(field.name), notes[field.name])
        if field in lists:
            sheet.offer(place, lists.reference(field))
        if field.name in ("country", "voice"):
            sheet.colour(place, f"LEN(TRIM({place}))=0", *WAITING)


def _write_answer(sheet: QuestionnaireSheet, field: Field, value: str | dt.date | None, note: str) -> str:
    """Write what is asked about the response, and give its first cell."""
    style = QuestionnaireStyle.ANSWER_DATE if field.kind is Kind.DAY else QuestionnaireStyle.ANSWER
    first = sheet.row
    for row in answer_rows(field.name, field.short, value, _WIDTHS[_ANSWER - 1], style):
        sheet.add({
            _FIELD: (row.field, QuestionnaireStyle.KEY),
            _LABEL: (row.label, QuestionnaireStyle.LABEL),
            _ANSWER: (row.value, row.style),
            _NOTE: (note, QuestionnaireStyle.NOTE),
            _GUTTER: (None, QuestionnaireStyle.GUTTER),
        })  # fmt: skip
    return f"{column_letter(_ANSWER)}{first}"


def _write_ratings(sheet: QuestionnaireSheet) -> None:
    for rating in RATING_STYLES:
        row = _write_words(sheet, rating_label(rating), rating_meaning(rating))
        sheet.colour(f"{column_letter(_LABEL)}{row}", "TRUE", *RATING_COLOURS[rating])


def _write_source(sheet: QuestionnaireSheet, catalogue: Catalogue) -> None:
    publication = catalogue.publication
    _write_words(sheet, _("Publication"), f"{publication.title}, {publication.publisher}, {publication.date}")
    row = _write_words(sheet, _("Address"), publication.url, QuestionnaireStyle.LINK)
    sheet.write_link(row, _ANSWER, publication.url, publication.url, QuestionnaireStyle.LINK)
    _write_words(sheet, _("Catalogue and version"), f"{catalogue.id}, {catalogue.version}")


def _write_words(sheet: QuestionnaireSheet, label: str, words: str, style: CellStyle = QuestionnaireStyle.FACT) -> int:
    """Write words beside a label, and give their row."""
    return sheet.add(
        {
            _FIELD: (OWN_CODES, QuestionnaireStyle.KEY),
            _LABEL: (label, QuestionnaireStyle.LABEL),
            _ANSWER: (words, style),
        }
    )
